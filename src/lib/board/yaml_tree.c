// SPDX-License-Identifier: MIT
/* yaml_tree.c - a tree of nodes from events: limits, aliases, duplicate keys */
#include "yaml_tree.h"

#include <stdlib.h>
#include <string.h>

struct anchor {
	const struct node *node;
	uint32_t weight;
};

/* U+202A to U+202E and U+2066 to U+2069 change the order in which what follows is shown: Unicode, annex 9 */
static bool is_reordering(const unsigned char *at, size_t length)
{
	return length >= 3 && at[0] == 0xe2 &&
	       ((at[1] == 0x80 && at[2] >= 0xaa && at[2] <= 0xae) ||
		(at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9));
}

/* Escapes could otherwise bring sequences into a terminal that the file's text does not show. */
static bool has_control(const char *text, size_t length)
{
	const unsigned char *bytes = (const unsigned char *)text;

	for (size_t i = 0; i < length; i++) {
		if ((bytes[i] < 0x20 && bytes[i] != '\n' && bytes[i] != '\t') || bytes[i] == 0x7f)
			return true;
		if (bytes[i] == 0xc2 && i + 1 < length && bytes[i + 1] >= 0x80 &&
		    bytes[i + 1] <= 0x9f)
			return true;
		if (is_reordering(bytes + i, length - i))
			return true;
	}
	return false;
}

/* The one copy of a word: equal ones are equal pointers */
static const char *keep_word(struct yaml_tree *tree, const char *text, size_t length)
{
	return map_intern(&tree->loader->arena, &tree->loader->words, text, length);
}

static uint16_t column_of(struct place place)
{
	return place.column < UINT16_MAX ? (uint16_t)place.column : UINT16_MAX;
}

static struct node *new_node(struct yaml_tree *tree, enum node_kind kind, struct place place)
{
	struct loader *loader = tree->loader;
	struct node *node;

	if (++loader->nodes > MAX_NODES) {
		yaml_refuse(tree, CHECK_YAML_SIZE, place, "more than %u keys and values",
			    MAX_NODES);
		return NULL;
	}
	node = arena_alloc(&loader->arena, sizeof(*node));
	if (!node)
		return NULL;
	node->kind = kind;
	node->file = place.file;
	node->line = place.line;
	node->column = column_of(place);
	return node;
}

static void attach(struct yaml_tree *tree, struct node *node, uint32_t weight)
{
	struct yaml_frame *frame;

	if (!tree->depth) {
		tree->root = node;
		return;
	}
	frame = &tree->frames[tree->depth - 1];
	node->key = frame->key;
	node->key_line = frame->key_place.line;
	node->key_column = column_of(frame->key_place);
	frame->key = NULL;
	if (frame->last)
		frame->last->next = node;
	else
		frame->node->first = node;
	frame->last = node;
	frame->count++;
	frame->weight += weight;
}

static bool awaits_key(const struct yaml_tree *tree)
{
	const struct yaml_frame *frame = tree->depth ? &tree->frames[tree->depth - 1] : NULL;

	return frame && frame->node->kind == NODE_MAPPING && !frame->key;
}

/* YAML's resolution of tags is not used: a value has the type that its key gives it. */
static bool check_tag(struct yaml_tree *tree, const struct yaml_text *about)
{
	if (!about->tag)
		return true;
	yaml_refuse(tree, CHECK_YAML_TAG, about->place, "tags are not supported: '%.64s'",
		    about->tag);
	return false;
}

/* ---- keys ---- */

static bool is_wanted(struct yaml_tree *tree, const char *key)
{
	if (!tree->filter || tree->depth != 1)
		return true;
	for (unsigned int i = 0; tree->filter->keys[i]; i++) {
		if (strcmp(tree->filter->keys[i], key) == 0) {
			tree->wanted |= 1u << i;
			return true;
		}
	}
	return false;
}

static void take_key(struct yaml_tree *tree, struct place place, const char *text, size_t length,
		     bool plain)
{
	struct yaml_frame *frame = &tree->frames[tree->depth - 1];

	if (plain && strcmp(text, "<<") == 0) {
		yaml_refuse(tree, CHECK_YAML_MERGE, place,
			    "merge keys are not supported; use an alias for the whole mapping, or "
			    "`extends`");
		return;
	}
	if (!is_wanted(tree, text)) {
		tree->skip = 1;
		return;
	}
	frame->key = keep_word(tree, text, length);
	frame->key_place = place;
}

static int compare_keys(const void *a, const void *b)
{
	const struct node *x = *(const struct node *const *)a;
	const struct node *y = *(const struct node *const *)b;

	if (x->key != y->key)
		return (uintptr_t)x->key < (uintptr_t)y->key ? -1 : 1;
	if (x->key_line != y->key_line)
		return x->key_line < y->key_line ? -1 : 1;
	return x->key_column < y->key_column ? -1 : x->key_column > y->key_column;
}

#define FEW_KEYS 16 /* compared with each other faster than looked up */

static bool few_are_equal(const struct node *mapping)
{
	for (const struct node *one = mapping->first; one; one = one->next)
		for (const struct node *other = mapping->first; other != one; other = other->next)
			if (one->key == other->key)
				return true;
	return false;
}

/* No memory is as if some were equal: then they are sorted, which says so. */
static bool some_are_equal(const struct node *mapping, size_t count)
{
	size_t size = 64, i;
	const char **seen;

	while (size < 2 * count)
		size *= 2;
	seen = calloc(size, sizeof(*seen));
	for (const struct node *one = mapping->first; seen && one; one = one->next) {
		i = (size_t)((uintptr_t)one->key * UINT64_C(0x9e3779b97f4a7c15) >> 32);
		while (seen[i & (size - 1)] && seen[i & (size - 1)] != one->key)
			i++;
		if (seen[i & (size - 1)]) {
			free(seen);
			return true;
		}
		seen[i & (size - 1)] = one->key;
	}
	if (!seen)
		return true;
	free(seen);
	return false;
}

static bool has_equal_keys(const struct yaml_frame *frame)
{
	return frame->count <= FEW_KEYS ? few_are_equal(frame->node)
					: some_are_equal(frame->node, frame->count);
}

/* Keys are interned, so equal ones are neighbours once they are sorted by address. */
static void check_keys(struct yaml_tree *tree, const struct yaml_frame *frame)
{
	const struct node **sorted;
	size_t n = 0;

	if (frame->node->kind != NODE_MAPPING || frame->count < 2 || !has_equal_keys(frame))
		return;
	sorted = malloc(frame->count * sizeof(struct node *));
	if (!sorted) {
		tree->loader->arena.failed = true;
		return;
	}
	for (const struct node *child = frame->node->first; child; child = child->next)
		sorted[n++] = child;
	qsort(sorted, n, sizeof(*sorted), compare_keys);
	for (size_t i = 1; i < n; i++)
		if (sorted[i]->key == sorted[i - 1]->key)
			loader_report(tree->loader, CHECK_DUPLICATE_KEY, node_key_place(sorted[i]),
				      "'%.64s' was given before (%u:%u)", sorted[i]->key,
				      sorted[i - 1]->key_line, sorted[i - 1]->key_column);
	free(sorted);
}

/* ---- anchors ---- */

static void remember_anchor(struct yaml_tree *tree, const char *name, const struct node *node,
			    uint32_t weight)
{
	struct arena *arena = &tree->loader->arena;
	struct map_slot *slot = map_find(&tree->anchor_names, name, strlen(name));
	struct anchor *anchor;

	tree->anchors.size = sizeof(*anchor);
	anchor = array_push(arena, &tree->anchors, 1);
	if (!anchor)
		return;
	*anchor = (struct anchor){ node, weight };
	if (slot)
		slot->value = (uint32_t)tree->anchors.count - 1;
	else
		map_add(arena, &tree->anchor_names, name, (uint32_t)tree->anchors.count - 1);
}

void yaml_tree_alias(struct yaml_tree *tree, struct place place, const char *name)
{
	const struct map_slot *slot = map_find(&tree->anchor_names, name, strlen(name));
	const struct anchor *anchor;
	struct node *node;

	if (tree->skip) {
		tree->skip -= tree->skip == 1;
		return;
	}
	if (awaits_key(tree)) {
		yaml_refuse(tree, CHECK_YAML_KEY, place, "a key must be a word");
		return;
	}
	if (!slot) {
		yaml_refuse(tree, CHECK_YAML_ALIAS, place,
			    "'*%.64s': no anchor &%.64s stands before it, or it is inside of that",
			    name, name);
		return;
	}
	anchor = &((const struct anchor *)tree->anchors.data)[slot->value];
	tree->loader->alias_nodes += anchor->weight;
	if (tree->loader->alias_nodes > MAX_ALIAS_NODES) {
		yaml_refuse(tree, CHECK_YAML_ALIAS, place,
			    "aliases stand for more than %u keys and values", MAX_ALIAS_NODES);
		return;
	}
	node = node_copy(tree->loader, anchor->node);
	if (node)
		attach(tree, node, anchor->weight);
}

/* ---- events ---- */

void yaml_tree_document(struct yaml_tree *tree, struct place place)
{
	if (tree->documents++)
		yaml_refuse(tree, CHECK_DOCUMENT, place,
			    "a file holds one document; this is the second");
}

void yaml_tree_scalar(struct yaml_tree *tree, const struct yaml_text *about, const char *text,
		      size_t length, bool plain)
{
	struct node *node;

	if (tree->skip) {
		tree->skip -= tree->skip == 1;
		return;
	}
	if (!check_tag(tree, about))
		return;
	if (length > MAX_TEXT) {
		yaml_refuse(tree, CHECK_YAML_SIZE, about->place, "the text is longer than %d bytes",
			    MAX_TEXT);
		return;
	}
	if (has_control(text, length)) {
		yaml_refuse(tree, CHECK_TEXT_CONTROL, about->place,
			    "the text has a control character");
		return;
	}
	if (awaits_key(tree)) {
		take_key(tree, about->place, text, length, plain);
		return;
	}
	node = new_node(tree, NODE_TEXT, about->place);
	if (!node)
		return;
	node->text = arena_text(&tree->loader->arena, text, length);
	if (!node->text)
		return;
	attach(tree, node, 1);
	if (about->anchor) {
		const char *name = keep_word(tree, about->anchor, strlen(about->anchor));

		if (name)
			remember_anchor(tree, name, node, 1);
	}
}

void yaml_tree_start(struct yaml_tree *tree, const struct yaml_text *about, enum node_kind kind)
{
	struct yaml_frame *frame;
	struct node *node;

	if (tree->skip) {
		tree->skip++;
		return;
	}
	if (!check_tag(tree, about))
		return;
	if (awaits_key(tree)) {
		yaml_refuse(tree, CHECK_YAML_KEY, about->place, "a key must be a word");
		return;
	}
	if (tree->depth == MAX_DEPTH) {
		yaml_refuse(tree, CHECK_YAML_DEPTH, about->place,
			    "mappings and lists are nested more than %d deep", MAX_DEPTH);
		return;
	}
	node = new_node(tree, kind, about->place);
	if (!node)
		return;
	attach(tree, node, 0);
	frame = &tree->frames[tree->depth++];
	*frame = (struct yaml_frame){ .node = node, .weight = 1 };
	if (about->anchor)
		frame->anchor = keep_word(tree, about->anchor, strlen(about->anchor));
}

void yaml_tree_end(struct yaml_tree *tree)
{
	struct yaml_frame *frame;

	if (tree->skip) {
		tree->skip--;
		tree->skip -= tree->skip == 1;
		return;
	}
	frame = &tree->frames[--tree->depth];
	check_keys(tree, frame);
	if (frame->anchor)
		remember_anchor(tree, frame->anchor, frame->node, frame->weight);
	if (tree->depth)
		tree->frames[tree->depth - 1].weight += frame->weight;
}

bool yaml_tree_enough(const struct yaml_tree *tree)
{
	unsigned int enough = tree->filter ? (1u << tree->filter->enough) - 1 : 0;

	return enough && tree->depth == 1 && !tree->frames[0].key &&
	       (tree->wanted & enough) == enough;
}

struct node *yaml_tree_finish(struct yaml_tree *tree, const char *file)
{
	struct node *root = tree->root;

	if (tree->refused || loader_failed(tree->loader))
		return NULL;
	if (root && root->kind == NODE_MAPPING)
		return root;
	if (root && (root->kind != NODE_TEXT || root->text[0]))
		yaml_refuse(tree, CHECK_DOCUMENT, node_place(root),
			    "the file must be a mapping; this is %s", node_kind_name(root));
	else
		yaml_refuse(tree, CHECK_DOCUMENT, ((struct place){ file, 1, 1 }),
			    "the file is empty");
	return NULL;
}
