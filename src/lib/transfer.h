/* SPDX-License-Identifier: MIT */
/* transfer.h - a register's value to and from it: one access, or the several that its board asks for */
#ifndef HWREG_LIB_TRANSFER_H
#define HWREG_LIB_TRANSFER_H

#include "board/image.h"
#include "view.h"

/** hwreg_item_access() - bits of each access of an item's register */
static inline unsigned int hwreg_item_access(const struct hwreg_item *item)
{
	return item->reg ? item->reg->access : item->width;
}

/** hwreg_item_is_behind() - is its register behind an index and a data register? */
static inline bool hwreg_item_is_behind(const struct hwreg_item *item)
{
	return item->reg && item->reg->window;
}

/** hwreg_item_is_plain() - is it read and written by one access of all its bits, and nothing else? */
static inline bool hwreg_item_is_plain(const struct hwreg_item *item)
{
	return hwreg_item_access(item) == item->width && !hwreg_item_is_behind(item);
}

/** hwreg_item_numbers() - how many numbers of the target an item's register takes */
static inline uint64_t hwreg_item_numbers(const struct hwreg_item *item,
					  const struct hwreg_target *target)
{
	unsigned int bits = hwreg_item_access(item);

	return item->width / bits * hwreg_target_step(target, bits);
}

/**
 * struct hwreg_transfer - the value of a register, on its way
 * @write: to the register
 * @value: of all of it, the least significant bits first; filled by a read that succeeds
 * @keep: for a write in a dry run: bits that would come from the read before it
 * @tried: of a dry run, on a copy, so that @value is known
 */
struct hwreg_transfer {
	bool write;
	bool tried;
	struct hwreg_wide value;
	uint64_t keep;
};

/**
 * hwreg_transfer_locks() - whose locks an access behind an index and a data register takes
 * @locks: both registers, in the order that all processes keep: that of the board's registers
 */
int hwreg_transfer_locks(struct hwreg_session *session, const struct hwreg_item *item,
			 struct hwreg_item locks[2], struct hwreg_error *err);

/**
 * hwreg_transfer_prepare() - open what an item's register is behind, and the lock file
 *
 * Return: 0, -EACCES if the session may not write the index register, or what opening says.
 */
int hwreg_transfer_prepare(struct hwreg_session *session, const struct hwreg_item *item,
			   struct hwreg_error *err);

/**
 * hwreg_transfer_make() - read or write an item's register
 * @view: where all of it is, from hwreg_view_find()
 *
 * Behind an index register that is written first, under the locks of both unless they are held. In a dry run the accesses are planned, or tried on a copy. An error says what had been written.
 */
int hwreg_transfer_make(struct hwreg_session *session, const struct hwreg_item *item,
			const struct hwreg_view *view, struct hwreg_transfer *transfer,
			struct hwreg_error *err);

/** hwreg_wide_decode() - the value of @count bytes as they are in memory */
struct hwreg_wide hwreg_wide_decode(const unsigned char *bytes, unsigned int count, bool big);

/** hwreg_wide_encode() - the opposite */
void hwreg_wide_encode(unsigned char *bytes, unsigned int count, bool big,
		       const struct hwreg_wide *value);

#endif
