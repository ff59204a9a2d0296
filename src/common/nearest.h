/* SPDX-License-Identifier: MIT */
/* nearest.h - "did you mean": the few names that are nearest to a mistyped one */
#ifndef HWREG_COMMON_NEAREST_H
#define HWREG_COMMON_NEAREST_H

#include <stddef.h>

#define HWREG_NEAREST_MAX 3

/**
 * struct hwreg_nearest - candidates seen so far, nearest first
 * @word: what was typed
 * @names: the candidates' own strings, @count of them
 *
 * Start with { .word = … }.
 */
struct hwreg_nearest {
	const char *word;
	const char *names[HWREG_NEAREST_MAX];
	unsigned int distances[HWREG_NEAREST_MAX];
	unsigned int count;
};

/** hwreg_nearest_offer() - consider a name; it must live as long as @nearest */
void hwreg_nearest_offer(struct hwreg_nearest *nearest, const char *name);

/** hwreg_nearest_hint() - "; did you mean A, B?" in the caller's buffer, or "" if nothing is near */
const char *hwreg_nearest_hint(const struct hwreg_nearest *nearest, char *buffer, size_t size);

#endif
