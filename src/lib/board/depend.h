/* SPDX-License-Identifier: MIT */
/* depend.h - what a loaded board depends on: the files that were read, and those that were not there */
#ifndef HWREG_LIB_BOARD_DEPEND_H
#define HWREG_LIB_BOARD_DEPEND_H

#include <sys/stat.h>

#include "memory.h"

/** struct stamp - tells one content of a file from another; all 0: there is no such file */
struct stamp {
	uint64_t device;
	uint64_t inode;
	uint64_t size;
	int64_t mtime; /* nanoseconds since 1970, as is the next */
	int64_t ctime;
};

struct depend {
	const char *path;
	struct stamp stamp;
};

/** struct depends - in the order in which they were looked for */
struct depends {
	struct arena *arena;
	struct array list; /* struct depend */
	int64_t start; /* CLOCK_REALTIME before the first of them */
	bool doubtful; /* there is one that may change without a new stamp */
};

/** depends_init() - and start the clock */
void depends_init(struct depends *depends, struct arena *arena);

/** depends_file() - a file that is open and will be read */
void depends_file(struct depends *depends, const char *path, int fd, const struct stat *st);

/** depends_missing() - a file that would have been read if it were there */
void depends_missing(struct depends *depends, const char *path);

/** depend_holds() - is there now what was there then? */
bool depend_holds(const char *path, const struct stamp *stamp);

#endif
