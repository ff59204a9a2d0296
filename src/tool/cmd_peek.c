// SPDX-License-Identifier: MIT
/* cmd_peek.c - hwreg peek: read registers, and decode them by the board */
#include "context.h"
#include "json.h"
#include "output.h"

static int measure(struct context *context, const struct hwreg_item *item, void *layout)
{
	if (!context->settings.quiet)
		layout_add(layout, context, item);
	return item_check_format(context, item);
}

static int show(struct context *context, const struct hwreg_item *item, void *layout)
{
	struct hwreg_wide value;
	int r = context_read_wide(context, item, &value);

	if (r < 0 || context->settings.dry_run)
		return r;
	if (json_wanted(context))
		json_append(context, "registers",
			    json_item_wide(json_make_object(), context, item, &value));
	else
		text_item_wide(context, layout, item, &value);
	return 0;
}

int cmd_peek(struct context *context)
{
	struct locations locations = { 0 };
	struct layout layout = { 0 };
	int r = locations_open(context, &locations, BOARD_IF_GIVEN);

	if (r == 0)
		r = locations_each(context, &locations, measure, &layout);
	if (r == 0)
		r = locations_each(context, &locations, show, &layout);
	if (r == 0)
		locations_report_skips(&locations);
	locations_close(&locations);
	return r;
}
