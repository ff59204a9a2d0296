// SPDX-License-Identifier: MIT
/* Samplers: at times, on demand, in a thread of their own; polled, cancelled, and failing */
#include "unit.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "intervals.h"

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define NATIVE HWREG_BIG_ENDIAN
#else
#define NATIVE HWREG_LITTLE_ENDIAN
#endif

struct state {
	char path[40];
	int fd;
	volatile uint32_t *registers;
	struct hwreg_session *session;
	struct hwreg_item items[3];
};

static unsigned int reads;

static int count(void *data, const struct hwreg_access *access)
{
	(void)data;
	reads += access->phase == HWREG_ACCESS_END;
	return 0;
}

static int set_up(void **state)
{
	struct state *s = calloc(1, sizeof(*s));
	const char *targets[1], *words[] = { "0x4:3:0", "0x4:31:16", "0x8@16be" };
	struct hwreg_session_options options = { .size = sizeof(options),
						 .flags = HWREG_GUARD,
						 .targets = targets,
						 .target_count = 1,
						 .endian = NATIVE,
						 .observer = count };
	struct hwreg_location *location;
	char spec[64];

	strcpy(s->path, "/tmp/hwreg-sampler-XXXXXX");
	s->fd = mkstemp(s->path);
	snprintf(spec, sizeof(spec), "file:%s", s->path);
	targets[0] = spec;
	assert_int_equal(ftruncate(s->fd, 65536), 0);
	s->registers = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_SHARED, s->fd, 0);
	assert_int_equal(hwreg_session_open(&s->session, &options, NULL), 0);
	for (unsigned int i = 0; i < 3; i++) {
		assert_int_equal(hwreg_location_parse(&location, s->session, words[i], NULL), 0);
		hwreg_location_item(location, 0, &s->items[i]);
		hwreg_location_free(location);
	}
	reads = 0;
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct state *s = *state;

	hwreg_session_close(s->session);
	munmap((void *)s->registers, 65536);
	close(s->fd);
	unlink(s->path);
	free(s);
	return 0;
}

static struct hwreg_sampler *sampler(struct state *s, uint64_t flags, int64_t every, int cancel)
{
	struct hwreg_sampler_options options = {
		.size = sizeof(options), .flags = flags, .every = every, .cancel = cancel
	};
	struct hwreg_sampler *made;

	assert_int_equal(hwreg_sampler_open(&made, s->session, s->items, 3, &options, NULL), 0);
	return made;
}

static void a_register_of_several_items_is_read_once(void **state)
{
	struct state *s = *state;
	struct hwreg_sampler *made = sampler(s, 0, 0, -1);
	struct hwreg_sample sample;

	s->registers[1] = 0x12345678;
	((volatile unsigned char *)s->registers)[8] = 0x12;
	((volatile unsigned char *)s->registers)[9] = 0x34;
	assert_int_equal(hwreg_sampler_take(made, &sample, NULL), 0);
	assert_int_equal(reads, 2);
	assert_int_equal(sample.number, 0);
	assert_int_equal(sample.values[0], 0x12345678);
	assert_int_equal(sample.values[1], 0x12345678);
	assert_int_equal(sample.values[2], 0x1234);
	assert_int_equal(hwreg_sampler_next(made, &sample, NULL), 0);
	assert_int_equal(sample.number, 1);
	hwreg_sampler_close(made);
}

/* Nobody would see what is read beyond it */
static void a_thread_ends_with_the_most_that_is_asked_for(void **state)
{
	struct state *s = *state;
	struct hwreg_sampler_options options = {
		.size = sizeof(options), .flags = HWREG_SAMPLER_FAST, .cancel = -1, .most = 3
	};
	struct hwreg_sampler_counts counts = { .size = sizeof(counts) };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_sampler *made;
	struct hwreg_sample sample;

	assert_int_equal(hwreg_sampler_open(&made, s->session, s->items, 3, &options, NULL), 0);
	for (unsigned int i = 0; i < 3; i++) {
		assert_int_equal(hwreg_sampler_next(made, &sample, NULL), 0);
		assert_int_equal(sample.number, i);
	}
	assert_int_equal(hwreg_sampler_next(made, &sample, &err), -ENODATA);
	hwreg_sampler_counts(made, &counts);
	assert_int_equal(counts.taken, 3);
	hwreg_sampler_close(made);
}

static void options_that_are_wrong_are_refused(void **state)
{
	struct state *s = *state;
	struct hwreg_sampler *made = NULL;
	struct hwreg_sampler_options options = { .size = sizeof(options), .cancel = -1 };

	assert_int_equal(hwreg_sampler_open(&made, s->session, s->items, 0, &options, NULL),
			 -EINVAL);
	options.every = -1;
	assert_int_equal(hwreg_sampler_open(&made, s->session, s->items, 1, &options, NULL),
			 -EINVAL);
	options.every = 1;
	options.flags = HWREG_SAMPLER_FAST;
	assert_int_equal(hwreg_sampler_open(&made, s->session, s->items, 1, &options, NULL),
			 -EINVAL);
	options = (struct hwreg_sampler_options){ .size = 4 };
	assert_int_equal(hwreg_sampler_open(&made, s->session, s->items, 1, &options, NULL),
			 -EINVAL);
	options = (struct hwreg_sampler_options){ .size = sizeof(options), .flags = 1u << 20 };
	assert_int_equal(hwreg_sampler_open(&made, s->session, s->items, 1, &options, NULL),
			 -EINVAL);
	assert_null(made);
	assert_int_equal(reads, 0);
}

/* Deadlines are absolute: no sample comes before its own */
static void samples_keep_to_their_times(void **state)
{
	struct state *s = *state;
	struct hwreg_sampler *made = sampler(s, 0, 1000000, -1);
	struct hwreg_sampler_counts counts = { .size = sizeof(counts) };
	struct hwreg_sample sample;
	struct pollfd polled = { .fd = hwreg_sampler_fd(made), .events = POLLIN };
	int64_t start;

	assert_int_equal(hwreg_sampler_poll(made, &sample, NULL), 0);
	start = sample.time;
	assert_int_equal(sample.number, 0);
	for (unsigned int i = 1; i <= 5; i++) {
		assert_int_equal(poll(&polled, 1, -1), 1);
		assert_int_equal(hwreg_sampler_poll(made, &sample, NULL), 0);
		hwreg_sampler_counts(made, &counts);
		assert_int_equal(sample.number, i);
		assert_true(sample.time - start >= (int64_t)i * 1000000);
	}
	assert_int_equal(counts.taken, 6);
	assert_int_equal(counts.dropped, 0);
	assert_true(hwreg_sampler_interval(made, 0) > 0);
	assert_true(hwreg_sampler_interval(made, 0) <= hwreg_sampler_interval(made, 0.5));
	assert_true(hwreg_sampler_interval(made, 0.5) <= hwreg_sampler_interval(made, 1));
	hwreg_sampler_close(made);
}

static void times_that_have_passed_are_missed(void **state)
{
	struct state *s = *state;
	struct hwreg_sampler *made = sampler(s, 0, 1000000, -1);
	struct hwreg_sampler_counts counts = { .size = sizeof(counts) };
	struct timespec pause = { .tv_nsec = 10500000 };
	struct hwreg_sample sample;

	assert_int_equal(hwreg_sampler_next(made, &sample, NULL), 0);
	nanosleep(&pause, NULL);
	assert_int_equal(hwreg_sampler_next(made, &sample, NULL), 0);
	hwreg_sampler_counts(made, &counts);
	assert_true(counts.missed >= 9);
	assert_int_equal(counts.taken, 2);
	hwreg_sampler_close(made);
}

static void a_descriptor_cancels_every_wait(void **state)
{
	struct state *s = *state;
	int cancel = eventfd(0, 0);
	struct hwreg_sampler *timed = sampler(s, 0, INT64_C(3600) * 1000000000, cancel);
	struct hwreg_sampler *fast;
	struct hwreg_sample sample;
	const uint64_t one = 1;

	assert_int_equal(hwreg_sampler_next(timed, &sample, NULL), 0);
	assert_int_equal(write(cancel, &one, sizeof(one)), sizeof(one));
	assert_int_equal(hwreg_sampler_next(timed, &sample, NULL), -ECANCELED);
	hwreg_sampler_close(timed);
	fast = sampler(s, HWREG_SAMPLER_FAST | HWREG_SAMPLER_CHANGES, 0, cancel);
	assert_int_equal(hwreg_sampler_next(fast, &sample, NULL), -ECANCELED);
	hwreg_sampler_close(fast);
	close(cancel);
}

static void open_unobserved(struct state *s)
{
	char spec[64];
	const char *targets[] = { spec };
	struct hwreg_session_options options = { .size = sizeof(options),
						 .flags = HWREG_GUARD,
						 .targets = targets,
						 .target_count = 1,
						 .endian = NATIVE };

	snprintf(spec, sizeof(spec), "file:%s", s->path);
	hwreg_session_close(s->session);
	assert_int_equal(hwreg_session_open(&s->session, &options, NULL), 0);
}

/* A change is made when the one before has been seen, so that none can be lost: one item alone, which
 * is polled, and several */
static void a_thread_tells_every_change_once_and_in_order(void **state)
{
	struct state *s = *state;
	struct hwreg_sampler_options options = {
		.size = sizeof(options),
		.flags = HWREG_SAMPLER_FAST | HWREG_SAMPLER_CHANGES,
		.cancel = -1,
	};
	struct hwreg_sampler_counts counts = { .size = sizeof(counts) };
	struct hwreg_sampler *made;
	struct hwreg_sample sample;

	open_unobserved(s);
	for (size_t items = 1; items <= 3; items += 2) {
		s->registers[1] = 0;
		assert_int_equal(
			hwreg_sampler_open(&made, s->session, s->items, items, &options, NULL), 0);
		for (uint32_t i = 0; i < 1000; i++) {
			assert_int_equal(hwreg_sampler_next(made, &sample, NULL), 0);
			assert_int_equal(sample.values[0], i);
			/* bits of no item are no change */
			if (i % 100 == 50)
				s->registers[1] = i | 0x1000;
			s->registers[1] = i + 1;
		}
		hwreg_sampler_counts(made, &counts);
		assert_true(counts.taken >= 1000);
		assert_int_equal(counts.dropped, 0);
		hwreg_sampler_close(made);
	}
}

/* Nobody takes them out: what does not fit is counted, and what is handed out is in order */
static void what_does_not_fit_is_dropped_and_counted(void **state)
{
	struct state *s = *state;
	struct hwreg_sampler *made;
	struct hwreg_sampler_counts counts = { .size = sizeof(counts) };
	struct hwreg_sample sample;
	uint64_t next = 0;

	open_unobserved(s);
	made = sampler(s, HWREG_SAMPLER_FAST, 0, -1);
	do
		hwreg_sampler_counts(made, &counts);
	while (counts.dropped < 10);
	for (unsigned int i = 0; i < 1000; i++) {
		assert_int_equal(hwreg_sampler_next(made, &sample, NULL), 0);
		assert_int_equal(sample.number, next++);
	}
	assert_true(hwreg_sampler_interval(made, 1) > 0);
	hwreg_sampler_close(made);
}

/* Nothing changes any more after a ring that was full: what it was in the end is told all the same */
/* Where threads run in turns, one does not keep up with the other in any time */
static void need_two_threads(void)
{
	if (getenv("HWREG_ONE_THREAD"))
		skip();
}

static void the_last_change_is_told_though_others_were_dropped(void **state)
{
	struct state *s = *state;
	struct hwreg_sampler_options options = {
		.size = sizeof(options),
		.flags = HWREG_SAMPLER_FAST | HWREG_SAMPLER_CHANGES,
		.cancel = -1,
	};
	struct hwreg_sampler_counts counts = { .size = sizeof(counts) };
	struct hwreg_sampler *made;
	struct hwreg_sample sample = { .values = NULL };
	uint64_t seen = 0, taken;

	need_two_threads();
	open_unobserved(s);
	for (size_t items = 1; items <= 3; items += 2) {
		s->registers[1] = 0;
		assert_int_equal(
			hwreg_sampler_open(&made, s->session, s->items, items, &options, NULL), 0);
		do {
			s->registers[1]++;
			hwreg_sampler_counts(made, &counts);
		} while (counts.dropped < 10);
		s->registers[1] = 0x12345678;
		/* two bursts of reads later the thread has seen it; two more, and it has had room */
		for (unsigned int drain = 0; drain < 2; drain++) {
			taken = counts.taken;
			do
				hwreg_sampler_counts(made, &counts);
			while (counts.taken < taken + 10000);
			while (hwreg_sampler_poll(made, &sample, NULL) == 0)
				seen = sample.values[0];
		}
		assert_int_equal(seen, 0x12345678);
		hwreg_sampler_close(made);
	}
}

static void what_the_thread_fails_with_comes_after_its_last_sample(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct state *s = *state;
	struct hwreg_sampler *made;
	struct hwreg_sample sample;
	int r;

	open_unobserved(s);
	s->registers[1] = 7;
	made = sampler(s, HWREG_SAMPLER_FAST | HWREG_SAMPLER_CHANGES, 0, -1);
	assert_int_equal(ftruncate(s->fd, 0), 0);
	do
		r = hwreg_sampler_next(made, &sample, &err);
	while (!r);
	assert_int_equal(r, -EFAULT);
	assert_non_null(strstr(err.message, "bus error"));
	assert_int_equal(hwreg_sampler_next(made, &sample, NULL), -EFAULT);
	hwreg_sampler_close(made);
}

/* ---- Another process, in a shared simulation ---------------------------------------------------- */

#define CHANGES 20

static struct hwreg_board *simulated_board(void)
{
	static const char text[] = "{hwreg: 1, board: b, match: any, types: {t: {size: 0x10, "
				   "registers: {COUNT: 0x0}}}, blocks: {X: {type: t, base: 0}}}\n";
	char path[] = "/tmp/hwreg-sampler-XXXXXX.yaml";
	int fd = mkstemps(path, 5);
	struct hwreg_board *board;

	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	assert_int_equal(hwreg_board_load(&board, path, NULL, NULL), 0);
	unlink(path);
	return board;
}

static struct hwreg_session *simulated(const struct hwreg_board *board, const char *target,
				       uint64_t flags)
{
	struct hwreg_session_options options = { .size = sizeof(options),
						 .flags = flags,
						 .board = board,
						 .targets = &target,
						 .target_count = 1 };
	struct hwreg_session *session;

	assert_int_equal(hwreg_session_open(&session, &options, NULL), 0);
	return session;
}

/* A thousand changes a second */
static void change(const struct hwreg_board *board, const char *target)
{
	struct hwreg_session *session = simulated(board, target, HWREG_WRITE);
	struct hwreg_write *write;
	struct timespec next;
	char text[32];

	clock_gettime(CLOCK_MONOTONIC, &next);
	for (unsigned int i = 1; i <= CHANGES; i++) {
		snprintf(text, sizeof(text), "X.COUNT=%u", i);
		if (hwreg_write_parse(&write, session, text, NULL) ||
		    hwreg_session_write(session, write, NULL))
			_exit(1);
		hwreg_write_free(write);
		next.tv_nsec += 1000000;
		next.tv_sec += next.tv_nsec / 1000000000;
		next.tv_nsec %= 1000000000;
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
	}
	_exit(0);
}

/* Return: how many were seen, each once and in order */
static unsigned int see_changes(const struct hwreg_board *board, const char *target)
{
	struct hwreg_session *session = simulated(board, target, 0);
	struct hwreg_sampler_options options = {
		.size = sizeof(options),
		.flags = HWREG_SAMPLER_FAST | HWREG_SAMPLER_CHANGES,
		.cancel = -1,
	};
	unsigned int seen = 0;
	uint64_t last = 0;
	struct hwreg_location *location;
	struct hwreg_sampler *made;
	struct hwreg_sample sample;
	struct hwreg_item item;
	pid_t child;
	int status;

	assert_int_equal(hwreg_location_parse(&location, session, "X.COUNT", NULL), 0);
	hwreg_location_item(location, 0, &item);
	hwreg_location_free(location);
	assert_int_equal(hwreg_sampler_open(&made, session, &item, 1, &options, NULL), 0);
	assert_int_equal(hwreg_sampler_next(made, &sample, NULL), 0);
	child = fork();
	if (child == 0)
		change(board, target);
	while (last != CHANGES) {
		assert_int_equal(hwreg_sampler_next(made, &sample, NULL), 0);
		assert_true(sample.values[0] > last);
		last = sample.values[0];
		seen++;
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	hwreg_sampler_close(made);
	hwreg_session_close(session);
	return seen;
}

/* A machine that stops one of the two for a millisecond can lose one: then anew */
static void changes_of_another_process_are_seen(void **state)
{
	struct hwreg_board *board;
	unsigned int seen = 0;
	char target[64];

	(void)state;
	need_two_threads();
	board = simulated_board();
	for (unsigned int i = 0; i < 2000 && seen != CHANGES; i++) {
		snprintf(target, sizeof(target), "sim:sampler-%d-%u", (int)getpid(), i);
		seen = see_changes(board, target);
		hwreg_simulation_remove(target + 4, NULL);
	}
	assert_int_equal(seen, CHANGES);
	hwreg_board_free(board);
}

static void intervals_are_known_to_half_a_percent(void **state)
{
	static const int64_t steps[] = { 1, 31, 32, 33, 1000, 123456, 999999999, INT64_C(1) << 50 };
	struct intervals *intervals = calloc(1, sizeof(*intervals));
	int64_t found, time;

	(void)state;
	assert_int_equal(hwreg_intervals_share(intervals, 0.5), 0);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		memset(intervals, 0, sizeof(*intervals));
		time = 1;
		/* 98 of these, one shorter, one longer */
		for (unsigned int n = 0; n < 99; n++, time += steps[i])
			hwreg_intervals_add(intervals, time);
		hwreg_intervals_add(intervals, time - steps[i]);
		hwreg_intervals_add(intervals, time + 9 * steps[i]);
		assert_int_equal(hwreg_intervals_share(intervals, 0), 0);
		assert_int_equal(hwreg_intervals_share(intervals, 1), 10 * steps[i]);
		found = hwreg_intervals_share(intervals, 0.5);
		assert_in_range(found, steps[i], steps[i] + steps[i] / 255);
		found = hwreg_intervals_share(intervals, 0.99);
		assert_in_range(found, steps[i], steps[i] + steps[i] / 255);
	}
	free(intervals);
}

#define SAMPLER_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SAMPLER_TEST(a_register_of_several_items_is_read_once),
		SAMPLER_TEST(a_thread_ends_with_the_most_that_is_asked_for),
		SAMPLER_TEST(options_that_are_wrong_are_refused),
		SAMPLER_TEST(samples_keep_to_their_times),
		SAMPLER_TEST(times_that_have_passed_are_missed),
		SAMPLER_TEST(a_descriptor_cancels_every_wait),
		SAMPLER_TEST(a_thread_tells_every_change_once_and_in_order),
		SAMPLER_TEST(what_does_not_fit_is_dropped_and_counted),
		SAMPLER_TEST(the_last_change_is_told_though_others_were_dropped),
		SAMPLER_TEST(what_the_thread_fails_with_comes_after_its_last_sample),
		cmocka_unit_test(changes_of_another_process_are_seen),
		cmocka_unit_test(intervals_are_known_to_half_a_percent),
	};

	return RUN(tests);
}
