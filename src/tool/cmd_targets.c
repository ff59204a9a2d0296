// SPDX-License-Identifier: MIT
/* cmd_targets.c - hwreg targets: what this machine offers for -t */
#include "context.h"
#include "json.h"
#include "output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum column { SPEC, NAME, DEVICE, ADDRESSES, DRIVER, OWNER, ACCESS, COLUMNS };

static const char *const titles[COLUMNS] = { "SPEC",   "NAME",  "DEVICE", "ADDRESSES",
					     "DRIVER", "OWNER", "ACCESS" };

struct row {
	char *cells[COLUMNS];
	char *note;
};

struct table {
	struct context *context;
	struct row *rows;
	unsigned int count;
	int widths[COLUMNS];
};

static struct json_object *json_target(const struct hwreg_target_info *info)
{
	struct json_object *object = json_make_object();

	json_put_text(object, "spec", info->spec);
	json_put_text(object, "backend", info->backend);
	json_put_text(object, "name", info->name);
	json_put_text(object, "device", info->device);
	json_put_text(object, "driver", info->driver);
	json_put_text(object, "owner", info->owner);
	json_put_number(object, "address", info->address);
	json_put_number(object, "length", info->length);
	json_put_number(object, "offset", info->offset);
	json_put_bool(object, "present", info->flags & HWREG_TARGET_PRESENT);
	json_put_bool(object, "readable", info->flags & HWREG_TARGET_READABLE);
	json_put_bool(object, "writable", info->flags & HWREG_TARGET_WRITABLE);
	json_put_text(object, "note", info->note);
	return object;
}

static const char *access_word(uint32_t flags)
{
	if (!(flags & HWREG_TARGET_PRESENT))
		return "missing";
	if (flags & HWREG_TARGET_WRITABLE)
		return flags & HWREG_TARGET_READABLE ? "read, write" : "write";
	return flags & HWREG_TARGET_READABLE ? "read" : "denied";
}

static char *addresses(const struct hwreg_target_info *info)
{
	if (!info->length)
		return output_strdup("-");
	return output_strdup("0x%08llx-0x%08llx", (unsigned long long)info->address,
			     (unsigned long long)(info->address + info->length - 1));
}

static char *cell(const char *text)
{
	return output_strdup("%s", text && *text ? text : "-");
}

static int add_row(void *data, const struct hwreg_target_info *info)
{
	struct table *table = data;
	struct row *row;

	if (json_wanted(table->context)) {
		json_append(table->context, "targets", json_target(info));
		return 0;
	}
	row = realloc(table->rows, (table->count + 1) * sizeof(*row));
	if (!row)
		output_die_memory();
	table->rows = row;
	row += table->count++;
	row->cells[SPEC] = cell(info->spec);
	row->cells[NAME] = cell(info->name);
	row->cells[DEVICE] = cell(info->device);
	row->cells[ADDRESSES] = addresses(info);
	row->cells[DRIVER] = cell(info->driver);
	row->cells[OWNER] = cell(info->owner);
	row->cells[ACCESS] = cell(access_word(info->flags));
	row->note = output_strdup("%s", info->note);
	for (int i = 0; i < COLUMNS; i++)
		if ((int)strlen(row->cells[i]) > table->widths[i])
			table->widths[i] = (int)strlen(row->cells[i]);
	return 0;
}

/* The last column is not padded */
static void print_cells(const struct table *table, char *const *cells)
{
	for (int i = 0; i < COLUMNS - 1; i++)
		output_print("%-*s  ", table->widths[i], cells[i]);
	output_print("%s\n", cells[COLUMNS - 1]);
}

static void print_note(const char *note)
{
	for (size_t length; *note; note += length + (note[length] == '\n')) {
		length = strcspn(note, "\n");
		output_print("    %.*s\n", (int)length, note);
	}
}

static void print_kinds(void)
{
	const struct hwreg_target_kind *kind;
	int width = 0;

	for (unsigned int i = 0; (kind = hwreg_target_kind(i)); i++)
		if ((int)strlen(kind->form) > width)
			width = (int)strlen(kind->form);
	output_print("\nForms of SPEC:\n");
	for (unsigned int i = 0; (kind = hwreg_target_kind(i)); i++)
		output_print("  %-*s  %s\n", width, kind->form, kind->help);
}

static void print_table(struct table *table)
{
	bool quiet = table->context->settings.quiet;

	for (int i = 0; i < COLUMNS; i++)
		if ((int)strlen(titles[i]) > table->widths[i])
			table->widths[i] = (int)strlen(titles[i]);
	if (!quiet && table->count)
		print_cells(table, (char *const *)titles);
	for (unsigned int i = 0; i < table->count; i++) {
		if (quiet) {
			output_print("%s\n", table->rows[i].cells[SPEC]);
			continue;
		}
		print_cells(table, table->rows[i].cells);
		print_note(table->rows[i].note);
	}
	if (!quiet)
		print_kinds();
}

int cmd_targets(struct context *context)
{
	struct table table = { .context = context };
	int r = hwreg_target_list(add_row, &table, &context->err);

	if (r == 0 && !json_wanted(context))
		print_table(&table);
	for (unsigned int i = 0; i < table.count; i++) {
		for (int column = 0; column < COLUMNS; column++)
			free(table.rows[i].cells[column]);
		free(table.rows[i].note);
	}
	free(table.rows);
	return r;
}
