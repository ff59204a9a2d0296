/* SPDX-License-Identifier: MIT */
/*
 * export.h - the converters to other formats, for the command
 *
 * Each writes a board to a stream of memory and touches no hardware. What the stream has no room for
 * is the caller's to see, by ferror(); @err tells what of the board the format cannot be made of.
 */
#ifndef HWREG_EXPORT_H
#define HWREG_EXPORT_H

#include <stdio.h>

#include <hwreg.h>

/**
 * struct export_device - a block, and its device in the machine's device tree
 * @block: name of the block
 * @node: path of the device's node
 * @disabled: the node's status has to be changed, too
 */
struct export_device {
	const char *block;
	const char *node;
	bool disabled;
};

/** export_dts() - a device tree overlay, as source, that gives devices to UIO */
int export_dts(const struct hwreg_board *board, const struct export_device *devices,
	       unsigned int count, FILE *out, struct hwreg_error *err);

/** export_header() - C99 and C++: addresses, offsets, masks, and functions over hwreg_io.h */
int export_header(const struct hwreg_board *board, FILE *out, struct hwreg_error *err);

/** export_html() - one page with all that is known, to search, to print, and to decode values with */
int export_html(const struct hwreg_board *board, FILE *out, struct hwreg_error *err);

/** export_markdown() - tables for people to read, in Markdown as GitHub has it */
int export_markdown(const struct hwreg_board *board, FILE *out, struct hwreg_error *err);

/** export_svd() - CMSIS-SVD 1.3; @warn is told what it cannot say */
int export_svd(const struct hwreg_board *board, FILE *out, void (*warn)(const char *message),
	       struct hwreg_error *err);

#endif
