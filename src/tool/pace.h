/* SPDX-License-Identifier: MIT */
/* pace.h - work on many registers in pieces, so that Ctrl-C and a progress line come in between */
#ifndef HWREG_TOOL_PACE_H
#define HWREG_TOOL_PACE_H

#include <stdbool.h>
#include <stdint.h>

#define PACE_MOST 32768 /* registers in a piece */

/**
 * struct pace - how far it has come
 * @total: registers, over all passes
 * @done: of them
 * @piece: registers to do at once, so that a piece takes some 20 ms
 * @started: when the first piece began
 * @piece_started: when the last one did
 * @shown: when the progress line was last written; 0: never
 * @visible: there is a terminal for it
 */
struct pace {
	uint64_t total;
	uint64_t done;
	uint64_t piece;
	int64_t started;
	int64_t piece_started;
	int64_t shown;
	bool visible;
};

/**
 * pace_start() - begin; from now on signals only ask to stop
 * @total: registers, over all passes
 * @to_terminal: standard output shows data on a terminal, which a progress line would mix with
 */
void pace_start(struct pace *pace, uint64_t total, bool to_terminal);

/** pace_next() - begin a piece; Return: registers in it, at most @left and PACE_MOST */
uint64_t pace_next(struct pace *pace, uint64_t left);

/** pace_made() - so many were done since pace_next() */
void pace_made(struct pace *pace, uint64_t count);

/** pace_end() - take the progress line away */
void pace_end(struct pace *pace);

#endif
