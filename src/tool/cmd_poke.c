// SPDX-License-Identifier: MIT
/* cmd_poke.c - hwreg poke: write registers or fields */
#include "context.h"
#include "json.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

struct writes {
	struct hwreg_write **list;
	unsigned int count; /* parsed */
	unsigned int done; /* written */
};

static int refuse_read(struct context *context, const char *word)
{
	if (strchr(word, '='))
		return 0;
	return output_fail(
		&context->err, HWREG_ERROR_REQUEST,
		"%s: has no value; to write: hwreg poke %s=VALUE, to read: hwreg peek %s", word,
		word, word);
}

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

static int parse(struct context *context, struct writes *writes)
{
	const struct texts *words = &context->settings.arguments;
	int r = 0;

	for (unsigned int i = 0; i < words->count && r == 0; i++) {
		r = hwreg_write_parse(&writes->list[i], context->session, words->list[i],
				      &context->err);
		writes->count += r == 0;
	}
	for (unsigned int i = 0; i < words->count && r == 0; i++)
		r = refuse_unverifiable(context, writes->list[i], words->list[i]);
	for (unsigned int i = 0; i < words->count && r == 0; i++)
		r = hwreg_session_prepare_write(context->session, writes->list[i], &context->err);
	return r;
}

static struct json_object *json_written(const struct context *context,
					const struct hwreg_write *write)
{
	struct hwreg_write_info info = { .size = sizeof(info) };
	struct json_object *object;
	char name[NAME_SIZE];

	hwreg_write_describe(write, &info);
	if (!info.aliases)
		return json_item(json_make_object(), context, &info.item, context->written);
	/* the other bits were neither read nor written */
	object = json_make_object();
	json_put_text(object, "name", text_name(context, &info.item, name));
	json_put_number(object, "address", info.item.address);
	json_put_number(object, "width", info.item.width);
	json_put_number(object, "changed", info.meant);
	json_put_number(object, "to", info.value & info.meant);
	return object;
}

static int write_one(struct context *context, struct writes *writes)
{
	const struct hwreg_write *write = writes->list[writes->done];
	int r = observe_check(context);

	if (r == 0)
		r = hwreg_session_write(context->session, write, &context->err);
	if (r < 0)
		return context->log_errno ? observe_check(context) : r;
	writes->done++;
	if (json_wanted(context) && !context->settings.dry_run)
		json_append(context, "registers", json_written(context, write));
	r = observe_check(context);
	if (r == 0 && context->settings.verify)
		r = hwreg_session_verify(context->session, write, &context->err);
	return r;
}

/* What a failure leaves behind */
static void note_written(struct context *context, const struct writes *writes)
{
	const struct texts *words = &context->settings.arguments;
	char *list = NULL, *longer;

	for (unsigned int i = 0; i < writes->done; i++) {
		longer =
			output_strdup("%s%s%s", list ? list : "", list ? ", " : "", words->list[i]);
		free(list);
		list = longer;
	}
	if (!list)
		context_note(context, output_strdup("nothing was written before the failure"));
	else
		context_note(context, output_strdup("written before the failure: %s", list));
	free(list);
}

static int write_all(struct context *context, struct writes *writes)
{
	int r = 0;

	while (writes->done < writes->count && r == 0)
		r = write_one(context, writes);
	if (r == 0)
		r = hwreg_session_sync(context->session, &context->err);
	if (r == 0)
		r = observe_check(context);
	/* exit status 4 would say that nothing was accessed */
	if (r < 0 && writes->done && context->err.kind == HWREG_ERROR_UNAVAILABLE)
		context->err.kind = HWREG_ERROR_ACCESS;
	if (r < 0 && !context->settings.dry_run)
		note_written(context, writes);
	/* "nothing was accessed" would no longer be true */
	if (r < 0 && writes->done && context->err.kind == HWREG_ERROR_UNAVAILABLE)
		context->err.kind = HWREG_ERROR_ACCESS;
	return r;
}

int cmd_poke(struct context *context)
{
	const struct texts *words = &context->settings.arguments;
	struct writes writes = { 0 };
	int r = 0;

	for (unsigned int i = 0; i < words->count && r == 0; i++)
		r = refuse_read(context, words->list[i]);
	if (r == 0)
		r = context_open(context,
				 HWREG_WRITE | (context->settings.dry_run ? HWREG_WHAT_IF : 0),
				 BOARD_IF_GIVEN);
	if (r < 0)
		return r;
	writes.list = calloc(words->count, sizeof(writes.list[0]));
	if (!writes.list)
		output_die_memory();
	r = parse(context, &writes);
	if (r == 0)
		r = observe_start(context);
	if (r < 0 && words->count > 1)
		context_note(context, output_strdup("nothing was written"));
	if (r == 0)
		r = write_all(context, &writes);
	for (unsigned int i = 0; i < writes.count; i++)
		hwreg_write_free(writes.list[i]);
	free(writes.list);
	return r;
}
