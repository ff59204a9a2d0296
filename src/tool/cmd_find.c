// SPDX-License-Identifier: MIT
/* cmd_find.c - hwreg find: search a board's names and descriptions */
#include "context.h"
#include "json.h"
#include "output.h"

#include <stdio.h>
#include <string.h>

struct search {
	struct context *context;
	const char *text;
	unsigned int count;
};

/* A text without a dot is looked for in the last part of a name: in that of a block it would bring
 * up all of its registers. */
static bool matches(const struct search *search, const char *name, const char *own_name,
		    const char *description)
{
	const char *where = strchr(search->text, '.') ? name : own_name;

	return strcasestr(where, search->text) || strcasestr(description, search->text);
}

static void hit(struct search *search, const char *kind, const char *name, const char *place,
		const char *description)
{
	struct context *context = search->context;

	search->count++;
	if (json_wanted(context)) {
		struct json_object *object = json_make_object();

		json_put_text(object, "kind", kind);
		json_put_text(object, "name", name);
		json_put_text(object, "place", place);
		json_put_text(object, "description", description);
		json_append(context, "matches", object);
	} else if (context->settings.quiet) {
		output_print("%s\n", name);
	} else {
		output_print("%s%s%s  %s%s%s\n", output_bold(true), name, output_bold(false), place,
			     *description ? "  " : "", description);
	}
}

static void search_field(struct search *search, const char *reg_name,
			 const struct hwreg_field *field)
{
	const struct hwreg_board *board = search->context->board;
	struct hwreg_field_info info = { .size = sizeof(info) };
	struct hwreg_enumerator_info value = { .size = sizeof(value) };
	char name[NAME_SIZE], value_name[2 * NAME_SIZE], place[64];

	hwreg_field_describe(board, field, &info);
	snprintf(name, sizeof(name), "%s.%s", reg_name, info.name);
	text_bits(board, field, &info, place, sizeof(place));
	if (matches(search, name, info.name, info.description))
		hit(search, "field", name, place, info.description);
	for (uint32_t i = 0; hwreg_field_enumerator(board, field, i, &value) == 0; i++) {
		snprintf(value_name, sizeof(value_name), "%s=%s", name, value.name);
		snprintf(place, sizeof(place), "0x%llx", (unsigned long long)value.value);
		if (matches(search, value_name, value.name, value.description))
			hit(search, "enum", value_name, place, value.description);
	}
}

static void search_register(struct search *search, const struct hwreg_register *reg)
{
	const struct hwreg_board *board = search->context->board;
	struct hwreg_register_info info = { .size = sizeof(info) };
	const struct hwreg_field *field;
	const char *dot;
	char place[32];

	hwreg_register_describe(board, reg, &info);
	dot = strchr(info.name, '.');
	snprintf(place, sizeof(place), "0x%08llx", (unsigned long long)info.address);
	if (matches(search, info.name, dot ? dot + 1 : info.name, info.description))
		hit(search, "register", info.name, place, info.description);
	for (uint32_t i = 0; (field = hwreg_register_field(board, reg, i)); i++)
		search_field(search, info.name, field);
}

static void search_block(struct search *search, const struct hwreg_block *block)
{
	const struct hwreg_board *board = search->context->board;
	struct hwreg_block_info info = { .size = sizeof(info) };
	char place[32];

	hwreg_block_describe(board, block, &info);
	snprintf(place, sizeof(place), "0x%08llx", (unsigned long long)info.base);
	if (matches(search, info.name, info.name, info.description))
		hit(search, "block", info.name, place, info.description);
	for (uint32_t i = 0; i < info.register_count; i++)
		search_register(search, hwreg_board_register(board, info.first_register + i));
}

int cmd_find(struct context *context)
{
	struct search search = { .context = context, .text = context->settings.arguments.list[0] };
	const struct hwreg_block *block;
	int r = context_board(context, BOARD_NEEDED);

	context->document_name = "matches";
	if (r < 0)
		return r;
	context_seal(context);
	for (uint32_t i = 0; (block = hwreg_board_block(context->board, i)); i++)
		search_block(&search, block);
	if (search.count == 0)
		return output_fail(&context->err, HWREG_ERROR_ANSWER,
				   "%s: not in any name or description of this board", search.text);
	return 0;
}
