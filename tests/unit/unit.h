/* SPDX-License-Identifier: MIT */
/* unit.h - what every unit test needs: cmocka and the headers that it wants before it */
#ifndef HWREG_TESTS_UNIT_H
#define HWREG_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hwreg.h"

#define RUN(tests) cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL)

#endif
