/* SPDX-License-Identifier: MIT */
/* irq.h - where a driver's interrupts come from: the kernel (irq.c), or in a test a model of the device */
#ifndef IRQ_H
#define IRQ_H

#include <hwreg.h>

/**
 * struct irq - an interrupt of one device
 * @fd: readable when one has come, or the device has gone away
 * @count: interrupts until now, as the kernel counts them
 * @missed: those of them that came between two waits
 * @enable: let the next one through
 * @wait: as hwreg_interrupt_wait(); counts
 * @close: give it back
 * @data: theirs
 */
struct irq {
	int fd;
	uint32_t count;
	uint32_t missed;
	int (*enable)(struct irq *irq, struct hwreg_error *err);
	int (*wait)(struct irq *irq, int64_t timeout, struct hwreg_error *err);
	void (*close)(struct irq *irq);
	void *data;
};

/** irq_open() - that of a UIO or VFIO device; @vfio: what has the device open, or NULL */
int irq_open(struct irq *irq, const char *spec, struct hwreg_vfio *vfio, struct hwreg_error *err);

#endif
