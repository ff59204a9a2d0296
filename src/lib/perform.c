// SPDX-License-Identifier: MIT
/* perform.c - reads, writes and verification of a session: prepared first, then made */
#include <inttypes.h>
#include <unistd.h>

#include "backend/backend.h"
#include "board/image.h"
#include "location.h"
#include "lock.h"
#include "view.h"
#include "write.h"

/* Errors of a place carry the name that the user gave it */
static int name_error(const struct hwreg_session *session, const struct hwreg_item *item, int r,
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

	if (item->skip)
		return 0;
	return name_error(session, item, hwreg_view_find(session, item, &view, err), err);
}

int hwreg_session_prepare(struct hwreg_session *session, const struct hwreg_location *location,
			  struct hwreg_error *err)
{
	uint64_t count = hwreg_location_count(location);
	struct hwreg_item item, last;
	struct hwreg_view view;
	int r = 0;

	if (!hwreg_location_is_range(location)) {
		for (uint64_t i = 0; !r && i < count; i++) {
			hwreg_location_item(location, i, &item);
			r = prepare_item(session, &item, err);
		}
		return r;
	}
	hwreg_location_item(location, 0, &item);
	hwreg_location_item(location, count - 1, &last);
	r = hwreg_view_add_span(session, &item, count, err);
	if (!r)
		r = hwreg_view_find(session, &item, &view, err);
	/* the end is checked here, and mapped when the reading comes to it */
	if (!r && view.target) {
		struct hwreg_range rest = { view.number, view.number +
								 (last.address - item.address) +
								 (hwreg_item_step(&last) - 1) };

		r = hwreg_target_check(view.target, &rest, err);
	}
	return r;
}

int hwreg_session_prepare_write(struct hwreg_session *session, const struct hwreg_write *write,
				struct hwreg_error *err)
{
	return prepare_item(session, &write->item, err);
}

static struct hwreg_access access_of(const struct hwreg_session *session,
				     const struct hwreg_item *item, const struct hwreg_view *view)
{
	return (struct hwreg_access){
		.size = sizeof(struct hwreg_access),
		.endian = item->endian,
		.width = item->width,
		.space = item->space,
		.address = item->address,
		.number = view->number,
		.target = view->target->spec,
		.name = item->reg ? image_string(session->board, item->reg->name) : NULL,
	};
}

static int make(struct hwreg_session *session, const struct hwreg_view *view,
		struct hwreg_access *access, struct hwreg_error *err)
{
	if (!(session->flags & HWREG_DRY_RUN))
		return hwreg_access_make(view->window, &session->observer, access, err);
	access->phase = HWREG_ACCESS_PLANNED;
	if (session->observer.call)
		session->observer.call(session->observer.data, access);
	return 0;
}

static int read_item(struct hwreg_session *session, const struct hwreg_item *item,
		     const struct hwreg_view *view, uint64_t *value, struct hwreg_error *err)
{
	struct hwreg_access access = access_of(session, item, view);
	int r = make(session, view, &access, err);

	if (!r)
		*value = access.value;
	return name_error(session, item, r, err);
}

int hwreg_session_read(struct hwreg_session *session, const struct hwreg_item *item,
		       uint64_t *value, struct hwreg_error *err)
{
	struct hwreg_view view;
	int r = hwreg_view_find(session, item, &view, err);

	if (r)
		return name_error(session, item, r, err);
	return read_item(session, item, &view, value, err);
}

static int lock(struct hwreg_session *session, const struct hwreg_view *view,
		const struct hwreg_range *range, struct hwreg_error *err)
{
	if (view->target->backend->lock)
		return view->target->backend->lock(view->target, range, session->lock_timeout, err);
	if (session->lock_fd < 0) {
		int fd = hwreg_lock_file_open(&session->lock_path, err);

		if (fd < 0)
			return fd;
		session->lock_fd = fd;
	}
	return hwreg_lock_bytes(session->lock_fd, session->lock_path, range, session->lock_timeout,
				err);
}

static void unlock(struct hwreg_session *session, const struct hwreg_view *view,
		   const struct hwreg_range *range)
{
	if (view->target->backend->lock)
		view->target->backend->unlock(view->target, range);
	else
		hwreg_unlock_bytes(session->lock_fd, range);
}

static int write_value(struct hwreg_session *session, const struct hwreg_write *write,
		       const struct hwreg_view *view, uint64_t old, struct hwreg_error *err)
{
	struct hwreg_access access = access_of(session, &write->item, view);
	int r;

	access.write = true;
	access.value = (old & write->keep) | (write->value & ~write->keep);
	if (session->flags & HWREG_DRY_RUN)
		access.keep = write->keep;
	r = make(session, view, &access, err);
	return name_error(session, &write->item, r, err);
}

static int read_and_write(struct hwreg_session *session, const struct hwreg_write *write,
			  const struct hwreg_view *view, struct hwreg_error *err)
{
	uint64_t old = 0;
	int r = read_item(session, &write->item, view, &old, err);

	return r ? r : write_value(session, write, view, old, err);
}

int hwreg_session_write(struct hwreg_session *session, const struct hwreg_write *write,
			struct hwreg_error *err)
{
	struct hwreg_range range = { write->item.address,
				     write->item.address + (hwreg_item_step(&write->item) - 1) };
	struct hwreg_view view;
	int r = hwreg_view_find(session, &write->item, &view, err);

	if (r)
		return name_error(session, &write->item, r, err);
	if (!write->keep)
		return write_value(session, write, &view, 0, err);
	if (session->flags & (HWREG_NO_LOCK | HWREG_DRY_RUN))
		return read_and_write(session, write, &view, err);
	r = lock(session, &view, &range, err);
	if (r)
		return name_error(session, &write->item, r, err);
	r = read_and_write(session, write, &view, err);
	unlock(session, &view, &range);
	return r;
}

int hwreg_session_verify(struct hwreg_session *session, const struct hwreg_write *write,
			 struct hwreg_error *err)
{
	unsigned int digits = write->item.width / 4;
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
	hwreg_error_set(err, HWREG_ERROR_ANSWER, EILSEQ,
			"%s: verify: wrote 0x%0*" PRIx64 ", read 0x%0*" PRIx64 ": bits 0x%0*" PRIx64
			" differ",
			name, digits, write->value & bits, digits, actual & bits, digits,
			(actual ^ write->value) & bits);
	if (err) {
		err->address = write->item.address;
		err->width = write->item.width;
	}
	return -EILSEQ;
}
