// SPDX-License-Identifier: MIT
/* perform.c - reads, writes and verification of a session: prepared first, then made */
#include <inttypes.h>
#include <unistd.h>

#include "backend/backend.h"
#include "board/image.h"
#include "location.h"
#include "lock.h"
#include "perform.h"
#include "rules.h"
#include "signals.h"
#include "transfer.h"
#include "write.h"

int hwreg_perform_error(const struct hwreg_session *session, const struct hwreg_item *item, int r,
			struct hwreg_error *err)
{
	if (r && item->reg)
		hwreg_error_context(err, r, "%s", image_string(session->board, item->reg->name));
	return r;
}

static int prepare_item(struct hwreg_session *session, const struct hwreg_item *item,
			struct hwreg_error *err)
{
	struct hwreg_view view;
	int r;

	if (item->skip)
		return 0;
	r = hwreg_view_find(session, item, &view, err);
	if (!r)
		r = hwreg_transfer_prepare(session, item, err);
	return hwreg_perform_error(session, item, r, err);
}

static int prepare_first(struct hwreg_session *session, const struct hwreg_location *location,
			 struct hwreg_error *err)
{
	struct hwreg_item item;
	struct hwreg_view view;
	int r;

	/* the rest is mapped when the reading comes to it */
	hwreg_location_item(location, 0, &item);
	r = hwreg_view_add_span(session, &item, hwreg_location_count(location), err);
	return r ? r : hwreg_view_find(session, &item, &view, err);
}

int hwreg_session_prepare(struct hwreg_session *session, const struct hwreg_location *location,
			  struct hwreg_error *err)
{
	uint64_t count = hwreg_location_count(location);
	struct hwreg_item item;
	int r = 0;

	if (hwreg_location_is_range(location))
		r = prepare_first(session, location, err);
	for (uint64_t i = 0; !r && !hwreg_location_is_range(location) && i < count; i++) {
		hwreg_location_item(location, i, &item);
		r = prepare_item(session, &item, err);
	}
	return r ? r : hwreg_location_prepare_rules(location, err);
}

int hwreg_perform_check_writes(const struct hwreg_session *session, struct hwreg_error *err)
{
	if (session->flags & HWREG_WRITE)
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EACCES,
			       "the session was not opened to write");
}

static bool needs_lock(const struct hwreg_session *session, const struct hwreg_write *write)
{
	return (write->partly || write->wrap) &&
	       !(session->flags & (HWREG_NO_LOCK | HWREG_DRY_RUN));
}

/* The lock file is opened with the target, not after earlier writes have been made */
int hwreg_perform_open_lock(struct hwreg_session *session, const struct hwreg_view *view,
			    struct hwreg_error *err)
{
	int fd;

	if (session->flags & (HWREG_NO_LOCK | HWREG_DRY_RUN))
		return 0;
	if (view->target->backend->lock || session->lock_fd >= 0)
		return 0;
	/* one fixed name, which the user who came first may own */
	if (session->raise)
		session->raise(session->raise_data, true);
	fd = hwreg_lock_file_open(&session->lock_path, err);
	if (session->raise)
		session->raise(session->raise_data, false);
	if (fd < 0)
		return fd;
	session->lock_fd = fd;
	return 0;
}

int hwreg_session_prepare_write(struct hwreg_session *session, const struct hwreg_write *write,
				struct hwreg_error *err)
{
	struct hwreg_view view;
	int r = hwreg_perform_check_writes(session, err);

	if (!r)
		r = hwreg_view_find(session, &write->item, &view, err);
	if (!r && needs_lock(session, write))
		r = hwreg_perform_open_lock(session, &view, err);
	for (unsigned int i = 0; !r && i < write->step_count; i++)
		r = hwreg_view_find(session, &write->steps[i].item, &view, err);
	if (!r)
		r = hwreg_transfer_prepare(session, &write->item, err);
	r = hwreg_perform_error(session, &write->item, r, err);
	if (!r)
		r = hwreg_rules_prepare(session, &write->item, err);
	return r ? r : hwreg_wrap_prepare(session, write, err);
}

struct hwreg_access hwreg_perform_access(const struct hwreg_session *session,
					 const struct hwreg_item *item,
					 const struct hwreg_view *view)
{
	return (struct hwreg_access){
		.size = sizeof(struct hwreg_access),
		.endian = item->endian,
		.width = item->width,
		.space = item->space,
		.address = item->address,
		.number = view->number,
		.target = view->target->spec,
		.count = 1,
		.name = item->reg ? image_string(session->board, item->reg->name) : NULL,
	};
}

static int read_item(struct hwreg_session *session, const struct hwreg_item *item,
		     const struct hwreg_view *view, uint64_t *value, struct hwreg_error *err)
{
	struct hwreg_transfer transfer = { .write = false };
	int r = hwreg_transfer_make(session, item, view, &transfer, err);

	if (!r)
		*value = hwreg_wide_part(&transfer.value, item->shift);
	return hwreg_perform_error(session, item, r, err);
}

/* Whatever conditions there are for it */
static int read_wide(struct hwreg_session *session, const struct hwreg_item *item,
		     struct hwreg_transfer *transfer, struct hwreg_error *err)
{
	struct hwreg_view view;
	int r = hwreg_view_find(session, item, &view, err);

	if (!r)
		r = hwreg_transfer_make(session, item, &view, transfer, err);
	return hwreg_perform_error(session, item, r, err);
}

int hwreg_perform_read(struct hwreg_session *session, const struct hwreg_item *item,
		       uint64_t *value, bool *known, struct hwreg_error *err)
{
	struct hwreg_transfer transfer = { .write = false };
	int r = read_wide(session, item, &transfer, err);

	if (r)
		return r;
	*value = hwreg_wide_part(&transfer.value, item->shift);
	*known = !(session->flags & HWREG_DRY_RUN) || transfer.tried;
	return 0;
}

int hwreg_session_read_wide(struct hwreg_session *session, const struct hwreg_item *item,
			    struct hwreg_wide *value, struct hwreg_error *err)
{
	struct hwreg_transfer transfer = { .write = false };
	int r = hwreg_rules_check(session, item, err);

	if (!r)
		r = read_wide(session, item, &transfer, err);
	if (!r)
		*value = transfer.value;
	return r;
}

int hwreg_perform_check_width(const struct hwreg_session *session, const struct hwreg_item *item,
			      struct hwreg_error *err)
{
	char name[256];

	if (item->high - item->low <= 63)
		return 0;
	return hwreg_error_set(
		err, HWREG_ERROR_REQUEST, EOVERFLOW,
		"%s has %u bits, but at most 64 can be taken here: name a field or bits "
		"of it",
		hwreg_item_name(session, item, name, sizeof(name)), item->width);
}

int hwreg_session_read(struct hwreg_session *session, const struct hwreg_item *item,
		       uint64_t *value, struct hwreg_error *err)
{
	struct hwreg_wide wide;
	int r = hwreg_perform_check_width(session, item, err);

	if (!r)
		r = hwreg_session_read_wide(session, item, &wide, err);
	if (!r)
		*value = hwreg_wide_part(&wide, item->shift);
	return r;
}

static int lock(struct hwreg_session *session, const struct hwreg_view *view,
		const struct hwreg_range *numbers, struct hwreg_error *err)
{
	struct hwreg_range place;

	if (view->target->backend->lock)
		return view->target->backend->lock(view->target, numbers, session->lock_timeout,
						   err);
	place = hwreg_lock_place(view->target, numbers);
	return hwreg_lock_bytes(session->lock_fd, session->lock_path, &place, session->lock_timeout,
				err);
}

static void unlock(struct hwreg_session *session, const struct hwreg_view *view,
		   const struct hwreg_range *numbers)
{
	struct hwreg_range place;

	if (view->target->backend->lock) {
		view->target->backend->unlock(view->target, numbers);
		return;
	}
	place = hwreg_lock_place(view->target, numbers);
	hwreg_unlock_bytes(session->lock_fd, &place);
}

static int write_value(struct hwreg_session *session, const struct hwreg_write *write,
		       const struct hwreg_view *view, uint64_t old, struct hwreg_error *err)
{
	struct hwreg_transfer transfer = {
		.write = true,
		.value = { { (old & write->keep) | (write->value & ~write->keep) } },
		.keep = session->flags & HWREG_DRY_RUN ? write->keep : 0,
	};
	int r = hwreg_transfer_make(session, &write->item, view, &transfer, err);

	if (!r && write == session->writing)
		session->written = transfer.value.words[0];
	return hwreg_perform_error(session, &write->item, r, err);
}

static int read_and_write(struct hwreg_session *session, const struct hwreg_write *write,
			  const struct hwreg_view *view, struct hwreg_error *err)
{
	uint64_t old = 0;
	int r;

	if (!write->keep)
		return write_value(session, write, view, 0, err);
	r = view->window ? hwreg_window_make_writable(view->window, err) : 0;

	if (!r)
		r = read_item(session, &write->item, view, &old, err);
	return r ? r : write_value(session, write, view, old, err);
}

/* Each finds its own window, as the register's may be another page's */
static int write_step(struct hwreg_session *session, const struct hwreg_write *write,
		      const struct hwreg_alias_step *step, struct hwreg_error *err)
{
	struct hwreg_transfer transfer = { .write = true };
	struct hwreg_view view;
	uint64_t old = 0;
	bool known;
	int r = step->toggle ? hwreg_perform_read(session, &write->item, &old, &known, err) : 0;

	if (!r)
		r = hwreg_view_find(session, &step->item, &view, err);
	if (r)
		return r;
	transfer.value.words[0] = step->toggle ? (old ^ write->value) & step->bits : step->bits;
	if (step->toggle && (session->flags & HWREG_DRY_RUN))
		transfer.keep = step->bits;
	return hwreg_transfer_make(session, &step->item, &view, &transfer, err);
}

/* A process that a signal ended between the two would leave bits 0 that are neither old nor new */
static int write_aliases(struct hwreg_session *session, const struct hwreg_write *write,
			 struct hwreg_error *err)
{
	sigset_t before;
	int r = 0;

	hwreg_signals_hold(&before);
	for (unsigned int i = 0; !r && i < write->step_count; i++) {
		r = hwreg_perform_error(session, &write->item,
					write_step(session, write, &write->steps[i], err), err);
		if (r && i)
			hwreg_error_append(err, ";\nthe bits that are to be 0 had been cleared");
	}
	hwreg_signals_release(&before);
	return r;
}

int hwreg_perform_change(struct hwreg_session *session, const struct hwreg_write *write,
			 const struct hwreg_view *view, struct hwreg_error *err)
{
	struct hwreg_view found;
	int r;

	if (write->step_count)
		return write_aliases(session, write, err);
	if (view)
		return read_and_write(session, write, view, err);
	r = hwreg_view_find(session, &write->item, &found, err);
	if (r)
		return hwreg_perform_error(session, &write->item, r, err);
	return read_and_write(session, write, &found, err);
}

static int lock_view(struct hwreg_session *session, const struct hwreg_item *item,
		     const struct hwreg_view *view, bool on, struct hwreg_error *err)
{
	struct hwreg_range range = { view->number, view->number + (hwreg_item_step(item) - 1) };
	int r;

	if (!on) {
		unlock(session, view, &range);
		return 0;
	}
	r = hwreg_perform_open_lock(session, view, err);
	if (!r)
		r = lock(session, view, &range, err);
	return hwreg_perform_error(session, item, r, err);
}

int hwreg_perform_lock(struct hwreg_session *session, const struct hwreg_item *item,
		       struct hwreg_error *err)
{
	struct hwreg_view view;
	int r;

	if (session->flags & (HWREG_NO_LOCK | HWREG_DRY_RUN))
		return 0;
	r = hwreg_view_find(session, item, &view, err);
	return r ? hwreg_perform_error(session, item, r, err)
		 : lock_view(session, item, &view, true, err);
}

void hwreg_perform_unlock(struct hwreg_session *session, const struct hwreg_item *item)
{
	struct hwreg_view view;

	if (!(session->flags & (HWREG_NO_LOCK | HWREG_DRY_RUN)) &&
	    hwreg_view_find(session, item, &view, NULL) == 0)
		lock_view(session, item, &view, false, NULL);
}

/* All the registers that are written, one after the other in an order that all processes keep */
static int change_all_locked(struct hwreg_session *session, const struct hwreg_write *write,
			     const struct hwreg_item *locks, uint32_t lock_count,
			     struct hwreg_error *err)
{
	uint32_t count = 0;
	int r = 0;

	for (; !r && count < lock_count; count += !r)
		r = hwreg_perform_lock(session, &locks[count], err);
	session->holds_locks = true;
	if (!r)
		r = hwreg_wrap_change(session, write, NULL, err);
	session->holds_locks = false;
	while (count)
		hwreg_perform_unlock(session, &locks[--count]);
	return r;
}

static int change_locked(struct hwreg_session *session, const struct hwreg_write *write,
			 const struct hwreg_view *view, struct hwreg_error *err)
{
	struct hwreg_item locks[2];
	int r;

	if (write->wrap)
		return change_all_locked(session, write, write->wrap->locked,
					 write->wrap->locked_count, err);
	if (hwreg_item_is_behind(&write->item)) {
		r = hwreg_transfer_locks(session, &write->item, locks, err);
		return r ? r : change_all_locked(session, write, locks, 2, err);
	}
	r = lock_view(session, &write->item, view, true, err);
	if (r)
		return r;
	r = hwreg_wrap_change(session, write, view, err);
	lock_view(session, &write->item, view, false, NULL);
	return r;
}

uint64_t hwreg_session_written(const struct hwreg_session *session)
{
	return session->written;
}

int hwreg_session_write(struct hwreg_session *session, const struct hwreg_write *write,
			struct hwreg_error *err)
{
	struct hwreg_view view;
	int r = hwreg_perform_check_writes(session, err);

	session->writing = write;
	if (!r)
		r = hwreg_view_find(session, &write->item, &view, err);
	if (r)
		return hwreg_perform_error(session, &write->item, r, err);
	r = needs_lock(session, write) ? change_locked(session, write, &view, err)
				       : hwreg_wrap_change(session, write, &view, err);
	hwreg_rules_forget(session);
	return r;
}

int hwreg_perform_differs(const struct hwreg_session *session, const struct hwreg_item *item,
			  uint64_t wrote, uint64_t actual, uint64_t bits, struct hwreg_error *err)
{
	unsigned int digits = item->width / 4;
	char name[256];

	hwreg_error_set(err, HWREG_ERROR_ANSWER, EILSEQ,
			"%s: verify: wrote 0x%0*" PRIx64 ", read 0x%0*" PRIx64 ": bits 0x%0*" PRIx64
			" differ",
			hwreg_item_name(session, item, name, sizeof(name)), digits, wrote & bits,
			digits, actual & bits, digits, (actual ^ wrote) & bits);
	if (err) {
		err->address = item->address;
		err->width = item->width;
	}
	return -EILSEQ;
}

int hwreg_session_verify(struct hwreg_session *session, const struct hwreg_write *write,
			 struct hwreg_error *err)
{
	uint64_t actual = 0, bits = write->verifiable;
	char name[256];
	int r;

	hwreg_item_name(session, &write->item, name, sizeof(name));
	if (!bits)
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, ENOTSUP,
			"%s: none of the bits written reads back as written, so that there is "
			"nothing to verify",
			name);
	r = hwreg_session_read(session, &write->item, &actual, err);
	if (r || (session->flags & HWREG_DRY_RUN) || ((actual ^ write->value) & bits) == 0)
		return r;
	return hwreg_perform_differs(session, &write->item, write->value, actual, bits, err);
}
