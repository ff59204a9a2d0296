// SPDX-License-Identifier: MIT
/*
 * edu_model.c - the device for tests of its driver
 *
 * It has done what it was told when the write returns. Its interrupt is a descriptor; the memory that it
 * reaches are two pages. $EDU_MODEL breaks it: "gone" when it is waited for, "absent" from the beginning,
 * "dead" where it tells reasons, "silent" where it tells its status, "corrupt" to change a bit on the way,
 * "reason" to give a wrong one.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "edu.h"
#include "model.h"

#define PAGE 4096u
#define MEMORY 0x10000u /* where the device finds the first page */

enum { FROM, TO, COUNT, WORDS };

/**
 * struct model - the device
 * @board: describes it
 * @words: of the DMA engine
 * @pending: reasons for an interrupt
 * @buffer: its own memory
 * @pages: the driver's, by their number; NULL: not given
 * @event: of the interrupt
 */
struct model {
	const struct hwreg_board *board;
	uint32_t live, factorial, status, words[WORDS], pending;
	unsigned char buffer[PAGE];
	unsigned char *pages[2];
	int event;
	uint32_t count;
};

static bool broken(const char *how)
{
	const char *set = getenv("EDU_MODEL");

	return set && strcmp(set, how) == 0;
}

static void raise_irq(struct model *model, uint32_t reason)
{
	model->pending |= broken("reason") ? reason << 1 : reason;
	eventfd_write(model->event, 1);
}

/* ---- Registers -------------------------------------------------------------------------------- */

static int read_live(void *data, const struct hwreg_register *reg, uint64_t *value)
{
	const struct model *model = data;

	(void)reg;
	*value = ~model->live;
	return broken("absent") ? -EIO : 0;
}

static int write_live(void *data, const struct hwreg_register *reg, uint64_t value)
{
	struct model *model = data;

	(void)reg;
	model->live = (uint32_t)value;
	return 0;
}

static int read_status(void *data, const struct hwreg_register *reg, uint64_t *value)
{
	const struct model *model = data;

	(void)reg;
	*value = model->status;
	return broken("silent") ? -EIO : 0;
}

static int write_status(void *data, const struct hwreg_register *reg, uint64_t value)
{
	struct model *model = data;

	(void)reg;
	model->status = (uint32_t)value;
	return 0;
}

static int read_factorial(void *data, const struct hwreg_register *reg, uint64_t *value)
{
	const struct model *model = data;

	(void)reg;
	*value = model->factorial;
	return 0;
}

static int compute(void *data, const struct hwreg_register *reg, uint64_t value)
{
	struct model *model = data;

	(void)reg;
	model->factorial = 1;
	for (; value > 1; value--)
		model->factorial *= (uint32_t)value;
	if (model->status & EDU_STATUS_INTERRUPT_MASK)
		raise_irq(model, 1);
	return 0;
}

static int read_reason(void *data, const struct hwreg_register *reg, uint64_t *value)
{
	const struct model *model = data;

	(void)reg;
	*value = model->pending;
	return broken("dead") ? -EIO : 0;
}

static int acknowledge(void *data, const struct hwreg_register *reg, uint64_t value)
{
	struct model *model = data;

	(void)reg;
	model->pending &= ~(uint32_t)value;
	return 0;
}

static int write_word(void *data, const struct hwreg_register *reg, uint64_t value)
{
	struct model *model = data;
	struct hwreg_register_info info = { .size = sizeof(info) };

	hwreg_register_describe(model->board, reg, &info);
	model->words[(info.address - EDU_DMA_FROM_OFFSET) / 8] = (uint32_t)value;
	return 0;
}

/* The driver's memory at an address of the device's; NULL: it is not all there */
static unsigned char *reach(struct model *model, uint32_t address, uint32_t size)
{
	const uint32_t page = (address - MEMORY) / PAGE, at = address % PAGE;

	return page < 2 && model->pages[page] && size <= PAGE - at ? model->pages[page] + at : NULL;
}

static int transfer(void *data, const struct hwreg_register *reg, uint64_t value)
{
	struct model *model = data;
	const bool to_memory = value & EDU_DMA_COMMAND_TO_MEMORY_MASK;
	const uint32_t outside = model->words[to_memory ? TO : FROM];
	const uint32_t inside = model->words[to_memory ? FROM : TO] - EDU_BUFFER;
	const uint32_t size = model->words[COUNT];
	unsigned char *memory = reach(model, outside, size);

	(void)reg;
	if (!(value & EDU_DMA_COMMAND_START_MASK))
		return 0;
	if (!memory || inside >= PAGE || size > PAGE - inside)
		return -EFAULT;
	if (to_memory)
		memcpy(memory, model->buffer + inside, size);
	else
		memcpy(model->buffer + inside, memory, size);
	if (broken("corrupt"))
		model->buffer[inside + size - 1] ^= 1;
	if (value & EDU_DMA_COMMAND_INTERRUPT_MASK)
		raise_irq(model, 0x100);
	return 0;
}

static const struct model_register registers[] = {
	{ "EDU.LIVENESS", read_live, write_live },   { "EDU.FACTORIAL", read_factorial, compute },
	{ "EDU.STATUS", read_status, write_status }, { "EDU.REASON", read_reason, NULL },
	{ "EDU.ACKNOWLEDGE", NULL, acknowledge },    { "EDU.DMA_FROM", NULL, write_word },
	{ "EDU.DMA_TO", NULL, write_word },          { "EDU.DMA_COUNT", NULL, write_word },
	{ "EDU.DMA_COMMAND", NULL, transfer },       { NULL, NULL, NULL },
};

/* ---- Interrupt and memory --------------------------------------------------------------------- */

/* As a level: it comes at once if a reason still stands */
static int enable(struct irq *irq, struct hwreg_error *err)
{
	struct model *model = irq->data;

	(void)err;
	if (model->pending)
		eventfd_write(model->event, 1);
	return 0;
}

static int wait_one(struct irq *irq, int64_t timeout, struct hwreg_error *err)
{
	struct model *model = irq->data;
	struct pollfd fd = { irq->fd, POLLIN, 0 };
	eventfd_t event;

	if (broken("gone"))
		return fail(err, HWREG_ERROR_ACCESS, EIO, "the device was taken away");
	if (poll(&fd, 1, (int)(timeout / 1000000)) != 1 || eventfd_read(irq->fd, &event))
		return fail(err, HWREG_ERROR_ANSWER, ETIMEDOUT, "no interrupt in time");
	irq->count = ++model->count;
	return 0;
}

static void close_one(struct irq *irq)
{
	struct model *model = irq->data;

	close(model->event);
	free(model);
}

int edu_device(struct device *device, struct hwreg_error *err)
{
	static const char *const targets[] = { "sim", NULL };
	struct model *model = calloc(1, sizeof(*model));
	int r;

	if (!model)
		return fail(err, HWREG_ERROR_ACCESS, ENOMEM, "out of memory");
	model->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	device->irq = (struct irq){
		.fd = model->event,
		.enable = enable,
		.wait = wait_one,
		.close = close_one,
		.data = model,
	};
	r = device_start(device, "edu", targets, err);
	model->board = device->board;
	if (!r)
		r = model_attach(device, registers, model, err);
	return r ? r : device_map(device, "EDU", err);
}

int edu_memory_new(struct edu_memory *memory, struct device *device, size_t size,
		   struct hwreg_error *err)
{
	struct model *model = device->irq.data;
	const int page = model->pages[0] ? 1 : 0;

	if (size > PAGE || model->pages[page])
		return fail(err, HWREG_ERROR_ACCESS, ENOMEM, "the model knows two pages");
	memory->dma = memory->bytes = model->pages[page] = calloc(1, PAGE);
	memory->address = MEMORY + PAGE * (unsigned int)page;
	return memory->bytes ? 0 : fail(err, HWREG_ERROR_ACCESS, ENOMEM, "out of memory");
}

void edu_memory_free(struct edu_memory *memory)
{
	free(memory->dma);
}
