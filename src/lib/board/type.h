/* SPDX-License-Identifier: MIT */
/* type.h - a device type while a board is loaded: clusters and registers, then a flat list */
#ifndef HWREG_LIB_BOARD_TYPE_H
#define HWREG_LIB_BOARD_TYPE_H

#include "loader.h"

/** struct repeat - `count`, `stride` and `index` of blocks, clusters and registers */
struct repeat {
	bool array;
	uint32_t count; /* 1 if no array */
	uint64_t stride;
	uint64_t first; /* number of the first element, if there are no names */
	const char **names;
	const struct node *place; /* of the key that made it an array */
};

/** repeat_read() - understand the three nodes, each may be NULL; false: something was reported */
bool repeat_read(struct loader *loader, const struct scope *scope, const struct node *count,
		 const struct node *stride, const struct node *index, struct repeat *repeat);

/** repeat_name() - the name of element @i: %s in @name replaced, else the index behind it */
const char *repeat_name(struct loader *loader, const char *name, const struct repeat *repeat,
			uint32_t i);

/** repeat_check_name() - report a %s without an array */
bool repeat_check_name(struct loader *loader, const struct scope *scope, const struct node *node,
		       const struct repeat *repeat);

/** struct policy - what registers and fields inherit from what they are in */
struct policy {
	uint8_t read;
	uint8_t write;
};

/** policy_read() - `policy`, or `read` and `write`, over what is inherited */
void policy_read(struct loader *loader, const struct scope *scope, const struct node *policy,
		 const struct node *read, const struct node *write, struct policy *out);

/** struct defaults - what registers take over from their cluster, and that from its type */
struct defaults {
	uint16_t width;
	uint8_t endian;
	uint8_t reserved;
	bool msb0; /* fields are given with bit 0 the most significant */
	struct policy policy;
	uint8_t shift; /* reg-shift */
	struct rules *rules; /* or NULL */
	const char *when; /* all of its conditions, or NULL */
};

#define MAX_CLUSTER_DEPTH 16

#define ALIAS_COUNT 3 /* set, clear, toggle */

/** struct entry - a register or a cluster, maybe an array of them */
struct entry {
	struct entry *next;
	struct entry *children; /* of a cluster */
	const struct node *node;
	struct repeat repeat;
	uint64_t offset; /* bytes, in what it is in */
	bool cluster;
	bool window; /* a cluster behind an index and a data register */
	bool overlap;
	const struct node *index; /* of a window: the name of its index register */
	const struct node *data; /* and of its data register */
	const char *when; /* its conditions, those of its clusters included, or NULL */
	struct rules *rules; /* its own or inherited, or NULL */
	const struct node *alias_nodes[ALIAS_COUNT];
	uint64_t aliases[ALIAS_COUNT]; /* offsets, like the entry's */
	uint32_t description; /* of a cluster */
	uint32_t first; /* its first element in the flat list; IMAGE_NONE before that is made */
	struct hwreg_register reg;
};

/** struct flat - a register or a cluster of one instance of a type */
struct flat {
	const struct entry *entry;
	const char *name; /* without that of the block */
	uint64_t
		offset; /* bytes from the block's base; behind a window: what goes into its index */
	uint32_t window; /* 1 + index of the window's cluster, or 0 */
	uint32_t ordinal; /* of a cluster that is a window: how many are before it */
	uint32_t first; /* of a cluster: its registers, */
	uint32_t count; /* so many */
};

/* What a step of offset means in a space: a byte, or a register's number as on I2C */
enum layout { LAYOUT_BYTES = 1, LAYOUT_NUMBERS = 2 };

struct type {
	const char *name;
	const struct node *node;
	const struct node *size_node; /* NULL: the size is that of its registers */
	uint64_t size; /* bytes */
	uint32_t description;
	struct defaults defaults;
	struct entry *entries;
	struct array registers; /* struct flat */
	struct array clusters; /* struct flat */
	struct array conditions; /* struct condition */
	uint32_t window_count;
	struct map names; /* of the flat lists: registers by index, clusters by ~index */
	const struct node *i2c_node; /* NULL: it says nothing of I2C */
	uint32_t i2c; /* IMAGE_I2C_… */
	const struct node *compatible; /* NULL, or a text or a list of texts */
	uint32_t widest; /* bytes of the widest access */
	uint32_t checked; /* enum layout */
	bool used;
};

/** type_read() - a type's tree to entries and flat lists; @owner: name for messages */
struct type *type_read(struct loader *loader, const char *name, const struct node *node,
		       const char *owner);

/** i2c_space_flags() - IMAGE_I2C_… of a space with a target */
uint32_t i2c_space_flags(const char *target);

/** i2c_read() - the `i2c` of a type to IMAGE_I2C_… */
void i2c_read(struct loader *loader, const struct scope *scope, const struct node *node,
	      uint32_t *out);

/** i2c_apply() - what a block's type says of I2C goes to its space, the @index-th; reports what contradicts it */
void i2c_apply(struct loader *loader, const struct type *type, const char *owner, uint32_t index);

/** type_check_layout() - report overlaps, ranges and alignment, once for each kind of space */
void type_check_layout(struct loader *loader, struct type *type, const char *owner,
		       enum layout layout);

/** type_flatten() - count arrays out, once the entries stand */
void type_flatten(struct loader *loader, struct type *type, const char *owner);

/** fields_read() - fields of a register; *all_covered: each of its bits is in some field
 * @inherited: policy and bit-order */
void fields_read(struct loader *loader, const struct scope *scope, const struct node *node,
		 const struct defaults *inherited, bool is_volatile, struct hwreg_register *reg,
		 bool *all_covered);

/** override_type() - a copy of a type's tree with a block's changes; @node if nothing changes */
const struct node *override_type(struct loader *loader, const char *owner, const struct node *node,
				 const struct source_block *block);

enum condition_kind { CONDITION_WHEN, CONDITION_REQUIRES, CONDITION_WRITE, CONDITION_NAME };

/** struct condition - a text that names registers, checked once the image stands */
struct condition {
	enum condition_kind kind;
	const struct node *node;
	const char *scope; /* for messages */
	const struct entry *entry; /* what it belongs to; NULL: the type */
	const char *context; /* full name that names in it are relative to */
};

/**
 * condition_add() - check the form and remember it for conditions_check()
 *
 * Return: it, until the next one is added; NULL if its form is wrong.
 */
const struct condition *condition_add(struct loader *loader, const struct scope *scope,
				      struct array *list, enum condition_kind kind,
				      const struct node *node, const struct entry *entry);

/** conditions_check() - do the names exist and the values fit? */
void conditions_check(struct loader *loader, const struct hwreg_board *board);

/** condition_resolve() - what a condition says, in a context; reports what is wrong
 * Return: false if something is; @out->same is not set */
bool condition_resolve(struct loader *loader, const struct hwreg_board *board,
		       const struct condition *condition, struct image_condition *out);

/** write_resolve() - the same for a write */
bool write_resolve(struct loader *loader, const struct hwreg_board *board,
		   const struct condition *condition, struct image_write *out);

/**
 * struct rules - what a type, cluster or register ties accesses to, besides what it inherits
 * @outer: what it inherits, or NULL
 * @depth: how many levels of a register's name in its block it stands in
 * @given: the key is there, maybe with an empty list
 * @lists: struct condition, by enum hwreg_rule
 * @block: the block that instances were last made for, @prefix: and the start of the register's name
 * @index: of that instance
 */
struct rules {
	struct rules *outer;
	unsigned int depth;
	bool given[HWREG_RULE_COUNT];
	struct array lists[HWREG_RULE_COUNT];
	const char *block;
	const char *prefix;
	size_t prefix_length;
	uint32_t index;
};

/**
 * struct instance_rules - rules of registers of one block and cluster
 * @block: those of the block itself, which come first; NULL: none
 */
struct instance_rules {
	const struct rules *rules;
	const struct rules *block;
	const char *context; /* full name of what they stand in */
};

/** rules_read() - a list of conditions or writes, or one; *rules: the inherited ones, then its own */
void rules_read(struct loader *loader, const struct scope *scope, struct type *type,
		enum hwreg_rule kind, const struct node *node, const struct entry *entry,
		const struct rules *inherited, struct rules **rules);

/** rules_read_block() - the `requires` of a block, whose name is @context; *rules: NULL before */
void rules_read_block(struct loader *loader, const struct scope *scope, const struct node *node,
		      const char *context, struct rules **rules);

/**
 * rules_instance() - 1 + index of the rules of a register
 * @own: of its type, clusters and itself; may be NULL, but not both
 * @block_rules: of its block
 * @name: that in its block
 */
uint32_t rules_instance(struct loader *loader, struct rules *own, struct rules *block_rules,
			const char *block, const char *name);

/** rules_fill() - put all of them into the image, once that stands; it moves; reports */
void rules_fill(struct loader *loader, struct image_header **image);

/** rules_check_cycles() - report conditions that need each other */
void rules_check_cycles(struct loader *loader, const struct hwreg_board *board);

/** condition_register() - the register that a name means in a context, full name of a cluster or block
 * Return: its index, or IMAGE_NONE */
uint32_t condition_register(const struct hwreg_board *board, const char *context,
			    const struct node *name);

/** struct instance_window - a window of one instance of a type; @context: full name of its cluster */
struct instance_window {
	const struct entry *entry;
	const char *context;
};

/** struct instance_behind - a register behind one; @reg: its index */
struct instance_behind {
	const struct entry *entry;
	uint32_t reg;
};

/** window_defaults() - registers behind a window are as wide as its data register, if that is said
 * @registers: what is beside the window, where the data register's name is looked up */
void window_defaults(const struct node *registers, const struct node *data,
		     struct defaults *defaults);

/** window_emit() - one more window of an instance of a type */
void window_emit(struct loader *loader, const struct entry *entry, const char *context);

/** windows_fill() - find their registers once the image stands, put them into it; reports */
void windows_fill(struct loader *loader, struct image_header *image);

#endif
