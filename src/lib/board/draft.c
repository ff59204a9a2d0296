// SPDX-License-Identifier: MIT
/* draft.c - the image of a board while it grows, and how it is put together */
#include "loader.h"

#include "image_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void draft_init(struct draft *draft)
{
	for (int i = 0; i < IMAGE_SECTION_COUNT; i++)
		draft->sections[i] = (struct array){ .size = image_element_size[i] };
}

void *draft_push(struct loader *loader, enum image_section_id id, size_t count)
{
	struct array *section = &loader->draft.sections[id];

	if (count > UINT32_MAX / 4 - section->count) {
		loader->arena.failed = true; /* far beyond what the limits allow */
		return NULL;
	}
	return array_push(&loader->arena, section, count);
}

static uint32_t append(struct loader *loader, const char *first, const char *second)
{
	struct array *pool = &loader->draft.sections[IMAGE_STRINGS];
	size_t a = strlen(first), b = second ? strlen(second) + 1 : 0;
	uint32_t offset;
	char *out;

	if (!pool->count && !draft_push(loader, IMAGE_STRINGS, 1)) /* string 0 is "" */
		return 0;
	offset = (uint32_t)pool->count;
	out = draft_push(loader, IMAGE_STRINGS, a + b + 1);
	if (!out)
		return 0;
	memcpy(out, first, a);
	if (second) {
		out[a] = '.';
		memcpy(out + a + 1, second, b);
	}
	return offset;
}

uint32_t draft_string(struct loader *loader, const char *text)
{
	struct map_slot *slot;
	bool is_new;

	if (!text || !text[0])
		return 0;
	slot = map_get(&loader->arena, &loader->draft.strings, text, strlen(text), &is_new);
	if (slot && is_new)
		slot->value = append(loader, text, NULL);
	return slot ? slot->value : 0;
}

uint32_t draft_name(struct loader *loader, const char *first, const char *second)
{
	return append(loader, first, second);
}

const char *draft_text(const struct loader *loader, uint32_t offset)
{
	const struct array *pool = &loader->draft.sections[IMAGE_STRINGS];

	return pool->count ? (const char *)pool->data + offset : "";
}

static void add_name(struct loader *loader, uint32_t name, enum image_name_kind kind,
		     uint32_t index)
{
	const struct array *table = &loader->draft.sections[IMAGE_NAMES];
	struct image_name *slots = table->data;
	const char *text = draft_text(loader, name);
	uint32_t hash = image_hash(text, strlen(text));
	size_t i = hash & (table->count - 1);

	while (slots[i].kind != IMAGE_NAME_FREE)
		i = (i + 1) & (table->count - 1);
	slots[i].hash = hash;
	slots[i].kind = kind;
	slots[i].index = index & 0x3fffffff;
}

static bool fill_names(struct loader *loader)
{
	const struct hwreg_block *blocks = draft_array(loader, IMAGE_BLOCKS);
	const struct image_cluster *clusters = draft_array(loader, IMAGE_CLUSTERS);
	const struct hwreg_register *registers = draft_array(loader, IMAGE_REGISTERS);
	uint32_t block_count = draft_count(loader, IMAGE_BLOCKS);
	uint32_t cluster_count = draft_count(loader, IMAGE_CLUSTERS);
	uint32_t register_count = draft_count(loader, IMAGE_REGISTERS);
	size_t names = (size_t)block_count + cluster_count + register_count, size = 16;

	while (size < 2 * names)
		size *= 2;
	if (!draft_push(loader, IMAGE_NAMES, size))
		return false;
	for (uint32_t i = 0; i < block_count; i++)
		add_name(loader, blocks[i].name, IMAGE_NAME_BLOCK, i);
	for (uint32_t i = 0; i < cluster_count; i++)
		add_name(loader, clusters[i].name, IMAGE_NAME_CLUSTER, i);
	for (uint32_t i = 0; i < register_count; i++)
		add_name(loader, registers[i].name, IMAGE_NAME_REGISTER, i);
	return true;
}

struct position {
	uint64_t address;
	uint32_t space;
	uint32_t index;
};

static int compare_positions(const void *a, const void *b)
{
	const struct position *x = a, *y = b;

	if (x->space != y->space)
		return x->space < y->space ? -1 : 1;
	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return x->index < y->index ? -1 : 1;
}

static bool fill_addresses(struct loader *loader)
{
	const struct hwreg_register *registers = draft_array(loader, IMAGE_REGISTERS);
	uint32_t count = draft_count(loader, IMAGE_REGISTERS), n = 0;
	struct position *positions = malloc((count + 1) * sizeof(*positions));
	uint32_t *addresses;

	if (!positions) {
		loader->arena.failed = true;
		return false;
	}
	for (uint32_t i = 0; i < count; i++)
		if (!registers[i].window) /* those have no address of their own */
			positions[n++] =
				(struct position){ registers[i].address, registers[i].space, i };
	array_sort(positions, n, sizeof(*positions), compare_positions);
	addresses = draft_push(loader, IMAGE_ADDRESSES, n);
	for (uint32_t i = 0; addresses && i < n; i++)
		addresses[i] = positions[i].index;
	free(positions);
	return n == 0 || addresses;
}

static uint32_t widest(const struct loader *loader)
{
	const struct hwreg_register *registers = draft_array(loader, IMAGE_REGISTERS);
	uint32_t bits = 8;

	for (uint32_t i = 0; i < draft_count(loader, IMAGE_REGISTERS); i++)
		if (registers[i].width > bits)
			bits = registers[i].width;
	return bits / 8;
}

static uint64_t align(uint64_t size)
{
	return (size + 15) & ~UINT64_C(15);
}

/* All sections in one allocation; the rest of @header is set */
static struct image_header *assemble(struct loader *loader, struct image_header *header)
{
	struct image_header *image;
	uint64_t size = align(sizeof(*header));

	for (int i = 0; i < IMAGE_SECTION_COUNT; i++) {
		header->sections[i].offset = size;
		header->sections[i].count = loader->draft.sections[i].count;
		size += align(header->sections[i].count * image_element_size[i]);
	}
	header->size = size;
	image = loader_failed(loader) || size > SIZE_MAX
			? NULL
			: calloc(1, (size_t)image_pages(size) * IMAGE_PAGE);
	if (!image)
		return NULL;
	*image = *header;
	for (int i = 0; i < IMAGE_SECTION_COUNT; i++)
		if (loader->draft.sections[i].count)
			memcpy((char *)image + header->sections[i].offset,
			       loader->draft.sections[i].data,
			       loader->draft.sections[i].count * image_element_size[i]);
	return image;
}

struct image_header *draft_finish(struct loader *loader, const char *file)
{
	struct image_header header = { .version = IMAGE_VERSION, .header_size = sizeof(header) };

	memcpy(header.magic, IMAGE_MAGIC, sizeof(header.magic));
	header.name = draft_string(loader, loader->board ? loader->board->text : "");
	header.description = value_description(loader, NULL, loader->description);
	header.file = draft_string(loader, file);
	header.widest = widest(loader);
	if (loader->match) {
		bool any = false;

		match_read(loader, loader->match, &any);
		header.match_any = any;
	}
	if (!fill_names(loader) || !fill_addresses(loader) || !draft_name(loader, "", NULL))
		return NULL;
	return assemble(loader, &header);
}

struct image_header *draft_refill(struct loader *loader, struct image_header *image)
{
	struct image_header header = *image;

	free(image);
	return assemble(loader, &header);
}
