// SPDX-License-Identifier: MIT
/*
 * interrupt_vfio.c - INTx, MSI and MSI-X of a VFIO device
 *
 * Kernel: include/uapi/linux/vfio.h, eventfd(2): a read gives how many came since the one before. What
 * is waited for is an epoll descriptor of the eventfd and of the one by which the kernel asks for the
 * device back, as it does when it is unbound or unplugged; it then waits until the device is closed.
 */
#include "interrupt.h"

#include <ctype.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

static int syntax(const char *spec, struct hwreg_error *err)
{
	return hwreg_error_set(
		err, HWREG_ERROR_REQUEST, EINVAL,
		"'%s': expected an interrupt of a VFIO device, vfio:DDDD:BB:DD.F/intx, /msiN or "
		"/msixN, such as vfio:0000:00:01.0/msi0",
		spec);
}

/* "intx", "msi3", "msix3" */
static int parse_part(const char *part, enum vfio_irq *irq, unsigned int *vector)
{
	const size_t length = strcspn(part, "0123456789");
	const char *digits = part + length;

	for (*irq = VFIO_INTX; *irq < VFIO_IRQS; ++*irq)
		if (strlen(vfio_irq_name(*irq)) == length &&
		    strncmp(part, vfio_irq_name(*irq), length) == 0)
			break;
	*vector = 0;
	if (*irq == VFIO_INTX)
		return *digits ? -EINVAL : 0;
	if (*irq == VFIO_IRQS || !*digits || strlen(digits) > 4 ||
	    digits[strspn(digits, "0123456789")] || (digits[0] == '0' && digits[1]))
		return -EINVAL;
	*vector = (unsigned int)strtoul(digits, NULL, 10);
	return 0;
}

static int find(struct hwreg_interrupt *interrupt, const char *spec, struct hwreg_error *err)
{
	char device[24];
	int r;

	if (vfio_place_split(spec, &interrupt->place, device) != 0 ||
	    parse_part(interrupt->place.part, &interrupt->irq, &interrupt->vector) != 0)
		return syntax(spec, err);
	r = vfio_place_find(&interrupt->place, device, err);
	if (r)
		return r;
	vfio_format(&interrupt->place, interrupt->place.part, interrupt->spec,
		    sizeof(interrupt->spec));
	interrupt->place.spec = interrupt->spec;
	if (!interrupt->writable)
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EACCES,
			"%s: VFIO raises an interrupt for the program that enables it, "
			"so that it cannot be waited for alone",
			interrupt->spec);
	return interrupt->vfio ? 0 : vfio_new(&interrupt->vfio, err);
}

static int watch(int epoll, int fd)
{
	struct epoll_event event = { .events = EPOLLIN };

	return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static int make_descriptors(struct hwreg_interrupt *interrupt, struct hwreg_error *err)
{
	const int request = vfio_device_request(interrupt->device);

	interrupt->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	interrupt->fd = epoll_create1(EPOLL_CLOEXEC);
	if (interrupt->event < 0 || interrupt->fd < 0 ||
	    watch(interrupt->fd, interrupt->event) != 0 ||
	    (request >= 0 && watch(interrupt->fd, request) != 0))
		return interrupt_failed(interrupt, "make an eventfd", errno, err);
	return 0;
}

static int open_device(struct hwreg_interrupt *interrupt, struct hwreg_error *err)
{
	struct vfio_device *device;
	int r = vfio_device_open(interrupt->vfio, &interrupt->place, &device, err);

	if (r)
		return r;
	r = vfio_irq_claim(device, interrupt->spec, interrupt->irq, interrupt->vector, err);
	if (r) {
		vfio_device_close(device);
		return r;
	}
	interrupt->device = device;
	return make_descriptors(interrupt, err);
}

static void close_device(struct hwreg_interrupt *interrupt)
{
	if (interrupt->device) {
		vfio_irq_release(interrupt->device, interrupt->irq, interrupt->vector);
		vfio_device_close(interrupt->device);
	}
	if (interrupt->event >= 0)
		close(interrupt->event);
}

static bool is_asked_back(const struct hwreg_interrupt *interrupt)
{
	struct pollfd polled = { .fd = vfio_device_request(interrupt->device), .events = POLLIN };

	return poll(&polled, 1, 0) > 0;
}

static int removed(const struct hwreg_interrupt *interrupt, struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_ACCESS, EIO,
			       "%s: the kernel wants the device back (it is being unbound or "
			       "unplugged), and waits until this program closes it",
			       interrupt->spec);
}

static int take(struct hwreg_interrupt *interrupt, uint32_t *count, struct hwreg_error *err)
{
	uint64_t came;
	ssize_t got;

	if (interrupt->told - interrupt->asked >= INTERRUPT_LOOK) {
		interrupt->asked = interrupt->told;
		if (is_asked_back(interrupt))
			return removed(interrupt, err);
	}
	do
		got = read(interrupt->event, &came, sizeof(came));
	while (got < 0 && errno == EINTR);
	if (got == sizeof(came)) {
		*count = interrupt->count + (uint32_t)came;
		return 0;
	}
	if (got >= 0 || errno != EAGAIN)
		return interrupt_failed(interrupt, "read", got >= 0 ? EIO : errno, err);
	return is_asked_back(interrupt) ? removed(interrupt, err) : -EAGAIN;
}

static int enable(struct hwreg_interrupt *interrupt, bool on, struct hwreg_error *err)
{
	int r;

	if (is_asked_back(interrupt))
		return removed(interrupt, err);
	r = vfio_irq_enable(interrupt->device, interrupt->irq, interrupt->vector, interrupt->event,
			    &interrupt->attached, on);
	if (!r)
		return 0;
	interrupt_failed(interrupt, on ? "enable" : "disable", -r, err);
	if (r == -ENOSPC)
		hwreg_error_append(err,
				   ": the machine has not as many interrupts left for the device");
	return r;
}

const struct interrupt_kind interrupt_vfio = {
	.find = find,
	.open = open_device,
	.close = close_device,
	.take = take,
	.enable = enable,
};
