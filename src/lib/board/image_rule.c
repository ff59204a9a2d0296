// SPDX-License-Identifier: MIT
/* image_rule.c - conditions and writes of registers as texts */
#include "image.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "compare.h"
#include "range.h"

#define VALUE_SIZE 80

static const char *value_text(const struct hwreg_board *board, const struct hwreg_field *field,
			      uint64_t value, char *buffer)
{
	const char *name = field ? hwreg_field_value_name(board, field, value) : NULL;

	if (name)
		return name;
	snprintf(buffer, VALUE_SIZE, value < 10 ? "%" PRIu64 : "0x%" PRIx64, value);
	return buffer;
}

static void condition_text(const struct hwreg_board *board, const struct image_condition *condition,
			   char *buffer, size_t size)
{
	const struct hwreg_register *reg = hwreg_board_register(board, condition->reg);
	const struct hwreg_field *field = image_condition_field(board, condition);
	const char *name = image_string(board, reg->name);
	char part[300] = "", value[VALUE_SIZE];

	if (field)
		snprintf(part, sizeof(part), ".%s", image_string(board, field->name));
	else if (condition->high == condition->low)
		snprintf(part, sizeof(part), ":%u", condition->high);
	else if (condition->low || condition->high != reg->width - 1)
		snprintf(part, sizeof(part), ":%u:%u", condition->high, condition->low);
	snprintf(buffer, size, "%s%s%s%s", name, part, hwreg_operator_text(condition->operator),
		 value_text(board, field, condition->value, value));
}

/* The field that has just these bits */
static const struct hwreg_field *field_of(const struct hwreg_board *board,
					  const struct hwreg_register *reg, uint64_t mask)
{
	const struct hwreg_field *field;

	for (uint32_t i = 0; (field = hwreg_register_field(board, reg, i)); i++)
		if (field->mask == mask)
			return field;
	return NULL;
}

static void write_text(const struct hwreg_board *board, const struct image_write *write,
		       char *buffer, size_t size)
{
	const struct hwreg_register *reg = hwreg_board_register(board, write->reg);
	const struct hwreg_field *field = field_of(board, reg, write->mask);
	const char *name = image_string(board, reg->name);
	char value[VALUE_SIZE], mask[VALUE_SIZE];

	if (write->mask == hwreg_mask(reg->width))
		snprintf(buffer, size, "%s=%s", name, value_text(board, NULL, write->value, value));
	else if (field)
		snprintf(buffer, size, "%s.%s=%s", name, image_string(board, field->name),
			 value_text(board, field, hwreg_field_get(board, field, write->value),
				    value));
	else
		snprintf(buffer, size, "%s=%s/%s", name,
			 value_text(board, NULL, write->value, value),
			 value_text(board, NULL, write->mask, mask));
}

void image_condition_text(const struct hwreg_board *board, uint32_t index, char *buffer,
			  size_t size)
{
	condition_text(board, image_condition_at(board, index), buffer, size);
}

int hwreg_register_rule(const struct hwreg_board *board, const struct hwreg_register *reg,
			enum hwreg_rule kind, uint32_t index, char *buffer, size_t size)
{
	uint32_t item;

	if (kind >= HWREG_RULE_COUNT || index >= image_rule_count(board, reg, kind))
		return -ENOENT;
	item = image_rule_item(board, reg, kind, index);
	if (kind == HWREG_RULE_UNLOCK || kind == HWREG_RULE_LOCK)
		write_text(board, image_write_at(board, item), buffer, size);
	else
		image_condition_text(board, item, buffer, size);
	return 0;
}
