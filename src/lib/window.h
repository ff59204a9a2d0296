/* SPDX-License-Identifier: MIT */
/* window.h - a mapped part of a target: page-aligned underneath, byte-exact on top */
#ifndef HWREG_LIB_WINDOW_H
#define HWREG_LIB_WINDOW_H

#include "mapping.h"
#include "target.h"

struct hwreg_hook;

/** What a session hands on to its windows */
#define HWREG_WINDOW_FLAGS                                                                \
	(HWREG_WRITE | HWREG_GUARD | HWREG_WHAT_IF | HWREG_GUARD_PAGES | HWREG_POPULATE | \
	 HWREG_LOCK_MEMORY)

/**
 * struct hwreg_window - what hwreg_window_open() made
 * @target: the one that really serves it, never `auto`
 * @numbers: the range asked for, as @target numbers it
 * @flags: what hwreg_window_open() was asked for
 * @mapping: its pages; none: accessed by the backend's read and write
 * @bytes: where number numbers.first is in the mapping
 * @write: may be written
 * @copy: mapped privately: writes stay in the window
 * @mapped_writable: the mapping is PROT_WRITE by now
 * @unsynced: written since it was last synced
 * @lent: its pointer was given away, so that writes are not seen
 * @guard: accesses are guarded
 * @hook: addresses for HWREG_IO_HOOK, once they were asked for
 * @next: of the windows that one session has given to drivers
 * @list: what points to this one in that list; NULL: it is in none
 */
struct hwreg_window {
	struct hwreg_target *target;
	struct hwreg_range numbers;
	uint64_t flags;
	struct hwreg_mapping mapping;
	volatile char *bytes;
	bool write;
	bool copy;
	bool mapped_writable;
	bool unsynced;
	bool lent;
	bool guard;
	struct hwreg_hook *hook;
	struct hwreg_window *next;
	struct hwreg_window **list;
};

/** hwreg_window_make_writable() - PROT_WRITE from the first write on */
int hwreg_window_make_writable(struct hwreg_window *window, struct hwreg_error *err);

#endif
