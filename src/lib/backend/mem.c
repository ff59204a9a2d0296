// SPDX-License-Identifier: MIT
/*
 * mem.c - physical addresses through /dev/mem
 *
 * What the kernel restricts: Documentation/admin-guide/kernel-parameters.txt (iomem=),
 * lib/Kconfig.debug (STRICT_DEVMEM, IO_STRICT_DEVMEM), security/lockdown.
 */
#include "backend/backend.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "backend/devnode.h"
#include "scan.h"

#define DEV_MEM "/dev/mem"
#define RAM "System RAM"

static int parse(struct hwreg_target *target, const char *rest, struct hwreg_error *err)
{
	if (rest)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "target '%s': `mem` takes nothing after it", target->spec);
	target->physical = true;
	target->path = strdup(DEV_MEM);
	return target->path ? 0 : hwreg_error_memory(err);
}

/* The innermost entry of /proc/iomem that overlaps the pages of a range; RAM, whatever is in it; "" if
 * there is none */
static void find_claim(const struct hwreg_range *range, char *name, size_t size)
{
	struct hwreg_range pages = hwreg_range_pages(range, hwreg_page_size()), entry;
	FILE *file = fopen("/proc/iomem", "re");
	char line[256];
	const char *who;

	name[0] = '\0';
	if (!file)
		return;
	while (strcmp(name, RAM) != 0 && fgets(line, sizeof(line), file)) {
		who = hwreg_scan_iomem(line, &entry);
		/* without CAP_SYS_ADMIN every address reads as 0 */
		if (who && entry.last != 0 && hwreg_range_overlaps(&entry, &pages))
			snprintf(name, size, "%s", who);
	}
	fclose(file);
}

static bool locked_down(void)
{
	char state[128];

	return hwreg_devnode_read("/sys/kernel/security/lockdown", state, sizeof(state)) == 0 &&
	       !strstr(state, "[none]");
}

static void explain_open(int sys_errno, struct hwreg_error *err)
{
	if (sys_errno == ENOENT || sys_errno == ENXIO)
		hwreg_error_append(err,
				   ": this kernel has no /dev/mem (CONFIG_DEVMEM=n) or its node is "
				   "missing (mknod /dev/mem c 1 1);\nUIO works without it");
	else if (sys_errno == EPERM && locked_down())
		hwreg_error_append(
			err, ": the kernel is locked down (/sys/kernel/security/lockdown); boot "
			     "without Secure Boot or lockdown=, or give the device to UIO or VFIO");
	else if (sys_errno == EACCES || sys_errno == EPERM)
		hwreg_error_append(
			err, ": /dev/mem needs root, or the group that owns it and the "
			     "capability CAP_SYS_RAWIO;\nrun with sudo, or give the device to UIO, "
			     "which needs neither");
}

/* The board's block that the range is in, or BLOCK */
static const char *block_at(const struct hwreg_target *target, const struct hwreg_range *range)
{
	struct hwreg_block_info info = { .size = sizeof(info) };
	const struct hwreg_block *block;
	struct hwreg_range own;

	for (uint32_t i = 0; target->board && (block = hwreg_board_block(target->board, i)); i++) {
		hwreg_block_describe(target->board, block, &info);
		own = (struct hwreg_range){ info.base, info.base + (info.length - 1) };
		if (info.space == target->space && hwreg_range_overlaps(&own, range))
			return info.name;
	}
	return "BLOCK";
}

/* How a device comes to UIO: by the device tree if there is one */
static const char *way_to_uio(void)
{
	return access("/proc/device-tree/compatible", F_OK) == 0 ? "hwreg export dts"
								 : "hwreg bind";
}

static void explain_map(const struct hwreg_target *target, const struct hwreg_range *range,
			struct hwreg_error *err)
{
	char claim[128];

	find_claim(range, claim, sizeof(claim));
	if (strcmp(claim, RAM) == 0)
		hwreg_error_append(err,
				   ": this is System RAM, which this kernel keeps from /dev/mem "
				   "(CONFIG_STRICT_DEVMEM)");
	else if (claim[0])
		hwreg_error_append(
			err,
			": this kernel keeps memory claimed by a driver\n(%s in /proc/iomem) "
			"from /dev/mem; unbind the driver, give the device to UIO (%s %s),\n"
			"or boot with iomem=relaxed",
			claim, way_to_uio(), block_at(target, range));
	else
		hwreg_error_append(
			err,
			": this kernel keeps the range from /dev/mem "
			"(CONFIG_STRICT_DEVMEM, lockdown);\nboot with iomem=relaxed, or give the "
			"device to UIO (%s %s)",
			way_to_uio(), block_at(target, range));
}

static void explain(const struct hwreg_target *target, int sys_errno,
		    const struct hwreg_range *range, struct hwreg_error *err)
{
	if (!range)
		explain_open(sys_errno, err);
	else if (sys_errno == EPERM)
		explain_map(target, range, err);
	else if (sys_errno == EINVAL || sys_errno == EFAULT)
		hwreg_error_append(err, ": the CPU has no such physical address");
}

static int list(hwreg_target_callback *callback, void *data, struct hwreg_error *err)
{
	struct hwreg_target_info info = { .size = sizeof(info),
					  .spec = "mem",
					  .backend = "mem",
					  .name = "",
					  .device = DEV_MEM,
					  .driver = "" };
	struct hwreg_error reason = HWREG_ERROR_INIT;
	char owner[96], command_line[2048], lockdown[128];
	bool relaxed;

	(void)err;
	info.owner = owner;
	info.flags = hwreg_devnode_flags(DEV_MEM, owner, sizeof(owner));
	if (!(info.flags & HWREG_TARGET_PRESENT))
		explain_open(ENOENT, &reason);
	else if (!(info.flags & HWREG_TARGET_READABLE))
		explain_open(EACCES, &reason);
	if (hwreg_devnode_read("/sys/kernel/security/lockdown", lockdown, sizeof(lockdown)) == 0)
		hwreg_error_append(&reason, "\nlockdown: %s", lockdown);
	relaxed = hwreg_devnode_read("/proc/cmdline", command_line, sizeof(command_line)) == 0 &&
		  strstr(command_line, "iomem=relaxed");
	if (info.flags & HWREG_TARGET_PRESENT)
		hwreg_error_append(
			&reason, "\n%s",
			relaxed ? "iomem=relaxed: memory claimed by drivers can be mapped"
				: "with CONFIG_STRICT_DEVMEM, RAM and memory claimed by drivers "
				  "cannot be mapped (boot with iomem=relaxed)");
	info.note = reason.message + strspn(reason.message, ": \n");
	return callback(data, &info);
}

const struct hwreg_backend hwreg_backend_mem = {
	.kind = { "mem", "mem", "physical addresses through /dev/mem" },
	.flags = HWREG_BACKEND_MACHINE | HWREG_BACKEND_DEVICE,
	.parse = parse,
	.explain = explain,
	.list = list,
};
