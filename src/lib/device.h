/* SPDX-License-Identifier: MIT */
/* device.h - a device of the kernel's buses, found by the address of its registers */
#ifndef HWREG_LIB_DEVICE_H
#define HWREG_LIB_DEVICE_H

#include "error.h"
#include "range.h"

#define HWREG_DEVICE_PATH 512 /* bytes of a path below /sys */

/**
 * struct hwreg_device - a device in sysfs
 * @sysfs: where sysfs is, "/sys" but for tests
 * @bus: "platform", "amba" or "pci"
 * @name: "a003e00.virtio_mmio"
 * @driver: the driver that has it, or ""
 * @path: its folder, without symbolic links
 */
struct hwreg_device {
	const char *sysfs;
	const char *bus;
	char name[128];
	char driver[64];
	char path[HWREG_DEVICE_PATH];
};

/**
 * hwreg_device_find() - the device whose registers are at a physical address
 *
 * Return: 0, or -ENODEV with the buses looked at in @err.
 */
int hwreg_device_find(const char *sysfs, uint64_t address, struct hwreg_device *device,
		      struct hwreg_error *err);

/** hwreg_device_read_driver() - look again which driver has it */
void hwreg_device_read_driver(struct hwreg_device *device);

/** hwreg_device_check_idle() - Return: 0, or -EBUSY if it is a console, or holds a mounted file system or swap */
int hwreg_device_check_idle(const struct hwreg_device *device, struct hwreg_error *err);

/**
 * hwreg_device_target() - SPEC of the UIO device, or of the BAR in VFIO's hands, that it now is; or ""
 * @address: in the BAR
 */
void hwreg_device_target(const struct hwreg_device *device, uint64_t address, char *target,
			 size_t size);

/** hwreg_device_join() - a path of at most HWREG_DEVICE_PATH bytes; "" if it is longer */
const char *hwreg_device_join(char *path, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
