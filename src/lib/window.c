// SPDX-License-Identifier: MIT
/* window.c - mappings: the pages around a range, read-only until the first write */
#include "window.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "backend/backend.h"
#include "guard.h"
#include "hook.h"

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

/* Where number numbers.first is, now that the pages are there */
static void find_bytes(struct hwreg_window *window, const struct hwreg_range *pages)
{
	const struct hwreg_target *target = window->target;
	uint64_t at = window->numbers.first - target->numbers.first + target->map_offset;

	window->bytes = window->mapping.at + (at - pages->first);
}

static int map(struct hwreg_window *window, struct hwreg_error *err)
{
	struct hwreg_target *target = window->target;
	struct hwreg_range pages = descriptor_range(window);
	int r = -ENOMEM;

	if (pages.last - pages.first < SIZE_MAX)
		r = hwreg_mapping_make(&window->mapping, target->fd, pages.first,
				       pages.last - pages.first + 1, window->flags);
	if (!r) {
		find_bytes(window, &pages);
		return 0;
	}
	/* EINVAL: some network file systems have no shared writable mappings */
	if ((r == -ENODEV || r == -EINVAL) && target->backend->read && !window->copy) {
		target->unmappable = true;
		return 0;
	}
	return map_failed(window, -r, "map", err);
}

static void tell_limit(struct hwreg_error *err)
{
	struct rlimit limit = { .rlim_cur = 0 };

	getrlimit(RLIMIT_MEMLOCK, &limit);
	hwreg_error_append(
		err,
		": RLIMIT_MEMLOCK allows %llu bytes;\nraise it (ulimit -l, LimitMEMLOCK= "
		"of a systemd unit), or have the capability CAP_IPC_LOCK",
		(unsigned long long)limit.rlim_cur);
}

/* Registers are not paged out, but the kernel would count their pages against the limit */
static int lock_memory(struct hwreg_window *window, struct hwreg_error *err)
{
	int r;

	if (!(window->flags & HWREG_LOCK_MEMORY) || !window->mapping.at ||
	    (window->target->backend->flags & HWREG_BACKEND_DEVICE))
		return 0;
	if (mlock(window->mapping.at, window->mapping.size) == 0)
		return 0;
	r = map_failed(window, errno, "lock in memory", err);
	tell_limit(err);
	return r;
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

/* A system call that makes the access returns an error instead */
static bool may_fault(const struct hwreg_window *window)
{
	return window->mapping.at || (window->target->backend->flags & HWREG_BACKEND_FAULTS);
}

int hwreg_window_open(struct hwreg_window **out, struct hwreg_target *target, uint64_t address,
		      uint64_t size, uint64_t flags, struct hwreg_error *err)
{
	struct hwreg_window *window;
	int r;

	if (flags & ~HWREG_WINDOW_FLAGS)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL, "unknown window flags");
	window = calloc(1, sizeof(*window));
	if (!window)
		return hwreg_error_memory(err);
	window->flags = flags;
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
		if (!r)
			r = lock_memory(window, err);
		if (r)
			goto fail;
	}
	if ((flags & HWREG_GUARD) && may_fault(window)) {
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
	hwreg_hook_forget(window);
	if (window->list)
		*window->list = window->next;
	if (window->next)
		window->next->list = window->list;
	hwreg_mapping_remove(&window->mapping);
	free(window);
}

int hwreg_window_make_writable(struct hwreg_window *window, struct hwreg_error *err)
{
	if (!window->mapping.at || window->mapped_writable)
		return 0;
	if (mprotect(window->mapping.at, window->mapping.size, PROT_READ | PROT_WRITE) != 0)
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
	if (!window->mapping.at)
		return target->backend->sync(target, err);
	if (!window->unsynced && !window->lent)
		return 0;
	if (msync(window->mapping.at, window->mapping.size, MS_SYNC) == 0) {
		window->unsynced = false;
		return 0;
	}
	r = errno;
	return hwreg_error_set(err, HWREG_ERROR_ACCESS, r, "%s: write back: %s", target->path,
			       strerror(r));
}

/* What the window would be, if the target has it by now */
static int grown_numbers(const struct hwreg_window *window, uint64_t size,
			 struct hwreg_range *numbers, struct hwreg_error *err)
{
	struct hwreg_target *target = window->target;
	uint64_t first = window->numbers.first, now = window->numbers.last - first;
	int r;

	if (!target->backend->measure)
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, ENOTSUP,
			"%s: a window on a device does not grow; close it and open a "
			"longer one",
			target->spec);
	if (size == 0 || size - 1 < now)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "a window of 0x%" PRIx64 " bytes cannot grow to 0x%" PRIx64,
				       now + 1, size);
	if (!hwreg_range_make(numbers, first, size))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
				       "0x%" PRIx64 "..+0x%" PRIx64
				       " goes past the end of the 64-bit address space",
				       first, size);
	r = target->backend->measure(target, err);
	if (!r)
		r = hwreg_target_check(target, numbers, err);
	if (!r && target->backend->check)
		r = target->backend->check(target, numbers, err);
	return r;
}

int hwreg_window_grow(struct hwreg_window *window, uint64_t size, struct hwreg_error *err)
{
	struct hwreg_range before = window->numbers, pages;
	int r = grown_numbers(window, size, &window->numbers, err);

	/* as the pages of a mapped one, its addresses may become others */
	hwreg_hook_forget(window);
	if (r || !window->mapping.at) {
		if (r)
			window->numbers = before;
		return r;
	}
	pages = descriptor_range(window);
	r = -ENOMEM;
	if (pages.last - pages.first < SIZE_MAX)
		r = hwreg_mapping_grow(&window->mapping, pages.last - pages.first + 1,
				       window->flags);
	find_bytes(window, &pages);
	if (!r)
		return 0;
	map_failed(window, -r, "grow to", err);
	if (r == -EAGAIN)
		tell_limit(err);
	window->numbers = before;
	return r;
}

volatile void *hwreg_window_pointer(struct hwreg_window *window)
{
	if (window->write && hwreg_window_make_writable(window, NULL) != 0)
		return NULL;
	window->lent = true;
	return window->bytes;
}
