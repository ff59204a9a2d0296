// SPDX-License-Identifier: MIT
/* Private copies of files: writes that nobody else sees, and nothing but regular files */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "target.h"

static char path[64], spec[80];

static int set_up(void **state)
{
	unsigned char bytes[8192];
	int fd;

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)i;
	strcpy(path, "/tmp/hwreg-copy-XXXXXX");
	snprintf(spec, sizeof(spec), "file:%s", path);
	fd = mkstemp(path);
	if (fd < 0 || write(fd, bytes, sizeof(bytes)) != (ssize_t)sizeof(bytes))
		return -1;
	snprintf(spec, sizeof(spec), "file:%s", path);
	return close(fd);
}

static int tear_down(void **state)
{
	(void)state;
	return unlink(path);
}

static uint64_t read32(struct hwreg_window *window, uint64_t offset)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	uint64_t value = 0;

	if (hwreg_window_read(window, offset, 32, HWREG_LITTLE_ENDIAN, &value, &err) != 0)
		fail_msg("%s", err.message);
	return value;
}

static void a_copy_is_written_and_the_file_is_not(void **state)
{
	struct hwreg_window *copy, *file;
	struct hwreg_target *target;

	(void)state;
	assert_int_equal(hwreg_target_new(&target, spec, NULL, NULL), 0);
	assert_int_equal(
		hwreg_window_open(&copy, target, 0x10, 64, HWREG_WRITE | HWREG_WHAT_IF, NULL), 0);
	assert_int_equal(hwreg_window_open(&file, target, 0x10, 64, 0, NULL), 0);
	assert_int_equal(hwreg_window_write(copy, 4, 32, HWREG_LITTLE_ENDIAN, 0xabcd, NULL), 0);
	assert_int_equal(hwreg_window_sync(copy, NULL), 0);
	assert_true(read32(copy, 4) == 0xabcd);
	assert_true(read32(file, 4) == 0x17161514);
	/* the descriptor is one to read, whatever the window may do */
	assert_int_equal(fcntl(target->fd, F_GETFL) & O_ACCMODE, O_RDONLY);
	hwreg_window_close(copy);
	hwreg_window_close(file);
	hwreg_target_free(target);
}

static void a_copy_to_read_cannot_be_written(void **state)
{
	struct hwreg_target *target;
	struct hwreg_window *copy;

	(void)state;
	assert_int_equal(hwreg_target_new(&target, spec, NULL, NULL), 0);
	assert_int_equal(hwreg_window_open(&copy, target, 0, 64, HWREG_WHAT_IF, NULL), 0);
	assert_int_equal(hwreg_window_write(copy, 0, 32, HWREG_LITTLE_ENDIAN, 1, NULL), -EACCES);
	hwreg_window_close(copy);
	hwreg_target_free(target);
}

static void a_device_has_no_copy_and_is_not_opened_for_one(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_window *copy = NULL;
	struct hwreg_target *target;

	(void)state;
	assert_int_equal(hwreg_target_new(&target, "dev:/dev/zero", NULL, NULL), 0);
	assert_int_equal(hwreg_window_open(&copy, target, 0, 64, HWREG_WRITE | HWREG_WHAT_IF, &err),
			 -ENOTSUP);
	assert_int_equal(err.kind, HWREG_ERROR_REQUEST);
	assert_non_null(strstr(err.message, "dev:/dev/zero: a what-if needs a private copy"));
	assert_null(copy);
	assert_int_equal(target->fd, -1);
	hwreg_target_free(target);
}

static void a_path_that_has_become_a_device_has_no_copy(void **state)
{
	struct hwreg_window *copy = NULL;
	struct hwreg_target *target;

	(void)state;
	assert_int_equal(hwreg_target_new(&target, spec, NULL, NULL), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("/dev/zero", path), 0);
	assert_int_equal(hwreg_window_open(&copy, target, 0, 64, HWREG_WRITE | HWREG_WHAT_IF, NULL),
			 -ENOTSUP);
	assert_null(copy);
	hwreg_target_free(target);
}

struct seen {
	struct hwreg_access list[8];
	unsigned int count;
};

static int see(void *data, const struct hwreg_access *access)
{
	struct seen *seen = data;

	assert_int_equal(access->phase, HWREG_ACCESS_PLANNED);
	if (seen->count < 8)
		seen->list[seen->count++] = *access;
	return 0;
}

static int open_session(struct hwreg_session **session, const char *target, uint64_t flags,
			struct seen *seen)
{
	const struct hwreg_session_options options = { .size = sizeof(options),
						       .flags = flags,
						       .targets = &target,
						       .target_count = 1,
						       .observer = see,
						       .data = seen };

	return hwreg_session_open(session, &options, NULL);
}

static void write_all(struct hwreg_session *session, const char *const *texts, size_t count)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_write *write;

	for (size_t i = 0; i < count; i++) {
		assert_int_equal(hwreg_write_parse(&write, session, texts[i], NULL), 0);
		if (hwreg_session_prepare_write(session, write, &err) != 0 ||
		    hwreg_session_write(session, write, &err) != 0)
			fail_msg("%s", err.message);
		hwreg_write_free(write);
	}
	assert_int_equal(hwreg_session_sync(session, NULL), 0);
}

static void a_what_if_is_a_kind_of_dry_run(void **state)
{
	struct hwreg_session *session = NULL;
	struct seen seen = { .count = 0 };

	(void)state;
	assert_int_equal(open_session(&session, spec, HWREG_WRITE | HWREG_WHAT_IF, &seen), -EINVAL);
	assert_null(session);
}

static void a_session_tells_what_each_write_would_change(void **state)
{
	static const char *const texts[] = { "0x10=0x55", "0x10:7:4=3" };
	struct seen seen = { .count = 0 };
	struct hwreg_session *session;

	(void)state;
	assert_int_equal(
		open_session(&session, spec, HWREG_WRITE | HWREG_DRY_RUN | HWREG_WHAT_IF, &seen),
		0);
	write_all(session, texts, 2);
	hwreg_session_close(session);
	assert_int_equal(seen.count, 3);
	for (unsigned int i = 0; i < 3; i++)
		assert_true(seen.list[i].tried && seen.list[i].result == 0);
	assert_true(seen.list[0].write && seen.list[0].before == 0x13121110);
	assert_true(!seen.list[1].write && seen.list[1].value == 0x55);
	assert_true(seen.list[2].write && seen.list[2].before == 0x55 &&
		    seen.list[2].value == 0x35);
}

static void a_device_is_planned_alone(void **state)
{
	static const char *const texts[] = { "0x10=0x55" };
	struct seen seen = { .count = 0 };
	struct hwreg_session *session;

	(void)state;
	assert_int_equal(open_session(&session, "dev:/dev/zero",
				      HWREG_WRITE | HWREG_DRY_RUN | HWREG_WHAT_IF, &seen),
			 0);
	write_all(session, texts, 1);
	hwreg_session_close(session);
	assert_int_equal(seen.count, 1);
	assert_true(!seen.list[0].tried && seen.list[0].result == 0);
}

static void a_file_that_has_gone_is_planned_alone_and_why_is_told(void **state)
{
	static const char *const texts[] = { "0x10=0x55", "0x14:0=1" };
	struct seen seen = { .count = 0 };
	struct hwreg_session *session;
	char moved[80];

	(void)state;
	snprintf(moved, sizeof(moved), "%s.moved", path);
	assert_int_equal(
		open_session(&session, spec, HWREG_WRITE | HWREG_DRY_RUN | HWREG_WHAT_IF, &seen),
		0);
	assert_int_equal(rename(path, moved), 0);
	write_all(session, texts, 2);
	hwreg_session_close(session);
	assert_int_equal(rename(moved, path), 0);
	assert_int_equal(seen.count, 3);
	for (unsigned int i = 0; i < 3; i++)
		assert_true(!seen.list[i].tried && seen.list[i].result == -ENOENT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_copy_is_written_and_the_file_is_not),
		TEST(a_copy_to_read_cannot_be_written),
		TEST(a_device_has_no_copy_and_is_not_opened_for_one),
		TEST(a_path_that_has_become_a_device_has_no_copy),
		TEST(a_what_if_is_a_kind_of_dry_run),
		TEST(a_session_tells_what_each_write_would_change),
		TEST(a_device_is_planned_alone),
		TEST(a_file_that_has_gone_is_planned_alone_and_why_is_told),
	};

	return RUN(tests);
}
