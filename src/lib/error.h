/* SPDX-License-Identifier: MIT */
/* error.h - how the library fills the caller's struct hwreg_error */
#ifndef HWREG_LIB_ERROR_H
#define HWREG_LIB_ERROR_H

#include <errno.h>
#include <stdarg.h>

#include "hwreg.h"

/**
 * hwreg_error_set() - fill an error
 * @err: may be NULL
 * @kind: enum hwreg_error_kind
 * @sys_errno: positive errno; 0, where something failed without one, becomes EIO
 * @format: message without a final newline
 *
 * Return: -@sys_errno, so that callers can return it; never 0.
 */
int hwreg_error_set(struct hwreg_error *err, enum hwreg_error_kind kind, int sys_errno,
		    const char *format, ...) __attribute__((format(printf, 4, 5)));

/** hwreg_error_append() - add text at the end of the message */
void hwreg_error_append(struct hwreg_error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** hwreg_error_context() - put "text: " in front of the message; Return: @result */
int hwreg_error_context(struct hwreg_error *err, int result, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** hwreg_error_memory() - out of memory; Return: -ENOMEM */
int hwreg_error_memory(struct hwreg_error *err);

#include "analysis.h"

#endif
