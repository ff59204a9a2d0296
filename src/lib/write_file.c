// SPDX-License-Identifier: MIT
/* write_file.c - files that a caller of the library names */
#include "write_file.h"

#include <errno.h>
#include <string.h>

#include "error.h"

int hwreg_write_file(const char *path, const struct hwreg_replacement *with,
		     struct hwreg_error *err)
{
	const char *why;
	int r = hwreg_replace_file(path, with, &why);

	if (!r)
		return 0;
	if (r == -ENOMEM)
		return hwreg_error_memory(err);
	if (r == -EISDIR && why)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EISDIR,
				       "'%s' is not the name of a file", path);
	return hwreg_error_set(err, why ? HWREG_ERROR_REQUEST : HWREG_ERROR_ACCESS, -r, "%s: %s",
			       path, why ? why : strerror(-r));
}
