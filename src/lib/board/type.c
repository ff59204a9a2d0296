// SPDX-License-Identifier: MIT
/* type.c - a device type: its tree of YAML to entries, which are clusters and registers */
#include "item.h"

#include <string.h>

enum {
	KEY_SIZE = COMMON_KEY_COUNT,
	KEY_REG_SHIFT,
	KEY_TYPE_REGISTERS,
	KEY_I2C,
	KEY_COMPATIBLE,
	TYPE_COUNT,

	KEY_REGISTERS = ITEM_KEY_COUNT,
	KEY_WINDOW,
	CLUSTER_COUNT,
};

// clang-format off
static const struct key type_keys[] = {
	COMMON_KEYS,
	[KEY_SIZE] = { "size", false }, [KEY_REG_SHIFT] = { "reg-shift", false },
	[KEY_TYPE_REGISTERS] = { "registers", false }, [KEY_I2C] = { "i2c", false },
	[KEY_COMPATIBLE] = { "compatible", false },
};
static const struct key cluster_keys[] = {
	COMMON_KEYS, ITEM_KEYS,
	[KEY_OFFSET] = { "offset", true }, [KEY_REGISTERS] = { "registers", true },
	[KEY_WINDOW] = { "window", false },
};
static const struct key window_keys[] = {
	COMMON_KEYS, ITEM_KEYS,
	[KEY_OFFSET] = { "offset", false }, [KEY_REGISTERS] = { "registers", true },
	[KEY_WINDOW] = { "window", true },
};
// clang-format on

/* ---- clusters ---- */

static struct entry *entries_read(struct loader *loader, const struct scope *scope,
				  struct type *type, const struct node *registers,
				  const struct defaults *defaults, unsigned int depth);

static void window_read(struct loader *loader, const struct scope *scope, struct type *type,
			const struct node *node, struct entry *entry)
{
	static const struct key keys[] = { { "index", true }, { "data", true } };
	const struct node *values[2];

	if (!keys_read(loader, scope, node, keys, 2, values))
		return;
	for (int i = 0; i < 2; i++)
		if (values[i])
			condition_add(loader, scope, &type->conditions, CONDITION_NAME, values[i],
				      entry);
	entry->index = values[0];
	entry->data = values[1];
}

/* @beside: the registers among which it is */
static void cluster_read(struct loader *loader, const struct scope *scope, struct type *type,
			 const struct defaults *inherited, const struct node *beside,
			 struct entry *entry, unsigned int depth)
{
	const struct node *values[CLUSTER_COUNT] = { NULL };
	struct defaults defaults;

	entry->cluster = true;
	entry->window = node_child(entry->node, "window") != NULL;
	keys_read(loader, scope, entry->node, entry->window ? window_keys : cluster_keys,
		  CLUSTER_COUNT, values);
	item_read(loader, scope, type, values, inherited, &defaults, entry);
	entry->description = value_description(loader, scope, values[KEY_DESCRIPTION]);
	if (entry->window) {
		window_read(loader, scope, type, values[KEY_WINDOW], entry);
		if (!values[KEY_WIDTH])
			window_defaults(beside, entry->data, &defaults);
		defaults.shift = 0;
	}
	if (values[KEY_REGISTERS])
		entry->children = entries_read(loader, scope, type, values[KEY_REGISTERS],
					       &defaults, depth + 1);
}

static struct entry *entries_read(struct loader *loader, const struct scope *scope,
				  struct type *type, const struct node *registers,
				  const struct defaults *defaults, unsigned int depth)
{
	struct entry *first = NULL, **link = &first;

	if (!value_mapping(loader, scope, registers))
		return NULL;
	if (depth > MAX_CLUSTER_DEPTH) {
		loader_report(loader, CHECK_YAML_DEPTH, node_key_place(registers),
			      "%sclusters are nested more than %d deep",
			      scope_prefix(loader, scope), MAX_CLUSTER_DEPTH);
		return NULL;
	}
	for (const struct node *node = registers->first; node && !loader_failed(loader);
	     node = node->next) {
		const struct scope inner = { scope, node->key };
		struct entry *entry = arena_alloc(&loader->arena, sizeof(*entry));

		if (!entry)
			return first;
		entry->node = node;
		entry->first = IMAGE_NONE;
		if (node_child(node, "registers") || node_child(node, "window"))
			cluster_read(loader, &inner, type, defaults, registers, entry, depth);
		else
			register_read(loader, &inner, type, defaults, entry);
		*link = entry;
		link = &entry->next;
	}
	return first;
}

/* ---- types ---- */

static void shift_read(struct loader *loader, const struct scope *scope, const struct node *node,
		       uint8_t *out)
{
	uint64_t shift;

	if (!value_number(loader, scope, node, &shift))
		return;
	if (shift > 8)
		loader_report(loader, CHECK_REG_SHIFT, node_place(node),
			      "%sreg-shift: %s is more than 8", scope_prefix(loader, scope),
			      node->text);
	else
		*out = (uint8_t)shift;
}

/* What device trees call the device: one text or several */
static void compatible_check(struct loader *loader, const struct scope *scope,
			     const struct node *node)
{
	const char *text;

	if (node->kind != NODE_LIST)
		value_text(loader, scope, node, &text);
	else
		for (const struct node *each = node->first; each; each = each->next)
			value_text(loader, scope, each, &text);
}

struct type *type_read(struct loader *loader, const char *name, const struct node *node,
		       const char *owner)
{
	const struct scope scope = { NULL, owner };
	const struct node *values[TYPE_COUNT];
	struct type *type = arena_alloc(&loader->arena, sizeof(*type));

	if (!type)
		return NULL;
	type->name = name;
	type->node = node;
	type->defaults.width = 32;
	type->registers.size = type->clusters.size = sizeof(struct flat);
	type->conditions.size = sizeof(struct condition);
	if (!keys_read(loader, &scope, node, type_keys, TYPE_COUNT, values))
		return type;
	defaults_read(loader, &scope, type, NULL, values, &type->defaults);
	type->description = value_description(loader, &scope, values[KEY_DESCRIPTION]);
	type->size_node = values[KEY_SIZE];
	if (type->size_node && value_number(loader, &scope, type->size_node, &type->size) &&
	    type->size == 0)
		loader_report(loader, CHECK_BLOCK_RANGE, node_place(type->size_node),
			      "%ssize: a block has at least one byte",
			      scope_prefix(loader, &scope));
	if (values[KEY_REG_SHIFT])
		shift_read(loader, &scope, values[KEY_REG_SHIFT], &type->defaults.shift);
	type->i2c_node = values[KEY_I2C];
	if (type->i2c_node)
		i2c_read(loader, &scope, type->i2c_node, &type->i2c);
	type->compatible = values[KEY_COMPATIBLE];
	if (type->compatible)
		compatible_check(loader, &scope, type->compatible);
	if (values[KEY_TYPE_REGISTERS])
		type->entries = entries_read(loader, &scope, type, values[KEY_TYPE_REGISTERS],
					     &type->defaults, 0);
	if (!type->size_node &&
	    (!values[KEY_TYPE_REGISTERS] || (values[KEY_TYPE_REGISTERS]->kind == NODE_MAPPING &&
					     !values[KEY_TYPE_REGISTERS]->first)))
		loader_report(loader, CHECK_MISSING_KEY, node_key_place(node),
			      "%sone of the keys 'registers' and 'size' is missing",
			      scope_prefix(loader, &scope));
	type_flatten(loader, type, owner);
	return type;
}
