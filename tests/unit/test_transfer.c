// SPDX-License-Identifier: MIT
/* Registers that take several accesses: values of any width, and what a failure half-way leaves behind */
#include "unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char text[] =
	"hwreg: 1\nboard: b\nmatch: any\ntypes: {t: {size: 0x80, registers: {"
	"T: {offset: 0, width: 64, access-width: 16, order: high-first, fields: {LOW: '7:0'}}, "
	"W: {offset: 0x20, width: 256, access-width: 32, order: low-first, reset: 0x123456789, "
	"fields: {A: '100:60', B: '255:192'}}}}}\n"
	"blocks: {X: {type: t, base: 0x100}}\n";

struct fixture {
	struct hwreg_board *board;
	struct hwreg_session *session;
	unsigned int accesses;
	unsigned int stop_at; /* this access is stopped before it is made; 0: none */
};

static int observe(void *data, const struct hwreg_access *access)
{
	struct fixture *f = data;

	if (access->phase == HWREG_ACCESS_BEGIN)
		f->accesses++;
	return access->phase == HWREG_ACCESS_BEGIN && f->accesses == f->stop_at ? -EIO : 0;
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	const char *targets[] = { "sim" };
	struct hwreg_session_options options = {
		.size = sizeof(options),
		.flags = HWREG_WRITE,
		.targets = targets,
		.target_count = 1,
		.observer = observe,
		.data = f,
	};
	char path[] = "/tmp/hwreg-test-XXXXXX.yaml";
	int fd = mkstemps(path, 5);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text) || close(fd) != 0)
		return -1;
	assert_int_equal(hwreg_board_load(&f->board, path, NULL, NULL), 0);
	unlink(path);
	options.board = f->board;
	assert_int_equal(hwreg_session_open(&f->session, &options, NULL), 0);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	hwreg_session_close(f->session);
	hwreg_board_free(f->board);
	free(f);
	return 0;
}

static struct hwreg_item item_of(const struct fixture *f, const char *where)
{
	struct hwreg_location *location;
	struct hwreg_item item;

	assert_int_equal(hwreg_location_parse(&location, f->session, where, NULL), 0);
	hwreg_location_item(location, 0, &item);
	hwreg_location_free(location);
	return item;
}

static int poke(struct fixture *f, const char *what, struct hwreg_error *err)
{
	struct hwreg_write *write;
	int r = hwreg_write_parse(&write, f->session, what, NULL);

	assert_int_equal(r, 0);
	r = hwreg_session_write(f->session, write, err);
	hwreg_write_free(write);
	return r;
}

static void a_failure_half_way_lists_what_had_been_written(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct fixture *f = *state;

	f->stop_at = 3;
	assert_int_equal(poke(f, "X.T=0x1111222233334444", &err), -EIO);
	assert_string_equal(err.message,
			    "X.T: 0x00000102: the access was stopped before it was made;\n"
			    "of this register had been written: 0x1111 to bits 63:48, "
			    "0x2222 to bits 47:32");
	assert_int_equal(f->accesses, 3);
	f->stop_at = 4;
	f->accesses = 0;
	err = (struct hwreg_error)HWREG_ERROR_INIT;
	assert_int_equal(poke(f, "X.T.LOW=1", &err), -EIO); /* while it is still read */
	assert_null(strstr(err.message, "written:"));
}

static void what_was_written_is_known_as_a_whole(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(poke(f, "X.T=0x1111222233334444", NULL), 0);
	assert_int_equal(poke(f, "X.T.LOW=0x99", NULL), 0);
	assert_true(hwreg_session_written(f->session) == 0x1111222233334499);
}

static void all_bits_of_a_wide_register(void **state)
{
	struct fixture *f = *state;
	struct hwreg_item item = item_of(f, "X.W");
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_wide wide;
	uint64_t value;

	assert_int_equal(hwreg_session_read_wide(f->session, &item, &wide, NULL), 0);
	assert_int_equal(f->accesses, 8);
	assert_true(wide.words[0] == 0x123456789);
	assert_int_equal(wide.words[1] | wide.words[2] | wide.words[3], 0);
	assert_int_equal(hwreg_session_read(f->session, &item, &value, &err), -EOVERFLOW);
	assert_non_null(strstr(err.message, "X.W has 256 bits"));
	assert_int_equal(f->accesses, 8);
}

static void parts_of_a_wide_value(void **state)
{
	const struct hwreg_wide wide = { { 0x1111111122222222, 0x3333333344444444,
					   0x5555555566666666, 0x7777777788888888 } };

	(void)state;
	assert_true(hwreg_wide_part(&wide, 0) == 0x1111111122222222);
	assert_true(hwreg_wide_part(&wide, 32) == 0x4444444411111111);
	assert_true(hwreg_wide_part(&wide, 192) == 0x7777777788888888);
	assert_true(hwreg_wide_part(&wide, 224) == 0x77777777);
	assert_int_equal(hwreg_wide_part(&wide, 256), 0);
}

static void a_field_of_a_wide_register_is_in_its_64_bits(void **state)
{
	struct fixture *f = *state;
	struct hwreg_item item = item_of(f, "X.W.A");
	struct hwreg_field_info info = { .size = sizeof(info) };

	hwreg_field_describe(f->board, item.field, &info);
	assert_int_equal(info.shift, 60);
	assert_true(info.mask == (UINT64_C(1) << 41) - 1);
	assert_int_equal(item.high, 100);
	assert_int_equal(item.low, 60);
	assert_int_equal(item.shift, 60);
	assert_true(hwreg_item_value(f->session, &item, UINT64_MAX) == info.mask);
	item = item_of(f, "X.W.B");
	assert_int_equal(item.shift, 192);
	assert_true(hwreg_item_value(f->session, &item, 0x8000000000000001) == 0x8000000000000001);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_failure_half_way_lists_what_had_been_written,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_written_is_known_as_a_whole, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(all_bits_of_a_wide_register, set_up, tear_down),
		cmocka_unit_test(parts_of_a_wide_value),
		cmocka_unit_test_setup_teardown(a_field_of_a_wide_register_is_in_its_64_bits,
						set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
