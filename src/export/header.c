// SPDX-License-Identifier: MIT
/* header.c - a board as a C header: addresses, offsets, masks, and functions over hwreg_io.h */
#include "header.h"
#include "export.h"
#include "words.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

/* ---- Text -------------------------------------------------------------------------------------- */

/* Controls of the direction of writing (U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069) could make
 * a comment look like code */
static bool turns_text(const char *text)
{
	const unsigned char *c = (const unsigned char *)text;

	return c[0] == 0xe2 && ((c[1] == 0x80 && ((c[2] >= 0xaa && c[2] <= 0xae) || c[2] == 0x8e ||
						  c[2] == 0x8f)) ||
				(c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9));
}

void header_comment(const struct header *header, const char *before, const char *text)
{
	if (!*text)
		return;
	fputs(before, header->out);
	for (; *text; text++) {
		if (turns_text(text)) {
			text += 2;
			continue;
		}
		putc(*text == '\n' ? ' ' : *text, header->out);
		if ((*text == '*' && text[1] == '/') || (*text == '/' && text[1] == '*') ||
		    (*text == '?' && text[1] == '?'))
			putc(' ', header->out);
	}
}

const char *header_literal(uint64_t number, unsigned int width, char buffer[40])
{
	snprintf(buffer, 40, width == 64 ? "UINT64_C(0x%" PRIx64 ")" : "0x%" PRIx64 "u", number);
	return buffer;
}

/* ---- Registers --------------------------------------------------------------------------------- */

/* Functions in two kinds: as the kernel's readl() and writel(), and without their barriers */
static void put_accessors(const struct header *header, const struct header_register *reg)
{
	static const char *const kinds[] = { "", "_relaxed" };
	const char *order = reg->place.info.endian == HWREG_BIG_ENDIAN ? "be" : "";
	const char *owner = header->stem[STEM_FUNCTION], *name = reg->stem[STEM_FUNCTION];

	for (int i = 0; i < 2 && reg->reads; i++)
		fprintf(header->out,
			"static inline uint%u_t %s_read%s(const struct %s_regs *regs)\n"
			"{\n\treturn hwreg_read%u%s%s(regs->base + 0x%" PRIx64 ");\n}\n",
			reg->width, name, kinds[i], owner, reg->width, order, kinds[i],
			reg->place.offset);
	for (int i = 0; i < 2 && reg->writes; i++)
		fprintf(header->out,
			"static inline void %s_write%s(const struct %s_regs *regs, uint%u_t "
			"value)\n"
			"{\n\thwreg_write%u%s%s(regs->base + 0x%" PRIx64 ", value);\n}\n",
			name, kinds[i], owner, reg->width, reg->width, order, kinds[i],
			reg->place.offset);
}

static void put_aliases(const struct header *header, const struct header_register *reg)
{
	static const char *const verbs[] = { "set", "clear", "toggle" };
	const char *order = reg->place.info.endian == HWREG_BIG_ENDIAN ? "be" : "";
	uint64_t address;

	for (unsigned int kind = HWREG_ALIAS_SET; kind <= HWREG_ALIAS_TOGGLE; kind++)
		if (reg->writes &&
		    hwreg_register_alias(header->board, reg->reg, kind, &address) == 0)
			fprintf(header->out,
				"static inline void %s_%s(const struct %s_regs *regs, uint%u_t "
				"bits)\n"
				"{\n\thwreg_write%u%s(regs->base + 0x%" PRIx64 ", bits);\n}\n",
				reg->stem[STEM_FUNCTION], verbs[kind], header->stem[STEM_FUNCTION],
				reg->width, reg->width, order,
				address - reg->place.info.address + reg->place.offset);
}

static void put_register_comment(const struct header *header, const struct header_register *reg)
{
	const struct hwreg_register_info *info = &reg->place.info;
	char policy[WORDS_SIZE], rule[WORDS_RULE_SIZE];
	FILE *out = header->out;

	fprintf(out, "\n/* %s, %u bits%s, %s", reg->place.name, info->width,
		info->endian == HWREG_BIG_ENDIAN ? " big endian" : "",
		words_policy(info->read, info->write, policy));
	if (info->flags & HWREG_REGISTER_TRIGGER)
		fputs(", a write starts something", out);
	header_comment(header, "; protected: ", info->protect ? info->protect : "");
	header_comment(header, ": ", info->description);
	for (enum hwreg_rule kind = 0; kind < HWREG_RULE_COUNT; kind++)
		for (uint32_t i = 0; words_rule(header->board, reg->reg, kind, i, rule); i++) {
			fprintf(out, "; %s", words_rule_name(kind));
			header_comment(header, " ", rule);
		}
	if (reg->obstacle)
		fprintf(out, "; no functions, for its %s", reg->obstacle);
	fputs(" */\n", out);
}

/* What functions can be: one access of the CPU, where the register is in memory */
static void judge(const struct header *header, struct header_register *reg)
{
	const struct hwreg_register_info *info = &reg->place.info;
	bool plain;

	reg->obstacle = words_obstacle(header->board, reg->reg);
	reg->width = info->width == 8 || info->width == 16 || info->width == 32 || info->width == 64
			     ? info->width
			     : 0;
	plain = !reg->obstacle && reg->width && words_is_memory(header->board, info->space);
	reg->reads = plain && !(info->flags & HWREG_REGISTER_UNREADABLE);
	reg->writes = plain && !(info->flags & HWREG_REGISTER_UNWRITABLE);
}

static void put_constants(const struct header *header, const struct header_register *reg)
{
	const struct hwreg_register_info *info = &reg->place.info;
	const char *name = reg->stem[STEM_MACRO];
	unsigned int width = reg->width == 64 ? 64 : 32;
	char number[40];

	if (!reg->obstacle)
		fprintf(header->out, "#define %s_OFFSET 0x%" PRIx64 "u\n", name, reg->place.offset);
	if (!info->reset_mask || !reg->width)
		return;
	fprintf(header->out, "#define %s_RESET %s\n", name,
		header_literal(info->reset, width, number));
	if (info->reset_mask != UINT64_MAX >> (64 - reg->width))
		fprintf(header->out, "#define %s_RESET_MASK %s\n", name,
			header_literal(info->reset_mask, width, number));
}

static void put_functions(struct header *header, const struct header_register *reg)
{
	const struct hwreg_field *field;
	bool guarded = reg->width == 64;

	if (!reg->width)
		return;
	if (guarded)
		fputs("#if HWREG_HAVE_64BIT\n", header->out);
	put_accessors(header, reg);
	put_aliases(header, reg);
	for (uint32_t i = 0; (field = hwreg_register_field(header->board, reg->reg, i)); i++)
		header_field(header, reg, field);
	if (guarded)
		fputs("#endif\n", header->out);
}

/* Dots between levels become _ */
static void put_register(struct header *header, struct header_register *reg)
{
	static const char *const suffixes[2] = {
		"OFFSET RESET RESET_MASK",
		"read read_relaxed write write_relaxed set clear toggle",
	};

	judge(header, reg);
	for (int i = 0; i < 2; i++) {
		snprintf(reg->stem[i], NAME_MAX_SIZE, "%.*s_%.*s", NAME_MAX_SIZE / 2,
			 header->stem[i], NAME_MAX_SIZE / 2 - 2, reg->place.name);
		for (char *c = reg->stem[i]; *c; c++)
			*c = *c == '.' ? '_' : *c;
	}
	names_claim(&header->names, reg->stem, suffixes);
	put_register_comment(header, reg);
	put_constants(header, reg);
	put_functions(header, reg);
}

/* ---- Layouts and blocks ------------------------------------------------------------------------ */

/* Macros in capitals, the rest in small letters; what starts with _ would be the compiler's */
static void make_stems(struct header *header, const char *name, char stem[2][NAME_MAX_SIZE])
{
	static const char *const suffixes[2] = { "BASE SIZE", "regs at" };

	for (int i = 0; i < 2; i++) {
		snprintf(stem[i], NAME_MAX_SIZE, "%s%s", *name == '_' ? "hw" : "", name);
		for (char *c = stem[i]; *c; c++)
			*c = (char)(i == STEM_MACRO ? toupper((unsigned char)*c)
						    : tolower((unsigned char)*c));
	}
	names_claim(&header->names, stem, suffixes);
}

static void put_block(const struct header *header, const struct hwreg_block_info *block,
		      const char *name)
{
	struct hwreg_space_info space = { .size = sizeof(space), .name = "" };
	bool wide = block->base > UINT32_MAX;
	char number[40];

	hwreg_board_space(header->board, block->space, &space);
	fprintf(header->out, "#define %s_BASE %s", name,
		header_literal(block->base, wide ? 64 : 32, number));
	if (block->space)
		fprintf(header->out, " /* in the space %s */", space.name);
	fprintf(header->out, "\n#define %s_SIZE %s\n", name,
		header_literal(block->length, block->length > UINT32_MAX ? 64 : 32, number));
}

/* The blocks of a type; their names are in capitals */
static void put_blocks(struct header *header, uint32_t index)
{
	struct hwreg_block_info info = { .size = sizeof(info) };
	const struct hwreg_block *block;
	char stem[2][NAME_MAX_SIZE];

	for (uint32_t i = 0; (block = hwreg_board_block(header->board, i)); i++) {
		if (header->layouts.of_block[i] != index)
			continue;
		hwreg_block_describe(header->board, block, &info);
		make_stems(header, info.name, stem);
		put_block(header, &info, stem[STEM_MACRO]);
	}
}

static void put_struct(const struct header *header)
{
	const char *name = header->stem[STEM_FUNCTION];

	fprintf(header->out,
		"\nstruct %s_regs {\n\tvolatile unsigned char *base;\n};\n"
		"static inline struct %s_regs %s_at(volatile void *base)\n{\n"
		"\tstruct %s_regs regs = { (volatile unsigned char *)base };\n\n\treturn "
		"regs;\n}\n",
		name, name, name, name);
}

static void put_layout(struct header *header, uint32_t index)
{
	const struct layout *layout = &header->layouts.list[index];
	struct header_register reg;
	struct hwreg_block_info block;

	layout_describe(&header->layouts, index, &block);
	fprintf(header->out, "\n/* ---- %s", layout->name);
	header_comment(header, ": ", layout_description(&header->layouts, index));
	fputs(" ---- */\n\n", header->out);
	make_stems(header, layout->name, header->stem);
	if (layout->is_type)
		put_blocks(header, index);
	else
		put_block(header, &block, header->stem[STEM_MACRO]);
	if (words_is_memory(header->board, block.space))
		put_struct(header);
	for (uint32_t i = 0; (reg.reg = place_describe(header->board, &block, i, &reg.place)); i++)
		put_register(header, &reg);
}

/* ---- The board --------------------------------------------------------------------------------- */

static const char explanation[] =
	" *\n"
	" * Made by hwreg export header; changes belong into the board. Needs hwreg_io.h.\n"
	" *\n"
	" *	struct rtc_regs rtc = rtc_at(hwreg_window_pointer(window));\n"
	" *	uint32_t now = rtc_DR_read(&rtc);\n"
	" *\n"
	" * Registers of several blocks that are alike are named after their type, others\n"
	" * after their block. _read and _write are one access each, in the register's\n"
	" * width and byte order, with the barriers that hwreg_io.h tells of; _relaxed\n"
	" * ones have none.\n"
	" *\n"
	" * Of fields: _MASK and _SHIFT; _get(value) takes one out of a register's value,\n"
	" * _prep(field) puts one in its place, _put(value, field) replaces one.\n"
	" * _update(regs, field) changes one and leaves the other bits as they are, by the\n"
	" * board's policies: those that a 1 clears are written as 0, and so on; it reads\n"
	" * first only if it must. Fields that act on what is written have _clear, _set or\n"
	" * _toggle instead, with the bits to act on if there are several. Registers with\n"
	" * addresses that set, clear or toggle bits have these, too. Two of these\n"
	" * functions at once on one register need a lock. What a register requires, when\n"
	" * it is there and what unlocks it, its comment tells: no function sees to that.\n"
	" */\n";

static void put_head(const struct header *header, const char *guard)
{
	struct hwreg_board_info info = { .size = sizeof(info) };

	hwreg_board_describe(header->board, &info);
	fprintf(header->out, "/*\n * Registers of the board %s", info.name);
	header_comment(header, ": ", info.description);
	fprintf(header->out,
		"\n%s#ifndef %s\n#define %s\n\n#include <stdint.h>\n\n#include <hwreg_io.h>\n\n"
		"#ifdef __cplusplus\nextern \"C\" {\n#endif\n",
		explanation, guard, guard);
}

static void make_guard(const struct header *header, char guard[NAME_MAX_SIZE])
{
	struct hwreg_board_info info = { .size = sizeof(info) };

	hwreg_board_describe(header->board, &info);
	snprintf(guard, NAME_MAX_SIZE, "HWREG_BOARD_%.*s_H", NAME_MAX_SIZE / 2, info.name);
	for (char *c = guard; *c; c++)
		*c = isalnum((unsigned char)*c) ? (char)toupper((unsigned char)*c) : '_';
}

int export_header(const struct hwreg_board *board, FILE *out, struct hwreg_error *err)
{
	struct header header = { .board = board, .out = out };
	char guard[NAME_MAX_SIZE];
	int r = layouts_make(&header.layouts, board, err);

	if (r < 0)
		return r;
	make_guard(&header, guard);
	put_head(&header, guard);
	for (uint32_t i = 0; i < header.layouts.count; i++)
		put_layout(&header, i);
	fputs("\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n", out);
	if (header.names.failed)
		r = layouts_out_of_memory(err);
	names_free(&header.names);
	layouts_free(&header.layouts);
	return r;
}
