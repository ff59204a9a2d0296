// SPDX-License-Identifier: MIT
/* irq.c - interrupts that the kernel hands over */
#include "irq.h"

static int enable(struct irq *irq, struct hwreg_error *err)
{
	return hwreg_interrupt_enable(irq->data, true, err);
}

static int wait_one(struct irq *irq, int64_t timeout, struct hwreg_error *err)
{
	struct hwreg_interrupt_event event = { .size = sizeof(event) };
	int r = hwreg_interrupt_wait(irq->data, timeout, -1, &event, err);

	if (r)
		return r;
	irq->count = event.count;
	irq->missed += event.missed;
	return 0;
}

static void close_one(struct irq *irq)
{
	hwreg_interrupt_close(irq->data);
}

int irq_open(struct irq *irq, const char *spec, struct hwreg_vfio *vfio, struct hwreg_error *err)
{
	const struct hwreg_interrupt_options options = {
		.size = sizeof(options),
		.flags = HWREG_WRITE,
		.vfio = vfio,
	};
	struct hwreg_interrupt *interrupt;
	int r = hwreg_interrupt_open(&interrupt, spec, &options, err);

	if (r)
		return r;
	*irq = (struct irq){
		.fd = hwreg_interrupt_fd(interrupt),
		.enable = enable,
		.wait = wait_one,
		.close = close_one,
		.data = interrupt,
	};
	return 0;
}
