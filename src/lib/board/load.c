// SPDX-License-Identifier: MIT
/* load.c - hwreg_board_load(): from a name to an image */
#include "loader.h"

#include <stdlib.h>
#include <string.h>

#include "cache.h"
#include "compiled.h"
#include "search.h"
#include "type.h"

struct loader *loader_new(const char *search_path, struct hwreg_error *err)
{
	struct loader *loader = calloc(1, sizeof(*loader));

	if (!loader)
		return NULL;
	loader->findings.arena = &loader->arena;
	loader->search_path = search_path;
	loader->err = err;
	loader->files.size = sizeof(struct source_file);
	loader->types.size = sizeof(struct source_type);
	loader->blocks.size = sizeof(struct source_block);
	loader->spaces.size = sizeof(struct source_value);
	loader->gpios.size = sizeof(struct source_value);
	loader->sequences.size = sizeof(struct source_value);
	loader->conditions.size = sizeof(struct condition);
	loader->rules.size = sizeof(struct instance_rules);
	loader->resolved.size = sizeof(const struct condition *);
	loader->windows.size = sizeof(struct instance_window);
	loader->behind.size = sizeof(struct instance_behind);
	loader->instances.size = sizeof(struct instance);
	draft_init(&loader->draft);
	return loader;
}

void loader_free(struct loader *loader)
{
	if (!loader)
		return;
	arena_free(&loader->arena);
	free(loader);
}

static int load(struct loader *loader, struct image_header **image, const struct origin *origin,
		const struct hwreg_board_options *options)
{
	const char *path = origin->path;
	struct hwreg_board board = { .image = NULL };

	loader->found = origin->found;
	if (origin->text)
		source_load_text(loader, origin->text, origin->size, path);
	else
		source_load(loader, path);
	if (!loader_failed(loader))
		board_read(loader);
	if (!loader_failed(loader))
		*image = draft_finish(loader, path);
	if (*image) {
		board.image = *image;
		conditions_check(loader, &board);
	}
	if (*image && loader->rules.count && !loader->findings.count)
		rules_fill(loader, image);
	if (*image)
		windows_fill(loader, *image);
	if (loader->result)
		return loader->result;
	if (loader->arena.failed || !*image) /* what was found then may be wrong */
		return hwreg_error_memory(loader->err);
	return findings_report(&loader->findings, options, path, loader->err);
}

int load_image(struct image_header **out, const struct cache *cache, const struct origin *origin,
	       const char *search_path, char **writable, const struct hwreg_board_options *options,
	       struct hwreg_error *err)
{
	struct loader *loader = loader_new(search_path, err);
	struct image_header *image = NULL;
	int r;

	if (!loader)
		return hwreg_error_memory(err);
	if (cache->key)
		depends_init(&loader->depends, &loader->arena);
	r = load(loader, &image, origin, options);
	if (!r && writable && loader->writable) {
		*writable = strdup(loader->writable);
		if (!*writable)
			r = hwreg_error_memory(err);
	}
	if (!r)
		cache_save(cache, image, &loader->depends);
	if (r)
		free(image);
	else
		*out = image;
	loader_free(loader);
	return r;
}

static int load_yaml(struct hwreg_board **out, const struct cache *cache,
		     const struct origin *origin, const char *search_path,
		     const struct hwreg_board_options *options, struct hwreg_error *err)
{
	struct hwreg_board *board = calloc(1, sizeof(*board));
	struct image_header *image = NULL;
	int r;

	if (!board)
		return hwreg_error_memory(err);
	r = load_image(&image, cache, origin, search_path, &board->writable, options, err);
	board->image = image;
	if (r)
		hwreg_board_free(board);
	else
		*out = board;
	return r;
}

static int load_origin(struct hwreg_board **out, const struct origin *origin,
		       const struct hwreg_board_options *options, struct hwreg_error *err)
{
	char *search_path = search_path_new(options);
	struct cache cache;
	int r = -ENOEXEC;

	if (!search_path)
		return hwreg_error_memory(err);
	cache_open(&cache, origin->path, search_path, origin->found,
		   !origin->text && (options->flags & HWREG_BOARD_CACHE));
	*out = cache_load(&cache);
	if (*out)
		r = 0;
	else if (!origin->text)
		r = compiled_load(out, origin->path, err);
	if (r == -ENOEXEC)
		r = load_yaml(out, &cache, origin, search_path, options, err);
	cache_close(&cache);
	free(search_path);
	return r;
}

int load_board(struct hwreg_board **out, const char *path, bool found,
	       const struct hwreg_board_options *options, struct hwreg_error *err)
{
	const struct origin origin = { .path = path, .found = found };

	return load_origin(out, &origin, options, err);
}

/* What it includes was not named by who runs this, so that root must be able to trust it */
int hwreg_board_load_text(struct hwreg_board **out, const char *text, size_t size, const char *name,
			  const struct hwreg_board_options *options, struct hwreg_error *err)
{
	const struct origin origin = { name, text, size, true };
	struct hwreg_board_options full;
	int r = search_options(&full, options, err);

	return r ? r : load_origin(out, &origin, &full, err);
}

int hwreg_board_load(struct hwreg_board **out, const char *name,
		     const struct hwreg_board_options *options, struct hwreg_error *err)
{
	struct hwreg_board_options full;
	char *path = NULL;
	int r;

	r = search_options(&full, options, err);
	if (!r)
		r = hwreg_board_find(name, &full, &path, err);
	if (!r)
		r = load_board(out, path, !search_is_path(name), &full, err);
	free(path);
	return r;
}
