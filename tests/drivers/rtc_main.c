// SPDX-License-Identifier: MIT
/*
 * rtc_main.c - a clock
 *
 * usage: rtc get			the time, in seconds since 1970
 *        rtc set TIME			and what it is then
 *        rtc alarms COUNT		one each second
 *        rtc watch COUNT [LINE]	the same, and edges of a GPIO line meanwhile
 *
 * Exit status: 0; 1 no alarm in time; 2 usage; 3 the clock was taken away; 4 not available here
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "rtc.h"

#define PATIENCE INT64_C(20000000000)

static void tell_alarm(const struct rtc *rtc, uint32_t at)
{
	printf("alarm: %" PRIu32 " s late, interrupt %" PRIu32 ", missed %" PRIu32 "\n",
	       rtc_DR_read(&rtc->regs) - at, rtc->device.irq.count, rtc->device.irq.missed);
	fflush(stdout);
}

static int alarms(struct rtc *rtc, uint32_t count, struct hwreg_error *err)
{
	int r = 0;

	while (!r && count--) {
		const uint32_t at = rtc_DR_read(&rtc->regs) + 1;

		r = rtc_set_alarm(rtc, at, err);
		if (!r)
			r = rtc_wait_alarm(rtc, PATIENCE, err);
		if (!r)
			tell_alarm(rtc, at);
	}
	return r;
}

/* All edges that there are. Return: 0, or what is wrong with the line */
static int tell_edges(struct hwreg_gpio *gpio, struct hwreg_error *err)
{
	struct hwreg_gpio_event event = { .size = sizeof(event) };
	int r;

	while (!(r = hwreg_gpio_read_event(gpio, &event, 0, -1, err))) {
		printf("line: %s\n", event.edge == HWREG_GPIO_RISING ? "rising" : "falling");
		fflush(stdout);
	}
	return r == -ETIMEDOUT ? 0 : r;
}

/* The program's own loop: two descriptors, and nothing that blocks but poll() */
static int loop(struct rtc *rtc, uint32_t count, struct hwreg_gpio *gpio, struct hwreg_error *err)
{
	struct pollfd fds[] = { { rtc->device.irq.fd, POLLIN, 0 },
				{ gpio ? hwreg_gpio_fd(gpio) : -1, POLLIN, 0 } };
	uint32_t at = rtc_DR_read(&rtc->regs) + 1;
	int r = rtc_set_alarm(rtc, at, err);

	while (!r && count) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return fail(err, HWREG_ERROR_ACCESS, errno, "poll: %s", strerror(errno));
		if (fds[1].revents)
			r = tell_edges(gpio, err);
		if (r || !fds[0].revents)
			continue;
		r = rtc_wait_alarm(rtc, 0, err);
		if (r)
			continue;
		tell_alarm(rtc, at);
		at = rtc_DR_read(&rtc->regs) + 1;
		r = --count ? rtc_set_alarm(rtc, at, err) : 0;
	}
	return r;
}

static int watch(struct rtc *rtc, uint32_t count, const char *line, struct hwreg_error *err)
{
	const struct hwreg_gpio_options options = {
		.size = sizeof(options),
		.board = rtc->device.board,
		.consumer = "rtc",
	};
	struct hwreg_gpio *gpio = NULL;
	int r = 0;

	if (line)
		r = hwreg_gpio_open_edges(&gpio, line, HWREG_GPIO_RISING | HWREG_GPIO_FALLING,
					  &options, err);
	if (!r)
		r = loop(rtc, count, gpio, err);
	hwreg_gpio_close(gpio);
	return r;
}

static int run(struct rtc *rtc, int argc, char **argv, struct hwreg_error *err)
{
	const char *what = argc > 1 ? argv[1] : "";
	uint32_t value = 0;
	int r = argc > 2 ? number(argv[2], &value, err) : 0;

	if (r)
		return r;
	if (argc == 3 && strcmp(what, "alarms") == 0)
		return alarms(rtc, value, err);
	if ((argc == 3 || argc == 4) && strcmp(what, "watch") == 0)
		return watch(rtc, value, argv[3], err);
	if (argc == 3 && strcmp(what, "set") == 0)
		rtc_LR_write(&rtc->regs, value);
	else if (argc != 2 || strcmp(what, "get") != 0)
		return fail(err, HWREG_ERROR_REQUEST, EINVAL,
			    "usage: rtc get | set TIME | alarms COUNT | watch COUNT [LINE]");
	printf("%" PRIu32 "\n", rtc_DR_read(&rtc->regs));
	return 0;
}

int main(int argc, char **argv)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct rtc rtc = { .regs = { NULL } };
	int r = rtc_open(&rtc, &err);

	if (!r)
		r = run(&rtc, argc, argv, &err);
	if (r)
		fprintf(stderr, "rtc: %s\n", err.message);
	rtc_close(&rtc);
	return r ? (int)err.kind : 0;
}
