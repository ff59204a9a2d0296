// SPDX-License-Identifier: MIT
/* Dates in UTC are those of the C library */
#include "unit.h"

#include <stdio.h>
#include <time.h>

#include "utc.h"

static void check(int64_t seconds)
{
	char mine[32], theirs[32];
	time_t time = (time_t)seconds;
	struct tm tm;

	assert_non_null(gmtime_r(&time, &tm));
	snprintf(theirs, sizeof(theirs), "%04d-%02d-%02dT%02d:%02d:%02d",
		 (tm.tm_year + 1900) % 10000, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
		 tm.tm_sec);
	assert_string_equal(hwreg_utc_format(seconds, mine, sizeof(mine)), theirs);
}

static void known_dates(void **state)
{
	char text[32];

	(void)state;
	assert_string_equal(hwreg_utc_format(0, text, sizeof(text)), "1970-01-01T00:00:00");
	assert_string_equal(hwreg_utc_format(-1, text, sizeof(text)), "1969-12-31T23:59:59");
	assert_string_equal(hwreg_utc_format(951782399, text, sizeof(text)), "2000-02-28T23:59:59");
	assert_string_equal(hwreg_utc_format(951782400, text, sizeof(text)), "2000-02-29T00:00:00");
	assert_string_equal(hwreg_utc_format(2147483648, text, sizeof(text)),
			    "2038-01-19T03:14:08");
}

/* All of an era of 400 years, on both sides of 1970, a day and a second off every day */
static void every_day_is_that_of_the_c_library(void **state)
{
	(void)state;
	for (int64_t day = -100000; day <= 100000; day++) {
		check(day * 86400);
		check(day * 86400 - 1);
	}
}

static void a_small_buffer_is_not_overrun(void **state)
{
	char text[5];

	(void)state;
	assert_string_equal(hwreg_utc_format(0, text, sizeof(text)), "1970");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_dates),
		cmocka_unit_test(every_day_is_that_of_the_c_library),
		cmocka_unit_test(a_small_buffer_is_not_overrun),
	};

	return RUN(tests);
}
