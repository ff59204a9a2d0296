// SPDX-License-Identifier: MIT
/* board.c - what a loaded board says about itself, for the library's users */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "board/image.h"
#include "error.h"

#ifndef CONFIG_BOARD

static int not_built(struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENOSYS,
			       "this hwreg was built without board descriptions (CONFIG_BOARD)");
}

int hwreg_board_find(const char *name, const struct hwreg_board_options *options, char **out,
		     struct hwreg_error *err)
{
	(void)name;
	(void)options;
	(void)out;
	return not_built(err);
}

int hwreg_board_list(const struct hwreg_board_options *options,
		     int (*callback)(void *data, const char *name, const char *file), void *data,
		     struct hwreg_error *err)
{
	(void)options;
	(void)callback;
	(void)data;
	return not_built(err);
}

int hwreg_board_load(struct hwreg_board **out, const char *name,
		     const struct hwreg_board_options *options, struct hwreg_error *err)
{
	(void)out;
	(void)name;
	(void)options;
	return not_built(err);
}

int hwreg_board_load_text(struct hwreg_board **out, const char *text, size_t size, const char *name,
			  const struct hwreg_board_options *options, struct hwreg_error *err)
{
	(void)out;
	(void)text;
	(void)size;
	(void)name;
	(void)options;
	return not_built(err);
}

int hwreg_board_detect(struct hwreg_board **out, const struct hwreg_board_options *options,
		       struct hwreg_error *err)
{
	(void)out;
	(void)options;
	return not_built(err);
}

int hwreg_type_list(const struct hwreg_board_options *options,
		    int (*callback)(void *data, const struct hwreg_type_info *info), void *data,
		    struct hwreg_error *err)
{
	(void)options;
	(void)callback;
	(void)data;
	return not_built(err);
}

int hwreg_board_match(const struct hwreg_board *board, struct hwreg_error *err)
{
	(void)board;
	return not_built(err);
}

#endif

void hwreg_board_free(struct hwreg_board *board)
{
	if (!board)
		return;
	free((void *)board->image);
	free(board->writable);
	free(board);
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
		.file = image_string(board, board->image->file),
		.space_count = count(board, IMAGE_SPACES),
		.block_count = count(board, IMAGE_BLOCKS),
		.register_count = count(board, IMAGE_REGISTERS),
		.field_count = count(board, IMAGE_FIELDS),
		.writable = board->writable,
		.matches_any = board->image->match_any,
	};

	hand_out(info, &full, sizeof(full));
}

int hwreg_board_space(const struct hwreg_board *board, uint32_t index,
		      struct hwreg_space_info *info)
{
	const struct image_space *spaces = image_array(board, IMAGE_SPACES);
	struct hwreg_space_info full = { 0 };

	if (index >= count(board, IMAGE_SPACES))
		return -ERANGE;
	full.name = image_string(board, spaces[index].name);
	full.target = image_string(board, spaces[index].target);
	hand_out(info, &full, sizeof(full));
	return 0;
}

int hwreg_board_gpio(const struct hwreg_board *board, uint32_t index, struct hwreg_gpio_info *info)
{
	const struct image_gpio *gpios = image_array(board, IMAGE_GPIOS);
	struct hwreg_gpio_info full = { 0 };

	if (index >= count(board, IMAGE_GPIOS))
		return -ERANGE;
	full.name = image_string(board, gpios[index].name);
	full.chip = image_string(board, gpios[index].chip);
	full.line = image_string(board, gpios[index].line);
	full.active_low = gpios[index].active_low;
	hand_out(info, &full, sizeof(full));
	return 0;
}

int hwreg_board_match_key(const struct hwreg_board *board, uint32_t index,
			  struct hwreg_match_info *info)
{
	const struct image_match *matches = image_array(board, IMAGE_MATCHES);
	struct hwreg_match_info full = { 0 };

	if (index >= count(board, IMAGE_MATCHES))
		return -ERANGE;
	full.key = matches[index].kind == IMAGE_MATCH_COMPATIBLE
			   ? "compatible"
			   : image_string(board, matches[index].key);
	full.value = image_string(board, matches[index].value);
	full.group = matches[index].group;
	hand_out(info, &full, sizeof(full));
	return 0;
}

int hwreg_board_cluster(const struct hwreg_board *board, uint32_t index,
			struct hwreg_cluster_info *info)
{
	const struct image_cluster *clusters = image_array(board, IMAGE_CLUSTERS);
	struct hwreg_cluster_info full = { 0 };

	if (index >= count(board, IMAGE_CLUSTERS))
		return -ERANGE;
	clusters += index;
	full.name = image_string(board, clusters->name);
	full.description = image_string(board, clusters->description);
	full.block = clusters->block;
	full.first_register = clusters->first_register;
	full.register_count = clusters->register_count;
	full.address = clusters->address;
	hand_out(info, &full, sizeof(full));
	return 0;
}

const struct hwreg_block *hwreg_board_block(const struct hwreg_board *board, uint32_t index)
{
	const struct hwreg_block *blocks = image_array(board, IMAGE_BLOCKS);

	return index < count(board, IMAGE_BLOCKS) ? &blocks[index] : NULL;
}

const struct hwreg_register *hwreg_board_register(const struct hwreg_board *board, uint32_t index)
{
	const struct hwreg_register *registers = image_array(board, IMAGE_REGISTERS);

	return index < count(board, IMAGE_REGISTERS) ? &registers[index] : NULL;
}

uint32_t hwreg_register_index(const struct hwreg_board *board, const struct hwreg_register *reg)
{
	const struct hwreg_register *registers = image_array(board, IMAGE_REGISTERS);

	return (uint32_t)(reg - registers);
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
		.unsupported = reg->unsupported ? image_string(board, reg->unsupported) : NULL,
		.block = reg->block,
		.field_count = reg->field_count,
		.reserved = (enum hwreg_reserved)reg->reserved_bits,
	};

	hand_out(info, &full, sizeof(full));
}

const struct hwreg_field *hwreg_register_field(const struct hwreg_board *board,
					       const struct hwreg_register *reg, uint32_t index)
{
	const struct hwreg_field *fields = image_array(board, IMAGE_FIELDS);

	return index < reg->field_count ? &fields[reg->first_field + index] : NULL;
}

void hwreg_field_describe(const struct hwreg_board *board, const struct hwreg_field *field,
			  struct hwreg_field_info *info)
{
	const struct image_piece *pieces = image_array(board, IMAGE_PIECES);
	const struct hwreg_field_info full = {
		.name = image_string(board, field->name),
		.description = image_string(board, field->description),
		.high = pieces[field->first_piece].high,
		.low = pieces[field->first_piece + field->piece_count - 1].low,
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
	};

	hand_out(info, &full, sizeof(full));
}

int hwreg_field_piece(const struct hwreg_board *board, const struct hwreg_field *field,
		      uint32_t index, uint32_t *high, uint32_t *low)
{
	const struct image_piece *pieces = image_array(board, IMAGE_PIECES);

	if (index >= field->piece_count)
		return -ERANGE;
	*high = pieces[field->first_piece + index].high;
	*low = pieces[field->first_piece + index].low;
	return 0;
}

int hwreg_field_enumerator(const struct hwreg_board *board, const struct hwreg_field *field,
			   uint32_t index, struct hwreg_enumerator_info *info)
{
	const struct image_enumerator *enumerators = image_array(board, IMAGE_ENUMERATORS);
	struct hwreg_enumerator_info full = { 0 };

	if (index >= field->enumerator_count)
		return -ERANGE;
	enumerators += field->first_enumerator + index;
	full.name = image_string(board, enumerators->name);
	full.description = image_string(board, enumerators->description);
	full.value = enumerators->value;
	hand_out(info, &full, sizeof(full));
	return 0;
}

int hwreg_register_alias(const struct hwreg_board *board, const struct hwreg_register *reg,
			 enum hwreg_alias kind, uint64_t *address)
{
	const struct image_alias *aliases = image_array(board, IMAGE_ALIASES);

	for (unsigned int i = 0; i < reg->alias_count; i++) {
		if (aliases[reg->first_alias + i].kind != kind)
			continue;
		*address = aliases[reg->first_alias + i].address;
		return 0;
	}
	return -ENOENT;
}
