// SPDX-License-Identifier: MIT
/*
 * mkapi.c - make the pages of section 3 from the comments in the public headers
 *
 *	mkapi --check EXAMPLES HEADER...		complain of what is not documented; exit 1 if anything is
 *	mkapi FOLDER EXAMPLES VERSION HEADER...	write a page an object into FOLDER, with the program
 *						EXAMPLES/PAGE.c at its end, and a link a function
 *
 * A program for the building machine. header.h tells what it reads in a header.
 */
#include "header.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prose.h"
#include "roff.h"

struct output {
	const struct manual *manual;
	const char *folder;
	const char *examples;
	const char *version;
};

/* ---- Items ------------------------------------------------------------------------------------- */

/* What a comment says after "name - ", or all of it */
static const char *summary_of(const struct item *item)
{
	const char *comment = item->comment ? item->comment : "", *dash = strstr(comment, " - ");

	return item->kind != ITEM_CONSTANT && dash ? dash + strlen(" - ") : comment;
}

static const char *nearer(const char *one, const char *other)
{
	return other && other < one ? other : one;
}

/* Where the summary ends: at the first of an empty line, a parameter and the result */
static const char *summary_end(const char *text)
{
	const char *end = text + strlen(text);

	end = nearer(end, strstr(text, "\n\n"));
	end = nearer(end, strstr(text, "\n@"));
	end = nearer(end, strstr(text, "Return: "));
	while (end > text && isspace((unsigned char)end[-1]))
		end--;
	return end;
}

static void put_summary(FILE *out, const char *text)
{
	const char *end = summary_end(text);
	size_t length;

	if (end == text)
		return;
	/* a name or a word of code stays as it is */
	if (islower((unsigned char)*text) && strcspn(text, " ,") < strcspn(text, "_(."))
		putc(toupper((unsigned char)*text++), out);
	for (; text < end; text += length + 1) {
		length = strcspn(text, "\n");
		if (text + length > end)
			length = end - text;
		put_line(out, text, length);
		fputs(text + length < end ? "\n" : "", out);
	}
	fputs(strchr(".?!:", end[-1]) ? "\n" : ".\n", out);
}

/* Lines "@name: …" that are about nothing else than this */
static const char *tag_end(const char *tag)
{
	const char *end = strchr(tag, '\n');

	while (end && end[1] == ' ')
		end = strchr(end + 1, '\n');
	return end ? end + 1 : tag + strlen(tag);
}

static void put_parameters(const struct manual *manual, FILE *out, const struct item *item)
{
	const char *name = NULL, *tag;
	char own[64];
	size_t length;

	while ((name = next_parameter(item->code, name, &length))) {
		snprintf(own, sizeof(own), "\n@%.*s:", (int)length, name);
		tag = item->comment ? strstr(item->comment, own) : NULL;
		tag = tag ? tag + 1 : page_tag(manual, item, name, length);
		if (tag)
			put_prose(out, tag, tag_end(tag), false);
	}
}

/* What comes after the summary and the parameters */
static const char *rest_of(const char *text)
{
	const char *rest = summary_end(text);

	while (*rest && isspace((unsigned char)*rest))
		rest++;
	while (*rest == '@')
		rest = tag_end(rest);
	return rest;
}

static void put_function(const struct manual *manual, FILE *out, const struct item *item)
{
	const char *text = summary_of(item), *rest = rest_of(text);

	fprintf(out, ".SS %s()\n", item->name);
	put_summary(out, text);
	put_parameters(manual, out, item);
	put_prose(out, rest, rest + strlen(rest), false);
}

static void put_type(FILE *out, const struct item *item)
{
	const char *text = summary_of(item), *rest = summary_end(text);

	fprintf(out, ".SS %s\n", item->name);
	put_summary(out, text);
	put_code(out, item->code);
	rest += strspn(rest, "\n");
	put_prose(out, rest, rest + strlen(rest), false);
}

static void put_constant(FILE *out, const struct item *item)
{
	fprintf(out, ".TP\n\\fB%s\\fR\n", item->name);
	put_summary(out, summary_of(item));
}

/* ---- Pages ------------------------------------------------------------------------------------- */

static size_t count_kind(const struct manual *manual, size_t page, enum item_kind kind)
{
	size_t count = 0;

	for (size_t i = 0; i < manual->item_count; i++)
		count += manual->items[i].page == page && manual->items[i].kind == kind;
	return count;
}

#define COLUMNS 72 /* of a prototype; the page has a margin */
#define HANGING 8

/* A prototype in lines that fit a page */
static void put_prototype(FILE *out, const char *code)
{
	size_t column = 0, length;

	for (; *code; code += length + strspn(code + length, " \t\n")) {
		length = strcspn(code, " \t\n");
		if (column && column + 1 + length > COLUMNS) {
			fprintf(out, "\n%*s", HANGING, "");
			column = HANGING;
		} else if (column) {
			putc(' ', out);
			column++;
		}
		put(out, code, length);
		column += length;
	}
	putc('\n', out);
}

static void put_synopsis(const struct manual *manual, FILE *out, size_t page)
{
	fprintf(out, ".SH SYNOPSIS\n.nf\n\\fB#include <%s>\\fR\n", manual->pages[page].header);
	if (count_kind(manual, page, ITEM_FUNCTION))
		putc('\n', out);
	for (size_t i = 0; i < manual->item_count; i++) {
		const struct item *item = &manual->items[i];

		if (item->page == page && item->kind == ITEM_FUNCTION)
			put_prototype(out, item->code);
	}
	fputs("\n$ cc program.c $(pkg\\-config \\-\\-cflags \\-\\-libs hwreg)\n.fi\n", out);
}

static void put_items(const struct manual *manual, FILE *out, size_t page, enum item_kind kind,
		      const char *title)
{
	if (count_kind(manual, page, kind))
		fprintf(out, ".SH %s\n", title);
	for (size_t i = 0; i < manual->item_count; i++) {
		const struct item *item = &manual->items[i];

		if (item->page != page || item->kind != kind)
			continue;
		if (kind == ITEM_FUNCTION)
			put_function(manual, out, item);
		else if (kind == ITEM_TYPE)
			put_type(out, item);
		else
			put_constant(out, item);
	}
}

/* On the first page: all pages, and the functions on each */
static void put_contents(const struct manual *manual, FILE *out)
{
	fputs(".SH PAGES\n", out);
	for (size_t page = 1; page < manual->page_count; page++) {
		const char *before = ".br\n";

		fprintf(out, ".TP\n\\fB%s\\fR(3)\n%s\n", manual->pages[page].name,
			manual->pages[page].summary);
		for (size_t i = 0; i < manual->item_count; i++) {
			const struct item *item = &manual->items[i];

			if (item->page != page || item->kind != ITEM_FUNCTION)
				continue;
			fprintf(out, "%s\\fB\\%%%s\\fR()", before, item->name);
			before = ",\n";
		}
		fputs(*before == ',' ? "\n" : "", out);
	}
}

static FILE *create_page(const char *folder, const char *name)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s.3", folder, name);
	file = fopen(path, "w");
	if (file)
		return file;
	fprintf(stderr, "mkapi: %s: %s\n", path, strerror(errno));
	exit(EXIT_FAILURE);
}

static void close_file(FILE *file, const char *name)
{
	if (!ferror(file) && fclose(file) == 0)
		return;
	fprintf(stderr, "mkapi: %s.3: %s\n", name, strerror(errno));
	exit(EXIT_FAILURE);
}

static FILE *open_example(const char *folder, const char *name)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s.c", folder, name);
	return fopen(path, "r");
}

/* The program, from its first comment on: not the licence's line */
static void put_example(const struct output *output, FILE *out, const char *name)
{
	FILE *file = open_example(output->examples, name);
	char *line = NULL;
	size_t size = 0;

	if (!file)
		return;
	fputs(".SH EXAMPLES\n.EX\n", out);
	while (getline(&line, &size, file) >= 0)
		if (strncmp(line, "// SPDX", strlen("// SPDX")) != 0)
			put_text(out, line);
	fputs(".EE\n", out);
	free(line);
	fclose(file);
}

static void put_page(const struct output *output, size_t page)
{
	const struct manual *manual = output->manual;
	const char *name = manual->pages[page].name, *text = manual->pages[page].text;
	FILE *out = create_page(output->folder, name);

	fprintf(out, ".TH %s 3 \"2026-07-01\" \"hwreg %s\" \"hwreg manual\"\n", name,
		output->version);
	fprintf(out, ".SH NAME\n%s \\- %s\n", name, manual->pages[page].summary);
	put_synopsis(manual, out, page);
	fputs(".SH DESCRIPTION\n", out);
	put_prose(out, text, strstr(text, "\n@") ? strstr(text, "\n@") : text + strlen(text), true);
	if (page == 0)
		put_contents(manual, out);
	put_items(manual, out, page, ITEM_FUNCTION, "FUNCTIONS");
	put_items(manual, out, page, ITEM_TYPE, "TYPES");
	put_items(manual, out, page, ITEM_CONSTANT, "CONSTANTS");
	put_example(output, out, name);
	fprintf(out, ".SH SEE ALSO\n\\fBhwreg\\fR(%s)\n",
		page ? "3), \\fBhwreg\\fR(7" : "1), \\fBhwreg\\fR(7");
	close_file(out, name);
}

/* A page under the name of a function that leads to that of its object */
static void put_link(const struct output *output, const char *page, const char *name)
{
	FILE *out;

	if (!strcmp(page, name))
		return;
	out = create_page(output->folder, name);
	fprintf(out, ".so man3/%s.3\n", page);
	close_file(out, name);
}

/* Where a prototype stands for several, there is one for each width */
static void put_links(const struct output *output, const struct item *item)
{
	static const char *const widths[] = { "8", "16", "32", "64" };
	const char *page = output->manual->pages[item->page].name, *n = strchr(item->name, 'N');
	char name[128];

	for (size_t i = 0; i < 4 && n; i++) {
		snprintf(name, sizeof(name), "%.*s%s%s", (int)(n - item->name), item->name,
			 widths[i], n + 1);
		put_link(output, page, name);
	}
	if (!n)
		put_link(output, page, item->name);
}

static void put_manual(const struct output *output)
{
	const struct manual *manual = output->manual;

	for (size_t page = 0; page < manual->page_count; page++)
		put_page(output, page);
	for (size_t i = 0; i < manual->item_count; i++)
		if (manual->items[i].kind == ITEM_FUNCTION)
			put_links(output, &manual->items[i]);
}

/* Every page has a program */
static void check_examples(struct manual *manual, const char *folder)
{
	for (size_t i = 0; i < manual->page_count; i++) {
		const struct page *page = &manual->pages[i];
		FILE *file = open_example(folder, page->name);

		if (!file)
			complain(manual, page->header, page->line,
				 "%s: there is no example src/man/examples/%s.c", page->name,
				 page->name);
		else
			fclose(file);
	}
}

int main(int argc, char **argv)
{
	struct manual manual = { 0 };
	bool check = argc > 2 && !strcmp(argv[1], "--check");
	int first = check ? 3 : 4;

	if (argc <= first) {
		fputs("usage: mkapi --check EXAMPLES HEADER... | FOLDER EXAMPLES VERSION "
		      "HEADER...\n",
		      stderr);
		return 2;
	}
	for (int i = first; i < argc; i++)
		read_header(&manual, argv[i]);
	if (check) {
		check_manual(&manual);
		check_examples(&manual, argv[2]);
	} else if (manual.page_count)
		put_manual(&(struct output){ &manual, argv[1], argv[2], argv[3] });
	forget_manual(&manual);
	return manual.complaints ? EXIT_FAILURE : EXIT_SUCCESS;
}
