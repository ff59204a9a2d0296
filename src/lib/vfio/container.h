/* SPDX-License-Identifier: MIT */
/* container.h - what the files of VFIO share */
#ifndef HWREG_LIB_VFIO_CONTAINER_H
#define HWREG_LIB_VFIO_CONTAINER_H

#include <pthread.h>

#include "vfio/vfio.h"

#define VFIO_VECTORS \
	2048 /* as many as MSI-X has at most (PCI Local Bus Specification 3.0, 6.8.2) */

/**
 * struct vfio_group - an IOMMU group that is open
 * @users: devices of it that are open
 */
struct vfio_group {
	struct vfio_group *next;
	char node[64];
	int fd;
	unsigned int users;
};

/**
 * struct vfio_device - a device that is open
 * @users: who has it by vfio_device_open()
 * @request: eventfd on which the kernel asks for it back; never read, so that all who look see it
 * @irq: the kind that is claimed; VFIO_IRQS: none
 * @claims: vectors of it that are claimed, as @claimed says
 * @vectors: that the kernel has set up of MSI or MSI-X; 0: none
 */
struct vfio_device {
	struct hwreg_vfio *vfio;
	struct vfio_device *next;
	struct vfio_group *group;
	char name[20];
	int fd;
	int request;
	unsigned int users;
	enum vfio_irq irq;
	unsigned int claims;
	unsigned int vectors;
	uint64_t claimed[VFIO_VECTORS / 64];
};

/**
 * struct hwreg_vfio - a container
 * @lock: of all that follows, and of the devices' interrupts
 * @node: "/dev/vfio/vfio", but for tests
 * @fd: of it; -1 while no group is open
 * @noiommu: its groups have no IOMMU; all or none
 * @used: addresses of mappings
 */
struct hwreg_vfio {
	pthread_mutex_t lock;
	unsigned int references;
	const char *node;
	int fd;
	bool noiommu;
	struct vfio_group *groups;
	struct vfio_device *devices;
	struct hwreg_range *used;
	size_t used_count;
};

/** vfio_close_unused() - close what no device and no mapping needs; with the lock */
void vfio_close_unused(struct hwreg_vfio *vfio);

/**
 * vfio_set_irqs() - VFIO_DEVICE_SET_IRQS
 * @events: an eventfd or -1 for each of @count; NULL: the action has no data
 *
 * Return: 0, -errno, or of vectors that are to be set up how many there are, if that is less
 */
int vfio_set_irqs(const struct vfio_device *device, uint32_t index, uint32_t flags,
		  unsigned int first, unsigned int count, const int32_t *events);

/* Why something failed, and what to do (explain.c); all return -@sys_errno */
int vfio_explain_container(const char *node, int sys_errno, struct hwreg_error *err);
int vfio_explain_group(const struct vfio_place *place, int sys_errno, struct hwreg_error *err);
int vfio_explain_not_viable(const struct vfio_place *place, struct hwreg_error *err);
int vfio_explain_iommu(const struct vfio_place *place, int sys_errno, struct hwreg_error *err);
int vfio_explain_device(const struct vfio_place *place, int sys_errno, struct hwreg_error *err);

#endif
