/* SPDX-License-Identifier: MIT */
/*
 * devicetree.h - the device tree that the kernel runs with: a node's registers and their addresses
 *
 *	devicetree.c		nodes and properties, which the kernel shows as folders and files
 *	devicetree_reg.c	`reg`, translated by the `ranges` of all buses above
 *
 * The form of a tree: Devicetree Specification 0.4, 2.2 and 2.3; the files: Documentation/ABI/testing/
 * sysfs-firmware-ofw of the kernel.
 */
#ifndef HWREG_LIB_DEVICETREE_H
#define HWREG_LIB_DEVICETREE_H

#include "error.h"
#include "range.h"

#define DEVTREE_PATH 512 /* of a node in the tree */
#define DEVTREE_PROP 16384 /* bytes of a property that is looked at */

/**
 * struct devtree_place - what "NODE[:PART]" says
 * @path: of the node, "/soc/serial@9000000"; "" for the root
 * @index: of the range in `reg`
 * @count: of ranges in `reg`
 * @range: physical addresses
 * @status: what the node, or one above it, has as its status, if that is not "okay"; else ""
 * @idle: path of the node with that status
 */
struct devtree_place {
	char path[DEVTREE_PATH];
	unsigned int index, count;
	struct hwreg_range range;
	char status[32];
	char idle[DEVTREE_PATH];
};

/** struct devtree_prop - the bytes of a property, with a 0 behind them */
struct devtree_prop {
	size_t size;
	uint8_t bytes[DEVTREE_PROP + 1];
};

/**
 * struct devtree_view - a node of a tree
 * @root: folder of the tree, "/sys/firmware/devicetree/base"
 * @spec: what was asked for, for messages
 * @path: of the node, of which @length bytes count
 */
struct devtree_view {
	const char *root, *spec, *path;
	int length;
};

/** devtree_root() - folder of the tree that the kernel runs with, or NULL if the machine has none */
const char *devtree_root(void);

/**
 * devtree_find() - which addresses are meant
 * @root: folder of the tree
 * @spec: what was asked for as a whole, for messages
 * @text: NODE or NODE:PART; NODE is a path, an alias, or an alias with a path behind it, PART a number or
 *        one of reg-names
 *
 * Return: 0; -EINVAL if @text is no such thing; -ENODEV, with near names, if there is no such node; -ENOENT if
 * it has no such range; -ENOTSUP if the CPU does not see its registers as memory.
 */
int devtree_find(const char *root, const char *spec, const char *text, struct devtree_place *place,
		 struct hwreg_error *err);

/** devtree_read() - a property of a node; Return: 0, or -errno: -ENOENT if there is none, -E2BIG */
int devtree_read(const struct devtree_view *node, const char *name, struct devtree_prop *prop);

/** devtree_parent() - the node above */
struct devtree_view devtree_parent(const struct devtree_view *node);

/** devtree_find_range() - the range that @part names, or the first one if it is NULL */
int devtree_find_range(const struct devtree_view *node, const char *part,
		       struct devtree_place *place, struct hwreg_error *err);

#endif
