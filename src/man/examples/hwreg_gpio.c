// SPDX-License-Identifier: MIT
/* hwreg_gpio.c - wait five seconds for a line to rise: hwreg_gpio gpiochip0:3 */
#include <hwreg.h>
#include <stdio.h>
#include <time.h>

static int wait_edge(struct hwreg_gpio *gpio, struct hwreg_error *err)
{
	struct hwreg_gpio_event event = { .size = sizeof(event) };
	struct timespec now;
	int r;

	clock_gettime(CLOCK_MONOTONIC, &now);
	r = hwreg_gpio_read_event(gpio, &event, (now.tv_sec + 5) * INT64_C(1000000000), -1, err);
	if (!r)
		printf("it rose, %u times more before\n", event.lost);
	return r;
}

int main(int argc, char **argv)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_gpio *gpio;
	int r;

	if (argc != 2) {
		fprintf(stderr, "usage: hwreg_gpio CHIP:LINE\n");
		return 2;
	}
	r = hwreg_gpio_open_edges(&gpio, argv[1], HWREG_GPIO_RISING, NULL, &err);
	if (!r) {
		r = wait_edge(gpio, &err);
		hwreg_gpio_close(gpio);
	}
	if (r)
		fprintf(stderr, "%s\n", err.message);
	return r ? (int)err.kind : 0;
}
