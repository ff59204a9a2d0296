/* SPDX-License-Identifier: MIT */
/* window_files.h - a file to map, faults that are caught, and what the kernel says of a mapping */
#ifndef HWREG_TESTS_WINDOW_FILES_H
#define HWREG_TESTS_WINDOW_FILES_H

#include "unit.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* QEMU shows a map of its own, and does not tell the kernel of limits */
#define HAVE_SMAPS (!getenv("HWREG_FOREIGN"))

/* The address sanitizer makes mlock(2) do nothing */
#ifdef __SANITIZE_ADDRESS__
#define HAVE_MLOCK false
#else
#define HAVE_MLOCK HAVE_SMAPS
#endif

static char path[64];

/* Words of the file say where they are: 32 bits, little endian */
__attribute__((unused)) static int extend_file(uint64_t size)
{
	FILE *file = fopen(path, "ab");
	int r = 0;

	for (uint64_t at = (uint64_t)ftello(file); at < size; at++)
		r |= putc((int)(at / 4 * 4 >> at % 4 * 8 & 0xff), file) == EOF;
	return r | fclose(file);
}

__attribute__((unused)) static int make_file(uint64_t size)
{
	int fd;

	strcpy(path, "/tmp/hwreg-window-XXXXXX");
	fd = mkstemp(path);
	return fd < 0 || fchmod(fd, 0644) || close(fd) || extend_file(size) ? -1 : 0;
}

__attribute__((unused)) static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

__attribute__((unused)) static struct hwreg_target *new_target(const char *base)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_target *target;
	char spec[96];

	snprintf(spec, sizeof(spec), "file:%s%s", path, base);
	if (hwreg_target_new(&target, spec, NULL, &err) != 0)
		fail_msg("%s", err.message);
	return target;
}

__attribute__((unused)) static struct hwreg_window *open_at(struct hwreg_target *target,
							    uint64_t address, uint64_t size,
							    uint64_t flags)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_window *window;

	if (hwreg_window_open(&window, target, address, size, flags, &err) != 0)
		fail_msg("%s", err.message);
	return window;
}

__attribute__((unused)) static uint32_t word(struct hwreg_window *window, uint64_t offset)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	uint64_t value = 0;

	if (hwreg_window_read(window, offset, 32, HWREG_LITTLE_ENDIAN, &value, &err) != 0)
		fail_msg("%s", err.message);
	return (uint32_t)value;
}

static sigjmp_buf fault_env;

static void on_test_fault(int signal)
{
	siglongjmp(fault_env, signal);
}

/* The signal that reading a byte ends in, or 0 */
__attribute__((unused, noinline)) static int fault_at(const volatile char *at)
{
	struct sigaction action = { .sa_handler = on_test_fault }, bus, segv;
	int caught;

	sigaction(SIGBUS, &action, &bus);
	sigaction(SIGSEGV, &action, &segv);
	caught = sigsetjmp(fault_env, 1);
	if (!caught)
		(void)*at;
	sigaction(SIGBUS, &bus, NULL);
	sigaction(SIGSEGV, &segv, NULL);
	return caught;
}

/* A mapping as /proc/self/smaps shows it */
struct vma {
	uintptr_t first, end;
	char access[8];
	unsigned long rss, locked; /* KiB */
	char flags[256]; /* "rd wr sh ", Documentation/filesystems/proc.rst */
};

__attribute__((unused)) static bool find_vma(const volatile void *at, struct vma *out)
{
	FILE *file = fopen("/proc/self/smaps", "re");
	struct vma vma = { .end = 0 };
	char line[512], access[8];
	uintptr_t first, end;
	bool found = false;

	while (fgets(line, sizeof(line), file)) {
		/* "Anonymous:" starts with a hexadecimal digit, too */
		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %7s", &first, &end, access) == 3) {
			found = (uintptr_t)at >= first && (uintptr_t)at < end;
			vma.first = first;
			vma.end = end;
			strcpy(vma.access, access);
		}
		sscanf(line, "Rss: %lu", &vma.rss);
		sscanf(line, "Locked: %lu", &vma.locked);
		if (strncmp(line, "VmFlags: ", 9) != 0)
			continue;
		snprintf(vma.flags, sizeof(vma.flags), "%.255s", line + 9);
		if (found)
			break;
	}
	fclose(file);
	if (found)
		*out = vma;
	return found;
}

/* Pages of address space that the process has */
__attribute__((unused)) static long mapped_pages(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	long pages = 0;

	if (fscanf(file, "%ld", &pages) != 1)
		pages = -1;
	fclose(file);
	return pages;
}

/* Nothing is mapped there; of guards QEMU says so from the start */
__attribute__((unused)) static bool is_free(const volatile void *at)
{
	FILE *file = fopen("/proc/self/maps", "re");
	uintptr_t first, end;
	char line[512];
	bool found = false;

	while (!found && fgets(line, sizeof(line), file))
		found = sscanf(line, "%" SCNxPTR "-%" SCNxPTR, &first, &end) == 2 &&
			(uintptr_t)at >= first && (uintptr_t)at < end;
	fclose(file);
	return !found;
}

/* Lock no more than so many bytes from now on; Return: what was allowed before */
__attribute__((unused)) static rlim_t limit_locks(rlim_t bytes)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct capabilities[2];
	struct rlimit limit;
	rlim_t before;

	assert_int_equal(getrlimit(RLIMIT_MEMLOCK, &limit), 0);
	before = limit.rlim_cur;
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_MEMLOCK, &limit), 0);
	/* the limit does not matter to who has the capability */
	assert_int_equal(syscall(SYS_capget, &header, capabilities), 0);
	capabilities[0].effective &= ~(1u << CAP_IPC_LOCK);
	assert_int_equal(syscall(SYS_capset, &header, capabilities), 0);
	return before;
}

__attribute__((unused)) static void unlimit_locks(rlim_t bytes)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct capabilities[2];
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_MEMLOCK, &limit), 0);
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_MEMLOCK, &limit), 0);
	assert_int_equal(syscall(SYS_capget, &header, capabilities), 0);
	capabilities[0].effective |= capabilities[0].permitted & 1u << CAP_IPC_LOCK;
	assert_int_equal(syscall(SYS_capset, &header, capabilities), 0);
}

#endif
