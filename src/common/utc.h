/* SPDX-License-Identifier: MIT */
/* utc.h - dates in UTC, as ISO 8601 has them */
#ifndef HWREG_COMMON_UTC_H
#define HWREG_COMMON_UTC_H

#include <stddef.h>
#include <stdint.h>

/**
 * hwreg_utc_format() - "2026-11-22T00:16:31"
 * @seconds: since 1970 in UTC, also before it
 * @size: of @buffer; 32 is enough
 *
 * gmtime_r() and strftime() would bring time zones and locales into a static command.
 *
 * Return: @buffer.
 */
char *hwreg_utc_format(int64_t seconds, char *buffer, size_t size);

#endif
