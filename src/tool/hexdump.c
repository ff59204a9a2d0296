// SPDX-License-Identifier: MIT
/* hexdump.c - lines of 16 bytes: the address, and a cell for each register at its place */
#include "hexdump.h"

#include <string.h>

#define LINE_BYTES 16
#define LINE_MOST 512 /* characters, and more than a line has */

static void flush(struct hexdump *dump)
{
	output_bytes(dump->text, dump->used);
	dump->used = 0;
}

static char *room(struct hexdump *dump)
{
	if (dump->used + LINE_MOST > sizeof(dump->text))
		flush(dump);
	return dump->text + dump->used;
}

/* Two digits a byte, by a table that is made when first needed: long dumps spend their time here */
static char pairs[256][2];

static void make_pairs(void)
{
	for (unsigned int i = 0; i < 256 && !pairs[255][0]; i++) {
		pairs[i][0] = "0123456789abcdef"[i >> 4];
		pairs[i][1] = "0123456789abcdef"[i & 0xf];
	}
}

static void put_hex(struct hexdump *dump, uint64_t value, unsigned int digits)
{
	char *text = room(dump);

	for (unsigned int i = digits; i-- > 0; value >>= 4)
		text[i] = "0123456789abcdef"[value & 0xf];
	dump->used += digits;
}

static void put_character(struct hexdump *dump, char character, unsigned int times)
{
	memset(room(dump), character, times);
	dump->used += times;
}

static void put_text(struct hexdump *dump, const char *text)
{
	size_t length = strlen(text);

	memcpy(room(dump), text, length);
	dump->used += length;
}

/* A register that does not fit into a line at places that are powers of two has one of its own */
static bool is_alone(const struct hwreg_item *item)
{
	return item->width > 64 || (item->step & (item->step - 1));
}

/* 16 bytes, or as many registers as they hold where registers are numbered: a power of two */
static unsigned int line_numbers(const struct hwreg_item *item)
{
	unsigned int registers = is_alone(item) ? 1 : LINE_BYTES * 8 / item->width;

	return (1u << (31 - __builtin_clz(registers))) * item->step;
}

/* Where the line begins that a place is in */
static uint64_t frame_of(const struct hwreg_item *item, uint64_t place)
{
	return is_alone(item) ? place : place & ~(uint64_t)(line_numbers(item) - 1);
}

/* Of the largest number of so many bits; 1233 / 4096 is log10(2) */
static unsigned int decimal_digits(unsigned int bits)
{
	return bits * 1233 / 4096 + 1;
}

unsigned int hexdump_cell_width(unsigned int width, enum format format)
{
	if (format == FORMAT_BIN)
		return width;
	return format == FORMAT_DEC ? decimal_digits(width) : width / 4;
}

static void end_line(struct hexdump *dump)
{
	if (dump->open)
		put_character(dump, '\n', 1);
	dump->open = false;
}

static void begin_line(struct hexdump *dump, const struct hwreg_item *item, uint64_t place)
{
	unsigned int digits = dump->digits > 8 ? dump->digits : 8;

	dump->open = true;
	dump->frame = frame_of(item, place);
	dump->next = 0;
	dump->width = item->width;
	dump->space = item->space;
	while (digits < 16 && dump->frame >> (4 * digits))
		digits++;
	put_text(dump, "0x");
	put_hex(dump, dump->frame, digits);
	put_character(dump, ' ', 1);
}

/* Everything of a cell's line that comes before the cell and the blank in front of it */
static void reach(struct hexdump *dump, const struct hwreg_item *item, uint64_t place,
		  unsigned int width)
{
	unsigned int offset = place - frame_of(item, place);

	if (dump->open && (place - offset != dump->frame || offset < dump->next ||
			   item->width != dump->width || item->space != dump->space))
		end_line(dump);
	if (!dump->open)
		begin_line(dump, item, place);
	put_character(dump, ' ', (offset - dump->next) / item->step * (width + 1));
	dump->next = offset;
}

static void begin_cell(struct hexdump *dump, const struct hwreg_item *item, uint64_t place,
		       unsigned int width)
{
	reach(dump, item, place, width);
	put_character(dump, ' ', 1);
	dump->next += item->step;
}

void hexdump_value(struct hexdump *dump, const struct hwreg_item *item, uint64_t place,
		   const struct hwreg_wide *value)
{
	unsigned int width = hexdump_cell_width(item->width, dump->format);
	char number[NUMBER_SIZE];

	begin_cell(dump, item, place, width);
	wide_format(number, value, item->width, dump->format, false);
	if (dump->format == FORMAT_DEC)
		put_character(dump, ' ', width - (unsigned int)strlen(number));
	put_text(dump, dump->format == FORMAT_DEC ? number : number + 2);
}

/* The order of the bytes is that of the digits in a big-endian register, and the other way round in a
 * little-endian one. Inline, so that the loops of the usual sizes are unrolled. */
static inline __attribute__((always_inline)) char *put_sized(char *text, const unsigned char *bytes,
							     unsigned int cells, unsigned int size,
							     bool big)
{
	for (; cells; cells--, bytes += size) {
		*text++ = ' ';
		for (unsigned int i = 0; i < size; i++, text += 2)
			memcpy(text, pairs[bytes[big ? i : size - 1 - i]], 2);
	}
	return text;
}

/* The rest of the line, all cells with one blank between them; how many these are */
static uint64_t put_cells(struct hexdump *dump, const struct hwreg_item *item,
			  const unsigned char *bytes, uint64_t count)
{
	unsigned int size = item->width / 8, left = (line_numbers(item) - dump->next) / item->step;
	unsigned int cells = count < left ? (unsigned int)count : left;
	bool big = item->endian == HWREG_BIG_ENDIAN;
	char *text = room(dump);

	if (size == 1)
		text = put_sized(text, bytes, cells, 1, false);
	else if (size == 4 && !big)
		text = put_sized(text, bytes, cells, 4, false);
	else
		text = put_sized(text, bytes, cells, size, big);
	dump->used = text - dump->text;
	dump->next += cells * item->step;
	return cells;
}

void hexdump_values(struct hexdump *dump, const struct hwreg_item *first, uint64_t place,
		    const unsigned char *bytes, uint64_t count)
{
	bool hex = dump->format != FORMAT_DEC && dump->format != FORMAT_BIN;
	bool by_line = hex && !is_alone(first) && place % first->step == 0;
	unsigned int size = first->width / 8;
	struct hwreg_wide value;
	uint64_t done;

	make_pairs();
	for (; count; count -= done, bytes += done * size, place += done * first->step) {
		done = 1;
		if (by_line) {
			reach(dump, first, place, size * 2);
			done = put_cells(dump, first, bytes, count);
		} else {
			value = item_decode_wide(first, bytes);
			hexdump_value(dump, first, place, &value);
		}
	}
}

void hexdump_skipped(struct hexdump *dump, const struct hwreg_item *item, uint64_t place)
{
	unsigned int width = hexdump_cell_width(item->width, dump->format);

	begin_cell(dump, item, place, width);
	put_character(dump, '-', width);
}

void hexdump_end(struct hexdump *dump)
{
	end_line(dump);
	flush(dump);
}
