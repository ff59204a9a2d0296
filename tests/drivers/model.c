// SPDX-License-Identifier: MIT
/* model.c - attach a model of a device to the simulation of its registers */
#include "model.h"

int model_attach(struct device *device, const struct model_register *registers, void *data,
		 struct hwreg_error *err)
{
	for (; registers->name; registers++) {
		const struct hwreg_simulation_hook hook = {
			.size = sizeof(hook),
			.read = registers->read,
			.write = registers->write,
			.data = data,
		};
		const struct hwreg_register *reg;
		int r = hwreg_register_find(device->board, registers->name, &reg, err);

		if (!r)
			r = hwreg_simulation_attach(device->session, reg, &hook, err);
		if (r)
			return r;
	}
	return 0;
}
