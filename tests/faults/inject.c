// SPDX-License-Identifier: MIT
/*
 * inject.c - run a command, and let one of its system calls fail
 *
 *	inject -o REPORT [-t SECONDS] [-l LOG] [-r REGISTERS] [-n N {-e ERRNO | -s | -k}] COMMAND ARGUMENT...
 *
 * Counts the system calls of the command and of its threads from main() on, which starts with
 * fcntl(0, F_GETFD), up to a close(-2), which heap.c makes when main() is over. The N-th of them fails
 * with ERRNO (-e), does half of what it is asked to (-s) or is not made at all, for the command is
 * killed (-k). A close(-3) tells that an allocation fails now. At that moment the length of LOG
 * is noted, and REGISTERS is copied to REGISTERS.then.
 *
 * REPORT has a line a system call, "call N NUMBER ARGUMENT0 ARGUMENT1 ARGUMENT2 DETAIL"; "fault LENGTH"
 * where it was; "open DETAIL" for each descriptor that main() leaves open; "end STATUS", 128 and more
 * for a signal, "end stuck" for a command that was ended after SECONDS.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/elf.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define END_MARK 0xfffffffeu /* as descriptors of close() */
#define FAULT_MARK 0xfffffffdu
#define MOST_THREADS 64

/* A thread of the command */
struct thread {
	pid_t id;
	bool failing; /* what it is making is to give an error */
	bool changed; /* its arguments were */
	bool counted;
	unsigned long first, third; /* as they were */
};

static struct {
	FILE *report;
	const char *log, *registers;
	long nth, error;
	bool halve, kill;
} options;

static struct thread threads[MOST_THREADS];
static long calls;
static bool begun, ended, hit;
static pid_t leader;
static volatile sig_atomic_t late;

static void die(const char *what)
{
	fprintf(stderr, "inject: %s: %s\n", what, strerror(errno));
	if (leader)
		kill(leader, SIGKILL);
	exit(125);
}

static struct thread *find_thread(pid_t id)
{
	struct thread *free = NULL;

	for (int i = 0; i < MOST_THREADS; i++) {
		if (threads[i].id == id)
			return &threads[i];
		if (!threads[i].id && !free)
			free = &threads[i];
	}
	if (!free)
		die("too many threads");
	*free = (struct thread){ .id = id };
	return free;
}

/* ---- Registers of the CPU ------------------------------------------------------------------------ */

#if defined(__x86_64__)
#define NUMBER(regs) (regs).orig_rax
#define RESULT(regs) (regs).rax
#define FIRST(regs) (regs).rdi
#define RESTORE_FIRST(regs, value) ((regs).rdi = (value))
#define THIRD(regs) (regs).rdx
#elif defined(__aarch64__)
#define RESULT(regs) (regs).regs[0]
#define FIRST(regs) (regs).regs[0]
#define RESTORE_FIRST(regs, value) ((void)(value)) /* the result is there */
#define THIRD(regs) (regs).regs[2]
#else
#error inject.c knows the registers of x86-64 and arm64
#endif

static struct user_regs_struct get_registers(pid_t id)
{
	struct user_regs_struct regs;
	struct iovec part = { &regs, sizeof(regs) };

	if (ptrace(PTRACE_GETREGSET, id, (void *)NT_PRSTATUS, &part) < 0)
		die("PTRACE_GETREGSET");
	return regs;
}

static void set_registers(pid_t id, struct user_regs_struct *regs)
{
	struct iovec part = { regs, sizeof(*regs) };

	if (ptrace(PTRACE_SETREGSET, id, (void *)NT_PRSTATUS, &part) < 0)
		die("PTRACE_SETREGSET");
}

/* The kernel makes no call of this number */
static void skip_call(pid_t id)
{
#ifdef NUMBER
	struct user_regs_struct regs = get_registers(id);

	NUMBER(regs) = -1;
	set_registers(id, &regs);
#else
	int none = -1;
	struct iovec part = { &none, sizeof(none) };

	if (ptrace(PTRACE_SETREGSET, id, (void *)NT_ARM_SYSTEM_CALL, &part) < 0)
		die("PTRACE_SETREGSET");
#endif
}

/* ---- What is reported ---------------------------------------------------------------------------- */

/* What a descriptor is of */
static void tell_descriptor(uint64_t fd)
{
	char link[64], target[4096];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/%d/fd/%d", (int)leader, (int)fd);
	length = readlink(link, target, sizeof(target) - 1);
	fprintf(options.report, " %.*s", length < 0 ? 1 : (int)length, length < 0 ? "-" : target);
}

/* An empty path is that of the descriptor */
static void tell_path(uint64_t address, uint64_t fd)
{
	char path[4096] = "";
	struct iovec here = { path, sizeof(path) - 1 }, there = { (void *)(uintptr_t)address, 0 };
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	/* no further than the page where it begins and the next */
	there.iov_len = 2 * page - address % page;
	if (there.iov_len > here.iov_len)
		there.iov_len = here.iov_len;
	if (process_vm_readv(leader, &here, 1, &there, 1, 0) < 0) {
		there.iov_len = page - address % page;
		if (process_vm_readv(leader, &here, 1, &there, 1, 0) < 0)
			strcpy(path, "-");
	}
	if (path[0])
		fprintf(options.report, " %.*s", (int)strcspn(path, "\n"), path);
	else
		tell_descriptor(fd);
}

static bool is_among(long number, const long *list)
{
	while (*list >= 0 && *list != number)
		list++;
	return *list >= 0;
}

static bool is_unlock(uint64_t address)
{
	struct flock lock = { .l_type = F_WRLCK };
	struct iovec here = { &lock, sizeof(lock) };
	struct iovec there = { (void *)(uintptr_t)address, sizeof(lock) };

	process_vm_readv(leader, &here, 1, &there, 1, 0);
	return lock.l_type == F_UNLCK;
}

/* By these the driver knows what a call is about */
static void tell_call(const struct __ptrace_syscall_info *info)
{
	static const long of_path[] = {
#ifdef SYS_open
		SYS_open,  SYS_stat,   SYS_lstat,  SYS_access, SYS_readlink,
		SYS_mkdir, SYS_rmdir,  SYS_unlink, SYS_rename, SYS_chmod,
#endif
		SYS_chdir, SYS_execve, SYS_statfs, -1
	};
	static const long of_path_at[] = {
		SYS_openat,     SYS_newfstatat, SYS_statx,      SYS_faccessat,
		SYS_unlinkat,   SYS_mkdirat,    SYS_readlinkat,
#ifdef SYS_faccessat2
		SYS_faccessat2,
#endif
		SYS_renameat,   SYS_openat2,    SYS_linkat,     -1
	};
	const uint64_t *args = (const uint64_t *)info->entry.args;

	fprintf(options.report, "call %ld %ld %llx %llx %llx", calls, (long)info->entry.nr,
		(unsigned long long)args[0], (unsigned long long)args[1],
		(unsigned long long)args[2]);
	if (is_among((long)info->entry.nr, of_path))
		tell_path(args[0], 0);
	else if (is_among((long)info->entry.nr, of_path_at))
		tell_path(args[1], args[0]);
	else if (info->entry.nr == SYS_mmap)
		tell_descriptor(args[4]);
	else
		tell_descriptor(args[0]);
	if (info->entry.nr == SYS_fcntl && args[1] == F_OFD_SETLK && is_unlock(args[2]))
		fprintf(options.report, " (unlock)");
	fputc('\n', options.report);
}

/* How things are when the fault comes */
static void tell_moment(void)
{
	struct stat st = { .st_size = 0 };
	char buffer[65536], name[4096];
	ssize_t size;
	int from, to;

	if (options.log && stat(options.log, &st) < 0)
		st.st_size = 0;
	fprintf(options.report, "fault %lld\n", (long long)st.st_size);
	from = options.registers ? open(options.registers, O_RDONLY | O_CLOEXEC) : -1;
	if (from < 0)
		return;
	snprintf(name, sizeof(name), "%s.then", options.registers);
	to = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	size = read(from, buffer, sizeof(buffer));
	if (to < 0 || size < 0 || write(to, buffer, (size_t)size) != size)
		die(name);
	close(from);
	close(to);
}

static void tell_open(void)
{
	char path[64];

	for (int fd = 3; fd < 256; fd++) {
		snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)leader, fd);
		if (access(path, F_OK) != 0)
			continue;
		fprintf(options.report, "open");
		tell_descriptor((uint64_t)fd);
		fputc('\n', options.report);
	}
}

/* ---- The fault ----------------------------------------------------------------------------------- */

/* Closed is closed, whatever close() says; brk() tells of failure by the end that was */
static bool is_made_anyway(long number)
{
	return number == SYS_close || number == SYS_brk;
}

static void fail_call(struct thread *thread, const struct __ptrace_syscall_info *info)
{
	struct user_regs_struct regs = get_registers(thread->id);

	hit = true;
	tell_moment();
	thread->first = FIRST(regs);
	thread->third = THIRD(regs);
	thread->changed = options.halve || info->entry.nr == SYS_brk;
	if (options.kill) {
		kill(leader, SIGKILL);
	} else if (options.halve) {
		THIRD(regs) = (THIRD(regs) + 1) / 2;
		set_registers(thread->id, &regs);
	} else if (info->entry.nr == SYS_brk) {
		FIRST(regs) = 0;
		set_registers(thread->id, &regs);
	} else {
		thread->failing = true;
		if (!is_made_anyway((long)info->entry.nr))
			skip_call(thread->id);
	}
}

static void on_entry(struct thread *thread, const struct __ptrace_syscall_info *info)
{
	uint32_t first = (uint32_t)info->entry.args[0];

	if (!begun)
		begun = info->entry.nr == SYS_fcntl && first == 0 && info->entry.args[1] == F_GETFD;
	if (!begun || ended)
		return;
	if (info->entry.nr == SYS_close && first == END_MARK) {
		tell_open();
		ended = true;
		return;
	}
	if (info->entry.nr == SYS_close && first == FAULT_MARK) {
		tell_moment();
		return;
	}
	calls++;
	tell_call(info);
	if (calls == options.nth)
		fail_call(thread, info);
}

static void on_exit_of_call(struct thread *thread)
{
	struct user_regs_struct regs;

	if (!thread->failing && !thread->changed)
		return;
	regs = get_registers(thread->id);
	/* the command may still use what the kernel leaves alone */
	if (thread->changed) {
		RESTORE_FIRST(regs, thread->first);
		THIRD(regs) = thread->third;
	}
	if (thread->failing)
		RESULT(regs) = (unsigned long)-options.error;
	thread->failing = thread->changed = false;
	set_registers(thread->id, &regs);
}

static void on_call(pid_t id)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, id, (void *)sizeof(info), &info) <= 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
		on_entry(find_thread(id), &info);
	else if (info.op == PTRACE_SYSCALL_INFO_EXIT)
		on_exit_of_call(find_thread(id));
}

/* ---- Following the command ----------------------------------------------------------------------- */

/* Return: whether it is to be gone on with */
static bool on_stop(pid_t id, int status)
{
	int event = status >> 16, signal_number = WSTOPSIG(status);

	if (event == PTRACE_EVENT_EXEC && begun) {
		/* another program */
		ptrace(PTRACE_DETACH, id, NULL, NULL);
		find_thread(id)->id = 0;
		return false;
	}
	if (signal_number == (SIGTRAP | 0x80))
		on_call(id);
	if (event || signal_number == (SIGTRAP | 0x80) || signal_number == SIGTRAP)
		signal_number = 0;
	/* how a new thread starts */
	if (signal_number == SIGSTOP && !find_thread(id)->counted) {
		find_thread(id)->counted = true;
		signal_number = 0;
	}
	return ptrace(ended ? PTRACE_DETACH : PTRACE_SYSCALL, id, NULL,
		      (void *)(long)signal_number) == 0;
}

static int follow(void)
{
	int status, result = -1;
	pid_t id;

	for (;;) {
		id = waitpid(-1, &status, __WALL);
		if (id < 0 && errno == EINTR) {
			if (late)
				kill(leader, SIGKILL);
			continue;
		}
		if (id < 0)
			return result;
		if (WIFSTOPPED(status)) {
			on_stop(id, status);
			continue;
		}
		find_thread(id)->id = 0;
		if (id == leader)
			result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	}
}

static void start(char **command)
{
	long follows = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
		       PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
	const char *preload = getenv("INJECT_PRELOAD");
	int status;

	leader = fork();
	if (leader == 0) {
		if (preload)
			setenv("LD_PRELOAD", preload, 1);
		unsetenv("INJECT_PRELOAD");
		fclose(options.report);
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		execvp(command[0], command);
		_exit(127);
	}
	if (leader < 0 || waitpid(leader, &status, 0) < 0 ||
	    ptrace(PTRACE_SETOPTIONS, leader, NULL, (void *)follows) < 0)
		die("ptrace");
	find_thread(leader)->counted = true;
	if (ptrace(PTRACE_SYSCALL, leader, NULL, NULL) < 0)
		die("ptrace");
}

static void on_alarm(int number)
{
	(void)number;
	late = 1;
}

static void parse(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_alarm };
	int letter;

	while ((letter = getopt(argc, argv, "+o:t:l:r:n:e:sk")) != -1)
		switch (letter) {
		case 'o':
			options.report = fopen(optarg, "we");
			break;
		case 't':
			sigaction(SIGALRM, &action, NULL);
			alarm((unsigned int)atoi(optarg));
			break;
		case 'l':
			options.log = optarg;
			break;
		case 'r':
			options.registers = optarg;
			break;
		case 'n':
			options.nth = atol(optarg);
			break;
		case 'e':
			options.error = atol(optarg);
			break;
		case 's':
			options.halve = true;
			break;
		case 'k':
			options.kill = true;
			break;
		default:
			exit(125);
		}
	if (!options.report || optind == argc)
		die("no -o, or no command");
}

int main(int argc, char **argv)
{
	int result;

	parse(argc, argv);
	start(argv + optind);
	result = follow();
	if (late)
		fprintf(options.report, "end stuck\n");
	else
		fprintf(options.report, "end %d\n", result);
	return fclose(options.report) == 0 && (hit || !options.nth) ? 0 : 124;
}
