// SPDX-License-Identifier: MIT
/* of_board.c - the sequences of a board */
#include "sequence.h"

bool script_of_board(struct script *script, const char *name, struct place place)
{
	script->of_board = name;
	loader_report(script->sequence->loader, CHECK_RUN_MISSING, place, "no sequence %s", name);
	return false;
}

int hwreg_board_sequence(const struct hwreg_board *board, uint32_t index,
			 struct hwreg_board_sequence_info *info)
{
	(void)board;
	(void)index;
	(void)info;
	return -ERANGE;
}
