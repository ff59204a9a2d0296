// SPDX-License-Identifier: MIT
/* html_text.c - texts of a board in HTML and in JSON within HTML */
#include "html.h"

#include <string.h>

void html_text(FILE *out, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		default:
			fputc(*text, out);
		}
	}
}

/* A < could begin </script> or <!--; U+2028 and U+2029 end a line to older readers of JavaScript */
void html_json_string(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (strncmp(text, "\xe2\x80\xa8", 3) == 0 ||
		    strncmp(text, "\xe2\x80\xa9", 3) == 0) {
			fprintf(out, "\\u20%02x", (unsigned int)(unsigned char)text[2] - 0x80);
			text += 2;
		} else if (c == '"' || c == '\\') {
			fprintf(out, "\\%c", c);
		} else if (c < ' ' || c == '<' || c == 0x7f) {
			fprintf(out, "\\u%04x", c);
		} else {
			fputc(c, out);
		}
	}
	fputc('"', out);
}
