/* SPDX-License-Identifier: MIT */
/*
 * rules.h - the conditions that accesses are tied to: `requires` and `when`
 *
 * What has been read for conditions is kept until hwreg_rules_begin(), so that one access, or one
 * call for many, reads each register once.
 */
#ifndef HWREG_LIB_RULES_H
#define HWREG_LIB_RULES_H

#include "session.h"

/** hwreg_rules_open() - room for what conditions are found to be, if the board has any */
int hwreg_rules_open(struct hwreg_session *session, struct hwreg_error *err);

/** hwreg_rules_close() - give it back */
void hwreg_rules_close(struct hwreg_session *session);

/** hwreg_rules_plan() - could what the conditions of an item are about be read? Opens nothing */
int hwreg_rules_plan(struct hwreg_session *session, const struct hwreg_item *item,
		     struct hwreg_error *err);

/** hwreg_rules_prepare() - open it */
int hwreg_rules_prepare(struct hwreg_session *session, const struct hwreg_item *item,
			struct hwreg_error *err);

/** hwreg_rules_begin() - an access begins: forget, but with HWREG_CONDITIONS_ONCE what was read */
void hwreg_rules_begin(struct hwreg_session *session);

/** hwreg_rules_forget() - something was written, which may have changed any condition */
void hwreg_rules_forget(struct hwreg_session *session);

/** hwreg_rules_forget_one() - the same of what was read of one register */
void hwreg_rules_forget_one(struct hwreg_session *session, uint32_t reg);

/**
 * hwreg_rules_hold() - read the conditions of an item's registers and refuse if one does not hold
 *
 * Of an item that is no described register's own, `requires` of every register that it reaches into; of
 * one that was given by its number, none. In a dry run the reads are told, and refuse only if they were
 * made on a copy.
 *
 * Return: 0, -ENXIO if a condition does not hold, or what the reads say.
 */
int hwreg_rules_hold(struct hwreg_session *session, const struct hwreg_item *item,
		     struct hwreg_error *err);

/** hwreg_rules_check() - begin and hold */
int hwreg_rules_check(struct hwreg_session *session, const struct hwreg_item *item,
		      struct hwreg_error *err);

#endif
