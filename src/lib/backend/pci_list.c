// SPDX-License-Identifier: MIT
/*
 * pci_list.c - the PCI devices of this machine, as targets, through sysfs and through VFIO
 *
 * Config space is not read here: that would touch every device, and wake those that sleep.
 */
#include "backend/pci.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "backend/devnode.h"
#include "vfio/vfio.h"

/* One device, as far as all its targets share it */
struct device {
	const struct pci_address *address;
	struct vfio_place place; /* for `vfio:` alone, else its node is "" */
	char name[16];
	char driver[64];
	bool enabled;
	struct pci_bar bars[PCI_BARS];
};

/* What a target has of its own */
struct target {
	char spec[64];
	char owner[96];
	char note[320];
};

static void format_size(uint64_t size, char *text, size_t room)
{
	static const char *const units[] = { "bytes", "KiB", "MiB", "GiB", "TiB" };
	unsigned int unit = 0;

	for (; size % 1024 == 0 && size && unit < 4; unit++)
		size /= 1024;
	snprintf(text, room, "%" PRIu64 " %s", size, units[unit]);
}

static void describe_bar(const struct device *device, unsigned int index, char *note, size_t room)
{
	const struct pci_bar *bar = &device->bars[index];
	uint64_t length = bar->range.last - bar->range.first + 1;
	bool io = bar->flags & PCI_BAR_IO;
	char size[32];

	format_size(length, size, sizeof(size));
	if (io)
		snprintf(note, room, "%s of I/O ports, 0x%04" PRIx64 "-0x%04" PRIx64, size,
			 bar->range.first, bar->range.last);
	else
		snprintf(note, room, "%s of memory, %s bits%s%s", size,
			 bar->flags & PCI_BAR_64BIT ? "64" : "32",
			 bar->flags & PCI_BAR_PREFETCH ? ", prefetchable" : "",
			 device->enabled || device->place.node[0] ? ""
								  : "; no driver has enabled it");
}

static void describe_group(const struct device *device, char *note, size_t room)
{
	char holders[256];

	vfio_place_holders(&device->place, holders, sizeof(holders));
	if (device->place.noiommu)
		snprintf(note, room,
			 "no IOMMU keeps the device from memory, which the SPEC accepts");
	else if (holders[0])
		snprintf(note, room, "its IOMMU group does not open while it also has %s", holders);
}

/* What may be opened is the node of the group, or an attribute in sysfs */
static void tell_common(const struct device *device, const char *part, const char *attribute,
			struct hwreg_target_info *info, struct target *target)
{
	char path[PCI_PATH_SIZE];

	pci_path(path, device->address, attribute);
	if (device->place.node[0])
		vfio_format(&device->place, part, target->spec, sizeof(target->spec));
	else
		snprintf(target->spec, sizeof(target->spec), "pci:%s/%s", device->address->text,
			 part);
	info->size = sizeof(*info);
	info->backend = device->place.node[0] ? "vfio" : "pci";
	info->spec = target->spec;
	info->name = device->name;
	info->device = device->place.node;
	info->driver = device->driver;
	info->owner = target->owner;
	info->note = target->note;
	info->flags = hwreg_devnode_flags(device->place.node[0] ? device->place.node : path,
					  target->owner, sizeof(target->owner));
}

static int tell_bar(const struct device *device, unsigned int index,
		    hwreg_target_callback *callback, void *data)
{
	const struct pci_bar *bar = &device->bars[index];
	struct hwreg_target_info info = { .address = 0 };
	struct target target;
	char part[8], attribute[16];

	snprintf(part, sizeof(part), "bar%u", index);
	snprintf(attribute, sizeof(attribute), "resource%u", index);
	describe_bar(device, index, target.note, sizeof(target.note));
	tell_common(device, part, attribute, &info, &target);
	/* ports are not addresses of the space that `auto` serves, and it takes no risk that nobody took */
	if ((bar->flags & PCI_BAR_MEMORY) && !device->place.noiommu) {
		info.address = bar->range.first;
		info.flags |= HWREG_TARGET_PHYSICAL;
	}
	info.length = bar->range.last - bar->range.first + 1;
	return callback(data, &info);
}

static int tell_config(const struct device *device, hwreg_target_callback *callback, void *data)
{
	struct hwreg_target_info info = { .address = 0 };
	struct target target = { .note = "" };
	char path[PCI_PATH_SIZE];
	struct stat st;

	pci_path(path, device->address, "config");
	if (device->place.node[0])
		describe_group(device, target.note, sizeof(target.note));
	tell_common(device, "config", "config", &info, &target);
	info.length = stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
	return callback(data, &info);
}

static int tell_device(struct device *device, hwreg_target_callback *callback, void *data)
{
	int r = tell_config(device, callback, data);

	for (unsigned int i = 0; !r && i < PCI_BARS; i++)
		if ((device->bars[i].flags & (PCI_BAR_IO | PCI_BAR_MEMORY)) &&
		    !(device->bars[i].flags & PCI_BAR_UNSET) && device->bars[i].range.last)
			r = tell_bar(device, i, callback, data);
	return r;
}

/* Return: false for one that vanishes while it is looked at */
static bool look_at(struct device *device)
{
	unsigned int vendor, product;

	if (pci_ids(device->address, &vendor, &product) != 0 ||
	    pci_bars(device->address, device->bars) != 0)
		return false;
	snprintf(device->name, sizeof(device->name), "%04x:%04x", vendor & 0xffff,
		 product & 0xffff);
	pci_driver(device->address, device->driver, sizeof(device->driver));
	device->enabled = pci_enabled(device->address);
	return true;
}

static int list(bool vfio, hwreg_target_callback *callback, void *data, struct hwreg_error *err)
{
	struct pci_address *devices;
	size_t count;
	int r = pci_scan(&devices, &count, err);

	for (size_t i = 0; !r && i < count; i++) {
		struct device device = { .address = &devices[i] };

		if (!look_at(&device))
			continue;
		if (!vfio ||
		    (vfio_has(device.driver) && vfio_place_at(&device.place, device.address->text)))
			r = tell_device(&device, callback, data);
	}
	free(devices);
	return r;
}

int pci_list(hwreg_target_callback *callback, void *data, struct hwreg_error *err)
{
	return list(false, callback, data, err);
}

int vfio_list(hwreg_target_callback *callback, void *data, struct hwreg_error *err)
{
	return list(true, callback, data, err);
}
