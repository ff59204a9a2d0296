// SPDX-License-Identifier: MIT
/* svd_model.c - registers and clusters of a peripheral */
#include "svd.h"

#include <string.h>

static uint64_t ones(unsigned int width)
{
	return UINT64_MAX >> (64 - width);
}

/* A mask that is inherited may be wider than the register; a value of its own may not */
static void read_reset(struct svd *svd, const struct svd_node *node, const struct svd_props *props,
		       struct svd_item *item)
{
	uint64_t all = ones(item->width);
	const struct svd_node *own = svd_child(node, TAG_resetValue);

	if (!props->has_reset)
		return;
	if (own && props->reset & ~all)
		svd_warn(svd, own, "%s: resetValue 0x%llx does not fit %u bits; cut",
			 svd_text(node, TAG_name), (unsigned long long)props->reset, item->width);
	item->reset_mask = props->has_mask ? props->reset_mask & all : all;
	item->reset = props->reset & item->reset_mask;
	item->has_reset = item->reset_mask != 0;
}

static bool read_register(struct svd *svd, const struct svd_node *node,
			  const struct svd_props *props, struct svd_item *item)
{
	uint64_t size = props->size;

	if (size != 8 && size != 16 && size != 32 && size != 64) {
		svd_warn(svd, node,
			 "%s: no access of a CPU has its %llu bits, only 8, 16, 32 or 64; left out",
			 svd_text(node, TAG_name), (unsigned long long)size);
		item->left_out = true;
		return true;
	}
	item->width = item->access = (unsigned int)size;
	item->policy = svd_policy_of(svd, node, props);
	read_reset(svd, node, props, item);
	return svd_fields_read(svd, node, props, item->width, &item->fields);
}

static bool read_cluster(struct svd *svd, const struct svd_node *node,
			 const struct svd_props *props, unsigned int depth, struct svd_item *item)
{
	item->cluster = true;
	if (depth >= MAX_CLUSTER_DEPTH)
		return svd_error(svd, node, "%s: clusters are nested more than %d deep",
				 svd_text(node, TAG_name), MAX_CLUSTER_DEPTH);
	return svd_items_read(svd, node, props, depth + 1, &item->children);
}

static bool read_item(struct svd *svd, const struct svd_node *node,
		      const struct svd_props *inherited, unsigned int depth, struct dict *taken,
		      struct svd_item *item)
{
	struct svd_props props = *inherited;
	const struct svd_node *description = svd_child(node, TAG_description);

	item->node = node;
	if (!svd_props_read(svd, node, &props) || !svd_dim_read(svd, node, &item->dim) ||
	    !svd_needed_number(svd, node, TAG_addressOffset, &item->offset) ||
	    !svd_make(svd, node, item->dim.count))
		return false;
	item->name = svd_name_take(svd, taken, node, svd_text(node, TAG_name), &item->dim);
	if (!description)
		description = svd_child(node, TAG_displayName);
	item->description = svd_line(svd, description);
	return node->tag == TAG_cluster ? read_cluster(svd, node, &props, depth, item)
					: read_register(svd, node, &props, item);
}

bool svd_items_read(struct svd *svd, const struct svd_node *node, const struct svd_props *props,
		    unsigned int depth, struct svd_item **out)
{
	const struct svd_members *members = svd_members(svd, node);
	struct dict taken = { 0 };

	for (size_t i = 0; members && i < members->count; i++) {
		struct svd_item *item = pool_alloc(&svd->pool, sizeof(*item));

		if (!read_item(svd, members->list[i], props, depth, &taken, item))
			return false;
		*out = item;
		out = &item->next;
	}
	return members != NULL;
}
