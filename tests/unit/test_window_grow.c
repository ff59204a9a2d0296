// SPDX-License-Identifier: MIT
/* Windows that grow: with a file that has become longer, and in a simulation */
#include "window_files.h"

#include <fcntl.h>

#include "session.h"

static size_t page;

static int set_up(void **state)
{
	(void)state;
	page = (size_t)sysconf(_SC_PAGESIZE);
	return make_file(2 * page);
}

static void grow(struct hwreg_window *window, uint64_t size)
{
	struct hwreg_error err = HWREG_ERROR_INIT;

	if (hwreg_window_grow(window, size, &err) != 0)
		fail_msg("%s", err.message);
}

static uint64_t file_size(void)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return (uint64_t)st.st_size;
}

static void a_window_follows_a_file_that_has_become_longer(void **state)
{
	struct hwreg_target *target = new_target("@0x1000");
	struct hwreg_window *window;

	(void)state;
	window = open_at(target, 0x1000 + page - 4, page + 4, HWREG_WRITE);
	assert_int_equal(extend_file(40 * page), 0);
	grow(window, 39 * page + 4);
	assert_int_equal(window->mapping.size, 40 * page);
	for (uint64_t at = 0; at < 39 * page + 4; at += 4)
		assert_true(word(window, at) == page - 4 + at);
	assert_ptr_equal(hwreg_window_pointer(window), window->mapping.at + page - 4);
	assert_int_equal(file_size(), 40 * page);
	hwreg_window_close(window);
	hwreg_target_free(target);
}

static void growing_past_the_end_is_refused_and_changes_nothing(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_target *target = new_target("");
	struct hwreg_window *window = open_at(target, 4, 4, 0);
	uint64_t value;

	(void)state;
	assert_int_equal(hwreg_window_grow(window, 2 * page - 3, &err), -ERANGE);
	assert_int_equal(err.kind, HWREG_ERROR_REQUEST);
	assert_non_null(strstr(err.message, " is outside file:"));
	assert_int_equal(hwreg_window_grow(window, UINT64_MAX, &err), -ERANGE);
	assert_int_equal(file_size(), 2 * page);
	assert_true(word(window, 0) == 4);
	assert_int_equal(hwreg_window_read(window, 4, 32, HWREG_LITTLE_ENDIAN, &value, NULL),
			 -ERANGE);
	/* to the very end is allowed */
	grow(window, 2 * page - 4);
	assert_true(word(window, 2 * page - 8) == 2 * page - 4);
	hwreg_window_close(window);
	hwreg_target_free(target);
}

static void a_file_that_has_become_shorter_has_no_room(void **state)
{
	struct hwreg_target *target = new_target("");
	struct hwreg_window *window = open_at(target, 0, 4, 0);

	(void)state;
	assert_int_equal(truncate(path, (off_t)page), 0);
	assert_int_equal(hwreg_window_grow(window, page + 4, NULL), -ERANGE);
	grow(window, page);
	assert_int_equal(truncate(path, 0), 0);
	assert_int_equal(hwreg_window_grow(window, page, NULL), -ERANGE);
	hwreg_window_close(window);
	hwreg_target_free(target);
}

static void a_window_does_not_shrink(void **state)
{
	struct hwreg_target *target = new_target("");
	struct hwreg_window *window = open_at(target, 0, 8, 0);

	(void)state;
	assert_int_equal(hwreg_window_grow(window, 7, NULL), -EINVAL);
	assert_int_equal(hwreg_window_grow(window, 0, NULL), -EINVAL);
	grow(window, 8);
	assert_true(word(window, 4) == 4);
	hwreg_window_close(window);
	hwreg_target_free(target);
}

static void a_device_is_refused(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_target *target;
	struct hwreg_window *window;

	(void)state;
	assert_int_equal(hwreg_target_new(&target, "dev:/dev/zero", NULL, NULL), 0);
	window = open_at(target, 0, 4, HWREG_WRITE);
	assert_int_equal(hwreg_window_grow(window, 8, &err), -ENOTSUP);
	assert_non_null(strstr(err.message, "dev:/dev/zero: a window on a device does not grow"));
	assert_int_equal(window->mapping.size, page);
	assert_true(word(window, 0) == 0);
	hwreg_window_close(window);
	hwreg_target_free(target);
}

static void what_was_written_before_stays_and_more_can_be_written(void **state)
{
	struct hwreg_target *target = new_target("");
	struct hwreg_window *window = open_at(target, 0, 8, HWREG_WRITE);
	unsigned char byte = 0;
	int fd;

	(void)state;
	assert_int_equal(hwreg_window_write(window, 4, 32, HWREG_LITTLE_ENDIAN, 0xabcd, NULL), 0);
	assert_int_equal(extend_file(9 * page), 0);
	grow(window, 9 * page);
	assert_true(word(window, 4) == 0xabcd);
	assert_int_equal(
		hwreg_window_write(window, 9 * page - 1, 8, HWREG_LITTLE_ENDIAN, 0x5a, NULL), 0);
	assert_int_equal(hwreg_window_sync(window, NULL), 0);
	fd = open(path, O_RDONLY);
	assert_int_equal(pread(fd, &byte, 1, (off_t)(9 * page - 1)), 1);
	close(fd);
	assert_int_equal(byte, 0x5a);
	hwreg_window_close(window);
	hwreg_target_free(target);
}

static void a_private_copy_keeps_what_was_written_to_it(void **state)
{
	struct hwreg_target *target = new_target("");
	struct hwreg_window *window = open_at(target, 0, 8, HWREG_WRITE | HWREG_WHAT_IF), *file;

	(void)state;
	assert_int_equal(hwreg_window_write(window, 4, 32, HWREG_LITTLE_ENDIAN, 0xabcd, NULL), 0);
	assert_int_equal(extend_file(9 * page), 0);
	grow(window, 9 * page);
	assert_true(word(window, 4) == 0xabcd);
	assert_true(word(window, 8 * page) == 8 * page);
	assert_int_equal(
		hwreg_window_write(window, 8 * page, 32, HWREG_LITTLE_ENDIAN, 0xabcd, NULL), 0);
	file = open_at(target, 0, 9 * page, 0);
	assert_true(word(file, 4) == 4 && word(file, 8 * page) == 8 * page);
	hwreg_window_close(file);
	hwreg_window_close(window);
	hwreg_target_free(target);
}

static void guards_move_to_the_new_ends(void **state)
{
	struct hwreg_target *target = new_target("");
	struct hwreg_window *window = open_at(target, 0, 4, HWREG_WRITE | HWREG_GUARD_PAGES);
	const char *before = window->mapping.at, *at;

	(void)state;
	assert_int_equal(hwreg_window_write(window, 0, 32, HWREG_LITTLE_ENDIAN, 7, NULL), 0);
	assert_int_equal(extend_file(40 * page), 0);
	grow(window, 40 * page);
	at = window->mapping.at;
	assert_int_equal(fault_at(at - 1), SIGSEGV);
	assert_int_equal(fault_at(at), 0);
	assert_int_equal(fault_at(at + 40 * page - 1), 0);
	assert_int_equal(fault_at(at + 40 * page), SIGSEGV);
	assert_true(word(window, 0) == 7 && word(window, page) == page);
	/* the new place lies apart from the old one, of which nothing is left */
	assert_true(at >= before + 2 * page || at + 41 * page <= before - page);
	for (int i = -1; i <= 1; i++)
		assert_true(is_free(before + i * (long)page));
	hwreg_window_close(window);
	for (int i = -1; i <= 40; i++)
		assert_true(is_free(at + i * (long)page));
	hwreg_target_free(target);
}

static void what_was_asked_of_the_pages_holds_for_the_new_ones(void **state)
{
	static const uint64_t flags[] = { HWREG_LOCK_MEMORY, HWREG_POPULATE,
					  HWREG_LOCK_MEMORY | HWREG_GUARD_PAGES,
					  HWREG_POPULATE | HWREG_GUARD_PAGES };
	struct vma vma;

	(void)state;
	if (!HAVE_MLOCK)
		skip();
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		struct hwreg_target *target = new_target("");
		struct hwreg_window *window = open_at(target, 0, 4, flags[i]);

		assert_int_equal(extend_file((i + 1) * 10 * page), 0);
		grow(window, (i + 1) * 10 * page);
		assert_true(find_vma(window->mapping.at, &vma));
		assert_int_equal(vma.end - vma.first, (i + 1) * 10 * page);
		assert_int_equal(vma.rss, vma.end / 1024 - vma.first / 1024);
		assert_int_equal(vma.locked, flags[i] & HWREG_LOCK_MEMORY ? vma.rss : 0);
		assert_string_equal(vma.access, "r--s");
		assert_non_null(strstr(vma.flags, "dc"));
		if (flags[i] & HWREG_GUARD_PAGES) {
			assert_true(find_vma(window->mapping.at - 1, &vma));
			assert_string_equal(vma.access, "---p");
			assert_non_null(strstr(vma.flags, "dc"));
		}
		hwreg_window_close(window);
		hwreg_target_free(target);
	}
}

static void a_window_that_may_not_lock_more_keeps_its_size(void **state)
{
	static const uint64_t flags[] = { HWREG_LOCK_MEMORY,
					  HWREG_LOCK_MEMORY | HWREG_GUARD_PAGES };
	struct hwreg_error err = HWREG_ERROR_INIT;
	uint64_t value;

	(void)state;
	/* Valgrind has a mremap(2) of its own, which fails in another way */
	if (!HAVE_MLOCK || strstr(getenv("LD_PRELOAD") ? getenv("LD_PRELOAD") : "", "vgpreload"))
		skip();
	for (unsigned int i = 0; i < 2; i++) {
		struct hwreg_target *target = new_target("");
		rlim_t before = limit_locks(page);
		struct hwreg_window *window = open_at(target, 0, 4, flags[i]);

		assert_int_equal(hwreg_window_grow(window, 2 * page, &err), -EAGAIN);
		unlimit_locks(before);
		assert_non_null(strstr(err.message, "RLIMIT_MEMLOCK allows "));
		assert_true(word(window, 0) == 0);
		assert_int_equal(
			hwreg_window_read(window, 4, 32, HWREG_LITTLE_ENDIAN, &value, NULL),
			-ERANGE);
		hwreg_window_close(window);
		hwreg_target_free(target);
	}
}

static void a_file_that_cannot_be_mapped_has_windows_that_grow(void **state)
{
	struct hwreg_target *target = new_target("");
	struct hwreg_window *window;

	(void)state;
	target->unmappable = true;
	window = open_at(target, 0, 4, HWREG_POPULATE | HWREG_LOCK_MEMORY | HWREG_GUARD_PAGES);
	assert_null((const void *)(uintptr_t)hwreg_window_pointer(window));
	assert_int_equal(extend_file(9 * page), 0);
	grow(window, 9 * page);
	assert_true(word(window, 9 * page - 4) == 9 * page - 4);
	hwreg_window_close(window);
	hwreg_target_free(target);
}

static void a_window_on_a_simulation_grows_to_the_end_of_its_block(void **state)
{
	static const char text[] =
		"hwreg: 1\nboard: b\nmatch: any\ntypes: {t: {size: 0x20, registers: {"
		"A: {offset: 0, reset: 5}, B: {offset: 0x1c, reset: 7}}}}\n"
		"blocks: {X: {type: t, base: 0x100}, Y: {type: t, base: 0x120}}\n";
	char file[] = "/tmp/hwreg-test-XXXXXX.yaml";
	int fd = mkstemps(file, 5);
	struct hwreg_target *target;
	struct hwreg_window *window;
	struct hwreg_board *board;

	(void)state;
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	assert_int_equal(hwreg_board_load(&board, file, NULL, NULL), 0);
	unlink(file);
	assert_int_equal(hwreg_target_new(&target, "sim", board, NULL), 0);
	window = open_at(target, 0x100, 4, HWREG_WRITE);
	grow(window, 0x20);
	assert_true(word(window, 0) == 5 && word(window, 0x1c) == 7);
	assert_int_equal(hwreg_window_grow(window, 0x21, NULL), -ERANGE);
	assert_true(word(window, 0x1c) == 7);
	hwreg_window_close(window);
	hwreg_target_free(target);
	hwreg_board_free(board);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, remove_file)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_window_follows_a_file_that_has_become_longer),
		TEST(growing_past_the_end_is_refused_and_changes_nothing),
		TEST(a_file_that_has_become_shorter_has_no_room),
		TEST(a_window_does_not_shrink),
		TEST(a_device_is_refused),
		TEST(what_was_written_before_stays_and_more_can_be_written),
		TEST(a_private_copy_keeps_what_was_written_to_it),
		TEST(guards_move_to_the_new_ends),
		TEST(what_was_asked_of_the_pages_holds_for_the_new_ones),
		TEST(a_window_that_may_not_lock_more_keeps_its_size),
		TEST(a_file_that_cannot_be_mapped_has_windows_that_grow),
		TEST(a_window_on_a_simulation_grows_to_the_end_of_its_block),
	};

	return RUN(tests);
}
