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

#endif
