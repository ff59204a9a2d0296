// SPDX-License-Identifier: MIT
/* access_many.c - accesses one after the other, as fast as the bus or the memory behind them */
#include "access.h"

#include <signal.h>
#include <string.h>

#include "backend/backend.h"
#include "guard.h"
#include "hwreg_io.h"

/**
 * struct burst - accesses of a mapped window
 * @at: the first
 * @stride: bytes from one to the next
 * @bytes: what is read or written
 * @done: made so far; the one that faults is the next. In memory at every moment, for the guard
 */
struct burst {
	volatile char *at;
	size_t stride;
	unsigned char *bytes;
	uint64_t count;
	volatile uint64_t done;
};

/* Bytes in memory stay as they are, whatever the byte order of the register and of the CPU */
#define BURST(bits)                                                                  \
	static void read##bits(struct burst *burst)                                  \
	{                                                                            \
		const uint64_t count = burst->count;                                 \
		const size_t stride = burst->stride;                                 \
		const volatile char *at = burst->at;                                 \
		unsigned char *to = burst->bytes;                                    \
		uint##bits##_t raw;                                                  \
                                                                                     \
		for (uint64_t i = 0; i < count; at += stride, to += sizeof(raw)) {   \
			raw = hwreg_io_load##bits(at);                               \
			HWREG_AFTER_READ();                                          \
			memcpy(to, &raw, sizeof(raw));                               \
			burst->done = ++i;                                           \
		}                                                                    \
	}                                                                            \
                                                                                     \
	static void write##bits(struct burst *burst)                                 \
	{                                                                            \
		const uint64_t count = burst->count;                                 \
		const size_t stride = burst->stride;                                 \
		const unsigned char *from = burst->bytes;                            \
		volatile char *at = burst->at;                                       \
		uint##bits##_t raw;                                                  \
                                                                                     \
		for (uint64_t i = 0; i < count; at += stride, from += sizeof(raw)) { \
			memcpy(&raw, from, sizeof(raw));                             \
			HWREG_BEFORE_WRITE();                                        \
			hwreg_io_store##bits(at, raw);                               \
			hwreg_access_settle();                                       \
			burst->done = ++i;                                           \
		}                                                                    \
	}

BURST(8)
BURST(16)
BURST(32)
#if HWREG_HAVE_64BIT
BURST(64)
#endif

static void make_all(struct burst *burst, unsigned int bits, bool write)
{
	switch (bits) {
	case 8:
		write ? write8(burst) : read8(burst);
		break;
	case 16:
		write ? write16(burst) : read16(burst);
		break;
	case 32:
		write ? write32(burst) : read32(burst);
		break;
	default:
#if HWREG_HAVE_64BIT
		write ? write64(burst) : read64(burst);
#endif
		break;
	}
}

static int make_mapped(struct hwreg_window *window, const struct hwreg_access *first, uint64_t step,
		       struct burst *burst, struct hwreg_error *err)
{
	size_t size = (burst->count - 1) * burst->stride + first->width / 8;
	struct hwreg_guard_frame frame = { .first = burst->at, .size = size };
	struct hwreg_access failed = *first;
	int signal;

	window->unsynced |= first->write;
	if (!window->guard) {
		make_all(burst, first->width, first->write);
		return 0;
	}
	signal = sigsetjmp(frame.env, 0);
	if (signal == 0) {
		hwreg_guard_enter(&frame);
		make_all(burst, first->width, first->write);
	}
	hwreg_guard_leave();
	if (!signal)
		return 0;
	failed.number += burst->done * step;
	failed.address += burst->done * step;
	return hwreg_access_fault(window, &failed, signal, err);
}

static int make_singly(struct hwreg_window *window, const struct hwreg_observer *observer,
		       const struct hwreg_access *first, uint64_t step, struct burst *burst,
		       struct hwreg_error *err)
{
	bool big = first->endian == HWREG_BIG_ENDIAN;
	unsigned int size = first->width / 8;
	unsigned char *bytes = burst->bytes;
	struct hwreg_access access;
	int r = 0;

	for (uint64_t i = 0; !r && i < burst->count; i++, bytes += size) {
		access = *first;
		access.number += i * step;
		access.address += i * step;
		if (access.write)
			access.value = hwreg_bytes_decode(bytes, size, big);
		r = hwreg_access_make(window, observer, &access, err);
		if (r)
			break;
		if (!access.write)
			hwreg_bytes_encode(bytes, size, big, access.value);
		burst->done = i + 1;
	}
	return r;
}

int hwreg_access_make_many(struct hwreg_window *window, const struct hwreg_observer *observer,
			   const struct hwreg_access *access, uint64_t step, uint64_t count,
			   unsigned char *bytes, uint64_t *done, struct hwreg_error *err)
{
	struct burst burst = { .bytes = bytes, .count = count };
	struct hwreg_access last = *access;
	struct hwreg_range all;
	int r;

	*done = 0;
	last.number += (count - 1) * step;
	all = (struct hwreg_range){ access->number, last.number + (access->width / 8 - 1) };
	r = hwreg_access_check_window(window, access, err);
	if (!r)
		r = hwreg_access_check_window(window, &last, err);
	if (!r)
		r = hwreg_access_may(window->target, &all, access->write, err);
	if (r)
		return r;
	if (!window->bytes || (observer && observer->call)) {
		r = make_singly(window, observer, access, step, &burst, err);
	} else {
		burst.at = window->bytes + (access->number - window->numbers.first);
		burst.stride = step;
		r = make_mapped(window, access, step, &burst, err);
	}
	*done = burst.done;
	return r;
}

/* ---- Until it changes -------------------------------------------------------------------------- */

/**
 * struct change - a register that is read until it is not what it was
 * @last: bytes in memory that it had; those read last
 * @mask: which of their bits count
 */
struct change {
	const volatile char *at;
	unsigned char last[8];
	unsigned char mask[8];
	uint64_t most;
	uint64_t reads;
};

#define POLL(bits)                                         \
	static void poll##bits(struct change *change)      \
	{                                                  \
		const volatile char *at = change->at;      \
		const uint64_t most = change->most;        \
		uint##bits##_t last, mask, raw;            \
		uint64_t i = 0;                            \
                                                           \
		memcpy(&last, change->last, sizeof(last)); \
		memcpy(&mask, change->mask, sizeof(mask)); \
		raw = last;                                \
		_Pragma("GCC unroll 8") while (i < most)   \
		{                                          \
			i++;                               \
			raw = hwreg_io_load##bits(at);     \
			HWREG_AFTER_READ();                \
			if ((raw ^ last) & mask)           \
				break;                     \
		}                                          \
		memcpy(change->last, &raw, sizeof(raw));   \
		change->reads = i;                         \
	}

POLL(8)
POLL(16)
POLL(32)
#if HWREG_HAVE_64BIT
POLL(64)
#endif

static void poll_sized(struct change *change, unsigned int bits)
{
	switch (bits) {
	case 8:
		poll8(change);
		break;
	case 16:
		poll16(change);
		break;
	case 32:
		poll32(change);
		break;
	default:
#if HWREG_HAVE_64BIT
		poll64(change);
#endif
		break;
	}
}

int hwreg_access_poll(struct hwreg_window *window, struct hwreg_access *access, uint64_t mask,
		      uint64_t most, uint64_t *reads, struct hwreg_error *err)
{
	bool big = access->endian == HWREG_BIG_ENDIAN;
	struct change change = { .most = most };
	struct hwreg_guard_frame frame = { .size = access->width / 8 };
	int signal = 0, r = hwreg_access_check_window(window, access, err);

	if (r)
		return r;
	change.at = frame.first = window->bytes + (access->number - window->numbers.first);
	hwreg_bytes_encode(change.last, access->width / 8, big, access->value);
	hwreg_bytes_encode(change.mask, access->width / 8, big, mask);
	if (window->guard)
		signal = sigsetjmp(frame.env, 0);
	if (signal == 0) {
		if (window->guard)
			hwreg_guard_enter(&frame);
		poll_sized(&change, access->width);
	}
	if (window->guard)
		hwreg_guard_leave();
	if (signal)
		return hwreg_access_fault(window, access, signal, err);
	access->value = hwreg_bytes_decode(change.last, access->width / 8, big);
	*reads = change.reads;
	return 0;
}
