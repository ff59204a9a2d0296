// SPDX-License-Identifier: MIT
/* html_registers.c - the registers and fields of the JSON document that html_data.c describes */
#include "html.h"
#include "html_data.h"
#include "words.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

static int policy(struct html_data *data, enum hwreg_read_policy read,
		  enum hwreg_write_policy write, uint32_t *number)
{
	const char *token = hwreg_policy_name(read, write);
	char *text;

	if (asprintf(&text, "[\"%s\",\"%s\",\"%s\"]", token ? token : "",
		     hwreg_read_policy_name(read), hwreg_write_policy_name(write)) < 0)
		return -ENOMEM;
	return html_pool_add(&data->policies, text, number);
}

static void write_pieces(const struct html_data *data, const struct hwreg_field *field, FILE *out)
{
	uint32_t high, low;

	fputs(",\"b\":[", out);
	for (uint32_t i = 0; hwreg_field_piece(data->board, field, i, &high, &low) == 0; i++)
		fprintf(out, "%s[%" PRIu32 ",%" PRIu32 "]", i ? "," : "", high, low);
	fputc(']', out);
}

static void write_enumerators(const struct html_data *data, const struct hwreg_field *field,
			      FILE *out)
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

static int write_field(struct html_data *data, const struct hwreg_field *field, FILE *out)
{
	struct hwreg_field_info info = { .size = sizeof(info) };
	uint32_t number;

	hwreg_field_describe(data->board, field, &info);
	if (policy(data, info.read, info.write, &number) < 0)
		return -ENOMEM;
	fputs("{\"n\":", out);
	html_json_string(out, info.name);
	html_member(out, "d", info.description);
	write_pieces(data, field, out);
	fprintf(out, ",\"p\":%" PRIu32, number);
	if (info.flags)
		fprintf(out, ",\"v\":%" PRIu32, info.flags);
	if (info.flags & HWREG_FIELD_SCALED)
		fprintf(out, ",\"c\":[%.17g,%.17g]", info.scale, info.offset);
	html_member(out, "u", info.unit);
	if (info.enum_count)
		write_enumerators(data, field, out);
	fputc('}', out);
	return 0;
}

static int fieldset(struct html_data *data, const struct hwreg_register *reg, uint32_t *number)
{
	const struct hwreg_field *field;
	struct text_stream stream;
	FILE *out = text_stream_open(&stream);
	int r = 0;

	if (!out)
		return -ENOMEM;
	for (uint32_t i = 0; r == 0 && (field = hwreg_register_field(data->board, reg, i)); i++) {
		fputs(i ? ",\n" : "[", out);
		r = write_field(data, field, out);
	}
	fputc(']', out);
	if (r == 0)
		return html_stream_add(&data->fieldsets, &stream, number);
	if (text_stream_close(&stream) == 0)
		free(stream.text);
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

static void write_aliases(const struct html_data *data, const struct hwreg_register *reg,
			  uint64_t base, FILE *out)
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

static int write_register(struct html_data *data, const struct hwreg_block_info *block,
			  const struct hwreg_register *reg, const struct place *place, FILE *out)
{
	const struct hwreg_register_info *info = &place->info;
	uint32_t number;

	if (policy(data, info->read, info->write, &number) < 0)
		return -ENOMEM;
	fputs("{\"n\":", out);
	html_json_string(out, place->name);
	html_member(out, "d", info->description);
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
	html_member(out, "x", info->protect);
	html_member(out, "u", words_obstacle(data->board, reg));
	write_aliases(data, reg, block->base, out);
	if (info->field_count) {
		if (fieldset(data, reg, &number) < 0)
			return -ENOMEM;
		fprintf(out, ",\"f\":%" PRIu32, number);
	}
	fputc('}', out);
	return 0;
}

static int write_layout(struct html_data *data, uint32_t index, FILE *out)
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

int html_layouts(struct html_data *data, FILE *out)
{
	int r = 0;

	fputs(",\n\"layouts\":[", out);
	for (uint32_t i = 0; r == 0 && i < data->layouts.count; i++)
		r = write_layout(data, i, out);
	fputc(']', out);
	return r;
}
