// SPDX-License-Identifier: MIT
/*
 * dma.c - memory for devices: locked, by its physical addresses, or mapped by an IOMMU
 *
 * Kernel: Documentation/admin-guide/mm/pagemap.rst: 64 bits a page; bit 63 present, bits 0-54 the
 * page frame number, which is 0 to who lacks CAP_SYS_ADMIN.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "error.h"
#include "range.h"
#include "vfio/vfio.h"

#define HUGE_PAGE (UINT64_C(2) << 20)
#define PRESENT (UINT64_C(1) << 63)
#define FRAME ((UINT64_C(1) << 55) - 1)

struct hwreg_dma {
	void *memory;
	size_t size;
	uint64_t page;
	uint64_t *frames; /* physical address of each page; NULL: an IOMMU maps it */
	struct hwreg_vfio *vfio; /* whose IOMMU maps it */
	uint64_t iova; /* at this address */
};

static int alloc_failed(const char *what, int sys_errno, struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, sys_errno, "DMA buffer: %s: %s", what,
			       strerror(sys_errno));
}

static int map(struct hwreg_dma *dma, uint64_t flags, struct hwreg_error *err)
{
	int huge = flags & HWREG_DMA_HUGE ? MAP_HUGETLB | (21 << MAP_HUGE_SHIFT) : 0;

	dma->memory = mmap(NULL, dma->size, PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE | huge, -1, 0);
	if (dma->memory == MAP_FAILED) {
		dma->memory = NULL;
		return alloc_failed(huge ? "no huge page of 2 MiB is free; reserve some in "
					   "/proc/sys/vm/nr_hugepages"
					 : "no memory",
				    errno, err);
	}
	if (madvise(dma->memory, dma->size, MADV_DONTFORK) != 0)
		return alloc_failed("keep from children", errno, err);
	memset(dma->memory, 0, dma->size);
	return 0;
}

static int read_frame(struct hwreg_dma *dma, int fd, size_t index, struct hwreg_error *err)
{
	uint64_t step = hwreg_page_size(), entry;
	uint64_t number = ((uintptr_t)dma->memory + index * dma->page) / step;

	if (pread(fd, &entry, sizeof(entry), (off_t)(number * sizeof(entry))) != sizeof(entry))
		return alloc_failed("/proc/self/pagemap", errno ? errno : EIO, err);
	if (!(entry & PRESENT))
		return alloc_failed("a locked page is not in memory", EIO, err);
	/* 0 is no address: it is what is told to those who may not know */
	if (!(entry & FRAME))
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, EPERM,
				       "DMA buffer: /proc/self/pagemap does not tell physical "
				       "addresses without CAP_SYS_ADMIN");
	dma->frames[index] = (entry & FRAME) * step;
	return 0;
}

static int find_frames(struct hwreg_dma *dma, struct hwreg_error *err)
{
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC), r = 0;

	if (fd < 0)
		return alloc_failed("/proc/self/pagemap", errno, err);
	errno = 0;
	for (size_t i = 0; !r && i < dma->size / dma->page; i++)
		r = read_frame(dma, fd, i, err);
	close(fd);
	return r;
}

static int lock(struct hwreg_dma *dma, struct hwreg_error *err)
{
	if (mlock(dma->memory, dma->size) != 0)
		return alloc_failed("lock in memory (ulimit -l)", errno, err);
	dma->frames = calloc(dma->size / dma->page, sizeof(*dma->frames));
	return dma->frames ? find_frames(dma, err) : hwreg_error_memory(err);
}

/* Memory that is in no child and not yet known to a device */
static int new_buffer(struct hwreg_dma **out, size_t size, uint64_t flags, struct hwreg_error *err)
{
	struct hwreg_dma *dma;
	int r;

	if ((flags & ~HWREG_DMA_HUGE) || size == 0 || size > SIZE_MAX / 2)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "DMA buffer: unknown flags or size");
	dma = calloc(1, sizeof(*dma));
	if (!dma)
		return hwreg_error_memory(err);
	dma->page = flags & HWREG_DMA_HUGE ? HUGE_PAGE : hwreg_page_size();
	dma->size = (size_t)((size + dma->page - 1) & ~(dma->page - 1));
	r = map(dma, flags, err);
	if (r)
		hwreg_dma_free(dma);
	else
		*out = dma;
	return r;
}

int hwreg_dma_alloc(struct hwreg_dma **out, size_t size, uint64_t flags, struct hwreg_error *err)
{
	struct hwreg_dma *dma;
	int r = new_buffer(&dma, size, flags, err);

	if (r)
		return r;
	r = lock(dma, err);
	if (r)
		hwreg_dma_free(dma);
	else
		*out = dma;
	return r;
}

int hwreg_dma_map(struct hwreg_dma **out, struct hwreg_vfio *vfio, size_t size, uint64_t flags,
		  struct hwreg_error *err)
{
	struct hwreg_dma *dma;
	int r = new_buffer(&dma, size, flags, err);

	if (r)
		return r;
	r = vfio_map(vfio, dma->memory, dma->size, dma->page, &dma->iova, err);
	if (r) {
		hwreg_dma_free(dma);
		return r;
	}
	dma->vfio = vfio;
	*out = dma;
	return 0;
}

void hwreg_dma_free(struct hwreg_dma *dma)
{
	if (!dma)
		return;
	if (dma->vfio)
		vfio_unmap(dma->vfio, dma->iova);
	if (dma->memory)
		munmap(dma->memory, dma->size);
	free(dma->frames);
	free(dma);
}

void *hwreg_dma_pointer(const struct hwreg_dma *dma)
{
	return dma->memory;
}

size_t hwreg_dma_size(const struct hwreg_dma *dma)
{
	return dma->size;
}

int hwreg_dma_address(const struct hwreg_dma *dma, size_t offset, size_t size, uint64_t *address,
		      struct hwreg_error *err)
{
	size_t first = offset / dma->page, last;

	if (size == 0 || offset >= dma->size || size > dma->size - offset)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
				       "DMA buffer: %zu bytes from %zu leave its %zu", size, offset,
				       dma->size);
	if (dma->vfio) {
		*address = dma->iova + offset;
		return 0;
	}
	last = (offset + (size - 1)) / dma->page;
	for (size_t i = first; i < last; i++)
		if (dma->frames[i + 1] != dma->frames[i] + dma->page)
			return hwreg_error_set(
				err, HWREG_ERROR_UNAVAILABLE, EXDEV,
				"DMA buffer: not contiguous in physical memory after "
				"byte %zu; transfer it page by page, or use huge "
				"pages",
				(size_t)((i + 1) * dma->page) - 1);
	*address = dma->frames[first] + offset % dma->page;
	return 0;
}
