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
	return dt_refuse(
		dt, HWREG_ERROR_REQUEST, EINVAL,
		r == -FDT_ERR_BADMAGIC ? "this is no flattened device tree (dtb); dtc makes one of "
					 "source (dts)"
		: r == -FDT_ERR_TRUNCATED ? "the end of this device tree is missing (%s)"
					  : "this device tree is damaged (%s)",
		r == -FDT_ERR_ALIGNMENT ? "its parts are not aligned" : lazy(fdt_strerror)(r));
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

/* Devicetree Specification 0.4, 5.6 Alignment: libfdt does not look, and reads whole words, which is a bus
 * error on some CPUs where they are not aligned */
static int check_blob(const void *blob, size_t size)
{
	static const char magic[] = { '\xd0', '\x0d', '\xfe', '\xed' };

	/* libfdt finds a short file cut off first */
	if (size < sizeof(magic) || memcmp(blob, magic, sizeof(magic)) != 0)
		return -FDT_ERR_BADMAGIC;
	if (size >= sizeof(struct fdt_header) &&
	    (fdt_off_mem_rsvmap(blob) % 8 || fdt_off_dt_struct(blob) % 4))
		return -FDT_ERR_ALIGNMENT;
	return lazy(fdt_check_full)(blob, size);
}

static bool read_blob(struct dt *dt, int fd, char *blob)
{
	ssize_t size = read_all(dt, fd, blob);
	int r;

	if (size < 0)
		return false;
	r = check_blob(blob, (size_t)size);
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
