/* SPDX-License-Identifier: MIT */
/* pages.h - zeroed memory in large pieces, all of it there at once */
#ifndef HWREG_COMMON_PAGES_H
#define HWREG_COMMON_PAGES_H

#include <stddef.h>

#define HWREG_PAGES_HUGE ((size_t)2 * 1024 * 1024)

/**
 * hwreg_pages_map() - memory to be written to soon, all of it: a page fault for each of its pages would
 * take longer than what is done with it
 * @size: from HWREG_PAGES_HUGE on in huge pages, where there are some
 *
 * Return: what munmap(2) takes back; NULL: no memory.
 */
void *hwreg_pages_map(size_t size);

#endif
