// SPDX-License-Identifier: MIT
/* hwreg_sequence.c - run a sequence on a simulation: hwreg_sequence test.yaml */
#include <hwreg.h>
#include <stdio.h>

static int tell(void *data, const struct hwreg_step_event *event)
{
	(void)data;
	if (event->result == HWREG_STEP_PASSED)
		printf("ok %u %s\n", event->number, event->text);
	else if (event->result == HWREG_STEP_FAILED || event->result == HWREG_STEP_ERROR)
		printf("not ok %u %s: %s\n", event->number, event->text, event->error->message);
	return 0;
}

static int run(struct hwreg_sequence *sequence, struct hwreg_session *session,
	       struct hwreg_error *err)
{
	struct hwreg_sequence_run_options options = {
		.size = sizeof(options), .cancel = -1, .abort = -1, .step = tell
	};
	int r = hwreg_sequence_resolve(sequence, session, NULL, err);

	if (!r)
		r = hwreg_sequence_prepare(sequence, err);
	return r ? r : hwreg_sequence_run(sequence, &options, err);
}

int main(int argc, char **argv)
{
	const char *targets[] = { "sim" };
	struct hwreg_session_options options = { .size = sizeof(options), .flags = HWREG_WRITE };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_sequence *sequence = NULL;
	struct hwreg_session *session = NULL;
	struct hwreg_board *board = NULL;
	int r;

	if (argc < 2) {
		fprintf(stderr, "usage: hwreg_sequence FILE [BOARD]\n");
		return 2;
	}
	r = hwreg_board_load(&board, argc > 2 ? argv[2] : "demo", NULL, &err);
	options.board = board;
	options.targets = targets;
	options.target_count = 1;
	if (!r)
		r = hwreg_session_open(&session, &options, &err);
	if (!r)
		r = hwreg_sequence_load(&sequence, argv[1], NULL, &err);
	if (!r)
		r = run(sequence, session, &err);
	if (r)
		fprintf(stderr, "%s\n", err.message);
	hwreg_sequence_free(sequence);
	hwreg_session_close(session);
	hwreg_board_free(board);
	return r ? (int)err.kind : 0;
}
