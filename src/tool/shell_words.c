// SPDX-License-Identifier: MIT
/* shell_words.c - the words of a line, as sh splits it, but without expansions, pipes and variables */
#include "output.h"
#include "shell.h"

#include <stdlib.h>
#include <string.h>

/* Where more is to be done than to take the character */
#define SPECIAL " \t\r\v\f\\'\""

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

void words_add(struct words *words, char *word)
{
	if (words->count + 1 >= words->room) {
		words->room = words->room ? 2 * words->room : 16;
		words->list = realloc(words->list, words->room * sizeof(*words->list));
		if (!words->list)
			output_die_memory();
	}
	words->list[words->count++] = word;
	words->list[words->count] = NULL;
}

/* Inside "" a backslash is itself but before these */
static bool is_escaped(char quote, char c)
{
	return !quote || (c && strchr("$`\"\\", c));
}

/* One word from @at on, moved together to where it starts; Return: where it ends in the line */
static char *take_word(struct words *words, char *at, const char *end)
{
	char *out = at + strcspn(at, SPECIAL), quote = '\0';

	words_add(words, at);
	for (at = out; at < end && (quote || !is_blank(*at)); at++) {
		if (*at == '\\' && quote != '\'' && at + 1 < end && is_escaped(quote, at[1]))
			*out++ = *++at;
		else if (*at == '\\' && !quote)
			break;
		else if (*at == quote)
			quote = '\0';
		else if (!quote && (*at == '\'' || *at == '"'))
			quote = *at;
		else
			*out++ = *at;
	}
	words->open = quote || (at < end && *at == '\\');
	words->ended = at < end && !words->open;
	words->quote = quote;
	if (at < end)
		at++;
	*out = '\0';
	return at;
}

int words_split(struct words *words, char *line, size_t length, struct hwreg_error *err)
{
	static char self[] = "hwreg";
	char *at = line, *end = line + length;

	words->count = 0;
	words->open = words->ended = false;
	words->quote = '\0';
	words_add(words, self);
	if (memchr(line, '\0', length))
		return output_fail(err, HWREG_ERROR_REQUEST, "there is a NUL byte in it");
	while (!words->open) {
		while (at < end && is_blank(*at))
			at++;
		if (at >= end || *at == '#')
			return 0;
		at = take_word(words, at, end);
	}
	return output_fail(err, HWREG_ERROR_REQUEST,
			   "a quote is not closed, or nothing comes after the last backslash");
}

void words_free(struct words *words)
{
	free(words->list);
}
