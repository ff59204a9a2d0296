// SPDX-License-Identifier: MIT
/* cmd_copy.c - hwreg copy: read many registers and write what they hold to others */
#include "many.h"
#include "output.h"

#include <stdlib.h>

#define KEPT_MOST \
	(UINT64_C(1) << 20) /* values of a FIFO that are read before the first is written */

/**
 * struct origin - where the values come from
 * @kept: what was read from registers that are read once, before the first write; else NULL
 */
struct origin {
	struct hwreg_location *from;
	const char *label;
	unsigned char *kept;
};

static int read_values(struct many *many, uint64_t index, uint64_t count, unsigned char *bytes)
{
	const struct origin *origin = many->data;
	struct context *context = many->context;
	uint64_t done;

	return hwreg_session_read_many(context->session, origin->from, index, count, bytes, &done,
				       &context->err);
}

/* The register's value is what is copied, not its bytes */
static void turn(const struct hwreg_item *from, const struct hwreg_item *to, uint64_t count,
		 unsigned char *bytes)
{
	unsigned int size = from->width / 8;

	if (from->endian == to->endian)
		return;
	for (uint64_t i = 0; i < count; i++, bytes += size)
		for (unsigned int low = 0, high = size - 1; low < high; low++, high--) {
			unsigned char byte = bytes[low];

			bytes[low] = bytes[high];
			bytes[high] = byte;
		}
}

static int get(struct many *many, uint64_t index, uint64_t count, const struct hwreg_item *item,
	       unsigned char *bytes)
{
	const struct origin *origin = many->data;
	unsigned int size = item->width / 8;
	struct hwreg_item from;
	int r = 0;

	hwreg_location_item(origin->from, index, &from);
	if (!origin->kept) {
		r = read_values(many, index, count, bytes);
	} else {
		for (uint64_t i = 0; i < count * size; i++)
			bytes[i] = origin->kept[index * size + i];
	}
	turn(&from, item, count, bytes);
	return r;
}

static int plan(struct many *many)
{
	const struct origin *origin = many->data;

	return read_values(many, 0, hwreg_location_count(origin->from), NULL);
}

/* ---- Checks ----------------------------------------------------------------------------------- */

/* All in one stretch, or there would be registers without a place to go to */
static int check_whole(struct context *context, const struct hwreg_location *location,
		       const char *label, struct hwreg_item *first)
{
	char name[NAME_SIZE];
	struct hwreg_item item;
	uint64_t stretch = hwreg_location_stretch(location, 0, first);

	if (!item_is_whole(first))
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "%s: whole registers are copied, not fields or bits", label);
	if (first->skip != HWREG_SKIP_NONE)
		stretch = 0;
	if (stretch == hwreg_location_count(location))
		return 0;
	hwreg_location_item(location, stretch, &item);
	return output_fail(
		&context->err, HWREG_ERROR_REQUEST,
		item.skip == HWREG_SKIP_NONE
			? "%s: %s does not follow the register before it, or has another "
			  "width; copy a range of addresses, or in parts"
			: "%s: %s cannot be read without changing something, or not at all; "
			  "copy what is before and after it",
		label, text_name(context, &item, name));
}

static int check_widths(struct context *context, const struct hwreg_item *from,
			const struct hwreg_item *to)
{
	if (from->width == to->width)
		return 0;
	return output_fail(&context->err, HWREG_ERROR_REQUEST,
			   "the registers copied have %u bits, those they would go to %u; a "
			   "numeric address takes @%u or -w %u",
			   from->width, to->width, from->width, from->width);
}

static int check_overlap(struct context *context, const struct hwreg_item *from,
			 const struct hwreg_item *to, uint64_t count)
{
	unsigned int sides = context->settings.fifo_side;
	uint64_t from_size = (sides & FIFO_FROM ? 1 : count) * from->step;
	uint64_t to_size = (sides & FIFO_TO ? 1 : count) * to->step;

	if (from->space != to->space ||
	    (to->address - from->address >= from_size && from->address - to->address >= to_size))
		return 0;
	return output_fail(&context->err, HWREG_ERROR_REQUEST,
			   "the ranges overlap: what is read would have been written before");
}

/* A FIFO gives each value once, and --verify is not to read again what a read may have changed: what was
 * named in full, or asked for by force */
static bool is_read_once(const struct context *context, uint64_t count)
{
	const struct settings *settings = &context->settings;

	if (settings->fifo_side & FIFO_FROM)
		return true;
	return settings->verify && (count == 1 || (settings->force & FORCE_POLICY));
}

static int check_kept(struct context *context, const struct origin *origin)
{
	uint64_t count = hwreg_location_count(origin->from);

	if (!is_read_once(context, count) || count <= KEPT_MOST)
		return 0;
	return output_fail(&context->err, HWREG_ERROR_REQUEST,
			   "%s: --verify with --force=policy takes at most %llu registers",
			   origin->label, (unsigned long long)KEPT_MOST);
}

static int open_from(struct many *many, struct hwreg_item *first)
{
	const struct settings *settings = &many->context->settings;
	struct context *context = many->context;
	struct origin *origin = many->data;
	bool fifo = settings->fifo_side & FIFO_FROM;
	uint64_t count = settings->count;
	int r;

	origin->label = settings->arguments.list[0];
	r = hwreg_location_parse(&origin->from, context->session, origin->label, &context->err);
	if (r == 0 && fifo && count > KEPT_MOST)
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "--count: at most %llu values of a FIFO at once",
				   (unsigned long long)KEPT_MOST);
	if (r == 0)
		r = many_repeat(context, origin->from, origin->label, count ? count : fifo, fifo);
	if (r == 0)
		r = check_kept(context, origin);
	return r ? r : check_whole(context, origin->from, origin->label, first);
}

static int open_both(struct many *many)
{
	const struct settings *settings = &many->context->settings;
	struct context *context = many->context;
	struct origin *origin = many->data;
	bool to_fifo = settings->fifo_side & FIFO_TO;
	struct hwreg_item from, to;
	uint64_t count;
	int r = context_open(context, HWREG_WRITE, BOARD_IF_FOUND);

	if (r == 0)
		r = open_from(many, &from);
	if (r)
		return r;
	count = hwreg_location_count(origin->from);
	r = many_open_to(many, settings->arguments.list[1], count, to_fifo);
	if (r == 0)
		r = check_whole(context, many->to, many->label, &to);
	if (r == 0)
		r = check_widths(context, &from, &to);
	if (r == 0)
		r = check_overlap(context, &from, &to, count);
	return r < 0 ? r : hwreg_session_prepare(context->session, origin->from, &context->err);
}

/* All are read before the first is written */
static int keep(struct many *many)
{
	struct origin *origin = many->data;
	struct context *context = many->context;
	uint64_t count = hwreg_location_count(origin->from), done;
	struct hwreg_item item;
	int r;

	if (!is_read_once(context, count))
		return 0;
	hwreg_location_item(origin->from, 0, &item);
	origin->kept = calloc(count, item.width / 8);
	if (!origin->kept)
		output_die_memory();
	r = hwreg_session_read_many(context->session, origin->from, 0, count, origin->kept, &done,
				    &context->err);
	if (r < 0 && done)
		context_note(context, output_strdup("%llu values had been read from %s, and are "
						    "lost",
						    (unsigned long long)done, origin->label));
	return r;
}

int cmd_copy(struct context *context)
{
	struct origin origin = { .from = NULL };
	struct many many = {
		.context = context, .get = get, .start = keep, .plan = plan, .data = &origin
	};
	int r = open_both(&many);

	if (r == 0)
		r = many_write(&many);
	hwreg_location_free(origin.from);
	hwreg_location_free(many.to);
	free(origin.kept);
	return r;
}
