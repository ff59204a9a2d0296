// SPDX-License-Identifier: MIT
/* of_board.c - the sequences of a board: found, and checked when the board is loaded */
#include "sequence.h"

#include <stdio.h>
#include <string.h>

#include "nearest.h"

/* ---- From the image ----------------------------------------------------------------------------- */

/* What is being built again: nodes of the image from @at to @end */
struct building {
	struct loader *loader;
	const struct hwreg_board *board;
	const char *file;
	uint32_t at;
	uint32_t end;
	unsigned int depth;
};

/* Nothing in a damaged image is believed: no node is larger than what is left of the one that it is in */
static struct node *build(struct building *building)
{
	struct node *node = arena_alloc(&building->loader->arena, sizeof(*node)), **link;
	const struct image_node *kept;
	uint32_t end = building->end;

	if (!node || building->at >= end || building->depth > MAX_DEPTH)
		return NULL;
	kept = image_at(building->board, IMAGE_SEQUENCE_NODES, building->at);
	if (!kept->size || kept->size > end - building->at || kept->kind > NODE_MAPPING)
		return NULL;
	*node = (struct node){ .file = building->file,
			       .kind = (uint8_t)kept->kind,
			       .line = kept->line,
			       .key_line = kept->key_line,
			       .column = kept->column,
			       .key_column = kept->key_column };
	if (kept->key)
		node->key = image_string(building->board, kept->key);
	if (node->kind == NODE_TEXT)
		node->text = image_string(building->board, kept->text);
	building->end = building->at + kept->size;
	building->at++;
	building->depth++;
	link = &node->first;
	while (node->kind != NODE_TEXT && building->at < building->end) {
		*link = build(building);
		if (!*link || (node->kind == NODE_MAPPING && !(*link)->key))
			return NULL;
		link = &(*link)->next;
	}
	building->depth--;
	building->end = end;
	return node;
}

static const struct image_sequence *find(const struct hwreg_board *board, const char *name)
{
	const struct image_sequence *sequence;

	for (uint64_t i = 0; board && i < image_count(board, IMAGE_SEQUENCES); i++) {
		sequence = image_at(board, IMAGE_SEQUENCES, i);
		if (strcmp(image_string(board, sequence->name), name) == 0)
			return sequence;
	}
	return NULL;
}

/* "the board b has no sequence alram; did you mean alarm?" */
static const char *missing(const struct hwreg_board *board, const char *name, char message[320])
{
	struct hwreg_board_sequence_info info = { .size = sizeof(info) };
	struct hwreg_board_info about = { .size = sizeof(about) };
	struct hwreg_nearest nearest = { .word = name };
	char hint[256];

	if (!board) {
		snprintf(message, 320, "the sequence %.64s is one of a board, and there is none",
			 name);
		return message;
	}
	hwreg_board_describe(board, &about);
	for (uint32_t i = 0; hwreg_board_sequence(board, i, &info) == 0; i++)
		hwreg_nearest_offer(&nearest, info.name);
	snprintf(message, 320, "the board %.64s has no sequence %.64s%s", about.name, name,
		 hwreg_nearest_hint(&nearest, hint, sizeof(hint)));
	return message;
}

/* Each is built once, so that one that runs itself is known again */
static const struct node *root_of(struct hwreg_sequence *sequence, const char *name,
				  const struct image_sequence *found)
{
	struct building building = { .loader = sequence->loader,
				     .board = sequence->board,
				     .file = image_string(sequence->board, found->file),
				     .at = found->first_node };
	const struct source *sources = sequence->sources.data;
	struct source *source;
	const struct node *root;

	for (size_t i = 0; i < sequence->sources.count; i++)
		if (sources[i].of_board && strcmp(sources[i].path, name) == 0)
			return sources[i].root;
	building.end = building.at + found->node_count;
	root = build(&building);
	source = root ? array_push(&sequence->loader->arena, &sequence->sources, 1) : NULL;
	if (source)
		*source = (struct source){ .path = name, .root = root, .of_board = true };
	return source ? root : NULL;
}

static void take_place(struct script *script, const struct image_sequence *found)
{
	struct hwreg_sequence *sequence = script->sequence;

	script_take_path(script, image_string(sequence->board, found->file));
	script->place.line = found->line;
	script->place.column = found->column;
}

bool script_of_board(struct script *script, const char *name, struct place place)
{
	struct hwreg_sequence *sequence = script->sequence;
	const struct image_sequence *found = find(sequence->board, name);
	char message[320];

	if (!found) {
		loader_report(sequence->loader, CHECK_RUN_MISSING, place, "%s",
			      missing(sequence->board, name, message));
		return false;
	}
	take_place(script, found);
	script->of_board = arena_text(&sequence->loader->arena, name, strlen(name));
	script->name = script->of_board ? script->of_board : "";
	script->root = script->of_board ? root_of(sequence, script->of_board, found) : NULL;
	if (!script->root && image_intact(sequence->board, sequence->loader->err) != 0)
		sequence->loader->result = -EBADMSG;
	return script->root && !script_is_cycle(script, place);
}

int hwreg_sequence_of_board(struct hwreg_sequence **out, const struct hwreg_board *board,
			    const char *name, const struct hwreg_sequence_options *options,
			    struct hwreg_error *err)
{
	struct hwreg_sequence *sequence;
	char message[320];
	int r = sequence_new(&sequence, options, err);

	if (r)
		return r;
	sequence->board = board;
	if (!find(board, name))
		r = hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOENT, "%s",
				    missing(board, name, message));
	else if (script_of_board(sequence->main, name, (struct place){ name, 1, 1 }))
		script_read(sequence->main);
	return sequence_hand_out(sequence, out, options, r, err);
}

/* ---- When the board is loaded ------------------------------------------------------------------- */

/* Those that it runs are there? Files that it runs are looked at when it is run */
static void check_waiting(struct hwreg_sequence *sequence)
{
	struct script *const *waiting = sequence->waiting.data;
	struct loader *loader = sequence->loader;

	for (size_t i = 0; i < sequence->waiting.count; i++)
		if (!map_find(&loader->sequence_names, waiting[i]->of_board,
			      strlen(waiting[i]->of_board)))
			loader_report(loader, CHECK_RUN_MISSING, waiting[i]->place,
				      "the board has no sequence %.64s", waiting[i]->of_board);
}

static void check_one(struct loader *loader, const struct node *node)
{
	struct hwreg_sequence sequence = { .loader = loader,
					   .flags = HWREG_SEQUENCE_ALLOW_SHELL,
					   .checking = true,
					   .waiting = { .size = sizeof(struct script *) } };
	struct script *script = script_new(&sequence, NULL);

	if (!script)
		return;
	sequence.main = script;
	script_take_path(script, node->file);
	script->of_board = script->name = node->key;
	script->root = node;
	script_read(script);
	check_waiting(&sequence);
}

void sequences_check(struct loader *loader)
{
	const struct source_value *sources = loader->sequences.data;

	for (size_t i = 0; i < loader->sequences.count && !loader_failed(loader); i++)
		if (sources[i].node->kind == NODE_MAPPING)
			check_one(loader, sources[i].node);
}
