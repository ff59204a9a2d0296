/* SPDX-License-Identifier: MIT */
/* many.h - what fill, load and copy share: write values from somewhere to many registers */
#ifndef HWREG_TOOL_MANY_H
#define HWREG_TOOL_MANY_H

#include "context.h"
#include "pace.h"

#define MANY_BYTES (8 * PACE_MOST) /* of a piece, at most */

/**
 * struct many - values, and the registers they go to
 * @to: where they go
 * @get: the values of @count registers from the @index th on, as bytes in memory, each as @item
 * @start: called once before the first write, when all is open; or NULL
 * @plan: tell what reading them would be, in a dry run; or NULL if that reads no register
 * @data: of whoever set @get
 * @label: of the destination, as the user typed it
 * @fifo: every value goes through one register
 * @written: registers written so far
 */
struct many {
	struct context *context;
	struct hwreg_location *to;
	int (*get)(struct many *many, uint64_t index, uint64_t count, const struct hwreg_item *item,
		   unsigned char *bytes);
	int (*start)(struct many *many);
	int (*plan)(struct many *many);
	void *data;
	const char *label;
	bool fifo;
	uint64_t written;
};

/**
 * many_open_to() - the location that a word names, to be written
 * @word: a location; one register stands for @count that follow it, or take all with --fifo
 * @count: how many there are to be; 0: as many as @word says
 * @fifo: every value goes through the one register that @word names
 */
int many_open_to(struct many *many, const char *word, uint64_t count, bool fifo);

/** many_repeat() - the same for a location that is parsed; @label is for messages */
int many_repeat(struct context *context, struct hwreg_location *location, const char *label,
		uint64_t count, bool fifo);

/**
 * many_write() - write them all, have them reach their storage, verify them if asked; tell on failure
 * what had been written
 */
int many_write(struct many *many);

#endif
