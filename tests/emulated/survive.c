// SPDX-License-Identifier: MIT
/* survive - one process with the library: a read that nothing answers, then a good one */
#include <hwreg.h>
#include <inttypes.h>
#include <stdio.h>

int main(void)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_target *target;
	struct hwreg_window *hole, *rtc;
	uint64_t value;

	if (hwreg_target_new(&target, "mem", NULL, &err) != 0 ||
	    hwreg_window_open(&hole, target, 0x08500000, 4, HWREG_GUARD, &err) != 0 ||
	    hwreg_window_open(&rtc, target, 0x09010000, 0x1000, HWREG_GUARD, &err) != 0) {
		puts(err.message);
		return 4;
	}
	for (int i = 0; i < 1000; i++)
		if (hwreg_window_read(hole, 0, 32, HWREG_LITTLE_ENDIAN, &value, &err) == 0)
			return 1;
	puts(err.message);
	if (hwreg_window_read(rtc, 0xfe0, 32, HWREG_LITTLE_ENDIAN, &value, &err) != 0)
		return 3;
	printf("0x%08" PRIx64 "\n", value);
	hwreg_window_close(rtc);
	hwreg_window_close(hole);
	hwreg_target_free(target);
	return 0;
}
