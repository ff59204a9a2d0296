// SPDX-License-Identifier: MIT
/* window.c - registers behind an index and a data register: which ones those are, and if they can be */
#include "type.h"

#include <string.h>

void window_defaults(const struct node *registers, const struct node *data,
		     struct defaults *defaults)
{
	const struct node *reg =
		data && data->kind == NODE_TEXT ? node_child(registers, data->text) : NULL;
	const struct node *width, *endian;
	uint64_t bits;

	if (!reg || reg->kind != NODE_MAPPING)
		return;
	width = node_child(reg, "width");
	endian = node_child(reg, "endian");
	/* what is wrong with it is reported where it stands */
	if (width && width->kind == NODE_TEXT &&
	    hwreg_number_parse(width->text, &bits, NULL) == 0 && bits && bits <= HWREG_WIDEST &&
	    bits % 8 == 0)
		defaults->width = (uint16_t)bits;
	if (endian && endian->kind == NODE_TEXT)
		defaults->endian =
			strcmp(endian->text, "big") == 0 ? HWREG_BIG_ENDIAN : HWREG_LITTLE_ENDIAN;
}

void window_emit(struct loader *loader, const struct entry *entry, const char *context)
{
	struct image_window *window = draft_push(loader, IMAGE_WINDOWS, 1);
	struct instance_window *instance = array_push(&loader->arena, &loader->windows, 1);

	if (!window || !instance)
		return;
	*window = (struct image_window){ IMAGE_NONE, IMAGE_NONE };
	*instance = (struct instance_window){ entry, context };
}

/* ---- Once the image stands --------------------------------------------------------------------- */

static void report(struct loader *loader, enum check check, const struct node *node,
		   const char *name, const char *what)
{
	loader_report(loader, check, node_place(node), "%s: '%.80s': %s", name, node->text, what);
}

static const char *name_of(const struct hwreg_board *board, const struct hwreg_register *reg)
{
	return image_string(board, reg->name);
}

/* What no register behind it could use */
static void check_window(struct loader *loader, const struct instance_window *instance,
			 const struct hwreg_register *index, const struct hwreg_register *data)
{
	const struct entry *entry = instance->entry;
	const char *name = instance->context;

	if (index->window)
		report(loader, CHECK_WINDOW_REGISTER, entry->index, name,
		       "it is behind a window itself");
	else if (index->width > 64 || (index->flags & HWREG_REGISTER_UNWRITABLE))
		report(loader, CHECK_WINDOW_REGISTER, entry->index, name, "it cannot be written");
	if (data->window)
		report(loader, CHECK_WINDOW_REGISTER, entry->data, name,
		       "it is behind a window itself");
	else if (data->width > 64)
		report(loader, CHECK_WINDOW_REGISTER, entry->data, name,
		       "it has more than 64 bits");
	else if (index->space != data->space || index == data)
		report(loader, CHECK_WINDOW_REGISTER, entry->data, name,
		       index == data ? "it is the index register too"
				     : "it is in another space than the index register");
}

static void check_register(struct loader *loader, const struct hwreg_board *board,
			   const struct instance_behind *behind, const struct hwreg_register *reg,
			   const struct hwreg_register *index, const struct hwreg_register *data)
{
	const struct node *node = behind->entry->node;
	const char *name = name_of(board, reg);

	for (int i = 0; i < ALIAS_COUNT; i++)
		if (behind->entry->alias_nodes[i])
			loader_report(
				loader, CHECK_WINDOW_REGISTER,
				node_place(behind->entry->alias_nodes[i]),
				"%s: aliases are addresses, and behind a window there are none: "
				"describe them as registers of their own",
				name);
	if (index->width < 64 && reg->behind >> index->width)
		loader_report(loader, CHECK_WINDOW_OFFSET, node_key_place(node),
			      "%s: 0x%llx does not fit the %u bits of %s", name,
			      (unsigned long long)reg->behind, index->width, name_of(board, index));
	if (reg->width > data->width ||
	    (reg->access != reg->width &&
	     (reg->width != data->width || reg->access != data->access)))
		loader_report(loader, CHECK_WINDOW_REGISTER, node_key_place(node),
			      "%s: its accesses are not what %s takes, which has %u bits", name,
			      name_of(board, data), data->width);
	else if (!(reg->flags & HWREG_REGISTER_UNREADABLE) &&
		 (data->flags & HWREG_REGISTER_UNREADABLE))
		loader_report(loader, CHECK_WINDOW_REGISTER, node_key_place(node),
			      "%s: it can be read, but %s cannot", name, name_of(board, data));
	else if (!(reg->flags & HWREG_REGISTER_UNWRITABLE) &&
		 (data->flags & HWREG_REGISTER_UNWRITABLE))
		loader_report(loader, CHECK_WINDOW_REGISTER, node_key_place(node),
			      "%s: it can be written, but %s cannot", name, name_of(board, data));
}

static void *section(struct image_header *image, enum image_section_id id)
{
	return (char *)image + image->sections[id].offset;
}

static void fill_window(struct loader *loader, const struct hwreg_board *board,
			const struct instance_window *instance, struct hwreg_register *registers,
			struct image_window *window)
{
	window->index = condition_register(board, instance->context, instance->entry->index);
	window->data = condition_register(board, instance->context, instance->entry->data);
	if (window->index == IMAGE_NONE || window->data == IMAGE_NONE)
		return;
	check_window(loader, instance, hwreg_board_register(board, window->index),
		     hwreg_board_register(board, window->data));
	registers[window->index].flags |= HWREG_REGISTER_SELECTS;
	registers[window->data].flags |= HWREG_REGISTER_SELECTS;
}

static void fill_register(struct loader *loader, const struct hwreg_board *board,
			  const struct instance_behind *behind, const struct image_window *window,
			  struct hwreg_register *reg)
{
	const struct hwreg_register *data;

	/* that has been reported */
	if (window->index == IMAGE_NONE || window->data == IMAGE_NONE)
		return;
	data = hwreg_board_register(board, window->data);
	reg->address = data->address;
	reg->space = data->space;
	check_register(loader, board, behind, reg, hwreg_board_register(board, window->index),
		       data);
	if (reg->width == data->width) {
		reg->access = data->access;
		reg->high_first = data->high_first;
	}
	/* to read it is to read that */
	if (!(reg->flags & HWREG_REGISTER_UNREADABLE))
		reg->flags |= data->flags & HWREG_REGISTER_READ_CHANGES;
}

void windows_fill(struct loader *loader, struct image_header *image)
{
	const struct instance_window *instances = loader->windows.data;
	const struct instance_behind *behind = loader->behind.data;
	struct hwreg_register *registers = section(image, IMAGE_REGISTERS);
	struct image_window *windows = section(image, IMAGE_WINDOWS);
	const struct hwreg_board board = { .image = image };

	for (size_t i = 0; i < loader->windows.count; i++)
		fill_window(loader, &board, &instances[i], registers, &windows[i]);
	for (size_t i = 0; i < loader->behind.count; i++) {
		struct hwreg_register *reg = &registers[behind[i].reg];

		fill_register(loader, &board, &behind[i], &windows[reg->window - 1], reg);
	}
}
