/* SPDX-License-Identifier: MIT */
/* watch.h - registers over time: what is sampled, and the forms it is shown in */
#ifndef HWREG_TOOL_WATCH_H
#define HWREG_TOOL_WATCH_H

#include "context.h"
#include "output.h"
#include "source.h"

/**
 * struct signal - a register, a field or bits: one column, one line of the table
 * @item: it, as an item of its own
 * @watched: index of the item of the command line that it belongs to
 * @name: full; owned
 * @width: bits
 * @value: now; @before: before the last change
 * @changed_at: time of that change; of the first sample at first
 * @changes: how many there were
 * @fresh: changed in this sample, or it is the first
 */
struct signal {
	struct hwreg_item item;
	unsigned int watched;
	char *name;
	unsigned int width;
	uint64_t value;
	uint64_t before;
	int64_t changed_at;
	uint64_t changes;
	bool fresh;
};

/**
 * struct watched - an item of the command line
 * @first_signal: its own; those of its fields follow
 */
struct watched {
	uint32_t first_signal;
	uint32_t signal_count;
	uint64_t reg_value;
};

/**
 * struct watch - one run
 * @items: as the sampler wants them; @count of them, the same number of @watched
 * @shown: of them; those behind it are read for --until alone
 * @source: when it is to sample, if --on says so
 * @began: when the waiting for the first sample began
 * @start: time of the first sample, CLOCK_MONOTONIC
 * @wall: what to add to a time of CLOCK_MONOTONIC to have CLOCK_REALTIME
 * @samples: handed out so far
 * @now: time of the sample; at the end, of the end
 * @drawn: when a fast table was drawn last
 * @flushed: @drawn, of what has been flushed
 */
struct watch {
	struct context *context;
	struct hwreg_item *items;
	struct watched *watched;
	struct signal *signals;
	uint32_t count;
	uint32_t shown;
	uint32_t signal_count;
	struct layout layout;
	struct hwreg_sampler *sampler;
	struct source source;
	struct hwreg_condition *until;
	int64_t began;
	int64_t start;
	int64_t wall;
	uint64_t samples;
	int64_t now;
	int64_t drawn;
	int64_t flushed;
	const struct watch_form *form;
};

/**
 * struct watch_form - how samples are shown; every pointer but @sample may be NULL
 * @begin: before the first sample
 * @sample: the signals have been updated
 * @redraw: show again, as time has passed or the window has another size
 * @end: after the last sample, whatever ended it
 */
struct watch_form {
	void (*begin)(struct watch *watch);
	void (*sample)(struct watch *watch);
	void (*redraw)(struct watch *watch);
	void (*end)(struct watch *watch);
};

extern const struct watch_form watch_lines; /* text and JSON: a line a register */
extern const struct watch_form watch_csv; /* a line a sample, a column a signal */
extern const struct watch_form watch_vcd; /* value change dump, IEEE 1364 */
extern const struct watch_form watch_table; /* live, on a terminal */

/** watch_add() - sample an item; @shown: and show it and its fields */
void watch_add(struct watch *watch, const struct hwreg_item *item, bool shown);

/** watch_clear() - sample nothing, so that items can be added anew */
void watch_clear(struct watch *watch);

/** watch_free() - free what watch_add() made */
void watch_free(struct watch *watch);

/** watch_update() - take over a sample */
void watch_update(struct watch *watch, const struct hwreg_sample *sample);

/** watch_time() - a time as it is shown: seconds since the first sample, or with --wall UTC */
const char *watch_time(const struct watch *watch, int64_t time, char *buffer, size_t size);

/** watch_value() - a signal's value as text: the name that the board has for it, else the number */
const char *watch_value(const struct watch *watch, const struct signal *signal, uint64_t value,
			char *buffer, size_t size);

/** watch_stats() - what --stats tells, on standard error */
void watch_stats(const struct watch *watch);

#endif
