// SPDX-License-Identifier: MIT
/*
 * rtc_model.c - a clock for tests of its driver: 100 of its seconds are one
 *
 * Its interrupt is as UIO's: a descriptor, and off when it has come. With RTC_MODEL=gone it is taken away
 * when the first alarm is waited for, with RTC_MODEL=late its time is about to go round.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "model.h"
#include "rtc.h"

#define TICK INT64_C(10000000)
#define SECOND INT64_C(1000000000)

/**
 * struct clock - the model
 * @start: CLOCK_MONOTONIC when the time was 0
 * @raised: bit 0 of RIS
 * @due: CLOCK_MONOTONIC of the match; 0: none is to come
 * @timer: expires when the interrupt comes
 */
struct clock {
	int64_t start;
	uint32_t match;
	bool unmasked;
	bool enabled;
	bool raised;
	int64_t due;
	int timer;
	uint32_t count;
};

static bool set_to(const char *how)
{
	const char *set = getenv("RTC_MODEL");

	return set && strcmp(set, how) == 0;
}

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * SECOND + time.tv_nsec;
}

/* Its time is the last 32 bits of that */
static int64_t ticks(const struct clock *clock)
{
	return (now() - clock->start) / TICK;
}

static void look(struct clock *clock)
{
	if (!clock->due || now() < clock->due)
		return;
	clock->raised = true;
	clock->due = 0;
}

/* Sets the timer for when the interrupt is to come */
static void arm(struct clock *clock)
{
	struct itimerspec at = { .it_value = { .tv_nsec = 0 } };
	int64_t when;

	look(clock);
	when = clock->raised ? 1 : clock->due;
	if (clock->enabled && clock->unmasked) {
		at.it_value.tv_sec = when / SECOND;
		at.it_value.tv_nsec = when % SECOND;
	}
	timerfd_settime(clock->timer, TFD_TIMER_ABSTIME, &at, NULL);
}

/* At a match that has been passed the time comes again when 32 bits have gone round */
static void set_due(struct clock *clock)
{
	const int64_t time = ticks(clock);
	const uint32_t left = clock->match - (uint32_t)time;

	clock->raised = clock->raised || !left;
	clock->due = left ? clock->start + (time + left) * TICK : 0;
	arm(clock);
}

/* ---- Registers -------------------------------------------------------------------------------- */

static int read_time(void *data, const struct hwreg_register *reg, uint64_t *value)
{
	(void)reg;
	*value = (uint32_t)ticks(data);
	return 0;
}

static int set_time(void *data, const struct hwreg_register *reg, uint64_t value)
{
	struct clock *clock = data;

	(void)reg;
	clock->start = now() - (int64_t)value * TICK;
	set_due(clock);
	return 0;
}

static int set_match(void *data, const struct hwreg_register *reg, uint64_t value)
{
	struct clock *clock = data;

	(void)reg;
	look(clock);
	clock->match = (uint32_t)value;
	set_due(clock);
	return 0;
}

static int set_mask(void *data, const struct hwreg_register *reg, uint64_t value)
{
	struct clock *clock = data;

	(void)reg;
	clock->unmasked = value & 1;
	arm(clock);
	return 0;
}

static int read_status(void *data, const struct hwreg_register *reg, uint64_t *value)
{
	struct clock *clock = data;

	(void)reg;
	look(clock);
	*value = clock->raised;
	return 0;
}

static int clear(void *data, const struct hwreg_register *reg, uint64_t value)
{
	struct clock *clock = data;

	(void)reg;
	look(clock);
	if (value & 1)
		clock->raised = false;
	arm(clock);
	return 0;
}

static const struct model_register registers[] = {
	{ "RTC.DR", read_time, NULL },
	{ "RTC.LR", NULL, set_time },
	{ "RTC.MR", NULL, set_match },
	{ "RTC.IMSC", NULL, set_mask },
	{ "RTC.RIS", read_status, NULL },
	{ "RTC.ICR", NULL, clear },
	{ NULL, NULL, NULL },
};

/* ---- Interrupt -------------------------------------------------------------------------------- */

static int enable(struct irq *irq, struct hwreg_error *err)
{
	struct clock *clock = irq->data;

	(void)err;
	clock->enabled = true;
	arm(clock);
	return 0;
}

static int wait_one(struct irq *irq, int64_t timeout, struct hwreg_error *err)
{
	struct clock *clock = irq->data;
	struct pollfd fd = { irq->fd, POLLIN, 0 };
	uint64_t expired;

	if (set_to("gone"))
		return fail(err, HWREG_ERROR_ACCESS, EIO, "the clock was taken away");
	if (poll(&fd, 1, (int)(timeout / 1000000)) != 1 ||
	    read(irq->fd, &expired, sizeof(expired)) != sizeof(expired))
		return fail(err, HWREG_ERROR_ANSWER, ETIMEDOUT, "no interrupt in time");
	clock->enabled = false;
	irq->count = ++clock->count;
	return 0;
}

static void close_one(struct irq *irq)
{
	struct clock *clock = irq->data;

	close(clock->timer);
	free(clock);
}

int rtc_device(struct device *device, struct hwreg_error *err)
{
	static const char *const targets[] = { "sim", NULL };
	struct clock *clock = calloc(1, sizeof(*clock));
	int r;

	if (!clock)
		return fail(err, HWREG_ERROR_ACCESS, ENOMEM, "out of memory");
	clock->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	clock->start = now() - (set_to("late") ? UINT32_MAX - INT64_C(5) : 0) * TICK;
	device->irq = (struct irq){
		.fd = clock->timer,
		.enable = enable,
		.wait = wait_one,
		.close = close_one,
		.data = clock,
	};
	r = device_start(device, "qemu-virt-arm64", targets, err);
	if (!r)
		r = model_attach(device, registers, clock, err);
	return r ? r : device_map(device, "RTC", err);
}
