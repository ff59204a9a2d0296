/* SPDX-License-Identifier: MIT */
/* analysis.h - what static analysis is told, as it looks at one source at a time */
#ifndef HWREG_COMMON_ANALYSIS_H
#define HWREG_COMMON_ANALYSIS_H

/*
 * Functions that fill an error return less than 0, always. Compilers are not told so: they would drop
 * what looks at it.
 */
#ifdef HWREG_STATIC_ANALYSIS
void hwreg_analysis_end(void) __attribute__((noreturn));

static inline int hwreg_negative(int result)
{
	if (result >= 0)
		hwreg_analysis_end();
	return result;
}

#define hwreg_error_set(...) hwreg_negative(hwreg_error_set(__VA_ARGS__))
#define hwreg_error_memory(err) hwreg_negative(hwreg_error_memory(err))
#define output_fail(...) hwreg_negative(output_fail(__VA_ARGS__))
#endif

#endif
