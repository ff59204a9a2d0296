// SPDX-License-Identifier: MIT
/* cmd_list.c - hwreg list: the registers of a board */
#include "context.h"
#include "describe.h"
#include "json.h"
#include "output.h"

int cmd_list(struct context *context)
{
	const struct texts *words = &context->settings.arguments;
	const char *pattern = words->count ? words->list[0] : NULL;
	int r = context_board(context, BOARD_NEEDED);

	if (r < 0)
		return r;
	context_seal(context);
	if (describe_list(context, pattern) == 0 && pattern)
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "no register matches %s; hwreg list shows them all", pattern);
	return 0;
}
