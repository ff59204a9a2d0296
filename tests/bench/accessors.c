// SPDX-License-Identifier: MIT
/* accessors - hwreg_read32_relaxed() beside a bare volatile load, in turns; prints name and ns each */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#include "hwreg_io.h"

#define LOADS 20000000
#define ROUNDS 15

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static __attribute__((noinline)) uint32_t bare(const volatile uint32_t *at)
{
	uint32_t sum = 0;

	for (int i = 0; i < LOADS; i++)
		sum += *at;
	return sum;
}

static __attribute__((noinline)) uint32_t relaxed(const volatile uint32_t *at)
{
	uint32_t sum = 0;

	for (int i = 0; i < LOADS; i++)
		sum += hwreg_read32_relaxed(at);
	return sum;
}

static __attribute__((noinline)) uint32_t ordered(const volatile uint32_t *at)
{
	uint32_t sum = 0;

	for (int i = 0; i < LOADS; i++)
		sum += hwreg_read32(at);
	return sum;
}

int main(void)
{
	uint32_t (*const loops[])(const volatile uint32_t *) = { bare, relaxed, ordered };
	static const char *const names[] = { "bare", "relaxed", "ordered" };
	volatile uint32_t *at =
		mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint32_t sink = 0;

	if (at == MAP_FAILED)
		return 1;
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < 3; i++) {
			double start = now();

			sink += loops[i](at);
			printf("%s %.4f\n", names[i], (now() - start) / LOADS);
		}
	}
	return sink != 0;
}
