/* SPDX-License-Identifier: MIT */
/* hwreg_io.h - inline accesses to mapped registers; the comments here are also hwreg_io(3) */
#ifndef HWREG_IO_H
#define HWREG_IO_H

#include <stddef.h>
#include <stdint.h>
#ifdef HWREG_IO_HOOK
#include "hwreg.h"
#endif

/**
 * DOC: hwreg_io - inline accesses to mapped registers, ordered as in the kernel
 *
 * Each call is one load or store instruction of exactly the width in its name: never two, never wider,
 * never moved or left out by the compiler. @address points into a mapping of device registers
 * (hwreg_window_pointer()) and is a multiple of the width in bytes. The functions take no lock, allocate
 * nothing, make no system call, do not fail, and may be called from any thread and from signal handlers; a
 * bus error is the signal SIGBUS. 64 bits exist only where HWREG_HAVE_64BIT is 1: a CPU of 32 bits would
 * make two accesses of them.
 *
 * = Byte order
 * The plain functions are for little-endian registers on every CPU, as readl() is in the kernel; those
 * with the suffix `be` for big-endian ones. The suffix says how the device is wired, so that the same source
 * is right on CPUs of both byte orders. Where a bus bridge swaps bytes already, the registers look to the
 * CPU as if they were of the other order: try which constant an identification register gives.
 *
 * = What is ordered
 * Ordering is that of readl() and writel() (Documentation/memory-barriers.txt, "Kernel I/O barrier
 * effects"): accesses of one thread to one device arrive in the order of the program; a read is complete
 * before later reads and writes of memory; earlier writes to memory are visible before a write to the
 * device, so that a descriptor is there when the device is told of it. The functions with the suffix
 * _relaxed keep the order of accesses to one device alone. Accesses to different devices, or of different
 * threads, are ordered only by a read that has returned, or by the lock that the threads share.
 *
 *	CPU        after a read      before a write    source
 *	x86        compiler only     compiler only     arch/x86/include/asm/io.h
 *	arm64      dmb oshld         dmb oshst         arch/arm64/include/asm/io.h, barrier.h
 *	arm (v7+)  dsb               dsb st            arch/arm/include/asm/io.h, barrier.h
 *	riscv      fence i,ir        fence w,o         arch/riscv/include/asm/mmio.h
 *	others     a full fence      a full fence      of the compiler
 *
 * = Posted writes
 * A write may be on its way when the function returns: it has reached the device for certain only when a
 * later read from the same device has returned (Documentation/driver-api/device-io.rst). Read a register
 * that is harmless to read before a delay that counts from the write, before an interrupt is enabled
 * again, and before memory is given back that the device was told to leave alone. No barrier of the CPU
 * does that.
 *
 * = How memory is mapped
 * That decides what the CPU may do on its own, and is the kernel's choice: user space cannot change it.
 *
 *	mapping                      x86          arm64              source
 *	/dev/mem, device             uncached     Device-nGnRnE      arch/.../mm, phys_mem_access_prot()
 *	/dev/mem, RAM, O_SYNC        write-back   Normal-NC          the same; arch/x86/mm/pat/memtype.c
 *	UIO                          uncached     Device-nGnRnE      drivers/uio/uio.c
 *	PCI resourceN                uncached     Device-nGnRE       drivers/pci/mmap.c
 *	PCI resourceN_wc             write-comb.  Normal-NC          drivers/pci/mmap.c
 *
 * Device memory: every access is made, once, in its width, in order, and must be aligned; with nGnRE a
 * bridge may acknowledge writes early. hwreg opens /dev/mem with O_SYNC.
 *
 * RAM through /dev/mem is mapped on x86 as the kernel maps it, so that caches agree. On Arm this mapping is
 * not cached, but the kernel's own of the same memory is, and mappings that differ may disagree: what
 * others wrote through their cache may be missing here, and what is written here may be overwritten when
 * a line of theirs goes out. Such memory (Normal-NC) may also be read ahead, and writes to it may be merged
 * and reordered: there the relaxed functions promise no order. Use hwreg_dma(3) for memory that is shared
 * with a device.
 *
 * Write-combining mappings (resourceN_wc) gather neighbouring writes into bursts, and may reorder them:
 * for frame buffers, not for registers. An ordered write to a register of the same device, through a
 * mapping that does not combine, comes after them: on Arm by its barrier, on x86 because every uncached
 * access sends out what was gathered (Intel SDM volume 3, "Buffering of Write Combining Memory Locations").
 *
 * = What user space cannot do
 * On 32-bit Arm the kernel's writel() also drains an outer cache (outer_sync() of the L2C-310), which only
 * the kernel can reach: there a write to memory that is cached may come after the write to the device. Use
 * memory that is not cached. Cache maintenance for DMA that is not coherent is the kernel's on most CPUs,
 * too.
 *
 * = Simulations
 * With -DHWREG_IO_HOOK the functions do not access memory themselves, but call the library, which knows the
 * windows on simulations: hwreg_simulation(3). They then take locks, and are not for signal handlers.
 *
 * = Virtual machines
 * On arm and arm64 the access is an instruction with a plain base register, on arm64 maybe with a
 * constant offset: a hypervisor that emulates a device gets no syndrome for forms with writeback or
 * for pairs, which a compiler may choose for a volatile access, and cannot emulate them (Arm ARM, ISS
 * encoding for Data Aborts, ISV).
 *
 * @address: in a mapping of device registers, a multiple of the width in bytes
 */

#ifdef __cplusplus
extern "C" {
#endif

#if UINTPTR_MAX > 0xffffffffu
/** 1 where there are accesses of 64 bits, else 0 */
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

#if defined(HWREG_IO_HOOK)
#define HWREG_LOAD(bits, insn, reg) return (uint##bits##_t)hwreg_io_read(address, bits)
#define HWREG_STORE(bits, insn, reg) hwreg_io_write(address, bits, value)
#elif defined(__aarch64__)
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

/* One width: the bare load and store, then the public forms over them */
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
	HWREG_ORDERED(bits, be, HWREG_BE)                                                     \
	HWREG_MANY(bits)

/**
 * hwreg_readN() - read a little-endian register of N bits: 8, 16, 32 or 64
 * Prototype: uintN_t hwreg_readN(const volatile void *address)
 *
 * Complete before later reads and writes of memory, and before later accesses to the same device.
 */

/**
 * hwreg_readNbe() - the same of a big-endian register
 * Prototype: uintN_t hwreg_readNbe(const volatile void *address)
 */

/**
 * hwreg_readN_relaxed() - the same of a little-endian register, in order with the same device alone
 * Prototype: uintN_t hwreg_readN_relaxed(const volatile void *address)
 */

/**
 * hwreg_readNbe_relaxed() - the same of a big-endian register
 * Prototype: uintN_t hwreg_readNbe_relaxed(const volatile void *address)
 */

/**
 * hwreg_writeN() - write a little-endian register of N bits: 8, 16, 32 or 64
 * @value: what is written
 * Prototype: void hwreg_writeN(volatile void *address, uintN_t value)
 *
 * Earlier writes to memory, and earlier accesses to the same device, come before it. It may be posted.
 */

/**
 * hwreg_writeNbe() - the same of a big-endian register
 * @value: what is written
 * Prototype: void hwreg_writeNbe(volatile void *address, uintN_t value)
 */

/**
 * hwreg_writeN_relaxed() - the same of a little-endian register, in order with the same device alone
 * @value: what is written
 * Prototype: void hwreg_writeN_relaxed(volatile void *address, uintN_t value)
 */

/**
 * hwreg_writeNbe_relaxed() - the same of a big-endian register
 * @value: what is written
 * Prototype: void hwreg_writeNbe_relaxed(volatile void *address, uintN_t value)
 */

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

/**
 * hwreg_readsN() - read one register many times, such as that of a FIFO
 * @buffer: filled; may be at any address
 * @count: accesses
 * Prototype: void hwreg_readsN(const volatile void *address, void *buffer, size_t count)
 *
 * Bytes go into the buffer in the order that they have in the register, whatever the CPU's is, as with the
 * kernel's readsl(). All are complete before later reads and writes of memory.
 */

/**
 * hwreg_writesN() - write one register many times
 * @buffer: what is written; may be at any address
 * @count: accesses
 * Prototype: void hwreg_writesN(volatile void *address, const void *buffer, size_t count)
 *
 * The opposite of hwreg_readsN(). Earlier writes to memory come before the first.
 */

/**
 * hwreg_copy_fromN() - copy many registers, or memory of a device, in accesses of N bits
 * @buffer: filled; may be at any address
 * @count: accesses; the first at @address, each just behind the one before
 * Prototype: void hwreg_copy_fromN(void *buffer, const volatile void *address, size_t count)
 *
 * What memcpy(3) must not be used for: it chooses widths as it likes, reads bytes twice, and faults on
 * device memory of arm64 where it is not aligned. Order of bytes and of accesses as with hwreg_readsN().
 */

/**
 * hwreg_copy_toN() - the opposite of hwreg_copy_fromN()
 * @buffer: what is written; may be at any address
 * @count: accesses; the first at @address, each just behind the one before
 * Prototype: void hwreg_copy_toN(volatile void *address, const void *buffer, size_t count)
 */

/* Of the registers of a copy the step is their size, of repeated accesses 0 */
#define HWREG_MANY(bits)                                                                       \
	static inline void hwreg_io_load_many##bits(const volatile void *address, size_t step, \
						    void *buffer, size_t count)                \
	{                                                                                      \
		const volatile char *from = (const volatile char *)address;                    \
		char *to = (char *)buffer;                                                     \
		uint##bits##_t raw;                                                            \
		for (; count > 0; count--, from += step, to += sizeof(raw)) {                  \
			raw = hwreg_io_load##bits(from);                                       \
			__builtin_memcpy(to, &raw, sizeof(raw));                               \
		}                                                                              \
		HWREG_AFTER_READ();                                                            \
	}                                                                                      \
	static inline void hwreg_io_store_many##bits(volatile void *address, size_t step,      \
						     const void *buffer, size_t count)         \
	{                                                                                      \
		volatile char *to = (volatile char *)address;                                  \
		const char *from = (const char *)buffer;                                       \
		uint##bits##_t raw;                                                            \
		HWREG_BEFORE_WRITE();                                                          \
		for (; count > 0; count--, to += step, from += sizeof(raw)) {                  \
			__builtin_memcpy(&raw, from, sizeof(raw));                             \
			hwreg_io_store##bits(to, raw);                                         \
		}                                                                              \
	}                                                                                      \
	static inline void hwreg_reads##bits(const volatile void *address, void *buffer,       \
					     size_t count)                                     \
	{                                                                                      \
		hwreg_io_load_many##bits(address, 0, buffer, count);                           \
	}                                                                                      \
	static inline void hwreg_writes##bits(volatile void *address, const void *buffer,      \
					      size_t count)                                    \
	{                                                                                      \
		hwreg_io_store_many##bits(address, 0, buffer, count);                          \
	}                                                                                      \
	static inline void hwreg_copy_from##bits(void *buffer, const volatile void *address,   \
						 size_t count)                                 \
	{                                                                                      \
		hwreg_io_load_many##bits(address, (bits) / 8, buffer, count);                  \
	}                                                                                      \
	static inline void hwreg_copy_to##bits(volatile void *address, const void *buffer,     \
					       size_t count)                                   \
	{                                                                                      \
		hwreg_io_store_many##bits(address, (bits) / 8, buffer, count);                 \
	}

HWREG_ACCESSORS(8, "ldrb", "strb", "w")
HWREG_ACCESSORS(16, "ldrh", "strh", "w")
HWREG_ACCESSORS(32, "ldr", "str", "w")
#if HWREG_HAVE_64BIT
HWREG_ACCESSORS(64, "ldr", "str", "x")
#endif

#undef HWREG_ACCESSORS
#undef HWREG_ORDERED
#undef HWREG_MANY
#undef HWREG_LOAD
#undef HWREG_STORE

#ifdef __cplusplus
}
#endif

#endif
