// SPDX-License-Identifier: MIT
/* dt_yaml.c - regions to a board in YAML */
#include "dt.h"

#include <text_stream.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_CELLS 700ul /* of interrupts; so many fit a text of a board */
#define MAX_NAMED 64 /* nodes that are named in one comment */
#define MAX_STRINGS 16 /* of compatible */
#define MAX_QUOTED 2048

/* What is not printable is not worth an escape: device trees are ASCII */
static void put_text(FILE *out, const char *text)
{
	for (; *text; text++)
		fputc(*text >= ' ' && *text <= '~' ? *text : '?', out);
}

static void put_quoted(FILE *out, const char *text)
{
	const char *end = text + strnlen(text, MAX_QUOTED);

	fputc('"', out);
	for (; text < end; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', out);
		fputc(*text >= ' ' && *text <= '~' ? *text : '?', out);
	}
	fputc('"', out);
}

/* ---- the head ---- */

static void put_board_name(FILE *out, const char *compatible)
{
	const char *name = compatible && *compatible ? compatible : "unnamed";

	for (const char *c = name; *c && c < name + 64; c++) {
		bool good = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
			    (*c >= '0' && *c <= '9') || (c > name && strchr("._+-", *c));

		fputc(good ? *c : c > name ? '-' : '_', out);
	}
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void put_includes(struct dt *dt, FILE *out)
{
	const char **files = pool_alloc(&dt->pool, (dt->types.count + 1) * sizeof(*files));
	size_t count = 0;

	for (size_t i = 0; i < dt->types.room; i++) {
		struct dt_type *type = dt->types.slots[i].key ? dt->types.slots[i].value : NULL;

		if (!type || !type->included)
			continue;
		files[count++] = type->file;
		type->included = false; /* for its other names */
	}
	qsort(files, count, sizeof(*files), compare_texts);
	for (size_t i = 0; i < count; i++)
		if (!i || strcmp(files[i - 1], files[i]) != 0)
			fprintf(out, "%s%s", i ? ", " : "include: [", files[i]);
	fputs(count ? "]\n" : "", out);
}

static void put_head(struct dt *dt, FILE *out)
{
	const char *compatible = dt_string(dt_prop(dt->root, "compatible"), 0);
	const char *model = dt_string(dt_prop(dt->root, "model"), 0);

	fputs("# Made by hwreg import dt from ", out);
	put_text(out, dt->path);
	fputs("\n#\n# A type without registers only says how large a block is: peek BLOCK+OFFSET "
	      "reads it.\n",
	      out);
	fputs("hwreg: 1\nboard: ", out);
	put_board_name(out, compatible);
	fputc('\n', out);
	if ((model && *model) || (compatible && *compatible)) {
		fputs("description: ", out);
		put_quoted(out, model && *model ? model : compatible);
		fputc('\n', out);
	}
	if (compatible && *compatible) {
		fputs("match: {compatible: ", out);
		put_quoted(out, compatible);
		fputs("}\n", out);
	} else {
		dt_warn(dt, NULL, "the root has no compatible: give the board a match");
	}
	put_includes(dt, out);
}

/* ---- blocks ---- */

static void put_compatible(FILE *out, const struct dt_node *node)
{
	const struct dt_prop *prop = dt_prop(node, "compatible");
	const char *text;

	for (unsigned int i = 0; i < MAX_STRINGS && (text = dt_string(prop, i)); i++) {
		fputs(i ? ", " : "    x-compatible: [", out);
		put_quoted(out, text);
	}
	fputs(prop && prop->size ? "]\n" : "", out);
}

static void put_cells(struct dt *dt, FILE *out, const struct dt_node *node, const char *name)
{
	const struct dt_prop *prop = dt_prop(node, name);

	if (!prop || !prop->size)
		return;
	if (prop->size % 4) {
		dt_warn(dt, node, "%s has %zu bytes, which are no cells; left out", name,
			prop->size);
		return;
	}
	fprintf(out, "    x-%s: \"", name);
	for (size_t at = 0; at < prop->size && at < 4 * MAX_CELLS; at += 4)
		fprintf(out, "%s%u", at ? " " : "", dt_cell(prop, at));
	fputs(prop->size > 4 * MAX_CELLS ? " ...\"\n" : "\"\n", out);
}

static void put_description(struct dt *dt, FILE *out, const struct dt_region *region)
{
	const char *compatible = dt_string(dt_prop(region->node, "compatible"), 0);
	const char *what = region->type ? region->type->description : compatible;
	bool disabled = dt_is_disabled(region->node);

	fputs("    description: ", out);
	put_quoted(out, pool_format(&dt->pool, "%.400s%s%.1024s%s", what ? what : "",
				    what && *what ? ", " : "", dt_path(dt, region->node),
				    disabled ? "; disabled in the device tree" : ""));
	fputc('\n', out);
}

static void put_block(struct dt *dt, FILE *out, const struct dt_region *region)
{
	const char *status = dt_string(dt_prop(region->node, "status"), 0);

	fprintf(out, "  %s:\n    type: %s\n    base: 0x%08llx\n", region->name,
		region->type ? region->type->name : region->local->name,
		(unsigned long long)region->address);
	if (region->overlap)
		fputs("    overlap: true\n", out);
	put_description(dt, out, region);
	put_compatible(out, region->node);
	if (region->index == 0) {
		put_cells(dt, out, region->node, "interrupts");
		put_cells(dt, out, region->node, "interrupts-extended");
	}
	if (status) {
		fputs("    x-status: ", out);
		put_quoted(out, status);
		fputc('\n', out);
	}
}

static void put_local(FILE *out, const struct dt_local *local)
{
	fprintf(out, "  %s: {", local->name);
	if (local->compatible) {
		fputs("compatible: ", out);
		put_quoted(out, local->compatible);
		fputs(", ", out);
	}
	fprintf(out, "size: 0x%llx}\n", (unsigned long long)local->length);
}

/* ---- what is not in the board ---- */

static const char *const reasons[DT_REASON_COUNT] = {
	[DT_I2C] = "an I2C bus; describe its devices in spaces such as {PMIC: \"i2c:BUS:0x48\"}",
	[DT_SPI] = "an SPI bus, whose devices have no addresses",
	[DT_PCI] = "a PCI bus; hwreg targets tells its devices, for -t pci:ADDRESS/barN",
	[DT_UNMAPPED] = "not mapped to addresses of the CPU",
	[DT_OUTSIDE] = "these are outside of its ranges",
};

static void put_skipped_node(FILE *out, const struct dt_node *node)
{
	const char *compatible = dt_string(dt_prop(node, "compatible"), 0);

	fputs("#     ", out);
	put_text(out, node->name);
	if (compatible && *compatible) {
		fputs(" (", out);
		put_text(out, compatible);
		fputc(')', out);
	}
	fputc('\n', out);
}

static void put_skips(struct dt *dt, FILE *out, const struct dt_node *bus, enum dt_reason reason)
{
	struct dt_skip *list = NULL, *next;
	unsigned int count = 0;

	for (const struct dt_skip *skip = bus->skips; skip; skip = skip->next) {
		if (skip->reason != reason || !skip->node)
			continue;
		next = list; /* last first becomes first first */
		list = pool_alloc(&dt->pool, sizeof(*list));
		*list = *skip;
		list->next = next;
	}
	if (!list)
		return;
	fputs("#   ", out);
	put_text(out, dt_path(dt, bus));
	fprintf(out, ": %s:\n", reasons[reason]);
	for (; list && count < MAX_NAMED; list = list->next, count++)
		put_skipped_node(out, list->node);
	if (list)
		fputs("#     and more\n", out);
}

static void put_left_out(struct dt *dt, FILE *out)
{
	bool any = false;

	for (const struct dt_node *bus = dt->root; bus; bus = bus->following) {
		if (bus->skips && !any)
			fputs("\n# Not in this board:\n", out);
		any = any || bus->skips;
		for (int reason = 0; bus->skips && reason < DT_REASON_COUNT; reason++)
			put_skips(dt, out, bus, (enum dt_reason)reason);
	}
}

void dt_write(struct dt *dt, struct import_text *text)
{
	struct text_stream stream;
	FILE *out = text_stream_open(&stream);

	if (!out)
		dt->options->out_of_memory();
	put_head(dt, out);
	fputs(dt->region_count ? "\nblocks:\n" : "", out);
	for (size_t i = 0; i < dt->region_count; i++)
		put_block(dt, out, &dt->regions[i]);
	fputs(dt->first_local ? "\ntypes:\n" : "", out);
	for (const struct dt_local *local = dt->first_local; local; local = local->next)
		put_local(out, local);
	put_left_out(dt, out);
	if (text_stream_close(&stream) < 0)
		dt->options->out_of_memory();
	text->data = stream.text;
	text->size = stream.size;
}
