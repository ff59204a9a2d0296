// SPDX-License-Identifier: MIT
/* Sessions: what their options may be, and what a session to read does not do */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[64];
static unsigned int accesses;

static int count(void *data, const struct hwreg_access *access)
{
	(void)data;
	accesses += access->phase == HWREG_ACCESS_BEGIN;
	return 0;
}

static int refuse(void *data, const struct hwreg_access *access)
{
	(void)data;
	return access->phase == HWREG_ACCESS_BEGIN ? -ENOSPC : 0;
}

static struct hwreg_session_options options_for(uint64_t flags)
{
	static char spec[80];
	static const char *const targets[] = { spec };

	snprintf(spec, sizeof(spec), "file:%s", path);
	accesses = 0;
	return (struct hwreg_session_options){ .size = sizeof(struct hwreg_session_options),
					       .flags = flags,
					       .targets = targets,
					       .target_count = 1,
					       .observer = count };
}

static int set_up(void **state)
{
	int fd;

	(void)state;
	strcpy(path, "/tmp/hwreg-session-XXXXXX");
	fd = mkstemp(path);
	return fd < 0 || ftruncate(fd, 65536) || close(fd) ? -1 : 0;
}

static int tear_down(void **state)
{
	(void)state;
	return unlink(path);
}

static void refused(const struct hwreg_session_options *options)
{
	struct hwreg_session *session = NULL;

	assert_int_equal(hwreg_session_open(&session, options, NULL), -EINVAL);
	assert_null(session);
}

static void options_that_are_wrong_are_refused(void **state)
{
	static const uint32_t widths[] = { 1, 4, 7, 9, 24, 33, 65, 128, 65544, UINT32_MAX };
	struct hwreg_session_options options = options_for(0);
	struct {
		struct hwreg_session_options options;
		uint64_t newer;
	} grown = { .options = options_for(0), .newer = 1 };
	struct hwreg_session *session = NULL;

	(void)state;
	options.size = 0; /* forgotten: must not mean the defaults, which are /dev/mem */
	refused(&options);
	options = options_for(UINT64_C(1) << 60);
	refused(&options);
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		options = options_for(0);
		options.width = widths[i];
		refused(&options);
	}
	options = options_for(0);
	options.lock_timeout = -1;
	refused(&options);
	grown.options.size = sizeof(grown);
	refused(&grown.options);
	grown.newer = 0;
	assert_int_equal(hwreg_session_open(&session, &grown.options, NULL), 0);
	hwreg_session_close(session);
}

static void a_session_to_read_makes_no_access_for_a_write(void **state)
{
	struct hwreg_session_options options = options_for(0);
	struct hwreg_session *session;
	struct hwreg_write *write;

	(void)state;
	assert_int_equal(hwreg_session_open(&session, &options, NULL), 0);
	assert_int_equal(hwreg_write_parse(&write, session, "0:0=1", NULL), 0);
	assert_int_equal(hwreg_session_prepare_write(session, write, NULL), -EACCES);
	assert_int_equal(hwreg_session_write(session, write, NULL), -EACCES);
	assert_int_equal(accesses, 0);
	hwreg_write_free(write);
	hwreg_session_close(session);
}

static void an_observer_can_stop_an_access(void **state)
{
	struct hwreg_session_options options = options_for(HWREG_WRITE);
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_session *session;
	struct hwreg_write *write;
	unsigned char byte = 7;
	FILE *file;

	(void)state;
	options.observer = refuse;
	assert_int_equal(hwreg_session_open(&session, &options, &err), 0);
	assert_int_equal(hwreg_write_parse(&write, session, "0=1", &err), 0);
	assert_int_equal(hwreg_session_write(session, write, &err), -ENOSPC);
	assert_non_null(strstr(err.message, "stopped before"));
	hwreg_write_free(write);
	hwreg_session_close(session);
	file = fopen(path, "rb");
	assert_int_equal(fread(&byte, 1, 1, file), 1);
	fclose(file);
	assert_int_equal(byte, 0);
}

static void a_range_is_read_in_order_however_often_it_is_prepared(void **state)
{
	struct hwreg_session_options options = options_for(0);
	struct hwreg_session *session;
	struct hwreg_location *location;
	struct hwreg_item item;
	uint64_t value;

	(void)state;
	assert_int_equal(hwreg_session_open(&session, &options, NULL), 0);
	assert_int_equal(hwreg_location_parse(&location, session, "0x10..+32", NULL), 0);
	assert_true(hwreg_location_count(location) == 8);
	for (int i = 0; i < 3; i++)
		assert_int_equal(hwreg_session_prepare(session, location, NULL), 0);
	for (uint64_t i = 0; i < 8; i++) {
		hwreg_location_item(location, i, &item);
		assert_true(item.address == 0x10 + 4 * i && item.width == 32);
		assert_int_equal(hwreg_session_read(session, &item, &value, NULL), 0);
	}
	assert_int_equal(accesses, 8);
	hwreg_location_free(location);
	hwreg_session_close(session);
}

static void read_at(struct hwreg_session *session, const char *word, unsigned int width)
{
	struct hwreg_location *location;
	struct hwreg_item item;
	uint64_t value;

	assert_int_equal(hwreg_location_parse(&location, session, word, NULL), 0);
	assert_int_equal(hwreg_session_prepare(session, location, NULL), 0);
	hwreg_location_item(location, 0, &item);
	assert_int_equal(item.width, width);
	assert_int_equal(hwreg_session_read(session, &item, &value, NULL), 0);
	hwreg_location_free(location);
}

static void an_open_session_takes_other_options(void **state)
{
	struct hwreg_session_options options = options_for(0), other = options_for(HWREG_NO_LOCK);
	struct hwreg_session *session;

	(void)state;
	assert_int_equal(hwreg_session_open(&session, &options, NULL), 0);
	read_at(session, "0x10..+0x4000", 32);
	assert_int_equal(accesses, 1);
	other.width = 16;
	other.observer = NULL;
	assert_int_equal(hwreg_session_adapt(session, &other, NULL), 0);
	read_at(session, "0x10", 16);
	assert_int_equal(accesses, 1);
	assert_int_equal(hwreg_session_adapt(session, &options, NULL), 0);
	for (unsigned int i = 0; i < 4096; i++) {
		char word[16];

		snprintf(word, sizeof(word), "0x%x", i % 16 * 4096);
		read_at(session, word, 32);
		assert_int_equal(hwreg_session_adapt(session, &options, NULL), 0);
	}
	assert_int_equal(accesses, 4097);
	hwreg_session_close(session);
}

static void an_open_session_stays_as_it_is_if_options_need_another(void **state)
{
	struct hwreg_session_options options = options_for(0), other = options_for(HWREG_WRITE);
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_session *session;

	(void)state;
	assert_int_equal(hwreg_session_open(&session, &options, NULL), 0);
	other.width = 8;
	assert_int_equal(hwreg_session_adapt(session, &other, &err), -EINVAL);
	assert_non_null(strstr(err.message, "a session of their own"));
	other.flags = HWREG_DRY_RUN;
	assert_int_equal(hwreg_session_adapt(session, &other, NULL), -EINVAL);
	other.flags = 0;
	other.width = 7;
	assert_int_equal(hwreg_session_adapt(session, &other, NULL), -EINVAL);
	other.size = 0;
	assert_int_equal(hwreg_session_adapt(session, &other, NULL), -EINVAL);
	read_at(session, "0x10", 32);
	assert_int_equal(accesses, 1);
	hwreg_session_close(session);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(options_that_are_wrong_are_refused),
		TEST(a_session_to_read_makes_no_access_for_a_write),
		TEST(an_observer_can_stop_an_access),
		TEST(a_range_is_read_in_order_however_often_it_is_prepared),
		TEST(an_open_session_takes_other_options),
		TEST(an_open_session_stays_as_it_is_if_options_need_another),
	};

	return RUN(tests);
}
