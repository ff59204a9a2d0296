/* SPDX-License-Identifier: MIT */
/* trust.h - could others than root have written what root, or a set-user-ID program, is to obey? */
#ifndef HWREG_LIB_BOARD_TRUST_H
#define HWREG_LIB_BOARD_TRUST_H

#include <stdbool.h>

#include "error.h"

/**
 * trust_breach() - what lets others than root say what a file holds
 * @path: of the file
 *
 * That is the file itself, a directory on the way to it, also behind links, or a link. Directories
 * with the sticky bit may be written by all: what root owns there stays root's.
 *
 * Return: a path, to be freed with free(); NULL if there is none, or if we have no more rights than our user.
 */
char *trust_breach(const char *path);

/** trust_is_strict() - have we rights that our user lacks? Then not even a look is to be taken at such a file */
bool trust_is_strict(void);

/** trust_check() - refuse a file with a breach. Return: 0, or -EPERM with what to do in @err. */
int trust_check(const char *path, struct hwreg_error *err);

#endif
