// SPDX-License-Identifier: MIT
/* evaluate.c - the values of expressions: 64 bits without sign, and what does not fit is an error */
#include "sequence.h"

#include <inttypes.h>

static int fail(const struct expression *part, int sys_errno, const char *what,
		struct hwreg_error *err)
{
	bool whole = part->at == part->text;

	return hwreg_error_set(err, HWREG_ERROR_REQUEST, sys_errno, "'%.80s': %s%s%.32s%s",
			       part->text, what, whole ? "" : ", at '", whole ? "" : part->at,
			       whole ? "" : "'");
}

static int too_large(const struct expression *part, uint64_t a, uint64_t b, struct hwreg_error *err)
{
	int r = fail(part, ERANGE, "the result does not fit in 64 bits", err);

	hwreg_error_append(err, " (of 0x%" PRIx64 " and 0x%" PRIx64 ")", a, b);
	return r;
}

static int divide(const struct expression *part, uint64_t a, uint64_t b, uint64_t *value,
		  struct hwreg_error *err)
{
	if (!b)
		return fail(part, EDOM, "division by 0", err);
	*value = part->operation == OP_DIVIDE ? a / b : a % b;
	return 0;
}

static int shift(const struct expression *part, uint64_t a, uint64_t b, uint64_t *value,
		 struct hwreg_error *err)
{
	if (b > 63)
		return fail(part, ERANGE, "a shift by 64 or more", err);
	if (part->operation == OP_RIGHT)
		*value = a >> b;
	else if (a << b >> b == a)
		*value = a << b;
	else
		return too_large(part, a, b, err);
	return 0;
}

static int arithmetic(const struct expression *part, uint64_t a, uint64_t b, uint64_t *value,
		      struct hwreg_error *err)
{
	switch (part->operation) {
	case OP_MULTIPLY:
		return __builtin_mul_overflow(a, b, value) ? too_large(part, a, b, err) : 0;
	case OP_ADD:
		return __builtin_add_overflow(a, b, value) ? too_large(part, a, b, err) : 0;
	case OP_SUBTRACT:
		if (a >= b) {
			*value = a - b;
			return 0;
		}
		fail(part, ERANGE, "the result is less than 0", err);
		hwreg_error_append(err, " (0x%" PRIx64 " - 0x%" PRIx64 ")", a, b);
		return -ERANGE;
	case OP_LEFT:
	case OP_RIGHT:
		return shift(part, a, b, value, err);
	default:
		return divide(part, a, b, value, err);
	}
}

static uint64_t logic(enum operation operation, uint64_t a, uint64_t b)
{
	switch (operation) {
	case OP_LESS:
		return a < b;
	case OP_AT_MOST:
		return a <= b;
	case OP_GREATER:
		return a > b;
	case OP_AT_LEAST:
		return a >= b;
	case OP_EQUAL:
		return a == b;
	case OP_DIFFERENT:
		return a != b;
	case OP_AND_BITS:
		return a & b;
	case OP_XOR_BITS:
		return a ^ b;
	default:
		return a | b;
	}
}

static int variable_value(const struct expression *part, const struct script *owner,
			  uint64_t *value, struct hwreg_error *err)
{
	const struct variable *variable = script_variable(owner, part->variable);

	if (!variable->set) {
		hwreg_error_set(err, HWREG_ERROR_REQUEST, ENODATA,
				"'%.80s': %s has no value, as the step that reads it was not made",
				part->text, variable->name);
		return -ENODATA;
	}
	*value = variable->value;
	return 0;
}

/* && and || look at their right side only if it decides, as in C */
static int both(const struct expression *part, const struct script *owner, uint64_t *value,
		struct hwreg_error *err)
{
	uint64_t right = 0;
	int r = expression_value(part->left, owner, value, err);

	if (r)
		return r;
	*value = *value != 0;
	if (*value == (part->operation == OP_OR))
		return 0;
	r = expression_value(part->right, owner, &right, err);
	*value = right != 0;
	return r;
}

int expression_value(const struct expression *part, const struct script *owner, uint64_t *value,
		     struct hwreg_error *err)
{
	uint64_t a = 0, b = 0;
	int r;

	if (part->operation == OP_NUMBER) {
		*value = part->number;
		return 0;
	}
	if (part->operation == OP_VARIABLE)
		return variable_value(part, owner, value, err);
	if (part->operation >= OP_AND)
		return both(part, owner, value, err);
	r = expression_value(part->left, owner, &a, err);
	if (!r && part->right)
		r = expression_value(part->right, owner, &b, err);
	if (r)
		return r;
	if (part->operation == OP_NOT)
		*value = !a;
	else if (part->operation == OP_INVERT)
		*value = ~a;
	else if (part->operation <= OP_RIGHT)
		return arithmetic(part, a, b, value, err);
	else
		*value = logic(part->operation, a, b);
	return 0;
}
