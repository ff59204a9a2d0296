// SPDX-License-Identifier: MIT
/*
 * edu_vfio.c - the device behind an IOMMU: it reaches the memory that it is given, and no other
 *
 * $EDU_DEVICE and $EDU_INTERRUPT say which, and how it interrupts: 0000:00:01.0 and msi0 unless set.
 */
#include <stdio.h>
#include <stdlib.h>

#include "edu.h"

static const char *setting(const char *name, const char *usual)
{
	const char *value = getenv(name);

	return value ? value : usual;
}

int edu_device(struct device *device, struct hwreg_error *err)
{
	const char *which = setting("EDU_DEVICE", "0000:00:01.0");
	char bar[64], config[64], interrupt[64];
	const char *const targets[] = { config, NULL };
	int r;

	snprintf(bar, sizeof(bar), "vfio:%s/bar0", which);
	snprintf(config, sizeof(config), "config=vfio:%s/config", which);
	snprintf(interrupt, sizeof(interrupt), "vfio:%s/%s", which,
		 setting("EDU_INTERRUPT", "msi0"));
	r = device_start(device, "edu", targets, err);
	if (!r)
		r = device_map_bar(device, bar, EDU_SIZE, err);
	return r ? r : irq_open(&device->irq, interrupt, hwreg_session_vfio(device->session), err);
}

int edu_memory_new(struct edu_memory *memory, struct device *device, size_t size,
		   struct hwreg_error *err)
{
	struct hwreg_dma *dma;
	int r = hwreg_dma_map(&dma, hwreg_session_vfio(device->session), size, 0, err);

	if (r)
		return r;
	memory->dma = dma;
	memory->bytes = hwreg_dma_pointer(dma);
	return hwreg_dma_address(dma, 0, size, &memory->address, err);
}

void edu_memory_free(struct edu_memory *memory)
{
	hwreg_dma_free(memory->dma);
}
