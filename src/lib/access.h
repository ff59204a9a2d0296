/* SPDX-License-Identifier: MIT */
/* access.h - the one place through which every access of a register goes */
#ifndef HWREG_LIB_ACCESS_H
#define HWREG_LIB_ACCESS_H

#include "window.h"

/** struct hwreg_observer - who is told of each access; @call may be NULL */
struct hwreg_observer {
	int (*call)(void *data, const struct hwreg_access *access);
	void *data;
};

/**
 * hwreg_access_check() - could this access be made exactly?
 * @target: the one that would serve it, never `auto`
 * @number: as @target numbers it
 * @bits: width
 *
 * Return: 0, -EINVAL if @bits is no width or @number is no multiple of it, -ENOTSUP for 64 bits on a
 * 32-bit CPU.
 */
int hwreg_access_check(const struct hwreg_target *target, uint64_t number, unsigned int bits,
		       struct hwreg_error *err);

/**
 * hwreg_access_make() - one load or store of exactly access->width bits
 * @access: number, width, endian, write and value (of a write) filled in; the rest is filled here
 *
 * The observer is called before and after. A failed access says in @err which one it was.
 */
int hwreg_access_make(struct hwreg_window *window, const struct hwreg_observer *observer,
		      struct hwreg_access *access, struct hwreg_error *err);

/** hwreg_access_check_window() - is an access inside a window, and one that it allows? */
int hwreg_access_check_window(struct hwreg_window *window, const struct hwreg_access *access,
			      struct hwreg_error *err);

/**
 * hwreg_access_may() - does the target's user have the right to access a range?
 * @numbers: as @target numbers them
 *
 * Return: 0, or -EPERM; always 0 where the kernel alone decides.
 */
int hwreg_access_may(const struct hwreg_target *target, const struct hwreg_range *numbers,
		     bool write, struct hwreg_error *err);

/** hwreg_access_fault_reason() - what a bus error in a window most likely means */
const char *hwreg_access_fault_reason(const struct hwreg_window *window);

/** hwreg_access_fault() - the error of an access that a signal ended; Return: -EFAULT */
int hwreg_access_fault(const struct hwreg_window *window, const struct hwreg_access *access,
		       int signal, struct hwreg_error *err);

/** hwreg_access_settle() - 32-bit Arm may report a store's abort later: wait while it is guarded */
static inline void hwreg_access_settle(void)
{
#ifdef __arm__
	__asm__ __volatile__("dsb" ::: "memory");
#endif
}

/**
 * hwreg_access_make_many() - loads or stores one after the other
 * @access: the first; as for hwreg_access_make()
 * @step: numbers from one to the next; 0: all at the same
 * @count: how many, all inside the window
 * @bytes: what is written or read: access->width / 8 bytes each, as they are in memory
 * @done: how many were made without an error
 *
 * With an observer each is made by hwreg_access_make(), else in a loop that does nothing else.
 */
int hwreg_access_make_many(struct hwreg_window *window, const struct hwreg_observer *observer,
			   const struct hwreg_access *access, uint64_t step, uint64_t count,
			   unsigned char *bytes, uint64_t *done, struct hwreg_error *err);

/**
 * hwreg_access_poll() - load again and again until the value differs; of a mapped window alone
 * @access: a read, with the value to compare with; filled with the value read last
 * @mask: bits that count
 * @most: loads to make at most
 * @reads: loads made
 *
 * No observer is told: this is for what reads faster than anybody could be told.
 */
int hwreg_access_poll(struct hwreg_window *window, struct hwreg_access *access, uint64_t mask,
		      uint64_t most, uint64_t *reads, struct hwreg_error *err);

/** hwreg_bytes_decode() - the value of @count bytes as they are in memory */
uint64_t hwreg_bytes_decode(const unsigned char *bytes, unsigned int count, bool big);

/** hwreg_bytes_encode() - the opposite */
void hwreg_bytes_encode(unsigned char *bytes, unsigned int count, bool big, uint64_t value);

#endif
