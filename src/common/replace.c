// SPDX-License-Identifier: MIT
/* replace.c - files that are there when they are whole, or not at all */
#include "replace.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "signals.h"

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

/* ---- Files of killed processes ------------------------------------------------------------------- */

#define NAME_MOST 100 /* of a file's name, in that of the temporary one */

/* ".NAME.PID.TIME", as hwreg_replace() makes them */
static bool is_temporary(const char *name, const char *of)
{
	size_t length = strnlen(of, NAME_MOST), digits;

	if (name[0] != '.' || strncmp(name + 1, of, length) != 0 || name[1 + length] != '.')
		return false;
	name += length + 2;
	digits = strspn(name, "0123456789");
	if (!digits || name[digits] != '.')
		return false;
	name += digits + 1;
	return *name && !name[strspn(name, "0123456789abcdef")];
}

/* Who writes one holds its lock, which the kernel gives back for who was killed, on any machine that
 * shares the directory */
static void remove_if_left(int folder, const char *name)
{
	int fd = openat(folder, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	    flock(fd, LOCK_EX | LOCK_NB) == 0)
		unlinkat(folder, name, 0);
	close(fd);
}

/* @path: with the name that temporary ones are to be of; @start: where that begins in it */
static void tidy_up(int folder, const char *path, int start)
{
	char *of = start ? strndup(path, (size_t)start) : strdup(".");
	int fd = of ? openat(folder, of, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (is_temporary(entry->d_name, path + start))
			remove_if_left(fd, entry->d_name);
	if (dir)
		closedir(dir);
	else if (fd >= 0)
		close(fd);
	free(of);
}

/* ---- Writing ------------------------------------------------------------------------------------- */

/* -EAGAIN: another process took it for one that was left, before it was locked */
static int open_temporary(int folder, const char *temporary, mode_t mode)
{
	struct stat st;
	int fd =
		openat(folder, temporary, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);

	if (fd < 0)
		return -errno;
	/* where there are no locks, nothing is taken away */
	flock(fd, LOCK_EX);
	if (fstat(fd, &st) == 0 && st.st_nlink)
		return fd;
	close(fd);
	return -EAGAIN;
}

/* Only root can give a file to others; for anybody else it stays that of who writes it */
static int be_like(int fd, const struct stat *like)
{
	if (!like)
		return 0;
	if (fchown(fd, like->st_uid, like->st_gid) != 0 && errno != EPERM && errno != EINVAL)
		return -errno;
	return fchmod(fd, like->st_mode & 0777) != 0 ? -errno : 0;
}

static int write_temporary(int fd, bool sync, const struct hwreg_replacement *with)
{
	int r = be_like(fd, with->like);

	if (!r)
		r = with->fill(fd, with->data);
	if (!r && sync && fsync(fd) < 0 && errno != EINVAL)
		r = -errno;
	return r;
}

/* The lock is held until it has its name */
static int replace(int folder, const char *path, const char *temporary, mode_t mode, bool sync,
		   const struct hwreg_replacement *with)
{
	int fd = open_temporary(folder, temporary, mode), r;

	if (fd < 0)
		return fd;
	r = write_temporary(fd, sync, with);
	if (!r && renameat(folder, temporary, folder, path) < 0)
		r = -errno;
	if (r)
		unlinkat(folder, temporary, 0);
	close(fd);
	return r;
}

static int replace_once(int folder, const char *path, int start, mode_t mode, bool sync,
			const struct hwreg_replacement *with)
{
	struct timespec now;
	char *temporary;
	int r;

	clock_gettime(CLOCK_REALTIME, &now);
	if (asprintf(&temporary, "%.*s.%.*s.%ld.%lx", start, path, NAME_MOST, path + start,
		     (long)getpid(), (unsigned long)now.tv_nsec) < 0)
		return -ENOMEM;
	r = replace(folder, path, temporary, mode, sync, with);
	free(temporary);
	return r;
}

/* Signals wait, so that nothing is left behind but by SIGKILL and the like */
int hwreg_replace(int folder, const char *path, mode_t mode, bool sync,
		  const struct hwreg_replacement *with)
{
	const char *slash = strrchr(path, '/');
	int r, start = slash ? (int)(slash + 1 - path) : 0;
	unsigned int again = 10;
	sigset_t before;

	if (!is_allowed(with->most))
		return -EFBIG;
	hwreg_signals_hold(&before);
	do
		r = replace_once(folder, path, start, mode, sync, with);
	while (r == -EAGAIN && again--);
	tidy_up(folder, path, start);
	hwreg_signals_release(&before);
	return r;
}

/* ---- For users ----------------------------------------------------------------------------------- */

/* The new name is on the disk when the directory is; one that cannot be opened or synced for want of rights
 * or of such a call brings it there later. */
static int sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? strndup(path, (size_t)(slash + 1 - path)) : strdup(".");
	int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1, r = 0;

	if (fd >= 0) {
		if (fsync(fd) < 0 && errno != EINVAL && errno != EROFS)
			r = -errno;
		close(fd);
	}
	free(folder);
	return r;
}

/* What is at a path already; @real: where a link leads to, to be freed */
struct old {
	char *real;
	struct stat st;
	bool there;
};

static int follow(struct old *old, const char *path, const char **why)
{
	struct stat st;

	int r = lstat(path, &st);

	if (r < 0 && errno != ENOENT)
		return -errno;
	if (r == 0 && S_ISLNK(st.st_mode))
		old->real = realpath(path, NULL);
	else
		old->real = strdup(path);
	if (old->real)
		return 0;
	if (errno == ENOENT)
		*why = "this symbolic link leads nowhere";
	return -errno;
}

static int look_at_old(struct old *old, const char *path, const char **why)
{
	int r;

	if (!*path || path[strlen(path) - 1] == '/') {
		*why = "this is not the name of a file";
		return -EISDIR;
	}
	old->there = stat(path, &old->st) == 0;
	/* else a file that is there would lose its owner and its permissions */
	if (!old->there && errno != ENOENT)
		return -errno;
	if (old->there && !S_ISREG(old->st.st_mode)) {
		*why = "this is not a regular file, and would be replaced";
		return -EINVAL;
	}
	r = follow(old, path, why);
	if (!old->real)
		return r;
	return old->there && faccessat(AT_FDCWD, old->real, W_OK, AT_EACCESS) != 0 ? -errno : 0;
}

int hwreg_replace_file(const char *path, const struct hwreg_replacement *with, const char **why)
{
	struct hwreg_replacement like = *with;
	struct old old = { .real = NULL };
	mode_t mode = 0666;
	int r;

	*why = NULL;
	r = look_at_old(&old, path, why);
	if (!old.real)
		return r;
	if (!r && old.there) {
		like.like = &old.st;
		mode = old.st.st_mode & 0777;
	}
	if (!r)
		r = hwreg_replace(AT_FDCWD, old.real, mode, true, &like);
	if (!r)
		r = sync_folder(old.real);
	free(old.real);
	return r;
}
