/* SPDX-License-Identifier: MIT */
/* iommu.h - the IOMMU group of a device, which VFIO gives away as a whole */
#ifndef HWREG_LIB_IOMMU_H
#define HWREG_LIB_IOMMU_H

#include "device.h"

/** hwreg_iommu_check() - Return: 0, or -ENODEV if no IOMMU is before the device, which VFIO needs */
int hwreg_iommu_check(const struct hwreg_device *device, struct hwreg_error *err);

/** hwreg_iommu_node() - VFIO's node for the group, such as "/dev/vfio/7"; "" without a group */
void hwreg_iommu_node(const struct hwreg_device *device, char *node, size_t size);

/**
 * hwreg_iommu_holders() - what keeps VFIO from opening the group
 *
 * The other devices of it that drivers have which do DMA for the kernel, such as
 * "0000:00:1f.2 (ahci), 0000:00:1f.3 (i801_smbus)"; "" if there is none.
 */
void hwreg_iommu_holders(const struct hwreg_device *device, char *text, size_t size);

#endif
