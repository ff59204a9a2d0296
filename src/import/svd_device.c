// SPDX-License-Identifier: MIT
/* svd_device.c - a device to blocks and types; peripherals that are alike share a type */
#include "svd.h"

#include <ctype.h>
#include <string.h>

/* ---- types ---- */

static bool read_range(struct svd *svd, const struct svd_node *node, struct svd_type *type,
		       struct svd_range ***link)
{
	struct svd_range *range = pool_alloc(&svd->pool, sizeof(*range));
	uint64_t size;

	if (!svd_needed_number(svd, node, TAG_offset, &range->first) ||
	    !svd_needed_number(svd, node, TAG_size, &size))
		return false;
	if (size == 0 || __builtin_add_overflow(range->first, size - 1, &range->last) ||
	    range->last == UINT64_MAX)
		return svd_error(svd, node,
				 "addressBlock: 0x%llx bytes from 0x%llx are none, or too many",
				 (unsigned long long)size, (unsigned long long)range->first);
	if (range->last >= type->size)
		type->size = range->last + 1;
	**link = range;
	*link = &range->next;
	return true;
}

static bool read_ranges(struct svd *svd, const struct svd_node *node, struct svd_type *type)
{
	struct svd_range **link = &type->ranges;

	while (node->base && !svd_own(node, TAG_addressBlock))
		node = node->base;
	for (const struct svd_node *child = node->first; child; child = child->next)
		if (child->tag == TAG_addressBlock && !read_range(svd, child, type, &link))
			return false;
	return true;
}

static bool is_width(uint64_t size)
{
	return size == 8 || size == 16 || size == 32 || size == 64;
}

static struct svd_type *make_type(struct svd *svd, const struct svd_node *node)
{
	struct svd_props props = { .size = 32 };
	struct svd_type *type = pool_alloc(&svd->pool, sizeof(*type)), **link = &svd->types;

	type->node = node;
	type->description = svd_line(svd, svd_child(node, TAG_description));
	if (!svd_props_read(svd, svd->device, &props) || !svd_props_read(svd, node, &props) ||
	    !read_ranges(svd, node, type))
		return NULL;
	type->width = is_width(props.size) ? (unsigned int)props.size : 32;
	type->policy = svd_policy_of(svd, node, &(struct svd_props){ .access = props.access });
	if (!svd_items_read(svd, node, &props, 0, &type->items) || !svd_check_type(svd, type))
		return NULL;
	while (*link)
		link = &(*link)->next;
	*link = type;
	return type;
}

/* Nothing that it says itself changes its registers */
static bool is_like_base(const struct svd_node *node)
{
	static const enum svd_tag tags[] = { TAG_registers,  TAG_size,      TAG_access,
					     TAG_resetValue, TAG_resetMask, TAG_addressBlock };

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (svd_own(node, tags[i]))
			return false;
	return node->base != NULL;
}

static struct svd_type *type_of(struct svd *svd, const struct svd_node *node)
{
	struct svd_type *type;

	while (is_like_base(node))
		node = node->base;
	for (type = svd->types; type; type = type->next)
		if (type->node == node)
			break;
	if (!type)
		return make_type(svd, node);
	type->shared = true;
	return type;
}

/* "UART0" of two alike is the type "uart" */
static void name_types(struct svd *svd)
{
	const struct svd_dim single = { .count = 1 };
	struct dict taken = { 0 };

	for (struct svd_type *type = svd->types; type; type = type->next) {
		char *name = svd_clean_name(svd, svd_text(type->node, TAG_name), true), *mark;
		size_t length;

		mark = strstr(name, "%s");
		if (mark)
			memmove(mark, mark + 2, strlen(mark + 2) + 1);
		for (char *c = name; *c; c++)
			*c = (char)tolower((unsigned char)*c);
		length = strlen(name);
		while (type->shared && length > 1 && strchr("0123456789_", name[length - 1]))
			length--;
		name[length] = '\0';
		type->name = svd_name_take(svd, &taken, type->node, name, &single).text;
	}
}

/* ---- blocks ---- */

static bool read_interrupts(struct svd *svd, const struct svd_node *node, struct svd_block *block)
{
	struct svd_interrupt **link = &block->interrupts;

	for (const struct svd_node *child = node->first; child; child = child->next) {
		struct svd_interrupt *interrupt;

		if (child->tag != TAG_interrupt)
			continue;
		interrupt = pool_alloc(&svd->pool, sizeof(*interrupt));
		interrupt->name = svd_line(svd, svd_own(child, TAG_name));
		interrupt->description = svd_line(svd, svd_own(child, TAG_description));
		if (!svd_needed_number(svd, child, TAG_value, &interrupt->value))
			return false;
		*link = interrupt;
		link = &interrupt->next;
	}
	return true;
}

static bool read_block(struct svd *svd, const struct svd_node *node, struct dict *taken,
		       struct svd_block *block)
{
	block->node = node;
	if (!svd_dim_read(svd, node, &block->dim) ||
	    !svd_needed_number(svd, node, TAG_baseAddress, &block->base) ||
	    !svd_make(svd, node, block->dim.count) || !read_interrupts(svd, node, block))
		return false;
	block->name = svd_name_take(svd, taken, node, svd_text(node, TAG_name), &block->dim);
	block->type = type_of(svd, node);
	if (!block->type)
		return false;
	block->description = svd_line(svd, svd_child(node, TAG_description));
	if (block->description && block->type->description &&
	    strcmp(block->description, block->type->description) == 0)
		block->description = NULL;
	return true;
}

static bool read_device(struct svd *svd)
{
	const struct svd_node *unit = svd_own(svd->device, TAG_addressUnitBits);
	const struct svd_node *cpu = svd_own(svd->device, TAG_cpu);
	const char *endian = cpu ? svd_text(cpu, TAG_endian) : NULL;
	uint64_t bits = 8;

	if (unit && !svd_number(svd, unit, &bits))
		return false;
	if (bits != 8)
		return svd_error(svd, unit,
				 "addressUnitBits: addresses that do not count bytes of 8 bits are "
				 "not supported");
	svd->big_endian = endian && strcmp(endian, "big") == 0;
	if (endian && strcmp(endian, "big") != 0 && strcmp(endian, "little") != 0)
		svd_warn(svd, cpu, "endian %.32s cannot be said in a board; taken for little",
			 endian);
	return true;
}

bool svd_model(struct svd *svd)
{
	const struct svd_members *members;
	struct svd_block **link = &svd->blocks;
	struct dict taken = { 0 };

	if (!read_device(svd))
		return false;
	members = svd_members(svd, svd->device);
	for (size_t i = 0; members && i < members->count; i++) {
		*link = pool_alloc(&svd->pool, sizeof(**link));
		if (!read_block(svd, members->list[i], &taken, *link))
			return false;
		link = &(*link)->next;
	}
	if (members && !members->count)
		return svd_error(svd, svd->device, "this device has no peripherals");
	name_types(svd);
	return members != NULL;
}
