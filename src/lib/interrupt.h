/* SPDX-License-Identifier: MIT */
/* interrupt.h - the interrupt of a UIO device, once it is open */
#ifndef HWREG_LIB_INTERRUPT_H
#define HWREG_LIB_INTERRUPT_H

#include "error.h"

/**
 * struct hwreg_interrupt - a UIO device that is waited for
 * @spec: "uio:uio0"
 * @driver: that it has, for messages
 * @fd: its node, not blocking; -1 in a dry run
 * @config: config space, where the interrupt is enabled; -1: the driver enables it
 * @writable: it may be enabled and disabled
 * @count: of the last interrupt that was told, at first that of the opening
 * @told: its time
 * @looked: the last @told at which the descriptor that cancels was looked at before reading
 */
struct hwreg_interrupt {
	char spec[72];
	char driver[64];
	int fd;
	int config;
	bool writable;
	uint32_t count;
	int64_t told;
	int64_t looked;
};

#endif
