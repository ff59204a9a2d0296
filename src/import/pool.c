// SPDX-License-Identifier: MIT
/* pool.c - memory that is freed as a whole, and dictionaries of names in it */
#include "pool.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "pages.h"

/* Chunks grow with what is needed, up to a huge page */
#define CHUNK_FIRST ((size_t)64 << 10)

struct pool_chunk {
	struct pool_chunk *next;
	size_t size; /* with this */
	max_align_t data[];
};

static void add_chunk(struct pool *pool, size_t size)
{
	size_t room = pool->chunks ? pool->chunks->size * 4 : CHUNK_FIRST;
	struct pool_chunk *chunk = NULL;

	if (room > HWREG_PAGES_HUGE)
		room = HWREG_PAGES_HUGE;
	while (room < SIZE_MAX / 2 && room - sizeof(*chunk) < size)
		room *= 2;
	if (room - sizeof(*chunk) >= size)
		chunk = hwreg_pages_map(room);
	if (!chunk)
		pool->out_of_memory();
	chunk->size = room;
	chunk->next = pool->chunks;
	pool->chunks = chunk;
	pool->free = (char *)chunk->data;
	pool->left = room - sizeof(*chunk);
}

static void *take(struct pool *pool, size_t size, size_t alignment)
{
	size_t gap = -(uintptr_t)pool->free & (alignment - 1);
	void *memory;

	if (!pool->free || gap > pool->left || size > pool->left - gap) {
		add_chunk(pool, size);
		gap = 0;
	}
	memory = pool->free + gap;
	pool->free += gap + size;
	pool->left -= gap + size;
	return memory;
}

void *pool_alloc(struct pool *pool, size_t size)
{
	return take(pool, size, _Alignof(max_align_t));
}

char *pool_copy(struct pool *pool, const char *text, size_t length)
{
	char *copy = take(pool, length + 1, 1);

	memcpy(copy, text, length);
	return copy;
}

char *pool_format(struct pool *pool, const char *format, ...)
{
	char small[256], *text;
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(small, sizeof(small), format, args);
	va_end(args);
	if (length < 0)
		pool->out_of_memory();
	if ((size_t)length < sizeof(small))
		return pool_copy(pool, small, (size_t)length);
	text = take(pool, (size_t)length + 1, 1);
	va_start(args, format);
	vsnprintf(text, (size_t)length + 1, format, args);
	va_end(args);
	return text;
}

void pool_free(struct pool *pool)
{
	struct pool_chunk *chunk = pool->chunks, *next;

	for (; chunk; chunk = next) {
		next = chunk->next;
		munmap(chunk, chunk->size);
	}
	pool->chunks = NULL;
	pool->free = NULL;
	pool->left = 0;
}

/* ---- dictionaries ---- */

static uint32_t hash_of(const char *key)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (; *key; key++)
		hash = (hash ^ (unsigned char)*key) * 16777619u;
	return hash;
}

static struct dict_slot *probe(const struct dict *dict, const char *key, uint32_t hash)
{
	size_t i = hash & (dict->room - 1);

	while (dict->slots[i].key &&
	       (dict->slots[i].hash != hash || strcmp(dict->slots[i].key, key) != 0))
		i = (i + 1) & (dict->room - 1);
	return &dict->slots[i];
}

struct dict_slot *dict_find(const struct dict *dict, const char *key)
{
	struct dict_slot *slot = dict->room ? probe(dict, key, hash_of(key)) : NULL;

	return slot && slot->key ? slot : NULL;
}

static void grow(struct pool *pool, struct dict *dict)
{
	struct dict old = *dict;

	dict->room = old.room ? old.room * 4 : 8;
	dict->slots = pool_alloc(pool, dict->room * sizeof(*dict->slots));
	for (size_t i = 0; i < old.room; i++)
		if (old.slots[i].key)
			*probe(dict, old.slots[i].key, old.slots[i].hash) = old.slots[i];
}

void dict_add(struct pool *pool, struct dict *dict, const char *key, void *value)
{
	uint32_t hash = hash_of(key);

	if (dict->count * 2 >= dict->room)
		grow(pool, dict);
	*probe(dict, key, hash) = (struct dict_slot){ key, value, hash };
	dict->count++;
}
