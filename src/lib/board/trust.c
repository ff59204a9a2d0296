// SPDX-License-Identifier: MIT
/* trust.c - whether others than root can write a file, or put another one in its place */
#include "trust.h"

#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

static bool others_can_write(const struct stat *st)
{
	if (st->st_uid != 0)
		return true;
	if (S_ISLNK(st->st_mode) || (S_ISDIR(st->st_mode) && (st->st_mode & S_ISVTX)))
		return false;
	return st->st_mode & (S_IWGRP | S_IWOTH);
}

/* Cuts @path at its slashes, one after the other. Return: true with @path as far as the breach. */
static bool walk(char *path)
{
	size_t length = strlen(path);
	struct stat st;

	for (size_t i = 1; i <= length; i++) {
		char after = path[i];

		if ((after != '/' && after) || path[i - 1] == '/')
			continue;
		path[i] = '\0';
		if (lstat(path, &st) == 0 && others_can_write(&st))
			return true;
		path[i] = after;
	}
	return false;
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 ? st.st_mode & S_IFMT : 0;
}

static bool root_directory_is_ours(void)
{
	struct stat st;

	return stat("/", &st) == 0 && !others_can_write(&st);
}

bool trust_is_strict(void)
{
	return getauxval(AT_SECURE);
}

char *trust_breach(const char *path)
{
	char *real, *given;

	if (geteuid() != 0 && !trust_is_strict())
		return NULL;
	real = realpath(path, NULL);
	if (!real) /* it has been found before: somebody is moving it */
		return strdup(path);
	if (!root_directory_is_ours()) {
		strcpy(real, "/");
		return real;
	}
	/* as it was given, for the links on the way; then where they lead */
	given = strdup(path);
	if (given && walk(given)) {
		free(real);
		real = mode_of(given) == S_IFDIR ? realpath(given, NULL) : NULL;
		if (!real)
			return given;
	} else if (given && !walk(real)) {
		free(real);
		real = NULL;
	}
	free(given);
	return real;
}

int trust_check(const char *path, struct hwreg_error *err)
{
	const char *way_out = trust_is_strict() ? "" : ",\nor name the board by its path";
	char *breach = trust_breach(path);

	if (!breach)
		return 0;
	if (mode_of(breach) == S_IFREG)
		hwreg_error_set(err, HWREG_ERROR_REQUEST, EPERM,
				"%s: others than root can write this board description; as root, "
				"chown and chmod it%s",
				breach, way_out);
	else
		hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EPERM,
			"%s: others than root can write the %s %s, and so put another board "
			"description\nthere; as root, chown and chmod it%s",
			path, mode_of(breach) == S_IFLNK ? "link" : "directory", breach, way_out);
	free(breach);
	return -EPERM;
}
