// SPDX-License-Identifier: MIT
/* many.c - reads, writes and verification of many registers at once */
#include <errno.h>
#include <string.h>

#include "error.h"
#include "location.h"
#include "perform.h"
#include "rules.h"
#include "transfer.h"
#include "write.h"

#define VERIFY_BYTES 4096

/* A part of a location, and how far it has been worked through */
struct part {
	struct hwreg_session *session;
	const struct hwreg_location *location;
	uint64_t index;
	uint64_t count;
};

static int check_part(const struct part *part, struct hwreg_item *first, struct hwreg_error *err)
{
	uint64_t total = hwreg_location_count(part->location);

	if (part->index < total && part->count && part->count <= total - part->index &&
	    hwreg_location_alike(part->location, part->index, part->count, first) >= part->count)
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
			       "these items are not all alike and without a gap");
}

/* How many of the items the window shows: a long range is mapped piece by piece */
static uint64_t shown(const struct hwreg_view *view, uint64_t count, uint64_t step)
{
	uint64_t fit;

	if (!step || !view->window)
		return count;
	fit = (view->window->numbers.last - view->number + 1) / step;
	return fit < count ? fit : count;
}

static int tell_plan(const struct hwreg_session *session, struct hwreg_access *access)
{
	access->phase = HWREG_ACCESS_PLANNED;
	if (session->observer.call)
		session->observer.call(session->observer.data, access);
	return 0;
}

/* Who is told of accesses is told each one's own name; a plan has a line for a range */
static bool is_named_singly(const struct part *part)
{
	const struct hwreg_session *session = part->session;

	if (part->location->fifo || !session->board || !session->observer.call)
		return false;
	return !part->location->range || !(session->flags & HWREG_DRY_RUN);
}

/* A register that takes several accesses, or with others around them */
static int make_register(struct hwreg_session *session, const struct hwreg_item *item,
			 const struct hwreg_view *view, bool write, unsigned char *bytes,
			 uint64_t *done, struct hwreg_error *err)
{
	struct hwreg_transfer transfer = { .write = write };
	bool big = item->endian == HWREG_BIG_ENDIAN;
	int r;

	if (write && bytes)
		transfer.value = hwreg_wide_decode(bytes, item->width / 8u, big);
	else if (write)
		transfer.keep = hwreg_mask(item->width);
	r = hwreg_transfer_make(session, item, view, &transfer, err);
	if (!r && !write && !(session->flags & HWREG_DRY_RUN))
		hwreg_wide_encode(bytes, item->width / 8u, big, &transfer.value);
	*done = r == 0;
	return hwreg_perform_error(session, item, r, err);
}

/* One window's worth; the item is looked up anew so that the error has the right name */
static int make_piece(const struct part *part, bool write, unsigned char *bytes, uint64_t *done,
		      struct hwreg_error *err)
{
	struct hwreg_session *session = part->session;
	struct hwreg_access access;
	struct hwreg_item item;
	struct hwreg_view view;
	uint64_t step, count;
	int r;

	*done = 0;
	hwreg_location_item(part->location, part->index, &item);
	step = part->location->fifo ? 0 : hwreg_item_step(&item);
	count = part->count;
	if (is_named_singly(part))
		count = 1;
	r = hwreg_view_find(session, &item, &view, err);
	if (r)
		return hwreg_perform_error(session, &item, r, err);
	if (!hwreg_item_is_plain(&item))
		return make_register(session, &item, &view, write, bytes, done, err);
	count = shown(&view, count, step);
	access = hwreg_perform_access(session, &item, &view);
	access.write = write;
	access.count = count;
	access.step = step;
	if (session->flags & HWREG_DRY_RUN) {
		*done = count;
		if (write && bytes)
			access.value = hwreg_bytes_decode(bytes, item.width / 8u,
							  item.endian == HWREG_BIG_ENDIAN);
		else if (write)
			access.keep = hwreg_mask(item.width);
		return tell_plan(session, &access);
	}
	r = hwreg_access_make_many(view.window, &session->observer, &access, step, count, bytes,
				   done, err);
	if (r)
		hwreg_location_item(part->location, part->index + *done, &item);
	return hwreg_perform_error(session, &item, r, err);
}

static int make_all(struct part *part, bool write, unsigned char *bytes, uint64_t *done,
		    struct hwreg_error *err)
{
	struct hwreg_item first;
	uint64_t made;
	int r;

	*done = 0;
	r = check_part(part, &first, err);
	hwreg_rules_begin(part->session);
	if (!r)
		r = hwreg_location_hold(part->location, part->index, part->count, err);
	while (!r && part->count) {
		r = make_piece(part, write, bytes, &made, err);
		*done += made;
		part->index += made;
		part->count -= made;
		if (part->count)
			bytes += made * (first.width / 8u);
	}
	return r;
}

int hwreg_session_read_many(struct hwreg_session *session, const struct hwreg_location *location,
			    uint64_t index, uint64_t count, void *bytes, uint64_t *done,
			    struct hwreg_error *err)
{
	struct part part = { session, location, index, count };

	return make_all(&part, false, bytes, done, err);
}

int hwreg_session_write_many(struct hwreg_session *session, const struct hwreg_location *location,
			     uint64_t index, uint64_t count, const void *bytes, uint64_t *done,
			     struct hwreg_error *err)
{
	struct part part = { session, location, index, count };
	int r = hwreg_perform_check_writes(session, err);

	*done = 0;
	/* only read from, as the accesses are writes */
	r = r ? r : make_all(&part, true, (unsigned char *)bytes, done, err);
	hwreg_rules_forget(session);
	return r;
}

/* ---- Verification ----------------------------------------------------------------------------- */

static int compare(const struct part *part, uint64_t index, const unsigned char *wrote,
		   const unsigned char *read, struct hwreg_error *err)
{
	struct hwreg_item item;
	uint64_t expected, actual, bits;
	bool big;

	hwreg_location_item(part->location, index, &item);
	big = item.endian == HWREG_BIG_ENDIAN;
	bits = hwreg_item_verifiable(part->session, &item);
	expected = hwreg_bytes_decode(wrote, item.width / 8u, big);
	actual = hwreg_bytes_decode(read, item.width / 8u, big);
	if (((expected ^ actual) & bits) == 0)
		return 0;
	return hwreg_perform_differs(part->session, &item, expected, actual, bits, err);
}

static int verify_piece(struct part *part, const unsigned char *wrote, unsigned int size,
			uint64_t *done, struct hwreg_error *err)
{
	uint64_t most = VERIFY_BYTES / size, count = part->count < most ? part->count : most;
	unsigned char read[VERIFY_BYTES];
	int r = hwreg_session_read_many(part->session, part->location, part->index, count, read,
					done, err);

	if ((part->session->flags & HWREG_DRY_RUN) ||
	    (!r && memcmp(read, wrote, count * size) == 0))
		return r;
	for (uint64_t i = 0; i < *done; i++) {
		int differs = memcmp(read + i * size, wrote + i * size, size) == 0
				      ? 0
				      : compare(part, part->index + i, wrote + i * size,
						read + i * size, err);

		if (differs) {
			*done = i;
			return differs;
		}
	}
	return r;
}

int hwreg_session_verify_many(struct hwreg_session *session, const struct hwreg_location *location,
			      uint64_t index, uint64_t count, const void *bytes, uint64_t *done,
			      struct hwreg_error *err)
{
	struct part part = { session, location, index, count };
	const unsigned char *wrote = bytes;
	struct hwreg_item first;
	uint64_t same;
	int r;

	*done = 0;
	r = check_part(&part, &first, err);
	if (!r)
		r = hwreg_location_check_part(location, index, count, err);
	while (!r && part.count) {
		r = verify_piece(&part, wrote, first.width / 8u, &same, err);
		*done += same;
		part.index += same;
		part.count -= same;
		wrote += same * (first.width / 8u);
	}
	return r;
}
