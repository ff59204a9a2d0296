// SPDX-License-Identifier: MIT
/* parts.c - the keys of a sequence besides its steps: variables, requires, restore, timeouts */
#include "sequence.h"

#include <string.h>

#include "nearest.h"

enum {
	KEY_VERSION,
	KEY_NAME,
	KEY_DESCRIPTION,
	KEY_REQUIRES,
	KEY_VARIABLES,
	KEY_TIMEOUT,
	KEY_STEP_TIMEOUT,
	KEY_KEEP_GOING,
	KEY_RESTORE,
	KEY_STEPS,
	KEY_FINALLY,
	KEY_COUNT
};

static const struct key keys[KEY_COUNT] = {
	[KEY_VERSION] = { "hwreg-sequence", false },    [KEY_NAME] = { "name", false },
	[KEY_DESCRIPTION] = { "description", false },   [KEY_REQUIRES] = { "requires", false },
	[KEY_VARIABLES] = { "variables", false },       [KEY_TIMEOUT] = { "timeout", false },
	[KEY_STEP_TIMEOUT] = { "step-timeout", false }, [KEY_KEEP_GOING] = { "keep-going", false },
	[KEY_RESTORE] = { "restore", false },           [KEY_STEPS] = { "steps", true },
	[KEY_FINALLY] = { "finally", false },
};

/* ---- Values ------------------------------------------------------------------------------------- */

bool node_text(struct script *script, const struct node *node, bool decimal, struct text *out)
{
	struct loader *loader = script->sequence->loader;
	const char *text;

	return value_text(loader, NULL, node, &text) &&
	       text_parse(loader, script, text, node_place(node), decimal, out);
}

bool node_time(struct script *script, const struct node *node, int64_t *ns)
{
	struct loader *loader = script->sequence->loader;
	struct hwreg_error why = HWREG_ERROR_INIT;
	struct text text;

	if (!node_text(script, node, true, &text))
		return false;
	if (text.known != KNOWN_NOW) {
		loader_report(loader, CHECK_VARIABLE_PLACE, node_place(node),
			      "%s: this must be known before the first step", node->key);
		return false;
	}
	if (hwreg_duration_parse(text.plain, ns, &why) == 0)
		return true;
	loader_report(loader, CHECK_TIME_SYNTAX, node_place(node), "%s: %s", node->key,
		      why.message);
	return false;
}

struct word *node_words(struct script *script, const struct node *node, bool decimal,
			uint32_t *count)
{
	struct loader *loader = script->sequence->loader;
	struct array words = { .size = sizeof(struct word) };
	const struct node *one = node->kind == NODE_LIST ? node->first : node;
	struct word *word;

	if (!one) {
		loader_report(loader, CHECK_TYPE_MISMATCH, node_place(node),
			      "%s%sthe list is empty", node->key ? node->key : "",
			      node->key ? ": " : "");
		return NULL;
	}
	for (; one; one = node->kind == NODE_LIST ? one->next : NULL) {
		word = array_push(&loader->arena, &words, 1);
		if (!word || !node_text(script, one, decimal, &word->text))
			return NULL;
		word->variable = NO_VARIABLE;
	}
	*count = (uint32_t)words.count;
	return words.data;
}

/* ---- Variables ---------------------------------------------------------------------------------- */

uint32_t script_add_variable(struct script *script, const char *name, struct place place,
			     enum known known)
{
	struct loader *loader = script->sequence->loader;
	struct variable *variable;
	struct map_slot *slot;
	bool is_new;

	if (!name_is_part(name, false)) {
		loader_report(loader, CHECK_NAME_SYNTAX, place,
			      "'%.80s' is not a name: letters, digits and _, no digit in front, 64 "
			      "at most",
			      name);
		return NO_VARIABLE;
	}
	slot = map_get(&loader->arena, &script->variable_names, name, strlen(name), &is_new);
	if (slot && !is_new) {
		variable = script_variable(script, slot->value);
		loader_report(loader, CHECK_VARIABLE_CONFLICT, place,
			      "%s is another variable's name (%u:%u)", name, variable->place.line,
			      variable->place.column);
		return NO_VARIABLE;
	}
	variable = slot ? array_push(&loader->arena, &script->variables, 1) : NULL;
	if (!variable)
		return NO_VARIABLE;
	slot->value = (uint32_t)script->variables.count - 1;
	*variable = (struct variable){ .name = slot->key, .known = (uint8_t)known, .place = place };
	return slot->value;
}

static struct given *find_given(struct script *script, const char *name)
{
	struct given *found = NULL;

	for (uint32_t i = 0; i < script->given_count; i++) {
		if (script->given[i].name && strcmp(script->given[i].name, name) == 0) {
			found = &script->given[i];
			found->used = true;
		}
	}
	return found;
}

static void set_now(struct variable *variable, const struct expression *expression,
		    const struct script *owner)
{
	variable->known = expression->known;
	if (variable->known == KNOWN_NOW)
		variable->set = expression_value(expression, owner, &variable->value, NULL) == 0;
}

static void read_variable(struct script *script, const struct node *node)
{
	struct loader *loader = script->sequence->loader;
	uint32_t index = script_add_variable(script, node->key, node_key_place(node), KNOWN_NOW);
	struct given *given = find_given(script, node->key);
	const struct expression *initial = NULL;
	struct variable *variable;
	const char *text;

	if (value_text(loader, NULL, node, &text))
		initial = expression_parse(loader, script, text, node_place(node));
	if (index == NO_VARIABLE)
		return;
	variable = script_variable(script, index);
	variable->visible = true;
	variable->initial = initial;
	variable->given = given ? given->value : NULL;
	if (given && given->value)
		set_now(variable, given->value, script->around);
	else if (initial && !given)
		set_now(variable, initial, script);
	else
		variable->set = true; /* a mistake that has been told; those that use it are none */
}

static void report_unused(struct script *script, const struct given *given)
{
	struct loader *loader = script->sequence->loader;
	struct hwreg_nearest nearest = { .word = given->name };
	char hint[256];

	for (uint32_t i = 0; i < script->variables.count; i++)
		hwreg_nearest_offer(&nearest, script_variable(script, i)->name);
	loader_report(loader, CHECK_VARIABLE_UNKNOWN, given->place,
		      "%s has no %.64s among its `variables`%s", script->name, given->name,
		      hwreg_nearest_hint(&nearest, hint, sizeof(hint)));
}

static void read_variables(struct script *script, const struct node *node)
{
	struct loader *loader = script->sequence->loader;

	if (node && value_mapping(loader, NULL, node))
		for (const struct node *one = node->first; one; one = one->next)
			read_variable(script, one);
	for (uint32_t i = 0; i < script->given_count; i++)
		if (script->given[i].name && !script->given[i].used)
			report_unused(script, &script->given[i]);
}

/* ---- requires, restore, and what is simple --------------------------------------------------------- */

static void read_requires(struct script *script, const struct node *node)
{
	static const struct key require_keys[] = { { "board", false }, { "targets", false } };
	struct loader *loader = script->sequence->loader;
	const struct node *values[2];

	if (!node || !keys_read(loader, NULL, node, require_keys, 2, values))
		return;
	if (values[0])
		value_text(loader, NULL, values[0], &script->board);
	if (values[1])
		script->targets = node_words(script, values[1], false, &script->target_count);
}

static void read_restore(struct script *script, const struct node *node)
{
	if (!node)
		return;
	script->put_back = node_words(script, node, false, &script->put_back_count);
	for (uint32_t i = 0; script->put_back && i < script->put_back_count; i++)
		if (script->put_back[i].text.known == KNOWN_LATE)
			loader_report(
				script->sequence->loader, CHECK_VARIABLE_PLACE,
				script->put_back[i].text.place,
				"restore: what a peek reads is not known before the first step");
	script->sequence->writes = true;
	if (!script->around)
		script->sequence->uses |= HWREG_SEQUENCE_PUT_BACK;
}

static void read_plain(struct script *script, const struct node *const *values)
{
	struct loader *loader = script->sequence->loader;

	if (values[KEY_NAME])
		value_text(loader, NULL, values[KEY_NAME], &script->name);
	if (values[KEY_DESCRIPTION])
		value_text(loader, NULL, values[KEY_DESCRIPTION], &script->description);
	if (values[KEY_TIMEOUT])
		node_time(script, values[KEY_TIMEOUT], &script->timeout);
	if (values[KEY_STEP_TIMEOUT])
		node_time(script, values[KEY_STEP_TIMEOUT], &script->step_timeout);
	if (values[KEY_KEEP_GOING])
		value_bool(loader, NULL, values[KEY_KEEP_GOING], &script->keep_going);
	if (script->sequence->flags & HWREG_SEQUENCE_KEEP_GOING)
		script->keep_going = true;
}

static bool check_version(struct script *script)
{
	struct loader *loader = script->sequence->loader;
	const struct node *node = node_child(script->root, "hwreg-sequence");
	uint64_t version = 1;

	if (script->of_board && !node)
		return true;
	if (!node)
		loader_report(loader, CHECK_MISSING_KEY, node_place(script->root),
			      "this is no sequence: the key 'hwreg-sequence' is missing");
	else if (value_number(loader, NULL, node, &version) && version != 1)
		loader_report(loader, CHECK_FORMAT_VERSION, node_place(node),
			      "this hwreg reads version 1 of the format, not %s", node->text);
	return node && version == 1;
}

void script_read(struct script *script)
{
	struct loader *loader = script->sequence->loader;
	const struct node *values[KEY_COUNT] = { NULL };

	if (!value_mapping(loader, NULL, script->root) || !check_version(script) ||
	    !keys_read(loader, NULL, script->root, keys, KEY_COUNT, values))
		return;
	read_variables(script, values[KEY_VARIABLES]);
	read_plain(script, values);
	read_requires(script, values[KEY_REQUIRES]);
	read_restore(script, values[KEY_RESTORE]);
	if (values[KEY_STEPS])
		steps_find_peeks(script, values[KEY_STEPS]);
	if (values[KEY_FINALLY])
		steps_find_peeks(script, values[KEY_FINALLY]);
	if (values[KEY_STEPS])
		steps_read(script, values[KEY_STEPS], &script->steps, &script->step_count);
	if (values[KEY_FINALLY])
		steps_read(script, values[KEY_FINALLY], &script->finally, &script->finally_count);
}
