// SPDX-License-Identifier: MIT
/* hwreg_simulation.c - a timer whose value counts down once it runs */
#include <hwreg.h>
#include <inttypes.h>
#include <stdio.h>

static int open_simulation(const char *name, struct hwreg_board **board,
			   struct hwreg_session **session, struct hwreg_error *err)
{
	const char *targets[] = { "sim" };
	struct hwreg_session_options options = { .size = sizeof(options), .flags = HWREG_WRITE };
	int r = hwreg_board_load(board, name, NULL, err);

	options.board = *board;
	options.targets = targets;
	options.target_count = 1;
	return r ? r : hwreg_session_open(session, &options, err);
}

struct timer {
	uint64_t value;
};

static int count_down(void *data, const struct hwreg_register *reg, uint64_t *value)
{
	struct timer *timer = data;

	(void)reg;
	*value = timer->value ? timer->value-- : 0;
	return 0;
}

static int run(const struct hwreg_board *board, struct hwreg_session *session,
	       struct hwreg_error *err)
{
	struct timer timer = { .value = 3 };
	struct hwreg_simulation_hook hook = { .size = sizeof(hook), .read = count_down };
	const struct hwreg_register *reg;
	struct hwreg_location *location = NULL;
	struct hwreg_item item;
	uint64_t value = 1;
	int r = hwreg_register_find(board, "TIMER0.VALUE", &reg, err);

	hook.data = &timer;
	if (!r)
		r = hwreg_simulation_attach(session, reg, &hook, err);
	if (!r)
		r = hwreg_location_parse(&location, session, "TIMER0.VALUE", err);
	if (!r)
		hwreg_location_item(location, 0, &item);
	while (!r && value) {
		r = hwreg_session_read(session, &item, &value, err);
		if (!r)
			printf("%" PRIu64 "\n", value);
	}
	hwreg_location_free(location);
	return r;
}

int main(int argc, char **argv)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_session *session = NULL;
	struct hwreg_board *board = NULL;
	int r = open_simulation(argc > 1 ? argv[1] : "demo", &board, &session, &err);

	if (!r)
		r = run(board, session, &err);
	if (r)
		fprintf(stderr, "%s\n", err.message);
	hwreg_session_close(session);
	hwreg_board_free(board);
	return r ? (int)err.kind : 0;
}
