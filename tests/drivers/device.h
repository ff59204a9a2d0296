/* SPDX-License-Identifier: MIT */
/* device.h - one device: a block of a board on its target, and its interrupt */
#ifndef DEVICE_H
#define DEVICE_H

#include <hwreg.h>

#include "irq.h"

/**
 * struct device - what a driver works with
 * @board: describes it
 * @session: its targets
 * @target: that of @window, if it is not one of the session
 * @window: its registers
 * @irq: its interrupt
 * @data: of who has opened it
 */
struct device {
	struct hwreg_board *board;
	struct hwreg_session *session;
	struct hwreg_target *target;
	struct hwreg_window *window;
	struct irq irq;
	void *data;
};

/**
 * device_start() - load a board and open a session that reads and writes
 * @board: its name; $HWREG_BOARD, if set, is another, or its file
 * @targets: where its spaces are, up to a NULL; none: where the board says
 *
 * What is open after a failure device_close() closes, too.
 */
int device_start(struct device *device, const char *board, const char *const *targets,
		 struct hwreg_error *err);

/** device_map() - map the registers of a block, by the addresses that the board has for it */
int device_map(struct device *device, const char *block, struct hwreg_error *err);

/**
 * device_map_bar() - map the first bytes of a BAR, which is wherever the firmware has put it
 * @spec: "pci:…/barN" or "vfio:…/barN"
 */
int device_map_bar(struct device *device, const char *spec, size_t size, struct hwreg_error *err);

/** device_write() - one write as it is typed at a shell, such as "HEADER.COMMAND.MASTER=1" */
int device_write(struct device *device, const char *text, struct hwreg_error *err);

void device_close(struct device *device);

/** number() - that a whole word is, up to 32 bits */
int number(const char *word, uint32_t *value, struct hwreg_error *err);

/** fail() - an error of the driver's own; @code: of errno. Return: -@code */
int fail(struct hwreg_error *err, enum hwreg_error_kind kind, int code, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
