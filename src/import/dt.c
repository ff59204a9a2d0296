// SPDX-License-Identifier: MIT
/* dt.c - the steps of an import from a device tree, its errors and warnings; properties of nodes */
#include "dt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- errors and warnings ---- */

bool dt_refuse(struct dt *dt, enum hwreg_error_kind kind, int number, const char *format, ...)
{
	struct hwreg_error *err = dt->err;
	char message[768];
	va_list args;

	if (!err)
		return false;
	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	*err = (struct hwreg_error)HWREG_ERROR_INIT;
	err->kind = kind;
	err->sys_errno = number;
	snprintf(err->message, sizeof(err->message), "%s: %s", dt->path, message);
	return false;
}

void dt_warn(struct dt *dt, const struct dt_node *node, const char *format, ...)
{
	char message[768];
	va_list args;

	if (dt->warning_count++ > MAX_DT_WARNINGS)
		return;
	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	if (dt->warning_count > MAX_DT_WARNINGS) {
		node = NULL;
		strcpy(message, "there is more to warn of, which is not told");
	}
	dt->options->warn(dt->options->data, dt->path, 0, 0,
			  node ? pool_format(&dt->pool, "%s: %s", dt_path(dt, node), message)
			       : message);
}

/* ---- nodes ---- */

struct dt_node *dt_node_add(struct dt *dt, struct dt_node *parent, const char *name, size_t length)
{
	struct dt_node *node = pool_alloc(&dt->pool, sizeof(*node));

	node->depth = parent ? parent->depth + 1 : 0;
	if (node->depth > MAX_DT_DEPTH) {
		dt_refuse(dt, HWREG_ERROR_REQUEST, EINVAL, "nodes are nested more than %d deep",
			  MAX_DT_DEPTH);
		return NULL;
	}
	node->path_length = parent ? parent->path_length + 1 + (unsigned int)length : 0;
	if (length > MAX_DT_PATH || node->path_length > MAX_DT_PATH) {
		dt_refuse(dt, HWREG_ERROR_REQUEST, EINVAL,
			  "the path of a node is longer than %d characters", MAX_DT_PATH);
		return NULL;
	}
	node->parent = parent;
	node->name = pool_copy(&dt->pool, name, length);
	node->address_cells = 2;
	node->size_cells = 1;
	if (dt->last)
		dt->last->following = node;
	else
		dt->root = node;
	dt->last = node;
	return node;
}

void dt_prop_add(struct dt *dt, struct dt_node *node, const char *name, const void *data,
		 size_t size)
{
	struct dt_prop *prop = pool_alloc(&dt->pool, sizeof(*prop));
	uint32_t cells;

	prop->name = pool_copy(&dt->pool, name, strlen(name));
	prop->data = (const uint8_t *)pool_copy(&dt->pool, data, size);
	prop->size = size;
	if (node->last_prop)
		node->last_prop->next = prop;
	else
		node->props = prop;
	node->last_prop = prop;
	if (size != 4)
		return;
	cells = dt_cell(prop, 0);
	if (strcmp(name, "#address-cells") == 0)
		node->address_cells = cells;
	else if (strcmp(name, "#size-cells") == 0)
		node->size_cells = cells;
}

const struct dt_prop *dt_prop(const struct dt_node *node, const char *name)
{
	const struct dt_prop *prop = node->props;

	while (prop && strcmp(prop->name, name) != 0)
		prop = prop->next;
	return prop;
}

uint32_t dt_cell(const struct dt_prop *prop, size_t offset)
{
	const uint8_t *at = prop->data + offset;

	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

const char *dt_string(const struct dt_prop *prop, unsigned int index)
{
	size_t at = 0;

	if (!prop)
		return NULL;
	for (; index && at < prop->size; index--)
		at += strlen((const char *)prop->data + at) + 1;
	return at < prop->size ? (const char *)prop->data + at : NULL;
}

const char *dt_path(struct dt *dt, const struct dt_node *node)
{
	size_t length = 1;
	char *path;

	if (!node->parent)
		return "/";
	for (const struct dt_node *each = node; each->parent; each = each->parent)
		length += strlen(each->name) + 1;
	path = (char *)pool_alloc(&dt->pool, length) + length - 1;
	for (; node->parent; node = node->parent) {
		length = strlen(node->name);
		path -= length;
		memcpy(path, node->name, length);
		*--path = '/';
	}
	return path;
}

bool dt_is_named(const struct dt_node *node, const char *name)
{
	size_t length = strlen(name);

	return strncmp(node->name, name, length) == 0 &&
	       (!node->name[length] || node->name[length] == '@');
}

bool dt_is_disabled(const struct dt_node *node)
{
	const char *status;

	for (; node; node = node->parent) {
		status = dt_string(dt_prop(node, "status"), 0);
		if (status && strcmp(status, "okay") != 0 && strcmp(status, "ok") != 0)
			return true;
	}
	return false;
}

/* ---- the steps ---- */

/* What the kernel has in memory: overlays that were applied since it started are in it */
static int open_own(struct dt *dt)
{
	static const char *const paths[] = { "/proc/device-tree", "/sys/firmware/devicetree/base" };
	int fd = -1;

	for (unsigned int i = 0; fd < 0 && i < sizeof(paths) / sizeof(paths[0]); i++) {
		dt->path = paths[i];
		fd = open(paths[i], O_RDONLY | O_CLOEXEC | O_DIRECTORY);
	}
	if (fd >= 0)
		return fd;
	dt->path = paths[0];
	dt_refuse(dt, HWREG_ERROR_UNAVAILABLE, errno,
		  "%s: this machine is not described by a device tree, or /proc is not mounted",
		  strerror(errno));
	return -1;
}

static int open_named(struct dt *dt)
{
	int fd = open(dt->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		dt_refuse(dt, errno == ENOENT ? HWREG_ERROR_REQUEST : HWREG_ERROR_UNAVAILABLE,
			  errno, "%s", strerror(errno));
	return fd;
}

static bool is_overlay(const struct dt *dt)
{
	for (const struct dt_node *node = dt->root; node; node = node->following)
		if (node->depth == 2 && strcmp(node->name, "__overlay__") == 0)
			return true;
	return false;
}

static bool read_tree(struct dt *dt)
{
	int fd = dt->path ? open_named(dt) : open_own(dt);
	struct stat st;
	bool good;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) < 0)
		good = dt_refuse(dt, HWREG_ERROR_UNAVAILABLE, errno, "%s", strerror(errno));
	else
		good = S_ISDIR(st.st_mode) ? dt_read_files(dt, fd) : dt_read_blob(dt, fd);
	close(fd);
	if (good && is_overlay(dt))
		good = dt_refuse(dt, HWREG_ERROR_REQUEST, EINVAL,
				 "this is an overlay, not the tree of a machine: apply it to one "
				 "with fdtoverlay first");
	return good;
}

static int finish(struct dt *dt, bool good)
{
	pool_free(&dt->pool);
	return good ? 0 : dt->err->sys_errno ? -dt->err->sys_errno : -EINVAL;
}

int import_dt(const char *path, const struct import_options *options, struct import_text *out,
	      struct hwreg_error *err)
{
	struct hwreg_error own = HWREG_ERROR_INIT;
	struct dt dt = {
		.path = path,
		.options = options,
		.err = err ? err : &own,
		.pool = { .out_of_memory = options->out_of_memory },
	};
	bool good = read_tree(&dt) && dt_map(&dt) && dt_find_types(&dt);

	if (good) {
		dt_choose_types(&dt);
		dt_name(&dt);
		dt_write(&dt, out);
	}
	return finish(&dt, good);
}

int import_dt_places(const char *path, const struct import_options *options,
		     int (*callback)(void *data, const struct import_place *place), void *data,
		     struct hwreg_error *err)
{
	struct hwreg_error own = HWREG_ERROR_INIT;
	struct dt dt = {
		.path = path,
		.options = options,
		.err = err ? err : &own,
		.pool = { .out_of_memory = options->out_of_memory },
	};
	bool good = read_tree(&dt) && dt_map(&dt);
	int r = 0;

	for (size_t i = 0; good && r == 0 && i < dt.region_count; i++) {
		const struct dt_region *region = &dt.regions[i];
		const struct import_place place = {
			.node = dt_path(&dt, region->node),
			.address = region->address,
			.length = region->length,
			.disabled = dt_is_disabled(region->node),
		};

		r = callback(data, &place);
	}
	return r ? (pool_free(&dt.pool), r) : finish(&dt, good);
}
