// SPDX-License-Identifier: MIT
/* snapshot_resolve.c - the registers of a snapshot, on a session */
#include "snapshot.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/backend.h"
#include "board/image.h"
#include "error.h"
#include "location.h"
#include "rules.h"
#include "transfer.h"
#include "view.h"

/* Who is told what is wrong; the first of it is the error */
struct findings {
	const struct hwreg_snapshot *snapshot;
	const struct hwreg_snapshot_options *options;
	struct hwreg_error *err;
	uint32_t count;
	bool stopped;
};

static void add_finding(struct findings *findings, const struct snapshot_run *run,
			const char *check, const char *message)
{
	const struct hwreg_snapshot_options *options = findings->options;
	const char *file = findings->snapshot->file ? findings->snapshot->file : "";
	const struct hwreg_report report = { .size = sizeof(report),
					     .check = check,
					     .file = file,
					     .line = run->line,
					     .column = run->column,
					     .message = message };

	if (options && options->report && !findings->stopped)
		findings->stopped = options->report(options->data, &report) != 0;
	if (findings->count++ || !findings->err)
		return;
	hwreg_error_set(findings->err, HWREG_ERROR_REQUEST, EINVAL, "%s:%u:%u: error: %s [%s]",
			file, run->line, run->column, message, report.check);
	snprintf(findings->err->file, sizeof(findings->err->file), "%s", file);
	findings->err->line = run->line;
	findings->err->column = run->column;
}

static int conclude(const struct findings *findings)
{
	if (!findings->count)
		return 0;
	if (findings->count > 1)
		hwreg_error_append(findings->err, " (and %u more)", findings->count - 1);
	return -EINVAL;
}

/* ---- Each register ------------------------------------------------------------------------------- */

static int find_named(struct hwreg_session *session, struct snapshot_run *run,
		      struct hwreg_error *why)
{
	const struct hwreg_register *reg;
	int r = session->board ? hwreg_register_find(session->board, run->name, &reg, why)
			       : hwreg_error_set(why, HWREG_ERROR_REQUEST, ENOENT,
						 "%s: a name needs a board description (-b BOARD)",
						 run->name);

	if (r)
		return r;
	if (reg->address != run->address || reg->width != run->width)
		return hwreg_error_set(
			why, HWREG_ERROR_REQUEST, EINVAL,
			"%s: here 0x%08" PRIx64 " with %u bits, but in the board 0x%08" PRIx64
			" with %u bits",
			run->name, run->address, run->width, reg->address, reg->width);
	return hwreg_item_register(session, reg, &run->item, why);
}

static int find_numbered(struct hwreg_session *session, struct snapshot_run *run,
			 struct hwreg_error *why)
{
	const struct snapshot_place place = { .run = run };
	char key[SNAPSHOT_KEY];
	int r = hwreg_item_parse(session, snapshot_word(&place, key), false, &run->item, why);

	if (!r && run->count > 1 && run->item.step != run->step)
		return hwreg_error_set(why, HWREG_ERROR_REQUEST, EINVAL,
				       "%s: registers are numbered singly on this target, so that "
				       "each needs a line of its own",
				       key);
	if (!r)
		run->step = run->item.step;
	return r;
}

static bool is_held(struct hwreg_session *session, const struct hwreg_item *item)
{
	struct hwreg_target *target;

	return !hwreg_item_is_behind(item) ||
	       hwreg_session_target(session, item->space, &target, NULL) != 0 ||
	       !(target->backend->flags & HWREG_BACKEND_MEMORY);
}

/* What is not held there is left out later, and the rest is looked at */
static int check_place(struct hwreg_session *session, const struct snapshot_run *run,
		       struct hwreg_error *err)
{
	int r = 0;

	if (!is_held(session, &run->item))
		return 0;
	r = hwreg_view_check(session, &run->item, run->count, VIEW_READ, err);
	if (!r && run->named)
		r = hwreg_rules_plan(session, &run->item, err);
	return r && run->named ? hwreg_error_context(err, r, "%s", run->name) : r;
}

void snapshot_item(const struct hwreg_snapshot *snapshot, const struct snapshot_place *place,
		   struct hwreg_item *item)
{
	const struct hwreg_location at = { .session = snapshot->session };
	bool forced = snapshot->session->flags & HWREG_FORCE_POLICY;

	*item = place->run->item;
	if (!place->run->named) {
		item->address += (uint64_t)place->index * item->step;
		item->number += (uint64_t)place->index * item->step;
		hwreg_item_describe(&at, item);
	}
	if (!item->reg || item->skip)
		return;
	if ((item->reg->flags & HWREG_REGISTER_UNREADABLE) && !forced)
		item->skip = HWREG_SKIP_WRITE_ONLY;
	else if ((item->reg->flags & HWREG_REGISTER_READ_CHANGES) && !forced)
		item->skip = HWREG_SKIP_READ_CHANGES;
	else if (!is_held(snapshot->session, item))
		item->skip = HWREG_SKIP_NOT_HELD;
}

struct hwreg_snapshot_entry snapshot_entry(const struct hwreg_snapshot *snapshot,
					   const struct snapshot_place *place,
					   const struct hwreg_item *item, char key[SNAPSHOT_KEY])
{
	return (struct hwreg_snapshot_entry){
		.size = sizeof(struct hwreg_snapshot_entry),
		.key = snapshot_key(place, key),
		.item = *item,
		.before = snapshot->values[snapshot_value_index(place)],
		.known = true,
	};
}

/* ---- Twice the same ------------------------------------------------------------------------------ */

/* What stands for a register without its name; a file made by save has the name */
static void check_numbers(struct findings *findings, unsigned char *seen)
{
	const struct hwreg_snapshot *snapshot = findings->snapshot;
	const struct hwreg_board *board = snapshot->session->board;
	struct snapshot_place place = { .run = NULL };
	char key[SNAPSHOT_KEY], message[2 * SNAPSHOT_KEY];
	struct hwreg_item item;
	uint32_t index;

	while (!findings->stopped && snapshot_next(snapshot, &place)) {
		if (place.run->named)
			continue;
		snapshot_item(snapshot, &place, &item);
		if (!item.reg)
			continue;
		index = hwreg_register_index(board, item.reg);
		if (seen[index / 8] & (1u << index % 8)) {
			snprintf(message, sizeof(message), "%s: this is %s, which is there already",
				 snapshot_key(&place, key), image_string(board, item.reg->name));
			add_finding(findings, place.run, "duplicate-name", message);
		}
		seen[index / 8] |= (unsigned char)(1u << index % 8);
	}
}

/* Its two values would be written one over the other */
static int check_twice(struct findings *findings)
{
	const struct hwreg_snapshot *snapshot = findings->snapshot;
	const struct hwreg_board *board = snapshot->session->board;
	unsigned char *seen;
	uint32_t index;

	if (!board)
		return 0;
	seen = calloc(image_count(board, IMAGE_REGISTERS) / 8 + 1, 1);
	if (!seen)
		return hwreg_error_memory(findings->err);
	for (uint32_t i = 0; i < snapshot->run_count; i++) {
		if (!snapshot->runs[i].named)
			continue;
		index = hwreg_register_index(board, snapshot->runs[i].item.reg);
		seen[index / 8] |= (unsigned char)(1u << index % 8);
	}
	check_numbers(findings, seen);
	free(seen);
	return conclude(findings);
}

/* ---- All ---------------------------------------------------------------------------------------- */

static int check_options(const struct hwreg_snapshot_options *options, struct hwreg_error *err)
{
	uint64_t known =
		HWREG_SNAPSHOT_VOLATILE | HWREG_SNAPSHOT_VERIFY | HWREG_SNAPSHOT_OTHER_BOARD;

	if (!options || (options->size >= sizeof(*options) && !(options->flags & ~known)))
		return 0;
	return hwreg_error_set(
		err, HWREG_ERROR_REQUEST, EINVAL,
		"struct hwreg_snapshot_options has a size or flags that this version "
		"does not know");
}

static int check_board(const struct hwreg_snapshot *snapshot, const struct hwreg_session *session,
		       const struct hwreg_snapshot_options *options, struct hwreg_error *err)
{
	struct hwreg_board_info info = { .size = sizeof(info), .name = "" };

	if (session->board)
		hwreg_board_describe(session->board, &info);
	if (!session->board || !*snapshot->board || strcmp(info.name, snapshot->board) == 0 ||
	    (options && (options->flags & HWREG_SNAPSHOT_OTHER_BOARD)))
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
			       "%s is of the board %s, not of %s; --force=board takes it all the "
			       "same",
			       snapshot->file ? snapshot->file : "the snapshot", snapshot->board,
			       info.name);
}

int hwreg_snapshot_resolve(struct hwreg_snapshot *snapshot, struct hwreg_session *session,
			   const struct hwreg_snapshot_options *options, struct hwreg_error *err)
{
	struct findings findings = { snapshot, options, err, 0, false };
	struct hwreg_error why = HWREG_ERROR_INIT;
	int r = check_options(options, err), found;

	if (!r)
		r = check_board(snapshot, session, options, err);
	for (uint32_t i = 0; !r && !findings.stopped && i < snapshot->run_count; i++) {
		struct snapshot_run *run = &snapshot->runs[i];

		found = run->named ? find_named(session, run, &why)
				   : find_numbered(session, run, &why);
		if (found)
			add_finding(&findings, run, "unknown-register", why.message);
	}
	if (!r)
		r = conclude(&findings);
	for (uint32_t i = 0; !r && i < snapshot->run_count; i++)
		r = check_place(session, &snapshot->runs[i], err);
	if (r)
		return r;
	snapshot->session = session;
	r = check_twice(&findings);
	if (r)
		snapshot->session = NULL;
	return r;
}

bool hwreg_snapshot_needs_write(const struct hwreg_snapshot *snapshot)
{
	struct snapshot_place place = { .run = NULL };
	struct hwreg_item item;

	while (snapshot_next(snapshot, &place)) {
		if (!place.run->named)
			continue;
		snapshot_item(snapshot, &place, &item);
		if (hwreg_item_needs_write(&item))
			return true;
	}
	return false;
}

int hwreg_snapshot_prepare(struct hwreg_snapshot *snapshot, struct hwreg_error *err)
{
	struct hwreg_session *session = snapshot->session;
	struct snapshot_place place = { .run = NULL };
	struct hwreg_item item;
	struct hwreg_view view;
	int r = 0;

	while (!r && snapshot_next(snapshot, &place)) {
		snapshot_item(snapshot, &place, &item);
		if (item.skip)
			continue;
		r = hwreg_view_find(session, &item, &view, err);
		if (!r)
			r = hwreg_rules_prepare(session, &item, err);
	}
	return r;
}
