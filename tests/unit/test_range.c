// SPDX-License-Identifier: MIT
/* Ranges with inclusive ends hold at the top of the 64-bit space, on pages of every size */
#include "unit.h"

#include "range.h"

static void the_last_byte_of_the_space_is_not_special(void **state)
{
	struct hwreg_range range;

	(void)state;
	assert_true(hwreg_range_make(&range, UINT64_MAX, 1));
	assert_true(range.first == UINT64_MAX && range.last == UINT64_MAX);
	assert_true(hwreg_range_make(&range, 0, UINT64_MAX));
	assert_true(range.last == UINT64_MAX - 1);
	assert_false(hwreg_range_make(&range, UINT64_MAX, 2));
	assert_true(hwreg_range_make(&range, 1, UINT64_MAX) && range.last == UINT64_MAX);
	assert_false(hwreg_range_make(&range, 16, 0));
}

static void contains_and_overlaps_compare_inclusive_ends(void **state)
{
	const struct hwreg_range page = { 0x1000, 0x1fff }, last = { 0x1ffc, 0x1fff };
	const struct hwreg_range across = { 0x1ffc, 0x2003 }, beyond = { 0x2000, 0x2003 };

	(void)state;
	assert_true(hwreg_range_contains(&page, &page));
	assert_true(hwreg_range_contains(&page, &last));
	assert_false(hwreg_range_contains(&page, &across));
	assert_true(hwreg_range_overlaps(&page, &across));
	assert_false(hwreg_range_overlaps(&page, &beyond));
}

static void pages_cover_a_range_for_each_page_size(void **state)
{
	static const uint64_t sizes[] = { 0x1000, 0x4000, 0x10000 };
	const struct hwreg_range range = { 0x9010fe0, 0x9010fe3 },
				 top = { UINT64_MAX - 3, UINT64_MAX };
	const struct hwreg_range across = { 0xfffe, 0x10001 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct hwreg_range pages = hwreg_range_pages(&range, sizes[i]);

		assert_true(pages.first == (0x9010fe0 & ~(sizes[i] - 1)));
		assert_true(pages.last == pages.first + sizes[i] - 1);
		pages = hwreg_range_pages(&top, sizes[i]);
		assert_true(pages.first == UINT64_MAX - (sizes[i] - 1) && pages.last == UINT64_MAX);
		pages = hwreg_range_pages(&across, sizes[i]);
		assert_true(pages.first == (0xfffe & ~(sizes[i] - 1)));
		assert_true(pages.last == 0x10000 + sizes[i] - 1);
	}
}

static void masks_go_up_to_64_bits(void **state)
{
	(void)state;
	assert_true(hwreg_mask(0) == 0);
	assert_true(hwreg_mask(1) == 1);
	assert_true(hwreg_mask(63) == UINT64_MAX >> 1);
	assert_true(hwreg_mask(64) == UINT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_byte_of_the_space_is_not_special),
		cmocka_unit_test(contains_and_overlaps_compare_inclusive_ends),
		cmocka_unit_test(pages_cover_a_range_for_each_page_size),
		cmocka_unit_test(masks_go_up_to_64_bits),
	};

	return RUN(tests);
}
