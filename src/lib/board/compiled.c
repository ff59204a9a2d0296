// SPDX-License-Identifier: MIT
/* compiled.c - hwreg_board_save(), and loading what it wrote */
#include "compiled.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "trust.h"

/* ---- Reading ---------------------------------------------------------------------------------- */

static bool has_magic(int fd)
{
	char magic[sizeof(IMAGE_FILE_MAGIC) - 1];

	return pread(fd, magic, sizeof(magic), 0) == sizeof(magic) &&
	       memcmp(magic, IMAGE_FILE_MAGIC, sizeof(magic)) == 0;
}

static bool is_compiled_name(const char *path)
{
	size_t length = strlen(path), suffix = strlen(COMPILED_SUFFIX);

	return length > suffix && strcmp(path + length - suffix, COMPILED_SUFFIX) == 0;
}

static struct hwreg_board *make_board(struct image_store *store, const char *path)
{
	struct hwreg_board *board = calloc(1, sizeof(*board));

	if (!board)
		return NULL;
	board->file = strdup(path);
	if (!board->file) {
		free(board);
		return NULL;
	}
	board->store = store;
	board->image = image_store_image(store);
	board->writable = trust_breach(path);
	return board;
}

int compiled_load(struct hwreg_board **out, const char *path, struct hwreg_error *err)
{
	struct image_store *store = NULL;
	struct stat st;
	int r, fd;

	/* who writes into a pipe must find the reader that reads it to its end */
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !is_compiled_name(path))
		return -ENOEXEC;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 && !is_compiled_name(path))
		return -ENOEXEC;
	if (fd < 0)
		return hwreg_error_set(
			err, errno == ENOENT ? HWREG_ERROR_REQUEST : HWREG_ERROR_UNAVAILABLE, errno,
			"%s: %s", path, strerror(errno));
	if (!has_magic(fd)) {
		close(fd);
		if (!is_compiled_name(path))
			return -ENOEXEC;
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EBADMSG,
				       "%s: this is not a compiled board, or its start is damaged; "
				       "compile it again: hwreg board compile",
				       path);
	}
	r = image_store_open(&store, fd, path, err);
	if (!r)
		r = image_store_read_all(store, path, err);
	if (!r) {
		*out = make_board(store, path);
		r = *out ? 0 : hwreg_error_memory(err);
	}
	if (r)
		image_store_free(store);
	return r;
}

/* ---- Writing ---------------------------------------------------------------------------------- */

/* A file beyond the limit would be answered with a signal that ends the process */
static bool is_allowed(const struct image_header *image, size_t note_size)
{
	struct rlimit limit;
	uint64_t most = image->size + image->size / 64 + note_size + 16 * IMAGE_PAGE;

	return getrlimit(RLIMIT_FSIZE, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY ||
	       most <= limit.rlim_cur;
}

static int write_temporary(int folder, const char *temporary, mode_t mode, bool sync,
			   const struct image_header *image, const void *note, size_t note_size)
{
	int r, fd = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			   mode);

	if (fd < 0)
		return -errno;
	r = image_file_write(fd, image, note, note_size);
	if (!r && sync && fsync(fd) < 0 && errno != EINVAL)
		r = -errno;
	if (close(fd) < 0 && !r)
		r = -errno;
	if (r)
		unlinkat(folder, temporary, 0);
	return r;
}

int compiled_write(int folder, const char *path, mode_t mode, bool sync,
		   const struct image_header *image, const void *note, size_t note_size)
{
	const char *slash = strrchr(path, '/');
	int r, start = slash ? (int)(slash + 1 - path) : 0;
	struct timespec now;
	char *temporary;

	if (!is_allowed(image, note_size))
		return -EFBIG;
	clock_gettime(CLOCK_REALTIME, &now);
	if (asprintf(&temporary, "%.*s.%.100s.%ld.%lx", start, path, path + start, (long)getpid(),
		     (unsigned long)now.tv_nsec) < 0)
		return -ENOMEM;
	r = write_temporary(folder, temporary, mode, sync, image, note, note_size);
	if (!r && renameat(folder, temporary, folder, path) < 0) {
		r = -errno;
		unlinkat(folder, temporary, 0);
	}
	free(temporary);
	return r;
}

/* The new name is on the disk when the directory is; where that cannot be asked for, it comes later. */
static void sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? strndup(path, (size_t)(slash + 1 - path)) : strdup(".");
	int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(folder);
}

int hwreg_board_save(const struct hwreg_board *board, const char *path, struct hwreg_error *err)
{
	const char *what = board->file ? board->file : path;
	struct stat st;
	int r = 0;

	if (board->store)
		r = image_store_read_all(board->store, what, err);
	if (r)
		return r;
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "%s: this is not a regular file, and would be replaced",
				       path);
	r = compiled_write(AT_FDCWD, path, 0666, true, board->image, NULL, 0);
	if (r == -ENOMEM)
		return hwreg_error_memory(err);
	if (r)
		return hwreg_error_set(err, HWREG_ERROR_ACCESS, -r, "%s: %s", path, strerror(-r));
	sync_folder(path);
	return 0;
}
