// SPDX-License-Identifier: MIT
/* Functions whose faults are errors: on files that become shorter, outside windows, in several threads */
#include "unit.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hwreg_io.h"

#define SIZE 0x20000 /* more than a page, whatever that is */

static const char text[] = "hwreg: 1\nboard: b\nmatch: any\n"
			   "types: {t: {size: 0x20000, registers: {R: 0x10}}}\n"
			   "blocks: {A: {type: t, base: 0x100000}, B: {type: t, base: 0x200000}}\n";

struct driver {
	char path[2][32];
	struct hwreg_board *board;
	struct hwreg_session *session;
	struct hwreg_window *window;
	volatile char *base;
	unsigned int steps;
};

static struct hwreg_session *open_session(struct driver *d, int file, uint64_t flags)
{
	char spec[64];
	const char *targets[] = { spec };
	struct hwreg_session_options options = { .size = sizeof(options),
						 .flags = HWREG_WRITE | flags,
						 .board = d->board,
						 .targets = targets,
						 .target_count = 1 };
	struct hwreg_session *session;

	snprintf(spec, sizeof(spec), "file:%s@0x%x", d->path[file], file ? 0x200000 : 0x100000);
	assert_int_equal(hwreg_session_open(&session, &options, NULL), 0);
	return session;
}

static void make_files(struct driver *d)
{
	for (int i = 0; i < 2; i++) {
		int fd;

		strcpy(d->path[i], "/tmp/hwreg-test-XXXXXX");
		fd = mkstemp(d->path[i]);
		assert_true(fd >= 0);
		assert_int_equal(ftruncate(fd, SIZE), 0);
		close(fd);
	}
}

static struct hwreg_window *map(struct driver *d, struct hwreg_session *session, uint32_t block)
{
	struct hwreg_window *window;

	assert_int_equal(
		hwreg_session_map(&window, session, hwreg_board_block(d->board, block), NULL), 0);
	assert_non_null((void *)hwreg_window_pointer(window));
	return window;
}

static int set_up(void **state)
{
	struct driver *d = calloc(1, sizeof(*d));

	make_files(d);
	assert_int_equal(hwreg_board_load_text(&d->board, text, strlen(text), "b", NULL, NULL), 0);
	d->session = open_session(d, 0, HWREG_GUARD_PAGES);
	d->window = map(d, d->session, 0);
	d->base = hwreg_window_pointer(d->window);
	*state = d;
	return 0;
}

static int tear_down(void **state)
{
	struct driver *d = *state;

	hwreg_window_close(d->window);
	hwreg_session_close(d->session);
	hwreg_board_free(d->board);
	unlink(d->path[0]);
	unlink(d->path[1]);
	free(d);
	return 0;
}

static int work(void *data)
{
	struct driver *d = data;

	d->steps = 1;
	hwreg_write32(d->base + 0x10, hwreg_read32(d->base + 0x10) + 1);
	d->steps = 2;
	return 42;
}

static void what_a_function_returns(void **state)
{
	struct driver *d = *state;
	struct hwreg_error err = HWREG_ERROR_INIT;

	assert_int_equal(hwreg_guard_call(d->session, work, d, &err), 42);
	assert_int_equal(d->steps, 2);
	assert_int_equal(hwreg_read32(d->base + 0x10), 1);
	assert_int_equal(err.kind, HWREG_ERROR_NONE);
}

static void a_bus_error(void **state)
{
	struct driver *d = *state;
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct sigaction before, after;
	char expected[160];

	sigaction(SIGBUS, NULL, &before);
	assert_int_equal(truncate(d->path[0], 0), 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(hwreg_guard_call(d->session, work, d, &err), -EFAULT);
	assert_int_equal(d->steps, 1);
	assert_int_equal(err.kind, HWREG_ERROR_ACCESS);
	/* the handlers have gone again, and the window is still good */
	sigaction(SIGBUS, NULL, &after);
	assert_ptr_equal(after.sa_handler, before.sa_handler);
	assert_int_equal(truncate(d->path[0], SIZE), 0);
	assert_int_equal(hwreg_guard_call(d->session, work, d, NULL), 42);
	/* QEMU tells another address of a bus error */
	if (getenv("HWREG_FOREIGN"))
		return;
	assert_int_equal(err.address, 0x100010);
	snprintf(expected, sizeof(expected),
		 "0x00100010 on file:%s@0x100000: bus error: the file is shorter than when it was "
		 "opened, "
		 "or its device failed",
		 d->path[0]);
	assert_string_equal(err.message, expected);
}

static int before_the_window(void *data)
{
	struct driver *d = data;

	return hwreg_read8(d->base - 1);
}

static void guard_pages(void **state)
{
	struct driver *d = *state;
	struct hwreg_error err = HWREG_ERROR_INIT;

	assert_int_equal(hwreg_guard_call(d->session, before_the_window, d, &err), -EFAULT);
	/* s390x tells the page alone */
	if (!getenv("HWREG_FOREIGN") || sizeof(void *) == 4)
		assert_int_equal(err.address, 0xfffff);
	assert_non_null(strstr(err.message,
			       ": segmentation fault: outside the window, or not opened "
			       "to write"));
}

/* On a window that was closed, and that is in the middle of the list */
static void windows_that_are_gone(void **state)
{
	struct driver *d = *state;
	struct hwreg_window *second = map(d, d->session, 0), *third = map(d, d->session, 0);

	hwreg_window_close(second);
	assert_int_equal(hwreg_guard_call(d->session, work, d, NULL), 42);
	hwreg_window_close(third);
	assert_int_equal(truncate(d->path[0], 0), 0);
	assert_int_equal(hwreg_guard_call(d->session, work, d, NULL), -EFAULT);
}

static int inner(void *data)
{
	struct driver *d = data;
	int r = hwreg_guard_call(d->session, work, d, NULL);

	d->steps = 10;
	return r == -EFAULT ? work(d) : r;
}

static void nested(void **state)
{
	struct driver *d = *state;

	assert_int_equal(hwreg_guard_call(d->session, inner, d, NULL), 42);
	assert_int_equal(d->steps, 10);
	assert_int_equal(truncate(d->path[0], 0), 0);
	assert_int_equal(hwreg_guard_call(d->session, inner, d, NULL), -EFAULT);
	assert_int_equal(d->steps, 1);
}

static int stray(void *data)
{
	/* in a page without memory, that no window has */
	return *(volatile char *)data;
}

static void other_faults_stay_fatal(void **state)
{
	struct driver *d = *state;
	int status;
	pid_t child = fork();

	if (child == 0) {
		signal(SIGSEGV, SIG_DFL);
		hwreg_guard_call(d->session, stray, (void *)16, NULL);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSEGV);
}

static void *fault_often(void *data)
{
	struct driver *d = data;

	for (int i = 0; i < 500; i++)
		if (hwreg_guard_call(d->session, work, d, NULL) != -EFAULT)
			return d;
	return NULL;
}

/* One thread's faults are not the other's */
static void two_threads(void **state)
{
	struct driver *d = *state, other = *d;
	pthread_t thread;
	void *failed;

	other.session = open_session(d, 1, HWREG_GUARD);
	other.window = map(d, other.session, 1);
	other.base = hwreg_window_pointer(other.window);
	assert_int_equal(truncate(d->path[1], 0), 0);
	assert_int_equal(pthread_create(&thread, NULL, fault_often, &other), 0);
	for (int i = 0; i < 500; i++)
		assert_int_equal(hwreg_guard_call(d->session, work, d, NULL), 42);
	pthread_join(thread, &failed);
	assert_null(failed);
	assert_int_equal(hwreg_read32(d->base + 0x10), 500);
	hwreg_window_close(other.window);
	hwreg_session_close(other.session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_a_function_returns, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_bus_error, set_up, tear_down),
		cmocka_unit_test_setup_teardown(guard_pages, set_up, tear_down),
		cmocka_unit_test_setup_teardown(windows_that_are_gone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nested, set_up, tear_down),
		cmocka_unit_test_setup_teardown(other_faults_stay_fatal, set_up, tear_down),
		cmocka_unit_test_setup_teardown(two_threads, set_up, tear_down),
	};

	return RUN(tests);
}
