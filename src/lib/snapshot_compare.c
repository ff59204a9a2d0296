// SPDX-License-Identifier: MIT
/* snapshot_compare.c - a snapshot and the hardware, or another snapshot */
#include "snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "board/image.h"
#include "error.h"
#include "range.h"

typedef int tell(void *data, const struct hwreg_snapshot_entry *entry);

static bool with_changing(const struct hwreg_snapshot_options *options)
{
	return options && (options->flags & HWREG_SNAPSHOT_VOLATILE);
}

static uint64_t mask_of(const struct hwreg_snapshot *snapshot, const struct snapshot_place *place)
{
	return snapshot->masks ? snapshot->masks[snapshot_value_index(place)] : UINT64_MAX;
}

/* ---- With the hardware ------------------------------------------------------------------------- */

/* Reads what may be; 1: it is not to be compared, and @entry says why */
static int read_entry(struct hwreg_snapshot *snapshot, struct hwreg_snapshot_entry *entry,
		      struct hwreg_error *why)
{
	int r;

	if (entry->item.skip) {
		entry->result = HWREG_SNAPSHOT_NOT_COMPARED;
		entry->why = snapshot_skip_text(entry->item.skip);
		return 1;
	}
	r = hwreg_session_read(snapshot->session, &entry->item, &entry->after, why);
	if (r != -ENXIO)
		return r;
	entry->result = HWREG_SNAPSHOT_NOT_COMPARED;
	entry->why = why->message;
	return 1;
}

static int compare_one(struct hwreg_snapshot *snapshot, const struct snapshot_place *place,
		       bool changing, tell *callback, void *data, struct hwreg_error *err)
{
	struct hwreg_error why = HWREG_ERROR_INIT;
	struct hwreg_snapshot_entry entry;
	struct hwreg_item item;
	char key[SNAPSHOT_KEY];
	uint64_t bits;
	int r = 0;

	snapshot_item(snapshot, place, &item);
	entry = snapshot_entry(snapshot, place, &item, key);
	bits = snapshot_readable(snapshot->session->board, item.reg, item.width, changing) &
	       mask_of(snapshot, place);
	if (!bits && !item.skip)
		entry.result = HWREG_SNAPSHOT_CHANGING;
	else
		r = read_entry(snapshot, &entry, &why);
	if (r < 0) {
		if (err)
			*err = why;
		return r;
	}
	if (snapshot->session->flags & HWREG_DRY_RUN)
		return 0;
	if (bits && !r) {
		entry.bits = (entry.before ^ entry.after) & bits;
		return entry.bits ? callback(data, &entry) : 0;
	}
	return callback(data, &entry);
}

int hwreg_snapshot_compare(struct hwreg_snapshot *snapshot,
			   const struct hwreg_snapshot_options *options, tell *callback, void *data,
			   struct hwreg_error *err)
{
	struct snapshot_place place = { .run = NULL };
	int r = 0;

	while (!r && snapshot_next(snapshot, &place))
		r = compare_one(snapshot, &place, with_changing(options), callback, data, err);
	return r;
}

/* ---- With another ------------------------------------------------------------------------------ */

/**
 * struct pair - two snapshots, one of which is gone through
 * @sorted: places of the second, by key
 * @found: of the second, by index of value
 */
struct pair {
	const struct hwreg_snapshot *first;
	const struct hwreg_snapshot *second;
	const struct hwreg_board *board;
	bool changing;
	struct snapshot_place *sorted;
	bool *found;
};

/* A name that is elsewhere, or has another width, is another register */
static int compare_keys(const void *a, const void *b)
{
	const struct snapshot_place *x = a, *y = b;
	uint64_t from = x->run->address + (uint64_t)x->index * x->run->step;
	uint64_t to = y->run->address + (uint64_t)y->index * y->run->step;
	int order = (int)x->run->named - (int)y->run->named;

	if (!order)
		order = strcmp(x->run->name ? x->run->name : "", y->run->name ? y->run->name : "");
	if (order)
		return order;
	if (from != to)
		return from < to ? -1 : 1;
	if (x->run->width != y->run->width)
		return (int)x->run->width - (int)y->run->width;
	/* of a name, a file does not tell it */
	return x->run->named ? 0 : (int)x->run->endian - (int)y->run->endian;
}

/* Mostly they have the same registers in the same order, and the next one is it */
static bool find_other(struct pair *pair, const struct snapshot_place *place,
		       struct snapshot_place *next, struct snapshot_place *other)
{
	const struct snapshot_place *match;

	if (!pair->sorted && next->run && compare_keys(place, next) == 0) {
		*other = *next;
		if (!snapshot_next(pair->second, next))
			next->run = NULL;
		return true;
	}
	if (!pair->sorted) {
		struct snapshot_place at = { .run = NULL };

		pair->sorted = malloc((pair->second->count + 1) * sizeof(*pair->sorted));
		if (!pair->sorted)
			return false;
		for (uint32_t i = 0; snapshot_next(pair->second, &at); i++)
			pair->sorted[i] = at;
		qsort(pair->sorted, pair->second->count, sizeof(*pair->sorted), compare_keys);
	}
	match = bsearch(place, pair->sorted, pair->second->count, sizeof(*pair->sorted),
			compare_keys);
	if (match)
		*other = *match;
	return match != NULL;
}

/* An item that has no target: where the board says that it is, if it agrees */
static struct hwreg_item item_of(const struct pair *pair, const struct snapshot_place *place)
{
	const struct snapshot_run *run = place->run;
	uint64_t number = run->address + (uint64_t)place->index * run->step;
	struct hwreg_item item = { .address = number,
				   .number = number,
				   .width = run->width,
				   .endian = run->endian,
				   .high = (uint8_t)(run->width - 1),
				   .step = run->step };
	const struct hwreg_register *reg;

	if (pair->board && run->named &&
	    hwreg_register_find(pair->board, run->name, &reg, NULL) == 0 &&
	    reg->address == run->address && reg->width == run->width) {
		item.reg = reg;
		item.space = reg->space;
		item.endian = reg->endian;
	}
	return item;
}

static int compare_both(const struct pair *pair, const struct snapshot_place *place,
			const struct snapshot_place *other, tell *callback, void *data)
{
	struct hwreg_item item = item_of(pair, place);
	char key[SNAPSHOT_KEY];
	struct hwreg_snapshot_entry entry = snapshot_entry(pair->first, place, &item, key);
	uint64_t all = snapshot_readable(pair->board, item.reg, item.width, true);
	uint64_t bits = snapshot_readable(pair->board, item.reg, item.width, pair->changing);

	entry.after = pair->second->values[snapshot_value_index(other)];
	entry.bits = (entry.before ^ entry.after) & bits;
	if (entry.bits)
		return callback(data, &entry);
	entry.result = HWREG_SNAPSHOT_CHANGING;
	return !bits && all ? callback(data, &entry) : 0;
}

static int tell_alone(const struct pair *pair, const struct hwreg_snapshot *snapshot,
		      const struct snapshot_place *place, enum hwreg_snapshot_result result,
		      tell *callback, void *data)
{
	struct hwreg_item item = item_of(pair, place);
	char key[SNAPSHOT_KEY];
	struct hwreg_snapshot_entry entry = snapshot_entry(snapshot, place, &item, key);

	entry.result = result;
	entry.after = entry.before;
	return callback(data, &entry);
}

static int go_through(struct pair *pair, tell *callback, void *data, struct hwreg_error *err)
{
	struct snapshot_place place = { .run = NULL }, next = { .run = NULL }, other;
	int r = 0;

	if (!snapshot_next(pair->second, &next))
		next.run = NULL;
	while (!r && snapshot_next(pair->first, &place)) {
		bool there = find_other(pair, &place, &next, &other);

		if (!there && !pair->sorted)
			return hwreg_error_memory(err);
		if (there)
			pair->found[snapshot_value_index(&other)] = true;
		r = there ? compare_both(pair, &place, &other, callback, data)
			  : tell_alone(pair, pair->first, &place, HWREG_SNAPSHOT_FIRST_ALONE,
				       callback, data);
	}
	place.run = NULL;
	while (!r && snapshot_next(pair->second, &place))
		if (!pair->found[snapshot_value_index(&place)])
			r = tell_alone(pair, pair->second, &place, HWREG_SNAPSHOT_SECOND_ALONE,
				       callback, data);
	return r;
}

int hwreg_snapshot_compare_two(const struct hwreg_snapshot *first,
			       const struct hwreg_snapshot *second, const struct hwreg_board *board,
			       const struct hwreg_snapshot_options *options, tell *callback,
			       void *data, struct hwreg_error *err)
{
	struct pair pair = {
		.first = first, .second = second, .board = board, .changing = with_changing(options)
	};
	int r;

	if (*first->board && *second->board && strcmp(first->board, second->board) != 0 &&
	    !(options && (options->flags & HWREG_SNAPSHOT_OTHER_BOARD)))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "one snapshot is of %s, the other of %s; --force=board "
				       "compares them all the same",
				       first->board, second->board);
	pair.found = calloc(second->count + 1, sizeof(*pair.found));
	r = pair.found ? go_through(&pair, callback, data, err) : hwreg_error_memory(err);
	free(pair.sorted);
	free(pair.found);
	return r;
}
