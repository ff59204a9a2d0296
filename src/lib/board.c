// SPDX-License-Identifier: MIT
/* board.c - what a loaded board says about itself, for the library's users */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "board/image_store.h"
#include "error.h"

void hwreg_board_free(struct hwreg_board *board)
{
	if (!board)
		return;
	if (image_stored(board))
		image_store_free(board->store);
	else
		free((void *)board->image);
	free(board->file);
	free(board->entry);
	free(board->writable);
	free(board);
}

int hwreg_board_intact(const struct hwreg_board *board, struct hwreg_error *err)
{
	return image_intact(board, err);
}

/* The caller's structure may be of an older or a newer version: both start with the size. */
static void hand_out(void *info, const void *full, uint32_t full_size)
{
	uint32_t size;

	memcpy(&size, info, sizeof(size));
	if (size > full_size)
		memset((char *)info + full_size, 0, size - full_size);
	memcpy((char *)info + sizeof(size), (const char *)full + sizeof(size),
	       (size < sizeof(size) ? sizeof(size)
		: size < full_size  ? size
				    : full_size) -
		       sizeof(size));
}

static uint32_t count(const struct hwreg_board *board, enum image_section_id id)
{
	return (uint32_t)image_count(board, id);
}

void hwreg_board_describe(const struct hwreg_board *board, struct hwreg_board_info *info)
{
	const struct hwreg_board_info full = {
		.name = image_string(board, board->image->name),
		.description = image_string(board, board->image->description),
		.file = board->file ? board->file : image_string(board, board->image->file),
		.space_count = count(board, IMAGE_SPACES),
		.block_count = count(board, IMAGE_BLOCKS),
		.register_count = count(board, IMAGE_REGISTERS),
		.field_count = count(board, IMAGE_FIELDS),
		.writable = board->writable,
		.matches_any = board->image->match_any,
		.cached = board->cached,
	};

	hand_out(info, &full, sizeof(full));
}

int hwreg_board_space(const struct hwreg_board *board, uint32_t index,
		      struct hwreg_space_info *info)
{
	const struct image_space *space;
	struct hwreg_space_info full = { 0 };

	if (index >= count(board, IMAGE_SPACES))
		return -ERANGE;
	space = image_at(board, IMAGE_SPACES, index);
	full.name = image_string(board, space->name);
	full.target = image_string(board, space->target);
	hand_out(info, &full, sizeof(full));
	return image_intact(board, NULL);
}

int hwreg_board_gpio(const struct hwreg_board *board, uint32_t index, struct hwreg_gpio_info *info)
{
	const struct image_gpio *gpio;
	struct hwreg_gpio_info full = { 0 };

	if (index >= count(board, IMAGE_GPIOS))
		return -ERANGE;
	gpio = image_at(board, IMAGE_GPIOS, index);
	full.name = image_string(board, gpio->name);
	full.chip = image_string(board, gpio->chip);
	full.line = image_string(board, gpio->line);
	full.active_low = gpio->active_low;
	hand_out(info, &full, sizeof(full));
	return image_intact(board, NULL);
}

int hwreg_board_sequence(const struct hwreg_board *board, uint32_t index,
			 struct hwreg_board_sequence_info *info)
{
	const struct image_sequence *sequence;
	struct hwreg_board_sequence_info full = { 0 };

	if (index >= count(board, IMAGE_SEQUENCES))
		return -ERANGE;
	sequence = image_at(board, IMAGE_SEQUENCES, index);
	full.name = image_string(board, sequence->name);
	full.description = image_string(board, sequence->description);
	full.file = image_string(board, sequence->file);
	full.line = sequence->line;
	full.column = sequence->column;
	hand_out(info, &full, sizeof(full));
	return image_intact(board, NULL);
}

int hwreg_board_match_key(const struct hwreg_board *board, uint32_t index,
			  struct hwreg_match_info *info)
{
	const struct image_match *match;
	struct hwreg_match_info full = { 0 };

	if (index >= count(board, IMAGE_MATCHES))
		return -ERANGE;
	match = image_at(board, IMAGE_MATCHES, index);
	full.key = match->kind == IMAGE_MATCH_COMPATIBLE ? "compatible"
							 : image_string(board, match->key);
	full.value = image_string(board, match->value);
	full.group = match->group;
	hand_out(info, &full, sizeof(full));
	return image_intact(board, NULL);
}

int hwreg_board_cluster(const struct hwreg_board *board, uint32_t index,
			struct hwreg_cluster_info *info)
{
	const struct image_cluster *cluster;
	struct hwreg_cluster_info full = { 0 };

	if (index >= count(board, IMAGE_CLUSTERS))
		return -ERANGE;
	cluster = image_at(board, IMAGE_CLUSTERS, index);
	full.name = image_string(board, cluster->name);
	full.description = image_string(board, cluster->description);
	full.block = cluster->block;
	full.first_register = cluster->first_register;
	full.register_count = cluster->register_count;
	full.address = cluster->address;
	hand_out(info, &full, sizeof(full));
	return image_intact(board, NULL);
}

const struct hwreg_block *hwreg_board_block(const struct hwreg_board *board, uint32_t index)
{
	return index < count(board, IMAGE_BLOCKS) ? image_at(board, IMAGE_BLOCKS, index) : NULL;
}

const struct hwreg_register *hwreg_board_register(const struct hwreg_board *board, uint32_t index)
{
	if (index >= count(board, IMAGE_REGISTERS))
		return NULL;
	return image_at(board, IMAGE_REGISTERS, index);
}

uint32_t hwreg_register_index(const struct hwreg_board *board, const struct hwreg_register *reg)
{
	const char *first =
		(const char *)board->image + board->image->sections[IMAGE_REGISTERS].offset;

	return (uint32_t)(reg - (const struct hwreg_register *)first);
}

void hwreg_block_describe(const struct hwreg_board *board, const struct hwreg_block *block,
			  struct hwreg_block_info *info)
{
	const struct hwreg_block_info full = {
		.name = image_string(board, block->name),
		.description = image_string(board, block->description),
		.type = image_string(board, block->type),
		.space = block->space,
		.base = block->base,
		.length = block->length,
		.first_register = block->first_register,
		.register_count = block->register_count,
	};

	hand_out(info, &full, sizeof(full));
}

void hwreg_register_describe(const struct hwreg_board *board, const struct hwreg_register *reg,
			     struct hwreg_register_info *info)
{
	const struct hwreg_register_info full = {
		.name = image_string(board, reg->name),
		.description = image_string(board, reg->description),
		.space = reg->space,
		.address = reg->address,
		.width = reg->width,
		.endian = reg->endian,
		.flags = reg->flags,
		.read = reg->read,
		.write = reg->write,
		.reset = reg->reset,
		.reset_mask = reg->reset_mask,
		.protect = reg->protect ? image_string(board, reg->protect) : NULL,
		.block = reg->block,
		.field_count = reg->field_count,
		.reserved = (enum hwreg_reserved)reg->reserved_bits,
		.access_width = reg->access,
		.high_first = reg->high_first,
	};

	hand_out(info, &full, sizeof(full));
}

const struct hwreg_field *hwreg_register_field(const struct hwreg_board *board,
					       const struct hwreg_register *reg, uint32_t index)
{
	if (index >= reg->field_count)
		return NULL;
	return image_at(board, IMAGE_FIELDS, (uint64_t)reg->first_field + index);
}

void hwreg_field_describe(const struct hwreg_board *board, const struct hwreg_field *field,
			  struct hwreg_field_info *info)
{
	uint64_t first_piece = field->first_piece;
	const struct image_piece *first = image_at(board, IMAGE_PIECES, first_piece);
	const struct image_piece *last =
		image_at(board, IMAGE_PIECES, first_piece + field->piece_count - 1);
	const struct hwreg_field_info full = {
		.name = image_string(board, field->name),
		.description = image_string(board, field->description),
		.high = first->high,
		.low = last->low,
		.width = (uint32_t)__builtin_popcountll(field->mask),
		.mask = field->mask,
		.piece_count = field->piece_count,
		.flags = field->flags,
		.read = field->read,
		.write = field->write,
		.scale = field->scale,
		.offset = field->offset,
		.unit = image_string(board, field->unit),
		.enum_count = field->enumerator_count,
		.shift = field->shift,
	};

	hand_out(info, &full, sizeof(full));
}

int hwreg_field_piece(const struct hwreg_board *board, const struct hwreg_field *field,
		      uint32_t index, uint32_t *high, uint32_t *low)
{
	const struct image_piece *piece;

	if (index >= field->piece_count)
		return -ERANGE;
	piece = image_at(board, IMAGE_PIECES, (uint64_t)field->first_piece + index);
	*high = piece->high;
	*low = piece->low;
	return 0;
}

int hwreg_field_enumerator(const struct hwreg_board *board, const struct hwreg_field *field,
			   uint32_t index, struct hwreg_enumerator_info *info)
{
	const struct image_enumerator *enumerator;
	struct hwreg_enumerator_info full = { 0 };

	if (index >= field->enumerator_count)
		return -ERANGE;
	enumerator = image_at(board, IMAGE_ENUMERATORS, (uint64_t)field->first_enumerator + index);
	full.name = image_string(board, enumerator->name);
	full.description = image_string(board, enumerator->description);
	full.value = enumerator->value;
	hand_out(info, &full, sizeof(full));
	return 0;
}

int hwreg_register_window(const struct hwreg_board *board, const struct hwreg_register *reg,
			  struct hwreg_window_info *info)
{
	const struct image_window *window = image_window_of(board, reg);
	struct hwreg_window_info full = { .offset = reg->behind };

	if (!window)
		return -ENOENT;
	full.index = hwreg_board_register(board, window->index);
	full.data = hwreg_board_register(board, window->data);
	hand_out(info, &full, sizeof(full));
	return 0;
}

int hwreg_register_alias(const struct hwreg_board *board, const struct hwreg_register *reg,
			 enum hwreg_alias kind, uint64_t *address)
{
	const struct image_alias *alias;

	for (unsigned int i = 0; i < reg->alias_count; i++) {
		alias = image_at(board, IMAGE_ALIASES, (uint64_t)reg->first_alias + i);
		if (alias->kind != kind)
			continue;
		*address = alias->address;
		return 0;
	}
	return -ENOENT;
}
