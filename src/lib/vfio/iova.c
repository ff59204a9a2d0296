// SPDX-License-Identifier: MIT
/*
 * iova.c - memory that the devices of a container may reach, and at which address
 *
 * Kernel: include/uapi/linux/vfio.h (VFIO_IOMMU_MAP_DMA, VFIO_IOMMU_GET_INFO), Documentation/
 * driver-api/vfio.rst. The pages are pinned, and count against RLIMIT_MEMLOCK.
 */
#include "vfio/container.h"

#include <inttypes.h>
#include <linux/vfio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>

#define LOWEST 0x10000 /* 0 is what a mistaken driver says */
#define LAST_UNKNOWN \
	0xfedfffff /* where the kernel does not tell: what all IOMMUs have, below x86's MSIs */
#define RANGES 32

static bool is_free(const struct hwreg_range *wanted, const struct hwreg_range *used, size_t count,
		    uint64_t *after)
{
	for (size_t i = 0; i < count; i++) {
		if (wanted->last < used[i].first || used[i].last < wanted->first)
			continue;
		*after = used[i].last;
		return false;
	}
	return true;
}

/* In one range of allowed addresses */
static bool fit_one(const struct hwreg_range *allowed, const struct hwreg_range *used,
		    size_t used_count, uint64_t size, uint64_t align, uint64_t *address)
{
	uint64_t after = allowed->first > LOWEST ? allowed->first - 1 : LOWEST - 1;
	struct hwreg_range wanted;

	while (after < allowed->last) {
		wanted.first = (after | (align - 1)) + 1;
		if (!wanted.first || !hwreg_range_make(&wanted, wanted.first, size) ||
		    wanted.last > allowed->last)
			return false;
		if (is_free(&wanted, used, used_count, &after)) {
			*address = wanted.first;
			return true;
		}
	}
	return false;
}

int vfio_fit(const struct hwreg_range *allowed, size_t allowed_count,
	     const struct hwreg_range *used, size_t used_count, uint64_t size, uint64_t align,
	     uint64_t *address)
{
	uint64_t found;
	int r = -ENOSPC;

	for (size_t i = 0; i < allowed_count; i++) {
		if (!fit_one(&allowed[i], used, used_count, size, align, &found) ||
		    (!r && found >= *address))
			continue;
		*address = found;
		r = 0;
	}
	return r;
}

/* ---- What the IOMMU translates ---------------------------------------------------------------- */

static size_t take_ranges(const struct vfio_iommu_type1_info *info, struct hwreg_range *allowed)
{
	const char *start = (const char *)info;
	const struct vfio_iommu_type1_info_cap_iova_range *found;
	const struct vfio_info_cap_header *cap;
	size_t count = 0;

	for (uint32_t at = info->cap_offset; at && at <= info->argsz - sizeof(*cap);
	     at = cap->next) {
		cap = (const struct vfio_info_cap_header *)(start + at);
		if (cap->id != VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE)
			continue;
		found = (const struct vfio_iommu_type1_info_cap_iova_range *)cap;
		for (; count < found->nr_iovas && count < RANGES; count++)
			allowed[count] = (struct hwreg_range){ found->iova_ranges[count].start,
							       found->iova_ranges[count].end };
		break;
	}
	return count;
}

/* Two calls: the first tells how long the answer is */
static size_t read_ranges(int fd, struct hwreg_range allowed[RANGES], uint64_t *page)
{
	struct vfio_iommu_type1_info head = { .argsz = sizeof(head) }, *info;
	size_t count = 0;

	allowed[0] = (struct hwreg_range){ LOWEST, LAST_UNKNOWN };
	*page = hwreg_page_size();
	if (ioctl(fd, VFIO_IOMMU_GET_INFO, &head) != 0)
		return 1;
	if ((head.flags & VFIO_IOMMU_INFO_PGSIZES) && head.iova_pgsizes)
		*page = head.iova_pgsizes & -head.iova_pgsizes;
	if (!(head.flags & VFIO_IOMMU_INFO_CAPS) || head.argsz < sizeof(head))
		return 1;
	info = calloc(1, head.argsz);
	if (!info)
		return 1;
	info->argsz = head.argsz;
	if (ioctl(fd, VFIO_IOMMU_GET_INFO, info) == 0 && info->argsz <= head.argsz &&
	    (info->flags & VFIO_IOMMU_INFO_CAPS))
		count = take_ranges(info, allowed);
	free(info);
	return count ? count : 1;
}

/* ---- Mapping ---------------------------------------------------------------------------------- */

static int explain_map(int sys_errno, size_t size, struct hwreg_error *err)
{
	struct rlimit limit = { .rlim_cur = 0 };

	hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, sys_errno,
			"DMA buffer: map %zu bytes for the device: %s", size, strerror(sys_errno));
	if (sys_errno == ENOMEM) {
		getrlimit(RLIMIT_MEMLOCK, &limit);
		hwreg_error_append(err,
				   ": its pages are pinned, and RLIMIT_MEMLOCK allows %llu bytes;\n"
				   "raise it (ulimit -l, LimitMEMLOCK= of a systemd unit), or have "
				   "the capability CAP_IPC_LOCK",
				   (unsigned long long)limit.rlim_cur);
	}
	return -sys_errno;
}

static int check_open(const struct hwreg_vfio *vfio, struct hwreg_error *err)
{
	if (!vfio->groups)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOTCONN,
				       "DMA buffer: no device of VFIO is open yet; open a window "
				       "or an interrupt of it first");
	if (vfio->noiommu)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENOTSUP,
				       "DMA buffer: the device has no IOMMU; hwreg_dma_alloc() "
				       "gives physical addresses");
	return 0;
}

static int map(struct hwreg_vfio *vfio, void *memory, size_t size, uint64_t align, uint64_t *iova,
	       struct hwreg_error *err)
{
	struct vfio_iommu_type1_dma_map request = {
		.argsz = sizeof(request),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = (uintptr_t)memory,
		.size = size,
	};
	struct hwreg_range allowed[RANGES], *more;
	uint64_t page;
	size_t count = read_ranges(vfio->fd, allowed, &page);

	if (page > align)
		align = page;
	if (size % page || (uintptr_t)memory % page)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENOTSUP,
				       "DMA buffer: the IOMMU maps pages of %" PRIu64 " bytes",
				       page);
	if (vfio_fit(allowed, count, vfio->used, vfio->used_count, size, align, iova) != 0)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENOSPC,
				       "DMA buffer: the IOMMU has no %zu bytes of addresses left",
				       size);
	more = realloc(vfio->used, (vfio->used_count + 1) * sizeof(*more));
	if (!more)
		return hwreg_error_memory(err);
	vfio->used = more;
	request.iova = *iova;
	if (ioctl(vfio->fd, VFIO_IOMMU_MAP_DMA, &request) != 0)
		return explain_map(errno, size, err);
	more[vfio->used_count++] = (struct hwreg_range){ *iova, *iova + (size - 1) };
	return 0;
}

int vfio_map(struct hwreg_vfio *vfio, void *memory, size_t size, uint64_t align, uint64_t *iova,
	     struct hwreg_error *err)
{
	int r;

	if (!vfio)
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EINVAL,
			"DMA buffer: the device of another target than of VFIO has no "
			"addresses of its own; hwreg_dma_alloc() gives physical ones");
	pthread_mutex_lock(&vfio->lock);
	r = check_open(vfio, err);
	if (!r)
		r = map(vfio, memory, size, align, iova, err);
	if (!r)
		vfio->references++;
	pthread_mutex_unlock(&vfio->lock);
	return r;
}

void vfio_unmap(struct hwreg_vfio *vfio, uint64_t iova)
{
	struct vfio_iommu_type1_dma_unmap request = { .argsz = sizeof(request), .iova = iova };
	size_t i = 0;

	pthread_mutex_lock(&vfio->lock);
	while (vfio->used[i].first != iova)
		i++;
	request.size = vfio->used[i].last - iova + 1;
	/* where the last group has gone the IOMMU has forgotten it all */
	ioctl(vfio->fd, VFIO_IOMMU_UNMAP_DMA, &request);
	vfio->used[i] = vfio->used[--vfio->used_count];
	if (!vfio->used_count) {
		free(vfio->used);
		vfio->used = NULL;
	}
	vfio_close_unused(vfio);
	pthread_mutex_unlock(&vfio->lock);
	vfio_put(vfio);
}
