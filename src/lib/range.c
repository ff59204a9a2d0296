// SPDX-License-Identifier: MIT
/* range.c - address ranges with inclusive ends, and the pages around them */
#include "range.h"

#include <unistd.h>

bool hwreg_range_make(struct hwreg_range *range, uint64_t first, uint64_t size)
{
	if (size == 0 || size - 1 > UINT64_MAX - first)
		return false;
	range->first = first;
	range->last = first + (size - 1);
	return true;
}

struct hwreg_range hwreg_range_pages(const struct hwreg_range *range, uint64_t page)
{
	return (struct hwreg_range){ range->first & ~(page - 1), range->last | (page - 1) };
}

__attribute__((weak)) uint64_t hwreg_page_size(void)
{
	return (uint64_t)sysconf(_SC_PAGESIZE);
}
