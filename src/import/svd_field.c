// SPDX-License-Identifier: MIT
/* svd_field.c - fields of a register */
#include "svd.h"

#include <stdlib.h>
#include <string.h>

/* ---- bits: [msb:lsb], or lsb and msb, or bitOffset and bitWidth ---- */

static bool parse_range(struct svd *svd, const struct svd_node *node, uint64_t *high, uint64_t *low)
{
	const char *text = node->text ? node->text : "";
	size_t first = text[0] == '[' ? strspn(text + 1, "0123456789") : 0;
	size_t second =
		first && text[1 + first] == ':' ? strspn(text + 2 + first, "0123456789") : 0;

	if (!first || !second || first > 4 || second > 4 ||
	    strcmp(text + 2 + first + second, "]") != 0)
		return svd_error(svd, node, "bitRange: '%.64s' is not [high:low]", text);
	*high = strtoull(text + 1, NULL, 10);
	*low = strtoull(text + 2 + first, NULL, 10);
	return true;
}

static bool read_bits(struct svd *svd, const struct svd_node *node, uint64_t *high, uint64_t *low)
{
	const struct svd_node *range = svd_child(node, TAG_bitRange);
	uint64_t width = 1;

	/* an own form of bits goes before an inherited one */
	if (range &&
	    (range->parent == node || (!svd_own(node, TAG_bitOffset) && !svd_own(node, TAG_lsb))))
		return parse_range(svd, range, high, low);
	if (svd_child(node, TAG_lsb) && !svd_own(node, TAG_bitOffset))
		return svd_number(svd, svd_child(node, TAG_lsb), low) &&
		       svd_needed_number(svd, node, TAG_msb, high);
	if (!svd_child(node, TAG_bitOffset))
		return svd_error(svd, node, "<field> has no bits: bitRange, lsb or bitOffset");
	if (!svd_number(svd, svd_child(node, TAG_bitOffset), low) ||
	    !svd_child_number(svd, node, TAG_bitWidth, &width))
		return false;
	*high = width - 1 > UINT64_MAX - *low ? UINT64_MAX : *low + (width - 1);
	if (width == 0)
		return svd_error(svd, node, "bitWidth: a field has at least one bit");
	return true;
}

static bool check_bits(struct svd *svd, const struct svd_node *node, uint64_t high, uint64_t low,
		       const struct svd_dim *dim, unsigned int width)
{
	uint64_t last;

	if (high < low)
		return svd_error(svd, node, "%s: its bits are [%llu:%llu]; the higher comes first",
				 svd_text(node, TAG_name), (unsigned long long)high,
				 (unsigned long long)low);
	if (__builtin_mul_overflow(dim->stride, dim->count - 1, &last) ||
	    __builtin_add_overflow(last, high, &last) || last >= width)
		return svd_error(svd, node, "%s: its bits are not all in the %u of its register",
				 svd_text(node, TAG_name), width);
	return true;
}

/* ---- fields ---- */

struct fields {
	const struct svd_props *props;
	unsigned int width;
	struct dict taken;
	struct svd_field **link;
	uint64_t covered;
};

static uint64_t mask_of(unsigned int high, unsigned int low)
{
	return (UINT64_MAX >> (63 - (high - low))) << low;
}

static void add_field(struct svd *svd, struct fields *fields, const struct svd_field *like,
		      unsigned int shift, const char *name)
{
	struct svd_field *field = pool_alloc(&svd->pool, sizeof(*field));
	uint64_t mask;

	*field = *like;
	field->name.text = name;
	field->high += shift;
	field->low += shift;
	mask = mask_of(field->high, field->low);
	field->overlap = (fields->covered & mask) != 0;
	fields->covered |= mask;
	*fields->link = field;
	fields->link = &field->next;
}

static bool read_field(struct svd *svd, const struct svd_node *node, struct fields *fields)
{
	struct svd_props props = *fields->props;
	struct svd_field field = { .node = node };
	struct svd_dim dim;
	uint64_t high = 0, low = 0;

	if (!svd_props_read(svd, node, &props) || !svd_dim_read(svd, node, &dim) ||
	    !read_bits(svd, node, &high, &low) ||
	    !check_bits(svd, node, high, low, &dim, fields->width) ||
	    !svd_make(svd, node, dim.count))
		return false;
	field.high = (unsigned int)high;
	field.low = (unsigned int)low;
	field.policy = svd_policy_of(svd, node, &props);
	field.description = svd_line(svd, svd_child(node, TAG_description));
	field.name = svd_name_take(svd, &fields->taken, node, svd_text(node, TAG_name), &dim);
	if (!svd_enums_read(svd, node, field.high - field.low + 1, &field.enums))
		return false;
	for (uint32_t i = 0; i < dim.count; i++)
		add_field(svd, fields, &field, (unsigned int)(i * dim.stride),
			  svd_element(svd, field.name.text, &dim, i));
	return true;
}

bool svd_fields_read(struct svd *svd, const struct svd_node *node, const struct svd_props *props,
		     unsigned int width, struct svd_field **out)
{
	struct fields fields = { .props = props, .width = width, .link = out };
	const struct svd_members *members = svd_members(svd, node);

	if (!members)
		return false;
	for (size_t i = 0; i < members->count; i++)
		if (!read_field(svd, members->list[i], &fields))
			return false;
	return true;
}
