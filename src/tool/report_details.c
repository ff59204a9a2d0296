// SPDX-License-Identifier: MIT
/* report_details.c - what there is to know of a step, as texts that all formats have */
#include "output.h"
#include "report.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

#define LINE_SIZE 640

const struct hwreg_step_event *report_decided(const struct hwreg_step_event *event)
{
	return event->cause ? event->cause : event;
}

char *report_line(const char *text)
{
	char *line = utf8_clean(text, strlen(text));

	for (char *c = line; *c; c++)
		if (*c == '\n' || *c == '\t')
			*c = ' ';
	return line;
}

char *report_name(const struct hwreg_step_event *event)
{
	return report_line(event->name ? event->name : event->text);
}

char *report_why(const struct hwreg_step_event *event)
{
	char *text = output_strdup("not run: %s", event->why), *line = report_line(text);

	free(text);
	return line;
}

const char *report_place(const struct hwreg_step_event *event, char *buffer, size_t size)
{
	snprintf(buffer, size, "%s:%u:%u", event->file, event->line, event->column);
	return buffer;
}

void report_lines(const char *lines, const char *indent)
{
	size_t length;

	for (; *lines; lines += length + (lines[length] == '\n')) {
		length = strcspn(lines, "\n");
		output_print("%s%.*s\n", length ? indent : "", (int)length, lines);
	}
}

char *report_message(const struct hwreg_step_event *event)
{
	const struct hwreg_step_event *decided = report_decided(event);
	const char *text = decided->error ? decided->error->message
			   : decided->why ? decided->why
					  : "";

	return utf8_clean(text, strlen(text));
}

/* ---- Values ------------------------------------------------------------------------------------ */

static bool is_line(const struct hwreg_step_value *value)
{
	return value->item.width == 0;
}

/* Of a peek all, of conditions those that do not hold */
static bool is_told(const struct hwreg_step_event *event, const struct hwreg_step_value *value)
{
	return value->known && (event->result == HWREG_STEP_PASSED || !value->holds);
}

static void print_line(const struct hwreg_step_value *value)
{
	output_print("%.*s = %llu", (int)strcspn(value->text, "=!<>&"), value->text,
		     (unsigned long long)value->value);
	if (value->relation)
		output_print(", expected %s%s%llu",
			     strcmp(value->relation, "==") ? value->relation : "",
			     strcmp(value->relation, "==") ? " " : "",
			     (unsigned long long)value->expected);
	output_print("\n");
}

static void print_value(const struct context *context, const struct layout *layout,
			const struct hwreg_step_value *value)
{
	const struct expected expected = {
		.relation = value->relation,
		.value = value->expected,
		.field = value->item.field,
	};

	if (is_line(value))
		print_line(value);
	else if (value->relation && !value->holds)
		text_expected(context, &value->item, value->value, &expected);
	else if (value->wide)
		text_item_wide(context, layout, &value->item, value->wide);
	else
		text_item(context, layout, &value->item, value->value);
}

static void print_values(const struct context *context, const struct hwreg_step_event *event)
{
	struct layout layout = { 0 };

	for (uint64_t i = 0; i < event->value_count; i++)
		if (is_told(event, &event->values[i]) && !is_line(&event->values[i]))
			layout_add(&layout, context, &event->values[i].item);
	for (uint64_t i = 0; i < event->value_count; i++)
		if (is_told(event, &event->values[i]))
			print_value(context, &layout, &event->values[i]);
}

char *report_values(struct report *report, const struct hwreg_step_event *event, bool plain)
{
	output_capture(plain);
	print_values(report->context, event);
	return output_captured();
}

/* Does what was read tell as much as the message? */
static bool is_told_by_values(const struct hwreg_step_event *event)
{
	if (event->kind != HWREG_STEP_EXPECT || event->result != HWREG_STEP_FAILED)
		return false;
	for (uint64_t i = 0; i < event->value_count; i++)
		if (event->values[i].known && !event->values[i].holds)
			return true;
	return false;
}

/* ---- All of it --------------------------------------------------------------------------------- */

static void print_accesses(const struct report *report, const char *indent)
{
	uint64_t first =
		report->ring_count > REPORT_ACCESSES ? report->ring_count - REPORT_ACCESSES : 0;
	char line[LINE_SIZE];

	for (uint64_t i = first; i < report->ring_count; i++) {
		const struct report_access *kept = &report->ring[i % REPORT_ACCESSES];

		observe_describe(&kept->access, line, sizeof(line));
		output_print("%s%s", indent, line);
		if (kept->times > 1)
			output_print(" (%llu times)", (unsigned long long)kept->times);
		output_print("\n");
	}
}

char *report_accesses(const struct report *report)
{
	output_capture(true);
	print_accesses(report, "");
	return output_captured();
}

/* Where in a `repeat` or `run` it was */
static void print_cause(const struct hwreg_step_event *cause)
{
	char *name = report_name(cause), place[PLACE_SIZE];

	output_print("%s%s%s (%s)\n", cause->loops, *cause->loops ? ": " : "", name,
		     report_place(cause, place, sizeof(place)));
	free(name);
}

static void print_output(const struct hwreg_step_event *event)
{
	char *text;

	if (!event->output_size)
		return;
	text = utf8_clean(event->output, event->output_size);
	output_print("output%s:\n", event->output_lost ? ", its end" : "");
	report_lines(text, "    ");
	free(text);
}

char *report_details(struct report *report, const struct hwreg_step_event *event, bool plain)
{
	const struct hwreg_step_event *decided = report_decided(event);
	char *message = report_message(event);

	output_capture(plain);
	if (decided != event)
		print_cause(decided);
	if (!is_told_by_values(decided))
		report_lines(message, "");
	print_values(report->context, decided);
	if (report->ring_count) {
		output_print("accesses before:\n");
		print_accesses(report, "    ");
	}
	if (!report->writer->collects)
		print_output(decided);
	if (event->failures > 1)
		output_print("and %llu more in it that did not pass\n",
			     (unsigned long long)event->failures - 1);
	free(message);
	return output_captured();
}
