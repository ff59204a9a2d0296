// SPDX-License-Identifier: MIT
/* cmd_board.c - hwreg board: find the mistakes in board descriptions, and compile them */
#include "context.h"
#include "json.h"
#include "output.h"

#include <errno.h>
#include <stdio.h>

struct check {
	struct context *context;
	struct json_object *findings; /* of one file; with -o json alone */
	unsigned int count;
};

static struct json_object *json_finding(const struct hwreg_report *report)
{
	struct json_object *object = json_make_object();

	json_put_text(object, "file", report->file);
	json_put_number(object, "line", report->line);
	json_put_number(object, "column", report->column);
	json_put_text(object, "check", report->check);
	json_put_text(object, "message", report->message);
	return object;
}

static int finding(void *data, const struct hwreg_report *report)
{
	struct check *check = data;

	check->count++;
	context_finding(report);
	if (json_wanted(check->context))
		json_push(check->findings, json_finding(report));
	return 0;
}

static void put_counts(struct json_object *object, const struct hwreg_board_info *info)
{
	json_put_text(object, "board", info->name);
	json_put_text(object, "description", info->description);
	json_put_number(object, "blocks", info->block_count);
	json_put_number(object, "registers", info->register_count);
	json_put_number(object, "fields", info->field_count);
}

static const char *plural(uint32_t count)
{
	return count == 1 ? "" : "s";
}

static void print_good(const char *file, const struct hwreg_board_info *info)
{
	output_print("%s: ok: %s: %u block%s, %u register%s, %u field%s\n", file, info->name,
		     info->block_count, plural(info->block_count), info->register_count,
		     plural(info->register_count), info->field_count, plural(info->field_count));
}

static int check_file(struct context *context, struct check *check, const char *file)
{
	struct hwreg_board_info info = { .size = sizeof(info) };
	struct hwreg_board_options options = {
		.size = sizeof(options),
		.report = finding,
		.data = check,
	};
	struct json_object *object = NULL;
	struct hwreg_board *board = NULL;
	unsigned int before = check->count;
	int r;

	if (json_wanted(context))
		check->findings = json_make_array();
	r = hwreg_board_load(&board, file, &options, &context->err);
	if (r < 0 && check->count == before)
		output_message("%s", context->err.message);
	if (r == 0)
		hwreg_board_describe(board, &info);
	if (json_wanted(context)) {
		object = json_make_object();
		json_put_text(object, "file", file);
		json_put_bool(object, "ok", r == 0);
		if (r == 0)
			put_counts(object, &info);
		json_put(object, "findings", check->findings);
		json_append(context, "files", object);
	} else if (r == 0) {
		print_good(file, &info);
	}
	hwreg_board_free(board);
	return r;
}

int cmd_board_check(struct context *context)
{
	const struct texts *files = &context->settings.arguments;
	struct hwreg_error first = HWREG_ERROR_INIT;
	struct check check = { .context = context };
	int r, result = 0;

	for (unsigned int i = 0; i < files->count; i++) {
		r = check_file(context, &check, files->list[i]);
		if (r < 0 && result == 0) {
			first = context->err;
			result = r;
		}
	}
	context->err = first;
	context->reported = true;
	return result;
}

#if defined(CONFIG_BOARD) && defined(CONFIG_BOARD_COMPILED)

int cmd_board_compile(struct context *context)
{
	const char *file = context->settings.arguments.list[0], *out = context->settings.out;
	struct check check = { .context = context };
	struct hwreg_board_options options = {
		.size = sizeof(options),
		.report = finding,
		.data = &check,
	};
	struct hwreg_board *board = NULL;
	int r;

	if (!out)
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "board compile: give the file to write with --out FILE");
	context_confine(context);
	r = hwreg_board_load(&board, file, &options, &context->err);
	if (r == 0)
		context_seal(context);
	if (r == 0)
		r = hwreg_board_save(board, out, &context->err);
	hwreg_board_free(board);
	context->reported = check.count != 0;
	return r;
}

#endif
