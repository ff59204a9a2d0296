// SPDX-License-Identifier: MIT
/* Waiting for a value: at once, after some reads, not in time, cancelled, failing */
#include "unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char text[] =
	"hwreg: 1\nboard: b\nmatch: any\ntypes: {t: {size: 0x10, registers: {"
	"STATUS: {offset: 0, policy: ro, volatile: true, fields: {READY: 0, LEVEL: '7:4'}}}}}\n"
	"blocks: {X: {type: t, base: 0x100}}\n";

struct device {
	struct hwreg_board *board;
	struct hwreg_session *session;
	struct hwreg_window *window;
	unsigned int reads;
	unsigned int ready_after;
	int fails;
};

static int status(void *data, const struct hwreg_register *reg, uint64_t *value)
{
	struct device *d = data;

	(void)reg;
	*value = ++d->reads > d->ready_after ? 0x31 : 0x30;
	return d->fails;
}

static struct hwreg_session *open_session(const struct device *d, uint64_t flags)
{
	const char *targets[] = { "sim" };
	struct hwreg_session_options options = { .size = sizeof(options),
						 .flags = flags,
						 .board = d->board,
						 .targets = targets,
						 .target_count = 1 };
	struct hwreg_session *session;

	assert_int_equal(hwreg_session_open(&session, &options, NULL), 0);
	return session;
}

static int set_up(void **state)
{
	struct device *d = calloc(1, sizeof(*d));
	struct hwreg_simulation_hook hook = { .size = sizeof(hook), .read = status, .data = d };
	const struct hwreg_register *reg;

	assert_int_equal(hwreg_board_load_text(&d->board, text, strlen(text), "b", NULL, NULL), 0);
	d->session = open_session(d, 0);
	assert_int_equal(hwreg_register_find(d->board, "X.STATUS", &reg, NULL), 0);
	assert_int_equal(hwreg_simulation_attach(d->session, reg, &hook, NULL), 0);
	assert_int_equal(
		hwreg_session_map(&d->window, d->session, hwreg_board_block(d->board, 0), NULL), 0);
	*state = d;
	return 0;
}

static int tear_down(void **state)
{
	struct device *d = *state;

	hwreg_window_close(d->window);
	hwreg_session_close(d->session);
	hwreg_board_free(d->board);
	free(d);
	return 0;
}

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static struct hwreg_wait for_ready(int64_t deadline)
{
	return (struct hwreg_wait){ .size = sizeof(struct hwreg_wait),
				    .bits = 32,
				    .mask = 1,
				    .value = 1,
				    .deadline = deadline,
				    .cancel = -1 };
}

static void what_is_there(void **state)
{
	struct device *d = *state;
	struct hwreg_wait wait = for_ready(0);

	assert_int_equal(hwreg_window_wait(d->window, &wait, NULL), 0);
	assert_int_equal(d->reads, 1);
	assert_int_equal(wait.seen, 0x31);
}

static void what_comes_after_some_reads(void **state)
{
	struct device *d = *state;
	struct hwreg_wait wait = for_ready(INT64_MAX);

	d->ready_after = 50;
	assert_int_equal(hwreg_window_wait(d->window, &wait, NULL), 0);
	assert_int_equal(d->reads, 51);
	/* a deadline that has passed is one read */
	d->reads = 0;
	wait.deadline = 1;
	assert_int_equal(hwreg_window_wait(d->window, &wait, NULL), -ETIMEDOUT);
	assert_int_equal(d->reads, 1);
}

static void what_does_not_come(void **state)
{
	struct device *d = *state;
	int64_t deadline = now() + 30000000;
	struct hwreg_wait wait = for_ready(deadline);
	struct hwreg_error err = HWREG_ERROR_INIT;

	d->ready_after = UINT32_MAX;
	assert_int_equal(hwreg_window_wait(d->window, &wait, &err), -ETIMEDOUT);
	assert_true(now() >= deadline);
	assert_int_equal(err.kind, HWREG_ERROR_ANSWER);
	assert_string_equal(err.message, "offset 0x0: the bits 0x1 are 0x0, and did not become 0x1 "
					 "in time");
	assert_int_equal(wait.seen, 0x30);
	/* 20 us without a pause, then fewer and fewer: not a read each microsecond */
	assert_in_range(d->reads, 2, 15000);
}

static void cancelled(void **state)
{
	struct device *d = *state;
	struct hwreg_wait wait = for_ready(INT64_MAX);
	struct hwreg_error err = HWREG_ERROR_INIT;
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "x", 1), 1);
	wait.cancel = ends[0];
	/* one look all the same */
	assert_int_equal(hwreg_window_wait(d->window, &wait, &err), 0);
	d->ready_after = UINT32_MAX;
	assert_int_equal(hwreg_window_wait(d->window, &wait, &err), -ECANCELED);
	assert_int_equal(err.kind, HWREG_ERROR_ANSWER);
	close(ends[0]);
	close(ends[1]);
}

static void wrong_and_failing(void **state)
{
	struct device *d = *state;
	struct hwreg_wait wait = for_ready(INT64_MAX);

	wait.value = 2;
	assert_int_equal(hwreg_window_wait(d->window, &wait, NULL), -EINVAL);
	wait.value = 1;
	wait.offset = 0x10;
	assert_int_equal(hwreg_window_wait(d->window, &wait, NULL), -ERANGE);
	wait.offset = 0;
	wait.size = 8;
	assert_int_equal(hwreg_window_wait(d->window, &wait, NULL), -EINVAL);
	assert_int_equal(d->reads, 0);
	wait.size = sizeof(wait);
	d->fails = -EIO;
	assert_int_equal(hwreg_window_wait(d->window, &wait, NULL), -EIO);
}

static void conditions(void **state)
{
	struct device *d = *state;
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_condition *condition;
	uint64_t value = 0;

	assert_int_equal(hwreg_condition_parse(&condition, d->session, "X.STATUS.READY==1", NULL),
			 0);
	d->ready_after = 9;
	assert_int_equal(hwreg_session_wait(d->session, condition, INT64_MAX, -1, &value, &err), 0);
	assert_int_equal(d->reads, 10);
	assert_int_equal(value, 0x31);
	hwreg_condition_free(condition);
	assert_int_equal(hwreg_condition_parse(&condition, d->session, "X.STATUS.LEVEL>3", NULL),
			 0);
	assert_int_equal(hwreg_session_wait(d->session, condition, 0, -1, &value, &err),
			 -ETIMEDOUT);
	assert_string_equal(err.message, "X.STATUS.LEVEL>3: it is 0x3, and the condition did not "
					 "hold in time");
	hwreg_condition_free(condition);
}

static void a_dry_run(void **state)
{
	struct device *d = *state;
	struct hwreg_session *session = open_session(d, HWREG_DRY_RUN);
	struct hwreg_condition *condition;
	uint64_t value = 0;

	assert_int_equal(hwreg_condition_parse(&condition, session, "X.STATUS.LEVEL>3", NULL), 0);
	assert_int_equal(hwreg_session_wait(session, condition, INT64_MAX, -1, &value, NULL), 0);
	assert_int_equal(d->reads, 0);
	hwreg_condition_free(condition);
	hwreg_session_close(session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_there, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_comes_after_some_reads, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_does_not_come, set_up, tear_down),
		cmocka_unit_test_setup_teardown(cancelled, set_up, tear_down),
		cmocka_unit_test_setup_teardown(wrong_and_failing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(conditions, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_dry_run, set_up, tear_down),
	};

	return RUN(tests);
}
