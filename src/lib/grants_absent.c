// SPDX-License-Identifier: MIT
/* grants_absent.c - a library without policy files */
#include "grants.h"

int hwreg_grants_load(struct hwreg_grants **out, const char *path,
		      const struct hwreg_grants_options *options, struct hwreg_error *err)
{
	(void)out;
	(void)options;
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENOSYS,
			       "%s: this hwreg was built without policies", path);
}
