// SPDX-License-Identifier: MIT
/* kinds.c - what each kind of step is made of */
#include "sequence.h"

#include <string.h>

static bool read_note(struct script *script, struct step *step, const struct step_keys *keys)
{
	return step_text(script, step, keys->value, true);
}

static bool read_verify(struct script *script, struct step *step, const struct node *node)
{
	return !node || value_bool(script->sequence->loader, NULL, node, &step->verify);
}

static bool read_poke(struct script *script, struct step *step, const struct step_keys *keys)
{
	script->sequence->writes = true;
	step->writes = true;
	return step_words(script, step, keys->value, false) &&
	       read_verify(script, step, keys->extra[0]);
}

/* {NAME: LOCATION}: its variables exist already, and from here on they may be used */
static bool read_named_peeks(struct script *script, struct step *step, const struct node *node)
{
	struct loader *loader = script->sequence->loader;
	struct array words = { .size = sizeof(struct word) };
	const struct map_slot *slot;
	struct word *word;

	for (const struct node *one = node->first; one; one = one->next) {
		word = array_push(&loader->arena, &words, 1);
		slot = map_find(&script->variable_names, one->key, strlen(one->key));
		if (!word || !slot || !node_text(script, one, false, &word->text))
			return false;
		word->variable = slot->value;
		step_depends(step, word->text.known);
	}
	for (size_t i = 0; i < words.count; i++)
		script_variable(script, ((struct word *)words.data)[i].variable)->visible = true;
	step->words = words.data;
	step->word_count = (uint32_t)words.count;
	if (!words.count)
		loader_report(loader, CHECK_TYPE_MISMATCH, node_place(node),
			      "peek: nothing is read here");
	return words.count;
}

static bool read_peek(struct script *script, struct step *step, const struct step_keys *keys)
{
	if (keys->value->kind == NODE_MAPPING)
		return read_named_peeks(script, step, keys->value);
	return step_words(script, step, keys->value, false);
}

static bool read_expect(struct script *script, struct step *step, const struct step_keys *keys)
{
	return step_words(script, step, keys->value, false);
}

/* A time that is known now is checked now */
static bool read_time(struct script *script, struct step *step, const struct node *node,
		      struct text *text)
{
	int64_t ns;

	if (!node_text(script, node, true, text))
		return false;
	step_depends(step, text->known);
	return text->known != KNOWN_NOW || node_time(script, node, &ns);
}

static bool read_wait(struct script *script, struct step *step, const struct step_keys *keys)
{
	struct text *every;

	if (!step_words(script, step, keys->value, false))
		return false;
	if (!keys->extra[0])
		return true;
	every = arena_alloc(&script->sequence->loader->arena, sizeof(*every));
	step->every = every;
	return every && read_time(script, step, keys->extra[0], every);
}

static bool read_delay(struct script *script, struct step *step, const struct step_keys *keys)
{
	return read_time(script, step, keys->value, &step->text);
}

/* ---- gpio, irq ---------------------------------------------------------------------------------- */

static bool read_edge(struct script *script, struct step *step, const struct node *node)
{
	static const char *const edges[] = { "rising", "falling", "both", NULL };
	static const struct key keys[] = { { "edge", true }, { "of", true } };
	struct loader *loader = script->sequence->loader;
	const struct node *values[2];
	unsigned int edge;

	if (!keys_read(loader, NULL, node, keys, 2, values) || !values[0] || !values[1] ||
	    !value_word(loader, NULL, values[0], edges, &edge))
		return false;
	step->edges = (uint8_t)(edge + 1); /* HWREG_GPIO_RISING, _FALLING, or both bits */
	return step_text(script, step, values[1], true);
}

static bool read_gpio(struct script *script, struct step *step, const struct step_keys *keys)
{
	script->sequence->uses |= HWREG_SEQUENCE_GPIO;
	if (keys->value->kind == NODE_MAPPING)
		return read_edge(script, step, keys->value);
	return step_words(script, step, keys->value, true);
}

static bool read_count(struct script *script, struct step *step, const struct node *node)
{
	struct loader *loader = script->sequence->loader;
	const char *text;

	if (!value_text(loader, NULL, node, &text))
		return false;
	step->value = expression_parse(loader, script, text, node_place(node));
	if (step->value)
		step_depends(step, step->value->known);
	return step->value != NULL;
}

static bool read_irq(struct script *script, struct step *step, const struct step_keys *keys)
{
	static const struct key irq_keys[] = { { "of", true },
					       { "count", false },
					       { "ack", false } };
	struct loader *loader = script->sequence->loader;
	const struct node *values[3];

	script->sequence->uses |= HWREG_SEQUENCE_IRQ;
	if (keys->value->kind != NODE_MAPPING)
		return step_text(script, step, keys->value, false);
	if (!keys_read(loader, NULL, keys->value, irq_keys, 3, values) || !values[0] ||
	    !step_text(script, step, values[0], false))
		return false;
	if (values[2]) {
		script->sequence->writes = true;
		step->writes = true;
	}
	return (!values[1] || read_count(script, step, values[1])) &&
	       (!values[2] || step_words(script, step, values[2], false));
}

/* ---- fill, shell, check ------------------------------------------------------------------------- */

static bool read_fill(struct script *script, struct step *step, const struct step_keys *keys)
{
	script->sequence->writes = true;
	step->writes = true;
	return step_words(script, step, keys->value, false);
}

static bool read_shell(struct script *script, struct step *step, const struct step_keys *keys)
{
	script->sequence->uses |= HWREG_SEQUENCE_SHELL;
	if (!(script->sequence->flags & HWREG_SEQUENCE_ALLOW_SHELL))
		loader_report(script->sequence->loader, CHECK_SHELL_REFUSED, step->place,
			      "shell: commands are run only where that is allowed (--allow-shell)");
	return step_text(script, step, keys->value, true);
}

static bool read_check(struct script *script, struct step *step, const struct step_keys *keys)
{
	struct loader *loader = script->sequence->loader;

	if (!value_text(loader, NULL, keys->value, &step->text.plain))
		return false;
	step->value = expression_parse(loader, script, step->text.plain, node_place(keys->value));
	return step->value != NULL; /* it is shown as it is written, whatever its variables are */
}

const struct step_kind step_kinds[HWREG_STEP_PUT_BACK] = {
	[HWREG_STEP_NOTE] = { "note", { NULL }, read_note },
	[HWREG_STEP_POKE] = { "poke", { "verify" }, read_poke },
	[HWREG_STEP_PEEK] = { "peek", { NULL }, read_peek },
	[HWREG_STEP_EXPECT] = { "expect", { NULL }, read_expect },
	[HWREG_STEP_WAIT] = { "wait", { "every" }, read_wait },
	[HWREG_STEP_DELAY] = { "delay", { NULL }, read_delay },
	[HWREG_STEP_GPIO] = { "gpio", { NULL }, read_gpio },
	[HWREG_STEP_IRQ] = { "irq", { NULL }, read_irq },
	[HWREG_STEP_SAVE] = { "save", { NULL }, step_read_save },
	[HWREG_STEP_RESTORE] = { "restore", { NULL }, step_read_restore },
	[HWREG_STEP_FILL] = { "fill", { NULL }, read_fill },
	[HWREG_STEP_LOAD] = { "load", { NULL }, step_read_load },
	[HWREG_STEP_RUN] = { "run", { "set" }, step_read_run },
	[HWREG_STEP_REPEAT] = { "repeat", { "over", "for", "steps" }, step_read_repeat },
	[HWREG_STEP_SHELL] = { "shell", { NULL }, read_shell },
	[HWREG_STEP_CHECK] = { "check", { NULL }, read_check },
};
