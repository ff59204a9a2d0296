/* SPDX-License-Identifier: MIT */
/* yaml_tree.h - how yaml_read.c makes a tree of nodes, event by event */
#ifndef HWREG_LIB_BOARD_YAML_TREE_H
#define HWREG_LIB_BOARD_YAML_TREE_H

#include "loader.h"

/* a mapping or list that is open */
struct yaml_frame {
	struct node *node;
	struct node *last;
	const char *anchor;
	const char *key; /* waits for its value */
	struct place key_place;
	uint32_t count;
	uint32_t weight; /* nodes in it, aliases expanded */
};

/** struct yaml_tree - a tree while it grows; starts zeroed but for @loader and @filter */
struct yaml_tree {
	struct loader *loader;
	const struct yaml_filter *filter;
	struct node *root;
	bool refused; /* a finding ended the file: what follows would be guesswork */
	unsigned int depth;
	unsigned int skip; /* depth below a key that is not wanted; 1: its value comes */
	unsigned int wanted; /* top-level keys that were kept: bits */
	unsigned int documents;
	struct map anchor_names;
	struct array anchors;
	struct yaml_frame frames[MAX_DEPTH];
};

/** struct yaml_text - what an event carries besides its place; NULL: nothing */
struct yaml_text {
	struct place place;
	const char *anchor;
	const char *tag;
};

void yaml_tree_document(struct yaml_tree *tree, struct place place);
void yaml_tree_scalar(struct yaml_tree *tree, const struct yaml_text *about, const char *text,
		      size_t length, bool plain);
void yaml_tree_start(struct yaml_tree *tree, const struct yaml_text *about, enum node_kind kind);
void yaml_tree_end(struct yaml_tree *tree);
void yaml_tree_alias(struct yaml_tree *tree, struct place place, const char *name);

/** yaml_tree_enough() - is there all that the filter wants? */
bool yaml_tree_enough(const struct yaml_tree *tree);

/** yaml_tree_finish() - the top-level mapping, or NULL with a finding */
struct node *yaml_tree_finish(struct yaml_tree *tree, const char *file);

/** yaml_refuse() - note a finding that ends the file */
#define yaml_refuse(tree, ...)                              \
	do {                                                \
		loader_report((tree)->loader, __VA_ARGS__); \
		(tree)->refused = true;                     \
	} while (0)

#endif
