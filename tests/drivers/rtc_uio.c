// SPDX-License-Identifier: MIT
/* rtc_uio.c - the clock as a UIO device */
#include "rtc.h"

#define DEVICE "uio:pl031"

int rtc_device(struct device *device, struct hwreg_error *err)
{
	static const char *const targets[] = { DEVICE, NULL };
	int r = device_start(device, "qemu-virt-arm64", targets, err);

	if (!r)
		r = device_map(device, "RTC", err);
	return r ? r : irq_open(&device->irq, DEVICE, NULL, err);
}
