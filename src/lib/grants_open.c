// SPDX-License-Identifier: MIT
/* grants_open.c - files that only root can have written: the policy, and the groups that it names */
#include "grants.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GROUPS "/etc/group"

/* ---- The way to it ----------------------------------------------------------------------------- */

static const char *kind_of(const struct stat *st)
{
	return S_ISDIR(st->st_mode) ? "directory" : "file";
}

/* What a descriptor really is; an access control list that lets others write shows in the group's bits */
static int check(int fd, const char *path, bool directory, struct hwreg_error *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, errno, "%s: %s", path,
				       strerror(errno));
	if (S_ISLNK(st.st_mode))
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ELOOP,
				       "%s: is a symbolic link, which is not followed here; as "
				       "root, put what it leads to in its place",
				       path);
	if (directory ? !S_ISDIR(st.st_mode) : !S_ISREG(st.st_mode))
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, EPERM, "%s: is no %s", path,
				       directory ? "directory" : "regular file");
	if (st.st_uid != 0 || (st.st_mode & (S_IWGRP | S_IWOTH)))
		return hwreg_error_set(
			err, HWREG_ERROR_UNAVAILABLE, EPERM,
			"%s: others than root can write this %s; as root: chown root "
			"%s; chmod go-w %s",
			path, kind_of(&st), path, path);
	return 0;
}

/* As errno says it, of a part of the way */
static int cannot_open(const char *path, struct hwreg_error *err)
{
	int r = errno;

	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, r, "%s: %s", path, strerror(r));
}

/* From a directory to the next, which is looked at before it is used. Takes @parent. */
static int enter(int parent, const char *name, const char *path, struct hwreg_error *err)
{
	int fd = openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC), r = 0;

	if (fd < 0)
		r = cannot_open(path, err);
	close(parent);
	if (!r)
		r = check(fd, path, true, err);
	if (r && fd >= 0)
		close(fd);
	return r ? r : fd;
}

/* The file itself: opened to read only when it is known to be one. Takes @parent. */
static int open_file(int parent, const char *name, const char *path, struct hwreg_error *err)
{
	int seen = openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC), fd = -1, r;

	r = seen < 0 ? cannot_open(path, err) : check(seen, path, false, err);
	if (!r) {
		fd = openat(parent, name,
			    O_RDONLY | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
		if (fd < 0)
			r = cannot_open(path, err);
		else
			r = check(fd, path, false, err);
	}
	if (seen >= 0)
		close(seen);
	close(parent);
	if (r && fd >= 0)
		close(fd);
	return r ? r : fd;
}

/* @path is cut at its slashes, one after the other */
static int walk(char *path, struct hwreg_error *err)
{
	char *name = path + 1, *slash;
	int fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC), r;

	if (fd < 0)
		return cannot_open("/", err);
	r = check(fd, "/", true, err);
	if (r) {
		close(fd);
		return r;
	}
	while ((slash = strchr(name, '/'))) {
		*slash = '\0';
		fd = enter(fd, name, path, err);
		if (fd < 0)
			return fd;
		*slash = '/';
		name = slash + 1;
	}
	return open_file(fd, name, path, err);
}

int grants_open(const char *path, struct hwreg_error *err)
{
	char *copy;
	int fd;

	if (path[0] != '/')
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "%s: a path from the root on is needed, as each directory "
				       "on the way is looked at",
				       path);
	copy = strdup(path);
	if (!copy)
		return hwreg_error_memory(err);
	fd = walk(copy, err);
	free(copy);
	return fd;
}

/* ---- Groups ------------------------------------------------------------------------------------ */

/* name:password:number:members, group(5) */
static bool line_is(char *line, const char *name, uint32_t *group)
{
	const char *found = strsep(&line, ":"), *number;
	unsigned long value;
	char *end;

	if (strcmp(found, name) != 0 || !strsep(&line, ":"))
		return false;
	number = strsep(&line, ":");
	if (!number || number[0] < '0' || number[0] > '9')
		return false;
	errno = 0;
	value = strtoul(number, &end, 10);
	if (errno || *end || value >= UINT32_MAX)
		return false;
	*group = (uint32_t)value;
	return true;
}

/* The file alone: what other sources of groups there are (nsswitch.conf(5)) would run in this process */
int grants_group_find(const char *name, uint32_t *group)
{
	FILE *file = fopen(GROUPS, "re");
	char *line = NULL;
	bool found = false;
	size_t size = 0;
	int r = 0;

	if (!file)
		return -errno;
	errno = 0;
	while (!found && getline(&line, &size, file) >= 0) {
		line[strcspn(line, "\n")] = '\0';
		found = line_is(line, name, group);
	}
	if (!found)
		r = ferror(file) || errno == ENOMEM ? -(errno ? errno : EIO) : -ENOENT;
	free(line);
	fclose(file);
	return r;
}
