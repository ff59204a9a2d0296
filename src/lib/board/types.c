// SPDX-License-Identifier: MIT
/* types.c - hwreg_type_list(): the device types in files of their own */
#include "type.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "search.h"

#define DEVICES "devices"

struct listing {
	const struct hwreg_board_options *options;
	const char *search_path;
	int (*callback)(void *data, const struct hwreg_type_info *info);
	void *data;
	struct hwreg_error *err;
};

static uint32_t count_texts(const struct node *node)
{
	uint32_t count = 0;

	if (!node || node->kind == NODE_TEXT)
		return node ? 1 : 0;
	for (node = node->first; node; node = node->next)
		count++;
	return count;
}

/* The texts of a node that has been checked; NULL: no memory */
static const char **list_texts(struct loader *loader, const struct node *node, uint32_t count)
{
	const char **texts = arena_alloc(&loader->arena, (count + 1) * sizeof(*texts));

	if (!texts || !count)
		return texts;
	if (node->kind == NODE_LIST)
		node = node->first;
	for (uint32_t i = 0; i < count; i++, node = node->next)
		texts[i] = node->text;
	return texts;
}

static int tell_type(struct loader *loader, const struct listing *listing, const char *file,
		     const struct source_type *source)
{
	struct type *type = type_read(loader, source->name, source->node, source->name);
	uint32_t count = type ? count_texts(type->compatible) : 0;
	struct hwreg_type_info info = { .size = sizeof(info), .file = file };

	if (type)
		type_check_layout(loader, type, source->name, LAYOUT_NUMBERS);
	if (!type || loader_failed(loader) || loader->findings.count)
		return 0; /* for all of the file to be reported */
	info.compatible = list_texts(loader, type->compatible, count);
	if (!info.compatible)
		return 0;
	info.flags = type->i2c_node ? HWREG_TYPE_I2C : 0;
	info.name = source->name;
	info.description = draft_text(loader, type->description);
	info.compatible_count = count;
	info.width = type->defaults.width;
	info.length = type->size;
	info.endian = type->defaults.endian;
	info.reg_shift = type->defaults.shift;
	info.alignment = type->widest;
	return listing->callback(listing->data, &info);
}

static int tell_types(struct loader *loader, const struct listing *listing, const char *name,
		      const char *path)
{
	const char *file = arena_format(&loader->arena, DEVICES "/%s.yaml", name);
	const struct source_type *types;
	int r = 0;

	source_load_types(loader, path);
	types = loader->types.data;
	for (size_t i = 0; !r && file && i < loader->types.count && !loader_failed(loader); i++)
		if (strcmp(types[i].node->file, path) == 0)
			r = tell_type(loader, listing, file, &types[i]);
	if (loader->result)
		return loader->result;
	if (loader->arena.failed)
		return hwreg_error_memory(listing->err);
	return r ? r : findings_report(&loader->findings, listing->options, path, listing->err);
}

static int take_file(void *data, const char *name, const char *path)
{
	const struct listing *listing = data;
	struct loader *loader = loader_new(listing->search_path, listing->err);
	int r;

	if (!loader)
		return hwreg_error_memory(listing->err);
	loader->found = true;
	r = tell_types(loader, listing, name, path);
	loader_free(loader);
	return r;
}

int hwreg_type_list(const struct hwreg_board_options *options,
		    int (*callback)(void *data, const struct hwreg_type_info *info), void *data,
		    struct hwreg_error *err)
{
	struct hwreg_board_options full;
	struct listing listing = { &full, NULL, callback, data, err };
	char *path;
	int r = search_options(&full, options, err);

	if (r)
		return r;
	path = search_path_new(&full);
	listing.search_path = path;
	r = path ? search_files(path, DEVICES, take_file, &listing, err) : hwreg_error_memory(err);
	free(path);
	return r;
}
