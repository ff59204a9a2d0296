// SPDX-License-Identifier: MIT
/* cmd_load.c - hwreg load: write a file's bytes to many registers */
#include "many.h"
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIPE_MOST ((size_t)64 << 20)

/**
 * struct file - what is loaded
 * @path: for messages
 * @start: offset of the first byte: standard input may have been read in part
 * @size: bytes; what is more by now is not loaded, what is less is an error
 * @memory: all of it, where it cannot be read again, as from a pipe; or NULL
 */
struct file {
	const char *path;
	int fd;
	off_t start;
	uint64_t size;
	unsigned char *memory;
};

static int failed(struct context *context, const struct file *file, int sys_errno)
{
	return output_fail(&context->err, HWREG_ERROR_ACCESS, "%s: %s", file->path,
			   strerror(sys_errno));
}

/* Before the first access: a pipe that ends early must not leave a device half loaded */
static int read_pipe(struct context *context, struct file *file)
{
	size_t room = 65536;
	ssize_t got = 1;

	file->memory = malloc(room);
	while (file->memory && got > 0 && file->size <= PIPE_MOST) {
		if (file->size == room) {
			room *= 2;
			file->memory = realloc(file->memory, room);
		}
		if (!file->memory)
			break;
		do
			got = read(file->fd, file->memory + file->size, room - file->size);
		while (got < 0 && errno == EINTR);
		if (got < 0)
			return failed(context, file, errno);
		file->size += got;
	}
	if (!file->memory)
		output_die_memory();
	if (file->size <= PIPE_MOST)
		return 0;
	return output_fail(&context->err, HWREG_ERROR_REQUEST,
			   "%s: more than 64 MiB from a pipe; put it into a file", file->path);
}

static int open_file(struct context *context, struct file *file)
{
	bool standard = strcmp(file->path, "-") == 0;
	struct stat st;

	if (standard && context->shared)
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "-: in a shell standard input is the lines; name a file");
	if (standard)
		file->path = "standard input";
	file->fd = standard ? STDIN_FILENO : open(file->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (file->fd < 0 || fstat(file->fd, &st) != 0)
		return output_fail(&context->err, HWREG_ERROR_UNAVAILABLE, "%s: %s", file->path,
				   strerror(errno));
	if (S_ISDIR(st.st_mode))
		return output_fail(&context->err, HWREG_ERROR_REQUEST, "%s: a directory",
				   file->path);
	if (!S_ISREG(st.st_mode))
		return read_pipe(context, file);
	file->start = lseek(file->fd, 0, SEEK_CUR);
	if (file->start < 0)
		return failed(context, file, errno);
	file->size = st.st_size > file->start ? (uint64_t)(st.st_size - file->start) : 0;
	return 0;
}

static int get(struct many *many, uint64_t index, uint64_t count, const struct hwreg_item *item,
	       unsigned char *bytes)
{
	struct file *file = many->data;
	uint64_t size = item->width / 8, at = index * size, want = count * size;
	ssize_t got;

	if (file->memory) {
		memcpy(bytes, file->memory + at, want);
		return 0;
	}
	while (want) {
		got = pread(file->fd, bytes, want, file->start + (off_t)at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return failed(many->context, file, errno);
		if (got == 0)
			return output_fail(&many->context->err, HWREG_ERROR_ACCESS,
					   "%s: has become shorter while it was loaded",
					   file->path);
		bytes += got;
		at += got;
		want -= got;
	}
	return 0;
}

/* ---- Checks ----------------------------------------------------------------------------------- */

static int check_size(struct context *context, const struct file *file, unsigned int width)
{
	if (!file->size)
		return output_fail(&context->err, HWREG_ERROR_REQUEST, "%s: empty", file->path);
	if (file->size % (width / 8) == 0)
		return 0;
	return output_fail(&context->err, HWREG_ERROR_REQUEST,
			   "%s: %llu bytes are not a multiple of the registers' %u bits",
			   file->path, (unsigned long long)file->size, width);
}

/* Its width says how many values the file has, and these say how far the location goes */
static int find_width(struct context *context, const char *word, unsigned int *width)
{
	struct hwreg_location *location;
	struct hwreg_item item;
	int r = hwreg_location_parse_to_write(&location, context->session, word, &context->err);

	if (r < 0)
		return r;
	hwreg_location_item(location, 0, &item);
	*width = item.width;
	hwreg_location_free(location);
	return 0;
}

static int check_gaps(struct many *many)
{
	struct hwreg_item item;

	if (hwreg_location_stretch(many->to, 0, &item) == hwreg_location_count(many->to))
		return 0;
	return output_fail(&many->context->err, HWREG_ERROR_REQUEST,
			   "%s: its registers do not follow each other, or have several widths; "
			   "load to a range of addresses, or in parts",
			   many->label);
}

static int load(struct many *many, struct file *file)
{
	struct context *context = many->context;
	const char *word = context->settings.arguments.list[0];
	unsigned int width = 0;
	int r = context_open(context, HWREG_WRITE, BOARD_IF_FOUND);

	if (r == 0)
		r = find_width(context, word, &width);
	if (r == 0)
		r = check_size(context, file, width);
	if (r == 0)
		r = many_open_to(many, word, file->size / (width / 8), context->settings.fifo);
	if (r == 0)
		r = check_gaps(many);
	return r < 0 ? r : many_write(many);
}

int cmd_load(struct context *context)
{
	struct file file = { .path = texts_take(&context->settings.arguments), .fd = -1 };
	struct many many = { .context = context, .get = get, .data = &file };
	int r = open_file(context, &file);

	if (r == 0)
		r = load(&many, &file);
	hwreg_location_free(many.to);
	free(file.memory);
	if (file.fd > STDIN_FILENO)
		close(file.fd);
	return r;
}
