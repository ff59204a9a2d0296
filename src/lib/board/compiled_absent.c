// SPDX-License-Identifier: MIT
/* compiled_absent.c - a library that neither reads nor writes compiled boards */
#include <errno.h>

#include "error.h"

int hwreg_board_save(const struct hwreg_board *board, const char *path, struct hwreg_error *err)
{
	(void)board;
	(void)path;
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENOSYS,
			       "this hwreg was built without compiled boards "
			       "(CONFIG_BOARD_COMPILED)");
}
