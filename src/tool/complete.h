/* SPDX-License-Identifier: MIT */
/* complete.h - what may stand at the end of an unfinished command line */
#ifndef HWREG_TOOL_COMPLETE_H
#define HWREG_TOOL_COMPLETE_H

#include "context.h"

/**
 * complete() - print the candidates for the last word, one a line
 * @words: the command itself, and what was typed up to the cursor; the last may be ""
 * @count: of @words
 *
 * Two lines tell the shell's script what to do: ":files" adds the names of files, ":nospace" adds
 * no space after a word. Says nothing of what goes wrong.
 */
void complete(struct context *context, const char *const *words, unsigned int count);

/* ---- Between complete.c and complete_board.c --------------------------------------------------- */

/* What the words before the last one mean */
struct line {
	const char *board; /* of -b, or NULL */
	const char *first; /* first word of a command of two words, until another comes */
	const struct command *command;
	unsigned int arguments; /* of the command */
	const char *previous; /* the last of them, or NULL */
	const struct option_spec *option; /* the last word is its argument; or NULL */
};

/**
 * struct completion - the last word while candidates for it are printed
 * @typed: the word as far as it was typed
 * @word: the end of it that candidates go on; what is before stays as it is
 * @open: a candidate can be gone on with
 */
struct completion {
	struct context *context;
	const char *typed;
	const char *word;
	bool open;
};

bool complete_starts(const char *text, const char *prefix);

/** complete_offer() - print a candidate if the word begins it */
void complete_offer(struct completion *completion, const char *candidate);

/** complete_names() - blocks, clusters, registers and fields of the board, level by level */
void complete_names(struct completion *completion, const struct line *line);

void complete_blocks(struct completion *completion, const struct line *line);

/** complete_spaces() - "SPACE=" for the address spaces */
void complete_spaces(struct completion *completion, const struct line *line);

/** complete_write() - names, and behind them values and further fields */
void complete_write(struct completion *completion, const struct line *line);

/** complete_lines() - GPIO lines; with @values, separated by spaces, "LINE=" and then these */
void complete_lines(struct completion *completion, const struct line *line, const char *values);

#endif
