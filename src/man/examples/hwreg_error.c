// SPDX-License-Identifier: MIT
/* hwreg_error.c - tell what is wrong with a board file, and where */
#include <hwreg.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
	static const char text[] = "hwreg: 1\nboard: mine\nmatch: any\nblocks: {A: {type: uart}}\n";
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_board *board;

	if (hwreg_board_load_text(&board, text, strlen(text), "mine.yaml", NULL, &err) == 0) {
		hwreg_board_free(board);
		return 0;
	}
	printf("kind %u, %s\n", err.kind, strerror(err.sys_errno));
	printf("%s, line %u, column %u\n", err.file, err.line, err.column);
	printf("%s\n", err.message);
	return 0;
}
