/* SPDX-License-Identifier: MIT */
/*
 * svd.h - from CMSIS-SVD to a board: tree of elements, then model, then YAML
 *
 * svd_xml.c reads the file to a tree of the elements that matter; a forward reference can be
 * anywhere, so that nothing is made before its end. svd_derive.c finds what elements are derived
 * from, svd_model.c and the files beside it make the blocks, types, registers and fields that a
 * board has, svd_check.c looks whether they fit, svd_yaml.c writes them.
 */
#ifndef HWREG_IMPORT_SVD_H
#define HWREG_IMPORT_SVD_H

#include "pool.h"
#include "import.h"

#define MAX_FILE_SIZE ((size_t)128 << 20)
#define MAX_XML_DEPTH 64
#define MAX_STEPS 1000 /* from one derived element to the next */
#define MAX_CLUSTER_DEPTH 16 /* these limits are those of boards */
#define MAX_COUNT 65536u
#define MAX_REGISTERS (1u << 20)
#define MAX_MADE (2u << 20) /* things of the model: derivedFrom can multiply what is in a file */
#define MAX_PART 64
#define MAX_DESCRIPTION 4000
#define MAX_ENUMERATORS 256 /* that one stands for */

/* Elements that are kept; the names are those of the format */
// clang-format off
#define SVD_TAGS(X) \
	X(device) X(peripherals) X(peripheral) X(registers) X(cluster) X(register) X(fields) \
	X(field) X(enumeratedValues) X(enumeratedValue) X(addressBlock) X(interrupt) X(cpu) \
	X(name) X(description) X(displayName) X(version) X(licenseText) X(addressUnitBits) \
	X(endian) X(baseAddress) X(addressOffset) X(offset) X(size) X(access) X(resetValue) \
	X(resetMask) X(modifiedWriteValues) X(readAction) X(dim) X(dimIncrement) X(dimIndex) \
	X(bitRange) X(bitOffset) X(bitWidth) X(lsb) X(msb) X(value) X(isDefault) X(usage) \
	X(alternateGroup)
// clang-format on

enum svd_tag {
	TAG_NONE,
#define SVD_TAG(name) TAG_##name,
	SVD_TAGS(SVD_TAG)
#undef SVD_TAG
		TAG_COUNT,
};

/* ---- elements ---- */

/**
 * struct svd_members - the registers, fields or enumerators of an element, the inherited too
 * @by_name: their names as in the file
 */
struct svd_members {
	const struct svd_node **list;
	size_t count, room;
	struct dict by_name;
};

/**
 * struct svd_node - an element
 * @place: of its first byte in the file
 * @text: without space at its ends; NULL if it has elements
 * @from: its derivedFrom, or NULL
 * @base: the element that it is derived from, once svd_derive() has found it
 */
struct svd_node {
	uint8_t tag, state;
	uint16_t steps; /* from what is derived from nothing */
	uint32_t place;
	const char *text, *from;
	struct svd_node *parent, *first, *last, *next;
	const struct svd_node *base;
	struct svd_members *members;
};

/* ---- model ---- */

/** struct svd_dim - an array; @count is 1 and @array false for what is none */
struct svd_dim {
	bool array;
	uint32_t count;
	uint64_t stride, first;
	const char **names; /* of indexes; NULL: numbers from @first on */
};

struct svd_name {
	const char *text; /* with %s in arrays */
	const char *was; /* in the file, if another had to be taken for it; else NULL */
};

struct svd_policy {
	enum hwreg_read_policy read;
	enum hwreg_write_policy write;
};

/** struct svd_enum - an enumerator */
struct svd_enum {
	struct svd_name name;
	const char *description;
	uint64_t value;
	struct svd_enum *next;
};

struct svd_field {
	const struct svd_node *node;
	struct svd_name name;
	const char *description;
	unsigned int high, low;
	struct svd_policy policy;
	bool overlap;
	struct svd_enum *enums;
	struct svd_field *next;
};

/** struct svd_props - what registers inherit */
struct svd_props {
	uint64_t size, reset, reset_mask;
	bool has_reset, has_mask;
	const char *access;
	const char *modified, *action; /* of the register or field itself */
	const struct svd_node *modified_node, *action_node;
};

/** struct svd_item - a register or cluster, or an array of them */
struct svd_item {
	const struct svd_node *node;
	struct svd_name name;
	const char *description;
	uint64_t offset;
	struct svd_dim dim;
	bool cluster, overlap, left_out;
	unsigned int width, access; /* bits, and of one access */
	struct svd_policy policy;
	bool has_reset;
	uint64_t reset, reset_mask;
	struct svd_field *fields;
	struct svd_item *children;
	struct svd_item *next;
};

struct svd_range {
	uint64_t first, last;
	struct svd_range *next;
};

/** struct svd_type - @count: registers, with all elements of arrays */
struct svd_type {
	const struct svd_node *node;
	const char *name, *description;
	uint64_t size;
	unsigned int width, widest;
	struct svd_policy policy;
	struct svd_range *ranges;
	struct svd_item *items;
	size_t count;
	bool shared, used;
	struct svd_type *next;
};

struct svd_interrupt {
	const char *name, *description;
	uint64_t value;
	struct svd_interrupt *next;
};

struct svd_block {
	const struct svd_node *node;
	struct svd_name name;
	const char *description;
	uint64_t base;
	struct svd_dim dim;
	struct svd_type *type;
	struct svd_interrupt *interrupts;
	bool overlap, left_out;
	struct svd_block *next;
};

struct svd_warning;

struct svd {
	const char *path;
	const struct import_options *options;
	struct hwreg_error *err;
	bool failed;
	struct pool pool;
	uint32_t *lines; /* where they begin */
	size_t line_count, line_room;
	struct svd_node *device;
	struct svd_block *blocks;
	struct svd_type *types;
	bool big_endian;
	uint64_t made;
	unsigned int deriving;
	struct svd_warning *warnings;
	size_t warning_count, warning_room;
};

/* ---- svd.c ---- */

/** svd_make() - count what is made, so that a small file cannot stand for too much */
bool svd_make(struct svd *svd, const struct svd_node *node, uint64_t count);

/** svd_error() - the first is kept; Return: false */
bool svd_error(struct svd *svd, const struct svd_node *node, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
bool svd_error_at(struct svd *svd, uint32_t line, uint32_t column, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void svd_warn(struct svd *svd, const struct svd_node *node, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void svd_warn_at(struct svd *svd, uint32_t place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* ---- svd_xml.c ---- */

/** svd_read() - the file to the tree @svd->device */
bool svd_read(struct svd *svd);

const char *svd_tag_name(unsigned int tag);

/* ---- svd_value.c ---- */

/** svd_own() - a child of an element itself, or NULL */
const struct svd_node *svd_own(const struct svd_node *node, enum svd_tag tag);

/** svd_child() - a child of an element or of what it is derived from */
const struct svd_node *svd_child(const struct svd_node *node, enum svd_tag tag);

/** svd_text() - the text of such a child, or NULL */
const char *svd_text(const struct svd_node *node, enum svd_tag tag);

/** svd_number() - the number that an element holds */
bool svd_number(struct svd *svd, const struct svd_node *node, uint64_t *out);

/** svd_child_number() - likewise of a child, which may be missing: then @out stays */
bool svd_child_number(struct svd *svd, const struct svd_node *node, enum svd_tag tag,
		      uint64_t *out);

/** svd_needed_number() - likewise of a child that may not be missing */
bool svd_needed_number(struct svd *svd, const struct svd_node *node, enum svd_tag tag,
		       uint64_t *out);

/** svd_pattern() - the value of an enumerator, and which of its bits do not matter */
bool svd_pattern(struct svd *svd, const struct svd_node *node, uint64_t *value, uint64_t *any);

/** svd_line() - the description or name of an element in one clean line; NULL if it has none */
const char *svd_line(struct svd *svd, const struct svd_node *node);

/* ---- svd_derive.c ---- */

/** svd_derive() - find what an element is derived from */
bool svd_derive(struct svd *svd, const struct svd_node *node);

/** svd_members() - registers, fields or enumerators; NULL if that failed */
const struct svd_members *svd_members(struct svd *svd, const struct svd_node *node);

/* ---- svd_dim.c ---- */

/** svd_dim_read() - what an element repeats */
bool svd_dim_read(struct svd *svd, const struct svd_node *node, struct svd_dim *dim);

/** svd_index() - the index of an element of an array */
const char *svd_index(struct svd *svd, const struct svd_dim *dim, uint32_t i);

/** svd_element() - a name with %s as that of an element */
const char *svd_element(struct svd *svd, const char *name, const struct svd_dim *dim, uint32_t i);

/** svd_name_take() - a name that is none of @taken yet, with those of its elements */
struct svd_name svd_name_take(struct svd *svd, struct dict *taken, const struct svd_node *node,
			      const char *raw, const struct svd_dim *dim);

/** svd_clean_name() - letters, digits and _, and %s in front of what stays @array */
char *svd_clean_name(struct svd *svd, const char *raw, bool array);

/* ---- svd_policy.c ---- */

/** svd_props_read() - what an element says, over what it has inherited */
bool svd_props_read(struct svd *svd, const struct svd_node *node, struct svd_props *props);

struct svd_policy svd_policy_of(struct svd *svd, const struct svd_node *node,
				const struct svd_props *props);

/* ---- svd_field.c ---- */

/** svd_fields_read() - of a register of @width bits */
bool svd_fields_read(struct svd *svd, const struct svd_node *node, const struct svd_props *props,
		     unsigned int width, struct svd_field **out);

/** svd_enums_read() - of a field of @width bits */
bool svd_enums_read(struct svd *svd, const struct svd_node *field, unsigned int width,
		    struct svd_enum **out);

/* ---- svd_device.c ---- */

/** svd_model() - the tree to blocks and types */
bool svd_model(struct svd *svd);

/* ---- svd_model.c ---- */

/** svd_items_read() - the registers and clusters of an element */
bool svd_items_read(struct svd *svd, const struct svd_node *node, const struct svd_props *props,
		    unsigned int depth, struct svd_item **out);

/* ---- svd_check.c ---- */

/** svd_check_type() - what does not fit is an error or left out; what shares bytes is marked */
bool svd_check_type(struct svd *svd, struct svd_type *type);

/** svd_check_blocks() - likewise of all blocks */
bool svd_check_blocks(struct svd *svd);

/* ---- svd_yaml.c ---- */

void svd_write(struct svd *svd, struct import_text *text);

#endif
