/* SPDX-License-Identifier: MIT */
/* intervals.h - how long from sample to sample: counted in buckets, so that a day of them fits */
#ifndef HWREG_LIB_INTERVALS_H
#define HWREG_LIB_INTERVALS_H

#include <stdatomic.h>
#include <stdint.h>

#define INTERVALS_BITS 8 /* of precision: to 0.4% */
#define INTERVALS_STEPS (1u << INTERVALS_BITS) /* buckets from one power of two to the next */

/**
 * struct intervals - written by one thread, read by any
 * @last: time of the last sample; 0: none yet
 * @buckets: those of less than INTERVALS_STEPS ns count one value each
 */
struct intervals {
	int64_t last;
	_Atomic int64_t least;
	_Atomic int64_t most;
	_Atomic uint64_t count;
	_Atomic uint32_t buckets[64 * INTERVALS_STEPS];
};

/** hwreg_intervals_add() - a sample was taken at a time of CLOCK_MONOTONIC, in nanoseconds */
void hwreg_intervals_add(struct intervals *intervals, int64_t time);

/** hwreg_intervals_share() - the interval that this share of them, 0 to 1, does not exceed; 0: no
 * intervals yet. 0 and 1 give the exact extremes. */
int64_t hwreg_intervals_share(const struct intervals *intervals, double share);

#endif
