/* SPDX-License-Identifier: MIT */
/*
 * dt.h - the way from a device tree to a board, in the order of the files here
 *
 *	dt.c		the steps, errors and warnings
 *	dt_blob.c	a flattened device tree to nodes; dt_files.c: a tree of files to nodes
 *	dt_map.c	nodes to regions: their addresses on the CPU's bus
 *	dt_type.c	what the device files know, by compatible
 *	dt_name.c	names of blocks
 *	dt_yaml.c	the board
 */
#ifndef HWREG_IMPORT_DT_H
#define HWREG_IMPORT_DT_H

#include "import.h"
#include "pool.h"

#define MAX_DT_SIZE ((size_t)8 << 20) /* bytes of a device tree */
#define MAX_DT_DEPTH 64
#define MAX_DT_PATH 1024 /* of a node */
#define MAX_DT_REGIONS 32768
#define MAX_DT_WARNINGS 200
#define MAX_DT_PLACES 1024 /* of a node */
#define MAX_DT_RANGES 256 /* of a bus */

struct dt_prop {
	struct dt_prop *next;
	const char *name;
	const uint8_t *data; /* with a 0 behind */
	size_t size;
};

/** enum dt_reason - why a node with `reg` is not in the board */
enum dt_reason {
	DT_I2C, /* it is below an I2C bus, */
	DT_SPI, /* an SPI bus, */
	DT_PCI, /* a PCI bus, */
	DT_UNMAPPED, /* or another one that is not mapped to its parent */
	DT_OUTSIDE, /* `ranges` do not have its addresses */
	DT_REASON_COUNT,
};

struct dt_node {
	struct dt_node *parent, *following; /* in the order of the tree */
	const char *name;
	struct dt_prop *props, *last_prop;
	unsigned int address_cells, size_cells; /* for `reg` of the nodes in it */
	unsigned int depth, path_length;
	const char *label; /* of __symbols__, or NULL */
	const char *alias; /* or NULL */
	struct dt_skip *skips; /* nodes below that are left out for its sake, last first */
};

struct dt_skip {
	struct dt_skip *next;
	const struct dt_node *node;
	enum dt_reason reason;
};

/** struct dt_type - a device type of the device files */
struct dt_type {
	const char *name, *file, *description;
	uint64_t length;
	uint32_t width, endian, reg_shift, alignment;
	bool included; /* by the board */
};

/** struct dt_local - a type without registers, of the board's own */
struct dt_local {
	struct dt_local *next;
	const char *name, *compatible; /* or NULL */
	uint64_t length;
};

/** struct dt_region - registers at one place */
struct dt_region {
	struct dt_node *node;
	uint32_t index, count; /* of those of its node */
	uint32_t order; /* in the tree */
	uint64_t address, length;
	const char *part; /* of reg-names, or NULL */
	const char *name; /* of the block */
	struct dt_type *type; /* or NULL: */
	struct dt_local *local;
	bool overlap;
};

struct dt {
	const char *path;
	const struct import_options *options;
	struct hwreg_error *err;
	struct pool pool;
	unsigned int warning_count;
	struct dt_node *root, *last;
	struct dt_region *regions;
	size_t region_count, region_room;
	struct dict type_names; /* of device files and of the board */
	struct dict types; /* compatible to struct dt_type */
	struct dict locals; /* to struct dt_local */
	struct dt_local *first_local, *last_local;
};

/* ---- dt.c: errors, warnings and properties ---- */

/** dt_refuse() - the message behind the path goes to @err; Return: false */
bool dt_refuse(struct dt *dt, enum hwreg_error_kind kind, int number, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/** dt_warn() - @node: to name, or NULL */
void dt_warn(struct dt *dt, const struct dt_node *node, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** dt_node_add() - the next node in the order of the tree; NULL: refused */
struct dt_node *dt_node_add(struct dt *dt, struct dt_node *parent, const char *name, size_t length);

/** dt_prop_add() - @size bytes are copied */
void dt_prop_add(struct dt *dt, struct dt_node *node, const char *name, const void *data,
		 size_t size);

/** dt_prop() - a property of a node, or NULL */
const struct dt_prop *dt_prop(const struct dt_node *node, const char *name);

/** dt_cell() - the big-endian number of 32 bits at a byte offset */
uint32_t dt_cell(const struct dt_prop *prop, size_t offset);

/** dt_string() - string @index of a list of strings, or NULL */
const char *dt_string(const struct dt_prop *prop, unsigned int index);

/** dt_path() - "/soc/serial@1000", in the pool */
const char *dt_path(struct dt *dt, const struct dt_node *node);

/** dt_is_named() - is this its name in front of the @? */
bool dt_is_named(const struct dt_node *node, const char *name);

/** dt_is_disabled() - by its status or that of a node above */
bool dt_is_disabled(const struct dt_node *node);

/* ---- the steps; false: refused ---- */

bool dt_read_blob(struct dt *dt, int fd);
bool dt_read_files(struct dt *dt, int fd);
bool dt_map(struct dt *dt);
bool dt_find_types(struct dt *dt);
void dt_choose_types(struct dt *dt);
void dt_name(struct dt *dt);
void dt_write(struct dt *dt, struct import_text *text);

/** dt_part() - a text as a name in a board: what is no letter, digit or _ becomes _ */
char *dt_part(struct dt *dt, const char *text, size_t length, bool upper);

/** dt_unique() - @name, or with _2, _3 … behind if the dictionary has it; it has it afterwards */
const char *dt_unique(struct dt *dt, struct dict *names, const char *name);

#endif
