// SPDX-License-Identifier: MIT
/*
 * port-threads - a window on ports, opened by one thread and read by an older one, to which ioperm(2)
 * gave nothing; with an argument, by one whose permission is taken away: while the right to ask for
 * it again is there, and when it is not
 */
#include <hwreg.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/io.h>
#include <unistd.h>

static pthread_barrier_t opened;
static struct hwreg_window *window;

static int read_status(void)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	uint64_t value;

	/* the interrupt controller's mask, 0x21 */
	if (hwreg_window_read(window, 0x21, 8, HWREG_LITTLE_ENDIAN, &value, &err) != 0) {
		puts(err.message);
		return 3;
	}
	printf("0x%02" PRIx64 "\n", value);
	return 0;
}

static void *other(void *result)
{
	pthread_barrier_wait(&opened);
	*(int *)result = read_status();
	return NULL;
}

static int write_post_code(void)
{
	struct hwreg_error err = HWREG_ERROR_INIT;

	if (hwreg_window_write(window, 0x80, 8, HWREG_LITTLE_ENDIAN, 0x55, &err) != 0) {
		puts(err.message);
		return 3;
	}
	puts("written");
	return 0;
}

static int read_revoked(void)
{
	ioperm(0, 0x10000, 0);
	if (read_status() != 0)
		return 1;
	ioperm(0, 0x10000, 0);
	if (write_post_code() != 0 || setuid(65534) != 0 || read_status() != 0)
		return 1;
	ioperm(0, 0x10000, 0);
	return read_status() == 3 && write_post_code() == 3 && read_status() == 3 ? 0 : 1;
}

int main(int argc, char **argv)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_target *target;
	pthread_t thread;
	int result = 0, r;

	(void)argv;
	pthread_barrier_init(&opened, NULL, 2);
	if (argc == 1)
		pthread_create(&thread, NULL, other, &result);
	if (hwreg_target_new(&target, "port", NULL, &err) != 0 ||
	    hwreg_window_open(&window, target, 0, 0x100, HWREG_GUARD | HWREG_WRITE, &err) != 0) {
		puts(err.message);
		return 4;
	}
	r = argc == 1 ? read_status() : read_revoked();
	if (argc == 1) {
		pthread_barrier_wait(&opened);
		pthread_join(thread, NULL);
	}
	hwreg_window_close(window);
	hwreg_target_free(target);
	return r ? r : result;
}
