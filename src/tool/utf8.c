// SPDX-License-Identifier: MIT
/* utf8.c - texts that come from elsewhere, as characters that can be printed */
#include "utf8.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd"

size_t utf8_length(const char *text)
{
	const unsigned char *bytes = (const unsigned char *)text;
	unsigned char lowest = 0x80, highest = 0xbf;
	size_t length = *bytes < 0x80   ? 1
			: *bytes < 0xc2 ? 0
			: *bytes < 0xe0 ? 2
			: *bytes < 0xf0 ? 3
					: 4;

	if (*bytes > 0xf4)
		return 0;
	if (*bytes == 0xe0 || *bytes == 0xf0)
		lowest = *bytes == 0xe0 ? 0xa0 : 0x90;
	if (*bytes == 0xed || *bytes == 0xf4)
		highest = *bytes == 0xed ? 0x9f : 0x8f;
	for (size_t i = 1; i < length; i++, lowest = 0x80, highest = 0xbf)
		if (bytes[i] < lowest || bytes[i] > highest)
			return 0;
	return length;
}

/* Also the control characters beyond ASCII (U+0080 to U+009F), and what is no character (U+FFFE, U+FFFF) */
static bool is_printable(const char *text, size_t length)
{
	unsigned char first = (unsigned char)text[0], second = (unsigned char)text[length > 1];

	if (length <= 1)
		return length &&
		       (first == '\t' || first == '\n' || (first >= 0x20 && first != 0x7f));
	if (first == 0xc2 && second < 0xa0)
		return false;
	return !(first == 0xef && second == 0xbf && (unsigned char)text[2] >= 0xbe);
}

char *utf8_clean(const char *bytes, size_t size)
{
	char *out = malloc(3 * size + 1), *at = out;
	size_t length;

	if (!out)
		output_die_memory();
	for (const char *end = bytes + size; bytes < end; bytes += length ? length : 1) {
		length = utf8_length(bytes);
		if (*bytes == '\r') {
			if (bytes[1] != '\n')
				*at++ = '\n';
		} else if (is_printable(bytes, length) && length <= (size_t)(end - bytes)) {
			at = mempcpy(at, bytes, length);
		} else {
			at = mempcpy(at, REPLACEMENT, strlen(REPLACEMENT));
		}
	}
	*at = '\0';
	return out;
}
