/* SPDX-License-Identifier: MIT */
/* item.h - keys that types, clusters and registers have in common */
#ifndef HWREG_LIB_BOARD_ITEM_H
#define HWREG_LIB_BOARD_ITEM_H

#include "type.h"

/* Each kind of mapping has a table of its keys that starts with these and goes on with its own. */
enum item_key {
	KEY_DESCRIPTION,
	KEY_WIDTH,
	KEY_ENDIAN,
	KEY_POLICY,
	KEY_READ,
	KEY_WRITE,
	KEY_RESERVED,
	KEY_REQUIRES,
	KEY_UNLOCK,
	KEY_LOCK,
	KEY_BIT_ORDER,
	COMMON_KEY_COUNT, /* of types, clusters and registers */

	KEY_OFFSET = COMMON_KEY_COUNT,
	KEY_COUNT,
	KEY_STRIDE,
	KEY_INDEX,
	KEY_WHEN,
	ITEM_KEY_COUNT, /* of clusters and registers */
};

// clang-format off
#define COMMON_KEYS \
	[KEY_DESCRIPTION] = { "description", false }, [KEY_WIDTH] = { "width", false }, \
	[KEY_ENDIAN] = { "endian", false }, [KEY_POLICY] = { "policy", false }, \
	[KEY_READ] = { "read", false }, [KEY_WRITE] = { "write", false }, \
	[KEY_RESERVED] = { "reserved", false }, [KEY_REQUIRES] = { "requires", false }, \
	[KEY_UNLOCK] = { "unlock", false }, [KEY_LOCK] = { "lock", false }, \
	[KEY_BIT_ORDER] = { "bit-order", false }
#define ITEM_KEYS \
	[KEY_COUNT] = { "count", false }, [KEY_STRIDE] = { "stride", false }, \
	[KEY_INDEX] = { "index", false }, [KEY_WHEN] = { "when", false }
// clang-format on

/** width_read() - a multiple of 8 up to HWREG_WIDEST */
void width_read(struct loader *loader, const struct scope *scope, const struct node *node,
		uint16_t *out);

/** offset_read() - an offset in bytes: what is written times 2 to the power of reg-shift */
bool offset_read(struct loader *loader, const struct scope *scope, const struct node *node,
		 unsigned int shift, uint64_t *out);

/** defaults_read() - the first COMMON_KEY_COUNT of @values over what @defaults holds; @entry: NULL for a
 * type */
void defaults_read(struct loader *loader, const struct scope *scope, struct type *type,
		   const struct entry *entry, const struct node *const *values,
		   struct defaults *defaults);

/** item_read() - the first ITEM_KEY_COUNT of @values: what clusters and registers share */
void item_read(struct loader *loader, const struct scope *scope, struct type *type,
	       const struct node *const *values, const struct defaults *inherited,
	       struct defaults *defaults, struct entry *entry);

/** register_read() - a register, in short form or as a mapping */
void register_read(struct loader *loader, const struct scope *scope, struct type *type,
		   const struct defaults *inherited, struct entry *entry);

#endif
