// SPDX-License-Identifier: MIT
/* svd_check.c - whether registers and blocks fit where they are */
#include "svd.h"

#include <stdlib.h>
#include <string.h>

/* struct span - bytes of one register, or of one block */
struct span {
	uint64_t first, last;
	void *owner;
};

struct spans {
	struct span *list;
	size_t count, room;
};

static bool push(struct svd *svd, struct spans *spans, const struct svd_node *node, uint64_t first,
		 uint64_t last, void *owner)
{
	if (spans->count >= MAX_REGISTERS)
		return svd_error(svd, node, "up to here there are more than %u registers",
				 MAX_REGISTERS);
	if (spans->count == spans->room) {
		size_t room = spans->room ? spans->room * 2 : 256;
		struct span *list = realloc(spans->list, room * sizeof(*list));

		if (!list)
			svd->options->out_of_memory();
		spans->list = list;
		spans->room = room;
	}
	spans->list[spans->count++] = (struct span){ first, last, owner };
	return true;
}

static int compare(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return x->last < y->last ? -1 : x->last > y->last;
}

/* ---- registers ---- */

static bool add_spans(struct svd *svd, struct spans *spans, struct svd_item *items, uint64_t base)
{
	for (struct svd_item *item = items; item; item = item->next) {
		for (uint32_t i = 0; i < item->dim.count && !item->left_out; i++) {
			uint64_t at, last;

			if (__builtin_mul_overflow(item->dim.stride, i, &at) ||
			    __builtin_add_overflow(at, item->offset, &at) ||
			    __builtin_add_overflow(at, base, &at) ||
			    __builtin_add_overflow(at, item->width / 8u, &last))
				return svd_error(svd, item->node,
						 "%s: its offset goes beyond 64 bits",
						 item->name.text);
			if (item->cluster ? !add_spans(svd, spans, item->children, at)
					  : !push(svd, spans, item->node, at, last - 1, item))
				return false;
		}
	}
	return true;
}

static bool is_inside(const struct svd_type *type, const struct span *span)
{
	const struct svd_range *range = type->ranges;

	while (range && !(span->first >= range->first && span->last <= range->last))
		range = range->next;
	return range || !type->ranges;
}

static bool check_span(struct svd *svd, const struct svd_type *type, const struct span *span)
{
	struct svd_item *item = span->owner;

	if (!is_inside(type, span))
		return svd_error(svd, item->node,
				 "%s: offset 0x%llx is outside the address blocks of %s",
				 item->name.text, (unsigned long long)span->first,
				 svd_text(type->node, TAG_name));
	if (span->first % (item->access / 8) == 0)
		return true;
	while (span->first % (item->access / 8))
		item->access /= 2;
	svd_warn(svd, item->node,
		 "%s: offset 0x%llx is not a multiple of the %u bytes of an access; said as "
		 "accesses "
		 "of %u bits, the lowest first: SVD tells no order, so see if that is right",
		 item->name.text, (unsigned long long)span->first, item->width / 8, item->access);
	return true;
}

/* Registers that share bytes with an earlier one do so on purpose */
static void mark_overlaps(struct spans *spans)
{
	uint64_t last = 0;
	bool any = false;

	qsort(spans->list, spans->count, sizeof(*spans->list), compare);
	for (size_t i = 0; i < spans->count; i++) {
		struct svd_item *item = spans->list[i].owner;

		if (item->left_out || item->overlap)
			continue;
		if (any && spans->list[i].first <= last)
			item->overlap = true;
		else
			last = spans->list[i].last;
		any = true;
	}
}

static void prune(struct svd *svd, struct svd_item **link)
{
	while (*link) {
		struct svd_item *item = *link;

		if (item->cluster) {
			prune(svd, &item->children);
			if (!item->children)
				svd_warn(svd, item->node, "%s: no register is in it; left out",
					 item->name.text);
			item->left_out = !item->children;
		}
		if (item->left_out)
			*link = item->next;
		else
			link = &item->next;
	}
}

static void measure(struct svd_type *type, const struct spans *spans)
{
	type->widest = 1;
	for (size_t i = 0; i < spans->count; i++) {
		const struct svd_item *item = spans->list[i].owner;

		if (item->left_out)
			continue;
		type->count++;
		if (item->access / 8 > type->widest)
			type->widest = item->access / 8;
		if (!type->ranges && spans->list[i].last >= type->size)
			type->size = spans->list[i].last + 1;
	}
}

bool svd_check_type(struct svd *svd, struct svd_type *type)
{
	struct spans spans = { 0 };
	bool good;

	prune(svd, &type->items); /* so that each element of a cluster has registers */
	good = add_spans(svd, &spans, type->items, 0);
	for (size_t i = 0; good && i < spans.count; i++)
		good = check_span(svd, type, &spans.list[i]);
	if (good && spans.count) {
		mark_overlaps(&spans);
		measure(type, &spans);
	}
	if (good)
		prune(svd, &type->items);
	free(spans.list);
	return good;
}

/* ---- blocks ---- */

static bool leave_out(struct svd *svd, struct svd_block *block, const char *why)
{
	svd_warn(svd, block->node, "%s: %s; left out", block->name.text, why);
	block->left_out = true;
	return true;
}

static bool add_block(struct svd *svd, struct spans *spans, struct svd_block *block)
{
	const struct svd_type *type = block->type;
	const struct svd_dim *dim = &block->dim;
	uint64_t last;

	if (!type->size)
		return leave_out(svd, block, "it has neither registers nor an addressBlock");
	if (type->count &&
	    (block->base % type->widest || (dim->count > 1 && dim->stride % type->widest)))
		return leave_out(svd, block, "its registers would not be aligned");
	if (dim->count > 1 && dim->stride < type->size)
		return svd_error(svd, block->node,
				 "%s: dimIncrement 0x%llx is less than its 0x%llx bytes",
				 block->name.text, (unsigned long long)dim->stride,
				 (unsigned long long)type->size);
	if (__builtin_mul_overflow(dim->stride, dim->count - 1, &last) ||
	    __builtin_add_overflow(last, type->size - 1, &last) ||
	    __builtin_add_overflow(last, block->base, &last))
		return svd_error(svd, block->node, "%s: it goes beyond 64 bits", block->name.text);
	for (uint32_t i = 0; i < dim->count; i++) {
		uint64_t first = block->base + i * dim->stride;

		if (!push(svd, spans, block->node, first, first + (type->size - 1), block))
			return false;
	}
	return true;
}

bool svd_check_blocks(struct svd *svd)
{
	struct spans spans = { 0 };
	uint64_t last = 0, registers = 0;
	bool good = true;

	for (struct svd_block *block = svd->blocks; block && good; block = block->next) {
		good = add_block(svd, &spans, block);
		registers += (block->type->count + 1) * block->dim.count;
		block->type->used |= !block->left_out;
		if (good && registers > MAX_REGISTERS)
			good = svd_error(svd, block->node,
					 "up to here there are more than %u registers",
					 MAX_REGISTERS);
	}
	if (good && spans.count)
		qsort(spans.list, spans.count, sizeof(*spans.list), compare);
	for (size_t i = 0; good && i < spans.count; i++) {
		struct svd_block *block = spans.list[i].owner;

		if (i && spans.list[i].first <= last)
			block->overlap = true;
		if (!i || spans.list[i].last > last)
			last = spans.list[i].last;
	}
	free(spans.list);
	return good;
}
