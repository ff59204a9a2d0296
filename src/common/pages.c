// SPDX-License-Identifier: MIT
/* pages.c - zeroed memory in large pieces, all of it there at once */
#include "pages.h"

#include <stdint.h>
#include <sys/mman.h>

/* From Linux 5.14 on; older ones refuse it, and pages come one by one */
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

static char *map_some(size_t size)
{
	char *start = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return start == MAP_FAILED ? NULL : start;
}

static char *map_huge(size_t size)
{
	char *start = size > SIZE_MAX - HWREG_PAGES_HUGE ? NULL : map_some(size + HWREG_PAGES_HUGE);
	size_t before = -(uintptr_t)start & (HWREG_PAGES_HUGE - 1);

	if (!start)
		return NULL;
	if (before)
		munmap(start, before);
	munmap(start + before + size, HWREG_PAGES_HUGE - before);
	madvise(start + before, size, MADV_HUGEPAGE);
	return start + before;
}

void *hwreg_pages_map(size_t size)
{
	char *start = size < HWREG_PAGES_HUGE ? map_some(size) : map_huge(size);

	if (start)
		madvise(start, size, MADV_POPULATE_WRITE);
	return start;
}
