// SPDX-License-Identifier: MIT
/* node.c - trees of YAML: look up, copy, change a copy */
#include "loader.h"

#include <string.h>

struct node *node_child(const struct node *mapping, const char *key)
{
	if (!mapping || mapping->kind != NODE_MAPPING)
		return NULL;
	for (struct node *child = mapping->first; child; child = child->next)
		if (strcmp(child->key, key) == 0)
			return child;
	return NULL;
}

const char *node_kind_name(const struct node *node)
{
	switch (node->kind) {
	case NODE_LIST:
		return "a list";
	case NODE_MAPPING:
		return "a mapping";
	default:
		return node->text[0] ? "a text" : "nothing";
	}
}

struct node *node_copy(struct loader *loader, const struct node *node)
{
	struct node *copy = arena_alloc(&loader->arena, sizeof(*copy));

	if (!copy)
		return NULL;
	*copy = *node;
	copy->next = NULL;
	return copy;
}

void node_put(struct node *mapping, struct node *value)
{
	struct node **link = &mapping->first;

	while (*link && strcmp((*link)->key, value->key) != 0)
		link = &(*link)->next;
	value->next = *link ? (*link)->next : NULL;
	*link = value;
}

void node_remove(struct node *mapping, const char *key)
{
	struct node **link = &mapping->first;

	while (*link && strcmp((*link)->key, key) != 0)
		link = &(*link)->next;
	if (*link)
		*link = (*link)->next;
}
