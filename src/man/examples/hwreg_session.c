// SPDX-License-Identifier: MIT
/* hwreg_session.c - read a register by name, and see each access that is made for it */
#include <hwreg.h>
#include <inttypes.h>
#include <stdio.h>

static int observe(void *data, const struct hwreg_access *access)
{
	(void)data;
	if (access->phase == HWREG_ACCESS_END)
		printf("%s %s on %s: 0x%" PRIx64 "\n", access->write ? "write" : "read",
		       access->name, access->target, access->value);
	return 0;
}

static int peek(struct hwreg_session *session, const char *text, struct hwreg_error *err)
{
	struct hwreg_location *location;
	struct hwreg_item item;
	uint64_t value;
	int r = hwreg_location_parse(&location, session, text, err);

	if (r)
		return r;
	hwreg_location_item(location, 0, &item);
	r = hwreg_session_read(session, &item, &value, err);
	if (!r)
		printf("%s is %" PRIu64 "\n", text, hwreg_item_value(session, &item, value));
	hwreg_location_free(location);
	return r;
}

int main(int argc, char **argv)
{
	const char *targets[] = { "sim" };
	struct hwreg_session_options options = { .size = sizeof(options), .observer = observe };
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
		r = peek(session, "UART0.STATUS.EMPTY", &err);
	if (r)
		fprintf(stderr, "%s\n", err.message);
	hwreg_session_close(session);
	hwreg_board_free(board);
	return r ? (int)err.kind : 0;
}
