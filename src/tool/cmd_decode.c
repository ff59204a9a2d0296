// SPDX-License-Identifier: MIT
/* cmd_decode.c - hwreg decode: explain a register's value */
#include "context.h"
#include "json.h"
#include "lookup.h"
#include "output.h"

static int value_fits(struct context *context, const struct hwreg_item *item, uint64_t value)
{
	char name[NAME_SIZE];

	if (item->width >= 64 || value >> item->width == 0)
		return 0;
	return output_fail(&context->err, HWREG_ERROR_REQUEST,
			   "%s: 0x%llx does not fit into %u bits", text_name(context, item, name),
			   (unsigned long long)value, item->width);
}

static int decode(struct context *context, const struct found *found, uint64_t value)
{
	struct layout layout = { 0 };
	struct hwreg_item item;
	int r;

	lookup_item(context, found, &item);
	r = value_fits(context, &item, value);
	if (r < 0)
		return r;
	layout_add(&layout, context, &item);
	if (json_wanted(context))
		json_append(context, "registers",
			    json_item(json_make_object(), context, &item, value));
	else
		text_item(context, &layout, &item, value);
	return 0;
}

int cmd_decode(struct context *context)
{
	const char *const *words = context->settings.arguments.list;
	struct found found;
	bool shown = false;
	uint64_t value;
	int r = hwreg_number_parse(words[1], &value, &context->err);

	if (r == 0)
		r = context_board(context, BOARD_NEEDED);
	if (r == 0)
		context_seal(context);
	if (r == 0)
		r = lookup(context, words[0], &found);
	if (r)
		return r;
	if (!found.reg)
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "%s: is not a register or a field of one", words[0]);
	/* registers that share an address may be too narrow for the value; one must not be */
	do {
		r = decode(context, &found, value);
		shown |= r == 0;
	} while (lookup_next(context, &found));
	return shown ? 0 : r;
}
