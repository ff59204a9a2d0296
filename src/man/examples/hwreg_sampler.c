// SPDX-License-Identifier: MIT
/* hwreg_sampler.c - a register three times, a millisecond apart */
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

static int sample(struct hwreg_session *session, struct hwreg_error *err)
{
	struct hwreg_sampler_options options = { .size = sizeof(options), .every = 1000000 };
	struct hwreg_sampler *sampler = NULL;
	struct hwreg_location *location;
	struct hwreg_sample sample;
	struct hwreg_item item;
	int r = hwreg_location_parse(&location, session, "UART0.BAUD", err);

	if (r)
		return r;
	hwreg_location_item(location, 0, &item);
	options.cancel = -1;
	r = hwreg_sampler_open(&sampler, session, &item, 1, &options, err);
	for (int i = 0; !r && i < 3; i++) {
		r = hwreg_sampler_next(sampler, &sample, err);
		if (!r)
			printf("%" PRIu64 ": 0x%" PRIx64 "\n", sample.number, sample.values[0]);
	}
	hwreg_sampler_close(sampler);
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
		r = sample(session, &err);
	if (r)
		fprintf(stderr, "%s\n", err.message);
	hwreg_session_close(session);
	hwreg_board_free(board);
	return r ? (int)err.kind : 0;
}
