// SPDX-License-Identifier: MIT
/* rtc.c - a driver for the PL031 (Arm DDI 0224C) */
#include "rtc.h"

#include <errno.h>
#include <inttypes.h>

static void turn_off(struct rtc *rtc)
{
	rtc_IMSC_write(&rtc->regs, 0);
	rtc_ICR_write(&rtc->regs, RTC_ICR_ICR_MASK);
	/* both have reached the clock before its interrupt is enabled again */
	rtc_RIS_read(&rtc->regs);
}

int rtc_open(struct rtc *rtc, struct hwreg_error *err)
{
	int r = rtc_device(&rtc->device, err);

	if (r)
		return r;
	rtc->regs = rtc_at(hwreg_window_pointer(rtc->device.window));
	if (rtc_PERIPHID0_read(&rtc->regs) != 0x31)
		return fail(err, HWREG_ERROR_UNAVAILABLE, ENXIO,
			    "this is no PL031: PERIPHID0 is not 0x31");
	turn_off(rtc);
	return 0;
}

static int leave(void *data)
{
	turn_off(data);
	return 0;
}

/* It may have been opened in part, or have gone away meanwhile */
void rtc_close(struct rtc *rtc)
{
	if (rtc->regs.base)
		hwreg_guard_call(rtc->device.session, leave, rtc, NULL);
	device_close(&rtc->device);
}

/* The clock compares for equality: a second that has passed comes again in 136 years */
int rtc_set_alarm(struct rtc *rtc, uint32_t at, struct hwreg_error *err)
{
	rtc_MR_write(&rtc->regs, at);
	rtc_IMSC_write(&rtc->regs, RTC_IMSC_IMSC_MASK);
	if ((int32_t)(at - rtc_DR_read(&rtc->regs)) < 0 && !rtc_RIS_read(&rtc->regs)) {
		turn_off(rtc);
		return fail(err, HWREG_ERROR_REQUEST, ETIME,
			    "an alarm at %" PRIu32 ": this second has passed", at);
	}
	return rtc->device.irq.enable(&rtc->device.irq, err);
}

int rtc_wait_alarm(struct rtc *rtc, int64_t timeout, struct hwreg_error *err)
{
	int r = rtc->device.irq.wait(&rtc->device.irq, timeout, err);

	if (!r)
		turn_off(rtc);
	return r;
}
