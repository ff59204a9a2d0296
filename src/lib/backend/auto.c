// SPDX-License-Identifier: MIT
/* auto.c - for each block the one UIO map or PCI BAR that holds all of it, else /dev/mem */
#include "backend/backend.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "vfio/vfio.h"

struct candidate {
	char *spec;
	struct hwreg_range range;
	uint32_t flags;
};

/* What was found on this machine, and the targets chosen so far */
struct choice {
	struct candidate *candidates;
	size_t candidate_count;
	struct hwreg_target **targets;
	size_t target_count;
	bool listed;
};

static int parse(struct hwreg_target *target, const char *rest, struct hwreg_error *err)
{
	if (rest)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "target '%s': `auto` takes nothing after it", target->spec);
	target->private = calloc(1, sizeof(struct choice));
	return target->private ? vfio_new(&target->vfio, err) : hwreg_error_memory(err);
}

static void forget_candidates(struct choice *choice)
{
	for (size_t i = 0; i < choice->candidate_count; i++)
		free(choice->candidates[i].spec);
	free(choice->candidates);
	choice->candidates = NULL;
	choice->candidate_count = 0;
}

static void release(struct hwreg_target *target)
{
	struct choice *choice = target->private;

	if (!choice)
		return;
	forget_candidates(choice);
	for (size_t i = 0; i < choice->target_count; i++)
		hwreg_target_free(choice->targets[i]);
	free(choice->targets);
	free(choice);
}

/* What VFIO has is accessed through VFIO: while nobody has opened it there, the device may sleep */
static bool is_vfio(const struct hwreg_target_info *info)
{
	return strcmp(info->backend, "pci") == 0 && vfio_has(info->driver) &&
	       hwreg_backend_find("vfio", 4);
}

static int remember(void *data, const struct hwreg_target_info *info)
{
	struct choice *choice = data;
	struct candidate candidate = { .flags = info->flags }, *more;

	if (!(info->flags & HWREG_TARGET_PHYSICAL) || info->length == 0 || is_vfio(info) ||
	    !hwreg_range_make(&candidate.range, info->address, info->length))
		return 0;
	more = realloc(choice->candidates, (choice->candidate_count + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	choice->candidates = more;
	candidate.spec = strdup(info->spec);
	if (!candidate.spec)
		return -ENOMEM;
	more[choice->candidate_count++] = candidate;
	return 0;
}

/* Only UIO maps and PCI memory BARs are at physical addresses; ports and config spaces count from 0 */
static int list_candidates(struct choice *choice, struct hwreg_error *err)
{
	int r;

	if (choice->listed)
		return 0;
	r = hwreg_target_list(remember, choice, err);
	if (r) {
		forget_candidates(choice);
		return r == -ENOMEM ? hwreg_error_memory(err) : r;
	}
	choice->listed = true;
	return 0;
}

static int use(struct hwreg_target *target, const char *spec, struct hwreg_target **out,
	       struct hwreg_error *err)
{
	struct choice *choice = target->private;
	struct hwreg_target **more;
	int r;

	for (size_t i = 0; i < choice->target_count; i++) {
		if (strcmp(choice->targets[i]->spec, spec) == 0) {
			*out = choice->targets[i];
			return 0;
		}
	}
	more = realloc(choice->targets, (choice->target_count + 1) * sizeof(*more));
	if (!more)
		return hwreg_error_memory(err);
	choice->targets = more;
	r = hwreg_target_new(&more[choice->target_count], spec, target->board, err);
	if (r)
		return r;
	*out = more[choice->target_count++];
	hwreg_target_share(*out, target->vfio);
	return 0;
}

/* UIO's sizes are those of whole pages, so the map of a device may reach over the next device in its
 * page: the one that starts last is the device's own. */
static int resolve(struct hwreg_target *target, const struct hwreg_range *range, bool write,
		   struct hwreg_target **out, struct hwreg_error *err)
{
	uint32_t need = HWREG_TARGET_READABLE | (write ? HWREG_TARGET_WRITABLE : 0);
	struct choice *choice = target->private;
	const struct candidate *found = NULL, *candidate;
	int r = list_candidates(choice, err);

	if (r)
		return r;
	for (size_t i = 0; i < choice->candidate_count; i++) {
		candidate = &choice->candidates[i];
		if ((candidate->flags & need) != need ||
		    !hwreg_range_contains(&candidate->range, range))
			continue;
		if (found && found->range.first > candidate->range.first)
			continue;
		if (found && found->range.first == candidate->range.first)
			return hwreg_error_set(
				err, HWREG_ERROR_REQUEST, EEXIST,
				"0x%08" PRIx64 "-0x%08" PRIx64 ": both %s and %s map it; choose "
				"with -t",
				range->first, range->last, found->spec, candidate->spec);
		found = candidate;
	}
	return use(target, found ? found->spec : "mem", out, err);
}

const struct hwreg_backend hwreg_backend_auto = {
	.kind = { "auto", "auto",
		  "the UIO device or PCI BAR that maps all of a block, else /dev/mem" },
	.flags = HWREG_BACKEND_MACHINE,
	.parse = parse,
	.resolve = resolve,
	.release = release,
};
