// SPDX-License-Identifier: MIT
/* pace.c - work on many registers in pieces, so that Ctrl-C and a progress line come in between */
#include "pace.h"
#include "stop.h"

#include <stdio.h>
#include <unistd.h>

#define MILLISECOND INT64_C(1000000)
#define SECOND (1000 * MILLISECOND)
#define FIRST_PIECE 64
#define BAR 30

void pace_start(struct pace *pace, uint64_t total, bool to_terminal)
{
	stop_catch();
	*pace = (struct pace){
		.total = total,
		.piece = FIRST_PIECE,
		.started = stop_clock(),
		.visible = isatty(STDERR_FILENO) && !(to_terminal && isatty(STDOUT_FILENO)),
	};
}

uint64_t pace_next(struct pace *pace, uint64_t left)
{
	pace->piece_started = stop_clock();
	return left < pace->piece ? left : pace->piece;
}

static void show(struct pace *pace, int64_t now)
{
	unsigned int share = (unsigned int)((double)pace->done / (double)pace->total * BAR);
	double rate = (double)pace->done / (double)(now - pace->started);
	uint64_t left = (uint64_t)((double)(pace->total - pace->done) / rate / SECOND) + 1;
	char bar[BAR + 1];

	for (unsigned int i = 0; i < BAR; i++)
		bar[i] = i < share ? '#' : '.';
	bar[BAR] = '\0';
	fprintf(stderr, "\r[%s] %3u%%  %llu:%02llu left \033[K", bar,
		(unsigned int)((double)pace->done / (double)pace->total * 100),
		(unsigned long long)left / 60, (unsigned long long)left % 60);
	fflush(stderr);
	pace->shown = now;
}

void pace_made(struct pace *pace, uint64_t count)
{
	int64_t now = stop_clock(), took = now - pace->piece_started;

	pace->done += count;
	if (took < 10 * MILLISECOND && pace->piece < PACE_MOST)
		pace->piece *= 2;
	else if (took > 40 * MILLISECOND && pace->piece > 1)
		pace->piece /= 2;
	if (pace->visible && pace->done && now - pace->started > SECOND &&
	    now - pace->shown > 200 * MILLISECOND)
		show(pace, now);
}

void pace_end(struct pace *pace)
{
	if (pace->shown)
		fputs("\r\033[K", stderr);
	pace->shown = 0;
}
