/* SPDX-License-Identifier: MIT */
/*
 * sim.h - simulated registers: where their values live, and what reading and writing them does
 *
 * A simulation is one file: in memory for `sim`, in /dev/shm for `sim:NAME`. Its layout follows from
 * the board alone; the file says which layout it has and is refused if that is not ours.
 */
#ifndef HWREG_LIB_SIM_H
#define HWREG_LIB_SIM_H

#include <pthread.h>

#include "error.h"
#include "range.h"

struct sim_header {
	char magic[8];
	uint32_t version;
	uint32_t mutex_size; /* differs between 32 and 64 bits */
	uint64_t size; /* of the file */
	uint64_t layout; /* hash of every block's place */
	char board[64];
	pthread_mutex_t mutex; /* robust, recursive, shared */
};

/**
 * struct sim_block - where one block of the board lies in the file
 * @data: offset of its bytes; its write-once marks, a bit a bit, follow them
 * @unit: bytes kept for one address: more than 1 where an address is a whole register's number
 */
struct sim_block {
	uint32_t space;
	struct hwreg_range range;
	uint64_t data;
	uint32_t unit;
};

struct sim_hook {
	const struct hwreg_register *reg;
	struct hwreg_simulation_hook call;
};

#define SIM_SLOT_SIZE 32 /* bytes: room for a register of any width */

/**
 * struct sim_slot - where a register that shares its address with others (`when`, `window`) is kept
 * @reg: its index
 * @data: offset of its bytes in the file; its write-once marks are SIM_SLOT_SIZE behind
 */
struct sim_slot {
	uint32_t reg;
	uint64_t data;
};

struct sim {
	struct sim_hook *hooks;
	uint32_t hook_count;
	bool in_hook; /* accesses of a hook call no hook */
	const struct hwreg_board *board;
	struct sim_block *blocks;
	uint32_t block_count;
	struct sim_slot *slots; /* in the order of their registers */
	uint32_t slot_count;
	uint64_t size; /* of the file */
	uint64_t layout;
	struct sim_header *header; /* the mapping */
};

/** hwreg_sim_layout() - places for all blocks of sim->board */
int hwreg_sim_layout(struct sim *sim, struct hwreg_error *err);

/** hwreg_sim_attach() - map an open file; makes the simulation if the file is still empty */
int hwreg_sim_attach(struct sim *sim, int fd, const char *spec, struct hwreg_error *err);

/** hwreg_sim_detach() - unmap; frees what hwreg_sim_layout() made */
void hwreg_sim_detach(struct sim *sim);

/** hwreg_sim_offset() - of an address in the bytes of its block */
static inline uint64_t hwreg_sim_offset(const struct sim_block *block, uint64_t address)
{
	return (address - block->range.first) * block->unit;
}

/** hwreg_sim_span() - the addresses that @count bytes at @address take */
static inline struct hwreg_range hwreg_sim_span(const struct sim_block *block, uint64_t address,
						unsigned int count)
{
	return (struct hwreg_range){ address, address + (block->unit > 1 ? 0 : count - 1) };
}

/** hwreg_sim_block() - the block that holds all of a range, or NULL */
const struct sim_block *hwreg_sim_block(const struct sim *sim, uint32_t space,
					const struct hwreg_range *range);

/** hwreg_sim_layout_slots() - places for registers that share addresses, from sim->size on */
int hwreg_sim_layout_slots(struct sim *sim, struct hwreg_error *err);

/** hwreg_sim_slot() - the one of a register, or NULL */
const struct sim_slot *hwreg_sim_slot(const struct sim *sim, const struct hwreg_register *reg);

/** hwreg_sim_is_there() - do the conditions of its `when` hold, and is it the one that the index register
 * of its `window` names, if it has any? */
bool hwreg_sim_is_there(const struct sim *sim, const struct hwreg_register *reg);

/** hwreg_sim_mix() - one more number into the hash of a layout */
static inline uint64_t hwreg_sim_mix(uint64_t hash, uint64_t value)
{
	return (hash ^ value) * UINT64_C(0x100000001b3);
}

/** hwreg_sim_value() - what is stored of a register */
uint64_t hwreg_sim_value(const struct sim *sim, const struct hwreg_register *reg);

/** hwreg_sim_read() - @count bytes at @address of @block, with what reading does */
void hwreg_sim_read(const struct sim *sim, const struct sim_block *block, uint64_t address,
		    unsigned char *bytes, unsigned int count);

/** hwreg_sim_write() - the same for writing */
void hwreg_sim_write(const struct sim *sim, const struct sim_block *block, uint64_t address,
		     const unsigned char *bytes, unsigned int count);

/** hwreg_sim_reset() - every register of the board to its value after reset */
void hwreg_sim_reset(const struct sim *sim);

#endif
