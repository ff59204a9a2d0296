// SPDX-License-Identifier: MIT
/* hwreg_location.c - all registers of a block that may be read without changing anything */
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

static int dump(const struct hwreg_board *board, struct hwreg_session *session, const char *text,
		struct hwreg_error *err)
{
	struct hwreg_register_info info = { .size = sizeof(info) };
	struct hwreg_location *location;
	int r = hwreg_location_parse(&location, session, text, err);

	if (r)
		return r;
	for (uint64_t i = 0; !r && i < hwreg_location_count(location); i++) {
		struct hwreg_item item;
		uint64_t value;

		hwreg_location_item(location, i, &item);
		hwreg_register_describe(board, item.reg, &info);
		if (item.skip) {
			printf("%s: left out\n", info.name);
			continue;
		}
		r = hwreg_session_read(session, &item, &value, err);
		if (!r)
			printf("%s = 0x%" PRIx64 "\n", info.name, value);
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
		r = dump(board, session, "UART0", &err);
	if (r)
		fprintf(stderr, "%s\n", err.message);
	hwreg_session_close(session);
	hwreg_board_free(board);
	return r ? (int)err.kind : 0;
}
