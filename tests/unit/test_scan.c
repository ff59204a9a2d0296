// SPDX-License-Identifier: MIT
/* What the kernel writes is taken apart, and nothing is taken of what does not fit */
#include "unit.h"

#include "scan.h"

static uint64_t number(const char *text, unsigned int base, const char *rest)
{
	uint64_t value = 0;

	assert_true(hwreg_scan_number(&text, base, &value));
	assert_string_equal(text, rest);
	return value;
}

static void refused(const char *text, unsigned int base)
{
	const char *at = text;
	uint64_t value = 42;

	assert_false(hwreg_scan_number(&at, base, &value));
	assert_ptr_equal(at, text);
	assert_int_equal(value, 42);
}

static void numbers_end_where_their_digits_do(void **state)
{
	(void)state;
	assert_int_equal(number("0", 10, ""), 0);
	assert_int_equal(number(" \t120 7", 10, " 7"), 120);
	assert_int_equal(number("12ab", 10, "ab"), 12);
	assert_int_equal(number("12abG", 16, "G"), 0x12ab);
	assert_int_equal(number("0x9010FFF-", 16, "-"), 0x9010fff);
	assert_int_equal(number("0X10", 16, ""), 0x10);
	assert_int_equal(number("0xg", 16, "xg"), 0);
	assert_int_equal(number("0x10", 10, "x10"), 0);
}

static void numbers_that_are_none_or_do_not_fit_are_refused(void **state)
{
	(void)state;
	refused("", 10);
	refused("  ", 16);
	refused("-1", 10);
	refused("g", 16);
	refused("@", 16);
	refused("\n1", 10);
	assert_true(number("18446744073709551615", 10, "") == UINT64_MAX);
	assert_true(number("00ffffffffffffffff", 16, "") == UINT64_MAX);
	refused("18446744073709551616", 10);
	refused("10000000000000000", 16);
	assert_int_equal(hwreg_scan_decimal("12x"), 12);
	assert_int_equal(hwreg_scan_decimal("x"), 0);
}

static void texts_and_words_are_taken_whole_or_not(void **state)
{
	const char *text = "lock:\t1: OFDLCK  WRITE\n", *at = text;

	(void)state;
	assert_false(hwreg_scan_text(&at, "lock:1"));
	assert_ptr_equal(at, text);
	assert_true(hwreg_scan_text(&at, "lock:"));
	assert_false(hwreg_scan_words(&at, 4));
	assert_ptr_equal(at, text + 5);
	assert_true(hwreg_scan_words(&at, 3));
	assert_string_equal(at, "\n");
	assert_true(hwreg_scan_words(&at, 0));
}

static void lines_of_iomem(void **state)
{
	char claim[] = "  09010000-09010fff : 9010000.pl031 rtc@9010000\n",
	     bad[] = "09010000 : x\n";
	char top[] = "ffffffff00000000-ffffffffffffffff : x";
	struct hwreg_range range;

	(void)state;
	assert_string_equal(hwreg_scan_iomem(claim, &range), "9010000.pl031 rtc@9010000");
	assert_int_equal(range.first, 0x9010000);
	assert_int_equal(range.last, 0x9010fff);
	assert_string_equal(hwreg_scan_iomem(top, &range), "x");
	assert_true(range.last == UINT64_MAX);
	assert_null(hwreg_scan_iomem(bad, &range));
}

static void lines_of_pci_resources(void **state)
{
	struct hwreg_range range;
	uint64_t flags;

	(void)state;
	assert_true(hwreg_scan_resource(
		"0x0000000010000000 0x0000000010003fff 0x0000000000040200\n", &range, &flags));
	assert_int_equal(range.first, 0x10000000);
	assert_int_equal(range.last, 0x10003fff);
	assert_int_equal(flags, 0x40200);
	assert_false(hwreg_scan_resource("0x10000000 0x10003fff\n", &range, &flags));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_end_where_their_digits_do),
		cmocka_unit_test(numbers_that_are_none_or_do_not_fit_are_refused),
		cmocka_unit_test(texts_and_words_are_taken_whole_or_not),
		cmocka_unit_test(lines_of_iomem),
		cmocka_unit_test(lines_of_pci_resources),
	};

	return RUN(tests);
}
