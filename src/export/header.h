/* SPDX-License-Identifier: MIT */
/* header.h - between the files that write a C header */
#ifndef HWREG_EXPORT_HEADER_H
#define HWREG_EXPORT_HEADER_H

#include <stdio.h>

#include "layout.h"
#include "names.h"

/* Identifiers come in two stems: one for macros and enumerators, one for functions and structures */
enum { STEM_MACRO, STEM_FUNCTION };

/**
 * struct header - a header while it is written
 * @stem: of the layout that is written
 */
struct header {
	const struct hwreg_board *board;
	struct layouts layouts;
	struct names names;
	FILE *out;
	char stem[2][NAME_MAX_SIZE];
};

/**
 * struct header_register - a register while it is written
 * @width: bits of its type in C; 0: none has its bits
 * @obstacle: why there are no functions, or NULL
 * @reads: there is a function that reads it
 * @writes: likewise
 * @stem: of its identifiers
 */
struct header_register {
	const struct hwreg_register *reg;
	struct place place;
	unsigned int width;
	const char *obstacle;
	bool reads;
	bool writes;
	char stem[2][NAME_MAX_SIZE];
};

/** header_comment() - a text of the board inside a comment, behind @before if there is one */
void header_comment(const struct header *header, const char *before, const char *text);

/** header_literal() - a number of a register's width as C has it, in @buffer */
const char *header_literal(uint64_t number, unsigned int width, char buffer[40]);

/** header_field() - masks, values and functions of a field */
void header_field(struct header *header, const struct header_register *reg,
		  const struct hwreg_field *handle);

#endif
