// SPDX-License-Identifier: MIT
/* prose.c - the text of comments as that of a man page */
#include "prose.h"

#include <string.h>

#include "header.h"
#include "roff.h"

/* Length of a word that has a form of its own: `code`, @parameter, function() */
static size_t marked(const char *text, size_t left, const char **font)
{
	const char *end;
	size_t length = 0;

	if (*text == '`' && (end = memchr(text + 1, '`', left - 1))) {
		*font = "\\fB";
		return end + 1 - text;
	}
	if (*text == '@' && left > 1 && is_word(text[1])) {
		for (length = 1; length < left && is_word(text[length]); length++)
			;
		*font = "\\fI";
		return length;
	}
	while (length < left && is_word(text[length]))
		length++;
	*font = length + 1 < left && text[length] == '(' && text[length + 1] == ')' ? "\\fB" : "";
	return length;
}

void put_line(FILE *out, const char *text, size_t length)
{
	const char *font;
	size_t word;

	if (length && (*text == '.' || *text == '\''))
		fputs("\\&", out);
	for (size_t i = 0; i < length; i += word) {
		word = marked(text + i, length - i, &font);
		if (!word) {
			word = 1;
			put(out, text[i] == '.' ? "." : text + i, 1);
			continue;
		}
		fputs(font, out);
		/* names are not divided at the end of a line */
		fputs(memchr(text + i, '_', word) ? "\\%" : "", out);
		if (text[i] == '`')
			put(out, text + i + 1, word - 2);
		else
			put(out, text + i + (text[i] == '@'), word - (text[i] == '@'));
		fputs(*font ? "\\fR" : "", out);
	}
}

/* The end of the line, or where "Return:" starts in it */
static size_t line_length(const char *line)
{
	size_t length = strcspn(line, "\n");
	const char *result = strstr(line + 1, "Return: ");

	return result && result < line + length ? (size_t)(result - line) : length;
}

/**
 * struct prose - where in a comment's text
 * @indented: lines of an example are being written
 * @fresh: an empty line or nothing came before
 */
struct prose {
	FILE *out;
	bool indented;
	bool fresh;
};

static void end_example(struct prose *prose)
{
	if (prose->indented)
		fputs(".EE\n.RE\n", prose->out);
	prose->indented = false;
}

static void put_example_line(struct prose *prose, const char *line, size_t length)
{
	if (!prose->indented)
		fputs(".PP\n.RS 4\n.EX\n", prose->out);
	prose->indented = true;
	put(prose->out, line, length);
	putc('\n', prose->out);
}

/* "@name: meaning" */
static size_t put_tag(struct prose *prose, const char *line)
{
	size_t name = strcspn(line, ":");

	fputs(".TP\n\\fI", prose->out);
	put(prose->out, line + 1, name - 1);
	fputs("\\fR\n", prose->out);
	return name + 1 + (line[name + 1] == ' ');
}

static bool is_tag(const char *line)
{
	size_t length = 1;

	while (*line == '@' && is_word(line[length]))
		length++;
	return length > 1 && line[length] == ':';
}

/* One line of a comment, from where it starts; returns what was taken of it */
static size_t put_comment_line(struct prose *prose, const char *line)
{
	size_t length = line_length(line), skip = 0;

	if (*line == '\t') {
		put_example_line(prose, line + 1, length - 1);
		return length;
	}
	end_example(prose);
	if (is_tag(line))
		skip = put_tag(prose, line);
	else if (!strncmp(line, "- ", 2)) {
		fputs(".IP \\(bu 2\n", prose->out);
		skip = 2;
	} else if (!strncmp(line, "= ", 2)) {
		fputs(".SS ", prose->out);
		skip = 2;
	} else if (!strncmp(line, "Return: ", strlen("Return: "))) {
		fputs(".PP\nReturns: ", prose->out);
		skip = strlen("Return: ");
	} else {
		if (prose->fresh)
			fputs(".PP\n", prose->out);
		skip = strspn(line, " ");
	}
	put_line(prose->out, line + skip, length - skip);
	putc('\n', prose->out);
	return length;
}

void put_prose(FILE *out, const char *text, const char *end, bool first)
{
	struct prose prose = { .out = out, .fresh = !first };
	size_t length;

	for (; text < end; text += length) {
		if (*text == '\n') {
			/* an empty line inside an example belongs to it */
			if (prose.indented && text[1] == '\t')
				putc('\n', out);
			prose.fresh = true;
			length = 1;
			continue;
		}
		length = put_comment_line(&prose, text);
		length += text[length] == '\n';
		prose.fresh = false;
	}
	end_example(&prose);
}

void put_code(FILE *out, const char *code)
{
	fputs(".PP\n.EX\n", out);
	put_text(out, code);
	fputs(".EE\n", out);
}
