/* SPDX-License-Identifier: MIT */
/* search.h - where board files are looked for */
#ifndef HWREG_LIB_BOARD_SEARCH_H
#define HWREG_LIB_BOARD_SEARCH_H

#include "error.h"

/** search_options() - the caller's options, of whatever size, as this version knows them */
int search_options(struct hwreg_board_options *out, const struct hwreg_board_options *user,
		   struct hwreg_error *err);

/** search_is_path() - is a board's name the path of a file? */
bool search_is_path(const char *name);

/** search_path_new() - the directories, separated by `:`; to be freed; NULL: no memory */
char *search_path_new(const struct hwreg_board_options *options);

/**
 * search_files() - the files *.yaml of all directories, by directory and name
 * @below: a directory in each of them, "" for itself
 * @callback: a file is hidden by one of the same name in an earlier directory; a return other than 0
 *            stops and is returned
 */
int search_files(const char *search_path, const char *below,
		 int (*callback)(void *data, const char *name, const char *file), void *data,
		 struct hwreg_error *err);

/** search_detect() - hwreg_board_detect() on the machine whose files are below @root */
int search_detect(struct hwreg_board **out, const struct hwreg_board_options *options,
		  const char *root, struct hwreg_error *err);

/** search_lacks() - does an error of open() say that there is no such file, or none for this user? */
static inline bool search_lacks(int sys_errno)
{
	return sys_errno == ENOENT || sys_errno == ENOTDIR || sys_errno == EACCES ||
	       sys_errno == ELOOP || sys_errno == ENAMETOOLONG;
}

#endif
