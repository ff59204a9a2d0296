/* SPDX-License-Identifier: MIT */
/* simulation.h - names of shared simulations; here also without the backend, which may be left out */
#ifndef HWREG_LIB_SIMULATION_H
#define HWREG_LIB_SIMULATION_H

#include "error.h"

#define HWREG_SIMULATION_PATH_MAX 128

/** hwreg_simulation_check() - is it a name that a simulation can have? Return: 0 or -EINVAL */
int hwreg_simulation_check(const char *name, struct hwreg_error *err);

/** hwreg_simulation_path() - its file; @size is at least HWREG_SIMULATION_PATH_MAX */
void hwreg_simulation_path(const char *name, char *path, size_t size);

#endif
