/* SPDX-License-Identifier: MIT */
/* sampler.h - registers read again and again: what the caller's thread and the sampler's own share */
#ifndef HWREG_LIB_SAMPLER_H
#define HWREG_LIB_SAMPLER_H

#include <pthread.h>
#include <stdatomic.h>

#include "error.h"
#include "intervals.h"
#include "view.h"

/**
 * struct probe - a register that is read once a sample, whatever number of items lie in it
 * @mask: bits of those items: what counts as a change
 */
struct probe {
	struct hwreg_item item;
	struct hwreg_view view;
	uint64_t mask;
	uint64_t value;
};

/**
 * struct ring - samples on their way from the sampler's thread to the caller's; one of each
 * @entries: of @words each: time, number, a value for each probe
 * @room: entries, a power of two
 * @head: entries put in, ever; written by the sampler's thread alone
 * @tail: entries taken out, ever; written by the caller's thread alone
 * @waiting: the caller's thread wants @event to be told of the next entry
 * @failed: the thread has ended with @result and @err, after its last entry
 */
struct ring {
	uint64_t *entries;
	uint32_t words;
	uint64_t room;
	_Atomic uint64_t head;
	_Atomic uint64_t tail;
	_Atomic bool waiting;
	_Atomic bool failed;
	_Atomic bool stop;
	_Atomic uint64_t taken;
	_Atomic uint64_t dropped;
	int result;
	struct hwreg_error err;
};

struct hwreg_sampler {
	struct hwreg_session *session;
	uint64_t flags;
	int64_t every;
	int cancel;
	uint32_t most;
	struct probe *probes;
	uint32_t probe_count;
	uint32_t *slots; /* hash table of the probes: index + 1, 0 where there is none */
	size_t slot_count; /* a power of two, and twice the number of items or more */
	uint32_t *probe_of; /* an item's probe */
	uint64_t *values; /* an item's value in the last sample handed out */
	uint32_t item_count;
	int event; /* timerfd, or eventfd of @ring; -1: neither */
	int64_t deadline; /* of the next sample */
	uint64_t number;
	uint64_t missed;
	bool begun;
	bool held; /* the conditions of the registers have been read */
	struct intervals intervals;
	struct ring ring;
	pthread_t thread;
	bool has_thread;
};

/** hwreg_sampler_clock() - nanoseconds of CLOCK_MONOTONIC */
int64_t hwreg_sampler_clock(void);

/** hwreg_sampler_hold() - read the conditions of all registers, if that has not been done */
int hwreg_sampler_hold(struct hwreg_sampler *sampler, struct hwreg_error *err);

/** hwreg_sampler_read() - read every probe once; @changed: any of the masked bits differs from before */
int hwreg_sampler_read(struct hwreg_sampler *sampler, bool *changed, struct hwreg_error *err);

/** hwreg_sampler_start() - make the ring and the thread that fills it */
int hwreg_sampler_start(struct hwreg_sampler *sampler, struct hwreg_error *err);

/** hwreg_sampler_stop() - end the thread and free the ring */
void hwreg_sampler_stop(struct hwreg_sampler *sampler);

/** hwreg_sampler_pull() - the oldest entry of the ring: Return: 0, -EAGAIN if there is none, or what the
 * thread ended with */
int hwreg_sampler_pull(struct hwreg_sampler *sampler, struct hwreg_sample *sample,
		       struct hwreg_error *err);

/** hwreg_sampler_hand_out() - fill @sample with the values of all items */
void hwreg_sampler_hand_out(struct hwreg_sampler *sampler, struct hwreg_sample *sample,
			    int64_t time, uint64_t number, const uint64_t *probe_values);

#endif
