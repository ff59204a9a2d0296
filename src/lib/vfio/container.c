// SPDX-License-Identifier: MIT
/*
 * container.c - open the groups of devices, and the devices
 *
 * Kernel: Documentation/driver-api/vfio.rst, include/uapi/linux/vfio.h. A container is an address
 * space for DMA; groups are put into it, the first one brings the IOMMU along, and only then devices
 * can be had. A device is reset, where it can be, when it is opened and when it is closed.
 */
#include "vfio/container.h"

#include <fcntl.h>
#include <linux/vfio.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

int vfio_new(struct hwreg_vfio **out, struct hwreg_error *err)
{
	struct hwreg_vfio *vfio = calloc(1, sizeof(*vfio));

	if (!vfio)
		return hwreg_error_memory(err);
	pthread_mutex_init(&vfio->lock, NULL);
	vfio->references = 1;
	vfio->node = "/dev/vfio/vfio";
	vfio->fd = -1;
	*out = vfio;
	return 0;
}

struct hwreg_vfio *vfio_get(struct hwreg_vfio *vfio)
{
	if (vfio) {
		pthread_mutex_lock(&vfio->lock);
		vfio->references++;
		pthread_mutex_unlock(&vfio->lock);
	}
	return vfio;
}

/* Devices and mappings are owners, so that the last owner leaves none */
void vfio_put(struct hwreg_vfio *vfio)
{
	unsigned int left;

	if (!vfio)
		return;
	pthread_mutex_lock(&vfio->lock);
	left = --vfio->references;
	pthread_mutex_unlock(&vfio->lock);
	if (left)
		return;
	pthread_mutex_destroy(&vfio->lock);
	free(vfio);
}

/* ---- Groups ----------------------------------------------------------------------------------- */

void vfio_close_unused(struct hwreg_vfio *vfio)
{
	struct vfio_group **at = &vfio->groups, *group;

	if (vfio->used_count)
		return;
	while ((group = *at)) {
		if (group->users) {
			at = &group->next;
			continue;
		}
		*at = group->next;
		close(group->fd);
		free(group);
	}
	if (vfio->groups || vfio->fd < 0)
		return;
	close(vfio->fd);
	vfio->fd = -1;
}

static int open_container(struct hwreg_vfio *vfio, struct hwreg_error *err)
{
	if (vfio->fd >= 0)
		return 0;
	vfio->fd = open(vfio->node, O_RDWR | O_CLOEXEC);
	if (vfio->fd < 0)
		return vfio_explain_container(vfio->node, errno, err);
	if (ioctl(vfio->fd, VFIO_GET_API_VERSION) == VFIO_API_VERSION)
		return 0;
	close(vfio->fd);
	vfio->fd = -1;
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENOTSUP,
			       "%s: VFIO of this kernel has an interface that this hwreg does "
			       "not know",
			       vfio->node);
}

/* The kind of IOMMU, which a container gets with its first group */
static int set_iommu(struct hwreg_vfio *vfio, const struct vfio_place *place,
		     struct hwreg_error *err)
{
	const int kind = vfio->noiommu ? VFIO_NOIOMMU_IOMMU
			 : ioctl(vfio->fd, VFIO_CHECK_EXTENSION, VFIO_TYPE1v2_IOMMU) > 0
				 ? VFIO_TYPE1v2_IOMMU
				 : VFIO_TYPE1_IOMMU;

	return ioctl(vfio->fd, VFIO_SET_IOMMU, kind) == 0 ? 0
							  : vfio_explain_iommu(place, errno, err);
}

static int attach_group(struct hwreg_vfio *vfio, struct vfio_group *group,
			const struct vfio_place *place, struct hwreg_error *err)
{
	struct vfio_group_status status = { .argsz = sizeof(status) };

	if (ioctl(group->fd, VFIO_GROUP_GET_STATUS, &status) != 0)
		return vfio_explain_group(place, errno, err);
	if (!(status.flags & VFIO_GROUP_FLAGS_VIABLE))
		return vfio_explain_not_viable(place, err);
	if (ioctl(group->fd, VFIO_GROUP_SET_CONTAINER, &vfio->fd) != 0)
		return errno == EPERM ? vfio_explain_not_viable(place, err)
				      : vfio_explain_iommu(place, errno, err);
	return vfio->groups ? 0 : set_iommu(vfio, place, err);
}

static int check_kind(struct hwreg_vfio *vfio, const struct vfio_place *place,
		      struct hwreg_error *err)
{
	if (vfio->groups && vfio->noiommu != place->noiommu)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "%s: devices with and without an IOMMU cannot be in one "
				       "session",
				       place->spec);
	vfio->noiommu = place->noiommu;
	return 0;
}

static int open_group(struct hwreg_vfio *vfio, const struct vfio_place *place,
		      struct vfio_group **out, struct hwreg_error *err)
{
	struct vfio_group *group;
	int r;

	for (group = vfio->groups; group; group = group->next) {
		if (strcmp(group->node, place->node) == 0) {
			*out = group;
			return 0;
		}
	}
	r = check_kind(vfio, place, err);
	if (!r)
		r = open_container(vfio, err);
	if (r)
		return r;
	group = calloc(1, sizeof(*group));
	if (!group)
		return hwreg_error_memory(err);
	strcpy(group->node, place->node);
	group->fd = open(group->node, O_RDWR | O_CLOEXEC);
	r = group->fd < 0 ? vfio_explain_group(place, errno, err)
			  : attach_group(vfio, group, place, err);
	if (r) {
		if (group->fd >= 0)
			close(group->fd);
		free(group);
		return r;
	}
	group->next = vfio->groups;
	vfio->groups = *out = group;
	return 0;
}

/* ---- Devices ---------------------------------------------------------------------------------- */

int vfio_set_irqs(const struct vfio_device *device, uint32_t index, uint32_t flags,
		  unsigned int first, unsigned int count, const int32_t *events)
{
	const size_t bytes = events ? count * sizeof(*events) : 0;
	struct vfio_irq_set *request = malloc(sizeof(*request) + bytes);
	int r;

	if (!request)
		return -ENOMEM;
	*request = (struct vfio_irq_set){
		.argsz = (uint32_t)(sizeof(*request) + bytes),
		.flags = flags,
		.index = index,
		.start = first,
		.count = count,
	};
	if (bytes)
		memcpy(request->data, events, bytes);
	r = ioctl(device->fd, VFIO_DEVICE_SET_IRQS, request);
	if (r < 0)
		r = -errno;
	free(request);
	return r;
}

/* An interrupt of VFIO's own: the kernel asks for the device, and waits until it is closed */
static void watch_requests(struct vfio_device *device)
{
	struct vfio_irq_info info = { .argsz = sizeof(info), .index = VFIO_PCI_REQ_IRQ_INDEX };
	int32_t event;

	device->request = -1;
	if (ioctl(device->fd, VFIO_DEVICE_GET_IRQ_INFO, &info) != 0 || info.count == 0)
		return;
	event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (event >= 0 && vfio_set_irqs(device, VFIO_PCI_REQ_IRQ_INDEX,
					VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER, 0,
					1, &event) == 0)
		device->request = event;
	else if (event >= 0)
		close(event);
}

static int get_device(struct vfio_device *device, const struct vfio_place *place,
		      struct hwreg_error *err)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };

	device->fd = ioctl(device->group->fd, VFIO_GROUP_GET_DEVICE_FD, place->device);
	if (device->fd < 0)
		return vfio_explain_device(place, errno, err);
	if (ioctl(device->fd, VFIO_DEVICE_GET_INFO, &info) != 0 ||
	    !(info.flags & VFIO_DEVICE_FLAGS_PCI)) {
		close(device->fd);
		return vfio_explain_device(place, ENODEV, err);
	}
	watch_requests(device);
	return 0;
}

static int add_device(struct hwreg_vfio *vfio, const struct vfio_place *place,
		      struct vfio_device **out, struct hwreg_error *err)
{
	struct vfio_device *device = calloc(1, sizeof(*device));
	int r = device ? open_group(vfio, place, &device->group, err) : hwreg_error_memory(err);

	if (!r)
		r = get_device(device, place, err);
	if (r) {
		free(device);
		vfio_close_unused(vfio);
		return r;
	}
	strcpy(device->name, place->device);
	device->irq = VFIO_IRQS;
	device->vfio = vfio;
	device->group->users++;
	device->next = vfio->devices;
	vfio->devices = *out = device;
	return 0;
}

int vfio_device_open(struct hwreg_vfio *vfio, const struct vfio_place *place,
		     struct vfio_device **out, struct hwreg_error *err)
{
	struct vfio_device *device;
	int r = 0;

	pthread_mutex_lock(&vfio->lock);
	for (device = vfio->devices; device; device = device->next)
		if (strcmp(device->name, place->device) == 0)
			break;
	if (!device)
		r = add_device(vfio, place, &device, err);
	if (!r) {
		device->users++;
		vfio->references++;
		*out = device;
	}
	pthread_mutex_unlock(&vfio->lock);
	return r;
}

static void remove_device(struct vfio_device *device)
{
	struct vfio_device **at = &device->vfio->devices;

	while (*at != device)
		at = &(*at)->next;
	*at = device->next;
	close(device->fd);
	if (device->request >= 0)
		close(device->request);
	device->group->users--;
	vfio_close_unused(device->vfio);
	free(device);
}

void vfio_device_close(struct vfio_device *device)
{
	struct hwreg_vfio *vfio;

	if (!device)
		return;
	vfio = device->vfio;
	pthread_mutex_lock(&vfio->lock);
	if (--device->users == 0)
		remove_device(device);
	pthread_mutex_unlock(&vfio->lock);
	vfio_put(vfio);
}

int vfio_device_fd(const struct vfio_device *device)
{
	return device->fd;
}

int vfio_device_request(const struct vfio_device *device)
{
	return device->request;
}

int vfio_device_region(const struct vfio_device *device, unsigned int index,
		       struct vfio_region *region)
{
	struct vfio_region_info info = { .argsz = sizeof(info), .index = index };

	if (ioctl(device->fd, VFIO_DEVICE_GET_REGION_INFO, &info) != 0)
		return -errno;
	region->offset = info.offset;
	region->size = info.size;
	region->mappable = info.flags & VFIO_REGION_INFO_FLAG_MMAP;
	return 0;
}
