// SPDX-License-Identifier: MIT
/* layout.c - a type's entries to a flat list of registers, and whether they fit where they are */
#include "type.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- flat lists ---- */

struct position {
	const char *prefix; /* name of the cluster with a dot behind, or "" */
	uint64_t offset;
	uint32_t window;
};

static bool name_add(struct loader *loader, struct type *type, const char *owner, const char *name,
		     const struct entry *entry, uint32_t value)
{
	const struct map_slot *slot = map_find(&type->names, name, strlen(name));
	const struct flat *other;

	if (strlen(name) > MAX_NAME - 65) {
		loader_report(loader, CHECK_NAME_SYNTAX, node_key_place(entry->node),
			      "%s.%.40s...: the full name is longer than %d characters", owner,
			      name, MAX_NAME);
		return false;
	}
	if (!slot)
		return map_add(&loader->arena, &type->names, name, value);
	other = slot->value >> 31 ? (const struct flat *)type->clusters.data + ~slot->value
				  : (const struct flat *)type->registers.data + slot->value;
	loader_report(loader, CHECK_DUPLICATE_NAME, node_key_place(entry->node),
		      "%s.%s: this is the name of %s (%u:%u) too", owner, name,
		      other->entry->node->key, other->entry->node->key_line,
		      other->entry->node->key_column);
	return false;
}

static bool within_limit(struct loader *loader, const struct type *type, const char *owner,
			 const struct entry *entry)
{
	const struct node *place = entry->repeat.place ? entry->repeat.place : entry->node;

	if (type->registers.count + type->clusters.count < MAX_REGISTERS)
		return true;
	loader_report(loader, CHECK_COUNT_RANGE, node_place(place),
		      "%s: more than %u registers and clusters", owner, MAX_REGISTERS);
	return false;
}

static bool element_offset(struct loader *loader, const char *owner, const struct entry *entry,
			   uint32_t i, const struct position *at, uint64_t *out)
{
	uint64_t step;

	if (!__builtin_mul_overflow(entry->repeat.stride, i, &step) &&
	    !__builtin_add_overflow(step, entry->offset, &step) &&
	    !__builtin_add_overflow(step, at->offset, out))
		return true;
	loader_report(loader, CHECK_REGISTER_RANGE, node_key_place(entry->node),
		      "%s.%s%s: its offset goes beyond 64 bits", owner, at->prefix,
		      entry->node->key);
	return false;
}

static bool flatten(struct loader *loader, struct type *type, const char *owner,
		    struct entry *entries, const struct position *at);

static bool flatten_cluster(struct loader *loader, struct type *type, const char *owner,
			    struct entry *entry, const struct flat *element)
{
	uint32_t index = (uint32_t)type->clusters.count;
	struct flat *cluster = array_push(&loader->arena, &type->clusters, 1);
	struct position inner = { arena_format(&loader->arena, "%s.", element->name),
				  element->offset, element->window };

	if (!cluster || !inner.prefix)
		return false;
	*cluster = *element;
	cluster->first = (uint32_t)type->registers.count;
	if (!name_add(loader, type, owner, element->name, entry, ~index))
		return true;
	if (entry->window)
		inner = (struct position){ inner.prefix, 0, index + 1 };
	if (!flatten(loader, type, owner, entry->children, &inner))
		return false;
	cluster = (struct flat *)type->clusters.data + index; /* it may have moved */
	cluster->count = (uint32_t)type->registers.count - cluster->first;
	return true;
}

/* A CPU accesses 1, 2, 4 or 8 bytes; a bus such as I2C transfers any number of them */
static bool in_one_access(unsigned int bits)
{
	return (bits & (bits - 1)) == 0;
}

static bool flatten_element(struct loader *loader, struct type *type, const char *owner,
			    struct entry *entry, const struct flat *element)
{
	uint32_t index = (uint32_t)type->registers.count;
	struct flat *reg;

	if (entry->first == IMAGE_NONE)
		entry->first = entry->cluster ? (uint32_t)type->clusters.count : index;
	if (entry->cluster)
		return flatten_cluster(loader, type, owner, entry, element);
	if (!name_add(loader, type, owner, element->name, entry, index))
		return !loader_failed(loader);
	reg = array_push(&loader->arena, &type->registers, 1);
	if (!reg)
		return false;
	*reg = *element;
	if (entry->reg.access / 8u > type->widest && in_one_access(entry->reg.access))
		type->widest = entry->reg.access / 8u;
	return true;
}

static bool flatten(struct loader *loader, struct type *type, const char *owner,
		    struct entry *entries, const struct position *at)
{
	for (struct entry *entry = entries; entry; entry = entry->next) {
		for (uint32_t i = 0; i < entry->repeat.count; i++) {
			struct flat element = { .entry = entry, .window = at->window };
			const char *name = repeat_name(loader, entry->node->key, &entry->repeat, i);

			if (!within_limit(loader, type, owner, entry))
				return false;
			element.name = at->prefix[0] ? arena_format(&loader->arena, "%s%s",
								    at->prefix, name)
						     : name;
			if (!element.name)
				return false;
			if (!element_offset(loader, owner, entry, i, at, &element.offset))
				break;
			if (!flatten_element(loader, type, owner, entry, &element))
				return false;
		}
	}
	return true;
}

/* Registers behind a window are where its data register is. */
static void place_windows(struct type *type)
{
	struct flat *clusters = type->clusters.data;
	const struct flat *registers = type->registers.data;

	for (size_t i = 0; i < type->clusters.count; i++) {
		if (clusters[i].entry->window)
			clusters[i].ordinal = type->window_count++;
	}
	for (size_t i = 0; i < type->clusters.count; i++) {
		const struct node *data = clusters[i].entry->data;
		size_t length = strlen(clusters[i].name);
		const struct map_slot *slot = NULL;
		char name[MAX_NAME + 66];

		if (!clusters[i].entry->window || !data || data->kind != NODE_TEXT)
			continue;
		memcpy(name, clusters[i].name, length + 1);
		while (!slot && length) { /* the innermost level first */
			while (length && name[length - 1] != '.')
				length--;
			snprintf(name + length, sizeof(name) - length, "%s", data->text);
			slot = map_find(&type->names, name, strlen(name));
			length -= length ? 1 : 0;
		}
		if (slot && !(slot->value >> 31))
			clusters[i].offset = registers[slot->value].offset;
	}
}

void type_flatten(struct loader *loader, struct type *type, const char *owner)
{
	const struct flat *registers;
	uint64_t end = 0, bytes;

	type->widest = 1;
	flatten(loader, type, owner, type->entries, &(const struct position){ "", 0, 0 });
	place_windows(type);
	if (type->size_node)
		return;
	registers = type->registers.data;
	for (size_t i = 0; i < type->registers.count; i++) {
		bytes = registers[i].entry->reg.width / 8u;
		if (!registers[i].window && registers[i].offset < UINT64_MAX - bytes &&
		    registers[i].offset + bytes > end)
			end = registers[i].offset + bytes;
	}
	type->size = end;
}

/* ---- checks ---- */

static struct place offset_place(const struct entry *entry)
{
	const struct node *offset = node_child(entry->node, "offset");

	return node_place(offset ? offset : entry->node);
}

static void check_range(struct loader *loader, const struct type *type, const char *owner,
			const struct flat *flat, uint64_t bytes)
{
	if (!type->size_node || !type->size ||
	    (bytes <= type->size && flat->offset <= type->size - bytes))
		return;
	loader_report(loader, CHECK_REGISTER_RANGE, offset_place(flat->entry),
		      "%s.%s: offset 0x%llx is outside the block's 0x%llx bytes", owner, flat->name,
		      (unsigned long long)flat->offset, (unsigned long long)type->size);
}

static bool check_memory_width(struct loader *loader, const char *owner, const struct flat *flat)
{
	const struct node *width = node_child(flat->entry->node, "width");
	unsigned int access = flat->entry->reg.access;

	if (in_one_access(access))
		return true;
	loader_report(loader, CHECK_MEMORY_WIDTH,
		      width ? node_place(width) : node_key_place(flat->entry->node),
		      "%s.%s: no CPU accesses %u bits at once; registers of %u bits are those of "
		      "devices on I2C, or have an 'access-width'",
		      owner, flat->name, access, access);
	return false;
}

static void check_alignment(struct loader *loader, const char *owner, const struct flat *flat)
{
	unsigned int bytes = flat->entry->reg.access / 8u;

	if (flat->offset % bytes)
		loader_report(loader, CHECK_REGISTER_ALIGNMENT, offset_place(flat->entry),
			      "%s.%s: offset 0x%llx is not a multiple of the %u bytes of an access",
			      owner, flat->name, (unsigned long long)flat->offset, bytes);
}

static void check_aliases(struct loader *loader, const struct type *type, const char *owner,
			  const struct flat *flat, uint64_t bytes)
{
	const struct entry *entry = flat->entry;

	for (int i = 0; i < ALIAS_COUNT; i++) {
		uint64_t offset = flat->offset - entry->offset + entry->aliases[i];

		if (!entry->alias_nodes[i])
			continue;
		if (entry->aliases[i] <= UINT64_MAX - (flat->offset - entry->offset) &&
		    offset % bytes == 0 &&
		    (!type->size_node || (bytes <= type->size && offset <= type->size - bytes)))
			continue;
		loader_report(loader, CHECK_ALIAS_RANGE, node_place(entry->alias_nodes[i]),
			      "%s.%s: the alias %s is outside the block or not aligned", owner,
			      flat->name, entry->alias_nodes[i]->key);
	}
}

/* Two registers may share bytes if no access could mean both, or on purpose. */
static bool may_share(const struct entry *a, const struct entry *b)
{
	uint32_t both = a->reg.flags | b->reg.flags;

	if (a->overlap || b->overlap)
		return true;
	if ((a->when || b->when) && !(a->when && b->when && strcmp(a->when, b->when) == 0))
		return true;
	return (both & HWREG_REGISTER_UNREADABLE) && (both & HWREG_REGISTER_UNWRITABLE);
}

static int compare_flat(const void *a, const void *b)
{
	const struct flat *x = *(const struct flat *const *)a, *y = *(const struct flat *const *)b;

	if (x->window != y->window)
		return x->window < y->window ? -1 : 1;
	if (x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	return x < y ? -1 : 1;
}

static void report_overlap(struct loader *loader, const char *owner, const struct flat *a,
			   const struct flat *b)
{
	const struct flat *first = a < b ? a : b, *second = a < b ? b : a;
	const struct node *other = first->entry->node;

	loader_report(loader, CHECK_REGISTER_OVERLAP, node_key_place(second->entry->node),
		      "%s.%s: offset 0x%llx is in %s (%u:%u) too", owner, second->name,
		      (unsigned long long)(second->offset > first->offset ? second->offset
									  : first->offset),
		      first->name, other->key_line, other->key_column);
}

/* Addresses that it takes; a number is a whole access */
static uint64_t size_of(const struct flat *flat, bool number)
{
	const struct hwreg_register *reg = &flat->entry->reg;

	return number ? reg->width / reg->access : reg->width / 8u;
}

#define LOOK_BACK 256 /* registers that may share a place; keeps thousands of them linear */

static void check_overlaps(struct loader *loader, const struct type *type, const char *owner,
			   enum layout layout)
{
	const struct flat *registers = type->registers.data;
	size_t count = type->registers.count;
	const struct flat **sorted = malloc((count + 1) * sizeof(struct flat *));

	if (!sorted) {
		loader->arena.failed = true;
		return;
	}
	for (size_t i = 0; i < count; i++)
		sorted[i] = &registers[i];
	array_sort(sorted, count, sizeof(*sorted), compare_flat);
	for (size_t i = 1; i < count; i++) {
		const struct flat *flat = sorted[i];

		for (size_t j = i; j-- > 0 && i - j <= LOOK_BACK;) {
			const struct flat *before = sorted[j];
			uint64_t distance = flat->offset - before->offset;
			bool number = layout == LAYOUT_NUMBERS || flat->window;

			if (before->window != flat->window || distance >= HWREG_WIDEST / 8)
				break;
			if (distance < size_of(before, number) &&
			    !may_share(before->entry, flat->entry))
				report_overlap(loader, owner, before, flat);
		}
	}
	free(sorted);
}

void type_check_layout(struct loader *loader, struct type *type, const char *owner,
		       enum layout layout)
{
	const struct flat *registers = type->registers.data;

	if (type->checked & layout)
		return;
	type->checked |= layout;
	for (size_t i = 0; i < type->registers.count; i++) {
		const struct flat *flat = &registers[i];
		uint64_t bytes = size_of(flat, layout == LAYOUT_NUMBERS);

		if (flat->window)
			continue;
		check_range(loader, type, owner, flat, bytes);
		if (layout == LAYOUT_BYTES && check_memory_width(loader, owner, flat))
			check_alignment(loader, owner, flat);
		check_aliases(loader, type, owner, flat,
			      layout == LAYOUT_BYTES ? flat->entry->reg.access / 8u : 1);
	}
	check_overlaps(loader, type, owner, layout);
}
