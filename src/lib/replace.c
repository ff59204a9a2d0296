// SPDX-License-Identifier: MIT
/* replace.c - files that are there when they are whole, or not at all */
#include "replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "error.h"

int hwreg_write_all(int fd, const void *data, size_t size)
{
	ssize_t n;

	for (size_t done = 0; done < size; done += (size_t)n) {
		n = write(fd, (const char *)data + done, size - done);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n < 0)
			n = 0;
	}
	return 0;
}

/* A file beyond the limit would be answered with a signal that ends the process */
static bool is_allowed(uint64_t most)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_FSIZE, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY ||
	       most <= limit.rlim_cur;
}

static int write_temporary(int folder, const char *temporary, mode_t mode, bool sync,
			   const struct hwreg_replacement *with)
{
	int r, fd = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			   mode);

	if (fd < 0)
		return -errno;
	r = with->fill(fd, with->data);
	if (!r && sync && fsync(fd) < 0 && errno != EINVAL)
		r = -errno;
	if (close(fd) < 0 && !r)
		r = -errno;
	if (r)
		unlinkat(folder, temporary, 0);
	return r;
}

int hwreg_replace(int folder, const char *path, mode_t mode, bool sync,
		  const struct hwreg_replacement *with)
{
	const char *slash = strrchr(path, '/');
	int r, start = slash ? (int)(slash + 1 - path) : 0;
	struct timespec now;
	char *temporary;

	if (!is_allowed(with->most))
		return -EFBIG;
	clock_gettime(CLOCK_REALTIME, &now);
	if (asprintf(&temporary, "%.*s.%.100s.%ld.%lx", start, path, path + start, (long)getpid(),
		     (unsigned long)now.tv_nsec) < 0)
		return -ENOMEM;
	r = write_temporary(folder, temporary, mode, sync, with);
	if (!r && renameat(folder, temporary, folder, path) < 0) {
		r = -errno;
		unlinkat(folder, temporary, 0);
	}
	free(temporary);
	return r;
}

/* The new name is on the disk when the directory is; where that cannot be asked for, it comes later. */
static void sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? strndup(path, (size_t)(slash + 1 - path)) : strdup(".");
	int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(folder);
}

int hwreg_replace_for_user(const char *path, const struct hwreg_replacement *with,
			   struct hwreg_error *err)
{
	struct stat st;
	int r;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "%s: this is not a regular file, and would be replaced",
				       path);
	r = hwreg_replace(AT_FDCWD, path, 0666, true, with);
	if (r == -ENOMEM)
		return hwreg_error_memory(err);
	if (r)
		return hwreg_error_set(err, HWREG_ERROR_ACCESS, -r, "%s: %s", path, strerror(-r));
	sync_folder(path);
	return 0;
}
