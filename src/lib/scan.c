// SPDX-License-Identifier: MIT
/* scan.c - words and numbers in what the kernel writes */
#include "scan.h"

#include <string.h>

#define BLANKS " \t"

/* Of hexadecimal, which has those of decimal; 16: it is none */
static unsigned int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 'a' ^ 'A';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10u : 16;
}

bool hwreg_scan_number(const char **at, unsigned int base, uint64_t *value)
{
	const char *text = *at + strspn(*at, BLANKS), *first;
	uint64_t number = 0;

	if (base == 16 && text[0] == '0' && (text[1] | 0x20) == 'x' && digit(text[2]) < 16)
		text += 2;
	for (first = text; digit(*text) < base; text++)
		if (__builtin_mul_overflow(number, base, &number) ||
		    __builtin_add_overflow(number, digit(*text), &number))
			return false;
	if (text == first)
		return false;
	*value = number;
	*at = text;
	return true;
}

bool hwreg_scan_text(const char **at, const char *text)
{
	size_t length = strlen(text);

	if (strncmp(*at, text, length) != 0)
		return false;
	*at += length;
	return true;
}

bool hwreg_scan_words(const char **at, unsigned int count)
{
	const char *text = *at;

	for (; count; count--) {
		text += strspn(text, BLANKS);
		if (!*text || *text == '\n')
			return false;
		text += strcspn(text, BLANKS "\n");
	}
	*at = text;
	return true;
}

uint64_t hwreg_scan_decimal(const char *text)
{
	uint64_t value = 0;

	hwreg_scan_number(&text, 10, &value);
	return value;
}

bool hwreg_scan_resource(const char *line, struct hwreg_range *range, uint64_t *flags)
{
	return hwreg_scan_number(&line, 16, &range->first) &&
	       hwreg_scan_number(&line, 16, &range->last) && hwreg_scan_number(&line, 16, flags);
}

const char *hwreg_scan_iomem(char *line, struct hwreg_range *range)
{
	const char *at = line;

	if (!hwreg_scan_number(&at, 16, &range->first) || !hwreg_scan_text(&at, "-") ||
	    !hwreg_scan_number(&at, 16, &range->last) || !hwreg_scan_text(&at, " : "))
		return NULL;
	line[strcspn(line, "\n")] = '\0';
	return at;
}
