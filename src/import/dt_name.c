// SPDX-License-Identifier: MIT
/* dt_name.c - names of blocks: the node's label, else its alias, else its own name */
#include "dt.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define MAX_PART 100

/* By ASCII, whatever the locale */
static char part_character(char c, bool upper)
{
	if (c >= 'a' && c <= 'z')
		return upper ? (char)(c - 'a' + 'A') : c;
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '_';
}

char *dt_part(struct dt *dt, const char *text, size_t length, bool upper)
{
	char *part, *out;

	if (length > MAX_PART)
		length = MAX_PART;
	part = out = pool_alloc(&dt->pool, length + 2);
	if (!length || (text[0] >= '0' && text[0] <= '9'))
		*out++ = '_';
	for (size_t i = 0; i < length; i++)
		*out++ = part_character(text[i], upper);
	return part;
}

const char *dt_unique(struct dt *dt, struct dict *names, const char *name)
{
	const char *first = name;
	struct dict_slot *slot = dict_find(names, name);
	struct dt_clash {
		unsigned int count;
	} *clash = NULL;
	char *key;

	if (slot) { /* how far was it counted? */
		key = pool_format(&dt->pool, " %s", name);
		slot = dict_find(names, key);
		if (!slot) {
			clash = pool_alloc(&dt->pool, sizeof(*clash));
			clash->count = 1;
			dict_add(&dt->pool, names, key, clash);
		} else {
			clash = slot->value;
		}
	}
	while (clash && dict_find(names, name))
		name = pool_format(&dt->pool, "%s_%u", first, ++clash->count);
	dict_add(&dt->pool, names, name, NULL);
	return name;
}

/* ---- labels and aliases ---- */

static struct dt_node *child(const struct dt *dt, const char *name)
{
	for (struct dt_node *node = dt->root; node; node = node->following)
		if (node->depth == 1 && strcmp(node->name, name) == 0)
			return node;
	return NULL;
}

static bool has_end(const struct dt_prop *prop)
{
	return prop->size && !prop->data[prop->size - 1];
}

/* Each property of a node is a name for the node at a path; of several the first by letters */
static void take_names(const struct dict *paths, const struct dt_node *from, bool labels)
{
	const struct dt_prop *prop = from ? from->props : NULL;

	for (; prop; prop = prop->next) {
		const struct dict_slot *slot =
			has_end(prop) ? dict_find(paths, (const char *)prop->data) : NULL;
		struct dt_node *node = slot ? slot->value : NULL;
		const char **name;

		if (!node || !prop->name[0])
			continue;
		name = labels ? &node->label : &node->alias;
		if (!*name || strcmp(prop->name, *name) < 0)
			*name = prop->name;
	}
}

static void find_names(struct dt *dt)
{
	struct dict paths = { 0 };

	for (size_t i = 0; i < dt->region_count; i++) {
		const char *path = dt_path(dt, dt->regions[i].node);

		if (!dict_find(&paths, path))
			dict_add(&dt->pool, &paths, path, dt->regions[i].node);
	}
	take_names(&paths, child(dt, "__symbols__"), true);
	take_names(&paths, child(dt, "aliases"), false);
}

/* ---- blocks ---- */

static const char *given_name(const struct dt_node *node)
{
	return node->label ? node->label : node->alias;
}

static char *own_name(struct dt *dt, const struct dt_node *node)
{
	return dt_part(dt, node->name, strcspn(node->name, "@"), true);
}

/* How many nodes without label and alias have each name */
struct namesakes {
	struct dt_node *first;
	bool several;
};

static void count_names(struct dt *dt, struct dict *names)
{
	for (size_t i = 0; i < dt->region_count; i++) {
		struct dt_node *node = dt->regions[i].node;
		struct namesakes *namesakes;
		struct dict_slot *slot;
		const char *name;

		if (given_name(node))
			continue;
		name = own_name(dt, node);
		slot = dict_find(names, name);
		if (slot) {
			namesakes = slot->value;
			namesakes->several = namesakes->several || namesakes->first != node;
			continue;
		}
		namesakes = pool_alloc(&dt->pool, sizeof(*namesakes));
		namesakes->first = node;
		dict_add(&dt->pool, names, name, namesakes);
	}
}

/* Address of the first of a node's places; regions are sorted by address, not by node */
static uint64_t first_address(const struct dt *dt, const struct dt_region *region)
{
	for (size_t i = 0; region->order && i < dt->region_count; i++)
		if (dt->regions[i].node == region->node && dt->regions[i].order < region->order)
			region = &dt->regions[i];
	return region->address;
}

static const char *node_name(struct dt *dt, const struct dict *names,
			     const struct dt_region *region)
{
	const char *given = given_name(region->node), *name;
	const struct namesakes *namesakes;

	if (given)
		return dt_part(dt, given, strlen(given), true);
	name = own_name(dt, region->node);
	namesakes = dict_find(names, name)->value;
	if (!namesakes->several)
		return name;
	return pool_format(&dt->pool, "%s_%llX", name,
			   (unsigned long long)(region->count > 1 ? first_address(dt, region)
								  : region->address));
}

static const char *block_name(struct dt *dt, const struct dict *names,
			      const struct dt_region *region)
{
	const char *name = node_name(dt, names, region);

	if (region->count == 1)
		return name;
	if (region->part && region->part[0])
		return pool_format(&dt->pool, "%s_%s", name,
				   dt_part(dt, region->part, strlen(region->part), true));
	return region->index ? pool_format(&dt->pool, "%s_%u", name, region->index) : name;
}

void dt_name(struct dt *dt)
{
	struct dict names = { 0 }, taken = { 0 };

	find_names(dt);
	count_names(dt, &names);
	for (size_t i = 0; i < dt->region_count; i++)
		dt->regions[i].name =
			dt_unique(dt, &taken, block_name(dt, &names, &dt->regions[i]));
}
