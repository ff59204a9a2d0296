/* SPDX-License-Identifier: MIT */
/* pci.h - what the files of the PCI backend share */
#ifndef HWREG_LIB_PCI_H
#define HWREG_LIB_PCI_H

#include "backend/backend.h"
#include "backend/pci_sysfs.h"

/** hwreg_backend_pci_config - serves config space; a target of pci:…/config gets it when parsed */
extern const struct hwreg_backend hwreg_backend_pci_config;

/** pci_list() - the list operation: config space and BARs of every device */
int pci_list(hwreg_target_callback *callback, void *data, struct hwreg_error *err);

#endif
