// SPDX-License-Identifier: MIT
/* hwreg_window.c - 32 bits of a target: hwreg_window file:dump.bin 0x10 */
#include <hwreg.h>
#include <inttypes.h>
#include <stdio.h>

static int peek(const char *spec, uint64_t address, uint64_t *value, struct hwreg_error *err)
{
	struct hwreg_target *target = NULL;
	struct hwreg_window *window = NULL;
	int r = hwreg_target_new(&target, spec, NULL, err);

	if (!r)
		r = hwreg_window_open(&window, target, address, 4, HWREG_GUARD, err);
	if (!r)
		r = hwreg_window_read(window, 0, 32, HWREG_LITTLE_ENDIAN, value, err);
	hwreg_window_close(window);
	hwreg_target_free(target);
	return r;
}

int main(int argc, char **argv)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	uint64_t address, value;

	if (argc != 3) {
		fprintf(stderr, "usage: hwreg_window TARGET ADDRESS\n");
		return 2;
	}
	if (hwreg_number_parse(argv[2], &address, &err) != 0 ||
	    peek(argv[1], address, &value, &err) != 0) {
		fprintf(stderr, "%s\n", err.message);
		return err.kind;
	}
	printf("0x%08" PRIx64 "\n", value);
	return 0;
}
