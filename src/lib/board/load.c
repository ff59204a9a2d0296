// SPDX-License-Identifier: MIT
/* load.c - hwreg_board_load(): from a name to an image */
#include "loader.h"

#include <stdlib.h>
#include <string.h>

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
	loader->conditions.size = sizeof(struct condition);
	loader->rules.size = sizeof(struct instance_rules);
	loader->resolved.size = sizeof(const struct condition *);
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

/* @text: the board, of which @path is only the name; NULL: it is in a file */
struct origin {
	const char *path;
	const char *text;
	size_t size;
	bool found;
};

static int load(struct loader *loader, struct image_header **image, const struct origin *origin,
		const struct hwreg_board_options *options)
{
	const char *path = origin->path;
	struct hwreg_board board;

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
	if (loader->result)
		return loader->result;
	if (loader->arena.failed || !*image) /* what was found then may be wrong */
		return hwreg_error_memory(loader->err);
	return findings_report(&loader->findings, options, path, loader->err);
}

/* The board takes @image over if there is memory for it */
static struct hwreg_board *make_board(const struct image_header *image, const char *writable)
{
	struct hwreg_board *board = calloc(1, sizeof(*board));

	if (!board)
		return NULL;
	board->writable = writable ? strdup(writable) : NULL;
	if (writable && !board->writable) {
		free(board);
		return NULL;
	}
	board->image = image;
	return board;
}

static int load_origin(struct hwreg_board **out, const struct origin *origin,
		       const struct hwreg_board_options *options, struct hwreg_error *err)
{
	char *search_path = search_path_new(options);
	struct loader *loader = search_path ? loader_new(search_path, err) : NULL;
	struct image_header *image = NULL;
	struct hwreg_board *board = NULL;
	int r = 0;

	if (loader)
		r = load(loader, &image, origin, options);
	if (loader && !r)
		board = make_board(image, loader->writable);
	if (!r && !board)
		r = hwreg_error_memory(err);
	if (r)
		free(image);
	else
		*out = board;
	loader_free(loader);
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
			  const struct hwreg_board_options *user, struct hwreg_error *err)
{
	const struct origin origin = { name, text, size, true };
	struct hwreg_board_options options;
	int r = search_options(&options, user, err);

	return r ? r : load_origin(out, &origin, &options, err);
}

int hwreg_board_load(struct hwreg_board **out, const char *name,
		     const struct hwreg_board_options *user, struct hwreg_error *err)
{
	struct hwreg_board_options options;
	char *path = NULL;
	int r;

	r = search_options(&options, user, err);
	if (!r)
		r = hwreg_board_find(name, &options, &path, err);
	if (!r)
		r = load_board(out, path, !search_is_path(name), &options, err);
	free(path);
	return r;
}
