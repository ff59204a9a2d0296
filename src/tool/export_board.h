/* SPDX-License-Identifier: MIT */
/* export_board.h - what the commands export share */
#ifndef HWREG_TOOL_EXPORT_BOARD_H
#define HWREG_TOOL_EXPORT_BOARD_H

#include "context.h"

/** export_board() - give up privileges and load the board: that of the argument, else as for all commands */
int export_board(struct context *context);

#endif
