// SPDX-License-Identifier: MIT
/* check.c - is all that headers declare documented as it must be? */
#include "header.h"

#include <stdio.h>
#include <string.h>

/* Does a comment say "@name"? */
static bool has_tag(const char *comment, const char *name, size_t length)
{
	for (const char *at = comment; at && (at = strchr(at, '@')); at++)
		if (!strncmp(at + 1, name, length) && !is_word(at[1 + length]))
			return true;
	return false;
}

/* The name in one parameter: the last word, or that in (*name) */
static const char *name_of(const char *start, const char *end, size_t *length)
{
	const char *pointer = strstr(start, "(*");

	if (pointer && pointer < end)
		start = pointer + 2;
	else {
		while (end > start && !is_word(end[-1]))
			end--;
		for (start = end; is_word(start[-1]); start--)
			;
	}
	for (*length = 0; is_word(start[*length]); ++*length)
		;
	return start;
}

const char *next_parameter(const char *code, const char *previous, size_t *length)
{
	const char *start = strchr(code, '(') + 1, *at = start;
	int depth = 0;

	for (; *at && *at != ';'; at++) {
		depth += (*at == '(') - (*at == ')');
		if (depth >= 0 && (*at != ',' || depth > 0))
			continue;
		if (!strncmp(start, "void)", strlen("void)")))
			return NULL;
		if (!previous || start > previous)
			return name_of(start, at, length);
		start = at + 1;
	}
	return NULL;
}

const char *page_tag(const struct manual *manual, const struct item *item, const char *name,
		     size_t length)
{
	const char *texts[] = { manual->pages[item->page].text, manual->pages[0].text }, *at;
	char tag[64];

	snprintf(tag, sizeof(tag), "@%.*s:", (int)length, name);
	for (size_t i = 0; i < 2; i++) {
		at = strstr(texts[i], tag);
		if (at)
			return at;
	}
	return NULL;
}

static void check_parameters(struct manual *manual, const struct item *item)
{
	const char *name = NULL;
	size_t length;

	while ((name = next_parameter(item->code, name, &length)))
		if (!has_tag(item->comment, name, length) && !page_tag(manual, item, name, length))
			complain(manual, item->header, item->line,
				 "%s: neither its comment nor that of the page names @%.*s",
				 item->name, (int)length, name);
}

static void check_function(struct manual *manual, const struct item *item)
{
	size_t length = strlen(item->name);

	if (strncmp(item->comment, item->name, length) != 0 ||
	    strncmp(item->comment + length, "() - ", strlen("() - ")) != 0)
		complain(manual, item->header, item->line,
			 "%s: its comment does not start with \"%s() - \"", item->name, item->name);
	check_parameters(manual, item);
	if (!strncmp(item->code, "int ", strlen("int ")) && !strstr(item->comment, "Return:"))
		complain(manual, item->header, item->line,
			 "%s: its comment does not say what it returns (\"Return:\")", item->name);
}

static void check_type(struct manual *manual, const struct item *item)
{
	size_t length = strlen(item->name);

	if (strncmp(item->comment, item->name, length) != 0 ||
	    strncmp(item->comment + length, " - ", strlen(" - ")) != 0)
		complain(manual, item->header, item->line,
			 "%s: its comment does not start with \"%s - \"", item->name, item->name);
}

/* Is there such a word in what is declared? */
static bool declares(const struct item *item, const char *name, size_t length)
{
	for (const char *at = item->code; (at = strstr(at, name)); at++)
		if (at > item->code && !is_word(at[-1]) && !is_word(at[length]))
			return true;
	return false;
}

/* A line "@name: …" is about a parameter or a member that there is */
static void check_names(struct manual *manual, const struct item *item)
{
	char name[64];
	size_t length;

	for (const char *line = item->comment; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (*line != '@')
			continue;
		for (length = 0; is_word(line[1 + length]); length++)
			;
		if (line[1 + length] != ':' || length >= sizeof(name))
			continue;
		memcpy(name, line + 1, length);
		name[length] = '\0';
		if (!declares(item, name, length))
			complain(manual, item->header, item->line,
				 "%s: its comment tells of @%s, which it does not have", item->name,
				 name);
	}
}

void check_manual(struct manual *manual)
{
	for (size_t i = 0; i < manual->item_count; i++) {
		const struct item *item = &manual->items[i];

		if (!item->comment) {
			complain(manual, item->header, item->line,
				 "%s: no comment tells what it is", item->name);
			continue;
		}
		if (item->kind == ITEM_FUNCTION)
			check_function(manual, item);
		else if (item->kind == ITEM_TYPE)
			check_type(manual, item);
		if (item->kind != ITEM_CONSTANT)
			check_names(manual, item);
	}
}
