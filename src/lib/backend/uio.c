// SPDX-License-Identifier: MIT
/*
 * uio.c - maps of UIO devices
 *
 * Kernel: Documentation/driver-api/uio-howto.rst. Map N is mapped at offset N pages of /dev/uioX;
 * sysfs `addr` and `size` are those of the pages, `offset` is where the device starts in them.
 */
#include "backend/backend.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend/devnode.h"
#include "backend/uio.h"
#include "scan.h"

static int attribute(const char *device, const char *name, char *text, size_t size)
{
	char path[320];

	snprintf(path, sizeof(path), UIO_CLASS "/%s/%s", device, name);
	return hwreg_devnode_read(path, text, size);
}

static int read_map(const char *device, unsigned int number, struct uio_map *map)
{
	char path[384];
	int length, r;

	map->number = number;
	length = snprintf(path, sizeof(path), UIO_CLASS "/%s/maps/map%u/addr", device, number) - 4;
	r = hwreg_devnode_read_number(path, &map->addr);
	if (r)
		return r;
	strcpy(path + length, "size");
	r = hwreg_devnode_read_number(path, &map->size);
	if (r)
		return r;
	strcpy(path + length, "offset");
	if (hwreg_devnode_read_number(path, &map->offset) != 0)
		map->offset = 0; /* kernels before 2.6.35 have none */
	strcpy(path + length, "name");
	if (hwreg_devnode_read(path, map->name, sizeof(map->name)) != 0)
		map->name[0] = '\0';
	return map->offset < map->size ? 0 : -EINVAL;
}

static bool is_uio_directory(const char *name)
{
	return strncmp(name, "uio", 3) == 0 && name[3] &&
	       name[3 + strspn(name + 3, "0123456789")] == '\0';
}

static int by_number(const void *a, const void *b)
{
	uint64_t left = hwreg_scan_decimal((*(char *const *)a) + 3);
	uint64_t right = hwreg_scan_decimal((*(char *const *)b) + 3);

	return (left > right) - (left < right);
}

static void free_devices(char **devices, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(devices[i]);
	free(devices);
}

/* The UIO devices of this machine, in the order of their numbers */
static int read_devices(char ***out, size_t *out_count, struct hwreg_error *err)
{
	DIR *dir = opendir(UIO_CLASS);
	char **devices = NULL, **more;
	size_t count = 0;
	struct dirent *entry;

	*out = NULL;
	*out_count = 0;
	if (!dir)
		return 0;
	while ((entry = readdir(dir))) {
		if (!is_uio_directory(entry->d_name))
			continue;
		more = realloc(devices, (count + 1) * sizeof(*devices));
		if (more)
			devices = more;
		if (!more || !(devices[count] = strdup(entry->d_name))) {
			free_devices(devices, count);
			closedir(dir);
			return hwreg_error_memory(err);
		}
		count++;
	}
	closedir(dir);
	if (count)
		qsort(devices, count, sizeof(*devices), by_number);
	*out = devices;
	*out_count = count;
	return 0;
}

static int no_device(const char *name, char *const *devices, size_t count, struct hwreg_error *err)
{
	char sysfs_name[64];

	hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENODEV, "uio:%s: no such UIO device", name);
	if (count == 0) {
		hwreg_error_append(
			err, "; this machine has none:\nload uio and a driver such as "
			     "uio_pdrv_genirq (of_id=…) or uio_pci_generic and bind the device");
		return -ENODEV;
	}
	hwreg_error_append(err, "; there are");
	for (size_t i = 0; i < count; i++) {
		if (attribute(devices[i], "name", sysfs_name, sizeof(sysfs_name)) != 0)
			strcpy(sysfs_name, "?");
		hwreg_error_append(err, "%s %s (%s)", i ? "," : "", devices[i], sysfs_name);
	}
	return -ENODEV;
}

/* The device whose directory or sysfs `name` is @name */
static int find_device(const char *name, char *device, size_t size, struct hwreg_error *err)
{
	char **devices, sysfs_name[64];
	size_t count, found = 0;
	int r = read_devices(&devices, &count, err);

	if (r)
		return r;
	for (size_t i = 0; i < count; i++) {
		bool same = strcmp(devices[i], name) == 0;

		if (!same && (attribute(devices[i], "name", sysfs_name, sizeof(sysfs_name)) != 0 ||
			      strcmp(sysfs_name, name) != 0))
			continue;
		snprintf(device, size, "%s", devices[i]);
		found++;
		if (same) {
			found = 1;
			break;
		}
	}
	if (found == 0)
		r = no_device(name, devices, count, err);
	else if (found > 1)
		r = hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EEXIST,
			"uio:%s: %zu UIO devices have that name; say uioN (hwreg targets "
			"lists them)",
			name, found);
	free_devices(devices, count);
	return r;
}

static bool map_is_named(const struct uio_map *map, const char *name)
{
	char number[16], directory[16];

	snprintf(number, sizeof(number), "%u", map->number);
	snprintf(directory, sizeof(directory), "map%u", map->number);
	return !name || strcmp(name, number) == 0 || strcmp(name, directory) == 0 ||
	       (map->name[0] && strcmp(name, map->name) == 0);
}

static int find_map(const char *device, const char *name, struct uio_map *map,
		    struct hwreg_error *err)
{
	unsigned int count = 0;

	for (; read_map(device, count, map) == 0; count++)
		if (map_is_named(map, name))
			return 0;
	if (count == 0)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENODEV,
				       "%s: this UIO device has no memory to map", device);
	hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOENT, "%s: no map '%s'; there are", device,
			name);
	for (unsigned int i = 0; i < count && read_map(device, i, map) == 0; i++)
		hwreg_error_append(err, map->name[0] ? "%s %u (%s)" : "%s %u", i ? "," : "", i,
				   map->name);
	return -ENOENT;
}

void hwreg_uio_place(struct hwreg_target *target, const struct uio_map *map)
{
	uint64_t page = hwreg_page_size();

	target->whole = true;
	target->map_whole.first = map->number * page;
	target->map_whole.last = map->number * page + (map->size - 1);
	target->map_offset = map->number * page + map->offset;
	target->numbers.last = map->size - map->offset - 1;
	target->number_base = map->addr + map->offset;
	target->physical = true;
	target->physical_base = target->number_base;
}

static int use_map(struct hwreg_target *target, const char *device, const struct uio_map *map,
		   struct hwreg_error *err)
{
	char *spec;

	if (asprintf(&spec, "uio:%s/%u", device, map->number) < 0)
		return hwreg_error_memory(err);
	free(target->spec);
	target->spec = spec;
	if (asprintf(&target->path, "/dev/%s", device) < 0) {
		target->path = NULL;
		return hwreg_error_memory(err);
	}
	hwreg_uio_place(target, map);
	return 0;
}

/* NAME or NAME/MAP; @map_name is NULL or points into @rest */
static int split(const char *rest, char name[128], const char **map_name)
{
	const char *slash = rest ? strrchr(rest, '/') : NULL;
	size_t length = slash ? (size_t)(slash - rest) : rest ? strlen(rest) : 0;

	if (length == 0 || length >= 128 || (slash && !slash[1]))
		return -EINVAL;
	memcpy(name, rest, length);
	name[length] = '\0';
	*map_name = slash ? slash + 1 : NULL;
	return 0;
}

static int parse(struct hwreg_target *target, const char *rest, struct hwreg_error *err)
{
	char name[128], device[UIO_NAME];
	const char *map_name;
	struct uio_map map;
	int r;

	if (split(rest, name, &map_name) != 0)
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EINVAL,
			"target '%s': expected uio:NAME or uio:NAME/MAP, such as uio:uio0/1",
			target->spec);
	r = find_device(name, device, sizeof(device), err);
	if (!r)
		r = find_map(device, map_name, &map, err);
	return r ? r : use_map(target, device, &map, err);
}

int hwreg_uio_find(const char *spec, char *device, struct hwreg_error *err)
{
	char name[128];
	const char *map_name;
	struct uio_map map;
	int r;

	if (strncmp(spec, "uio:", 4) != 0 || split(spec + 4, name, &map_name) != 0)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "'%s': expected a UIO device, uio:NAME, such as uio:uio0",
				       spec);
	r = find_device(name, device, UIO_NAME, err);
	return r || !map_name ? r : find_map(device, map_name, &map, err);
}

void hwreg_uio_explain(const char *path, int sys_errno, struct hwreg_error *err)
{
	char owner[96];

	if (sys_errno == EACCES || sys_errno == EPERM) {
		hwreg_devnode_owner(path, owner, sizeof(owner));
		hwreg_error_append(err,
				   " (%s): join its group, or have a udev rule give it to one:\n"
				   "SUBSYSTEM==\"uio\", GROUP=\"…\", MODE=\"0660\"",
				   owner);
	} else if (sys_errno == ENOENT) {
		hwreg_error_append(err,
				   ": sysfs knows the device but its node is missing; is udev or "
				   "mdev running?");
	} else if (sys_errno == ENODEV || sys_errno == ENXIO) {
		hwreg_error_append(err, ": the device was unbound from its UIO driver");
	}
}

static void explain(const struct hwreg_target *target, int sys_errno,
		    const struct hwreg_range *range, struct hwreg_error *err)
{
	if (!range)
		hwreg_uio_explain(target->path, sys_errno, err);
	else if (sys_errno == ENODEV)
		hwreg_error_append(
			err, ": the UIO driver gave a map that does not start on a page, which "
			     "this kernel refuses");
}

void hwreg_uio_driver(const char *device, char *driver, size_t size)
{
	char path[320], link[256], *slash;
	ssize_t length;

	snprintf(path, sizeof(path), UIO_CLASS "/%s/device/driver", device);
	length = readlink(path, link, sizeof(link) - 1);
	link[length > 0 ? length : 0] = '\0';
	slash = strrchr(link, '/');
	snprintf(driver, size, "%s", slash ? slash + 1 : link);
}

static int tell_map(const char *device, const struct uio_map *map, hwreg_target_callback *callback,
		    void *data)
{
	struct hwreg_target_info info = { .size = sizeof(info), .backend = "uio", .note = "" };
	char spec[96], node[72], owner[96], name[UIO_NAME], driver[64];

	snprintf(spec, sizeof(spec), "uio:%s/%u", device, map->number);
	snprintf(node, sizeof(node), "/dev/%s", device);
	if (attribute(device, "name", name, sizeof(name)) != 0)
		name[0] = '\0';
	hwreg_uio_driver(device, driver, sizeof(driver));
	info.spec = spec;
	info.name = name;
	info.device = node;
	info.driver = driver;
	info.owner = owner;
	info.flags = hwreg_devnode_flags(node, owner, sizeof(owner));
	info.address = map->addr + map->offset;
	info.flags |= HWREG_TARGET_PHYSICAL;
	info.length = map->size - map->offset;
	info.offset = map->offset;
	if (!(info.flags & HWREG_TARGET_PRESENT))
		info.note = "its device node is missing; is udev or mdev running?";
	return callback(data, &info);
}

static int list(hwreg_target_callback *callback, void *data, struct hwreg_error *err)
{
	struct uio_map map;
	char **devices;
	size_t count;
	int r = read_devices(&devices, &count, err);

	for (size_t i = 0; !r && i < count; i++)
		for (unsigned int j = 0; !r && read_map(devices[i], j, &map) == 0; j++)
			r = tell_map(devices[i], &map, callback, data);
	free_devices(devices, count);
	return r;
}

int hwreg_uio_each(int (*callback)(void *data, const char *device, const char *name), void *data,
		   struct hwreg_error *err)
{
	char **devices, name[UIO_NAME];
	size_t count;
	int r = read_devices(&devices, &count, err);

	if (r)
		return r;
	for (size_t i = 0; !r && i < count; i++) {
		if (attribute(devices[i], "name", name, sizeof(name)) != 0)
			name[0] = '\0';
		r = callback(data, devices[i], name);
	}
	free_devices(devices, count);
	return r;
}

const struct hwreg_backend hwreg_backend_uio = {
	.kind = { "uio", "uio:NAME[/MAP]", "a map of a UIO device: uio0 or its sysfs name; map 0" },
	.flags = HWREG_BACKEND_DEVICE,
	.parse = parse,
	.explain = explain,
	.list = list,
};
