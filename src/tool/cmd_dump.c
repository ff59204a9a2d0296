// SPDX-License-Identifier: MIT
/* cmd_dump.c - hwreg dump: a range or block like a hex dump, or as raw bytes */
#include "context.h"
#include "json.h"
#include "output.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE_BYTES 16

/* A line holds the registers of 16 bytes, of one width, in the order of their addresses */
struct dump {
	struct context *context;
	struct layout layout;
	bool by_number; /* a range of numbers, whether or not there are names for some */
	bool open; /* a line has been begun */
	uint64_t frame; /* address of the line's first byte */
	unsigned int next; /* offset in the line that is not printed yet */
	unsigned int width;
	uint32_t space;
};

static unsigned int cell_width(unsigned int width, enum format format)
{
	static const unsigned char decimal[] = { 3, 5, 10, 20 };

	if (format == FORMAT_BIN)
		return width;
	return format == FORMAT_DEC ? decimal[__builtin_ctz(width / 8)] : width / 4;
}

static uint64_t place(const struct dump *dump, const struct hwreg_item *item)
{
	return dump->by_number ? item->number : item_number(item);
}

/* 16 bytes, or as many registers as 16 bytes hold where registers are numbered */
static unsigned int line_numbers(const struct hwreg_item *item)
{
	return LINE_BYTES * 8 / item->width * item->step;
}

static void begin_line(struct dump *dump, const struct hwreg_item *item)
{
	unsigned int digits = dump->layout.digits > 8 ? dump->layout.digits : 8;

	dump->open = true;
	dump->frame = place(dump, item) & ~(uint64_t)(line_numbers(item) - 1);
	dump->next = 0;
	dump->width = item->width;
	dump->space = item->space;
	output_print("0x%0*llx ", (int)digits, (unsigned long long)dump->frame);
}

static void end_line(struct dump *dump)
{
	if (dump->open)
		output_print("\n");
	dump->open = false;
}

static void print_cell(struct dump *dump, const struct hwreg_item *item, const char *text)
{
	uint64_t number = place(dump, item);
	unsigned int offset = number % line_numbers(item), step = item->step;
	int width = (int)cell_width(item->width, dump->context->settings.format);

	if (dump->open && (number - offset != dump->frame || offset < dump->next ||
			   item->width != dump->width || item->space != dump->space))
		end_line(dump);
	if (!dump->open)
		begin_line(dump, item);
	output_print("%*s %*s", (int)((offset - dump->next) / step) * (width + 1), "", width, text);
	dump->next = offset + step;
}

static void print_skipped(struct dump *dump, const struct hwreg_item *item)
{
	char dashes[65] = "";
	unsigned int width = cell_width(item->width, dump->context->settings.format);

	memset(dashes, '-', width);
	if (json_wanted(dump->context) || dump->context->settings.dry_run)
		return;
	if (dump->context->settings.quiet)
		output_print("%s\n", dashes);
	else
		print_cell(dump, item, dashes);
}

static void print_value(struct dump *dump, const struct hwreg_item *item, uint64_t value)
{
	struct context *context = dump->context;
	enum format format = context->settings.format;
	char number[NUMBER_SIZE];

	if (json_wanted(context)) {
		json_append(context, "registers",
			    json_item(json_make_object(), context, item, value));
		return;
	}
	number_format(number, value, item->width, format, false);
	if (context->settings.quiet)
		output_print("%s\n", number);
	else
		print_cell(dump, item, format == FORMAT_DEC ? number : number + 2);
}

static void print_raw(const struct hwreg_item *item, uint64_t value)
{
	unsigned int bytes = item->width / 8;
	unsigned char buffer[8];

	for (unsigned int i = 0; i < bytes; i++) {
		unsigned int byte = item->endian == HWREG_BIG_ENDIAN ? bytes - 1 - i : i;

		buffer[i] = value >> (8 * byte) & 0xff;
	}
	output_bytes(buffer, bytes);
}

static int dump_item(struct dump *dump, const struct hwreg_item *item)
{
	uint64_t value;
	int r;

	if (item->skip != HWREG_SKIP_NONE) {
		print_skipped(dump, item);
		return 0;
	}
	r = context_read(dump->context, item, &value);
	if (r < 0 || dump->context->settings.dry_run)
		return r;
	if (dump->context->settings.raw)
		print_raw(item, value);
	else
		print_value(dump, item, value);
	return 0;
}

/* ---- Checks before the first access ------------------------------------------------------------ */

static int refuse_gap(const struct dump *dump, const struct hwreg_item *item, uint64_t expected)
{
	struct context *context = dump->context;
	char name[NAME_SIZE];

	if (place(dump, item) == expected)
		return 0;
	return output_fail(&context->err, HWREG_ERROR_REQUEST,
			   "--raw: %s is at 0x%llx, but the bytes before it end at 0x%llx;\n"
			   "dump a range of addresses to have what is between",
			   text_name(context, item, name), (unsigned long long)place(dump, item),
			   (unsigned long long)expected);
}

static int refuse_skip(struct context *context, const struct hwreg_item *item)
{
	static const char *const reasons[] = {
		[HWREG_SKIP_READ_CHANGES] = "reading it would change something",
		[HWREG_SKIP_WRITE_ONLY] = "it cannot be read",
		[HWREG_SKIP_UNSUPPORTED] = "this version cannot read it yet",
	};
	char name[NAME_SIZE];

	if (item->skip == HWREG_SKIP_NONE)
		return 0;
	return output_fail(&context->err, HWREG_ERROR_REQUEST, "--raw: cannot leave out %s: %s",
			   text_name(context, item, name),
			   item->skip <= HWREG_SKIP_UNSUPPORTED ? reasons[item->skip] : "skipped");
}

static int check_item(const struct dump *dump, const struct hwreg_item *item, uint64_t expected)
{
	struct context *context = dump->context;
	char name[NAME_SIZE];
	int r;

	if (!item_is_whole(item))
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "%s: dump shows whole registers; for a part: hwreg peek",
				   text_name(context, item, name));
	if (!context->settings.raw)
		return 0;
	r = refuse_skip(context, item);
	return r < 0 ? r : refuse_gap(dump, item, expected);
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

static int check_items(struct dump *dump, const struct hwreg_location *location)
{
	uint64_t count = hwreg_location_count(location), expected = 0;
	struct hwreg_item item;
	int r = 0;

	dump->by_number = hwreg_location_is_range(location);
	for (uint64_t i = 0; i < count && r == 0; i++) {
		hwreg_location_item(location, i, &item);
		r = check_item(dump, &item, i ? expected : place(dump, &item));
		expected = place(dump, &item) + item.step;
		layout_add(&dump->layout, dump->context, &item);
	}
	return r;
}

static int dump_items(struct dump *dump, const struct hwreg_location *location)
{
	uint64_t count = hwreg_location_count(location);
	struct hwreg_item item;
	int r = 0;

	for (uint64_t i = 0; i < count && r == 0; i++) {
		hwreg_location_item(location, i, &item);
		r = dump_item(dump, &item);
	}
	end_line(dump);
	return r;
}

int cmd_dump(struct context *context)
{
	struct dump dump = { .context = context };
	struct locations locations = { 0 };
	int r = check_output(context);

	if (r == 0)
		r = locations_parse(context, &locations, BOARD_IF_FOUND);
	if (r == 0)
		r = check_items(&dump, locations.list[0]);
	if (r == 0)
		r = locations_prepare(context, &locations);
	if (r == 0)
		r = dump_items(&dump, locations.list[0]);
	if (r == 0)
		locations_report_skips(&locations);
	locations_close(&locations);
	return r;
}
