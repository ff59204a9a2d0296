/* SPDX-License-Identifier: MIT */
/* rtc.h - a driver for the PL031, a clock that counts seconds and has one alarm */
#ifndef RTC_H
#define RTC_H

#include "device.h"
#include "virt.h"

/**
 * struct rtc - a clock
 * @device: opened by rtc_open(), closed by device_close()
 * @regs: its registers
 */
struct rtc {
	struct device device;
	struct rtc_regs regs;
};

/** rtc_device() - open the clock; that of hardware in rtc_uio.c, a model in rtc_model.c */
int rtc_device(struct device *device, struct hwreg_error *err);

/**
 * rtc_open() - open it, without an alarm
 *
 * Return: 0, -ENXIO if it is no PL031, or what opening says; rtc_close() is due in any case.
 */
int rtc_open(struct rtc *rtc, struct hwreg_error *err);

void rtc_close(struct rtc *rtc);

/** rtc_set_alarm() - interrupt when the clock gets to this second. Return: 0, or -ETIME: it has passed */
int rtc_set_alarm(struct rtc *rtc, uint32_t at, struct hwreg_error *err);

/** rtc_wait_alarm() - wait for it, and turn it off. @timeout: nanoseconds, 0: has it come?
 * Return: 0, -ETIMEDOUT, or -EIO if the clock was taken away */
int rtc_wait_alarm(struct rtc *rtc, int64_t timeout, struct hwreg_error *err);

#endif
