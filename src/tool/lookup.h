/* SPDX-License-Identifier: MIT */
/* lookup.h - what a word means on a board, without a session */
#ifndef HWREG_TOOL_LOOKUP_H
#define HWREG_TOOL_LOOKUP_H

#include "context.h"

/**
 * struct found - what a word means
 * @block: a block as a whole, or NULL
 * @reg: a register, or NULL
 * @field: a field of @reg, or NULL
 * @group: a pattern that the names of several registers match, or NULL
 * @address: the address that was looked up, if @by_address
 */
struct found {
	const struct hwreg_block *block;
	const struct hwreg_register *reg;
	const struct hwreg_field *field;
	const char *group;
	uint64_t address;
	bool by_address;
};

/**
 * lookup() - the block, register, field, cluster or glob with a name, or what is at an address
 *
 * Addresses are those of `phys`. Of the registers at one address it gives the first; of an address
 * in a block where no register is described, the block.
 */
int lookup(struct context *context, const char *word, struct found *found);

/** lookup_next() - the next register at the same address; Return: false if there is none */
bool lookup_next(const struct context *context, struct found *found);

/** lookup_item() - an item for a register or field that was found */
void lookup_item(const struct context *context, const struct found *found, struct hwreg_item *item);

#endif
