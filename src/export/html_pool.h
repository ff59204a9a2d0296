/* SPDX-License-Identifier: MIT */
/* html_pool.h - texts that are kept once and known by a number */
#ifndef HWREG_EXPORT_HTML_POOL_H
#define HWREG_EXPORT_HTML_POOL_H

#include <stddef.h>
#include <stdint.h>

/** struct html_pool - zeroes to start with; freed by html_pool_free() */
struct html_pool {
	char **texts;
	uint32_t *hashes;
	uint32_t *slots; /* number of the text plus 1; 0: empty */
	uint32_t count, room, slot_count;
};

/**
 * html_pool_add() - the number of a text; equal texts have one number
 * @text: from malloc(), NULL if that failed; the pool frees it
 * @number: where the number goes
 *
 * Return: 0 or -ENOMEM; @text is taken in both cases.
 */
int html_pool_add(struct html_pool *pool, char *text, uint32_t *number);

void html_pool_free(struct html_pool *pool);

#endif
