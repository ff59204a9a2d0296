// SPDX-License-Identifier: MIT
/* hwreg_dma.c - a page that a device can be told the address of; needs root */
#include <hwreg.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_dma *dma = NULL;
	uint64_t physical;
	int r = hwreg_dma_alloc(&dma, 4096, 0, &err);

	if (!r)
		r = hwreg_dma_address(dma, 0, 4096, &physical, &err);
	if (!r) {
		memcpy(hwreg_dma_pointer(dma), "to the device", 14);
		/* hwreg_write32() of the address to the device's register would come here: it
		 * comes after what was written to the buffer */
		printf("%zu bytes at 0x%" PRIx64 "\n", hwreg_dma_size(dma), physical);
	} else
		fprintf(stderr, "%s\n", err.message);
	hwreg_dma_free(dma);
	return r ? (int)err.kind : 0;
}
