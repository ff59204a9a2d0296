// SPDX-License-Identifier: MIT
/*
 * iommu.c - the IOMMU group of a device
 *
 * Kernel: Documentation/driver-api/vfio.rst (groups, nodes, enable_unsafe_noiommu_mode),
 * Documentation/ABI/testing/sysfs-kernel-iommu_groups.
 */
#include "iommu.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "backend/devnode.h"

static bool works_without(const struct hwreg_device *device)
{
	char path[HWREG_DEVICE_PATH], text[4];

	hwreg_device_join(path, "%s/module/vfio/parameters/enable_unsafe_noiommu_mode",
			  device->sysfs);
	return hwreg_devnode_read(path, text, sizeof(text)) == 0 && text[0] == 'Y';
}

int hwreg_iommu_check(const struct hwreg_device *device, struct hwreg_error *err)
{
	char path[HWREG_DEVICE_PATH];

	hwreg_device_join(path, "%s/iommu_group", device->path);
	if (access(path, F_OK) == 0 || works_without(device))
		return 0;
	return hwreg_error_set(
		err, HWREG_ERROR_UNAVAILABLE, ENODEV,
		"%s: is in no IOMMU group, which VFIO needs: turn the IOMMU on in the "
		"firmware and for the kernel (intel_iommu=on, or amd_iommu=on), or use "
		"uio_pci_generic",
		device->name);
}

void hwreg_iommu_node(const struct hwreg_device *device, char *node, size_t size)
{
	char path[HWREG_DEVICE_PATH], link[HWREG_DEVICE_PATH], name[16];
	const char *kind = "";
	ssize_t length;

	node[0] = '\0';
	length = readlink(hwreg_device_join(path, "%s/iommu_group", device->path), link,
			  sizeof(link) - 1);
	if (length <= 0)
		return;
	link[length] = '\0';
	hwreg_device_join(path, "%s/iommu_group/name", device->path);
	if (hwreg_devnode_read(path, name, sizeof(name)) == 0 && strcmp(name, "vfio-noiommu") == 0)
		kind = "noiommu-";
	snprintf(node, size, "/dev/vfio/%s%.32s", kind, strrchr(link, '/') + 1);
}

/* Those that VFIO does not mind do no DMA of their own (driver_managed_dma of the kernel's drivers) */
static bool lets_vfio(const char *driver)
{
	return driver[0] == '\0' || strncmp(driver, "vfio", 4) == 0 ||
	       strcmp(driver, "pci-stub") == 0 || strcmp(driver, "pcieport") == 0;
}

static void add_holder(const struct hwreg_device *device, const char *name, char *text, size_t size)
{
	struct hwreg_device other = { .sysfs = device->sysfs };
	size_t length = strlen(text);

	hwreg_device_join(other.path, "%s/iommu_group/devices/%s", device->path, name);
	hwreg_device_read_driver(&other);
	if (!lets_vfio(other.driver))
		snprintf(text + length, size - length, "%s%s (%s)", length ? ", " : "", name,
			 other.driver);
}

void hwreg_iommu_holders(const struct hwreg_device *device, char *text, size_t size)
{
	char path[HWREG_DEVICE_PATH];
	struct dirent *entry;
	DIR *folder;

	text[0] = '\0';
	folder = opendir(hwreg_device_join(path, "%s/iommu_group/devices", device->path));
	while (folder && (entry = readdir(folder)))
		if (entry->d_name[0] != '.' && strcmp(entry->d_name, device->name) != 0)
			add_holder(device, entry->d_name, text, size);
	if (folder)
		closedir(folder);
}
