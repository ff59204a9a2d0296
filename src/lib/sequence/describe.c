// SPDX-License-Identifier: MIT
/* describe.c - what is known of a sequence before it is resolved, and steps in a line of text */
#include "sequence.h"

#include <stdlib.h>
#include <string.h>

void hwreg_sequence_describe(const struct hwreg_sequence *sequence,
			     struct hwreg_sequence_info *info)
{
	const struct script *script = sequence->main;
	struct hwreg_sequence_info full = {
		.size = info->size,
		.name = script->name,
		.description = script->description,
		.file = script->file,
		.board = script->board,
		.points = script->points + (script->put_back_count ? 1 : 0),
		.flags = sequence->uses,
	};

	if (info->size > sizeof(full))
		memset((char *)info + sizeof(full), 0, info->size - sizeof(full));
	memcpy(info, &full, info->size < sizeof(full) ? info->size : sizeof(full));
}

bool hwreg_sequence_needs_write(const struct hwreg_sequence *sequence)
{
	return sequence->writes || sequence->behind;
}

/* ---- Steps -------------------------------------------------------------------------------------- */

/* As it is now; what cannot be known yet as it was written */
static void add_text(const struct script *script, const struct text *text, struct buffer *buffer)
{
	struct buffer expanded = { .data = NULL };
	const char *out;

	if (text_expand(text, script, &expanded, NULL, &out, NULL) != 0)
		out = text->plain;
	if (out)
		buffer_add(buffer, out, strlen(out));
	free(expanded.data);
}

static void add_words(const struct script *script, const struct word *words, uint32_t count,
		      struct buffer *buffer)
{
	for (uint32_t i = 0; i < count; i++) {
		if (i)
			buffer_add(buffer, ", ", 2);
		if (words[i].variable != NO_VARIABLE)
			buffer_format(buffer,
				      "%s: ", script_variable(script, words[i].variable)->name);
		add_text(script, &words[i].text, buffer);
	}
}

static void add_files(const struct script *script, const struct step *step, struct buffer *buffer)
{
	for (uint32_t i = 0; i < step->file_count; i++) {
		if (i)
			buffer_add(buffer, "; ", 2);
		add_text(script, &step->files[i].file, buffer);
		buffer_add(buffer, ": ", 2);
		add_words(script, step->files[i].words, step->files[i].count, buffer);
	}
}

static void add_count(const struct expression *count, struct buffer *buffer)
{
	if (count->operation == OP_NUMBER && count->number == 1)
		buffer_format(buffer, "once");
	else
		buffer_format(buffer, "%s times", count->text);
}

static void add_loop(const struct script *script, const struct loop *loop, struct buffer *buffer)
{
	const char *name = loop->variable == NO_VARIABLE
				   ? NULL
				   : script_variable(script, loop->variable)->name;

	if (loop->count) {
		add_count(loop->count, buffer);
		if (name)
			buffer_format(buffer, ", %s from 0", name);
		return;
	}
	buffer_format(buffer, "%s over ", name ? name : "");
	for (uint32_t i = 0; i < loop->over_count; i++)
		buffer_format(buffer, "%s%s", i ? ", " : "", loop->over[i]->text);
}

static void add_edge(const struct script *script, const struct step *step, struct buffer *buffer)
{
	static const char *const names[] = { "", "rising edge of ", "falling edge of ",
					     "either edge of " };

	buffer_format(buffer, "%s", names[step->edges & 3]);
	add_text(script, &step->text, buffer);
}

static void add_rest(const struct script *script, const struct step *step, struct buffer *buffer)
{
	switch (step->kind) {
	case HWREG_STEP_SAVE:
	case HWREG_STEP_LOAD:
		add_files(script, step, buffer);
		break;
	case HWREG_STEP_REPEAT:
		add_loop(script, step->loop, buffer);
		break;
	case HWREG_STEP_GPIO:
		if (step->edges)
			add_edge(script, step, buffer);
		else
			add_words(script, step->words, step->word_count, buffer);
		break;
	case HWREG_STEP_IRQ:
		add_text(script, &step->text, buffer);
		if (!step->value)
			break;
		buffer_add(buffer, ", ", 2);
		add_count(step->value, buffer);
		break;
	default:
		if (step->text.plain)
			add_text(script, &step->text, buffer);
		add_words(script, step->words, step->word_count, buffer);
	}
}

void step_describe(const struct script *script, const struct step *step, struct buffer *buffer)
{
	if (step->kind == HWREG_STEP_NOTE) {
		add_text(script, &step->text, buffer);
		return;
	}
	buffer_format(buffer, "%s ", step_kinds[step->kind].key);
	add_rest(script, step, buffer);
}
