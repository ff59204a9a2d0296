// SPDX-License-Identifier: MIT
/* steps.c - lists of steps: which kind each is, and what all kinds have */
#include "sequence.h"

#include <stdlib.h>
#include <string.h>

#include "nearest.h"

#define EXTRAS 3

const char *hwreg_step_kind_name(enum hwreg_step_kind kind)
{
	return kind < HWREG_STEP_PUT_BACK ? step_kinds[kind].key : "put-back";
}

/* ---- Peeks -------------------------------------------------------------------------------------- */

static void find_peek(struct script *script, const struct node *peek)
{
	const struct map_slot *slot;
	uint32_t index;

	for (const struct node *one = peek->first; one; one = one->next) {
		slot = map_find(&script->variable_names, one->key, strlen(one->key));
		if (slot && script_variable(script, slot->value)->peeked)
			continue;
		index = script_add_variable(script, one->key, node_key_place(one), KNOWN_LATE);
		if (index != NO_VARIABLE)
			script_variable(script, index)->peeked = true;
	}
}

void steps_find_peeks(struct script *script, const struct node *list)
{
	const struct node *key;

	if (list->kind != NODE_LIST)
		return;
	for (const struct node *step = list->first; step; step = step->next) {
		if (step->kind != NODE_MAPPING)
			continue;
		for (key = step->first; key; key = key->next) {
			if (key->kind == NODE_MAPPING && strcmp(key->key, "peek") == 0)
				find_peek(script, key);
			else if (strcmp(key->key, "steps") == 0)
				steps_find_peeks(script, key);
		}
	}
}

/* ---- One step ----------------------------------------------------------------------------------- */

static const struct step_kind *kind_of_key(const char *key)
{
	if (strcmp(key, "over") == 0)
		return &step_kinds[HWREG_STEP_REPEAT];
	for (int i = 0; i < HWREG_STEP_PUT_BACK; i++)
		if (strcmp(step_kinds[i].key, key) == 0)
			return &step_kinds[i];
	return NULL;
}

static void report_no_kind(struct loader *loader, const struct node *node)
{
	struct hwreg_nearest nearest = { .word = node->first ? node->first->key : "" };
	char hint[256];

	for (int i = 0; i < HWREG_STEP_PUT_BACK; i++)
		hwreg_nearest_offer(&nearest, step_kinds[i].key);
	loader_report(
		loader, CHECK_STEP_KIND, node_place(node),
		"no key says what this step does: note, poke, peek, expect, wait, delay, gpio, "
		"irq, save, restore, fill, load, run, repeat, over, shell or check%s",
		hwreg_nearest_hint(&nearest, hint, sizeof(hint)));
}

static const struct step_kind *find_kind(struct loader *loader, const struct node *node)
{
	const struct step_kind *found = NULL, *kind;

	for (const struct node *one = node->first; one; one = one->next) {
		kind = kind_of_key(one->key);
		if (kind && found) {
			loader_report(loader, CHECK_STEP_KIND, node_key_place(one),
				      "a step does one thing, and this one does %s already",
				      found->key);
			return NULL;
		}
		found = kind ? kind : found;
	}
	if (!found)
		report_no_kind(loader, node);
	return found;
}

bool step_words(struct script *script, struct step *step, const struct node *node, bool decimal)
{
	step->words = node_words(script, node, decimal, &step->word_count);
	for (uint32_t i = 0; step->words && i < step->word_count; i++)
		step_depends(step, step->words[i].text.known);
	return step->words != NULL;
}

bool step_text(struct script *script, struct step *step, const struct node *node, bool decimal)
{
	if (!node_text(script, node, decimal, &step->text))
		return false;
	step_depends(step, step->text.known);
	return true;
}

/* `name` and `timeout`, which a step mostly does not have */
static bool read_common(struct script *script, struct step *step, const struct node *node,
			const struct text **out, bool is_time)
{
	struct text *text = arena_alloc(&script->sequence->loader->arena, sizeof(*text));
	int64_t ns;

	if (!text || !node_text(script, node, true, text))
		return false;
	*out = text;
	step_depends(step, text->known);
	return !is_time || text->known != KNOWN_NOW || node_time(script, node, &ns);
}

static void show(struct script *script, struct step *step)
{
	struct buffer buffer = { .data = NULL };

	if (step->known != KNOWN_NOW)
		return;
	step_describe(script, step, &buffer);
	step->shown =
		arena_text(&script->sequence->loader->arena, buffer_text(&buffer), buffer.length);
	free(buffer.data);
}

static void read_step(struct script *script, struct step *step, const struct node *node)
{
	struct loader *loader = script->sequence->loader;
	const struct step_kind *kind =
		value_mapping(loader, NULL, node) ? find_kind(loader, node) : NULL;
	struct key keys[EXTRAS + 4] = { { kind ? kind->key : "", false },
					{ "name", false },
					{ "description", false },
					{ "timeout", false } };
	const struct node *values[EXTRAS + 4];
	struct step_keys given = { .value = NULL };
	size_t count = 4;
	const char *text;
	bool good = true;

	step->place = node_place(node);
	if (!kind)
		return;
	step->kind = (uint8_t)(kind - step_kinds);
	while (count < EXTRAS + 4 && kind->extra[count - 4]) {
		keys[count].name = kind->extra[count - 4];
		count++;
	}
	if (!keys_read(loader, NULL, node, keys, count, values))
		return;
	given.value = values[0];
	memcpy(given.extra, values + 4, (count - 4) * sizeof(values[0]));
	if (values[1])
		good &= read_common(script, step, values[1], &step->name, false);
	if (values[2])
		good &= value_text(loader, NULL, values[2], &text);
	if (values[3])
		good &= read_common(script, step, values[3], &step->timeout, true);
	good &= kind->read(script, step, &given);
	if (good)
		show(script, step);
}

/* ---- Lists -------------------------------------------------------------------------------------- */

static bool too_many(struct script *script, const struct node *list, uint32_t most,
		     const char *where)
{
	struct hwreg_sequence *sequence = script->sequence;

	if (!sequence->too_many)
		loader_report(sequence->loader, CHECK_SEQUENCE_SIZE, node_place(list),
			      "more than %u steps in %s", most, where);
	sequence->too_many = true; /* each further list would be, too */
	return false;
}

static bool count_steps(struct script *script, const struct node *list, uint32_t *count)
{
	struct hwreg_sequence *sequence = script->sequence;

	*count = 0;
	for (const struct node *node = list->first; node; node = node->next)
		++*count;
	script->steps_read += *count;
	sequence->steps += *count;
	if (script->steps_read > SEQUENCE_STEPS)
		return too_many(script, list, SEQUENCE_STEPS, "a file");
	if (sequence->steps > SEQUENCE_ALL_STEPS)
		return too_many(script, list, SEQUENCE_ALL_STEPS,
				"all that is run, each time that it is named");
	return true;
}

void steps_read(struct script *script, const struct node *list, struct step **steps,
		uint32_t *count)
{
	struct loader *loader = script->sequence->loader;
	bool top = !script->depth;
	uint32_t i = 0, total;

	if (!value_list(loader, NULL, list) || !count_steps(script, list, &total))
		return;
	*steps = arena_alloc(&loader->arena, (total + 1) * sizeof(**steps));
	if (!*steps)
		return;
	*count = total;
	for (const struct node *node = list->first; node && !loader_failed(loader);
	     node = node->next, i++) {
		read_step(script, &(*steps)[i], node);
		if (top && (*steps)[i].kind != HWREG_STEP_NOTE)
			(*steps)[i].number = ++script->points;
	}
}
