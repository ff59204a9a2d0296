// SPDX-License-Identifier: MIT
/* Snapshots through the library: taken, written, loaded, compared, restored */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char board_text[] =
	"hwreg: 1\nboard: b\nmatch: any\ntypes: {t: {size: 0x40, registers: {"
	"A: {offset: 0, reset: 0}, B: {offset: 4}, RO: {offset: 8, policy: ro}, GO: {offset: 0xc, "
	"trigger: true}, L: {offset: 0x10, width: 64, access-width: 32, order: low-first}}}}\n"
	"blocks: {X: {type: t, base: 0x100}}\n";

struct state {
	struct hwreg_board *board;
	struct hwreg_session *session;
	struct hwreg_location *location;
	struct hwreg_snapshot *snapshot;
	char path[32];
};

/* What callbacks were told */
struct told {
	unsigned int count;
	uint32_t results[8];
	uint64_t before, after;
	int answer;
};

static int tell(void *data, const struct hwreg_snapshot_entry *entry)
{
	struct told *told = data;

	assert_true(told->count < 8);
	told->results[told->count++] = entry->result;
	told->before = entry->before;
	told->after = entry->after;
	return told->answer;
}

static void poke(struct state *s, const char *text)
{
	struct hwreg_write *write;

	assert_int_equal(hwreg_write_parse(&write, s->session, text, NULL), 0);
	assert_int_equal(hwreg_session_write(s->session, write, NULL), 0);
	hwreg_write_free(write);
}

static int set_up(void **state)
{
	const char *targets[] = { "sim" };
	struct hwreg_session_options options = {
		.size = sizeof(options), .flags = HWREG_WRITE, .targets = targets, .target_count = 1
	};
	struct state *s = calloc(1, sizeof(*s));
	int fd;

	strcpy(s->path, "/tmp/hwreg-snapshot-XXXXXX");
	fd = mkstemp(s->path);
	if (fd < 0 || close(fd) != 0)
		return -1;
	if (hwreg_board_load_text(&s->board, board_text, strlen(board_text), "b", NULL, NULL) != 0)
		return -1;
	options.board = s->board;
	assert_int_equal(hwreg_session_open(&s->session, &options, NULL), 0);
	assert_int_equal(hwreg_location_parse(&s->location, s->session, "X", NULL), 0);
	poke(s, "X.A=1");
	poke(s, "X.B=2");
	assert_int_equal(
		hwreg_snapshot_take(&s->snapshot, s->session, &s->location, 1, NULL, NULL, NULL),
		0);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct state *s = *state;

	hwreg_snapshot_free(s->snapshot);
	hwreg_location_free(s->location);
	hwreg_session_close(s->session);
	hwreg_board_free(s->board);
	unlink(s->path);
	free(s);
	return 0;
}

static void resolve(struct state *s, struct hwreg_snapshot *snapshot)
{
	assert_int_equal(hwreg_snapshot_resolve(snapshot, s->session, NULL, NULL), 0);
	assert_int_equal(hwreg_snapshot_prepare(snapshot, NULL), 0);
}

static void test_saved_is_loaded(void **state)
{
	struct state *s = *state;
	struct hwreg_snapshot_info info = { .size = sizeof(info) };
	struct hwreg_snapshot *loaded;
	struct told told = { .count = 0 };

	assert_int_equal(hwreg_snapshot_save(s->snapshot, s->path, NULL), 0);
	assert_int_equal(hwreg_snapshot_load(&loaded, s->path, NULL, NULL), 0);
	hwreg_snapshot_describe(loaded, &info);
	assert_string_equal(info.board, "b");
	assert_int_equal(strlen(info.time), strlen("2026-01-31T13:00:00Z"));
	assert_int_equal(info.count, 5);
	assert_int_equal(
		hwreg_snapshot_compare_two(s->snapshot, loaded, s->board, NULL, tell, &told, NULL),
		0);
	assert_int_equal(told.count, 0);
	hwreg_snapshot_free(loaded);
}

/* What a file may do without, its copy does without */
static void test_little_is_written_back(void **state)
{
	static const char text[] = "hwreg-snapshot: 1\nregisters: {}\nend: true\n";
	struct state *s = *state;
	struct hwreg_snapshot_info info = { .size = sizeof(info) };
	struct hwreg_snapshot *loaded;
	struct told told = { .count = 0 };
	int fd = open(s->path, O_WRONLY | O_TRUNC | O_CLOEXEC);

	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	assert_int_equal(hwreg_snapshot_load(&loaded, s->path, NULL, NULL), 0);
	assert_int_equal(hwreg_snapshot_save(loaded, s->path, NULL), 0);
	hwreg_snapshot_free(loaded);
	assert_int_equal(hwreg_snapshot_load(&loaded, s->path, NULL, NULL), 0);
	hwreg_snapshot_describe(loaded, &info);
	assert_string_equal(info.board, "");
	assert_string_equal(info.time, "");
	assert_int_equal(info.count, 0);
	resolve(s, loaded);
	assert_int_equal(hwreg_snapshot_compare(loaded, NULL, tell, &told, NULL), 0);
	assert_int_equal(told.count, 0);
	hwreg_snapshot_free(loaded);
}

static void test_compare_and_restore(void **state)
{
	struct state *s = *state;
	struct told told = { .count = 0 };

	resolve(s, s->snapshot);
	poke(s, "X.B=7");
	poke(s, "X.GO=1");
	assert_int_equal(hwreg_snapshot_compare(s->snapshot, NULL, tell, &told, NULL), 0);
	assert_int_equal(told.count, 2);
	assert_int_equal(told.results[0], HWREG_SNAPSHOT_DIFFERS);
	told = (struct told){ .count = 0 };
	assert_int_equal(hwreg_snapshot_restore(s->snapshot, NULL, tell, &told, NULL), 0);
	assert_int_equal(told.count, 2);
	assert_int_equal(told.results[0], HWREG_SNAPSHOT_WRITTEN);
	assert_int_equal(told.results[1], HWREG_SNAPSHOT_LEFT_OUT);
	told = (struct told){ .count = 0 };
	assert_int_equal(hwreg_snapshot_compare(s->snapshot, NULL, tell, &told, NULL), 0);
	assert_int_equal(told.count, 1);
}

static void test_a_callback_stops(void **state)
{
	struct state *s = *state;
	struct told told = { .answer = -ECANCELED };

	resolve(s, s->snapshot);
	poke(s, "X.A=7");
	poke(s, "X.B=7");
	assert_int_equal(hwreg_snapshot_compare(s->snapshot, NULL, tell, &told, NULL), -ECANCELED);
	assert_int_equal(told.count, 1);
	assert_int_equal(told.before, 1);
	assert_int_equal(told.after, 7);
}

/* Writes that are still to succeed */
static int left;

static int fail_later(void *data, const struct hwreg_access *access)
{
	(void)data;
	if (!access->write || access->phase != HWREG_ACCESS_BEGIN)
		return 0;
	return left-- > 0 ? 0 : -EIO;
}

/* The callback is told of each register once it is written, the error of a part of one */
static void test_a_failure_half_way(void **state)
{
	static const struct {
		unsigned int told;
		const char *message;
	} rows[] = {
		{ 0, "X.A: " },
		{ 1, "X.B: " },
		{ 2, "X.L: 0x00000110: the access was stopped" },
		{ 2, "of this register had been written: 0x44444444 to bits 31:0" },
	};
	const char *targets[] = { "sim" };
	struct hwreg_session_options options = { .size = sizeof(options),
						 .flags = HWREG_WRITE,
						 .targets = targets,
						 .target_count = 1,
						 .observer = fail_later };
	struct state *s = *state;

	options.board = s->board;
	poke(s, "X.A=0x22222222");
	poke(s, "X.B=0x33333333");
	poke(s, "X.L=0x5555555544444444");
	hwreg_snapshot_free(s->snapshot);
	assert_int_equal(
		hwreg_snapshot_take(&s->snapshot, s->session, &s->location, 1, NULL, NULL, NULL),
		0);
	for (int i = 0; i < 4; i++) {
		struct hwreg_error err = HWREG_ERROR_INIT;
		struct hwreg_session *session;
		struct told told = { .count = 0 };

		left = i;
		assert_int_equal(hwreg_session_open(&session, &options, NULL), 0);
		assert_int_equal(hwreg_snapshot_resolve(s->snapshot, session, NULL, NULL), 0);
		assert_int_equal(hwreg_snapshot_prepare(s->snapshot, NULL), 0);
		assert_int_equal(hwreg_snapshot_restore(s->snapshot, NULL, tell, &told, &err),
				 -EIO);
		assert_int_equal(err.kind, HWREG_ERROR_ACCESS);
		assert_int_equal(told.count, rows[i].told);
		if (!strstr(err.message, rows[i].message))
			fail_msg("%d: %s", i, err.message);
		hwreg_session_close(session);
	}
}

static void test_resets(void **state)
{
	struct state *s = *state;
	struct told told = { .count = 0 };
	struct hwreg_snapshot *resets;
	uint64_t unknown = 0;

	assert_int_equal(
		hwreg_snapshot_resets(&resets, s->session, &s->location, 1, &unknown, NULL), 0);
	assert_int_equal(unknown, 4);
	resolve(s, resets);
	assert_int_equal(hwreg_snapshot_compare(resets, NULL, tell, &told, NULL), 0);
	assert_int_equal(told.count, 1);
	assert_int_equal(told.before, 0);
	assert_int_equal(told.after, 1);
	hwreg_snapshot_free(resets);
}

static void test_refusals(void **state)
{
	struct state *s = *state;
	struct hwreg_snapshot_options options = { .size = sizeof(options), .flags = 1u << 20 };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_snapshot *loaded;
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

	assert_int_equal(hwreg_snapshot_resolve(s->snapshot, s->session, &options, &err), -EINVAL);
	assert_int_equal(hwreg_snapshot_write(s->snapshot, full, &err), -ENOSPC);
	assert_int_equal(err.kind, HWREG_ERROR_ACCESS);
	close(full);
	/* an empty file, of set_up() */
	assert_int_equal(hwreg_snapshot_load(&loaded, s->path, NULL, &err), -EINVAL);
	assert_int_equal(err.kind, HWREG_ERROR_REQUEST);
	assert_string_equal(err.file, s->path);
	hwreg_snapshot_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_saved_is_loaded, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_little_is_written_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_compare_and_restore, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_callback_stops, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_failure_half_way, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_resets, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_refusals, set_up, tear_down),
	};

	return RUN(tests);
}
