/* SPDX-License-Identifier: MIT */
/* node.h - a YAML file as a tree in which everything knows its place */
#ifndef HWREG_LIB_BOARD_NODE_H
#define HWREG_LIB_BOARD_NODE_H

#include "check.h"

enum node_kind { NODE_TEXT, NODE_LIST, NODE_MAPPING };

/*
 * An element of a list, or key and value of a mapping. Aliases share what is below them, so nothing
 * below a node is changed once the tree stands.
 */
struct node {
	struct node *next; /* sibling */
	union {
		const char *text; /* NODE_TEXT */
		struct node *first; /* NODE_LIST, NODE_MAPPING: the children */
	};
	const char *key; /* in a mapping; interned: equal keys are equal pointers */
	const char *file;
	uint32_t line;
	uint32_t key_line;
	uint16_t column;
	uint16_t key_column;
	uint8_t kind;
};

/** node_place() - where the value stands */
static inline struct place node_place(const struct node *node)
{
	return (struct place){ node->file, node->line, node->column };
}

/** node_key_place() - where the key stands; that of the value for an element of a list */
static inline struct place node_key_place(const struct node *node)
{
	if (!node->key)
		return node_place(node);
	return (struct place){ node->file, node->key_line, node->key_column };
}

/** node_child() - the value of a key of a mapping, or NULL */
struct node *node_child(const struct node *mapping, const char *key);

/** node_kind_name() - "a mapping" … for messages */
const char *node_kind_name(const struct node *node);

struct loader;

/** node_copy() - a copy that shares what is below; NULL: no memory */
struct node *node_copy(struct loader *loader, const struct node *node);

/** node_put() - put @value under @value->key, in place of what is there or at the end */
void node_put(struct node *mapping, struct node *value);

/** node_remove() - take a key out of a mapping */
void node_remove(struct node *mapping, const char *key);

/**
 * struct yaml_filter - what of a file is wanted
 * @keys: top-level keys to keep, ending in NULL; others are passed over
 * @enough: reading ends once these, of the first, were seen
 */
struct yaml_filter {
	const char *const *keys;
	unsigned int enough;
};

/**
 * yaml_read() - read one YAML document
 * @fd: open file; not closed
 * @file: path for messages
 * @filter: NULL for everything
 *
 * Return: its top-level mapping, or NULL: findings were added, or the loader has failed.
 */
struct node *yaml_read(struct loader *loader, int fd, const char *file,
		       const struct yaml_filter *filter);

#endif
