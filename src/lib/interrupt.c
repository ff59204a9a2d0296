// SPDX-License-Identifier: MIT
/*
 * interrupt.c - the interrupt of a UIO device: wait for it, let it through again
 *
 * Kernel: Documentation/driver-api/uio-howto.rst. A read of 4 bytes gives the count, a write of 4
 * bytes calls the driver's irqcontrol; uio_pci_generic has none and leaves the bit Interrupt Disable
 * of the command register (PCI Local Bus Specification 3.0, 6.2.2) to user space.
 */
#include "interrupt.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "backend/devnode.h"
#include "backend/uio.h"

#define SECOND INT64_C(1000000000)
#define LOOK (SECOND / 100) /* so long a stream of interrupts hides that it is cancelled */
#define COMMAND 4 /* the command register, 16 bits */
#define INTERRUPT_DISABLE_HIGH 0x04 /* its bit 10, in the upper byte */

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * SECOND + time.tv_nsec;
}

/* ---- Opening ----------------------------------------------------------------------------------- */

#ifdef CONFIG_BACKEND_UIO

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

static int open_device(struct hwreg_interrupt *interrupt, const char *device,
		       const struct hwreg_interrupt_options *options, struct hwreg_error *err)
{
	int r;

	if (options->raise)
		options->raise(options->raise_data, true);
	r = open_node(interrupt, device, err);
	if (!r)
		r = open_config(interrupt, device, err);
	if (options->raise)
		options->raise(options->raise_data, false);
	if (!r)
		read_count(interrupt, device);
	return r;
}

static int find_and_open(struct hwreg_interrupt *interrupt, const char *spec,
			 const struct hwreg_interrupt_options *options, struct hwreg_error *err)
{
	char device[UIO_NAME];
	int r = hwreg_uio_find(spec, device, err);

	if (r)
		return r;
	snprintf(interrupt->spec, sizeof(interrupt->spec), "uio:%s", device);
	hwreg_uio_driver(device, interrupt->driver, sizeof(interrupt->driver));
	return options->flags & HWREG_DRY_RUN ? 0 : open_device(interrupt, device, options, err);
}

struct listing {
	int (*callback)(void *data, const char *spec, const char *name);
	void *data;
};

static int list_one(void *data, const char *device, const char *name)
{
	const struct listing *listing = data;
	char spec[UIO_NAME + 8];

	snprintf(spec, sizeof(spec), "uio:%s", device);
	return listing->callback(listing->data, spec, name);
}

int hwreg_interrupt_list(int (*callback)(void *data, const char *spec, const char *name),
			 void *data, struct hwreg_error *err)
{
	struct listing listing = { .callback = callback, .data = data };

	return hwreg_uio_each(list_one, &listing, err);
}

#else

static int find_and_open(struct hwreg_interrupt *interrupt, const char *spec,
			 const struct hwreg_interrupt_options *options, struct hwreg_error *err)
{
	(void)interrupt;
	(void)options;
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENOSYS,
			       "%s: this hwreg was built without `uio` targets", spec);
}

int hwreg_interrupt_list(int (*callback)(void *data, const char *spec, const char *name),
			 void *data, struct hwreg_error *err)
{
	(void)callback;
	(void)data;
	(void)err;
	return 0;
}

#endif

static int check_options(const struct hwreg_interrupt_options *options, struct hwreg_error *err)
{
	if (options->size >= sizeof(*options) && !(options->flags & ~(HWREG_WRITE | HWREG_DRY_RUN)))
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
			       "interrupt options of a size, or with flags, that this version does "
			       "not know");
}

int hwreg_interrupt_open(struct hwreg_interrupt **out, const char *spec,
			 const struct hwreg_interrupt_options *options, struct hwreg_error *err)
{
	const struct hwreg_interrupt_options none = { .size = sizeof(none) };
	struct hwreg_interrupt *interrupt;
	int r;

	options = options ? options : &none;
	r = check_options(options, err);
	if (r)
		return r;
	interrupt = calloc(1, sizeof(*interrupt));
	if (!interrupt)
		return hwreg_error_memory(err);
	interrupt->fd = -1;
	interrupt->config = -1;
	interrupt->writable = options->flags & HWREG_WRITE;
	r = find_and_open(interrupt, spec, options, err);
	if (r) {
		hwreg_interrupt_close(interrupt);
		return r;
	}
	*out = interrupt;
	return 0;
}

void hwreg_interrupt_close(struct hwreg_interrupt *interrupt)
{
	if (!interrupt)
		return;
	if (interrupt->config >= 0)
		close(interrupt->config);
	if (interrupt->fd >= 0)
		close(interrupt->fd);
	free(interrupt);
}

const char *hwreg_interrupt_spec(const struct hwreg_interrupt *interrupt)
{
	return interrupt->spec;
}

int hwreg_interrupt_fd(const struct hwreg_interrupt *interrupt)
{
	return interrupt->fd;
}

/* ---- Waiting ----------------------------------------------------------------------------------- */

static int removed(const struct hwreg_interrupt *interrupt, struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_ACCESS, EIO,
			       "%s: the device was unbound from its UIO driver (%s): no interrupt "
			       "comes here any more",
			       interrupt->spec, interrupt->driver);
}

static int failed(const struct hwreg_interrupt *interrupt, const char *what, int sys_errno,
		  struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_ACCESS, sys_errno, "%s: %s: %s", interrupt->spec,
			       what, strerror(sys_errno));
}

static void tell(struct hwreg_interrupt *interrupt, uint32_t count,
		 struct hwreg_interrupt_event *event)
{
	const uint32_t since = count - interrupt->count;
	struct hwreg_interrupt_event full = {
		.size = event->size,
		.count = count,
		.missed = since ? since - 1 : 0,
		.time = now(),
	};

	interrupt->count = count;
	interrupt->told = full.time;
	memcpy(event, &full, event->size < sizeof(full) ? event->size : sizeof(full));
}

/* Return: 0, -EAGAIN if none has come, or what read(2) says */
static int take(struct hwreg_interrupt *interrupt, struct hwreg_interrupt_event *event,
		struct hwreg_error *err)
{
	uint32_t count;
	ssize_t got;

	do
		got = read(interrupt->fd, &count, sizeof(count));
	while (got < 0 && errno == EINTR);
	if (got == sizeof(count)) {
		tell(interrupt, count, event);
		return 0;
	}
	if (got < 0 && errno == EAGAIN)
		return -EAGAIN;
	if (got >= 0 || errno == EIO)
		return removed(interrupt, err);
	return failed(interrupt, "read", errno, err);
}

/* Return: 0 if the device has something to tell, -ETIMEDOUT, -ECANCELED, or what poll(2) says */
static int wait_ready(const struct hwreg_interrupt *interrupt, int64_t deadline, int cancel,
		      struct hwreg_error *err)
{
	struct pollfd polled[] = { { .fd = interrupt->fd, .events = POLLIN },
				   { .fd = cancel, .events = POLLIN } };
	struct timespec time;
	int64_t left;
	int r;

	do {
		left = deadline == INT64_MAX ? SECOND : deadline - now();
		left = left < 0 ? 0 : left;
		time = (struct timespec){ .tv_sec = left / SECOND, .tv_nsec = left % SECOND };
		r = ppoll(polled, cancel >= 0 ? 2 : 1, deadline == INT64_MAX ? NULL : &time, NULL);
	} while (r < 0 && errno == EINTR);
	if (r < 0)
		return failed(interrupt, "poll", errno, err);
	if (cancel >= 0 && polled[1].revents)
		return hwreg_error_set(err, HWREG_ERROR_ANSWER, ECANCELED, "%s: cancelled",
				       interrupt->spec);
	if (r == 0)
		return hwreg_error_set(err, HWREG_ERROR_ANSWER, ETIMEDOUT,
				       "%s: no interrupt came in time", interrupt->spec);
	return 0;
}

int hwreg_interrupt_wait(struct hwreg_interrupt *interrupt, int64_t timeout, int cancel,
			 struct hwreg_interrupt_event *event, struct hwreg_error *err)
{
	const bool look = cancel >= 0 && interrupt->told - interrupt->looked >= LOOK;
	int64_t deadline = timeout == 0 ? 0 : INT64_MAX;
	int r;

	if (interrupt->fd < 0)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "%s: a dry run waits for no interrupt", interrupt->spec);
	if (look)
		interrupt->looked = interrupt->told;
	r = look ? -EAGAIN : take(interrupt, event, err);
	if (r == -EAGAIN && timeout > 0 && __builtin_add_overflow(now(), timeout, &deadline))
		deadline = INT64_MAX;
	/* another thread or process with the same descriptor may be faster to read it */
	while (r == -EAGAIN) {
		r = wait_ready(interrupt, deadline, cancel, err);
		if (!r)
			r = take(interrupt, event, err);
	}
	return r;
}

/* ---- Enabling ---------------------------------------------------------------------------------- */

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
	return failed(interrupt, "command register in config space", done < 0 ? errno : EIO, err);
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
	return failed(interrupt, enable ? "enable" : "disable", r, err);
}

int hwreg_interrupt_enable(struct hwreg_interrupt *interrupt, bool enable, struct hwreg_error *err)
{
	if (interrupt->fd < 0 || !interrupt->writable)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EACCES,
				       "%s: was opened to wait for its interrupt alone",
				       interrupt->spec);
	return interrupt->config >= 0 ? enable_pci(interrupt, enable, err)
				      : enable_uio(interrupt, enable, err);
}
