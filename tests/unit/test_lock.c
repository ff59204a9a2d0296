// SPDX-License-Identifier: MIT
/* Locks: neighbours in one register, written by many processes and threads, one of them killed */
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
#include <time.h>
#include <unistd.h>

#include "backend/sim.h"
#include "lock.h"
#include "simulation.h"

#define WRITERS 8
#define POKES 10000

/* Eight neighbours in one register, and a neighbour for the one that is killed */
static const char board_text[] =
	"hwreg: 1\nboard: locks\nmatch: any\ntypes:\n"
	"  dev:\n    size: 0x100\n    registers:\n"
	"      SHARED: {offset: 0x10, fields: {B0: 0, B1: 1, B2: 2, B3: 3, "
	"B4: 4, B5: 5, B6: 6, B7: 7, VICTIM: 8}}\n"
	"blocks: {DEV: {type: dev, base: 0}}\n";

struct fixture {
	char folder[64];
	char board_file[96];
	char file_spec[112];
	char sim_spec[64];
	struct hwreg_board *board;
	struct hwreg_error err;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	char path[96];
	int fd;

	f->err.size = sizeof(f->err);
	strcpy(f->folder, "/tmp/hwreg-lock-XXXXXX");
	if (!mkdtemp(f->folder))
		return -1;
	snprintf(f->board_file, sizeof(f->board_file), "%s/board.yaml", f->folder);
	snprintf(path, sizeof(path), "%s/regs", f->folder);
	snprintf(f->file_spec, sizeof(f->file_spec), "file:%s", path);
	snprintf(f->sim_spec, sizeof(f->sim_spec), "sim:test-lock-%d", getpid());
	fd = open(f->board_file, O_WRONLY | O_CREAT, 0644);
	if (write(fd, board_text, strlen(board_text)) != (ssize_t)strlen(board_text))
		return -1;
	close(fd);
	fd = open(path, O_WRONLY | O_CREAT, 0644);
	if (ftruncate(fd, 4096) != 0)
		return -1;
	close(fd);
	*state = f;
	return hwreg_board_load(&f->board, f->board_file, NULL, &f->err);
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	char path[96];

	snprintf(path, sizeof(path), "%s/regs", f->folder);
	unlink(path);
	unlink(f->board_file);
	rmdir(f->folder);
	hwreg_simulation_remove(f->sim_spec + strlen("sim:"), NULL);
	hwreg_board_free(f->board);
	free(f);
	return 0;
}

static struct hwreg_session *open_session(const struct hwreg_board *board, const char *spec,
					  int64_t timeout)
{
	struct hwreg_session_options options = {
		.size = sizeof(options),
		.flags = HWREG_WRITE,
		.board = board,
		.targets = &spec,
		.target_count = 1,
		.lock_timeout = timeout,
	};
	struct hwreg_session *session = NULL;

	return hwreg_session_open(&session, &options, NULL) == 0 ? session : NULL;
}

/* Writes 1, 0, 1 … into one field and ends with 1; Return: the number of what went wrong */
static int poke_field(const struct hwreg_board *board, const char *spec, const char *field,
		      unsigned int count)
{
	struct hwreg_session *session = open_session(board, spec, INT64_C(60) * 1000000000);
	struct hwreg_write *writes[2] = { NULL, NULL };
	struct hwreg_location *location = NULL;
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_item item;
	char text[64];
	uint64_t value;
	int bad = !session;

	for (int i = 0; !bad && i < 2; i++) {
		snprintf(text, sizeof(text), "DEV.SHARED.%s=%d", field, i);
		bad = hwreg_write_parse(&writes[i], session, text, NULL) != 0;
	}
	snprintf(text, sizeof(text), "DEV.SHARED.%s", field);
	bad = bad || hwreg_location_parse(&location, session, text, NULL) != 0;
	for (unsigned int i = 1; !bad && i <= count; i++) {
		bad = hwreg_session_write(session, writes[(i ^ count ^ 1) & 1], &err) != 0;
		/* only we write it, so that it must be there still */
		hwreg_location_item(location, 0, &item);
		bad = bad || hwreg_session_read(session, &item, &value, &err) != 0;
		if (bad)
			break;
		bad = hwreg_item_value(session, &item, value) != ((i ^ count ^ 1) & 1);
		if (bad)
			print_message("# %s, write %u of %u: lost\n", field, i, count);
	}
	if (err.message[0])
		print_message("# %s: %s\n", field, err.message);
	hwreg_location_free(location);
	hwreg_write_free(writes[0]);
	hwreg_write_free(writes[1]);
	hwreg_session_close(session);
	return bad;
}

/* @gate: a pipe; all writers start together when its end to write is closed; NULL: at once */
static pid_t start_writer(const struct fixture *f, const char *spec, const char *field,
			  unsigned int count, const int *gate)
{
	pid_t pid = fork();
	char byte;

	if (pid)
		return pid;
	if (gate) {
		close(gate[1]);
		if (read(gate[0], &byte, 1) != 0)
			_exit(2);
	}
	_exit(poke_field(f->board, spec, field, count));
}

static int wait_for(pid_t pid)
{
	int status = -1;

	waitpid(pid, &status, 0);
	return status;
}

static uint64_t shared_value(const struct fixture *f, const char *spec)
{
	struct hwreg_session *session = open_session(f->board, spec, 0);
	struct hwreg_location *location;
	struct hwreg_item item;
	uint64_t value = 0;

	assert_non_null(session);
	assert_int_equal(hwreg_location_parse(&location, session, "DEV.SHARED", NULL), 0);
	hwreg_location_item(location, 0, &item);
	assert_int_equal(hwreg_session_read(session, &item, &value, NULL), 0);
	hwreg_location_free(location);
	hwreg_session_close(session);
	return value;
}

static bool all_ended(pid_t *writers)
{
	bool ended = true;
	int status;

	for (int i = 0; i < WRITERS; i++) {
		if (writers[i] && waitpid(writers[i], &status, WNOHANG) == writers[i]) {
			assert_int_equal(status, 0);
			writers[i] = 0;
		}
		ended = ended && !writers[i];
	}
	return ended;
}

static void kill_one_in_the_middle(const struct fixture *f, const char *spec)
{
	struct timespec life = { 0, 500000 + rand() % 5000000 };
	pid_t victim = start_writer(f, spec, "VICTIM", UINT32_MAX, NULL);

	nanosleep(&life, NULL);
	kill(victim, SIGKILL);
	assert_true(WIFSIGNALED(wait_for(victim)));
}

/* Eight write while others come and are killed in the middle of it */
static void neighbours(const struct fixture *f, const char *spec)
{
	/* QEMU's user mode has no robust mutexes: nobody may die in a simulation there */
	bool may_kill = !getenv("HWREG_FOREIGN") || spec == f->file_spec;
	struct timespec pause = { 0, 1000000 };
	pid_t writers[WRITERS];
	unsigned int killed = 0;
	char field[16];
	int gate[2];

	(void)shared_value(f, spec);
	assert_int_equal(pipe(gate), 0);
	for (int i = 0; i < WRITERS; i++) {
		snprintf(field, sizeof(field), "B%d", i);
		writers[i] = start_writer(f, spec, field, POKES, gate);
		assert_true(writers[i] > 0);
	}
	close(gate[0]);
	close(gate[1]);
	for (; !all_ended(writers); killed++) {
		if (may_kill)
			kill_one_in_the_middle(f, spec);
		else
			nanosleep(&pause, NULL);
	}
	print_message("# %u killed\n", may_kill ? killed : 0);
	assert_int_equal(shared_value(f, spec) & 0xff, 0xff);
}

static void processes_keep_neighbours_in_a_file(void **state)
{
	struct fixture *f = *state;

	neighbours(f, f->file_spec);
}

static void processes_keep_neighbours_in_a_simulation(void **state)
{
	struct fixture *f = *state;

	neighbours(f, f->sim_spec);
}

#ifdef __GLIBC__
/* Holds the lock, and lets it go as if whom the kernel woke had been killed before it took the lock */
static void forget_to_wake(const char *path, const int *held, const int *go)
{
	int fd = open(path, O_RDWR);
	struct sim_header *header =
		mmap(NULL, sizeof(*header), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	char byte = 0;

	if (fd < 0 || header == MAP_FAILED || pthread_mutex_lock(&header->mutex) != 0 ||
	    write(held[1], &byte, 1) != 1 || read(go[0], &byte, 1) != 1)
		_exit(2);
	__atomic_store_n(&header->mutex.__data.__lock, 0, __ATOMIC_SEQ_CST);
	_exit(0);
}

static void a_wake_up_that_was_lost_is_made_good(void **state)
{
	struct fixture *f = *state;
	struct timespec pause = { 0, 100000000 };
	int held[2], go[2];
	pid_t holder, writer;
	char path[HWREG_SIMULATION_PATH_MAX], byte = 0;

	(void)shared_value(f, f->sim_spec);
	hwreg_simulation_path(f->sim_spec + strlen("sim:"), path, sizeof(path));
	assert_int_equal(pipe(held), 0);
	assert_int_equal(pipe(go), 0);
	holder = fork();
	if (!holder)
		forget_to_wake(path, held, go);
	assert_int_equal(read(held[0], &byte, 1), 1);
	writer = start_writer(f, f->sim_spec, "B0", 1, NULL);
	nanosleep(&pause, NULL); /* it waits by then */
	assert_int_equal(write(go[1], &byte, 1), 1);
	assert_int_equal(wait_for(holder), 0);
	assert_int_equal(wait_for(writer), 0);
	assert_int_equal(shared_value(f, f->sim_spec) & 1, 1);
	for (int i = 0; i < 2; i++) {
		close(held[i]);
		close(go[i]);
	}
}
#endif

struct job {
	const struct fixture *f;
	char field[16];
	int bad;
};

static void *thread_writes(void *data)
{
	struct job *job = data;

	job->bad = poke_field(job->f->board, job->f->file_spec, job->field, POKES / 5);
	return NULL;
}

static void threads_keep_neighbours_too(void **state)
{
	struct fixture *f = *state;
	pthread_t threads[WRITERS];
	struct job jobs[WRITERS];

	for (int i = 0; i < WRITERS; i++) {
		jobs[i].f = f;
		snprintf(jobs[i].field, sizeof(jobs[i].field), "B%d", i);
		assert_int_equal(pthread_create(&threads[i], NULL, thread_writes, &jobs[i]), 0);
	}
	for (int i = 0; i < WRITERS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(jobs[i].bad, 0);
	}
	assert_int_equal(shared_value(f, f->file_spec), 0xff);
}

static int file_lock(const struct fixture *f, const struct hwreg_range *range, int64_t timeout,
		     struct hwreg_error *err)
{
	int fd = open(f->file_spec + strlen("file:"), O_RDWR | O_CLOEXEC);

	if (hwreg_lock_bytes(fd, "regs", range, timeout, err) == 0)
		return fd;
	close(fd);
	return -1;
}

static void the_holder_is_named_and_its_end_frees_the_lock(void **state)
{
	const struct hwreg_range mine = { 0x10, 0x13 }, overlapping = { 0x12, 0x12 },
				 beside = { 0x14, 0x17 };
	struct fixture *f = *state;
	char byte, name[32];
	int ready[2], fd;
	pid_t holder;

	assert_int_equal(pipe(ready), 0);
	holder = fork();
	if (holder == 0) {
		fd = file_lock(f, &mine, 0, NULL);
		_exit(write(ready[1], "", 1) != 1 || fd < 0 || pause());
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	fd = file_lock(f, &beside, 0, &f->err);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(file_lock(f, &overlapping, 20000000, &f->err), -1);
	assert_int_equal(f->err.sys_errno, ETIMEDOUT);
	assert_int_equal(f->err.kind, HWREG_ERROR_UNAVAILABLE);
	if (!getenv("HWREG_FOREIGN")) { /* QEMU's fdinfo is its own */
		snprintf(name, sizeof(name), "process %d ", holder);
		assert_non_null(strstr(f->err.message, name));
	}
	kill(holder, SIGKILL);
	wait_for(holder);
	fd = file_lock(f, &overlapping, 0, &f->err);
	assert_true(fd >= 0);
	close(fd);
	close(ready[0]);
	close(ready[1]);
}

static void two_sessions_of_one_process_exclude_each_other(void **state)
{
	const struct hwreg_range mine = { 0x10, 0x13 };
	struct fixture *f = *state;
	int fd = file_lock(f, &mine, 0, NULL);

	assert_true(fd >= 0);
	assert_int_equal(file_lock(f, &mine, 1000000, &f->err), -1);
	if (!getenv("HWREG_FOREIGN"))
		assert_non_null(strstr(f->err.message, "another session of this process"));
	close(fd);
}

static void paths_to_one_register_share_its_lock(void **state)
{
	struct hwreg_target mem = { .spec = (char *)"mem", .physical = true };
	struct hwreg_target uio = { .spec = (char *)"uio:uio0/0",
				    .physical = true,
				    .physical_base = 0x9010000 };
	struct hwreg_target bus = { .spec = (char *)"i2c:1:0x20" },
			    other = { .spec = (char *)"i2c:1:0x21" };
	const struct hwreg_range address = { 0x9010008, 0x901000b }, number = { 8, 11 };
	struct hwreg_range a = hwreg_lock_place(&mem, &address),
			   b = hwreg_lock_place(&uio, &number), c = hwreg_lock_place(&bus, &number),
			   d = hwreg_lock_place(&other, &number);

	(void)state;
	assert_true(a.first == b.first && a.last == b.last && a.first == 0x9010008);
	assert_true(c.first != a.first && c.first != d.first && c.last == c.first + 3);
	assert_true(c.first > UINT64_C(1) << 56 && c.last < UINT64_C(1) << 63);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* ---- Behind an index and a data register ------------------------------------------------------- */

static const char window_text[] =
	"hwreg: 1\nboard: windows\nmatch: any\ntypes:\n"
	"  t:\n    size: 0x100\n    registers:\n"
	"      DATA: {offset: 0x10, width: 16, fields: {F: 0}}\n"
	"      INDEX: {offset: 0x0, width: 8}\n"
	"      KEY: 0x20\n"
	"      W:\n        window: {index: INDEX, data: DATA}\n        registers:\n"
	"          A: {offset: 1, fields: {F: 0}}\n"
	"          B: {offset: 2, unlock: [INDEX=5, W.A=1, KEY=1], lock: [W.A=0]}\n"
	"blocks: {X: {type: t, base: 0}}\n";

/* Locks that this process holds now (proc(5)) */
static unsigned int count_locks(void)
{
	unsigned int count = 0;
	char path[64], line[160];
	FILE *info;

	for (int fd = 0; fd < 64; fd++) {
		snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
		info = fopen(path, "r");
		while (info && fgets(line, sizeof(line), info))
			count += strncmp(line, "lock:", 5) == 0;
		if (info)
			fclose(info);
	}
	return count;
}

/* A digit for each access: how many locks are held */
static int tell_locks(void *data, const struct hwreg_access *access)
{
	char *told = data;

	if (access->phase == HWREG_ACCESS_BEGIN)
		told[strlen(told)] = (char)('0' + count_locks());
	return 0;
}

static const char *locks_of(struct hwreg_session *session, char *told, const char *what)
{
	struct hwreg_location *location;
	struct hwreg_write *write;
	struct hwreg_item item;
	uint64_t value;

	memset(told, 0, 32);
	if (strchr(what, '=')) {
		assert_int_equal(hwreg_write_parse(&write, session, what, NULL), 0);
		assert_int_equal(hwreg_session_write(session, write, NULL), 0);
		hwreg_write_free(write);
	} else {
		assert_int_equal(hwreg_location_parse(&location, session, what, NULL), 0);
		hwreg_location_item(location, 0, &item);
		hwreg_location_free(location);
		assert_int_equal(hwreg_session_read(session, &item, &value, NULL), 0);
	}
	assert_int_equal(count_locks(), 0);
	return told;
}

/* On memory of this process; the locks are in the file that all hardware has them in */
static void a_window_holds_both_its_registers_throughout(void **state)
{
	static const char *const target = "dev:/dev/zero";
	struct hwreg_session_options options = {
		.size = sizeof(options),
		.flags = HWREG_WRITE,
		.targets = &target,
		.target_count = 1,
		.observer = tell_locks,
	};
	struct hwreg_session *session;
	struct hwreg_board *board;
	const char *path;
	char told[32];
	int fd = hwreg_lock_file_open(&path, NULL);

	(void)state;
	if (fd < 0)
		skip();
	close(fd);
	assert_int_equal(hwreg_board_load_text(&board, window_text, strlen(window_text),
					       "windows.yaml", NULL, NULL),
			 0);
	options.board = board;
	options.data = told;
	assert_int_equal(hwreg_session_open(&session, &options, NULL), 0);
	assert_string_equal(locks_of(session, told, "X.W.A"), "22");
	assert_string_equal(locks_of(session, told, "X.W.A=7"), "22");
	assert_string_equal(locks_of(session, told, "X.W.A.F=1"), "2222");
	/* those of unlock and lock are held from the first to the last, the key's too */
	assert_string_equal(locks_of(session, told, "X.W.B=3"), "33333333");
	assert_string_equal(locks_of(session, told, "X.DATA.F=1"), "11");
	assert_string_equal(locks_of(session, told, "X.DATA=1"), "0");
	hwreg_session_close(session);
	hwreg_board_free(board);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(processes_keep_neighbours_in_a_file),
		TEST(processes_keep_neighbours_in_a_simulation),
#ifdef __GLIBC__
		TEST(a_wake_up_that_was_lost_is_made_good),
#endif
		TEST(threads_keep_neighbours_too),
		TEST(the_holder_is_named_and_its_end_frees_the_lock),
		TEST(two_sessions_of_one_process_exclude_each_other),
		TEST(paths_to_one_register_share_its_lock),
		TEST(a_window_holds_both_its_registers_throughout),
	};

	return RUN(tests);
}
