// SPDX-License-Identifier: MIT
/* snapshots_show.c - registers that differ, or were written: text and JSON */
#include "json.h"
#include "output.h"
#include "snapshots.h"

#include <string.h>

static bool is_alone(const struct hwreg_snapshot_entry *entry)
{
	return entry->result == HWREG_SNAPSHOT_FIRST_ALONE ||
	       entry->result == HWREG_SNAPSHOT_SECOND_ALONE;
}

static bool is_shown(const struct hwreg_snapshot_entry *entry)
{
	return entry->result == HWREG_SNAPSHOT_DIFFERS || entry->result == HWREG_SNAPSHOT_WRITTEN ||
	       is_alone(entry);
}

/* ---- Text -------------------------------------------------------------------------------------- */

static void add_layout(struct layout *layout, const struct context *context,
		       const struct hwreg_snapshot_entry *entry)
{
	unsigned int length = (unsigned int)strlen(entry->key);

	layout_add(layout, context, &entry->item);
	if (length > layout->name)
		layout->name = length;
}

static uint64_t described_bits(const struct context *context, const struct hwreg_register *reg)
{
	struct hwreg_field_info info = { .size = sizeof(info) };
	const struct hwreg_field *field;
	uint64_t bits = 0;

	for (uint32_t i = 0; (field = hwreg_register_field(context->board, reg, i)); i++) {
		hwreg_field_describe(context->board, field, &info);
		bits |= info.mask;
	}
	return bits;
}

/* Bits that differ and do not count are shown as if they were the same */
static void show_fields(const struct context *context, const struct hwreg_snapshot_entry *entry)
{
	uint64_t described = described_bits(context, entry->item.reg);
	uint64_t bare = entry->bits & ~described;
	char number[NUMBER_SIZE];

	text_changes(context, entry->item.reg, entry->after ^ entry->bits, entry->after);
	if (bare && described)
		output_print("    bits %s, which no field describes\n",
			     number_format(number, bare, entry->item.width, FORMAT_HEX, false));
}

static void show_line(const struct context *context, const struct layout *layout,
		      const struct hwreg_snapshot_entry *entry)
{
	unsigned int digits = layout->digits > 8 ? layout->digits : 8, width = entry->item.width;
	enum format format = context->settings.format;
	char after[NUMBER_SIZE], before[NUMBER_SIZE];

	output_print("%s%-*s%s  0x%0*llx", output_bold(true), (int)layout->name, entry->key,
		     output_bold(false), (int)digits,
		     (unsigned long long)item_number(&entry->item));
	number_format(after, entry->after, width, format, true);
	number_format(before, entry->before, width, format, true);
	if (is_alone(entry))
		output_print(" = %s, in the %s file alone\n", after,
			     entry->result == HWREG_SNAPSHOT_FIRST_ALONE ? "first" : "second");
	else if (entry->known)
		output_print(" = %s (was %s)\n", after, before);
	else
		output_print(" = %s\n", after);
}

static void show_text(const struct context *context, const struct layout *layout,
		      const struct hwreg_snapshot_entry *entry)
{
	if (context->settings.quiet) {
		output_print("%s\n", entry->key);
		return;
	}
	show_line(context, layout, entry);
	if (entry->item.reg && entry->known && !is_alone(entry))
		show_fields(context, entry);
}

/* ---- JSON -------------------------------------------------------------------------------------- */

static const char *const results[] = {
	[HWREG_SNAPSHOT_DIFFERS] = "differs",
	[HWREG_SNAPSHOT_WRITTEN] = "written",
	[HWREG_SNAPSHOT_CHANGING] = "volatile",
	[HWREG_SNAPSHOT_NOT_COMPARED] = "not compared",
	[HWREG_SNAPSHOT_LEFT_OUT] = "left out",
	[HWREG_SNAPSHOT_FIRST_ALONE] = "first alone",
	[HWREG_SNAPSHOT_SECOND_ALONE] = "second alone",
};

static struct json_object *changed_fields(const struct context *context,
					  const struct hwreg_snapshot_entry *entry)
{
	struct hwreg_field_info info = { .size = sizeof(info) };
	struct json_object *array = json_make_array();
	const struct hwreg_field *field;

	for (uint32_t i = 0;
	     entry->item.reg && (field = hwreg_register_field(context->board, entry->item.reg, i));
	     i++) {
		hwreg_field_describe(context->board, field, &info);
		if (entry->bits & info.mask)
			json_push_text(array, info.name);
	}
	return array;
}

static struct json_object *json_value(const struct context *context,
				      const struct hwreg_snapshot_entry *entry, uint64_t value)
{
	return json_item(json_make_object(), context, &entry->item, value);
}

static void show_json(struct context *context, const struct hwreg_snapshot_entry *entry)
{
	struct json_object *object = json_make_object();
	bool first = entry->result != HWREG_SNAPSHOT_SECOND_ALONE && entry->known;
	bool second = entry->result == HWREG_SNAPSHOT_DIFFERS ||
		      entry->result == HWREG_SNAPSHOT_WRITTEN ||
		      entry->result == HWREG_SNAPSHOT_SECOND_ALONE;

	json_put_text(object, "key", entry->key);
	json_put_text(object, "result", results[entry->result]);
	if (entry->why)
		json_put_text(object, "why", entry->why);
	if (first)
		json_put(object, "before", json_value(context, entry, entry->before));
	if (second)
		json_put(object, "after", json_value(context, entry, entry->after));
	if (first && second)
		json_put(object, "changed", changed_fields(context, entry));
	json_append(context, "registers", object);
}

/* ---- Both -------------------------------------------------------------------------------------- */

void outcome_show(struct context *context, const struct outcome *outcome)
{
	struct layout layout = { 0 };

	for (uint32_t i = 0; json_wanted(context) && i < outcome->count; i++)
		show_json(context, &outcome->list[i].entry);
	if (json_wanted(context))
		return;
	for (uint32_t i = 0; i < outcome->count; i++)
		if (is_shown(&outcome->list[i].entry))
			add_layout(&layout, context, &outcome->list[i].entry);
	for (uint32_t i = 0; i < outcome->count; i++)
		if (is_shown(&outcome->list[i].entry))
			show_text(context, &layout, &outcome->list[i].entry);
}
