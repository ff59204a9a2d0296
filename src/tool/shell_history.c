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

static char *history_path(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (getauxval(AT_SECURE))
		return NULL;
	if (state && *state == '/')
		return output_strdup("%s/hwreg/history", state);
	return home && *home == '/' ? output_strdup("%s/.local/state/hwreg/history", home) : NULL;
}

/* Each of them as XDG wants it; what exists stays as it is */
static void make_directories(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
}

/* Root by sudo may have another's home: a file there must not become root's */
static bool is_own(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *directory = output_strdup("%.*s", (int)(slash - path), path);
	struct stat st;
	bool own = stat(directory, &st) == 0 && st.st_uid == geteuid();

	free(directory);
	return own;
}

static int open_file(int flags)
{
	char *path = history_path();
	struct stat st;
	int fd = -1;

	if (!path)
		return -1;
	if (flags & O_CREAT)
		make_directories(path);
	if (is_own(path))
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
	char *path = history_path(), *made = path ? output_strdup("%s.XXXXXX", path) : NULL;
	int fd = made && is_own(path) ? mkstemp(made) : -1;
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
	if (count > 2 * KEPT)
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
