// SPDX-License-Identifier: MIT
/*
 * markdown.c - a board as tables in Markdown
 *
 * Every block, layout and register has an anchor that depends on its name alone: "block.UART0",
 * "type.pl011", "type.pl011.FR".
 */
#include "export.h"
#include "layout.h"
#include "words.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

struct markdown {
	const struct hwreg_board *board;
	struct layouts layouts;
	FILE *out;
};

/* ---- Text -------------------------------------------------------------------------------------- */

/* What Markdown could take for its own gets a backslash; a line of its own may not start like a list */
static void put_text(FILE *out, const char *text)
{
	size_t digits = strspn(text, "0123456789");

	if (*text && strchr("-+=", *text))
		putc('\\', out);
	for (size_t i = 0; text[i]; i++) {
		bool listed = digits && i == digits && strchr(".)", text[i]) &&
			      (!text[i + 1] || text[i + 1] == ' ');

		if (text[i] == '&')
			fputs("&amp;", out);
		else if (text[i] == '<')
			fputs("&lt;", out);
		else if (text[i] == '\n')
			putc(' ', out);
		else
			fprintf(out, "%s%c", listed || strchr("\\`*_[]>#|~$@", text[i]) ? "\\" : "",
				text[i]);
	}
}

/* In a table even code may not have the sign between its cells bare */
static void put_code(FILE *out, const char *text)
{
	for (; *text; text++)
		fprintf(out, "%s%c", *text == '|' ? "\\" : "", *text);
}

static void put_paragraph(FILE *out, const char *text)
{
	if (!*text)
		return;
	putc('\n', out);
	put_text(out, text);
	putc('\n', out);
}

static void put_anchor(const struct markdown *markdown, const struct layout *layout,
		       const char *name)
{
	fprintf(markdown->out, "%s.%s%s%s", layout->is_type ? "type" : "block", layout->name,
		name ? "." : "", name ? name : "");
}

/* ---- Fields ------------------------------------------------------------------------------------ */

static void put_enumerators(const struct markdown *markdown, const struct hwreg_field *field,
			    bool after_text)
{
	struct hwreg_enumerator_info info = { .size = sizeof(info) };

	for (uint32_t i = 0; hwreg_field_enumerator(markdown->board, field, i, &info) == 0; i++) {
		fprintf(markdown->out, "%s%" PRIu64 ": `%s`", i || after_text ? "<br>" : "",
			info.value, info.name);
		if (*info.description) {
			fputs(", ", markdown->out);
			put_text(markdown->out, info.description);
		}
	}
}

static void put_scale(FILE *out, const struct hwreg_field_info *info, const char *between)
{
	fprintf(out, "%s%s", between, info->scale == 1 && info->offset == 0 ? "in" : "value");
	if (info->scale != 1)
		fprintf(out, " × %.10g", info->scale);
	if (info->offset != 0)
		fprintf(out, " %c %.10g", info->offset < 0 ? '-' : '+', fabs(info->offset));
	if (*info->unit)
		putc(' ', out);
	put_text(out, info->unit);
}

static void put_field(const struct markdown *markdown, const struct hwreg_register_info *reg,
		      const struct hwreg_field *field)
{
	struct hwreg_field_info info = { .size = sizeof(info) };
	char bits[WORDS_SIZE], policy[WORDS_SIZE], reset[WORDS_SIZE];
	FILE *out = markdown->out;

	hwreg_field_describe(markdown->board, field, &info);
	fprintf(out, "| %s | `%s` | %s | %s | ", words_bits(markdown->board, field, bits),
		info.name, words_policy(info.read, info.write, policy),
		words_reset(hwreg_field_get(markdown->board, field, reg->reset),
			    hwreg_field_get(markdown->board, field, reg->reset_mask), info.width,
			    reset));
	put_text(out, info.description);
	if (info.flags & HWREG_FIELD_SIGNED)
		fprintf(out, "%ssigned", *info.description ? "<br>" : "");
	if (info.flags & HWREG_FIELD_SCALED)
		put_scale(out, &info,
			  *info.description || (info.flags & HWREG_FIELD_SIGNED) ? "<br>" : "");
	put_enumerators(markdown, field,
			*info.description ||
				(info.flags & (HWREG_FIELD_SIGNED | HWREG_FIELD_SCALED)));
	fputs(" |\n", out);
}

static void put_fields(const struct markdown *markdown, const struct layout *layout,
		       const struct hwreg_register *reg, const struct place *place)
{
	const struct hwreg_field *field;
	FILE *out = markdown->out;

	fputs("\n### <a id=\"", out);
	put_anchor(markdown, layout, place->name);
	fprintf(out, "\"></a>`%s.%s`\n", layout->name, place->name);
	put_paragraph(out, place->info.description);
	fputs("\n| Bits | Field | Policy | Reset | Description |\n"
	      "| ---: | --- | --- | --- | --- |\n",
	      out);
	for (uint32_t i = 0; (field = hwreg_register_field(markdown->board, reg, i)); i++)
		put_field(markdown, &place->info, field);
}

/* ---- Registers --------------------------------------------------------------------------------- */

static void put_name(const struct markdown *markdown, const struct layout *layout,
		     const struct place *place)
{
	FILE *out = markdown->out;

	if (!place->info.field_count) {
		fprintf(out, "`%s`", place->name);
		return;
	}
	fprintf(out, "[`%s`](#", place->name);
	put_anchor(markdown, layout, place->name);
	putc(')', out);
}

/* What one has to know before using it, behind its description */
static void put_remarks(const struct markdown *markdown, const struct hwreg_register *reg,
			const struct place *place)
{
	static const char *const words[] = { "set", "clear", "toggle" };
	const struct hwreg_register_info *info = &place->info;
	const char *between = *info->description ? "<br>" : "";
	FILE *out = markdown->out;
	const char *obstacle = words_obstacle(markdown->board, reg);
	char rule[WORDS_RULE_SIZE];
	uint64_t address;

	if (info->flags & HWREG_REGISTER_TRIGGER) {
		fprintf(out, "%sa write starts something", between);
		between = "<br>";
	}
	if (info->protect) {
		fprintf(out, "%sprotected: ", between);
		put_text(out, info->protect);
		between = "<br>";
	}
	for (unsigned int kind = HWREG_ALIAS_SET; kind <= HWREG_ALIAS_TOGGLE; kind++) {
		if (hwreg_register_alias(markdown->board, reg, kind, &address) != 0)
			continue;
		fprintf(out, "%swriting 1s at 0x%" PRIx64 " will %s bits", between,
			address - info->address + place->offset, words[kind]);
		between = "<br>";
	}
	for (enum hwreg_rule kind = 0; kind < HWREG_RULE_COUNT; kind++)
		for (uint32_t i = 0; words_rule(markdown->board, reg, kind, i, rule); i++) {
			fprintf(out, "%s%s `", between, words_rule_name(kind));
			put_code(out, rule);
			putc('`', out);
			between = "<br>";
		}
	if (obstacle)
		fprintf(out, "%shas `%s`", between, obstacle);
}

static void put_register(const struct markdown *markdown, const struct layout *layout,
			 const struct hwreg_register *reg, const struct place *place)
{
	const struct hwreg_register_info *info = &place->info;
	char policy[WORDS_SIZE], reset[WORDS_SIZE];
	FILE *out = markdown->out;

	fprintf(out, "| 0x%03" PRIx64 " | ", place->offset);
	put_name(markdown, layout, place);
	fprintf(out, " | %u%s | %s | %s | ", info->width,
		info->endian == HWREG_BIG_ENDIAN ? " big endian" : "",
		words_policy(info->read, info->write, policy),
		words_reset(info->reset, info->reset_mask, info->width, reset));
	put_text(out, info->description);
	put_remarks(markdown, reg, place);
	fputs(" |\n", out);
}

static void put_registers(const struct markdown *markdown, const struct layout *layout,
			  const struct hwreg_block_info *block)
{
	const struct hwreg_register *reg;
	struct place place;

	if (!block->register_count)
		return;
	fputs("\n| Offset | Register | Width | Policy | Reset | Description |\n"
	      "| ---: | --- | ---: | --- | --- | --- |\n",
	      markdown->out);
	for (uint32_t i = 0; (reg = place_describe(markdown->board, block, i, &place)); i++)
		put_register(markdown, layout, reg, &place);
	for (uint32_t i = 0; (reg = place_describe(markdown->board, block, i, &place)); i++)
		if (place.info.field_count)
			put_fields(markdown, layout, reg, &place);
}

static void put_layout(const struct markdown *markdown, uint32_t index)
{
	const struct layout *layout = &markdown->layouts.list[index];
	struct hwreg_block_info block;
	FILE *out = markdown->out;

	layout_describe(&markdown->layouts, index, &block);
	fputs("\n## <a id=\"", out);
	put_anchor(markdown, layout, NULL);
	fprintf(out, "\"></a>`%s`\n", layout->name);
	put_paragraph(out, layout_description(&markdown->layouts, index));
	put_registers(markdown, layout, &block);
}

/* ---- The board --------------------------------------------------------------------------------- */

static void put_block(const struct markdown *markdown, uint32_t index, bool spaces)
{
	struct hwreg_block_info info = { .size = sizeof(info) };
	struct hwreg_space_info space = { .size = sizeof(space), .name = "" };
	FILE *out = markdown->out;

	hwreg_block_describe(markdown->board, hwreg_board_block(markdown->board, index), &info);
	hwreg_board_space(markdown->board, info.space, &space);
	fprintf(out, "| 0x%08" PRIx64 " | ", info.base);
	if (spaces)
		fprintf(out, "%s | ", space.name);
	fprintf(out, "0x%" PRIx64 " | [`%s`](#", info.length, info.name);
	put_anchor(markdown, &markdown->layouts.list[markdown->layouts.of_block[index]], NULL);
	fprintf(out, ") | `%s` | ", info.type);
	put_text(out, info.description);
	fputs(" |\n", out);
}

static void put_blocks(const struct markdown *markdown, const struct hwreg_board_info *info)
{
	bool spaces = info->space_count > 1;

	if (!info->block_count)
		return;
	fprintf(markdown->out,
		"\n## Blocks\n\n| Address |%s Size | Block | Type | Description |\n"
		"| ---: |%s ---: | --- | --- | --- |\n",
		spaces ? " Space |" : "", spaces ? " --- |" : "");
	for (uint32_t i = 0; i < info->block_count; i++)
		put_block(markdown, i, spaces);
}

static void put_spaces(const struct markdown *markdown)
{
	struct hwreg_space_info info = { .size = sizeof(info) };

	for (uint32_t i = 1; hwreg_board_space(markdown->board, i, &info) == 0; i++) {
		if (i == 1)
			fputs("\n## Spaces\n\n| Space | Target |\n| --- | --- |\n", markdown->out);
		fprintf(markdown->out, "| `%s` | ", info.name);
		put_text(markdown->out, info.target);
		fputs(" |\n", markdown->out);
	}
}

static void put_gpios(const struct markdown *markdown)
{
	struct hwreg_gpio_info info = { .size = sizeof(info) };
	FILE *out = markdown->out;

	for (uint32_t i = 0; hwreg_board_gpio(markdown->board, i, &info) == 0; i++) {
		if (i == 0)
			fputs("\n## GPIO lines\n\n| Name | Chip | Line | Active |\n"
			      "| --- | --- | --- | --- |\n",
			      out);
		fprintf(out, "| `%s` | ", info.name);
		put_text(out, info.chip);
		fputs(" | ", out);
		put_text(out, info.line);
		fprintf(out, " | %s |\n", info.active_low ? "low" : "high");
	}
}

int export_markdown(const struct hwreg_board *board, FILE *out, struct hwreg_error *err)
{
	struct hwreg_board_info info = { .size = sizeof(info) };
	struct markdown markdown = { .board = board, .out = out };
	int r = layouts_make(&markdown.layouts, board, err);

	if (r < 0)
		return r;
	hwreg_board_describe(board, &info);
	fprintf(out, "<!-- Made by hwreg from the board %s. -->\n# `%s`\n", info.name, info.name);
	put_paragraph(out, info.description);
	put_blocks(&markdown, &info);
	put_spaces(&markdown);
	put_gpios(&markdown);
	for (uint32_t i = 0; i < markdown.layouts.count; i++)
		put_layout(&markdown, i);
	layouts_free(&markdown.layouts);
	return 0;
}
