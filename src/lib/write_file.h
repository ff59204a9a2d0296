/* SPDX-License-Identifier: MIT */
/* write_file.h - files that a caller of the library names */
#ifndef HWREG_LIB_WRITE_FILE_H
#define HWREG_LIB_WRITE_FILE_H

#include "replace.h"

struct hwreg_error;

/** hwreg_write_file() - hwreg_replace_file(), with an error */
int hwreg_write_file(const char *path, const struct hwreg_replacement *with,
		     struct hwreg_error *err);

#endif
