// SPDX-License-Identifier: MIT
/* sampler_thread.c - sampling without a pause, in a thread of its own, through a ring */
#include "sampler.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "perform.h"
#include "transfer.h"

#define RING_BYTES (UINT64_C(4) << 20)
/* All of it counts against RLIMIT_MEMLOCK where memory is locked */
#define STACK_BYTES (256 << 10)
#define ROOM_MOST UINT64_C(65536)
#define BURST 4096 /* reads between two looks at whether to stop */

/* ---- The ring ---------------------------------------------------------------------------------- */

static uint64_t *entry(const struct ring *ring, uint64_t index)
{
	return ring->entries + (index & (ring->room - 1)) * ring->words;
}

static void wake(struct hwreg_sampler *sampler)
{
	const uint64_t one = 1;

	if (atomic_exchange(&sampler->ring.waiting, false) &&
	    write(sampler->event, &one, sizeof(one)) < 0)
		return; /* full: it is awake */
}

/* Return: whether there was room */
static bool push(struct hwreg_sampler *sampler, int64_t time, uint64_t number)
{
	struct ring *ring = &sampler->ring;
	uint64_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
	uint64_t *to;

	if (head - atomic_load_explicit(&ring->tail, memory_order_acquire) == ring->room)
		return false;
	to = entry(ring, head);
	*to++ = (uint64_t)time;
	*to++ = number;
	for (uint32_t i = 0; i < sampler->probe_count; i++)
		*to++ = sampler->probes[i].value;
	atomic_store(&ring->head, head + 1);
	if (atomic_load(&ring->waiting))
		wake(sampler);
	return true;
}

int hwreg_sampler_pull(struct hwreg_sampler *sampler, struct hwreg_sample *sample,
		       struct hwreg_error *err)
{
	struct ring *ring = &sampler->ring;
	uint64_t tail = atomic_load_explicit(&ring->tail, memory_order_relaxed), told;
	const uint64_t *from;

	if (atomic_load(&ring->head) == tail) {
		bool failed = atomic_load(&ring->failed);

		/* look again, as the last of it may have come before it failed, or just now */
		if (read(sampler->event, &told, sizeof(told)) < 0 && errno != EAGAIN)
			return -errno;
		atomic_store(&ring->waiting, true);
		if (atomic_load(&ring->head) == tail && failed && err)
			*err = ring->err;
		if (atomic_load(&ring->head) == tail)
			return failed ? ring->result : -EAGAIN;
		wake(sampler); /* there may be more than this one */
	}
	from = entry(ring, tail);
	hwreg_sampler_hand_out(sampler, sample, (int64_t)from[0], from[1], from + 2);
	atomic_store_explicit(&ring->tail, tail + 1, memory_order_release);
	return 0;
}

/* ---- The thread -------------------------------------------------------------------------------- */

/* One register and only its changes: a loop of nothing but loads and comparisons */
static int poll_single(struct hwreg_sampler *sampler, bool *changed, uint64_t *reads,
		       struct hwreg_error *err)
{
	struct probe *probe = &sampler->probes[0];
	struct hwreg_access access =
		hwreg_perform_access(sampler->session, &probe->item, &probe->view);
	int r;

	access.value = probe->value;
	r = hwreg_access_poll(probe->view.window, &access, probe->mask, BURST, reads, err);
	*changed = (access.value ^ probe->value) & probe->mask;
	probe->value = access.value;
	return hwreg_perform_error(sampler->session, &probe->item, r, err);
}

static bool can_poll(const struct hwreg_sampler *sampler)
{
	return sampler->probe_count == 1 && (sampler->flags & HWREG_SAMPLER_CHANGES) &&
	       !(sampler->flags & HWREG_SAMPLER_TIMED) && !sampler->session->observer.call &&
	       hwreg_item_is_plain(&sampler->probes[0].item) &&
	       sampler->probes[0].view.window->bytes;
}

static int end(struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_ANSWER, ENODATA,
			       "the samples that were asked for have been taken");
}

static void *sample_on(void *data)
{
	struct hwreg_sampler *sampler = data;
	bool all = !(sampler->flags & HWREG_SAMPLER_CHANGES), poll = can_poll(sampler);
	bool timed = all || (sampler->flags & HWREG_SAMPLER_TIMED);
	struct ring *ring = &sampler->ring;
	uint64_t number = 0, pushed = 0, reads, due_number = 0;
	bool changed = true, fresh, due = false;
	int64_t time = 0, due_time = 0;
	int r = 0;

	while (!r && !atomic_load_explicit(&ring->stop, memory_order_relaxed)) {
		reads = 1;
		if (poll && number)
			r = poll_single(sampler, &changed, &reads, &ring->err);
		else
			r = hwreg_sampler_read(sampler, &changed, &ring->err);
		number += reads;
		atomic_store_explicit(&ring->taken, number, memory_order_relaxed);
		fresh = !r && (all || changed || number == 1);
		if (timed || fresh)
			time = hwreg_sampler_clock();
		if (timed)
			hwreg_intervals_add(&sampler->intervals, time);
		/* what finds no room stays due until there is some, as nothing else may ever change */
		if (fresh && due)
			atomic_fetch_add_explicit(&ring->dropped, 1, memory_order_relaxed);
		if (fresh) {
			due_time = time;
			due_number = number - 1;
		}
		due = due || fresh;
		if (due && push(sampler, due_time, due_number)) {
			due = false;
			if (++pushed == sampler->most)
				r = end(&ring->err);
		}
	}
	ring->result = r;
	if (r) {
		atomic_store(&ring->failed, true);
		atomic_store(&ring->waiting, true);
		wake(sampler);
	}
	return NULL;
}

static int start_thread(struct hwreg_sampler *sampler)
{
	pthread_attr_t attributes;
	sigset_t all, old;
	int r;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_BYTES);
	/* signals are for the caller's thread; faults come to the one that made them */
	sigfillset(&all);
	sigdelset(&all, SIGBUS);
	sigdelset(&all, SIGSEGV);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	r = pthread_create(&sampler->thread, &attributes, sample_on, sampler);
	pthread_attr_destroy(&attributes);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	sampler->has_thread = r == 0;
	return r;
}

int hwreg_sampler_start(struct hwreg_sampler *sampler, struct hwreg_error *err)
{
	struct ring *ring = &sampler->ring;
	int r;

	ring->words = sampler->probe_count + 2;
	for (ring->room = ROOM_MOST;
	     ring->room > 16 && ring->room * ring->words * sizeof(uint64_t) > RING_BYTES;)
		ring->room /= 2;
	ring->err = (struct hwreg_error)HWREG_ERROR_INIT;
	atomic_store(&ring->waiting, true);
	ring->entries = calloc(ring->room * ring->words, sizeof(uint64_t));
	if (!ring->entries)
		return hwreg_error_memory(err);
	sampler->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	r = sampler->event < 0 ? errno : start_thread(sampler);
	if (r)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, r,
				       "start the thread that samples: %s", strerror(r));
	return 0;
}

void hwreg_sampler_stop(struct hwreg_sampler *sampler)
{
	atomic_store(&sampler->ring.stop, true);
	if (sampler->has_thread)
		pthread_join(sampler->thread, NULL);
	sampler->has_thread = false;
	free(sampler->ring.entries);
	sampler->ring.entries = NULL;
}
