/* SPDX-License-Identifier: MIT */
/* analysis.h - what static analysis is told, as it looks at one source at a time */
#ifndef HWREG_COMMON_ANALYSIS_H
#define HWREG_COMMON_ANALYSIS_H

/*
 * Functions that fill an error return less than 0, always, and hwreg_error_context() what it is given.
 * Compilers are not told so: they would drop what looks at it. These are no functions, as clang does
 * not go into those below some depth.
 */
#ifdef HWREG_STATIC_ANALYSIS
void hwreg_analysis_end(void) __attribute__((noreturn));

#define hwreg_negative(call)                  \
	({                                    \
		int negative_ = (call);       \
		if (negative_ >= 0)           \
			hwreg_analysis_end(); \
		negative_;                    \
	})

#define hwreg_error_set(...) hwreg_negative(hwreg_error_set(__VA_ARGS__))
#define hwreg_error_memory(err) hwreg_negative(hwreg_error_memory(err))
#define hwreg_error_context(err, result, ...)                  \
	({                                                     \
		int given_ = (result);                         \
		hwreg_error_context(err, given_, __VA_ARGS__); \
		given_;                                        \
	})
#define output_fail(...) hwreg_negative(output_fail(__VA_ARGS__))
#endif

#endif
