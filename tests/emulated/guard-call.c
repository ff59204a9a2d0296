// SPDX-License-Identifier: MIT
/* guard-call - a driver's function that meets a bus error in the middle, and then works elsewhere */
#include <errno.h>
#include <hwreg.h>
#include <hwreg_io.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char text[] =
	"hwreg: 1\nboard: b\nmatch: {compatible: \"linux,dummy-virt\"}\n"
	"types: {t: {size: 0x1000, registers: {ID: {offset: 0xfe0, policy: ro}}}}\n"
	"blocks: {HOLE: {type: t, base: 0x08500000}, RTC: {type: t, base: 0x09010000}}\n";

struct driver {
	struct hwreg_window *window;
	volatile char *base;
	unsigned int steps;
	uint32_t id;
};

static int work(void *data)
{
	struct driver *driver = data;

	driver->steps++;
	driver->id = hwreg_read32(driver->base + 0xfe0);
	driver->steps += 100;
	return 0;
}

static int open_driver(struct driver *driver, const struct hwreg_board *board,
		       struct hwreg_session *session, const char *name, struct hwreg_error *err)
{
	const struct hwreg_block *block;
	int r = hwreg_block_find(board, name, &block, err);

	if (!r)
		r = hwreg_session_map(&driver->window, session, block, err);
	if (!r)
		driver->base = hwreg_window_pointer(driver->window);
	return r;
}

int main(void)
{
	const char *targets[] = { "mem" };
	struct hwreg_session_options options = { .size = sizeof(options),
						 .targets = targets,
						 .target_count = 1 };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct driver hole = { .steps = 0 }, rtc = { .steps = 0 };
	struct hwreg_session *session;
	struct hwreg_board *board;

	if (hwreg_board_load_text(&board, text, strlen(text), "b", NULL, &err) != 0)
		return puts(err.message), 2;
	options.board = board;
	if (hwreg_session_open(&session, &options, &err) != 0 ||
	    open_driver(&hole, board, session, "HOLE", &err) != 0 ||
	    open_driver(&rtc, board, session, "RTC", &err) != 0)
		return puts(err.message), 4;
	for (int i = 0; i < 100; i++)
		if (hwreg_guard_call(session, work, &hole, &err) != -EFAULT)
			return 1;
	printf("%u steps; 0x%08" PRIx64 ": %s\n", hole.steps, err.address, err.message);
	if (hwreg_guard_call(session, work, &rtc, &err) != 0)
		return 3;
	printf("%u steps; 0x%08" PRIx32 "\n", rtc.steps, rtc.id);
	hwreg_window_close(hole.window);
	hwreg_window_close(rtc.window);
	hwreg_session_close(session);
	hwreg_board_free(board);
	return 0;
}
