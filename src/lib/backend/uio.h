/* SPDX-License-Identifier: MIT */
/* uio.h - UIO devices in sysfs, and where a map of one is in its descriptor */
#ifndef HWREG_LIB_UIO_H
#define HWREG_LIB_UIO_H

#include "error.h"
#include "target.h"

#define UIO_CLASS "/sys/class/uio"
#define UIO_NAME 64 /* of a device, "uio0", or the `name` that its driver gives it */

struct uio_map {
	unsigned int number;
	char name[64];
	uint64_t addr; /* physical address of the first page */
	uint64_t size; /* bytes of the pages */
	uint64_t offset; /* of the device in them */
};

/** hwreg_uio_place() - map N is at page N, whole or not at all; its registers start at @map's offset */
void hwreg_uio_place(struct hwreg_target *target, const struct uio_map *map);

/**
 * hwreg_uio_find() - the device that a SPEC is about
 * @spec: uio:NAME or uio:NAME/MAP; a map must be there
 * @device: "uio0"; of UIO_NAME
 */
int hwreg_uio_find(const char *spec, char *device, struct hwreg_error *err);

/** hwreg_uio_driver() - name of the driver that a device has, or "" */
void hwreg_uio_driver(const char *device, char *driver, size_t size);

/** hwreg_uio_explain() - add to @err why a device node could not be opened, and what to do */
void hwreg_uio_explain(const char *path, int sys_errno, struct hwreg_error *err);

/** hwreg_uio_each() - call with "uio0" and its sysfs name for each, until one returns other than 0 */
int hwreg_uio_each(int (*callback)(void *data, const char *device, const char *name), void *data,
		   struct hwreg_error *err);

#endif
