// SPDX-License-Identifier: MIT
/* hwreg_snapshot.c - keep a block, change it, and put it back */
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

static int tell(void *data, const struct hwreg_snapshot_entry *entry)
{
	const char *what = data;

	printf("%s: %s, 0x%" PRIx64 " -> 0x%" PRIx64 "\n", what, entry->key, entry->before,
	       entry->after);
	return 0;
}

static int poke(struct hwreg_session *session, const char *text, struct hwreg_error *err)
{
	struct hwreg_write *write;
	int r = hwreg_write_parse(&write, session, text, err);

	if (r)
		return r;
	r = hwreg_session_write(session, write, err);
	hwreg_write_free(write);
	return r;
}

static int keep_and_restore(struct hwreg_session *session, struct hwreg_error *err)
{
	struct hwreg_snapshot *snapshot = NULL;
	struct hwreg_location *led = NULL;
	int r = hwreg_location_parse(&led, session, "LED", err);

	if (!r)
		r = hwreg_session_prepare(session, led, err);
	if (!r)
		r = hwreg_snapshot_take(&snapshot, session, &led, 1, NULL, NULL, err);
	if (!r)
		r = hwreg_snapshot_resolve(snapshot, session, NULL, err);
	if (!r)
		r = poke(session, "LED.CTRL.LEVEL=7", err);
	if (!r)
		r = hwreg_snapshot_compare(snapshot, NULL, tell, "differs", err);
	if (!r)
		r = hwreg_snapshot_restore(snapshot, NULL, tell, "restored", err);
	hwreg_snapshot_free(snapshot);
	hwreg_location_free(led);
	return r;
}

int main(int argc, char **argv)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_session *session = NULL;
	struct hwreg_board *board = NULL;
	int r = open_simulation(argc > 1 ? argv[1] : "demo", &board, &session, &err);

	if (!r)
		r = keep_and_restore(session, &err);
	if (r)
		fprintf(stderr, "%s\n", err.message);
	hwreg_session_close(session);
	hwreg_board_free(board);
	return r ? (int)err.kind : 0;
}
