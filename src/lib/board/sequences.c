// SPDX-License-Identifier: MIT
/* sequences.c - `sequences` of a board: their YAML, kept in the image until one is run */
#include "loader.h"

#include <string.h>

/* As names of boards, so that they are told from files, which have a / or end in .yaml */
static bool check_name_of(struct loader *loader, const struct node *node)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-";
	const char *dot = strrchr(node->key, '.');

	if (node->key[0] && !strchr(".-", node->key[0]) && strlen(node->key) <= MAX_NAME &&
	    !node->key[strspn(node->key, allowed)] &&
	    !(dot && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0)))
		return true;
	loader_report(loader, CHECK_NAME_SYNTAX, node_key_place(node),
		      "'%.80s' is not a name of a sequence: letters, digits, . _ + and -, and no "
		      ".yaml at its end",
		      node->key);
	return false;
}

/* The node, then what is below it */
static uint32_t keep_node(struct loader *loader, const struct node *node)
{
	uint32_t at = draft_count(loader, IMAGE_SEQUENCE_NODES), size = 1;
	struct image_node *kept = draft_push(loader, IMAGE_SEQUENCE_NODES, 1);

	if (!kept)
		return 0;
	*kept = (struct image_node){
		.kind = node->kind,
		.key = draft_string(loader, node->key),
		.line = node->line,
		.key_line = node->key_line,
		.column = node->column,
		.key_column = node->key_column,
	};
	if (node->kind == NODE_TEXT)
		kept->text = draft_string(loader, node->text);
	else
		for (const struct node *one = node->first; one && !loader_failed(loader);
		     one = one->next)
			size += keep_node(loader, one);
	kept = draft_array(loader, IMAGE_SEQUENCE_NODES); /* it may have moved */
	kept[at].size = size;
	return size;
}

static void read_one(struct loader *loader, const struct node *node)
{
	const struct node *description;
	struct image_sequence *sequence;
	uint32_t first, count, text = 0;

	if (!check_name_of(loader, node) || !value_mapping(loader, NULL, node))
		return;
	description = node_child(node, "description");
	if (description && description->kind == NODE_TEXT)
		text = value_description(loader, NULL, description);
	first = draft_count(loader, IMAGE_SEQUENCE_NODES);
	count = keep_node(loader, node);
	sequence = draft_push(loader, IMAGE_SEQUENCES, 1);
	if (sequence)
		*sequence = (struct image_sequence){ .name = draft_string(loader, node->key),
						     .description = text,
						     .file = draft_string(loader, node->file),
						     .line = node->key_line,
						     .column = node->key_column,
						     .first_node = first,
						     .node_count = count };
}

void sequences_read(struct loader *loader)
{
	const struct source_value *sources = loader->sequences.data;

	for (size_t i = 0; i < loader->sequences.count && !loader_failed(loader); i++)
		read_one(loader, sources[i].node);
}
