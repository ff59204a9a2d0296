// SPDX-License-Identifier: MIT
/*
 * pci.c - BARs and config space of PCI devices, through sysfs
 *
 * Kernel: Documentation/PCI/sysfs-pci.rst, drivers/pci/pci-sysfs.c. resourceN maps a BAR from the
 * page that it starts in; config is read and written in the width asked for if that is aligned.
 */
#include "backend/backend.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backend/devnode.h"
#include "backend/pci.h"

/* What stands after "pci:", taken apart */
struct place {
	struct pci_address device;
	unsigned int bar;
	bool config;
	bool write_combined;
};

static int syntax(const struct hwreg_target *target, struct hwreg_error *err)
{
	return hwreg_error_set(
		err, HWREG_ERROR_REQUEST, EINVAL,
		"target '%s': expected pci:DDDD:BB:DD.F/barN[,wc] or …/config, such as\n"
		"pci:0000:00:01.0/bar0, or vendor and device in place of the address, such as\n"
		"pci:1234:11e8/bar0 (hwreg targets lists them)",
		target->spec);
}

/* Of config space there is one file, which tells by being there that the device is */
static int find_device(const struct hwreg_target *target, const char *text, struct place *place,
		       struct hwreg_error *err)
{
	if (pci_is_device(text))
		return place->config ? pci_name(target->spec, text, &place->device, err)
				     : pci_find(target->spec, text, &place->device, err);
	syntax(target, err);
	if (pci_is_short(text))
		hwreg_error_append(err, "; did you mean pci:0000:%s?", text);
	return -EINVAL;
}

static int parse_part(const struct hwreg_target *target, const char *part, struct place *place,
		      struct hwreg_error *err)
{
	place->config = strcmp(part, "config") == 0;
	if (place->config)
		return 0;
	if (strncmp(part, "bar", 3) != 0 || !isdigit((unsigned char)part[3]))
		return syntax(target, err);
	place->bar = part[3] - '0';
	place->write_combined = strcmp(part + 4, ",wc") == 0;
	if (part[4] && !place->write_combined)
		return syntax(target, err);
	if (place->bar < PCI_BARS)
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
			       "target '%s': a PCI device has bar0 to bar5", target->spec);
}

static int parse_place(const struct hwreg_target *target, const char *rest, struct place *place,
		       struct hwreg_error *err)
{
	const char *slash = rest ? strchr(rest, '/') : NULL;
	char device[sizeof(place->device.text)];
	int r;

	if (!slash || (size_t)(slash - rest) >= sizeof(device))
		return syntax(target, err);
	memcpy(device, rest, slash - rest);
	device[slash - rest] = '\0';
	r = parse_part(target, slash + 1, place, err);
	return r ? r : find_device(target, device, place, err);
}

static int take_spec(struct hwreg_target *target, const struct place *place,
		     struct hwreg_error *err)
{
	char spec[64];
	char *copy;

	if (place->config)
		snprintf(spec, sizeof(spec), "pci:%s/config", place->device.text);
	else
		snprintf(spec, sizeof(spec), "pci:%s/bar%u%s", place->device.text, place->bar,
			 place->write_combined ? ",wc" : "");
	copy = strdup(spec);
	if (!copy)
		return hwreg_error_memory(err);
	free(target->spec);
	target->spec = copy;
	return 0;
}

static int take_path(struct hwreg_target *target, const struct place *place,
		     struct hwreg_error *err)
{
	char name[32], path[PCI_PATH_SIZE];

	snprintf(name, sizeof(name), place->config ? "config" : "resource%u%s", place->bar,
		 place->write_combined ? "_wc" : "");
	pci_path(path, &place->device, name);
	target->path = strdup(path);
	return target->path ? 0 : hwreg_error_memory(err);
}

/* A BAR of I/O ports: the port backend makes the accesses, from the BAR's first port on */
static int use_ports(struct hwreg_target *target, const struct place *place,
		     const struct pci_bar *bar, struct hwreg_error *err)
{
	const struct hwreg_backend *port = hwreg_backend_find("port", 4);

	if (place->write_combined)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOTSUP,
				       "%s: the BAR holds I/O ports, which are not mapped",
				       target->spec);
	if (!port)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENOSYS,
				       "%s: the BAR holds I/O ports, and this hwreg was built "
				       "without `port` targets",
				       target->spec);
	target->backend = port;
	target->unmappable = true;
	target->number_base = bar->range.first;
	target->physical_base = bar->range.first;
	target->numbers.last = bar->range.last - bar->range.first;
	return 0;
}

static int use_memory(struct hwreg_target *target, const struct place *place,
		      const struct pci_bar *bar, struct hwreg_error *err)
{
	struct place *copy;

	if (place->write_combined && access(target->path, F_OK) != 0)
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, ENOTSUP, "%s: %s; use bar%u without ,wc",
			target->spec,
			bar->flags & PCI_BAR_PREFETCH
				? "this kernel maps no memory write-combined"
				: "the BAR is not prefetchable, so that writes to it "
				  "may not be combined",
			place->bar);
	copy = malloc(sizeof(*copy));
	if (!copy)
		return hwreg_error_memory(err);
	*copy = *place;
	target->private = copy;
	target->number_base = bar->range.first;
	target->physical = true;
	target->physical_base = bar->range.first;
	target->numbers.last = bar->range.last - bar->range.first;
	target->map_offset = bar->range.first & (hwreg_page_size() - 1);
	return 0;
}

static int use_bar(struct hwreg_target *target, const struct place *place, struct hwreg_error *err)
{
	struct pci_bar bars[PCI_BARS];
	const struct pci_bar *bar = &bars[place->bar];
	int r = pci_bars(&place->device, bars);

	if (r)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, -r,
				       "%s: read the device's resources in sysfs: %s", target->spec,
				       strerror(-r));
	r = pci_check_bar(target->spec, bars, place->bar, err);
	if (r)
		return r;
	if (bar->flags & PCI_BAR_IO)
		return use_ports(target, place, bar, err);
	return use_memory(target, place, bar, err);
}

static int use_config(struct hwreg_target *target, const struct place *place,
		      struct hwreg_error *err)
{
	struct stat st;
	int sys_errno, r;

	if (stat(target->path, &st) != 0) {
		sys_errno = errno;
		r = pci_check(target->spec, &place->device, err);
		return r ? r
			 : hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, sys_errno, "%s: %s",
					   target->path, strerror(sys_errno));
	}
	target->backend = &hwreg_backend_pci_config;
	target->unmappable = true;
	target->numbers.last = st.st_size > 0 ? (uint64_t)st.st_size - 1 : 255;
	return 0;
}

static int parse(struct hwreg_target *target, const char *rest, struct hwreg_error *err)
{
	struct place place = { .bar = 0 };
	int r = parse_place(target, rest, &place, err);

	if (!r)
		r = take_path(target, &place, err);
	if (!r && place.config)
		r = use_config(target, &place, err);
	if (!r)
		r = take_spec(target, &place, err);
	return r || place.config ? r : use_bar(target, &place, err);
}

static void release(struct hwreg_target *target)
{
	free(target->private);
}

/* A read would be all ones and a write would be lost: neither is an error to the CPU */
static int check_decoding(const struct hwreg_target *target, struct hwreg_error *err)
{
	const struct place *place = target->private;
	unsigned int command;

	if (pci_command(&place->device, &command) != 0 || (command & PCI_COMMAND_MEMORY))
		return 0;
	return hwreg_error_set(
		err, HWREG_ERROR_UNAVAILABLE, ENXIO,
		"%s: memory decoding is off, so that reads would be all ones and writes lost;\n"
		"turn it on (as a driver does): hwreg -t pci:%s/config poke %u@16:1=1",
		target->spec, place->device.text, PCI_COMMAND);
}

static void explain_claim(const struct place *place, struct hwreg_error *err)
{
	const char *device = place->device.text;
	char driver[64];

	pci_driver(&place->device, driver, sizeof(driver));
	hwreg_error_append(err, ": this kernel keeps a BAR claimed by a driver (%s) to it;\n",
			   *driver ? driver : "see /proc/iomem");
	if (*driver)
		hwreg_error_append(
			err, "unbind it (echo %s > /sys/bus/pci/devices/%s/driver/unbind), or ",
			device, device);
	hwreg_error_append(err, "boot with iomem=relaxed");
}

static void explain(const struct hwreg_target *target, int sys_errno,
		    const struct hwreg_range *range, struct hwreg_error *err)
{
	const struct place *place = target->private;
	char text[96];

	if (!range && sys_errno == EACCES) {
		hwreg_devnode_owner(target->path, text, sizeof(text));
		hwreg_error_append(err,
				   " (%s): run with sudo, or give this file to a group\n"
				   "(a udev rule with RUN+=\"/bin/chgrp …\" and \"/bin/chmod …\")",
				   text);
	} else if (sys_errno == EPERM) {
		hwreg_error_append(err,
				   ": the kernel is locked down "
				   "(/sys/kernel/security/lockdown); boot without Secure Boot or "
				   "lockdown=,\nor give the device to UIO or VFIO");
	} else if (range && sys_errno == EINVAL) {
		explain_claim(place, err);
	} else if ((range && sys_errno == ENODEV) || (!range && sys_errno == ENOENT)) {
		hwreg_error_append(err, ": this kernel cannot map PCI memory for programs");
	}
}

static int open_bar(struct hwreg_target *target, bool write, struct hwreg_error *err)
{
	int r = check_decoding(target, err);

	return r ? r : hwreg_target_open_path(target, write, err);
}

const struct hwreg_backend hwreg_backend_pci = {
	.kind = { "pci", "pci:DDDD:BB:DD.F/barN[,wc]",
		  "a PCI device's memory or ports; /config; pci:VENDOR:DEVICE/… finds it" },
	.flags = HWREG_BACKEND_DEVICE,
	.parse = parse,
	.open = open_bar,
	.explain = explain,
	.release = release,
	.list = pci_list,
};
