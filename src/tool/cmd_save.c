// SPDX-License-Identifier: MIT
/* cmd_save.c - hwreg save: keep the values of registers in a file */
#include "context.h"
#include "output.h"
#include "privilege.h"
#include "snapshots.h"

#include <unistd.h>

static int write_out(struct context *context, const struct hwreg_snapshot *snapshot)
{
	int r;

	privilege_drop();
	if (context->settings.out)
		return hwreg_snapshot_save(snapshot, context->settings.out, &context->err);
	r = output_flush(&context->err);
	if (r == 0) {
		r = hwreg_snapshot_write(snapshot, STDOUT_FILENO, &context->err);
		if (r < 0)
			output_context(&context->err, "standard output");
	}
	return r;
}

/* A snapshot without registers would be compared, and found to be the same */
static int refuse_empty(struct context *context, const struct hwreg_snapshot *snapshot)
{
	struct hwreg_snapshot_info info = { .size = sizeof(info) };

	hwreg_snapshot_describe(snapshot, &info);
	return info.count ? 0
			  : output_fail(&context->err, HWREG_ERROR_REQUEST,
					"none of these registers can be kept");
}

static void report_wide(const struct locations *locations)
{
	struct hwreg_item item;
	unsigned int count = 0;

	for (unsigned int i = 0; i < locations->count; i++) {
		const struct hwreg_location *location = locations->list[i];

		for (uint64_t n = 0;
		     !hwreg_location_is_range(location) && n < hwreg_location_count(location);
		     n++) {
			hwreg_location_item(location, n, &item);
			count += item.skip == HWREG_SKIP_NONE && item.width > 64;
		}
	}
	if (count)
		output_message("skipped %u register%s of more than 64 bits", count,
			       count == 1 ? "" : "s");
}

static int save(struct context *context, struct locations *locations)
{
	struct hwreg_snapshot *snapshot = NULL;
	struct outcome outcome = { .list = NULL };
	int r = hwreg_snapshot_take(&snapshot, context->session, locations->list, locations->count,
				    outcome_add, &outcome, &context->err);

	if (context->log_errno)
		r = observe_check(context);
	if (r == 0 && !context->settings.dry_run) {
		locations_report_skips(locations);
		report_wide(locations);
		outcome_report(context, &outcome, "not kept");
		r = refuse_empty(context, snapshot);
		r = r < 0 ? r : write_out(context, snapshot);
	}
	hwreg_snapshot_free(snapshot);
	outcome_free(&outcome);
	return r;
}

int cmd_save(struct context *context)
{
	struct locations locations = { 0 };
	int r = locations_parse(context, &locations, BOARD_IF_FOUND);

	if (r == 0)
		r = snapshots_check_parts(context, &locations);
	if (r == 0)
		r = locations_prepare_some(context, &locations);
	if (r == 0)
		r = save(context, &locations);
	locations_close(&locations);
	return r;
}
