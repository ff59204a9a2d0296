// SPDX-License-Identifier: MIT
/* kinds_more.c - steps that hold or run others, and those about files */
#include "sequence.h"

#include <string.h>

/* ---- repeat ------------------------------------------------------------------------------------- */

static bool read_count(struct script *script, struct step *step, const struct node *node)
{
	struct loader *loader = script->sequence->loader;
	const char *text;
	uint64_t count;

	if (!value_text(loader, NULL, node, &text))
		return false;
	step->loop->count = expression_parse(loader, script, text, node_place(node));
	if (!step->loop->count)
		return false;
	if (step->loop->count->known != KNOWN_NOW)
		return true;
	expression_value(step->loop->count, script, &count, NULL);
	if (count && count <= SEQUENCE_COUNT)
		return true;
	loader_report(loader, CHECK_REPEAT_COUNT, node_place(node),
		      "repeat: a count is 1 to %u, and not %llu", SEQUENCE_COUNT,
		      (unsigned long long)count);
	return false;
}

static bool read_values(struct script *script, struct step *step, const struct node *list)
{
	struct loader *loader = script->sequence->loader;
	struct array values = { .size = sizeof(const struct expression *) };
	const struct expression **value;
	const char *text;

	if (!value_list(loader, NULL, list))
		return false;
	for (const struct node *one = list->first; one; one = one->next) {
		value = array_push(&loader->arena, &values, 1);
		if (!value || !value_text(loader, NULL, one, &text))
			return false;
		*value = expression_parse(loader, script, text, node_place(one));
		if (!*value)
			return false;
	}
	step->loop->over = values.data;
	step->loop->over_count = (uint32_t)values.count;
	if (!values.count)
		loader_report(loader, CHECK_REPEAT_COUNT, node_place(list),
			      "over: the list of values is empty");
	return values.count;
}

/* Only when all values can be had beforehand can all locations be */
static enum known loop_known(const struct loop *loop)
{
	enum known known = KNOWN_LOOP;

	if (loop->count && loop->count->known > known)
		known = loop->count->known;
	for (uint32_t i = 0; i < loop->over_count; i++)
		if (loop->over[i]->known > known)
			known = loop->over[i]->known;
	return known;
}

/* Loops that follow each other may have variables of one name */
static bool open_variable(struct script *script, struct loop *loop, const char *name,
			  struct place place)
{
	const struct map_slot *slot = map_find(&script->variable_names, name, strlen(name));
	struct variable *variable = slot ? script_variable(script, slot->value) : NULL;

	loop->variable = variable && variable->loop && !variable->visible
				 ? slot->value
				 : script_add_variable(script, name, place, KNOWN_LOOP);
	if (loop->variable == NO_VARIABLE)
		return false;
	variable = script_variable(script, loop->variable);
	*variable = (struct variable){ .name = variable->name,
				       .known = (uint8_t)loop_known(loop),
				       .loop = true,
				       .visible = true,
				       .place = place };
	return true;
}

static bool read_header(struct script *script, struct step *step, const struct step_keys *keys)
{
	struct loader *loader = script->sequence->loader;
	const struct node *over = keys->extra[0], *name = keys->extra[1];
	const char *text;

	if (!over) {
		return read_count(script, step, keys->value) &&
		       (!name || (value_text(loader, NULL, name, &text) &&
				  open_variable(script, step->loop, text, node_place(name))));
	}
	if (name)
		loader_report(loader, CHECK_STEP_KIND, node_key_place(name),
			      "for: the name is in `over` already");
	if (!value_mapping(loader, NULL, over))
		return false;
	if (!over->first || over->first->next) {
		loader_report(loader, CHECK_STEP_KIND, node_place(over),
			      "over: {NAME: [VALUE, ...]} is needed here, with one name");
		return false;
	}
	return read_values(script, step, over->first) &&
	       open_variable(script, step->loop, over->first->key, node_key_place(over->first));
}

static bool too_deep(struct script *script, struct place place)
{
	if (script->depth < SEQUENCE_DEPTH)
		return false;
	loader_report(script->sequence->loader, CHECK_SEQUENCE_DEPTH, place,
		      "`run` and `repeat` are nested more than %u deep", SEQUENCE_DEPTH);
	return true;
}

bool step_read_repeat(struct script *script, struct step *step, const struct step_keys *keys)
{
	struct loader *loader = script->sequence->loader;
	struct loop *loop = arena_alloc(&loader->arena, sizeof(*loop));
	struct variable *variable;

	step->loop = loop;
	if (!loop || too_deep(script, step->place))
		return false;
	loop->variable = NO_VARIABLE;
	if (!keys->extra[2])
		loader_report(loader, CHECK_MISSING_KEY, step->place, "the key 'steps' is missing");
	if (!read_header(script, step, keys) || !keys->extra[2])
		return false;
	script->depth++;
	steps_read(script, keys->extra[2], &loop->steps, &loop->step_count);
	script->depth--;
	if (loop->variable == NO_VARIABLE)
		return true;
	variable = script_variable(script, loop->variable);
	variable->visible = false;
	loop->used = variable->used;
	return true;
}

/* ---- run ---------------------------------------------------------------------------------------- */

bool run_target_is_file(const char *text)
{
	size_t length = strlen(text);

	return strchr(text, '/') || (length > 5 && strcmp(text + length - 5, ".yaml") == 0) ||
	       (length > 4 && strcmp(text + length - 4, ".yml") == 0);
}

static bool read_sets(struct script *script, struct script *run, const struct node *node)
{
	struct loader *loader = script->sequence->loader;
	struct array given = { .size = sizeof(struct given) };
	struct given *one_given;
	const char *text;

	if (!value_mapping(loader, NULL, node))
		return false;
	for (const struct node *one = node->first; one; one = one->next) {
		one_given = array_push(&loader->arena, &given, 1);
		if (!one_given || !value_text(loader, NULL, one, &text))
			return false;
		*one_given = (struct given){
			.name = one->key,
			.value = expression_parse(loader, script, text, node_place(one)),
			.place = node_key_place(one),
		};
	}
	run->given = given.data;
	run->given_count = (uint32_t)given.count;
	return true;
}

static bool open_file(struct script *run, const char *name, const char *folder, struct place place)
{
	struct loader *loader = run->sequence->loader;
	const char *path = arena_format(&loader->arena, "%s%s", name[0] == '/' ? "" : folder, name);
	struct hwreg_error why = HWREG_ERROR_INIT;

	if (!path)
		return false;
	if (script_open(run, path, place, &why)) {
		loader_report(loader, CHECK_RUN_MISSING, place, "run: %s", why.message);
		return false;
	}
	return run->root != NULL;
}

static bool wait_for_board(struct script *run, const char *name, struct place place)
{
	struct script **waiting;

	run->of_board = name;
	run->place = place;
	waiting = array_push(&run->sequence->loader->arena, &run->sequence->waiting, 1);
	if (waiting)
		*waiting = run;
	return waiting != NULL;
}

void script_join(struct script *script)
{
	if (script_of_board(script, script->of_board, script->place))
		script_read(script);
}

bool step_read_run(struct script *script, struct step *step, const struct step_keys *keys)
{
	struct hwreg_sequence *sequence = script->sequence;
	struct place place = node_place(keys->value);
	const char *target;

	step->run = script_new(sequence, script);
	if (!step->run || too_deep(script, step->place) ||
	    !step_text(script, step, keys->value, true))
		return false;
	target = step->text.plain;
	if (step->text.known != KNOWN_NOW) {
		loader_report(sequence->loader, CHECK_VARIABLE_PLACE, place,
			      "run: what is run must be known before the first step");
		return false;
	}
	if (keys->extra[0] && !read_sets(script, step->run, keys->extra[0]))
		return false;
	if (!run_target_is_file(target))
		return sequence->board ? (step->run->of_board = target, step->run->place = place,
					  script_join(step->run), true)
				       : wait_for_board(step->run, target, place);
	if (sequence->checking)
		return true;
	if (!open_file(step->run, target, script->folder, place))
		return false;
	script_read(step->run);
	return true;
}

/* ---- save, restore, load ------------------------------------------------------------------------ */

static bool not_late(struct script *script, const struct text *text, const char *key)
{
	if (text->known != KNOWN_LATE)
		return true;
	loader_report(script->sequence->loader, CHECK_VARIABLE_PLACE, text->place,
		      "%s: what a peek reads is not known before the first step", key);
	return false;
}

/* {FILE: LOCATION}, {FILE: [LOCATION, ...]} */
static bool read_files(struct script *script, struct step *step, const struct node *node)
{
	struct loader *loader = script->sequence->loader;
	struct array files = { .size = sizeof(struct files) };
	struct files *one_file;

	if (!value_mapping(loader, NULL, node))
		return false;
	for (const struct node *one = node->first; one; one = one->next) {
		one_file = array_push(&loader->arena, &files, 1);
		if (!one_file || !text_parse(loader, script, one->key, node_key_place(one), true,
					     &one_file->file))
			return false;
		one_file->words = node_words(script, one, false, &one_file->count);
		if (!one_file->words || !not_late(script, &one_file->file, node->key))
			return false;
		step_depends(step, one_file->file.known);
		for (uint32_t i = 0; i < one_file->count; i++)
			step_depends(step, one_file->words[i].text.known);
	}
	step->files = files.data;
	step->file_count = (uint32_t)files.count;
	if (!files.count)
		loader_report(loader, CHECK_TYPE_MISMATCH, node_place(node),
			      "%s: {FILE: LOCATION} is needed here", node->key);
	return files.count;
}

bool step_read_save(struct script *script, struct step *step, const struct step_keys *keys)
{
	return read_files(script, step, keys->value);
}

bool step_read_load(struct script *script, struct step *step, const struct step_keys *keys)
{
	struct loader *loader = script->sequence->loader;

	script->sequence->writes = true;
	step->writes = true;
	if (!read_files(script, step, keys->value))
		return false;
	for (uint32_t i = 0; i < step->file_count; i++)
		if (step->files[i].count != 1)
			loader_report(loader, CHECK_TYPE_MISMATCH, step->files[i].file.place,
				      "load: a file goes to one place");
	return true;
}

bool step_read_restore(struct script *script, struct step *step, const struct step_keys *keys)
{
	static const struct key restore_keys[] = { { "file", true }, { "verify", false } };
	struct loader *loader = script->sequence->loader;
	const struct node *values[2] = { keys->value, NULL };

	script->sequence->writes = true;
	step->writes = true;
	if (keys->value->kind == NODE_MAPPING &&
	    (!keys_read(loader, NULL, keys->value, restore_keys, 2, values) || !values[0]))
		return false;
	return step_text(script, step, values[0], true) &&
	       not_late(script, &step->text, "restore") &&
	       (!values[1] || value_bool(loader, NULL, values[1], &step->verify));
}
