/* SPDX-License-Identifier: MIT */
/* model.h - attach a model of a device to the simulation of its registers */
#ifndef MODEL_H
#define MODEL_H

#include "device.h"

/** struct model_register - what a register of a model does; either may be NULL */
struct model_register {
	const char *name;
	int (*read)(void *data, const struct hwreg_register *reg, uint64_t *value);
	int (*write)(void *data, const struct hwreg_register *reg, uint64_t value);
};

/** model_attach() - attach them all, up to one without a name, to a session on `sim` */
int model_attach(struct device *device, const struct model_register *registers, void *data,
		 struct hwreg_error *err);

#endif
