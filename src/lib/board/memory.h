/* SPDX-License-Identifier: MIT */
/*
 * memory.h - memory of one loading: an arena, growing arrays and maps in it, freed as a whole
 *
 * When memory runs out these return NULL and remember it in @failed, so that callers only have to
 * stop what they were doing; hwreg_board_load() looks at @failed once.
 */
#ifndef HWREG_LIB_BOARD_MEMORY_H
#define HWREG_LIB_BOARD_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena_chunk;

struct arena {
	struct arena_chunk *chunks;
	char *next;
	size_t left;
	bool failed;
};

/** arena_alloc() - zeroed memory, aligned for any type; NULL: none left */
void *arena_alloc(struct arena *arena, size_t size);

/** arena_text() - a copy of @length bytes with a NUL behind */
const char *arena_text(struct arena *arena, const char *text, size_t length);

/** arena_format() - like sprintf(), in the arena */
const char *arena_format(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** arena_free() - free all of it */
void arena_free(struct arena *arena);

/** struct array - elements of one size, one behind the other; starts as { .size = sizeof(…) } */
struct array {
	void *data;
	size_t count;
	size_t capacity;
	size_t size; /* of an element */
};

/** array_push() - @count zeroed elements at the end, which may move the others; NULL: no memory */
void *array_push(struct arena *arena, struct array *array, size_t count);

/** array_sort() - qsort() for what is mostly in its order already, as people write things down */
void array_sort(void *elements, size_t count, size_t size,
		int (*compare)(const void *, const void *));

struct map_slot {
	const char *key; /* NULL: free */
	uint32_t hash;
	uint32_t value;
};

/** struct map - from strings to numbers, constant time; starts zeroed */
struct map {
	struct map_slot *slots;
	size_t count;
	size_t size; /* a power of two */
};

/** map_find() - the entry of a key of @length bytes, or NULL */
struct map_slot *map_find(const struct map *map, const char *key, size_t length);

/** map_add() - add a key that is not there; it must live as long as the map. false: no memory */
bool map_add(struct arena *arena, struct map *map, const char *key, uint32_t value);

/** map_get() - the entry of a key; a new one has a copy of it and the value 0. NULL: no memory */
struct map_slot *map_get(struct arena *arena, struct map *map, const char *text, size_t length,
			 bool *is_new);

/** map_intern() - the one copy of a string; equal strings give equal pointers. NULL: no memory */
const char *map_intern(struct arena *arena, struct map *map, const char *text, size_t length);

#endif
