// SPDX-License-Identifier: MIT
/* describe.c - what a board says about registers, as text or JSON */
#include "describe.h"
#include "json.h"
#include "output.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct columns {
	int name, address, policy;
};

static void widen(int *width, int length)
{
	if (length > *width)
		*width = length;
}

static void register_line(const struct context *context, const struct columns *columns,
			  const struct hwreg_register_info *info)
{
	char policy[32];

	if (context->settings.quiet) {
		output_print("%s\n", info->name);
		return;
	}
	output_print("%s%-*s%s  0x%0*llx  %2u  ", output_bold(true), columns->name, info->name,
		     output_bold(false), columns->address, (unsigned long long)info->address,
		     info->width);
	text_policy(info->read, info->write, policy, sizeof(policy));
	output_print("%-*s%s%s\n", *info->description ? columns->policy : 0,
		     text_policy(info->read, info->write, policy, sizeof(policy)),
		     *info->description ? "  " : "", info->description);
}

static void measure(struct columns *columns, const struct hwreg_register_info *info)
{
	char buffer[32];

	widen(&columns->name, (int)strlen(info->name));
	widen(&columns->address,
	      snprintf(buffer, sizeof(buffer), "%llx", (unsigned long long)info->address));
	widen(&columns->policy,
	      (int)strlen(text_policy(info->read, info->write, buffer, sizeof(buffer))));
}

static void print_register(struct context *context, const struct columns *columns,
			   const struct hwreg_register *reg, const struct hwreg_register_info *info)
{
	if (json_wanted(context)) {
		json_append(context, "registers", json_register(context->board, reg));
		return;
	}
	register_line(context, columns, info);
	if (context->settings.verbose && !context->settings.quiet)
		describe_fields(context, reg, false);
}

unsigned int describe_list(struct context *context, const char *pattern)
{
	struct hwreg_register_info info = { .size = sizeof(info) };
	struct columns columns = { .address = 8 };
	const struct hwreg_register *reg;
	unsigned int count = 0;

	for (int print = 0; print <= 1; print++) {
		for (uint32_t i = 0; (reg = hwreg_board_register(context->board, i)); i++) {
			hwreg_register_describe(context->board, reg, &info);
			if (pattern && !hwreg_glob_match(pattern, info.name))
				continue;
			count++;
			if (print)
				print_register(context, &columns, reg, &info);
			else
				measure(&columns, &info);
		}
	}
	return count / 2;
}

static void enumerator_lines(const struct context *context, const struct hwreg_field *field)
{
	struct hwreg_enumerator_info info = { .size = sizeof(info) };
	char value[NUMBER_SIZE];
	int name = 0, number = 0;

	for (uint32_t i = 0; hwreg_field_enumerator(context->board, field, i, &info) == 0; i++) {
		number_format(value, info.value, 0, context->settings.format, true);
		widen(&number, (int)strlen(value));
		widen(&name, (int)strlen(info.name));
	}
	for (uint32_t i = 0; hwreg_field_enumerator(context->board, field, i, &info) == 0; i++)
		output_print("        %*s  %-*s%s%s\n", number,
			     number_format(value, info.value, 0, context->settings.format, true),
			     *info.description ? name : 0, info.name, *info.description ? "  " : "",
			     info.description);
}

static void field_line(const struct context *context, const struct columns *columns, int bits,
		       const struct hwreg_field *field)
{
	struct hwreg_field_info info = { .size = sizeof(info) };
	char text[64], policy[32];

	hwreg_field_describe(context->board, field, &info);
	output_print("    %-*s  %*s  %-*s", columns->name, info.name, bits,
		     text_bits(context->board, field, &info, text, sizeof(text)),
		     *info.description ? columns->policy : 0,
		     text_policy(info.read, info.write, policy, sizeof(policy)));
	output_print("%s%s\n", *info.description ? "  " : "", info.description);
}

/* What its values mean; and that they change by themselves, unless all of the register does */
static void field_notes(const struct context *context, const struct hwreg_field *field,
			bool all_change)
{
	struct hwreg_field_info info = { .size = sizeof(info) };
	const char *between = "        ";

	hwreg_field_describe(context->board, field, &info);
	if (info.flags & HWREG_FIELD_SIGNED) {
		output_print("%ssigned", between);
		between = ", ";
	}
	if (info.flags & HWREG_FIELD_SCALED) {
		output_print("%s%s", between, info.scale == 1 && info.offset == 0 ? "in" : "value");
		if (info.scale != 1)
			output_print(" * %.10g", info.scale);
		if (info.offset != 0)
			output_print(" %c %.10g", info.offset < 0 ? '-' : '+', fabs(info.offset));
		output_print("%s%s", *info.unit ? " " : "", info.unit);
		between = ", ";
	}
	if (info.flags & HWREG_FIELD_VOLATILE && !all_change) {
		output_print("%schanges by itself", between);
		between = ", ";
	}
	if (*between == ',')
		output_print("\n");
}

void describe_fields(const struct context *context, const struct hwreg_register *reg, bool values)
{
	struct hwreg_field_info info = { .size = sizeof(info) };
	struct columns columns = { 0 };
	const struct hwreg_field *field;
	bool all_change = true;
	char text[64];
	int bits = 0;

	for (uint32_t i = 0; (field = hwreg_register_field(context->board, reg, i)); i++) {
		hwreg_field_describe(context->board, field, &info);
		all_change &= !!(info.flags & HWREG_FIELD_VOLATILE);
		widen(&columns.name, (int)strlen(info.name));
		widen(&bits,
		      (int)strlen(text_bits(context->board, field, &info, text, sizeof(text))));
		widen(&columns.policy,
		      (int)strlen(text_policy(info.read, info.write, text, sizeof(text))));
	}
	for (uint32_t i = 0; (field = hwreg_register_field(context->board, reg, i)); i++) {
		field_line(context, &columns, bits, field);
		if (!values)
			continue;
		field_notes(context, field, all_change);
		enumerator_lines(context, field);
	}
}
