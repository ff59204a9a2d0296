// SPDX-License-Identifier: MIT
/*
 * interrupt_uio.c - the interrupt of a UIO device
 *
 * Kernel: Documentation/driver-api/uio-howto.rst. A read of 4 bytes gives the count, a write of 4
 * bytes calls the driver's irqcontrol; uio_pci_generic has none and leaves the bit Interrupt Disable
 * of the command register (PCI Local Bus Specification 3.0, 6.2.2) to user space.
 */
#include "interrupt.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "backend/devnode.h"
#include "backend/uio.h"

#define COMMAND 4 /* the command register, 16 bits */
#define INTERRUPT_DISABLE_HIGH 0x04 /* its bit 10, in the upper byte */

/* Ready although nothing was asked for: the kernel's way to tell an error. Takes no interrupt away. */
static bool is_without_interrupt(const struct hwreg_interrupt *interrupt)
{
	struct pollfd polled = { .fd = interrupt->fd, .events = 0 };

	return poll(&polled, 1, 0) > 0;
}

static int open_node(struct hwreg_interrupt *interrupt, const char *device, struct hwreg_error *err)
{
	char path[80];
	int r;

	snprintf(path, sizeof(path), "/dev/%s", device);
	interrupt->fd = open(path, (interrupt->writable ? O_RDWR : O_RDONLY) | O_NONBLOCK |
					   O_CLOEXEC | O_NOCTTY);
	if (interrupt->fd < 0) {
		r = errno;
		hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, r, "%s: open: %s", path, strerror(r));
		hwreg_uio_explain(path, r, err);
		return -r;
	}
	if (is_without_interrupt(interrupt))
		return hwreg_error_set(
			err, HWREG_ERROR_UNAVAILABLE, ENOTSUP,
			"%s: the device has no interrupt: its driver (%s) found none to give, such "
			"as `interrupts` in the device tree or a PCI interrupt line",
			interrupt->spec, interrupt->driver);
	return 0;
}

/* Only this driver leaves it to user space; others that have no irqcontrol do not want it */
static int open_config(struct hwreg_interrupt *interrupt, const char *device,
		       struct hwreg_error *err)
{
	char path[160];
	int r;

	if (!interrupt->writable || strcmp(interrupt->driver, "uio_pci_generic") != 0)
		return 0;
	snprintf(path, sizeof(path), UIO_CLASS "/%s/device/config", device);
	interrupt->config = open(path, O_RDWR | O_CLOEXEC);
	if (interrupt->config >= 0)
		return 0;
	r = errno;
	return hwreg_error_set(
		err, HWREG_ERROR_UNAVAILABLE, r,
		"%s: open to write: %s: the interrupt of a PCI device is enabled by its command "
		"register, in config space;\nrun with sudo (hwreg irq --no-enable only waits for "
		"one)",
		path, strerror(r));
}

/* What comes while this is read belongs to the descriptor already: see missed() */
static void read_count(struct hwreg_interrupt *interrupt, const char *device)
{
	char path[96];
	uint64_t count;

	snprintf(path, sizeof(path), UIO_CLASS "/%s/event", device);
	if (hwreg_devnode_read_number(path, &count) == 0)
		interrupt->count = (uint32_t)count;
}

static int find(struct hwreg_interrupt *interrupt, const char *spec, struct hwreg_error *err)
{
	char device[UIO_NAME];
	int r = hwreg_uio_find(spec, device, err);

	if (r)
		return r;
	snprintf(interrupt->spec, sizeof(interrupt->spec), "uio:%s", device);
	hwreg_uio_driver(device, interrupt->driver, sizeof(interrupt->driver));
	return 0;
}

static int open_device(struct hwreg_interrupt *interrupt, struct hwreg_error *err)
{
	const char *device = strchr(interrupt->spec, ':') + 1;
	int r = open_node(interrupt, device, err);

	if (!r)
		r = open_config(interrupt, device, err);
	if (!r)
		read_count(interrupt, device);
	return r;
}

static void close_device(struct hwreg_interrupt *interrupt)
{
	if (interrupt->config >= 0)
		close(interrupt->config);
}

static int removed(const struct hwreg_interrupt *interrupt, struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_ACCESS, EIO,
			       "%s: the device was unbound from its UIO driver (%s): no interrupt "
			       "comes here any more",
			       interrupt->spec, interrupt->driver);
}

static int take(struct hwreg_interrupt *interrupt, uint32_t *count, struct hwreg_error *err)
{
	ssize_t got;

	do
		got = read(interrupt->fd, count, sizeof(*count));
	while (got < 0 && errno == EINTR);
	if (got == sizeof(*count))
		return 0;
	if (got < 0 && errno == EAGAIN)
		return -EAGAIN;
	if (got >= 0 || errno == EIO)
		return removed(interrupt, err);
	return interrupt_failed(interrupt, "read", errno, err);
}

/* As a whole, as the kernel does it: QEMU overlooks a change by a write of the upper byte alone */
static int enable_pci(const struct hwreg_interrupt *interrupt, bool enable, struct hwreg_error *err)
{
	unsigned char command[2], before;
	ssize_t done = pread(interrupt->config, command, sizeof(command), COMMAND);

	if (done == sizeof(command)) {
		before = command[1];
		command[1] &= ~INTERRUPT_DISABLE_HIGH;
		command[1] |= enable ? 0 : INTERRUPT_DISABLE_HIGH;
		if (command[1] != before)
			done = pwrite(interrupt->config, command, sizeof(command), COMMAND);
	}
	if (done == sizeof(command))
		return 0;
	return interrupt_failed(interrupt, "command register in config space",
				done < 0 ? errno : EIO, err);
}

static int enable_uio(const struct hwreg_interrupt *interrupt, bool enable, struct hwreg_error *err)
{
	const int32_t on = enable;
	struct pollfd polled = { .fd = interrupt->fd, .events = 0 };
	int r;

	if (write(interrupt->fd, &on, sizeof(on)) == sizeof(on))
		return 0;
	r = errno;
	if (r == ENOSYS)
		return hwreg_error_set(
			err, HWREG_ERROR_UNAVAILABLE, r,
			"%s: its driver (%s) has no way to enable or disable the interrupt; hwreg "
			"irq --no-enable only waits for it",
			interrupt->spec, interrupt->driver);
	if (poll(&polled, 1, 0) > 0)
		return removed(interrupt, err);
	return interrupt_failed(interrupt, enable ? "enable" : "disable", r, err);
}

static int enable(struct hwreg_interrupt *interrupt, bool on, struct hwreg_error *err)
{
	return interrupt->config >= 0 ? enable_pci(interrupt, on, err)
				      : enable_uio(interrupt, on, err);
}

const struct interrupt_kind interrupt_uio = {
	.find = find,
	.open = open_device,
	.close = close_device,
	.take = take,
	.enable = enable,
};
