// SPDX-License-Identifier: MIT
/* override.c - `override` and `omit` of a block: a changed copy of its type's tree */
#include "type.h"

#include <string.h>

#include "nearest.h"
#include "policy.h"

/* The copy's clusters and registers are its own; what is in a register is shared. */
static void copy_children(struct loader *loader, struct node *node)
{
	struct node **link = &node->first;

	if (node->kind == NODE_TEXT)
		return;
	for (const struct node *from = node->first; from; from = from->next) {
		struct node *copy = node_copy(loader, from);

		if (!copy)
			break;
		*link = copy;
		link = &copy->next;
	}
	*link = NULL;
}

static void copy_registers(struct loader *loader, struct node *registers, unsigned int depth)
{
	if (registers->kind != NODE_MAPPING || depth > MAX_CLUSTER_DEPTH)
		return;
	copy_children(loader, registers);
	for (struct node *node = registers->first; node; node = node->next) {
		if (!node_child(node, "registers"))
			continue;
		copy_children(loader, node);
		copy_registers(loader, node_child(node, "registers"), depth + 1);
	}
}

/* ---- merging ---- */

static struct node *text_node(struct loader *loader, const struct node *like, const char *key,
			      const char *text)
{
	struct node *node = node_copy(loader, like);

	if (node) {
		node->kind = NODE_TEXT;
		node->text = text;
		node->key = key;
	}
	return node;
}

/* A short form becomes the mapping { key: text }. */
static void expand_short_form(struct loader *loader, struct node *node, const char *key)
{
	struct node *value;

	if (node->kind == NODE_MAPPING)
		return;
	value = node_copy(loader, node);
	if (!value)
		return;
	value->key = key;
	node->kind = NODE_MAPPING;
	node->first = value;
}

/* `read: effect` over `policy: ro` leaves the other half of ro. */
static void split_policy(struct loader *loader, struct node *node)
{
	const struct node *policy = node_child(node, "policy");
	enum hwreg_read_policy read;
	enum hwreg_write_policy write;
	struct node *halves[2];

	if (!policy || policy->kind != NODE_TEXT ||
	    !hwreg_policy_parse(policy->text, &read, &write))
		return;
	halves[0] = text_node(loader, policy, "read", hwreg_read_policy_name(read));
	halves[1] = text_node(loader, policy, "write", hwreg_write_policy_name(write));
	if (!halves[0] || !halves[1])
		return;
	node_remove(node, "policy");
	node_put(node, halves[0]);
	node_put(node, halves[1]);
}

static void put_key(struct loader *loader, struct node *node, const struct node *change)
{
	struct node *copy = node_copy(loader, change);

	if (!copy)
		return;
	if (strcmp(change->key, "policy") == 0) {
		node_remove(node, "read");
		node_remove(node, "write");
	} else if (strcmp(change->key, "read") == 0 || strcmp(change->key, "write") == 0) {
		split_policy(loader, node);
	}
	node_put(node, copy);
}

static void merge_fields(struct loader *loader, struct node *fields, const struct node *changes)
{
	copy_children(loader, fields);
	for (const struct node *change = changes->first; change; change = change->next) {
		struct node *field = node_child(fields, change->key);

		if (!field || change->kind != NODE_MAPPING) {
			struct node *copy = node_copy(loader, change);

			if (copy)
				node_put(fields, copy);
			continue;
		}
		expand_short_form(loader, field, "bits");
		copy_children(loader, field);
		for (const struct node *key = change->first; key; key = key->next)
			put_key(loader, field, key);
	}
}

/* ---- finding what to change ---- */

struct path {
	struct loader *loader;
	const char *owner;
	const struct node *place; /* of the name, for messages */
	bool place_is_key;
};

static void unknown_register(const struct path *path, const struct node *registers,
			     const char *part)
{
	struct hwreg_nearest nearest = { .word = part };
	char hint[256];

	if (registers && registers->kind == NODE_MAPPING)
		for (const struct node *node = registers->first; node; node = node->next)
			hwreg_nearest_offer(&nearest, node->key);
	loader_report(path->loader, CHECK_UNKNOWN_REGISTER,
		      path->place_is_key ? node_key_place(path->place) : node_place(path->place),
		      "%s: its type has no register %.80s%s", path->owner,
		      path->place_is_key ? path->place->key : path->place->text,
		      hwreg_nearest_hint(&nearest, hint, sizeof(hint)));
}

/* One element of an array as an entry of its own. */
static struct node *make_element(struct loader *loader, const struct node *array, const char *name,
				 uint64_t offset)
{
	struct node *element = node_copy(loader, array);
	struct node *offset_node, *registers;

	if (!element)
		return NULL;
	copy_children(loader, element);
	offset_node = node_child(element, "offset");
	if (offset_node) {
		offset_node->text =
			arena_format(&loader->arena, "0x%llx", (unsigned long long)offset);
		if (!offset_node->text)
			return NULL;
	}
	node_remove(element, "count");
	node_remove(element, "stride");
	node_remove(element, "index");
	registers = node_child(element, "registers");
	if (registers)
		copy_registers(loader, registers, 0);
	element->key = map_intern(&loader->arena, &loader->words, name, strlen(name));
	return element->key ? element : NULL;
}

/* Put the elements of an array in its place; Return: the one named @part */
static struct node *count_out(const struct path *path, struct node **link,
			      const struct repeat *repeat, const char *part)
{
	struct loader *loader = path->loader;
	const struct node *array = *link, *offset = node_child(array, "offset");
	struct node *rest = array->next, *found = NULL;
	uint64_t first = 0;

	if (offset && (offset->kind != NODE_TEXT || hwreg_number_parse(offset->text, &first, NULL)))
		return NULL;
	for (uint32_t i = 0; i < repeat->count; i++) {
		const char *name = repeat_name(loader, array->key, repeat, i);
		struct node *element =
			make_element(loader, array, name, first + i * repeat->stride);

		if (!element)
			return NULL;
		if (strcmp(name, part) == 0)
			found = element;
		*link = element;
		link = &element->next;
	}
	*link = rest;
	return found;
}

/* Is there an array that has an element of that name? Count it out then. */
static struct node *find_element(const struct path *path, struct node *registers, const char *part)
{
	for (struct node **link = &registers->first; *link; link = &(*link)->next) {
		const struct node *node = *link, *index = node_child(node, "index");
		const struct node *count = node_child(node, "count");
		size_t length = strcspn(node->key, "%");
		struct repeat repeat;

		if ((!count && !index) || strncmp(node->key, part, length) != 0 ||
		    !repeat_read(path->loader, NULL, count, node_child(node, "stride"), index,
				 &repeat))
			continue;
		for (uint32_t i = 0; i < repeat.count; i++)
			if (strcmp(repeat_name(path->loader, node->key, &repeat, i), part) == 0)
				return count_out(path, link, &repeat, part);
	}
	return NULL;
}

static struct node *find_part(const struct path *path, struct node *registers, const char *part)
{
	struct node *node = node_child(registers, part);

	if (!node && registers && registers->kind == NODE_MAPPING)
		node = find_element(path, registers, part);
	if (!node)
		unknown_register(path, registers, part);
	return node;
}

/* "CH0.CTRL": the node, and the mapping that it is in */
static struct node *find_path(const struct path *path, struct node *registers, const char *name,
			      struct node **parent)
{
	struct node *node = NULL;

	while (true) {
		size_t length = strcspn(name, ".");
		const char *part = arena_text(&path->loader->arena, name, length);

		if (!part)
			return NULL;
		node = find_part(path, registers, part);
		*parent = registers;
		if (!node || !name[length])
			return node;
		name += length + 1;
		registers = node_child(node, "registers");
		if (!registers) {
			unknown_register(path, NULL, name);
			return NULL;
		}
	}
}

static void override_one(const struct path *path, struct node *registers, const char *name,
			 const struct node *change);

static void merge_item(const struct path *path, struct node *item, const struct node *change)
{
	struct loader *loader = path->loader;

	expand_short_form(loader, item, "offset");
	if (!node_child(item, "registers"))
		copy_children(loader, item);
	for (const struct node *key = change->first; key; key = key->next) {
		struct node *there = node_child(item, key->key);

		if (there && there->kind == NODE_MAPPING && key->kind == NODE_MAPPING &&
		    strcmp(key->key, "fields") == 0)
			merge_fields(loader, there, key);
		else if (there && there->kind == NODE_MAPPING && key->kind == NODE_MAPPING &&
			 strcmp(key->key, "registers") == 0)
			for (const struct node *each = key->first; each; each = each->next)
				override_one(
					&(const struct path){ loader, path->owner, each, true },
					there, each->key, each);
		else
			put_key(loader, item, key);
	}
}

static void override_one(const struct path *path, struct node *registers, const char *name,
			 const struct node *change)
{
	const struct scope scope = { NULL, path->owner };
	struct node *parent, *item;

	if (!value_mapping(path->loader, &scope, change))
		return;
	item = find_path(path, registers, name, &parent);
	if (item)
		merge_item(path, item, change);
}

static void omit_one(const struct path *path, struct node *registers)
{
	struct node *parent, *item = find_path(path, registers, path->place->text, &parent);

	if (item)
		node_remove(parent, item->key);
}

const struct node *override_type(struct loader *loader, const char *owner, const struct node *node,
				 const struct source_block *block)
{
	const struct node *const *overrides = block->overrides.data;
	const struct node *const *omits = block->omits.data;
	const struct scope scope = { NULL, owner };
	struct node *copy, *registers;

	if (!block->overrides.count && !block->omits.count)
		return node;
	copy = node_copy(loader, node);
	if (!copy)
		return node;
	copy_children(loader, copy);
	registers = node_child(copy, "registers");
	if (registers)
		copy_registers(loader, registers, 0);
	for (size_t i = 0; i < block->overrides.count; i++) {
		const struct node *each = NULL;

		if (value_mapping(loader, &scope, overrides[i]))
			each = overrides[i]->first;
		for (; each && !loader_failed(loader); each = each->next)
			override_one(&(const struct path){ loader, owner, each, true }, registers,
				     each->key, each);
	}
	for (size_t i = 0; i < block->omits.count; i++) {
		const struct node *each = NULL;
		const char *text;

		if (value_list(loader, &scope, omits[i]))
			each = omits[i]->first;
		for (; each && !loader_failed(loader); each = each->next)
			if (value_text(loader, &scope, each, &text))
				omit_one(&(const struct path){ loader, owner, each, false },
					 registers);
	}
	return copy;
}
