// SPDX-License-Identifier: MIT
/* snapshots.c - files of save, and what became of their registers */
#include "snapshots.h"
#include "output.h"

#include <text_stream.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE 90 /* characters of names */

static char *copy(const char *text)
{
	return text ? output_strdup("%s", text) : NULL;
}

int outcome_add(void *data, const struct hwreg_snapshot_entry *entry)
{
	struct outcome *outcome = data;
	struct shown *shown, *list;

	outcome->counts[entry->result]++;
	if (outcome->count == outcome->room) {
		outcome->room = outcome->room ? 2 * outcome->room : 64;
		list = realloc(outcome->list, outcome->room * sizeof(*outcome->list));
		if (!list)
			output_die_memory();
		outcome->list = list;
	}
	shown = &outcome->list[outcome->count++];
	shown->entry = *entry;
	shown->entry.key = copy(entry->key);
	shown->entry.why = copy(entry->why);
	return 0;
}

void outcome_free(struct outcome *outcome)
{
	for (uint32_t i = 0; i < outcome->count; i++) {
		free((char *)outcome->list[i].entry.key);
		free((char *)outcome->list[i].entry.why);
	}
	free(outcome->list);
}

/* ---- Files ------------------------------------------------------------------------------------- */

static int finding(void *data, const struct hwreg_report *report)
{
	struct context *context = data;

	context_finding(report);
	context->reported = true;
	return 0;
}

struct hwreg_snapshot_options snapshots_options(struct context *context)
{
	const struct settings *settings = &context->settings;

	return (struct hwreg_snapshot_options){
		.size = sizeof(struct hwreg_snapshot_options),
		.flags = (settings->changing ? HWREG_SNAPSHOT_VOLATILE : 0) |
			 (settings->verify ? HWREG_SNAPSHOT_VERIFY : 0) |
			 (settings->force & FORCE_BOARD ? HWREG_SNAPSHOT_OTHER_BOARD : 0),
		.report = finding,
		.data = context,
	};
}

static int check_part(struct context *context, const struct hwreg_item *item)
{
	char name[NAME_SIZE];

	return item_is_whole(item)
		       ? 0
		       : output_fail(&context->err, HWREG_ERROR_REQUEST,
				     "%s: a snapshot is of whole registers, not of parts",
				     text_name(context, item, name));
}

int snapshots_check_parts(struct context *context, const struct locations *locations)
{
	struct hwreg_item item;
	int r = 0;

	for (unsigned int i = 0; i < locations->count; i++) {
		const struct hwreg_location *location = locations->list[i];

		for (uint64_t n = 0; r == 0 && !hwreg_location_is_range(location) &&
				     n < hwreg_location_count(location);
		     n++) {
			hwreg_location_item(location, n, &item);
			r = check_part(context, &item);
		}
	}
	return r;
}

int snapshots_load(struct context *context, const char *file, struct hwreg_snapshot **out)
{
	struct hwreg_snapshot_options options = snapshots_options(context);

	context_confine(context);
	return hwreg_snapshot_load(out, file, &options, &context->err);
}

void snapshots_name_board(struct context *context, const struct hwreg_snapshot *snapshot)
{
	struct hwreg_snapshot_info info = { .size = sizeof(info) };

	hwreg_snapshot_describe(snapshot, &info);
	context_prefer_board(context, info.board);
}

int snapshots_resolve(struct context *context, struct hwreg_snapshot *snapshot)
{
	struct hwreg_snapshot_options options = snapshots_options(context);

	return hwreg_snapshot_resolve(snapshot, context->session, &options, &context->err);
}

/* ---- What could not be done ---------------------------------------------------------------------- */

/* Some reasons start with the name, which is told apart */
static const char *reason(const struct hwreg_snapshot_entry *entry)
{
	size_t length = strlen(entry->key);
	bool named = strncmp(entry->why, entry->key, length) == 0 &&
		     strncmp(entry->why + length, ": ", 2) == 0;

	return named ? entry->why + length + 2 : entry->why;
}

/* Names with the same reason stand together, in lines of a length to read */
static void report_reason(const struct outcome *outcome, uint32_t from, const char *what,
			  bool *told)
{
	const struct hwreg_snapshot_entry *first = &outcome->list[from].entry, *entry;
	size_t line = strlen(first->key);
	struct text_stream list;
	FILE *names = text_stream_open(&list);

	if (!names)
		output_die_memory();
	fputs(first->key, names);
	for (uint32_t i = from + 1; i < outcome->count; i++) {
		entry = &outcome->list[i].entry;
		if (entry->result != first->result || strcmp(reason(entry), reason(first)) != 0)
			continue;
		told[i] = true;
		line += strlen(entry->key) + 2;
		fprintf(names, ",%s%s", line > LINE ? "\n" : " ", entry->key);
		line = line > LINE ? strlen(entry->key) : line;
	}
	if (text_stream_close(&list) < 0)
		output_die_memory();
	output_message("%s: %s:\n%s", what, reason(first), list.text);
	free(list.text);
}

static void report_changing(const struct context *context, uint32_t count)
{
	if (count && !context->settings.changing)
		output_message("left out %u register%s (--volatile compares %s)", count,
			       count == 1 ? " that changes by itself"
					  : "s that change by themselves",
			       count == 1 ? "it" : "them");
}

void outcome_report(const struct context *context, const struct outcome *outcome,
		    const char *unread)
{
	bool *told = calloc(outcome->count + 1, sizeof(*told));

	if (!told)
		output_die_memory();
	for (uint32_t i = 0; i < outcome->count; i++) {
		if (told[i])
			continue;
		if (outcome->list[i].entry.result == HWREG_SNAPSHOT_NOT_COMPARED)
			report_reason(outcome, i, unread, told);
		if (outcome->list[i].entry.result == HWREG_SNAPSHOT_LEFT_OUT)
			report_reason(outcome, i, "left out", told);
	}
	free(told);
	report_changing(context, outcome->counts[HWREG_SNAPSHOT_CHANGING]);
}
