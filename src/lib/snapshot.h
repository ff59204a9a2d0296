/* SPDX-License-Identifier: MIT */
/*
 * snapshot.h - values of registers, as they were at a time
 *
 *	snapshot.c		the object; registers to a snapshot
 *	snapshot_write.c	a snapshot to YAML
 *	snapshot_read.c		YAML to a snapshot, with board/yaml_read.c
 *	snapshot_plain.c	the same for what is as snapshot_write.c writes it, much faster
 *	snapshot_resolve.c	its registers on a session
 *	snapshot_bits.c		which bits can be compared and written back
 *	snapshot_compare.c	with the hardware, with another one
 *	snapshot_restore.c	writing back
 */
#ifndef HWREG_LIB_SNAPSHOT_H
#define HWREG_LIB_SNAPSHOT_H

#include "session.h"

#define SNAPSHOT_MOST (1u << 20) /* registers in one */
#define SNAPSHOT_KEY 320 /* bytes of a name, or of what stands for one */

/* Lines that are the same in all */
#define SNAPSHOT_HEAD \
	"# Values of registers; hwreg diff compares them, hwreg restore writes them back"
#define SNAPSHOT_REGISTERS                             \
	"registers: # name: [address, width, value]; " \
	"address@width: [value, value of the next, ...]"
#define SNAPSHOT_NO_REGISTERS "registers: {}"
#define SNAPSHOT_END "end: true # without this line a part of the file is missing"

/**
 * struct snapshot_run - a register, or several without a name that follow each other
 * @name: full name; without: NULL, or a block, where the space is not `phys`
 * @named: @name is that of one register
 * @address: of the first; without a name as the target numbers it, or from the block's start on
 * @count: registers; 1 with a name
 * @step: numbers from one to the next
 * @first: index of the first value
 * @line: in the file; 0: none
 * @item: the first register, once it is resolved
 */
struct snapshot_run {
	const char *name;
	uint64_t address;
	uint32_t count;
	uint32_t first;
	uint32_t line;
	uint32_t column;
	uint16_t width;
	uint8_t endian;
	uint8_t step;
	bool named;
	struct hwreg_item item;
};

/**
 * struct hwreg_snapshot - runs and their values
 * @masks: bits of each value that are known, or NULL: all
 * @memory: what texts point into, for @release; NULL: they are the board's
 * @session: that it is resolved on, or NULL
 */
struct hwreg_snapshot {
	const char *board;
	const char *file;
	char time[24];
	char *targets;
	struct snapshot_run *runs;
	uint32_t run_count;
	uint32_t run_room;
	uint64_t *values;
	uint64_t *masks;
	uint32_t count;
	uint32_t room;
	void *memory;
	void (*release)(void *memory);
	struct hwreg_session *session;
};

/** struct snapshot_place - a register of a snapshot: which run, which of it */
struct snapshot_place {
	const struct snapshot_run *run;
	uint32_t index;
};

static inline uint32_t snapshot_value_index(const struct snapshot_place *place)
{
	return place->run->first + place->index;
}

/** snapshot_new() - an empty one; NULL: no memory */
struct hwreg_snapshot *snapshot_new(void);

/** snapshot_add_run() - a copy of @run, behind the others */
int snapshot_add_run(struct hwreg_snapshot *snapshot, const struct snapshot_run *run,
		     struct hwreg_error *err);

/** snapshot_add_value() - one more register of the last run */
int snapshot_add_value(struct hwreg_snapshot *snapshot, uint64_t value, struct hwreg_error *err);

/** snapshot_check_double() - is a register without a name in it twice? Return: 0, or -EEXIST */
int snapshot_check_double(const struct hwreg_snapshot *snapshot, struct hwreg_error *err);

/** snapshot_continues() - do registers without names follow those of the last run? */
bool snapshot_continues(const struct hwreg_snapshot *snapshot, const struct snapshot_run *run);

struct loader;

/**
 * snapshot_read_plain() - read a file that is in every byte as snapshot_write.c writes it
 * @snapshot: empty, and then if it fails
 * @loader: whose memory names are in
 * @fd: read from its start; its position stays
 *
 * Return: false if it is not, or anything else is wrong: snapshot_read.c tells what.
 */
bool snapshot_read_plain(struct hwreg_snapshot *snapshot, struct loader *loader, int fd);

/** snapshot_next() - the next register, the first one for a place of zeroes; false after the last */
bool snapshot_next(const struct hwreg_snapshot *snapshot, struct snapshot_place *place);

/** snapshot_key() - what stands for a register in the file: "UART0.CR", "0x80000000@32" */
const char *snapshot_key(const struct snapshot_place *place, char buffer[SNAPSHOT_KEY]);

/** snapshot_word() - the same as a location, which says its byte order whatever that of others is */
const char *snapshot_word(const struct snapshot_place *place, char buffer[SNAPSHOT_KEY]);

/** snapshot_item() - a register of a resolved snapshot; @skip of it says whether it must not be read */
void snapshot_item(const struct hwreg_snapshot *snapshot, const struct snapshot_place *place,
		   struct hwreg_item *item);

/** snapshot_entry() - what callbacks are told of a register */
struct hwreg_snapshot_entry snapshot_entry(const struct hwreg_snapshot *snapshot,
					   const struct snapshot_place *place,
					   const struct hwreg_item *item, char key[SNAPSHOT_KEY]);

/** snapshot_readable() - bits of a register whose values mean something; @changing: also those that change
 * by themselves */
uint64_t snapshot_readable(const struct hwreg_board *board, const struct hwreg_register *reg,
			   unsigned int width, bool changing);

/** snapshot_restorable() - bits that hold what is written to them, and read as it */
uint64_t snapshot_restorable(const struct hwreg_board *board, const struct hwreg_register *reg,
			     unsigned int width);

/** snapshot_skip_text() - why a register cannot be read again; NULL for HWREG_SKIP_NONE */
const char *snapshot_skip_text(unsigned int skip);

#endif
