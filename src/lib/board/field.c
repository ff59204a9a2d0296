// SPDX-License-Identifier: MIT
/* field.c - fields of a register: bits, pieces, enumerators, policies */
#include "type.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy.h"

enum {
	KEY_BITS,
	KEY_DESCRIPTION,
	KEY_POLICY,
	KEY_READ,
	KEY_WRITE,
	KEY_ENUM,
	KEY_VOLATILE,
	KEY_SIGNED,
	KEY_SCALE,
	KEY_OFFSET,
	KEY_UNIT,
	KEY_OVERLAP,
	KEY_COUNT,
};

static const struct key field_keys[KEY_COUNT] = {
	[KEY_BITS] = { "bits", true },          [KEY_DESCRIPTION] = { "description", false },
	[KEY_POLICY] = { "policy", false },     [KEY_READ] = { "read", false },
	[KEY_WRITE] = { "write", false },       [KEY_ENUM] = { "enum", false },
	[KEY_VOLATILE] = { "volatile", false }, [KEY_SIGNED] = { "signed", false },
	[KEY_SCALE] = { "scale", false },       [KEY_OFFSET] = { "offset", false },
	[KEY_UNIT] = { "unit", false },         [KEY_OVERLAP] = { "overlap", false },
};

/* ---- policies, of registers too ---- */

static void unknown_policy(struct loader *loader, const struct scope *scope,
			   const struct node *node, const char *help)
{
	loader_report(loader, CHECK_POLICY_UNKNOWN, node_place(node), "%s%s: '%.64s' is none of %s",
		      scope_prefix(loader, scope), node->key, node->text, help);
}

void policy_read(struct loader *loader, const struct scope *scope, const struct node *policy,
		 const struct node *read, const struct node *write, struct policy *out)
{
	enum hwreg_read_policy r = out->read;
	enum hwreg_write_policy w = out->write;
	const char *text;

	if (policy && (read || write)) {
		const struct node *other = read ? read : write;

		loader_report(loader, CHECK_POLICY_CONFLICT, node_key_place(policy),
			      "%s'policy' and '%s' (%u:%u) say the same thing twice",
			      scope_prefix(loader, scope), other->key, other->key_line,
			      other->key_column);
	}
	if (policy && value_text(loader, scope, policy, &text) && !hwreg_policy_parse(text, &r, &w))
		unknown_policy(
			loader, scope, policy,
			"rw ro wo w1c w1s w1t w0c w0s w0t rc rs wc ws wrc wrs wsrc wcrs w1src "
			"w1crs w0src w0crs woc wos w1 wo1");
	if (read && value_text(loader, scope, read, &text) && !hwreg_read_policy_parse(text, &r))
		unknown_policy(loader, scope, read, "value none clear set effect");
	if (write && value_text(loader, scope, write, &text) && !hwreg_write_policy_parse(text, &w))
		unknown_policy(loader, scope, write,
			       "value none 1c 1s 1t 0c 0s 0t clear set once effect");
	out->read = r;
	out->write = w;
}

/* ---- bits ---- */

static uint64_t mask_of(unsigned int high, unsigned int low)
{
	return (UINT64_MAX >> (63 - (high - low))) << low;
}

static bool number_of(const char *text, size_t length, uint64_t *out)
{
	char number[24];

	if (!length || length >= sizeof(number))
		return false;
	memcpy(number, text, length);
	number[length] = '\0';
	return hwreg_number_parse(number, out, NULL) == 0;
}

/**
 * struct numbering - how bits of a register are given
 * @width: so many there are
 * @msb0: 0 is the most significant, so that the lower number comes first
 */
struct numbering {
	unsigned int width;
	bool msb0;
};

static void report_reversed(struct loader *loader, const struct scope *scope,
			    const struct node *node, bool msb0)
{
	const char *colon = strchr(node->text, ':');

	loader_report(loader, CHECK_BITS_REVERSED, node_place(node),
		      "%sbits: the %s comes first: \"%.20s:%.*s\"", scope_prefix(loader, scope),
		      msb0 ? "more significant bit, with msb0 the lower number," : "higher bit",
		      colon + 1, (int)(colon - node->text), node->text);
}

/* The two ends of a piece as they are written, the most significant first */
static bool ends_read(struct loader *loader, const struct scope *scope, const struct node *node,
		      const struct numbering *numbering, uint64_t ends[2])
{
	const char *colon;

	if (node->kind != NODE_TEXT || !node->text[0]) {
		loader_report(loader, CHECK_TYPE_MISMATCH, node_place(node),
			      "%sbits: a bit or \"high:low\" is needed here, not %s",
			      scope_prefix(loader, scope), node_kind_name(node));
		return false;
	}
	colon = strchr(node->text, ':');
	if (!number_of(node->text, strcspn(node->text, ":"), &ends[0]) ||
	    (colon && !number_of(colon + 1, strlen(colon + 1), &ends[1]))) {
		loader_report(loader, CHECK_BITS_SYNTAX, node_place(node),
			      "%sbits: '%.64s' is neither a bit nor \"high:low\"",
			      scope_prefix(loader, scope), node->text);
		return false;
	}
	if (!colon)
		ends[1] = ends[0];
	if (numbering->msb0 ? ends[0] <= ends[1] : ends[0] >= ends[1])
		return true;
	report_reversed(loader, scope, node, numbering->msb0);
	return false;
}

/* One piece: a bit, or high:low. */
static bool piece_read(struct loader *loader, const struct scope *scope, const struct node *node,
		       const struct numbering *numbering, struct image_piece *piece)
{
	unsigned int last = numbering->width - 1;
	uint64_t ends[2], highest;

	if (!ends_read(loader, scope, node, numbering, ends))
		return false;
	highest = ends[numbering->msb0];
	if (highest > last) {
		loader_report(loader, CHECK_FIELD_RANGE, node_place(node),
			      "%sbits: the register has the bits %u-%u, no bit %llu",
			      scope_prefix(loader, scope), numbering->msb0 ? 0 : last,
			      numbering->msb0 ? last : 0, (unsigned long long)highest);
		return false;
	}
	for (int i = 0; numbering->msb0 && i < 2; i++)
		ends[i] = last - ends[i];
	*piece = (struct image_piece){ (uint16_t)ends[0], (uint16_t)ends[1] };
	return true;
}

/* The lowest of all bits, from which on the mask counts; 0 where that holds all bits of the register */
static unsigned int shift_of(const struct image_piece *pieces, uint32_t count, unsigned int width)
{
	unsigned int lowest = width > 64 ? pieces[0].low : 0;

	for (uint32_t i = 1; i < count; i++)
		if (pieces[i].low < lowest)
			lowest = pieces[i].low;
	return lowest;
}

/* Into the mask goes what the pieces say, once all are known */
static bool mask_make(struct loader *loader, const struct scope *scope, const struct node *node,
		      unsigned int width, struct hwreg_field *field)
{
	const struct image_piece *pieces = draft_array(loader, IMAGE_PIECES);
	const struct node *each = node->kind == NODE_LIST ? node->first : node;
	uint64_t mask;

	pieces += field->first_piece;
	field->shift = (uint8_t)shift_of(pieces, field->piece_count, width);
	for (uint32_t i = 0; i < field->piece_count; i++, each = each->next) {
		if (pieces[i].high - field->shift > 63) {
			loader_report(loader, CHECK_FIELD_RANGE, node_place(each),
				      "%sbits: a field has its bits within 64",
				      scope_prefix(loader, scope));
			return false;
		}
		mask = mask_of(pieces[i].high - field->shift, pieces[i].low - field->shift);
		if (field->mask & mask) {
			loader_report(loader, CHECK_PIECE_OVERLAP, node_place(each),
				      "%sbits: '%s' is in an earlier piece too",
				      scope_prefix(loader, scope), each->text);
			return false;
		}
		field->mask |= mask;
	}
	return true;
}

static bool pieces_read(struct loader *loader, const struct scope *scope, const struct node *node,
			const struct numbering *numbering, struct hwreg_field *field)
{
	const struct node *first = node->kind == NODE_LIST ? node->first : node;

	field->first_piece = draft_count(loader, IMAGE_PIECES);
	if (!first) {
		loader_report(loader, CHECK_BITS_SYNTAX, node_place(node), "%sbits: no bits",
			      scope_prefix(loader, scope));
		return false;
	}
	for (const struct node *each = first; each;
	     each = node->kind == NODE_LIST ? each->next : NULL) {
		struct image_piece piece, *slot;

		if (!piece_read(loader, scope, each, numbering, &piece))
			return false;
		slot = draft_push(loader, IMAGE_PIECES, 1);
		if (!slot)
			return false;
		*slot = piece;
		field->piece_count++;
	}
	return mask_make(loader, scope, node, numbering->width, field);
}

/* ---- enumerators ---- */

static bool enumerator_read(struct loader *loader, const struct scope *scope,
			    const struct node *node, struct image_enumerator *out)
{
	static const struct key keys[] = { { "value", true }, { "description", false } };
	const struct scope inner = { scope, node->key };
	const struct node *values[2] = { node, NULL };

	if (!name_check(loader, scope, node, false))
		return false;
	if (node->kind == NODE_MAPPING && !keys_read(loader, &inner, node, keys, 2, values))
		return false;
	if (!values[0] || !value_number(loader, &inner, values[0], &out->value))
		return false;
	out->name = draft_string(loader, node->key);
	out->description = value_description(loader, &inner, values[1]);
	return true;
}

struct enum_value {
	uint64_t value;
	const struct node *node;
};

static int compare_values(const void *a, const void *b)
{
	const struct enum_value *x = a, *y = b;

	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	if (x->node->key_line != y->node->key_line)
		return x->node->key_line < y->node->key_line ? -1 : 1;
	return x->node->key_column < y->node->key_column ? -1 : 1;
}

static void check_duplicate_values(struct loader *loader, const struct scope *scope,
				   struct array *seen)
{
	struct enum_value *values = seen->data;

	if (seen->count < 2)
		return;
	array_sort(values, seen->count, sizeof(*values), compare_values);
	for (size_t i = 1; i < seen->count; i++)
		if (values[i].value == values[i - 1].value)
			loader_report(loader, CHECK_ENUM_DUPLICATE, node_key_place(values[i].node),
				      "%s%s has the value of %s (%u:%u)",
				      scope_prefix(loader, scope), values[i].node->key,
				      values[i - 1].node->key, values[i - 1].node->key_line,
				      values[i - 1].node->key_column);
}

static void enum_read(struct loader *loader, const struct scope *scope, const struct node *node,
		      struct hwreg_field *field)
{
	struct array seen = { .size = sizeof(struct enum_value) };
	unsigned int width = (unsigned int)__builtin_popcountll(field->mask);

	if (!value_mapping(loader, scope, node))
		return;
	field->first_enumerator = draft_count(loader, IMAGE_ENUMERATORS);
	for (const struct node *each = node->first; each; each = each->next) {
		struct image_enumerator enumerator = { 0 }, *slot;
		struct enum_value *value;

		if (!enumerator_read(loader, scope, each, &enumerator))
			continue;
		if (width && width < 64 && enumerator.value >> width) {
			loader_report(loader, CHECK_ENUM_RANGE, node_key_place(each),
				      "%s%s: 0x%llx does not fit %u bit%s",
				      scope_prefix(loader, scope), each->key,
				      (unsigned long long)enumerator.value, width,
				      width == 1 ? "" : "s");
			continue;
		}
		slot = draft_push(loader, IMAGE_ENUMERATORS, 1);
		value = array_push(&loader->arena, &seen, 1);
		if (!slot || !value)
			return;
		*slot = enumerator;
		*value = (struct enum_value){ enumerator.value, each };
		field->enumerator_count++;
	}
	check_duplicate_values(loader, scope, &seen);
}

/* ---- fields ---- */

static uint32_t flag(struct loader *loader, const struct scope *scope, const struct node *node,
		     uint32_t bit, bool otherwise)
{
	bool value = otherwise;

	if (node)
		value_bool(loader, scope, node, &value);
	return value ? bit : 0;
}

static void field_read_values(struct loader *loader, const struct scope *scope,
			      const struct node *const *values, bool is_volatile,
			      struct hwreg_field *field)
{
	const char *unit;

	field->scale = 1;
	field->flags |=
		flag(loader, scope, values[KEY_VOLATILE], HWREG_FIELD_VOLATILE, is_volatile);
	field->flags |= flag(loader, scope, values[KEY_SIGNED], HWREG_FIELD_SIGNED, false);
	field->flags |= flag(loader, scope, values[KEY_OVERLAP], HWREG_FIELD_OVERLAP, false);
	if (values[KEY_SCALE] || values[KEY_OFFSET] || values[KEY_UNIT])
		field->flags |= HWREG_FIELD_SCALED;
	if (values[KEY_SCALE])
		value_decimal(loader, scope, values[KEY_SCALE], &field->scale);
	if (values[KEY_OFFSET])
		value_decimal(loader, scope, values[KEY_OFFSET], &field->offset);
	if (values[KEY_UNIT] && value_text(loader, scope, values[KEY_UNIT], &unit))
		field->unit = draft_string(loader, unit);
	field->description = value_description(loader, scope, values[KEY_DESCRIPTION]);
	if (values[KEY_ENUM])
		enum_read(loader, scope, values[KEY_ENUM], field);
}

static void field_read(struct loader *loader, const struct scope *scope, const struct node *node,
		       const struct defaults *inherited, bool is_volatile, unsigned int width,
		       struct hwreg_field *field)
{
	const struct node *values[KEY_COUNT] = { NULL };
	const struct numbering numbering = { width, inherited->msb0 };
	struct policy policy = inherited->policy;

	if (node->kind != NODE_MAPPING)
		values[KEY_BITS] = node;
	else
		keys_read(loader, scope, node, field_keys, KEY_COUNT, values);
	field->name = draft_string(loader, node->key);
	if (!values[KEY_BITS] || !pieces_read(loader, scope, values[KEY_BITS], &numbering, field))
		field->mask = 0;
	policy_read(loader, scope, values[KEY_POLICY], values[KEY_READ], values[KEY_WRITE],
		    &policy);
	field->read = policy.read;
	field->write = policy.write;
	field_read_values(loader, scope, values, is_volatile, field);
}

/* "9-4" or "7" for messages: the bits that two fields share */
static const char *bits_text(struct loader *loader, const struct hwreg_field *field)
{
	int high = 63 - __builtin_clzll(field->mask) + field->shift;
	int low = __builtin_ctzll(field->mask) + field->shift;
	const char *text = high == low
				   ? arena_format(&loader->arena, "bit %d overlaps", high)
				   : arena_format(&loader->arena, "bits %d-%d overlap", high, low);

	return text ? text : "";
}

static void check_overlap(struct loader *loader, const struct scope *scope,
			  const struct node *const *owners, const struct node *node,
			  const struct hwreg_field *field)
{
	for (uint64_t left = field->mask; left; left &= left - 1) {
		const struct node *owner = owners[field->shift + __builtin_ctzll(left)];

		if (!owner)
			continue;
		loader_report(loader, CHECK_FIELD_OVERLAP, node_key_place(node), "%s%s %s (%u:%u)",
			      scope_prefix(loader, scope), bits_text(loader, field), owner->key,
			      owner->key_line, owner->key_column);
		return;
	}
}

void fields_read(struct loader *loader, const struct scope *scope, const struct node *node,
		 const struct defaults *inherited, bool is_volatile, struct hwreg_register *reg,
		 bool *all_covered)
{
	/* a mask at a high shift may reach beyond the register, but has no bits there */
	const struct node *owners[HWREG_WIDEST + 64] = { NULL };
	bool covered[HWREG_WIDEST + 64] = { false };

	reg->first_field = draft_count(loader, IMAGE_FIELDS);
	if (!value_mapping(loader, scope, node))
		return;
	for (const struct node *each = node->first; each && !loader_failed(loader);
	     each = each->next) {
		const struct scope inner = { scope, each->key };
		struct hwreg_field field = { 0 }, *slot;

		name_check(loader, scope, each, false);
		field_read(loader, &inner, each, inherited, is_volatile, reg->width, &field);
		for (uint64_t left = field.mask; left; left &= left - 1)
			covered[field.shift + __builtin_ctzll(left)] = true;
		slot = draft_push(loader, IMAGE_FIELDS, 1);
		if (!slot)
			return;
		*slot = field;
		reg->field_count++;
		if (field.flags & HWREG_FIELD_OVERLAP)
			continue;
		check_overlap(loader, &inner, owners, each, &field);
		for (uint64_t left = field.mask; left; left &= left - 1)
			owners[field.shift + __builtin_ctzll(left)] = each;
	}
	*all_covered = memchr(covered, 0, reg->width) == NULL;
}
