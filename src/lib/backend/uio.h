/* SPDX-License-Identifier: MIT */
/* uio.h - where a map of a UIO device is in its descriptor */
#ifndef HWREG_LIB_UIO_H
#define HWREG_LIB_UIO_H

#include "target.h"

struct uio_map {
	unsigned int number;
	char name[64];
	uint64_t addr; /* physical address of the first page */
	uint64_t size; /* bytes of the pages */
	uint64_t offset; /* of the device in them */
};

/** hwreg_uio_place() - map N is at page N, whole or not at all; its registers start at @map's offset */
void hwreg_uio_place(struct hwreg_target *target, const struct uio_map *map);

#endif
