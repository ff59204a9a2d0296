// SPDX-License-Identifier: MIT
/* cache.c - boards that were loaded before: where they are kept, and whether they still hold */
#include "cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "compiled.h"
#include "loader.h"
#include "trust.h"

#define ROOT_FOLDER "/var/cache/hwreg"

/* ---- Where ------------------------------------------------------------------------------------ */

/* A process with more rights than its user must not believe what the user can write. */
static bool is_privileged(void)
{
	return getauxval(AT_SECURE) || geteuid() != getuid() || getegid() != getgid();
}

static char *under(const char *folder, const char *below)
{
	char *path;

	if (!folder || folder[0] != '/')
		return NULL;
	return asprintf(&path, "%s%s", folder, below) < 0 ? NULL : path;
}

/* NULL: there is no cache, or no memory */
static char *choose_folder(void)
{
	const char *said = getenv("HWREG_CACHE"), *xdg = getenv("XDG_CACHE_HOME");

	if (is_privileged())
		return NULL;
	if (said && *said)
		return under(said, "");
	if (geteuid() == 0)
		return strdup(ROOT_FOLDER);
	return xdg && *xdg ? under(xdg, "/hwreg") : under(getenv("HOME"), "/.cache/hwreg");
}

static bool is_ours(int fd, mode_t kind, struct stat *st)
{
	return fstat(fd, st) == 0 && (st->st_mode & S_IFMT) == kind && st->st_uid == geteuid() &&
	       !(st->st_mode & (S_IWGRP | S_IWOTH));
}

/*
 * Every entry is of this time, the beginning of 2000: whoever writes into one or cuts it gives it another. So
 * damage is seen at once. What is seen only when a page is read may come too late: by then the command may
 * have given up opening files, and so making the image again.
 */
static const struct timespec entry_time = { .tv_sec = 946684800 };

static bool is_whole_entry(int fd)
{
	struct stat st;

	return is_ours(fd, S_IFREG, &st) && st.st_mtim.tv_sec == entry_time.tv_sec &&
	       st.st_mtim.tv_nsec == entry_time.tv_nsec;
}

static void make_folder(const char *folder)
{
	char *parent = strdup(folder), *slash = parent ? strrchr(parent, '/') : NULL;

	if (slash && slash != parent) {
		*slash = '\0';
		mkdir(parent, 0700);
	}
	mkdir(folder, 0700);
	free(parent);
}

static int open_folder(const char *folder, bool make)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = open(folder, flags);
	struct stat st;

	if (fd < 0 && errno == ENOENT && make) {
		make_folder(folder);
		fd = open(folder, flags);
	}
	if (fd >= 0 && !is_ours(fd, S_IFDIR, &st)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* ---- The note: a number of entries, the key, then stamps and paths, each text ended by a NUL ---- */

static char *make_key(const char *path, const char *search_path)
{
	bool relative = path[0] != '/';
	char *here = NULL, *key;

	for (const char *at = search_path; *at; at += strcspn(at, ":"), at += *at == ':')
		relative = relative || *at != '/';
	if (relative) {
		here = getcwd(NULL, 0);
		if (!here)
			return NULL;
	}
	if (asprintf(&key, "%s %s\n%s\n%s\n%s", HWREG_VERSION, BOARD_SOURCES, path,
		     here ? here : "", search_path) < 0)
		key = NULL;
	free(here);
	return key;
}

/* The same place for all builds, so that a new one takes the old one's */
static char *make_name(const char *path, const char *key)
{
	const char *file = strrchr(path, '/'), *place = key + strcspn(key, "\n");
	uint64_t hash = 0xcbf29ce484222325;
	char *name;

	file = file ? file + 1 : path;
	for (; *place; place++)
		hash = (hash ^ (unsigned char)*place) * UINT64_C(0x100000001b3);
	if (asprintf(&name, "%.*s-%016llx" COMPILED_SUFFIX,
		     (int)(strcspn(file, ".") < 64 ? strcspn(file, ".") : 64), file,
		     (unsigned long long)hash) < 0)
		return NULL;
	return name;
}

int cache_open(struct cache *cache, const char *path, const char *search_path, bool found,
	       bool wanted)
{
	*cache = (struct cache){ .found = found };
	if (!wanted)
		return 0;
	cache->folder = choose_folder();
	if (!cache->folder)
		return 0;
	cache->path = strdup(path);
	cache->search_path = strdup(search_path);
	cache->key = make_key(path, search_path);
	if (cache->key)
		cache->name = make_name(path, cache->key);
	if (cache->path && cache->search_path && cache->name)
		return 0;
	cache_close(cache);
	return 0;
}

void cache_close(struct cache *cache)
{
	free(cache->path);
	free(cache->search_path);
	free(cache->key);
	free(cache->folder);
	free(cache->name);
	*cache = (struct cache){ .path = NULL };
}

static char *make_note(const struct cache *cache, const struct depends *depends, size_t *size)
{
	const struct depend *list = depends->list.data;
	size_t key = strlen(cache->key) + 1, length;
	char *note, *at;

	*size = key;
	for (size_t i = 0; i < depends->list.count; i++)
		*size += sizeof(struct stamp) + strlen(list[i].path) + 1;
	note = at = malloc(*size);
	if (!note)
		return NULL;
	at = (char *)memcpy(at, cache->key, key) + key;
	for (size_t i = 0; i < depends->list.count; i++) {
		length = strlen(list[i].path) + 1;
		memcpy(at, &list[i].stamp, sizeof(struct stamp));
		memcpy(at + sizeof(struct stamp), list[i].path, length);
		at += sizeof(struct stamp) + length;
	}
	return note;
}

/* What the loader does with each file that it opens */
static bool may_obey(const struct cache *cache, const char *path, char **writable)
{
	char *breach = *writable && !cache->found ? NULL : trust_breach(path);

	if (!breach)
		return true;
	if (cache->found) {
		free(breach);
		return false; /* the loader says why */
	}
	*writable = breach;
	return true;
}

/* A text of the note, with its end in it; the note is not to be believed in its own lengths */
static const char *next_text(const char **at, const char *end)
{
	const char *text = *at, *nul = memchr(text, '\0', (size_t)(end - text));

	if (!nul)
		return NULL;
	*at = nul + 1;
	return text;
}

static bool note_holds(const struct cache *cache, const struct image_store *store, char **writable)
{
	size_t size;
	const char *at = image_store_note(store, &size), *end = at + size, *text;
	struct stamp stamp;

	text = size ? next_text(&at, end) : NULL;
	if (!text || strcmp(text, cache->key) != 0)
		return false;
	while (at < end) {
		if ((size_t)(end - at) <= sizeof(stamp))
			return false;
		memcpy(&stamp, at, sizeof(stamp));
		at += sizeof(stamp);
		text = next_text(&at, end);
		if (!text || !depend_holds(text, &stamp) ||
		    (stamp.inode && !may_obey(cache, text, writable)))
			return false;
	}
	return true;
}

/* ---- Out of it, and into it ------------------------------------------------------------------- */

/* What a store needs to make its image again: one allocation, freed with it */
struct again {
	bool found;
	const char *search_path; /* in path, behind its end */
	char path[];
};

static struct image_header *make_again(void *data)
{
	const struct again *again = data;
	const struct origin origin = { .path = again->path, .found = again->found };
	struct image_header *image = NULL;
	struct cache cache;

	if (cache_open(&cache, again->path, again->search_path, again->found, true))
		return NULL;
	load_image(&image, &cache, &origin, again->search_path, NULL, NULL, NULL);
	cache_close(&cache);
	return image;
}

static struct again *remember(const struct cache *cache)
{
	size_t path = strlen(cache->path) + 1, search_path = strlen(cache->search_path) + 1;
	struct again *again = malloc(sizeof(*again) + path + search_path);

	if (!again)
		return NULL;
	again->found = cache->found;
	memcpy(again->path, cache->path, path);
	again->search_path = memcpy(again->path + path, cache->search_path, search_path);
	return again;
}

static struct image_store *open_entry(const struct cache *cache)
{
	struct image_store *store = NULL;
	int folder = cache->key ? open_folder(cache->folder, false) : -1, fd;

	if (folder < 0)
		return NULL;
	fd = openat(folder, cache->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	close(folder);
	if (fd >= 0 && !is_whole_entry(fd)) {
		close(fd);
		fd = -1;
	}
	if (fd < 0 || image_store_open(&store, fd, cache->name, NULL))
		return NULL;
	return store;
}

static struct hwreg_board *give(const struct cache *cache, struct image_store *store,
				char *writable)
{
	struct hwreg_board *board = calloc(1, sizeof(*board));
	struct again *again = remember(cache);
	char *entry;

	if (asprintf(&entry, "%s/%s", cache->folder, cache->name) < 0)
		entry = NULL;
	if (!board || !again || !entry) {
		free(board);
		free(again);
		free(entry);
		return NULL;
	}
	image_store_on_damage(store, make_again, again);
	board->store = store;
	board->image = image_store_image(store);
	board->writable = writable;
	board->cached = true;
	board->entry = entry;
	return board;
}

struct hwreg_board *cache_load(const struct cache *cache)
{
	struct image_store *store = open_entry(cache);
	struct hwreg_board *board = NULL;
	char *writable = NULL;

	if (store && note_holds(cache, store, &writable))
		board = give(cache, store, writable);
	if (!board) {
		image_store_free(store);
		free(writable);
	}
	return board;
}

void cache_save(const struct cache *cache, const struct image_header *image,
		const struct depends *depends)
{
	size_t size;
	char *note;
	int folder;

	if (!cache->key || depends->doubtful)
		return;
	folder = open_folder(cache->folder, true);
	if (folder < 0)
		return;
	note = make_note(cache, depends, &size);
	if (note) /* whatever comes of it */
		(void)compiled_write(folder, cache->name, &entry_time, image, note, size);
	free(note);
	close(folder);
}
