/* SPDX-License-Identifier: MIT */
/* machine.h - which machine this is, from its device tree or its DMI strings */
#ifndef HWREG_LIB_BOARD_MACHINE_H
#define HWREG_LIB_BOARD_MACHINE_H

#include "error.h"

/**
 * struct machine - the identity of a machine
 * @root: directory that proc and sys are in, "" for that of the system
 * @compatible: of the device tree's root: strings with NULs behind, @size bytes
 * @name: of the kind of machine, as `uname -m` prints it, such as "armv7l"
 */
struct machine {
	const char *root;
	size_t size;
	char compatible[4096];
	char name[66];
	int failed; /* errno of the first file of the device tree that is there and could not be read */
	const char *failed_at;
};

/** machine_read() - identify the machine whose files are below @root, which must outlive it */
void machine_read(struct machine *machine, const char *root);

/** machine_release() - nothing to free today, but callers need not know */
static inline void machine_release(struct machine *machine)
{
	machine->size = 0;
}

/** machine_matches() - is it one that the board's `match` names? `any` does not count. */
bool machine_matches(const struct machine *machine, const struct hwreg_board *board);

/** machine_describe() - its identity in one line, in the caller's buffer */
const char *machine_describe(const struct machine *machine, char *buffer, size_t size);

/** machine_check() - hwreg_board_match() on the machine whose files are below @root */
int machine_check(const struct hwreg_board *board, const char *root, struct hwreg_error *err);

#endif
