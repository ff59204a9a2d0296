// SPDX-License-Identifier: MIT
/* Buffers for DMA: what can be shown without a device; tests/emulated/dma.bats has one */
#include "unit.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void addresses_of_pages_or_a_clear_error(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct hwreg_dma *dma = NULL;
	uint64_t physical, again;
	int r = hwreg_dma_alloc(&dma, page + 1, 0, &err);

	(void)state;
	if (r != 0) { /* without the right: never an address of 0 */
		assert_null(dma);
		assert_non_null(strstr(err.message, "DMA buffer: "));
		return;
	}
	assert_int_equal(hwreg_dma_size(dma), 2 * page);
	assert_int_equal(hwreg_dma_address(dma, 0, page, &physical, NULL), 0);
	assert_int_equal(hwreg_dma_address(dma, 5, 1, &again, NULL), 0);
	assert_true(physical != 0 && physical % page == 0 && again == physical + 5);
	assert_int_equal(hwreg_dma_address(dma, 2 * page, 1, &physical, NULL), -ERANGE);
	assert_int_equal(hwreg_dma_address(dma, 1, 2 * page, &physical, NULL), -ERANGE);
	assert_int_equal(hwreg_dma_address(dma, 0, 0, &physical, NULL), -ERANGE);
	hwreg_dma_free(dma);
}

static void wrong_requests_are_refused(void **state)
{
	struct hwreg_dma *dma = NULL;

	(void)state;
	assert_int_equal(hwreg_dma_alloc(&dma, 0, 0, NULL), -EINVAL);
	assert_int_equal(hwreg_dma_alloc(&dma, SIZE_MAX, 0, NULL), -EINVAL);
	assert_int_equal(hwreg_dma_alloc(&dma, 4096, 1u << 7, NULL), -EINVAL);
	assert_null(dma);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_of_pages_or_a_clear_error),
		cmocka_unit_test(wrong_requests_are_refused),
	};

	return RUN(tests);
}
