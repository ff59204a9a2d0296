// SPDX-License-Identifier: MIT
/*
 * watch_vcd.c - watch as a value change dump (IEEE 1364-2005, section 18) for GTKWave
 *
 * A signal is a vector; a field whose values have names is a string, which is GTKWave's extension: its
 * changes are "sNAME ID".
 */
#include "watch.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "utc.h"

#define FIRST_CHARACTER '!'
#define CHARACTERS 94 /* printable ASCII */

/* Identifiers are the index in the printable characters, the lowest digit first */
static const char *identifier(uint32_t index, char *buffer)
{
	char *at = buffer;

	do
		*at++ = FIRST_CHARACTER + index % CHARACTERS;
	while ((index /= CHARACTERS));
	*at = '\0';
	return buffer;
}

static bool is_named(const struct watch *watch, const struct signal *signal)
{
	struct hwreg_field_info info = { .size = sizeof(info) };

	if (!signal->item.field)
		return false;
	hwreg_field_describe(watch->context->board, signal->item.field, &info);
	return info.enum_count > 0;
}

/* Levels of the name that lie above the signal itself */
static size_t scope_length(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? (size_t)(dot - name) : 0;
}

/* From the scope of one signal to that of the next: out of what differs, into what is new */
static void change_scope(const char *from, size_t from_length, const char *to, size_t to_length)
{
	size_t common = 0;

	for (size_t i = 0; i <= from_length && i <= to_length; i++) {
		bool from_ends = i == from_length || from[i] == '.';
		bool to_ends = i == to_length || to[i] == '.';

		if (from_ends && to_ends)
			common = i;
		if (i == from_length || i == to_length || from[i] != to[i])
			break;
	}
	for (size_t i = common; i < from_length; i++)
		if (i == common || from[i] == '.')
			output_print("$upscope $end\n");
	for (size_t i = common ? common + 1 : 0, length; i < to_length; i += length + 1) {
		length = strcspn(to + i, ".");
		if (length > to_length - i)
			length = to_length - i;
		output_print("$scope module %.*s $end\n", (int)length, to + i);
	}
}

/* Brackets and colons would be taken for a range of bits */
static void print_name(const char *name)
{
	for (; *name; name++)
		output_print("%c", *name == ':' ? '_' : *name);
}

static void declare(const struct watch *watch, uint32_t index)
{
	const struct signal *signal = &watch->signals[index];
	bool named = is_named(watch, signal);
	size_t scope = scope_length(signal->name);
	char id[8];

	output_print("$var %s %u %s ", named ? "string" : "wire", named ? 1 : signal->width,
		     identifier(index, id));
	print_name(signal->name + (scope ? scope + 1 : 0));
	output_print(" $end\n");
}

static void begin(struct watch *watch)
{
	const char *from = "";
	char date[32];

	output_print("$date %sZ $end\n$version hwreg %s $end\n$timescale 1 ns $end\n",
		     hwreg_utc_format(time(NULL), date, sizeof(date)), hwreg_version());
	for (uint32_t i = 0; i < watch->signal_count; i++) {
		const char *to = watch->signals[i].name;

		change_scope(from, scope_length(from), to, scope_length(to));
		declare(watch, i);
		from = to;
	}
	change_scope(from, scope_length(from), "", 0);
	output_print("$enddefinitions $end\n");
}

static void print_change(const struct watch *watch, uint32_t index)
{
	const struct signal *signal = &watch->signals[index];
	char id[8], value[NUMBER_SIZE];

	identifier(index, id);
	if (is_named(watch, signal))
		output_print("s%s %s\n",
			     watch_value(watch, signal, signal->value, value, sizeof(value)), id);
	else if (signal->width == 1)
		output_print("%c%s\n", signal->value ? '1' : '0', id);
	else
		output_print("%s %s\n",
			     number_format(value, signal->value, signal->width, FORMAT_BIN, false) +
				     1,
			     id);
}

static void sample(struct watch *watch)
{
	bool stamped = false;

	for (uint32_t i = 0; i < watch->signal_count; i++) {
		if (!watch->signals[i].fresh)
			continue;
		if (!stamped)
			output_print("#%lld\n%s", (long long)(watch->now - watch->start),
				     watch->samples == 1 ? "$dumpvars\n" : "");
		stamped = true;
		print_change(watch, i);
	}
	if (watch->samples == 1)
		output_print("$end\n");
}

/* So that the last values have a length */
static void end(struct watch *watch)
{
	if (watch->samples)
		output_print("#%lld\n", (long long)(watch->now - watch->start));
}

const struct watch_form watch_vcd = { .begin = begin, .sample = sample, .end = end };
