// SPDX-License-Identifier: MIT
/* export_board.c - what the commands export share */
#include "export_board.h"

int export_board(struct context *context)
{
	const struct texts *words = &context->settings.arguments;
	int r;

	if (words->count)
		context->settings.board = words->list[0];
	r = context_board(context, BOARD_NEEDED);
	if (r == 0)
		context_seal(context);
	return r;
}
