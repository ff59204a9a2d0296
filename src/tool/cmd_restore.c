// SPDX-License-Identifier: MIT
/* cmd_restore.c - hwreg restore: write back what save has kept */
#include "json.h"
#include "output.h"
#include "snapshots.h"

#include <stdlib.h>

/* What a failure leaves behind */
static void note_written(struct context *context, const struct outcome *outcome)
{
	const char *last = NULL;

	for (uint32_t i = 0; i < outcome->count; i++)
		if (outcome->list[i].entry.result == HWREG_SNAPSHOT_WRITTEN)
			last = outcome->list[i].entry.key;
	if (!last)
		context_note(context, output_strdup("nothing was written"));
	else
		context_note(
			context,
			output_strdup("written before that: the registers above, to %s", last));
}

static const struct outcome *making; /* for a death without memory */

static void tell_written(void)
{
	output_die_text("       written before: ");
	for (uint32_t i = 0; i < making->count; i++) {
		if (making->list[i].entry.result != HWREG_SNAPSHOT_WRITTEN)
			continue;
		output_die_text(making->list[i].entry.key);
		output_die_text(", ");
	}
	output_die_text("perhaps one more\n");
}

static int restore(struct context *context, struct hwreg_snapshot *snapshot)
{
	struct hwreg_snapshot_options options = snapshots_options(context);
	struct outcome outcome = { .list = NULL };
	bool dry = context->settings.dry_run;
	int r;

	making = &outcome;
	output_die_with(dry ? NULL : tell_written);
	r = hwreg_snapshot_restore(snapshot, &options, outcome_add, &outcome, &context->err);
	if (r == 0)
		r = hwreg_session_sync(context->session, &context->err);
	if (context->log_errno)
		r = observe_check(context);
	if (!dry)
		outcome_show(context, &outcome);
	/* exit status 4 would say that nothing was accessed */
	if (r < 0 && outcome.counts[HWREG_SNAPSHOT_WRITTEN] &&
	    context->err.kind == HWREG_ERROR_UNAVAILABLE)
		context->err.kind = HWREG_ERROR_ACCESS;
	if (r < 0 && !dry)
		note_written(context, &outcome);
	if (r == 0)
		outcome_report(context, &outcome, "not compared");
	output_die_with(NULL);
	outcome_free(&outcome);
	return r;
}

int cmd_restore(struct context *context)
{
	const char *file = texts_take(&context->settings.arguments);
	uint64_t flags = HWREG_WRITE | (context->settings.dry_run ? HWREG_WHAT_IF : 0);
	struct hwreg_snapshot *snapshot = NULL;
	int r = snapshots_load(context, file, &snapshot);

	if (r == 0) {
		snapshots_name_board(context, snapshot);
		r = context_open(context, flags, BOARD_IF_FOUND);
	}
	if (r == 0)
		r = snapshots_resolve(context, snapshot);
	if (r == 0)
		r = hwreg_snapshot_prepare(snapshot, &context->err);
	if (r == 0)
		r = observe_start(context);
	if (r == 0)
		r = restore(context, snapshot);
	context->settings.board = NULL;
	hwreg_snapshot_free(snapshot);
	return r;
}
