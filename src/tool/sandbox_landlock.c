// SPDX-License-Identifier: MIT
/* sandbox_landlock.c - rules for landlock(7): which files there still are */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's headers may be older than the kernel: numbers that all CPUs share */
#ifndef __NR_landlock_create_ruleset
#define __NR_landlock_create_ruleset 444
#define __NR_landlock_add_rule 445
#define __NR_landlock_restrict_self 446
#endif

#define VERSION 1 /* a flag: tell the version */
#define PATH_BENEATH 1

enum {
	WRITE_FILE = 1 << 1,
	READ_FILE = 1 << 2,
	READ_DIR = 1 << 3,
	REMOVE_FILE = 1 << 5,
	MAKE_REG = 1 << 8,
	TRUNCATE = 1 << 14,
};

/* Rights that each version was the first to know: of files, of the network, and of what is elsewhere */
static const struct {
	uint64_t files, network, scopes;
} known[] = {
	{ 0x1fff, 0, 0 }, /* Linux 5.13 */
	{ 0x3fff, 0, 0 }, /* 5.19: moving to another folder */
	{ 0x7fff, 0, 0 }, /* 6.2: truncating */
	{ 0x7fff, 3, 0 }, /* 6.7: TCP */
	{ 0xffff, 3, 0 }, /* 6.10: ioctl of devices that are opened later */
	{ 0xffff, 3, 3 }, /* 6.12: abstract sockets and signals */
};

struct ruleset {
	uint64_t files, network, scopes;
};

struct rule {
	uint64_t allowed;
	int32_t parent;
} __attribute__((packed));

static int make(struct ruleset *ruleset)
{
	long version = syscall(__NR_landlock_create_ruleset, NULL, 0, VERSION), fd;
	long most = sizeof(known) / sizeof(known[0]);

	if (version < 1)
		return version < 0 ? -errno : -ENOSYS;
	version = version < most ? version : most;
	*ruleset = (struct ruleset){ known[version - 1].files, known[version - 1].network,
				     known[version - 1].scopes };
	fd = syscall(__NR_landlock_create_ruleset, ruleset, sizeof(*ruleset), 0);
	return fd < 0 ? -errno : (int)fd;
}

static int allow(int fd, const char *path, uint64_t rights)
{
	struct rule rule = { .allowed = rights };
	int r;

	rule.parent = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent < 0)
		return -errno;
	r = syscall(__NR_landlock_add_rule, fd, PATH_BENEATH, &rule, 0) == 0 ? 0 : -errno;
	close(rule.parent);
	return r;
}

/* A file is written under another name in its folder first; what is no regular file is written as it is.
 * What is wrong with the path is told when it is opened. */
static int allow_out(int fd, const struct ruleset *ruleset, const char *out)
{
	uint64_t file = WRITE_FILE | READ_FILE | TRUNCATE;
	uint64_t folder = file | READ_DIR | REMOVE_FILE | MAKE_REG;
	char *path = realpath(out, NULL);
	struct stat st;
	int r;

	if (!path)
		path = strdup(out);
	if (!path)
		return -ENOMEM;
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		r = allow(fd, path, file & ruleset->files);
	else
		r = allow(fd, dirname(path), folder & ruleset->files);
	free(path);
	return r;
}

int sandbox_landlock(const char *out)
{
	struct ruleset ruleset = { 0 };
	int fd = make(&ruleset), r = 0;

	if (fd < 0)
		return fd;
	if (out)
		r = allow_out(fd, &ruleset, out);
	/* without that rule --out would fail when the registers have been read */
	if (r == 0) {
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		r = syscall(__NR_landlock_restrict_self, fd, 0) == 0 ? 0 : -errno;
	}
	close(fd);
	return r;
}
