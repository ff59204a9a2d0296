// SPDX-License-Identifier: MIT
/* cmd_dump.c - hwreg dump: a range or block like a hex dump, or as raw bytes */
#include "context.h"
#include "hexdump.h"
#include "json.h"
#include "pace.h"
#include "stop.h"

#include <string.h>
#include <unistd.h>

#define JSON_MOST (1u << 20) /* registers in a document, which is kept in memory */

struct dump {
	struct context *context;
	struct hexdump text;
	struct pace pace;
	bool by_number; /* a range of numbers, whether or not there are names for some */
};

/* What the first column counts: a FIFO's bytes have no addresses */
static uint64_t place(const struct dump *dump, const struct hwreg_item *item, uint64_t index)
{
	if (dump->context->settings.fifo)
		return index * item->step;
	return dump->by_number ? item->number : item_number(item);
}

static void print_skipped(struct dump *dump, const struct hwreg_item *item, uint64_t index)
{
	char dashes[HWREG_WIDEST + 1] = "";

	if (json_wanted(dump->context) || dump->context->settings.dry_run)
		return;
	if (!dump->context->settings.quiet) {
		hexdump_skipped(&dump->text, item, place(dump, item, index));
		return;
	}
	memset(dashes, '-', hexdump_cell_width(item->width, dump->context->settings.format));
	output_print("%s\n", dashes);
}

static void print_value(struct dump *dump, const struct hwreg_item *item,
			const struct hwreg_wide *value)
{
	struct context *context = dump->context;
	char number[NUMBER_SIZE];

	if (json_wanted(context))
		json_append(context, "registers",
			    json_item_wide(json_make_object(), context, item, value));
	else
		output_print("%s\n", wide_format(number, value, item->width,
						 context->settings.format, false));
}

static void print_values(struct dump *dump, const struct hwreg_location *location, uint64_t index,
			 uint64_t count, const struct hwreg_item *first, const unsigned char *bytes)
{
	struct context *context = dump->context;
	unsigned int size = first->width / 8;
	struct hwreg_wide value;
	struct hwreg_item item;

	if (context->settings.raw) {
		output_bytes(bytes, count * size);
	} else if (json_wanted(context) || context->settings.quiet) {
		for (uint64_t i = 0; i < count; i++, bytes += size) {
			hwreg_location_item(location, index + i, &item);
			value = item_decode_wide(&item, bytes);
			print_value(dump, &item, &value);
		}
	} else {
		hexdump_values(&dump->text, first, place(dump, first, index), bytes, count);
	}
}

static int dump_piece(struct dump *dump, const struct hwreg_location *location, uint64_t index,
		      uint64_t count, const struct hwreg_item *first, uint64_t *done)
{
	static unsigned char bytes[8 * PACE_MOST]; /* what has more than 64 bits comes singly */
	struct context *context = dump->context;
	int r = output_check(&context->err);

	*done = 0;
	if (r == 0)
		r = observe_check(context);
	if (r == 0)
		r = hwreg_session_read_many(context->session, location, index, count, bytes, done,
					    &context->err);
	if (!context->settings.dry_run)
		print_values(dump, location, index, *done, first, bytes);
	return context->log_errno ? observe_check(context) : r;
}

/* -v tells each access before its value is printed: a line at a time */
static uint64_t piece_size(struct dump *dump, uint64_t left)
{
	const struct settings *settings = &dump->context->settings;
	uint64_t count = pace_next(&dump->pace, left);

	if (settings->dry_run)
		return left;
	return settings->verbose && count > 4 ? 4 : count;
}

/* ---- Checks before the first access ------------------------------------------------------------ */

static int refuse_gap(const struct dump *dump, const struct hwreg_item *item, uint64_t at,
		      uint64_t expected)
{
	struct context *context = dump->context;
	char name[NAME_SIZE];

	if (at == expected)
		return 0;
	return output_fail(&context->err, HWREG_ERROR_REQUEST,
			   "--raw: %s is at 0x%llx, but the bytes before it end at 0x%llx;\n"
			   "dump a range of addresses to have what is between",
			   text_name(context, item, name), (unsigned long long)at,
			   (unsigned long long)expected);
}

static int refuse_skip(struct context *context, const struct hwreg_item *item)
{
	static const char *const reasons[] = {
		[HWREG_SKIP_READ_CHANGES] = "reading it would change something",
		[HWREG_SKIP_WRITE_ONLY] = "it cannot be read",
		[HWREG_SKIP_TOO_WIDE] = "this 32-bit CPU cannot read 64 bits at once",
		[HWREG_SKIP_ABSENT] = "another register has its address now",
		[HWREG_SKIP_NOT_HELD] = "it is behind an index register, and not in the file",
	};
	char name[NAME_SIZE];

	if (item->skip == HWREG_SKIP_NONE)
		return 0;
	return output_fail(&context->err, HWREG_ERROR_REQUEST, "--raw: cannot leave out %s: %s",
			   text_name(context, item, name),
			   item->skip <= HWREG_SKIP_NOT_HELD ? reasons[item->skip] : "skipped");
}

static int check_item(const struct dump *dump, const struct hwreg_item *item, uint64_t at,
		      uint64_t expected)
{
	struct context *context = dump->context;
	char name[NAME_SIZE];
	int r;

	if (!item_is_whole(item))
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "%s: dump shows whole registers; for a part: hwreg peek",
				   text_name(context, item, name));
	if (!context->settings.raw)
		return item_check_format(context, item);
	r = refuse_skip(context, item);
	return r < 0 ? r : refuse_gap(dump, item, at, expected);
}

static int check_output(struct context *context)
{
	if (!context->settings.raw || context->settings.dry_run)
		return 0;
	if (context->settings.output == OUTPUT_JSON)
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "--raw and -o json exclude each other");
	if (isatty(STDOUT_FILENO))
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "--raw: not to a terminal; redirect it to a file or pipe");
	return 0;
}

static int open_items(struct dump *dump, struct locations *locations)
{
	const struct settings *settings = &dump->context->settings;
	struct context *context = dump->context;
	int r;

	/* a page fault a page is most of the time that a long dump of a file takes */
	context->session_flags = HWREG_POPULATE;
	r = locations_parse(context, locations, BOARD_IF_FOUND);
	if (r < 0 || (!settings->fifo && !settings->count))
		return r;
	r = hwreg_location_repeat(locations->list[0], settings->count ? settings->count : 1,
				  settings->fifo ? HWREG_FIFO : 0, &context->err);
	if (r < 0)
		output_context(&context->err, "%s", settings->arguments.list[0]);
	return r;
}

static int check_count(struct context *context, uint64_t total)
{
	if (!json_wanted(context) || total <= JSON_MOST || context->settings.dry_run)
		return 0;
	return output_fail(&context->err, HWREG_ERROR_REQUEST,
			   "-o json: a document of %llu registers would not fit in memory; dump at "
			   "most %u at once, or --raw",
			   (unsigned long long)total, JSON_MOST);
}

static int check_items(struct dump *dump, const struct hwreg_location *location)
{
	uint64_t total = hwreg_location_count(location), stretch, expected = 0, at;
	struct layout layout = { 0 };
	struct hwreg_item item;
	int r = check_count(dump->context, total);

	dump->by_number = hwreg_location_is_range(location);
	for (uint64_t i = 0; i < total && r == 0; i += stretch) {
		stretch = hwreg_location_stretch(location, i, &item);
		at = place(dump, &item, i);
		r = check_item(dump, &item, at, i ? expected : at);
		expected = at + stretch * item.step;
		layout_add(&layout, dump->context, &item);
		/* the last one, which may have the longest address */
		hwreg_location_item(location, i + stretch - 1, &item);
		layout_add(&layout, dump->context, &item);
	}
	dump->text.digits = layout.digits;
	return r;
}

static int dump_stretch(struct dump *dump, const struct hwreg_location *location, uint64_t index,
			uint64_t *done)
{
	struct hwreg_item item;
	uint64_t stretch = hwreg_location_stretch(location, index, &item), made;
	int r = 0;

	*done = 0;
	if (item.skip == HWREG_SKIP_NONE) {
		while (*done < stretch && r == 0 && !stop_signal()) {
			hwreg_location_item(location, index + *done, &item);
			r = dump_piece(dump, location, index + *done,
				       piece_size(dump, stretch - *done), &item, &made);
			*done += made;
			pace_made(&dump->pace, made);
		}
		return r;
	}
	for (; *done < stretch; ++*done) {
		hwreg_location_item(location, index + *done, &item);
		print_skipped(dump, &item, index + *done);
	}
	return 0;
}

static int dump_items(struct dump *dump, const struct hwreg_location *location)
{
	uint64_t total = hwreg_location_count(location), index = 0, done;
	struct context *context = dump->context;
	int r = 0;

	pace_start(&dump->pace, total, true);
	while (index < total && r == 0 && !stop_signal()) {
		r = dump_stretch(dump, location, index, &done);
		index += done;
	}
	hexdump_end(&dump->text);
	pace_end(&dump->pace);
	context->stop_signal = stop_signal();
	if (r == 0 && context->stop_signal)
		output_message("interrupted after %llu of %llu registers",
			       (unsigned long long)index, (unsigned long long)total);
	return r;
}

int cmd_dump(struct context *context)
{
	struct dump dump = { .context = context, .text.format = context->settings.format };
	struct locations locations = { 0 };
	int r = check_output(context);

	if (r == 0)
		r = open_items(&dump, &locations);
	if (r == 0)
		r = check_items(&dump, locations.list[0]);
	if (r == 0)
		r = locations_prepare(context, &locations);
	if (r == 0)
		r = dump_items(&dump, locations.list[0]);
	if (r == 0 && !context->stop_signal)
		locations_report_skips(&locations);
	locations_close(&locations);
	return r;
}
