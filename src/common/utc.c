// SPDX-License-Identifier: MIT
/* utc.c - dates in UTC, as ISO 8601 has them */
#include "utc.h"

#include <stdio.h>

#define DAY 86400
#define ERA 146097 /* days of 400 years, after which the calendar repeats */
#define EPOCH 719468 /* days from 1 March of year 0 to 1 January 1970 */

/* Years begin in March here, so that a leap day is the last of its year */
static int64_t year_of(unsigned int day_of_era, unsigned int *day_of_year)
{
	unsigned int leaps = day_of_era / 1460 - day_of_era / 36524 + day_of_era / (ERA - 1);
	unsigned int year = (day_of_era - leaps) / 365;

	*day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
	return year;
}

char *hwreg_utc_format(int64_t seconds, char *buffer, size_t size)
{
	int64_t days = seconds / DAY - (seconds % DAY < 0) + EPOCH;
	int64_t era = days / ERA - (days % ERA < 0);
	unsigned int left = (unsigned int)((seconds % DAY + DAY) % DAY), day, month;
	int64_t year = era * 400 + year_of((unsigned int)(days - era * ERA), &day);

	month = (5 * day + 2) / 153; /* from March; five months have 153 days */
	day -= (153 * month + 2) / 5;
	month += month < 10 ? 3 : -9;
	snprintf(buffer, size, "%04lld-%02u-%02uT%02u:%02u:%02u", (long long)(year + (month <= 2)),
		 month, day + 1, left / 3600, left / 60 % 60, left % 60);
	return buffer;
}
