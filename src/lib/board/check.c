// SPDX-License-Identifier: MIT
/* check.c - what the checks found: collected, sorted, reported at once */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK_NAME(id, name, help) name,
static const char *const names[] = { CHECKS(CHECK_NAME) SEQUENCE_CHECKS(CHECK_NAME)
					     POLICY_CHECKS(CHECK_NAME) };

const char *check_name(enum check check)
{
	return names[check];
}

static bool known(const struct findings *findings, enum check check, struct place place)
{
	for (uint32_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->list[i];

		if (finding->check == check && finding->place.line == place.line &&
		    finding->place.column == place.column &&
		    strcmp(finding->place.file, place.file) == 0)
			return true;
	}
	return false;
}

void findings_add(struct findings *findings, enum check check, struct place place,
		  const char *format, ...)
{
	struct finding *finding = &findings->list[findings->count];
	char message[512];
	va_list args;

	if (known(findings, check, place))
		return;
	if (findings->count == FINDINGS_MAX) {
		findings->more++;
		return;
	}
	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	finding->check = check;
	finding->order = findings->count;
	finding->place = place;
	finding->message = arena_text(findings->arena, message, strlen(message));
	if (finding->message)
		findings->count++;
}

static int compare(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	int order = strcmp(x->place.file, y->place.file);

	if (order)
		return order;
	if (x->place.line != y->place.line)
		return x->place.line < y->place.line ? -1 : 1;
	if (x->place.column != y->place.column)
		return x->place.column < y->place.column ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

static void fill_error(const struct findings *findings, const char *file, struct hwreg_error *err)
{
	const struct finding *first = &findings->list[0];
	uint32_t others = findings->count - 1 + findings->more;

	hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL, "%s:%u:%u: error: %s [%s]",
			first->place.file, first->place.line, first->place.column, first->message,
			check_name(first->check));
	if (others)
		hwreg_error_append(err, " (and %s%u more%s%s%s)", findings->more ? "about " : "",
				   others, file ? "; hwreg board check " : "", file ? file : "",
				   file ? " shows all" : "");
	if (err) {
		snprintf(err->file, sizeof(err->file), "%s", first->place.file);
		err->line = first->place.line;
		err->column = first->place.column;
	}
}

int findings_report(struct findings *findings, const struct hwreg_board_options *options,
		    const char *file, struct hwreg_error *err)
{
	if (!findings->count)
		return 0;
	qsort(findings->list, findings->count, sizeof(findings->list[0]), compare);
	for (uint32_t i = 0; options && options->report && i < findings->count; i++) {
		const struct finding *finding = &findings->list[i];
		const struct hwreg_report report = {
			.size = sizeof(report),
			.check = check_name(finding->check),
			.file = finding->place.file,
			.line = finding->place.line,
			.column = finding->place.column,
			.message = finding->message,
		};

		if (options->report(options->data, &report))
			break;
	}
	fill_error(findings, file, err);
	return -EINVAL;
}
