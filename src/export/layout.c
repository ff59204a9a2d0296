// SPDX-License-Identifier: MIT
/* layout.c - which blocks of a board have the same registers */
#include "layout.h"
#include "words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct hwreg_register *place_describe(const struct hwreg_board *board,
					    const struct hwreg_block_info *block, uint32_t index,
					    struct place *place)
{
	const struct hwreg_register *reg;

	if (index >= block->register_count)
		return NULL;
	reg = hwreg_board_register(board, block->first_register + index);
	place->info.size = sizeof(place->info);
	hwreg_register_describe(board, reg, &place->info);
	place->name = place->info.name + strlen(block->name) + 1;
	place->offset = place->info.address - block->base;
	return reg;
}

/* ---- Alike ------------------------------------------------------------------------------------- */

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* Fields of instances of one type are the same objects where nothing overrides them */
static bool same_fields(const struct hwreg_board *board, const struct hwreg_register *a,
			const struct hwreg_register *b)
{
	return hwreg_register_field(board, a, 0) == hwreg_register_field(board, b, 0);
}

static bool same_aliases(const struct hwreg_board *board, const struct hwreg_register *a,
			 const struct hwreg_register *b, uint64_t distance)
{
	uint64_t x, y;

	for (unsigned int kind = HWREG_ALIAS_SET; kind <= HWREG_ALIAS_TOGGLE; kind++) {
		bool in_a = hwreg_register_alias(board, a, kind, &x) == 0;
		bool in_b = hwreg_register_alias(board, b, kind, &y) == 0;

		if (in_a != in_b || (in_a && y - x != distance))
			return false;
	}
	return true;
}

/* Rules name registers of their own block without it */
static bool same_rules(const struct hwreg_board *board, const struct hwreg_register *a,
		       const struct hwreg_register *b)
{
	char x[WORDS_RULE_SIZE], y[WORDS_RULE_SIZE];

	for (enum hwreg_rule kind = 0; kind < HWREG_RULE_COUNT; kind++) {
		bool in_a = true, in_b;

		for (uint32_t i = 0; in_a; i++) {
			in_a = words_rule(board, a, kind, i, x);
			in_b = words_rule(board, b, kind, i, y);
			if (in_a != in_b || (in_a && strcmp(x, y) != 0))
				return false;
		}
	}
	return true;
}

bool registers_are_alike(const struct hwreg_board *board, const struct hwreg_register *a,
			 const struct hwreg_register *b)
{
	struct hwreg_register_info x = { .size = sizeof(x) }, y = { .size = sizeof(y) };

	hwreg_register_describe(board, a, &x);
	hwreg_register_describe(board, b, &y);
	return x.width == y.width && x.access_width == y.access_width &&
	       x.high_first == y.high_first && x.endian == y.endian && x.flags == y.flags &&
	       x.read == y.read && x.write == y.write && x.reset == y.reset &&
	       x.reset_mask == y.reset_mask && x.reserved == y.reserved &&
	       x.field_count == y.field_count && same_text(x.protect, y.protect) &&
	       same_text(words_obstacle(board, a), words_obstacle(board, b)) &&
	       same_text(x.description, y.description) && same_fields(board, a, b) &&
	       same_aliases(board, a, b, y.address - x.address) && same_rules(board, a, b);
}

static bool same_registers(const struct hwreg_board *board, const struct hwreg_block_info *a,
			   const struct hwreg_block_info *b)
{
	const struct hwreg_register *x, *y;
	struct place in_a, in_b;

	if (a->register_count != b->register_count || a->space != b->space ||
	    a->length != b->length || strcmp(a->type, b->type) != 0)
		return false;
	for (uint32_t i = 0; (x = place_describe(board, a, i, &in_a)); i++) {
		y = place_describe(board, b, i, &in_b);
		if (!y || in_a.offset != in_b.offset || strcmp(in_a.name, in_b.name) != 0 ||
		    !registers_are_alike(board, x, y))
			return false;
	}
	return true;
}

/* ---- Names ------------------------------------------------------------------------------------- */

static bool is_taken(const struct layouts *layouts, const char *name)
{
	const struct hwreg_block *block;
	struct hwreg_block_info info = { .size = sizeof(info) };

	for (uint32_t i = 0; i < layouts->count; i++)
		if (layouts->list[i].name && !strcasecmp(layouts->list[i].name, name))
			return true;
	for (uint32_t i = 0; (block = hwreg_board_block(layouts->board, i)); i++) {
		hwreg_block_describe(layouts->board, block, &info);
		if (!strcasecmp(info.name, name) && layouts->list[layouts->of_block[i]].count == 1)
			return true;
	}
	return false;
}

/* A type of which overrides make several, or that is called like a block of another one, gets a number */
static bool name_type(struct layouts *layouts, struct layout *layout, const char *type)
{
	char *name = strdup(type);

	for (unsigned int i = 2; name && is_taken(layouts, name); i++) {
		free(name);
		if (asprintf(&name, "%s_%u", type, i) < 0)
			name = NULL;
	}
	layout->name = name;
	layout->is_type = true;
	return name;
}

static bool name_all(struct layouts *layouts)
{
	struct hwreg_block_info info = { .size = sizeof(info) };

	for (uint32_t i = 0; i < layouts->count; i++) {
		struct layout *layout = &layouts->list[i];

		layout_describe(layouts, i, &info);
		if (layout->count == 1)
			layout->name = strdup(info.name);
		else
			name_type(layouts, layout, info.type);
		if (!layout->name)
			return false;
	}
	return true;
}

/* ---- All of them ------------------------------------------------------------------------------- */

void layout_describe(const struct layouts *layouts, uint32_t index, struct hwreg_block_info *info)
{
	info->size = sizeof(*info);
	hwreg_block_describe(layouts->board,
			     hwreg_board_block(layouts->board, layouts->list[index].block), info);
}

const char *layout_description(const struct layouts *layouts, uint32_t index)
{
	struct hwreg_block_info first, info = { .size = sizeof(info) };
	const struct hwreg_block *block;

	layout_describe(layouts, index, &first);
	if (layouts->list[index].count == 1)
		return first.description;
	for (uint32_t i = 0; (block = hwreg_board_block(layouts->board, i)); i++) {
		hwreg_block_describe(layouts->board, block, &info);
		if (layouts->of_block[i] == index &&
		    strcmp(info.description, first.description) != 0)
			return "";
	}
	return first.description;
}

/* A table of layouts, by what is quickly told of their registers */
struct table {
	uint32_t *slots; /* 1 + index; 0: free */
	uint32_t mask;
};

static uint32_t hash(const struct hwreg_board *board, const struct hwreg_block_info *block)
{
	uint64_t sum = block->length ^ block->space;
	struct place place;

	for (uint32_t i = 0; place_describe(board, block, i, &place); i++)
		sum = (sum ^ place.offset ^ place.info.reset ^ (uint64_t)place.info.write << 56) *
		      UINT64_C(1099511628211);
	return (uint32_t)(sum ^ sum >> 32);
}

/* The slot of the layout that a block has, or the free one where it belongs */
static uint32_t *find(const struct layouts *layouts, const struct table *table,
		      const struct hwreg_block_info *block)
{
	uint32_t at = hash(layouts->board, block);
	struct hwreg_block_info other;

	for (;; at++) {
		uint32_t *slot = &table->slots[at & table->mask];

		if (!*slot)
			return slot;
		layout_describe(layouts, *slot - 1, &other);
		if (same_registers(layouts->board, &other, block))
			return slot;
	}
}

static void fill(struct layouts *layouts, const struct table *table, uint32_t blocks)
{
	struct hwreg_block_info info = { .size = sizeof(info) };

	for (uint32_t i = 0; i < blocks; i++) {
		uint32_t *slot;

		hwreg_block_describe(layouts->board, hwreg_board_block(layouts->board, i), &info);
		slot = find(layouts, table, &info);
		if (!*slot) {
			layouts->list[layouts->count++].block = i;
			*slot = layouts->count;
		}
		layouts->list[*slot - 1].count++;
		layouts->of_block[i] = *slot - 1;
	}
}

int layouts_out_of_memory(struct hwreg_error *err)
{
	if (err) {
		err->kind = HWREG_ERROR_ACCESS;
		err->sys_errno = ENOMEM;
		snprintf(err->message, sizeof(err->message), "out of memory");
	}
	return -ENOMEM;
}

static int fail(struct layouts *layouts, struct hwreg_error *err)
{
	layouts_free(layouts);
	return layouts_out_of_memory(err);
}

int layouts_make(struct layouts *layouts, const struct hwreg_board *board, struct hwreg_error *err)
{
	struct hwreg_board_info all = { .size = sizeof(all) };
	struct table table = { .mask = 1 };

	hwreg_board_describe(board, &all);
	while (table.mask < 2 * (uint64_t)all.block_count)
		table.mask = table.mask * 2 + 1;
	*layouts = (struct layouts){
		.board = board,
		.list = calloc(all.block_count + 1, sizeof(*layouts->list)),
		.of_block = calloc(all.block_count + 1, sizeof(*layouts->of_block)),
	};
	table.slots = calloc((size_t)table.mask + 1, sizeof(*table.slots));
	if (!layouts->list || !layouts->of_block || !table.slots) {
		free(table.slots);
		return fail(layouts, err);
	}
	fill(layouts, &table, all.block_count);
	free(table.slots);
	return name_all(layouts) ? 0 : fail(layouts, err);
}

void layouts_free(struct layouts *layouts)
{
	for (uint32_t i = 0; layouts->list && i < layouts->count; i++)
		free(layouts->list[i].name);
	free(layouts->list);
	free(layouts->of_block);
}
