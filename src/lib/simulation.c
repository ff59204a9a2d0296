// SPDX-License-Identifier: MIT
/* simulation.c - shared simulations by name: where they are kept, listing and removing them */
#include "simulation.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend/backend.h"
#include "board/image.h"
#include "session.h"

#define DIRECTORY "/dev/shm"
#define PREFIX "hwreg-sim."
#define LONGEST_NAME 64

int hwreg_simulation_check(const char *name, struct hwreg_error *err)
{
	size_t length = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				     "0123456789_-");

	if (length == 0 || name[length] || length > LONGEST_NAME)
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EINVAL,
			"sim:%s: the name of a simulation is 1 to %d letters, digits, _ and -",
			name, LONGEST_NAME);
	return 0;
}

void hwreg_simulation_path(const char *name, char *path, size_t size)
{
	snprintf(path, size, DIRECTORY "/" PREFIX "%s", name);
}

int hwreg_simulation_list(int (*callback)(void *data, const char *name), void *data,
			  struct hwreg_error *err)
{
	struct dirent **entries;
	int count = scandir(DIRECTORY, &entries, NULL, alphasort), r = 0;

	if (count < 0 && errno == ENOENT)
		return 0;
	if (count < 0) {
		r = errno;
		return hwreg_error_set(err, HWREG_ERROR_ACCESS, r, DIRECTORY ": %s", strerror(r));
	}
	for (int i = 0; i < count; i++) {
		if (!r && strncmp(entries[i]->d_name, PREFIX, strlen(PREFIX)) == 0)
			r = callback(data, entries[i]->d_name + strlen(PREFIX));
		free(entries[i]);
	}
	free(entries);
	return r;
}

int hwreg_simulation_remove(const char *name, struct hwreg_error *err)
{
	char path[HWREG_SIMULATION_PATH_MAX];
	int r = hwreg_simulation_check(name, err);

	if (r)
		return r;
	hwreg_simulation_path(name, path, sizeof(path));
	if (unlink(path) == 0)
		return 0;
	r = errno;
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, r, "sim:%s: remove: %s", name,
			       r == ENOENT ? "there is no such simulation (hwreg sim ls)"
					   : strerror(r));
}

int hwreg_simulation_attach(struct hwreg_session *session, const struct hwreg_register *reg,
			    const struct hwreg_simulation_hook *hook, struct hwreg_error *err)
{
	struct hwreg_target *target;
	int r;

	if (hook->size < sizeof(*hook))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "the hook's size is not set");
	r = hwreg_session_target(session, reg->space, &target, err);
	if (r)
		return r;
	if (target->backend->hook)
		return target->backend->hook(target, reg, hook, err);
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOTSUP,
			       "%s: %s is no simulation, so that no behaviour can be attached",
			       image_string(session->board, reg->name), target->spec);
}
