// SPDX-License-Identifier: MIT
/*
 * accessors - the inline accessors, in turns with other ways to load and store 32 bits; prints name and ns each
 *
 * bare, bare-write: a volatile access. kernel, kernel-write: the instructions of readl() and writel()
 * (arch/.../include/asm/io.h). call: a function of a library, which takes an offset, checks it and returns an
 * error, as mmio_read32() of c-periphery is; table: the same through a table of functions, as a library has
 * that knows several kinds of bus.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#include "hwreg_io.h"

#define LOADS 1000000
#define ROUNDS 301

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static __attribute__((noinline)) uint32_t bare(volatile uint32_t *at)
{
	uint32_t sum = 0;

	for (int i = 0; i < LOADS; i++)
		sum += *at;
	return sum;
}

static __attribute__((noinline)) uint32_t relaxed(volatile uint32_t *at)
{
	uint32_t sum = 0;

	for (int i = 0; i < LOADS; i++)
		sum += hwreg_read32_relaxed(at);
	return sum;
}

static __attribute__((noinline)) uint32_t ordered(volatile uint32_t *at)
{
	uint32_t sum = 0;

	for (int i = 0; i < LOADS; i++)
		sum += hwreg_read32(at);
	return sum;
}

static __attribute__((noinline)) uint32_t bare_write(volatile uint32_t *at)
{
	for (uint32_t i = 0; i < LOADS; i++)
		*at = i;
	return 0;
}

static __attribute__((noinline)) uint32_t relaxed_write(volatile uint32_t *at)
{
	for (uint32_t i = 0; i < LOADS; i++)
		hwreg_write32_relaxed(at, i);
	return 0;
}

static __attribute__((noinline)) uint32_t ordered_write(volatile uint32_t *at)
{
	for (uint32_t i = 0; i < LOADS; i++)
		hwreg_write32(at, i);
	return 0;
}

/* ---- As the kernel does ------------------------------------------------------------------------ */

static inline uint32_t kernel_readl(const volatile uint32_t *at)
{
	uint32_t value;

#if defined(__x86_64__) || defined(__i386__)
	__asm__ __volatile__("movl %1, %0" : "=r"(value) : "m"(*at) : "memory");
#elif defined(__aarch64__)
	uint64_t zero;

	__asm__ __volatile__("ldr %w0, [%1]" : "=r"(value) : "r"(at));
	__asm__ __volatile__("dmb oshld" ::: "memory");
	/* what follows is not run before the value is there */
	__asm__ __volatile__("eor %0, %1, %1\n\tcbnz %0, ."
			     : "=r"(zero)
			     : "r"((uint64_t)value)
			     : "memory");
#elif defined(__arm__) && __ARM_ARCH >= 7
	__asm__ __volatile__("ldr %0, %1" : "=r"(value) : "Q"(*at));
	__asm__ __volatile__("dsb" ::: "memory");
#elif defined(__riscv)
	value = *at;
	__asm__ __volatile__("fence i,ir" ::: "memory");
#else
	value = *at;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
#endif
	return value;
}

static inline void kernel_writel(volatile uint32_t *at, uint32_t value)
{
#if defined(__x86_64__) || defined(__i386__)
	__asm__ __volatile__("movl %0, %1" : : "r"(value), "m"(*at) : "memory");
#elif defined(__aarch64__)
	__asm__ __volatile__("dmb oshst" ::: "memory");
	__asm__ __volatile__("str %w0, [%1]" : : "rZ"(value), "r"(at));
#elif defined(__arm__) && __ARM_ARCH >= 7
	__asm__ __volatile__("dsb st" ::: "memory");
	__asm__ __volatile__("str %1, %0" : "=Q"(*at) : "r"(value));
#elif defined(__riscv)
	__asm__ __volatile__("fence w,o" ::: "memory");
	*at = value;
#else
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	*at = value;
#endif
}

static __attribute__((noinline)) uint32_t kernel(volatile uint32_t *at)
{
	uint32_t sum = 0;

	for (int i = 0; i < LOADS; i++)
		sum += kernel_readl(at);
	return sum;
}

static __attribute__((noinline)) uint32_t kernel_write(volatile uint32_t *at)
{
	for (uint32_t i = 0; i < LOADS; i++)
		kernel_writel(at, i);
	return 0;
}

/* ---- A call an access -------------------------------------------------------------------------- */

struct mapping {
	const struct functions *functions;
	volatile unsigned char *base;
	size_t size;
};

struct functions {
	int (*read32)(const struct mapping *mapping, size_t offset, uint32_t *value);
};

/* As one of a shared library, of which the compiler of the caller knows nothing */
static __attribute__((noinline)) int mapping_read32(const struct mapping *mapping, size_t offset,
						    uint32_t *value)
{
	__asm__ __volatile__("");
	if (mapping->size < sizeof(*value) || offset > mapping->size - sizeof(*value))
		return -1;
	*value = *(volatile uint32_t *)(mapping->base + offset);
	return 0;
}

static __attribute__((noinline)) uint32_t call(volatile uint32_t *at)
{
	const struct mapping mapping = { NULL, (volatile unsigned char *)at, 4096 };
	uint32_t sum = 0, value;

	for (int i = 0; i < LOADS; i++) {
		if (mapping_read32(&mapping, 0, &value))
			abort();
		sum += value;
	}
	return sum;
}

static const struct functions *volatile chosen = &(const struct functions){ mapping_read32 };

static __attribute__((noinline)) uint32_t table(volatile uint32_t *at)
{
	const struct mapping mapping = { chosen, (volatile unsigned char *)at, 4096 };
	uint32_t sum = 0, value;

	for (int i = 0; i < LOADS; i++) {
		if (mapping.functions->read32(&mapping, 0, &value))
			abort();
		sum += value;
	}
	return sum;
}

int main(void)
{
	static const struct {
		const char *name;
		uint32_t (*loop)(volatile uint32_t *at);
	} ways[] = {
		{ "bare", bare },
		{ "relaxed", relaxed },
		{ "ordered", ordered },
		{ "kernel", kernel },
		{ "bare-write", bare_write },
		{ "relaxed-write", relaxed_write },
		{ "ordered-write", ordered_write },
		{ "kernel-write", kernel_write },
		{ "call", call },
		{ "table", table },
	};
	volatile uint32_t *at =
		mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return 1;
	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
			double start = now();

			ways[i].loop(at);
			printf("%s %.4f\n", ways[i].name, (now() - start) / LOADS);
		}
	}
	return 0;
}
