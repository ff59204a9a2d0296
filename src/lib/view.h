/* SPDX-License-Identifier: MIT */
/* view.h - which window of a session shows an address */
#ifndef HWREG_LIB_VIEW_H
#define HWREG_LIB_VIEW_H

#include "session.h"

/** hwreg_item_step() - numbers it takes, also for an item that a caller has made without saying it */
static inline uint64_t hwreg_item_step(const struct hwreg_item *item)
{
	return item->step ? item->step : item->width / 8u;
}

/** struct hwreg_view - where an access goes; @window is NULL in a dry run */
struct hwreg_view {
	struct hwreg_target *target;
	struct hwreg_window *window;
	uint64_t number;
};

#define VIEW_READ (1u << 0)
#define VIEW_WRITE (1u << 1)

/**
 * hwreg_view_check() - could items at one place after the other be accessed? Opens nothing
 * @first: the first of them
 * @count: how many; more than 1 only for a numeric range, which one target must hold
 * @rights: VIEW_…: what will be done with them
 *
 * The board must be for this machine, the target must have the addresses, and each access must be
 * possible exactly, and be granted.
 */
int hwreg_view_check(struct hwreg_session *session, const struct hwreg_item *first, uint64_t count,
		     unsigned int rights, struct hwreg_error *err);

/**
 * hwreg_view_find() - the window of an item's register, opened if there is none yet
 *
 * Checks first what hwreg_view_check() does.
 */
int hwreg_view_find(struct hwreg_session *session, const struct hwreg_item *item,
		    struct hwreg_view *view, struct hwreg_error *err);

/** hwreg_view_keep() - the same, of a window that stays until the session closes */
int hwreg_view_keep(struct hwreg_session *session, const struct hwreg_item *item,
		    struct hwreg_view *view, struct hwreg_error *err);

/** hwreg_view_add_span() - a numeric range will be read: map it in pieces */
int hwreg_view_add_span(struct hwreg_session *session, const struct hwreg_item *first,
			uint64_t count, struct hwreg_error *err);

/** hwreg_view_trim() - forget long ranges, and all windows if there are many, after syncing them */
int hwreg_view_trim(struct hwreg_session *session, struct hwreg_error *err);

/** hwreg_view_map() - a window on a whole block, that is none of the session's own */
int hwreg_view_map(struct hwreg_session *session, const struct hwreg_block *block,
		   struct hwreg_window **out, struct hwreg_error *err);

#endif
