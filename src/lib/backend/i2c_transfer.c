// SPDX-License-Identifier: MIT
/*
 * i2c_transfer.c - one register, one transfer
 *
 * The transfers: Documentation/i2c/i2c-protocol.rst, smbus-protocol.rst; the calls: dev-interface.rst;
 * what their errors mean: fault-codes.rst (of the kernel's documentation).
 */
#include "backend/i2c.h"

#include <inttypes.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <string.h>
#include <sys/ioctl.h>

/* ---- What the adapter can do ------------------------------------------------------------------ */

static unsigned long smbus_function(unsigned int bits, bool write)
{
	switch (bits) {
	case 8:
		return write ? I2C_FUNC_SMBUS_WRITE_BYTE_DATA : I2C_FUNC_SMBUS_READ_BYTE_DATA;
	case 16:
		return write ? I2C_FUNC_SMBUS_WRITE_WORD_DATA : I2C_FUNC_SMBUS_READ_WORD_DATA;
	default:
		return write ? I2C_FUNC_SMBUS_WRITE_I2C_BLOCK : I2C_FUNC_SMBUS_READ_I2C_BLOCK;
	}
}

static int lacks(const struct hwreg_target *target, unsigned int bits, const char *what,
		 struct hwreg_error *err)
{
	return hwreg_error_set(
		err, HWREG_ERROR_UNAVAILABLE, EOPNOTSUPP,
		"%s: the adapter %s cannot %s %u bits in one SMBus transfer (no %s); "
		"`hwreg targets` tells what it can",
		target->spec, target->path, what, bits,
		bits == 8    ? "byte data"
		: bits == 16 ? "word data"
			     : "I2C block");
}

int hwreg_i2c_admit(const struct hwreg_target *target, unsigned int bits, bool write,
		    struct hwreg_error *err)
{
	const struct i2c_device *device = target->private;

	if (device->transfer != I2C_TRANSFER_SMBUS)
		return 0;
	if (!(device->functions & smbus_function(bits, false)))
		return lacks(target, bits, "read", err);
	if (write && !(device->functions & smbus_function(bits, true)))
		return lacks(target, bits, "write", err);
	return 0;
}

/* ---- Transfers -------------------------------------------------------------------------------- */

/* Register number on the wire; Return: its bytes */
static unsigned int put_number(const struct i2c_device *device, uint64_t number, uint8_t *bytes)
{
	if (!device->wide) {
		bytes[0] = number & 0xff;
		return 1;
	}
	bytes[device->little ? 0 : 1] = number & 0xff;
	bytes[device->little ? 1 : 0] = number >> 8 & 0xff;
	return 2;
}

static int plain_read(const struct hwreg_target *target, uint64_t number, void *bytes, size_t count)
{
	const struct i2c_device *device = target->private;
	uint8_t address[2];
	struct i2c_msg messages[] = {
		{ .addr = device->address, .buf = address },
		{ .addr = device->address, .flags = I2C_M_RD, .len = count, .buf = bytes },
	};
	struct i2c_rdwr_ioctl_data transfer = { messages, 2 };

	messages[0].len = put_number(device, number, address);
	return ioctl(target->fd, I2C_RDWR, &transfer) == 2 ? 0 : -(errno ? errno : EIO);
}

static int plain_write(const struct hwreg_target *target, uint64_t number, const void *bytes,
		       size_t count)
{
	const struct i2c_device *device = target->private;
	uint8_t buffer[2 + 8];
	struct i2c_msg message = { .addr = device->address, .buf = buffer };
	struct i2c_rdwr_ioctl_data transfer = { &message, 1 };
	unsigned int length = put_number(device, number, buffer);

	memcpy(buffer + length, bytes, count);
	message.len = length + count;
	return ioctl(target->fd, I2C_RDWR, &transfer) == 1 ? 0 : -(errno ? errno : EIO);
}

static uint32_t smbus_size(size_t count)
{
	return count == 1   ? I2C_SMBUS_BYTE_DATA
	       : count == 2 ? I2C_SMBUS_WORD_DATA
			    : I2C_SMBUS_I2C_BLOCK_DATA;
}

static int smbus_read(const struct hwreg_target *target, uint64_t number, void *bytes, size_t count)
{
	union i2c_smbus_data data = { .block = { count } };
	struct i2c_smbus_ioctl_data transfer = { I2C_SMBUS_READ, number & 0xff, smbus_size(count),
						 &data };

	if (ioctl(target->fd, I2C_SMBUS, &transfer) != 0)
		return -errno;
	if (count == 1) {
		*(uint8_t *)bytes = data.byte;
	} else if (count == 2) { /* a word is sent low byte first */
		((uint8_t *)bytes)[0] = data.word & 0xff;
		((uint8_t *)bytes)[1] = data.word >> 8;
	} else if (data.block[0] != count) {
		return -EPROTO;
	} else {
		memcpy(bytes, data.block + 1, count);
	}
	return 0;
}

static int smbus_write(const struct hwreg_target *target, uint64_t number, const void *bytes,
		       size_t count)
{
	union i2c_smbus_data data = { .block = { count } };
	struct i2c_smbus_ioctl_data transfer = { I2C_SMBUS_WRITE, number & 0xff, smbus_size(count),
						 &data };
	const uint8_t *from = bytes;

	if (count == 1)
		data.byte = from[0];
	else if (count == 2)
		data.word = from[0] | from[1] << 8;
	else
		memcpy(data.block + 1, bytes, count);
	return ioctl(target->fd, I2C_SMBUS, &transfer) == 0 ? 0 : -errno;
}

/* ---- What failed ------------------------------------------------------------------------------ */

static const char *hint(int sys_errno)
{
	switch (sys_errno) {
	case ENXIO:
	case EREMOTEIO:
	case ENODEV:
		return "\nno device answers: is it powered, and is this its address? (7 bits: half "
		       "of an "
		       "8-bit address in a\ndata sheet; `i2cdetect -y BUS` shows who answers)";
	case ETIMEDOUT:
	case EBUSY:
		return "\nthe bus is stuck or held by another master";
	case EAGAIN:
		return "\nanother master won the bus; try again";
	case EOPNOTSUPP:
		return "\nthe adapter cannot make this transfer";
	case EPROTO:
		return "\nthe device sent another number of bytes than it was asked for";
	default:
		return "";
	}
}

static int failed(const struct hwreg_target *target, bool write, uint64_t number, size_t count,
		  int r, struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_ACCESS, -r,
			       "%s: %s %zu bits at 0x%02" PRIx64 ": %s%s", target->spec,
			       write ? "write" : "read", count * 8, number, strerror(-r), hint(-r));
}

int hwreg_i2c_read(struct hwreg_target *target, uint64_t number, void *bytes, size_t count,
		   struct hwreg_error *err)
{
	const struct i2c_device *device = target->private;
	int r = device->transfer == I2C_TRANSFER_SMBUS ? smbus_read(target, number, bytes, count)
						       : plain_read(target, number, bytes, count);

	return r ? failed(target, false, number, count, r, err) : 0;
}

int hwreg_i2c_write(struct hwreg_target *target, uint64_t number, const void *bytes, size_t count,
		    struct hwreg_error *err)
{
	const struct i2c_device *device = target->private;
	int r = device->transfer == I2C_TRANSFER_SMBUS ? smbus_write(target, number, bytes, count)
						       : plain_write(target, number, bytes, count);

	return r ? failed(target, true, number, count, r, err) : 0;
}
