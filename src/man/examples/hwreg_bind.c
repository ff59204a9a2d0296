// SPDX-License-Identifier: MIT
/* hwreg_bind.c - what giving a device to UIO would write to sysfs: hwreg_bind 0x09010000 */
#include <hwreg.h>
#include <stdio.h>

static void tell(void *data, const char *path, const char *text)
{
	(void)data;
	printf("%s <- %s\n", path, text);
}

int main(int argc, char **argv)
{
	struct hwreg_bind_options options = { .size = sizeof(options),
					      .flags = HWREG_DRY_RUN,
					      .tell = tell };
	struct hwreg_bind_result result = { .size = sizeof(result) };
	struct hwreg_error err = HWREG_ERROR_INIT;

	if (argc != 2) {
		fprintf(stderr, "usage: hwreg_bind ADDRESS\n");
		return 2;
	}
	if (hwreg_number_parse(argv[1], &options.address, &err) != 0 ||
	    hwreg_bind(&options, &result, &err) != 0) {
		fprintf(stderr, "%s\n", err.message);
		return err.kind;
	}
	printf("%s device %s would go from %s to %s\n", result.bus, result.device,
	       result.before[0] ? result.before : "no driver", result.driver);
	return 0;
}
