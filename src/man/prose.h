/* SPDX-License-Identifier: MIT */
/*
 * prose.h - the text of comments as that of a man page
 *
 * In it `code` is bold, @parameter is italic, and function() bold. A line that starts with a tab is one
 * of an example, one that starts with "= " is a heading, one that starts with a dash begins an item of a list; "@name: " and "Return: " begin what
 * is said of these.
 */
#ifndef HWREG_MAN_PROSE_H
#define HWREG_MAN_PROSE_H

#include <stdbool.h>
#include <stdio.h>

/** put_line() - a line, or a part of one, without its end */
void put_line(FILE *out, const char *text, size_t length);

/** put_prose() - lines, from @text up to @end; @first: just below a heading */
void put_prose(FILE *out, const char *text, const char *end, bool first);

/** put_code() - lines of C */
void put_code(FILE *out, const char *code);

#endif
