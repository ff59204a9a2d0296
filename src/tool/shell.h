/* SPDX-License-Identifier: MIT */
/* shell.h - hwreg shell: lines, their words, and where they come from */
#ifndef HWREG_TOOL_SHELL_H
#define HWREG_TOOL_SHELL_H

#include "context.h"

/* ---- shell_words.c ------------------------------------------------------------------------------ */

/**
 * struct words - the words of a line; zeroes to start with
 * @list: "hwreg", and then they point into the line; @count of them, then NULL
 * @ended: a blank follows the last one
 * @open: the last one is in a quote that is not closed, or after a backslash that is the last character
 * @quote: the quote, or 0
 */
struct words {
	char **list;
	unsigned int count;
	unsigned int room;
	bool ended;
	bool open;
	char quote;
};

/**
 * words_split() - find the words of a line, as sh does without expansions
 * @words: what was in it is lost; to be freed with words_free()
 * @line: changed, and to live as long as the words
 * @length: of it, up to the NUL behind it; it may hold others, which are refused
 */
int words_split(struct words *words, char *line, size_t length, struct hwreg_error *err);

/** words_add() - one more, which must outlive the list */
void words_add(struct words *words, char *word);

void words_free(struct words *words);

/* ---- shell_input.c: lines from a descriptor ----------------------------------------------------- */

/**
 * struct input - what was read and is not taken yet; zeroes to start with, but for @shared
 * @start: of the next line in @buffer, which has @room
 * @end: of what was read
 * @searched: bytes of the line that hold no end of it
 * @shared: of the shell; what lines wrote is synced before more are read, which may be long in coming
 */
struct input {
	char *buffer;
	size_t room;
	size_t start;
	size_t end;
	size_t searched;
	bool ended;
	bool too_long; /* the line is cut off */
	struct shared *shared;
};

/**
 * input_line() - the next line; what was printed is handed over before this waits
 * @line: without its end, valid until the next call
 *
 * Return: 1, 0 at the end or if a signal asked to stop, or less with @err filled.
 */
int input_line(struct input *input, char **line, size_t *length, struct hwreg_error *err);

void input_free(struct input *input);

/* ---- shell_edit.c: lines that are edited on a terminal; the only user of libedit ----------------- */

struct editor;

#ifdef CONFIG_SHELL_EDIT
/** editor_open() - edit lines on the terminal; @shared: for the names of its board. NULL: it cannot */
struct editor *editor_open(struct shared *shared);

/**
 * editor_line() - the next line
 * @line: without its end, valid until the next call
 *
 * Return: 1; 0 at the end, or after Ctrl-C and its like, which stop_signal() tells.
 */
int editor_line(struct editor *editor, char **line, size_t *length);

void editor_close(struct editor *editor);
#else
static inline struct editor *editor_open(struct shared *shared)
{
	(void)shared;
	return NULL;
}

static inline int editor_line(struct editor *editor, char **line, size_t *length)
{
	(void)editor;
	(void)line;
	(void)length;
	return 0;
}

static inline void editor_close(struct editor *editor)
{
	(void)editor;
}
#endif

/* ---- shell_history.c ---------------------------------------------------------------------------- */

/** history_each() - call for the last lines of earlier shells, the oldest first */
void history_each(void (*call)(void *data, const char *line), void *data);

/** history_add() - keep a line, if there is a place for it */
void history_add(const char *line);

/* ---- shell_complete.c --------------------------------------------------------------------------- */

/**
 * struct candidates - what may stand for the last word; to be freed with candidates_free()
 * @typed: bytes of the last word as it stands in the line, which these replace
 * @open: more may follow without a space
 * @quote: that the last word is in, or 0
 */
struct candidates {
	char **list;
	unsigned int count;
	size_t typed;
	bool open;
	char quote;
};

/** candidates_find() - for the line up to the cursor */
void candidates_find(struct candidates *candidates, struct shared *shared, const char *line,
		     size_t length);

void candidates_free(struct candidates *candidates);

#endif
