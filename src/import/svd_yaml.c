// SPDX-License-Identifier: MIT
/* svd_yaml.c - the model to the YAML that a person would have written */
#include "svd_out.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *hex(struct svd *svd, uint64_t value, int digits)
{
	return pool_format(&svd->pool, "0x%0*llx", digits, (unsigned long long)value);
}

static const char *decimal(struct svd *svd, uint64_t value)
{
	return pool_format(&svd->pool, "%llu", (unsigned long long)value);
}

static bool is_same(struct svd_policy a, struct svd_policy b)
{
	return a.read == b.read && a.write == b.write;
}

/* Only what differs from what is inherited */
static void put_policy(struct svd_pairs *pairs, struct svd_policy policy,
		       struct svd_policy inherited)
{
	const char *token = hwreg_policy_name(policy.read, policy.write);

	if (is_same(policy, inherited))
		return;
	if (token) {
		out_pair(pairs, "policy", token);
		return;
	}
	if (policy.read != inherited.read)
		out_pair(pairs, "read", hwreg_read_policy_name(policy.read));
	if (policy.write != inherited.write)
		out_pair(pairs, "write", hwreg_write_policy_name(policy.write));
}

static const char *index_list(struct svd *svd, const struct svd_dim *dim)
{
	size_t length = 3;
	char *list, *out;

	for (uint32_t i = 0; i < dim->count; i++)
		length += strlen(dim->names[i]) + 2;
	list = out = pool_alloc(&svd->pool, length);
	*out++ = '[';
	for (uint32_t i = 0; i < dim->count; i++)
		out += sprintf(out, "%s%s", i ? ", " : "", dim->names[i]);
	*out = ']';
	return list;
}

static void put_dim(struct svd *svd, struct svd_pairs *pairs, const struct svd_dim *dim)
{
	if (!dim->array)
		return;
	out_pair(pairs, "count", decimal(svd, dim->count));
	if (dim->count > 1)
		out_pair(pairs, "stride", hex(svd, dim->stride, 1));
	if (dim->names)
		out_pair(pairs, "index", index_list(svd, dim));
	else if (dim->first)
		out_pair(pairs, "index",
			 pool_format(&svd->pool, "\"%llu-%llu\"", (unsigned long long)dim->first,
				     (unsigned long long)(dim->first + dim->count - 1)));
}

/* ---- fields ---- */

static void enum_pairs(struct svd *svd, const struct svd_enum *one, struct svd_pairs *pairs)
{
	out_pair(pairs, "value", decimal(svd, one->value));
	out_pair(pairs, "description", out_scalar(svd, one->description));
}

/* NULL if they do not fit a line anyway */
static const char *enum_flow(struct svd *svd, const struct svd_enum *enums)
{
	const char *text = "";

	for (const struct svd_enum *one = enums; one; one = one->next) {
		struct svd_pairs pairs = { .count = 0 };

		enum_pairs(svd, one, &pairs);
		text = pool_format(&svd->pool, "%s%s%s: %s", text, *text ? ", " : "",
				   one->name.text, out_flow(svd, &pairs, "value"));
		if (one->name.was || strlen(text) > LINE_WIDTH)
			return NULL;
	}
	return pool_format(&svd->pool, "{%s}", text);
}

static void write_enums(struct svd_out *out, unsigned int indent, const struct svd_enum *enums)
{
	out_format(out, "%*senum:\n", (int)indent, "");
	for (const struct svd_enum *one = enums; one; one = one->next) {
		struct svd_pairs pairs = { .count = 0 };

		enum_pairs(out->svd, one, &pairs);
		out_mapping(out, indent + 2, &one->name, &pairs, "value", false);
	}
}

static void write_field(struct svd_out *out, unsigned int indent, const struct svd_field *field,
			struct svd_policy inherited)
{
	struct svd *svd = out->svd;
	struct svd_pairs pairs = { .count = 0 };
	const char *flow = field->enums ? enum_flow(svd, field->enums) : NULL;
	size_t room = indent + strlen(field->name.text) + 2;
	bool open;

	out_pair(&pairs, "bits",
		 field->high == field->low
			 ? decimal(svd, field->high)
			 : pool_format(&svd->pool, "\"%u:%u\"", field->high, field->low));
	put_policy(&pairs, field->policy, inherited);
	out_pair(&pairs, "overlap", field->overlap ? "true" : NULL);
	out_pair(&pairs, "description", out_scalar(svd, field->description));
	/* the enumerators of a field in several lines have lines of their own */
	open = field->enums &&
	       (!flow ||
		room + strlen(out_flow(svd, &pairs, NULL)) + strlen(flow) + 8 > LINE_WIDTH);
	if (!open)
		out_pair(&pairs, "enum", flow);
	out_mapping(out, indent, &field->name, &pairs, "bits", open);
	if (open)
		write_enums(out, indent + 2, field->enums);
}

/* ---- registers and clusters ---- */

static void write_items(struct svd_out *out, unsigned int indent, const struct svd_item *items,
			const struct svd_type *type);

static void write_register(struct svd_out *out, unsigned int indent, const struct svd_item *item,
			   const struct svd_type *type, struct svd_pairs *pairs)
{
	struct svd *svd = out->svd;
	uint64_t all = item->width ? UINT64_MAX >> (64 - item->width) : 0;

	if (item->width != type->width)
		out_pair(pairs, "width", decimal(svd, item->width));
	if (item->access != item->width) {
		out_pair(pairs, "access-width", decimal(svd, item->access));
		out_pair(pairs, "order", "low-first");
	}
	put_policy(pairs, item->policy, type->policy);
	if (item->has_reset)
		out_pair(pairs, "reset", hex(svd, item->reset, 1));
	if (item->has_reset && item->reset_mask != all)
		out_pair(pairs, "reset-mask", hex(svd, item->reset_mask, 1));
	out_pair(pairs, "overlap", item->overlap ? "true" : NULL);
	out_pair(pairs, "description", out_scalar(svd, item->description));
	out_mapping(out, indent, &item->name, pairs, "offset", item->fields);
	if (item->fields)
		out_format(out, "%*sfields:\n", (int)indent + 2, "");
	for (const struct svd_field *field = item->fields; field; field = field->next)
		write_field(out, indent + 4, field, item->policy);
}

static void write_items(struct svd_out *out, unsigned int indent, const struct svd_item *items,
			const struct svd_type *type)
{
	out_format(out, "%*sregisters:\n", (int)indent, "");
	for (const struct svd_item *item = items; item; item = item->next) {
		struct svd_pairs pairs = { .count = 0 };

		out_pair(&pairs, "offset", hex(out->svd, item->offset, 3));
		put_dim(out->svd, &pairs, &item->dim);
		if (!item->cluster) {
			write_register(out, indent + 2, item, type, &pairs);
			continue;
		}
		out_pair(&pairs, "description", out_scalar(out->svd, item->description));
		out_mapping(out, indent + 2, &item->name, &pairs, NULL, true);
		write_items(out, indent + 4, item->children, type);
	}
}

/* ---- types and blocks ---- */

static void write_type(struct svd_out *out, const struct svd_type *type)
{
	static const struct svd_policy rw = { HWREG_READ_VALUE, HWREG_WRITE_VALUE };
	const struct svd_name name = { type->name, NULL };
	struct svd_pairs pairs = { .count = 0 };

	out_pair(&pairs, "description", out_scalar(out->svd, type->description));
	if (type->ranges)
		out_pair(&pairs, "size", hex(out->svd, type->size, 1));
	if (type->width != 32)
		out_pair(&pairs, "width", decimal(out->svd, type->width));
	if (out->svd->big_endian)
		out_pair(&pairs, "endian", "big");
	put_policy(&pairs, type->policy, rw);
	out_text(out, "\n", 1);
	out_mapping(out, 2, &name, &pairs, NULL, true);
	if (type->items)
		write_items(out, 4, type->items, type);
}

static const char *interrupts_of(struct svd *svd, const struct svd_interrupt *interrupt)
{
	struct svd_out out = { .svd = svd };
	const char *text;

	if (!interrupt)
		return NULL;
	out_format(&out, "[");
	for (const struct svd_interrupt *each = interrupt; each; each = each->next) {
		struct svd_pairs pairs = { .count = 0 };

		out_pair(&pairs, "name", out_scalar(svd, each->name));
		out_pair(&pairs, "value", decimal(svd, each->value));
		out_pair(&pairs, "description", out_scalar(svd, each->description));
		out_format(&out, "%s%s", each == interrupt ? "" : ", ",
			   out_flow(svd, &pairs, NULL));
	}
	out_format(&out, "]");
	text = pool_copy(&svd->pool, out.data, out.size);
	free(out.data);
	return text;
}

static void write_block(struct svd_out *out, const struct svd_block *block)
{
	struct svd *svd = out->svd;
	struct svd_pairs pairs = { .count = 0 };

	out_pair(&pairs, "type", block->type->name);
	out_pair(&pairs, "base", hex(svd, block->base, 8));
	put_dim(svd, &pairs, &block->dim);
	out_pair(&pairs, "overlap", block->overlap ? "true" : NULL);
	out_pair(&pairs, "description", out_scalar(svd, block->description));
	out_pair(&pairs, "x-interrupts", interrupts_of(svd, block->interrupts));
	out_mapping(out, 2, &block->name, &pairs, NULL, false);
}

/* ---- head ---- */

/* The name of a board is that of its file too */
static const char *board_name(struct svd *svd, const char *name)
{
	char *clean = pool_copy(&svd->pool, name, strnlen(name, MAX_PART));

	for (char *c = clean; *c; c++)
		*c = isalnum((unsigned char)*c) && !(*c & 0x80) ? (char)tolower((unsigned char)*c)
								: (strchr("_+-", *c) ? *c : '_');
	return *clean && *clean != '-' ? clean : pool_format(&svd->pool, "_%s", clean);
}

static void write_head(struct svd_out *out)
{
	const struct svd_node *device = out->svd->device;
	const char *name = svd_text(device, TAG_name), *licence = svd_text(device, TAG_licenseText);
	const char *version = svd_line(out->svd, svd_own(device, TAG_version));
	const char *description = svd_line(out->svd, svd_own(device, TAG_description));
	const char *slash = strrchr(out->svd->path, '/');
	const char *file = slash ? slash + 1 : out->svd->path;

	out_comment(out, pool_format(&out->svd->pool, "Imported by hwreg from %s", file));
	out_comment(out, pool_format(&out->svd->pool, "%s%s%s%s%s", name ? name : "a device",
				     version ? ", version " : "", version ? version : "",
				     description ? ": " : "", description ? description : ""));
	if (licence && *licence) {
		out_format(out, "#\n");
		out_comment(out, licence);
	}
	out_format(out, "\nhwreg: 1\nboard: %s\n", board_name(out->svd, name ? name : "device"));
	if (description)
		out_format(out, "description: %s\n", out_scalar(out->svd, description));
	out_format(out,
		   "# match: {compatible: \"vendor,board\"}   # which machine this is; without it "
		   "hardware is refused\n");
}

void svd_write(struct svd *svd, struct import_text *text)
{
	struct svd_out out = { .svd = svd };
	bool any = false;

	write_head(&out);
	for (const struct svd_block *block = svd->blocks; block; block = block->next) {
		if (block->left_out)
			continue;
		if (!any)
			out_format(&out, "\nblocks:\n");
		any = true;
		write_block(&out, block);
	}
	if (any)
		out_format(&out, "\ntypes:");
	for (const struct svd_type *type = svd->types; type; type = type->next)
		if (type->used)
			write_type(&out, type);
	text->data = out.data;
	text->size = out.size;
}
