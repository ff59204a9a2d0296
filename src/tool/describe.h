/* SPDX-License-Identifier: MIT */
/* describe.h - what a board says about registers, as text or JSON */
#ifndef HWREG_TOOL_DESCRIBE_H
#define HWREG_TOOL_DESCRIBE_H

#include "context.h"

/**
 * describe_list() - print the registers whose names match a pattern, a line each
 * @pattern: as for hwreg_glob_match(); NULL: all
 *
 * Return: how many there were.
 */
unsigned int describe_list(struct context *context, const char *pattern);

/** describe_fields() - print the fields of a register, indented, a line each, with policies */
void describe_fields(const struct context *context, const struct hwreg_register *reg, bool values);

#endif
