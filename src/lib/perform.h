/* SPDX-License-Identifier: MIT */
/* perform.h - what the accesses of a session have in common, single ones and many */
#ifndef HWREG_LIB_PERFORM_H
#define HWREG_LIB_PERFORM_H

#include "view.h"

/** hwreg_perform_error() - put the register's name in front of an error; Return: @r */
int hwreg_perform_error(const struct hwreg_session *session, const struct hwreg_item *item, int r,
			struct hwreg_error *err);

/** hwreg_perform_check_writes() - was the session opened to write? */
int hwreg_perform_check_writes(const struct hwreg_session *session, struct hwreg_error *err);

/** hwreg_perform_access() - the read of an item's register */
struct hwreg_access hwreg_perform_access(const struct hwreg_session *session,
					 const struct hwreg_item *item,
					 const struct hwreg_view *view);

/**
 * hwreg_perform_read() - read an item's register, whatever conditions there are for it
 * @known: *value is what was read: not in a dry run without a copy
 */
int hwreg_perform_read(struct hwreg_session *session, const struct hwreg_item *item,
		       uint64_t *value, bool *known, struct hwreg_error *err);

/**
 * hwreg_perform_change() - make a write, and the read before it if it needs one; nothing around it
 * @view: of its register, or NULL if that has to be found
 */
int hwreg_perform_change(struct hwreg_session *session, const struct hwreg_write *write,
			 const struct hwreg_view *view, struct hwreg_error *err);

/** hwreg_perform_open_lock() - the lock file that a register's lock needs, if it is not open */
int hwreg_perform_open_lock(struct hwreg_session *session, const struct hwreg_view *view,
			    struct hwreg_error *err);

/** hwreg_perform_lock() - take the lock of a register, unless the session takes none */
int hwreg_perform_lock(struct hwreg_session *session, const struct hwreg_item *item,
		       struct hwreg_error *err);

/** hwreg_perform_unlock() - give it back */
void hwreg_perform_unlock(struct hwreg_session *session, const struct hwreg_item *item);

/** hwreg_perform_check_width() - are the item's bits at most 64? Return: 0 or -EOVERFLOW */
int hwreg_perform_check_width(const struct hwreg_session *session, const struct hwreg_item *item,
			      struct hwreg_error *err);

/** hwreg_perform_differs() - the error of a verification: some of @bits differ; Return: -EILSEQ */
int hwreg_perform_differs(const struct hwreg_session *session, const struct hwreg_item *item,
			  uint64_t wrote, uint64_t actual, uint64_t bits, struct hwreg_error *err);

#endif
