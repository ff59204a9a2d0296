// SPDX-License-Identifier: MIT
/* locations.c - the arguments of commands that read */
#include "context.h"
#include "output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A word with a value in it was meant for poke */
static int refuse_write(struct context *context, const char *word)
{
	if (!strchr(word, '='))
		return 0;
	return output_fail(&context->err, HWREG_ERROR_REQUEST,
			   "%s: has a value, so this is a write: hwreg poke %s", word, word);
}

static int parse_all(struct context *context, struct locations *locations)
{
	const struct texts *words = &context->settings.arguments;
	int r = 0;

	for (unsigned int i = 0; i < words->count && r == 0; i++) {
		r = hwreg_location_parse(&locations->list[i], context->session, words->list[i],
					 &context->err);
		locations->count += r == 0;
	}
	return r;
}

/* What is wrong with it is told when it is parsed to be used */
static bool until_needs_write(const struct context *context)
{
	struct hwreg_condition *until;
	struct hwreg_item item;

	if (!context->settings.until ||
	    hwreg_condition_parse(&until, context->session, context->settings.until, NULL) < 0)
		return false;
	hwreg_condition_item(until, &item);
	hwreg_condition_free(until);
	return hwreg_item_needs_write(&item);
}

/* Reading writes what is behind an index register: to be known before anything is opened */
static bool needs_write(const struct context *context, const struct locations *locations)
{
	bool needed = until_needs_write(context);

	for (unsigned int i = 0; i < locations->count; i++)
		needed |= hwreg_location_needs_write(locations->list[i]);
	return needed;
}

static void locations_forget(struct locations *locations)
{
	for (unsigned int i = 0; i < locations->count; i++)
		hwreg_location_free(locations->list[i]);
	locations->count = 0;
}

int locations_parse(struct context *context, struct locations *locations, enum board_need least)
{
	const struct texts *words = &context->settings.arguments;
	int r = 0;

	for (unsigned int i = 0; i < words->count && r == 0; i++)
		r = refuse_write(context, words->list[i]);
	if (r == 0)
		r = context_open(context, 0, least);
	if (r < 0)
		return r;
	locations->list = malloc(words->count * sizeof(locations->list[0]));
	if (!locations->list)
		output_die_memory();
	r = parse_all(context, locations);
	if (r < 0 || !needs_write(context, locations))
		return r;
	locations_forget(locations);
	r = context_reopen_to_write(context);
	return r < 0 ? r : parse_all(context, locations);
}

static int open_all(struct context *context, const struct locations *locations)
{
	int r = 0;

	for (unsigned int i = 0; i < locations->count && r == 0; i++)
		r = hwreg_session_prepare(context->session, locations->list[i], &context->err);
	return r < 0 ? r : observe_start(context);
}

int locations_prepare(struct context *context, const struct locations *locations)
{
	int r = open_all(context, locations);

	return r < 0 ? r : locations_select(context, locations);
}

int locations_prepare_some(struct context *context, const struct locations *locations)
{
	int r = open_all(context, locations);

	for (unsigned int i = 0; i < locations->count && r == 0; i++) {
		r = hwreg_session_select(context->session, locations->list[i], &context->err);
		if (r != -ENXIO)
			continue;
		context->err = (struct hwreg_error)HWREG_ERROR_INIT;
		r = 0;
	}
	return context->log_errno ? observe_check(context) : r;
}

static bool has_choice(const struct context *context, const struct hwreg_item *item)
{
	char text[8];

	return item->skip == HWREG_SKIP_NONE && item->reg &&
	       hwreg_register_rule(context->board, item->reg, HWREG_RULE_WHEN, 0, text,
				   sizeof(text)) == 0;
}

bool locations_have_choice(const struct context *context, const struct locations *locations)
{
	struct hwreg_item item;

	for (unsigned int i = 0; i < locations->count; i++) {
		const struct hwreg_location *location = locations->list[i];

		for (uint64_t n = 0;
		     !hwreg_location_is_range(location) && n < hwreg_location_count(location);
		     n++) {
			hwreg_location_item(location, n, &item);
			if (has_choice(context, &item))
				return true;
		}
	}
	return false;
}

int locations_select(struct context *context, const struct locations *locations)
{
	int r = 0;

	for (unsigned int i = 0; i < locations->count && r == 0; i++)
		r = hwreg_session_select(context->session, locations->list[i], &context->err);
	return context->log_errno ? observe_check(context) : r;
}

int locations_open(struct context *context, struct locations *locations, enum board_need least)
{
	int r = locations_parse(context, locations, least);

	return r < 0 ? r : locations_prepare(context, locations);
}

void locations_close(struct locations *locations)
{
	locations_forget(locations);
	free(locations->list);
}

int locations_each(struct context *context, const struct locations *locations,
		   int (*visit)(struct context *context, const struct hwreg_item *item, void *data),
		   void *data)
{
	struct hwreg_item item;
	int r = 0;

	for (unsigned int i = 0; i < locations->count; i++) {
		uint64_t count = hwreg_location_count(locations->list[i]);

		for (uint64_t n = 0; n < count; n++) {
			hwreg_location_item(locations->list[i], n, &item);
			if (item.skip == HWREG_SKIP_NONE)
				r = visit(context, &item, data);
			if (r < 0)
				return r;
		}
	}
	return 0;
}

static void report_skip(uint64_t count, const char *one, const char *many)
{
	if (count == 1)
		output_message("skipped 1 register %s", one);
	else if (count)
		output_message("skipped %llu registers %s", (unsigned long long)count, many);
}

void locations_report_skips(const struct locations *locations)
{
	uint64_t counts[HWREG_SKIP_NOT_HELD + 1] = { 0 };
	struct hwreg_item item;

	for (unsigned int i = 0; i < locations->count; i++) {
		uint64_t count = hwreg_location_count(locations->list[i]), stretch;

		for (uint64_t n = 0; n < count; n += stretch) {
			stretch = hwreg_location_stretch(locations->list[i], n, &item);
			if (item.skip <= HWREG_SKIP_NOT_HELD)
				counts[item.skip] += stretch;
		}
	}
	report_skip(counts[HWREG_SKIP_READ_CHANGES],
		    "that reading would change (name it in full to read it)",
		    "that reading would change (name one in full to read it)");
	report_skip(counts[HWREG_SKIP_WRITE_ONLY], "that cannot be read", "that cannot be read");
	report_skip(counts[HWREG_SKIP_TOO_WIDE],
		    "of 64 bits, which this 32-bit CPU cannot read at once",
		    "of 64 bits, which this 32-bit CPU cannot read at once");
	report_skip(counts[HWREG_SKIP_ABSENT],
		    "whose address another has now (name it in full to learn when)",
		    "whose addresses others have now (name one in full to learn when)");
	report_skip(counts[HWREG_SKIP_NOT_HELD],
		    "behind an index register, which a file does not hold",
		    "behind an index register, which a file does not hold");
}
