// SPDX-License-Identifier: MIT
/* html_pool.c - texts that are kept once and known by a number */
#include "html_pool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static uint32_t hash_text(const char *text)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	return hash;
}

/* The slot that holds the text, or the empty one where it belongs */
static uint32_t *find_slot(const struct html_pool *pool, const char *text, uint32_t hash)
{
	uint32_t i = hash & (pool->slot_count - 1);

	for (;; i = (i + 1) & (pool->slot_count - 1)) {
		uint32_t number = pool->slots[i];

		if (!number || (pool->hashes[number - 1] == hash &&
				strcmp(pool->texts[number - 1], text) == 0))
			return &pool->slots[i];
	}
}

/* At most half of the slots are in use: there is always an empty one, soon */
static int grow(struct html_pool *pool)
{
	uint32_t room = pool->room ? pool->room * 2 : 64;
	uint32_t *slots = calloc((size_t)room * 2, sizeof(*slots));
	uint32_t *hashes = realloc(pool->hashes, room * sizeof(*hashes));
	char **texts = realloc(pool->texts, room * sizeof(*texts));

	pool->hashes = hashes ? hashes : pool->hashes;
	pool->texts = texts ? texts : pool->texts;
	if (!slots || !hashes || !texts) {
		free(slots);
		return -ENOMEM;
	}
	free(pool->slots);
	pool->slots = slots;
	pool->slot_count = room * 2;
	pool->room = room;
	for (uint32_t i = 0; i < pool->count; i++)
		*find_slot(pool, pool->texts[i], pool->hashes[i]) = i + 1;
	return 0;
}

int html_pool_add(struct html_pool *pool, char *text, uint32_t *number)
{
	uint32_t hash, *slot;

	if (!text)
		return -ENOMEM;
	hash = hash_text(text);
	if (pool->count == pool->room && grow(pool) < 0) {
		free(text);
		return -ENOMEM;
	}
	slot = find_slot(pool, text, hash);
	if (*slot) {
		free(text);
	} else {
		pool->texts[pool->count] = text;
		pool->hashes[pool->count] = hash;
		*slot = ++pool->count;
	}
	*number = *slot - 1;
	return 0;
}

void html_pool_free(struct html_pool *pool)
{
	for (uint32_t i = 0; i < pool->count; i++)
		free(pool->texts[i]);
	free(pool->texts);
	free(pool->hashes);
	free(pool->slots);
}
