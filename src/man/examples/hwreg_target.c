// SPDX-License-Identifier: MIT
/* hwreg_target.c - the kinds of targets that the library has, and those of this machine */
#include <hwreg.h>
#include <stdio.h>

static int tell(void *data, const struct hwreg_target_info *info)
{
	(void)data;
	printf("%s  %s  %s\n", info->spec, info->owner,
	       info->flags & HWREG_TARGET_READABLE ? "may be read" : info->note);
	return 0;
}

int main(void)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	const struct hwreg_target_kind *kind;

	for (unsigned int i = 0; (kind = hwreg_target_kind(i)); i++)
		printf("%-28s %s\n", kind->form, kind->help);
	if (hwreg_target_list(tell, NULL, &err) == 0)
		return 0;
	fprintf(stderr, "%s\n", err.message);
	return err.kind;
}
