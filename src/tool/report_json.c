// SPDX-License-Identifier: MIT
/* report_json.c - results as one JSON document */
#include "json.h"
#include "output.h"
#include "report.h"
#include "stop.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

static const char *const results[] = {
	[HWREG_STEP_PASSED] = "passed",   [HWREG_STEP_FAILED] = "failed",
	[HWREG_STEP_ERROR] = "error",     [HWREG_STEP_SKIPPED] = "skipped",
	[HWREG_STEP_PLANNED] = "planned",
};

/* The document is this writer's, not the array that other commands fill */
static void begin(struct report *report)
{
	json_start_lines(report->context);
	report->sequences = json_make_array();
}

static void sequence(struct report *report)
{
	report->steps = json_make_array();
	report->accesses = json_make_array();
}

static void planned(struct report *report, const struct hwreg_access *access)
{
	json_push(report->accesses, json_access(access));
}

/* ---- One point --------------------------------------------------------------------------------- */

static struct json_object *value(const struct context *context, const struct hwreg_step_value *read)
{
	struct json_object *object = json_make_object();
	char name[NAME_SIZE];

	if (read->relation) {
		json_put_text(object, "condition", read->text);
		if (read->known)
			json_put_bool(object, "holds", read->holds);
		json_put_text(object, "relation", read->relation);
		json_put_number(object, "expected", read->expected);
	}
	if (read->item.width == 0) {
		if (!read->relation)
			json_put_text(object, "line", read->text);
		if (read->known)
			json_put_number(object, "value", read->value);
	} else if (!read->known) {
		json_put_text(object, "name",
			      read->relation ? text_name(context, &read->item, name) : read->text);
	} else if (read->wide) {
		json_item_wide(object, context, &read->item, read->wide);
	} else {
		json_item(object, context, &read->item, read->value);
	}
	return object;
}

static void put_values(struct json_object *object, const struct context *context,
		       const struct hwreg_step_event *event)
{
	struct json_object *conditions = json_make_array(), *values = json_make_array();

	for (uint64_t i = 0; i < event->value_count; i++)
		json_push(event->values[i].relation ? conditions : values,
			  value(context, &event->values[i]));
	json_put(object, "conditions", conditions);
	json_put(object, "values", values);
}

static struct json_object *made(const struct report_access *kept)
{
	struct json_object *object = json_access(&kept->access);

	if (!kept->access.write && kept->access.result == 0)
		json_put_number(object, "value", kept->access.value);
	json_put_number(object, "times", kept->times);
	if (kept->access.result)
		json_put_text(object, "failed", strerror(-kept->access.result));
	return object;
}

static void put_accesses(struct json_object *object, struct report *report)
{
	uint64_t first =
		report->ring_count > REPORT_ACCESSES ? report->ring_count - REPORT_ACCESSES : 0;
	struct json_object *array = report->accesses;

	for (uint64_t i = first; i < report->ring_count && !report->context->settings.dry_run; i++)
		json_push(array, made(&report->ring[i % REPORT_ACCESSES]));
	json_put(object, "accesses", array);
	report->accesses = json_make_array();
}

static void put_place(struct json_object *object, const struct hwreg_step_event *event)
{
	json_put_text(object, "file", event->file);
	json_put_number(object, "line", event->line);
	json_put_number(object, "column", event->column);
}

/* The step inside a `repeat` or `run` that did not pass */
static void put_cause(struct json_object *object, const struct hwreg_step_event *event)
{
	struct json_object *cause;

	if (!event->cause)
		return;
	cause = json_make_object();
	json_put_text(cause, "kind", hwreg_step_kind_name(event->cause->kind));
	json_put_text(cause, "sequence", event->cause->sequence);
	json_put_text(cause, "name", event->cause->name);
	json_put_text(cause, "text", event->cause->text);
	json_put_text(cause, "loops", event->cause->loops);
	put_place(cause, event->cause);
	json_put(object, "step", cause);
	json_put_number(object, "failures", event->failures);
}

static void put_outcome(struct json_object *object, struct report *report,
			const struct hwreg_step_event *event)
{
	const struct hwreg_step_event *decided = report_decided(event);
	bool bad = event->result == HWREG_STEP_FAILED || event->result == HWREG_STEP_ERROR;
	char *said = report_taken(&report->said);

	if (event->result == HWREG_STEP_SKIPPED)
		json_put_text(object, "why", event->why);
	if (bad && decided->error)
		json_put(object, "error", json_error(decided->error));
	put_cause(object, event);
	if (event->result != HWREG_STEP_SKIPPED)
		put_values(object, report->context, decided);
	if (bad || event->result == HWREG_STEP_PLANNED)
		put_accesses(object, report);
	if (*said)
		json_put_text(object, "output", said);
	if (decided->kind == HWREG_STEP_SHELL && event->result != HWREG_STEP_SKIPPED &&
	    event->result != HWREG_STEP_PLANNED)
		json_put_signed(object, "exit_status", decided->exit_status);
	free(said);
}

static void point(struct report *report, const struct hwreg_step_event *event)
{
	static const char *const parts[] = { "steps", "finally", "put-back" };
	struct json_object *object = json_make_object();

	json_put_number(object, "number", event->number);
	json_put_text(object, "kind", hwreg_step_kind_name(event->kind));
	json_put_text(object, "part", parts[event->part]);
	json_put_text(object, "name", event->name);
	json_put_text(object, "text", event->text);
	json_put_text(object, "result", results[event->result]);
	put_place(object, event);
	json_put_signed(object, "start_ns", event->start);
	json_put_signed(object, "duration_ns", event->duration);
	put_outcome(object, report, event);
	json_push(report->steps, object);
}

/* ---- All of it --------------------------------------------------------------------------------- */

/* The worst that came */
static const char *overall(const struct report *report)
{
	const unsigned int *counts = report->counts;

	if (counts[HWREG_STEP_ERROR])
		return results[HWREG_STEP_ERROR];
	if (counts[HWREG_STEP_FAILED])
		return results[HWREG_STEP_FAILED];
	if (counts[HWREG_STEP_PLANNED])
		return results[HWREG_STEP_PLANNED];
	return results[counts[HWREG_STEP_PASSED] || !counts[HWREG_STEP_SKIPPED]
			       ? HWREG_STEP_PASSED
			       : HWREG_STEP_SKIPPED];
}

static void end_sequence(struct report *report)
{
	struct json_object *object = json_make_object();

	json_put_text(object, "name", report->info.name);
	json_put_text(object, "description", report->info.description);
	json_put_text(object, "file", report->info.file);
	json_put_text(object, "result", overall(report));
	json_put_signed(object, "duration_ns", stop_clock() - report->sequence_started);
	json_put(object, "steps", report->steps);
	json_free(report->accesses);
	report->steps = report->accesses = NULL;
	json_push(report->sequences, object);
}

static void end(struct report *report, const struct hwreg_error *err)
{
	struct json_object *document = json_make_object(), *summary = json_make_object();

	json_put_number(summary, "passed", report->total[HWREG_STEP_PASSED]);
	json_put_number(summary, "failed", report->total[HWREG_STEP_FAILED]);
	json_put_number(summary, "errors", report->total[HWREG_STEP_ERROR]);
	json_put_number(summary, "skipped", report->total[HWREG_STEP_SKIPPED]);
	if (err)
		json_put(document, "error", json_error(err));
	json_put(document, "sequences", report->sequences);
	json_put(document, "summary", summary);
	if (report->context->shared)
		json_line(document);
	else
		json_print(document);
	report->context->json_started = false;
}

const struct reporter report_json = {
	.begin = begin,
	.sequence = sequence,
	.planned = planned,
	.point = point,
	.end_sequence = end_sequence,
	.end = end,
	.collects = true,
	.has_values = true,
};
