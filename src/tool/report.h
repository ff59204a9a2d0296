/* SPDX-License-Identifier: MIT */
/*
 * report.h - what became of the steps of sequences: text, TAP, JUnit or JSON
 *
 * A point is a step at the top of a sequence that is no note, and putting registers back: what test systems
 * count. report.c collects what is to be said of it, one writer a format says it.
 */
#ifndef HWREG_TOOL_REPORT_H
#define HWREG_TOOL_REPORT_H

#include "context.h"

#include <text_stream.h>

#include <stdio.h>

#define REPORT_ACCESSES 16

/** struct report_access - an access, and how often it was made one after the other with one result */
struct report_access {
	struct hwreg_access access;
	uint64_t times;
};

/** struct report_buffer - what was said since the last point: notes, output of commands, values */
struct report_buffer {
	struct text_stream stream;
	size_t said, lost; /* bytes */
};

struct report;

/**
 * struct reporter - a writer of one format
 * @begin: before the first sequence
 * @sequence: a sequence begins
 * @plan: a dry run: a step, of which the accesses follow
 * @planned: a dry run: one of them
 * @note: a note
 * @inner: a step inside a `repeat` or `run` has ended
 * @point: a point has ended, or is skipped
 * @end_sequence: a sequence has ended
 * @end: all have ended, or with @err could not be run at all
 * @collects: what is said between points is to be collected for the next one
 * @has_values: what a point has read is no part of that
 *
 * All but @begin, @point and @end may be NULL.
 */
struct reporter {
	void (*begin)(struct report *report);
	void (*sequence)(struct report *report);
	void (*plan)(struct report *report, const struct hwreg_step_event *event);
	void (*planned)(struct report *report, const struct hwreg_access *access);
	void (*note)(struct report *report, const struct hwreg_step_event *event);
	void (*inner)(struct report *report, const struct hwreg_step_event *event);
	void (*point)(struct report *report, const struct hwreg_step_event *event);
	void (*end_sequence)(struct report *report);
	void (*end)(struct report *report, const struct hwreg_error *err);
	bool collects;
	bool has_values;
};

extern const struct reporter report_text, report_tap, report_junit, report_json;

/**
 * struct report - the results of one run of the command
 * @info: of the sequence that runs
 * @counts: of its points, by enum hwreg_step_result
 * @total: of all sequences
 * @number: of points told so far
 * @part: enum hwreg_step_part of the step that runs
 * @started: when the first sequence began
 * @sequence_started: when this one did
 * @ring: the last accesses of this sequence
 * @ring_count: of all that were put there
 * @said: since the last point
 * @body: of JUnit: testsuites so far
 * @suite: of JUnit: testcases of this sequence
 * @sequences: of JSON: those that have ended
 * @steps: of JSON: those of this sequence
 * @accesses: of JSON: those that the step in a dry run would make
 */
struct report {
	struct context *context;
	const struct reporter *writer;
	struct hwreg_sequence_info info;
	unsigned int counts[HWREG_STEP_PLANNED + 1];
	unsigned int total[HWREG_STEP_PLANNED + 1];
	unsigned int number;
	uint32_t part;
	int64_t started;
	int64_t sequence_started;
	struct report_access ring[REPORT_ACCESSES];
	uint64_t ring_count;
	struct report_buffer said;
	struct report_buffer body;
	struct report_buffer suite;
	struct json_object *sequences;
	struct json_object *steps;
	struct json_object *accesses;
};

/* ---- report.c: collect ------------------------------------------------------------------------ */

/** report_begin() - choose the writer that -o asks for, and start */
void report_begin(struct report *report, struct context *context);

/** report_sequence() - a sequence begins */
void report_sequence(struct report *report, const struct hwreg_sequence *sequence);

/** report_step() - the callback of hwreg_sequence_run(), for which @data is the report; stops what cannot be told */
int report_step(void *data, const struct hwreg_step_event *event);

/** report_observe() - the observer of the session, for which @data is the report */
int report_observe(void *data, const struct hwreg_access *access);

/** report_broken() - one more point: what failed beside the steps */
void report_broken(struct report *report, const char *what, const struct hwreg_error *err);

/** report_end_sequence() - a sequence has ended */
void report_end_sequence(struct report *report);

/** report_end() - all have ended; or could not be run, with the error */
void report_end(struct report *report, const struct hwreg_error *err);

/** report_free() - free what it holds; after report_end() or without it */
void report_free(struct report *report);

/* ---- report_details.c: texts that all formats have ------------------------------------------- */

/** report_decided() - the step that made a point what it is: itself, or the one inside that did not pass */
const struct hwreg_step_event *report_decided(const struct hwreg_step_event *event);

/** report_line() - a text of a file, in one line of characters alone, for free() */
char *report_line(const char *text);

/** report_name() - what a step is called, in one line, for free() */
char *report_name(const struct hwreg_step_event *event);

/** report_message() - why a point did not pass, one line or several, for free() */
char *report_message(const struct hwreg_step_event *event);

/** report_why() - why a point was skipped, in one line, for free() */
char *report_why(const struct hwreg_step_event *event);

/** report_values() - the registers that a step read, decoded, as lines for free(); of conditions those
 * that do not hold, with what was expected */
char *report_values(struct report *report, const struct hwreg_step_event *event, bool plain);

/** report_details() - all that is to be known of a point that did not pass, as lines for free(), but what is
 * collected */
char *report_details(struct report *report, const struct hwreg_step_event *event, bool plain);

/** report_accesses() - the last accesses, a line each, for free() */
char *report_accesses(const struct report *report);

/** report_place() - "FILE:LINE:COLUMN" */
const char *report_place(const struct hwreg_step_event *event, char *buffer, size_t size);

/** report_lines() - print lines with the same in front of each */
void report_lines(const char *lines, const char *indent);

#define PLACE_SIZE 320

/* ---- report_buffer.c: text that grows --------------------------------------------------------- */

/** report_put() - append to a text, which is zeroes to start with */
void report_put(struct report_buffer *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** report_say() - the same for what belongs to the point that comes, up to a length that can be read */
void report_say(struct report *report, const char *text);

/** report_taken() - end a text and hand it out, for free(); never NULL */
char *report_taken(struct report_buffer *text);

/* ---- progress.c: a line on the terminal while a step runs ------------------------------------- */

/** progress_start() - from now on, if standard error is a terminal, and a dry run or -v does not print anyway */
void progress_start(const struct context *context);

/** progress_step() - a step begins */
void progress_step(const struct hwreg_step_event *event);

/** progress_hide() - take the line away, as something is going to be printed */
void progress_hide(void);

/** progress_stop() - no more of it */
void progress_stop(void);

#endif
