// SPDX-License-Identifier: MIT
/* stretch.c - many registers at once: which are alike, which may be written, which can be verified */
#include <errno.h>

#include "board/image.h"
#include "error.h"
#include "location.h"
#include "rules.h"
#include "transfer.h"
#include "view.h"
#include "write.h"

/* ---- Stretches -------------------------------------------------------------------------------- */

static bool follows(const struct hwreg_item *before, const struct hwreg_item *item)
{
	return hwreg_item_is_plain(before) && hwreg_item_is_plain(item) &&
	       item->space == before->space && item->width == before->width &&
	       item->endian == before->endian && item->skip == before->skip &&
	       item->address == before->address + before->step;
}

/* Items of a range from an index on that no register of the board reaches into */
static uint64_t bare_items(const struct hwreg_location *location, uint64_t index)
{
	const struct hwreg_item *first = &location->first;
	uint64_t address = first->address + index * first->step, left = location->count - index;
	const struct hwreg_register *reg;
	uint64_t bare;

	if (!location->session->board)
		return left;
	reg = image_next_register(location->session->board, first->space, address);
	if (!reg)
		return left;
	if (reg->address <= address)
		return 0;
	bare = (reg->address - address) / first->step;
	return bare < left ? bare : left;
}

static uint64_t range_stretch(const struct hwreg_location *location, uint64_t index,
			      enum hwreg_skip skip, uint64_t enough)
{
	uint64_t count = 0, bare;
	struct hwreg_item item;

	while (index + count < location->count && count < enough) {
		bare = skip == HWREG_SKIP_NONE ? bare_items(location, index + count) : 0;
		count += bare;
		if (bare)
			continue;
		hwreg_location_item(location, index + count, &item);
		if (item.skip != skip)
			break;
		count++;
	}
	return count;
}

uint64_t hwreg_location_stretch(const struct hwreg_location *location, uint64_t index,
				struct hwreg_item *first)
{
	return hwreg_location_alike(location, index, UINT64_MAX, first);
}

uint64_t hwreg_location_alike(const struct hwreg_location *location, uint64_t index,
			      uint64_t enough, struct hwreg_item *first)
{
	uint64_t count = 1;

	hwreg_location_item(location, index, first);
	if (location->fifo)
		return location->count - index;
	if (location->range)
		return range_stretch(location, index, first->skip, enough);
	while (count < enough && index + count < location->count &&
	       follows(&location->items[index + count - 1], &location->items[index + count]) &&
	       !first->field)
		count++;
	return count;
}

/* ---- Registers that follow one, or one as a FIFO ----------------------------------------------- */

static bool is_whole(const struct hwreg_item *item)
{
	return !item->field && !item->low && item->high == item->width - 1;
}

static int check_single(const struct hwreg_location *location, uint64_t count, uint64_t flags,
			struct hwreg_error *err)
{
	if (flags & ~HWREG_FIFO)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL, "unknown flags");
	if (count && location->count == 1 && !location->range && is_whole(&location->items[0]))
		return 0;
	return hwreg_error_set(
		err, HWREG_ERROR_REQUEST, EINVAL,
		"only one whole register can be taken many times, or be the first of "
		"a number of registers");
}

static int check_end(const struct hwreg_item *first, uint64_t count, struct hwreg_error *err)
{
	uint64_t size;

	if (!__builtin_mul_overflow(count, (uint64_t)first->step, &size) &&
	    size - 1 <= UINT64_MAX - first->address)
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
			       "%llu registers from 0x%llx go past the end of the 64-bit address "
			       "space",
			       (unsigned long long)count, (unsigned long long)first->number);
}

int hwreg_location_repeat(struct hwreg_location *location, uint64_t count, uint64_t flags,
			  struct hwreg_error *err)
{
	struct hwreg_location made = *location;
	int r = check_single(location, count, flags, err);

	if (r)
		return r;
	made.first = location->items[0];
	made.count = count;
	made.fifo = flags & HWREG_FIFO;
	if (!made.fifo && !hwreg_item_is_plain(&made.first))
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, ENOTSUP,
			"a register that is not one access is none of many alike; name "
			"its block, or a range of addresses");
	made.range = !made.fifo;
	if (made.range) {
		made.first.raw = false;
		r = check_end(&made.first, count, err);
		if (!r)
			r = hwreg_location_check_range(&made, err);
	}
	if (!r && made.writing)
		r = hwreg_location_check_writable(&made, err);
	if (!r)
		*location = made;
	return r;
}

/* ---- Every item that the board describes ------------------------------------------------------- */

typedef int check_item(struct hwreg_session *session, const struct hwreg_item *item,
		       struct hwreg_error *err);

/* A range is looked at only where the board describes something: it may be long */
static int check_each(const struct hwreg_location *location, uint64_t index, uint64_t count,
		      check_item *check, struct hwreg_error *err)
{
	uint64_t end = index + count;
	struct hwreg_item item;
	int r = 0;

	if (location->fifo)
		return check(location->session, &location->first, err);
	while (!r) {
		if (location->range && index < end)
			index += bare_items(location, index);
		if (index >= end)
			break;
		hwreg_location_item(location, index++, &item);
		r = check(location->session, &item, err);
	}
	return r;
}

static int check_register(const struct hwreg_session *session, const struct hwreg_register *reg,
			  struct hwreg_error *err)
{
	if (hwreg_wrap_needed(session, reg))
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, ENOTSUP,
			"%s: needs other writes before and after it (unlock, lock), which are made "
			"for one register at a time: hwreg poke",
			image_string(session->board, reg->name));
	return hwreg_write_check_register(session, reg, err);
}

static int check_writable(struct hwreg_session *session, const struct hwreg_item *item,
			  struct hwreg_error *err)
{
	if (!is_whole(item))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "many registers are written as wholes; for fields and bits: "
				       "hwreg poke");
	if (item->reg)
		return check_register(session, item->reg, err);
	return hwreg_neighbours_overlap(session, item, err);
}

int hwreg_location_check_writable(const struct hwreg_location *location, struct hwreg_error *err)
{
	const struct hwreg_item *first = &location->first;
	int r = 0;

	/* aliases are where no register is, so that the items do not tell of them */
	if (location->range)
		r = hwreg_neighbours_aliases(location->session, first->space, first->address,
					     first->address + (location->count * first->step - 1),
					     err);
	return r ? r : check_each(location, 0, location->count, check_writable, err);
}

static int plan_item(struct hwreg_session *session, const struct hwreg_item *item,
		     struct hwreg_error *err)
{
	return item->skip ? 0 : hwreg_rules_plan(session, item, err);
}

int hwreg_location_plan_rules(const struct hwreg_location *location, struct hwreg_error *err)
{
	return location->session->rules ? check_each(location, 0, location->count, plan_item, err)
					: 0;
}

static int prepare_item(struct hwreg_session *session, const struct hwreg_item *item,
			struct hwreg_error *err)
{
	return item->skip ? 0 : hwreg_rules_prepare(session, item, err);
}

int hwreg_location_prepare_rules(const struct hwreg_location *location, struct hwreg_error *err)
{
	return location->session->rules
		       ? check_each(location, 0, location->count, prepare_item, err)
		       : 0;
}

int hwreg_location_hold(const struct hwreg_location *location, uint64_t index, uint64_t count,
			struct hwreg_error *err)
{
	return location->session->rules ? check_each(location, index, count, hwreg_rules_hold, err)
					: 0;
}

static int check_verifiable(struct hwreg_session *session, const struct hwreg_item *item,
			    struct hwreg_error *err)
{
	if (hwreg_item_verifiable(session, item))
		return session->grants ? hwreg_view_check(session, item, 1, VIEW_READ, err) : 0;
	return hwreg_error_set(
		err, HWREG_ERROR_REQUEST, ENOTSUP,
		"%s: none of its bits reads back as written, so that there is nothing "
		"to verify",
		image_string(session->board, item->reg->name));
}

int hwreg_location_check_part(const struct hwreg_location *location, uint64_t index, uint64_t count,
			      struct hwreg_error *err)
{
	if (location->fifo)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOTSUP,
				       "what went through a FIFO cannot be read back and verified");
	return check_each(location, index, count, check_verifiable, err);
}

int hwreg_location_check_verify(const struct hwreg_location *location, struct hwreg_error *err)
{
	int r = hwreg_location_check_part(location, 0, location->count, err);

	if (r || !location->range)
		return r;
	return hwreg_view_check(location->session, &location->first, location->count, VIEW_READ,
				err);
}
