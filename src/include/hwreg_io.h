/* SPDX-License-Identifier: MIT */
/*
 * hwreg_io.h - inline accesses to mapped registers
 *
 *	uint32_t hwreg_read32(const volatile void *address);
 *	void     hwreg_write32(volatile void *address, uint32_t value);
 *
 * and the same for 8, 16 and 64 bits; with the suffix `be` for big-endian registers (the plain ones
 * are little-endian on every CPU, as readl() is); with `_relaxed` after that for no barrier.
 *
 * Each call is one load or store instruction of exactly that width. @address must be a multiple of
 * the width in bytes and point into a mapping of device registers. The functions do not block, do
 * not fail and may be called from any thread and from signal handlers; a bus error is a SIGBUS.
 * 64 bits exist only where HWREG_HAVE_64BIT is 1: a 32-bit CPU would split them.
 *
 * Ordering is that of the kernel's readl() and writel() (Documentation/memory-barriers.txt, "Kernel
 * I/O barrier effects"): accesses to one device stay in order; a read completes before later reads
 * and writes of memory; earlier writes to memory are visible before the write to the device. The
 * relaxed forms keep the order of accesses to one device alone. A write may be posted: it has
 * reached the device for certain only when a read from the same device has returned.
 *
 *	CPU        after a read      before a write    source
 *	x86        compiler only     compiler only     arch/x86/include/asm/io.h
 *	arm64      dmb oshld         dmb oshst         arch/arm64/include/asm/io.h, barrier.h
 *	arm (v7+)  dsb               dsb st            arch/arm/include/asm/io.h, barrier.h; user space
 *	                                               cannot do the outer cache's sync
 *	riscv      fence i,ir        fence w,o         arch/riscv/include/asm/mmio.h
 *	others     a full fence      a full fence
 *
 * On arm and arm64 the access is an instruction with a plain base register, on arm64 maybe with a
 * constant offset: a hypervisor that emulates a device gets no syndrome for forms with writeback or
 * for pairs, which a compiler may choose for a volatile access, and cannot emulate them (Arm ARM, ISS
 * encoding for Data Aborts, ISV).
 */
#ifndef HWREG_IO_H
#define HWREG_IO_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if UINTPTR_MAX > 0xffffffffu
#define HWREG_HAVE_64BIT 1
#else
#define HWREG_HAVE_64BIT 0
#endif

#if defined(__x86_64__) || defined(__i386__)
#define HWREG_AFTER_READ() __asm__ __volatile__("" ::: "memory")
#define HWREG_BEFORE_WRITE() __asm__ __volatile__("" ::: "memory")
#elif defined(__aarch64__)
#define HWREG_AFTER_READ() __asm__ __volatile__("dmb oshld" ::: "memory")
#define HWREG_BEFORE_WRITE() __asm__ __volatile__("dmb oshst" ::: "memory")
#elif defined(__arm__) && __ARM_ARCH >= 7
#define HWREG_AFTER_READ() __asm__ __volatile__("dsb" ::: "memory")
#define HWREG_BEFORE_WRITE() __asm__ __volatile__("dsb st" ::: "memory")
#elif defined(__riscv)
#define HWREG_AFTER_READ() __asm__ __volatile__("fence i,ir" ::: "memory")
#define HWREG_BEFORE_WRITE() __asm__ __volatile__("fence w,o" ::: "memory")
#else
#define HWREG_AFTER_READ() __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define HWREG_BEFORE_WRITE() __atomic_thread_fence(__ATOMIC_SEQ_CST)
#endif

#if defined(__aarch64__)
#define HWREG_LOAD(bits, insn, reg)                                              \
	uint##bits##_t value;                                                    \
	__asm__ __volatile__(insn " %" reg "0, %1"                               \
			     : "=r"(value)                                       \
			     : "Qo"(*(const volatile uint##bits##_t *)address)); \
	return value
#define HWREG_STORE(bits, insn, reg)                                      \
	__asm__ __volatile__(insn " %" reg "1, %0"                        \
			     : "=Qo"(*(volatile uint##bits##_t *)address) \
			     : "rZ"(value))
#elif defined(__arm__)
#define HWREG_LOAD(bits, insn, reg)                                             \
	uint##bits##_t value;                                                   \
	__asm__ __volatile__(insn " %0, %1"                                     \
			     : "=r"(value)                                      \
			     : "Q"(*(const volatile uint##bits##_t *)address)); \
	return value
#define HWREG_STORE(bits, insn, reg)                                     \
	__asm__ __volatile__(insn " %1, %0"                              \
			     : "=Q"(*(volatile uint##bits##_t *)address) \
			     : "r"(value))
#else
#define HWREG_LOAD(bits, insn, reg) return *(const volatile uint##bits##_t *)address
#define HWREG_STORE(bits, insn, reg) (*(volatile uint##bits##_t *)address = value)
#endif

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define HWREG_LE(bits, value) HWREG_SWAP##bits(value)
#define HWREG_BE(bits, value) (value)
#else
#define HWREG_LE(bits, value) (value)
#define HWREG_BE(bits, value) HWREG_SWAP##bits(value)
#endif
#define HWREG_SWAP8(value) (value)
#define HWREG_SWAP16(value) __builtin_bswap16(value)
#define HWREG_SWAP32(value) __builtin_bswap32(value)
#define HWREG_SWAP64(value) __builtin_bswap64(value)

/* One width: the bare load and store, then the public forms of one byte order over them */
#define HWREG_ACCESSORS(bits, load, store, reg)                                               \
	static inline uint##bits##_t hwreg_io_load##bits(const volatile void *address)        \
	{                                                                                     \
		HWREG_LOAD(bits, load, reg);                                                  \
	}                                                                                     \
	static inline void hwreg_io_store##bits(volatile void *address, uint##bits##_t value) \
	{                                                                                     \
		HWREG_STORE(bits, store, reg);                                                \
	}                                                                                     \
	HWREG_ORDERED(bits, , HWREG_LE)                                                       \
	HWREG_ORDERED(bits, be, HWREG_BE)

#define HWREG_ORDERED(bits, suffix, order)                                                         \
	static inline uint##bits##_t hwreg_read##bits##suffix##_relaxed(                           \
		const volatile void *address)                                                      \
	{                                                                                          \
		uint##bits##_t raw = hwreg_io_load##bits(address);                                 \
		return order(bits, raw);                                                           \
	}                                                                                          \
	static inline uint##bits##_t hwreg_read##bits##suffix(const volatile void *address)        \
	{                                                                                          \
		uint##bits##_t value = hwreg_read##bits##suffix##_relaxed(address);                \
		HWREG_AFTER_READ();                                                                \
		return value;                                                                      \
	}                                                                                          \
	static inline void hwreg_write##bits##suffix##_relaxed(volatile void *address,             \
							       uint##bits##_t value)               \
	{                                                                                          \
		hwreg_io_store##bits(address, order(bits, value));                                 \
	}                                                                                          \
	static inline void hwreg_write##bits##suffix(volatile void *address, uint##bits##_t value) \
	{                                                                                          \
		HWREG_BEFORE_WRITE();                                                              \
		hwreg_write##bits##suffix##_relaxed(address, value);                               \
	}

HWREG_ACCESSORS(8, "ldrb", "strb", "w")
HWREG_ACCESSORS(16, "ldrh", "strh", "w")
HWREG_ACCESSORS(32, "ldr", "str", "w")
#if HWREG_HAVE_64BIT
HWREG_ACCESSORS(64, "ldr", "str", "x")
#endif

#undef HWREG_ACCESSORS
#undef HWREG_ORDERED
#undef HWREG_LOAD
#undef HWREG_STORE

#ifdef __cplusplus
}
#endif

#endif
