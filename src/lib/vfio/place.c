// SPDX-License-Identifier: MIT
/* place.c - the SPEC of a part of a VFIO device, and the device that it names */
#include "vfio/vfio.h"

#include <stdio.h>
#include <string.h>

#include "backend/pci.h"
#include "iommu.h"

#define LEAVE ",noiommu"

int vfio_place_split(const char *spec, struct vfio_place *place, char device[24])
{
	const char *rest = strncmp(spec, "vfio:", 5) == 0 ? spec + 5 : "";
	const char *slash = strchr(rest, '/');
	size_t length = slash ? (size_t)(slash - rest) : 0, part;

	memset(place, 0, sizeof(*place));
	place->spec = spec;
	if (!length || length >= 24)
		return -EINVAL;
	snprintf(device, 24, "%.*s", (int)length, rest);
	if (!pci_is_device(device))
		return -EINVAL;
	part = strcspn(slash + 1, ",");
	place->noiommu = strcmp(slash + 1 + part, LEAVE) == 0;
	if (!part || part >= sizeof(place->part) || (slash[1 + part] && !place->noiommu))
		return -EINVAL;
	snprintf(place->part, sizeof(place->part), "%.*s", (int)part, slash + 1);
	return 0;
}

static int without_iommu(const struct vfio_place *place, struct hwreg_error *err)
{
	return hwreg_error_set(
		err, HWREG_ERROR_UNAVAILABLE, EPERM,
		"%s: no IOMMU keeps this device from memory (%s): what it does by DMA reaches all "
		"of the machine;\nturn the IOMMU on (intel_iommu=on, amd_iommu=on), or accept that "
		"with vfio:%s/%s" LEAVE,
		place->spec, place->node, place->device, place->part);
}

static struct hwreg_device device_at(const char *address)
{
	struct hwreg_device device = { .sysfs = "/sys", .bus = "pci" };

	snprintf(device.name, sizeof(device.name), "%s", address);
	hwreg_device_join(device.path, "/sys/bus/pci/devices/%s", address);
	return device;
}

bool vfio_place_at(struct vfio_place *place, const char *device)
{
	const struct hwreg_device found = device_at(device);

	snprintf(place->device, sizeof(place->device), "%s", device);
	hwreg_iommu_node(&found, place->node, sizeof(place->node));
	place->noiommu = strstr(place->node, "noiommu-");
	return place->node[0];
}

void vfio_place_holders(const struct vfio_place *place, char *text, size_t size)
{
	const struct hwreg_device device = device_at(place->device);

	hwreg_iommu_holders(&device, text, size);
}

static int not_bound(const struct vfio_place *place, const char *driver, struct hwreg_error *err)
{
	if (!place->node[0])
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENODEV,
				       "%s: the device is in no IOMMU group, which VFIO needs: "
				       "turn the IOMMU on in "
				       "the firmware and for the kernel\n(intel_iommu=on, or "
				       "amd_iommu=on), or use "
				       "pci:%s/… or uio_pci_generic",
				       place->spec, place->device);
	return hwreg_error_set(
		err, HWREG_ERROR_UNAVAILABLE, ENODEV,
		"%s: %s%s: VFIO has only what is given to vfio-pci:\nhwreg bind BLOCK vfio-pci, "
		"or echo vfio-pci > /sys/bus/pci/devices/%s/driver_override, unbind the driver "
		"and echo %s > /sys/bus/pci/drivers_probe",
		place->spec, *driver ? "the device belongs to the driver " : "no driver has it",
		driver, place->device, place->device);
}

int vfio_place_find(struct vfio_place *place, const char *device, struct hwreg_error *err)
{
	const bool accepted = place->noiommu;
	struct pci_address address;
	char driver[64];
	int r = pci_find(place->spec, device, &address, err);

	if (r)
		return r;
	pci_driver(&address, driver, sizeof(driver));
	if (!vfio_place_at(place, address.text) || !vfio_has(driver))
		return not_bound(place, driver, err);
	return place->noiommu && !accepted ? without_iommu(place, err) : 0;
}

void vfio_format(const struct vfio_place *place, const char *part, char *spec, size_t size)
{
	snprintf(spec, size, "vfio:%s/%s%s", place->device, part, place->noiommu ? LEAVE : "");
}
