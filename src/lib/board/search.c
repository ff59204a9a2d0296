// SPDX-License-Identifier: MIT
/* search.c - board files by name or by machine, in the directories of the search path */
#include "search.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiled.h"
#include "loader.h"
#include "machine.h"
#include "nearest.h"
#include "trust.h"

#ifndef HWREG_BOARDDIR
#define HWREG_BOARDDIR "/usr/local/share/hwreg/boards"
#endif
#define ETC "/etc/hwreg/boards"
#define SUFFIX ".yaml"

int search_options(struct hwreg_board_options *out, const struct hwreg_board_options *user,
		   struct hwreg_error *err)
{
	memset(out, 0, sizeof(*out));
	if (user) {
		if (user->size < offsetof(struct hwreg_board_options, path))
			return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
					       "struct hwreg_board_options without its size");
		for (size_t i = sizeof(*out); i < user->size; i++)
			if (((const char *)user)[i])
				return hwreg_error_set(
					err, HWREG_ERROR_REQUEST, EINVAL,
					"struct hwreg_board_options has options that "
					"this version does not know");
		memcpy(out, user, user->size < sizeof(*out) ? user->size : sizeof(*out));
	}
	out->size = sizeof(*out);
	if (out->flags & ~HWREG_BOARD_CACHE)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "unknown flags for a board: 0x%llx",
				       (unsigned long long)(out->flags & ~HWREG_BOARD_CACHE));
	return 0;
}

char *search_path_new(const struct hwreg_board_options *options)
{
	const char *first = geteuid() == 0 ? NULL : secure_getenv("HWREG_BOARD_PATH");
	const char *home = geteuid() == 0 ? NULL : secure_getenv("HOME");
	char *path;
	int length;

	if (options->path)
		return strdup(options->path);
	length = asprintf(&path, "%s%s%s%s%s", first ? first : "", first && *first ? ":" : "",
			  home ? home : "", home ? "/.config/hwreg/boards:" : "",
			  ETC ":" HWREG_BOARDDIR);
	return length < 0 ? NULL : path;
}

/* ---- directories ---- */

static bool has_suffix(const char *name)
{
	size_t length = strlen(name);

	return length > strlen(SUFFIX) && strcmp(name + length - strlen(SUFFIX), SUFFIX) == 0;
}

bool search_is_path(const char *name)
{
	size_t length = strlen(name), suffix = strlen(COMPILED_SUFFIX);

	return strchr(name, '/') || has_suffix(name) ||
	       (length > suffix && strcmp(name + length - suffix, COMPILED_SUFFIX) == 0);
}

/* The next directory of a path in a buffer of the arena; NULL at the end. */
static const char *next_directory(struct arena *arena, const char **path)
{
	while (**path) {
		const char *start = *path;
		size_t length = strcspn(start, ":");

		*path += length + (start[length] == ':');
		if (length)
			return arena_text(arena, start, length);
	}
	return NULL;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names of the files *.yaml of a directory, sorted; one that is not there or not for this user has none.
 * Return: 0 or a negative errno: what else keeps them from being read */
static int list_directory(struct arena *arena, const char *directory, struct array *names)
{
	DIR *dir = opendir(directory);
	const struct dirent *entry;
	int r;

	if (!dir)
		return search_lacks(errno) ? 0 : -errno;
	while (errno = 0, (entry = readdir(dir))) {
		const char **slot;

		if (entry->d_name[0] == '.' || !has_suffix(entry->d_name))
			continue;
		slot = array_push(arena, names, 1);
		if (!slot)
			break;
		*slot = arena_text(arena, entry->d_name, strlen(entry->d_name) - strlen(SUFFIX));
		if (!*slot)
			names->count--;
	}
	r = entry ? 0 : -errno;
	closedir(dir);
	if (names->count)
		qsort(names->data, names->count, sizeof(char *), compare_names);
	return r;
}

/* ---- by name ---- */

static bool is_file(const char *name)
{
	struct stat st;

	return stat(name, &st) == 0 && S_ISREG(st.st_mode);
}

static int not_found(struct arena *arena, const char *name, const char *path,
		     struct hwreg_error *err)
{
	struct hwreg_nearest nearest = { .word = name };
	char hint[512], *where = strdup(path);
	const char *directory, *rest = path;

	if (!where)
		return hwreg_error_memory(err);
	while ((directory = next_directory(arena, &rest))) {
		struct array names = { .size = sizeof(char *) };

		list_directory(arena, directory, &names);
		for (size_t i = 0; i < names.count; i++)
			hwreg_nearest_offer(&nearest, ((const char **)names.data)[i]);
	}
	if (is_file(name))
		snprintf(hint, sizeof(hint), "; for the file in this directory say ./%s", name);
	else
		hwreg_nearest_hint(&nearest, hint, sizeof(hint));
	hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOENT, "no board %s" SUFFIX " in %s%s", name,
			where, hint);
	free(where);
	return -ENOENT;
}

static int find_in_path(const char *name, const char *path, char **out, struct hwreg_error *err)
{
	struct arena arena = { 0 };
	const char *directory, *rest = path;
	char *file = NULL;
	int r = 0;

	while (!file && (directory = next_directory(&arena, &rest))) {
		if (asprintf(&file, "%s/%s" SUFFIX, directory, name) < 0) {
			file = NULL;
			arena.failed = true;
			break;
		}
		if (access(file, F_OK) != 0 && search_lacks(errno)) {
			free(file);
			file = NULL;
		}
	}
	if (arena.failed)
		r = hwreg_error_memory(err);
	else if (!file)
		r = not_found(&arena, name, path, err);
	else
		*out = file;
	arena_free(&arena);
	return r;
}

static int no_file(const char *name, int sys_errno, struct hwreg_error *err)
{
	if (sys_errno == ENOENT)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOENT,
				       "%s: there is no such file", name);
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, sys_errno, "%s: %s", name,
			       strerror(sys_errno));
}

int hwreg_board_find(const char *name, const struct hwreg_board_options *options, char **out,
		     struct hwreg_error *err)
{
	struct hwreg_board_options full;
	char *path, *file = NULL;
	int r = search_options(&full, options, err);

	if (r)
		return r;
	if (!name[0])
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "the name of a board is empty");
	if (search_is_path(name)) {
		if (access(name, F_OK) != 0)
			return no_file(name, errno, err);
		path = strdup(name);
		if (!path)
			return hwreg_error_memory(err);
		*out = path;
		return 0;
	}
	path = search_path_new(&full);
	if (!path)
		return hwreg_error_memory(err);
	r = find_in_path(name, path, &file, err);
	free(path);
	if (!r)
		r = trust_check(file, err);
	if (!r)
		*out = file;
	else
		free(file);
	return r;
}

/* ---- all of them ---- */

static int list_path(struct arena *arena, const char *path, const char *below,
		     int (*callback)(void *data, const char *name, const char *file), void *data,
		     struct hwreg_error *err)
{
	const char *directory, *rest = path;
	struct map seen = { 0 };
	int r = 0;

	while (!r && (directory = next_directory(arena, &rest))) {
		struct array names = { .size = sizeof(char *) };

		directory = arena_format(arena, "%s%s%s", directory, *below ? "/" : "", below);
		if (!directory)
			break;
		r = list_directory(arena, directory, &names);
		if (r)
			return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, -r, "%s: %s",
					       directory, strerror(-r));
		for (size_t i = 0; !r && i < names.count; i++) {
			const char *name = ((const char **)names.data)[i];
			const char *file = arena_format(arena, "%s/%s" SUFFIX, directory, name);

			if (file && !map_find(&seen, name, strlen(name)) &&
			    map_add(arena, &seen, name, 0))
				r = callback(data, name, file);
		}
	}
	return r;
}

int search_files(const char *search_path, const char *below,
		 int (*callback)(void *data, const char *name, const char *file), void *data,
		 struct hwreg_error *err)
{
	struct arena arena = { 0 };
	int r = list_path(&arena, search_path, below, callback, data, err);

	if (arena.failed)
		r = hwreg_error_memory(err);
	arena_free(&arena);
	return r;
}

int hwreg_board_list(const struct hwreg_board_options *options,
		     int (*callback)(void *data, const char *name, const char *file), void *data,
		     struct hwreg_error *err)
{
	struct hwreg_board_options full;
	char *path;
	int r = search_options(&full, options, err);

	if (r)
		return r;
	path = search_path_new(&full);
	r = path ? search_files(path, "", callback, data, err) : hwreg_error_memory(err);
	free(path);
	return r;
}

/* ---- by machine ---- */

struct candidate {
	const char *name; /* of the board */
	const char *file;
	uint32_t directory; /* position in the search path */
};

/* Does a file describe this machine? Its types and blocks are not read for that. Return: 0, then *name
 * is that of its board or NULL, or a negative errno */
static int file_matches(struct arena *arena, const char *file, const char *search_path,
			const struct machine *machine, const char **name)
{
	struct loader *loader = loader_new(search_path, NULL);
	struct hwreg_board board = { .image = NULL };
	struct image_header *image = NULL;
	int r;

	*name = NULL;
	if (!loader)
		return -ENOMEM;
	r = source_peek(loader, file);
	if (loader->match && loader->board && loader->board->kind == NODE_TEXT)
		image = draft_finish(loader, file);
	board.image = image;
	if (image && !image->match_any && machine_matches(machine, &board)) {
		*name = arena_text(arena, loader->board->text, strlen(loader->board->text));
	}
	if (loader->arena.failed)
		r = -ENOMEM;
	free(image);
	loader_free(loader);
	return r;
}

static void add_candidate(struct arena *arena, struct array *candidates, const char *name,
			  const char *file, uint32_t directory)
{
	const struct candidate *known = candidates->data;
	struct candidate *slot;

	for (size_t i = 0; i < candidates->count; i++)
		if (strcmp(known[i].name, name) == 0 && known[i].directory < directory)
			return;
	slot = array_push(arena, candidates, 1);
	if (slot)
		*slot = (struct candidate){ name, file, directory };
}

static bool is_regular(const char *file)
{
	struct stat st;

	return stat(file, &st) == 0 && S_ISREG(st.st_mode);
}

/* Not to know of a board would be to work without what it says: what cannot be read ends it.
 * Return: 0 or a negative errno; *what is the file or directory then, or NULL where err says it */
static int find_candidates(struct arena *arena, const char *path, const struct machine *machine,
			   struct array *candidates, const char **what, struct hwreg_error *err)
{
	struct map seen = { 0 };
	const char *directory, *rest = path;
	int r = 0;

	for (uint32_t n = 0; !r && (directory = next_directory(arena, &rest)); n++) {
		struct array names = { .size = sizeof(char *) };

		*what = directory;
		r = list_directory(arena, directory, &names);
		for (size_t i = 0; !r && i < names.count; i++) {
			const char *stem = ((const char **)names.data)[i], *name;
			const char *file = arena_format(arena, "%s/%s" SUFFIX, directory, stem);

			if (!file || map_find(&seen, stem, strlen(stem)) || !is_regular(file) ||
			    !map_add(arena, &seen, stem, 0))
				continue;
			*what = NULL;
			if (trust_is_strict())
				r = trust_check(file, err);
			if (r)
				break;
			*what = file;
			r = file_matches(arena, file, path, machine, &name);
			if (!r && name)
				add_candidate(arena, candidates, name, file, n);
		}
	}
	return r;
}

static int several(const struct array *candidates, struct hwreg_error *err)
{
	const struct candidate *list = candidates->data;

	hwreg_error_set(err, HWREG_ERROR_REQUEST, EEXIST, "several boards describe this machine: ");
	for (size_t i = 0; i < candidates->count; i++)
		hwreg_error_append(err, "%s%s (%s)", i ? ", " : "", list[i].name, list[i].file);
	hwreg_error_append(err, "; choose with -b");
	return -EEXIST;
}

int search_detect(struct hwreg_board **out, const struct hwreg_board_options *options,
		  const char *root, struct hwreg_error *err)
{
	struct array candidates = { .size = sizeof(struct candidate) };
	struct hwreg_board_options full;
	struct arena arena = { 0 };
	struct machine machine;
	const char *what = NULL;
	char *path, text[256];
	int r = search_options(&full, options, err);

	if (r)
		return r;
	path = search_path_new(&full);
	machine_read(&machine, root);
	if (machine.failed) {
		what = machine.failed_at;
		r = -machine.failed;
	}
	if (path && !r)
		r = find_candidates(&arena, path, &machine, &candidates, &what, err);
	if (!path || arena.failed || r == -ENOMEM)
		r = hwreg_error_memory(err);
	else if (r)
		r = what ? hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, -r,
					   "find the board for this machine: %s: %s", what,
					   strerror(-r))
			 : r;
	else if (candidates.count == 0)
		r = hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOENT,
				    "no board in %s describes this machine (%s)", path,
				    machine_describe(&machine, text, sizeof(text)));
	else if (candidates.count > 1)
		r = several(&candidates, err);
	else
		r = load_board(out, ((struct candidate *)candidates.data)->file, true, &full, err);
	machine_release(&machine);
	arena_free(&arena);
	free(path);
	return r;
}

int hwreg_board_detect(struct hwreg_board **out, const struct hwreg_board_options *options,
		       struct hwreg_error *err)
{
	return search_detect(out, options, "", err);
}
