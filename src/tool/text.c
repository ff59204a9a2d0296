// SPDX-License-Identifier: MIT
/* text.c - registers, fields and their values as text */
#include "context.h"
#include "output.h"

#include <stdio.h>
#include <string.h>

#define SMALL_WIDTH 3 /* fields up to this width read best in decimal */

bool item_is_whole(const struct hwreg_item *item)
{
	return !item->field && item->low == 0 && item->high == item->width - 1;
}

uint64_t item_number(const struct hwreg_item *item)
{
	return item->reg ? item->address : item->number;
}

uint64_t item_value(const struct context *context, const struct hwreg_item *item,
		    uint64_t reg_value)
{
	unsigned int width = item->high - item->low + 1;

	if (item->field)
		return hwreg_field_get(context->board, item->field, reg_value);
	return reg_value >> (item->low - item->shift) & (UINT64_MAX >> (64 - width));
}

void item_encode(const struct hwreg_item *item, uint64_t value, unsigned char *bytes)
{
	unsigned int size = item->width / 8;

	for (unsigned int i = 0; i < size; i++, value >>= 8)
		bytes[item->endian == HWREG_BIG_ENDIAN ? size - 1 - i : i] = value & 0xff;
}

struct hwreg_wide item_decode_wide(const struct hwreg_item *item, const unsigned char *bytes)
{
	struct hwreg_wide value = { { 0 } };
	unsigned int size = item->width / 8;

	for (unsigned int i = 0; i < size; i++)
		value.words[i / 8] |=
			(uint64_t)bytes[item->endian == HWREG_BIG_ENDIAN ? size - 1 - i : i]
			<< (i % 8 * 8);
	return value;
}

bool item_is_wide(const struct hwreg_item *item)
{
	return item->width > 64 && item_is_whole(item);
}

int item_check_format(struct context *context, const struct hwreg_item *item)
{
	char name[NAME_SIZE];

	if (!item_is_wide(item) || context->settings.format != FORMAT_DEC)
		return 0;
	return output_fail(
		&context->err, HWREG_ERROR_REQUEST,
		"-f dec: %s has %u bits, and only values of up to 64 are shown in decimal; "
		"-f hex, or name a field",
		text_name(context, item, name), item->width);
}

static const char *register_name(const struct context *context, const struct hwreg_item *item)
{
	struct hwreg_register_info info = { .size = sizeof(info) };

	hwreg_register_describe(context->board, item->reg, &info);
	return info.name;
}

const char *text_name(const struct context *context, const struct hwreg_item *item, char *buffer)
{
	struct hwreg_field_info field = { .size = sizeof(field) };
	size_t length;

	if (item->reg)
		snprintf(buffer, NAME_SIZE, "%s", register_name(context, item));
	else
		snprintf(buffer, NAME_SIZE, "0x%08llx", (unsigned long long)item->number);
	length = strlen(buffer);
	if (item->field) {
		hwreg_field_describe(context->board, item->field, &field);
		snprintf(buffer + length, NAME_SIZE - length, ".%s", field.name);
	} else if (!item_is_whole(item) && item->high == item->low) {
		snprintf(buffer + length, NAME_SIZE - length, ":%u", item->high);
	} else if (!item_is_whole(item)) {
		snprintf(buffer + length, NAME_SIZE - length, ":%u:%u", item->high, item->low);
	}
	return buffer;
}

const char *text_policy(enum hwreg_read_policy read, enum hwreg_write_policy write, char *buffer,
			size_t size)
{
	const char *token = hwreg_policy_name(read, write);

	if (token)
		return token;
	snprintf(buffer, size, "%s/%s", hwreg_read_policy_name(read),
		 hwreg_write_policy_name(write));
	return buffer;
}

const char *text_bits(const struct hwreg_board *board, const struct hwreg_field *field,
		      const struct hwreg_field_info *info, char *buffer, size_t size)
{
	size_t length = 0;
	uint32_t high, low;

	buffer[0] = '\0';
	for (uint32_t i = 0; i < info->piece_count && length < size; i++) {
		if (hwreg_field_piece(board, field, i, &high, &low) < 0)
			break;
		length += snprintf(buffer + length, size - length, "%s%u", i ? "," : "", high);
		if (high != low && length < size)
			length += snprintf(buffer + length, size - length, ":%u", low);
	}
	return buffer;
}

const char *text_meaning(const struct hwreg_board *board, const struct hwreg_field *field,
			 uint64_t value, char *buffer, size_t size)
{
	struct hwreg_field_info info = { .size = sizeof(info) };
	const char *name = hwreg_field_value_name(board, field, value);
	int64_t number = (int64_t)value;

	buffer[0] = '\0';
	hwreg_field_describe(board, field, &info);
	if (info.flags & HWREG_FIELD_SIGNED)
		number = number_sign_extend(value, info.width);
	if (name)
		return name;
	if (info.flags & HWREG_FIELD_SCALED)
		snprintf(buffer, size, "%.10g%s%s", (double)number * info.scale + info.offset,
			 *info.unit ? " " : "", info.unit);
	else if (info.flags & HWREG_FIELD_SIGNED)
		snprintf(buffer, size, "%lld", (long long)number);
	return buffer;
}

/* Parts of registers are not padded; the small ones are decimal unless -f says otherwise */
const char *text_part(const struct context *context, uint64_t value, unsigned int width,
		      char *buffer)
{
	const struct settings *settings = &context->settings;
	enum format format = settings->format;

	if (format == FORMAT_DEFAULT && width <= SMALL_WIDTH && !settings->quiet)
		format = FORMAT_DEC;
	return number_format(buffer, value, 0, format, !settings->quiet);
}

static const char *register_value(const struct context *context, const struct hwreg_wide *value,
				  unsigned int width, char *buffer)
{
	const struct settings *settings = &context->settings;

	return wide_format(buffer, value, width, settings->format, !settings->quiet);
}

unsigned int item_width(const struct context *context, const struct hwreg_item *item)
{
	struct hwreg_field_info info = { .size = sizeof(info) };

	if (!item->field)
		return item->high - item->low + 1;
	hwreg_field_describe(context->board, item->field, &info);
	return info.width;
}

static unsigned int hex_digits(uint64_t value)
{
	return value ? (64 - __builtin_clzll(value) + 3) / 4 : 1;
}

void layout_add(struct layout *layout, const struct context *context, const struct hwreg_item *item)
{
	char name[NAME_SIZE];
	unsigned int length, digits = hex_digits(item_number(item));

	if (digits > layout->digits)
		layout->digits = digits;
	if (!item->reg && item_is_whole(item))
		return;
	length = strlen(text_name(context, item, name));
	if (item_is_whole(item) && length > layout->name)
		layout->name = length;
	if (!item_is_whole(item) && length > layout->part)
		layout->part = length;
}

void text_part_line(const struct context *context, const struct layout *layout,
		    const struct hwreg_item *item, uint64_t reg_value)
{
	char name[NAME_SIZE], number[NUMBER_SIZE], meaning[64];
	uint64_t value = item_value(context, item, reg_value);
	const char *text = "";

	if (item->field)
		text = text_meaning(context->board, item->field, value, meaning, sizeof(meaning));
	output_print("%s%-*s%s = %s%s%s", output_bold(true), (int)layout->part,
		     text_name(context, item, name), output_bold(false),
		     text_part(context, value, item_width(context, item), number),
		     *text ? "  " : "", text);
}

void text_register(const struct context *context, const struct layout *layout,
		   const struct hwreg_item *item, const struct hwreg_wide *reg_value)
{
	struct hwreg_register_info info = { .size = sizeof(info) };
	unsigned int digits = layout->digits > 8 ? layout->digits : 8;
	char number[NUMBER_SIZE], policy[32];

	if (item->reg)
		hwreg_register_describe(context->board, item->reg, &info);
	if (layout->name)
		output_print("%s%-*s%s  ", output_bold(true), (int)layout->name,
			     item->reg ? info.name : "", output_bold(false));
	output_print("0x%0*llx = %s", (int)digits, (unsigned long long)item_number(item),
		     register_value(context, reg_value, item->width, number));
	if (item->reg && context->settings.verbose)
		output_print("  %s", text_policy(info.read, info.write, policy, sizeof(policy)));
}

static void item_line(const struct context *context, const struct layout *layout,
		      const struct hwreg_item *item, const struct hwreg_wide *reg_value)
{
	if (item_is_whole(item))
		text_register(context, layout, item, reg_value);
	else
		text_part_line(context, layout, item, hwreg_wide_part(reg_value, item->shift));
	output_print("\n");
}

static void bare_value(const struct context *context, const struct hwreg_item *item,
		       const struct hwreg_wide *reg_value)
{
	uint64_t part = hwreg_wide_part(reg_value, item->shift);
	char number[NUMBER_SIZE + 1];
	size_t length;

	if (item_is_whole(item))
		register_value(context, reg_value, item->width, number);
	else
		text_part(context, item_value(context, item, part), item_width(context, item),
			  number);
	length = strlen(number);
	strcpy(number + length, "\n");
	output_text(number);
}

struct hwreg_wide item_from_part(const struct hwreg_item *item, uint64_t part)
{
	struct hwreg_wide value = { { 0 } };
	unsigned int word = item->shift / 64, shift = item->shift % 64;

	value.words[word] = part << shift;
	if (shift && word + 1 < HWREG_WIDE_WORDS)
		value.words[word + 1] = part >> (64 - shift);
	return value;
}

void text_line(const struct context *context, const struct layout *layout,
	       const struct hwreg_item *item, uint64_t reg_value)
{
	const struct hwreg_wide value = item_from_part(item, reg_value);

	item_line(context, layout, item, &value);
}

void text_item_wide(const struct context *context, const struct layout *layout,
		    const struct hwreg_item *item, const struct hwreg_wide *value)
{
	if (context->settings.quiet) {
		bare_value(context, item, value);
		return;
	}
	item_line(context, layout, item, value);
	if (item->reg && item_is_whole(item))
		text_fields(context, item->reg, value, NULL);
}

void text_item(const struct context *context, const struct layout *layout,
	       const struct hwreg_item *item, uint64_t reg_value)
{
	const struct hwreg_wide value = item_from_part(item, reg_value);

	text_item_wide(context, layout, item, &value);
}
