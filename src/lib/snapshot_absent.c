// SPDX-License-Identifier: MIT
/* snapshot_absent.c - snapshots where YAML cannot be read */
#include <errno.h>

#include "error.h"

int hwreg_snapshot_load(struct hwreg_snapshot **out, const char *path,
			const struct hwreg_snapshot_options *options, struct hwreg_error *err)
{
	(void)out;
	(void)options;
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENOSYS,
			       "%s: this hwreg was built without YAML (CONFIG_BOARD)", path);
}
