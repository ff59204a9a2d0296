// SPDX-License-Identifier: MIT
/* target.c - from a SPEC to a place that can be opened */
#include "target.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend/backend.h"
#include "nearest.h"
#include "vfio/vfio.h"

static int unknown_kind(const char *spec, size_t length, struct hwreg_error *err)
{
	static const char *const planned[] = { "pci", "vfio", "i2c", "port", "dt",
					       "uio", "file", "dev", "sim" };
	char word[32], hint[128];
	struct hwreg_nearest nearest = { .word = word };

	if (length >= sizeof(word))
		length = sizeof(word) - 1;
	memcpy(word, spec, length);
	word[length] = '\0';
	for (size_t i = 0; i < sizeof(planned) / sizeof(planned[0]); i++)
		if (strcmp(planned[i], word) == 0)
			return hwreg_error_set(
				err, HWREG_ERROR_UNAVAILABLE, ENOSYS,
				"target %s: this hwreg was built without `%s` targets", spec, word);
	for (size_t i = 0; hwreg_backend_table[i]; i++)
		hwreg_nearest_offer(&nearest, hwreg_backend_table[i]->kind.name);
	hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
			"target '%s': no kind of target is called '%s'%s", spec, word,
			hwreg_nearest_hint(&nearest, hint, sizeof(hint)));
	if (err && !nearest.count)
		hwreg_error_append(err, "; a file is given as file:PATH");
	return -EINVAL;
}

int hwreg_target_new(struct hwreg_target **out, const char *spec, const struct hwreg_board *board,
		     struct hwreg_error *err)
{
	size_t length = strcspn(spec, ":");
	const struct hwreg_backend *backend = hwreg_backend_find(spec, length);
	struct hwreg_target *target;
	int r;

	if (!backend)
		return unknown_kind(spec, length, err);
	target = calloc(1, sizeof(*target));
	if (!target)
		return hwreg_error_memory(err);
	target->backend = backend;
	target->board = board;
	target->fd = -1;
	target->numbers.last = UINT64_MAX;
	target->number_size = 1;
	target->spec = strdup(spec);
	if (!target->spec) {
		r = hwreg_error_memory(err);
		goto fail;
	}
	r = backend->parse(target, spec[length] ? spec + length + 1 : NULL, err);
	if (r)
		goto fail;
	*out = target;
	return 0;
fail:
	hwreg_target_free(target);
	return r;
}

void hwreg_target_free(struct hwreg_target *target)
{
	if (!target)
		return;
	if (target->backend->release)
		target->backend->release(target);
	if (target->fd >= 0)
		close(target->fd);
	vfio_put(target->vfio);
	free(target->path);
	free(target->spec);
	free(target);
}

void hwreg_target_share(struct hwreg_target *target, struct hwreg_vfio *vfio)
{
	if (!vfio || !target->vfio)
		return;
	vfio_put(target->vfio);
	target->vfio = vfio_get(vfio);
}

int hwreg_target_set_vfio(struct hwreg_target *target, struct hwreg_vfio *vfio,
			  struct hwreg_error *err)
{
	if (!vfio || !target->vfio)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "target %s: only targets of VFIO share an open device",
				       target->spec);
	if (target->fd >= 0)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EBUSY,
				       "target %s: is open already, and shares nothing now",
				       target->spec);
	hwreg_target_share(target, vfio);
	return 0;
}

struct hwreg_vfio *hwreg_target_vfio(const struct hwreg_target *target)
{
	return target->vfio;
}

int hwreg_target_list(int (*callback)(void *data, const struct hwreg_target_info *info), void *data,
		      struct hwreg_error *err)
{
	for (size_t i = 0; hwreg_backend_table[i]; i++) {
		int r = hwreg_backend_table[i]->list
				? hwreg_backend_table[i]->list(callback, data, err)
				: 0;

		if (r)
			return r;
	}
	return 0;
}

int hwreg_target_resolve(struct hwreg_target *target, const struct hwreg_range *range, bool write,
			 struct hwreg_target **out, struct hwreg_error *err)
{
	if (target->backend->resolve)
		return target->backend->resolve(target, range, write, out, err);
	*out = target;
	return 0;
}

int hwreg_target_check(const struct hwreg_target *target, const struct hwreg_range *range,
		       struct hwreg_error *err)
{
	if (hwreg_range_contains(&target->numbers, range))
		return 0;
	hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
			"%s0x%08" PRIx64 "-0x%08" PRIx64 " is outside %s, which has 0x%08" PRIx64
			"-0x%08" PRIx64,
			target->number_base ? "offset " : "", range->first, range->last,
			target->spec, target->numbers.first, target->numbers.last);
	if (target->space && target->physical && target->physical_base > target->number_base &&
	    !target->numbered)
		hwreg_error_append(err, " (in this space addresses count from the target's start)");
	if (target->number_base)
		hwreg_error_append(err, " (offset 0 is address 0x%08" PRIx64 ")",
				   target->number_base);
	return -ERANGE;
}

int hwreg_target_open_path(struct hwreg_target *target, bool write, struct hwreg_error *err)
{
	int fd = open(target->path, (write ? O_RDWR : O_RDONLY) | O_SYNC | O_CLOEXEC | O_NOCTTY);
	int r;

	if (fd >= 0) {
		if (target->fd >= 0)
			close(target->fd);
		target->fd = fd;
		return 0;
	}
	r = errno;
	hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, r, "%s: open to %s: %s", target->path,
			write ? "write" : "read", strerror(r));
	if (target->backend->explain)
		target->backend->explain(target, r, NULL, err);
	return -r;
}

int hwreg_target_open(struct hwreg_target *target, bool write, struct hwreg_error *err)
{
	int r;

	if (target->fd >= 0 && (target->fd_writable || !write))
		return 0;
	r = target->backend->open ? target->backend->open(target, write, err)
				  : hwreg_target_open_path(target, write, err);
	if (!r && write)
		target->fd_writable = true;
	return r;
}
