// SPDX-License-Identifier: MIT
/* shell_history.c - the lines of earlier shells, in a file of the user's own */
#include "output.h"
#include "shell.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEPT 1000 /* lines, when there are twice as many */

/*
 * Every directory from @start bytes on, and the one that others are made in, belongs to who runs
 * this: root by sudo may have the home of another, which is to have no files of root's, and where a
 * link could lead anywhere. They are made as XDG wants it; what exists stays as it is.
 */
static bool has_place(char *path, size_t start, bool make)
{
	bool own = false, exists = true;
	struct stat st;

	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (stat(path, &st) == 0)
			own = S_ISDIR(st.st_mode) && st.st_uid == geteuid();
		else
			exists = make && own && mkdir(path, 0700) == 0;
		*slash = '/';
		if (!exists || (!own && (size_t)(slash - path) >= start))
			return false;
	}
	return true;
}

/* Return: for free(); NULL if there is none, or it may not be used */
static char *history_path(bool make)
{
	const char *state = getenv("XDG_STATE_HOME"), *start = getenv("HOME");
	const char *rest = "/.local/state/hwreg/history";
	char *path;

	if (state && *state == '/') {
		start = state;
		rest = "/hwreg/history";
	}
	if (getauxval(AT_SECURE) || !start || *start != '/')
		return NULL;
	path = output_strdup("%s%s", start, rest);
	if (has_place(path, strlen(start), make))
		return path;
	free(path);
	return NULL;
}

static int open_file(int flags)
{
	char *path = history_path(flags & O_CREAT);
	struct stat st;
	int fd;

	if (!path)
		return -1;
	fd = open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK, 0600);
	free(path);
	if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_uid != geteuid())) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* The file with its last lines alone; Return: false if it stays as it was */
static bool shorten(char *const *lines, size_t count)
{
	char *path = history_path(false), *made = path ? output_strdup("%s.XXXXXX", path) : NULL;
	int fd = made ? mkstemp(made) : -1;
	FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
	bool good = file != NULL;

	for (size_t i = count - KEPT; file && i < count; i++)
		good = fputs(lines[i], file) >= 0 && good;
	if (file)
		good = fclose(file) == 0 && good;
	if (good)
		good = rename(made, path) == 0;
	if (!good && fd >= 0)
		unlink(made);
	free(made);
	free(path);
	return good;
}

void history_each(void (*call)(void *data, const char *line), void *data)
{
	int fd = open_file(O_RDONLY);
	FILE *file = fd >= 0 ? fdopen(fd, "r") : NULL;
	size_t count = 0, room = 0, size = 0;
	char **lines = NULL, *line = NULL;

	while (file && getline(&line, &size, file) > 0) {
		if (count == room) {
			room = room ? 2 * room : KEPT;
			lines = realloc(lines, room * sizeof(*lines));
			if (!lines)
				output_die_memory();
		}
		lines[count++] = output_strdup("%s", line);
	}
	free(line);
	if (file)
		fclose(file);
	if (count > (size_t)2 * KEPT)
		shorten(lines, count);
	for (size_t i = 0; i < count; i++) {
		if (count - i <= KEPT)
			call(data, lines[i]);
		free(lines[i]);
	}
	free(lines);
}

void history_add(const char *line)
{
	int fd = open_file(O_WRONLY | O_APPEND | O_CREAT);
	char *text;

	if (fd < 0)
		return;
	text = output_strdup("%s\n", line);
	/* in one write, as two shells may be open; a full disk costs the line */
	if (write(fd, text, strlen(text)) < 0)
		errno = 0;
	free(text);
	close(fd);
}
