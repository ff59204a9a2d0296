// SPDX-License-Identifier: MIT
/* lookup.c - what a word means on a board, without a session */
#include "lookup.h"
#include "output.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define PHYS 0 /* index of the space that addresses without a board's name are in */

static const struct hwreg_block *block_at(const struct hwreg_board *board, uint64_t address)
{
	struct hwreg_block_info info = { .size = sizeof(info) };
	const struct hwreg_block *block;

	for (uint32_t i = 0; (block = hwreg_board_block(board, i)); i++) {
		hwreg_block_describe(board, block, &info);
		if (info.space == PHYS && address - info.base < info.length)
			return block;
	}
	return NULL;
}

static int lookup_address(struct context *context, const char *word, struct found *found)
{
	struct hwreg_board_info info = { .size = sizeof(info) };
	int r = hwreg_number_parse(word, &found->address, &context->err);

	if (r < 0)
		return r;
	found->by_address = true;
	found->reg = hwreg_register_next_at(context->board, PHYS, found->address, NULL);
	if (!found->reg)
		found->block = block_at(context->board, found->address);
	if (found->reg || found->block)
		return 0;
	hwreg_board_describe(context->board, &info);
	return output_fail(&context->err, HWREG_ERROR_REQUEST, "%s: board %s has nothing there",
			   word, info.name);
}

static bool matches_some(const struct hwreg_board *board, const char *pattern)
{
	struct hwreg_register_info info = { .size = sizeof(info) };
	const struct hwreg_register *reg;

	for (uint32_t i = 0; (reg = hwreg_board_register(board, i)); i++) {
		hwreg_register_describe(board, reg, &info);
		if (hwreg_glob_match(pattern, info.name))
			return true;
	}
	return false;
}

/* Return: true if the part before the last dot is a register; then *r and the error are final */
static bool lookup_field(struct context *context, const char *word, struct found *found, int *r)
{
	const char *dot = strrchr(word, '.');
	char name[NAME_SIZE];

	if (!dot || dot - word >= NAME_SIZE)
		return false;
	snprintf(name, sizeof(name), "%.*s", (int)(dot - word), word);
	if (hwreg_register_find(context->board, name, &found->reg, NULL) < 0)
		return false;
	*r = hwreg_field_find(context->board, found->reg, dot + 1, &found->field, &context->err);
	return true;
}

int lookup(struct context *context, const char *word, struct found *found)
{
	int r;

	*found = (struct found){ 0 };
	if (isdigit((unsigned char)*word))
		return lookup_address(context, word, found);
	r = hwreg_block_find(context->board, word, &found->block, &context->err);
	if (r < 0 && strchr(word, '.'))
		r = hwreg_register_find(context->board, word, &found->reg, &context->err);
	if (r == 0 || lookup_field(context, word, found, &r))
		return r;
	if (!matches_some(context->board, word))
		return r;
	found->group = word;
	return 0;
}

bool lookup_next(const struct context *context, struct found *found)
{
	if (!found->by_address || !found->reg)
		return false;
	found->reg = hwreg_register_next_at(context->board, PHYS, found->address, found->reg);
	return found->reg != NULL;
}

void lookup_item(const struct context *context, const struct found *found, struct hwreg_item *item)
{
	struct hwreg_register_info reg = { .size = sizeof(reg) };
	struct hwreg_field_info field = { .size = sizeof(field) };

	hwreg_register_describe(context->board, found->reg, &reg);
	*item = (struct hwreg_item){
		.reg = found->reg,
		.field = found->field,
		.address = reg.address,
		.number = reg.address,
		.space = reg.space,
		.width = reg.width,
		.endian = reg.endian,
		.high = reg.width - 1,
	};
	if (!found->field)
		return;
	hwreg_field_describe(context->board, found->field, &field);
	item->high = field.high;
	item->low = field.low;
	item->shift = field.shift;
}
