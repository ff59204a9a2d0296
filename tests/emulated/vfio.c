// SPDX-License-Identifier: MIT
/* vfio NODE DEVICE - the first word of a PCI device's BAR 0, through VFIO as its documentation says */
#include <fcntl.h>
#include <linux/vfio.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

static int fail(const char *what)
{
	perror(what);
	return 4;
}

int main(int argc, char **argv)
{
	struct vfio_group_status status = { .argsz = sizeof(status) };
	struct vfio_region_info bar = { .argsz = sizeof(bar), .index = VFIO_PCI_BAR0_REGION_INDEX };
	int container = open("/dev/vfio/vfio", O_RDWR), group, device;
	volatile uint32_t *registers;
	uint16_t command = 6; /* memory decoding and bus mastering */

	if (argc != 3 || container < 0)
		return fail("/dev/vfio/vfio");
	group = open(argv[1], O_RDWR);
	if (group < 0 || ioctl(group, VFIO_GROUP_GET_STATUS, &status))
		return fail(argv[1]);
	if (!(status.flags & VFIO_GROUP_FLAGS_VIABLE)) {
		puts("not viable");
		return 1;
	}
	if (ioctl(group, VFIO_GROUP_SET_CONTAINER, &container) ||
	    ioctl(container, VFIO_SET_IOMMU, VFIO_TYPE1_IOMMU))
		return fail("container");
	device = ioctl(group, VFIO_GROUP_GET_DEVICE_FD, argv[2]);
	if (device < 0 || ioctl(device, VFIO_DEVICE_GET_REGION_INFO, &bar))
		return fail(argv[2]);
	if (pwrite(device, &command, 2, (off_t)(VFIO_PCI_CONFIG_REGION_INDEX) << 40 | 4) != 2)
		return fail("command register");
	registers = mmap(NULL, bar.size, PROT_READ, MAP_SHARED, device, bar.offset);
	if (registers == MAP_FAILED)
		return fail("BAR 0");
	printf("0x%08x\n", registers[0]);
	return 0;
}
