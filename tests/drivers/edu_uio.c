// SPDX-License-Identifier: MIT
/*
 * edu_uio.c - the device as uio_pci_generic gives it to user space, where no IOMMU stands before it
 *
 * Registers by the file of its BAR, interrupts (INTx) by UIO, memory by physical addresses.
 */
#include "edu.h"

int edu_device(struct device *device, struct hwreg_error *err)
{
	int r = device_start(device, "edu", NULL, err);

	if (!r)
		r = device_map_bar(device, "pci:1234:11e8/bar0", EDU_SIZE, err);
	return r ? r : irq_open(&device->irq, "uio:uio_pci_generic", NULL, err);
}

int edu_memory_new(struct edu_memory *memory, struct device *device, size_t size,
		   struct hwreg_error *err)
{
	struct hwreg_dma *dma;
	int r = hwreg_dma_alloc(&dma, size, 0, err);

	(void)device;
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
