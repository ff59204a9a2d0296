/* SPDX-License-Identifier: MIT */
/* access.h - the one place through which every access of a register goes */
#ifndef HWREG_LIB_ACCESS_H
#define HWREG_LIB_ACCESS_H

#include "window.h"

/** struct hwreg_observer - who is told of each access; @call may be NULL */
struct hwreg_observer {
	int (*call)(void *data, const struct hwreg_access *access);
	void *data;
};

/**
 * hwreg_access_check() - could this access be made exactly?
 * @target: the one that would serve it, never `auto`
 * @number: as @target numbers it
 * @bits: width
 *
 * Return: 0, -EINVAL if @bits is no width or @number is no multiple of it, -ENOTSUP for 64 bits on a
 * 32-bit CPU.
 */
int hwreg_access_check(const struct hwreg_target *target, uint64_t number, unsigned int bits,
		       struct hwreg_error *err);

/**
 * hwreg_access_make() - one load or store of exactly access->width bits
 * @access: number, width, endian, write and value (of a write) filled in; the rest is filled here
 *
 * The observer is called before and after. A failed access says in @err which one it was.
 */
int hwreg_access_make(struct hwreg_window *window, const struct hwreg_observer *observer,
		      struct hwreg_access *access, struct hwreg_error *err);

#endif
