/* SPDX-License-Identifier: MIT */
/* sandbox_attempts.h - what a process tries in a sandbox */
#ifndef TESTS_UNIT_SANDBOX_ATTEMPTS_H
#define TESTS_UNIT_SANDBOX_ATTEMPTS_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static char folder[64]; /* of the test's own */
static int file; /* open to read and write, of a page */

/* An attempt: 0 or errno */
typedef int attempt_fn(void);

static int outcome(long r)
{
	return r < 0 ? errno : 0;
}

static int opens_to_read(void)
{
	return outcome(open("/etc/passwd", O_RDONLY));
}

static int opens_to_write(void)
{
	return outcome(open("/dev/null", O_WRONLY));
}

static int opens_to_truncate(void)
{
	return outcome(open("/dev/null", O_RDONLY | O_TRUNC));
}

static int makes_file(void)
{
	return outcome(open("/tmp/hwreg-sandbox-made", O_RDONLY | O_CREAT | O_EXCL, 0600));
}

static int makes_folder(void)
{
	return outcome(mkdir("/tmp/hwreg-sandbox-made", 0700));
}

static int makes_node(void)
{
	return outcome(mknod("/tmp/hwreg-sandbox-made", S_IFIFO | 0600, 0));
}

static int removes(void)
{
	return outcome(unlink("/nonexistent"));
}

static int reads_folder(void)
{
	return opendir("/proc") ? 0 : errno;
}

static int executes(void)
{
	execl("/bin/true", "true", NULL);
	return errno;
}

static int forks(void)
{
	return outcome(fork());
}

static int traces(void)
{
	return outcome(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

static int opens_socket(void)
{
	return outcome(socket(AF_INET, SOCK_STREAM, 0));
}

static int opens_local_socket(void)
{
	int pair[2];

	return outcome(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
}

static int signals_parent(void)
{
	return outcome(kill(getppid(), 0));
}

static int signals_itself(void)
{
	return outcome(kill(getpid(), 0)) + raise(0);
}

static int types_into_terminal(void)
{
	return outcome(ioctl(file, TIOCSTI, "x"));
}

static int sizes_terminal(void)
{
	struct winsize size;

	return outcome(ioctl(file, TIOCGWINSZ, &size));
}

static int loads_program_for_kernel(void)
{
	return outcome(syscall(SYS_bpf, 0, NULL, 0));
}

static int sets_up_ring(void)
{
	return outcome(syscall(425, 1, NULL)); /* io_uring_setup(2) */
}

static int opens_by_struct(void)
{
	uint64_t how[3] = { O_RDONLY };

	return outcome(syscall(437, AT_FDCWD, "/etc/passwd", how, sizeof(how))); /* openat2(2) */
}

static int maps_code(void)
{
	void *code = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return code == MAP_FAILED ? errno : 0;
}

static int makes_code(void)
{
	void *data = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return outcome(mprotect(data, 4096, PROT_READ | PROT_EXEC));
}

/* All that a command does to what it has opened */
static int uses_file(void)
{
	char byte = 'x';
	volatile char *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	struct stat st;

	if (map == MAP_FAILED)
		return errno;
	map[1] = map[0];
	return outcome(pwrite(file, &byte, 1, 2)) + outcome(pread(file, &byte, 1, 2)) +
	       outcome(fsync(file)) + outcome(fstat(file, &st)) +
	       outcome(munmap((void *)map, 4096)) + outcome(close(file));
}

static void *in_thread(void *data)
{
	attempt_fn **attempt = data;

	return (void *)(intptr_t)(*attempt)();
}

static int tries_in_thread(attempt_fn *attempt)
{
	void *result;
	pthread_t thread;
	int r = pthread_create(&thread, NULL, in_thread, &attempt);

	if (r)
		return 200;
	pthread_join(thread, &result);
	return (int)(intptr_t)result;
}

static int opens_in_thread(void)
{
	return tries_in_thread(opens_to_read);
}

/* Another name first, as the library writes files */
static int writes_out(void)
{
	char temporary[96], out[96];
	int fd;

	snprintf(temporary, sizeof(temporary), "%s/.out.1", folder);
	snprintf(out, sizeof(out), "%s/out", folder);
	fd = open(temporary, O_RDWR | O_CREAT | O_EXCL, 0600);
	return fd < 0 || write(fd, "x", 1) != 1 || fchmod(fd, 0644) || rename(temporary, out)
		       ? errno
		       : outcome(unlink(out));
}

#endif
