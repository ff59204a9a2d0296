// SPDX-License-Identifier: MIT
/* hwreg_write.c - write a field, and see what that does to the register */
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

static int enable(struct hwreg_session *session, struct hwreg_error *err)
{
	struct hwreg_write_info info = { .size = sizeof(info) };
	struct hwreg_write *write;
	int r = hwreg_write_parse(&write, session, "UART0.STATUS.ENABLE=1", err);

	if (r)
		return r;
	hwreg_write_describe(write, &info);
	printf("meant 0x%" PRIx64 ", kept as read 0x%" PRIx64 "\n", info.meant, info.keep);
	r = hwreg_session_write(session, write, err);
	if (!r)
		r = hwreg_session_verify(session, write, err);
	if (!r)
		printf("wrote 0x%" PRIx64 "\n", hwreg_session_written(session));
	hwreg_write_free(write);
	return r;
}

int main(int argc, char **argv)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_session *session = NULL;
	struct hwreg_board *board = NULL;
	int r = open_simulation(argc > 1 ? argv[1] : "demo", &board, &session, &err);

	if (!r)
		r = enable(session, &err);
	if (r)
		fprintf(stderr, "%s\n", err.message);
	hwreg_session_close(session);
	hwreg_board_free(board);
	return r ? (int)err.kind : 0;
}
