/* SPDX-License-Identifier: MIT */
/* roff.h - text as man pages take it, for the programs that make them */
#ifndef HWREG_MAN_ROFF_H
#define HWREG_MAN_ROFF_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* No escapes, no requests, hyphens that can be copied to a shell */
static inline void put(FILE *out, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		bool first = i == 0 || text[i - 1] == '\n';

		if (first && (text[i] == '.' || text[i] == '\''))
			fputs("\\&", out);
		if (text[i] == '\\')
			fputs("\\e", out);
		else if (text[i] == '-')
			fputs("\\-", out);
		else if (text[i] == '\'')
			fputs("\\(aq", out);
		else if (text[i] == '"')
			fputs("\\(dq", out);
		else
			putc(text[i], out);
	}
}

static inline void put_text(FILE *out, const char *text)
{
	put(out, text, strlen(text));
}

#endif
