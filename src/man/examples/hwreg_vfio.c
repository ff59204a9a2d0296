// SPDX-License-Identifier: MIT
/* hwreg_vfio.c - memory that a device reaches through its IOMMU: hwreg_vfio vfio:0000:00:04.0/bar0 */
#include <hwreg.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int share(struct hwreg_target *target, struct hwreg_error *err)
{
	struct hwreg_dma *dma;
	uint64_t address;
	int r = hwreg_dma_map(&dma, hwreg_target_vfio(target), 4096, 0, err);

	if (r)
		return r;
	memset(hwreg_dma_pointer(dma), 0x5a, 4096);
	r = hwreg_dma_address(dma, 0, 4096, &address, err);
	if (!r) /* a register of the device is told of it: hwreg_write64() */
		printf("the device finds it at 0x%" PRIx64 "\n", address);
	hwreg_dma_free(dma);
	return r;
}

int main(int argc, char **argv)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_target *target = NULL;
	struct hwreg_window *window = NULL;
	int r;

	if (argc != 2) {
		fprintf(stderr, "usage: hwreg_vfio vfio:ADDRESS/barN\n");
		return 2;
	}
	r = hwreg_target_new(&target, argv[1], NULL, &err);
	if (!r) /* opens the device */
		r = hwreg_window_open(&window, target, 0, 4, HWREG_WRITE, &err);
	if (!r)
		r = share(target, &err);
	if (r)
		fprintf(stderr, "%s\n", err.message);
	hwreg_window_close(window);
	hwreg_target_free(target);
	return r ? (int)err.kind : 0;
}
