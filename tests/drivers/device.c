// SPDX-License-Identifier: MIT
/* device.c - open a block of a board, and close it */
#include "device.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int device_start(struct device *device, const char *board, const char *const *targets,
		 struct hwreg_error *err)
{
	struct hwreg_session_options options = { .size = sizeof(options), .flags = HWREG_WRITE };
	const char *set = getenv("HWREG_BOARD");
	int r = hwreg_board_load(&device->board, set ? set : board, NULL, err);

	if (r)
		return r;
	options.board = device->board;
	options.targets = targets;
	while (targets && targets[options.target_count])
		options.target_count++;
	return hwreg_session_open(&device->session, &options, err);
}

int device_map(struct device *device, const char *block, struct hwreg_error *err)
{
	const struct hwreg_block *found;
	int r = hwreg_block_find(device->board, block, &found, err);

	return r ? r : hwreg_session_map(&device->window, device->session, found, err);
}

int device_map_bar(struct device *device, const char *spec, size_t size, struct hwreg_error *err)
{
	int r = hwreg_target_new(&device->target, spec, NULL, err);

	/* the session has config space, and VFIO hands out all of a device to one that opens it */
	if (!r && hwreg_target_vfio(device->target))
		r = hwreg_target_set_vfio(device->target, hwreg_session_vfio(device->session), err);
	return r ? r
		 : hwreg_window_open(&device->window, device->target, 0, size, HWREG_WRITE, err);
}

int device_write(struct device *device, const char *text, struct hwreg_error *err)
{
	struct hwreg_write *write;
	int r = hwreg_write_parse(&write, device->session, text, err);

	if (r)
		return r;
	r = hwreg_session_write(device->session, write, err);
	hwreg_write_free(write);
	return r;
}

void device_close(struct device *device)
{
	if (device->irq.close)
		device->irq.close(&device->irq);
	hwreg_window_close(device->window);
	hwreg_target_free(device->target);
	hwreg_session_close(device->session);
	hwreg_board_free(device->board);
}

int number(const char *word, uint32_t *value, struct hwreg_error *err)
{
	uint64_t wide;
	int r = hwreg_number_parse(word, &wide, err);

	if (r)
		return r;
	if (wide > UINT32_MAX)
		return fail(err, HWREG_ERROR_REQUEST, ERANGE, "%s: more than 32 bits", word);
	*value = (uint32_t)wide;
	return 0;
}

int fail(struct hwreg_error *err, enum hwreg_error_kind kind, int code, const char *format, ...)
{
	va_list arguments;

	err->kind = kind;
	err->sys_errno = code;
	va_start(arguments, format);
	vsnprintf(err->message, sizeof(err->message), format, arguments);
	va_end(arguments);
	return -code;
}
