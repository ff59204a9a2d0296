/* SPDX-License-Identifier: MIT */
/*
 * cache.h - boards that were loaded before, compiled, in a directory of the user's
 *
 * An entry is a compiled board whose note says what it was made from: this build's sources of
 * the loader, the path as it was given, the search path, and a stamp of each file that was opened and
 * of each that was looked for and not there, in that order. It holds if all of that is so now. Whether
 * others can write the files is found out again each time.
 *
 * Nothing here is an error: what cannot be used is not there, and what cannot be written is not kept.
 */
#ifndef HWREG_LIB_BOARD_CACHE_H
#define HWREG_LIB_BOARD_CACHE_H

#include "depend.h"
#include "image.h"

/** struct cache - one board's place in it */
struct cache {
	char *path; /* of the board */
	char *search_path;
	bool found; /* by name: root must be able to trust it */
	char *key; /* what an entry must be for; NULL: no cache */
	char *folder;
	char *name; /* of the file in it */
};

#ifdef CONFIG_BOARD_CACHE

/** cache_open() - find a board's place; to be closed in any case; Return: 0 or -ENOMEM */
int cache_open(struct cache *cache, const char *path, const char *search_path, bool found,
	       bool wanted);
void cache_close(struct cache *cache);

/** cache_load() - the board, if there is an entry that holds; else NULL */
struct hwreg_board *cache_load(const struct cache *cache);

/** cache_save() - keep an image if nothing is doubtful about what it depends on */
void cache_save(const struct cache *cache, const struct image_header *image,
		const struct depends *depends);

#else

static inline int cache_open(struct cache *cache, const char *path, const char *search_path,
			     bool found, bool wanted)
{
	(void)path;
	(void)search_path;
	(void)found;
	(void)wanted;
	*cache = (struct cache){ .path = NULL };
	return 0;
}

static inline void cache_close(struct cache *cache)
{
	(void)cache;
}

static inline struct hwreg_board *cache_load(const struct cache *cache)
{
	(void)cache;
	return NULL;
}

static inline void cache_save(const struct cache *cache, const struct image_header *image,
			      const struct depends *depends)
{
	(void)cache;
	(void)image;
	(void)depends;
}

#endif
#endif
