// SPDX-License-Identifier: MIT
/* version.c - what hwreg_version() says */
#include "hwreg.h"

const char *hwreg_version(void)
{
	return HWREG_VERSION;
}
