// SPDX-License-Identifier: MIT
/* hwreg.c - write a field and read it back, on a simulated board */
#include <hwreg.h>
#include <inttypes.h>
#include <stdio.h>

static int blink(struct hwreg_session *session, struct hwreg_error *err)
{
	struct hwreg_write *write = NULL;
	struct hwreg_location *location = NULL;
	struct hwreg_item item;
	uint64_t value;
	int r = hwreg_write_parse(&write, session, "LED.CTRL.MODE=blink,LEVEL=5", err);

	if (!r)
		r = hwreg_location_parse(&location, session, "LED.CTRL", err);
	if (!r)
		r = hwreg_session_write(session, write, err);
	if (!r) {
		hwreg_location_item(location, 0, &item);
		r = hwreg_session_read(session, &item, &value, err);
	}
	if (!r)
		printf("LED.CTRL = 0x%08" PRIx64 "\n", value);
	hwreg_location_free(location);
	hwreg_write_free(write);
	return r;
}

int main(int argc, char **argv)
{
	const char *targets[] = { "sim" };
	struct hwreg_session_options options = { .size = sizeof(options), .flags = HWREG_WRITE };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_board *board = NULL;
	struct hwreg_session *session = NULL;
	int r = hwreg_board_load(&board, argc > 1 ? argv[1] : "demo", NULL, &err);

	options.board = board;
	options.targets = targets;
	options.target_count = 1;
	if (!r)
		r = hwreg_session_open(&session, &options, &err);
	if (!r)
		r = blink(session, &err);
	if (r)
		fprintf(stderr, "%s\n", err.message);
	hwreg_session_close(session);
	hwreg_board_free(board);
	return r ? (int)err.kind : 0;
}
