/* SPDX-License-Identifier: MIT */
/*
 * repeat.h - registers or clusters that follow one another like the elements of an array
 *
 * They are alike, their names count up by 1, and their addresses by a stride that has room for one.
 */
#ifndef HWREG_EXPORT_REPEAT_H
#define HWREG_EXPORT_REPEAT_H

#include <hwreg.h>

/**
 * struct repeat - such an array, or a single register or cluster
 * @cluster: they are clusters
 * @name: full name of the first, up to @length
 * @length: characters of it
 * @at: where its number starts
 * @digits: of that number
 * @number: that number
 * @count: elements; 1: no array
 * @stride: bytes from one to the next
 * @size: registers of one element
 * @about: the first cluster
 * @cluster_index: its index
 */
struct repeat {
	bool cluster;
	const char *name;
	size_t length;
	size_t at;
	size_t digits;
	uint32_t number;
	uint32_t count;
	uint64_t stride;
	uint32_t size;
	struct hwreg_cluster_info about;
	uint32_t cluster_index;
};

/**
 * repeat_find() - the array that starts at a register, or the register or cluster alone
 * @first: index of the register in the board
 * @last: index behind the last register that is in the same cluster or block
 * @skip: characters of its name up to this level
 * @cursor: 0 at first; where the last cluster was found, as they come in the order of their registers
 */
void repeat_find(const struct hwreg_board *board, uint32_t first, uint32_t last, size_t skip,
		 uint32_t *cursor, struct repeat *repeat);

#endif
