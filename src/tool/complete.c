// SPDX-License-Identifier: MIT
/* complete.c - what may stand at the end of an unfinished command line, from the tables */
#include "complete.h"
#include "output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the words before the last one mean */
struct line {
	const char *board; /* of -b, or NULL */
	const char *first; /* first word of a command of two words, until the second comes */
	const struct command *command;
	unsigned int arguments; /* of the command */
	const struct option_spec *option; /* the last word is its argument; or NULL */
};

struct completion {
	struct context *context;
	const char *word; /* what was typed of the last word */
	bool open; /* a candidate can be gone on with */
};

static bool starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

static void offer(struct completion *completion, const char *candidate)
{
	size_t length = strlen(candidate);

	if (!starts_with(candidate, completion->word))
		return;
	output_print("%s\n", candidate);
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

static void take_word(struct line *line, const char *word)
{
	if (line->command) {
		line->arguments++;
		return;
	}
	for (const struct command *command = commands; command->name; command++) {
		if (line->first && !strcmp(command->name, line->first) && command->sub &&
		    !strcmp(command->sub, word))
			line->command = command;
		if (line->first || strcmp(command->name, word) != 0)
			continue;
		if (!command->sub)
			line->command = command;
		else
			line->first = command->name;
		return;
	}
}

static void understand(struct line *line, const char *const *words, unsigned int count)
{
	bool options = true;

	for (unsigned int i = 1; i + 1 < count; i++) {
		const char *word = words[i];

		if (line->option) {
			const struct option_spec *option = line->option;

			line->option = NULL;
			take_option(line, option, word);
		} else if (options && !strcmp(word, "--")) {
			options = false;
		} else if (options && starts_with(word, "--")) {
			take_long(line, word + 2);
		} else if (options && word[0] == '-' && word[1]) {
			take_letters(line, word + 1);
		} else {
			take_word(line, word);
		}
	}
}

/* ---- Names of the board ------------------------------------------------------------------------ */

static struct hwreg_board *board(struct completion *completion, const struct line *line)
{
	struct context *context = completion->context;
	const char *name = line->board ? line->board : getenv("HWREG_BOARD");

	if (name && *name)
		hwreg_board_load(&context->board, name, NULL, NULL);
	else
		hwreg_board_detect(&context->board, NULL, NULL);
	return context->board;
}

/* A name up to its next level, so that a block is offered once and not all of its registers */
static void offer_level(struct completion *completion, const char *name, char *previous)
{
	size_t typed = strlen(completion->word), length;

	if (!starts_with(name, completion->word))
		return;
	length = typed + strcspn(name + typed, ".");
	if (name[length] == '.')
		length++;
	if (length >= NAME_SIZE || (!strncmp(previous, name, length) && !previous[length]))
		return;
	memcpy(previous, name, length);
	previous[length] = '\0';
	offer(completion, previous);
}

/* The register that a word names up to its last dot, and where the dot is */
static const struct hwreg_register *register_before_dot(const struct hwreg_board *from,
							const char *word, size_t *dot)
{
	const char *last = strrchr(word, '.');
	const struct hwreg_register *reg;
	char name[NAME_SIZE];

	if (!last || last - word >= NAME_SIZE)
		return NULL;
	*dot = last - word;
	snprintf(name, sizeof(name), "%.*s", (int)*dot, word);
	return hwreg_register_find(from, name, &reg, NULL) < 0 ? NULL : reg;
}

static void offer_fields(struct completion *completion, const struct hwreg_board *from)
{
	struct hwreg_field_info info = { .size = sizeof(info) };
	const struct hwreg_field *field;
	const struct hwreg_register *reg;
	char name[NAME_SIZE];
	size_t dot;

	reg = register_before_dot(from, completion->word, &dot);
	for (uint32_t i = 0; reg && (field = hwreg_register_field(from, reg, i)); i++) {
		hwreg_field_describe(from, field, &info);
		snprintf(name, sizeof(name), "%.*s.%s", (int)dot, completion->word, info.name);
		offer(completion, name);
	}
}

static void offer_names(struct completion *completion, const struct line *line)
{
	struct hwreg_register_info info = { .size = sizeof(info) };
	const struct hwreg_board *from = board(completion, line);
	const struct hwreg_register *reg;
	char previous[NAME_SIZE] = "";

	if (!from)
		return;
	for (uint32_t i = 0; (reg = hwreg_board_register(from, i)); i++) {
		hwreg_register_describe(from, reg, &info);
		offer_level(completion, info.name, previous);
	}
	offer_fields(completion, from);
}

static void offer_blocks(struct completion *completion, const struct line *line)
{
	struct hwreg_block_info info = { .size = sizeof(info) };
	const struct hwreg_board *from = board(completion, line);
	const struct hwreg_block *block;

	for (uint32_t i = 0; from && (block = hwreg_board_block(from, i)); i++) {
		hwreg_block_describe(from, block, &info);
		offer(completion, info.name);
	}
}

/* REG.FIELD= is followed by a name of a value */
static void offer_values(struct completion *completion, const struct line *line, size_t equals)
{
	struct hwreg_enumerator_info info = { .size = sizeof(info) };
	const struct hwreg_board *from = board(completion, line);
	const struct hwreg_register *reg;
	const struct hwreg_field *field;
	char left[NAME_SIZE], candidate[2 * NAME_SIZE];
	size_t dot;

	snprintf(left, sizeof(left), "%.*s", (int)equals, completion->word);
	reg = from ? register_before_dot(from, left, &dot) : NULL;
	if (!reg || hwreg_field_find(from, reg, left + dot + 1, &field, NULL) < 0)
		return;
	for (uint32_t i = 0; hwreg_field_enumerator(from, field, i, &info) == 0; i++) {
		snprintf(candidate, sizeof(candidate), "%s=%s", left, info.name);
		offer(completion, candidate);
	}
}

static void offer_write(struct completion *completion, const struct line *line)
{
	size_t equals = strcspn(completion->word, "=");

	if (completion->word[equals]) {
		offer_values(completion, line, equals);
	} else {
		offer_names(completion, line);
		completion->open = true;
	}
}

/* ---- What may come ----------------------------------------------------------------------------- */

static int offer_target(void *data, const struct hwreg_target_info *info)
{
	offer(data, info->spec);
	return 0;
}

static void offer_targets(struct completion *completion)
{
	const struct hwreg_target_kind *kind;
	char candidate[64];

	if (starts_with(completion->word, "file:") || starts_with(completion->word, "dev:")) {
		output_print(":files\n");
		return;
	}
	for (unsigned int i = 0; (kind = hwreg_target_kind(i)); i++) {
		bool open = kind->form[strlen(kind->name)] == ':';

		snprintf(candidate, sizeof(candidate), "%s%s", kind->name, open ? ":" : "");
		offer(completion, candidate);
	}
	hwreg_target_list(offer_target, completion, NULL);
}

static int offer_board(void *data, const char *name, const char *file)
{
	(void)file;
	offer(data, name);
	return 0;
}

static int offer_simulation(void *data, const char *name)
{
	offer(data, name);
	return 0;
}

static void offer_commands(struct completion *completion, const char *first)
{
	const char *previous = "";

	for (const struct command *command = commands; command->name; command++) {
		if (first && !strcmp(command->name, first) && command->sub)
			offer(completion, command->sub);
		if (!first && strcmp(command->name, previous) != 0)
			offer(completion, command->name);
		previous = command->name;
	}
}

static void offer_options(struct completion *completion, const struct option_spec *option)
{
	char candidate[64];

	for (; option && option->name; option++) {
		snprintf(candidate, sizeof(candidate), "--%s", option->name);
		offer(completion, candidate);
	}
}

static void offer_kind(struct completion *completion, enum completes completes,
		       const struct line *line)
{
	switch (completes) {
	case COMPLETES_BOARD:
		hwreg_board_list(NULL, offer_board, completion, NULL);
		/* fallthrough */
	case COMPLETES_FILE:
		output_print(":files\n");
		break;
	case COMPLETES_TARGET:
		offer_targets(completion);
		break;
	case COMPLETES_REGISTER:
		if (line->arguments > 0)
			break;
		/* fallthrough */
	case COMPLETES_LOCATION:
		offer_names(completion, line);
		break;
	case COMPLETES_BLOCK:
		if (line->arguments == 0)
			offer_blocks(completion, line);
		break;
	case COMPLETES_WRITE:
		offer_write(completion, line);
		break;
	case COMPLETES_SIMULATION:
		hwreg_simulation_list(offer_simulation, completion, NULL);
		break;
	case COMPLETES_COMMAND:
		offer_commands(completion, NULL);
		break;
	case COMPLETES_SHELL:
		offer(completion, "bash");
		offer(completion, "zsh");
		break;
	case COMPLETES_NOTHING:
		break;
	}
}

/* @head: what comes before the argument in the same word, "--force=" */
static void offer_argument(struct completion *completion, const struct option_spec *option,
			   const char *head, const struct line *line)
{
	const char *choices = option->choices ? option->choices : "";
	char candidate[96];

	for (size_t length; *choices; choices += length + (choices[length] == ' ')) {
		length = strcspn(choices, " ");
		snprintf(candidate, sizeof(candidate), "%s%.*s", head, (int)length, choices);
		offer(completion, candidate);
	}
	if (!*head || option->completes == COMPLETES_FILE || option->completes == COMPLETES_BOARD)
		offer_kind(completion, option->completes, line);
}

static void offer_option(struct completion *completion, const struct line *line)
{
	const char *word = completion->word, *equals = strchr(word, '=');
	const struct option_spec *option;
	char head[64];

	if (!equals) {
		offer_options(completion, own_options(line));
		offer_options(completion, global_options);
		return;
	}
	option = options_find(own_options(line), word + 2, equals - word - 2);
	if (!option)
		option = options_find(global_options, word + 2, equals - word - 2);
	snprintf(head, sizeof(head), "%.*s", (int)(equals + 1 - word), word);
	if (option && option->argument)
		offer_argument(completion, option, head, line);
}

void complete(struct context *context, const char *const *words, unsigned int count)
{
	struct completion completion = { .context = context };
	struct line line = { 0 };

	if (count < 2)
		return;
	completion.word = words[count - 1];
	understand(&line, words, count);
	if (line.option)
		offer_argument(&completion, line.option, "", &line);
	else if (starts_with(completion.word, "--") || !strcmp(completion.word, "-"))
		offer_option(&completion, &line);
	else if (!line.command)
		offer_commands(&completion, line.first);
	else
		offer_kind(&completion, line.command->completes, &line);
	if (completion.open)
		output_print(":nospace\n");
}
