/* SPDX-License-Identifier: MIT */
/* write.h - a write, decided before anything is touched */
#ifndef HWREG_LIB_WRITE_H
#define HWREG_LIB_WRITE_H

#include "session.h"

/**
 * struct hwreg_alias_step - one write of an alias
 * @item: the register, at the alias's address
 * @bits: ones to write
 * @toggle: write those of @bits in which the register, read before, differs from what it is to be
 */
struct hwreg_alias_step {
	struct hwreg_item item;
	uint64_t bits;
	bool toggle;
};

struct hwreg_write;

/**
 * struct hwreg_wrap - the writes around one of a register that has `unlock` or `lock`
 * @before: those of `unlock`, @after: of `lock`
 * @locked: all registers that are written, or those that they are behind, in the order of their indexes:
 *          held by one process at a time
 */
struct hwreg_wrap {
	struct hwreg_write *before;
	struct hwreg_write *after;
	uint32_t before_count;
	uint32_t after_count;
	struct hwreg_item *locked;
	uint32_t locked_count;
};

/**
 * struct hwreg_write - one write of one register
 * @item: the register as a whole
 * @value: its bits where @keep is 0
 * @keep: bits that come from a read under the lock; 0: there is no read
 * @meant: bits that the user named
 * @verifiable: those of @meant that read back as written
 * @steps: writes of its aliases that change the bits meant instead, one after the other
 * @step_count: of them; 0: the register itself is written
 * @partly: not the whole register as one value: done under the lock, even where nothing is read, so
 *          that it cannot come between another's read and write
 * @wrap: what is written before and after; NULL: nothing
 */
struct hwreg_write {
	struct hwreg_item item;
	uint64_t value;
	uint64_t keep;
	uint64_t meant;
	uint64_t verifiable;
	struct hwreg_alias_step steps[2];
	unsigned int step_count;
	bool partly;
	struct hwreg_wrap *wrap;
};

/** hwreg_wrap_needed() - has a register `unlock` or `lock`, and is not written by them itself? */
bool hwreg_wrap_needed(const struct hwreg_session *session, const struct hwreg_register *reg);

/** hwreg_wrap_plan() - decide the writes around one; opens nothing */
int hwreg_wrap_plan(struct hwreg_session *session, struct hwreg_write *write,
		    struct hwreg_error *err);

/** hwreg_wrap_free() - free a plan; NULL is allowed */
void hwreg_wrap_free(struct hwreg_wrap *wrap);

/** hwreg_wrap_prepare() - open what the writes around one need */
int hwreg_wrap_prepare(struct hwreg_session *session, const struct hwreg_write *write,
		       struct hwreg_error *err);

struct hwreg_view;

/**
 * hwreg_wrap_change() - conditions, the writes before, the write, those after; under the lock
 * @view: of its register, or NULL
 */
int hwreg_wrap_change(struct hwreg_session *session, const struct hwreg_write *write,
		      const struct hwreg_view *view, struct hwreg_error *err);

/** hwreg_write_plan() - decide a write of which item, value, meant and partly are set; opens nothing */
int hwreg_write_plan(struct hwreg_session *session, struct hwreg_write *write, bool raw,
		     struct hwreg_error *err);

/** hwreg_write_check_places() - could its accesses be made, and has the user the right to? Opens nothing */
int hwreg_write_check_places(struct hwreg_session *session, const struct hwreg_write *write,
			     struct hwreg_error *err);

/** hwreg_aliases_plan() - can the register's aliases change the bits meant? Fills the steps if so */
bool hwreg_aliases_plan(struct hwreg_session *session, struct hwreg_write *write);

/** hwreg_write_check_register() - may a described register be written? */
int hwreg_write_check_register(const struct hwreg_session *session,
			       const struct hwreg_register *reg, struct hwreg_error *err);

/** hwreg_item_verifiable() - bits of an item's register that read as they were written */
uint64_t hwreg_item_verifiable(const struct hwreg_session *session, const struct hwreg_item *item);

/**
 * hwreg_neighbours_plan() - what to write to the bits that the user did not name
 * @write: item, meant and value of the meant bits are set; keep and the rest of value are filled in
 *
 * Return: 0, or -EACCES with the name of a neighbour that no value leaves as it is.
 */
int hwreg_neighbours_plan(const struct hwreg_session *session, struct hwreg_write *write,
			  struct hwreg_error *err);

/** hwreg_neighbours_aliases() - are there aliases of registers in a range that will be written?
 * Return: 0, or -EACCES with the name of a register. */
int hwreg_neighbours_aliases(const struct hwreg_session *session, uint32_t space, uint64_t first,
			     uint64_t last, struct hwreg_error *err);

/**
 * hwreg_neighbours_overlap() - does an access that is no described register's own reach into one?
 *
 * Return: 0, or -EACCES with the name of that register.
 */
int hwreg_neighbours_overlap(const struct hwreg_session *session, const struct hwreg_item *item,
			     struct hwreg_error *err);

#endif
