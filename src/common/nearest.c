// SPDX-License-Identifier: MIT
/* nearest.c - edit distance over names, for hints in messages */
#include "nearest.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define LONGEST 64 /* longer names get no hint: nobody mistypes those by hand */

static unsigned int minimum(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* Optimal string alignment distance: a swap of neighbours counts as one; case alone as half of one,
 * so distances are doubled. */
static unsigned int distance(const char *a, size_t la, const char *b, size_t lb)
{
	unsigned int rows[3][LONGEST + 1];
	unsigned int *before = rows[0], *above = rows[1], *row = rows[2], *spare;

	for (size_t j = 0; j <= lb; j++)
		above[j] = 2 * j;
	for (size_t i = 1; i <= la; i++) {
		row[0] = 2 * i;
		for (size_t j = 1; j <= lb; j++) {
			unsigned int cost = a[i - 1] == b[j - 1] ? 0 : 2;

			if (cost &&
			    toupper((unsigned char)a[i - 1]) == toupper((unsigned char)b[j - 1]))
				cost = 1;
			row[j] = minimum(above[j - 1] + cost, minimum(above[j], row[j - 1]) + 2);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = minimum(row[j], before[j - 2] + 2);
		}
		spare = before;
		before = above;
		above = row;
		row = spare;
	}
	return above[lb];
}

void hwreg_nearest_offer(struct hwreg_nearest *nearest, const char *name)
{
	size_t typed = strlen(nearest->word), length = strlen(name);
	unsigned int d, at;

	if (typed == 0 || typed > LONGEST || length > LONGEST)
		return;
	d = distance(nearest->word, typed, name, length);
	if (d > 2 * (1 + typed / 4))
		return;
	for (at = nearest->count; at > 0 && nearest->distances[at - 1] > d; at--)
		;
	if (at >= HWREG_NEAREST_MAX)
		return;
	if (nearest->count < HWREG_NEAREST_MAX)
		nearest->count++;
	for (unsigned int i = nearest->count - 1; i > at; i--) {
		nearest->names[i] = nearest->names[i - 1];
		nearest->distances[i] = nearest->distances[i - 1];
	}
	nearest->names[at] = name;
	nearest->distances[at] = d;
}

const char *hwreg_nearest_hint(const struct hwreg_nearest *nearest, char *buffer, size_t size)
{
	size_t length;

	if (size)
		buffer[0] = '\0';
	for (unsigned int i = 0; i < nearest->count; i++) {
		length = strlen(buffer);
		snprintf(buffer + length, size - length, "%s%s", i ? ", " : "; did you mean ",
			 nearest->names[i]);
	}
	if (nearest->count) {
		length = strlen(buffer);
		snprintf(buffer + length, size - length, "?");
	}
	return buffer;
}
