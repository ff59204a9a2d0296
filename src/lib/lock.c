// SPDX-License-Identifier: MIT
/* lock.c - byte-range locks with a deadline */
#include "lock.h"

#include <fcntl.h>
#include <inttypes.h>
#include <time.h>
#include <sys/stat.h>
#include <unistd.h>
#include <string.h>

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
			return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ETIMEDOUT,
					       "%s: another process holds the lock of 0x%08" PRIx64
					       " and did not give it back in %" PRId64 " ms",
					       path, range->first, timeout / 1000000);
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
	/* for the file's group, whatever the umask */
	if (fd >= 0)
		fchmod(fd, 0660);
	if (fd < 0 && errno == EEXIST)
		fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
	return fd;
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
