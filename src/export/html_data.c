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
 *	blocks     n name, d description, t type, s space if not 0, b base, z bytes, l layout,
 *	           g for each register its ruleset, if any register has one that is not empty
 *	rulesets   lists of [requires, when, unlock or lock, its text with full names]
 *
 * Addresses, offsets and values are texts in hexadecimal without 0x; p, f, s, l and g are indexes.
 */
#include "html.h"
#include "html_data.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define RULE_SIZE 1024

int html_stream_add(struct html_pool *pool, struct text_stream *stream, uint32_t *number)
{
	int r = text_stream_close(stream);

	return r < 0 ? r : html_pool_add(pool, stream->text, number);
}

void html_member(FILE *out, const char *name, const char *text)
{
	if (!text || !*text)
		return;
	fprintf(out, ",\"%s\":", name);
	html_json_string(out, text);
}

static void write_pool(const char *name, const struct html_pool *pool, FILE *out)
{
	fprintf(out, ",\n\"%s\":[", name);
	for (uint32_t i = 0; i < pool->count; i++)
		fprintf(out, "%s\n%s", i ? "," : "", pool->texts[i]);
	fputc(']', out);
}

static int ruleset(struct html_data *data, const struct hwreg_register *reg, uint32_t *number)
{
	static const char *const words[HWREG_RULE_COUNT] = {
		[HWREG_RULE_REQUIRES] = "requires",
		[HWREG_RULE_WHEN] = "when",
		[HWREG_RULE_UNLOCK] = "unlock",
		[HWREG_RULE_LOCK] = "lock",
	};
	char rule[RULE_SIZE], before = '[';
	struct text_stream stream;
	FILE *out = text_stream_open(&stream);

	if (!out)
		return -ENOMEM;
	for (unsigned int kind = 0; kind < HWREG_RULE_COUNT; kind++) {
		for (uint32_t i = 0;
		     hwreg_register_rule(data->board, reg, kind, i, rule, sizeof(rule)) == 0;
		     i++, before = ',') {
			fprintf(out, "%c[\"%s\",", before, words[kind]);
			html_json_string(out, rule);
			fputc(']', out);
		}
	}
	fputs(before == '[' ? "[]" : "]", out);
	return html_stream_add(&data->rulesets, &stream, number);
}

/* They name other registers, so that each block has its own even where all else is shared */
static int write_rules(struct html_data *data, const struct hwreg_block_info *block, FILE *out)
{
	uint32_t *list = calloc(block->register_count + 1, sizeof(*list));
	uint32_t any = 0;
	int r = list ? 0 : -ENOMEM;

	for (uint32_t i = 0; r == 0 && i < block->register_count; i++) {
		r = ruleset(data, hwreg_board_register(data->board, block->first_register + i),
			    &list[i]);
		any |= list[i];
	}
	for (uint32_t i = 0; r == 0 && any && i < block->register_count; i++)
		fprintf(out, "%s%" PRIu32, i ? "," : ",\"g\":[", list[i]);
	fputs(any ? "]" : "", out);
	free(list);
	return r;
}

static int write_block(struct html_data *data, const struct hwreg_block_info *info, uint32_t layout,
		       FILE *out)
{
	fputs("{\"n\":", out);
	html_json_string(out, info->name);
	html_member(out, "d", info->description);
	html_member(out, "t", info->type);
	if (info->space)
		fprintf(out, ",\"s\":%" PRIu32, info->space);
	fprintf(out, ",\"b\":\"%" PRIx64 "\",\"z\":\"%" PRIx64 "\",\"l\":%" PRIu32, info->base,
		info->length, layout);
	if (write_rules(data, info, out) < 0)
		return -ENOMEM;
	fputc('}', out);
	return 0;
}

static int write_blocks(struct html_data *data, FILE *out)
{
	struct hwreg_block_info info = { .size = sizeof(info) };
	const struct hwreg_block *block;
	uint32_t none;
	/* the empty one first: its number is 0 */
	int r = html_pool_add(&data->rulesets, strdup("[]"), &none);

	fputs(",\n\"blocks\":[", out);
	for (uint32_t i = 0; r == 0 && (block = hwreg_board_block(data->board, i)); i++) {
		hwreg_block_describe(data->board, block, &info);
		fputs(i ? ",\n" : "\n", out);
		r = write_block(data, &info, data->layouts.of_block[i], out);
	}
	fputc(']', out);
	return r;
}

static void write_spaces(const struct html_data *data, FILE *out)
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

static void write_matches(const struct html_data *data, bool any, FILE *out)
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

static void write_gpios(const struct html_data *data, FILE *out)
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

static int write_board(struct html_data *data, FILE *out)
{
	struct hwreg_board_info info = { .size = sizeof(info) };

	hwreg_board_describe(data->board, &info);
	fputs("{\"board\":", out);
	html_json_string(out, info.name);
	html_member(out, "description", info.description);
	html_member(out, "version", hwreg_version());
	write_spaces(data, out);
	write_matches(data, info.matches_any, out);
	write_gpios(data, out);
	if (write_blocks(data, out) < 0 || html_layouts(data, out) < 0)
		return -ENOMEM;
	write_pool("policies", &data->policies, out);
	write_pool("fieldsets", &data->fieldsets, out);
	write_pool("rulesets", &data->rulesets, out);
	fputs("}\n", out);
	return 0;
}

int html_data(const struct hwreg_board *board, FILE *out, struct hwreg_error *err)
{
	struct html_data data = { .board = board };
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
	html_pool_free(&data.rulesets);
	return r;
}
