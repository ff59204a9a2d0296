// SPDX-License-Identifier: MIT
/*
 * pci_config.c - PCI config space by pread(2) and pwrite(2), in exactly the width asked for
 *
 * Kernel: drivers/pci/pci-sysfs.c, pci_read_config(): an aligned 1, 2 or 4 bytes are one access;
 * 8 become two. Without CAP_SYS_ADMIN reads end after the 64 bytes of the header.
 */
#include "backend/pci.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "backend/devnode.h"

static int check(const struct hwreg_target *target, const struct hwreg_range *range,
		 struct hwreg_error *err)
{
	if (range->last - range->first < 4)
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOTSUP,
			       "%s: 0x%03" PRIx64 ": config space is accessed in 8, 16 or 32 bits, "
			       "not %" PRIu64,
			       target->spec, range->first, (range->last - range->first + 1) * 8);
}

static int failed(const struct hwreg_target *target, const char *what, uint64_t number,
		  ssize_t done, struct hwreg_error *err)
{
	int r = done < 0 ? errno : EPERM;

	if (done >= 0)
		return hwreg_error_set(
			err, HWREG_ERROR_ACCESS, r,
			"%s: %s at 0x%03" PRIx64 ": config space ends for this process after its "
			"first bytes:\nall of it needs the capability CAP_SYS_ADMIN; run with sudo",
			target->path, what, number);
	hwreg_error_set(err, HWREG_ERROR_ACCESS, r, "%s: %s at 0x%03" PRIx64 ": %s", target->path,
			what, number, strerror(r));
	if (r == EPERM)
		hwreg_error_append(err, ": the kernel is locked down "
					"(/sys/kernel/security/lockdown)");
	return -r;
}

static int read_bytes(struct hwreg_target *target, uint64_t number, void *bytes, size_t count,
		      struct hwreg_error *err)
{
	struct hwreg_range range = { number, number + (count - 1) };
	ssize_t done;
	int r = check(target, &range, err);

	if (r)
		return r;
	done = pread(target->fd, bytes, count, (off_t)number);
	return done == (ssize_t)count ? 0 : failed(target, "read", number, done, err);
}

static int write_bytes(struct hwreg_target *target, uint64_t number, const void *bytes,
		       size_t count, struct hwreg_error *err)
{
	struct hwreg_range range = { number, number + (count - 1) };
	ssize_t done;
	int r = check(target, &range, err);

	if (r)
		return r;
	done = pwrite(target->fd, bytes, count, (off_t)number);
	return done == (ssize_t)count ? 0 : failed(target, "write", number, done, err);
}

static void explain(const struct hwreg_target *target, int sys_errno,
		    const struct hwreg_range *range, struct hwreg_error *err)
{
	char owner[96];

	if (range || (sys_errno != EACCES && sys_errno != EPERM))
		return;
	hwreg_devnode_owner(target->path, owner, sizeof(owner));
	hwreg_error_append(err, " (%s): run with sudo", owner);
}

const struct hwreg_backend hwreg_backend_pci_config = {
	.kind = { "pci", "pci:DDDD:BB:DD.F/config", "config space of a PCI device" },
	.flags = HWREG_BACKEND_DEVICE,
	.check = check,
	.explain = explain,
	.read = read_bytes,
	.write = write_bytes,
};
