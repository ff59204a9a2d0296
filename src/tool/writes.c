// SPDX-License-Identifier: MIT
/* writes.c - the WRITEs of a command line: all are understood before the first is made */
#include "writes.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

static int refuse_read(struct context *context, const char *word)
{
	if (strchr(word, '='))
		return 0;
	return output_fail(
		&context->err, HWREG_ERROR_REQUEST,
		"%s: has no value; to write: hwreg poke %s=VALUE, to read: hwreg peek %s", word,
		word, word);
}

int writes_parse(struct context *context, struct writes *writes)
{
	const struct texts *words = &context->settings.arguments;
	int r = 0;

	for (unsigned int i = 0; i < words->count && r == 0; i++)
		r = refuse_read(context, words->list[i]);
	context->one_by_one = true;
	if (r == 0)
		r = context_open(context,
				 HWREG_WRITE | (context->settings.dry_run ? HWREG_WHAT_IF : 0),
				 BOARD_IF_GIVEN);
	if (r < 0)
		return r;
	writes->list = malloc(words->count * sizeof(writes->list[0]));
	if (!writes->list)
		output_die_memory();
	for (unsigned int i = 0; i < words->count && r == 0; i++) {
		r = hwreg_write_parse(&writes->list[i], context->session, words->list[i],
				      &context->err);
		writes->count += r == 0;
	}
	return r;
}

int writes_prepare(struct context *context, const struct writes *writes)
{
	int r = 0;

	for (unsigned int i = 0; i < writes->count && r == 0; i++)
		r = hwreg_session_prepare_write(context->session, writes->list[i], &context->err);
	return r;
}

static int write_one(struct context *context, struct writes *writes,
		     int (*made)(struct context *context, const struct hwreg_write *write))
{
	const struct hwreg_write *write = writes->list[writes->done];
	int r = observe_check(context);

	context->begun = false;
	writes->making = true;
	if (r == 0)
		r = hwreg_session_write(context->session, write, &context->err);
	if (r < 0)
		return context->log_errno ? observe_check(context) : r;
	writes->making = false;
	writes->done++;
	return made ? made(context, write) : 0;
}

/* The WRITE of which a part was made, or NULL */
static const char *get_begun(const struct context *context, const struct writes *writes)
{
	return writes->making && context->begun ? context->settings.arguments.list[writes->done]
						: NULL;
}

/* What a failure leaves behind */
static void note_written(struct context *context, const struct writes *writes)
{
	const struct texts *words = &context->settings.arguments;
	const char *begun = get_begun(context, writes);
	char *list = NULL, *longer;

	for (unsigned int i = 0; i < writes->done; i++) {
		longer =
			output_strdup("%s%s%s", list ? list : "", list ? ", " : "", words->list[i]);
		free(list);
		list = longer;
	}
	if (begun) { /* by what unlocks and locks, or through aliases */
		longer = output_strdup("%s%s some of the writes that %s takes", list ? list : "",
				       list ? "," : "", begun);
		free(list);
		list = longer;
	}
	if (!list)
		context_note(context, output_strdup("nothing was written before the failure"));
	else
		context_note(context, output_strdup("written before the failure: %s",
						    list + (list[0] == ' ')));
	free(list);
}

/* What is being made, for a death without memory */
static const struct context *making_for;
static const struct writes *making;

static void tell_written(void)
{
	const struct texts *words = &making_for->settings.arguments;
	const char *begun = get_begun(making_for, making);

	if (!making->done && !begun) {
		output_die_text("       nothing was written before\n");
		return;
	}
	output_die_text("       written before: ");
	for (unsigned int i = 0; i < making->done; i++) {
		output_die_text(i ? ", " : "");
		output_die_text(words->list[i]);
	}
	if (begun) {
		output_die_text(making->done ? ", some of the writes that "
					     : "some of the writes that ");
		output_die_text(begun);
		output_die_text(" takes");
	}
	output_die_text("\n");
}

int writes_make(struct context *context, struct writes *writes,
		int (*made)(struct context *context, const struct hwreg_write *write))
{
	int r = 0;

	writes->done = 0;
	writes->making = false;
	making_for = context;
	making = writes;
	output_die_with(context->settings.dry_run ? NULL : tell_written);
	while (writes->done < writes->count && r == 0)
		r = write_one(context, writes, made);
	if (r == 0 && writes->count)
		r = context_sync(context);
	if (r == 0)
		r = observe_check(context);
	/* exit status 4 would say that nothing was accessed */
	if (r < 0 && writes->done && context->err.kind == HWREG_ERROR_UNAVAILABLE)
		context->err.kind = HWREG_ERROR_ACCESS;
	if (r < 0 && !context->settings.dry_run)
		note_written(context, writes);
	return r;
}

void writes_free(struct writes *writes)
{
	output_die_with(NULL);
	for (unsigned int i = 0; i < writes->count; i++)
		hwreg_write_free(writes->list[i]);
	free(writes->list);
}
