/* SPDX-License-Identifier: MIT */
/*
 * range.h - address ranges that hold at the top of the 64-bit space
 *
 * A range is a first and a last address, both inclusive, so that the last byte of the space is
 * nothing special; sizes are compared by subtraction and never overflow.
 */
#ifndef HWREG_LIB_RANGE_H
#define HWREG_LIB_RANGE_H

#include <stdbool.h>
#include <stdint.h>

struct hwreg_range {
	uint64_t first;
	uint64_t last; /* inclusive, never below first */
};

/** hwreg_range_make() - @size bytes from @first; Return: false if empty or past 2^64 */
bool hwreg_range_make(struct hwreg_range *range, uint64_t first, uint64_t size);

static inline bool hwreg_range_contains(const struct hwreg_range *outer,
					const struct hwreg_range *inner)
{
	return inner->first >= outer->first && inner->last <= outer->last;
}

static inline bool hwreg_range_overlaps(const struct hwreg_range *a, const struct hwreg_range *b)
{
	return a->first <= b->last && b->first <= a->last;
}

/** hwreg_range_pages() - the whole pages around a range; @page is a power of two */
struct hwreg_range hwreg_range_pages(const struct hwreg_range *range, uint64_t page);

/** hwreg_page_size() - bytes of a page here, from sysconf(_SC_PAGESIZE); tests put theirs in its place */
uint64_t hwreg_page_size(void);

/** hwreg_mask() - the @bits lowest bits set; @bits from 0 to 64 */
static inline uint64_t hwreg_mask(unsigned int bits)
{
	return bits >= 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;
}

#endif
