// SPDX-License-Identifier: MIT
/* memory.c - memory of one loading: an arena, growing arrays and maps in it, freed as a whole */
#include "memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"

#define CHUNK_SIZE ((size_t)256 * 1024)
#define ALIGNMENT 16

struct arena_chunk {
	struct arena_chunk *next;
	char padding[ALIGNMENT - sizeof(struct arena_chunk *)];
	char data[];
};

static void *alloc_chunk(struct arena *arena, size_t size)
{
	struct arena_chunk *chunk = calloc(1, sizeof(*chunk) + size);

	if (!chunk) {
		arena->failed = true;
		return NULL;
	}
	chunk->next = arena->chunks;
	arena->chunks = chunk;
	return chunk->data;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	void *memory;

	if (size > SIZE_MAX / 2) {
		arena->failed = true;
		return NULL;
	}
	size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	if (size > CHUNK_SIZE / 4)
		return alloc_chunk(arena, size);
	if (size > arena->left) {
		char *data = alloc_chunk(arena, CHUNK_SIZE);

		if (!data)
			return NULL;
		arena->next = data;
		arena->left = CHUNK_SIZE;
	}
	memory = arena->next;
	arena->next += size;
	arena->left -= size;
	return memory;
}

const char *arena_text(struct arena *arena, const char *text, size_t length)
{
	char *copy = arena_alloc(arena, length + 1);

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
		free(chunk);
	}
	memset(arena, 0, sizeof(*arena));
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

struct map_slot *map_find(const struct map *map, const char *key, size_t length)
{
	uint32_t hash = image_hash(key, length);

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

static void put(struct map *map, struct map_slot entry)
{
	size_t i = entry.hash & (map->size - 1);

	while (map->slots[i].key)
		i = (i + 1) & (map->size - 1);
	map->slots[i] = entry;
}

static bool grow(struct arena *arena, struct map *map)
{
	struct map bigger = { .count = map->count, .size = map->size ? map->size * 2 : 64 };

	bigger.slots = arena_alloc(arena, bigger.size * sizeof(*bigger.slots));
	if (!bigger.slots)
		return false;
	for (size_t i = 0; i < map->size; i++)
		if (map->slots[i].key)
			put(&bigger, map->slots[i]);
	*map = bigger;
	return true;
}

bool map_add(struct arena *arena, struct map *map, const char *key, uint32_t value)
{
	struct map_slot entry = { .key = key, .value = value };

	if (map->count * 2 >= map->size && !grow(arena, map))
		return false;
	entry.hash = image_hash(key, strlen(key));
	put(map, entry);
	map->count++;
	return true;
}

const char *map_intern(struct arena *arena, struct map *map, const char *text, size_t length)
{
	const struct map_slot *slot = map_find(map, text, length);
	const char *copy;

	if (slot)
		return slot->key;
	copy = arena_text(arena, text, length);
	if (!copy || !map_add(arena, map, copy, 0))
		return NULL;
	return copy;
}
