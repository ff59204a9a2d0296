// SPDX-License-Identifier: MIT
/* doing.c - what all kinds of steps need while they run: time, texts, values, an end from outside */
#include "run.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t clock_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * SECOND + time.tv_nsec;
}

const char *time_text(int64_t ns, char buffer[32])
{
	static const struct {
		const char *name;
		int64_t ns;
	} units[] = { { "s", SECOND }, { "ms", MILLISECOND }, { "us", 1000 }, { "ns", 1 } };
	size_t i = 0;

	while (i < 3 && ns < units[i].ns)
		i++;
	snprintf(buffer, 32, "%.6g %s", (double)ns / (double)units[i].ns, units[i].name);
	return buffer;
}

/* ---- The end from outside ----------------------------------------------------------------------- */

static bool look(struct running *running, int64_t wait)
{
	struct pollfd polled = { .fd = running->stop, .events = POLLIN };
	struct timespec time = { wait / SECOND, wait % SECOND };

	if (ppoll(&polled, 1, &time, NULL) > 0 && polled.revents)
		running->stopped = running->interrupted = true;
	return running->stopped;
}

bool running_stopped(struct running *running)
{
	int64_t now;

	if (running->stopped || running->stop < 0)
		return running->stopped;
	now = clock_now();
	if (now < running->look)
		return false;
	running->look = now + MILLISECOND;
	return look(running, 0);
}

int doing_interrupted(struct doing *doing)
{
	return hwreg_error_set(&doing->error, HWREG_ERROR_ANSWER, ECANCELED, "interrupted");
}

int doing_timed_out(struct doing *doing, const char *what)
{
	char length[32];

	time_text(doing->limit.length, length);
	if (doing->limit.whole)
		return hwreg_error_set(&doing->error, HWREG_ERROR_ANSWER, ETIMEDOUT,
				       "%s: the time for all steps, %s, is over", what, length);
	return hwreg_error_set(&doing->error, HWREG_ERROR_ANSWER, ETIMEDOUT, "%s within %s", what,
			       length);
}

int doing_pause(struct doing *doing, int64_t until)
{
	int64_t deadline = doing->limit.deadline, now = clock_now();
	int64_t end = until < deadline ? until : deadline;

	while (!doing->running->stopped && now < end) {
		look(doing->running, end - now);
		now = clock_now();
	}
	if (doing->running->stopped)
		return doing_interrupted(doing);
	return until <= deadline ? 0 : doing_timed_out(doing, "not done");
}

/* ---- Texts, words, values ----------------------------------------------------------------------- */

/* In a dry run nothing has been read */
const char *doing_text(struct doing *doing, const struct text *text, int *result)
{
	struct late late = { .value = doing->trial };
	const char *out;

	*result = text_expand(text, doing->script, &doing->buffer,
			      doing->running->dry ? &late : NULL, &out, &doing->error);
	return *result ? NULL : out;
}

int doing_bind(struct doing *doing, const struct word *word, enum word_use use, struct bound *bound)
{
	const char *text;
	int r = 0;

	if (word->is_bound) {
		*bound = word->bound;
		return 0;
	}
	*bound = (struct bound){ .write = NULL };
	text = doing_text(doing, &word->text, &r);
	if (!r)
		r = word_bind(word, doing->running->session, use, text, bound, &doing->error);
	if (!r || r == -ENOMEM || !doing->running->dry || doing->trial)
		return r;
	doing->trial = 1; /* a mask cannot be 0 */
	r = doing_bind(doing, word, use, bound);
	doing->trial = 0;
	return r;
}

static bool make_room(struct doing *doing)
{
	uint64_t room = doing->room ? 2 * doing->room : 4;
	struct hwreg_step_value *values = realloc(doing->values, room * sizeof(*values));
	struct hwreg_wide **wides;
	char **texts;

	if (!values)
		return false;
	doing->values = values;
	texts = realloc(doing->texts, room * sizeof(*texts));
	if (!texts)
		return false;
	doing->texts = texts;
	wides = realloc(doing->wides, room * sizeof(*wides));
	if (!wides)
		return false;
	doing->wides = wides;
	doing->room = room;
	return true;
}

struct hwreg_step_value *doing_add_value(struct doing *doing, const char *text, bool copy)
{
	char *own = copy ? strdup(text) : NULL;

	if ((copy && !own) || (doing->count == doing->room && !make_room(doing))) {
		free(own);
		hwreg_error_memory(&doing->error);
		return NULL;
	}
	doing->texts[doing->count] = own;
	doing->wides[doing->count] = NULL;
	doing->values[doing->count] =
		(struct hwreg_step_value){ .text = copy ? own : text, .holds = true };
	return &doing->values[doing->count++];
}

void doing_free(struct doing *doing)
{
	for (uint64_t i = 0; i < doing->count; i++) {
		free(doing->texts[i]);
		free(doing->wides[i]);
	}
	free(doing->values);
	free(doing->texts);
	free(doing->wides);
	free(doing->buffer.data);
	free(doing->name.data);
	free(doing->text.data);
	free(doing->loops.data);
	free(doing->output.data);
	event_free(doing->cause);
}
