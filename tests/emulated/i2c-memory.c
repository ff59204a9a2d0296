// SPDX-License-Identifier: MIT
/*
 * i2c-memory.c - a kernel module for tests: an I2C bus that makes plain transfers alone
 *
 * Three devices of 64 KiB each: at 0x50 with register numbers of two bytes, high byte first; at 0x51
 * likewise, low byte first; at 0x52 with numbers of one byte. At 0x53 a device that takes its number
 * and then answers no more. Others do not answer. `transfers` in /sys/module/i2c_memory/parameters
 * counts the transfers, so that a test sees how many an access was.
 */
#include <linux/delay.h>
#include <linux/i2c.h>
#include <linux/module.h>
#include <linux/platform_device.h>

MODULE_DESCRIPTION("I2C bus for tests");
MODULE_LICENSE("Dual MIT/GPL");

static unsigned int transfers;
module_param(transfers, uint, 0644);

static unsigned int delay; /* microseconds of a transfer: time for others to come in between */
module_param(delay, uint, 0644);

static u8 memory[3][0x10000];
static u16 pointer[3];

static int set_pointer(unsigned int device, const struct i2c_msg *message)
{
	unsigned int bytes = device == 2 ? 1 : 2;

	if (message->len < bytes)
		return -EIO;
	pointer[device] = device == 0   ? message->buf[0] << 8 | message->buf[1]
			  : device == 1 ? message->buf[1] << 8 | message->buf[0]
					: message->buf[0];
	return bytes;
}

static int one_message(const struct i2c_msg *message)
{
	unsigned int device = message->addr - 0x50;
	int at = 0;

	if (device == 3)
		return message->flags & I2C_M_RD ? -EREMOTEIO : 0;
	if (device > 3)
		return -ENXIO;
	if (!(message->flags & I2C_M_RD)) {
		at = set_pointer(device, message);
		if (at < 0)
			return at;
	}
	for (; at < message->len; at++) {
		if (message->flags & I2C_M_RD)
			message->buf[at] = memory[device][pointer[device]++];
		else
			memory[device][pointer[device]++] = message->buf[at];
	}
	return 0;
}

static int transfer(struct i2c_adapter *adapter, struct i2c_msg *messages, int count)
{
	int r = 0;

	transfers++;
	if (delay)
		usleep_range(delay, delay + 100);
	for (int i = 0; i < count && r == 0; i++)
		r = one_message(&messages[i]);
	return r ? r : count;
}

static u32 functionality(struct i2c_adapter *adapter)
{
	return I2C_FUNC_I2C;
}

static const struct i2c_algorithm algorithm = {
	.master_xfer = transfer,
	.functionality = functionality,
};

static struct i2c_adapter adapter = {
	.owner = THIS_MODULE,
	.algo = &algorithm,
	.name = "plain transfers for tests",
};

static int __init start(void)
{
	return i2c_add_adapter(&adapter);
}

static void __exit stop(void)
{
	i2c_del_adapter(&adapter);
}

module_init(start);
module_exit(stop);
