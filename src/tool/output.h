/* SPDX-License-Identifier: MIT */
/* output.h - standard output, messages, numbers, and registers as text */
#ifndef HWREG_TOOL_OUTPUT_H
#define HWREG_TOOL_OUTPUT_H

#include "options.h"

#include <hwreg.h>

/* ---- output.c: streams and numbers ------------------------------------------------------------ */

/** output_print() - printf() to standard output; what fails is kept for output_check() */
void output_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** output_text() - the same for a text as it is */
void output_text(const char *text);

/** output_bytes() - the same for bytes */
void output_bytes(const void *bytes, size_t size);

/** output_to() - from now on a file is standard output; it is made, or emptied */
int output_to(const char *path, struct hwreg_error *err);

/**
 * output_made() - print a text, or write it to a file if @path is not NULL
 *
 * A file is replaced when the new one is whole. What is no regular file, as a device or a pipe, is
 * written to.
 */
int output_made(const char *path, const char *text, size_t size, struct hwreg_error *err);

/** output_restore() - after output_to() standard output again; Return: 0, or less if the file failed */
int output_restore(struct hwreg_error *err);

/** output_hold() - hand over what was printed when there is much of it, to a pipe or terminal too */
void output_hold(void);

/** output_line() - the line of a batch that messages are about; 0: none */
void output_line(unsigned long number);

/**
 * output_capture() - from now on what is printed is kept, not printed
 * @plain: without colour
 */
void output_capture(bool plain);

/** output_captured() - end that; Return: what was printed, for free() */
char *output_captured(void);

/** output_flush() - hand over what was printed; failures as for output_check() */
int output_flush(struct hwreg_error *err);

/** output_check() - has all that was printed gone well so far? Return: 0 or less */
int output_check(struct hwreg_error *err);

/** output_close() - flush and close standard output, so that what fails late is seen too */
int output_close(struct hwreg_error *err);

/** output_message() - lines on standard error, prefixed "hwreg:", further lines indented */
void output_message(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** output_die_memory() - end the process: nothing was left to allocate */
void output_die_memory(void) __attribute__((noreturn));

/** output_die_with() - what output_die_memory() calls to say more, by output_die_text(); NULL: nothing */
void output_die_with(void (*note)(void));

/** output_die_text() - words on standard error, without memory */
void output_die_text(const char *text);

/** output_strdup() - printf() into memory of its own, for free() */
char *output_strdup(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** output_fail() - fill an error of the command's own; Return: less than 0 */
int output_fail(struct hwreg_error *err, enum hwreg_error_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** output_context() - put something in front of an error's message, with a colon */
void output_context(struct hwreg_error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** output_style() - an escape sequence, or "" where standard output is no terminal that wants colour */
const char *output_style(const char *style);

/** output_bold() - turn bold on or off where standard output is a terminal that wants colour */
const char *output_bold(bool on);

#define NUMBER_SIZE 344 /* 256 binary digits in groups */

/**
 * number_format() - a value as -f wants it
 * @buffer: of NUMBER_SIZE
 * @width: pad hex and binary to this many bits; 0: do not
 * @group: separate groups of binary digits
 */
const char *number_format(char *buffer, uint64_t value, unsigned int width, enum format format,
			  bool group);

/** wide_format() - the same of a value of @width bits; if they are more than 64, never decimal */
const char *wide_format(char *buffer, const struct hwreg_wide *value, unsigned int width,
			enum format format, bool group);

/** number_sign_extend() - the signed value in the lowest @width bits */
int64_t number_sign_extend(uint64_t value, unsigned int width);

/* ---- text.c, text_fields.c: registers as text ------------------------------------------------------------------ */

/** struct layout - column widths; zeroes to start with */
struct layout {
	unsigned int name; /* of whole registers */
	unsigned int part; /* of fields and bits */
	unsigned int digits; /* of addresses */
};

#define NAME_SIZE 320

/** text_name() - what an item is called: "UART0.FR", "UART0.FR.TXFE", "0x1000:7:4" */
const char *text_name(const struct context *context, const struct hwreg_item *item, char *buffer);

/** text_policy() - a token such as "w1c", or what a read and a write do: "none/1c" */
const char *text_policy(enum hwreg_read_policy read, enum hwreg_write_policy write, char *buffer,
			size_t size);

/** text_bits() - "7", "7:4" or "10:8,4" */
const char *text_bits(const struct hwreg_board *board, const struct hwreg_field *field,
		      const struct hwreg_field_info *info, char *buffer, size_t size);

/** text_meaning() - of a field's value: its name, physical or signed value; "" if it has none */
const char *text_meaning(const struct hwreg_board *board, const struct hwreg_field *field,
			 uint64_t value, char *buffer, size_t size);

/** item_is_whole() - true if an item is all of its register */
bool item_is_whole(const struct hwreg_item *item);

/** item_number() - the address to show: a named register's own, else what the user typed */
uint64_t item_number(const struct hwreg_item *item);

/** item_width() - bits of an item: of its field, slice or whole register */
unsigned int item_width(const struct context *context, const struct hwreg_item *item);

/** item_value() - the bits of an item out of the value of its register */
uint64_t item_value(const struct context *context, const struct hwreg_item *item,
		    uint64_t reg_value);

/** item_decode_wide() - the value of an item's register, of any width, from its bytes in memory */
struct hwreg_wide item_decode_wide(const struct hwreg_item *item, const unsigned char *bytes);

/** item_from_part() - the value of a register from the 64 bits of it that stand for it with an item */
struct hwreg_wide item_from_part(const struct hwreg_item *item, uint64_t part);

/** item_is_wide() - is it a whole register of more than 64 bits? */
bool item_is_wide(const struct hwreg_item *item);

/** item_check_format() - can its value be shown as -f says? */
int item_check_format(struct context *context, const struct hwreg_item *item);

/** item_encode() - the opposite */
void item_encode(const struct hwreg_item *item, uint64_t value, unsigned char *bytes);

/** layout_add() - make room for an item */
void layout_add(struct layout *layout, const struct context *context,
		const struct hwreg_item *item);

/** text_part() - the value of a part of a register of @width bits */
const char *text_part(const struct context *context, uint64_t value, unsigned int width,
		      char *buffer);

/** text_part_line() - a part of a register and its value, without the end of the line */
void text_part_line(const struct context *context, const struct layout *layout,
		    const struct hwreg_item *item, uint64_t reg_value);

/** text_register() - the same of a whole register */
void text_register(const struct context *context, const struct layout *layout,
		   const struct hwreg_item *item, const struct hwreg_wide *reg_value);

/** text_line() - a register, field or slice and its value, in one line */
void text_line(const struct context *context, const struct layout *layout,
	       const struct hwreg_item *item, uint64_t reg_value);

/**
 * struct expected - what a condition wants
 * @relation: "==" and so on
 * @value: of the bits that it compares
 * @field: the field that they are; NULL: the whole register
 */
struct expected {
	const char *relation;
	uint64_t value;
	const struct hwreg_field *field;
};

/** text_fields() - the fields of a register, a line each; beside those that are not as expected (unless
 * that is NULL) what they should be */
void text_fields(const struct context *context, const struct hwreg_register *reg,
		 const struct hwreg_wide *reg_value, const struct expected *expected);

/** text_expected() - the register that a condition looked at with its fields, and what was expected */
void text_expected(const struct context *context, const struct hwreg_item *item, uint64_t reg_value,
		   const struct expected *wanted);

/** text_changes() - the fields of a register that a write changes, a line each */
void text_changes(const struct context *context, const struct hwreg_register *reg, uint64_t before,
		  uint64_t after);

/** text_item() - the same with the fields of a whole register below it; with -q the value alone */
void text_item(const struct context *context, const struct layout *layout,
	       const struct hwreg_item *item, uint64_t reg_value);

/** text_item_wide() - the same of a register of any width, of which @value is all bits */
void text_item_wide(const struct context *context, const struct layout *layout,
		    const struct hwreg_item *item, const struct hwreg_wide *value);

#include "analysis.h"

#endif
