/* SPDX-License-Identifier: MIT */
/* mapping.h - pages of a descriptor in memory, and what was asked for around them */
#ifndef HWREG_LIB_MAPPING_H
#define HWREG_LIB_MAPPING_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct hwreg_mapping - what mmap(2) gave
 * @at: the pages, or NULL
 * @size: bytes of them
 * @guard: bytes on each side of them that nobody can access; 0: none
 */
struct hwreg_mapping {
	char *at;
	size_t size;
	size_t guard;
};

/**
 * hwreg_mapping_make() - map pages to be read; shared, or with HWREG_WHAT_IF private and writable
 * @offset: in the descriptor, a multiple of the page
 * @size: likewise
 * @flags: HWREG_WHAT_IF, HWREG_GUARD_PAGES and HWREG_POPULATE count
 *
 * Children do not inherit them. Return: 0, or a negative errno with nothing mapped.
 */
int hwreg_mapping_make(struct hwreg_mapping *mapping, int fd, uint64_t offset, size_t size,
		       uint64_t flags);

/**
 * hwreg_mapping_grow() - map more of the descriptor behind the pages, maybe at another place
 *
 * @flags: those it was made with
 *
 * Protection, locks and guard pages stay. Return: 0, or a negative errno with no less mapped than
 * before; the guard pages may have gone then.
 */
int hwreg_mapping_grow(struct hwreg_mapping *mapping, size_t size, uint64_t flags);

/** hwreg_mapping_remove() - unmap it all; nothing to do if @at is NULL */
void hwreg_mapping_remove(struct hwreg_mapping *mapping);

#endif
