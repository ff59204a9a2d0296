// SPDX-License-Identifier: MIT
/*
 * watch_table.c - watch live, on a terminal: name, value, the value before, and how long ago it changed
 *
 * Control sequences of ECMA-48 and xterm's alternate screen, which every terminal emulator in use has;
 * the shell's screen comes back as it was.
 */
#include "stop.h"
#include "watch.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)
#define ENTER "\033[?1049h\033[?25l"
#define LEAVE "\033[?25h\033[?1049l"
#define NAME_LEAST 4
#define AGE 6

/* What fits beside each other; a width of 0 leaves a column out */
struct columns {
	unsigned int lines;
	unsigned int width;
	unsigned int name;
	unsigned int value;
	unsigned int before;
	unsigned int age;
};

static void on_resize(int number)
{
	(void)number; /* it interrupts poll(2), and what is drawn then has the new size */
}

static volatile sig_atomic_t suspended;

static void on_suspend(int number)
{
	(void)number;
	suspended = 1;
}

static void catch_suspend(void)
{
	struct sigaction action = { .sa_handler = on_suspend }, old;

	if (sigaction(SIGTSTP, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
		sigaction(SIGTSTP, &action, NULL);
}

/* The shell has its screen and cursor while this process is stopped */
static void suspend(void)
{
	suspended = 0;
	output_print("%s", LEAVE);
	output_flush(NULL);
	signal(SIGTSTP, SIG_DFL);
	raise(SIGTSTP);
	catch_suspend();
	output_print("%s", ENTER);
}

static void begin(struct watch *watch)
{
	struct sigaction action = { .sa_handler = on_resize };

	(void)watch;
	sigaction(SIGWINCH, &action, NULL);
	catch_suspend();
	output_print("%s", ENTER);
}

static void end(struct watch *watch)
{
	(void)watch;
	output_print("%s", LEAVE);
}

/* What it means, where the board says so; else the number */
static const char *value_text(const struct watch *watch, const struct signal *signal,
			      uint64_t value, char *buffer)
{
	const char *meaning = "";

	if (signal->item.field)
		meaning = text_meaning(watch->context->board, signal->item.field, value, buffer,
				       NUMBER_SIZE);
	return *meaning ? meaning : watch_value(watch, signal, value, buffer, NUMBER_SIZE);
}

/* ---- Layout ------------------------------------------------------------------------------------ */

static const char *short_name(const struct watch *watch, uint32_t index, char *buffer, size_t size)
{
	const struct signal *signal = &watch->signals[index];
	bool below = index != watch->watched[signal->watched].first_signal;

	snprintf(buffer, size, "%s%s", below ? "  " : "",
		 below ? strrchr(signal->name, '.') + 1 : signal->name);
	return buffer;
}

static unsigned int longest_name(const struct watch *watch)
{
	unsigned int longest = 2 * NAME_LEAST, length;
	char name[NAME_SIZE];

	for (uint32_t i = 0; i < watch->signal_count; i++) {
		length = strlen(short_name(watch, i, name, sizeof(name)));
		longest = length > longest ? length : longest;
	}
	return longest;
}

static unsigned int longest_value(const struct watch *watch)
{
	unsigned int longest = strlen("value"), length;
	char value[NUMBER_SIZE];

	for (uint32_t i = 0; i < watch->signal_count; i++) {
		const struct signal *signal = &watch->signals[i];

		length = strlen(value_text(watch, signal, signal->value, value));
		longest = length > longest ? length : longest;
		length = strlen(value_text(watch, signal, signal->before, value));
		longest = length > longest ? length : longest;
	}
	return longest;
}

/* Two characters between columns, one in front for the mark of what has changed */
static struct columns fit(const struct watch *watch)
{
	struct winsize size = { .ws_col = 0 };
	struct columns columns = { .lines = 24, .width = 80 };
	unsigned int left;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col && size.ws_row) {
		columns.lines = size.ws_row;
		columns.width = size.ws_col;
	}
	columns.value = longest_value(watch);
	columns.name = longest_name(watch);
	left = columns.width - 1;
	if (columns.name + 2 + columns.value > left)
		columns.name = left > columns.value + 2 + NAME_LEAST ? left - columns.value - 2
								     : NAME_LEAST;
	left = left > columns.name + 2 + columns.value ? left - columns.name - 2 - columns.value
						       : 0;
	if (left >= 2 + AGE) {
		columns.age = AGE;
		left -= 2 + AGE;
	}
	if (left >= 2 + columns.value)
		columns.before = columns.value;
	return columns;
}

/* ---- Drawing ----------------------------------------------------------------------------------- */

static const char *age(int64_t ns, char *buffer, size_t size)
{
	double seconds = (double)ns / 1e9;

	if (seconds < 10)
		snprintf(buffer, size, "%.1fs", seconds);
	else if (seconds < 100)
		snprintf(buffer, size, "%.0fs", seconds);
	else if (seconds < 6000)
		snprintf(buffer, size, "%.0fm", seconds / 60);
	else
		snprintf(buffer, size, "%.0fh", seconds / 3600);
	return buffer;
}

/* A line of its own, cut to the width of the window. What was there is erased before: after a text that
 * ends in the last column, some terminals would erase its last character. */
static void put_line(const struct columns *columns, const char *text, bool bold)
{
	output_print("\033[K%s%.*s%s", output_bold(bold), (int)columns->width, text,
		     bold ? output_bold(false) : "");
}

static void put_row(const struct watch *watch, const struct columns *columns, uint32_t index,
		    int64_t now)
{
	const struct signal *signal = &watch->signals[index];
	char name[NAME_SIZE], now_text[NUMBER_SIZE], before_text[NUMBER_SIZE], old[16] = "";
	const char *value = value_text(watch, signal, signal->value, now_text), *before = "";
	char line[NAME_SIZE + 2 * NUMBER_SIZE + 64];
	bool fresh = signal->changes && now - signal->changed_at < SECOND;
	int used;

	short_name(watch, index, name, sizeof(name));
	if (signal->changes)
		before = value_text(watch, signal, signal->before, before_text);
	if (signal->changes)
		age(now - signal->changed_at, old, sizeof(old));
	used = snprintf(line, sizeof(line), "%c%-*.*s  %-*s", fresh ? '*' : ' ', (int)columns->name,
			(int)columns->name, name, (int)columns->value, value);
	if (columns->before)
		used += snprintf(line + used, sizeof(line) - used, "  %-*s", (int)columns->before,
				 before);
	if (columns->age)
		snprintf(line + used, sizeof(line) - used, "  %*s", (int)columns->age, old);
	put_line(columns, line, fresh);
}

static void put_heading(const struct watch *watch, const struct columns *columns)
{
	struct hwreg_sampler_counts counts = { .size = sizeof(counts) };
	char line[NAME_SIZE + 2 * NUMBER_SIZE + 64];
	int used;

	hwreg_sampler_counts(watch->sampler, &counts);
	snprintf(line, sizeof(line), "%llu samples, %llu missed, %llu dropped; Ctrl-C ends",
		 (unsigned long long)counts.taken, (unsigned long long)counts.missed,
		 (unsigned long long)counts.dropped);
	put_line(columns, line, false);
	used = snprintf(line, sizeof(line), " %-*.*s  %-*s", (int)columns->name, (int)columns->name,
			"name", (int)columns->value, "value");
	if (columns->before)
		used += snprintf(line + used, sizeof(line) - used, "  %-*s", (int)columns->before,
				 "was");
	if (columns->age)
		snprintf(line + used, sizeof(line) - used, "  %*s", (int)columns->age, "ago");
	output_print("\n");
	put_line(columns, line, true);
}

static void redraw(struct watch *watch)
{
	struct columns columns = fit(watch);
	unsigned int room = columns.lines > 3 ? columns.lines - 2 : 1;
	uint32_t rows = watch->signal_count;
	int64_t now = stop_clock();
	char more[64];

	if (suspended)
		suspend();
	if (rows > room)
		rows = room - 1;
	output_print("\033[H");
	put_heading(watch, &columns);
	for (uint32_t i = 0; i < rows; i++) {
		output_print("\n");
		put_row(watch, &columns, i, now);
	}
	if (rows < watch->signal_count) {
		snprintf(more, sizeof(more), " %u more lines than this window has",
			 watch->signal_count - rows);
		output_print("\n");
		put_line(&columns, more, false);
	}
	/* the heading has two lines */
	if (2 + rows + (rows < watch->signal_count) < columns.lines)
		output_print("\n\033[J");
}

const struct watch_form watch_table = {
	.begin = begin, .sample = redraw, .redraw = redraw, .end = end
};
