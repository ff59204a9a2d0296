/* SPDX-License-Identifier: MIT */
/*
 * vfio.h - VFIO: a container, the groups and devices that are open in it, memory mapped for them
 *
 * A group can be open once on the whole machine. All that uses devices of it in this process therefore
 * shares one struct hwreg_vfio: the targets of a session have that of the session, other targets one
 * each, unless hwreg_target_set_vfio() says otherwise.
 */
#ifndef HWREG_LIB_VFIO_H
#define HWREG_LIB_VFIO_H

#include <string.h>

#include "error.h"
#include "range.h"

struct vfio_device;

/**
 * struct vfio_place - what stands after "vfio:"
 * @spec: as given, for messages
 * @device: its address, "0000:00:01.0"
 * @part: "bar0", "config", "msi0" …
 * @noiommu: no IOMMU keeps the device from memory; before it is found: that would be accepted
 * @node: of its group, "/dev/vfio/7"
 */
struct vfio_place {
	const char *spec;
	char device[20];
	char part[16];
	bool noiommu;
	char node[64];
};

/** struct vfio_region - where a BAR or config space is in the descriptor of a device */
struct vfio_region {
	uint64_t offset;
	uint64_t size;
	bool mappable;
};

/**
 * vfio_place_split() - take a SPEC apart, without looking for the device
 *
 * Return: 0, or -EINVAL with nothing in @err: the caller says what it expects.
 */
int vfio_place_split(const char *spec, struct vfio_place *place, char device[24]);

/**
 * vfio_place_find() - find the device in sysfs, and check that VFIO has it
 * @device: what vfio_place_split() found
 *
 * Return: 0, -ENODEV, -EEXIST if several have these numbers, -EPERM without an IOMMU and without leave.
 */
int vfio_place_find(struct vfio_place *place, const char *device, struct hwreg_error *err);

/** vfio_place_at() - fill all but the part; Return: false if the device is in no group */
bool vfio_place_at(struct vfio_place *place, const char *device);

/** vfio_place_holders() - what keeps its group from opening, as hwreg_iommu_holders() */
void vfio_place_holders(const struct vfio_place *place, char *text, size_t size);

/** vfio_format() - the canonical SPEC of a place with @part */
void vfio_format(const struct vfio_place *place, const char *part, char *spec, size_t size);

/** vfio_has() - is it a driver of VFIO: vfio-pci, or one for a kind of device, such as mlx5_vfio_pci? */
static inline bool vfio_has(const char *driver)
{
	return strstr(driver, "vfio") != NULL;
}

/** vfio_new() - nothing open yet; *@out is NULL where VFIO is not built in. Freed by vfio_put(). */
int vfio_new(struct hwreg_vfio **out, struct hwreg_error *err);

/** vfio_get() - one more owner; Return: @vfio, which may be NULL */
struct hwreg_vfio *vfio_get(struct hwreg_vfio *vfio);

/** vfio_put() - one owner less; NULL is allowed */
void vfio_put(struct hwreg_vfio *vfio);

/**
 * vfio_device_open() - the device of a place, open; the same one for all who share @vfio
 * @out: given back by vfio_device_close(); keeps @vfio
 */
int vfio_device_open(struct hwreg_vfio *vfio, const struct vfio_place *place,
		     struct vfio_device **out, struct hwreg_error *err);

/** vfio_device_close() - the last one closes the device, and its group with it; NULL is allowed */
void vfio_device_close(struct vfio_device *device);

/** vfio_device_fd() - its descriptor, which stays the device's */
int vfio_device_fd(const struct vfio_device *device);

/** vfio_device_request() - readable when the kernel wants the device back; -1: it does not say so */
int vfio_device_request(const struct vfio_device *device);

/** vfio_device_region() - BAR @index, or 7: config space; Return: 0 or -errno */
int vfio_device_region(const struct vfio_device *device, unsigned int index,
		       struct vfio_region *region);

#define VFIO_CONFIG 7 /* region of config space */

/* ---- Interrupts ------------------------------------------------------------------------------- */

/** The kinds, as VFIO numbers them */
enum vfio_irq { VFIO_INTX, VFIO_MSI, VFIO_MSIX, VFIO_IRQS };

/** vfio_irq_name() - "intx", "msi", "msix" */
const char *vfio_irq_name(enum vfio_irq irq);

/**
 * vfio_irq_claim() - take a vector of a device for oneself
 * @spec: for messages
 *
 * Return: 0, -ENOTSUP if the device has none, -ERANGE if it has fewer, -EBUSY if this process uses it
 * already, or another kind: a device raises interrupts in one way at a time.
 */
int vfio_irq_claim(struct vfio_device *device, const char *spec, enum vfio_irq irq,
		   unsigned int vector, struct hwreg_error *err);

/** vfio_irq_release() - disable it, and its kind with the last vector of it */
void vfio_irq_release(struct vfio_device *device, enum vfio_irq irq, unsigned int vector);

/**
 * vfio_irq_enable() - have the vector count in @event, or not
 * @attached: does the kernel know @event? Kept for the caller; false at first
 */
int vfio_irq_enable(struct vfio_device *device, enum vfio_irq irq, unsigned int vector, int event,
		    bool *attached, bool enable);

/* ---- Memory ----------------------------------------------------------------------------------- */

/**
 * vfio_map() - let the devices of a container reach memory
 * @memory: of this process, on a page
 * @align: of the address that is chosen, a power of two; the memory's page
 * @iova: the address that the devices use: the lowest that is free
 */
int vfio_map(struct hwreg_vfio *vfio, void *memory, size_t size, uint64_t align, uint64_t *iova,
	     struct hwreg_error *err);

/** vfio_unmap() - take it away again, from the address that vfio_map() gave */
void vfio_unmap(struct hwreg_vfio *vfio, uint64_t iova);

/**
 * vfio_fit() - the lowest free address
 * @allowed: what the IOMMU translates, in any order
 * @used: what is mapped, in any order
 *
 * Return: 0, or -ENOSPC
 */
int vfio_fit(const struct hwreg_range *allowed, size_t allowed_count,
	     const struct hwreg_range *used, size_t used_count, uint64_t size, uint64_t align,
	     uint64_t *address);

#endif
