// SPDX-License-Identifier: MIT
/* grants.c - whether an access is inside what a policy file lets its user do */
#include "grants.h"

#include <inttypes.h>
#include <stdlib.h>

int grant_list_add(struct grant_list *list, const struct hwreg_range *range)
{
	struct hwreg_range *more = realloc(list->ranges, (list->count + 1) * sizeof(*list->ranges));

	if (!more)
		return -ENOMEM;
	list->ranges = more;
	more[list->count++] = *range;
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct hwreg_range *x = a, *y = b;

	return x->first < y->first ? -1 : x->first > y->first;
}

/* Is the second, which does not start before the first, without a gap to it? */
static bool touches(const struct hwreg_range *range, const struct hwreg_range *next)
{
	return range->last == UINT64_MAX || next->first <= range->last + 1;
}

void grant_list_settle(struct grant_list *list)
{
	uint32_t kept = 0;

	if (!list->count)
		return;
	qsort(list->ranges, list->count, sizeof(*list->ranges), compare);
	for (uint32_t i = 1; i < list->count; i++) {
		struct hwreg_range *last = &list->ranges[kept];

		if (!touches(last, &list->ranges[i]))
			list->ranges[++kept] = list->ranges[i];
		else if (list->ranges[i].last > last->last)
			last->last = list->ranges[i].last;
	}
	list->count = kept + 1;
}

int hwreg_grants_check(const struct hwreg_grants *grants, uint64_t first, uint64_t last, bool write,
		       struct hwreg_error *err)
{
	const struct grant_list *list = &grants->lists[write];
	const struct hwreg_range range = { first, last };

	for (uint32_t i = 0; first <= last && i < list->count; i++)
		if (hwreg_range_contains(&list->ranges[i], &range))
			return 0;
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, EPERM,
			       "%s 0x%08" PRIx64 "-0x%08" PRIx64
			       ": %s does not grant that to you; to see what it does: hwreg policy "
			       "list",
			       write ? "write" : "read", first, last, grants->path);
}

int hwreg_grants_range(const struct hwreg_grants *grants, bool write, uint32_t index,
		       uint64_t *first, uint64_t *last)
{
	const struct grant_list *list = &grants->lists[write];

	if (index >= list->count)
		return -ERANGE;
	*first = list->ranges[index].first;
	*last = list->ranges[index].last;
	return 0;
}

void hwreg_grants_free(struct hwreg_grants *grants)
{
	if (!grants)
		return;
	free(grants->lists[0].ranges);
	free(grants->lists[1].ranges);
	free(grants->path);
	free(grants);
}
