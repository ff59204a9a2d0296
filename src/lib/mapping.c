// SPDX-License-Identifier: MIT
/* mapping.c - mmap, mremap and munmap, with guard pages and prefaulting where asked for */
#include "mapping.h"

#include <errno.h>
#include <sys/mman.h>

#include "hwreg.h"
#include "range.h"

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22 /* Linux 5.14, which musl 1.2.3 is too old for */
#endif

/* Address space for pages and guards, which nobody can access */
static char *reserve(size_t size, size_t guard)
{
	char *at;

	if (size > SIZE_MAX - 2 * guard) {
		errno = ENOMEM;
		return NULL;
	}
	at = mmap(NULL, size + 2 * guard, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
		  -1, 0);
	return at == MAP_FAILED ? NULL : at;
}

/* A device must not be touched by a child that does not know of it; where this fails is no fork */
static void keep_from_children(const struct hwreg_mapping *mapping)
{
	madvise(mapping->at - mapping->guard, mapping->size + 2 * mapping->guard, MADV_DONTFORK);
}

static int map_guarded(struct hwreg_mapping *mapping, int prot, int type, int fd, off_t offset)
{
	char *whole, *at;
	int r;

	/* what fails at a fixed place may have emptied it, for another thread to map something there:
	 * what can fail does so elsewhere */
	at = mmap(NULL, mapping->size, prot, type & ~MAP_POPULATE, fd, offset);
	if (at == MAP_FAILED)
		return -errno;
	munmap(at, mapping->size);
	whole = reserve(mapping->size, mapping->guard);
	if (!whole)
		return -errno;
	at = mmap(whole + mapping->guard, mapping->size, prot, type | MAP_FIXED, fd, offset);
	if (at == MAP_FAILED) {
		r = -errno;
		munmap(whole, mapping->size + 2 * mapping->guard);
		return r;
	}
	mapping->at = at;
	return 0;
}

int hwreg_mapping_make(struct hwreg_mapping *mapping, int fd, uint64_t offset, size_t size,
		       uint64_t flags)
{
	int prot = flags & HWREG_WHAT_IF ? PROT_READ | PROT_WRITE : PROT_READ;
	int type = flags & HWREG_WHAT_IF ? MAP_PRIVATE : MAP_SHARED;
	struct hwreg_mapping made = { .size = size };
	int r = 0;

	if (flags & HWREG_POPULATE)
		type |= MAP_POPULATE;
	if (flags & HWREG_GUARD_PAGES) {
		made.guard = hwreg_page_size();
		r = map_guarded(&made, prot, type, fd, (off_t)offset);
	} else {
		made.at = mmap(NULL, size, prot, type, fd, (off_t)offset);
		if (made.at == MAP_FAILED)
			r = -errno;
	}
	if (r)
		return r;
	keep_from_children(&made);
	*mapping = made;
	return 0;
}

static void remove_guards(const struct hwreg_mapping *mapping)
{
	if (!mapping->guard)
		return;
	munmap(mapping->at - mapping->guard, mapping->guard);
	munmap(mapping->at + mapping->size, mapping->guard);
}

/* First by itself, which tells whether it can be, then in between new guards */
static int grow_guarded(struct hwreg_mapping *mapping, size_t size)
{
	size_t guard = mapping->guard;
	char *whole = reserve(size, guard), *at;
	struct hwreg_mapping unused;
	int r;

	if (!whole)
		return -errno;
	unused = (struct hwreg_mapping){ .at = whole + guard, .size = size, .guard = guard };
	at = mremap(mapping->at, mapping->size, size, MREMAP_MAYMOVE);
	if (at == MAP_FAILED) {
		r = -errno;
		hwreg_mapping_remove(&unused);
		return r;
	}
	remove_guards(mapping);
	*mapping = (struct hwreg_mapping){ .at = at, .size = size };
	at = mremap(at, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, unused.at);
	if (at == MAP_FAILED) {
		r = -errno;
		remove_guards(&unused);
		return r;
	}
	*mapping = unused;
	return 0;
}

int hwreg_mapping_grow(struct hwreg_mapping *mapping, size_t size, uint64_t flags)
{
	char *at;
	int r;

	if (size == mapping->size)
		return 0;
	if (mapping->guard) {
		r = grow_guarded(mapping, size);
		if (r)
			return r;
	} else {
		at = mremap(mapping->at, mapping->size, size, MREMAP_MAYMOVE);
		if (at == MAP_FAILED)
			return -errno;
		mapping->at = at;
		mapping->size = size;
	}
	keep_from_children(mapping);
	/* before Linux 5.14 the new pages come when they are touched */
	if (flags & HWREG_POPULATE)
		madvise(mapping->at, size, MADV_POPULATE_READ);
	return 0;
}

void hwreg_mapping_remove(struct hwreg_mapping *mapping)
{
	if (mapping->at)
		munmap(mapping->at - mapping->guard, mapping->size + 2 * mapping->guard);
	mapping->at = NULL;
}
