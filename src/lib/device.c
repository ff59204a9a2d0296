// SPDX-License-Identifier: MIT
/*
 * device.c - devices of the kernel's buses, in sysfs
 *
 * What is where: Documentation/ABI/testing/sysfs-bus-pci (resource), drivers/amba/bus.c (resource),
 * drivers/of/platform.c (names of platform devices start with their address), sysfs-class-tty
 * (console/active) of the kernel.
 */
#include "device.h"

#include <dirent.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "backend/backend.h"
#include "backend/devnode.h"
#include "iommu.h"
#include "scan.h"

#define RESOURCE_MEMORY 0x200u /* IORESOURCE_MEM of the kernel's linux/ioport.h */
#define PCI_BARS 6 /* the lines after them are the ROM and what a bridge passes on */

const char *hwreg_device_join(char *path, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(path, HWREG_DEVICE_PATH, format, arguments);
	va_end(arguments);
	if (length < 0 || length >= HWREG_DEVICE_PATH)
		path[0] = '\0';
	return path;
}

/* ---- Finding one ------------------------------------------------------------------------------ */

/* A `resource` file: a line each of first and last address and flags */
static bool resource_has(const char *path, unsigned int lines, uint64_t address)
{
	FILE *file = fopen(path, "re");
	struct hwreg_range range;
	uint64_t flags;
	bool found = false;
	char line[128];

	for (; file && !found && lines-- && fgets(line, sizeof(line), file);)
		found = hwreg_scan_resource(line, &range, &flags) && (flags & RESOURCE_MEMORY) &&
			range.first <= address && address <= range.last;
	if (file)
		fclose(file);
	return found;
}

/* "a003e00.virtio_mmio" is at 0xa003e00 */
static bool name_has(const char *name, uint64_t address)
{
	char text[24];
	int length = snprintf(text, sizeof(text), "%" PRIx64 ".", address);

	return strncmp(name, text, length) == 0;
}

/* Who claims an address in /proc/iomem: the innermost entry, whose name may be that of a device */
static void find_claim(uint64_t address, char *name, size_t size)
{
	FILE *file = fopen("/proc/iomem", "re");
	struct hwreg_range range;
	char line[256];
	const char *who;

	name[0] = '\0';
	while (file && fgets(line, sizeof(line), file)) {
		who = hwreg_scan_iomem(line, &range);
		if (who && range.last != 0 && address >= range.first && address <= range.last)
			snprintf(name, size, "%.*s", (int)strcspn(who, " "), who);
	}
	if (file)
		fclose(file);
}

static bool device_has(const struct hwreg_device *device, const char *name, uint64_t address,
		       const char *claim)
{
	char path[HWREG_DEVICE_PATH];

	if (strcmp(device->bus, "platform") == 0)
		return name_has(name, address) || (claim[0] && strcmp(name, claim) == 0);
	hwreg_device_join(path, "%s/bus/%s/devices/%s/resource", device->sysfs, device->bus, name);
	return resource_has(path, PCI_BARS, address);
}

static bool find_on_bus(struct hwreg_device *device, uint64_t address, const char *claim)
{
	char path[HWREG_DEVICE_PATH], real[PATH_MAX];
	struct dirent *entry = NULL;
	bool found = false;
	DIR *folder;

	folder = opendir(hwreg_device_join(path, "%s/bus/%s/devices", device->sysfs, device->bus));
	while (folder && !found && (entry = readdir(folder)))
		found = entry->d_name[0] != '.' &&
			device_has(device, entry->d_name, address, claim);
	if (found) {
		snprintf(device->name, sizeof(device->name), "%.127s", entry->d_name);
		hwreg_device_join(path, "%s/bus/%s/devices/%s", device->sysfs, device->bus,
				  device->name);
		hwreg_device_join(device->path, "%s", realpath(path, real) ? real : path);
	}
	if (folder)
		closedir(folder);
	return found;
}

int hwreg_device_find(const char *sysfs, uint64_t address, struct hwreg_device *device,
		      struct hwreg_error *err)
{
	static const char *const buses[] = { "amba", "pci", "platform" };
	char claim[128];

	find_claim(address, claim, sizeof(claim));
	for (size_t i = 0; i < sizeof(buses) / sizeof(buses[0]); i++) {
		*device = (struct hwreg_device){ .sysfs = sysfs, .bus = buses[i] };
		if (find_on_bus(device, address, claim)) {
			hwreg_device_read_driver(device);
			return 0;
		}
	}
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENODEV,
			       "no device of this kernel has its registers at 0x%08" PRIx64
			       " (looked in %s/bus/{amba,pci,platform}/devices);\nwithout a device "
			       "there is nothing to bind: use -t mem",
			       address, sysfs);
}

void hwreg_device_read_driver(struct hwreg_device *device)
{
	char path[HWREG_DEVICE_PATH], link[HWREG_DEVICE_PATH];
	const char *slash;
	ssize_t length;

	device->driver[0] = '\0';
	length = readlink(hwreg_device_join(path, "%s/driver", device->path), link,
			  sizeof(link) - 1);
	if (length <= 0)
		return;
	link[length] = '\0';
	slash = strrchr(link, '/');
	snprintf(device->driver, sizeof(device->driver), "%.63s", slash ? slash + 1 : link);
}

/* ---- Is it needed? ---------------------------------------------------------------------------- */

/* Is what a path in sysfs leads to a part of the device? */
static bool is_part(const struct hwreg_device *device, const char *path)
{
	size_t length = strlen(device->path);
	char real[PATH_MAX];

	return realpath(path, real) && strncmp(real, device->path, length) == 0 &&
	       (real[length] == '/' || real[length] == '\0');
}

static bool find_console(const struct hwreg_device *device, char *name, size_t size)
{
	char path[HWREG_DEVICE_PATH], active[256], *rest = active, *word;

	hwreg_device_join(path, "%s/class/tty/console/active", device->sysfs);
	if (hwreg_devnode_read(path, active, sizeof(active)) != 0)
		return false;
	while ((word = strsep(&rest, " "))) {
		hwreg_device_join(path, "%s/class/tty/%s", device->sysfs, word);
		if (*word && is_part(device, path)) {
			snprintf(name, size, "%s", word);
			return true;
		}
	}
	return false;
}

/* A block device, or what a mapped or striped one consists of */
static bool holds_disk(const struct hwreg_device *device, const char *disk, unsigned int depth)
{
	char path[HWREG_DEVICE_PATH];
	struct dirent *entry;
	bool found = is_part(device, disk);
	DIR *folder;

	if (found || depth == 0)
		return found;
	folder = opendir(hwreg_device_join(path, "%s/slaves", disk));
	while (folder && !found && (entry = readdir(folder))) {
		if (entry->d_name[0] == '.')
			continue;
		hwreg_device_join(path, "%s/slaves/%s", disk, entry->d_name);
		found = holds_disk(device, path, depth - 1);
	}
	if (folder)
		closedir(folder);
	return found;
}

static bool holds_number(const struct hwreg_device *device, dev_t number)
{
	char path[HWREG_DEVICE_PATH];

	hwreg_device_join(path, "%s/dev/block/%u:%u", device->sysfs, major(number), minor(number));
	return holds_disk(device, path, 8);
}

static bool holds_node(const struct hwreg_device *device, const char *node)
{
	struct stat st;

	return node[0] == '/' && stat(node, &st) == 0 && S_ISBLK(st.st_mode) &&
	       holds_number(device, st.st_rdev);
}

/* A line of mountinfo, proc(5). Some file systems have a number of no block device (btrfs): then it is
 * what was mounted. */
static bool mount_is_on(const struct hwreg_device *device, const char *line, char *where)
{
	const char *rest = strstr(line, " - ");
	unsigned int number[2];
	char source[256];

	if (!rest || sscanf(line, "%*s %*s %u:%u %*s %255s", &number[0], &number[1], where) != 3)
		return false;
	return holds_number(device, makedev(number[0], number[1])) ||
	       (sscanf(rest, " - %*s %255s", source) == 1 && holds_node(device, source));
}

/* A line of /proc/swaps; a file there is on a file system, which is mounted */
static bool swap_is_on(const struct hwreg_device *device, const char *line, char *where)
{
	return sscanf(line, "%255s", where) == 1 && holds_node(device, where);
}

static bool find_line(const struct hwreg_device *device, const char *path, char where[256],
		      bool (*is_on)(const struct hwreg_device *, const char *, char *))
{
	FILE *file = fopen(path, "re");
	char line[1024];
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = is_on(device, line, where);
	if (file)
		fclose(file);
	return found;
}

/* What would be lost without the device, as a sentence; false: nothing that is known */
static bool find_use(const struct hwreg_device *device, char *use, size_t size)
{
	char where[256];
	struct stat st;

	if (find_console(device, where, sizeof(where)))
		snprintf(use, size, "the kernel's console is on it (%s)", where);
	else if (stat("/", &st) == 0 && holds_number(device, st.st_dev))
		snprintf(use, size, "the root file system is on it");
	else if (find_line(device, "/proc/self/mountinfo", where, mount_is_on))
		snprintf(use, size, "the file system that is mounted at %s is on it", where);
	else if (find_line(device, "/proc/swaps", where, swap_is_on))
		snprintf(use, size, "the kernel swaps to it (%s)", where);
	else
		return false;
	return true;
}

int hwreg_device_check_idle(const struct hwreg_device *device, struct hwreg_error *err)
{
	char use[320];

	if (!find_use(device, use, sizeof(use)))
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, EBUSY,
			       "%s: %s, which would be lost; --force=busy takes it all the same",
			       device->name, use);
}

/* ---- What it has become ----------------------------------------------------------------------- */

/* The BAR that has the address; a group's node alone where `vfio:` is no target */
static void vfio_target(const struct hwreg_device *device, uint64_t address, char *target,
			size_t size)
{
	char path[HWREG_DEVICE_PATH], node[64];
	unsigned int bar = 0;

	hwreg_iommu_node(device, node, sizeof(node));
	hwreg_device_join(path, "%s/resource", device->path);
	while (bar < PCI_BARS && !resource_has(path, bar + 1, address))
		bar++;
	if (!hwreg_backend_find("vfio", 4) || !node[0] || bar == PCI_BARS)
		snprintf(target, size, "%s", node);
	else
		snprintf(target, size, "vfio:%.32s/bar%u%s", device->name, bar,
			 strstr(node, "noiommu-") ? ",noiommu" : "");
}

void hwreg_device_target(const struct hwreg_device *device, uint64_t address, char *target,
			 size_t size)
{
	char path[HWREG_DEVICE_PATH];
	struct dirent *entry;
	DIR *folder;

	target[0] = '\0';
	folder = opendir(hwreg_device_join(path, "%s/uio", device->path));
	while (folder && (entry = readdir(folder)))
		if (strncmp(entry->d_name, "uio", 3) == 0)
			snprintf(target, size, "uio:%.32s", entry->d_name);
	if (folder)
		closedir(folder);
	if (!target[0] && strcmp(device->driver, "vfio-pci") == 0)
		vfio_target(device, address, target, size);
}
