// SPDX-License-Identifier: MIT
/*
 * interrupts.c - round trips of an interrupt: the library beside bare reads and writes of the UIO
 * device; nanoseconds each
 *
 * For the emulated machine whose clock, a PL031, is /dev/uio0: a match that equals the time interrupts at
 * once.
 */
#include <hwreg.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 61
#define INTERRUPTS 400

enum { DR = 0x00 / 4, MR = 0x04 / 4, IMSC = 0x10 / 4, RIS = 0x14 / 4, ICR = 0x1c / 4 };

static volatile uint32_t *clock_registers;

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void fail(const char *what)
{
	fprintf(stderr, "interrupts: %s\n", what);
	exit(1);
}

/* Again if the time went on between the read and the write */
static void raise_one(void)
{
	do
		clock_registers[MR] = clock_registers[DR];
	while (!clock_registers[RIS]);
}

static void bare(void)
{
	int fd = open("/dev/uio0", O_RDWR);
	int32_t count, on = 1;
	double start = now();

	for (int i = 0; i < INTERRUPTS; i++) {
		raise_one();
		if (read(fd, &count, sizeof(count)) != sizeof(count))
			fail("read");
		clock_registers[ICR] = 1;
		if (write(fd, &on, sizeof(on)) != sizeof(on))
			fail("write");
	}
	printf("bare %.0f\n", (now() - start) / INTERRUPTS);
	close(fd);
}

static void library(const char *name, int cancel)
{
	const struct hwreg_interrupt_options options = { .size = sizeof(options),
							 .flags = HWREG_WRITE };
	struct hwreg_interrupt_event event = { .size = sizeof(event) };
	struct hwreg_interrupt *interrupt;
	double start;

	if (hwreg_interrupt_open(&interrupt, "uio:uio0", &options, NULL))
		fail("open");
	start = now();
	for (int i = 0; i < INTERRUPTS; i++) {
		raise_one();
		if (hwreg_interrupt_wait(interrupt, -1, cancel, &event, NULL) || event.missed)
			fail("wait");
		clock_registers[ICR] = 1;
		if (hwreg_interrupt_enable(interrupt, true, NULL))
			fail("enable");
	}
	printf("%s %.0f\n", name, (now() - start) / INTERRUPTS);
	hwreg_interrupt_close(interrupt);
}

int main(void)
{
	int cancel = eventfd(0, EFD_CLOEXEC);
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_target *target;
	struct hwreg_window *window;
	int32_t on = 1;
	int fd = open("/dev/uio0", O_RDWR);

	if (fd < 0 || cancel < 0 || hwreg_target_new(&target, "uio:uio0", NULL, &err) ||
	    hwreg_window_open(&window, target, 0, 0x1000, HWREG_WRITE, &err))
		fail(fd < 0 ? "/dev/uio0" : err.message);
	clock_registers = hwreg_window_pointer(window);
	clock_registers[ICR] = 1;
	clock_registers[IMSC] = 1;
	if (write(fd, &on, sizeof(on)) != sizeof(on))
		fail("write");
	for (int i = 0; i < ROUNDS; i++) {
		bare();
		library("library", -1);
		library("cancellable", cancel);
	}
	clock_registers[IMSC] = 0;
	hwreg_window_close(window);
	hwreg_target_free(target);
	return 0;
}
