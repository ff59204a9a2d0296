// SPDX-License-Identifier: MIT
/* cmd_bind.c - hwreg bind and unbind: a block's device to UIO or VFIO, and back */
#include "context.h"
#include "json.h"
#include "output.h"

#include <string.h>

static const char *or_none(const char *driver)
{
	return driver[0] ? driver : "no driver";
}

/* Each write to sysfs: in a dry run what would be written, else with -v */
static void tell_write(void *data, const char *path, const char *text)
{
	struct context *context = data;
	const struct settings *settings = &context->settings;

	if (settings->dry_run && json_wanted(context)) {
		struct json_object *object = json_make_object();

		json_put_text(object, "path", path);
		json_put_text(object, "text", text);
		json_append(context, "writes", object);
	} else if (settings->dry_run) {
		output_print("would write '%s' to %s\n", text, path);
	} else if (settings->verbose) {
		output_message("write '%s' to %s", text, path);
	}
}

static int find_block(struct context *context, const char *name, struct hwreg_block_info *info)
{
	struct hwreg_space_info space = { .size = sizeof(space) };
	const struct hwreg_block *block;
	int r = context_board(context, BOARD_NEEDED);

	if (r == 0)
		r = hwreg_block_find(context->board, name, &block, &context->err);
	if (r)
		return r;
	hwreg_block_describe(context->board, block, info);
	if (info->space != 0) {
		hwreg_board_space(context->board, info->space, &space);
		return output_fail(
			&context->err, HWREG_ERROR_REQUEST,
			"%s: is in the space %s (%s), not at a physical address: there is "
			"no device to bind",
			name, space.name, space.target);
	}
	if (!(context->settings.force & FORCE_BOARD))
		r = hwreg_board_match(context->board, &context->err);
	return r;
}

static int prepare(struct context *context, struct hwreg_bind_options *options)
{
	const struct texts *words = &context->settings.arguments;
	struct hwreg_block_info block = { .size = sizeof(block) };
	int r = find_block(context, words->list[0], &block);

	options->address = block.base;
	options->driver = words->count > 1 ? words->list[1] : NULL;
	options->tell = tell_write;
	options->data = context;
	if (context->settings.dry_run)
		options->flags |= HWREG_DRY_RUN;
	if (context->settings.force & FORCE_BUSY)
		options->flags |= HWREG_FORCE_BUSY;
	return r;
}

static void print_json(struct context *context, const struct hwreg_bind_result *result)
{
	struct json_object *object = json_make_object();

	json_put_text(object, "block", context->settings.arguments.list[0]);
	json_put_text(object, "bus", result->bus);
	json_put_text(object, "device", result->device);
	json_put_text(object, "before", result->before);
	json_put_text(object, "driver", result->driver);
	json_put_text(object, "target", result->target);
	json_put_text(object, "holders", result->holders);
	json_append(context, "devices", object);
}

int cmd_bind(struct context *context)
{
	const char *block = context->settings.arguments.list[0];
	struct hwreg_bind_options options = { .size = sizeof(options) };
	struct hwreg_bind_result result = { .size = sizeof(result) };
	int r = prepare(context, &options);

	if (r == 0)
		r = hwreg_bind(&options, &result, &context->err);
	if (r == 0 && result.holders[0])
		output_message("warning: VFIO opens the device's group only when no other driver "
			       "has a part of it:\n%s; give or unbind that, too",
			       result.holders);
	if (r < 0 || context->settings.dry_run)
		return r;
	if (json_wanted(context)) {
		print_json(context, &result);
	} else if (context->settings.quiet) {
		output_print("%s\n", result.target);
	} else {
		output_print("%s: %s (%s) goes from %s to %s%s%s\n", block, result.device,
			     result.bus, or_none(result.before), result.driver,
			     result.target[0] ? ", and is " : "", result.target);
		output_print("to undo: hwreg unbind %s\n", block);
	}
	return 0;
}

int cmd_unbind(struct context *context)
{
	const char *block = context->settings.arguments.list[0];
	struct hwreg_bind_options options = { .size = sizeof(options) };
	struct hwreg_bind_result result = { .size = sizeof(result) };
	int r = prepare(context, &options);

	if (r == 0)
		r = hwreg_unbind(&options, &result, &context->err);
	if (r < 0 || context->settings.dry_run)
		return r;
	if (json_wanted(context)) {
		print_json(context, &result);
	} else if (context->settings.quiet) {
		output_print("%s\n", result.driver);
	} else {
		output_print("%s: %s (%s) goes from %s to %s\n", block, result.device, result.bus,
			     result.before, or_none(result.driver));
		output_print("to undo: hwreg bind %s %s\n", block, result.before);
	}
	return 0;
}
