// SPDX-License-Identifier: MIT
/* hwreg_condition.c - wait until a condition holds, 10 ms at most */
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
	struct hwreg_condition *condition;
	uint64_t value;
	int r = hwreg_condition_parse(&condition, session, text, err);

	if (r)
		return r;
	r = hwreg_session_wait(session, condition, now() + 10000000, -1, &value, err);
	if (!r)
		printf("%s: yes\n", hwreg_condition_text(condition));
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
