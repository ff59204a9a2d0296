// SPDX-License-Identifier: MIT
/* cmd_diff.c - hwreg diff: registers and a file of save, two such files, or values after reset */
#include "output.h"
#include "privilege.h"
#include "snapshots.h"

#include <errno.h>

/* ---- A snapshot and the hardware --------------------------------------------------------------- */

static int compare_with_hardware(struct context *context, struct hwreg_snapshot *snapshot,
				 struct outcome *outcome)
{
	struct hwreg_snapshot_options options = snapshots_options(context);
	int r = hwreg_snapshot_compare(snapshot, &options, outcome_add, outcome, &context->err);

	return context->log_errno ? observe_check(context) : r;
}

static int diff_file(struct context *context, struct outcome *outcome)
{
	const char *file = texts_take(&context->settings.arguments);
	struct hwreg_snapshot *snapshot = NULL;
	int r = snapshots_load(context, file, &snapshot);

	if (r == 0) {
		snapshots_name_board(context, snapshot);
		r = context_open(context, 0, BOARD_IF_FOUND);
	}
	if (r == 0)
		r = snapshots_resolve(context, snapshot);
	if (r == 0 && hwreg_snapshot_needs_write(snapshot)) {
		r = context_reopen_to_write(context);
		r = r < 0 ? r : snapshots_resolve(context, snapshot);
	}
	if (r == 0)
		r = hwreg_snapshot_prepare(snapshot, &context->err);
	if (r == 0)
		r = observe_start(context);
	if (r == 0)
		r = compare_with_hardware(context, snapshot, outcome);
	/* the board may have been named by it */
	context->settings.board = NULL;
	hwreg_snapshot_free(snapshot);
	return r;
}

/* ---- What the board says of resets, and the hardware ---------------------------------------------- */

static void report_unknown(uint64_t count)
{
	if (count)
		output_message("not compared: %llu register%s whose value after reset is not known",
			       (unsigned long long)count, count == 1 ? "" : "s");
}

static int diff_resets(struct context *context, struct outcome *outcome)
{
	struct locations locations = { 0 };
	struct hwreg_snapshot *resets = NULL;
	uint64_t unknown = 0;
	int r = locations_parse(context, &locations, BOARD_NEEDED);

	if (r == 0)
		r = snapshots_check_parts(context, &locations);
	if (r == 0)
		r = locations_prepare_some(context, &locations);
	if (r == 0)
		r = hwreg_snapshot_resets(&resets, context->session, locations.list,
					  locations.count, &unknown, &context->err);
	if (r == 0)
		r = snapshots_resolve(context, resets);
	if (r == 0)
		r = compare_with_hardware(context, resets, outcome);
	if (r == 0) {
		locations_report_skips(&locations);
		report_unknown(unknown);
	}
	hwreg_snapshot_free(resets);
	locations_close(&locations);
	return r;
}

/* ---- Two snapshots ----------------------------------------------------------------------------- */

/* Without one there are no fields, but values can be compared */
static int find_board(struct context *context, const struct hwreg_snapshot *snapshot)
{
	int r;

	snapshots_name_board(context, snapshot);
	r = context_board(context, BOARD_IF_GIVEN);
	if (r != -ENOENT || context->settings.force & FORCE_BOARD)
		return r;
	output_message("fields are not compared one by one: %s", context->err.message);
	context->err = (struct hwreg_error)HWREG_ERROR_INIT;
	return 0;
}

static int diff_files(struct context *context, struct outcome *outcome)
{
	const struct texts *files = &context->settings.arguments;
	struct hwreg_snapshot_options options = snapshots_options(context);
	struct hwreg_snapshot *first = NULL, *second = NULL;
	int r;

	privilege_drop();
	r = snapshots_load(context, files->list[0], &first);
	if (r == 0)
		r = snapshots_load(context, files->list[1], &second);
	if (r == 0)
		r = find_board(context, first);
	if (r == 0)
		context_seal(context);
	if (r == 0)
		r = hwreg_snapshot_compare_two(first, second, context->board, &options, outcome_add,
					       outcome, &context->err);
	context->settings.board = NULL;
	hwreg_snapshot_free(first);
	hwreg_snapshot_free(second);
	return r;
}

static int diff(struct context *context, struct outcome *outcome)
{
	const struct settings *settings = &context->settings;

	if (settings->reset)
		return diff_resets(context, outcome);
	if (settings->arguments.count == 1)
		return diff_file(context, outcome);
	if (settings->arguments.count == 2)
		return diff_files(context, outcome);
	return output_fail(&context->err, HWREG_ERROR_REQUEST,
			   "diff takes one or two files; for registers: diff --reset LOCATION...");
}

int cmd_diff(struct context *context)
{
	struct outcome outcome = { .list = NULL };
	int r = diff(context, &outcome);

	if (r == 0) {
		outcome_show(context, &outcome);
		outcome_report(context, &outcome, "not compared");
		context->answer_is_no = outcome.counts[HWREG_SNAPSHOT_DIFFERS] ||
					outcome.counts[HWREG_SNAPSHOT_FIRST_ALONE] ||
					outcome.counts[HWREG_SNAPSHOT_SECOND_ALONE];
	}
	outcome_free(&outcome);
	return r;
}
