// SPDX-License-Identifier: MIT
/*
 * irq.c - INTx, MSI and MSI-X of a device, counted by eventfds
 *
 * Kernel: include/uapi/linux/vfio.h (VFIO_DEVICE_SET_IRQS), drivers/vfio/pci/vfio_pci_intrs.c. INTx is
 * masked when it comes, and unmasked by request. MSI and MSI-X cannot be masked: to disable a vector
 * is to take its eventfd away. How many vectors there are is settled when the first is enabled.
 */
#include "vfio/container.h"

#include <linux/vfio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define COMMAND 4 /* the command register in config space */
#define BUS_MASTER 0x04 /* its bit 2: the device may write memory, which is how it sends an MSI */

#define TRIGGER_EVENTS (VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER)
#define TRIGGER_NONE (VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER)

const char *vfio_irq_name(enum vfio_irq irq)
{
	static const char *const names[VFIO_IRQS] = { "intx", "msi", "msix" };

	return names[irq];
}

/* ---- Who has which vector --------------------------------------------------------------------- */

static int check_count(const struct vfio_device *device, const char *spec, enum vfio_irq irq,
		       unsigned int vector, struct hwreg_error *err)
{
	struct vfio_irq_info info = { .argsz = sizeof(info), .index = irq };

	if (ioctl(device->fd, VFIO_DEVICE_GET_IRQ_INFO, &info) != 0)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, errno, "%s: %s", spec,
				       strerror(errno));
	if (info.count == 0)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENOTSUP,
				       "%s: the device has no interrupt of this kind", spec);
	if (vector < info.count && vector < VFIO_VECTORS)
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE, "%s: the device has %s0 to %s%u",
			       spec, vfio_irq_name(irq), vfio_irq_name(irq), info.count - 1);
}

static int check_free(const struct vfio_device *device, const char *spec, enum vfio_irq irq,
		      unsigned int vector, struct hwreg_error *err)
{
	if (device->claims && device->irq != irq)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EBUSY,
				       "%s: %s of this device is in use, and a device raises "
				       "interrupts in one way at a time",
				       spec, vfio_irq_name(device->irq));
	if (device->claimed[vector / 64] & UINT64_C(1) << vector % 64)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EBUSY,
				       "%s: this process waits for it already", spec);
	return 0;
}

int vfio_irq_claim(struct vfio_device *device, const char *spec, enum vfio_irq irq,
		   unsigned int vector, struct hwreg_error *err)
{
	int r = check_count(device, spec, irq, vector, err);

	if (r)
		return r;
	pthread_mutex_lock(&device->vfio->lock);
	r = check_free(device, spec, irq, vector, err);
	if (!r) {
		device->irq = irq;
		device->claims++;
		device->claimed[vector / 64] |= UINT64_C(1) << vector % 64;
	}
	pthread_mutex_unlock(&device->vfio->lock);
	return r;
}

/* ---- Requests to the kernel ------------------------------------------------------------------- */

static int set(const struct vfio_device *device, uint32_t flags, unsigned int first,
	       unsigned int count, const int32_t *events)
{
	return vfio_set_irqs(device, device->irq, flags, first, count, events);
}

static int make_bus_master(const struct vfio_device *device)
{
	struct vfio_region config;
	unsigned char command[2];
	int r = vfio_device_region(device, VFIO_CONFIG, &config);
	ssize_t done;

	if (r)
		return r;
	done = pread(device->fd, command, sizeof(command), (off_t)(config.offset + COMMAND));
	if (done == sizeof(command) && !(command[0] & BUS_MASTER)) {
		command[0] |= BUS_MASTER;
		done = pwrite(device->fd, command, sizeof(command),
			      (off_t)(config.offset + COMMAND));
	}
	return done == sizeof(command) ? 0 : done < 0 ? -errno : -EIO;
}

/* The kernel sets up @count vectors, of which one has its eventfd. Return: 0, -errno, or how many it
 * has if that is less. */
static int set_up(struct vfio_device *device, unsigned int vector, int event, unsigned int count)
{
	int32_t *events = malloc(count * sizeof(*events));
	int r;

	if (!events)
		return -ENOMEM;
	memset(events, -1, count * sizeof(*events));
	events[vector] = event;
	r = set(device, TRIGGER_EVENTS, 0, count, events);
	free(events);
	if (!r)
		device->vectors = count;
	return r;
}

/* All that the device has, so that others can be enabled later; if need be only as many as this one needs */
static int set_up_vectors(struct vfio_device *device, unsigned int vector, int event)
{
	struct vfio_irq_info info = { .argsz = sizeof(info), .index = device->irq };
	unsigned int count;
	int r;

	if (ioctl(device->fd, VFIO_DEVICE_GET_IRQ_INFO, &info) != 0)
		return -errno;
	count = info.count < VFIO_VECTORS ? info.count : VFIO_VECTORS;
	r = set_up(device, vector, event, count);
	if (r > 0 && (unsigned int)r > vector)
		r = set_up(device, vector, event, (unsigned int)r);
	if (r && vector + 1 < count)
		r = set_up(device, vector, event, vector + 1);
	return r > 0 ? -ENOSPC : r;
}

static int attach_vector(struct vfio_device *device, unsigned int vector, int event)
{
	const int32_t events[] = { event };
	int r = make_bus_master(device);

	if (r)
		return r;
	if (!device->vectors)
		return set_up_vectors(device, vector, event);
	if (vector >= device->vectors)
		return -ENOSPC;
	return set(device, TRIGGER_EVENTS, vector, 1, events);
}

static int enable_intx(struct vfio_device *device, int event, bool *attached, bool enable)
{
	const int32_t events[] = { event };
	int r;

	if (*attached)
		return set(device,
			   VFIO_IRQ_SET_DATA_NONE |
				   (enable ? VFIO_IRQ_SET_ACTION_UNMASK : VFIO_IRQ_SET_ACTION_MASK),
			   0, 1, NULL);
	r = enable ? set(device, TRIGGER_EVENTS, 0, 1, events) : 0;
	*attached = enable && !r;
	return r;
}

static int enable_message(struct vfio_device *device, unsigned int vector, int event,
			  bool *attached, bool enable)
{
	const int32_t none[] = { -1 };
	int r;

	if (*attached == enable)
		return 0;
	r = enable ? attach_vector(device, vector, event)
		   : set(device, TRIGGER_EVENTS, vector, 1, none);
	if (!r)
		*attached = enable;
	return r;
}

int vfio_irq_enable(struct vfio_device *device, enum vfio_irq irq, unsigned int vector, int event,
		    bool *attached, bool enable)
{
	int r;

	pthread_mutex_lock(&device->vfio->lock);
	r = irq == VFIO_INTX ? enable_intx(device, event, attached, enable)
			     : enable_message(device, vector, event, attached, enable);
	pthread_mutex_unlock(&device->vfio->lock);
	return r;
}

/* What fails here has no interrupt to disable */
void vfio_irq_release(struct vfio_device *device, enum vfio_irq irq, unsigned int vector)
{
	const int32_t none[] = { -1 };

	pthread_mutex_lock(&device->vfio->lock);
	device->claimed[vector / 64] &= ~(UINT64_C(1) << vector % 64);
	if (--device->claims == 0) {
		set(device, TRIGGER_NONE, 0, 0, NULL);
		device->vectors = 0;
		device->irq = VFIO_IRQS;
	} else if (irq != VFIO_INTX && vector < device->vectors) {
		set(device, TRIGGER_EVENTS, vector, 1, none);
	}
	pthread_mutex_unlock(&device->vfio->lock);
}
