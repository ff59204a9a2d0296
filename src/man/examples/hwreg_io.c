// SPDX-License-Identifier: MIT
/*
 * hwreg_io.c - start a timer through its mapped registers: hwreg_io TARGET [BOARD]
 *
 * On a file as target as it is, on `sim` when it was compiled with -DHWREG_IO_HOOK.
 */
#include <hwreg.h>
#include <hwreg_io.h>
#include <stdio.h>

/* hwreg export header makes these from the board */
#define TIMER_CTRL 0x0
#define TIMER_CTRL_RUN 1u
#define TIMER_VALUE 0x4
#define TIMER_LOAD 0x8

static uint32_t start(volatile char *timer)
{
	hwreg_write32(timer + TIMER_LOAD, 1000);
	hwreg_write32(timer + TIMER_CTRL, hwreg_read32(timer + TIMER_CTRL) | TIMER_CTRL_RUN);
	/* the write has reached the timer when this has been read */
	return hwreg_read32(timer + TIMER_VALUE);
}

static int drive(struct hwreg_session *session, const struct hwreg_block *block,
		 struct hwreg_error *err)
{
	struct hwreg_window *window;
	volatile char *timer;
	int r = hwreg_session_map(&window, session, block, err);

	if (r)
		return r;
	timer = (volatile char *)hwreg_window_pointer(window);
	if (timer)
		printf("value %u\n", start(timer));
	else
		printf("this target is not mapped\n");
	hwreg_window_close(window);
	return 0;
}

int main(int argc, char **argv)
{
	const char *targets[] = { argc > 1 ? argv[1] : "auto" };
	struct hwreg_session_options options = { .size = sizeof(options), .flags = HWREG_WRITE };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_session *session = NULL;
	const struct hwreg_block *block;
	struct hwreg_board *board = NULL;
	int r = hwreg_board_load(&board, argc > 2 ? argv[2] : "demo", NULL, &err);

	options.board = board;
	options.targets = targets;
	options.target_count = 1;
	if (!r)
		r = hwreg_session_open(&session, &options, &err);
	if (!r)
		r = hwreg_block_find(board, "TIMER0", &block, &err);
	if (!r)
		r = drive(session, block, &err);
	if (r)
		fprintf(stderr, "%s\n", err.message);
	hwreg_session_close(session);
	hwreg_board_free(board);
	return r ? (int)err.kind : 0;
}
