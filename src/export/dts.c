// SPDX-License-Identifier: MIT
/* dts.c - a device tree overlay that gives devices to UIO */
#include "export.h"

#include <errno.h>
#include <string.h>

/* In the order of the words; a node is written once, however many blocks are in it */
static bool is_first(const struct export_device *devices, unsigned int index)
{
	for (unsigned int i = 0; i < index; i++)
		if (strcmp(devices[i].node, devices[index].node) == 0)
			return false;
	return true;
}

/* What dtc understands between the braces of &{/path}, but for *, which would end a comment with / */
static int check_path(const struct export_device *device, struct hwreg_error *err)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
		",._+#?@-/";

	if (device->node[strspn(device->node, allowed)] == '\0')
		return 0;
	if (!err)
		return -EINVAL;
	*err = (struct hwreg_error)HWREG_ERROR_INIT;
	err->kind = HWREG_ERROR_REQUEST;
	err->sys_errno = EINVAL;
	snprintf(err->message, sizeof(err->message),
		 "%s: its node %s has a character that dtc does not take in the path of a node",
		 device->block, device->node);
	return -EINVAL;
}

static void put_head(const struct hwreg_board_info *info, const struct export_device *devices,
		     unsigned int count, FILE *out)
{
	fprintf(out,
		"/*\n"
		" * Gives devices of the board %s to UIO. Made by: hwreg export dts",
		info->name);
	for (unsigned int i = 0; i < count; i++)
		fprintf(out, " %s", devices[i].block);
	fputs("\n *\n", out);
	for (unsigned int i = 0; i < count; i++)
		fprintf(out, " *\t%s\t%s\n", devices[i].block, devices[i].node);
	fprintf(out,
		" *\n"
		" * A node stays as it is (registers, interrupts), but for the name that drivers "
		"look "
		"for: the kernel's own\n"
		" * driver leaves it alone and uio_pdrv_genirq takes it, when that is told to:\n"
		" *\n"
		" *\tdtc -@ -I dts -O dtb -o uio.dtbo THIS-FILE\n"
		" *\tfdtoverlay -i BOARD.dtb -o BOARD-uio.dtb uio.dtbo\n"
		" *\n"
		" * and, on the machine that was started with BOARD-uio.dtb:\n"
		" *\n"
		" *\tmodprobe uio_pdrv_genirq of_id=generic-uio\n"
		" *\thwreg -b %s peek %s\n"
		" */\n"
		"\n"
		"/dts-v1/;\n"
		"/plugin/;\n",
		info->name, devices[0].block);
}

int export_dts(const struct hwreg_board *board, const struct export_device *devices,
	       unsigned int count, FILE *out, struct hwreg_error *err)
{
	struct hwreg_board_info info = { .size = sizeof(info) };

	for (unsigned int i = 0; i < count; i++)
		if (check_path(&devices[i], err) < 0)
			return -EINVAL;
	hwreg_board_describe(board, &info);
	put_head(&info, devices, count, out);
	for (unsigned int i = 0; i < count; i++) {
		if (!is_first(devices, i))
			continue;
		fprintf(out, "\n&{%s} {\n\tcompatible = \"generic-uio\";\n", devices[i].node);
		fprintf(out, "%s};\n", devices[i].disabled ? "\tstatus = \"okay\";\n" : "");
	}
	return 0;
}
