/* SPDX-License-Identifier: MIT */
/* session.h - a board, its targets, and the windows opened so far */
#ifndef HWREG_LIB_SESSION_H
#define HWREG_LIB_SESSION_H

#include "access.h"

struct session_space {
	const char *name;
	char *spec;
	struct hwreg_target *target; /* NULL until first used */
};

struct session_window {
	uint32_t space;
	bool piece; /* of a long range: may be closed for the next one */
	struct hwreg_range addresses;
	struct hwreg_window *window;
};

/* A numeric range that was prepared: mapped piece by piece as it is read */
struct session_span {
	uint32_t space;
	struct hwreg_range addresses;
	uint32_t window; /* slot of its piece; NO_WINDOW if none is mapped */
};

#define SESSION_PAGES 256 /* a power of 2 */

struct hwreg_session {
	uint64_t flags;
	const struct hwreg_board *board;
	unsigned int width;
	enum hwreg_endian endian;
	struct hwreg_observer observer;
	int64_t lock_timeout;
	void (*raise)(void *data, bool raise);
	void *raise_data;
	struct session_space *spaces;
	uint32_t space_count;
	struct session_window *windows;
	uint32_t window_count;
	uint32_t last_window;
	uint32_t of_page[SESSION_PAGES]; /* the slot of a window that pages had, or anything */
	struct hwreg_window *mapped; /* those that hwreg_session_map() has given away */
	struct session_span *spans;
	uint32_t span_count;
	int lock_fd;
	const char *lock_path;
	bool match_checked;
	bool holds_locks; /* all that the write being made needs */
	struct hwreg_vfio *vfio; /* what its targets have open of VFIO */
	const struct hwreg_grants
		*grants; /* of its targets, of which mem alone is one then; or NULL */
	struct session_rules *rules; /* NULL: the board has no conditions, or they are ignored */
	const struct hwreg_write
		*writing; /* the one that was asked for, not those that come with it */
	uint64_t written; /* by it, to its register */
};

/** hwreg_session_target() - the target of a space, maybe `auto`; made when first asked for */
int hwreg_session_target(struct hwreg_session *session, uint32_t space, struct hwreg_target **out,
			 struct hwreg_error *err);

#endif
