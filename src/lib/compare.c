// SPDX-License-Identifier: MIT
/* compare.c - the operators of conditions */
#include "compare.h"

#include <string.h>

/* The longer ones first */
static const char *const texts[HWREG_OPERATOR_COUNT] = {
	[HWREG_EQUAL] = "==",    [HWREG_DIFFERENT] = "!=", [HWREG_AT_MOST] = "<=",
	[HWREG_AT_LEAST] = ">=", [HWREG_LESS] = "<",       [HWREG_GREATER] = ">",
	[HWREG_ANY_BIT] = "&",
};

const char *hwreg_operator_text(enum hwreg_operator which)
{
	return which < HWREG_OPERATOR_COUNT ? texts[which] : "?"; /* of a damaged board */
}

enum hwreg_operator hwreg_operator_find(const char *text)
{
	unsigned int i = 0;

	while (i < HWREG_OPERATOR_COUNT && strncmp(text, texts[i], strlen(texts[i])) != 0)
		i++;
	return i;
}

/* The order of signed fields is that of their numbers: moved up so that the lowest becomes 0 */
static uint64_t ordered(const struct hwreg_board *board, const struct hwreg_field *field,
			uint64_t value)
{
	struct hwreg_field_info info = { .size = sizeof(info) };

	if (!field)
		return value;
	hwreg_field_describe(board, field, &info);
	return info.flags & HWREG_FIELD_SIGNED ? value ^ (UINT64_C(1) << (info.width - 1)) : value;
}

bool hwreg_compare(const struct hwreg_board *board, const struct hwreg_field *field, uint64_t value,
		   enum hwreg_operator operator, uint64_t wanted)
{
	uint64_t a = ordered(board, field, value), b = ordered(board, field, wanted);

	switch (operator) {
	case HWREG_EQUAL:
		return a == b;
	case HWREG_DIFFERENT:
		return a != b;
	case HWREG_AT_MOST:
		return a <= b;
	case HWREG_AT_LEAST:
		return a >= b;
	case HWREG_LESS:
		return a < b;
	case HWREG_GREATER:
		return a > b;
	case HWREG_ANY_BIT:
	case HWREG_OPERATOR_COUNT:
		break;
	}
	return (value & wanted) != 0;
}
