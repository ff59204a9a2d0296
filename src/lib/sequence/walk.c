// SPDX-License-Identifier: MIT
/* walk.c - all steps, for each value that loops give */
#include "walk.h"

#include <stdlib.h>
#include <string.h>

static void walk_list(struct walk *walk, struct script *script, struct step *steps, uint32_t count);
static void walk_script(struct walk *walk, struct script *script);

static bool goes_on(const struct walk *walk)
{
	return !walk->result && !loader_failed(walk->sequence->loader);
}

const char *walk_text(struct walk *walk, const struct script *script, const struct text *text)
{
	struct hwreg_error why = HWREG_ERROR_INIT;
	const char *out;
	int r = text_expand(text, script, &walk->buffer, &walk->late, &out, &why);

	if (!r)
		return out;
	if (r == -ENOMEM)
		walk->result = hwreg_error_memory(walk->err);
	else
		walk_report(walk, CHECK_EXPRESSION_VALUE, text->place, "%s", why.message);
	return NULL;
}

/* A time that depends on loops alone */
static void walk_time(struct walk *walk, const struct script *script, const struct text *text)
{
	struct hwreg_error why = HWREG_ERROR_INIT;
	const char *out;
	int64_t ns;

	if (!text || text->known != KNOWN_LOOP || walk->mode != WALK_RESOLVE)
		return;
	out = walk_text(walk, script, text);
	if (out && hwreg_duration_parse(out, &ns, &why) != 0)
		walk_report(walk, CHECK_TIME_SYNTAX, text->place, "%s", why.message);
}

static void walk_expression(struct walk *walk, const struct script *script,
			    const struct expression *expression, struct place place)
{
	struct hwreg_error why = HWREG_ERROR_INIT;
	uint64_t value;

	if (expression && expression->known == KNOWN_LOOP && walk->mode == WALK_RESOLVE &&
	    expression_value(expression, script, &value, &why) != 0)
		walk_report(walk, CHECK_EXPRESSION_VALUE, place, "%s", why.message);
}

/* ---- Loops -------------------------------------------------------------------------------------- */

static bool loop_count(struct walk *walk, const struct script *script, const struct step *step,
		       uint64_t *count)
{
	const struct loop *loop = step->loop;
	struct hwreg_error why = HWREG_ERROR_INIT;

	*count = loop->count ? 1 : loop->over_count;
	if (!loop->count || loop->count->known == KNOWN_LATE)
		return true;
	if (expression_value(loop->count, script, count, &why) != 0) {
		walk_report(walk, CHECK_EXPRESSION_VALUE, step->place, "%s", why.message);
		return false;
	}
	if (*count && *count <= SEQUENCE_COUNT)
		return true;
	walk_report(walk, CHECK_REPEAT_COUNT, step->place,
		    "repeat: a count is 1 to %u, and not %llu", SEQUENCE_COUNT,
		    (unsigned long long)*count);
	return false;
}

static bool set_loop(struct walk *walk, const struct script *script, const struct step *step,
		     uint64_t index)
{
	const struct loop *loop = step->loop;
	struct hwreg_error why = HWREG_ERROR_INIT;
	struct variable *variable;
	uint64_t value = index;

	if (loop->variable == NO_VARIABLE)
		return true;
	if (loop->over && loop->over[index]->known != KNOWN_LATE &&
	    expression_value(loop->over[index], script, &value, &why) != 0) {
		walk_report(walk, CHECK_EXPRESSION_VALUE, step->place, "%s", why.message);
		return false;
	}
	variable = script_variable(script, loop->variable);
	variable->value = value;
	variable->set = true;
	return true;
}

/* Where nothing depends on the variable, or its values are not known yet, once is enough */
static void walk_loop(struct walk *walk, struct script *script, struct step *step)
{
	const struct loop *loop = step->loop;
	bool each = loop->used && script_variable(script, loop->variable)->known == KNOWN_LOOP;
	uint64_t count;

	if (!loop_count(walk, script, step, &count))
		return;
	for (uint64_t i = 0; i < count && (each || !i) && goes_on(walk); i++)
		if (set_loop(walk, script, step, i))
			walk_list(walk, script, loop->steps, loop->step_count);
}

/* ---- Steps -------------------------------------------------------------------------------------- */

static void walk_words(struct walk *walk, const struct script *script, struct step *step)
{
	enum word_use use;

	if (step->kind == HWREG_STEP_GPIO) {
		walk_line(walk, script, step);
		return;
	}
	for (uint32_t i = 0; step_use(step, &use) && i < step->word_count && goes_on(walk); i++)
		walk_word(walk, script, step, &step->words[i], use);
	if (step->kind == HWREG_STEP_IRQ)
		walk_device(walk, script, step);
}

static void walk_parts(struct walk *walk, const struct script *script, struct step *step)
{
	walk_time(walk, script, step->timeout);
	walk_time(walk, script, step->every);
	if (step->kind == HWREG_STEP_DELAY)
		walk_time(walk, script, &step->text);
	if (step->kind == HWREG_STEP_CHECK || step->kind == HWREG_STEP_IRQ)
		walk_expression(walk, script, step->value, step->place);
	if (step->kind == HWREG_STEP_NOTE || step->kind == HWREG_STEP_SHELL)
		walk_text(walk, script, &step->text);
	if (step->name)
		walk_text(walk, script, step->name);
}

static void walk_step(struct walk *walk, struct script *script, struct step *step)
{
	if (++walk->steps > SEQUENCE_WALK) {
		walk_report(walk, CHECK_SEQUENCE_SIZE, step->place,
			    "loops make more than %u steps of what depends on their variables",
			    SEQUENCE_WALK);
		walk->result = -E2BIG;
		return;
	}
	if (walk->mode == WALK_RESOLVE)
		walk_parts(walk, script, step);
	switch (step->kind) {
	case HWREG_STEP_REPEAT:
		walk_loop(walk, script, step);
		break;
	case HWREG_STEP_RUN:
		walk_script(walk, step->run);
		break;
	case HWREG_STEP_SAVE:
	case HWREG_STEP_RESTORE:
	case HWREG_STEP_LOAD:
		walk_files(walk, script, step);
		break;
	default:
		walk_words(walk, script, step);
	}
}

static void walk_list(struct walk *walk, struct script *script, struct step *steps, uint32_t count)
{
	for (uint32_t i = 0; i < count && goes_on(walk); i++) {
		if (walk->mode != WALK_REQUIRE)
			walk_step(walk, script, &steps[i]);
		else if (steps[i].kind == HWREG_STEP_REPEAT)
			walk_list(walk, script, steps[i].loop->steps, steps[i].loop->step_count);
		else if (steps[i].kind == HWREG_STEP_RUN)
			walk_script(walk, steps[i].run);
	}
}

/* ---- Scripts ------------------------------------------------------------------------------------ */

static int give_value(struct variable *variable, const struct script *script, bool late,
		      struct hwreg_error *err)
{
	const struct expression *from = variable->given ? variable->given : variable->initial;

	if (!from || from->known == KNOWN_NOW || (from->known == KNOWN_LATE && !late))
		return 0;
	variable->set = true;
	return expression_value(from, variable->given ? script->around : script, &variable->value,
				err);
}

int script_enter(struct script *script, bool late, struct hwreg_error *err)
{
	struct variable *variable;
	int r = 0;

	for (uint32_t i = 0; !r && i < script->variables.count; i++) {
		variable = script_variable(script, i);
		if (variable->peeked)
			variable->set = false;
		else if (!variable->loop)
			r = give_value(variable, script, late, err);
	}
	return r;
}

static void walk_script(struct walk *walk, struct script *script)
{
	struct hwreg_error why = HWREG_ERROR_INIT;
	int r = walk->mode == WALK_REQUIRE ? 0 : script_enter(script, false, &why);

	if (r) {
		walk_report(walk, CHECK_EXPRESSION_VALUE, script->place, "%s", why.message);
		return;
	}
	for (uint32_t i = 0; i < script->target_count && goes_on(walk); i++)
		walk_target(walk, script, &script->targets[i]);
	for (uint32_t i = 0;
	     walk->mode != WALK_REQUIRE && i < script->put_back_count && goes_on(walk); i++)
		walk_put_back(walk, script, &script->put_back[i]);
	walk_list(walk, script, script->steps, script->step_count);
	walk_list(walk, script, script->finally, script->finally_count);
}

int walk_sequence(struct hwreg_sequence *sequence, enum walk_mode mode, struct hwreg_error *err)
{
	struct walk walk = {
		.sequence = sequence, .session = sequence->session, .mode = mode, .err = err
	};

	walk_script(&walk, sequence->main);
	free(walk.buffer.data);
	free(walk.second.data);
	return walk.result;
}
