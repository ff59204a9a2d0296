// SPDX-License-Identifier: MIT
/*
 * explain.c - why VFIO does not hand out a device, and what to do
 *
 * Kernel: Documentation/driver-api/vfio.rst (groups, containers), drivers/vfio/vfio_main.c and
 * vfio_iommu_type1.c (what is refused with which errno).
 */
#include "vfio/container.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend/devnode.h"

static void add_permission(const char *node, const char *rule, struct hwreg_error *err)
{
	char owner[96];

	hwreg_devnode_owner(node, owner, sizeof(owner));
	hwreg_error_append(err,
			   " (%s): run with sudo, or have a udev rule give it to a group:\n"
			   "%s, GROUP=\"…\", MODE=\"0660\"",
			   owner, rule);
}

int vfio_explain_container(const char *node, int sys_errno, struct hwreg_error *err)
{
	hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, sys_errno, "%s: %s", node,
			strerror(sys_errno));
	if (sys_errno == ENOENT || sys_errno == ENODEV)
		hwreg_error_append(err, ": VFIO is not loaded: modprobe vfio-pci");
	else if (sys_errno == EACCES || sys_errno == EPERM)
		add_permission(node, "KERNEL==\"vfio\", SUBSYSTEM==\"misc\"", err);
	return -sys_errno;
}

/* Does a process have the node open? Its links tell, where this process may look at them. */
static bool holds(const char *pid, const char *node)
{
	char path[64], link[64];
	struct dirent *entry;
	bool found = false;
	ssize_t length;
	DIR *folder;

	snprintf(path, sizeof(path), "/proc/%.20s/fd", pid);
	folder = opendir(path);
	while (folder && !found && (entry = readdir(folder))) {
		snprintf(path, sizeof(path), "/proc/%.20s/fd/%.20s", pid, entry->d_name);
		length = readlink(path, link, sizeof(link) - 1);
		link[length > 0 ? length : 0] = '\0';
		found = strcmp(link, node) == 0;
	}
	if (folder)
		closedir(folder);
	return found;
}

static long find_holder(const char *node)
{
	DIR *folder = opendir("/proc");
	struct dirent *entry;
	long pid = 0;

	while (folder && !pid && (entry = readdir(folder)))
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' &&
		    holds(entry->d_name, node))
			pid = strtol(entry->d_name, NULL, 10);
	if (folder)
		closedir(folder);
	return pid;
}

static void add_holder(const char *node, struct hwreg_error *err)
{
	char path[64], name[32];
	long pid = find_holder(node);

	hwreg_error_append(err, ": a group is for one program at a time, and ");
	snprintf(path, sizeof(path), "/proc/%ld/comm", pid);
	if (pid == (long)getpid())
		hwreg_error_append(err, "this process has it open already:\nopen all of it in one "
					"session, or share it by hwreg_target_set_vfio()");
	else if (pid && hwreg_devnode_read(path, name, sizeof(name)) == 0)
		hwreg_error_append(err, "process %ld (%s) has it open; end that first", pid, name);
	else
		hwreg_error_append(
			err,
			"another process has it open;\nend that first (as root, fuser -v %s "
			"tells which)",
			node);
}

int vfio_explain_group(const struct vfio_place *place, int sys_errno, struct hwreg_error *err)
{
	hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, sys_errno, "%s: open %s: %s", place->spec,
			place->node, strerror(sys_errno));
	if (sys_errno == EBUSY)
		add_holder(place->node, err);
	else if (sys_errno == EPERM && place->noiommu)
		hwreg_error_append(err,
				   ": without an IOMMU this needs CAP_SYS_RAWIO; run with sudo");
	else if (sys_errno == EACCES || sys_errno == EPERM)
		add_permission(place->node, "SUBSYSTEM==\"vfio\"", err);
	else if (sys_errno == ENOENT)
		hwreg_error_append(err, ": VFIO has the device but the node of its group is "
					"missing:\nis udev or mdev running, and has this kernel "
					"CONFIG_VFIO_GROUP?");
	return -sys_errno;
}

int vfio_explain_not_viable(const struct vfio_place *place, struct hwreg_error *err)
{
	char holders[256];

	vfio_place_holders(place, holders, sizeof(holders));
	hwreg_error_set(
		err, HWREG_ERROR_UNAVAILABLE, EPERM,
		"%s: its IOMMU group (%s) also has %s: the IOMMU cannot tell devices of a group "
		"apart, so VFIO hands out all or none;\ngive those to vfio-pci, too, or unbind "
		"them (echo ADDRESS > /sys/bus/pci/devices/ADDRESS/driver/unbind)",
		place->spec, place->node,
		holders[0] ? holders : "a device that a driver of the kernel uses");
	return -EPERM;
}

int vfio_explain_iommu(const struct vfio_place *place, int sys_errno, struct hwreg_error *err)
{
	hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, sys_errno, "%s: set up the IOMMU: %s",
			place->spec, strerror(sys_errno));
	if (sys_errno == ENODEV || sys_errno == ENOTTY || sys_errno == EINVAL)
		hwreg_error_append(err, ": its kernel module is not loaded (modprobe "
					"vfio_iommu_type1), or it is of a kind that hwreg does not "
					"know");
	else if (sys_errno == EPERM)
		hwreg_error_append(
			err, ": it does not check interrupts (no interrupt remapping), so that a "
			     "device could raise any;\ndmesg tells; allow_unsafe_interrupts=1 of "
			     "vfio_iommu_type1 accepts that");
	return -sys_errno;
}

int vfio_explain_device(const struct vfio_place *place, int sys_errno, struct hwreg_error *err)
{
	hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, sys_errno, "%s: get the device of %s: %s",
			place->spec, place->node, strerror(sys_errno));
	if (sys_errno == ENODEV || sys_errno == EINVAL)
		hwreg_error_append(err, ": VFIO no longer has it");
	return -sys_errno;
}
