// SPDX-License-Identifier: MIT
/*
 * html_data.c - the board as one JSON document, for page.js
 *
 * Members are short and left out where they are as usual, and what blocks and registers share is there
 * once, so that a page with thousands of registers opens at once. model.js is the reader.
 *
 *	board description version   texts
 *	spaces     [name, target]
 *	matches    [key, value, group], as hwreg.h has them; or "any"
 *	gpios      [name, chip, line, 1 if active low]
 *	policies   [token or "", read, write]
 *	fieldsets  lists of fields: n name, d description, b pieces [high, low], p policy, v flags,
 *	           c [scale, offset], u unit, e enumerators [name, value, description]
 *	layouts    lists of registers: n name, d description, o offset, w width if not 32, p policy,
 *	           r reset, m the bits of r that are known if not all are, f fieldset, v flags,
 *	           e 1 if big endian, k what bits without a field are written with if not kept, x why it is protected, u the key that hwreg does not obey,
 *	           a offsets of the addresses that set, clear and toggle, or null
 *	blocks     n name, d description, t type, s space if not 0, b base, z bytes, l layout
 *
 * Addresses, offsets and values are texts in hexadecimal without 0x; p, f, s and l are indexes.
 */
#include "html.h"
#include "html_pool.h"
#include "layout.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

struct data {
	const struct hwreg_board *board;
	struct layouts layouts;
	struct html_pool policies, fieldsets;
};

/* Ends a memory stream and puts its text into a pool; a text from a stream without room is not whole */
static int add_stream(struct html_pool *pool, FILE *stream, char **text, uint32_t *number)
{
	bool whole = !ferror(stream);

	if (fclose(stream) != 0 || !whole) {
		free(*text);
		return -ENOMEM;
	}
	return html_pool_add(pool, *text, number);
}

static int policy(struct data *data, enum hwreg_read_policy read, enum hwreg_write_policy write,
		  uint32_t *number)
{
	const char *token = hwreg_policy_name(read, write);
	char *text;

	if (asprintf(&text, "[\"%s\",\"%s\",\"%s\"]", token ? token : "",
		     hwreg_read_policy_name(read), hwreg_write_policy_name(write)) < 0)
		return -ENOMEM;
	return html_pool_add(&data->policies, text, number);
}

static void member(FILE *out, const char *name, const char *text)
{
	if (!text || !*text)
		return;
	fprintf(out, ",\"%s\":", name);
	html_json_string(out, text);
}

static void write_pieces(const struct data *data, const struct hwreg_field *field, FILE *out)
{
	uint32_t high, low;

	fputs(",\"b\":[", out);
	for (uint32_t i = 0; hwreg_field_piece(data->board, field, i, &high, &low) == 0; i++)
		fprintf(out, "%s[%" PRIu32 ",%" PRIu32 "]", i ? "," : "", high, low);
	fputc(']', out);
}

static void write_enumerators(const struct data *data, const struct hwreg_field *field, FILE *out)
{
	struct hwreg_enumerator_info info = { .size = sizeof(info) };

	fputs(",\"e\":[", out);
	for (uint32_t i = 0; hwreg_field_enumerator(data->board, field, i, &info) == 0; i++) {
		fputs(i ? ",[" : "[", out);
		html_json_string(out, info.name);
		fprintf(out, ",\"%" PRIx64 "\"", info.value);
		if (*info.description) {
			fputc(',', out);
			html_json_string(out, info.description);
		}
		fputc(']', out);
	}
	fputc(']', out);
}

static int write_field(struct data *data, const struct hwreg_field *field, FILE *out)
{
	struct hwreg_field_info info = { .size = sizeof(info) };
	uint32_t number;

	hwreg_field_describe(data->board, field, &info);
	if (policy(data, info.read, info.write, &number) < 0)
		return -ENOMEM;
	fputs("{\"n\":", out);
	html_json_string(out, info.name);
	member(out, "d", info.description);
	write_pieces(data, field, out);
	fprintf(out, ",\"p\":%" PRIu32, number);
	if (info.flags)
		fprintf(out, ",\"v\":%" PRIu32, info.flags);
	if (info.flags & HWREG_FIELD_SCALED)
		fprintf(out, ",\"c\":[%.17g,%.17g]", info.scale, info.offset);
	member(out, "u", info.unit);
	if (info.enum_count)
		write_enumerators(data, field, out);
	fputc('}', out);
	return 0;
}

static int fieldset(struct data *data, const struct hwreg_register *reg, uint32_t *number)
{
	const struct hwreg_field *field;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int r = 0;

	if (!out)
		return -ENOMEM;
	for (uint32_t i = 0; r == 0 && (field = hwreg_register_field(data->board, reg, i)); i++) {
		fputs(i ? ",\n" : "[", out);
		r = write_field(data, field, out);
	}
	fputc(']', out);
	if (r == 0)
		return add_stream(&data->fieldsets, out, &text, number);
	fclose(out);
	free(text);
	return r;
}

static void write_reset(const struct hwreg_register_info *info, FILE *out)
{
	uint64_t all = info->width < 64 ? (UINT64_C(1) << info->width) - 1 : UINT64_MAX;

	if (!info->reset_mask)
		return;
	fprintf(out, ",\"r\":\"%" PRIx64 "\"", info->reset);
	if (info->width > 64 || (info->reset_mask & all) != all)
		fprintf(out, ",\"m\":\"%" PRIx64 "\"", info->reset_mask);
}

static void write_aliases(const struct data *data, const struct hwreg_register *reg, uint64_t base,
			  FILE *out)
{
	const enum hwreg_alias kinds[] = { HWREG_ALIAS_SET, HWREG_ALIAS_CLEAR, HWREG_ALIAS_TOGGLE };
	uint64_t address[3];
	bool has[3], any = false;

	for (int i = 0; i < 3; i++) {
		has[i] = hwreg_register_alias(data->board, reg, kinds[i], &address[i]) == 0;
		any |= has[i];
	}
	for (int i = 0; any && i < 3; i++) {
		fputs(i ? "," : ",\"a\":[", out);
		if (has[i])
			fprintf(out, "\"%" PRIx64 "\"", address[i] - base);
		else
			fputs("null", out);
	}
	fputs(any ? "]" : "", out);
}

static const char *const reserved_words[] = {
	[HWREG_RESERVED_KEEP] = "keep",
	[HWREG_RESERVED_ZERO] = "0",
	[HWREG_RESERVED_ONE] = "1",
	[HWREG_RESERVED_RESET] = "reset",
};

static int write_register(struct data *data, const struct hwreg_block_info *block,
			  const struct hwreg_register *reg, const struct place *place, FILE *out)
{
	const struct hwreg_register_info *info = &place->info;
	uint32_t number;

	if (policy(data, info->read, info->write, &number) < 0)
		return -ENOMEM;
	fputs("{\"n\":", out);
	html_json_string(out, place->name);
	member(out, "d", info->description);
	fprintf(out, ",\"o\":\"%" PRIx64 "\"", place->offset);
	if (info->width != 32)
		fprintf(out, ",\"w\":%" PRIu32, info->width);
	fprintf(out, ",\"p\":%" PRIu32, number);
	write_reset(info, out);
	if (info->flags)
		fprintf(out, ",\"v\":%" PRIu32, info->flags);
	if (info->endian == HWREG_BIG_ENDIAN)
		fputs(",\"e\":1", out);
	if (info->reserved != HWREG_RESERVED_KEEP)
		fprintf(out, ",\"k\":\"%s\"", reserved_words[info->reserved]);
	member(out, "x", info->protect);
	member(out, "u", info->unsupported);
	write_aliases(data, reg, block->base, out);
	if (info->field_count) {
		if (fieldset(data, reg, &number) < 0)
			return -ENOMEM;
		fprintf(out, ",\"f\":%" PRIu32, number);
	}
	fputc('}', out);
	return 0;
}

static int write_layout(struct data *data, uint32_t index, FILE *out)
{
	struct hwreg_block_info block = { .size = sizeof(block) };
	const struct hwreg_register *reg;
	struct place place;
	int r = 0;

	layout_describe(&data->layouts, index, &block);
	fputs(index ? ",\n[" : "[", out);
	for (uint32_t i = 0; r == 0 && (reg = place_describe(data->board, &block, i, &place));
	     i++) {
		fputs(i ? ",\n" : "", out);
		r = write_register(data, &block, reg, &place, out);
	}
	fputc(']', out);
	return r;
}

static int write_layouts(struct data *data, FILE *out)
{
	int r = 0;

	fputs(",\n\"layouts\":[", out);
	for (uint32_t i = 0; r == 0 && i < data->layouts.count; i++)
		r = write_layout(data, i, out);
	fputc(']', out);
	return r;
}

static void write_pool(const char *name, const struct html_pool *pool, FILE *out)
{
	fprintf(out, ",\n\"%s\":[", name);
	for (uint32_t i = 0; i < pool->count; i++)
		fprintf(out, "%s\n%s", i ? "," : "", pool->texts[i]);
	fputc(']', out);
}

static void write_blocks(const struct data *data, FILE *out)
{
	struct hwreg_block_info info = { .size = sizeof(info) };
	const struct hwreg_block *block;

	fputs(",\n\"blocks\":[", out);
	for (uint32_t i = 0; (block = hwreg_board_block(data->board, i)); i++) {
		hwreg_block_describe(data->board, block, &info);
		fprintf(out, "%s\n{\"n\":", i ? "," : "");
		html_json_string(out, info.name);
		member(out, "d", info.description);
		member(out, "t", info.type);
		if (info.space)
			fprintf(out, ",\"s\":%" PRIu32, info.space);
		fprintf(out, ",\"b\":\"%" PRIx64 "\",\"z\":\"%" PRIx64 "\",\"l\":%" PRIu32 "}",
			info.base, info.length, data->layouts.of_block[i]);
	}
	fputc(']', out);
}

static void write_spaces(const struct data *data, FILE *out)
{
	struct hwreg_space_info info = { .size = sizeof(info) };

	fputs(",\n\"spaces\":[", out);
	for (uint32_t i = 0; hwreg_board_space(data->board, i, &info) == 0; i++) {
		fputs(i ? ",[" : "[", out);
		html_json_string(out, info.name);
		fputc(',', out);
		html_json_string(out, info.target);
		fputc(']', out);
	}
	fputc(']', out);
}

static void write_matches(const struct data *data, bool any, FILE *out)
{
	struct hwreg_match_info info = { .size = sizeof(info) };

	fputs(any ? ",\n\"matches\":\"any\"" : ",\n\"matches\":[", out);
	for (uint32_t i = 0; !any && hwreg_board_match_key(data->board, i, &info) == 0; i++) {
		fputs(i ? ",[" : "[", out);
		html_json_string(out, info.key);
		fputc(',', out);
		html_json_string(out, info.value);
		fprintf(out, ",%" PRIu32 "]", info.group);
	}
	fputs(any ? "" : "]", out);
}

static void write_gpios(const struct data *data, FILE *out)
{
	struct hwreg_gpio_info info = { .size = sizeof(info) };

	fputs(",\n\"gpios\":[", out);
	for (uint32_t i = 0; hwreg_board_gpio(data->board, i, &info) == 0; i++) {
		fputs(i ? ",[" : "[", out);
		html_json_string(out, info.name);
		fputc(',', out);
		html_json_string(out, info.chip);
		fputc(',', out);
		html_json_string(out, info.line);
		fprintf(out, ",%d]", info.active_low);
	}
	fputc(']', out);
}

static int write_board(struct data *data, FILE *out)
{
	struct hwreg_board_info info = { .size = sizeof(info) };

	hwreg_board_describe(data->board, &info);
	fputs("{\"board\":", out);
	html_json_string(out, info.name);
	member(out, "description", info.description);
	member(out, "version", hwreg_version());
	write_spaces(data, out);
	write_matches(data, info.matches_any, out);
	write_gpios(data, out);
	write_blocks(data, out);
	if (write_layouts(data, out) < 0)
		return -ENOMEM;
	write_pool("policies", &data->policies, out);
	write_pool("fieldsets", &data->fieldsets, out);
	fputs("}\n", out);
	return 0;
}

int html_data(const struct hwreg_board *board, FILE *out, struct hwreg_error *err)
{
	struct data data = { .board = board };
	int r = layouts_make(&data.layouts, board, err);

	if (r == 0) {
		r = write_board(&data, out);
		if (r < 0 && err) {
			err->kind = HWREG_ERROR_ACCESS;
			err->sys_errno = ENOMEM;
			snprintf(err->message, sizeof(err->message), "out of memory");
		}
		layouts_free(&data.layouts);
	}
	html_pool_free(&data.policies);
	html_pool_free(&data.fieldsets);
	return r;
}
