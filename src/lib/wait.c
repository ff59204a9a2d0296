// SPDX-License-Identifier: MIT
/* wait.c - read until a value is there or a deadline has passed */
#include <inttypes.h>
#include <poll.h>
#include <time.h>

#include "error.h"
#include "session.h"

#define BUSY INT64_C(20000) /* nanoseconds in which one read follows the other */
#define LONGEST INT64_C(1000000) /* between two reads */
#define PART 8 /* of the time that it has taken already, between two reads */

/**
 * struct pace - when the next read is due
 * @start: of the first
 * @deadline: after which one more is made
 * @cancel: descriptor that ends it all, or -1
 */
struct pace {
	int64_t start;
	int64_t deadline;
	int cancel;
};

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

/* Without end while it has not taken long: what comes soon is seen soon, what takes long costs little */
static int rest(const struct pace *pace, struct hwreg_error *err)
{
	int64_t at = now(), time = (at - pace->start) / PART;
	struct pollfd cancel = { .fd = pace->cancel, .events = POLLIN };
	struct timespec nap = { .tv_nsec = 0 };

	if (at - pace->start > BUSY)
		nap.tv_nsec = time < LONGEST ? time : LONGEST;
	if (pace->deadline - at < nap.tv_nsec)
		nap.tv_nsec = pace->deadline > at ? pace->deadline - at : 0;
	/* without a descriptor this sleeps; an interrupted sleep is a short one */
	if (pace->cancel < 0 && !nap.tv_nsec)
		return 0;
	if (ppoll(&cancel, 1, &nap, NULL) <= 0)
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_ANSWER, ECANCELED, "the wait was cancelled");
}

/* @look: 1 if it is so, 0 if not yet. Return: 0, 1 when the time is over, or what failed */
static int until(int (*look)(void *data, struct hwreg_error *err), void *data, int64_t deadline,
		 int cancel, struct hwreg_error *err)
{
	struct pace pace = { .start = now(), .deadline = deadline, .cancel = cancel };
	bool late;
	int r;

	for (;;) {
		/* before the read: the last one is made when the time is over */
		late = now() >= deadline;
		r = look(data, err);
		if (r)
			return r < 0 ? r : 0;
		if (late)
			return 1;
		r = rest(&pace, err);
		if (r)
			return r;
	}
}

struct window_look {
	struct hwreg_window *window;
	struct hwreg_wait *wait;
};

static int look_at_window(void *data, struct hwreg_error *err)
{
	const struct window_look *look = data;
	struct hwreg_wait *wait = look->wait;
	int r = hwreg_window_read(look->window, wait->offset, wait->bits, wait->endian, &wait->seen,
				  err);

	return r ? r : (wait->seen & wait->mask) == wait->value;
}

int hwreg_window_wait(struct hwreg_window *window, struct hwreg_wait *wait, struct hwreg_error *err)
{
	struct window_look look = { .window = window, .wait = wait };
	int r;

	if (wait->size < sizeof(*wait) || wait->value & ~wait->mask)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "the wait's size is not set, or its value has bits that its "
				       "mask has not");
	r = until(look_at_window, &look, wait->deadline, wait->cancel, err);
	if (r <= 0)
		return r;
	return hwreg_error_set(err, HWREG_ERROR_ANSWER, ETIMEDOUT,
			       "offset 0x%" PRIx64 ": the bits 0x%" PRIx64 " are 0x%" PRIx64
			       ", and did not become 0x%" PRIx64 " in time",
			       wait->offset, wait->mask, wait->seen & wait->mask, wait->value);
}

struct session_look {
	struct hwreg_session *session;
	const struct hwreg_condition *condition;
	struct hwreg_item item;
	uint64_t seen;
};

/* A dry run reads nothing that could be compared */
static int look_at_register(void *data, struct hwreg_error *err)
{
	struct session_look *look = data;
	int r = hwreg_session_read(look->session, &look->item, &look->seen, err);

	if (r || (look->session->flags & HWREG_DRY_RUN))
		return r ? r : 1;
	return hwreg_condition_holds(look->condition, look->seen);
}

int hwreg_session_wait(struct hwreg_session *session, const struct hwreg_condition *condition,
		       int64_t deadline, int cancel, uint64_t *value, struct hwreg_error *err)
{
	struct session_look look = { .session = session, .condition = condition };
	int r;

	hwreg_condition_item(condition, &look.item);
	r = until(look_at_register, &look, deadline, cancel, err);
	if (r >= 0)
		*value = look.seen;
	if (r <= 0)
		return r;
	return hwreg_error_set(err, HWREG_ERROR_ANSWER, ETIMEDOUT,
			       "%s: it is 0x%" PRIx64 ", and the condition did not hold in time",
			       hwreg_condition_text(condition),
			       hwreg_item_value(session, &look.item, look.seen));
}
