/* SPDX-License-Identifier: MIT */
/* writes.h - the WRITEs of a command line: all are understood before the first is made */
#ifndef HWREG_TOOL_WRITES_H
#define HWREG_TOOL_WRITES_H

#include "context.h"

/**
 * struct writes - the arguments of the command line, as writes; zeroes to start with
 * @list: of the arguments, in their order
 * @count: parsed
 * @done: of them, made by the last writes_make()
 * @making: the one after them was begun
 */
struct writes {
	struct hwreg_write **list;
	unsigned int count;
	unsigned int done;
	bool making;
};

/** writes_parse() - open a session and parse all arguments; no target is opened */
int writes_parse(struct context *context, struct writes *writes);

/** writes_prepare() - open what was parsed */
int writes_prepare(struct context *context, const struct writes *writes);

/**
 * writes_make() - make them all, one after the other, and sync
 * @made: called after each, to go on if it returns 0; may be NULL
 *
 * After a failure the context's note tells what was written before.
 */
int writes_make(struct context *context, struct writes *writes,
		int (*made)(struct context *context, const struct hwreg_write *write));

void writes_free(struct writes *writes);

#endif
