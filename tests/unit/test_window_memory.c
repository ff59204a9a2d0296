// SPDX-License-Identifier: MIT
/* What a window's pages are surrounded by, and whether they are in memory */
#include "window_files.h"

#include "backend/uio.h"
#include "session.h"

#define PAGES 64

static size_t page;

static int set_up(void **state)
{
	(void)state;
	page = (size_t)sysconf(_SC_PAGESIZE);
	return make_file(PAGES * page);
}

static struct hwreg_target *new_device(const char *spec)
{
	struct hwreg_target *target;

	assert_int_equal(hwreg_target_new(&target, spec, NULL, NULL), 0);
	return target;
}

static void check_guards(struct hwreg_window *window, size_t size)
{
	const volatile char *at = window->mapping.at;

	assert_int_equal(window->mapping.size, size);
	assert_int_equal(fault_at(at), 0);
	assert_int_equal(fault_at(at + size - 1), 0);
	assert_int_equal(fault_at(at - 1), SIGSEGV);
	assert_int_equal(fault_at(at - page), SIGSEGV);
	assert_int_equal(fault_at(at + size), SIGSEGV);
	assert_int_equal(fault_at(at + size + page - 1), SIGSEGV);
}

static void guard_pages_fault_on_both_sides_of_a_file(void **state)
{
	struct hwreg_target *target = new_target("");
	struct hwreg_window *window;

	(void)state;
	window = open_at(target, page + 4, 2 * page, HWREG_WRITE | HWREG_GUARD_PAGES);
	check_guards(window, 3 * page);
	assert_true(word(window, 4) == page + 8);
	/* that the pages become writable does not open the guards */
	assert_int_equal(hwreg_window_write(window, 0, 32, HWREG_LITTLE_ENDIAN, 7, NULL), 0);
	check_guards(window, 3 * page);
	hwreg_window_close(window);
	hwreg_target_free(target);
}

static void guard_pages_fault_on_both_sides_of_a_device(void **state)
{
	struct hwreg_target *target = new_device("dev:/dev/zero");
	struct hwreg_window *window;

	(void)state;
	window = open_at(target, 0x10, 4, HWREG_WRITE | HWREG_GUARD_PAGES);
	assert_int_equal(hwreg_window_write(window, 0, 32, HWREG_LITTLE_ENDIAN, 7, NULL), 0);
	assert_true(word(window, 0) == 7);
	check_guards(window, page);
	hwreg_window_close(window);
	hwreg_target_free(target);
}

static void guard_pages_surround_a_map_that_is_mapped_whole(void **state)
{
	const struct uio_map map = { .number = 2, .size = 4 * page, .offset = 0xe0 };
	struct hwreg_target *target = new_target("");
	struct hwreg_window *window;

	(void)state;
	hwreg_uio_place(target, &map);
	window = open_at(target, 4, 4, HWREG_GUARD_PAGES);
	check_guards(window, 4 * page);
	assert_true(word(window, 0) == 2 * page + 0xe4);
	hwreg_window_close(window);
	hwreg_target_free(target);
}

static void guard_pages_go_with_the_window(void **state)
{
	struct hwreg_target *target = new_target("");
	const char *at;
	struct hwreg_window *window;

	(void)state;
	window = open_at(target, 0, 4, HWREG_GUARD_PAGES);
	at = window->mapping.at;
	assert_false(is_free(at));
	hwreg_window_close(window);
	for (int i = -1; i <= 1; i++)
		assert_true(is_free(at + i * (long)page));
	hwreg_target_free(target);
}

static void nothing_stays_mapped_where_the_device_cannot_be(void **state)
{
	struct hwreg_target *target = new_device("dev:/dev/null");
	struct hwreg_window *window = NULL;
	long before = mapped_pages();

	(void)state;
	for (int i = 0; i < 1000; i++)
		assert_int_equal(hwreg_window_open(&window, target, 0, 4, HWREG_GUARD_PAGES, NULL),
				 -ENODEV);
	assert_null(window);
	assert_in_range(mapped_pages(), 0, before + 500);
	hwreg_target_free(target);
}

static void children_have_neither_pages_nor_guards(void **state)
{
	struct hwreg_target *target;
	struct hwreg_window *window;
	struct vma vma;

	(void)state;
	if (!HAVE_SMAPS)
		skip();
	target = new_target("");
	window = open_at(target, 0, 4, HWREG_GUARD_PAGES);
	for (int i = -1; i <= 1; i++) {
		assert_true(find_vma(window->mapping.at + i * (long)page, &vma));
		assert_non_null(strstr(vma.flags, "dc"));
		assert_string_equal(vma.access, i ? "---p" : "r--s");
	}
	hwreg_window_close(window);
	hwreg_target_free(target);
}

static void a_device_is_mapped_shared_whatever_is_asked_for(void **state)
{
	static const uint64_t flags[] = { 0, HWREG_GUARD_PAGES, HWREG_POPULATE, HWREG_LOCK_MEMORY,
					  HWREG_GUARD | HWREG_GUARD_PAGES | HWREG_POPULATE |
						  HWREG_LOCK_MEMORY };
	struct vma vma;

	(void)state;
	if (!HAVE_SMAPS)
		skip();
	for (size_t i = 0; i < 2 * sizeof(flags) / sizeof(flags[0]); i++) {
		uint64_t write = i & 1 ? HWREG_WRITE : 0;
		struct hwreg_target *target = new_device("dev:/dev/zero");
		struct hwreg_window *window = open_at(target, 0, 4, flags[i / 2] | write);

		assert_true(find_vma(hwreg_window_pointer(window), &vma));
		assert_string_equal(vma.access, write ? "rw-s" : "r--s");
		hwreg_window_close(window);
		hwreg_target_free(target);
	}
}

static void populated_pages_are_there_before_they_are_touched(void **state)
{
	struct hwreg_target *target;
	struct hwreg_window *window;
	struct vma vma;

	(void)state;
	if (!HAVE_SMAPS)
		skip();
	target = new_target("");
	window = open_at(target, 0, PAGES * page, 0);
	assert_true(find_vma(window->mapping.at, &vma));
	assert_int_equal(vma.rss, 0);
	hwreg_window_close(window);
	window = open_at(target, 0, PAGES * page, HWREG_POPULATE);
	assert_true(find_vma(window->mapping.at, &vma));
	assert_int_equal(vma.rss, PAGES * page / 1024);
	hwreg_window_close(window);
	window = open_at(target, 0, PAGES * page, HWREG_POPULATE | HWREG_GUARD_PAGES);
	assert_true(find_vma(window->mapping.at, &vma));
	assert_int_equal(vma.rss, PAGES * page / 1024);
	hwreg_window_close(window);
	hwreg_target_free(target);
}

static void locked_pages_stay_locked_when_they_become_writable(void **state)
{
	struct hwreg_target *target;
	struct hwreg_window *window;
	struct vma vma;

	(void)state;
	if (!HAVE_MLOCK)
		skip();
	target = new_target("");
	window = open_at(target, 0, 4 * page, HWREG_WRITE | HWREG_LOCK_MEMORY | HWREG_GUARD_PAGES);
	for (int i = 0; i < 2; i++) {
		assert_true(find_vma(window->mapping.at, &vma));
		assert_int_equal(vma.locked, 4 * page / 1024);
		assert_int_equal(hwreg_window_write(window, 0, 8, HWREG_LITTLE_ENDIAN, 1, NULL), 0);
	}
	hwreg_window_close(window);
	hwreg_target_free(target);
}

static void a_session_hands_these_wishes_on(void **state)
{
	char spec[96];
	const char *const targets[] = { spec };
	const struct hwreg_session_options options = { .size = sizeof(options),
						       .flags = HWREG_GUARD_PAGES | HWREG_POPULATE |
								HWREG_LOCK_MEMORY,
						       .targets = targets,
						       .target_count = 1 };
	struct hwreg_location *location;
	struct hwreg_session *session;
	struct vma vma;

	(void)state;
	if (!HAVE_MLOCK)
		skip();
	snprintf(spec, sizeof(spec), "file:%s", path);
	assert_int_equal(hwreg_session_open(&session, &options, NULL), 0);
	assert_int_equal(hwreg_location_parse(&location, session, "0x10..+32", NULL), 0);
	assert_int_equal(hwreg_session_prepare(session, location, NULL), 0);
	assert_int_equal(session->window_count, 1);
	check_guards(session->windows[0].window, page);
	assert_true(find_vma(session->windows[0].window->mapping.at, &vma));
	assert_int_equal(vma.locked, page / 1024);
	hwreg_location_free(location);
	hwreg_session_close(session);
}

static void flags_that_mean_nothing_to_a_window_are_refused(void **state)
{
	struct hwreg_target *target = new_target("");
	struct hwreg_window *window = NULL;

	(void)state;
	assert_int_equal(hwreg_window_open(&window, target, 0, 4, HWREG_DRY_RUN, NULL), -EINVAL);
	assert_int_equal(hwreg_window_open(&window, target, 0, 4, UINT64_C(1) << 63, NULL),
			 -EINVAL);
	assert_null(window);
	hwreg_target_free(target);
}

static void a_file_that_may_not_be_locked_is_an_error_that_names_the_limit(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_window *window = NULL;
	struct hwreg_target *target;
	rlim_t before;

	(void)state;
	if (!HAVE_MLOCK)
		skip();
	target = new_target("");
	before = limit_locks(0);
	assert_int_equal(hwreg_window_open(&window, target, 0, 4, HWREG_LOCK_MEMORY, &err), -EPERM);
	unlimit_locks(before);
	assert_null(window);
	assert_int_equal(err.kind, HWREG_ERROR_UNAVAILABLE);
	assert_non_null(strstr(err.message, path));
	assert_non_null(strstr(err.message, "lock in memory 0x00000000-0x00000003: "));
	assert_non_null(strstr(err.message, "RLIMIT_MEMLOCK allows 0 bytes"));
	hwreg_target_free(target);
}

static void a_device_needs_no_limit_to_be_locked(void **state)
{
	struct hwreg_target *target = new_device("dev:/dev/zero");
	rlim_t before = limit_locks(0);
	struct hwreg_window *window = open_at(target, 0, 4, HWREG_LOCK_MEMORY);

	(void)state;
	unlimit_locks(before);
	hwreg_window_close(window);
	hwreg_target_free(target);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, remove_file)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(guard_pages_fault_on_both_sides_of_a_file),
		TEST(guard_pages_fault_on_both_sides_of_a_device),
		TEST(guard_pages_surround_a_map_that_is_mapped_whole),
		TEST(guard_pages_go_with_the_window),
		TEST(nothing_stays_mapped_where_the_device_cannot_be),
		TEST(children_have_neither_pages_nor_guards),
		TEST(a_device_is_mapped_shared_whatever_is_asked_for),
		TEST(populated_pages_are_there_before_they_are_touched),
		TEST(locked_pages_stay_locked_when_they_become_writable),
		TEST(a_session_hands_these_wishes_on),
		TEST(flags_that_mean_nothing_to_a_window_are_refused),
		TEST(a_file_that_may_not_be_locked_is_an_error_that_names_the_limit),
		TEST(a_device_needs_no_limit_to_be_locked),
	};

	return RUN(tests);
}
