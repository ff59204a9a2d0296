// SPDX-License-Identifier: MIT
/*
 * What hwreg.h says of threads: different objects in different threads at once, a board in all of them, an
 * object by one thread at a time. Says most where ThreadSanitizer watches: make check-tsan.
 */
#include "unit.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "board_files.h"

#define THREADS 6u

/* FIELDS has one field for each thread */
static const char text[] = "hwreg: 1\nboard: threads\nmatch: any\n"
			   "types:\n"
			   "  t:\n"
			   "    size: 0x100\n"
			   "    registers:\n"
			   "      COUNT: 0x0\n"
			   "      FIELDS:\n"
			   "        offset: 0x4\n"
			   "        reset: 0\n"
			   "        fields: {F0: '3:0', F1: '7:4', F2: '11:8', F3: '15:12', F4: "
			   "'19:16', F5: '23:20'}\n"
			   "      OWN%s: {offset: 0x10, count: 6, stride: 4}\n"
			   "blocks: {D: {type: t, base: 0x1000}}\n";

static struct hwreg_board *board;
static unsigned int rounds = 60;
static char spec[128], path[256];

/* A thread's part in a test; what it asserts is asserted when it has ended */
struct worker {
	pthread_t thread;
	unsigned int index;
	int (*work)(struct worker *worker);
	const char *spec;
	struct hwreg_session *session;
	struct hwreg_window *window;
	struct hwreg_error err;
	int result;
};

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static void *run(void *data)
{
	struct worker *worker = data;

	for (unsigned int i = 0; i < rounds && !worker->result; i++)
		worker->result = worker->work(worker);
	return NULL;
}

static void run_all(struct worker workers[THREADS], int (*work)(struct worker *worker))
{
	for (unsigned int i = 0; i < THREADS; i++) {
		workers[i].index = i;
		workers[i].work = work;
		workers[i].err = (struct hwreg_error)HWREG_ERROR_INIT;
		assert_int_equal(pthread_create(&workers[i].thread, NULL, run, &workers[i]), 0);
	}
	for (unsigned int i = 0; i < THREADS; i++)
		pthread_join(workers[i].thread, NULL);
	for (unsigned int i = 0; i < THREADS; i++)
		if (workers[i].result)
			fail_msg("thread %u: %d: %s", i, workers[i].result, workers[i].err.message);
}

static int open_session(struct hwreg_session **session, const char *target, struct hwreg_error *err)
{
	const struct hwreg_session_options options = { .size = sizeof(options),
						       .flags = HWREG_WRITE | HWREG_GUARD,
						       .board = board,
						       .targets = &target,
						       .target_count = 1 };

	return hwreg_session_open(session, &options, err);
}

static int item_of(struct hwreg_session *session, const char *name, struct hwreg_item *item,
		   struct hwreg_error *err)
{
	struct hwreg_location *location;
	int r = hwreg_location_parse(&location, session, name, err);

	if (r)
		return r;
	hwreg_location_item(location, 0, item);
	hwreg_location_free(location);
	return 0;
}

static int peek(struct hwreg_session *session, const char *name, uint64_t *value,
		struct hwreg_error *err)
{
	struct hwreg_item item;
	int r = item_of(session, name, &item, err);

	if (!r)
		r = hwreg_session_read(session, &item, value, err);
	if (!r)
		*value = hwreg_item_value(session, &item, *value);
	return r;
}

static int poke(struct hwreg_session *session, const char *name, uint64_t value,
		struct hwreg_error *err)
{
	struct hwreg_write *write;
	char word[64];
	int r;

	snprintf(word, sizeof(word), "%s=%llu", name, (unsigned long long)value);
	r = hwreg_write_parse(&write, session, word, err);
	if (r)
		return r;
	r = hwreg_session_write(session, write, err);
	hwreg_write_free(write);
	return r;
}

static int set_up(void **state)
{
	static const char zeros[0x2000];

	if (files_setup(state) != 0)
		return -1;
	if (getenv("HWREG_ONE_THREAD"))
		rounds = 10; /* one runs at a time there: valgrind */
	board = load_file(file_text("threads.yaml", text));
	snprintf(path, sizeof(path), "%s", file_with("memory", zeros, sizeof(zeros)));
	snprintf(spec, sizeof(spec), "file:%.100s", path);
	return 0;
}

static int tear_down(void **state)
{
	hwreg_board_free(board);
	return files_teardown(state);
}

/* ---- Sessions ---------------------------------------------------------------------------------- */

/* Its own field of a register that all change, and a register of its own */
static int change_own(struct worker *worker)
{
	const char *target = worker->spec;
	struct hwreg_session *session;
	char field[24], own[24];
	uint64_t before, after;
	int r = open_session(&session, target, &worker->err);

	if (r)
		return r;
	snprintf(field, sizeof(field), "D.FIELDS.F%u", worker->index);
	snprintf(own, sizeof(own), "D.OWN%u", worker->index);
	r = peek(session, field, &before, &worker->err);
	if (!r)
		r = poke(session, own, before + 1, &worker->err);
	if (!r)
		r = poke(session, field, (before + 1) % 16, &worker->err);
	if (!r)
		r = peek(session, field, &after, &worker->err);
	if (!r && after != (before + 1) % 16)
		r = -EILSEQ;
	if (!r)
		r = peek(session, own, &after, &worker->err);
	if (!r && after != before + 1)
		r = -EILSEQ;
	hwreg_session_close(session);
	return r;
}

static void fields_of_one_register_are_written_by_all_threads(void **state)
{
	struct worker workers[THREADS] = { 0 };
	struct hwreg_session *session;
	uint64_t value;

	(void)state;
	for (unsigned int i = 0; i < THREADS; i++)
		workers[i].spec = spec;
	run_all(workers, change_own);
	assert_int_equal(open_session(&session, spec, NULL), 0);
	assert_int_equal(peek(session, "D.FIELDS", &value, NULL), 0);
	hwreg_session_close(session);
	assert_int_equal(value, rounds % 16 * 0x111111);
}

static void a_shared_simulation_is_changed_by_all_threads(void **state)
{
	struct worker workers[THREADS] = { 0 };
	struct hwreg_session *session;
	char name[64];
	uint64_t value;

	(void)state;
	snprintf(name, sizeof(name), "sim:threads-%d", (int)getpid());
	for (unsigned int i = 0; i < THREADS; i++)
		workers[i].spec = name;
	run_all(workers, change_own);
	assert_int_equal(open_session(&session, name, NULL), 0);
	assert_int_equal(peek(session, "D.FIELDS", &value, NULL), 0);
	hwreg_session_close(session);
	assert_int_equal(hwreg_simulation_remove(strchr(name, ':') + 1, NULL), 0);
	assert_int_equal(value, rounds % 16 * 0x111111);
}

static int count_in_turn(struct worker *worker)
{
	uint64_t value;
	int r;

	pthread_mutex_lock(&turn);
	r = peek(worker->session, "D.COUNT", &value, &worker->err);
	if (!r)
		r = poke(worker->session, "D.COUNT", value + 1, &worker->err);
	pthread_mutex_unlock(&turn);
	return r;
}

static void a_session_is_used_by_threads_in_turn(void **state)
{
	struct worker workers[THREADS] = { 0 };
	struct hwreg_session *session;
	uint64_t value;

	(void)state;
	assert_int_equal(open_session(&session, spec, NULL), 0);
	for (unsigned int i = 0; i < THREADS; i++)
		workers[i].session = session;
	run_all(workers, count_in_turn);
	assert_int_equal(peek(session, "D.COUNT", &value, NULL), 0);
	hwreg_session_close(session);
	assert_int_equal(value, THREADS * rounds);
}

/* ---- Windows ----------------------------------------------------------------------------------- */

static int count_in_window(struct worker *worker)
{
	const uint64_t offset = 4 * worker->index;
	uint64_t value;
	int r = hwreg_window_read(worker->window, offset, 32, HWREG_LITTLE_ENDIAN, &value,
				  &worker->err);

	return r ? r
		 : hwreg_window_write(worker->window, offset, 32, HWREG_LITTLE_ENDIAN, value + 1,
				      &worker->err);
}

static void windows_of_one_target_are_used_at_once(void **state)
{
	struct worker workers[THREADS] = { 0 };
	struct hwreg_target *target;
	uint64_t value;

	(void)state;
	assert_int_equal(hwreg_target_new(&target, spec, NULL, NULL), 0);
	for (unsigned int i = 0; i < THREADS; i++)
		assert_int_equal(hwreg_window_open(&workers[i].window, target, 0x100, 0x100,
						   HWREG_WRITE | HWREG_GUARD, NULL),
				 0);
	run_all(workers, count_in_window);
	for (unsigned int i = 0; i < THREADS; i++) {
		assert_int_equal(hwreg_window_read(workers[0].window, 4 * i, 32,
						   HWREG_LITTLE_ENDIAN, &value, NULL),
				 0);
		assert_int_equal(value, rounds);
	}
	for (unsigned int i = 0; i < THREADS; i++)
		hwreg_window_close(workers[i].window);
	hwreg_target_free(target);
}

/* Windows come and go, beside those of other threads */
static int open_and_close(struct worker *worker)
{
	struct hwreg_target *target;
	struct hwreg_window *window;
	uint64_t value;
	int r = hwreg_target_new(&target, spec, NULL, &worker->err);

	if (r)
		return r;
	r = hwreg_window_open(&window, target, 0x400, 0x10, HWREG_GUARD, &worker->err);
	if (!r) {
		r = hwreg_window_read(window, 0, 32, HWREG_LITTLE_ENDIAN, &value, &worker->err);
		hwreg_window_close(window);
	}
	hwreg_target_free(target);
	return r;
}

static void windows_come_and_go_in_all_threads(void **state)
{
	struct worker workers[THREADS] = { 0 };

	(void)state;
	run_all(workers, open_and_close);
}

/* ---- Samplers ---------------------------------------------------------------------------------- */

static int take_samples(struct hwreg_sampler *sampler, struct hwreg_error *err)
{
	struct hwreg_sample sample;
	uint64_t number = 0;
	int r = 0;

	for (unsigned int i = 0; !r && i < 5; i++) {
		r = hwreg_sampler_next(sampler, &sample, err);
		if (!r && i && sample.number <= number)
			r = -EILSEQ;
		number = sample.number;
	}
	return r;
}

static int sample_fast(struct worker *worker)
{
	struct hwreg_sampler_options options = { .size = sizeof(options),
						 .flags = HWREG_SAMPLER_FAST,
						 .cancel = -1 };
	struct hwreg_sampler *sampler = NULL;
	struct hwreg_session *session;
	struct hwreg_item item;
	int r = open_session(&session, spec, &worker->err);

	if (r)
		return r;
	r = item_of(session, "D.COUNT", &item, &worker->err);
	if (!r)
		r = hwreg_sampler_open(&sampler, session, &item, 1, &options, &worker->err);
	if (!r)
		r = take_samples(sampler, &worker->err);
	hwreg_sampler_close(sampler);
	hwreg_session_close(session);
	return r;
}

static void samplers_have_threads_beside_those_of_others(void **state)
{
	struct worker workers[THREADS] = { 0 };

	(void)state;
	run_all(workers, sample_fast);
}

/* ---- What belongs to nobody --------------------------------------------------------------------- */

static int see_target(void *data, const struct hwreg_target_info *info)
{
	(void)info;
	*(unsigned int *)data += 1;
	return 0;
}

static int look_around(struct worker *worker)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	const struct hwreg_register *reg;
	unsigned int count = 0;
	int r = hwreg_target_list(see_target, &count, &worker->err);

	if (r || !count)
		return r ? r : -ENODEV;
	r = hwreg_register_find(board, "D.COUNR", &reg, &err);
	if (r != -ENOENT || !strstr(err.message, "D.COUNT"))
		return -EILSEQ;
	return hwreg_register_find(board, "D.COUNT", &reg, &worker->err);
}

static void lists_and_names_are_looked_at_by_all_threads(void **state)
{
	struct worker workers[THREADS] = { 0 };

	(void)state;
	run_all(workers, look_around);
}

/* The same file read by all, which may also keep it compiled for the next one */
static int load_board(struct worker *worker)
{
	char file[300];
	struct hwreg_board *own;
	int r;

	snprintf(file, sizeof(file), "%s/threads.yaml", directory);
	r = hwreg_board_load(&own, file, NULL, &worker->err);
	if (!r)
		hwreg_board_free(own);
	return r;
}

static void a_board_is_loaded_by_all_threads(void **state)
{
	struct worker workers[THREADS] = { 0 };

	(void)state;
	run_all(workers, load_board);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_of_one_register_are_written_by_all_threads),
		cmocka_unit_test(a_shared_simulation_is_changed_by_all_threads),
		cmocka_unit_test(a_session_is_used_by_threads_in_turn),
		cmocka_unit_test(windows_of_one_target_are_used_at_once),
		cmocka_unit_test(windows_come_and_go_in_all_threads),
		cmocka_unit_test(samplers_have_threads_beside_those_of_others),
		cmocka_unit_test(lists_and_names_are_looked_at_by_all_threads),
		cmocka_unit_test(a_board_is_loaded_by_all_threads),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, set_up, tear_down);
}
