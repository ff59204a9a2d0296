// SPDX-License-Identifier: MIT
/* svd_register.c - clusters, registers and fields in CMSIS-SVD */
#include "svd.h"
#include "repeat.h"
#include "words.h"

#include <string.h>

#define MAX_ARRAY_NAME 1024

/* ---- Fields ------------------------------------------------------------------------------------ */

static void put_enumerators(struct svd_file *svd, const struct hwreg_field *field)
{
	struct hwreg_enumerator_info info = { .size = sizeof(info) };

	svd_put_open(svd, "enumeratedValues");
	for (uint32_t i = 0; hwreg_field_enumerator(svd->board, field, i, &info) == 0; i++) {
		svd_put_open(svd, "enumeratedValue");
		svd_put_text(svd, "name", info.name);
		svd_put_description(svd, info.description);
		svd_put_hex(svd, "value", info.value);
		svd_put_close(svd, "enumeratedValue");
	}
	svd_put_close(svd, "enumeratedValues");
}

/* What a field does not say it has from its register */
static void put_field_policy(struct svd_file *svd, const struct svd_policy *own,
			     const struct svd_policy *inherited)
{
	if (strcmp(own->access, inherited->access) != 0)
		svd_put_text(svd, "access", own->access);
	if (strcmp(own->modified, inherited->modified) != 0)
		svd_put_text(svd, "modifiedWriteValues", own->modified);
	if (own->action && (!inherited->action || strcmp(own->action, inherited->action) != 0))
		svd_put_text(svd, "readAction", own->action);
}

static void put_bits(struct svd_file *svd, const struct hwreg_field *field,
		     const struct hwreg_field_info *info, const char *name, uint32_t high,
		     uint32_t low, const struct svd_policy *inherited)
{
	const struct svd_policy own = svd_policy_words(info->read, info->write);

	svd_put_open(svd, "field");
	svd_put_text(svd, "name", name);
	svd_put_description(svd, info->description);
	svd_put_number(svd, "bitOffset", low);
	svd_put_number(svd, "bitWidth", high - low + 1);
	put_field_policy(svd, &own, inherited);
	if (info->enum_count && info->piece_count == 1)
		put_enumerators(svd, field);
	svd_put_close(svd, "field");
}

static void warn_field(struct svd_file *svd, const char *reg, const struct hwreg_field_info *info,
		       const struct svd_policy *inherited)
{
	const struct svd_policy own = svd_policy_words(info->read, info->write);

	if (own.lost)
		svd_tell(svd, "%s.%s: SVD cannot say that %s", reg, info->name, own.lost);
	if (!own.action && inherited->action && info->read == HWREG_READ_VALUE)
		svd_tell(svd,
			 "%s.%s: what reading the register does goes for it too in SVD, as it is a "
			 "part of it",
			 reg, info->name);
	if (info->piece_count > 1)
		svd_tell(svd, "%s.%s: SVD has no fields in pieces: each is a field", reg,
			 info->name);
	svd->lost[LOSS_SIGNED] += !!(info->flags & HWREG_FIELD_SIGNED);
	svd->lost[LOSS_SCALE] += !!(info->flags & HWREG_FIELD_SCALED);
}

void svd_put_fields(struct svd_file *svd, const struct hwreg_register *reg,
		    const struct hwreg_register_info *info, const struct svd_policy *policy)
{
	struct hwreg_field_info field = { .size = sizeof(field) };
	const struct hwreg_field *handle;
	uint32_t high, low;
	char name[512];

	svd_put_open(svd, "fields");
	for (uint32_t i = 0; (handle = hwreg_register_field(svd->board, reg, i)); i++) {
		hwreg_field_describe(svd->board, handle, &field);
		warn_field(svd, info->name, &field, policy);
		if (field.piece_count == 1)
			put_bits(svd, handle, &field, field.name, field.high, field.low, policy);
		for (uint32_t p = 0; field.piece_count > 1 && p < field.piece_count; p++) {
			hwreg_field_piece(svd->board, handle, p, &high, &low);
			snprintf(name, sizeof(name), "%.480s_%u_%u", field.name, high, low);
			put_bits(svd, handle, &field, name, high, low, policy);
		}
	}
	svd_put_close(svd, "fields");
}

/* ---- Registers --------------------------------------------------------------------------------- */

static bool has_rules(const struct svd_file *svd, const struct hwreg_register *reg)
{
	char text[8];

	for (enum hwreg_rule kind = 0; kind < HWREG_RULE_COUNT; kind++)
		if (hwreg_register_rule(svd->board, reg, kind, 0, text, sizeof(text)) == 0)
			return true;
	return false;
}

static void warn_register(struct svd_file *svd, const struct hwreg_register *reg,
			  const struct hwreg_register_info *info, const struct svd_policy *policy)
{
	uint64_t address;

	if (policy->lost)
		svd_tell(svd, "%s: SVD cannot say that %s", info->name, policy->lost);
	svd->lost[LOSS_BIG_ENDIAN] += info->endian == HWREG_BIG_ENDIAN;
	svd->lost[LOSS_VOLATILE] += !!(info->flags & HWREG_REGISTER_VOLATILE);
	svd->lost[LOSS_TRIGGER] += !!(info->flags & HWREG_REGISTER_TRIGGER);
	svd->lost[LOSS_PROTECT] += !!info->protect;
	svd->lost[LOSS_RESERVED] += info->reserved != HWREG_RESERVED_KEEP;
	svd->lost[LOSS_CONDITIONS] += words_obstacle(svd->board, reg) || has_rules(svd, reg);
	for (unsigned int kind = HWREG_ALIAS_SET; kind <= HWREG_ALIAS_TOGGLE; kind++)
		if (hwreg_register_alias(svd->board, reg, kind, &address) == 0) {
			svd->lost[LOSS_ALIASES]++;
			break;
		}
}

/* The name of a register or cluster on its level; of an array with %s for the number, and first the
 * array itself */
static void put_name(struct svd_file *svd, const struct repeat *repeat, size_t skip)
{
	const char *name = repeat->name + skip, *rest = repeat->name + repeat->at + repeat->digits;
	int before = (int)(repeat->at - skip), after = (int)(repeat->name + repeat->length - rest);
	char index[64], array[MAX_ARRAY_NAME];

	if (repeat->count == 1) {
		svd_put_text(svd, "name", repeat->cluster ? repeat->about.name + skip : name);
		return;
	}
	svd_put_number(svd, "dim", repeat->count);
	svd_put_hex(svd, "dimIncrement", repeat->stride);
	snprintf(index, sizeof(index), "%u-%u", repeat->number, repeat->number + repeat->count - 1);
	svd_put_text(svd, "dimIndex", index);
	snprintf(array, sizeof(array), "%.*s%%s%.*s", before, name, after, rest);
	svd_put_text(svd, "name", array);
}

static void put_register(struct svd_file *svd, uint32_t index, const struct repeat *repeat,
			 size_t skip, uint64_t base)
{
	const struct hwreg_register *reg = hwreg_board_register(svd->board, index);
	struct hwreg_register_info info = { .size = sizeof(info) };
	struct svd_policy policy;
	uint64_t all;

	hwreg_register_describe(svd->board, reg, &info);
	policy = svd_policy_words(info.read, info.write);
	all = info.width < 64 ? (UINT64_C(1) << info.width) - 1 : UINT64_MAX;
	warn_register(svd, reg, &info, &policy);
	svd_put_open(svd, "register");
	put_name(svd, repeat, skip);
	svd_put_description(svd, info.description);
	svd_put_hex(svd, "addressOffset", info.address - base);
	svd_put_number(svd, "size", info.width);
	svd_put_text(svd, "access", policy.access);
	if (info.reset_mask)
		svd_put_hex(svd, "resetValue", info.reset);
	if (info.reset_mask && info.reset_mask != all)
		svd_put_hex(svd, "resetMask", info.reset_mask);
	if (strcmp(policy.modified, "modify") != 0)
		svd_put_text(svd, "modifiedWriteValues", policy.modified);
	if (policy.action)
		svd_put_text(svd, "readAction", policy.action);
	if (info.field_count)
		svd_put_fields(svd, reg, &info, &policy);
	svd_put_close(svd, "register");
}

/* ---- Clusters ---------------------------------------------------------------------------------- */

static bool is_left_out(const struct svd_file *svd, uint32_t index)
{
	const char *obstacle = words_obstacle(svd->board, hwreg_board_register(svd->board, index));

	return obstacle && !strcmp(obstacle, "window");
}

/* An array only if none has its name, as when a register is missing in between */
static void check_array(struct svd_file *svd, struct repeat *repeat)
{
	const char *rest = repeat->name + repeat->at + repeat->digits;
	char name[MAX_ARRAY_NAME];

	if (repeat->count == 1)
		return;
	if (repeat->length < sizeof(name) - 8) {
		snprintf(name, sizeof(name), "%.*s%%s%.*s", (int)repeat->at, repeat->name,
			 (int)(repeat->name + repeat->length - rest), rest);
		if (names_take(&svd->arrays, name))
			return;
	}
	repeat->count = 1;
}

/* Registers from @first to before @last, whose names have @skip characters of what they are in; there
 * are not more levels than a board may have */
static void put_level(struct svd_file *svd, uint32_t first, uint32_t last, size_t skip,
		      uint64_t base)
{
	struct repeat repeat;

	for (; first < last; first += repeat.size * repeat.count) {
		repeat_find(svd->board, first, last, skip, &svd->cluster, &repeat);
		check_array(svd, &repeat);
		if (!repeat.cluster) {
			put_register(svd, first, &repeat, skip, base);
			continue;
		}
		if (is_left_out(svd, first)) {
			repeat.count = 1;
			svd_tell(svd, "%s: left out: SVD has no registers behind others",
				 repeat.about.name);
			continue;
		}
		svd_put_open(svd, "cluster");
		put_name(svd, &repeat, skip);
		svd_put_text(svd, "description", repeat.about.description);
		svd_put_hex(svd, "addressOffset", repeat.about.address - base);
		put_level(svd, first, first + repeat.size, repeat.length + 1, repeat.about.address);
		svd_put_close(svd, "cluster");
	}
}

void svd_put_registers(struct svd_file *svd, const struct hwreg_block_info *block)
{
	svd_put_open(svd, "registers");
	put_level(svd, block->first_register, block->first_register + block->register_count,
		  strlen(block->name) + 1, block->base);
	svd_put_close(svd, "registers");
}
