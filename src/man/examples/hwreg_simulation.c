// SPDX-License-Identifier: MIT
/*
 * hwreg_simulation.c - a driver, tested on a model of its device
 *
 * To be compiled with -DHWREG_IO_HOOK. driver_wait() would be in a file of the driver.
 */
#include <hwreg.h>
#include <hwreg_io.h>
#include <stdio.h>

#define TIMER_CTRL 0x0
#define TIMER_VALUE 0x4

/* The driver: starts the timer, and waits until it has run down */
static unsigned int driver_wait(volatile char *timer)
{
	unsigned int polls = 0;

	hwreg_write32(timer + TIMER_CTRL, 1);
	while (hwreg_read32(timer + TIMER_VALUE))
		polls++;
	return polls;
}

/* The model: from the start on, each read of VALUE gives one less */
struct timer {
	uint64_t value;
};

static int start(void *data, const struct hwreg_register *reg, uint64_t value)
{
	struct timer *timer = (struct timer *)data;

	(void)reg;
	if (value & 1)
		timer->value = 3;
	return 0;
}

static int count_down(void *data, const struct hwreg_register *reg, uint64_t *value)
{
	struct timer *timer = (struct timer *)data;

	(void)reg;
	*value = timer->value ? timer->value-- : 0;
	return 0;
}

static int attach(const struct hwreg_board *board, struct hwreg_session *session,
		  struct timer *timer, struct hwreg_error *err)
{
	struct hwreg_simulation_hook ctrl = { .size = sizeof(ctrl), .write = start, .data = timer };
	struct hwreg_simulation_hook value = { .size = sizeof(value),
					       .read = count_down,
					       .data = timer };
	const struct hwreg_register *reg;
	int r = hwreg_register_find(board, "TIMER0.CTRL", &reg, err);

	if (!r)
		r = hwreg_simulation_attach(session, reg, &ctrl, err);
	if (!r)
		r = hwreg_register_find(board, "TIMER0.VALUE", &reg, err);
	return r ? r : hwreg_simulation_attach(session, reg, &value, err);
}

static int test(const struct hwreg_board *board, struct hwreg_session *session,
		struct hwreg_error *err)
{
	struct timer timer = { .value = 0 };
	struct hwreg_window *window = NULL;
	const struct hwreg_block *block;
	int r = attach(board, session, &timer, err);

	if (!r)
		r = hwreg_block_find(board, "TIMER0", &block, err);
	if (!r)
		r = hwreg_session_map(&window, session, block, err);
	if (!r) {
		volatile char *base = (volatile char *)hwreg_window_pointer(window);

		printf("it took %u polls\n", driver_wait(base));
		r = hwreg_io_failure(window, err);
	}
	hwreg_window_close(window);
	return r;
}

int main(int argc, char **argv)
{
	const char *targets[] = { "sim" };
	struct hwreg_session_options options = { .size = sizeof(options), .flags = HWREG_WRITE };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_session *session = NULL;
	struct hwreg_board *board = NULL;
	int r = hwreg_board_load(&board, argc > 1 ? argv[1] : "demo", NULL, &err);

	options.board = board;
	options.targets = targets;
	options.target_count = 1;
	if (!r)
		r = hwreg_session_open(&session, &options, &err);
	if (!r)
		r = test(board, session, &err);
	if (r)
		fprintf(stderr, "%s\n", err.message);
	hwreg_session_close(session);
	hwreg_board_free(board);
	return r ? (int)err.kind : 0;
}
