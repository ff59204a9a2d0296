// SPDX-License-Identifier: MIT
/* cmd_export_dts.c - hwreg export dts: an overlay that gives blocks to UIO */
#include "context.h"
#include "export.h"
#include "import.h"
#include "output.h"

#include <text_stream.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A block, and the best place of the device tree for it */
struct wanted {
	struct hwreg_block_info block;
	char *node, *other; /* for free(); the other is as good */
	uint64_t length; /* of the place */
	bool whole; /* all of the block is in it */
	bool disabled;
};

struct search {
	struct wanted *list;
	unsigned int count;
};

/* The smallest that the block fits in as a whole; if it is larger than all, the largest */
static int compare(const struct wanted *wanted, bool whole, uint64_t length)
{
	if (!wanted->node || whole != wanted->whole)
		return !wanted->node || whole ? 1 : -1;
	if (length == wanted->length)
		return 0;
	return (length < wanted->length) == whole ? 1 : -1;
}

static void take_place(struct wanted *wanted, const struct import_place *place)
{
	uint64_t offset = wanted->block.base - place->address;
	bool whole = wanted->block.length <= place->length - offset;
	int better = compare(wanted, whole, place->length);

	if (better < 0 || (wanted->node && strcmp(place->node, wanted->node) == 0))
		return;
	free(wanted->other);
	wanted->other = NULL;
	if (better == 0) {
		wanted->other = output_strdup("%s", place->node);
		return;
	}
	free(wanted->node);
	wanted->node = output_strdup("%s", place->node);
	wanted->length = place->length;
	wanted->whole = whole;
	wanted->disabled = place->disabled;
}

static int look(void *data, const struct import_place *place)
{
	const struct search *search = data;

	for (unsigned int i = 0; i < search->count; i++) {
		struct wanted *wanted = &search->list[i];

		if (wanted->block.base >= place->address &&
		    wanted->block.base - place->address < place->length)
			take_place(wanted, place);
	}
	return 0;
}

static void no_warning(void *data, const char *file, uint32_t line, uint32_t column,
		       const char *message)
{
	(void)data;
	(void)file;
	(void)line;
	(void)column;
	(void)message;
}

/* ---- blocks ---- */

static int find_block(struct context *context, const char *name, struct hwreg_block_info *info)
{
	struct hwreg_space_info space = { .size = sizeof(space) };
	const struct hwreg_block *block;
	int r = hwreg_block_find(context->board, name, &block, &context->err);

	if (r < 0)
		return r;
	*info = (struct hwreg_block_info){ .size = sizeof(*info) };
	hwreg_block_describe(context->board, block, info);
	if (info->space == 0)
		return 0;
	hwreg_board_space(context->board, info->space, &space);
	return output_fail(
		&context->err, HWREG_ERROR_REQUEST,
		"%s: is in the space %s (%s), not at a physical address: it is no device "
		"of UIO",
		name, space.name, space.target);
}

static int check_found(struct context *context, const struct wanted *wanted)
{
	const char *dtb = context->settings.dtb;

	if (!wanted->node)
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "%s: %s has no device at 0x%08llx; is it the device tree of the "
				   "board's machine?",
				   wanted->block.name,
				   dtb ? dtb : "the device tree of this machine",
				   (unsigned long long)wanted->block.base);
	if (wanted->other)
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "%s: several devices are at 0x%08llx: %s, %s",
				   wanted->block.name, (unsigned long long)wanted->block.base,
				   wanted->node, wanted->other);
	return 0;
}

static int find_nodes(struct context *context, struct search *search)
{
	const struct texts *words = &context->settings.arguments;
	const struct import_options options = {
		.warn = no_warning,
		.out_of_memory = output_die_memory,
	};
	int r = 0;

	for (unsigned int i = 0; r == 0 && i < words->count; i++)
		r = find_block(context, words->list[i], &search->list[i].block);
	if (r == 0)
		r = import_dt_places(context->settings.dtb, &options, look, search, &context->err);
	if (r < 0 && !context->settings.dtb && context->err.kind == HWREG_ERROR_UNAVAILABLE)
		context_note(context, output_strdup("give the device tree of the board's machine "
						    "with --dtb FILE"));
	for (unsigned int i = 0; r == 0 && i < search->count; i++)
		r = check_found(context, &search->list[i]);
	return r;
}

/* ---- the overlay ---- */

static int print_overlay(struct context *context, const struct search *search)
{
	struct export_device *devices = calloc(search->count, sizeof(*devices));
	struct text_stream stream;
	FILE *out = text_stream_open(&stream);
	int r;

	if (!out || !devices)
		output_die_memory();
	for (unsigned int i = 0; i < search->count; i++)
		devices[i] =
			(struct export_device){ search->list[i].block.name, search->list[i].node,
						search->list[i].disabled };
	r = export_dts(context->board, devices, search->count, out, &context->err);
	if (text_stream_close(&stream) < 0)
		output_die_memory();
	if (r == 0)
		r = output_made(context->settings.out, stream.text, stream.size, &context->err);
	free(stream.text);
	free(devices);
	return r;
}

int cmd_export_dts(struct context *context)
{
	unsigned int count = context->settings.arguments.count;
	struct search search = { calloc(count, sizeof(*search.list)), count };
	int r;

	if (!search.list)
		output_die_memory();
	r = context_board(context, BOARD_NEEDED);
	if (r == 0)
		r = find_nodes(context, &search);
	if (r == 0)
		context_seal(context);
	if (r == 0)
		r = print_overlay(context, &search);
	for (unsigned int i = 0; i < count; i++) {
		free(search.list[i].node);
		free(search.list[i].other);
	}
	free(search.list);
	return r;
}
