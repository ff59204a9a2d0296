/* SPDX-License-Identifier: MIT */
/*
 * sandbox.h - what the process may still ask of the kernel, where parsing or a device led it astray
 *
 * By seccomp(2) and landlock(7), each as far as this kernel and this build have it; where they are
 * missing everything works as before. What is given up is given up for good, by all threads that are
 * there or come later.
 */
#ifndef HWREG_TOOL_SANDBOX_H
#define HWREG_TOOL_SANDBOX_H

#include <stdbool.h>

/** enum sandbox_opens - files that can be opened once a command is set up */
enum sandbox_opens {
	SANDBOX_OPENS_NONE,
	SANDBOX_OPENS_TO_READ, /* any, but none is made or changed */
	SANDBOX_OPENS_BESIDE, /* the file to write, and its neighbours */
};

/**
 * sandbox_start() - from the first file that is parsed on: no program, no other process, no network
 *
 * Files and libraries can be opened as before. One that is called after the first does nothing.
 */
void sandbox_start(void);

/**
 * sandbox_seal() - everything is open that the command needs, and every library loaded
 * @opens: what is opened later all the same
 * @out: for SANDBOX_OPENS_BESIDE the file to write
 * @brief: the process is over at once: where landlock(7) closes all files that will do, as it takes 15 us
 *         and a filter 60
 *
 * Capabilities must have been dropped.
 */
void sandbox_seal(enum sandbox_opens opens, const char *out, bool brief);

/* ---- sandbox_filter.c ---- */

/**
 * sandbox_filter() - let seccomp(2) leave the calls of sandbox_calls.list
 * @sealed: those that a command needs when it is set up, and else those that set it up
 *
 * Return: 0 or a negative errno.
 */
int sandbox_filter(bool sealed, enum sandbox_opens opens);

/* ---- sandbox_landlock.c ---- */

/**
 * sandbox_landlock() - let landlock(7) leave no file but those that are to be written
 * @out: a file; if it is regular or is not there yet, its folder too; or NULL
 *
 * Return: 0 or a negative errno.
 */
int sandbox_landlock(const char *out);

#endif
