// SPDX-License-Identifier: MIT
/*
 * pci_sysfs.c - PCI devices as sysfs shows them
 *
 * Kernel: Documentation/PCI/sysfs-pci.rst, Documentation/ABI/testing/sysfs-bus-pci. A line of
 * `resource` is the first and last address and the flags of a BAR.
 */
#include "backend/pci.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend/devnode.h"
#include "scan.h"

#define DEVICES "/sys/bus/pci/devices"

void pci_path(char path[PCI_PATH_SIZE], const struct pci_address *device, const char *name)
{
	snprintf(path, PCI_PATH_SIZE, DEVICES "/%s%s%s", device->text, *name ? "/" : "", name);
}

static int by_address(const void *a, const void *b)
{
	return strcmp(((const struct pci_address *)a)->text, ((const struct pci_address *)b)->text);
}

int pci_scan(struct pci_address **out, size_t *count, struct hwreg_error *err)
{
	struct pci_address *found = NULL, *more;
	DIR *dir = opendir(DEVICES);
	struct dirent *entry;

	*out = NULL;
	*count = 0;
	if (!dir)
		return 0;
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.' || strlen(entry->d_name) >= sizeof(found->text))
			continue;
		more = realloc(found, (*count + 1) * sizeof(*found));
		if (!more) {
			free(found);
			closedir(dir);
			return hwreg_error_memory(err);
		}
		found = more;
		strcpy(found[(*count)++].text, entry->d_name);
	}
	closedir(dir);
	if (found)
		qsort(found, *count, sizeof(*found), by_address);
	*out = found;
	return 0;
}

static int read_id(const struct pci_address *device, const char *name, unsigned int *id)
{
	char path[PCI_PATH_SIZE];
	uint64_t value;
	int r;

	pci_path(path, device, name);
	r = hwreg_devnode_read_number(path, &value);
	if (!r)
		*id = value;
	return r;
}

int pci_ids(const struct pci_address *device, unsigned int *vendor, unsigned int *product)
{
	int r = read_id(device, "vendor", vendor);

	return r ? r : read_id(device, "device", product);
}

int pci_bars(const struct pci_address *device, struct pci_bar bars[PCI_BARS])
{
	char path[PCI_PATH_SIZE], text[2048], *line = text;
	int r;

	memset(bars, 0, PCI_BARS * sizeof(*bars));
	pci_path(path, device, "resource");
	r = hwreg_devnode_read(path, text, sizeof(text));
	for (int i = 0; !r && line && i < PCI_BARS; i++) {
		if (!hwreg_scan_resource(line, &bars[i].range, &bars[i].flags))
			return -EINVAL;
		line = strchr(line, '\n');
		line += line != NULL;
	}
	return r;
}

int pci_command(const struct pci_address *device, unsigned int *command)
{
	char path[PCI_PATH_SIZE];
	unsigned char bytes[2];
	ssize_t got;
	int fd, r;

	pci_path(path, device, "config");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	got = pread(fd, bytes, sizeof(bytes), PCI_COMMAND);
	r = got == sizeof(bytes) ? 0 : got < 0 ? -errno : -EIO;
	close(fd);
	if (!r)
		*command = bytes[0] | (unsigned int)bytes[1] << 8;
	return r;
}

bool pci_enabled(const struct pci_address *device)
{
	char path[PCI_PATH_SIZE];
	uint64_t count;

	pci_path(path, device, "enable");
	return hwreg_devnode_read_number(path, &count) == 0 && count > 0;
}

void pci_driver(const struct pci_address *device, char *name, size_t size)
{
	char path[PCI_PATH_SIZE], link[256], *slash;
	ssize_t length;

	pci_path(path, device, "driver");
	length = readlink(path, link, sizeof(link) - 1);
	link[length > 0 ? length : 0] = '\0';
	slash = strrchr(link, '/');
	snprintf(name, size, "%s", slash ? slash + 1 : link);
}
