// SPDX-License-Identifier: MIT
/* html_text.c - texts of a board in HTML and in JSON within HTML */
#include "html.h"

#include <string.h>

void html_text(FILE *out, const char *text)
{
	for (;;) {
		size_t plain = strcspn(text, "&<>\"");

		fwrite(text, 1, plain, out);
		text += plain;
		switch (*text++) {
		case '\0':
			return;
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		default:
			fputs("&quot;", out);
		}
	}
}

/* Bytes that stand for themselves; some of those that start with 0xe2 do not */
static size_t plain_bytes(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	while (*at >= ' ' && *at != '"' && *at != '\\' && *at != '<' && *at != 0x7f && *at != 0xe2)
		at++;
	return (size_t)(at - (const unsigned char *)text);
}

/* A < could begin </script> or <!--; U+2028 and U+2029 end a line to older readers of JavaScript */
static const char *write_special(FILE *out, const char *text)
{
	unsigned char c = (unsigned char)*text;

	if (strncmp(text, "\xe2\x80\xa8", 3) == 0 || strncmp(text, "\xe2\x80\xa9", 3) == 0) {
		fprintf(out, "\\u20%02x", (unsigned int)(unsigned char)text[2] - 0x80);
		return text + 3;
	}
	if (c == 0xe2)
		fputc(c, out);
	else if (c == '"' || c == '\\')
		fprintf(out, "\\%c", c);
	else
		fprintf(out, "\\u%04x", c);
	return text + 1;
}

void html_json_string(FILE *out, const char *text)
{
	fputc('"', out);
	for (;;) {
		size_t plain = plain_bytes(text);

		fwrite(text, 1, plain, out);
		text += plain;
		if (!*text)
			break;
		text = write_special(out, text);
	}
	fputc('"', out);
}
