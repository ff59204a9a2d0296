// SPDX-License-Identifier: MIT
/* block.c - blocks: instances of types in spaces, and their registers */
#include "type.h"

#include <stdlib.h>
#include <string.h>

#include "nearest.h"

enum {
	KEY_TYPE,
	KEY_BASE,
	KEY_SPACE,
	KEY_STRIDE,
	KEY_COUNT,
	KEY_INDEX,
	KEY_OVERRIDE,
	KEY_OMIT,
	KEY_DESCRIPTION,
	KEY_OVERLAP,
	KEY_REQUIRES,
	BLOCK_KEY_COUNT,
};

static const struct key block_keys[BLOCK_KEY_COUNT] = {
	[KEY_TYPE] = { "type", true },          [KEY_BASE] = { "base", true },
	[KEY_SPACE] = { "space", false },       [KEY_STRIDE] = { "stride", false },
	[KEY_COUNT] = { "count", false },       [KEY_INDEX] = { "index", false },
	[KEY_OVERRIDE] = { "override", false }, [KEY_OMIT] = { "omit", false },
	[KEY_OVERLAP] = { "overlap", false },   [KEY_DESCRIPTION] = { "description", false },
	[KEY_REQUIRES] = { "requires", false },
};

/* a block while it is read */
struct block {
	const struct source_block *source;
	const struct node *values[BLOCK_KEY_COUNT];
	struct scope scope;
	const char *owner; /* name of the first instance */
	struct repeat repeat;
	struct type *type;
	uint32_t space;
	uint64_t base;
	bool overlap;
	struct rules *rules; /* `requires` of this block alone, or NULL */
};

/* ---- type and space ---- */

static struct type *find_type(struct loader *loader, const struct block *block)
{
	const struct node *node = block->values[KEY_TYPE];
	struct source_type *types = loader->types.data, *source;
	struct hwreg_nearest nearest = { 0 };
	const struct map_slot *slot;
	const struct node *changed;
	const char *name;
	char hint[256];

	if (!value_text(loader, &block->scope, node, &name))
		return NULL;
	slot = map_find(&loader->type_names, name, strlen(name));
	if (!slot) {
		nearest.word = name;
		for (size_t i = 0; i < loader->types.count; i++)
			hwreg_nearest_offer(&nearest, types[i].name);
		if (!loader->incomplete)
			loader_report(loader, CHECK_UNKNOWN_TYPE, node_place(node),
				      "%s: there is no type %.80s%s", block->scope.name, name,
				      hwreg_nearest_hint(&nearest, hint, sizeof(hint)));
		return NULL;
	}
	source = &types[slot->value];
	changed = override_type(loader, block->owner, source->node, block->source);
	if (changed != source->node)
		return type_read(loader, source->name, changed, block->owner);
	if (!source->type)
		source->type = type_read(loader, source->name, source->node, block->owner);
	return source->type;
}

static bool find_space(struct loader *loader, struct block *block)
{
	const struct node *node = block->values[KEY_SPACE];
	const struct map_slot *slot;
	const char *name;

	if (!node)
		return true;
	if (!value_text(loader, &block->scope, node, &name))
		return false;
	slot = map_find(&loader->space_indexes, name, strlen(name));
	if (slot) {
		block->space = slot->value;
		return true;
	}
	if (!loader->incomplete)
		loader_report(loader, CHECK_UNKNOWN_SPACE, node_place(node),
			      "%s: there is no space %.80s", block->scope.name, name);
	return false;
}

static enum layout layout_of(const struct loader *loader, uint32_t space)
{
	const struct image_space *spaces = draft_array(loader, IMAGE_SPACES);

	return spaces[space].i2c & IMAGE_I2C_NUMBERS ? LAYOUT_NUMBERS : LAYOUT_BYTES;
}

/* ---- where it is ---- */

static bool check_place(struct loader *loader, const struct block *block)
{
	const struct repeat *repeat = &block->repeat;
	const struct node *stride = block->values[KEY_STRIDE];
	uint64_t size = block->type->size, span, last;

	if (!size)
		return false; /* has been reported */
	if (repeat->count > 1 && repeat->stride < size) {
		loader_report(loader, CHECK_STRIDE_RANGE, node_place(stride),
			      "%s: stride: 0x%llx is less than the block's 0x%llx bytes",
			      block->scope.name, (unsigned long long)repeat->stride,
			      (unsigned long long)size);
		return false;
	}
	if (__builtin_mul_overflow(repeat->stride, repeat->count - 1, &span) ||
	    __builtin_add_overflow(span, size - 1, &span) ||
	    __builtin_add_overflow(span, block->base, &last)) {
		loader_report(loader, CHECK_BLOCK_RANGE, node_place(block->values[KEY_BASE]),
			      "%s: base: 0x%llx and its 0x%llx bytes go beyond 64 bits",
			      block->scope.name, (unsigned long long)block->base,
			      (unsigned long long)size);
		return false;
	}
	if (layout_of(loader, block->space) == LAYOUT_BYTES && block->type->registers.count &&
	    (block->base % block->type->widest ||
	     (repeat->count > 1 && repeat->stride % block->type->widest)))
		loader_report(
			loader, CHECK_REGISTER_ALIGNMENT, node_place(block->values[KEY_BASE]),
			"%s: base and stride must be multiples of %u, the bytes of its widest "
			"register",
			block->scope.name, block->type->widest);
	return true;
}

/* ---- registers ---- */

/* An array of registers has arrays of aliases beside it */
static void emit_aliases(struct loader *loader, const struct flat *flat, uint64_t base,
			 uint32_t index, struct hwreg_register *reg)
{
	uint64_t start = base + (flat->offset - flat->entry->offset);
	struct image_alias *out;

	reg->first_alias = draft_count(loader, IMAGE_ALIASES);
	for (uint32_t kind = 0; kind < ALIAS_COUNT; kind++) {
		if (!flat->entry->alias_nodes[kind])
			continue;
		out = draft_push(loader, IMAGE_ALIASES, 1);
		if (!out)
			return;
		*out = (struct image_alias){ start + flat->entry->aliases[kind], index, kind };
		reg->alias_count++;
	}
}

static void emit_behind(struct loader *loader, const struct flat *flat, uint32_t window,
			uint32_t index, struct hwreg_register *reg)
{
	struct instance_behind *out = array_push(&loader->arena, &loader->behind, 1);

	if (!out)
		return;
	*out = (struct instance_behind){ flat->entry, index };
	reg->window = 1 + window;
	reg->behind = flat->offset;
}

static void emit_windows(struct loader *loader, const struct block *block, const char *name)
{
	const struct flat *clusters = block->type->clusters.data;
	const char *context;

	for (size_t i = 0; i < block->type->clusters.count; i++) {
		if (!clusters[i].entry->window)
			continue;
		context = arena_format(&loader->arena, "%s.%s", name, clusters[i].name);
		if (context)
			window_emit(loader, clusters[i].entry, context);
	}
}

static void emit_registers(struct loader *loader, const struct block *block, uint32_t index,
			   uint64_t base, const char *name)
{
	const struct type *type = block->type;
	const struct flat *registers = type->registers.data, *clusters = type->clusters.data;
	uint32_t first = draft_count(loader, IMAGE_REGISTERS);
	struct hwreg_register *out = draft_push(loader, IMAGE_REGISTERS, type->registers.count);
	uint32_t window = draft_count(loader, IMAGE_WINDOWS);

	for (size_t i = 0; out && i < type->registers.count; i++) {
		const struct flat *flat = &registers[i];

		out[i] = flat->entry->reg;
		out[i].name = draft_name(loader, name, flat->name);
		out[i].block = index;
		out[i].space = block->space;
		out[i].address =
			base + (flat->window ? clusters[flat->window - 1].offset : flat->offset);
		if (flat->entry->rules || block->rules)
			out[i].rules = rules_instance(loader, flat->entry->rules, block->rules,
						      name, flat->name);
		if (flat->window)
			emit_behind(loader, flat, window + clusters[flat->window - 1].ordinal,
				    first + (uint32_t)i, &out[i]);
		emit_aliases(loader, flat, base, first + (uint32_t)i, &out[i]);
	}
}

static void emit_clusters(struct loader *loader, const struct block *block, uint32_t index,
			  uint64_t base, const char *name, uint32_t first_register)
{
	const struct type *type = block->type;
	const struct flat *clusters = type->clusters.data;
	struct image_cluster *out = draft_push(loader, IMAGE_CLUSTERS, type->clusters.count);

	for (size_t i = 0; out && i < type->clusters.count; i++)
		out[i] = (struct image_cluster){
			.name = draft_name(loader, name, clusters[i].name),
			.description = clusters[i].entry->description,
			.block = index,
			.first_register = first_register + clusters[i].first,
			.register_count = clusters[i].count,
			.address = base + clusters[i].offset,
		};
}

static void emit_block(struct loader *loader, const struct block *block, uint32_t i)
{
	const char *name = repeat_name(loader, block->source->name, &block->repeat, i);
	uint64_t base = block->base + i * block->repeat.stride;
	uint32_t first = draft_count(loader, IMAGE_REGISTERS);
	uint32_t index = draft_count(loader, IMAGE_BLOCKS);
	struct hwreg_block *out = draft_push(loader, IMAGE_BLOCKS, 1);
	struct instance *instance = array_push(&loader->arena, &loader->instances, 1);
	uint32_t description;

	if (!out || !instance)
		return;
	*instance = (struct instance){ block->source->keys, name, block->space,
				       block->overlap,      base, base + (block->type->size - 1) };
	description = value_description(loader, &block->scope, block->values[KEY_DESCRIPTION]);
	out->name = draft_name(loader, name, NULL);
	out->description = description ? description : block->type->description;
	out->type = draft_string(loader, block->type->name);
	out->space = block->space;
	out->base = base;
	out->length = block->type->size;
	out->first_register = first;
	out->register_count = (uint32_t)block->type->registers.count;
	out->width = block->type->defaults.width;
	out->endian = block->type->defaults.endian;
	emit_registers(loader, block, index, base, name);
	emit_windows(loader, block, name);
	emit_clusters(loader, block, index, base, name, first);
}

/* The names in a type's conditions are looked up in its first instance. */
static void emit_conditions(struct loader *loader, const struct block *block)
{
	const struct type *type = block->type;
	const struct condition *conditions = type->conditions.data;
	const struct flat *registers = type->registers.data, *clusters = type->clusters.data;

	for (size_t i = 0; i < type->conditions.count; i++) {
		const struct entry *entry = conditions[i].entry;
		struct condition *out;
		const struct flat *flat = NULL;

		if (entry && entry->first == IMAGE_NONE)
			continue;
		if (entry)
			flat = &(entry->cluster ? clusters : registers)[entry->first];
		out = array_push(&loader->arena, &loader->conditions, 1);
		if (!out)
			return;
		*out = conditions[i];
		out->context =
			flat ? arena_format(&loader->arena, "%s.%s", block->owner, flat->name)
			     : block->owner;
	}
}

static bool within_limit(struct loader *loader, const struct block *block)
{
	uint64_t each = block->type->registers.count + block->type->clusters.count + 1;
	uint64_t before = (uint64_t)draft_count(loader, IMAGE_REGISTERS) +
			  draft_count(loader, IMAGE_CLUSTERS) + draft_count(loader, IMAGE_BLOCKS);
	const struct node *place = block->repeat.place;

	if (before + each * block->repeat.count <= MAX_REGISTERS)
		return true;
	loader_report(loader, CHECK_COUNT_RANGE,
		      place ? node_place(place) : node_place(block->source->keys),
		      "%s: more than %u registers, clusters and blocks", block->scope.name,
		      MAX_REGISTERS);
	return false;
}

static void claim_names(struct loader *loader, const struct block *block)
{
	for (uint32_t i = 0; i < block->repeat.count; i++) {
		const char *name = repeat_name(loader, block->source->name, &block->repeat, i);

		if (map_find(&loader->instance_names, name, strlen(name)))
			loader_report(loader, CHECK_DUPLICATE_NAME,
				      node_key_place(block->source->keys),
				      "%s: another block has this name", name);
		else
			map_add(&loader->arena, &loader->instance_names, name, 0);
	}
}

void block_read(struct loader *loader, const struct source_block *source)
{
	struct block block = { .source = source, .scope = { NULL, source->name } };
	const struct node **values = block.values;
	bool good;

	keys_read(loader, &block.scope, source->keys, block_keys, BLOCK_KEY_COUNT, values);
	good = repeat_read(loader, &block.scope, values[KEY_COUNT], values[KEY_STRIDE],
			   values[KEY_INDEX], &block.repeat);
	if (!repeat_check_name(loader, NULL, source->keys, &block.repeat))
		good = false;
	block.owner = repeat_name(loader, source->name, &block.repeat, 0);
	claim_names(loader, &block);
	if (!find_space(loader, &block))
		good = false;
	if (values[KEY_OVERLAP])
		value_bool(loader, &block.scope, values[KEY_OVERLAP], &block.overlap);
	block.type = values[KEY_TYPE] ? find_type(loader, &block) : NULL;
	if (block.type) {
		block.type->used = true;
		type_check_layout(loader, block.type, block.owner, layout_of(loader, block.space));
		i2c_apply(loader, block.type, block.owner, block.space);
	}
	if (values[KEY_REQUIRES])
		rules_read_block(loader, &block.scope, values[KEY_REQUIRES], block.owner,
				 &block.rules);
	if (!values[KEY_BASE] || !value_number(loader, &block.scope, values[KEY_BASE], &block.base))
		good = false;
	if (!good || !block.type || loader_failed(loader) || !check_place(loader, &block) ||
	    !within_limit(loader, &block)) {
		loader->lost_blocks = true;
		return;
	}
	for (uint32_t i = 0; i < block.repeat.count && !loader_failed(loader); i++)
		emit_block(loader, &block, i);
	emit_conditions(loader, &block);
}

/* ---- all blocks ---- */

static int compare_instances(const void *a, const void *b)
{
	const struct instance *x = a, *y = b;

	if (x->space != y->space)
		return x->space < y->space ? -1 : 1;
	if (x->base != y->base)
		return x->base < y->base ? -1 : 1;
	return x->keys->key_line < y->keys->key_line ? -1 : 1;
}

void blocks_check_overlap(struct loader *loader)
{
	struct instance *instances = loader->instances.data, *widest = NULL;

	if (loader->instances.count)
		qsort(instances, loader->instances.count, sizeof(*instances), compare_instances);
	for (size_t i = 0; i < loader->instances.count; i++) {
		struct instance *each = &instances[i];

		if (each->overlap)
			continue;
		if (widest && widest->space == each->space && each->base <= widest->last)
			loader_report(loader, CHECK_BLOCK_OVERLAP, node_key_place(each->keys),
				      "%s: 0x%llx is in %s (%u:%u) too", each->name,
				      (unsigned long long)each->base, widest->name,
				      widest->keys->key_line, widest->keys->key_column);
		if (!widest || widest->space != each->space || each->last > widest->last)
			widest = each;
	}
}
