// SPDX-License-Identifier: MIT
/*
 * bind.c - give a device to UIO or VFIO, and back to the kernel's own driver
 *
 * The three files and their meaning: Documentation/ABI/testing/sysfs-bus-platform and sysfs-bus-pci
 * (driver_override), sysfs-bus-pci (drivers_probe), Documentation/driver-api/driver-model/ of the
 * kernel.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "iommu.h"

#define ALL_FLAGS (HWREG_DRY_RUN | HWREG_FORCE_BUSY)

struct taker {
	const char *driver;
	const char *bus;
};

/* The first of a bus is its default */
static const struct taker takers[] = {
	{ "uio_pdrv_genirq", "platform" },
	{ "uio_pci_generic", "pci" },
	{ "vfio-pci", "pci" },
};

static bool is_taker(const char *driver)
{
	for (size_t i = 0; i < sizeof(takers) / sizeof(takers[0]); i++)
		if (strcmp(takers[i].driver, driver) == 0)
			return true;
	return false;
}

static int refuse_amba(const struct hwreg_device *device, struct hwreg_error *err)
{
	return hwreg_error_set(
		err, HWREG_ERROR_UNAVAILABLE, ENOTSUP,
		"%s: is on the AMBA bus, whose devices no UIO driver can take (UIO's is for "
		"platform devices);\na device tree overlay makes it one before the kernel boots: "
		"hwreg export dts BLOCK prints one",
		device->name);
}

/* The driver asked for, or the default of the device's bus */
static int choose_driver(const struct hwreg_device *device, const char *wanted, const char **out,
			 struct hwreg_error *err)
{
	if (strcmp(device->bus, "amba") == 0)
		return refuse_amba(device, err);
	for (size_t i = 0; i < sizeof(takers) / sizeof(takers[0]); i++) {
		if (strcmp(takers[i].bus, device->bus) != 0 ||
		    (wanted && strcmp(takers[i].driver, wanted) != 0))
			continue;
		*out = takers[i].driver;
		return 0;
	}
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
			       "%s: '%s' is no driver that gives a device of the %s bus to user "
			       "space; that is %s",
			       device->name, wanted, device->bus,
			       strcmp(device->bus, "pci") == 0 ? "uio_pci_generic or vfio-pci"
							       : "uio_pdrv_genirq");
}

static bool is_vfio(const char *driver)
{
	return strcmp(driver, "vfio-pci") == 0;
}

static int check_ready(const struct hwreg_device *device, const char *driver,
		       struct hwreg_error *err)
{
	char path[HWREG_DEVICE_PATH];

	hwreg_device_join(path, "%s/bus/%s/drivers/%s", device->sysfs, device->bus, driver);
	if (access(path, F_OK) == 0)
		return is_vfio(driver) ? hwreg_iommu_check(device, err) : 0;
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENOENT,
			       "%s: the driver %s is not loaded: modprobe %s", device->name, driver,
			       driver);
}

static int check_removable(const struct hwreg_device *device, const char *driver,
			   struct hwreg_error *err)
{
	char path[HWREG_DEVICE_PATH];

	if (!device->driver[0] || strcmp(device->driver, driver) == 0)
		return 0;
	hwreg_device_join(path, "%s/bus/%s/drivers/%s/unbind", device->sysfs, device->bus,
			  device->driver);
	if (access(path, F_OK) == 0)
		return 0;
	return hwreg_error_set(
		err, HWREG_ERROR_UNAVAILABLE, ENOTSUP,
		"%s: its driver %s lets no device go (it has no file `unbind`); "
		"boot without the driver, or with a device tree that does not name it",
		device->name, device->driver);
}

/* ---- Writes to sysfs -------------------------------------------------------------------------- */

static int check_permitted(const struct hwreg_bind_options *options,
			   const struct hwreg_device *device, struct hwreg_error *err)
{
	char path[HWREG_DEVICE_PATH];
	int r;

	hwreg_device_join(path, "%s/driver_override", device->path);
	if ((options->flags & HWREG_DRY_RUN) || access(path, W_OK) == 0)
		return 0;
	r = errno;
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, r, "%s: %s%s", path, strerror(r),
			       r == EACCES ? ": only root may give devices to other drivers" : "");
}

static int put(const struct hwreg_bind_options *options, const char *path, const char *text,
	       struct hwreg_error *err)
{
	size_t length = strlen(text);
	ssize_t done;
	int fd, r = 0;

	if (options->tell)
		options->tell(options->data, path, text);
	if (options->flags & HWREG_DRY_RUN)
		return 0;
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd >= 0) {
		/* an empty write would not reach the kernel's driver_override: a line does */
		done = write(fd, length ? text : "\n", length ? length : 1);
		r = done < 0 ? -errno : 0;
		close(fd);
	} else {
		r = -errno;
	}
	if (!r)
		return 0;
	return hwreg_error_set(err, r == -EACCES ? HWREG_ERROR_UNAVAILABLE : HWREG_ERROR_ACCESS, -r,
			       "%s: write '%s': %s", path, text, strerror(-r));
}

/* Sets who may take the device, takes it from who has it, and lets the bus look for a driver */
static int move(const struct hwreg_bind_options *options, struct hwreg_device *device,
		const char *override, struct hwreg_error *err)
{
	char path[HWREG_DEVICE_PATH];
	int r;

	hwreg_device_join(path, "%s/driver_override", device->path);
	r = put(options, path, override, err);
	if (!r && device->driver[0]) {
		hwreg_device_join(path, "%s/bus/%s/drivers/%s/unbind", device->sysfs, device->bus,
				  device->driver);
		r = put(options, path, device->name, err);
	}
	if (!r) {
		hwreg_device_join(path, "%s/bus/%s/drivers_probe", device->sysfs, device->bus);
		r = put(options, path, device->name, err);
	}
	if (!(options->flags & HWREG_DRY_RUN))
		hwreg_device_read_driver(device);
	return r;
}

static void describe(const struct hwreg_device *device, uint64_t address, const char *before,
		     const char *after, struct hwreg_bind_result *result)
{
	struct hwreg_bind_result full = { .size = result->size };

	snprintf(full.bus, sizeof(full.bus), "%.15s", device->bus);
	snprintf(full.device, sizeof(full.device), "%.127s", device->name);
	snprintf(full.before, sizeof(full.before), "%.63s", before);
	snprintf(full.driver, sizeof(full.driver), "%.63s", after);
	hwreg_device_target(device, address, full.target, sizeof(full.target));
	if (is_vfio(after))
		hwreg_iommu_holders(device, full.holders, sizeof(full.holders));
	memcpy(result, &full, result->size < sizeof(full) ? result->size : sizeof(full));
}

/* ---- There and back --------------------------------------------------------------------------- */

static int take_options(struct hwreg_bind_options *full, const struct hwreg_bind_options *options,
			struct hwreg_device *device, struct hwreg_error *err)
{
	memset(full, 0, sizeof(*full));
	memcpy(full, options, options->size < sizeof(*full) ? options->size : sizeof(*full));
	if (full->flags & ~ALL_FLAGS)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL, "unknown flags");
	return hwreg_device_find(full->sysfs ? full->sysfs : "/sys", full->address, device, err);
}

static int not_taken(const struct hwreg_device *device, const char *driver, struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_ACCESS, EIO,
			       "%s: %s does not take this device (dmesg may say why)", device->name,
			       driver);
}

/* After a failure; what it fails with itself is seen in who has the device then */
static void move_back(const struct hwreg_bind_options *options, struct hwreg_device *device,
		      struct hwreg_error *err)
{
	move(options, device, "", NULL);
	hwreg_error_append(err, "; now %s has it",
			   device->driver[0] ? device->driver : "no driver");
}

int hwreg_bind(const struct hwreg_bind_options *options, struct hwreg_bind_result *result,
	       struct hwreg_error *err)
{
	struct hwreg_bind_options full;
	struct hwreg_device device;
	const char *driver = NULL;
	char before[64];
	int r = take_options(&full, options, &device, err);

	if (!r && !(full.flags & HWREG_FORCE_BUSY))
		r = hwreg_device_check_idle(&device, err);
	if (!r)
		r = choose_driver(&device, full.driver, &driver, err);
	if (!r)
		r = check_ready(&device, driver, err);
	if (!r)
		r = check_removable(&device, driver, err);
	if (!r)
		r = check_permitted(&full, &device, err);
	if (r)
		return r;
	strcpy(before, device.driver);
	if (strcmp(before, driver) != 0) {
		r = move(&full, &device, driver, err);
		if (!r && !(full.flags & HWREG_DRY_RUN) && strcmp(device.driver, driver) != 0)
			r = not_taken(&device, driver, err);
		if (r)
			move_back(&full, &device, err);
	}
	if (!r)
		describe(&device, full.address, before, driver, result);
	return r;
}

int hwreg_unbind(const struct hwreg_bind_options *options, struct hwreg_bind_result *result,
		 struct hwreg_error *err)
{
	struct hwreg_bind_options full;
	struct hwreg_device device;
	char before[64];
	int r = take_options(&full, options, &device, err);

	if (r)
		return r;
	strcpy(before, device.driver);
	if (!is_taker(before))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "%s: is not given to user space: %s%s", device.name,
				       before[0] ? "it belongs to the driver " : "no driver has it",
				       before);
	r = check_permitted(&full, &device, err);
	if (!r)
		r = move(&full, &device, "", err);
	if (!r)
		describe(&device, full.address, before,
			 full.flags & HWREG_DRY_RUN ? "" : device.driver, result);
	return r;
}
