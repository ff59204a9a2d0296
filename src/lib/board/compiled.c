// SPDX-License-Identifier: MIT
/* compiled.c - hwreg_board_save(), and loading what it wrote */
#include "compiled.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "write_file.h"
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

/* BLOCK.REGISTER is below BLOCK */
static bool is_below(const struct hwreg_board *board, uint32_t name, uint32_t group)
{
	const char *above = image_string(board, group), *below = image_string(board, name);
	size_t length = strlen(above);

	return length && strncmp(below, above, length) == 0 && below[length] == '.';
}

static bool registers_hold(const struct hwreg_board *board, uint32_t name, uint32_t block,
			   uint32_t first, uint32_t count)
{
	const struct hwreg_register *reg;

	for (uint32_t i = 0; i < count; i++) {
		reg = image_at(board, IMAGE_REGISTERS, (uint64_t)first + i);
		if (reg->block != block || !is_below(board, reg->name, name))
			return false;
	}
	return true;
}

/* Names lead from a block to its clusters and registers, and addresses back: who looks at either relies
 * on it. The cache's entries are our own, and this would cost a look at every register. */
static bool names_hold(const struct hwreg_board *board)
{
	const struct image_cluster *cluster;
	const struct hwreg_block *block;
	uint64_t registers = 0;
	bool good = true;

	for (uint32_t i = 0; good && i < image_count(board, IMAGE_BLOCKS); i++) {
		block = hwreg_board_block(board, i);
		registers += block->register_count;
		good = registers_hold(board, block->name, i, block->first_register,
				      block->register_count);
	}
	for (uint32_t i = 0; good && i < image_count(board, IMAGE_CLUSTERS); i++) {
		cluster = image_at(board, IMAGE_CLUSTERS, i);
		block = hwreg_board_block(board, cluster->block);
		good = block && is_below(board, cluster->name, block->name) &&
		       registers_hold(board, cluster->name, cluster->block, cluster->first_register,
				      cluster->register_count);
	}
	return good && registers == image_count(board, IMAGE_REGISTERS);
}

/* Each register once, and in order, else a walk from one to the next comes to no end */
static bool addresses_hold(const struct hwreg_board *board)
{
	const struct hwreg_register *reg, *before = NULL;
	const uint32_t *index;

	for (uint64_t i = 0; i < image_count(board, IMAGE_ADDRESSES); i++, before = reg) {
		index = image_at(board, IMAGE_ADDRESSES, i);
		reg = image_at(board, IMAGE_REGISTERS, *index);
		if (before && (reg->space != before->space       ? reg->space < before->space
			       : reg->address != before->address ? reg->address < before->address
								 : reg <= before))
			return false;
	}
	return true;
}

/* The file is read as a whole, and so checked as a whole */
static bool contents_hold(const struct hwreg_board *board)
{
	uint64_t strings = image_count(board, IMAGE_STRINGS);

	for (unsigned int id = 0; id < IMAGE_SECTION_COUNT; id++)
		for (uint64_t i = 0; id != IMAGE_STRINGS && i < image_count(board, id); i++)
			image_at(board, id, i);
	image_string(board, (uint32_t)strings - 1); /* is the last one ended? */
	return names_hold(board) && addresses_hold(board) && image_intact(board, NULL) == 0;
}

int compiled_load(struct hwreg_board **out, const char *path, struct hwreg_error *err)
{
	struct image_store *store = NULL;
	struct hwreg_board *board = NULL;
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
		board = make_board(store, path);
		r = board ? 0 : hwreg_error_memory(err);
	}
	if (r) {
		image_store_free(store);
		return r;
	}
	if (!contents_hold(board)) {
		hwreg_board_free(board);
		return image_store_damaged(path, err);
	}
	*out = board;
	return 0;
}

/* ---- Writing ---------------------------------------------------------------------------------- */

static uint64_t most_bytes(const struct image_header *image, size_t note_size)
{
	return image->size + image->size / 64 + note_size + UINT64_C(16) * IMAGE_PAGE;
}

struct content {
	const struct image_header *image;
	const void *note;
	size_t note_size;
	const struct timespec *modified; /* NULL: the time of writing */
};

static int fill(int fd, const void *data)
{
	const struct content *content = data;
	struct timespec times[2] = { { .tv_nsec = UTIME_OMIT } };
	int r = image_file_write(fd, content->image, content->note, content->note_size);

	if (r || !content->modified)
		return r;
	times[1] = *content->modified;
	return futimens(fd, times) < 0 ? -errno : 0;
}

int compiled_write(int folder, const char *path, const struct timespec *modified,
		   const struct image_header *image, const void *note, size_t note_size)
{
	const struct content content = { image, note, note_size, modified };
	const struct hwreg_replacement with = { .fill = fill,
						.data = &content,
						.most = most_bytes(image, note_size) };

	return hwreg_replace(folder, path, 0600, false, &with);
}

int hwreg_board_save(const struct hwreg_board *board, const char *path, struct hwreg_error *err)
{
	const char *what = board->file ? board->file : path;
	const struct content content = { .image = board->image };
	const struct hwreg_replacement with = { .fill = fill,
						.data = &content,
						.most = most_bytes(board->image, 0) };
	int r = 0;

	if (board->store)
		r = image_store_read_all(board->store, what, err);
	return r ? r : hwreg_write_file(path, &with, err);
}
