// SPDX-License-Identifier: MIT
/* dt_blob.c - a flattened device tree to nodes; the only user of libfdt */
#include "dt.h"

#include <errno.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LAZY_SONAME "libfdt.so.1"
// clang-format off
#define LAZY_FUNCTIONS(X) \
	X(fdt_check_full) \
	X(fdt_next_node) \
	X(fdt_get_name) \
	X(fdt_first_property_offset) \
	X(fdt_next_property_offset) \
	X(fdt_getprop_by_offset) \
	X(fdt_strerror)
// clang-format on
#include "lazy.h"

/* Return: bytes, or less than 0 */
static ssize_t read_all(struct dt *dt, int fd, char *blob)
{
	size_t size = 0;
	ssize_t n = 1;

	while (n && size <= MAX_DT_SIZE) {
		n = read(fd, blob + size, MAX_DT_SIZE + 1 - size);
		if (n < 0 && errno != EINTR) {
			dt_refuse(dt, HWREG_ERROR_ACCESS, errno, "read: %s", strerror(errno));
			return -1;
		}
		size += n > 0 ? (size_t)n : 0;
	}
	if (size <= MAX_DT_SIZE)
		return (ssize_t)size;
	dt_refuse(dt, HWREG_ERROR_REQUEST, EFBIG,
		  "this is larger than %zu MiB, which no device tree is", MAX_DT_SIZE >> 20);
	return -1;
}

static bool refuse_blob(struct dt *dt, int r)
{
	return dt_refuse(dt, HWREG_ERROR_REQUEST, EINVAL,
			 r == -FDT_ERR_BADMAGIC
				 ? "this is no flattened device tree (dtb); dtc makes one of "
				   "source (dts)"
			 : r == -FDT_ERR_TRUNCATED ? "the end of this device tree is missing (%s)"
						   : "this device tree is damaged (%s)",
			 lazy(fdt_strerror)(r));
}

static bool read_props(struct dt *dt, const void *blob, int offset, struct dt_node *node)
{
	int prop = lazy(fdt_first_property_offset)(blob, offset);
	const char *name;
	const void *data;
	int size;

	for (; prop >= 0; prop = lazy(fdt_next_property_offset)(blob, prop)) {
		data = lazy(fdt_getprop_by_offset)(blob, prop, &name, &size);
		if (!data)
			return refuse_blob(dt, size);
		dt_prop_add(dt, node, name, data, (size_t)size);
	}
	return prop == -FDT_ERR_NOTFOUND || refuse_blob(dt, prop);
}

static bool read_nodes(struct dt *dt, const void *blob)
{
	struct dt_node *open[MAX_DT_DEPTH + 2] = { NULL }, *node;
	int offset = 0, depth = 0, length;
	const char *name;

	for (; offset >= 0 && depth >= 0; offset = lazy(fdt_next_node)(blob, offset, &depth)) {
		name = lazy(fdt_get_name)(blob, offset, &length);
		if (!name)
			return refuse_blob(dt, length);
		node = dt_node_add(dt, depth ? open[depth - 1] : NULL, name, (size_t)length);
		if (!node || !read_props(dt, blob, offset, node))
			return false;
		open[depth] = node;
	}
	return offset >= 0 || offset == -FDT_ERR_NOTFOUND || refuse_blob(dt, offset);
}

static bool read_blob(struct dt *dt, int fd, char *blob)
{
	static const char magic[] = { '\xd0', '\x0d', '\xfe', '\xed' };
	ssize_t size = read_all(dt, fd, blob);
	int r = -FDT_ERR_BADMAGIC; /* libfdt finds a short file cut off first */

	if (size < 0)
		return false;
	if ((size_t)size >= sizeof(magic) && memcmp(blob, magic, sizeof(magic)) == 0)
		r = lazy(fdt_check_full)(blob, (size_t)size);
	return r ? refuse_blob(dt, r) : read_nodes(dt, blob);
}

bool dt_read_blob(struct dt *dt, int fd)
{
	const char *why;
	char *blob;
	bool good;

	if (!lazy_load(&why))
		return dt_refuse(dt, HWREG_ERROR_UNAVAILABLE, ENOSYS,
				 "%s, which device tree files need (Debian: libfdt1)", why);
	blob = malloc(MAX_DT_SIZE + 1);
	if (!blob)
		dt->options->out_of_memory();
	good = read_blob(dt, fd, blob);
	free(blob);
	return good;
}
