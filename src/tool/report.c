// SPDX-License-Identifier: MIT
/* report.c - collect what became of the steps of sequences, for a writer */
#include "report.h"
#include "json.h"
#include "output.h"
#include "stop.h"
#include "utf8.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct reporter *find_writer(const struct context *context)
{
	switch (context->settings.output) {
	case OUTPUT_TAP:
		return &report_tap;
	case OUTPUT_JUNIT:
		return &report_junit;
#ifdef CONFIG_JSON
	case OUTPUT_JSON:
		return &report_json;
#endif
	default:
		return &report_text;
	}
}

void report_begin(struct report *report, struct context *context)
{
	*report = (struct report){
		.context = context,
		.writer = find_writer(context),
		.started = stop_clock(),
	};
	report->writer->begin(report);
}

void report_sequence(struct report *report, const struct hwreg_sequence *sequence)
{
	report->info = (struct hwreg_sequence_info){ .size = sizeof(report->info) };
	hwreg_sequence_describe(sequence, &report->info);
	memset(report->counts, 0, sizeof(report->counts));
	report->sequence_started = stop_clock();
	report->ring_count = 0;
	if (report->writer->sequence)
		report->writer->sequence(report);
}

/* ---- Accesses ---------------------------------------------------------------------------------- */

static bool is_again(const struct hwreg_access *a, const struct hwreg_access *b)
{
	return a->write == b->write && a->space == b->space && a->number == b->number &&
	       a->width == b->width && a->target == b->target && a->result == b->result &&
	       a->value == b->value;
}

static void remember(struct report *report, const struct hwreg_access *access)
{
	uint64_t last = (report->ring_count - 1) % REPORT_ACCESSES;

	if (report->ring_count && is_again(&report->ring[last].access, access)) {
		report->ring[last].times++;
		return;
	}
	report->ring[report->ring_count++ % REPORT_ACCESSES] =
		(struct report_access){ .access = *access, .times = 1 };
}

/* A log that cannot be written ends the steps, but not what makes up for them */
int report_observe(void *data, const struct hwreg_access *access)
{
	struct report *report = data;
	struct context *context = report->context;
	int r = 0;

	if (access->phase == HWREG_ACCESS_PLANNED) {
		if (report->writer->planned)
			report->writer->planned(report, access);
		return 0;
	}
	if (access->phase == HWREG_ACCESS_END)
		remember(report, access);
	if (context->settings.verbose || context->settings.log)
		r = observe_access(context, access);
	return report->part == HWREG_PART_STEPS ? r : 0;
}

/* ---- Steps ------------------------------------------------------------------------------------- */

/* What a writer that prints points alone is to add to the next one */
static void keep_said(struct report *report, const struct hwreg_step_event *event)
{
	const struct reporter *writer = report->writer;
	char *text = NULL;

	if (event->kind == HWREG_STEP_NOTE && !writer->note)
		text = output_strdup("%s\n", event->text);
	else if (event->output_size)
		text = utf8_clean(event->output, event->output_size);
	else if (event->kind == HWREG_STEP_PEEK && event->result == HWREG_STEP_PASSED &&
		 (event->depth || !writer->has_values))
		text = report_values(report, event, true);
	if (text)
		report_say(report, text);
	free(text);
}

static void point(struct report *report, const struct hwreg_step_event *event)
{
	report->counts[event->result]++;
	report->total[event->result]++;
	report->number++;
	report->writer->point(report, event);
	if (report->said.stream.file)
		free(report_taken(&report->said));
}

static void ended(struct report *report, const struct hwreg_step_event *event)
{
	const struct reporter *writer = report->writer;

	if (writer->collects)
		keep_said(report, event);
	if (event->kind == HWREG_STEP_NOTE) {
		if (writer->note)
			writer->note(report, event);
	} else if (event->depth) {
		if (writer->inner)
			writer->inner(report, event);
	} else {
		point(report, event);
	}
}

int report_step(void *data, const struct hwreg_step_event *event)
{
	struct report *report = data;
	struct context *context = report->context;

	report->part = event->part;
	if (event->result == HWREG_STEP_STARTED) {
		if (event->kind == HWREG_STEP_NOTE)
			return 0;
		progress_step(event);
		if (context->settings.dry_run && report->writer->plan)
			report->writer->plan(report, event);
		return 0;
	}
	progress_hide();
	ended(report, event);
	if (event->depth == 0)
		output_flush(NULL);
	return output_check(NULL) < 0 || context->log_errno ? -EIO : 0;
}

void report_broken(struct report *report, const char *what, const struct hwreg_error *err)
{
	const struct hwreg_step_event event = {
		.size = sizeof(event),
		.kind = HWREG_STEP_PUT_BACK,
		.result = HWREG_STEP_ERROR,
		.part = HWREG_PART_PUT_BACK,
		.number = report->info.points + 1,
		.points = report->info.points + 1,
		.line = err->line ? err->line : 1,
		.column = err->column ? err->column : 1,
		.sequence = report->info.name,
		.text = what,
		.file = report->info.file,
		.loops = "",
		.start = stop_clock() - report->sequence_started,
		.error = err,
	};

	point(report, &event);
}

void report_end_sequence(struct report *report)
{
	if (report->writer->end_sequence)
		report->writer->end_sequence(report);
}

void report_end(struct report *report, const struct hwreg_error *err)
{
	report->writer->end(report, err);
}

void report_free(struct report *report)
{
	if (report->context) {
		free(report_taken(&report->said));
		free(report_taken(&report->body));
		free(report_taken(&report->suite));
	}
}
