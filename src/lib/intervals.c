// SPDX-License-Identifier: MIT
/* intervals.c - how long from sample to sample: counted in buckets, so that a day of them fits */
#include "intervals.h"

#define COUNT (sizeof(((struct intervals *)0)->buckets) / sizeof(uint32_t))

/* Only the writer's thread changes them: no need for the bus to be locked */
#define STORE(place, value) atomic_store_explicit(place, value, memory_order_relaxed)
#define LOAD(place) atomic_load_explicit(place, memory_order_relaxed)

static unsigned int bucket_of(uint64_t interval)
{
	unsigned int power;

	if (interval < INTERVALS_STEPS)
		return (unsigned int)interval;
	power = 63u - (unsigned int)__builtin_clzll(interval);
	return (power - INTERVALS_BITS + 1) * INTERVALS_STEPS +
	       (unsigned int)(interval >> (power - INTERVALS_BITS)) % INTERVALS_STEPS;
}

/* The largest interval that belongs to a bucket */
static int64_t end_of(unsigned int bucket)
{
	unsigned int power = bucket / INTERVALS_STEPS + INTERVALS_BITS - 1;
	uint64_t step;

	if (bucket < INTERVALS_STEPS)
		return bucket;
	step = UINT64_C(1) << (power - INTERVALS_BITS);
	return (int64_t)((INTERVALS_STEPS + bucket % INTERVALS_STEPS) * step + (step - 1));
}

void hwreg_intervals_add(struct intervals *intervals, int64_t time)
{
	int64_t interval = time - intervals->last;
	unsigned int bucket;

	if (intervals->last && interval >= 0) {
		bucket = bucket_of((uint64_t)interval);
		STORE(&intervals->buckets[bucket], LOAD(&intervals->buckets[bucket]) + 1);
		if (!LOAD(&intervals->count) || interval < LOAD(&intervals->least))
			STORE(&intervals->least, interval);
		if (interval > LOAD(&intervals->most))
			STORE(&intervals->most, interval);
		STORE(&intervals->count, LOAD(&intervals->count) + 1);
	}
	intervals->last = time;
}

int64_t hwreg_intervals_share(const struct intervals *intervals, double share)
{
	uint64_t count = LOAD(&intervals->count), wanted = (uint64_t)(share * (double)count),
		 seen = 0;
	int64_t least = LOAD(&intervals->least), most = LOAD(&intervals->most), end;

	if (!count || wanted == 0)
		return count ? least : 0;
	if (share >= 1)
		return most;
	for (unsigned int i = 0; i < COUNT; i++) {
		seen += LOAD(&intervals->buckets[i]);
		if (seen < wanted)
			continue;
		end = end_of(i);
		return end > most ? most : end < least ? least : end;
	}
	return most;
}
