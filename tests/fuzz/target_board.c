// SPDX-License-Identifier: MIT
/* target_board.c - a board description in YAML; compiled and read back it says the same */
#include "fuzz.h"

#include <string.h>

#include "compiled.h"
#include "image_file.h"

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int seed)
{
	return fuzz_mutate_text(data, size, most, seed, "board");
}

static void compile(const struct hwreg_board *board)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_board *again = NULL;

	fuzz_file("", 0);
	fuzz_promise(image_file_write(FUZZ_FILE, board->image, NULL, 0) == 0,
		     "a board can be compiled");
	if (compiled_load(&again, FUZZ_PATH, &err) != 0)
		fuzz_promise(false, err.message);
	fuzz_promise(again->image->size == board->image->size &&
			     memcmp(again->image, board->image, board->image->size) == 0,
		     "a compiled board is the same");
	hwreg_board_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_board *board = NULL;
	unsigned int reports = 0;
	const struct hwreg_board_options options = { .size = sizeof(options),
						     .path = SRCTREE "/tests/fuzz/boards",
						     .report = fuzz_report,
						     .data = &reports };
	int r = hwreg_board_load_text(&board, (const char *)data, size, "input.yaml", &options,
				      &err);

	fuzz_error(r, &err);
	if (r)
		return 0;
	fuzz_promise(!reports, "a board with findings is refused");
	fuzz_walk(board, true);
	compile(board);
	fuzz_use(board);
	hwreg_board_free(board);
	return 0;
}
