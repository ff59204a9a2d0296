// SPDX-License-Identifier: MIT
/*
 * dt.c - registers of a device by its node in the device tree: through UIO if that has the device, else
 * through /dev/mem
 *
 * Which node a UIO device is of: its device's link of_node in sysfs (drivers/base/core.c of the kernel).
 */
#include "backend/backend.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devicetree.h"

/* @way: the backend whose place it is */
struct found {
	struct devtree_place place;
	const struct hwreg_backend *way;
	char node[PATH_MAX]; /* folder of the node, without symbolic links */
	char uio[128]; /* "uio0/0", or "" */
};

/* A map of a UIO device that is of this node, and is this range of it */
static int is_ours(void *data, const struct hwreg_target_info *info)
{
	struct found *found = data;
	const char *name = strchr(info->spec, ':') + 1;
	char path[PATH_MAX], real[PATH_MAX];

	if (info->address != found->place.range.first)
		return 0;
	snprintf(path, sizeof(path), "/sys/class/uio/%.*s/device/of_node", (int)strcspn(name, "/"),
		 name);
	if (!realpath(path, real) || strcmp(real, found->node) != 0)
		return 0;
	snprintf(found->uio, sizeof(found->uio), "%s", name);
	return 1;
}

static int find_uio(struct found *found, const char *root, struct hwreg_error *err)
{
	const struct hwreg_backend *uio = hwreg_backend_find("uio", 3);
	char path[PATH_MAX];
	int r;

	if (!uio)
		return 0;
	snprintf(path, sizeof(path), "%s%s", root, found->place.path);
	if (!realpath(path, found->node))
		return 0;
	r = uio->list(is_ours, found, err);
	if (found->uio[0])
		found->way = uio;
	return r < 0 ? r : 0;
}

/* The part of physical memory, which starts with number 0 */
static int use_mem(struct hwreg_target *target, const struct found *found, struct hwreg_error *err)
{
	char spec[DEVTREE_PATH + 32], *copy;
	int r = found->way->parse(target, NULL, err);

	if (r)
		return r;
	target->number_base = found->place.range.first;
	target->physical_base = found->place.range.first;
	target->map_offset = found->place.range.first;
	if (found->place.count > 1)
		snprintf(spec, sizeof(spec), "dt:%s:%u", found->place.path, found->place.index);
	else
		snprintf(spec, sizeof(spec), "dt:%s", found->place.path);
	copy = strdup(spec);
	if (!copy)
		return hwreg_error_memory(err);
	free(target->spec);
	target->spec = copy;
	return 0;
}

static int parse(struct hwreg_target *target, const char *rest, struct hwreg_error *err)
{
	const char *root = devtree_root();
	struct found *found;
	uint64_t last;
	int r;

	if (!root)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENOENT,
				       "target '%s': this machine is not described by a device "
				       "tree (there is no /proc/device-tree)",
				       target->spec);
	found = calloc(1, sizeof(*found));
	if (!found)
		return hwreg_error_memory(err);
	target->private = found;
	found->way = hwreg_backend_find("mem", 3);
	r = devtree_find(root, target->spec, rest ? rest : "", &found->place, err);
	if (!r)
		r = find_uio(found, root, err);
	if (r)
		return r;
	r = found->uio[0] ? found->way->parse(target, found->uio, err)
			  : use_mem(target, found, err);
	/* UIO's sizes are those of whole pages */
	last = found->place.range.last - found->place.range.first;
	if (!r && target->numbers.last > last)
		target->numbers.last = last;
	return r;
}

/* The kernel makes no device of such a node, nor does it turn on its clocks and power */
static int check_status(const struct hwreg_target *target, struct hwreg_error *err)
{
	const struct devtree_place *place = &((const struct found *)target->private)->place;

	if (!place->status[0] || target->force_requires)
		return 0;
	return hwreg_error_set(
		err, HWREG_ERROR_UNAVAILABLE, ENODEV,
		"%s: the status of %s is \"%s\", not \"okay\", in the device tree: it may "
		"have no clock or power,\nwhich can hang the machine, or be another "
		"processor's; --force=requires uses it all the same",
		target->spec, place->idle, place->status);
}

static int check(const struct hwreg_target *target, const struct hwreg_range *range,
		 struct hwreg_error *err)
{
	(void)range;
	return check_status(target, err);
}

static int open_device(struct hwreg_target *target, bool write, struct hwreg_error *err)
{
	int r = check_status(target, err);

	return r ? r : hwreg_target_open_path(target, write, err);
}

/* /dev/mem explains physical addresses */
static void explain(const struct hwreg_target *target, int sys_errno,
		    const struct hwreg_range *range, struct hwreg_error *err)
{
	const struct found *found = target->private;
	struct hwreg_range physical;

	if (range) {
		physical.first = range->first + target->physical_base;
		physical.last = range->last + target->physical_base;
	}
	found->way->explain(target, sys_errno, range ? &physical : NULL, err);
}

static void release(struct hwreg_target *target)
{
	free(target->private);
}

const struct hwreg_backend hwreg_backend_dt = {
	.kind = { "dt", "dt:NODE[:PART]",
		  "a node of the device tree: path or alias; PART of its reg, by number or name" },
	.flags = HWREG_BACKEND_MACHINE | HWREG_BACKEND_DEVICE,
	.parse = parse,
	.check = check,
	.open = open_device,
	.explain = explain,
	.release = release,
};
