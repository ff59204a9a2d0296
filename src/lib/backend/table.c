// SPDX-License-Identifier: MIT
/* table.c - the backends built in */
#include "backend/backend.h"

#include <string.h>

extern const struct hwreg_backend hwreg_backend_dt, hwreg_backend_pci, hwreg_backend_port,
	hwreg_backend_vfio;
extern const struct hwreg_backend hwreg_backend_auto, hwreg_backend_mem, hwreg_backend_uio,
	hwreg_backend_file, hwreg_backend_dev, hwreg_backend_i2c, hwreg_backend_sim;

const struct hwreg_backend *const hwreg_backend_table[] = {
	&hwreg_backend_auto,
	&hwreg_backend_mem,
#ifdef CONFIG_BACKEND_UIO
	&hwreg_backend_uio,
#endif
#ifdef CONFIG_BACKEND_DT
	&hwreg_backend_dt,
#endif
#ifdef CONFIG_BACKEND_PCI
	&hwreg_backend_pci,
#endif
#ifdef CONFIG_BACKEND_VFIO
	&hwreg_backend_vfio,
#endif
#ifdef CONFIG_BACKEND_PORT
	&hwreg_backend_port,
#endif
#ifdef CONFIG_BACKEND_FILE
	&hwreg_backend_file,
#endif
#ifdef CONFIG_BACKEND_DEV
	&hwreg_backend_dev,
#endif
#ifdef CONFIG_BACKEND_I2C
	&hwreg_backend_i2c,
#endif
#ifdef CONFIG_BACKEND_SIM
	&hwreg_backend_sim,
#endif
	NULL,
};

const struct hwreg_backend *hwreg_backend_find(const char *name, size_t length)
{
	for (size_t i = 0; hwreg_backend_table[i]; i++) {
		const char *known = hwreg_backend_table[i]->kind.name;

		if (strlen(known) == length && memcmp(known, name, length) == 0)
			return hwreg_backend_table[i];
	}
	return NULL;
}

const struct hwreg_target_kind *hwreg_target_kind(unsigned int index)
{
	for (unsigned int i = 0; hwreg_backend_table[i]; i++)
		if (i == index)
			return &hwreg_backend_table[i]->kind;
	return NULL;
}
