// SPDX-License-Identifier: MIT
/* text_fields.c - the fields of a register as text, what changed, and what was expected */
#include "context.h"
#include "output.h"

#include <stdio.h>
#include <string.h>

#define EXPECTATION_SIZE (NUMBER_SIZE + 96)

struct field_row {
	struct hwreg_field_info info;
	char bits[64];
	char value[NUMBER_SIZE];
	const char *meaning;
	char meaning_buffer[64];
};

static const struct hwreg_field *field_row(const struct context *context,
					   const struct hwreg_register *reg, uint32_t index,
					   const struct hwreg_wide *reg_value,
					   struct field_row *row)
{
	const struct hwreg_field *field = hwreg_register_field(context->board, reg, index);
	uint64_t value;

	if (!field)
		return NULL;
	row->info.size = sizeof(row->info);
	hwreg_field_describe(context->board, field, &row->info);
	value = hwreg_field_get(context->board, field, hwreg_wide_part(reg_value, row->info.shift));
	text_bits(context->board, field, &row->info, row->bits, sizeof(row->bits));
	text_part(context, value, row->info.width, row->value);
	row->meaning = text_meaning(context->board, field, value, row->meaning_buffer,
				    sizeof(row->meaning_buffer));
	return field;
}

struct field_layout {
	int name, bits, value, meaning;
};

static void widen(int *width, const char *text)
{
	int length = (int)strlen(text);

	if (length > *width)
		*width = length;
}

/* ", expected 1  on", or "" */
static void expectation(const struct context *context, const struct expected *expected,
			const struct hwreg_field *field, unsigned int width, char *buffer)
{
	const char *relation = expected->relation, *equal = strcmp(relation, "==") ? "" : "==";
	char number[NUMBER_SIZE], meaning[64] = "";
	const char *text = meaning;

	if (field)
		text = text_meaning(context->board, field, expected->value, meaning,
				    sizeof(meaning));
	if (field)
		text_part(context, expected->value, width, number);
	else
		number_format(number, expected->value, width, context->settings.format, true);
	snprintf(buffer, EXPECTATION_SIZE, ", expected %s%s%s%s%s",
		 *equal             ? ""
		 : *relation == '&' ? "any bit of "
				    : relation,
		 *equal || *relation == '&' ? "" : " ", number, *text ? " " : "", text);
}

/* Of one field: it was compared itself, or as a part of the whole register */
static void field_expectation(const struct context *context, const struct expected *expected,
			      const struct hwreg_field *field, const struct field_row *row,
			      uint64_t value, char *buffer)
{
	struct expected part = *expected;

	*buffer = '\0';
	if (expected->field && expected->field != field)
		return;
	if (!expected->field) {
		if (strcmp(expected->relation, "==") != 0)
			return;
		part.value = hwreg_field_get(context->board, field, expected->value);
		if (part.value == value)
			return;
	}
	expectation(context, &part, field, row->info.width, buffer);
}

static void field_line(const struct context *context, const struct field_layout *layout,
		       const struct field_row *row, const char *expected)
{
	bool verbose = context->settings.verbose;
	char policy[32];

	output_print("    %-*s  %*s = ", layout->name, row->info.name, layout->bits, row->bits);
	if (!verbose && !*row->meaning) {
		output_print("%s%s\n", row->value, expected);
		return;
	}
	output_print("%-*s", layout->value, row->value);
	if (!verbose)
		output_print("  %s%s\n", row->meaning, expected);
	else
		output_print("  %-*s%s%s%s\n", layout->meaning, row->meaning,
			     layout->meaning ? "  " : "",
			     text_policy(row->info.read, row->info.write, policy, sizeof(policy)),
			     expected);
}

void text_fields(const struct context *context, const struct hwreg_register *reg,
		 const struct hwreg_wide *reg_value, const struct expected *expected)
{
	const struct hwreg_field *field;
	struct field_layout layout = { 0 };
	char wanted[EXPECTATION_SIZE] = "";
	struct field_row row;

	for (uint32_t i = 0; field_row(context, reg, i, reg_value, &row); i++) {
		widen(&layout.name, row.info.name);
		widen(&layout.bits, row.bits);
		widen(&layout.value, row.value);
		widen(&layout.meaning, row.meaning);
	}
	for (uint32_t i = 0; (field = field_row(context, reg, i, reg_value, &row)); i++) {
		if (expected)
			field_expectation(
				context, expected, field, &row,
				hwreg_field_get(context->board, field,
						hwreg_wide_part(reg_value, row.info.shift)),
				wanted);
		field_line(context, &layout, &row, wanted);
	}
}

/* The register that an item is, or is a part of; not possible for a part of one of more than 64 bits */
static bool whole_of(const struct hwreg_item *item, struct hwreg_item *whole)
{
	*whole = *item;
	if (item->width > 64)
		return item_is_whole(item);
	whole->field = NULL;
	whole->high = item->width - 1;
	whole->low = 0;
	return true;
}

void text_expected(const struct context *context, const struct hwreg_item *item, uint64_t reg_value,
		   const struct expected *wanted)
{
	const struct hwreg_wide value = item_from_part(item, reg_value);
	struct expected expected = *wanted;
	char text[EXPECTATION_SIZE];
	struct layout layout = { 0 };
	struct hwreg_item whole;
	bool decoded = whole_of(item, &whole);

	expected.field = item->field;
	expectation(context, &expected, item->field, item_width(context, item), text);
	layout_add(&layout, context, decoded ? &whole : item);
	if (decoded) {
		text_register(context, &layout, &whole, &value);
		output_print("%s\n", item_is_whole(item) ? text : "");
	}
	if (!item_is_whole(item) && (!item->field || !decoded)) {
		output_print("%s", decoded ? "    " : "");
		text_part_line(context, &layout, item, reg_value);
		output_print("%s\n", text);
	}
	if (decoded && item->reg)
		text_fields(context, item->reg, &value,
			    item->field || item_is_whole(item) ? &expected : NULL);
}

static bool changed_row(const struct context *context, const struct hwreg_register *reg,
			uint32_t index, const struct hwreg_wide values[2], struct field_row rows[2])
{
	return field_row(context, reg, index, &values[0], &rows[0]) &&
	       field_row(context, reg, index, &values[1], &rows[1]) &&
	       ((values[0].words[0] ^ values[1].words[0]) & rows[0].info.mask);
}

void text_changes(const struct context *context, const struct hwreg_register *reg, uint64_t before,
		  uint64_t after)
{
	const struct hwreg_wide values[2] = { { { before } }, { { after } } };
	struct hwreg_register_info info = { .size = sizeof(info) };
	struct field_layout layout = { 0 };
	struct field_row rows[2];

	hwreg_register_describe(context->board, reg, &info);
	for (uint32_t i = 0; i < info.field_count; i++) {
		if (!changed_row(context, reg, i, values, rows))
			continue;
		widen(&layout.name, rows[0].info.name);
		widen(&layout.bits, rows[0].bits);
	}
	for (uint32_t i = 0; i < info.field_count; i++)
		if (changed_row(context, reg, i, values, rows))
			output_print("    %-*s  %*s = %s%s%s (was %s%s%s)\n", layout.name,
				     rows[1].info.name, layout.bits, rows[1].bits, rows[1].value,
				     *rows[1].meaning ? "  " : "", rows[1].meaning, rows[0].value,
				     *rows[0].meaning ? "  " : "", rows[0].meaning);
}
