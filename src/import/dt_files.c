// SPDX-License-Identifier: MIT
/* dt_files.c - a device tree as the kernel shows it: directories are nodes, files are properties */
#include "dt.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct reader {
	struct dt *dt;
	char *buffer;
	size_t left; /* bytes that properties and names may still have */
};

static int compare(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_no_dot(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static bool cannot(struct reader *reader, const char *name, int number)
{
	return dt_refuse(reader->dt, HWREG_ERROR_UNAVAILABLE, number, "%s: %s", name,
			 strerror(number));
}

static bool use(struct reader *reader, size_t size)
{
	if (size > reader->left)
		return dt_refuse(reader->dt, HWREG_ERROR_REQUEST, EFBIG,
				 "this is larger than %zu MiB, which no device tree is",
				 MAX_DT_SIZE >> 20);
	reader->left -= size;
	return true;
}

static bool read_prop(struct reader *reader, int parent, const char *name, struct dt_node *node)
{
	int fd = openat(parent, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
	size_t size = 0;
	ssize_t n = 1;

	if (fd < 0) /* some are for root alone, such as a seed of random numbers */
		return errno == EACCES || cannot(reader, name, errno);
	while (n && size <= reader->left) {
		n = read(fd, reader->buffer + size, reader->left + 1 - size);
		if (n < 0 && errno != EINTR)
			break;
		size += n > 0 ? (size_t)n : 0;
	}
	if (n < 0)
		cannot(reader, name, errno);
	close(fd);
	if (n < 0 || !use(reader, size))
		return false;
	dt_prop_add(reader->dt, node, name, reader->buffer, size);
	return true;
}

static bool read_node(struct reader *reader, int fd, struct dt_node *node);

static bool read_child(struct reader *reader, int parent, const char *name, struct dt_node *node)
{
	struct dt_node *child = dt_node_add(reader->dt, node, name, strlen(name));
	bool good;
	int fd;

	if (!child)
		return false;
	fd = openat(parent, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_DIRECTORY);
	if (fd < 0)
		return cannot(reader, name, errno);
	good = read_node(reader, fd, child);
	close(fd);
	return good;
}

/* Properties first: that is how a flattened tree has them. Other kinds of files are none of it. */
static bool read_entries(struct reader *reader, int fd, struct dt_node *node,
			 struct dirent *const *entries, int count)
{
	for (int directories = 0; directories < 2; directories++) {
		for (int i = 0; i < count; i++) {
			const char *name = entries[i]->d_name;
			struct stat st;

			if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
				continue; /* it has just been removed */
			if (!directories && !use(reader, strlen(name)))
				return false;
			if (!directories && S_ISREG(st.st_mode) &&
			    !read_prop(reader, fd, name, node))
				return false;
			if (directories && S_ISDIR(st.st_mode) &&
			    !read_child(reader, fd, name, node))
				return false;
		}
	}
	return true;
}

static bool read_node(struct reader *reader, int fd, struct dt_node *node)
{
	struct dirent **entries;
	int count = scandirat(fd, ".", &entries, is_no_dot, compare);
	bool good;

	if (count < 0)
		return cannot(reader, node->name, errno);
	good = read_entries(reader, fd, node, entries, count);
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
	return good;
}

bool dt_read_files(struct dt *dt, int fd)
{
	struct reader reader = { dt, malloc(MAX_DT_SIZE + 1), MAX_DT_SIZE };
	struct dt_node *root = dt_node_add(dt, NULL, "", 0);
	bool good;

	if (!reader.buffer)
		dt->options->out_of_memory();
	good = read_node(&reader, fd, root);
	free(reader.buffer);
	if (good && !dt_prop(root, "compatible") && !dt_prop(root, "#address-cells"))
		good = dt_refuse(dt, HWREG_ERROR_REQUEST, EINVAL,
				 "this is no device tree as in /proc/device-tree: it has neither "
				 "compatible nor #address-cells");
	return good;
}
