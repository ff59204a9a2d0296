/* SPDX-License-Identifier: MIT */
/* replace.h - files that are there when they are whole, or not at all */
#ifndef HWREG_COMMON_REPLACE_H
#define HWREG_COMMON_REPLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct stat;

/**
 * struct hwreg_replacement - what a file is to hold
 * @fill: writes it to an empty file; returns 0 or a negative errno
 * @data: handed to @fill
 * @most: bytes that it can be
 * @like: whose owner and permissions it gets, as far as that is allowed; NULL: of the process
 */
struct hwreg_replacement {
	int (*fill)(int fd, const void *data);
	const void *data;
	uint64_t most;
	const struct stat *like;
};

/** hwreg_write_all() - write(2) until it is done; Return: 0 or a negative errno */
int hwreg_write_all(int fd, const void *data, size_t size);

/**
 * hwreg_replace() - write a file of another name in the same directory, then rename it
 * @folder: a directory's descriptor or AT_FDCWD
 * @path: of the file, from there
 * @mode: of the file
 * @sync: wait until it is on the disk
 *
 * Signals wait until it is done. What a process that was killed has left of this file, ".NAME.PID.TIME", is
 * removed by the next one.
 *
 * Return: 0, -ENOMEM, -EFBIG or what the system says; nothing is left then.
 */
int hwreg_replace(int folder, const char *path, mode_t mode, bool sync,
		  const struct hwreg_replacement *with);

/**
 * hwreg_replace_file() - the same at @path, on the disk
 * @why: where it does not say enough: a text; else NULL
 *
 * Of a link what it leads to is replaced. Owner and permissions stay. What is no regular file is refused,
 * and what may not be written.
 *
 * Return: as hwreg_replace(), with a text -EISDIR, -EINVAL or -ENOENT.
 */
int hwreg_replace_file(const char *path, const struct hwreg_replacement *with, const char **why);

#endif
