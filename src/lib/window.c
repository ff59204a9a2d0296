// SPDX-License-Identifier: MIT
/* window.c - mappings: the pages around a range, read-only until the first write */
#include "window.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "backend/backend.h"
#include "guard.h"

static int map_failed(const struct hwreg_window *window, int sys_errno, const char *what,
		      struct hwreg_error *err)
{
	const struct hwreg_target *target = window->target;

	hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, sys_errno,
			"%s: %s 0x%08" PRIx64 "-0x%08" PRIx64 ": %s",
			target->path ? target->path : target->spec, what, window->numbers.first,
			window->numbers.last, strerror(sys_errno));
	if (target->backend->explain)
		target->backend->explain(target, sys_errno, &window->numbers, err);
	return -sys_errno;
}

/* The part of the descriptor to map: whole pages, or the one thing that the kernel maps */
static struct hwreg_range descriptor_range(const struct hwreg_window *window)
{
	const struct hwreg_target *target = window->target;
	uint64_t shift = target->map_offset - target->numbers.first;
	struct hwreg_range bytes = { window->numbers.first + shift, window->numbers.last + shift };

	return target->whole ? target->map_whole : hwreg_range_pages(&bytes, hwreg_page_size());
}

static int map(struct hwreg_window *window, struct hwreg_error *err)
{
	struct hwreg_target *target = window->target;
	struct hwreg_range bytes = descriptor_range(window);
	uint64_t at = window->numbers.first - target->numbers.first + target->map_offset;

	if (bytes.last - bytes.first >= SIZE_MAX)
		return map_failed(window, ENOMEM, "map", err);
	window->map_size = bytes.last - bytes.first + 1;
	window->map =
		mmap(NULL, window->map_size, window->copy ? PROT_READ | PROT_WRITE : PROT_READ,
		     window->copy ? MAP_PRIVATE : MAP_SHARED, target->fd, (off_t)bytes.first);
	if (window->map != MAP_FAILED) {
		/* a child must not touch registers by accident; where it fails there is no fork */
		madvise(window->map, window->map_size, MADV_DONTFORK);
		window->bytes = (volatile char *)window->map + (at - bytes.first);
		return 0;
	}
	window->map = NULL;
	if (window->copy)
		return map_failed(window, errno, "map", err);
	/* EINVAL: some network file systems have no shared writable mappings */
	if ((errno == ENODEV || errno == EINVAL) && target->backend->read) {
		target->unmappable = true;
		return 0;
	}
	return map_failed(window, errno, "map", err);
}

/* Numbers of @target itself for numbers of the target that was asked, which may be `auto` */
static int place(struct hwreg_window *window, struct hwreg_target *asked, uint64_t address,
		 uint64_t size, struct hwreg_error *err)
{
	struct hwreg_range range;
	int r;

	if (!hwreg_range_make(&range, address, size))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
				       "0x%" PRIx64 "..+0x%" PRIx64
				       " is empty or goes past the end of the "
				       "64-bit address space",
				       address, size);
	r = hwreg_target_resolve(asked, &range, window->write, &window->target, err);
	if (r)
		return r;
	window->numbers.first = range.first + asked->number_base - window->target->number_base;
	window->numbers.last = range.last + asked->number_base - window->target->number_base;
	return hwreg_target_check(window->target, &window->numbers, err);
}

static int no_copy(const struct hwreg_target *target, struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOTSUP,
			       "%s: a what-if needs a private copy, which only a regular file can "
			       "have",
			       target->spec);
}

static int open_target(struct hwreg_window *window, struct hwreg_error *err)
{
	struct hwreg_target *target = window->target;
	struct stat st;
	int r;

	if (!window->copy)
		return hwreg_target_open(target, window->write, err);
	if (!target->regular)
		return no_copy(target, err);
	r = hwreg_target_open(target, false, err);
	if (r)
		return r;
	/* what was opened, whatever the path was when it was looked at: a private mapping of a device
	 * would read a page of its registers to copy it */
	return fstat(target->fd, &st) == 0 && S_ISREG(st.st_mode) ? 0 : no_copy(target, err);
}

int hwreg_window_open(struct hwreg_window **out, struct hwreg_target *target, uint64_t address,
		      uint64_t size, uint64_t flags, struct hwreg_error *err)
{
	struct hwreg_window *window;
	int r;

	if (flags & ~(HWREG_WRITE | HWREG_GUARD | HWREG_WHAT_IF))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL, "unknown window flags");
	window = calloc(1, sizeof(*window));
	if (!window)
		return hwreg_error_memory(err);
	window->write = flags & HWREG_WRITE;
	window->copy = flags & HWREG_WHAT_IF;
	window->mapped_writable = window->copy;
	r = place(window, target, address, size, err);
	if (r)
		goto fail;
	r = open_target(window, err);
	if (r)
		goto fail;
	if (!window->target->unmappable || window->copy) {
		r = map(window, err);
		if (r)
			goto fail;
	}
	if (flags & HWREG_GUARD) {
		r = hwreg_guard_acquire(err);
		if (r)
			goto fail;
		window->guard = true;
	}
	*out = window;
	return 0;
fail:
	hwreg_window_close(window);
	return r;
}

void hwreg_window_close(struct hwreg_window *window)
{
	if (!window)
		return;
	if (window->guard)
		hwreg_guard_release();
	if (window->map)
		munmap(window->map, window->map_size);
	free(window);
}

int hwreg_window_make_writable(struct hwreg_window *window, struct hwreg_error *err)
{
	if (!window->map || window->mapped_writable)
		return 0;
	if (mprotect(window->map, window->map_size, PROT_READ | PROT_WRITE) != 0)
		return map_failed(window, errno, "map to write", err);
	window->mapped_writable = true;
	return 0;
}

int hwreg_window_sync(struct hwreg_window *window, struct hwreg_error *err)
{
	struct hwreg_target *target = window->target;
	int r;

	if (!window->write || window->copy || !target->backend->sync)
		return 0;
	if (!window->map)
		return target->backend->sync(target, err);
	if (!window->mapped_writable || msync(window->map, window->map_size, MS_SYNC) == 0)
		return 0;
	r = errno;
	return hwreg_error_set(err, HWREG_ERROR_ACCESS, r, "%s: write back: %s", target->path,
			       strerror(r));
}

volatile void *hwreg_window_pointer(struct hwreg_window *window)
{
	if (window->write && hwreg_window_make_writable(window, NULL) != 0)
		return NULL;
	return window->bytes;
}
