/* SPDX-License-Identifier: MIT */
/* import.h - the converters from other formats, for the command */
#ifndef HWREG_IMPORT_H
#define HWREG_IMPORT_H

#include <hwreg.h>

/**
 * struct import_options - what an importer calls
 * @data: for the calls
 * @opened: import_svd() has opened its file and loaded its library: it opens nothing more; or NULL
 * @warn: something of the file is not in the board, or not as it is in the file; line 0: the format
 *        has no lines
 * @out_of_memory: ends the process
 */
struct import_options {
	void *data;
	void (*opened)(void *data);
	void (*warn)(void *data, const char *file, uint32_t line, uint32_t column,
		     const char *message);
	__attribute__((noreturn)) void (*out_of_memory)(void);
};

/** struct import_text - what was made; data is for free() */
struct import_text {
	char *data;
	size_t size;
};

/**
 * import_svd() - a board description in YAML from a file in CMSIS-SVD
 * @path: the file
 * @options: all of them are needed but @opened
 * @out: filled on success alone
 *
 * Blocks in open(2) and read(2). Return: 0, or less with the place of the first mistake in @err.
 */
int import_svd(const char *path, const struct import_options *options, struct import_text *out,
	       struct hwreg_error *err);

/**
 * import_dt() - a board description in YAML from a device tree
 * @path: a flattened device tree, or a directory like /proc/device-tree; NULL: that of this machine
 * @options: all of them are needed but @opened
 * @out: filled on success alone
 *
 * Reads the device types of the board search path, too. Blocks in open(2) and read(2).
 *
 * Return: 0, or less with what is wrong in @err.
 */
int import_dt(const char *path, const struct import_options *options, struct import_text *out,
	      struct hwreg_error *err);

/**
 * struct import_place - registers of a device in a device tree
 * @node: path of its node, until the call returns
 * @address: on the CPU's bus
 * @length: bytes
 * @disabled: by its status or that of a node above it
 */
struct import_place {
	const char *node;
	uint64_t address, length;
	bool disabled;
};

/**
 * import_dt_places() - tell where the devices of a device tree are, by address
 * @path: as for import_dt()
 * @callback: a return other than 0 stops and is returned
 */
int import_dt_places(const char *path, const struct import_options *options,
		     int (*callback)(void *data, const struct import_place *place), void *data,
		     struct hwreg_error *err);

#endif
