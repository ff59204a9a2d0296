// SPDX-License-Identifier: MIT
/* complete.c - what may stand at the end of an unfinished command line, from the tables */
#include "board_dt.h"
#include "complete.h"
#include "output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool complete_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

void complete_offer(struct completion *completion, const char *candidate)
{
	size_t length = strlen(candidate);
	char *whole;

	if (!complete_starts(candidate, completion->word))
		return;
	whole = output_strdup("%.*s%s", (int)(completion->word - completion->typed),
			      completion->typed, candidate);
	completion->tell(completion->data, whole);
	free(whole);
	if (length && strchr(".:=", candidate[length - 1]))
		completion->open = true;
}

/* ---- The words before ------------------------------------------------------------------------- */

static const struct option_spec *own_options(const struct line *line)
{
	return line->command ? line->command->options : NULL;
}

static void take_option(struct line *line, const struct option_spec *option, const char *argument)
{
	if (!option || !option->argument)
		return;
	if (!argument) {
		line->option = option;
		return;
	}
	if (option->completes == COMPLETES_BOARD)
		line->board = argument;
}

static void take_long(struct line *line, const char *word)
{
	size_t length = strcspn(word, "=");
	const struct option_spec *option = options_find(own_options(line), word, length);

	if (!option)
		option = options_find(global_options, word, length);
	take_option(line, option, word[length] ? word + length + 1 : NULL);
}

static void take_letters(struct line *line, const char *letters)
{
	for (; *letters; letters++) {
		const struct option_spec *option = options_find_letter(own_options(line), *letters);

		if (!option)
			option = options_find_letter(global_options, *letters);
		if (!option || !option->argument)
			continue;
		take_option(line, option, letters[1] ? letters + 1 : NULL);
		return;
	}
}

static void take_command(struct line *line, const char *word)
{
	for (const struct command *command = commands; command->name; command++) {
		if (strcmp(command->name, word) != 0)
			continue;
		if (command->sub)
			line->first = command->name;
		else
			line->command = command;
	}
}

static bool take_second(struct line *line, const char *word)
{
	for (const struct command *command = commands; command->name; command++) {
		if (strcmp(command->name, line->first) != 0 || !command->sub ||
		    strcmp(command->sub, word) != 0)
			continue;
		line->command = command;
		line->first = NULL;
		return true;
	}
	return false;
}

static void take_word(struct line *line, const char *word)
{
	if (!line->command && !line->first) {
		take_command(line, word);
	} else if ((!line->first || !take_second(line, word)) && line->command) {
		line->first = NULL;
		line->arguments++;
		line->previous = word;
	}
}

static void understand(struct line *line, const char *const *words, unsigned int count)
{
	for (unsigned int i = 1; i + 1 < count; i++) {
		const char *word = words[i];

		if (line->option) {
			const struct option_spec *option = line->option;

			line->option = NULL;
			take_option(line, option, word);
		} else if (!line->words_alone && !strcmp(word, "--")) {
			line->words_alone = true;
		} else if (!line->words_alone && complete_starts(word, "--")) {
			take_long(line, word + 2);
		} else if (!line->words_alone && word[0] == '-' && word[1]) {
			take_letters(line, word + 1);
		} else {
			take_word(line, word);
		}
	}
}

/* ---- What may come ----------------------------------------------------------------------------- */

static int offer_target(void *data, const struct hwreg_target_info *info)
{
	complete_offer(data, info->spec);
	return 0;
}

/* By number and by name */
static int offer_interrupt(void *data, const char *spec, const char *name)
{
	char *by_name = output_strdup("uio:%s", name);

	complete_offer(data, spec);
	if (*name)
		complete_offer(data, by_name);
	free(by_name);
	return 0;
}

static int offer_simulation(void *data, const char *name)
{
	complete_offer(data, name);
	return 0;
}

static void offer_specs(struct completion *completion)
{
	const struct hwreg_target_kind *kind;
	char candidate[64];

	for (unsigned int i = 0; (kind = hwreg_target_kind(i)); i++) {
		bool open = kind->form[strlen(kind->name)] == ':';

		snprintf(candidate, sizeof(candidate), "%s%s", kind->name, open ? ":" : "");
		complete_offer(completion, candidate);
	}
	hwreg_target_list(offer_target, completion, NULL);
}

/* SPEC or SPACE=SPEC; a = in the path of a SPEC comes after its colon */
static void offer_targets(struct completion *completion, const struct line *line)
{
	size_t space = strcspn(completion->word, "=:/");

	if (completion->word[space] == '=')
		completion->word += space + 1;
	else
		complete_spaces(completion, line);
	if (complete_starts(completion->word, "file:") ||
	    complete_starts(completion->word, "dev:")) {
		completion->tell(completion->data, ":files");
	} else if (complete_starts(completion->word, "sim:")) {
		completion->word += strlen("sim:");
		hwreg_simulation_list(offer_simulation, completion, NULL);
	} else if (complete_starts(completion->word, "dt:")) {
		completion->word += strlen("dt:");
		complete_device_tree(completion);
	} else {
		offer_specs(completion);
	}
}

static int offer_board(void *data, const char *name, const char *file)
{
	(void)file;
	complete_offer(data, name);
	return 0;
}

static void offer_commands(struct completion *completion, const char *first)
{
	const char *previous = "";

	for (const struct command *command = commands; command->name; command++) {
		if (first && !strcmp(command->name, first) && command->sub)
			complete_offer(completion, command->sub);
		if (!first && strcmp(command->name, previous) != 0)
			complete_offer(completion, command->name);
		previous = command->name;
	}
}

static void offer_options(struct completion *completion, const struct option_spec *option)
{
	char candidate[64];

	for (; option && option->name; option++) {
		snprintf(candidate, sizeof(candidate), "--%s", option->name);
		complete_offer(completion, candidate);
	}
}

static void offer_kind(struct completion *completion, enum completes completes,
		       const struct line *line)
{
	switch (completes) {
	case COMPLETES_BOARD:
		if (board_dt_exists())
			complete_offer(completion, "dt");
		hwreg_board_list(NULL, offer_board, completion, NULL);
		/* fallthrough */
	case COMPLETES_FILE:
		completion->tell(completion->data, ":files");
		break;
	case COMPLETES_SEQUENCE:
#ifdef CONFIG_CMD_RUN
		complete_sequences(completion, line);
#endif
		output_print(":files\n");
		break;
	case COMPLETES_TARGET:
		offer_targets(completion, line);
		break;
	case COMPLETES_REGISTER:
		if (line->arguments > 0)
			break;
		/* fallthrough */
	case COMPLETES_LOCATION:
		complete_names(completion, line);
		break;
	case COMPLETES_BLOCK:
		if (line->arguments == 0)
			complete_blocks(completion, line);
		break;
	case COMPLETES_WRITE:
		complete_write(completion, line);
		break;
	case COMPLETES_GPIO:
		complete_lines(completion, line, "");
		break;
	case COMPLETES_GPIO_VALUE:
		complete_lines(completion, line, "0 1");
		break;
	case COMPLETES_GPIO_CONDITION:
		complete_lines(completion, line, "0 1 rising falling both");
		break;
	case COMPLETES_INTERRUPT:
		hwreg_interrupt_list(offer_interrupt, completion, NULL);
		break;
	case COMPLETES_SIMULATION:
		hwreg_simulation_list(offer_simulation, completion, NULL);
		break;
	case COMPLETES_COMMAND:
		if (line->arguments < 2)
			offer_commands(completion, line->previous);
		break;
	case COMPLETES_SHELL:
		complete_offer(completion, "bash");
		complete_offer(completion, "zsh");
		break;
	case COMPLETES_NOTHING:
		break;
	}
}

/* Is a choice in a list that is separated by commas and ends at @end? */
static bool has_choice(const char *list, const char *end, const char *choice, size_t length)
{
	for (size_t each; list < end; list += each + 1) {
		each = strcspn(list, ",");
		if (each == length && !strncmp(list, choice, length))
			return true;
	}
	return false;
}

static void offer_choices(struct completion *completion, const struct option_spec *option)
{
	const char *list = completion->word, *choices = option->choices, *comma;
	char candidate[32];

	comma = option->kind == OPTION_CHOICES ? strrchr(list, ',') : NULL;
	if (comma)
		completion->word = comma + 1;
	for (size_t length; *choices; choices += length + (choices[length] == ' ')) {
		length = strcspn(choices, " ");
		if (has_choice(list, completion->word, choices, length))
			continue;
		snprintf(candidate, sizeof(candidate), "%.*s", (int)length, choices);
		complete_offer(completion, candidate);
	}
}

static void offer_argument(struct completion *completion, const struct option_spec *option,
			   const struct line *line)
{
	if (option->choices)
		offer_choices(completion, option);
	offer_kind(completion, option->completes, line);
}

static void offer_option(struct completion *completion, const struct line *line)
{
	const char *word = completion->word, *equals = strchr(word, '=');
	const struct option_spec *option;

	if (!equals) {
		offer_options(completion, own_options(line));
		offer_options(completion, global_options);
		return;
	}
	option = options_find(own_options(line), word + 2, equals - word - 2);
	if (!option)
		option = options_find(global_options, word + 2, equals - word - 2);
	completion->word = equals + 1;
	if (option && option->argument)
		offer_argument(completion, option, line);
}

/* A command of one word may also be the first of two */
static void offer_words(struct completion *completion, const struct line *line)
{
	if (line->first)
		offer_commands(completion, line->first);
	offer_kind(completion, line->command->completes, line);
}

void complete(struct context *context, const char *const *words, unsigned int count,
	      void (*tell)(void *data, const char *candidate), void *data)
{
	struct completion completion = { .context = context, .tell = tell, .data = data };
	struct line line = { 0 };

	if (count < 2)
		return;
	completion.typed = completion.word = words[count - 1];
	understand(&line, words, count);
	if (line.option)
		offer_argument(&completion, line.option, &line);
	else if (!line.words_alone &&
		 (complete_starts(completion.word, "--") || !strcmp(completion.word, "-")))
		offer_option(&completion, &line);
	else if (!line.command)
		offer_commands(&completion, line.first);
	else
		offer_words(&completion, &line);
	if (completion.open)
		tell(data, ":nospace");
}
