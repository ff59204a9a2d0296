// SPDX-License-Identifier: MIT
/* hwreg_board.c - all blocks of a board, and all that is wrong with its file */
#include <hwreg.h>
#include <inttypes.h>
#include <stdio.h>

static int tell(void *data, const struct hwreg_report *report)
{
	(void)data;
	fprintf(stderr, "%s:%u:%u: %s [%s]\n", report->file, report->line, report->column,
		report->message, report->check);
	return 0; /* go on: there may be more */
}

int main(int argc, char **argv)
{
	struct hwreg_board_options options = { .size = sizeof(options), .report = tell };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_board_info info = { .size = sizeof(info) };
	struct hwreg_board *board;

	if (hwreg_board_load(&board, argc > 1 ? argv[1] : "demo", &options, &err) != 0) {
		fprintf(stderr, "%s\n", err.message);
		return err.kind;
	}
	hwreg_board_describe(board, &info);
	printf("%s: %s\n", info.name, info.description);
	for (uint32_t i = 0; i < info.block_count; i++) {
		struct hwreg_block_info block = { .size = sizeof(block) };

		hwreg_block_describe(board, hwreg_board_block(board, i), &block);
		printf("%-8s %-8s 0x%08" PRIx64 "\n", block.name, block.type, block.base);
	}
	if (hwreg_board_intact(board, &err) != 0) /* a compiled one is read block by block */
		fprintf(stderr, "%s\n", err.message);
	hwreg_board_free(board);
	return err.kind;
}
