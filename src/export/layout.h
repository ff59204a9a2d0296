/* SPDX-License-Identifier: MIT */
/*
 * layout.h - which blocks of a board have the same registers
 *
 * Blocks share a layout if they are of one type, in one space, and no override makes a difference
 * between their registers. Its first block stands for all of them.
 */
#ifndef HWREG_EXPORT_LAYOUT_H
#define HWREG_EXPORT_LAYOUT_H

#include <hwreg.h>

/**
 * struct layout - one of them
 * @block: index of its first block
 * @count: blocks
 * @name: that of the only block, or of the type of several; unique
 * @is_type: @name is that of a type
 */
struct layout {
	uint32_t block;
	uint32_t count;
	char *name;
	bool is_type;
};

/**
 * struct layouts - those of a board
 * @board: the board
 * @list: in the order of their first blocks
 * @count: of them
 * @of_block: index of the layout of each block
 */
struct layouts {
	const struct hwreg_board *board;
	struct layout *list;
	uint32_t count;
	uint32_t *of_block;
};

/** layouts_make() - find them; Return: 0, or -ENOMEM */
int layouts_make(struct layouts *layouts, const struct hwreg_board *board, struct hwreg_error *err);

void layouts_free(struct layouts *layouts);

/** layouts_out_of_memory() - the error of an exporter that is; Return: -ENOMEM */
int layouts_out_of_memory(struct hwreg_error *err);

/** layout_describe() - the block that stands for a layout */
void layout_describe(const struct layouts *layouts, uint32_t index, struct hwreg_block_info *info);

/** layout_description() - what all its blocks have in common of a description, or "" */
const char *layout_description(const struct layouts *layouts, uint32_t index);

/**
 * struct place - a register in its block
 * @info: the register
 * @name: its name without that of the block
 * @offset: from the start of the block
 */
struct place {
	struct hwreg_register_info info;
	const char *name;
	uint64_t offset;
};

/** registers_are_alike() - are they the same but for their names and where they are? */
bool registers_are_alike(const struct hwreg_board *board, const struct hwreg_register *a,
			 const struct hwreg_register *b);

/** place_describe() - register @index of a block, from 0; Return: it, or NULL if there is none */
const struct hwreg_register *place_describe(const struct hwreg_board *board,
					    const struct hwreg_block_info *block, uint32_t index,
					    struct place *place);

#endif
