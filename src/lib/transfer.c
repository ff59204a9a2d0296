// SPDX-License-Identifier: MIT
/* transfer.c - the plan of a register's accesses: which bits, where, in which order; and making them */
#include "transfer.h"

#include <inttypes.h>
#include <stdio.h>

#include "backend/backend.h"
#include "location.h"
#include "perform.h"
#include "rules.h"
#include "signals.h"

/* ---- Values of many bits ----------------------------------------------------------------------- */

uint64_t hwreg_wide_part(const struct hwreg_wide *value, unsigned int low)
{
	unsigned int word = low / 64, shift = low % 64;
	uint64_t part = 0;

	if (word < HWREG_WIDE_WORDS)
		part = value->words[word] >> shift;
	if (shift && word + 1 < HWREG_WIDE_WORDS)
		part |= value->words[word + 1] << (64 - shift);
	return part;
}

/* The bits must be 0 before */
static void put_part(struct hwreg_wide *value, unsigned int low, uint64_t part)
{
	unsigned int word = low / 64, shift = low % 64;

	value->words[word] |= part << shift;
	if (shift && word + 1 < HWREG_WIDE_WORDS)
		value->words[word + 1] |= part >> (64 - shift);
}

struct hwreg_wide hwreg_wide_decode(const unsigned char *bytes, unsigned int count, bool big)
{
	struct hwreg_wide value = { { 0 } };

	for (unsigned int i = 0; i < count; i++)
		value.words[i / 8] |= (uint64_t)bytes[big ? count - 1 - i : i] << (i % 8 * 8);
	return value;
}

void hwreg_wide_encode(unsigned char *bytes, unsigned int count, bool big,
		       const struct hwreg_wide *value)
{
	for (unsigned int i = 0; i < count; i++)
		bytes[big ? count - 1 - i : i] = value->words[i / 8] >> (i % 8 * 8) & 0xff;
}

/* ---- One access -------------------------------------------------------------------------------- */

/* On the private copy of a file: what it holds, and what would come of the access */
static int try_access(const struct hwreg_view *view, struct hwreg_access *access,
		      struct hwreg_error *err)
{
	struct hwreg_access before = *access;
	int r = 0;

	before.write = false;
	if (access->write)
		r = hwreg_access_make(view->window, NULL, &before, err);
	if (!r)
		r = hwreg_access_make(view->window, NULL, access, err);
	access->before = before.value;
	access->tried = true;
	return r;
}

static int make(struct hwreg_session *session, const struct hwreg_view *view,
		struct hwreg_access *access, struct hwreg_error *err)
{
	int r;

	if (!(session->flags & HWREG_DRY_RUN))
		return hwreg_access_make(view->window, &session->observer, access, err);
	r = view->window ? try_access(view, access, err) : 0;
	if (r)
		return r;
	access->result = -view->target->untried;
	access->phase = HWREG_ACCESS_PLANNED;
	if (session->observer.call)
		session->observer.call(session->observer.data, access);
	return 0;
}

static int make_single(struct hwreg_session *session, const struct hwreg_item *item,
		       const struct hwreg_view *view, struct hwreg_transfer *transfer,
		       struct hwreg_error *err)
{
	struct hwreg_access access = hwreg_perform_access(session, item, view);
	int r;

	access.write = transfer->write;
	access.value = transfer->write ? transfer->value.words[0] : 0;
	access.keep = transfer->write ? transfer->keep : 0;
	r = make(session, view, &access, err);
	if (r)
		return r;
	transfer->value = (struct hwreg_wide){ { access.value } };
	transfer->tried = access.tried;
	return 0;
}

/* ---- Several ----------------------------------------------------------------------------------- */

/**
 * struct piece - one of several accesses
 * @low: the lowest of its bits in the register
 * @offset: numbers from the register's start to it
 */
struct piece {
	unsigned int low;
	uint64_t offset;
};

/* The access that comes @turn-th */
static struct piece piece_at(const struct hwreg_item *item, const struct hwreg_target *target,
			     unsigned int turn)
{
	unsigned int bits = hwreg_item_access(item), count = item->width / bits;
	unsigned int rank = item->reg->high_first ? count - 1 - turn : turn;
	unsigned int place = item->endian == HWREG_BIG_ENDIAN ? count - 1 - rank : rank;

	return (struct piece){ rank * bits, place * hwreg_target_step(target, bits) };
}

/* What a failure leaves behind: the accesses before the one that comes @failed-th */
static void tell_written(const struct hwreg_item *item, const struct hwreg_view *view,
			 const struct hwreg_transfer *transfer, unsigned int failed,
			 struct hwreg_error *err)
{
	unsigned int bits = hwreg_item_access(item);

	for (unsigned int turn = 0; turn < failed; turn++) {
		struct piece piece = piece_at(item, view->target, turn);
		uint64_t value = hwreg_wide_part(&transfer->value, piece.low) & hwreg_mask(bits);

		hwreg_error_append(err, "%s 0x%0*" PRIx64 " to bits %u:%u",
				   turn ? "," : ";\nof this register had been written:",
				   (int)bits / 4, value, piece.low + bits - 1, piece.low);
	}
}

static int make_each(struct hwreg_session *session, const struct hwreg_item *item,
		     const struct hwreg_view *view, struct hwreg_transfer *transfer,
		     struct hwreg_error *err)
{
	unsigned int bits = hwreg_item_access(item), count = item->width / bits;
	struct hwreg_wide read = { { 0 } };
	bool tried = true;

	for (unsigned int turn = 0; turn < count; turn++) {
		struct hwreg_access access = hwreg_perform_access(session, item, view);
		struct piece piece = piece_at(item, view->target, turn);
		int r;

		access.width = bits;
		access.address += piece.offset;
		access.number += piece.offset;
		access.write = transfer->write;
		if (access.write)
			access.value =
				hwreg_wide_part(&transfer->value, piece.low) & hwreg_mask(bits);
		if (access.write && piece.low < 64)
			access.keep = transfer->keep >> piece.low & hwreg_mask(bits);
		r = make(session, view, &access, err);
		if (r) {
			if (access.write && !(session->flags & HWREG_DRY_RUN))
				tell_written(item, view, transfer, turn, err);
			return r;
		}
		put_part(&read, piece.low, access.value);
		tried = tried && access.tried;
	}
	transfer->value = read;
	transfer->tried = tried;
	return 0;
}

/* A process that a signal ended in between would leave a value that is neither old nor new; of a read
 * nothing stays behind */
static int make_several(struct hwreg_session *session, const struct hwreg_item *item,
			const struct hwreg_view *view, struct hwreg_transfer *transfer,
			struct hwreg_error *err)
{
	sigset_t before;
	int r;

	if (!transfer->write || item->width == hwreg_item_access(item))
		return make_each(session, item, view, transfer, err);
	hwreg_signals_hold(&before);
	r = make_each(session, item, view, transfer, err);
	hwreg_signals_release(&before);
	return r;
}

/* ---- Behind an index and a data register ------------------------------------------------------- */

static int refuse_index(const struct hwreg_session *session, const struct image_window *window,
			int r, struct hwreg_error *err)
{
	const struct hwreg_register *index = hwreg_board_register(session->board, window->index);

	hwreg_error_append(err, ", but reading this register writes %s first",
			   image_string(session->board, index->name));
	return r;
}

/* The item of the register to write first */
static int index_item(struct hwreg_session *session, const struct hwreg_item *item,
		      struct hwreg_item *index, struct hwreg_error *err)
{
	const struct image_window *window = image_window_of(session->board, item->reg);
	int r = hwreg_perform_check_writes(session, err);

	if (r)
		return refuse_index(session, window, r, err);
	r = hwreg_item_register(session, hwreg_board_register(session->board, window->index), index,
				err);
	/* no board is loaded with that; a damaged image may say it */
	if (!r && hwreg_item_is_behind(index))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EBADMSG,
				       "its index register is behind one itself");
	return r;
}

static int select_index(struct hwreg_session *session, const struct hwreg_item *index,
			uint64_t value, struct hwreg_error *err)
{
	struct hwreg_transfer transfer = { .write = true, .value = { { value } } };
	struct hwreg_view view;
	int r = hwreg_view_find(session, index, &view, err);

	if (!r)
		r = hwreg_transfer_make(session, index, &view, &transfer, err);
	return hwreg_perform_error(session, index, r, err);
}

int hwreg_transfer_locks(struct hwreg_session *session, const struct hwreg_item *item,
			 struct hwreg_item locks[2], struct hwreg_error *err)
{
	const struct image_window *window = image_window_of(session->board, item->reg);
	bool index_first = window->index < window->data;
	int r = hwreg_item_register(session, hwreg_board_register(session->board, window->index),
				    &locks[!index_first], err);

	return r ? r
		 : hwreg_item_register(session, hwreg_board_register(session->board, window->data),
				       &locks[index_first], err);
}

static int write_index(struct hwreg_session *session, const struct hwreg_item *index,
		       const struct hwreg_item *item, const struct hwreg_view *view,
		       struct hwreg_transfer *transfer, struct hwreg_error *err)
{
	const struct image_window *window = image_window_of(session->board, item->reg);
	int r = select_index(session, index, item->reg->behind, err);

	/* conditions on these two were read for another register behind them, or for none */
	hwreg_rules_forget_one(session, hwreg_register_index(session->board, index->reg));
	if (window)
		hwreg_rules_forget_one(session, window->data);
	return r ? r : make_several(session, item, view, transfer, err);
}

/* Nobody else changes the index in between, nor comes between reading and writing the data register */
static int make_behind(struct hwreg_session *session, const struct hwreg_item *item,
		       const struct hwreg_view *view, struct hwreg_transfer *transfer,
		       struct hwreg_error *err)
{
	struct hwreg_item index, locks[2];
	int r = index_item(session, item, &index, err);

	if (r || session->holds_locks)
		return r ? r : write_index(session, &index, item, view, transfer, err);
	r = hwreg_transfer_locks(session, item, locks, err);
	if (!r)
		r = hwreg_perform_lock(session, &locks[0], err);
	if (r)
		return r;
	r = hwreg_perform_lock(session, &locks[1], err);
	if (!r) {
		r = write_index(session, &index, item, view, transfer, err);
		hwreg_perform_unlock(session, &locks[1]);
	}
	hwreg_perform_unlock(session, &locks[0]);
	return r;
}

int hwreg_transfer_prepare(struct hwreg_session *session, const struct hwreg_item *item,
			   struct hwreg_error *err)
{
	struct hwreg_item index;
	struct hwreg_view view;
	int r;

	if (!hwreg_item_is_behind(item))
		return 0;
	r = index_item(session, item, &index, err);
	if (!r)
		r = hwreg_view_check(session, &index, 1, VIEW_WRITE, err);
	if (!r)
		r = hwreg_view_find(session, &index, &view, err);
	return r ? r : hwreg_perform_open_lock(session, &view, err);
}

int hwreg_transfer_make(struct hwreg_session *session, const struct hwreg_item *item,
			const struct hwreg_view *view, struct hwreg_transfer *transfer,
			struct hwreg_error *err)
{
	if (hwreg_item_is_plain(item))
		return make_single(session, item, view, transfer, err);
	if (hwreg_item_is_behind(item))
		return make_behind(session, item, view, transfer, err);
	return make_several(session, item, view, transfer, err);
}
