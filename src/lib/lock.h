/* SPDX-License-Identifier: MIT */
/*
 * lock.h - one holder at a time for a read and a write that belong together
 *
 * Open-file-description locks (fcntl(2)) on the bytes of the register: on the file itself for a
 * file, else at the physical address in one lock file, so that /dev/mem and UIO paths to one
 * register exclude each other. They end with the process that holds them.
 */
#ifndef HWREG_LIB_LOCK_H
#define HWREG_LIB_LOCK_H

#include "error.h"
#include "target.h"

/**
 * hwreg_lock_bytes() - lock bytes of an open file
 * @fd: open to write; locks belong to this open file, so that two sessions of one process exclude
 *      each other, too
 * @timeout: nanoseconds; the message names the process that holds the lock, where it may be known
 *
 * Return: 0, -ETIMEDOUT or what fcntl(2) says.
 */
int hwreg_lock_bytes(int fd, const char *path, const struct hwreg_range *range, int64_t timeout,
		     struct hwreg_error *err);

/** hwreg_unlock_bytes() - give them back */
void hwreg_unlock_bytes(int fd, const struct hwreg_range *range);

/**
 * hwreg_lock_place() - the bytes of the lock file that stand for registers
 *
 * Those at the physical address where the target knows it, so that every path to a register comes to
 * the same; else at a hash of the target's spec, where a collision makes somebody wait for nothing.
 */
struct hwreg_range hwreg_lock_place(const struct hwreg_target *target,
				    const struct hwreg_range *numbers);

/** hwreg_lock_file_open() - the one lock file of this machine; Return: a descriptor or -errno */
int hwreg_lock_file_open(const char **path, struct hwreg_error *err);

#endif
