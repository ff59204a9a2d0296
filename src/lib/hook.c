// SPDX-License-Identifier: MIT
/* hook.c - accesses by address to windows that are not mapped */
#include "hook.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "hwreg_io.h"

/**
 * struct hwreg_hook - the addresses of a window
 * @pages: without memory
 * @size: of @pages
 * @first: address that stands for the first byte of the window
 * @failed: what the first access that failed returned, until somebody asks
 * @failure: what it said
 */
struct hwreg_hook {
	struct hwreg_hook *next;
	struct hwreg_window *window;
	void *pages;
	size_t size;
	volatile char *first;
	int failed;
	struct hwreg_error failure;
};

static struct hwreg_hook *hooks;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define CPU_ENDIAN HWREG_BIG_ENDIAN
#else
#define CPU_ENDIAN HWREG_LITTLE_ENDIAN
#endif

static uint64_t window_size(const struct hwreg_window *window)
{
	return window->numbers.last - window->numbers.first + 1;
}

/* Addresses are aligned as what they stand for */
static struct hwreg_hook *make_hook(struct hwreg_window *window)
{
	struct hwreg_hook *hook;
	uint64_t page = hwreg_page_size(), before = window->numbers.first % page;
	uint64_t size = before + window_size(window);

	/* 0: all there is; more than the address space has is refused by mmap(2) */
	if (size < before || size > SIZE_MAX / 2)
		return NULL;
	hook = calloc(1, sizeof(*hook));
	if (!hook)
		return NULL;
	hook->window = window;
	hook->size = (size + page - 1) / page * page;
	hook->pages = mmap(NULL, hook->size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
			   -1, 0);
	if (hook->pages == MAP_FAILED) {
		free(hook);
		return NULL;
	}
	hook->first = (char *)hook->pages + before;
	return hook;
}

volatile void *hwreg_io_pointer(struct hwreg_window *window)
{
	struct hwreg_hook *hook = window->hook;

	if (window->bytes)
		return hwreg_window_pointer(window);
	/* there are no bytes where a number is a register */
	if (window->target->numbered)
		return NULL;
	if (!hook) {
		hook = make_hook(window);
		if (!hook)
			return NULL;
		window->hook = hook;
		pthread_mutex_lock(&lock);
		hook->next = hooks;
		hooks = hook;
		pthread_mutex_unlock(&lock);
	}
	return hook->first;
}

void hwreg_hook_forget(struct hwreg_window *window)
{
	struct hwreg_hook *hook = window->hook, **at;

	if (!hook)
		return;
	pthread_mutex_lock(&lock);
	for (at = &hooks; *at != hook; at = &(*at)->next)
		;
	*at = hook->next;
	pthread_mutex_unlock(&lock);
	munmap(hook->pages, hook->size);
	free(hook);
	window->hook = NULL;
}

/* Not held while the access is made: a model may make others */
static struct hwreg_hook *find_hook(const volatile void *address)
{
	struct hwreg_hook *hook;

	pthread_mutex_lock(&lock);
	for (hook = hooks; hook; hook = hook->next)
		if ((uintptr_t)address - (uintptr_t)hook->pages < hook->size)
			break;
	pthread_mutex_unlock(&lock);
	return hook;
}

/* Also of addresses before the window, in its first page: then the offset is one that no window has */
static uint64_t offset_of(const struct hwreg_hook *hook, const volatile void *address)
{
	return (uint64_t)(uintptr_t)address - (uint64_t)(uintptr_t)hook->first;
}

static void note_failure(struct hwreg_hook *hook, int result, const struct hwreg_error *err)
{
	pthread_mutex_lock(&lock);
	if (!hook->failed) {
		hook->failed = result;
		hook->failure = *err;
	}
	pthread_mutex_unlock(&lock);
}

static uint64_t read_mapped(const volatile void *address, unsigned int bits)
{
	switch (bits) {
	case 8:
		return hwreg_io_load8(address);
	case 16:
		return hwreg_io_load16(address);
#if HWREG_HAVE_64BIT
	case 64:
		return hwreg_io_load64(address);
#endif
	default:
		return hwreg_io_load32(address);
	}
}

static void write_mapped(volatile void *address, unsigned int bits, uint64_t value)
{
	switch (bits) {
	case 8:
		hwreg_io_store8(address, value);
		break;
	case 16:
		hwreg_io_store16(address, value);
		break;
#if HWREG_HAVE_64BIT
	case 64:
		hwreg_io_store64(address, value);
		break;
#endif
	default:
		hwreg_io_store32(address, value);
	}
}

uint64_t hwreg_io_read(const volatile void *address, unsigned int bits)
{
	struct hwreg_hook *hook = find_hook(address);
	struct hwreg_error err = HWREG_ERROR_INIT;
	uint64_t value = 0;
	int r;

	if (!hook)
		return read_mapped(address, bits);
	r = hwreg_window_read(hook->window, offset_of(hook, address), bits, CPU_ENDIAN, &value,
			      &err);
	if (!r)
		return value;
	note_failure(hook, r, &err);
	return UINT64_MAX >> (64 - bits);
}

void hwreg_io_write(volatile void *address, unsigned int bits, uint64_t value)
{
	struct hwreg_hook *hook = find_hook(address);
	struct hwreg_error err = HWREG_ERROR_INIT;
	int r;

	if (!hook) {
		write_mapped(address, bits, value);
		return;
	}
	r = hwreg_window_write(hook->window, offset_of(hook, address), bits, CPU_ENDIAN, value,
			       &err);
	if (r)
		note_failure(hook, r, &err);
}

int hwreg_io_failure(struct hwreg_window *window, struct hwreg_error *err)
{
	struct hwreg_hook *hook = window->hook;
	int r;

	if (!hook)
		return 0;
	pthread_mutex_lock(&lock);
	r = hook->failed;
	hook->failed = 0;
	if (r && err)
		*err = hook->failure;
	pthread_mutex_unlock(&lock);
	return r;
}
