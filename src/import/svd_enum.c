// SPDX-License-Identifier: MIT
/* svd_enum.c - enumerators of a field; a board has one set, with one name for one value */
#include "svd.h"

#include <stdlib.h>
#include <string.h>

struct enums {
	unsigned int width;
	struct dict names, values;
	struct svd_enum **link;
	unsigned int count;
};

/* A number as the key of a dictionary; faster than printf(), which there would be most of */
static const char *key_of(struct svd *svd, uint64_t value)
{
	char text[16], *at = text + sizeof(text);

	do {
		*--at = (char)('A' + (value & 15));
		value >>= 4;
	} while (value);
	return pool_copy(&svd->pool, at, (size_t)(text + sizeof(text) - at));
}

static bool add(struct svd *svd, struct enums *enums, const struct svd_node *node, uint64_t value)
{
	const char *name = svd_text(node, TAG_name);
	const char *key = key_of(svd, value);
	const struct svd_dim single = { .count = 1 };
	struct svd_enum *one = pool_alloc(&svd->pool, sizeof(*one));

	if (!svd_make(svd, node, 1))
		return false;
	if (!name || !*name)
		name = pool_format(&svd->pool, "%llu", (unsigned long long)value);
	one->name = svd_name_take(svd, &enums->names, node, name, &single);
	one->description = svd_line(svd, svd_child(node, TAG_description));
	one->value = value;
	dict_add(&svd->pool, &enums->values, key, one);
	*enums->link = one;
	enums->link = &one->next;
	enums->count++;
	return true;
}

static const char *name_of(const struct svd_node *node)
{
	const char *name = svd_text(node, TAG_name);

	return name ? name : "an enumerator";
}

static bool add_value(struct svd *svd, struct enums *enums, const struct svd_node *node,
		      uint64_t value)
{
	const struct dict_slot *slot = dict_find(&enums->values, key_of(svd, value));

	if (enums->width < 64 && value >> enums->width) {
		svd_warn(svd, node, "%s: 0x%llx does not fit the %u bits of the field; left out",
			 name_of(node), (unsigned long long)value, enums->width);
		return true;
	}
	if (!slot)
		return add(svd, enums, node, value);
	svd_warn(svd, node, "%s: its value is that of %s; left out", name_of(node),
		 ((const struct svd_enum *)slot->value)->name.text);
	return true;
}

/* Every value that a pattern stands for, from the smallest up */
static bool add_pattern(struct svd *svd, struct enums *enums, const struct svd_node *node,
			uint64_t value, uint64_t any)
{
	uint64_t bits = 0;

	if (__builtin_popcountll(any) > 8) {
		svd_warn(svd, node, "%s: stands for more than %d values; left out", name_of(node),
			 MAX_ENUMERATORS);
		return true;
	}
	do {
		if (!add_value(svd, enums, node, value | bits))
			return false;
		bits = (bits - any) & any;
	} while (bits);
	return true;
}

/* An enumerator for all other values is said only where these are few */
static bool add_default(struct svd *svd, struct enums *enums, const struct svd_node *node)
{
	uint64_t all = enums->width < 64 ? UINT64_C(1) << enums->width : 0;

	if (!all || all - enums->count > 16) {
		svd_warn(svd, node, "%s: a name for all other values cannot be said; left out",
			 name_of(node));
		return true;
	}
	for (uint64_t value = 0; value < all; value++)
		if (!dict_find(&enums->values, key_of(svd, value)) && !add(svd, enums, node, value))
			return false;
	return true;
}

static bool add_one(struct svd *svd, struct enums *enums, const struct svd_node *node, bool rest)
{
	const char *is_default = svd_text(node, TAG_isDefault);
	const struct svd_node *child = svd_child(node, TAG_value);
	bool for_rest = is_default && (!strcmp(is_default, "true") || !strcmp(is_default, "1"));
	uint64_t value, any;

	for_rest = for_rest && !child;
	if (for_rest != rest)
		return true;
	if (for_rest)
		return add_default(svd, enums, node);
	if (!child)
		return svd_error(svd, node,
				 "%s: <enumeratedValue> has neither <value> nor "
				 "<isDefault>",
				 name_of(node));
	return svd_pattern(svd, child, &value, &any) && add_pattern(svd, enums, node, value, any);
}

static bool add_set(struct svd *svd, struct enums *enums, const struct svd_node *node, bool rest)
{
	const struct svd_members *members = svd_members(svd, node);

	for (size_t i = 0; members && i < members->count; i++)
		if (!add_one(svd, enums, members->list[i], rest))
			return false;
	return members != NULL;
}

static bool is_for_writes(const struct svd_node *node)
{
	const char *usage = svd_text(node, TAG_usage);

	return usage && strcmp(usage, "write") == 0;
}

/* Sets of the field itself replace those of what it is derived from */
static const struct svd_node *owner_of(const struct svd_node *field)
{
	while (field->base && !svd_own(field, TAG_enumeratedValues))
		field = field->base;
	return field;
}

/* Names for what is read go before those for what is written */
bool svd_enums_read(struct svd *svd, const struct svd_node *field, unsigned int width,
		    struct svd_enum **out)
{
	struct enums enums = { .width = width, .link = out };
	const struct svd_node *owner = owner_of(field);

	for (int pass = 0; pass < 4; pass++)
		for (const struct svd_node *child = owner->first; child; child = child->next) {
			if (child->tag != TAG_enumeratedValues)
				continue;
			if (!svd_derive(svd, child))
				return false;
			if (is_for_writes(child) == (pass % 2 == 1) &&
			    !add_set(svd, &enums, child, pass >= 2))
				return false;
		}
	return true;
}
