// SPDX-License-Identifier: MIT
/* hwreg_interrupt.c - count the interrupts of a UIO device: hwreg_interrupt uio:pl031 */
#include <hwreg.h>
#include <stdio.h>

/* Has the device take its request back: a write to a register of its own */
static int acknowledge(void)
{
	return 0;
}

static int loop(struct hwreg_interrupt *interrupt, struct hwreg_error *err)
{
	struct hwreg_interrupt_event event = { .size = sizeof(event) };
	int r = 0;

	while (!r) {
		r = hwreg_interrupt_enable(interrupt, true, err);
		if (!r) /* -EIO when the device is taken away */
			r = hwreg_interrupt_wait(interrupt, -1, -1, &event, err);
		if (!r)
			printf("interrupt %u, %u missed\n", event.count, event.missed);
		if (!r)
			r = acknowledge();
	}
	return r;
}

int main(int argc, char **argv)
{
	struct hwreg_interrupt_options options = { .size = sizeof(options), .flags = HWREG_WRITE };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_interrupt *interrupt = NULL;
	int r;

	if (argc != 2) {
		fprintf(stderr, "usage: hwreg_interrupt DEVICE\n");
		return 2;
	}
	r = hwreg_interrupt_open(&interrupt, argv[1], &options, &err);
	if (!r)
		r = loop(interrupt, &err);
	if (r)
		fprintf(stderr, "%s\n", err.message);
	hwreg_interrupt_close(interrupt);
	return (int)err.kind;
}
