// SPDX-License-Identifier: MIT
/* header.c - read a C header: its pages, and what it declares on each */
#include "header.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/**
 * struct reader - where in a header
 * @comment: the last one with two stars, if nothing came after it
 * @page: that what follows belongs to; NO_PAGE: none was begun, or a new section has begun none
 * @depth: of #if; the guard of the header is the first
 */
struct reader {
	struct manual *manual;
	const char *header;
	FILE *file;
	char *line;
	size_t size;
	unsigned int number;
	char *comment;
	size_t page;
	unsigned int depth;
};

#define NO_PAGE ((size_t)-1)

static void *need(void *memory)
{
	if (memory)
		return memory;
	fputs("mkapi: out of memory\n", stderr);
	exit(EXIT_FAILURE);
}

bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

void complain(struct manual *manual, const char *header, unsigned int line, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "src/include/%s:%u: ", header, line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	putc('\n', stderr);
	manual->complaints++;
}

static bool next_line(struct reader *reader)
{
	reader->number++;
	return getline(&reader->line, &reader->size, reader->file) >= 0;
}

static void append(char **text, const char *more)
{
	size_t before = *text ? strlen(*text) : 0;

	*text = need(realloc(*text, before + strlen(more) + 1));
	strcpy(*text + before, more);
}

static void forget_comment(struct reader *reader)
{
	free(reader->comment);
	reader->comment = NULL;
}

static char *take_comment(struct reader *reader)
{
	char *comment = reader->comment;

	reader->comment = NULL;
	return comment;
}

/* ---- Comments ---------------------------------------------------------------------------------- */

/* A line of a comment without the star before it and the end behind it; true: it was the last */
static bool strip(char *line, const char **start)
{
	char *end = strstr(line, "*/");
	size_t length;

	if (end)
		strcpy(end, "\n");
	for (length = strlen(line); length > 1 && isspace((unsigned char)line[length - 2]);
	     length--)
		;
	strcpy(line + length - 1, "\n");
	line += strspn(line, " \t");
	line += strspn(line, "/*");
	*start = line + (*line == ' ');
	return end;
}

/* The comment that starts on this line */
static char *read_comment(struct reader *reader)
{
	char *text = NULL;
	const char *start;
	bool last;

	do {
		last = strip(reader->line, &start);
		if (text || *start != '\n')
			append(&text, start);
	} while (!last && next_line(reader));
	return text ? text : need(strdup(""));
}

static size_t find_page(const struct manual *manual, const char *name, size_t length)
{
	for (size_t i = 0; i < manual->page_count; i++)
		if (strlen(manual->pages[i].name) == length &&
		    !strncmp(manual->pages[i].name, name, length))
			return i;
	return NO_PAGE;
}

/* "DOC: NAME - summary", then the text; or to go on with a page "DOC: NAME" */
static void begin_page(struct reader *reader, const char *comment)
{
	struct manual *manual = reader->manual;
	const char *name = comment + strspn(comment, " "), *summary = strstr(name, " - ");
	const char *text = name + strcspn(name, "\n");
	size_t length = strcspn(name, " \n");

	if (!summary || summary > text) {
		reader->page = find_page(manual, name, length);
		if (reader->page == NO_PAGE)
			complain(manual, reader->header, reader->number,
				 "DOC: no page was begun that is called %.*s", (int)length, name);
		return;
	}
	summary += strlen(" - ");
	manual->pages =
		need(realloc(manual->pages, (manual->page_count + 1) * sizeof(*manual->pages)));
	manual->pages[manual->page_count] = (struct page){
		.name = need(strndup(name, length)),
		.summary = need(strndup(summary, text - summary)),
		.text = need(strdup(text + strspn(text, "\n"))),
		.header = reader->header,
		.line = reader->number,
	};
	reader->page = manual->page_count++;
}

/* ---- Declarations ------------------------------------------------------------------------------ */

/* Owns what it is given */
static void add_item(struct reader *reader, enum item_kind kind, char *name, char *code,
		     char *comment)
{
	struct manual *manual = reader->manual;

	if (reader->page == NO_PAGE) {
		complain(manual, reader->header, reader->number,
			 "%s: no comment \"DOC: PAGE - summary\" begins a page for it", name);
		free(name);
		free(code);
		free(comment);
		return;
	}
	manual->items =
		need(realloc(manual->items, (manual->item_count + 1) * sizeof(*manual->items)));
	manual->items[manual->item_count++] = (struct item){
		.kind = kind,
		.name = name,
		.code = code,
		.comment = comment,
		.page = reader->page,
		.header = reader->header,
		.line = reader->number,
	};
}

/* The lines from this one to the one that ends as is said */
static char *read_until(struct reader *reader, const char *end)
{
	char *code = NULL;
	size_t length;

	do {
		append(&code, reader->line);
		length = strlen(code);
	} while ((length < strlen(end) || strcmp(code + length - strlen(end), end) != 0) &&
		 next_line(reader));
	return code;
}

static void read_type(struct reader *reader)
{
	const char *word = strchr(reader->line, ' ') + 1;
	char *name = need(strndup(reader->line, word + strcspn(word, " {") - reader->line));

	add_item(reader, ITEM_TYPE, name, read_until(reader, "};\n"), take_comment(reader));
}

static char *function_name(const char *code)
{
	const char *end = strchr(code, '('), *start = end;

	while (start > code && is_word(start[-1]))
		start--;
	return need(strndup(start, end - start));
}

static void read_function(struct reader *reader)
{
	char *code = read_until(reader, ";\n");

	add_item(reader, ITEM_FUNCTION, function_name(code), code, take_comment(reader));
}

/* What macros make: the prototype is in the comment */
static void read_described(struct reader *reader)
{
	static const char tag[] = "\nPrototype: ";
	char *at = reader->comment ? strstr(reader->comment, tag) : NULL, *code = NULL;
	size_t length;

	if (!at)
		return;
	length = strcspn(at + 1, "\n") + 1;
	code = need(strndup(at + strlen(tag), length - strlen(tag)));
	append(&code, ";\n");
	memmove(at, at + length, strlen(at + length) + 1);
	add_item(reader, ITEM_FUNCTION, function_name(code), code, take_comment(reader));
}

/* Guards have no value, those with parameters are how the header is made, and so are those that depend
 * on the compiler, unless a comment says otherwise */
static bool is_constant(const struct reader *reader, const char *name, size_t length)
{
	return !strncmp(name, "HWREG_", strlen("HWREG_")) && name[length] == ' ' &&
	       (reader->depth == 1 || reader->comment);
}

/* One line, maybe with a comment behind it; lines that a backslash joins to it belong to it */
static void read_constant(struct reader *reader)
{
	char *code = need(strdup(reader->line)), *behind, *name;
	const char *start;
	size_t length;

	while (strlen(code) > 1 && code[strlen(code) - 2] == '\\' && next_line(reader))
		append(&code, reader->line);
	name = code + strlen("#define ");
	for (length = 0; is_word(name[length]); length++)
		;
	behind = strstr(code, "/*");
	if (behind && !reader->comment) {
		strip(behind, &start);
		reader->comment = need(strdup(start));
		strcpy(behind - (behind[-1] == ' '), "\n");
	}
	if (is_constant(reader, name, length)) {
		add_item(reader, ITEM_CONSTANT, need(strndup(name, length)), code,
			 take_comment(reader));
		return;
	}
	free(code);
	forget_comment(reader);
}

static bool starts(const char *line, const char *with)
{
	return !strncmp(line, with, strlen(with));
}

/* Inside a definition nothing is declared */
static void skip_body(struct reader *reader)
{
	while (strcmp(reader->line, "}\n") != 0 && next_line(reader))
		;
	forget_comment(reader);
}

static void read_comment_line(struct reader *reader)
{
	bool about = starts(reader->line, "/**"), section = starts(reader->line, "/* ----");
	char *text = read_comment(reader);

	forget_comment(reader);
	if (section)
		reader->page = NO_PAGE;
	if (about && !starts(text, "DOC:")) {
		reader->comment = text;
		read_described(reader);
		return;
	}
	if (about)
		begin_page(reader, text + strlen("DOC:"));
	free(text);
}

static void read_line(struct reader *reader)
{
	const char *line = reader->line;
	size_t length = strlen(line);
	bool opens = length > 2 && !strcmp(line + length - 2, "{\n");

	if (starts(line, "#if"))
		reader->depth++;
	else if (starts(line, "#endif"))
		reader->depth--;
	if (starts(line, "/*"))
		read_comment_line(reader);
	else if (starts(line, "#define "))
		read_constant(reader);
	else if (starts(line, "static inline "))
		skip_body(reader);
	else if ((starts(line, "struct ") || starts(line, "enum ")) && opens)
		read_type(reader);
	else if (islower((unsigned char)*line) && strchr(line, '('))
		read_function(reader);
	else
		forget_comment(reader);
}

void read_header(struct manual *manual, const char *path)
{
	struct reader reader = { .manual = manual, .page = NO_PAGE };
	const char *slash = strrchr(path, '/');

	reader.header = slash ? slash + 1 : path;
	reader.file = fopen(path, "r");
	if (!reader.file) {
		fprintf(stderr, "mkapi: %s: %s\n", path, strerror(errno));
		exit(EXIT_FAILURE);
	}
	while (next_line(&reader))
		read_line(&reader);
	fclose(reader.file);
	free(reader.comment);
	free(reader.line);
}

void forget_manual(struct manual *manual)
{
	for (size_t i = 0; i < manual->page_count; i++) {
		free(manual->pages[i].name);
		free(manual->pages[i].summary);
		free(manual->pages[i].text);
	}
	for (size_t i = 0; i < manual->item_count; i++) {
		free(manual->items[i].name);
		free(manual->items[i].code);
		free(manual->items[i].comment);
	}
	free(manual->pages);
	free(manual->items);
}
