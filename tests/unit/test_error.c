// SPDX-License-Identifier: MIT
/* Errors are values: filled by what fails, with a context put in front by what called it */
#include "unit.h"

#include "error.h"

static void an_error_is_filled_and_returned(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;

	(void)state;
	assert_int_equal(hwreg_error_set(&err, HWREG_ERROR_ACCESS, ENXIO, "at %d", 7), -ENXIO);
	assert_int_equal(err.kind, HWREG_ERROR_ACCESS);
	assert_int_equal(err.sys_errno, ENXIO);
	assert_string_equal(err.message, "at 7");
	assert_int_equal(hwreg_error_set(NULL, HWREG_ERROR_ACCESS, ENXIO, "at %d", 7), -ENXIO);
}

static void a_failure_without_errno_is_no_success(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;

	(void)state;
	assert_int_equal(hwreg_error_set(&err, HWREG_ERROR_ACCESS, 0, "read"), -EIO);
	assert_int_equal(err.sys_errno, EIO);
	assert_int_equal(hwreg_error_set(NULL, HWREG_ERROR_ACCESS, 0, "read"), -EIO);
	assert_int_equal(hwreg_error_set(NULL, HWREG_ERROR_ACCESS, -1, "read"), -EIO);
}

static void a_context_comes_in_front_of_a_failure_alone(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	int r = hwreg_error_set(&err, HWREG_ERROR_REQUEST, EINVAL, "odd");

	(void)state;
	assert_int_equal(hwreg_error_context(&err, r, "line %d", 3), -EINVAL);
	assert_string_equal(err.message, "line 3: odd");
	assert_int_equal(hwreg_error_context(&err, 0, "line %d", 4), 0);
	assert_string_equal(err.message, "line 3: odd");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_error_is_filled_and_returned),
		cmocka_unit_test(a_failure_without_errno_is_no_success),
		cmocka_unit_test(a_context_comes_in_front_of_a_failure_alone),
	};

	return RUN(tests);
}
