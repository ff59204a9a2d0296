// SPDX-License-Identifier: MIT
/*
 * report_tap.c - results as TAP, the Test Anything Protocol
 *
 * What is printed is both TAP 13 and TAP 14, but for the version: harnesses that know no later one than 13
 * (prove of Perl 5.36) call 14 an error, those that know 14 take 13. They also read no more of YAML than maps,
 * lists and texts in quotes.
 */
#include "output.h"
#include "report.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

#define INDENT "  " /* of a YAML block */
#define LINE_SIZE 640

static void begin(struct report *report)
{
	(void)report;
	output_print("TAP version 13\n");
}

static void comment(const char *text)
{
	char *lines = utf8_clean(text, strlen(text));

	report_lines(lines, "# ");
	free(lines);
}

static void sequence(struct report *report)
{
	char *text = output_strdup("%s (%s)", report->info.name, report->info.file);
	char *line = report_line(text);

	comment(line);
	free(line);
	free(text);
}

static void note(struct report *report, const struct hwreg_step_event *event)
{
	(void)report;
	comment(event->text);
}

/* What would start a directive is escaped */
static void description(const char *text)
{
	for (; *text; text++)
		output_print("%s%c", *text == '#' || *text == '\\' ? "\\" : "", *text);
}

/* ---- YAML blocks ------------------------------------------------------------------------------- */

/* A scalar in double quotes; it has no control characters but newlines and tabs */
static void quoted(const char *text)
{
	output_print("\"");
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			output_print("\\%c", *text);
		else if (*text == '\n' || *text == '\t')
			output_print("\\%c", *text == '\n' ? 'n' : 't');
		else
			output_print("%c", *text);
	}
	output_print("\"");
}

static void entry(const char *indent, const char *key, const char *text)
{
	char *clean = utf8_clean(text, strlen(text));

	output_print(INDENT "%s%s: ", indent, key);
	quoted(clean);
	output_print("\n");
	free(clean);
}

static void list(const char *key, const char *lines)
{
	char *line;

	if (!*lines)
		return;
	output_print(INDENT "%s:\n", key);
	for (size_t length; *lines; lines += length + (lines[length] == '\n')) {
		length = strcspn(lines, "\n");
		line = output_strdup("%.*s", (int)length, lines);
		output_print(INDENT "  - ");
		quoted(line);
		output_print("\n");
		free(line);
	}
}

static void place(const char *key, const struct hwreg_step_event *event)
{
	output_print(INDENT "%s:\n", key);
	entry("  ", "file", event->file);
	output_print(INDENT "  line: %u\n" INDENT "  column: %u\n", event->line, event->column);
}

static void cause(const struct hwreg_step_event *event)
{
	const struct hwreg_step_event *decided = report_decided(event);
	char *name;

	if (decided == event)
		return;
	name = report_name(decided);
	entry("", "step", name);
	if (*decided->loops)
		entry("", "loops", decided->loops);
	place("step_at", decided);
	free(name);
}

static void condition(const struct context *context, const struct hwreg_step_value *value)
{
	char name[NAME_SIZE], number[NUMBER_SIZE];
	const struct hwreg_item *item = &value->item;

	output_print(INDENT "  - condition: ");
	quoted(value->text);
	output_print("\n" INDENT "    holds: %s\n", value->holds ? "true" : "false");
	if (item->width) {
		entry("    ", "register", text_name(context, item, name));
		output_print(INDENT "    address: \"0x%08llx\"\n",
			     (unsigned long long)item_number(item));
	}
	output_print(INDENT "    expected: \"%s 0x%llx\"\n", value->relation,
		     (unsigned long long)value->expected);
	if (value->known)
		output_print(INDENT "    actual: \"%s\"\n",
			     number_format(number,
					   item->width ? item_value(context, item, value->value)
						       : value->value,
					   0, FORMAT_HEX, false));
}

static void conditions(const struct context *context, const struct hwreg_step_event *event)
{
	bool first = true;

	for (uint64_t i = 0; i < event->value_count; i++) {
		if (!event->values[i].relation)
			continue;
		if (first)
			output_print(INDENT "conditions:\n");
		first = false;
		condition(context, &event->values[i]);
	}
}

static void failure(struct report *report, const struct hwreg_step_event *event)
{
	const struct hwreg_step_event *decided = report_decided(event);
	char *message = report_message(event), *values = report_values(report, decided, true);
	char *accesses = report_accesses(report);

	entry("", "message", message);
	output_print(INDENT "severity: %s\n", event->result == HWREG_STEP_ERROR ? "error" : "fail");
	place("at", event);
	cause(event);
	conditions(report->context, decided);
	list("fields", values);
	list("accesses", accesses);
	free(accesses);
	free(values);
	free(message);
}

static void point(struct report *report, const struct hwreg_step_event *event)
{
	bool bad = event->result == HWREG_STEP_FAILED || event->result == HWREG_STEP_ERROR;
	char *name = report_name(event), *said = report_taken(&report->said), *clean, *why = NULL;
	char *title = report_line(report->info.name);

	output_print("%sok %u - ", bad ? "not " : "", report->number);
	description(title);
	output_print(": ");
	description(name);
	if (event->result == HWREG_STEP_SKIPPED)
		output_print(" # SKIP %s", why = report_why(event));
	output_print("\n");
	if (event->result != HWREG_STEP_SKIPPED) {
		output_print(INDENT "---\n");
		if (bad)
			failure(report, event);
		clean = utf8_clean(said, strlen(said));
		list("output", clean);
		free(clean);
		output_print(INDENT "duration_ms: %.3f\n" INDENT "...\n",
			     (double)event->duration / 1e6);
	}
	free(title);
	free(why);
	free(said);
	free(name);
}

/* Without a plan a harness knows that something is missing */
static void end(struct report *report, const struct hwreg_error *err)
{
	char *line;

	if (!err) {
		output_print("1..%u%s\n", report->number, report->number ? "" : " # SKIP no steps");
		return;
	}
	line = utf8_clean(err->message, strcspn(err->message, "\n"));
	output_print("Bail out! ");
	if (err->line && strncmp(err->message, err->file, strlen(err->file)) != 0)
		output_print("%s:%u:%u: ", err->file, err->line, err->column);
	output_print("%s\n", line);
	free(line);
}

const struct reporter report_tap = {
	.begin = begin,
	.sequence = sequence,
	.note = note,
	.point = point,
	.end = end,
	.collects = true,
};
