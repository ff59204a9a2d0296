/* SPDX-License-Identifier: MIT */
/*
 * loader.h - the way from YAML files to a board's image, in the order of the files here
 *
 *	yaml_read.c	a file to a tree of nodes (node.c)
 *	source.c	a board file, what it extends and includes: the sections of them all
 *	board_keys.c	spaces, GPIO lines, match; values.c: nodes to values
 *	block.c		blocks: their type, their place, their registers; repeat.c: arrays
 *	override.c	`override` and `omit`: a changed copy of a type's tree
 *	i2c_key.c	how a type's registers are reached on I2C
 *	type.c		a type's tree to entries: clusters and registers; field.c: fields
 *	layout.c	entries to a flat list of registers, arrays counted out; checks of places
 *	draft.c		the image, as it grows
 *	condition.c	conditions and writes, checked on the image
 *	sequences.c	sequences of steps, kept as they are
 *	rules.c		which of them each register is tied to
 *	window.c	registers behind an index and a data register
 */
#ifndef HWREG_LIB_BOARD_LOADER_H
#define HWREG_LIB_BOARD_LOADER_H

#include "check.h"
#include "depend.h"
#include "image.h"
#include "node.h"

#define MAX_DEPTH 64 /* of mappings and lists in a file */
#define MAX_NODES (8u << 20) /* of all files */
#define MAX_ALIAS_NODES (1u << 20) /* that aliases stand for */
#define MAX_TEXT 8192 /* bytes of a text */
#define MAX_FILE_SIZE (UINT64_C(128) << 20)
#define MAX_INCLUDE_DEPTH 16
#define MAX_NAME 255 /* full names */
#define MAX_COUNT 65536u /* of an array */
#define MAX_REGISTERS (1u << 20) /* of a board */
#define MAX_RULES 16u /* of one kind, in one list */
#define MAX_RULE_ITEMS (1u << 22) /* of all registers of a board */

/** struct draft - the sections of an image while they grow */
struct draft {
	struct array sections[IMAGE_SECTION_COUNT];
	struct map strings; /* those worth sharing, to their offsets */
};

/** struct source_block - what the files say of a block, later files over earlier ones */
struct source_block {
	const char *name;
	const struct node *keys; /* merged; override and omit apart */
	struct array overrides; /* const struct node *, in the order of application */
	struct array omits; /* const struct node * */
	uint32_t level;
};

struct source_type {
	const char *name;
	const struct node *node;
	uint32_t level;
	struct type *type; /* once it is read */
};

struct source_value {
	const struct node *node;
	uint32_t level;
};

struct source_file {
	const char *path;
	uint64_t device;
	uint64_t inode;
	bool open; /* being read: another mention is a cycle */
};

/** struct loader - everything of one hwreg_board_load() */
struct loader {
	struct arena arena;
	struct findings findings;
	struct map words; /* keys and anchors of nodes, each once */
	uint32_t nodes;
	uint32_t alias_nodes;
	const char *search_path;
	int result; /* a negative errno that ends the loading, besides arena.failed */
	struct hwreg_error *err;

	const char *text_name; /* of a board that is in no file; NULL: it is in one */
	bool found; /* not named by its path: root refuses what others can write */
	const char *writable; /* the first of all that others than root can write, or NULL */
	struct array files; /* struct source_file */
	struct depends depends; /* for the cache, if there is one */
	uint32_t depth; /* of files that include each other */
	uint32_t level; /* 0: the board at the bottom of `extends` */
	bool incomplete; /* a file is missing: what is not found may be in it */
	bool lost_blocks; /* wrong ones: what a condition names may be in them */
	const struct node *board, *description, *match;
	struct array types; /* struct source_type */
	struct array blocks; /* struct source_block */
	struct array spaces; /* struct source_value */
	struct array gpios; /* struct source_value */
	struct array sequences; /* struct source_value */
	struct map type_names, block_names, space_names, gpio_names, sequence_names;

	struct draft draft;
	struct array conditions; /* struct condition */
	struct array rules; /* struct instance_rules: one for each of IMAGE_RULES */
	struct array resolved; /* struct condition *: one for each of IMAGE_CONDITIONS */
	struct map resolved_keys; /* to their indexes */
	struct array windows; /* struct instance_window: one for each of IMAGE_WINDOWS */
	struct array behind; /* struct instance_behind: registers behind them */
	struct array instances; /* struct instance: blocks, arrays counted out */
	struct map instance_names;
	struct map space_indexes; /* in the draft */
};

/** struct instance - a block, for the check of overlaps */
struct instance {
	const struct node *keys;
	const char *name;
	uint32_t space;
	bool overlap;
	uint64_t base;
	uint64_t last;
};

/* Has something happened that ends the loading? */
static inline bool loader_failed(const struct loader *loader)
{
	return loader->arena.failed || loader->result;
}

#define loader_report(loader, ...) findings_add(&(loader)->findings, __VA_ARGS__)

/** struct scope - the full name of what is being read, as a chain from the inside out */
struct scope {
	const struct scope *parent;
	const char *name;
};

/** scope_name() - "UART0.CR.TXE" in the arena; never NULL */
const char *scope_name(struct loader *loader, const struct scope *scope);

/** scope_prefix() - "UART0.CR.TXE: " to put in front of a message, or "" */
const char *scope_prefix(struct loader *loader, const struct scope *scope);

/* ---- values.c: nodes to values; each reports what is wrong and returns false ---- */

/** struct key - a key that a mapping may have */
struct key {
	const char *name;
	bool needed;
};

/** keys_read() - the values of the keys of a mapping; reports unknown and missing ones.
 * Return: false if @node is not a mapping; then @values are all NULL. */
bool keys_read(struct loader *loader, const struct scope *scope, const struct node *node,
	       const struct key *keys, size_t count, const struct node **values);

bool value_text(struct loader *loader, const struct scope *scope, const struct node *node,
		const char **out);
bool value_number(struct loader *loader, const struct scope *scope, const struct node *node,
		  uint64_t *out);
bool value_bool(struct loader *loader, const struct scope *scope, const struct node *node,
		bool *out);
/* a decimal number with sign, fraction and exponent */
bool value_decimal(struct loader *loader, const struct scope *scope, const struct node *node,
		   double *out);
/* index of the text in @words, which end in NULL */
bool value_word(struct loader *loader, const struct scope *scope, const struct node *node,
		const char *const *words, unsigned int *out);
/* a text on one line, in the image's pool; 0 if @node is NULL */
uint32_t value_description(struct loader *loader, const struct scope *scope,
			   const struct node *node);
bool value_list(struct loader *loader, const struct scope *scope, const struct node *node);
bool value_mapping(struct loader *loader, const struct scope *scope, const struct node *node);

/** name_is_part() - letters, digits and _, no digit in front; @array: with one %s in it, maybe */
bool name_is_part(const char *name, bool array);

/** name_check() - report the key of @node if it is not such a name */
bool name_check(struct loader *loader, const struct scope *scope, const struct node *node,
		bool array);

/* ---- draft.c: the growing image ---- */

void draft_init(struct draft *draft);

/** draft_push() - new zeroed elements of a section; NULL: no memory */
void *draft_push(struct loader *loader, enum image_section_id id, size_t count);

static inline uint32_t draft_count(const struct loader *loader, enum image_section_id id)
{
	return (uint32_t)loader->draft.sections[id].count;
}

static inline void *draft_array(const struct loader *loader, enum image_section_id id)
{
	return loader->draft.sections[id].data;
}

/** draft_string() - the offset of a shared string in the pool */
uint32_t draft_string(struct loader *loader, const char *text);

/** draft_name() - the offset of a new string "@first.@second" or "@first" */
uint32_t draft_name(struct loader *loader, const char *first, const char *second);

/** draft_text() - the text at an offset; moves with the next string */
const char *draft_text(const struct loader *loader, uint32_t offset);

/** draft_finish() - hash, addresses, and all of it in one allocation; NULL: no memory */
struct image_header *draft_finish(struct loader *loader, const char *file);

/** draft_refill() - the same with what sections have got since; @image is freed; NULL: no memory */
struct image_header *draft_refill(struct loader *loader, struct image_header *image);

/* ---- source.c ---- */

/** source_load() - read a board file and all it extends and includes */
void source_load(struct loader *loader, const char *path);

/** source_load_text() - the same of a text; @name: what messages call it */
void source_load_text(struct loader *loader, const char *text, size_t size, const char *name);

/** source_load_types() - read a file of types and all it includes */
void source_load_types(struct loader *loader, const char *path);

/**
 * source_peek() - read the name and the match of a board and no more than that takes
 *
 * Leaves them in @loader; findings and failures are the caller's to ignore.
 */
int source_peek(struct loader *loader, const char *path);

/* ---- load.c, board_keys.c, block.c ---- */

/** loader_new() - an empty loader; NULL: no memory */
struct loader *loader_new(const char *search_path, struct hwreg_error *err);
void loader_free(struct loader *loader);

/** board_read() - sections of the sources to the draft */
void board_read(struct loader *loader);

/**
 * load_board() - hwreg_board_load() of a file whose path is known
 * @found: by a name or by the machine, so that root must be able to trust it
 */
int load_board(struct hwreg_board **out, const char *path, bool found,
	       const struct hwreg_board_options *options, struct hwreg_error *err);

/** struct origin - where a board comes from
 * @text: the board, of which @path is only the name; NULL: it is in a file
 * @found: not named by its path: root must be able to trust it
 */
struct origin {
	const char *path;
	const char *text;
	size_t size;
	bool found;
};

struct cache;

/**
 * load_image() - the image of a board, from YAML; the cache gets it too
 * @out: to be freed
 * @writable: what others than root can write of its files, to be freed; may be NULL
 */
int load_image(struct image_header **out, const struct cache *cache, const struct origin *origin,
	       const char *search_path, char **writable, const struct hwreg_board_options *options,
	       struct hwreg_error *err);

/** match_read() - `match` to image_match elements; *any: it fits every machine */
void match_read(struct loader *loader, const struct node *node, bool *any);

/** block_read() - one block, all its instances */
void block_read(struct loader *loader, const struct source_block *source);

/** sequences_read() - the sequences of a board, into the draft */
void sequences_read(struct loader *loader);

/** sequences_check() - report what is wrong with them, as far as it can be seen without the registers; in
 * ../sequence/of_board.c */
void sequences_check(struct loader *loader);

/** blocks_check_overlap() - report blocks that share addresses */
void blocks_check_overlap(struct loader *loader);

#endif
