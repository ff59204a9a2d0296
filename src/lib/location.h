/* SPDX-License-Identifier: MIT */
/* location.h - what a user typed to say where, resolved */
#ifndef HWREG_LIB_LOCATION_H
#define HWREG_LIB_LOCATION_H

#include "session.h"

/**
 * struct hwreg_location - a list of items, or a numeric range
 * @range: first and count alone say what is in it
 * @items: the list, if not @range; NULL if it is empty
 * @first: a range's first item
 * @count: of both
 * @writing: what is in it will be written, so that nothing is skipped for what reading does
 * @fifo: all are the register @first
 * @several: a block, cluster or glob, of which some registers may not be there now
 */
struct hwreg_location {
	struct hwreg_session *session;
	bool range;
	bool writing;
	bool fifo;
	bool several;
	struct hwreg_item *items;
	struct hwreg_item first;
	uint64_t count;
};

/**
 * hwreg_item_parse() - a register, field, bit or slice; not a block, range or glob
 * @writing: prefer, among registers that share an address, one that can be written
 */
int hwreg_item_parse(struct hwreg_session *session, const char *text, bool writing,
		     struct hwreg_item *item, struct hwreg_error *err);

/** hwreg_item_register() - the item that is a whole register; as of hwreg_session_target() */
int hwreg_item_register(struct hwreg_session *session, const struct hwreg_register *reg,
			struct hwreg_item *item, struct hwreg_error *err);

/** hwreg_item_set_field() - the item is a field of its register */
void hwreg_item_set_field(struct hwreg_item *item, const struct hwreg_field *field);

/** hwreg_item_describe() - find the register of just this place, and why it may have to be skipped */
void hwreg_item_describe(const struct hwreg_location *location, struct hwreg_item *item);

/** hwreg_location_check_range() - could a location that is a range be accessed? Opens nothing */
int hwreg_location_check_range(const struct hwreg_location *location, struct hwreg_error *err);

/** hwreg_location_check_writable() - may every register in it be written? */
int hwreg_location_check_writable(const struct hwreg_location *location, struct hwreg_error *err);

/** hwreg_location_plan_rules() - hwreg_rules_plan() for all of its items */
int hwreg_location_plan_rules(const struct hwreg_location *location, struct hwreg_error *err);

/** hwreg_location_prepare_rules() - hwreg_rules_prepare() for all of its items */
int hwreg_location_prepare_rules(const struct hwreg_location *location, struct hwreg_error *err);

/** hwreg_location_alike() - hwreg_location_stretch() that stops counting at @enough or a little above */
uint64_t hwreg_location_alike(const struct hwreg_location *location, uint64_t index,
			      uint64_t enough, struct hwreg_item *first);

/** hwreg_location_hold() - hwreg_rules_hold() for some of its items */
int hwreg_location_hold(const struct hwreg_location *location, uint64_t index, uint64_t count,
			struct hwreg_error *err);

/** hwreg_location_check_part() - hwreg_location_check_verify() for some of its items */
int hwreg_location_check_part(const struct hwreg_location *location, uint64_t index, uint64_t count,
			      struct hwreg_error *err);

/** hwreg_item_name() - as a user would write it, for messages; in the caller's buffer */
const char *hwreg_item_name(const struct hwreg_session *session, const struct hwreg_item *item,
			    char *buffer, size_t size);

/** hwreg_text_is_glob() - does a location have wildcards? */
bool hwreg_text_is_glob(const char *text);

/** hwreg_text_is_range() - is a location FIRST..LAST or 0xFIRST-0xLAST? */
bool hwreg_text_is_range(const char *text);

#endif
