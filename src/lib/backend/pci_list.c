// SPDX-License-Identifier: MIT
/*
 * pci_list.c - the PCI devices of this machine, as targets
 *
 * Config space is not read here: that would touch every device, and wake those that sleep.
 */
#include "backend/pci.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "backend/devnode.h"

/* One device, as far as all its targets share it */
struct device {
	const struct pci_address *address;
	char name[16];
	char driver[64];
	bool enabled;
	struct pci_bar bars[PCI_BARS];
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
			 device->enabled ? "" : "; no driver has enabled it");
}

static int tell_bar(const struct device *device, unsigned int index,
		    hwreg_target_callback *callback, void *data)
{
	struct hwreg_target_info info = { .size = sizeof(info), .backend = "pci" };
	const struct pci_bar *bar = &device->bars[index];
	char spec[48], attribute[16], path[PCI_PATH_SIZE], owner[96], note[192];

	snprintf(spec, sizeof(spec), "pci:%s/bar%u", device->address->text, index);
	snprintf(attribute, sizeof(attribute), "resource%u", index);
	pci_path(path, device->address, attribute);
	describe_bar(device, index, note, sizeof(note));
	info.spec = spec;
	info.name = device->name;
	info.device = "";
	info.driver = device->driver;
	info.owner = owner;
	info.flags = hwreg_devnode_flags(path, owner, sizeof(owner));
	/* ports are not addresses of the space that `auto` serves */
	if (bar->flags & PCI_BAR_MEMORY) {
		info.address = bar->range.first;
		info.flags |= HWREG_TARGET_PHYSICAL;
	}
	info.length = bar->range.last - bar->range.first + 1;
	info.note = note;
	return callback(data, &info);
}

static int tell_config(const struct device *device, hwreg_target_callback *callback, void *data)
{
	struct hwreg_target_info info = { .size = sizeof(info), .backend = "pci", .note = "" };
	char spec[48], path[PCI_PATH_SIZE], owner[96];
	struct stat st;

	snprintf(spec, sizeof(spec), "pci:%s/config", device->address->text);
	pci_path(path, device->address, "config");
	info.spec = spec;
	info.name = device->name;
	info.device = "";
	info.driver = device->driver;
	info.owner = owner;
	info.flags = hwreg_devnode_flags(path, owner, sizeof(owner));
	info.length = stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
	return callback(data, &info);
}

static int tell_device(const struct pci_address *address, hwreg_target_callback *callback,
		       void *data)
{
	struct device device = { .address = address };
	unsigned int vendor, product;
	int r;

	/* one that vanishes while it is looked at is not told */
	if (pci_ids(address, &vendor, &product) != 0 || pci_bars(address, device.bars) != 0)
		return 0;
	snprintf(device.name, sizeof(device.name), "%04x:%04x", vendor & 0xffff, product & 0xffff);
	pci_driver(address, device.driver, sizeof(device.driver));
	device.enabled = pci_enabled(address);
	r = tell_config(&device, callback, data);
	for (unsigned int i = 0; !r && i < PCI_BARS; i++)
		if ((device.bars[i].flags & (PCI_BAR_IO | PCI_BAR_MEMORY)) &&
		    !(device.bars[i].flags & PCI_BAR_UNSET) && device.bars[i].range.last)
			r = tell_bar(&device, i, callback, data);
	return r;
}

int pci_list(hwreg_target_callback *callback, void *data, struct hwreg_error *err)
{
	struct pci_address *devices;
	size_t count;
	int r = pci_scan(&devices, &count, err);

	for (size_t i = 0; !r && i < count; i++)
		r = tell_device(&devices[i], callback, data);
	free(devices);
	return r;
}
