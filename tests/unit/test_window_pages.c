// SPDX-License-Identifier: MIT
/* Where a window is in its pages, with pages of 4, 16 and 64 KiB */
#include "window_files.h"

#include "backend/uio.h"
#include "session.h"

#define SHORT 5000 /* bytes in the file's last page of 64 KiB */

/* In place of the library's own, which asks the kernel */
static uint64_t page;

uint64_t hwreg_page_size(void)
{
	return page;
}

static int set_up(void **state)
{
	(void)state;
	return make_file(3 * 0x10000 + SHORT);
}

/* A test for each size of a page that this kernel's own pages make up */
static void with_each_page(void (*test)(void))
{
	static const uint64_t sizes[] = { 0x1000, 0x4000, 0x10000 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		page = sizes[i];
		if (page % (uint64_t)sysconf(_SC_PAGESIZE) == 0)
			test();
	}
}

/* The window shows its own words and has just the pages around them */
static void check(uint64_t address, uint64_t size)
{
	struct hwreg_target *target = new_target("");
	struct hwreg_window *window = open_at(target, address, size, 0);
	uint64_t first = address & ~(page - 1), last = (address + size - 1) | (page - 1);

	assert_true(window->mapping.size == last - first + 1);
	assert_true((uint64_t)(window->bytes - window->mapping.at) == address - first);
	for (uint64_t at = -address & 3; at + 4 <= size; at += 4)
		assert_true(word(window, at) == address + at);
	assert_int_equal(*(const volatile unsigned char *)hwreg_window_pointer(window),
			 (unsigned char)(address / 4 * 4 >> address % 4 * 8));
	hwreg_window_close(window);
	hwreg_target_free(target);
}

static void ranges_anywhere(void)
{
	check(0, 4);
	check(4, 1);
	check(3, 2);
	check(page - 4, 4);
	check(page, 4);
	check(2 * page + 0xfe0, 0x20);
	check(2 * page - 1, 1);
}

static void ranges_across(void)
{
	check(page - 4, 8);
	check(page - 1, 2);
	check(page - 1, page + 2);
	check(0x10, 2 * page);
	check(0, 3 * page);
}

static void short_last_page(void)
{
	struct hwreg_target *target = new_target("");
	const uint64_t size = 3 * 0x10000 + SHORT, last = (size - 4) & ~(page - 1);
	struct hwreg_window *window = open_at(target, size - 8, 8, HWREG_GUARD);
	uint64_t host = (uint64_t)sysconf(_SC_PAGESIZE), value, end;

	assert_true(window->mapping.size == page);
	assert_true(word(window, 0) == size - 8 && word(window, 4) == size - 4);
	assert_int_equal(hwreg_window_read(window, 8, 32, HWREG_LITTLE_ENDIAN, &value, NULL),
			 -ERANGE);
	/* what is mapped behind the kernel's own last page of the file is not there */
	end = (size + host - 1) & ~(host - 1);
	if (end < last + page)
		assert_int_equal(fault_at(window->mapping.at + (end - last)), SIGBUS);
	/* nor is, for a guarded read, what the file has lost since */
	assert_int_equal(truncate(path, (off_t)last), 0);
	assert_int_equal(hwreg_window_read(window, 4, 32, HWREG_LITTLE_ENDIAN, &value, NULL),
			 -EFAULT);
	assert_int_equal(extend_file(size), 0);
	assert_true(word(window, 4) == size - 4);
	hwreg_window_close(window);
	assert_int_equal(hwreg_window_open(&window, target, size - 4, 8, 0, NULL), -ERANGE);
	hwreg_target_free(target);
}

static void odd_base(void)
{
	struct hwreg_target *target = new_target("@0x1010");
	struct hwreg_window *window = open_at(target, 0x1010 + page - 4, 8, 0);

	assert_true(window->mapping.size == 2 * page);
	assert_true(word(window, 0) == page - 4 && word(window, 4) == page);
	hwreg_window_close(window);
	hwreg_target_free(target);
}

static void top_of_the_space(void)
{
	struct hwreg_target *target;
	struct hwreg_window *window;

	assert_int_equal(truncate(path, 0x10000), 0);
	target = new_target("@0xffffffffffff0000");
	window = open_at(target, UINT64_MAX - 3, 4, 0);
	assert_true(window->mapping.size == page);
	assert_true(word(window, 0) == 0xfffc);
	hwreg_window_close(window);
	window = open_at(target, UINT64_MAX - 0xffff, 0x10000, 0);
	assert_true(word(window, 0) == 0 && word(window, 0xfffc) == 0xfffc);
	hwreg_window_close(window);
	assert_int_equal(hwreg_window_open(&window, target, UINT64_MAX - 3, 5, 0, NULL), -ERANGE);
	hwreg_target_free(target);
	assert_int_equal(extend_file(3 * 0x10000 + SHORT), 0);
}

/* A file in place of /dev/uioX: what is at page N there is at page N here */
static void uio_maps(void)
{
	for (unsigned int number = 0; number < 3; number++) {
		const struct uio_map map = {
			.number = number, .addr = 0x9010000, .size = page, .offset = 0xfe0
		};
		struct hwreg_target *target = new_target("");
		struct hwreg_window *window;

		hwreg_uio_place(target, &map);
		assert_true(target->numbers.last == page - 0xfe0 - 1);
		assert_true(target->number_base == 0x9010fe0);
		window = open_at(target, 4, 4, 0);
		assert_true(word(window, 0) == number * page + 0xfe4);
		/* the kernel maps all of it or nothing */
		assert_true(window->mapping.size == page);
		assert_true(window->bytes - window->mapping.at == 0xfe4);
		hwreg_window_close(window);
		assert_int_equal(hwreg_window_open(&window, target, page - 0xfe0 - 4, 8, 0, NULL),
				 -ERANGE);
		hwreg_target_free(target);
	}
}

/* What a session maps by itself, as it reads on from page to page */
static void sessions(void)
{
	char spec[96];
	const char *const target = spec;
	const struct hwreg_session_options options = { .size = sizeof(options),
						       .targets = &target,
						       .target_count = 1 };
	struct hwreg_location *location;
	struct hwreg_session *session;
	struct hwreg_item item;
	uint64_t value;

	snprintf(spec, sizeof(spec), "file:%s@0x1010", path);
	assert_int_equal(hwreg_session_open(&session, &options, NULL), 0);
	for (uint64_t offset = 0; offset < 3 * 0x10000; offset += 0x7fc) {
		char text[32];

		snprintf(text, sizeof(text), "0x%x", (unsigned int)(0x1010 + offset));
		assert_int_equal(hwreg_location_parse(&location, session, text, NULL), 0);
		hwreg_location_item(location, 0, &item);
		assert_int_equal(hwreg_session_read(session, &item, &value, NULL), 0);
		assert_true(value == offset);
		hwreg_location_free(location);
	}
	/* each page once, at most as many as the file has; the base shifts them by one */
	assert_true(session->window_count <= 3 * 0x10000 / page + 1);
	hwreg_session_close(session);
}

#define EACH(name, test)               \
	static void name(void **state) \
	{                              \
		(void)state;           \
		with_each_page(test);  \
	}

EACH(a_range_may_start_and_end_anywhere, ranges_anywhere)
EACH(a_range_may_go_across_pages, ranges_across)
EACH(the_last_page_of_a_file_may_be_short, short_last_page)
EACH(a_base_may_be_no_multiple_of_the_page, odd_base)
EACH(the_last_page_of_the_address_space_is_like_any_other, top_of_the_space)
EACH(map_n_of_a_uio_device_is_at_page_n_and_mapped_whole, uio_maps)
EACH(a_session_opens_the_pages_that_it_comes_to, sessions)

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, remove_file)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_range_may_start_and_end_anywhere),
		TEST(a_range_may_go_across_pages),
		TEST(the_last_page_of_a_file_may_be_short),
		TEST(a_base_may_be_no_multiple_of_the_page),
		TEST(the_last_page_of_the_address_space_is_like_any_other),
		TEST(map_n_of_a_uio_device_is_at_page_n_and_mapped_whole),
		TEST(a_session_opens_the_pages_that_it_comes_to),
	};

	return RUN(tests);
}
