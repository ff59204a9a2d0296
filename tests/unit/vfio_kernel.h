/* SPDX-License-Identifier: MIT */
/*
 * vfio_kernel.h - a kernel of the test's own in place of ioctl(2): what is asked of it is told, what it answers is said in
 * `kernel`. Groups and containers are /dev/null, a device is a file in memory whose first bytes are its config space.
 */
#ifndef HWREG_TESTS_VFIO_KERNEL_H
#define HWREG_TESTS_VFIO_KERNEL_H

#include "unit.h"

#include <errno.h>
#include <linux/vfio.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "vfio/container.h"

/* ---- The kernel ------------------------------------------------------------------------------- */

static struct {
	bool not_viable;
	int iommu_error; /* of VFIO_SET_IOMMU */
	int map_error; /* of VFIO_IOMMU_MAP_DMA */
	int iommu; /* that was set */
	unsigned int vectors; /* of MSI */
	unsigned int available; /* of them, on this machine */
	unsigned int devices; /* that were handed out */
	int device; /* config space is its first bytes */
	int request; /* the eventfd by which a device is asked for */
	char told[512]; /* VFIO_DEVICE_SET_IRQS, VFIO_IOMMU_MAP_DMA … */
} kernel;

static __attribute__((format(printf, 1, 2))) void tell(const char *format, ...)
{
	const size_t length = strlen(kernel.told);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(kernel.told + length, sizeof(kernel.told) - length, format, arguments);
	va_end(arguments);
}

/* What was told since the last time */
static inline void assert_told(const char *text)
{
	assert_string_equal(kernel.told, text);
	kernel.told[0] = '\0';
}

static int refuse(int error)
{
	errno = error;
	return -1;
}

static int set_irqs(const struct vfio_irq_set *set)
{
	const int32_t *events = (const int32_t *)set->data;

	if (set->index == VFIO_PCI_REQ_IRQ_INDEX) {
		kernel.request = events[0];
		return 0;
	}
	if (set->index == VFIO_PCI_MSI_IRQ_INDEX && set->start + set->count > kernel.available)
		return (int)kernel.available;
	tell("%u:%s%s%s %u+%u", set->index,
	     set->flags & VFIO_IRQ_SET_ACTION_TRIGGER ? "trigger" : "",
	     set->flags & VFIO_IRQ_SET_ACTION_MASK ? "mask" : "",
	     set->flags & VFIO_IRQ_SET_ACTION_UNMASK ? "unmask" : "", set->start, set->count);
	for (unsigned int i = 0; (set->flags & VFIO_IRQ_SET_DATA_EVENTFD) && i < set->count; i++)
		tell(events[i] < 0 ? " -" : " event");
	tell("\n");
	return 0;
}

static int irq_info(struct vfio_irq_info *info)
{
	static const unsigned int counts[VFIO_PCI_NUM_IRQS] = { 1, 0, 0, 0, 1 };

	info->count = info->index == VFIO_PCI_MSI_IRQ_INDEX ? kernel.vectors : counts[info->index];
	return 0;
}

/* Two stretches of addresses, of which the kernel tells in a chain after the structure */
static int iommu_info(struct vfio_iommu_type1_info *info)
{
	const struct vfio_iova_range ranges[] = { { 0, 0x12fff }, { 0x100000, 0xfffff000 } };
	struct vfio_iommu_type1_info_cap_iova_range cap = {
		.header.id = VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE,
		.nr_iovas = 2,
	};
	const uint32_t need = sizeof(*info) + sizeof(cap) + sizeof(ranges);

	info->flags = VFIO_IOMMU_INFO_PGSIZES | VFIO_IOMMU_INFO_CAPS;
	info->iova_pgsizes = 0x1000;
	if (info->argsz >= need) {
		info->cap_offset = sizeof(*info);
		memcpy((char *)info + sizeof(*info), &cap, sizeof(cap));
		memcpy((char *)info + sizeof(*info) + sizeof(cap), ranges, sizeof(ranges));
	}
	info->argsz = need;
	return 0;
}

static int map_dma(const struct vfio_iommu_type1_dma_map *map)
{
	if (kernel.map_error)
		return refuse(kernel.map_error);
	tell("map 0x%llx+0x%llx\n", (unsigned long long)map->iova, (unsigned long long)map->size);
	return 0;
}

static int unmap_dma(const struct vfio_iommu_type1_dma_unmap *unmap)
{
	tell("unmap 0x%llx+0x%llx\n", (unsigned long long)unmap->iova,
	     (unsigned long long)unmap->size);
	return 0;
}

static int get_device(void)
{
	kernel.devices++;
	kernel.device = memfd_create("device", 0);
	assert_int_equal(pwrite(kernel.device, "\x34\x12\xe8\x11\x03\x01", 6, 0), 6);
	return kernel.device;
}

static int answer(unsigned long request, void *data)
{
	switch (request) {
	case VFIO_GET_API_VERSION:
		return VFIO_API_VERSION;
	case VFIO_CHECK_EXTENSION:
		return 1;
	case VFIO_GROUP_GET_STATUS:
		((struct vfio_group_status *)data)->flags =
			kernel.not_viable ? 0 : VFIO_GROUP_FLAGS_VIABLE;
		return 0;
	case VFIO_SET_IOMMU:
		kernel.iommu = (int)(intptr_t)data;
		return kernel.iommu_error ? refuse(kernel.iommu_error) : 0;
	case VFIO_GROUP_SET_CONTAINER:
		return 0;
	case VFIO_GROUP_GET_DEVICE_FD:
		return get_device();
	case VFIO_DEVICE_GET_INFO:
		((struct vfio_device_info *)data)->flags = VFIO_DEVICE_FLAGS_PCI;
		return 0;
	case VFIO_DEVICE_GET_REGION_INFO:
		((struct vfio_region_info *)data)->offset = 0;
		return 0;
	case VFIO_DEVICE_GET_IRQ_INFO:
		return irq_info(data);
	case VFIO_DEVICE_SET_IRQS:
		return set_irqs(data);
	case VFIO_IOMMU_GET_INFO:
		return iommu_info(data);
	case VFIO_IOMMU_MAP_DMA:
		return map_dma(data);
	case VFIO_IOMMU_UNMAP_DMA:
		return unmap_dma(data);
	default:
		return refuse(ENOTTY);
	}
}

int ioctl(int fd, unsigned long request, ...)
{
	va_list arguments;
	void *data;

	(void)fd;
	va_start(arguments, request);
	data = va_arg(arguments, void *);
	va_end(arguments);
	return answer(request, data);
}

/* ---- The process ------------------------------------------------------------------------------ */

static struct vfio_place place;
static struct hwreg_vfio *vfio;
static struct hwreg_error err;

static int setup(void **state)
{
	(void)state;
	memset(&kernel, 0, sizeof(kernel));
	kernel.vectors = kernel.available = 4;
	err = (struct hwreg_error)HWREG_ERROR_INIT;
	place = (struct vfio_place){ .spec = "vfio:0000:00:01.0/bar0",
				     .device = "0000:00:01.0",
				     .node = "/dev/null" };
	assert_int_equal(vfio_new(&vfio, NULL), 0);
	vfio->node = "/dev/null";
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	assert_int_equal(vfio->references, 1);
	assert_null(vfio->groups);
	assert_int_equal(vfio->fd, -1);
	vfio_put(vfio);
	return 0;
}

static struct vfio_device *open_device(void)
{
	struct vfio_device *device = NULL;

	assert_int_equal(vfio_device_open(vfio, &place, &device, NULL), 0);
	return device;
}

#endif
