// SPDX-License-Identifier: MIT
/* Signals between writes of which only all together leave a register as it should be */
#include "board_files.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static const char text[] =
	"hwreg: 1\nboard: b\nmatch: any\n"
	"types:\n"
	"  t:\n"
	"    size: 0x20\n"
	"    registers:\n"
	"      KEY: 0x0\n"
	"      CR: {offset: 0x4, unlock: [KEY=1], lock: [KEY=2]}\n"
	"      T64: {offset: 0x8, width: 64, access-width: 32, order: low-first}\n"
	"      OUT: {offset: 0x10, aliases: {set: 0x14, clear: 0x18}}\n"
	"blocks:\n"
	"  T: {type: t, base: 0}\n";

/* Which signal comes after which of the writes; of what the process then has seen */
static struct {
	int signal;
	unsigned int after, writes, seen;
} come;

static int send_signal(void *data, const struct hwreg_access *access)
{
	(void)data;
	if (access->write && access->phase == HWREG_ACCESS_END && ++come.writes == come.after)
		raise(come.signal);
	return 0;
}

static void on_signal(int number)
{
	(void)number;
	come.seen = come.writes;
}

/* Bytes of 0xee tell what was not written */
static void make_registers(void)
{
	char bytes[0x20];

	file_with("b.yaml", text, strlen(text));
	memset(bytes, 0xee, sizeof(bytes));
	file_with("registers", bytes, sizeof(bytes));
}

static uint32_t word_at(unsigned int offset)
{
	unsigned char bytes[0x20];
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/registers", directory);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_int_equal(fread(bytes, 1, sizeof(bytes), file), sizeof(bytes));
	fclose(file);
	return bytes[offset] | bytes[offset + 1] << 8 | bytes[offset + 2] << 16 |
	       (uint32_t)bytes[offset + 3] << 24;
}

static const char *registers(void)
{
	static char target[128];

	snprintf(target, sizeof(target), "file:%s/registers", directory);
	return target;
}

static int open_session(const char *target, struct hwreg_board **board,
			struct hwreg_session **session)
{
	const char *targets[] = { target };
	struct hwreg_session_options options = { .size = sizeof(options),
						 .flags = HWREG_WRITE,
						 .targets = targets,
						 .target_count = 1,
						 .observer = send_signal };
	char path[128];
	int r;

	snprintf(path, sizeof(path), "%s/b.yaml", directory);
	r = hwreg_board_load(board, path, NULL, NULL);
	options.board = *board;
	return r ? r : hwreg_session_open(session, &options, NULL);
}

/* 0 or what went wrong: nothing of cmocka, as it also runs in a child */
static int poke(const char *target, const char *what)
{
	struct hwreg_session *session = NULL;
	struct hwreg_write *write = NULL;
	struct hwreg_board *board = NULL;
	int r = open_session(target, &board, &session);

	if (!r)
		r = hwreg_write_parse(&write, session, what, NULL);
	if (!r)
		r = hwreg_session_prepare_write(session, write, NULL);
	if (!r)
		r = hwreg_session_write(session, write, NULL);
	hwreg_write_free(write);
	hwreg_session_close(session);
	hwreg_board_free(board);
	return r;
}

static uint64_t peek(const char *target, const char *name)
{
	struct hwreg_session *session = NULL;
	struct hwreg_location *location;
	struct hwreg_board *board = NULL;
	struct hwreg_item item;
	uint64_t value = 0;

	assert_int_equal(open_session(target, &board, &session), 0);
	assert_int_equal(hwreg_location_parse(&location, session, name, NULL), 0);
	hwreg_location_item(location, 0, &item);
	hwreg_location_free(location);
	assert_int_equal(hwreg_session_read(session, &item, &value, NULL), 0);
	hwreg_session_close(session);
	hwreg_board_free(board);
	return value;
}

static void poke_in_child(const char *target, const char *what, int signal, unsigned int after)
{
	pid_t child;
	int status;

	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		come.signal = signal;
		come.after = after;
		come.writes = 0;
		_exit(poke(target, what) ? 2 : 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), signal);
}

static void what_was_unlocked_is_locked_before_the_process_ends(void **state)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP, SIGALRM, SIGPIPE };

	(void)state;
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		for (unsigned int after = 1; after <= 3; after++) {
			make_registers();
			poke_in_child(registers(), "T.CR=7", signals[i], after);
			assert_int_equal(word_at(0x4), 7);
			assert_int_equal(word_at(0x0), 2);
		}
}

static void a_value_in_several_accesses_is_written_whole(void **state)
{
	(void)state;
	make_registers();
	poke_in_child(registers(), "T.T64=0x1122334455667788", SIGTERM, 1);
	assert_int_equal(word_at(0x8), 0x55667788);
	assert_int_equal(word_at(0xc), 0x11223344);
}

/* Aliases are the hardware's; a file has none. Of 5, only the clearing would leave 0. */
static void what_its_aliases_clear_and_set_is_written_whole(void **state)
{
	char target[64];
	uint64_t value;

	(void)state;
	if (getenv("HWREG_FOREIGN"))
		skip(); /* nobody is told there of the lock of a thread that is gone */
	snprintf(target, sizeof(target), "sim:signals-%d", (int)getpid());
	make_registers();
	come.after = 0;
	assert_int_equal(poke(target, "T.OUT=5"), 0);
	poke_in_child(target, "T.OUT=0xa/0xf", SIGTERM, 1);
	value = peek(target, "T.OUT");
	assert_int_equal(hwreg_simulation_remove(target + strlen("sim:"), NULL), 0);
	assert_int_equal(value, 0xa);
}

/* The handler is called, once all is written, and the mask is then what it was */
static void a_handler_is_called_after_the_last_write(void **state)
{
	struct sigaction action = { .sa_handler = on_signal }, old;
	sigset_t blocked, before, after;

	(void)state;
	make_registers();
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &blocked, NULL);
	pthread_sigmask(SIG_BLOCK, NULL, &before);
	sigaction(SIGUSR1, &action, &old);
	come.signal = SIGUSR1;
	come.after = 1;
	come.writes = come.seen = 0;
	assert_int_equal(poke(registers(), "T.CR=7"), 0);
	sigaction(SIGUSR1, &old, NULL);
	pthread_sigmask(SIG_BLOCK, NULL, &after);
	pthread_sigmask(SIG_UNBLOCK, &blocked, NULL);
	assert_int_equal(come.seen, 3);
	for (int number = 1; number < 32; number++)
		assert_int_equal(sigismember(&after, number), sigismember(&before, number));
	assert_int_equal(sigismember(&after, SIGUSR1), 0);
	assert_int_equal(sigismember(&after, SIGUSR2), 1);
}

/* What the thread itself did wrong is not put off: the kernel would not call the handler */
static void faults_are_not_held_back(void **state)
{
	static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS };
	struct sigaction action = { .sa_handler = on_signal }, old;

	(void)state;
	make_registers();
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		sigaction(faults[i], &action, &old);
		come.signal = faults[i];
		come.after = 1;
		come.writes = come.seen = 0;
		assert_int_equal(poke(registers(), "T.CR=7"), 0);
		sigaction(faults[i], &old, NULL);
		assert_int_equal(come.writes, 3);
		assert_int_equal(come.seen, 1);
	}
}

#define SIGNALS(name) cmocka_unit_test_setup_teardown(name, files_setup, files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SIGNALS(what_was_unlocked_is_locked_before_the_process_ends),
		SIGNALS(a_value_in_several_accesses_is_written_whole),
		SIGNALS(what_its_aliases_clear_and_set_is_written_whole),
		SIGNALS(a_handler_is_called_after_the_last_write),
		SIGNALS(faults_are_not_held_back),
	};

	return RUN(tests);
}
