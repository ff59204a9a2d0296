// SPDX-License-Identifier: MIT
/* hwreg_io.c - start a timer through its mapped registers and read it: hwreg_io TARGET ADDRESS */
#include <hwreg.h>
#include <hwreg_io.h>
#include <stdio.h>

#define TIMER_CTRL 0x0
#define TIMER_CTRL_RUN 1u
#define TIMER_VALUE 0x4
#define TIMER_LOAD 0x8

static uint32_t run(volatile char *timer)
{
	hwreg_write32(timer + TIMER_LOAD, 1000);
	hwreg_write32(timer + TIMER_CTRL, hwreg_read32(timer + TIMER_CTRL) | TIMER_CTRL_RUN);
	/* the write has reached the timer when this has been read */
	return hwreg_read32(timer + TIMER_VALUE);
}

int main(int argc, char **argv)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_target *target = NULL;
	struct hwreg_window *window = NULL;
	volatile char *timer = NULL;
	uint64_t address;
	int r;

	if (argc != 3) {
		fprintf(stderr, "usage: hwreg_io TARGET ADDRESS\n");
		return 2;
	}
	r = hwreg_number_parse(argv[2], &address, &err);
	if (!r)
		r = hwreg_target_new(&target, argv[1], NULL, &err);
	if (!r)
		r = hwreg_window_open(&window, target, address, 0x20, HWREG_WRITE, &err);
	if (r)
		fprintf(stderr, "%s\n", err.message);
	else
		timer = hwreg_window_pointer(window);
	if (timer)
		printf("%u\n", run(timer));
	hwreg_window_close(window);
	hwreg_target_free(target);
	return timer ? 0 : 3;
}
