// SPDX-License-Identifier: MIT
/* absent.c - VFIO of a library that is built without it: nothing is shared, nothing mapped */
#include "vfio/vfio.h"

int vfio_new(struct hwreg_vfio **out, struct hwreg_error *err)
{
	(void)err;
	*out = NULL;
	return 0;
}

struct hwreg_vfio *vfio_get(struct hwreg_vfio *vfio)
{
	return vfio;
}

void vfio_put(struct hwreg_vfio *vfio)
{
	(void)vfio;
}

int vfio_map(struct hwreg_vfio *vfio, void *memory, size_t size, uint64_t align, uint64_t *iova,
	     struct hwreg_error *err)
{
	(void)vfio;
	(void)memory;
	(void)size;
	(void)align;
	(void)iova;
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENOSYS,
			       "DMA buffer: this hwreg was built without `vfio` targets");
}

void vfio_unmap(struct hwreg_vfio *vfio, uint64_t iova)
{
	(void)vfio;
	(void)iova;
}
