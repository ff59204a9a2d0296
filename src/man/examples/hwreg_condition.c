// SPDX-License-Identifier: MIT
/* hwreg_condition.c - read until a condition holds, 10 ms at most */
#include <hwreg.h>
#include <stdio.h>
#include <time.h>

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

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static int wait_for(struct hwreg_session *session, const char *text, struct hwreg_error *err)
{
	int64_t deadline = now() + 10 * INT64_C(1000000);
	struct hwreg_condition *condition;
	struct hwreg_item item;
	uint64_t value;
	bool holds = false, late;
	int r = hwreg_condition_parse(&condition, session, text, err);

	if (r)
		return r;
	hwreg_condition_item(condition, &item);
	do {
		late = now() > deadline; /* the last look is one after the deadline */
		r = hwreg_session_read(session, &item, &value, err);
		holds = !r && hwreg_condition_holds(condition, value);
	} while (!r && !holds && !late);
	if (!r)
		printf("%s: %s\n", hwreg_condition_text(condition), holds ? "yes" : "not in time");
	hwreg_condition_free(condition);
	return r;
}

int main(int argc, char **argv)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_session *session = NULL;
	struct hwreg_board *board = NULL;
	int r = open_simulation(argc > 1 ? argv[1] : "demo", &board, &session, &err);

	if (!r)
		r = wait_for(session, "UART0.STATUS.EMPTY==1", &err);
	if (r)
		fprintf(stderr, "%s\n", err.message);
	hwreg_session_close(session);
	hwreg_board_free(board);
	return r ? (int)err.kind : 0;
}
