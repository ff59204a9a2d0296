// SPDX-License-Identifier: MIT
/* memory.c - memory of one loading: an arena, growing arrays and maps in it, freed as a whole */
#include "memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "pages.h"

/* Chunks grow with what is needed, up to a huge page */
#define CHUNK_FIRST ((size_t)64 * 1024)
#define ALIGNMENT 16

struct arena_chunk {
	struct arena_chunk *next;
	size_t size; /* with this */
	_Alignas(ALIGNMENT) char data[];
};

static struct arena_chunk *alloc_chunk(struct arena *arena, size_t size)
{
	struct arena_chunk *chunk = hwreg_pages_map(size);

	if (!chunk) {
		arena->failed = true;
		return NULL;
	}
	chunk->size = size;
	chunk->next = arena->chunks;
	arena->chunks = chunk;
	return chunk;
}

/* Room for @size bytes at least, in a new chunk; what is left of the last one is lost */
static bool next_chunk(struct arena *arena, size_t size)
{
	size_t wanted = arena->chunks ? arena->chunks->size * 4 : CHUNK_FIRST;
	struct arena_chunk *chunk;

	if (wanted > HWREG_PAGES_HUGE)
		wanted = HWREG_PAGES_HUGE;
	while (wanted < size + sizeof(*chunk))
		wanted *= 2;
	chunk = alloc_chunk(arena, wanted);
	if (!chunk)
		return false;
	arena->next = chunk->data;
	arena->left = wanted - sizeof(*chunk);
	return true;
}

static void *take(struct arena *arena, size_t size, size_t alignment)
{
	size_t skip = -(uintptr_t)arena->next & (alignment - 1);
	char *memory;

	if (size > SIZE_MAX / 4) {
		arena->failed = true;
		return NULL;
	}
	if (size + skip > arena->left) {
		if (!next_chunk(arena, size))
			return NULL;
		skip = 0;
	}
	memory = arena->next + skip;
	arena->next = memory + size;
	arena->left -= size + skip;
	return memory;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return take(arena, size, ALIGNMENT);
}

const char *arena_text(struct arena *arena, const char *text, size_t length)
{
	char *copy = take(arena, length + 1, 1);

	if (copy)
		memcpy(copy, text, length);
	return copy;
}

const char *arena_format(struct arena *arena, const char *format, ...)
{
	va_list args, again;
	char *text;
	int length;

	va_start(args, format);
	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, args);
	text = length < 0 ? NULL : arena_alloc(arena, (size_t)length + 1);
	if (text)
		vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	va_end(args);
	return text;
}

void arena_free(struct arena *arena)
{
	while (arena->chunks) {
		struct arena_chunk *chunk = arena->chunks;

		arena->chunks = chunk->next;
		munmap(chunk, chunk->size);
	}
	memset(arena, 0, sizeof(*arena));
}

void array_sort(void *elements, size_t count, size_t size,
		int (*compare)(const void *, const void *))
{
	const char *at = elements;

	for (size_t i = 1; i < count; i++, at += size) {
		if (compare(at, at + size) > 0) {
			qsort(elements, count, size, compare);
			return;
		}
	}
}

void *array_push(struct arena *arena, struct array *array, size_t count)
{
	char *end;

	if (!count)
		return array->data;
	if (count > array->capacity - array->count) {
		size_t capacity = array->capacity ? array->capacity * 2 : 16;
		void *data;

		if (capacity - array->count < count)
			capacity = array->count + count;
		if (capacity > SIZE_MAX / 2 / array->size) {
			arena->failed = true;
			return NULL;
		}
		data = arena_alloc(arena, capacity * array->size);
		if (!data)
			return NULL;
		if (array->count)
			memcpy(data, array->data, array->count * array->size);
		array->data = data;
		array->capacity = capacity;
	}
	end = (char *)array->data + array->count * array->size;
	array->count += count;
	return end;
}

/* Eight bytes at a time: this is asked for every word of a file */
static uint32_t hash_of(const char *key, size_t length)
{
	uint64_t hash = length, word = 0;

	for (; length >= 8; key += 8, length -= 8) {
		memcpy(&word, key, 8);
		hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 32;
	}
	for (word = 0; length; length--)
		word = word << 8 | (unsigned char)*key++;
	hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)(hash ^ hash >> 32);
}

static struct map_slot *find(const struct map *map, const char *key, size_t length, uint32_t hash)
{
	if (!map->size)
		return NULL;
	for (size_t i = hash & (map->size - 1);; i = (i + 1) & (map->size - 1)) {
		struct map_slot *slot = &map->slots[i];

		if (!slot->key)
			return NULL;
		if (slot->hash == hash && strncmp(slot->key, key, length) == 0 &&
		    slot->key[length] == '\0')
			return slot;
	}
}

struct map_slot *map_find(const struct map *map, const char *key, size_t length)
{
	return find(map, key, length, hash_of(key, length));
}

static struct map_slot *put(struct map *map, struct map_slot entry)
{
	size_t i = entry.hash & (map->size - 1);

	while (map->slots[i].key)
		i = (i + 1) & (map->size - 1);
	map->slots[i] = entry;
	return &map->slots[i];
}

static bool grow(struct arena *arena, struct map *map)
{
	struct map bigger = { .count = map->count, .size = map->size ? map->size * 4 : 64 };

	bigger.slots = arena_alloc(arena, bigger.size * sizeof(*bigger.slots));
	if (!bigger.slots)
		return false;
	for (size_t i = 0; i < map->size; i++)
		if (map->slots[i].key)
			put(&bigger, map->slots[i]);
	*map = bigger;
	return true;
}

static struct map_slot *add(struct arena *arena, struct map *map, struct map_slot entry)
{
	if (map->count * 2 >= map->size && !grow(arena, map))
		return NULL;
	map->count++;
	return put(map, entry);
}

bool map_add(struct arena *arena, struct map *map, const char *key, uint32_t value)
{
	return add(arena, map, (struct map_slot){ key, hash_of(key, strlen(key)), value });
}

struct map_slot *map_get(struct arena *arena, struct map *map, const char *text, size_t length,
			 bool *is_new)
{
	uint32_t hash = hash_of(text, length);
	struct map_slot *slot = find(map, text, length, hash);
	const char *copy;

	*is_new = !slot;
	if (slot)
		return slot;
	copy = arena_text(arena, text, length);
	return copy ? add(arena, map, (struct map_slot){ copy, hash, 0 }) : NULL;
}

const char *map_intern(struct arena *arena, struct map *map, const char *text, size_t length)
{
	bool is_new;
	const struct map_slot *slot = map_get(arena, map, text, length, &is_new);

	return slot ? slot->key : NULL;
}
