/* SPDX-License-Identifier: MIT */
/* i2c.h - a device on an I2C bus, as its backend sees it */
#ifndef HWREG_LIB_BACKEND_I2C_H
#define HWREG_LIB_BACKEND_I2C_H

#include "backend/backend.h"

enum i2c_transfer {
	I2C_TRANSFER_ANY, /* plain if the adapter can, else SMBus */
	I2C_TRANSFER_PLAIN,
	I2C_TRANSFER_SMBUS,
};

/**
 * struct i2c_device - target->private
 * @bus: the N of /dev/i2c-N
 * @address: 7 bits
 * @wide: register numbers of 16 bits, else 8
 * @little: low byte of the number first
 * @transfer: what the board asks for; decided once the adapter has been asked
 * @functions: I2C_FUNC_… of the adapter
 * @lock_fd: of the lock file, -1 until a field is written
 * @lock_path: constant
 */
struct i2c_device {
	uint32_t bus;
	uint16_t address;
	bool wide;
	bool little;
	enum i2c_transfer transfer;
	unsigned long functions;
};

/** hwreg_i2c_admit() - backend's admit: can the adapter transfer a register of so many bits at once? */
int hwreg_i2c_admit(const struct hwreg_target *target, unsigned int bits, bool write,
		    struct hwreg_error *err);

/** hwreg_i2c_read() - backend's read: one register, one transfer */
int hwreg_i2c_read(struct hwreg_target *target, uint64_t number, void *bytes, size_t count,
		   struct hwreg_error *err);

/** hwreg_i2c_write() - backend's write */
int hwreg_i2c_write(struct hwreg_target *target, uint64_t number, const void *bytes, size_t count,
		    struct hwreg_error *err);

/** hwreg_i2c_driver() - name of the kernel driver that has a device, or "" */
void hwreg_i2c_driver(uint32_t bus, unsigned int address, char *name, size_t size);

/** hwreg_i2c_list() - backend's list: the adapters */
int hwreg_i2c_list(hwreg_target_callback *callback, void *data, struct hwreg_error *err);

#endif
