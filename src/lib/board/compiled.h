/* SPDX-License-Identifier: MIT */
/* compiled.h - boards in files of their own, made by hwreg_board_save() */
#ifndef HWREG_LIB_BOARD_COMPILED_H
#define HWREG_LIB_BOARD_COMPILED_H

#include <sys/types.h>
#include <time.h>

#include "error.h"
#include "image_store.h"

#define COMPILED_SUFFIX ".hwb"

#ifdef CONFIG_BOARD_COMPILED

/**
 * compiled_load() - a board from a compiled file, all of it read and checked
 *
 * Return: 0, -ENOEXEC if this is another file, or -EISDIR, -ENOENT …, which others tell better; else
 * what image_store_open() says.
 */
int compiled_load(struct hwreg_board **out, const char *path, struct hwreg_error *err);

/**
 * compiled_write() - write an image to a file that is there when it is whole, or not at all
 * @folder: a directory's descriptor or AT_FDCWD
 * @path: of the file, from there; nobody else may read or write it
 * @modified: its time of modification
 *
 * Return: 0, -ENOMEM, -EFBIG or what the system says; nothing is left then.
 */
int compiled_write(int folder, const char *path, const struct timespec *modified,
		   const struct image_header *image, const void *note, size_t note_size);

#else

static inline int compiled_load(struct hwreg_board **out, const char *path, struct hwreg_error *err)
{
	(void)out;
	(void)path;
	(void)err;
	return -ENOEXEC;
}

#endif
#endif
