/* SPDX-License-Identifier: MIT */
/*
 * header.h - a C header as the pages of its manual
 *
 * What a header must look like for that:
 *
 * - A comment that starts with "DOC: NAME - summary" begins a page, and holds its text; all below it goes
 *   to that page, up to the next. "DOC: NAME" alone goes on with a page that was begun before. A section
 *   of the header (a line of dashes with a title) needs such a comment.
 * - A comment that starts with two stars is about what follows it. That of a function starts with
 *   "name() - summary", then come lines "@parameter: meaning", then text, and of a function that gives an
 *   int the word "Return:".
 * - A parameter that means the same in all functions of a page may be in the page's comment instead; one
 *   that means the same everywhere in the comment of the first page.
 * - What macros make is documented by a comment with the line "Prototype: …", in which a capital N stands
 *   for 8, 16, 32 and 64.
 */
#ifndef HWREG_MAN_HEADER_H
#define HWREG_MAN_HEADER_H

#include <stdbool.h>
#include <stddef.h>

enum item_kind {
	ITEM_FUNCTION,
	ITEM_TYPE, /* a structure or an enumeration, with its members */
	ITEM_CONSTANT, /* a macro */
};

/**
 * struct page - one page of the manual
 * @summary: for its NAME
 * @text: lines of its comment after the first
 * @header: that begins it, "hwreg.h"
 * @line: of the comment's end
 */
struct page {
	char *name;
	char *summary;
	char *text;
	const char *header;
	unsigned int line;
};

/**
 * struct item - something that the header declares
 * @name: "hwreg_board_load", "struct hwreg_error", "HWREG_WRITE"
 * @code: its declaration, as it is in the header
 * @comment: about it, without the stars; NULL: there is none
 * @page: index of its page
 * @line: of @code in the header
 */
struct item {
	enum item_kind kind;
	char *name;
	char *code;
	char *comment;
	size_t page;
	const char *header;
	unsigned int line;
};

struct manual {
	struct page *pages;
	size_t page_count;
	struct item *items;
	size_t item_count;
	unsigned int complaints;
};

/** read_header() - add a header to the manual; ends the program if that cannot be read */
void read_header(struct manual *manual, const char *path);

/** forget_manual() - free all of it but the count of complaints */
void forget_manual(struct manual *manual);

/** complain() - tell on standard error what is wrong in a header, and count it */
void complain(struct manual *manual, const char *header, unsigned int line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/** check_manual() - complain of all that is not documented as it must be */
void check_manual(struct manual *manual);

/** is_word() - may it be in a name in C? */
bool is_word(char c);

/** page_tag() - "@name: …" of a parameter in the comment of the item's page or of the first; NULL: nowhere */
const char *page_tag(const struct manual *manual, const struct item *item, const char *name,
		     size_t length);

/** next_parameter() - the names of a prototype's parameters, one after the other; NULL after the last */
const char *next_parameter(const char *code, const char *previous, size_t *length);

#endif
