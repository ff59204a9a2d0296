/* SPDX-License-Identifier: MIT */
/* pci.h - what the files of the PCI backend share */
#ifndef HWREG_LIB_PCI_H
#define HWREG_LIB_PCI_H

#include "backend/backend.h"

#define PCI_BARS 6
#define PCI_PATH_SIZE 128

/* Flags of a line of `resource` (include/linux/ioport.h) */
#define PCI_BAR_IO 0x00000100u
#define PCI_BAR_MEMORY 0x00000200u
#define PCI_BAR_PREFETCH 0x00002000u
#define PCI_BAR_64BIT 0x00100000u
#define PCI_BAR_UNSET 0x20000000u

/* The command register, in config space (PCI Local Bus Specification 3.0, 6.2.2) */
#define PCI_COMMAND 4
#define PCI_COMMAND_IO 0x1u
#define PCI_COMMAND_MEMORY 0x2u

/** struct pci_bar - a line of `resource`; @flags 0: there is no such BAR */
struct pci_bar {
	struct hwreg_range range;
	uint64_t flags;
};

/** struct pci_address - where a function is; @text is its directory in sysfs, "0000:00:01.0" */
struct pci_address {
	char text[20];
};

/** pci_path() - path of an attribute of a device; @name may be "" */
void pci_path(char path[PCI_PATH_SIZE], const struct pci_address *device, const char *name);

/**
 * pci_scan() - the devices of this machine, in the order of their addresses
 * @out: an array to be freed with free(), NULL if there are none
 */
int pci_scan(struct pci_address **out, size_t *count, struct hwreg_error *err);

/** pci_is_device() - is it an address ("0000:00:01.0"), or vendor and device ("1234:11e8")? */
bool pci_is_device(const char *text);

/** pci_is_short() - is it an address without its domain ("00:01.0")? */
bool pci_is_short(const char *text);

/** pci_name() - pci_find() that does not look whether a device that is named by its address is there */
int pci_name(const char *spec, const char *text, struct pci_address *out, struct hwreg_error *err);

/** pci_check() - is it there? Return: 0 or -ENODEV */
int pci_check(const char *spec, const struct pci_address *device, struct hwreg_error *err);

/**
 * pci_find() - the device that pci_is_device() found well written
 * @spec: the whole, for messages; its kind (pci, vfio) is that of the ones proposed
 *
 * Return: 0, -ENODEV, or -EEXIST if several have these numbers.
 */
int pci_find(const char *spec, const char *text, struct pci_address *out, struct hwreg_error *err);

/** pci_ids() - vendor and device; Return: 0 or -errno */
int pci_ids(const struct pci_address *device, unsigned int *vendor, unsigned int *product);

/** pci_bars() - the six BARs of a device; Return: 0 or -errno */
int pci_bars(const struct pci_address *device, struct pci_bar bars[PCI_BARS]);

/** pci_check_bar() - is there such a BAR, with an address? @spec: for messages */
int pci_check_bar(const char *spec, const struct pci_bar bars[PCI_BARS], unsigned int index,
		  struct hwreg_error *err);

/** pci_command() - the command register, as far as it can be read; Return: 0 or -errno */
int pci_command(const struct pci_address *device, unsigned int *command);

/** pci_enabled() - has a driver enabled it, as the kernel counts? The device is not asked. */
bool pci_enabled(const struct pci_address *device);

/** pci_driver() - name of the driver bound to it, or "" */
void pci_driver(const struct pci_address *device, char *name, size_t size);

/** hwreg_backend_pci_config - serves config space; a target of pci:…/config gets it when parsed */
extern const struct hwreg_backend hwreg_backend_pci_config;

/** hwreg_backend_vfio - the devices that VFIO has */
extern const struct hwreg_backend hwreg_backend_vfio;

/** pci_list() - the list operation: config space and BARs of every device */
int pci_list(hwreg_target_callback *callback, void *data, struct hwreg_error *err);

/** vfio_list() - the same, of the devices that VFIO has */
int vfio_list(hwreg_target_callback *callback, void *data, struct hwreg_error *err);

#endif
