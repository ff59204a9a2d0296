// SPDX-License-Identifier: MIT
/*
 * depend.c - stamps of files
 *
 * The time of a change (ctime) is the system's: unlike that of a modification nobody can set it back.
 * But a clock has a grain. A file that changed when it was read may change once more within the same
 * tick and keep its stamp, so that one is doubtful whose times are less than GRAIN before the start of
 * the reading, or after it. Linux takes a file's times from a clock of at most 10 ms; the grain is that of
 * the coarsest file system, FAT, whose modification times are two seconds apart. On file systems
 * where another machine or program says what the times are, and when they are seen, every file is
 * doubtful.
 */
#include "depend.h"

#include <fcntl.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)
#define GRAIN (2 * SECOND)

static int64_t nanoseconds(const struct timespec *time)
{
	return (int64_t)time->tv_sec * SECOND + time->tv_nsec;
}

static struct stamp make_stamp(const struct stat *st)
{
	return (struct stamp){ st->st_dev, st->st_ino, (uint64_t)st->st_size,
			       nanoseconds(&st->st_mtim), nanoseconds(&st->st_ctim) };
}

void depends_init(struct depends *depends, struct arena *arena)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	*depends = (struct depends){ .arena = arena,
				     .list = { .size = sizeof(struct depend) },
				     .start = nanoseconds(&now) };
}

static void add(struct depends *depends, const char *path, const struct stamp *stamp)
{
	struct depend *depend = array_push(depends->arena, &depends->list, 1);

	if (depend)
		*depend = (struct depend){ path, *stamp };
}

/* NFS, SMB (three kinds), FUSE, 9P, Ceph, AFS, Coda, VirtualBox, proc and sysfs */
static bool is_remote(int fd)
{
	static const uint32_t types[] = { 0x6969,     0x517b,     0xff534d42, 0xfe534d42,
					  0x65735546, 0x01021997, 0x00c36400, 0x5346414f,
					  0x73757245, 0x786f4256, 0x9fa0,     0x62656572 };
	struct statfs fs;

	if (fstatfs(fd, &fs) < 0)
		return true;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if ((uint32_t)fs.f_type == types[i])
			return true;
	return false;
}

void depends_file(struct depends *depends, const char *path, int fd, const struct stat *st)
{
	struct stamp stamp = make_stamp(st);

	if (!depends->arena)
		return;
	if (!S_ISREG(st->st_mode) || stamp.mtime > depends->start - GRAIN ||
	    stamp.ctime > depends->start - GRAIN || is_remote(fd))
		depends->doubtful = true;
	add(depends, path, &stamp);
}

void depends_missing(struct depends *depends, const char *path)
{
	struct stamp none = { .device = 0 };

	if (depends->arena)
		add(depends, path, &none);
}

/* The file is opened as it would be to be read: so it must be readable, and its times are fresh. */
bool depend_holds(const char *path, const struct stamp *stamp)
{
	struct stamp now = { .device = 0 };
	struct stat st;
	int fd;

	if (!stamp->inode)
		return access(path, F_OK) != 0;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0)
		now = make_stamp(&st);
	close(fd);
	return now.device == stamp->device && now.inode == stamp->inode &&
	       now.size == stamp->size && now.mtime == stamp->mtime && now.ctime == stamp->ctime;
}
