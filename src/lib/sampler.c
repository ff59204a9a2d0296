// SPDX-License-Identifier: MIT
/* sampler.c - registers read again and again: at times, on demand, or as fast as can be */
#include "sampler.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "board/image.h"
#include "perform.h"
#include "rules.h"
#include "transfer.h"

#define SECOND INT64_C(1000000000)

int64_t hwreg_sampler_clock(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * SECOND + time.tv_nsec;
}

/* ---- What is read ------------------------------------------------------------------------------ */

static uint64_t item_mask(const struct hwreg_session *session, const struct hwreg_item *item)
{
	struct hwreg_field_info info = { .size = sizeof(info) };

	if (!item->field)
		return hwreg_mask(item->high - item->low + 1u) << (item->low - item->shift);
	hwreg_field_describe(session->board, item->field, &info);
	return info.mask;
}

static uint32_t rules_of(const struct hwreg_item *item)
{
	return item->reg && !item->raw ? item->reg->rules : 0;
}

static bool is_same_access(const struct hwreg_item *a, const struct hwreg_item *b)
{
	return rules_of(a) == rules_of(b) && a->space == b->space && a->address == b->address &&
	       a->width == b->width && a->endian == b->endian && a->shift == b->shift &&
	       (a->reg == b->reg || (!hwreg_item_is_behind(a) && !hwreg_item_is_behind(b)));
}

/* The place in the hash table of an item's probe, or where it belongs: 0, else its index + 1 */
static uint32_t *find_slot(const struct hwreg_sampler *sampler, const struct hwreg_item *item)
{
	size_t at = (item->address * UINT64_C(0x9e3779b97f4a7c15)) >> 32;
	uint32_t *slot;

	for (;; at++) {
		slot = &sampler->slots[at & (sampler->slot_count - 1)];
		if (!*slot || is_same_access(&sampler->probes[*slot - 1].item, item))
			return slot;
	}
}

static int add_item(struct hwreg_sampler *sampler, const struct hwreg_item *item, uint32_t index,
		    struct hwreg_error *err)
{
	uint32_t *slot = find_slot(sampler, item);
	bool is_new = !*slot;
	struct probe *probe;
	int r = 0;

	if (is_new)
		*slot = ++sampler->probe_count;
	probe = &sampler->probes[*slot - 1];
	if (is_new) {
		probe->item = *item;
		r = hwreg_view_check(sampler->session, item, 1, VIEW_READ, err);
		if (!r)
			r = hwreg_view_keep(sampler->session, item, &probe->view, err);
		if (!r)
			r = hwreg_transfer_prepare(sampler->session, item, err);
	}
	probe->mask |= item_mask(sampler->session, item);
	sampler->probe_of[index] = probe - sampler->probes;
	r = hwreg_perform_error(sampler->session, item, r, err);
	return r || !is_new ? r : hwreg_rules_prepare(sampler->session, item, err);
}

int hwreg_sampler_hold(struct hwreg_sampler *sampler, struct hwreg_error *err)
{
	int r = 0;

	if (sampler->held)
		return 0;
	hwreg_rules_begin(sampler->session);
	for (uint32_t i = 0; !r && i < sampler->probe_count; i++)
		r = hwreg_rules_hold(sampler->session, &sampler->probes[i].item, err);
	sampler->held = r == 0;
	return r;
}

static int read_probe(struct hwreg_session *session, const struct probe *probe, uint64_t *value,
		      struct hwreg_error *err)
{
	struct hwreg_transfer transfer = { .write = false };
	struct hwreg_access access;
	int r;

	if (hwreg_item_is_plain(&probe->item)) {
		access = hwreg_perform_access(session, &probe->item, &probe->view);
		r = hwreg_access_make(probe->view.window, &session->observer, &access, err);
		*value = access.value;
		return r;
	}
	r = hwreg_transfer_make(session, &probe->item, &probe->view, &transfer, err);
	*value = hwreg_wide_part(&transfer.value, probe->item.shift);
	return r;
}

int hwreg_sampler_read(struct hwreg_sampler *sampler, bool *changed, struct hwreg_error *err)
{
	uint64_t value;
	int r;

	*changed = false;
	for (uint32_t i = 0; i < sampler->probe_count; i++) {
		struct probe *probe = &sampler->probes[i];

		r = read_probe(sampler->session, probe, &value, err);
		if (r)
			return hwreg_perform_error(sampler->session, &probe->item, r, err);
		*changed = *changed || ((value ^ probe->value) & probe->mask);
		probe->value = value;
	}
	return 0;
}

/* ---- Opening ----------------------------------------------------------------------------------- */

static int check_options(const struct hwreg_sampler_options *options, size_t count,
			 struct hwreg_error *err)
{
	if (options->size < sizeof(*options) ||
	    (options->flags & ~(HWREG_SAMPLER_FAST | HWREG_SAMPLER_CHANGES | HWREG_SAMPLER_TIMED)))
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EINVAL,
			"sampler options of a size, or with flags, that this version "
			"does not know");
	if (!count || count > UINT32_MAX || options->every < 0 ||
	    ((options->flags & HWREG_SAMPLER_FAST) && options->every))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "a sampler takes items, and a time between samples or "
				       "HWREG_SAMPLER_FAST");
	return 0;
}

static int allocate(struct hwreg_sampler *sampler, size_t count, struct hwreg_error *err)
{
	sampler->item_count = (uint32_t)count;
	for (sampler->slot_count = 2; sampler->slot_count / 2 < count;)
		sampler->slot_count *= 2;
	sampler->slots = calloc(sampler->slot_count, sizeof(*sampler->slots));
	sampler->probes = calloc(count, sizeof(*sampler->probes));
	sampler->probe_of = calloc(count, sizeof(*sampler->probe_of));
	sampler->values = calloc(count, sizeof(*sampler->values));
	if (sampler->slots && sampler->probes && sampler->probe_of && sampler->values)
		return 0;
	return hwreg_error_memory(err);
}

static int make_timer(struct hwreg_sampler *sampler, struct hwreg_error *err)
{
	int r;

	sampler->event = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (sampler->event >= 0)
		return 0;
	r = errno;
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, r, "timerfd: %s", strerror(r));
}

int hwreg_sampler_open(struct hwreg_sampler **out, struct hwreg_session *session,
		       const struct hwreg_item *items, size_t count,
		       const struct hwreg_sampler_options *options, struct hwreg_error *err)
{
	struct hwreg_sampler *sampler;
	int r = check_options(options, count, err);

	if (r)
		return r;
	if (session->flags & HWREG_DRY_RUN)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "a session for a dry run samples nothing");
	sampler = calloc(1, sizeof(*sampler));
	if (!sampler)
		return hwreg_error_memory(err);
	sampler->session = session;
	sampler->flags = options->flags;
	sampler->every = options->every;
	sampler->cancel = options->cancel;
	sampler->most = options->most;
	sampler->event = -1;
	r = allocate(sampler, count, err);
	for (uint32_t i = 0; !r && i < count; i++)
		r = hwreg_perform_check_width(session, &items[i], err);
	for (uint32_t i = 0; !r && i < count; i++)
		r = add_item(sampler, &items[i], i, err);
	if (!r && sampler->every)
		r = make_timer(sampler, err);
	if (!r && (sampler->flags & HWREG_SAMPLER_FAST))
		r = hwreg_sampler_hold(sampler, err);
	if (!r && (sampler->flags & HWREG_SAMPLER_FAST))
		r = hwreg_sampler_start(sampler, err);
	if (r) {
		hwreg_sampler_close(sampler);
		return r;
	}
	*out = sampler;
	return 0;
}

void hwreg_sampler_close(struct hwreg_sampler *sampler)
{
	if (!sampler)
		return;
	hwreg_sampler_stop(sampler);
	if (sampler->event >= 0)
		close(sampler->event);
	free(sampler->slots);
	free(sampler->probes);
	free(sampler->probe_of);
	free(sampler->values);
	free(sampler);
}

/* ---- Samples ----------------------------------------------------------------------------------- */

void hwreg_sampler_hand_out(struct hwreg_sampler *sampler, struct hwreg_sample *sample,
			    int64_t time, uint64_t number, const uint64_t *probe_values)
{
	for (uint32_t i = 0; i < sampler->item_count; i++) {
		const uint32_t probe = sampler->probe_of[i];

		sampler->values[i] =
			probe_values ? probe_values[probe] : sampler->probes[probe].value;
	}
	sample->time = time;
	sample->number = number;
	sample->values = sampler->values;
	memset(sample->reserved, 0, sizeof(sample->reserved));
}

int hwreg_sampler_take(struct hwreg_sampler *sampler, struct hwreg_sample *sample,
		       struct hwreg_error *err)
{
	int64_t time;
	bool changed;
	int r;

	if (sampler->has_thread)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "the sampler's thread takes the samples");
	r = hwreg_sampler_hold(sampler, err);
	time = hwreg_sampler_clock();
	if (!r)
		r = hwreg_sampler_read(sampler, &changed, err);
	if (r)
		return r;
	hwreg_intervals_add(&sampler->intervals, time);
	hwreg_sampler_hand_out(sampler, sample, time, sampler->number++, NULL);
	return 0;
}

/* Wait until the timer or the ring has something; Return: 0, -ECANCELED, or what poll(2) says */
static int wait_event(const struct hwreg_sampler *sampler, struct hwreg_error *err)
{
	struct pollfd polled[] = { { .fd = sampler->event, .events = POLLIN },
				   { .fd = sampler->cancel, .events = POLLIN } };
	int r;

	do
		r = poll(polled, sampler->cancel >= 0 ? 2 : 1, -1);
	while (r < 0 && errno == EINTR);
	if (r < 0) {
		r = errno;
		return hwreg_error_set(err, HWREG_ERROR_ACCESS, r, "poll: %s", strerror(r));
	}
	if (sampler->cancel >= 0 && polled[1].revents)
		return hwreg_error_set(err, HWREG_ERROR_ANSWER, ECANCELED, "cancelled");
	return 0;
}

static bool is_cancelled(const struct hwreg_sampler *sampler)
{
	struct pollfd polled = { .fd = sampler->cancel, .events = POLLIN };

	return sampler->cancel >= 0 && poll(&polled, 1, 0) > 0;
}

static void set_timer(const struct hwreg_sampler *sampler)
{
	struct itimerspec when = { .it_value = { .tv_sec = sampler->deadline / SECOND,
						 .tv_nsec = sampler->deadline % SECOND } };

	timerfd_settime(sampler->event, TFD_TIMER_ABSTIME, &when, NULL);
}

/* The deadlines are start, start + every, start + 2 * every …; those that have passed are missed */
static void next_deadline(struct hwreg_sampler *sampler)
{
	int64_t now = hwreg_sampler_clock(), late;

	sampler->deadline += sampler->every;
	late = now - sampler->deadline;
	if (late > 0) {
		int64_t missed = late / sampler->every + (late % sampler->every != 0);

		sampler->missed += (uint64_t)missed;
		sampler->deadline += missed * sampler->every;
	}
	set_timer(sampler);
}

/* The first sample's time is what all others count from */
static int poll_timed(struct hwreg_sampler *sampler, struct hwreg_sample *sample,
		      struct hwreg_error *err)
{
	uint64_t expired;
	int r;

	if (sampler->begun && read(sampler->event, &expired, sizeof(expired)) < 0)
		return -EAGAIN;
	r = hwreg_sampler_take(sampler, sample, err);
	if (r)
		return r;
	if (!sampler->begun)
		sampler->deadline = sample->time;
	sampler->begun = true;
	next_deadline(sampler);
	return 0;
}

int hwreg_sampler_poll(struct hwreg_sampler *sampler, struct hwreg_sample *sample,
		       struct hwreg_error *err)
{
	if (is_cancelled(sampler))
		return hwreg_error_set(err, HWREG_ERROR_ANSWER, ECANCELED, "cancelled");
	if (sampler->every)
		return poll_timed(sampler, sample, err);
	if (sampler->has_thread)
		return hwreg_sampler_pull(sampler, sample, err);
	return hwreg_sampler_take(sampler, sample, err);
}

int hwreg_sampler_next(struct hwreg_sampler *sampler, struct hwreg_sample *sample,
		       struct hwreg_error *err)
{
	int r, waited = 0;

	while ((r = hwreg_sampler_poll(sampler, sample, err)) == -EAGAIN && !waited)
		waited = wait_event(sampler, err);
	return waited ? waited : r;
}

int hwreg_sampler_fd(const struct hwreg_sampler *sampler)
{
	return sampler->event;
}

void hwreg_sampler_counts(const struct hwreg_sampler *sampler, struct hwreg_sampler_counts *counts)
{
	struct hwreg_sampler_counts full = { .size = counts->size, .missed = sampler->missed };

	full.taken = sampler->has_thread ? atomic_load(&sampler->ring.taken) : sampler->number;
	full.dropped = atomic_load(&sampler->ring.dropped);
	memcpy(counts, &full, counts->size < sizeof(full) ? counts->size : sizeof(full));
}

int64_t hwreg_sampler_interval(const struct hwreg_sampler *sampler, double share)
{
	return hwreg_intervals_share(&sampler->intervals, share);
}
