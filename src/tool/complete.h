/* SPDX-License-Identifier: MIT */
/* complete.h - what may stand at the end of an unfinished command line */
#ifndef HWREG_TOOL_COMPLETE_H
#define HWREG_TOOL_COMPLETE_H

#include "context.h"

/**
 * complete() - tell the candidates for the last word
 * @words: the command itself, and what was typed up to the cursor; the last may be ""
 * @count: of @words
 * @tell: called for each; the text is gone afterwards
 *
 * Two that are none tell what to do: ":files" adds the names of files, ":nospace" adds no space
 * after a word. Says nothing of what goes wrong.
 */
void complete(struct context *context, const char *const *words, unsigned int count,
	      void (*tell)(void *data, const char *candidate), void *data);

/** complete_starts() - does a text start with another? */
bool complete_starts(const char *text, const char *prefix);

/* ---- Between complete.c and complete_board.c, complete_dt.c ------------------------------------ */

/* What the words before the last one mean */
struct line {
	const char *board; /* of -b, or NULL */
	const char *first; /* first word of a command of two words, until another comes */
	const struct command *command;
	unsigned int arguments; /* of the command */
	const char *previous; /* the last of them, or NULL */
	const struct option_spec *option; /* the last word is its argument; or NULL */
	bool words_alone; /* a -- has ended the options */
};

/**
 * struct completion - the last word while candidates for it are told
 * @typed: the word as far as it was typed
 * @word: the end of it that candidates go on; what is before stays as it is
 * @open: a candidate can be gone on with
 */
struct completion {
	struct context *context;
	const char *typed;
	const char *word;
	bool open;
	void (*tell)(void *data, const char *candidate);
	void *data;
};

/** complete_offer() - tell a candidate if the word begins it */
void complete_offer(struct completion *completion, const char *candidate);

/** complete_names() - blocks, clusters, registers and fields of the board, level by level */
void complete_names(struct completion *completion, const struct line *line);

void complete_blocks(struct completion *completion, const struct line *line);

/** complete_device_tree() - aliases, and paths of nodes with registers */
void complete_device_tree(struct completion *completion);

/** complete_sequences() - names of the board's sequences */
void complete_sequences(struct completion *completion, const struct line *line);

/** complete_spaces() - "SPACE=" for the address spaces */
void complete_spaces(struct completion *completion, const struct line *line);

/** complete_write() - names, and behind them values and further fields */
void complete_write(struct completion *completion, const struct line *line);

/** complete_lines() - GPIO lines; with @values, separated by spaces, "LINE=" and then these */
void complete_lines(struct completion *completion, const struct line *line, const char *values);

#endif
