// SPDX-License-Identifier: MIT
/* Windows on files: any byte range, every width and byte order, refusals, and the guard */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hwreg_io.h"
#include "window.h"

struct fixture {
	char path[64];
	struct hwreg_target *target;
	struct hwreg_window *window;
	struct hwreg_error err;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	unsigned char bytes[3 * 4096];
	char spec[128];
	int fd;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)i;
	strcpy(f->path, "/tmp/hwreg-test-XXXXXX");
	fd = mkstemp(f->path);
	if (fd < 0 || write(fd, bytes, sizeof(bytes)) != (ssize_t)sizeof(bytes))
		return -1;
	close(fd);
	f->err.size = sizeof(f->err);
	snprintf(spec, sizeof(spec), "file:%s@0x40000000", f->path);
	*state = f;
	return hwreg_target_new(&f->target, spec, NULL, &f->err);
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	hwreg_window_close(f->window);
	hwreg_target_free(f->target);
	unlink(f->path);
	free(f);
	return 0;
}

static void open_window(struct fixture *f, uint64_t address, uint64_t size, uint64_t flags)
{
	if (hwreg_window_open(&f->window, f->target, address, size, flags, &f->err) != 0)
		fail_msg("%s", f->err.message);
}

static void reads_each_width_and_order(void **state)
{
	struct fixture *f = *state;
	uint64_t value;

	open_window(f, 0x40000000, 64, 0);
	assert_int_equal(hwreg_window_read(f->window, 8, 8, HWREG_LITTLE_ENDIAN, &value, NULL), 0);
	assert_true(value == 0x08);
	assert_int_equal(hwreg_window_read(f->window, 8, 16, HWREG_LITTLE_ENDIAN, &value, NULL), 0);
	assert_true(value == 0x0908);
	assert_int_equal(hwreg_window_read(f->window, 8, 16, HWREG_BIG_ENDIAN, &value, NULL), 0);
	assert_true(value == 0x0809);
	assert_int_equal(hwreg_window_read(f->window, 8, 32, HWREG_LITTLE_ENDIAN, &value, NULL), 0);
	assert_true(value == 0x0b0a0908);
	assert_int_equal(hwreg_window_read(f->window, 8, 32, HWREG_BIG_ENDIAN, &value, NULL), 0);
	assert_true(value == 0x08090a0b);
#if HWREG_HAVE_64BIT
	assert_int_equal(hwreg_window_read(f->window, 8, 64, HWREG_LITTLE_ENDIAN, &value, NULL), 0);
	assert_true(value == 0x0f0e0d0c0b0a0908);
	assert_int_equal(hwreg_window_read(f->window, 8, 64, HWREG_BIG_ENDIAN, &value, NULL), 0);
	assert_true(value == 0x08090a0b0c0d0e0f);
#else
	assert_int_equal(hwreg_window_read(f->window, 8, 64, HWREG_LITTLE_ENDIAN, &value, NULL),
			 -ENOTSUP);
#endif
}

static void a_window_may_start_and_end_anywhere(void **state)
{
	struct fixture *f = *state;
	uint64_t value;

	open_window(f, 0x40000ffe, 4, 0);
	assert_int_equal(hwreg_window_read(f->window, 0, 16, HWREG_LITTLE_ENDIAN, &value, NULL), 0);
	assert_true(value == 0xfffe);
	assert_int_equal(hwreg_window_read(f->window, 3, 8, HWREG_LITTLE_ENDIAN, &value, NULL), 0);
	assert_true(value == 0x01);
	assert_int_equal(hwreg_window_read(f->window, 4, 8, HWREG_LITTLE_ENDIAN, &value, NULL),
			 -ERANGE);
	assert_int_equal(hwreg_window_read(f->window, 2, 32, HWREG_LITTLE_ENDIAN, &value, NULL),
			 -ERANGE);
}

static void refuses_what_cannot_be_one_access(void **state)
{
	struct fixture *f = *state;
	uint64_t value = 7;

	open_window(f, 0x40000000, 64, HWREG_WRITE);
	assert_int_equal(hwreg_window_read(f->window, 1, 16, HWREG_LITTLE_ENDIAN, &value, &f->err),
			 -EINVAL);
	assert_non_null(strstr(f->err.message, "not aligned"));
	assert_int_equal(hwreg_window_read(f->window, 0, 24, HWREG_LITTLE_ENDIAN, &value, NULL),
			 -EINVAL);
	assert_int_equal(hwreg_window_read(f->window, 0, 4096, HWREG_LITTLE_ENDIAN, &value, NULL),
			 -EINVAL);
	assert_int_equal(
		hwreg_window_read(f->window, UINT64_MAX, 8, HWREG_LITTLE_ENDIAN, &value, NULL),
		-ERANGE);
	assert_int_equal(hwreg_window_write(f->window, 0, 8, HWREG_LITTLE_ENDIAN, 0x1ff, NULL),
			 -ERANGE);
	assert_true(value == 7);
}

static void a_base_that_is_odd_in_the_file_is_refused(void **state)
{
	struct fixture *f = *state;
	struct hwreg_target *odd;
	struct hwreg_window *window;
	char spec[128];
	uint64_t value;

	snprintf(spec, sizeof(spec), "file:%s@0x1002", f->path);
	assert_int_equal(hwreg_target_new(&odd, spec, NULL, NULL), 0);
	assert_int_equal(hwreg_window_open(&window, odd, 0x1004, 4, 0, NULL), 0);
	assert_int_equal(hwreg_window_read(window, 0, 32, HWREG_LITTLE_ENDIAN, &value, &f->err),
			 -EINVAL);
	assert_non_null(strstr(f->err.message, "not aligned"));
	hwreg_window_close(window);
	hwreg_target_free(odd);
}

static void a_window_to_read_cannot_write(void **state)
{
	struct fixture *f = *state;

	open_window(f, 0x40000000, 64, 0);
	assert_int_equal(hwreg_window_write(f->window, 0, 32, HWREG_LITTLE_ENDIAN, 1, NULL),
			 -EACCES);
	/* nor can anyone who takes its pointer: the mapping itself is read-only */
	assert_int_equal(mprotect((void *)((uintptr_t)hwreg_window_pointer(f->window) & ~4095ul),
				  4096, PROT_READ | PROT_WRITE),
			 -1);
	assert_int_equal(errno, EACCES);
}

static void a_session_to_read_cannot_be_made_to_write(void **state)
{
	struct fixture *f = *state;
	char spec[128];
	const char *target = spec;
	struct hwreg_session_options options = { .size = sizeof(options),
						 .targets = &target,
						 .target_count = 1 };
	struct hwreg_session *session;
	struct hwreg_location *location;
	struct hwreg_write *write = NULL;
	char line[512], access[8], path[128];
	unsigned int maps = 0;
	FILE *file;

	snprintf(spec, sizeof(spec), "file:%s@0x40000000", f->path);
	assert_int_equal(hwreg_session_open(&session, &options, NULL), 0);
	assert_int_equal(hwreg_location_parse(&location, session, "0x40000000", NULL), 0);
	assert_int_equal(hwreg_session_prepare(session, location, NULL), 0);
	file = fopen("/proc/self/maps", "re");
	while (fgets(line, sizeof(line), file)) {
		unsigned long first, last;

		if (sscanf(line, "%lx-%lx %7s %*s %*s %*s %127s", &first, &last, access, path) !=
			    4 ||
		    strcmp(path, f->path) != 0)
			continue;
		maps++;
		assert_string_equal(access, "r--s");
		assert_int_equal(mprotect((void *)first, last - first, PROT_READ | PROT_WRITE), -1);
		assert_int_equal(errno, EACCES);
	}
	fclose(file);
	assert_int_equal(maps, 1);
	if (hwreg_write_parse(&write, session, "0x40000000=1", NULL) == 0)
		assert_int_equal(hwreg_session_write(session, write, NULL), -EACCES);
	hwreg_write_free(write);
	hwreg_location_free(location);
	hwreg_session_close(session);
}

static void writes_reach_the_file_in_their_byte_order(void **state)
{
	struct fixture *f = *state;
	unsigned char bytes[12];
	int fd;

	open_window(f, 0x40000000, 64, HWREG_WRITE);
	assert_int_equal(
		hwreg_window_write(f->window, 0, 32, HWREG_LITTLE_ENDIAN, 0x11223344, NULL), 0);
	assert_int_equal(hwreg_window_write(f->window, 4, 32, HWREG_BIG_ENDIAN, 0x11223344, NULL),
			 0);
	assert_int_equal(hwreg_window_write(f->window, 8, 16, HWREG_BIG_ENDIAN, 0xabcd, NULL), 0);
	assert_int_equal(hwreg_window_sync(f->window, NULL), 0);
	fd = open(f->path, O_RDONLY);
	assert_int_equal(read(fd, bytes, sizeof(bytes)), sizeof(bytes));
	close(fd);
	assert_memory_equal(bytes, "\x44\x33\x22\x11\x11\x22\x33\x44\xab\xcd\x0a\x0b", 12);
}

/* Without its pages msync(2) fails: where nothing was written it is not called */
static void only_what_was_written_is_synced(void **state)
{
	struct fixture *f = *state;
	uint64_t value;

	if (getenv("HWREG_FOREIGN"))
		skip(); /* QEMU 7.2 syncs what is not mapped, for 32 bits */
	open_window(f, 0x40000000, 64, HWREG_WRITE);
	assert_int_equal(hwreg_window_write(f->window, 0, 32, HWREG_LITTLE_ENDIAN, 1, NULL), 0);
	assert_int_equal(hwreg_window_sync(f->window, NULL), 0);
	assert_int_equal(hwreg_window_read(f->window, 0, 32, HWREG_LITTLE_ENDIAN, &value, NULL), 0);
	assert_int_equal(munmap(f->window->mapping.at, f->window->mapping.size), 0);
	assert_int_equal(hwreg_window_sync(f->window, NULL), 0);
	f->window->unsynced = true;
	assert_int_equal(hwreg_window_sync(f->window, NULL), -ENOMEM);
	assert_int_equal(hwreg_window_sync(f->window, NULL), -ENOMEM);
	f->window->unsynced = false;
	assert_non_null(hwreg_window_pointer(f->window));
	assert_int_equal(hwreg_window_sync(f->window, NULL), -ENOMEM);
	assert_int_equal(hwreg_window_sync(f->window, NULL), -ENOMEM);
}

static void ranges_outside_the_target_are_refused(void **state)
{
	static const struct {
		uint64_t address, size;
	} bad[] = { { 0x3fffffff, 1 },         { 0x40003000, 1 }, { 0x40002fff, 2 },
		    { 0, UINT64_MAX },         { UINT64_MAX, 2 }, { 0x40000000, 0 },
		    { UINT64_MAX, UINT64_MAX } };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(hwreg_window_open(&f->window, f->target, bad[i].address,
						   bad[i].size, 0, NULL),
				 -ERANGE);
	assert_null(f->window);
}

static volatile sig_atomic_t chained;
static sigjmp_buf chained_env;

static void earlier_handler(int signal)
{
	chained = signal;
	siglongjmp(chained_env, 1);
}

static void the_guard_survives_a_truncated_file(void **state)
{
	struct fixture *f = *state;
	uint64_t value = 7;

	open_window(f, 0x40000000, 3 * 4096, HWREG_WRITE | HWREG_GUARD);
	assert_int_equal(truncate(f->path, 4096), 0);
	assert_int_equal(
		hwreg_window_read(f->window, 8192, 32, HWREG_LITTLE_ENDIAN, &value, &f->err),
		-EFAULT);
	assert_true(f->err.address == 0x40002000 && f->err.width == 32);
	assert_int_equal(f->err.kind, HWREG_ERROR_ACCESS);
	assert_non_null(strstr(f->err.message, "read 32 bits at 0x40002000: bus error"));
	assert_int_equal(hwreg_window_write(f->window, 8192, 8, HWREG_LITTLE_ENDIAN, 1, &f->err),
			 -EFAULT);
	assert_true(value == 7);
	/* the process lives and later accesses work */
	assert_int_equal(hwreg_window_read(f->window, 0, 32, HWREG_LITTLE_ENDIAN, &value, NULL), 0);
	assert_true(value == 0x03020100);
}

static void the_guard_passes_other_faults_to_the_earlier_handler(void **state)
{
	struct sigaction earlier = { .sa_handler = earlier_handler }, before, after;
	struct fixture *f = *state;
	int fd = open(f->path, O_RDONLY);
	volatile char *page = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 8192);

	close(fd);
	sigaction(SIGBUS, &earlier, &before);
	open_window(f, 0x40000000, 64, HWREG_GUARD);
	assert_int_equal(truncate(f->path, 4096), 0);
	if (sigsetjmp(chained_env, 1) == 0)
		(void)*page;
	assert_int_equal(chained, SIGBUS);
	hwreg_window_close(f->window);
	f->window = NULL;
	sigaction(SIGBUS, &before, &after);
	assert_ptr_equal(after.sa_handler, earlier_handler);
	munmap((void *)page, 4096);
}

static void what_is_not_mapped_needs_no_guard(void **state)
{
	struct fixture *f = *state;
	struct hwreg_target *simulation = NULL;
	struct hwreg_board *board = NULL;
	struct hwreg_window *window;
	struct sigaction before, with_it;
	uint64_t value;

	assert_int_equal(hwreg_board_load(&board, SRCTREE "/boards/demo.yaml", NULL, NULL), 0);
	assert_int_equal(hwreg_target_new(&simulation, "sim", board, NULL), 0);
	sigaction(SIGBUS, NULL, &before);
	assert_int_equal(
		hwreg_window_open(&window, simulation, 0x10000000, 64, HWREG_GUARD, &f->err), 0);
	sigaction(SIGBUS, NULL, &with_it);
	assert_ptr_equal(with_it.sa_handler, before.sa_handler);
	assert_int_equal(hwreg_window_read(window, 0, 32, HWREG_LITTLE_ENDIAN, &value, &f->err), 0);
	hwreg_window_close(window);
	open_window(f, 0x40000000, 64, HWREG_GUARD);
	sigaction(SIGBUS, NULL, &with_it);
	assert_ptr_not_equal(with_it.sa_handler, before.sa_handler);
	hwreg_target_free(simulation);
	hwreg_board_free(board);
}

static struct sigaction replaced;
static volatile sig_atomic_t calls;

static void chaining_handler(int signal, siginfo_t *info, void *context)
{
	if (++calls > 5)
		_exit(99);
	if (replaced.sa_flags & SA_SIGINFO)
		replaced.sa_sigaction(signal, info, context);
}

static void a_handler_that_chains_to_the_guard_stays_in_use_with_it(void **state)
{
	struct sigaction later = { .sa_sigaction = chaining_handler,
				   .sa_flags = SA_SIGINFO | SA_NODEFER };
	struct fixture *f = *state;
	struct sigaction before;
	uint64_t value;

	sigaction(SIGBUS, NULL, &before);
	open_window(f, 0x40000000, 3 * 4096, HWREG_GUARD);
	sigaction(SIGBUS, &later, &replaced);
	hwreg_window_close(f->window);
	open_window(f, 0x40000000, 3 * 4096, HWREG_GUARD);
	assert_int_equal(truncate(f->path, 4096), 0);
	assert_int_equal(hwreg_window_read(f->window, 8192, 32, HWREG_LITTLE_ENDIAN, &value, NULL),
			 -EFAULT);
	assert_int_equal(calls, 1);
	hwreg_window_close(f->window);
	f->window = NULL;
	sigaction(SIGBUS, &before, NULL);
}

static void *read_past_the_end(void *window)
{
	uint64_t value;

	return (void *)(intptr_t)hwreg_window_read(window, 8192, 32, HWREG_LITTLE_ENDIAN, &value,
						   NULL);
}

static void the_guard_works_in_a_thread_that_blocks_all_signals(void **state)
{
	struct fixture *f = *state;
	sigset_t all, before;
	pthread_t thread;
	void *result;

	open_window(f, 0x40000000, 3 * 4096, HWREG_GUARD);
	assert_int_equal(truncate(f->path, 4096), 0);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	assert_int_equal(pthread_create(&thread, NULL, read_past_the_end, f->window), 0);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	assert_int_equal(pthread_join(thread, &result), 0);
	assert_int_equal((intptr_t)result, -EFAULT);
}

static void a_signal_that_is_sent_does_not_disarm_the_guard(void **state)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
	struct fixture *f = *state;
	uint64_t value;

	sigaction(SIGBUS, &ignore, &before);
	open_window(f, 0x40000000, 3 * 4096, HWREG_GUARD);
	raise(SIGBUS);
	assert_int_equal(truncate(f->path, 4096), 0);
	assert_int_equal(hwreg_window_read(f->window, 8192, 32, HWREG_LITTLE_ENDIAN, &value, NULL),
			 -EFAULT);
	hwreg_window_close(f->window);
	f->window = NULL;
	sigaction(SIGBUS, &before, NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static void a_child_does_not_inherit_the_mapping(void **state)
{
	struct fixture *f = *state;
	volatile unsigned char *at;
	int status;
	pid_t child;

	if (getenv("HWREG_FOREIGN"))
		skip(); /* QEMU 7.2 does not pass MADV_DONTFORK on to the kernel */
	open_window(f, 0x40000000, 64, 0);
	at = hwreg_window_pointer(f->window);
	assert_non_null((void *)(uintptr_t)at);
	assert_int_equal(at[1], 1);
	child = fork();
	if (child == 0) {
		signal(SIGSEGV, SIG_DFL);
		_exit(at[1]);
	}
	assert_true(waitpid(child, &status, 0) == child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_each_width_and_order),
		TEST(a_window_may_start_and_end_anywhere),
		TEST(refuses_what_cannot_be_one_access),
		TEST(a_base_that_is_odd_in_the_file_is_refused),
		TEST(a_window_to_read_cannot_write),
		TEST(a_session_to_read_cannot_be_made_to_write),
		TEST(writes_reach_the_file_in_their_byte_order),
		TEST(only_what_was_written_is_synced),
		TEST(ranges_outside_the_target_are_refused),
		TEST(the_guard_survives_a_truncated_file),
		TEST(what_is_not_mapped_needs_no_guard),
		TEST(the_guard_works_in_a_thread_that_blocks_all_signals),
		TEST(a_handler_that_chains_to_the_guard_stays_in_use_with_it),
		TEST(a_signal_that_is_sent_does_not_disarm_the_guard),
		TEST(the_guard_passes_other_faults_to_the_earlier_handler),
		cmocka_unit_test_setup_teardown(a_child_does_not_inherit_the_mapping, set_up,
						tear_down),
	};

	return RUN(tests);
}
