// SPDX-License-Identifier: MIT
/* port-threads - a window on ports, opened by one thread and read by an older one, to which ioperm(2) gave nothing */
#include <hwreg.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>

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

int main(void)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_target *target;
	pthread_t thread;
	int result = 1, r;

	pthread_barrier_init(&opened, NULL, 2);
	pthread_create(&thread, NULL, other, &result);
	if (hwreg_target_new(&target, "port", NULL, &err) != 0 ||
	    hwreg_window_open(&window, target, 0, 0x100, HWREG_GUARD, &err) != 0) {
		puts(err.message);
		return 4;
	}
	r = read_status();
	pthread_barrier_wait(&opened);
	pthread_join(thread, NULL);
	hwreg_window_close(window);
	hwreg_target_free(target);
	return r ? r : result;
}
