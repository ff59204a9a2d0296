// SPDX-License-Identifier: MIT
/* svd.c - a board as CMSIS-SVD 1.3; elements in the order of its schema */
#include "svd.h"
#include "export.h"
#include "words.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- XML --------------------------------------------------------------------------------------- */

static void indent(const struct svd_file *svd)
{
	for (unsigned int i = 0; i < svd->depth; i++)
		fputs("  ", svd->out);
}

static void put_text(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '&')
			fputs("&amp;", out);
		else if (*text == '<')
			fputs("&lt;", out);
		else if (*text == '>')
			fputs("&gt;", out);
		else
			putc(*text, out);
	}
}

void svd_put_open(struct svd_file *svd, const char *tag)
{
	indent(svd);
	fprintf(svd->out, "<%s>\n", tag);
	svd->depth++;
}

void svd_put_close(struct svd_file *svd, const char *tag)
{
	svd->depth--;
	indent(svd);
	fprintf(svd->out, "</%s>\n", tag);
}

void svd_put_text(struct svd_file *svd, const char *tag, const char *text)
{
	indent(svd);
	fprintf(svd->out, "<%s>", tag);
	put_text(svd->out, text);
	fprintf(svd->out, "</%s>\n", tag);
}

void svd_put_description(struct svd_file *svd, const char *text)
{
	if (*text)
		svd_put_text(svd, "description", text);
}

void svd_put_hex(struct svd_file *svd, const char *tag, uint64_t number)
{
	indent(svd);
	fprintf(svd->out, "<%s>0x%" PRIx64 "</%s>\n", tag, number, tag);
}

void svd_put_number(struct svd_file *svd, const char *tag, uint64_t number)
{
	indent(svd);
	fprintf(svd->out, "<%s>%" PRIu64 "</%s>\n", tag, number, tag);
}

/* ---- What SVD cannot say ----------------------------------------------------------------------- */

static const char *const losses[LOSS_COUNT][2] = {
	[LOSS_BIG_ENDIAN] = { "register", "big endian" },
	[LOSS_VOLATILE] = { "register", "volatile" },
	[LOSS_TRIGGER] = { "register", "a trigger" },
	[LOSS_PROTECT] = { "register", "protected" },
	[LOSS_ALIASES] = { "register", "changed through aliases" },
	[LOSS_RESERVED] = { "register", "not to be kept in the bits beside its fields" },
	[LOSS_CONDITIONS] = { "register", "used under conditions, or not in one access" },
	[LOSS_SIGNED] = { "field", "signed" },
	[LOSS_SCALE] = { "field", "scaled" },
};

void svd_tell(struct svd_file *svd, const char *format, ...)
{
	char message[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	svd->warn(message);
}

static void warn_losses(struct svd_file *svd)
{
	for (unsigned int i = 0; i < LOSS_COUNT; i++)
		if (svd->lost[i])
			svd_tell(svd, "SVD cannot say that a %s is %s: %u of them", losses[i][0],
				 losses[i][1], (unsigned int)svd->lost[i]);
}

/* ---- Policies ---------------------------------------------------------------------------------- */

static const char *access_of(bool reads, enum hwreg_write_policy write)
{
	if (write == HWREG_WRITE_NONE)
		return "read-only";
	if (write == HWREG_WRITE_ONCE)
		return reads ? "read-writeOnce" : "writeOnce";
	return reads ? "read-write" : "write-only";
}

struct svd_policy svd_policy_words(enum hwreg_read_policy read, enum hwreg_write_policy write)
{
	static const char *const modified[] = {
		[HWREG_WRITE_VALUE] = "modify",   [HWREG_WRITE_NONE] = "modify",
		[HWREG_WRITE_1C] = "oneToClear",  [HWREG_WRITE_1S] = "oneToSet",
		[HWREG_WRITE_1T] = "oneToToggle", [HWREG_WRITE_0C] = "zeroToClear",
		[HWREG_WRITE_0S] = "zeroToSet",   [HWREG_WRITE_0T] = "zeroToToggle",
		[HWREG_WRITE_CLEAR] = "clear",    [HWREG_WRITE_SET] = "set",
		[HWREG_WRITE_ONCE] = "modify",    [HWREG_WRITE_EFFECT] = "modify",
	};
	static const char *const actions[] = {
		[HWREG_READ_VALUE] = NULL,      [HWREG_READ_NONE] = NULL,
		[HWREG_READ_CLEAR] = "clear",   [HWREG_READ_SET] = "set",
		[HWREG_READ_EFFECT] = "modify",
	};
	struct svd_policy policy = {
		.access = access_of(read != HWREG_READ_NONE, write),
		.modified = modified[write],
		.action = actions[read],
	};

	if (write == HWREG_WRITE_EFFECT)
		policy.lost = "a write does something elsewhere";
	if (write == HWREG_WRITE_NONE && read == HWREG_READ_NONE)
		policy.lost = "it can neither be read nor written";
	return policy;
}

/* ---- Blocks ------------------------------------------------------------------------------------ */

static void put_address_block(struct svd_file *svd, const struct hwreg_block_info *block)
{
	svd_put_open(svd, "addressBlock");
	svd_put_hex(svd, "offset", 0);
	svd_put_hex(svd, "size", block->length);
	svd_put_text(svd, "usage", "registers");
	svd_put_close(svd, "addressBlock");
}

static void put_first(struct svd_file *svd, const struct hwreg_block_info *block)
{
	svd_put_open(svd, "peripheral");
	svd_put_text(svd, "name", block->name);
	svd_put_description(svd, block->description);
	svd_put_hex(svd, "baseAddress", block->base);
	put_address_block(svd, block);
	if (block->register_count)
		svd_put_registers(svd, block);
	svd_put_close(svd, "peripheral");
}

static void put_derived(struct svd_file *svd, const struct hwreg_block_info *block,
			const struct hwreg_block_info *first)
{
	indent(svd);
	fprintf(svd->out, "<peripheral derivedFrom=\"%s\">\n", first->name);
	svd->depth++;
	svd_put_text(svd, "name", block->name);
	if (strcmp(block->description, first->description) != 0)
		svd_put_description(svd, block->description);
	svd_put_hex(svd, "baseAddress", block->base);
	svd_put_close(svd, "peripheral");
}

static void put_block(struct svd_file *svd, uint32_t index)
{
	uint32_t of = svd->layouts.of_block[index];
	struct hwreg_block_info block = { .size = sizeof(block) }, first;
	struct hwreg_space_info space = { .size = sizeof(space) };

	hwreg_block_describe(svd->board, hwreg_board_block(svd->board, index), &block);
	if (block.space) {
		hwreg_board_space(svd->board, block.space, &space);
		svd_tell(svd, "%s: left out: SVD has no address space but the CPU's, this is in %s",
			 block.name, space.name);
		return;
	}
	layout_describe(&svd->layouts, of, &first);
	if (svd->layouts.list[of].block == index)
		put_first(svd, &block);
	else
		put_derived(svd, &block, &first);
}

/* ---- The board --------------------------------------------------------------------------------- */

/* What is no identifier becomes _, as in an import */
static void put_name(struct svd_file *svd, const char *name)
{
	char *copy = strdup(name);

	for (char *c = copy; c && *c; c++)
		if (!isalnum((unsigned char)*c))
			*c = '_';
	indent(svd);
	if (copy)
		fprintf(svd->out, "<name>%s%s</name>\n", isdigit((unsigned char)*copy) ? "_" : "",
			copy);
	free(copy);
}

static unsigned int widest(const struct hwreg_board *board)
{
	struct hwreg_register_info info = { .size = sizeof(info) };
	const struct hwreg_register *reg;
	unsigned int width = 32;

	for (uint32_t i = 0; (reg = hwreg_board_register(board, i)); i++) {
		hwreg_register_describe(board, reg, &info);
		width = info.width > width ? info.width : width;
	}
	return width;
}

static void put_device(struct svd_file *svd)
{
	struct hwreg_board_info info = { .size = sizeof(info) };

	hwreg_board_describe(svd->board, &info);
	put_name(svd, info.name);
	svd_put_text(svd, "version", "1.0");
	svd_put_text(svd, "description", *info.description ? info.description : info.name);
	svd_put_number(svd, "addressUnitBits", 8);
	svd_put_number(svd, "width", widest(svd->board));
	svd_put_open(svd, "peripherals");
	for (uint32_t i = 0; i < info.block_count; i++)
		put_block(svd, i);
	svd_put_close(svd, "peripherals");
}

/* The schema wants a peripheral */
static int check_blocks(const struct hwreg_board *board, struct hwreg_error *err)
{
	struct hwreg_board_info board_info = { .size = sizeof(board_info) };
	struct hwreg_block_info info = { .size = sizeof(info) };
	const struct hwreg_block *block;

	for (uint32_t i = 0; (block = hwreg_board_block(board, i)); i++) {
		hwreg_block_describe(board, block, &info);
		if (info.space == 0)
			return 0;
	}
	hwreg_board_describe(board, &board_info);
	if (err) {
		err->kind = HWREG_ERROR_REQUEST;
		err->sys_errno = EINVAL;
		snprintf(err->message, sizeof(err->message),
			 "export svd: board %s has no block in the CPU's address space, and there "
			 "is "
			 "no SVD without one",
			 board_info.name);
	}
	return -EINVAL;
}

int export_svd(const struct hwreg_board *board, FILE *out, void (*warn)(const char *message),
	       struct hwreg_error *err)
{
	struct svd_file svd = { .board = board, .out = out, .warn = warn, .depth = 1 };
	int r = check_blocks(board, err);

	if (r == 0)
		r = layouts_make(&svd.layouts, board, err);
	if (r < 0)
		return r;
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- Made by hwreg export svd. -->\n"
	      "<device schemaVersion=\"1.3\" "
	      "xmlns:xs=\"http://www.w3.org/2001/XMLSchema-instance\" "
	      "xs:noNamespaceSchemaLocation=\"CMSIS-SVD.xsd\">\n",
	      out);
	put_device(&svd);
	fputs("</device>\n", out);
	warn_losses(&svd);
	if (svd.arrays.failed)
		r = layouts_out_of_memory(err);
	names_free(&svd.arrays);
	layouts_free(&svd.layouts);
	return r;
}
