// SPDX-License-Identifier: MIT
/* snapshot_restore.c - writing back what differs: read all, decide all, then write */
#include "snapshot.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/image.h"
#include "error.h"
#include "perform.h"
#include "range.h"
#include "rules.h"
#include "write.h"

#define WRITE_TEXT (SNAPSHOT_KEY + 48)

typedef int tell(void *data, const struct hwreg_snapshot_entry *entry);

/* A register that is not as it was; @write: NULL if it is left out */
struct change {
	struct snapshot_place place;
	struct hwreg_item item;
	uint64_t now;
	uint64_t meant;
	bool known;
	struct hwreg_write *write;
	char *why;
};

struct restoring {
	struct hwreg_snapshot *snapshot;
	const struct hwreg_snapshot_options *options;
	struct change *changes;
	uint32_t count;
	uint32_t room;
};

static int add_change(struct restoring *restoring, const struct change *change,
		      struct hwreg_error *err)
{
	struct change *more;
	uint32_t room;

	if (restoring->count == restoring->room) {
		room = restoring->room ? 2 * restoring->room : 64;
		more = realloc(restoring->changes, room * sizeof(*more));
		if (!more)
			return hwreg_error_memory(err);
		restoring->changes = more;
		restoring->room = room;
	}
	restoring->changes[restoring->count++] = *change;
	return 0;
}

/* ---- May it be written at all? ------------------------------------------------------------------- */

/* NULL: it may. Of what is protected and of all else the policies refuse, planning the write tells */
static const char *never(const struct hwreg_item *item)
{
	const struct hwreg_register *reg = item->reg;

	if (item->skip)
		return snapshot_skip_text(item->skip);
	if (!reg)
		return NULL;
	if (reg->flags & HWREG_REGISTER_UNREADABLE)
		return snapshot_skip_text(HWREG_SKIP_WRITE_ONLY);
	if (reg->flags & HWREG_REGISTER_READ_CHANGES)
		return snapshot_skip_text(HWREG_SKIP_READ_CHANGES);
	if (reg->flags & HWREG_REGISTER_TRIGGER)
		return "a write starts something (trigger)";
	if (reg->flags & HWREG_REGISTER_UNWRITABLE)
		return "it is read-only";
	return NULL;
}

static const char *no_bits(const struct hwreg_board *board, const struct hwreg_item *item)
{
	bool steady = snapshot_readable(board, item->reg, item->width, false);

	if (item->reg && (item->reg->flags & HWREG_REGISTER_SELECTS))
		return "each access of a register behind it changes it";
	return steady ? "what differs does not hold what is written to it" : "it changes by itself";
}

/* ---- Reading ----------------------------------------------------------------------------------- */

static int leave_out(struct restoring *restoring, struct change *change, const char *why,
		     struct hwreg_error *err)
{
	int r;

	change->why = strdup(why);
	r = change->why ? add_change(restoring, change, err) : hwreg_error_memory(err);
	if (r)
		free(change->why);
	return r;
}

/* What differs, or may as nothing is read in a dry run */
static int weigh(struct restoring *restoring, struct change *change, struct hwreg_error *err)
{
	const struct hwreg_snapshot *snapshot = restoring->snapshot;
	const struct hwreg_board *board = snapshot->session->board;
	uint64_t value = snapshot->values[snapshot_value_index(&change->place)];
	uint64_t differs = change->known ? value ^ change->now : UINT64_MAX;
	const char *why = never(&change->item);

	change->meant = snapshot_restorable(board, change->item.reg, change->item.width);
	differs &= snapshot_readable(board, change->item.reg, change->item.width, false);
	if (!why && (differs & change->meant))
		return add_change(restoring, change, err);
	if (!differs && change->known)
		return 0;
	return leave_out(restoring, change, why ? why : no_bits(board, &change->item), err);
}

static int look_at(struct restoring *restoring, const struct snapshot_place *place,
		   struct hwreg_error *err)
{
	struct hwreg_session *session = restoring->snapshot->session;
	struct hwreg_error why = HWREG_ERROR_INIT;
	struct change change = { .place = *place };
	int r;

	snapshot_item(restoring->snapshot, place, &change.item);
	if (change.item.skip)
		return leave_out(restoring, &change, snapshot_skip_text(change.item.skip), err);
	r = hwreg_rules_check(session, &change.item, &why);
	if (!r)
		r = hwreg_perform_read(session, &change.item, &change.now, &change.known, &why);
	if (r == -ENXIO)
		return leave_out(restoring, &change, why.message, err);
	if (r) {
		if (err)
			*err = why;
		return r;
	}
	return weigh(restoring, &change, err);
}

/* ---- Deciding ---------------------------------------------------------------------------------- */

/* A register that the board knows is written by its name, so that its policies count; a number alone is
 * just that access */
static int write_text(const struct hwreg_snapshot *snapshot, const struct change *change,
		      char text[WRITE_TEXT], struct hwreg_error *err)
{
	uint64_t value = snapshot->values[snapshot_value_index(&change->place)] & change->meant;
	bool whole = change->meant == hwreg_mask(change->item.width);
	char buffer[SNAPSHOT_KEY], mask[24] = "";
	const char *key;

	key = change->item.reg ? image_string(snapshot->session->board, change->item.reg->name)
			       : snapshot_word(&change->place, buffer);
	if (!whole)
		snprintf(mask, sizeof(mask), "/0x%" PRIx64, change->meant);
	snprintf(text, WRITE_TEXT, "%s=0x%" PRIx64 "%s", key, value, mask);
	return change->item.reg ? 0
				: hwreg_neighbours_overlap(snapshot->session, &change->item, err);
}

static int plan(struct restoring *restoring, struct change *change, struct hwreg_error *err)
{
	const struct hwreg_snapshot *snapshot = restoring->snapshot;
	struct hwreg_error why = HWREG_ERROR_INIT;
	char text[WRITE_TEXT];
	int r = write_text(snapshot, change, text, &why);

	if (!r)
		r = hwreg_write_parse(&change->write, snapshot->session, text, &why);
	if (r == -ENOMEM)
		return hwreg_error_memory(err);
	if (!r)
		return 0;
	change->write = NULL;
	change->why = strdup(why.message);
	return change->why ? 0 : hwreg_error_memory(err);
}

static int decide(struct restoring *restoring, struct hwreg_error *err)
{
	struct hwreg_session *session = restoring->snapshot->session;
	int r = 0;

	for (uint32_t i = 0; !r && i < restoring->count; i++)
		if (!restoring->changes[i].why)
			r = plan(restoring, &restoring->changes[i], err);
	for (uint32_t i = 0; !r && i < restoring->count; i++)
		if (restoring->changes[i].write)
			r = hwreg_session_prepare_write(session, restoring->changes[i].write, err);
	return r;
}

/* ---- Writing ----------------------------------------------------------------------------------- */

static int tell_change(const struct restoring *restoring, const struct change *change,
		       tell *callback, void *data)
{
	char key[SNAPSHOT_KEY];
	struct hwreg_snapshot_entry entry =
		snapshot_entry(restoring->snapshot, &change->place, &change->item, key);
	uint64_t saved = entry.before;

	entry.result = change->write ? HWREG_SNAPSHOT_WRITTEN : HWREG_SNAPSHOT_LEFT_OUT;
	entry.why = change->why;
	entry.known = change->known;
	entry.before = change->known ? change->now : saved;
	entry.after =
		change->write ? (entry.before & ~change->meant) | (saved & change->meant) : saved;
	entry.bits = entry.before ^ entry.after;
	return callback(data, &entry);
}

static int make(const struct restoring *restoring, const struct change *change, tell *callback,
		void *data, struct hwreg_error *err)
{
	struct hwreg_session *session = restoring->snapshot->session;
	bool verify = restoring->options && (restoring->options->flags & HWREG_SNAPSHOT_VERIFY);
	int r = change->write ? hwreg_session_write(session, change->write, err) : 0;

	if (!r)
		r = tell_change(restoring, change, callback, data);
	/* of bits that no field describes, beside fields, it is not known that they read back */
	if (!r && change->write && change->write->verifiable && verify)
		r = hwreg_session_verify(session, change->write, err);
	return r;
}

static void free_changes(struct restoring *restoring)
{
	for (uint32_t i = 0; i < restoring->count; i++) {
		hwreg_write_free(restoring->changes[i].write);
		free(restoring->changes[i].why);
	}
	free(restoring->changes);
}

int hwreg_snapshot_restore(struct hwreg_snapshot *snapshot,
			   const struct hwreg_snapshot_options *options, tell *callback, void *data,
			   struct hwreg_error *err)
{
	struct restoring restoring = { .snapshot = snapshot, .options = options };
	struct snapshot_place place = { .run = NULL };
	int r = hwreg_perform_check_writes(snapshot->session, err);

	while (!r && snapshot_next(snapshot, &place))
		r = look_at(&restoring, &place, err);
	if (!r)
		r = decide(&restoring, err);
	for (uint32_t i = 0; !r && i < restoring.count; i++)
		r = make(&restoring, &restoring.changes[i], callback, data, err);
	free_changes(&restoring);
	return r;
}
