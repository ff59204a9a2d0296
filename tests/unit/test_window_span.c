// SPDX-License-Identifier: MIT
/* Long ranges of a session: mapped in pieces, few at a time, however many ranges there are */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "session.h"

#define MIB (UINT64_C(1) << 20)
#define RANGES 6

static char path[64], spec[80];
static const char *const target = spec;

static int set_up(void **state)
{
	uint32_t mark;
	int fd;

	(void)state;
	strcpy(path, "/tmp/hwreg-span-XXXXXX");
	fd = mkstemp(path);
	snprintf(spec, sizeof(spec), "file:%s", path);
	if (fd < 0 || ftruncate(fd, (off_t)(RANGES * 100 * MIB)) != 0)
		return -1;
	/* a mark in each piece of each range */
	for (uint32_t i = 0; i < RANGES * 100; i += 10) {
		mark = i + 1;
		if (pwrite(fd, &mark, sizeof(mark), (off_t)(i * MIB)) != sizeof(mark))
			return -1;
	}
	return close(fd);
}

static int tear_down(void **state)
{
	(void)state;
	return unlink(path);
}

static uint64_t mapped(const struct hwreg_session *session)
{
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < session->window_count; i++)
		if (session->windows[i].window)
			bytes += session->windows[i].window->mapping.size;
	return bytes;
}

static struct hwreg_session *open_session(uint64_t flags)
{
	const struct hwreg_session_options options = {
		.size = sizeof(options), .flags = flags, .targets = &target, .target_count = 1
	};
	struct hwreg_session *session;

	assert_int_equal(hwreg_session_open(&session, &options, NULL), 0);
	return session;
}

static void prepare(struct hwreg_session *session, struct hwreg_location *ranges[RANGES])
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	char text[64];

	for (unsigned int i = 0; i < RANGES; i++) {
		snprintf(text, sizeof(text), "0x%llx@32be..+80M", i * 100 * (long long)MIB);
		if (hwreg_location_parse(&ranges[i], session, text, &err) != 0 ||
		    hwreg_session_prepare(session, ranges[i], &err) != 0)
			fail_msg("%s", err.message);
		assert_true(mapped(session) <= 32 * MIB);
	}
}

static void free_all(struct hwreg_location *ranges[RANGES])
{
	for (unsigned int i = 0; i < RANGES; i++)
		hwreg_location_free(ranges[i]);
}

static uint32_t mark_at(struct hwreg_session *session, const struct hwreg_location *range,
			uint64_t offset)
{
	unsigned char bytes[4];
	struct hwreg_item item;
	uint64_t value;
	uint32_t mark;

	hwreg_location_item(range, offset / 4, &item);
	assert_int_equal(hwreg_session_read(session, &item, &value, NULL), 0);
	for (unsigned int i = 0; i < 4; i++)
		bytes[i] = (unsigned char)(value >> (24 - 8 * i));
	memcpy(&mark, bytes, sizeof(mark));
	return mark;
}

static void many_ranges_have_two_pieces_mapped(void **state)
{
	struct hwreg_location *ranges[RANGES];
	struct hwreg_session *session = open_session(0);

	(void)state;
	prepare(session, ranges);
	/* in turn, so that each reading wants a piece that has gone */
	for (unsigned int at = 0; at < 80; at += 10)
		for (unsigned int i = 0; i < RANGES; i++) {
			assert_int_equal(mark_at(session, ranges[i], at * MIB), i * 100 + at + 1);
			assert_true(mapped(session) <= 32 * MIB);
		}
	free_all(ranges);
	hwreg_session_close(session);
}

static void two_ranges_in_turn_keep_their_pieces(void **state)
{
	struct hwreg_location *ranges[RANGES];
	struct hwreg_session *session = open_session(0);
	struct hwreg_window *first, *second;
	uint32_t slot;

	(void)state;
	prepare(session, ranges);
	mark_at(session, ranges[0], 0);
	first = session->windows[session->last_window].window;
	slot = session->last_window;
	mark_at(session, ranges[1], 0);
	second = session->windows[session->last_window].window;
	assert_true(first != second && session->last_window != slot);
	for (unsigned int i = 0; i < 3; i++) {
		mark_at(session, ranges[0], 4);
		assert_ptr_equal(session->windows[session->last_window].window, first);
		mark_at(session, ranges[1], 4);
		assert_ptr_equal(session->windows[session->last_window].window, second);
	}
	free_all(ranges);
	hwreg_session_close(session);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(many_ranges_have_two_pieces_mapped),
		TEST(two_ranges_in_turn_keep_their_pieces),
	};

	return RUN(tests);
}
