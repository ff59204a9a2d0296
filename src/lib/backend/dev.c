// SPDX-License-Identifier: MIT
/* dev.c - other character devices that can be mapped: /dev/gpiomem, /dev/fb0 */
#include "backend/backend.h"

#include <string.h>
#include <sys/stat.h>

static int parse(struct hwreg_target *target, const char *rest, struct hwreg_error *err)
{
	struct stat st;
	int r;

	if (!rest || !*rest)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "target '%s': expected dev:PATH, such as dev:/dev/gpiomem",
				       target->spec);
	target->path = strdup(rest);
	if (!target->path)
		return hwreg_error_memory(err);
	if (stat(rest, &st) != 0) {
		r = errno;
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, r, "%s: %s", rest,
				       strerror(r));
	}
	if (!S_ISCHR(st.st_mode))
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EINVAL, "%s: not a character device%s", rest,
			S_ISREG(st.st_mode) || S_ISBLK(st.st_mode) ? "; use file:PATH" : "");
	return 0;
}

static void explain(const struct hwreg_target *target, int sys_errno,
		    const struct hwreg_range *range, struct hwreg_error *err)
{
	if (range && (sys_errno == ENODEV || sys_errno == EACCES))
		hwreg_error_append(
			err, ": this device cannot be mapped, so it has no registers to show");
	else if (range && (sys_errno == EINVAL || sys_errno == ENXIO))
		hwreg_error_append(err, ": %s does not reach that far, or has no such page",
				   target->path);
}

const struct hwreg_backend hwreg_backend_dev = {
	.kind = { "dev", "dev:PATH", "another character device that can be mapped" },
	.flags = HWREG_BACKEND_DEVICE,
	.parse = parse,
	.explain = explain,
};
