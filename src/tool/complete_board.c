// SPDX-License-Identifier: MIT
/* complete_board.c - candidates that the board has: names, values and address spaces */
#include "board_dt.h"
#include "complete.h"
#include "output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct hwreg_board *board(struct completion *completion, const struct line *line)
{
	struct context *context = completion->context;
	struct shared *shared = line->board ? NULL : context->shared;
	const char *name = line->board ? line->board : getenv("HWREG_BOARD");
	struct hwreg_board_options options = { .size = sizeof(options),
					       .flags = HWREG_BOARD_CACHE };

	if (shared && shared->board)
		context->board = shared->board;
	if (context->board)
		return context->board;
	if (shared && shared->settings->board)
		name = shared->settings->board;
	if (name && *name)
		board_load(&context->board, name, &options, false, NULL);
	else
		hwreg_board_detect(&context->board, &options, NULL);
	if (shared)
		shared->board = context->board;
	return context->board;
}

/* A name up to its next level, so that a block is offered once and not all of its registers */
static void offer_level(struct completion *completion, const char *name, char *previous)
{
	size_t typed = strlen(completion->word), length;

	if (!complete_starts(name, completion->word))
		return;
	length = typed + strcspn(name + typed, ".");
	if (name[length] == '.')
		length++;
	if (length >= NAME_SIZE || (!strncmp(previous, name, length) && !previous[length]))
		return;
	memcpy(previous, name, length);
	previous[length] = '\0';
	complete_offer(completion, previous);
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

/* Is a field in what was typed of REG.FIELD=VALUE,FIELD=VALUE,...? */
static bool is_named(const char *typed, const char *field)
{
	size_t length = strlen(field);

	for (const char *at = strstr(typed, field); at; at = strstr(at + 1, field))
		if (at > typed && strchr(".,", at[-1]) && at[length] == '=')
			return true;
	return false;
}

static void offer_fields(struct completion *completion, const struct hwreg_board *from,
			 const struct hwreg_register *reg)
{
	struct hwreg_field_info info = { .size = sizeof(info) };
	const struct hwreg_field *field;

	for (uint32_t i = 0; reg && (field = hwreg_register_field(from, reg, i)); i++) {
		hwreg_field_describe(from, field, &info);
		if (!is_named(completion->typed, info.name))
			complete_offer(completion, info.name);
	}
}

void complete_names(struct completion *completion, const struct line *line)
{
	struct hwreg_register_info info = { .size = sizeof(info) };
	const struct hwreg_board *from = board(completion, line);
	const struct hwreg_register *reg;
	char previous[NAME_SIZE] = "";
	size_t dot;

	if (!from)
		return;
	for (uint32_t i = 0; (reg = hwreg_board_register(from, i)); i++) {
		hwreg_register_describe(from, reg, &info);
		offer_level(completion, info.name, previous);
	}
	reg = register_before_dot(from, completion->word, &dot);
	if (reg)
		completion->word += dot + 1;
	offer_fields(completion, from, reg);
}

void complete_blocks(struct completion *completion, const struct line *line)
{
	struct hwreg_block_info info = { .size = sizeof(info) };
	const struct hwreg_board *from = board(completion, line);
	const struct hwreg_block *block;

	for (uint32_t i = 0; from && (block = hwreg_board_block(from, i)); i++) {
		hwreg_block_describe(from, block, &info);
		complete_offer(completion, info.name);
	}
}

#ifdef CONFIG_CMD_RUN
void complete_sequences(struct completion *completion, const struct line *line)
{
	struct hwreg_board_sequence_info info = { .size = sizeof(info) };
	const struct hwreg_board *from = board(completion, line);

	for (uint32_t i = 0; from && hwreg_board_sequence(from, i, &info) == 0; i++)
		complete_offer(completion, info.name);
}
#endif

void complete_spaces(struct completion *completion, const struct line *line)
{
	struct hwreg_space_info info = { .size = sizeof(info) };
	const struct hwreg_board *from = board(completion, line);
	char candidate[NAME_SIZE];

	for (uint32_t i = 0; from && hwreg_board_space(from, i, &info) == 0; i++) {
		snprintf(candidate, sizeof(candidate), "%s=", info.name);
		complete_offer(completion, candidate);
	}
}

/* The board's lines; with values for them, separated by spaces, LINE= is followed by one of these */
void complete_lines(struct completion *completion, const struct line *line, const char *values)
{
	struct hwreg_gpio_info info = { .size = sizeof(info) };
	const char *equals = *values ? strchr(completion->word, '=') : NULL;
	const struct hwreg_board *from = equals ? NULL : board(completion, line);
	char candidate[NAME_SIZE];

	for (uint32_t i = 0; from && hwreg_board_gpio(from, i, &info) == 0; i++) {
		snprintf(candidate, sizeof(candidate), "%s%s", info.name, *values ? "=" : "");
		complete_offer(completion, candidate);
	}
	if (!equals)
		return;
	completion->word = equals + 1;
	for (size_t length; *values; values += length + (values[length] == ' ')) {
		length = strcspn(values, " ");
		snprintf(candidate, sizeof(candidate), "%.*s", (int)length, values);
		complete_offer(completion, candidate);
	}
}

static void offer_values(struct completion *completion, const struct hwreg_board *from,
			 const struct hwreg_register *reg, const char *name)
{
	struct hwreg_enumerator_info info = { .size = sizeof(info) };
	const struct hwreg_field *field;

	if (hwreg_field_find(from, reg, name, &field, NULL) < 0)
		return;
	for (uint32_t i = 0; hwreg_field_enumerator(from, field, i, &info) == 0; i++)
		complete_offer(completion, info.name);
}

/* REG.FIELD= is followed by a name of a value, REG.FIELD=VALUE, by a field and its value */
void complete_write(struct completion *completion, const struct line *line)
{
	const char *comma = strrchr(completion->word, ','), *equals;
	const struct hwreg_register *reg;
	const struct hwreg_board *from;
	char first[NAME_SIZE], name[NAME_SIZE];
	size_t dot;

	equals = strchr(completion->word, '=');
	if (!equals) {
		complete_names(completion, line);
		completion->open = true;
		return;
	}
	snprintf(first, sizeof(first), "%.*s", (int)(equals - completion->word), completion->word);
	from = board(completion, line);
	reg = from ? register_before_dot(from, first, &dot) : NULL;
	if (!reg)
		return;
	snprintf(name, sizeof(name), "%s", first + dot + 1);
	if (comma) {
		completion->word = comma + 1;
		equals = strchr(comma, '=');
		completion->open = !equals;
		if (!equals) {
			offer_fields(completion, from, reg);
			return;
		}
		snprintf(name, sizeof(name), "%.*s", (int)(equals - comma - 1), comma + 1);
	}
	completion->word = equals + 1;
	offer_values(completion, from, reg, name);
}
