// SPDX-License-Identifier: MIT
/* error.c - errors as values: the caller's structure, filled here alone */
#include "error.h"

#include <stdio.h>
#include <string.h>

#undef hwreg_error_set
#undef hwreg_error_memory
#undef hwreg_error_context

int hwreg_error_set(struct hwreg_error *err, enum hwreg_error_kind kind, int sys_errno,
		    const char *format, ...)
{
	va_list args;

	/* what failed without saying why has failed nevertheless */
	if (sys_errno <= 0)
		sys_errno = EIO;
	if (!err)
		return -sys_errno;
	err->kind = kind;
	err->sys_errno = sys_errno;
	err->width = 0;
	err->address = 0;
	err->line = 0;
	err->column = 0;
	err->file[0] = '\0';
	va_start(args, format);
	vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	return -sys_errno;
}

void hwreg_error_append(struct hwreg_error *err, const char *format, ...)
{
	size_t length;
	va_list args;

	if (!err)
		return;
	length = strlen(err->message);
	va_start(args, format);
	vsnprintf(err->message + length, sizeof(err->message) - length, format, args);
	va_end(args);
}

int hwreg_error_context(struct hwreg_error *err, int result, const char *format, ...)
{
	char old[sizeof(err->message)];
	size_t length;
	va_list args;

	if (!err || result >= 0)
		return result;
	memcpy(old, err->message, sizeof(old));
	va_start(args, format);
	vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	length = strlen(err->message);
	snprintf(err->message + length, sizeof(err->message) - length, ": %s", old);
	return result;
}

int hwreg_error_memory(struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_ACCESS, ENOMEM, "out of memory");
}
