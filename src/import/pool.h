/* SPDX-License-Identifier: MIT */
/* pool.h - memory that is freed as a whole, and dictionaries of names in it */
#ifndef HWREG_IMPORT_POOL_H
#define HWREG_IMPORT_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool_chunk;

/** struct pool - zeroes but for @out_of_memory; calls that allocate do not fail */
struct pool {
	struct pool_chunk *chunks;
	char *free;
	size_t left;
	__attribute__((noreturn)) void (*out_of_memory)(void);
};

/** pool_alloc() - zeroed and aligned */
void *pool_alloc(struct pool *pool, size_t size);

/** pool_copy() - the first @length bytes of a text, with a 0 behind */
char *pool_copy(struct pool *pool, const char *text, size_t length);

char *pool_format(struct pool *pool, const char *format, ...) __attribute__((format(printf, 2, 3)));

void pool_free(struct pool *pool);

struct dict_slot {
	const char *key;
	void *value;
	uint32_t hash;
};

/** struct dict - from texts to pointers; zeroes to start with */
struct dict {
	struct dict_slot *slots;
	size_t count, room;
};

/** dict_find() - the slot of a key, or NULL; valid until the next dict_add() */
struct dict_slot *dict_find(const struct dict *dict, const char *key);

/** dict_add() - a key that is not there yet and outlives the dictionary */
void dict_add(struct pool *pool, struct dict *dict, const char *key, void *value);

#endif
