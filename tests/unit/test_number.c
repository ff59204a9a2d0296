// SPDX-License-Identifier: MIT
/* Numbers and durations: the whole word parses and fits, or there is a reason */
#include "unit.h"

#include <errno.h>
#include <string.h>

static uint64_t parsed(const char *text)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	uint64_t value = 0xdead;

	if (hwreg_number_parse(text, &value, &err) != 0)
		fail_msg("%s: %s", text, err.message);
	return value;
}

static void refused(const char *text, int result, const char *reason)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	uint64_t value = 0xdead;

	assert_int_equal(hwreg_number_parse(text, &value, &err), result);
	assert_true(value == 0xdead);
	assert_int_equal(err.kind, HWREG_ERROR_REQUEST);
	assert_int_equal(err.sys_errno, -result);
	if (!strstr(err.message, reason))
		fail_msg("%s: '%s' does not say '%s'", text, err.message, reason);
	assert_int_equal(hwreg_number_parse(text, &value, NULL), result);
}

static void accepts_each_base(void **state)
{
	(void)state;
	assert_true(parsed("0") == 0);
	assert_true(parsed("42") == 42);
	assert_true(parsed("0x1f") == 0x1f);
	assert_true(parsed("0xDEAD_beef") == 0xdeadbeef);
	assert_true(parsed("0b1010_0101") == 0xa5);
	assert_true(parsed("0x00") == 0);
	assert_true(parsed("18446744073709551615") == UINT64_MAX);
	assert_true(parsed("0xffffffffffffffff") == UINT64_MAX);
}

static void multiplies_decimal_by_powers_of_1024(void **state)
{
	(void)state;
	assert_true(parsed("4K") == 4096);
	assert_true(parsed("16M") == UINT64_C(16) << 20);
	assert_true(parsed("3G") == UINT64_C(3) << 30);
	refused("0x4K", -EINVAL, "not a number");
	refused("4k", -EINVAL, "not a number");
	refused("17179869184G", -ERANGE, "64 bits");
}

static void refuses_signs_and_leading_zeros_with_a_hint(void **state)
{
	(void)state;
	refused("-1", -EINVAL, "0xffffffff");
	refused("+1", -EINVAL, "not a number");
	refused("010", -EINVAL, "0x10");
	refused("00", -EINVAL, "leading 0");
}

static void refuses_what_is_not_a_whole_number(void **state)
{
	static const char *const words[] = { "",      "zz",   "0x", "0b",   "0b2",   "0xg",
					     "1 ",    " 1",   "1x", "0x_1", "0x1_",  "0x1__2",
					     "1_000", "0X10", "K",  "1KK",  "0x1.5", "1e3" };

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		refused(words[i], -EINVAL, "not a number");
	refused("18446744073709551616", -ERANGE, "64 bits");
	refused("0x10000000000000000", -ERANGE, "64 bits");
}

static int64_t duration(const char *text)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	int64_t ns = -1;

	if (hwreg_duration_parse(text, &ns, &err) != 0)
		fail_msg("%s: %s", text, err.message);
	return ns;
}

static void durations_have_a_unit(void **state)
{
	static const char *const words[] = { "1",  "0s",  "-1s", "1 s", "s",    "1.s", ".5s",
					     "1S", "1ss", "",    "ms",  "1e3s", "0.0s" };
	int64_t ns = 7;

	(void)state;
	assert_true(duration("100us") == 100000);
	assert_true(duration("10ms") == 10000000);
	assert_true(duration("2s") == INT64_C(2000000000));
	assert_true(duration("1m") == INT64_C(60000000000));
	assert_true(duration("1h") == INT64_C(3600000000000));
	assert_true(duration("0.5s") == 500000000);
	assert_true(duration("1ns") == 1);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_true(hwreg_duration_parse(words[i], &ns, NULL) < 0);
	assert_int_equal(hwreg_duration_parse("9999999999999999999s", &ns, NULL), -ERANGE);
	assert_int_equal(hwreg_duration_parse("9223372037s", &ns, NULL), -ERANGE);
	assert_true(ns == 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts_each_base),
		cmocka_unit_test(multiplies_decimal_by_powers_of_1024),
		cmocka_unit_test(refuses_signs_and_leading_zeros_with_a_hint),
		cmocka_unit_test(refuses_what_is_not_a_whole_number),
		cmocka_unit_test(durations_have_a_unit),
	};

	return RUN(tests);
}
