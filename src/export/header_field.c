// SPDX-License-Identifier: MIT
/* header_field.c - fields in a C header */
#include "header.h"
#include "words.h"

#include <inttypes.h>

/* A field while it is written */
struct field {
	struct header *header;
	const struct header_register *reg;
	const struct hwreg_field *field;
	struct hwreg_field_info info;
	unsigned int width; /* of its type */
	const char *sign; /* "u", or "" if it is signed */
	char stem[2][NAME_MAX_SIZE];
	char mask[40];
};

/* ---- Values with names ------------------------------------------------------------------------- */

static bool fits_enum(const struct field *field)
{
	struct hwreg_enumerator_info info = { .size = sizeof(info) };

	for (uint32_t i = 0;
	     hwreg_field_enumerator(field->header->board, field->field, i, &info) == 0; i++)
		if (info.value > INT32_MAX)
			return false;
	return true;
}

static void put_enumerator(struct field *field, const struct hwreg_enumerator_info *info,
			   bool in_enum)
{
	static const char *const alone[2] = { ".", "" };
	FILE *out = field->header->out;
	char stem[2][NAME_MAX_SIZE], number[40];

	snprintf(stem[STEM_MACRO], NAME_MAX_SIZE, "%.*s_%.*s", NAME_MAX_SIZE / 2,
		 field->stem[STEM_MACRO], NAME_MAX_SIZE / 2 - 2, info->name);
	stem[STEM_FUNCTION][0] = '\0';
	names_claim(&field->header->names, stem, alone);
	if (in_enum)
		fprintf(out, "\t%s = %" PRIu64 ",", stem[STEM_MACRO], info->value);
	else
		fprintf(out, "#define %s %s", stem[STEM_MACRO],
			header_literal(info->value, field->width, number));
	if (*info->description) {
		fputs(" /*", out);
		header_comment(field->header, " ", info->description);
		fputs(" */", out);
	}
	putc('\n', out);
}

static void put_enumerators(struct field *field)
{
	struct hwreg_enumerator_info info = { .size = sizeof(info) };
	bool in_enum = fits_enum(field);
	FILE *out = field->header->out;

	if (!field->info.enum_count)
		return;
	if (in_enum)
		fprintf(out, "enum %s {\n", field->stem[STEM_FUNCTION]);
	for (uint32_t i = 0;
	     hwreg_field_enumerator(field->header->board, field->field, i, &info) == 0; i++)
		put_enumerator(field, &info, in_enum);
	if (in_enum)
		fputs("};\n", out);
}

/* ---- Values ------------------------------------------------------------------------------------ */

/* Pieces, the most significant first: out of the register with @get, else into it */
static void put_pieces(const struct field *field, const char *value, bool get)
{
	unsigned int at = field->info.width;
	FILE *out = field->header->out;
	char mask[40], masked[128];
	uint32_t high, low;

	for (uint32_t i = 0;
	     hwreg_field_piece(field->header->board, field->field, i, &high, &low) == 0; i++) {
		unsigned int down;

		at -= high - low + 1;
		down = get ? low : at;
		header_literal(UINT64_MAX >> (63 - (high - low)), field->width, mask);
		if (down)
			snprintf(masked, sizeof(masked), "((%s >> %u) & %s)", value, down, mask);
		else
			snprintf(masked, sizeof(masked), "(%s & %s)", value, mask);
		if (get ? at : low)
			fprintf(out, "%s(%s << %u)", i ? " | " : "", masked, get ? at : low);
		else
			fprintf(out, "%s%s", i ? " | " : "", masked);
	}
}

/* What is computed in 32 bits goes back to a type with fewer */
static const char *cast(const struct field *field)
{
	return field->reg->width == 8 ? "(uint8_t)(" : field->reg->width == 16 ? "(uint16_t)(" : "";
}

static const char *end_cast(const struct field *field)
{
	return field->reg->width < 32 ? ")" : "";
}

static void put_get(const struct field *field)
{
	const char *name = field->stem[STEM_FUNCTION];
	FILE *out = field->header->out;
	uint64_t sign = UINT64_C(1) << (field->info.width - 1);
	char number[40];

	if (field->info.read == HWREG_READ_NONE)
		return;
	fprintf(out, "static inline %sint%u_t %s_get(uint%u_t value)\n{\n\t", field->sign,
		field->width, name, field->width);
	if (*field->sign) {
		fputs("return ", out);
		put_pieces(field, "value", true);
		fputs(";\n}\n", out);
		return;
	}
	fprintf(out, "uint%u_t field = ", field->width);
	put_pieces(field, "value", true);
	header_literal(sign, field->width, number);
	fprintf(out, ";\n\treturn (int%u_t)((field ^ %s) - %s);\n}\n", field->width, number,
		number);
}

static void put_prep(const struct field *field)
{
	const char *name = field->stem[STEM_FUNCTION];
	FILE *out = field->header->out;
	char number[40], bits[32] = "field";

	if (field->info.write == HWREG_WRITE_NONE)
		return;
	if (!*field->sign)
		snprintf(bits, sizeof(bits), "(uint%u_t)field", field->width);
	fprintf(out, "static inline uint%u_t %s_prep(%sint%u_t field)\n{\n\treturn %s",
		field->reg->width, name, field->sign, field->width, cast(field));
	put_pieces(field, bits, false);
	fprintf(out, "%s;\n}\n", end_cast(field));
	header_literal(~field->info.mask & UINT64_MAX >> (64 - field->reg->width), field->width,
		       number);
	fprintf(out,
		"static inline uint%u_t %s_put(uint%u_t value, %sint%u_t field)\n"
		"{\n\treturn %s(value & %s) | %s_prep(field)%s;\n}\n",
		field->reg->width, name, field->width, field->sign, field->width, cast(field),
		number, name, end_cast(field));
}

/* ---- Writing it alone -------------------------------------------------------------------------- */

/* struct verb - what a write does to a field, by its policy */
struct verb {
	const char *name;
	bool acts; /* on bits of the field, which need not be given if it has only one */
	bool zeros; /* a bit is acted on by writing 0 to it */
	bool all; /* whatever is written acts on the whole field */
};

static const struct verb verbs[] = {
	[HWREG_WRITE_VALUE] = { "update", false, false, false },
	[HWREG_WRITE_NONE] = { NULL, false, false, false },
	[HWREG_WRITE_1C] = { "clear", true, false, false },
	[HWREG_WRITE_1S] = { "set", true, false, false },
	[HWREG_WRITE_1T] = { "toggle", true, false, false },
	[HWREG_WRITE_0C] = { "clear", true, true, false },
	[HWREG_WRITE_0S] = { "set", true, true, false },
	[HWREG_WRITE_0T] = { "toggle", true, true, false },
	[HWREG_WRITE_CLEAR] = { "clear", false, false, true },
	[HWREG_WRITE_SET] = { "set", false, false, true },
	[HWREG_WRITE_ONCE] = { "update", false, false, false },
	[HWREG_WRITE_EFFECT] = { "update", false, false, false },
};

static void put_signature(const struct field *field, const struct verb *verb, const char *remark)
{
	bool given = !verb->all && !(verb->acts && field->info.width == 1);
	FILE *out = field->header->out;

	fprintf(out, "static inline void %s_%s(const struct %s_regs *regs",
		field->stem[STEM_FUNCTION], verb->name, field->header->stem[STEM_FUNCTION]);
	if (given)
		fprintf(out, ", %sint%u_t field", field->sign, field->width);
	fprintf(out, ")%s\n{\n", remark);
}

/* The bits of the field in what is written */
static void put_own_bits(const struct field *field, const struct verb *verb)
{
	bool given = !(verb->acts && field->info.width == 1);
	FILE *out = field->header->out;

	if (verb->all)
		fputs("0u", out);
	else if (verb->zeros)
		fprintf(out, "(%s ^ %s_prep(%s))", field->mask, field->stem[STEM_FUNCTION],
			given ? "field" : "1");
	else
		fprintf(out, "%s_prep(%s)", field->stem[STEM_FUNCTION], given ? "field" : "1");
}

static void put_change(const struct field *field, const struct verb *verb, uint64_t keep,
		       uint64_t ones)
{
	const struct header_register *reg = field->reg;
	FILE *out = field->header->out;
	char number[40];

	put_signature(field, verb, keep ? " /* one read, one write */" : " /* one write */");
	fprintf(out, "\t%s_write(regs, %s", reg->stem[STEM_FUNCTION], cast(field));
	if (keep)
		fprintf(out, "(%s_read(regs) & %s) | ", reg->stem[STEM_FUNCTION],
			header_literal(keep, field->width, number));
	put_own_bits(field, verb);
	if (ones)
		fprintf(out, " | %s", header_literal(ones, field->width, number));
	fprintf(out, "%s);\n}\n", end_cast(field));
}

/* As the library does: cleared first, so that no bit is 1 in between that is 0 before and after */
static bool put_by_aliases(const struct field *field, const struct verb *verb)
{
	const struct header_register *reg = field->reg;
	const char *name = field->stem[STEM_FUNCTION];
	FILE *out = field->header->out;
	uint64_t address;

	if (field->info.write != HWREG_WRITE_VALUE ||
	    hwreg_register_alias(field->header->board, reg->reg, HWREG_ALIAS_SET, &address) != 0 ||
	    hwreg_register_alias(field->header->board, reg->reg, HWREG_ALIAS_CLEAR, &address) != 0)
		return false;
	put_signature(field, verb, " /* two writes, to the aliases */");
	fprintf(out,
		"\t%s_clear(regs, %s%s ^ %s_prep(field)%s);\n"
		"\t%s_set(regs, %s_prep(field));\n}\n",
		reg->stem[STEM_FUNCTION], cast(field), field->mask, name, end_cast(field),
		reg->stem[STEM_FUNCTION], name);
	return true;
}

static void put_write(const struct field *field)
{
	const struct verb *verb = &verbs[field->info.write];
	uint64_t keep, ones;

	if (!verb->name || !field->reg->writes || put_by_aliases(field, verb))
		return;
	if (hwreg_register_neighbours(field->header->board, field->reg->reg, field->info.mask, 0,
				      &keep, &ones, NULL) < 0 ||
	    (keep && !field->reg->reads))
		fprintf(field->header->out,
			"/* no %s_%s(): a write to it alone would change other bits */\n",
			field->stem[STEM_FUNCTION], verb->name);
	else
		put_change(field, verb, keep, ones);
}

/* ---- The field --------------------------------------------------------------------------------- */

static void put_comment(const struct field *field)
{
	char bits[WORDS_SIZE], policy[WORDS_SIZE];
	FILE *out = field->header->out;

	fprintf(out, "\n/* %s, bit%s %s, %s", field->info.name, field->info.width > 1 ? "s" : "",
		words_bits(field->header->board, field->field, bits),
		words_policy(field->info.read, field->info.write, policy));
	if (field->info.flags & HWREG_FIELD_SCALED) {
		fprintf(out, ", value * %.10g + %.10g", field->info.scale, field->info.offset);
		header_comment(field->header, " ", field->info.unit);
	}
	header_comment(field->header, ": ", field->info.description);
	fputs(" */\n", out);
}

void header_field(struct header *header, const struct header_register *reg,
		  const struct hwreg_field *handle)
{
	static const char *const suffixes[2] = { "MASK SHIFT",
						 ". get prep put update clear set toggle" };
	struct field field = {
		.header = header,
		.reg = reg,
		.field = handle,
		.info = { .size = sizeof(field.info) },
		.width = reg->width == 64 ? 64 : 32,
	};

	hwreg_field_describe(header->board, handle, &field.info);
	field.sign = field.info.flags & HWREG_FIELD_SIGNED ? "" : "u";
	for (int i = 0; i < 2; i++)
		snprintf(field.stem[i], NAME_MAX_SIZE, "%.*s_%.*s", NAME_MAX_SIZE / 2, reg->stem[i],
			 NAME_MAX_SIZE / 2 - 2, field.info.name);
	names_claim(&header->names, field.stem, suffixes);
	header_literal(field.info.mask, field.width, field.mask);
	put_comment(&field);
	fprintf(header->out, "#define %s_MASK %s\n", field.stem[STEM_MACRO], field.mask);
	if (field.info.piece_count == 1)
		fprintf(header->out, "#define %s_SHIFT %u\n", field.stem[STEM_MACRO],
			field.info.low);
	put_enumerators(&field);
	put_get(&field);
	put_prep(&field);
	put_write(&field);
}
