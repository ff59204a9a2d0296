// SPDX-License-Identifier: MIT
/* edu.c - a driver for QEMU's edu device (docs/specs/edu.txt) */
#include "edu.h"

#include <errno.h>
#include <inttypes.h>

#define PATIENCE INT64_C(20000000000)
#define PROBE 0x5aa50ff0u

/* Reasons for an interrupt */
#define COMPUTED 0x1u
#define TRANSFERRED 0x100u

int edu_open(struct edu *edu, struct hwreg_error *err)
{
	int r = edu_device(&edu->device, err);

	if (r)
		return r;
	edu->regs = edu_at(hwreg_window_pointer(edu->device.window));
	edu_LIVENESS_write(&edu->regs, PROBE);
	if ((edu_ID_read(&edu->regs) & 0xffff) != 0xed || edu_LIVENESS_read(&edu->regs) != ~PROBE)
		return fail(err, HWREG_ERROR_UNAVAILABLE, ENXIO,
			    "this is no edu device: it does not answer as one");
	edu_ACKNOWLEDGE_write(&edu->regs, UINT32_MAX);
	edu_STATUS_INTERRUPT_update(&edu->regs, 1);
	/* the device moves data by itself only if it is bus master */
	return device_write(&edu->device, "HEADER.COMMAND.MASTER=1", err);
}

/* After that it leaves memory alone, whatever it was doing */
static void stop(struct edu *edu)
{
	device_write(&edu->device, "HEADER.COMMAND.MASTER=0", NULL);
}

static int leave(void *data)
{
	const struct edu *edu = data;

	edu_STATUS_INTERRUPT_update(&edu->regs, 0);
	edu_ACKNOWLEDGE_write(&edu->regs, UINT32_MAX);
	edu_REASON_read(&edu->regs);
	return 0;
}

/* It may have been opened in part, or have gone away meanwhile */
void edu_close(struct edu *edu)
{
	if (edu->regs.base) {
		hwreg_guard_call(edu->device.session, leave, edu, NULL);
		stop(edu);
	}
	device_close(&edu->device);
}

/* Before the device is told to do anything: what MSI tells while it is disabled is lost */
static int get_ready(struct edu *edu, struct hwreg_error *err)
{
	return edu->device.irq.enable(&edu->device.irq, err);
}

/* The request is taken back before the interrupt is enabled again: reading sees to the order */
static int wait_for(struct edu *edu, uint32_t reason, struct hwreg_error *err)
{
	uint32_t got;
	int r = edu->device.irq.wait(&edu->device.irq, PATIENCE, err);

	if (r)
		return r;
	got = edu_REASON_read(&edu->regs);
	edu_ACKNOWLEDGE_write(&edu->regs, got);
	if (edu_REASON_read(&edu->regs) || got != reason)
		return fail(err, HWREG_ERROR_ACCESS, EPROTO,
			    "the device interrupts for 0x%" PRIx32 ", not 0x%" PRIx32, got, reason);
	return 0;
}

int edu_factorial(struct edu *edu, uint32_t number, uint32_t *result, struct hwreg_error *err)
{
	int r = get_ready(edu, err);

	if (r)
		return r;
	edu_FACTORIAL_write(&edu->regs, number);
	r = wait_for(edu, COMPUTED, err);
	if (!r)
		*result = edu_FACTORIAL_read(&edu->regs);
	return r;
}

static int transfer(struct edu *edu, uint64_t from, uint64_t to, size_t size, uint32_t direction,
		    struct hwreg_error *err)
{
	int r;

	if (size > EDU_BUFFER_SIZE || from > UINT32_MAX - size || to > UINT32_MAX - size)
		return fail(err, HWREG_ERROR_REQUEST, ERANGE,
			    "%zu bytes from 0x%" PRIx64 " to 0x%" PRIx64
			    ": the device takes %u, and addresses of 32 bits",
			    size, from, to, EDU_BUFFER_SIZE);
	r = get_ready(edu, err);
	if (r)
		return r;
	edu_DMA_FROM_write(&edu->regs, (uint32_t)from);
	edu_DMA_TO_write(&edu->regs, (uint32_t)to);
	edu_DMA_COUNT_write(&edu->regs, (uint32_t)size);
	/* ordered: what is in memory is there before the device is told */
	edu_DMA_COMMAND_write(&edu->regs, EDU_DMA_COMMAND_START_MASK |
						  EDU_DMA_COMMAND_INTERRUPT_MASK | direction);
	r = wait_for(edu, TRANSFERRED, err);
	if (r) /* the memory is the caller's again */
		stop(edu);
	return r;
}

int edu_put(struct edu *edu, const struct edu_memory *memory, size_t size, struct hwreg_error *err)
{
	return transfer(edu, memory->address, EDU_BUFFER, size, 0, err);
}

int edu_get(struct edu *edu, const struct edu_memory *memory, size_t size, struct hwreg_error *err)
{
	return transfer(edu, EDU_BUFFER, memory->address, size, EDU_DMA_COMMAND_TO_MEMORY_MASK,
			err);
}

int edu_wait(struct edu *edu, struct hwreg_error *err)
{
	int r = get_ready(edu, err);

	return r ? r : edu->device.irq.wait(&edu->device.irq, PATIENCE, err);
}

struct polling {
	struct edu *edu;
	struct hwreg_error *err;
};

/*
 * A device that is not there reads as ones, or is a bus error, but one that the kernel has taken away may
 * answer all the same: its mapping stays, and only the descriptor tells.
 */
static int poll_status(void *data)
{
	const struct polling *polling = data;
	struct irq *irq = &polling->edu->device.irq;
	int r = -ETIMEDOUT;

	while (r == -ETIMEDOUT) {
		if (edu_STATUS_read(&polling->edu->regs) == UINT32_MAX)
			return fail(polling->err, HWREG_ERROR_ACCESS, ENODEV,
				    "the device does not answer any more: it reads as ones");
		r = irq->wait(irq, 0, polling->err);
	}
	return r;
}

int edu_poll(struct edu *edu, struct hwreg_error *err)
{
	struct polling polling = { edu, err };

	return hwreg_guard_call(edu->device.session, poll_status, &polling, err);
}
