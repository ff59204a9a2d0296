// SPDX-License-Identifier: MIT
/* cmd_poke.c - hwreg poke: write registers or fields */
#include "elevated.h"
#include "json.h"
#include "output.h"
#include "writes.h"

static int refuse_unverifiable(struct context *context, const struct hwreg_write *write,
			       const char *word)
{
	struct hwreg_write_info info = { .size = sizeof(info) };

	hwreg_write_describe(write, &info);
	if (!context->settings.verify || info.verifiable)
		return 0;
	return output_fail(&context->err, HWREG_ERROR_REQUEST,
			   "--verify: %s: none of these bits reads back what was written to it",
			   word);
}

/* It would fail when the write has been made */
static int check_verify(struct context *context, const struct hwreg_write *write, const char *word)
{
	struct hwreg_write_info info = { .size = sizeof(info) };
	int r = refuse_unverifiable(context, write, word);

	if (r < 0 || !context->settings.verify)
		return r;
	hwreg_write_describe(write, &info);
	return elevated_check_verify(context, &info.item);
}

static int parse(struct context *context, struct writes *writes)
{
	const struct texts *words = &context->settings.arguments;
	int r = writes_parse(context, writes);

	for (unsigned int i = 0; i < words->count && r == 0; i++)
		r = check_verify(context, writes->list[i], words->list[i]);
	return r < 0 ? r : writes_prepare(context, writes);
}

static struct json_object *json_written(const struct context *context,
					const struct hwreg_write *write)
{
	struct hwreg_write_info info = { .size = sizeof(info) };
	struct json_object *object;
	char name[NAME_SIZE];

	hwreg_write_describe(write, &info);
	if (!info.aliases)
		return json_item(json_make_object(), context, &info.item,
				 hwreg_session_written(context->session));
	/* the other bits were neither read nor written */
	object = json_make_object();
	json_put_text(object, "name", text_name(context, &info.item, name));
	json_put_number(object, "address", info.item.address);
	json_put_number(object, "width", info.item.width);
	json_put_number(object, "changed", info.meant);
	json_put_number(object, "to", info.value & info.meant);
	return object;
}

static int made(struct context *context, const struct hwreg_write *write)
{
	int r;

	if (json_wanted(context) && !context->settings.dry_run)
		json_append(context, "registers", json_written(context, write));
	r = observe_check(context);
	if (r == 0 && context->settings.verify)
		r = hwreg_session_verify(context->session, write, &context->err);
	return r;
}

int cmd_poke(struct context *context)
{
	struct writes writes = { 0 };
	int r = parse(context, &writes);

	if (r == 0)
		r = observe_start(context);
	if (r < 0 && context->settings.arguments.count > 1 && context->session)
		context_note(context, output_strdup("nothing was written"));
	if (r == 0)
		r = writes_make(context, &writes, made);
	writes_free(&writes);
	return r;
}
