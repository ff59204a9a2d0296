// SPDX-License-Identifier: MIT
/* Many registers at once: which are one stretch, and how far a transfer that fails has come */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_SIZE (UINT64_C(40) << 20) /* more than two pieces of a long range */

static const char text[] =
	"hwreg: 1\nboard: b\nmatch: any\ntypes: {t: {size: 0x40, registers: {"
	"A: {offset: 0}, B: {offset: 4}, FIFO: {offset: 8, read: effect}, H: {offset: 0xc, width: "
	"16},"
	"I: {offset: 0xe, width: 16}, RO: {offset: 0x10, policy: ro}, "
	"F: {offset: 0x14, fields: {LOW: '7:0', LIVE: {bits: '15:8', volatile: true}}}}}}\n"
	"blocks: {X: {type: t, base: 0x100}}\n";

struct state {
	struct hwreg_board *board;
	struct hwreg_session *session;
	char path[32];
	int fd;
};

static unsigned int seen;

static int count(void *data, const struct hwreg_access *access)
{
	(void)data;
	seen += access->phase == HWREG_ACCESS_END;
	return 0;
}

static void open_session(struct state *s, const char *target, uint64_t flags, bool observed)
{
	const char *targets[] = { target };
	struct hwreg_session_options options = { .size = sizeof(options),
						 .flags = flags | HWREG_GUARD,
						 .board = s->board,
						 .targets = targets,
						 .observer = observed ? count : NULL,
						 .target_count = 1 };

	hwreg_session_close(s->session);
	seen = 0;
	assert_int_equal(hwreg_session_open(&s->session, &options, NULL), 0);
}

static void open_file(struct state *s, uint64_t flags, bool observed)
{
	char spec[64];

	snprintf(spec, sizeof(spec), "file:%s", s->path);
	open_session(s, spec, flags, observed);
}

static int set_up(void **state)
{
	struct state *s = calloc(1, sizeof(*s));
	char board[] = "/tmp/hwreg-many-XXXXXX.yaml";
	int fd = mkstemps(board, 5);
	uint32_t value;

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text) || close(fd) != 0)
		return -1;
	assert_int_equal(hwreg_board_load(&s->board, board, NULL, NULL), 0);
	unlink(board);
	strcpy(s->path, "/tmp/hwreg-many-XXXXXX");
	s->fd = mkstemp(s->path);
	assert_int_equal(ftruncate(s->fd, FILE_SIZE), 0);
	for (uint64_t at = 0; at < FILE_SIZE; at += 4096) {
		value = (uint32_t)at;
		assert_int_equal(pwrite(s->fd, &value, 4, (off_t)at), 4);
	}
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct state *s = *state;

	hwreg_session_close(s->session);
	hwreg_board_free(s->board);
	close(s->fd);
	unlink(s->path);
	free(s);
	return 0;
}

static struct hwreg_location *location(struct state *s, const char *word)
{
	struct hwreg_location *made;

	assert_int_equal(hwreg_location_parse(&made, s->session, word, NULL), 0);
	return made;
}

static struct hwreg_location *destination(struct state *s, const char *word)
{
	struct hwreg_location *made;

	assert_int_equal(hwreg_location_parse_to_write(&made, s->session, word, NULL), 0);
	return made;
}

static void stretches_are(struct state *s, const char *word, const char *expected)
{
	struct hwreg_location *made = location(s, word);
	char found[256] = "";
	struct hwreg_item item;
	uint64_t length;

	for (uint64_t i = 0; i < hwreg_location_count(made); i += length) {
		length = hwreg_location_stretch(made, i, &item);
		snprintf(found + strlen(found), sizeof(found) - strlen(found), "%llu@%llx/%u%s ",
			 (unsigned long long)length, (unsigned long long)item.address, item.width,
			 item.skip ? "-" : "");
	}
	assert_string_equal(found, expected);
	hwreg_location_free(made);
}

static void a_stretch_ends_where_items_differ(void **state)
{
	struct state *s = *state;

	open_file(s, 0, false);
	stretches_are(s, "0x0..0xfc", "64@0/32 ");
	stretches_are(s, "0x0..+40M", "66@0/32 1@108/32- 10485693@10c/32 ");
	stretches_are(s, "0x104..0x10c", "1@104/32 1@108/32- 1@10c/32 ");
	stretches_are(s, "X", "2@100/32 1@108/32- 2@10c/16 2@110/32 ");
	stretches_are(s, "X.A", "1@100/32 ");
	stretches_are(s, "0x108@8..0x10b", "4@108/8- ");
}

static void repeated_registers_are_checked(void **state)
{
	struct state *s = *state;
	struct hwreg_location *made;
	struct hwreg_item item;

	open_file(s, HWREG_WRITE, false);
	made = destination(s, "X.A");
	/* the fourth would reach into two registers of 16 bits */
	assert_int_equal(hwreg_location_repeat(made, 4, 0, NULL), -EACCES);
	assert_int_equal(hwreg_location_repeat(made, 3, 0, NULL), 0);
	assert_int_equal(hwreg_location_count(made), 3);
	hwreg_location_free(made);
	made = location(s, "X.A");
	assert_int_equal(hwreg_location_repeat(made, 0, 0, NULL), -EINVAL);
	assert_int_equal(hwreg_location_repeat(made, 2, 2, NULL), -EINVAL);
	assert_int_equal(hwreg_location_repeat(made, UINT64_MAX, 0, NULL), -ERANGE);
	assert_int_equal(hwreg_location_repeat(made, FILE_SIZE / 4, 0, NULL), -ERANGE);
	assert_int_equal(hwreg_location_count(made), 1);
	assert_int_equal(hwreg_location_repeat(made, 5, HWREG_FIFO, NULL), 0);
	assert_int_equal(hwreg_location_stretch(made, 1, &item), 4);
	assert_int_equal(item.address, 0x100);
	hwreg_location_free(made);
	made = location(s, "X.F.LOW");
	assert_int_equal(hwreg_location_repeat(made, 2, 0, NULL), -EINVAL);
	hwreg_location_free(made);
}

/* The same bytes by the loop that nobody observes, and one by one */
static void long_ranges_are_read_piece_by_piece(void **state)
{
	uint64_t items = FILE_SIZE / 4, done;
	struct state *s = *state;
	struct hwreg_location *made;
	unsigned char *bytes = malloc(FILE_SIZE);
	uint32_t value;

	hwreg_board_free(s->board);
	s->board = NULL;
	for (unsigned int observed = 0; observed < 2; observed++) {
		open_file(s, 0, observed);
		made = location(s, "0..+40M");
		assert_int_equal(hwreg_session_prepare(s->session, made, NULL), 0);
		memset(bytes, 0xff, FILE_SIZE);
		assert_int_equal(
			hwreg_session_read_many(s->session, made, 0, items, bytes, &done, NULL), 0);
		assert_int_equal(done, items);
		assert_int_equal(seen, observed ? items : 0);
		for (uint64_t at = 0; at < FILE_SIZE; at += 4096) {
			memcpy(&value, bytes + at, 4);
			assert_int_equal(value, at);
			memcpy(&value, bytes + at + 4, 4);
			assert_int_equal(value, 0);
		}
		hwreg_location_free(made);
	}
	free(bytes);
}

static void items_beyond_a_stretch_are_refused(void **state)
{
	struct state *s = *state;
	unsigned char bytes[64];
	struct hwreg_location *made;
	uint64_t done;

	open_file(s, 0, true);
	made = location(s, "X");
	assert_int_equal(hwreg_session_read_many(s->session, made, 0, 3, bytes, &done, NULL),
			 -EINVAL);
	assert_int_equal(hwreg_session_read_many(s->session, made, 99, 1, bytes, &done, NULL),
			 -EINVAL);
	assert_int_equal(hwreg_session_read_many(s->session, made, 0, 0, bytes, &done, NULL),
			 -EINVAL);
	assert_int_equal(hwreg_session_write_many(s->session, made, 0, 1, bytes, &done, NULL),
			 -EACCES);
	assert_int_equal(seen, 0);
	hwreg_location_free(made);
}

/* The file is cut while it is mapped: every access before the cut is made, none after the first error */
static void a_fault_says_how_far_it_came(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct state *s = *state;
	struct hwreg_location *made;
	unsigned char *bytes = calloc(1, 1 << 20);
	uint64_t done, page = (uint64_t)sysconf(_SC_PAGESIZE);

	for (unsigned int write = 0; write < 2; write++) {
		assert_int_equal(ftruncate(s->fd, FILE_SIZE), 0);
		open_file(s, write ? HWREG_WRITE : 0, false);
		made = write ? destination(s, "0x1000..+1M") : location(s, "0x1000..+1M");
		assert_int_equal(hwreg_session_prepare(s->session, made, NULL), 0);
		assert_int_equal(ftruncate(s->fd, (off_t)(2 * page + 8)), 0);
		assert_int_equal(write ? hwreg_session_write_many(s->session, made, 0, 1 << 18,
								  bytes, &done, &err)
				       : hwreg_session_read_many(s->session, made, 0, 1 << 18,
								 bytes, &done, &err),
				 -EFAULT);
		assert_int_equal(done, (3 * page - 0x1000) / 4);
		assert_int_equal(err.address, 3 * page);
		assert_int_equal(err.width, 32);
		assert_non_null(strstr(err.message, "bus error"));
		hwreg_location_free(made);
	}
	free(bytes);
}

static int alter(void *data, const struct hwreg_register *reg, uint64_t *value)
{
	(void)reg;
	*value ^= *(uint64_t *)data;
	return 0;
}

static void verification_compares_what_reads_as_written(void **state)
{
	struct hwreg_simulation_hook hook = { .size = sizeof(hook), .read = alter };
	struct hwreg_error err = HWREG_ERROR_INIT;
	unsigned char bytes[4] = { 0x12, 0x34 };
	const struct hwreg_register *reg;
	struct hwreg_location *made;
	struct state *s = *state;
	uint64_t done, flip = 0x4200;

	open_session(s, "sim", HWREG_WRITE, false);
	made = destination(s, "X.F");
	assert_int_equal(hwreg_register_find(s->board, "X.F", &reg, NULL), 0);
	hook.data = &flip;
	assert_int_equal(hwreg_simulation_attach(s->session, reg, &hook, NULL), 0);
	assert_int_equal(hwreg_session_write_many(s->session, made, 0, 1, bytes, &done, NULL), 0);
	/* only the field that changes by itself */
	assert_int_equal(hwreg_session_verify_many(s->session, made, 0, 1, bytes, &done, &err), 0);
	assert_int_equal(done, 1);
	flip = 0x10;
	assert_int_equal(hwreg_session_verify_many(s->session, made, 0, 1, bytes, &done, &err),
			 -EILSEQ);
	assert_int_equal(done, 0);
	assert_int_equal(err.kind, HWREG_ERROR_ANSWER);
	assert_string_equal(
		err.message,
		"X.F: verify: wrote 0x00000012, read 0x00000002: bits 0x00000010 differ");
	hwreg_location_free(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_stretch_ends_where_items_differ, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(repeated_registers_are_checked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(long_ranges_are_read_piece_by_piece, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(items_beyond_a_stretch_are_refused, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_fault_says_how_far_it_came, set_up, tear_down),
		cmocka_unit_test_setup_teardown(verification_compares_what_reads_as_written, set_up,
						tear_down),
	};

	return RUN(tests);
}
