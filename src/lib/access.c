// SPDX-License-Identifier: MIT
/* access.c - checked, guarded and observed accesses: one load or store each */
#include "access.h"

#include <inttypes.h>
#include <signal.h>

#include "backend/backend.h"
#include "guard.h"
#include "hwreg_io.h"

int hwreg_access_check(const struct hwreg_target *target, uint64_t number, unsigned int bits,
		       struct hwreg_error *err)
{
	uint64_t place = number - target->numbers.first + target->map_offset;
	uint64_t over;

	if (!hwreg_target_admits(target, bits))
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EINVAL, "a width of %u bits: %s", bits,
			target->numbered ? "a register has 8 to 64 bits, a multiple of 8"
					 : "an access has 8, 16, 32 or 64 bits");
	if (target->numbered)
		return 0;
	over = number & (bits / 8 - 1);
	if (over)
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EINVAL,
			"0x%08" PRIx64 " is not aligned to %u bits: one access would become "
			"two; the next aligned addresses are 0x%08" PRIx64 " and 0x%08" PRIx64,
			number, bits, number - over, number - over + bits / 8);
	if (place & (bits / 8 - 1))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "0x%08" PRIx64 " is at 0x%" PRIx64
				       " of %s, which is not aligned to "
				       "%u bits: one access would become two",
				       number, place, target->spec, bits);
	if (bits == 64 && !HWREG_HAVE_64BIT)
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, ENOTSUP,
			"0x%08" PRIx64 ": this 32-bit CPU cannot access 64 bits at once", number);
	return 0;
}

static uint64_t load(const volatile void *at, unsigned int bits, bool big)
{
	switch (bits) {
	case 8:
		return hwreg_read8(at);
	case 16:
		return big ? hwreg_read16be(at) : hwreg_read16(at);
	case 32:
		return big ? hwreg_read32be(at) : hwreg_read32(at);
	default:
#if HWREG_HAVE_64BIT
		return big ? hwreg_read64be(at) : hwreg_read64(at);
#else
		return 0;
#endif
	}
}

static void store(volatile void *at, unsigned int bits, bool big, uint64_t value)
{
	switch (bits) {
	case 8:
		hwreg_write8(at, value);
		break;
	case 16:
		big ? hwreg_write16be(at, value) : hwreg_write16(at, value);
		break;
	case 32:
		big ? hwreg_write32be(at, value) : hwreg_write32(at, value);
		break;
	default:
#if HWREG_HAVE_64BIT
		big ? hwreg_write64be(at, value) : hwreg_write64(at, value);
#endif
		break;
	}
}

static void touch(volatile void *at, struct hwreg_access *access)
{
	bool big = access->endian == HWREG_BIG_ENDIAN;

	if (access->write)
		store(at, access->width, big, access->value);
	else
		access->value = load(at, access->width, big);
}

const char *hwreg_access_fault_reason(const struct hwreg_window *window)
{
	if (window->target->backend->sync)
		return "the file is shorter than when it was opened, or its device failed";
	return "nothing answered at this address (is the block powered and clocked?)";
}

int hwreg_access_fault(const struct hwreg_window *window, const struct hwreg_access *access,
		       int signal, struct hwreg_error *err)
{
	hwreg_error_set(err, HWREG_ERROR_ACCESS, EFAULT, "%s %u bits at 0x%08" PRIx64 ": %s: %s",
			access->write ? "write" : "read", access->width, access->address,
			signal == SIGBUS ? "bus error" : "segmentation fault",
			hwreg_access_fault_reason(window));
	if (err) {
		err->address = access->address;
		err->width = access->width;
	}
	return -EFAULT;
}

static int make_mapped(struct hwreg_window *window, struct hwreg_access *access,
		       struct hwreg_error *err)
{
	volatile char *at = window->bytes + (access->number - window->numbers.first);
	struct hwreg_guard_frame frame = { .first = at, .size = access->width / 8 };
	int signal;

	window->unsynced |= access->write;
	if (!window->guard) {
		touch(at, access);
		return 0;
	}
	signal = sigsetjmp(frame.env, 0);
	if (signal == 0) {
		hwreg_guard_enter(&frame);
		touch(at, access);
		hwreg_access_settle();
	}
	hwreg_guard_leave();
	return signal ? hwreg_access_fault(window, access, signal, err) : 0;
}

uint64_t hwreg_bytes_decode(const unsigned char *bytes, unsigned int count, bool big)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < count; i++)
		value = value << 8 | bytes[big ? i : count - 1 - i];
	return value;
}

void hwreg_bytes_encode(unsigned char *bytes, unsigned int count, bool big, uint64_t value)
{
	for (unsigned int i = 0; i < count; i++, value >>= 8)
		bytes[big ? count - 1 - i : i] = value & 0xff;
}

static int make_unmapped(struct hwreg_window *window, struct hwreg_access *access,
			 struct hwreg_error *err)
{
	struct hwreg_target *target = window->target;
	bool big = access->endian == HWREG_BIG_ENDIAN;
	unsigned int count = access->width / 8;
	unsigned char bytes[8];
	int r;

	if (access->write) {
		hwreg_bytes_encode(bytes, count, big, access->value);
		return target->backend->write(target, access->number, bytes, count, err);
	}
	r = target->backend->read(target, access->number, bytes, count, err);
	if (!r)
		access->value = hwreg_bytes_decode(bytes, count, big);
	return r;
}

int hwreg_access_may(const struct hwreg_target *target, const struct hwreg_range *numbers,
		     bool write, struct hwreg_error *err)
{
	uint64_t base = target->physical_base, first = numbers->first + base;

	if (!target->grants)
		return 0;
	if (!target->physical || numbers->last + base < first)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, EPERM,
				       "target %s: has no physical addresses that could be granted",
				       target->spec);
	return hwreg_grants_check(target->grants, first, numbers->last + base, write, err);
}

int hwreg_access_check_window(struct hwreg_window *window, const struct hwreg_access *access,
			      struct hwreg_error *err)
{
	struct hwreg_range range = {
		access->number,
		access->number + hwreg_target_step(window->target, access->width) - 1,
	};
	int r = hwreg_access_check(window->target, access->number, access->width, err);

	if (r)
		return r;
	if (range.last < range.first || !hwreg_range_contains(&window->numbers, &range))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
				       "0x%08" PRIx64 " is outside the window 0x%08" PRIx64
				       "-0x%08" PRIx64,
				       access->number, window->numbers.first, window->numbers.last);
	r = hwreg_access_may(window->target, &range, access->write, err);
	if (r || !access->write)
		return r;
	if (!window->write)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EACCES,
				       "the window was not opened to write");
	if (access->value & ~hwreg_mask(access->width))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
				       "0x%" PRIx64 " does not fit in %u bits", access->value,
				       access->width);
	return hwreg_window_make_writable(window, err);
}

static int tell(const struct hwreg_observer *observer, struct hwreg_access *access,
		enum hwreg_access_phase phase, int result)
{
	if (!observer || !observer->call)
		return 0;
	access->phase = phase;
	access->result = result;
	return observer->call(observer->data, access);
}

int hwreg_access_make(struct hwreg_window *window, const struct hwreg_observer *observer,
		      struct hwreg_access *access, struct hwreg_error *err)
{
	int r = hwreg_access_check_window(window, access, err);

	if (r)
		return r;
	access->size = sizeof(*access);
	access->count = 1;
	access->target = window->target->spec;
	r = tell(observer, access, HWREG_ACCESS_BEGIN, 0);
	if (r < 0)
		return hwreg_error_set(err, HWREG_ERROR_ACCESS, -r,
				       "0x%08" PRIx64 ": the access was stopped before it was made",
				       access->address);
	r = window->bytes ? make_mapped(window, access, err) : make_unmapped(window, access, err);
	tell(observer, access, HWREG_ACCESS_END, r);
	if (r && err) {
		err->address = access->address;
		err->width = access->width;
	}
	return r;
}

static int access_window(struct hwreg_window *window, uint64_t offset, struct hwreg_access *access,
			 struct hwreg_error *err)
{
	if (offset > window->numbers.last - window->numbers.first)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
				       "offset 0x%" PRIx64 " is outside the window of 0x%" PRIx64
				       " bytes",
				       offset, window->numbers.last - window->numbers.first + 1);
	access->number = window->numbers.first + offset;
	access->address = access->number + window->target->number_base;
	return hwreg_access_make(window, NULL, access, err);
}

int hwreg_window_read(struct hwreg_window *window, uint64_t offset, unsigned int bits,
		      enum hwreg_endian endian, uint64_t *value, struct hwreg_error *err)
{
	struct hwreg_access access = { .width = bits <= 64 ? bits : 0, .endian = endian };
	int r = access_window(window, offset, &access, err);

	if (!r)
		*value = access.value;
	return r;
}

int hwreg_window_write(struct hwreg_window *window, uint64_t offset, unsigned int bits,
		       enum hwreg_endian endian, uint64_t value, struct hwreg_error *err)
{
	struct hwreg_access access = {
		.width = bits <= 64 ? bits : 0, .endian = endian, .write = true, .value = value
	};

	return access_window(window, offset, &access, err);
}
