// SPDX-License-Identifier: MIT
/* lock.c - byte-range locks with a deadline */
#include "lock.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "scan.h"

/* The first whose directory exists, so that every process comes to the same one */
static const char *const lock_files[] = { "/run/lock/hwreg.lock", "/var/lock/hwreg.lock",
					  "/run/hwreg.lock", "/tmp/hwreg.lock" };

static struct flock bytes_of(const struct hwreg_range *range, short type)
{
	/* off_t is signed: the two halves of the 64-bit space share their locks */
	return (struct flock){ .l_type = type,
			       .l_whence = SEEK_SET,
			       .l_start = (off_t)(range->first & INT64_MAX),
			       .l_len = (off_t)(range->last - range->first + 1) };
}

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* Does a line of /proc/PID/fdinfo/FD tell of a lock on these bytes of this file? Format: fs/locks.c,
 * lock_get_status(), "lock: 1: OFDLCK ADVISORY WRITE -1 08:01:1234 16 EOF"; F_OFD_GETLK would give the
 * process as -1. */
static bool line_holds(const char *line, const struct stat *file, const struct flock *wanted)
{
	uint64_t device_major, device_minor, inode, first, last = INT64_MAX;

	if (!hwreg_scan_text(&line, "lock:") || !hwreg_scan_words(&line, 5) ||
	    !hwreg_scan_number(&line, 16, &device_major) || !hwreg_scan_text(&line, ":") ||
	    !hwreg_scan_number(&line, 16, &device_minor) || !hwreg_scan_text(&line, ":") ||
	    !hwreg_scan_number(&line, 10, &inode) || !hwreg_scan_number(&line, 10, &first) ||
	    !(hwreg_scan_number(&line, 10, &last) || hwreg_scan_text(&line, " EOF")))
		return false;
	return inode == file->st_ino && makedev(device_major, device_minor) == file->st_dev &&
	       first < (uint64_t)(wanted->l_start + wanted->l_len) &&
	       last >= (uint64_t)wanted->l_start;
}

static bool descriptor_holds(const char *path, const struct stat *file, const struct flock *wanted)
{
	FILE *info = fopen(path, "re");
	bool found = false;
	char line[160];

	while (info && !found && fgets(line, sizeof(line), info))
		found = line_holds(line, file, wanted);
	if (info)
		fclose(info);
	return found;
}

/* Processes of another user, or with capabilities that this one lacks, do not show their descriptors:
 * then nobody is found */
static bool process_holds(const char *pid, const struct stat *file, const struct flock *wanted)
{
	char folder[48], path[320];
	const struct dirent *entry;
	bool found = false;
	DIR *dir;

	snprintf(folder, sizeof(folder), "/proc/%.20s/fdinfo", pid);
	dir = opendir(folder);
	while (dir && !found && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		found = descriptor_holds(path, file, wanted);
	}
	if (dir)
		closedir(dir);
	return found;
}

/* The process that has locked one of these bytes; 0: not to be found */
static long find_holder(int fd, const struct flock *wanted)
{
	const struct dirent *entry;
	struct stat file;
	long pid = 0;
	DIR *dir;

	if (fstat(fd, &file) != 0)
		return 0;
	dir = opendir("/proc");
	while (dir && !pid && (entry = readdir(dir)))
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' &&
		    process_holds(entry->d_name, &file, wanted))
			pid = (long)hwreg_scan_decimal(entry->d_name);
	if (dir)
		closedir(dir);
	return pid;
}

static int timed_out(int fd, const char *path, const struct flock *wanted, int64_t timeout,
		     struct hwreg_error *err)
{
	long pid = err ? find_holder(fd, wanted) : 0;
	char who[64] = "a process (of another user, or with more rights)";

	if (pid == getpid())
		snprintf(who, sizeof(who), "another session of this process (%ld)", pid);
	else if (pid)
		snprintf(who, sizeof(who), "process %ld", pid);
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ETIMEDOUT,
			       "%s: %s holds the lock of this register and did not give it back in "
			       "%" PRId64 " ms",
			       path, who, timeout / 1000000);
}

int hwreg_lock_bytes(int fd, const char *path, const struct hwreg_range *range, int64_t timeout,
		     struct hwreg_error *err)
{
	struct flock lock = bytes_of(range, F_WRLCK);
	struct timespec pause = { 0, 20000 };
	int64_t deadline;
	int r;

	if (__builtin_add_overflow(now(), timeout, &deadline))
		deadline = INT64_MAX;
	/* fcntl(2) has no form that waits until a deadline */
	while (fcntl(fd, F_OFD_SETLK, &lock) != 0) {
		r = errno;
		if (r != EAGAIN && r != EACCES && r != EINTR)
			return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, r, "%s: lock: %s",
					       path, strerror(r));
		if (now() >= deadline)
			return timed_out(fd, path, &lock, timeout, err);
		nanosleep(&pause, NULL);
		if (pause.tv_nsec < 1000000)
			pause.tv_nsec *= 2;
	}
	return 0;
}

void hwreg_unlock_bytes(int fd, const struct hwreg_range *range)
{
	struct flock lock = bytes_of(range, F_UNLCK);

	fcntl(fd, F_OFD_SETLK, &lock);
}

/* First without O_CREAT: in a sticky directory fs.protected_regular refuses O_CREAT on another
 * user's file even where it exists and may be written. */
static int open_or_create(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);

	if (fd >= 0 || errno != ENOENT)
		return fd;
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0660);
	if (fd >= 0)
		fchmod(fd, 0660); /* whatever the umask says: the group is meant */
	else if (errno == EEXIST)
		fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
	return fd;
}

/* FNV-1a */
static uint32_t hash(const char *text)
{
	uint32_t sum = 2166136261u;

	for (; *text; text++)
		sum = (sum ^ (unsigned char)*text) * 16777619u;
	return sum;
}

struct hwreg_range hwreg_lock_place(const struct hwreg_target *target,
				    const struct hwreg_range *numbers)
{
	uint64_t shift = target->physical_base;
	uint64_t size = numbers->last - numbers->first;

	if (target->physical)
		return (struct hwreg_range){ numbers->first + shift, numbers->last + shift };
	/* beyond what any CPU addresses, so that they meet no physical address */
	shift = UINT64_C(1) << 62 | (uint64_t)(hash(target->spec) & 0x3fffffff) << 32;
	shift += numbers->first & UINT32_MAX;
	return (struct hwreg_range){ shift, shift + size };
}

int hwreg_lock_file_open(const char **path, struct hwreg_error *err)
{
	int fd = -1, r = ENOENT;

	for (size_t i = 0; i < sizeof(lock_files) / sizeof(lock_files[0]); i++) {
		*path = lock_files[i];
		fd = open_or_create(*path);
		r = errno;
		if (fd >= 0 || r != ENOENT)
			break;
	}
	if (fd >= 0)
		return fd;
	return hwreg_error_set(
		err, HWREG_ERROR_UNAVAILABLE, r,
		"%s: %s: a field write needs this lock; join the group of the file, or "
		"use --no-lock",
		*path, strerror(r));
}
