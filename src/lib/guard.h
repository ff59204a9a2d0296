/* SPDX-License-Identifier: MIT */
/*
 * guard.h - a bus error of an access becomes an error value
 *
 * While any user holds the guard, SIGBUS and SIGSEGV go first to a handler that looks whether the
 * thread they hit is making a guarded access; if so the access fails and the thread goes on. Every
 * other fault goes to the handlers that were there before.
 */
#ifndef HWREG_LIB_GUARD_H
#define HWREG_LIB_GUARD_H

#include <setjmp.h>

#include "error.h"

/**
 * struct hwreg_guard_frame - one guarded access, or a function that makes many
 * @env: where a fault of it goes
 * @outer: the one that it interrupted, if a signal handler makes it
 * @first: first byte that it may touch
 * @size: bytes that it may touch
 * @instruction: it touches none: an instruction that the CPU may refuse, as that of an I/O port
 * @owns: of a function, instead of @first and @size: may it touch this byte? Called by the handler
 * @owner: handed to @owns
 * @fault: the address that the kernel told of a fault, if it did
 */
struct hwreg_guard_frame {
	sigjmp_buf env;
	struct hwreg_guard_frame *outer;
	const volatile char *first;
	size_t size;
	bool instruction;
	bool (*owns)(const void *owner, const volatile char *at);
	const void *owner;
	volatile char *volatile fault;
};

/** hwreg_guard_acquire() - install the handlers for the first user; thread-safe */
int hwreg_guard_acquire(struct hwreg_error *err);

/**
 * hwreg_guard_release() - put the earlier handlers back after the last user, if ours are still there
 *
 * A handler that was installed over ours stays; it is expected to chain to ours, which it replaced.
 */
void hwreg_guard_release(void);

/** hwreg_guard_is_there() - has anyone installed the handlers? */
bool hwreg_guard_is_there(void);

/**
 * hwreg_guard_enter() - faults of this thread now jump to @frame->env
 *
 * The first call in a thread unblocks SIGBUS and SIGSEGV there: the kernel ends a process for a fault
 * whose signal is blocked.
 */
void hwreg_guard_enter(struct hwreg_guard_frame *frame);

/** hwreg_guard_leave() - the innermost frame of this thread is done */
void hwreg_guard_leave(void);

#endif
