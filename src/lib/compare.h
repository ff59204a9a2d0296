/* SPDX-License-Identifier: MIT */
/* compare.h - the operators of conditions, those of users and those of boards */
#ifndef HWREG_LIB_COMPARE_H
#define HWREG_LIB_COMPARE_H

#include "hwreg.h"

enum hwreg_operator {
	HWREG_EQUAL,
	HWREG_DIFFERENT,
	HWREG_AT_MOST,
	HWREG_AT_LEAST,
	HWREG_LESS,
	HWREG_GREATER,
	HWREG_ANY_BIT,
	HWREG_OPERATOR_COUNT,
};

/** hwreg_operator_text() - as users write it */
const char *hwreg_operator_text(enum hwreg_operator which);

/** hwreg_operator_find() - the operator that a text starts with; HWREG_OPERATOR_COUNT: none */
enum hwreg_operator hwreg_operator_find(const char *text);

/**
 * hwreg_compare() - does a comparison hold?
 * @field: whose values these are, or NULL; those of signed fields are compared as signed numbers
 */
bool hwreg_compare(const struct hwreg_board *board, const struct hwreg_field *field, uint64_t value,
		   enum hwreg_operator operator, uint64_t wanted);

#endif
