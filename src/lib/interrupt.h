/* SPDX-License-Identifier: MIT */
/* interrupt.h - the interrupt of a device, once it is open, and what the kinds of devices do each in its way */
#ifndef HWREG_LIB_INTERRUPT_H
#define HWREG_LIB_INTERRUPT_H

#include "error.h"
#include "vfio/vfio.h"

/**
 * struct interrupt_kind - how the kernel hands interrupts over
 * @find: the device of @spec, and what struct hwreg_interrupt says of it; opens nothing
 * @open: @fd, and what is needed to enable it
 * @close: what @open opened but for @fd
 * @take: 0 with the kernel's @count of interrupts, -EAGAIN if none has come, -EIO if the device has gone
 * @enable: let it through, or not
 */
struct interrupt_kind {
	int (*find)(struct hwreg_interrupt *interrupt, const char *spec, struct hwreg_error *err);
	int (*open)(struct hwreg_interrupt *interrupt, struct hwreg_error *err);
	void (*close)(struct hwreg_interrupt *interrupt);
	int (*take)(struct hwreg_interrupt *interrupt, uint32_t *count, struct hwreg_error *err);
	int (*enable)(struct hwreg_interrupt *interrupt, bool enable, struct hwreg_error *err);
};

extern const struct interrupt_kind interrupt_uio, interrupt_vfio;

/**
 * struct hwreg_interrupt - a device that is waited for
 * @spec: "uio:uio0", "vfio:0000:00:01.0/msi0"
 * @driver: that it has, for messages
 * @fd: readable when something is to be told, not blocking; -1 in a dry run
 * @writable: it may be enabled and disabled
 * @count: of the last interrupt that was told, at first that of the opening
 * @told: its time
 * @looked: the last @told at which the descriptor that cancels was looked at before reading
 * @config: UIO: config space, where the interrupt is enabled; -1: the driver enables it
 * @vfio: VFIO: the container to open the device in; owned
 * @place: VFIO: the device
 * @device: VFIO: the same, open; NULL: not claimed
 * @irq: VFIO: the kind
 * @vector: VFIO: which of that kind
 * @event: VFIO: eventfd that counts; @fd waits for it and for the kernel's request to give the device back
 * @attached: VFIO: the kernel knows @event
 * @asked: VFIO: the last @told at which that request was looked at before reading
 */
struct hwreg_interrupt {
	const struct interrupt_kind *kind;
	char spec[72];
	char driver[64];
	int fd;
	bool writable;
	uint32_t count;
	int64_t told;
	int64_t looked;
	int config;
	struct hwreg_vfio *vfio;
	struct vfio_place place;
	struct vfio_device *device;
	enum vfio_irq irq;
	unsigned int vector;
	int event;
	bool attached;
	int64_t asked;
};

#define INTERRUPT_LOOK \
	INT64_C(10000000) /* so long a stream of interrupts hides what else there is to see */

/** interrupt_failed() - @what of it failed; Return: -@sys_errno */
int interrupt_failed(const struct hwreg_interrupt *interrupt, const char *what, int sys_errno,
		     struct hwreg_error *err);

#endif
