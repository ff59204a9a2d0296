/* SPDX-License-Identifier: MIT */
/* backend.h - what implements one kind of target */
#ifndef HWREG_LIB_BACKEND_H
#define HWREG_LIB_BACKEND_H

#include <sys/types.h>

#include "error.h"
#include "target.h"

/** The board must be for this machine before such a target is opened */
#define HWREG_BACKEND_MACHINE (1u << 0)
/** One SPEC serves all spaces of a board */
#define HWREG_BACKEND_ALL_SPACES (1u << 1)
/** A device: opening and mapping it may need privileges */
#define HWREG_BACKEND_DEVICE (1u << 2)

/** Memory and no device: what is written in one place changes no other */
#define HWREG_BACKEND_MEMORY (1u << 3)

/** Not mapped, and an access may raise a signal all the same: the guard is for it */
#define HWREG_BACKEND_FAULTS (1u << 4)

typedef int hwreg_target_callback(void *data, const struct hwreg_target_info *info);

/**
 * struct hwreg_backend - one kind of target; every pointer but @parse may be NULL
 * @kind: name (before the colon of a SPEC), form and help
 * @flags: HWREG_BACKEND_…
 * @parse: fill @target from what follows the colon (NULL if there was none); opens no device
 * @resolve: the target that really serves a range, owned by @target
 * @check: is the place of an access, inside the target's numbers, really there?
 * @settle: take over what the board says of target->space, once that is known; opens no device
 * @admit: can the open target make accesses of so many bits at all?
 * @open: open target->fd; default: open target->path
 * @explain: add to @err why opening or mapping failed and what to do; @range is NULL for opening
 * @read: @count bytes, in memory order, where a window is not mapped
 * @write: likewise
 * @lock: exclude others from @range until @unlock; default: the lock file
 * @measure: see again how far target->numbers reach, for windows that grow; default: they cannot
 * @sync: have what was written reach storage
 * @hook: attach behaviour to a register
 * @release: free target->private
 * @list: tell what there is on this machine
 */
struct hwreg_backend {
	struct hwreg_target_kind kind;
	unsigned int flags;
	int (*parse)(struct hwreg_target *target, const char *rest, struct hwreg_error *err);
	int (*resolve)(struct hwreg_target *target, const struct hwreg_range *range, bool write,
		       struct hwreg_target **out, struct hwreg_error *err);
	int (*check)(const struct hwreg_target *target, const struct hwreg_range *range,
		     struct hwreg_error *err);
	int (*settle)(struct hwreg_target *target, struct hwreg_error *err);
	int (*admit)(const struct hwreg_target *target, unsigned int bits, bool write,
		     struct hwreg_error *err);
	int (*open)(struct hwreg_target *target, bool write, struct hwreg_error *err);
	void (*explain)(const struct hwreg_target *target, int sys_errno,
			const struct hwreg_range *range, struct hwreg_error *err);
	int (*read)(struct hwreg_target *target, uint64_t number, void *bytes, size_t count,
		    struct hwreg_error *err);
	int (*write)(struct hwreg_target *target, uint64_t number, const void *bytes, size_t count,
		     struct hwreg_error *err);
	int (*lock)(struct hwreg_target *target, const struct hwreg_range *range, int64_t timeout,
		    struct hwreg_error *err);
	void (*unlock)(struct hwreg_target *target, const struct hwreg_range *range);
	int (*measure)(struct hwreg_target *target, struct hwreg_error *err);
	int (*sync)(struct hwreg_target *target, struct hwreg_error *err);
	int (*hook)(struct hwreg_target *target, const struct hwreg_register *reg,
		    const struct hwreg_simulation_hook *hook, struct hwreg_error *err);
	void (*release)(struct hwreg_target *target);
	int (*list)(hwreg_target_callback *callback, void *data, struct hwreg_error *err);
};

/** hwreg_backend_table - those built in, in the order of help and listings; ends with NULL */
extern const struct hwreg_backend *const hwreg_backend_table[];

/** hwreg_backend_find() - by the name before the colon; NULL if it is not built in */
const struct hwreg_backend *hwreg_backend_find(const char *name, size_t length);

#endif
