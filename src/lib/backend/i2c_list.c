// SPDX-License-Identifier: MIT
/* i2c_list.c - the I2C adapters of this machine, what they can do, and which devices have drivers */
#include "backend/i2c.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "backend/devnode.h"

void hwreg_i2c_driver(uint32_t bus, unsigned int address, char *name, size_t size)
{
	char path[96], link[256];
	ssize_t length;

	name[0] = '\0';
	snprintf(path, sizeof(path), "/sys/bus/i2c/devices/%u-%04x/driver", bus, address);
	length = readlink(path, link, sizeof(link) - 1);
	if (length <= 0)
		return;
	link[length] = '\0';
	snprintf(name, size, "%s", strrchr(link, '/') ? strrchr(link, '/') + 1 : link);
}

static bool has(unsigned long functions, unsigned long wanted)
{
	return (functions & wanted) == wanted;
}

/* Asks the adapter's driver; the bus is not touched */
static void note_functions(const char *node, struct hwreg_error *note)
{
	unsigned long functions = 0;
	int fd = open(node, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return;
	if (ioctl(fd, I2C_FUNCS, &functions) == 0)
		hwreg_error_append(
			note, "%s%s%s%s",
			functions & I2C_FUNC_I2C ? "plain transfers" : "SMBus alone",
			has(functions, I2C_FUNC_SMBUS_BYTE_DATA) ? ", byte data (8 bits)" : "",
			has(functions, I2C_FUNC_SMBUS_WORD_DATA) ? ", word data (16 bits)" : "",
			has(functions, I2C_FUNC_SMBUS_I2C_BLOCK) ? ", I2C blocks (24 bits and more)"
								 : "");
	close(fd);
}

/* Devices that the kernel knows: "1-0048" */
static void note_devices(unsigned int bus, struct hwreg_error *note)
{
	DIR *folder = opendir("/sys/bus/i2c/devices");
	unsigned int on, address;
	struct dirent *entry;
	char path[320], name[64], driver[64];

	while (folder && (entry = readdir(folder))) {
		if (sscanf(entry->d_name, "%u-%4x", &on, &address) != 2 || on != bus)
			continue;
		snprintf(path, sizeof(path), "/sys/bus/i2c/devices/%s/name", entry->d_name);
		if (hwreg_devnode_read(path, name, sizeof(name)) != 0)
			name[0] = '\0';
		hwreg_i2c_driver(bus, address, driver, sizeof(driver));
		hwreg_error_append(note, "\n0x%02x: %s%s%s", address, name,
				   driver[0] ? ", held by the driver " : ", no driver", driver);
	}
	if (folder)
		closedir(folder);
}

static int list_one(unsigned int bus, hwreg_target_callback *callback, void *data)
{
	struct hwreg_error note = HWREG_ERROR_INIT;
	char spec[32], node[32], path[64], name[128], owner[160];
	struct hwreg_target_info info = { .size = sizeof(info),
					  .spec = spec,
					  .backend = "i2c",
					  .name = name,
					  .device = node,
					  .driver = "",
					  .owner = owner };

	snprintf(spec, sizeof(spec), "i2c:%u:", bus);
	snprintf(node, sizeof(node), "/dev/i2c-%u", bus);
	snprintf(path, sizeof(path), "/sys/class/i2c-dev/i2c-%u/name", bus);
	if (hwreg_devnode_read(path, name, sizeof(name)) != 0)
		name[0] = '\0';
	info.flags = hwreg_devnode_flags(node, owner, sizeof(owner));
	if (info.flags & HWREG_TARGET_READABLE)
		note_functions(node, &note);
	note_devices(bus, &note);
	info.note = note.message + strspn(note.message, "\n");
	return callback(data, &info);
}

static int compare(const void *a, const void *b)
{
	unsigned int x = *(const unsigned int *)a, y = *(const unsigned int *)b;

	return x < y ? -1 : x > y;
}

int hwreg_i2c_list(hwreg_target_callback *callback, void *data, struct hwreg_error *err)
{
	DIR *folder = opendir("/sys/class/i2c-dev");
	unsigned int buses[256], count = 0;
	struct dirent *entry;
	int r = 0;

	(void)err;
	while (folder && count < 256 && (entry = readdir(folder)))
		count += sscanf(entry->d_name, "i2c-%u", &buses[count]) == 1;
	if (folder)
		closedir(folder);
	qsort(buses, count, sizeof(buses[0]), compare);
	for (unsigned int i = 0; !r && i < count; i++)
		r = list_one(buses[i], callback, data);
	return r;
}
