// SPDX-License-Identifier: MIT
/* What the process may still do in a sandbox: each is tried, in a process of its own */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox.h"
#include "sandbox_attempts.h"

/* ---- Trying ------------------------------------------------------------------------------------ */

/* What a child ends with: the errno of the attempt, or the number of the signal and 256 */
static int try_in(void (*sandbox)(void), attempt_fn *attempt)
{
	const struct rlimit none = { 0, 0 };
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		setrlimit(RLIMIT_CORE, &none);
		sandbox();
		_exit(attempt());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? 256 + WTERMSIG(status) : WEXITSTATUS(status);
}

#define KILLED (256 + SIGSYS)

static void start(void)
{
	sandbox_start();
}

static void seal(void)
{
	sandbox_seal(SANDBOX_OPENS_NONE, NULL, false);
}

static void seal_after_start(void)
{
	sandbox_start();
	sandbox_seal(SANDBOX_OPENS_NONE, NULL, false);
}

static void seal_to_read(void)
{
	sandbox_seal(SANDBOX_OPENS_TO_READ, NULL, false);
}

static void seal_beside(void)
{
	char out[96];

	snprintf(out, sizeof(out), "%s/out", folder);
	sandbox_start();
	sandbox_seal(SANDBOX_OPENS_BESIDE, out, false);
}

static void seal_briefly(void)
{
	sandbox_seal(SANDBOX_OPENS_NONE, NULL, true);
}

static void (*const all[])(void) = { start, seal, seal_after_start, seal_to_read, seal_beside };

/* Does the kernel have it, and the build? Programs for another CPU that QEMU runs have neither */
static void need_filter(void)
{
	if (try_in(start, traces) != KILLED)
		skip();
}

static void need_landlock(void)
{
	if (syscall(444, NULL, 0, 1) < 1) /* landlock_create_ruleset(2): the version */
		skip();
}

/* ---- Tests ------------------------------------------------------------------------------------- */

static void no_program_process_or_network(void **state)
{
	(void)state;
	need_filter();
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		assert_int_equal(try_in(all[i], executes), KILLED);
		assert_int_equal(try_in(all[i], forks), EPERM);
		assert_int_equal(try_in(all[i], traces), KILLED);
		assert_int_equal(try_in(all[i], opens_socket), EPERM);
		assert_int_equal(try_in(all[i], opens_local_socket), EPERM);
		assert_int_equal(try_in(all[i], types_into_terminal), EPERM);
		assert_int_equal(try_in(all[i], loads_program_for_kernel), ENOSYS);
		assert_int_equal(try_in(all[i], sets_up_ring), ENOSYS);
		assert_int_equal(try_in(all[i], opens_by_struct), ENOSYS);
		assert_int_equal(try_in(all[i], signals_parent), EPERM);
		assert_int_equal(try_in(all[i], makes_node), ENOSYS);
	}
}

static void what_is_open_can_be_used(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		assert_int_equal(try_in(all[i], uses_file), 0);
		assert_int_equal(try_in(all[i], signals_itself), 0);
		assert_int_equal(try_in(all[i], sizes_terminal), ENOTTY);
	}
}

static void a_command_is_set_up_as_before(void **state)
{
	(void)state;
	need_filter();
	assert_int_equal(try_in(start, opens_to_read), 0);
	assert_int_equal(try_in(start, opens_to_write), 0);
	assert_int_equal(try_in(start, reads_folder), 0);
	assert_int_equal(try_in(start, maps_code), 0);
	assert_int_equal(try_in(start, makes_code), 0);
	assert_int_equal(try_in(start, opens_in_thread), 0);
	assert_int_equal(try_in(start, writes_out), 0);
}

static void sealed_it_opens_and_changes_no_file(void **state)
{
	static attempt_fn *const attempts[] = { opens_to_read,     opens_to_write, makes_file,
						opens_to_truncate, makes_folder,   removes,
						reads_folder,      writes_out };

	(void)state;
	need_filter();
	for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++) {
		assert_int_equal(try_in(seal, attempts[i]), EPERM);
		assert_int_equal(try_in(seal_after_start, attempts[i]), EPERM);
	}
}

/* Where the CPU's mmap(2) shows what it is asked for */
static void sealed_it_takes_no_code(void **state)
{
	(void)state;
	need_filter();
	assert_int_equal(try_in(seal, makes_code), EPERM);
	assert_int_equal(try_in(seal_to_read, makes_code), EPERM);
#ifdef __s390x__
	skip();
#endif
	assert_int_equal(try_in(seal, maps_code), EPERM);
}

static void who_names_a_process_reads_alone(void **state)
{
	(void)state;
	need_filter();
	assert_int_equal(try_in(seal_to_read, opens_to_read), 0);
	assert_int_equal(try_in(seal_to_read, reads_folder), 0);
	assert_int_equal(try_in(seal_to_read, opens_to_write), EPERM);
	assert_int_equal(try_in(seal_to_read, opens_to_truncate), EPERM);
	assert_int_equal(try_in(seal_to_read, makes_file), EPERM);
	assert_int_equal(try_in(seal_to_read, writes_out), EPERM);
	assert_int_equal(try_in(seal_to_read, removes), EPERM);
}

static void who_writes_a_file_reaches_its_folder_alone(void **state)
{
	(void)state;
	need_filter();
	need_landlock();
	assert_int_equal(try_in(seal_beside, writes_out), 0);
	assert_int_equal(try_in(seal_beside, opens_to_read), EACCES);
	assert_int_equal(try_in(seal_beside, opens_to_write), EACCES);
	assert_int_equal(try_in(seal_beside, makes_file), EACCES);
	assert_int_equal(try_in(seal_beside, makes_folder), EACCES);
	assert_int_equal(try_in(seal_beside, reads_folder), EACCES);
}

/* Landlock alone; more is no harm */
static void who_is_over_at_once_opens_nothing(void **state)
{
	(void)state;
	need_filter();
	need_landlock();
	assert_int_equal(try_in(seal_briefly, opens_to_read), EACCES);
	assert_int_equal(try_in(seal_briefly, opens_to_write), EACCES);
	assert_int_equal(try_in(seal_briefly, makes_file), EACCES);
	assert_int_equal(try_in(seal_briefly, reads_folder), EACCES);
	assert_int_equal(try_in(seal_briefly, executes), EACCES);
	assert_int_equal(try_in(seal_briefly, opens_in_thread), EACCES);
	assert_int_equal(try_in(seal_briefly, uses_file), 0);
}

/* ---- Threads ----------------------------------------------------------------------------------- */

static void threads_come_and_are_held_too(void **state)
{
	(void)state;
	need_filter();
	assert_int_equal(try_in(seal, opens_in_thread), EPERM);
	assert_int_equal(try_in(seal_after_start, opens_in_thread), EPERM);
}

static pthread_barrier_t barrier;

static void *open_later(void *result)
{
	pthread_barrier_wait(&barrier);
	*(int *)result = opens_to_read();
	return NULL;
}

static int opens_in_earlier_thread(void)
{
	pthread_t thread;
	int result = 0;

	pthread_barrier_init(&barrier, NULL, 2);
	if (pthread_create(&thread, NULL, open_later, &result))
		return 200;
	seal();
	pthread_barrier_wait(&barrier);
	pthread_join(thread, NULL);
	return result;
}

static void nothing(void)
{
}

static void threads_that_are_there_are_held_too(void **state)
{
	(void)state;
	need_filter();
	assert_int_equal(try_in(nothing, opens_in_earlier_thread), EPERM);
}

/* ---- Others ------------------------------------------------------------------------------------ */

#ifdef __x86_64__
/* getpid(2) of the calls for 32 bits, where it is another number */
static int calls_as_32_bits(void)
{
	long r;

	__asm__ volatile("int $0x80" : "=a"(r) : "a"(20) : "memory");
	return r == getpid() ? 0 : 200;
}

static void calls_of_another_cpu_kill(void **state)
{
	(void)state;
	need_filter();
	if (try_in(nothing, calls_as_32_bits) != 0)
		skip();
	assert_int_equal(try_in(start, calls_as_32_bits), KILLED);
	assert_int_equal(try_in(seal, calls_as_32_bits), KILLED);
}

static int calls_as_x32(void)
{
	return outcome(syscall(0x40000000 | SYS_execve, "/bin/true", NULL, NULL));
}

static void calls_of_x32_are_missing(void **state)
{
	(void)state;
	need_filter();
	assert_int_equal(try_in(seal, calls_as_x32), ENOSYS);
}
#endif

static void seal_unless_told(void)
{
	setenv("HWREG_SANDBOX", "no", 1);
	sandbox_start();
	sandbox_seal(SANDBOX_OPENS_NONE, NULL, false);
}

static void it_can_be_told_not_to(void **state)
{
	(void)state;
	assert_int_equal(try_in(seal_unless_told, opens_to_read), 0);
	assert_int_equal(try_in(seal_unless_told, opens_socket), 0);
	assert_int_equal(try_in(seal_unless_told, executes), 0);
}

static int set_up(void **state)
{
	char path[96];

	(void)state;
	unsetenv("HWREG_SANDBOX");
	strcpy(folder, "/tmp/hwreg-sandbox-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/regs", folder);
	file = open(path, O_RDWR | O_CREAT, 0600);
	return file < 0 ? -1 : ftruncate(file, 4096);
}

static int tear_down(void **state)
{
	char path[96];

	(void)state;
	close(file);
	snprintf(path, sizeof(path), "%s/regs", folder);
	unlink(path);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_program_process_or_network),
		cmocka_unit_test(what_is_open_can_be_used),
		cmocka_unit_test(a_command_is_set_up_as_before),
		cmocka_unit_test(sealed_it_opens_and_changes_no_file),
		cmocka_unit_test(sealed_it_takes_no_code),
		cmocka_unit_test(who_names_a_process_reads_alone),
		cmocka_unit_test(who_writes_a_file_reaches_its_folder_alone),
		cmocka_unit_test(who_is_over_at_once_opens_nothing),
		cmocka_unit_test(threads_come_and_are_held_too),
		cmocka_unit_test(threads_that_are_there_are_held_too),
#ifdef __x86_64__
		cmocka_unit_test(calls_of_another_cpu_kill),
		cmocka_unit_test(calls_of_x32_are_missing),
#endif
		cmocka_unit_test(it_can_be_told_not_to),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
