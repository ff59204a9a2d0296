/* SPDX-License-Identifier: MIT */
/* names.h - identifiers of one output, none of them twice */
#ifndef HWREG_EXPORT_NAMES_H
#define HWREG_EXPORT_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#define NAME_MAX_SIZE 512

/** struct names - those taken; zeroes at first */
struct names {
	char **slots; /* a power of two of them */
	size_t room, count;
	bool failed; /* out of memory; nothing is taken any more */
};

/**
 * names_claim() - take a family of identifiers: two stems with suffixes
 * @stem: two of them, in buffers of NAME_MAX_SIZE; both get the same number if an identifier is taken
 * @suffixes: those of each stem, separated by spaces; "." is the stem alone
 */
void names_claim(struct names *names, char stem[2][NAME_MAX_SIZE], const char *const suffixes[2]);

/** names_take() - take one name; Return: false if it was taken, or there is no memory */
bool names_take(struct names *names, const char *name);

void names_free(struct names *names);

#endif
