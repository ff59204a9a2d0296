/* SPDX-License-Identifier: MIT */
/* utf8.h - texts that come from elsewhere, as characters that can be printed */
#ifndef HWREG_TOOL_UTF8_H
#define HWREG_TOOL_UTF8_H

#include <stddef.h>

/** utf8_length() - bytes of the character that a text starts with; 0 if none does (RFC 3629) */
size_t utf8_length(const char *text);

/**
 * utf8_clean() - characters alone, for free()
 * @bytes: any, with a NUL behind them
 * @size: of @bytes
 *
 * Ends of lines become newlines, tabs stay; other control characters, and bytes that are no UTF-8, become
 * U+FFFD.
 */
char *utf8_clean(const char *bytes, size_t size);

#endif
