// SPDX-License-Identifier: MIT
/*
 * i2c.c - registers of a device on an I2C or SMBus bus, through /dev/i2c-N
 *
 * What the kernel offers: Documentation/i2c/dev-interface.rst.
 */
#include "backend/i2c.h"

#include <fcntl.h>
#include <inttypes.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "board/image.h"

/* 0x00 to 0x02 and 0x78 to 0x7f are not those of devices (UM10204, reserved addresses); 0x03 to 0x07
 * are reserved too, but chips that answer there exist */
#define FIRST_ADDRESS 0x03
#define LAST_ADDRESS 0x77

/* Locks of registers lie in the lock file where no CPU has physical memory: bit 62, then bus, device
 * and number of the register */
#define LOCK_BASE (UINT64_C(1) << 62)

/* ---- i2c:BUS:ADDR ----------------------------------------------------------------------------- */

static int wrong_form(const struct hwreg_target *target, struct hwreg_error *err)
{
	return hwreg_error_set(
		err, HWREG_ERROR_REQUEST, EINVAL,
		"target '%s': expected i2c:BUS:ADDR, such as i2c:1:0x48 for the device "
		"at 0x48 of /dev/i2c-1",
		target->spec);
}

static int wrong_address(const struct hwreg_target *target, uint64_t address,
			 struct hwreg_error *err)
{
	hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
			"target '%s': 0x%" PRIx64
			" is not the address of a device: they have 7 bits, "
			"0x%02x to 0x%02x",
			target->spec, address, FIRST_ADDRESS, LAST_ADDRESS);
	if (address >> 1 >= FIRST_ADDRESS && address >> 1 <= LAST_ADDRESS)
		hwreg_error_append(err,
				   "; a data sheet that gives 8 bits with the direction means "
				   "0x%02" PRIx64,
				   address >> 1);
	return -ERANGE;
}

static int parse_numbers(struct hwreg_target *target, const char *rest, uint64_t *bus,
			 uint64_t *address, struct hwreg_error *err)
{
	const char *colon = strchr(rest, ':');
	char text[32];
	int r;

	if (!colon || (size_t)(colon - rest) >= sizeof(text))
		return wrong_form(target, err);
	memcpy(text, rest, colon - rest);
	text[colon - rest] = '\0';
	r = hwreg_number_parse(text, bus, err);
	if (!r)
		r = hwreg_number_parse(colon + 1, address, err);
	return hwreg_error_context(err, r, "target '%s'", target->spec);
}

static int parse(struct hwreg_target *target, const char *rest, struct hwreg_error *err)
{
	struct i2c_device *device;
	uint64_t bus, address;
	char path[32];
	int r;

	if (!rest || !*rest)
		return wrong_form(target, err);
	r = parse_numbers(target, rest, &bus, &address, err);
	if (r)
		return r;
	if (bus > 0xfffff) /* minor numbers have 20 bits */
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
				       "target '%s': there is no bus %" PRIu64, target->spec, bus);
	if (address < FIRST_ADDRESS || address > LAST_ADDRESS)
		return wrong_address(target, address, err);
	snprintf(path, sizeof(path), "/dev/i2c-%" PRIu64, bus);
	target->path = strdup(path);
	device = calloc(1, sizeof(*device));
	target->private = device;
	if (!target->path || !device)
		return hwreg_error_memory(err);
	*device = (struct i2c_device){ .bus = bus, .address = address };
	target->unmappable = true;
	target->numbered = true;
	target->numbers.last = 0xff;
	target->physical = true;
	target->physical_base = LOCK_BASE | bus << 32 | address << 16;
	return 0;
}

static void release(struct hwreg_target *target)
{
	free(target->private);
}

static int settle(struct hwreg_target *target, struct hwreg_error *err)
{
	struct i2c_device *device = target->private;
	uint32_t flags = target->board ? image_space_i2c(target->board, target->space) : 0;

	(void)err;
	device->wide = flags & IMAGE_I2C_ADDRESS_16;
	device->little = flags & IMAGE_I2C_ADDRESS_LITTLE;
	device->transfer = flags & IMAGE_I2C_PLAIN || device->wide ? I2C_TRANSFER_PLAIN
			   : flags & IMAGE_I2C_SMBUS               ? I2C_TRANSFER_SMBUS
								   : I2C_TRANSFER_ANY;
	target->numbers.last = device->wide ? 0xffff : 0xff;
	return 0;
}

/* ---- Opening ---------------------------------------------------------------------------------- */

static void explain(const struct hwreg_target *target, int sys_errno,
		    const struct hwreg_range *range, struct hwreg_error *err)
{
	(void)range;
	if (sys_errno == ENOENT || sys_errno == ENODEV || sys_errno == ENXIO)
		hwreg_error_append(err,
				   ": this machine has no such bus, or the module i2c-dev is not "
				   "loaded\n(modprobe i2c-dev; `hwreg targets` lists the buses)");
	else if (sys_errno == EACCES || sys_errno == EPERM)
		hwreg_error_append(err,
				   ": %s needs root, or the group that owns it\n(`hwreg targets` "
				   "shows it; usually i2c)",
				   target->path);
}

static int open_failed(const struct hwreg_target *target, const char *what, int sys_errno,
		       struct hwreg_error *err)
{
	hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, sys_errno, "%s: %s: %s", target->path, what,
			strerror(sys_errno));
	explain(target, sys_errno, NULL, err);
	return -sys_errno;
}

/* I2C_SLAVE is refused if a kernel driver has the device. Plain transfers would not be, so that it is
 * asked for them too. */
static int claim(const struct hwreg_target *target, struct hwreg_error *err)
{
	const struct i2c_device *device = target->private;
	char driver[64];
	int r;

	if (ioctl(target->fd, target->force_busy ? I2C_SLAVE_FORCE : I2C_SLAVE,
		  (unsigned long)device->address) == 0)
		return 0;
	r = errno;
	if (r != EBUSY)
		return open_failed(target, "choose the device", r, err);
	hwreg_i2c_driver(device->bus, device->address, driver, sizeof(driver));
	return hwreg_error_set(
		err, HWREG_ERROR_UNAVAILABLE, EBUSY,
		"%s: the kernel's driver %s has this device, and accesses from here could mix with "
		"its own;\ntake it away (echo %u-%04x >/sys/bus/i2c/drivers/%s/unbind), or "
		"--force=busy",
		target->spec, driver[0] ? driver : "(unknown)", device->bus, device->address,
		driver[0] ? driver : "…");
}

static int choose_transfer(struct hwreg_target *target, struct hwreg_error *err)
{
	struct i2c_device *device = target->private;
	bool plain;

	if (ioctl(target->fd, I2C_FUNCS, &device->functions) != 0)
		return open_failed(target, "ask what the adapter can do", errno, err);
	plain = device->functions & I2C_FUNC_I2C;
	if (device->transfer == I2C_TRANSFER_PLAIN && !plain)
		return hwreg_error_set(
			err, HWREG_ERROR_UNAVAILABLE, EOPNOTSUPP,
			"%s: the adapter %s makes SMBus transfers alone, and the board asks for %s",
			target->spec, target->path,
			device->wide ? "register numbers of 16 bits, which SMBus does not have"
				     : "plain ones (transfer: plain)");
	if (device->transfer == I2C_TRANSFER_ANY)
		device->transfer = plain ? I2C_TRANSFER_PLAIN : I2C_TRANSFER_SMBUS;
	return 0;
}

static int open_device(struct hwreg_target *target, bool write, struct hwreg_error *err)
{
	int r;

	target->fd = open(target->path, (write ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOCTTY);
	if (target->fd < 0)
		return open_failed(target, write ? "open to write" : "open to read", errno, err);
	r = claim(target, err);
	if (!r)
		r = choose_transfer(target, err);
	if (r) {
		close(target->fd);
		target->fd = -1;
	}
	return r;
}

const struct hwreg_backend hwreg_backend_i2c = {
	.kind = { "i2c", "i2c:BUS:ADDR",
		  "a device on an I2C bus; a number is a register's number" },
	.flags = HWREG_BACKEND_MACHINE | HWREG_BACKEND_DEVICE,
	.parse = parse,
	.settle = settle,
	.admit = hwreg_i2c_admit,
	.open = open_device,
	.explain = explain,
	.read = hwreg_i2c_read,
	.write = hwreg_i2c_write,
	.release = release,
	.list = hwreg_i2c_list,
};
