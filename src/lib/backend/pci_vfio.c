// SPDX-License-Identifier: MIT
/*
 * pci_vfio.c - BARs and config space of PCI devices that VFIO has, through the device's descriptor
 *
 * Kernel: Documentation/driver-api/vfio.rst, include/uapi/linux/vfio.h, drivers/vfio/pci. Each BAR and
 * config space is a region of the descriptor; those that the kernel does not let map, such as ports,
 * are read and written in aligned 1, 2 or 4 bytes, which are one access each; 8 may become two.
 */
#include "backend/pci.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vfio/vfio.h"

/**
 * struct part - a BAR or config space
 * @place: the device; its spec is the target's
 * @device: once the target is open
 * @region: as VFIO numbers them: the BAR, or VFIO_CONFIG
 * @offset: of the region in the descriptor, once that is open
 */
struct part {
	struct vfio_place place;
	struct vfio_device *device;
	unsigned int region;
	uint64_t offset;
};

static int syntax(const struct hwreg_target *target, struct hwreg_error *err)
{
	const char *colon = strchr(target->spec, ':');
	char device[24];

	hwreg_error_set(
		err, HWREG_ERROR_REQUEST, EINVAL,
		"target '%s': expected vfio:DDDD:BB:DD.F/barN[,noiommu] or …/config, such as\n"
		"vfio:0000:00:01.0/bar0, or vendor and device in place of the address, such as\n"
		"vfio:1234:11e8/bar0 (hwreg targets lists them)",
		target->spec);
	if (colon) {
		snprintf(device, sizeof(device), "%.*s", (int)strcspn(colon + 1, "/"), colon + 1);
		if (pci_is_short(device))
			hwreg_error_append(err, "; did you mean vfio:0000:%s?", colon + 1);
	}
	return -EINVAL;
}

static int parse_part(const struct hwreg_target *target, struct part *part, struct hwreg_error *err)
{
	const char *text = part->place.part;

	part->region = VFIO_CONFIG;
	if (strcmp(text, "config") == 0)
		return 0;
	if (strncmp(text, "bar", 3) != 0 || !isdigit((unsigned char)text[3]) || text[4])
		return syntax(target, err);
	part->region = text[3] - '0';
	if (part->region < PCI_BARS)
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
			       "target '%s': a PCI device has bar0 to bar5", target->spec);
}

static int take_spec(struct hwreg_target *target, struct part *part, struct hwreg_error *err)
{
	char spec[64];
	char *copy;

	vfio_format(&part->place, part->place.part, spec, sizeof(spec));
	copy = strdup(spec);
	if (!copy)
		return hwreg_error_memory(err);
	free(target->spec);
	target->spec = copy;
	part->place.spec = copy;
	target->path = strdup(part->place.node);
	return target->path ? 0 : hwreg_error_memory(err);
}

static int use_bar(struct hwreg_target *target, const struct part *part, struct hwreg_error *err)
{
	struct pci_address address;
	struct pci_bar bars[PCI_BARS];
	const struct pci_bar *bar = &bars[part->region];
	int r;

	memcpy(address.text, part->place.device, sizeof(address.text));
	r = pci_bars(&address, bars);
	if (r)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, -r,
				       "%s: read the device's resources in sysfs: %s", target->spec,
				       strerror(-r));
	r = pci_check_bar(target->spec, bars, part->region, err);
	if (r)
		return r;
	target->number_base = bar->range.first;
	target->numbers.last = bar->range.last - bar->range.first;
	target->physical = bar->flags & PCI_BAR_MEMORY;
	target->physical_base = bar->range.first;
	target->unmappable = bar->flags & PCI_BAR_IO;
	return 0;
}

static void use_config(struct hwreg_target *target, const struct part *part)
{
	struct pci_address address;
	char path[PCI_PATH_SIZE];
	struct stat st;

	memcpy(address.text, part->place.device, sizeof(address.text));
	pci_path(path, &address, "config");
	target->numbers.last =
		stat(path, &st) == 0 && st.st_size > 0 ? (uint64_t)st.st_size - 1 : 255;
	target->unmappable = true;
}

static int parse(struct hwreg_target *target, const char *rest, struct hwreg_error *err)
{
	struct part *part = calloc(1, sizeof(*part));
	char device[24];
	int r;

	(void)rest;
	if (!part)
		return hwreg_error_memory(err);
	target->private = part;
	if (vfio_place_split(target->spec, &part->place, device) != 0)
		return syntax(target, err);
	r = parse_part(target, part, err);
	if (!r)
		r = vfio_place_find(&part->place, device, err);
	if (!r)
		r = take_spec(target, part, err);
	if (!r && part->region < PCI_BARS)
		r = use_bar(target, part, err);
	else if (!r)
		use_config(target, part);
	return r ? r : vfio_new(&target->vfio, err);
}

static void release(struct hwreg_target *target)
{
	struct part *part = target->private;

	if (part)
		vfio_device_close(part->device);
	target->fd = -1; /* it was the device's */
	free(part);
}

/* ---- Open ------------------------------------------------------------------------------------- */

static int find_region(struct hwreg_target *target, struct part *part, struct hwreg_error *err)
{
	struct vfio_region region;
	int r = vfio_device_region(part->device, part->region, &region);

	if (r || region.size == 0)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, r ? -r : ENXIO,
				       "%s: VFIO does not hand out this part of the device",
				       target->spec);
	part->offset = region.offset;
	target->map_offset = region.offset;
	if (!region.mappable)
		target->unmappable = true;
	return 0;
}

/* The descriptor can always be written; pages are mapped to be read until the first write */
static int open_part(struct hwreg_target *target, bool write, struct hwreg_error *err)
{
	struct part *part = target->private;
	int r;

	(void)write;
	if (part->device)
		return 0;
	r = vfio_device_open(target->vfio, &part->place, &part->device, err);
	if (!r)
		r = find_region(target, part, err);
	if (r) {
		vfio_device_close(part->device);
		part->device = NULL;
		return r;
	}
	target->fd = vfio_device_fd(part->device);
	return 0;
}

static void explain(const struct hwreg_target *target, int sys_errno,
		    const struct hwreg_range *range, struct hwreg_error *err)
{
	(void)target;
	if (range && sys_errno == EBUSY)
		hwreg_error_append(err, ": another driver, or another program through sysfs, has "
					"claimed this BAR (see /proc/iomem)");
}

/* ---- Accesses without a mapping --------------------------------------------------------------- */

/* Known before it is open for what is never mapped */
static int check(const struct hwreg_target *target, const struct hwreg_range *range,
		 struct hwreg_error *err)
{
	if (!target->unmappable || range->last - range->first < 4)
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOTSUP,
			       "%s: VFIO accesses this in 8, 16 or 32 bits, not %" PRIu64,
			       target->spec, (range->last - range->first + 1) * 8);
}

/* Once it is open, and known whether it can be mapped */
static int admit(const struct hwreg_target *target, unsigned int bits, bool write,
		 struct hwreg_error *err)
{
	const struct hwreg_range first = { target->numbers.first,
					   target->numbers.first + bits / 8 - 1 };

	(void)write;
	return check(target, &first, err);
}

static int failed(const struct hwreg_target *target, const char *what, uint64_t number,
		  ssize_t done, struct hwreg_error *err)
{
	int r = done < 0 ? errno : EIO;

	hwreg_error_set(err, HWREG_ERROR_ACCESS, r, "%s: %s at 0x%03" PRIx64 ": %s", target->spec,
			what, number, strerror(r));
	if (r == EIO && target->physical)
		hwreg_error_append(err, ": is memory decoding on (bit 1 of the command register in "
					"config space)?");
	return -r;
}

static int read_bytes(struct hwreg_target *target, uint64_t number, void *bytes, size_t count,
		      struct hwreg_error *err)
{
	const struct part *part = target->private;
	struct hwreg_range range = { number, number + (count - 1) };
	ssize_t done;
	int r = check(target, &range, err);

	if (r)
		return r;
	done = pread(target->fd, bytes, count, (off_t)(part->offset + number));
	return done == (ssize_t)count ? 0 : failed(target, "read", number, done, err);
}

static int write_bytes(struct hwreg_target *target, uint64_t number, const void *bytes,
		       size_t count, struct hwreg_error *err)
{
	const struct part *part = target->private;
	struct hwreg_range range = { number, number + (count - 1) };
	ssize_t done;
	int r = check(target, &range, err);

	if (r)
		return r;
	done = pwrite(target->fd, bytes, count, (off_t)(part->offset + number));
	return done == (ssize_t)count ? 0 : failed(target, "write", number, done, err);
}

const struct hwreg_backend hwreg_backend_vfio = {
	.kind = { "vfio", "vfio:DDDD:BB:DD.F/barN",
		  "the same of a device that VFIO has, behind an IOMMU; /config" },
	.flags = HWREG_BACKEND_DEVICE,
	.parse = parse,
	.check = check,
	.admit = admit,
	.open = open_part,
	.explain = explain,
	.read = read_bytes,
	.write = write_bytes,
	.release = release,
	.list = vfio_list,
};
