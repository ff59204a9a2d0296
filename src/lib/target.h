/* SPDX-License-Identifier: MIT */
/* target.h - a place where registers are; what backends fill and windows use */
#ifndef HWREG_LIB_TARGET_H
#define HWREG_LIB_TARGET_H

#include "range.h"
#include "hwreg.h"

struct hwreg_backend;

/**
 * struct hwreg_target - one place, understood but maybe not yet open
 * @spec: canonical SPEC, for messages; owned
 * @path: of the device or file, or NULL; owned
 * @space: index of the board's space that it serves
 * @numbers: the addresses that exist, as the target numbers them
 * @number_base: address in the board's space of number 0
 * @physical: number + @physical_base is the CPU's physical address, whatever space it serves, or a place
 *            that stands for the register where no CPU has memory; for locks
 * @physical_base: physical address of number 0, modulo 2^64; of I/O ports the port
 * @map_offset: offset in the descriptor of number numbers.first
 * @whole: the kernel maps @map_whole and nothing else
 * @map_whole: bytes of the descriptor that a whole mapping covers
 * @fd: -1 until the first window opens it
 * @fd_writable: @fd was opened to write
 * @regular: a regular file, of which there may be a private copy
 * @untried: errno for which a dry run can have no copy of it, or 0
 * @unmappable: mmap(2) is not supported; the backend's read and write are used
 * @numbered: a number is a whole register of any width, as on I2C, else a byte
 * @number_size: bytes that a file keeps for a number
 * @force_busy: use a device that a kernel driver has
 * @force_requires: use a device that is not said to be ready
 * @vfio: the container that a device of VFIO is opened in, which `auto` may choose; NULL: it is another target
 * @grants: the physical addresses that may be accessed; NULL: any
 * @sibling: the target of `phys` in its session, if that has the same spec; NULL: none
 * @private: the backend's own
 */
struct hwreg_target {
	const struct hwreg_backend *backend;
	const struct hwreg_board *board;
	char *spec;
	char *path;
	struct hwreg_range numbers;
	uint64_t number_base;
	bool physical;
	uint64_t physical_base;
	uint64_t map_offset;
	struct hwreg_range map_whole;
	bool whole;
	bool fd_writable;
	bool regular;
	bool unmappable;
	bool numbered;
	bool force_busy;
	bool force_requires;
	uint8_t number_size;
	int fd;
	int untried;
	uint32_t space;
	struct hwreg_vfio *vfio;
	const struct hwreg_grants *grants;
	struct hwreg_target *sibling;
	void *private;
};

/** hwreg_target_step() - how many numbers a register of so many bits takes */
static inline uint64_t hwreg_target_step(const struct hwreg_target *target, unsigned int bits)
{
	return target->numbered ? 1 : bits / 8;
}

/** hwreg_target_admits() - is there an access of so many bits? Numbered registers have any bytes */
static inline bool hwreg_target_admits(const struct hwreg_target *target, unsigned int bits)
{
	return bits >= 8 && bits <= 64 && bits % 8 == 0 &&
	       (target->numbered || (bits & (bits - 1)) == 0);
}

/** hwreg_target_share() - have another container than its own, before it is open, if it has one at all */
void hwreg_target_share(struct hwreg_target *target, struct hwreg_vfio *vfio);

/**
 * hwreg_target_resolve() - the target that serves a range of numbers
 * @write: it will be written, too
 * @out: @target itself, or for `auto` the one chosen; owned by @target
 */
int hwreg_target_resolve(struct hwreg_target *target, const struct hwreg_range *range, bool write,
			 struct hwreg_target **out, struct hwreg_error *err);

/** hwreg_target_open() - open the descriptor if it is not, for writing if asked */
int hwreg_target_open(struct hwreg_target *target, bool write, struct hwreg_error *err);

/** hwreg_target_open_path() - what opening does unless the backend has its own way: open(2) */
int hwreg_target_open_path(struct hwreg_target *target, bool write, struct hwreg_error *err);

/** hwreg_target_check() - is a range of numbers inside? Return: 0 or -ERANGE with both in @err */
int hwreg_target_check(const struct hwreg_target *target, const struct hwreg_range *range,
		       struct hwreg_error *err);

#endif
