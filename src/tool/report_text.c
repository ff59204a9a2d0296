// SPDX-License-Identifier: MIT
/* report_text.c - results for people: a line a point, below it what went wrong */
#include "output.h"
#include "report.h"
#include "stop.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

#define INDENT "         "
#define TEXT_WIDTH 40 /* of steps, where something follows */

static const struct {
	const char *word;
	const char *style;
} results[] = {
	[HWREG_STEP_PASSED] = { "ok", "\033[32m" },
	[HWREG_STEP_FAILED] = { "FAIL", "\033[1;31m" },
	[HWREG_STEP_ERROR] = { "ERROR", "\033[1;31m" },
	[HWREG_STEP_SKIPPED] = { "skip", "\033[33m" },
	[HWREG_STEP_PLANNED] = { "", "" },
};

static void begin(struct report *report)
{
	(void)report;
}

static void sequence(struct report *report)
{
	const struct hwreg_sequence_info *info = &report->info;
	char *name, *file;

	if (report->context->settings.quiet)
		return;
	name = report_line(info->name);
	file = report_line(info->file);
	output_print("%s%s%s (%s)%s\n", output_bold(true), name, output_bold(false), file,
		     report->context->settings.dry_run ? ", dry run" : "");
	free(file);
	free(name);
}

static void note(struct report *report, const struct hwreg_step_event *event)
{
	char *text;

	if (report->context->settings.quiet)
		return;
	text = utf8_clean(event->text, strlen(event->text));
	report_lines(text, INDENT);
	free(text);
}

/* A dry run: the step as a heading of its accesses */
static void plan(struct report *report, const struct hwreg_step_event *event)
{
	char *name = report_name(event);

	(void)report;
	if (event->depth)
		output_print(INDENT "%*s%s%s%s\n", (int)(2 * event->depth - 2), "", event->loops,
			     *event->loops ? ": " : "", name);
	else
		output_print("%10u  %s\n", event->number, name);
	free(name);
}

static void planned(struct report *report, const struct hwreg_access *access)
{
	char *lines;

	output_capture(false);
	observe_access(report->context, access);
	lines = output_captured();
	report_lines(lines, INDENT "    ");
	free(lines);
}

/* Of a step that passed: what it read; with -v also what its command printed */
static void values(struct report *report, const struct hwreg_step_event *event)
{
	const struct settings *settings = &report->context->settings;
	char *lines = NULL;

	if (event->result != HWREG_STEP_PASSED || settings->quiet)
		return;
	if (event->kind == HWREG_STEP_PEEK)
		lines = report_values(report, event, false);
	else if (event->output_size && settings->verbose)
		lines = utf8_clean(event->output, event->output_size);
	if (lines)
		report_lines(lines, INDENT);
	free(lines);
}

static void details(struct report *report, const struct hwreg_step_event *event)
{
	char *lines = report_details(report, event, false);

	report_lines(lines, INDENT);
	free(lines);
}

static void point(struct report *report, const struct hwreg_step_event *event)
{
	bool passed = event->result == HWREG_STEP_PASSED,
	     skipped = event->result == HWREG_STEP_SKIPPED;
	char *name, *why = NULL, place[PLACE_SIZE];

	if (event->result == HWREG_STEP_PLANNED ||
	    (report->context->settings.quiet && (passed || skipped)))
		return;
	name = report_name(event);
	output_print("  %s%-5s%s %2u  ", output_style(results[event->result].style),
		     results[event->result].word, output_style("\033[m"), event->number);
	if (passed)
		output_print("%s\n", name);
	else if (skipped)
		output_print("%-*s  %s\n", TEXT_WIDTH, name, why = report_why(event));
	else
		output_print("%-*s  %s\n", TEXT_WIDTH, name,
			     report_place(event, place, sizeof(place)));
	free(name);
	free(why);
	if (!passed && !skipped)
		details(report, event);
	values(report, event);
}

static void end(struct report *report, const struct hwreg_error *err)
{
	const unsigned int *total = report->total;
	double seconds = (double)(stop_clock() - report->started) / 1e9;

	if (err || report->context->settings.dry_run)
		return;
	output_print("%u passed", total[HWREG_STEP_PASSED]);
	if (total[HWREG_STEP_FAILED])
		output_print(", %u failed", total[HWREG_STEP_FAILED]);
	if (total[HWREG_STEP_ERROR])
		output_print(", %u error%s", total[HWREG_STEP_ERROR],
			     total[HWREG_STEP_ERROR] == 1 ? "" : "s");
	if (total[HWREG_STEP_SKIPPED])
		output_print(", %u skipped", total[HWREG_STEP_SKIPPED]);
	output_print(" in %.2f s\n", seconds);
}

const struct reporter report_text = {
	.begin = begin,
	.sequence = sequence,
	.plan = plan,
	.planned = planned,
	.note = note,
	.inner = values,
	.point = point,
	.end = end,
};
