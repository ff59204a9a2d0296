// SPDX-License-Identifier: MIT
/* snapshot.c - the object, and how registers get into it */
#include "snapshot.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "board/image.h"
#include "error.h"
#include "location.h"
#include "utc.h"

#define PIECE 4096u /* registers that are read at once */

struct hwreg_snapshot *snapshot_new(void)
{
	struct hwreg_snapshot *snapshot = calloc(1, sizeof(*snapshot));

	if (snapshot)
		snapshot->board = "";
	return snapshot;
}

void hwreg_snapshot_free(struct hwreg_snapshot *snapshot)
{
	if (!snapshot)
		return;
	if (snapshot->release)
		snapshot->release(snapshot->memory);
	free(snapshot->targets);
	free(snapshot->runs);
	free(snapshot->values);
	free(snapshot->masks);
	free(snapshot);
}

void hwreg_snapshot_describe(const struct hwreg_snapshot *snapshot,
			     struct hwreg_snapshot_info *info)
{
	struct hwreg_snapshot_info full = { .size = info->size,
					    .board = snapshot->board,
					    .time = snapshot->time,
					    .count = snapshot->count };

	if (info->size > sizeof(full))
		memset((char *)info + sizeof(full), 0, info->size - sizeof(full));
	memcpy(info, &full, info->size < sizeof(full) ? info->size : sizeof(full));
}

int snapshot_add_run(struct hwreg_snapshot *snapshot, const struct snapshot_run *run,
		     struct hwreg_error *err)
{
	struct snapshot_run *more;
	uint32_t room;

	if (snapshot->run_count == snapshot->run_room) {
		room = snapshot->run_room ? 2 * snapshot->run_room : 64;
		more = realloc(snapshot->runs, room * sizeof(*more));
		if (!more)
			return hwreg_error_memory(err);
		snapshot->runs = more;
		snapshot->run_room = room;
	}
	more = &snapshot->runs[snapshot->run_count++];
	*more = *run;
	more->first = snapshot->count;
	more->count = 0;
	return 0;
}

int snapshot_add_value(struct hwreg_snapshot *snapshot, uint64_t value, struct hwreg_error *err)
{
	uint64_t *more;
	uint32_t room;

	if (snapshot->count == SNAPSHOT_MOST)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
				       "a snapshot holds at most %u registers; hwreg dump --raw "
				       "keeps more",
				       SNAPSHOT_MOST);
	if (snapshot->count == snapshot->room) {
		room = snapshot->room ? 2 * snapshot->room : 1024;
		more = realloc(snapshot->values, room * sizeof(*more));
		if (!more)
			return hwreg_error_memory(err);
		snapshot->values = more;
		snapshot->room = room;
	}
	snapshot->values[snapshot->count++] = value;
	snapshot->runs[snapshot->run_count - 1].count++;
	return 0;
}

bool snapshot_next(const struct hwreg_snapshot *snapshot, struct snapshot_place *place)
{
	if (!place->run) {
		place->run = snapshot->runs;
		place->index = 0;
	} else if (++place->index == place->run->count) {
		place->run++;
		place->index = 0;
	}
	return place->run && place->run < snapshot->runs + snapshot->run_count;
}

const char *snapshot_key(const struct snapshot_place *place, char buffer[SNAPSHOT_KEY])
{
	const struct snapshot_run *run = place->run;
	uint64_t address = run->address + (uint64_t)place->index * run->step;

	if (run->named)
		return run->name;
	if (run->name)
		snprintf(buffer, SNAPSHOT_KEY, "%s+0x%" PRIx64 "@%u%s", run->name, address,
			 run->width, run->endian == HWREG_BIG_ENDIAN ? "be" : "");
	else
		snprintf(buffer, SNAPSHOT_KEY, "0x%08" PRIx64 "@%u%s", address, run->width,
			 run->endian == HWREG_BIG_ENDIAN ? "be" : "");
	return buffer;
}

const char *snapshot_word(const struct snapshot_place *place, char buffer[SNAPSHOT_KEY])
{
	const char *key = snapshot_key(place, buffer);
	size_t length = strlen(key);

	if (!place->run->named && place->run->endian == HWREG_LITTLE_ENDIAN)
		snprintf(buffer + length, SNAPSHOT_KEY - length, "le");
	return key;
}

/* ---- Twice the same ---------------------------------------------------------------------------- */

static int compare_places(const void *a, const void *b)
{
	const struct snapshot_run *x = *(const struct snapshot_run *const *)a;
	const struct snapshot_run *y = *(const struct snapshot_run *const *)b;
	int order = strcmp(x->name ? x->name : "", y->name ? y->name : "");

	if (order)
		return order;
	return x->address < y->address ? -1 : x->address > y->address;
}

static int check_pair(const struct snapshot_run *x, const struct snapshot_run *y,
		      struct hwreg_error *err)
{
	const struct snapshot_place place = { .run = y };
	char key[SNAPSHOT_KEY];

	if (strcmp(x->name ? x->name : "", y->name ? y->name : "") != 0 ||
	    y->address - x->address >= (uint64_t)x->count * x->step)
		return 0;
	hwreg_error_set(err, HWREG_ERROR_REQUEST, EEXIST,
			"%s: a register at this address is already among the others",
			snapshot_key(&place, key));
	if (err && y->line) {
		err->line = y->line;
		err->column = y->column;
	}
	return -EEXIST;
}

int snapshot_check_double(const struct hwreg_snapshot *snapshot, struct hwreg_error *err)
{
	const struct snapshot_run **sorted = malloc((snapshot->run_count + 1) * sizeof(*sorted));
	uint32_t count = 0;
	int r = 0;

	if (!sorted)
		return hwreg_error_memory(err);
	for (uint32_t i = 0; i < snapshot->run_count; i++)
		if (!snapshot->runs[i].named)
			sorted[count++] = &snapshot->runs[i];
	qsort(sorted, count, sizeof(struct snapshot_run *), compare_places);
	for (uint32_t i = 1; !r && i < count; i++)
		r = check_pair(sorted[i - 1], sorted[i], err);
	free(sorted);
	return r;
}

/* ---- From a session ---------------------------------------------------------------------------- */

/* What is being taken; @taken: a bit for each register of the board */
struct take {
	struct hwreg_snapshot *snapshot;
	struct hwreg_session *session;
	unsigned char *taken;
	int (*callback)(void *data, const struct hwreg_snapshot_entry *entry);
	void *data;
};

/* The block that a place without a name is counted from, where a number would be one of `phys` */
static void name_block(const struct hwreg_session *session, const struct hwreg_item *item,
		       struct snapshot_run *run)
{
	const struct hwreg_block *block, *best = NULL;

	for (uint32_t i = 0; (block = hwreg_board_block(session->board, i)); i++)
		if (block->space == item->space && block->base <= item->address &&
		    (!best || block->base > best->base))
			best = block;
	if (!best)
		return;
	run->name = image_string(session->board, best->name);
	run->address = item->address - best->base;
}

static bool follows(const struct snapshot_run *last, const struct snapshot_run *run)
{
	return !last->named && !run->named && last->name == run->name &&
	       last->width == run->width && last->endian == run->endian &&
	       last->step == run->step &&
	       run->address == last->address + (uint64_t)last->count * last->step;
}

static struct snapshot_run run_of(const struct take *take, const struct hwreg_item *item)
{
	struct snapshot_run run = { .width = item->width,
				    .endian = item->endian,
				    .step = item->step,
				    .named = item->reg != NULL,
				    .address = item->reg ? item->address : item->number };

	if (item->reg)
		run.name = image_string(take->session->board, item->reg->name);
	else if (item->space)
		name_block(take->session, item, &run);
	return run;
}

static int add(const struct take *take, const struct hwreg_item *item, uint64_t value,
	       struct hwreg_error *err)
{
	struct hwreg_snapshot *snapshot = take->snapshot;
	struct snapshot_run run = run_of(take, item);
	uint32_t index;
	int r = 0;

	if (item->reg) {
		index = hwreg_register_index(take->session->board, item->reg);
		if (take->taken[index / 8] & (1u << index % 8))
			return 0;
		take->taken[index / 8] |= (unsigned char)(1u << index % 8);
	}
	if (!snapshot->run_count || !follows(&snapshot->runs[snapshot->run_count - 1], &run))
		r = snapshot_add_run(snapshot, &run, err);
	return r ? r : snapshot_add_value(snapshot, value, err);
}

static int refuse_part(const struct hwreg_session *session, const struct hwreg_item *item,
		       struct hwreg_error *err)
{
	char name[SNAPSHOT_KEY];

	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
			       "%s: a snapshot is of whole registers, not of parts",
			       hwreg_item_name(session, item, name, sizeof(name)));
}

/* What was read, as items from @index on */
static int add_piece(const struct take *take, const struct hwreg_location *location, uint64_t index,
		     uint64_t count, const unsigned char *bytes, struct hwreg_error *err)
{
	struct hwreg_item item;
	int r = 0;

	for (uint64_t i = 0; !r && i < count && !(take->session->flags & HWREG_DRY_RUN); i++) {
		hwreg_location_item(location, index + i, &item);
		r = add(take, &item,
			hwreg_bytes_decode(bytes + i * (item.width / 8u), item.width / 8u,
					   item.endian == HWREG_BIG_ENDIAN),
			err);
	}
	return r;
}

static int tell_unread(const struct take *take, const struct hwreg_item *item,
		       const struct hwreg_error *why)
{
	struct snapshot_run run = run_of(take, item);
	const struct snapshot_place place = { .run = &run };
	char key[SNAPSHOT_KEY];
	const struct hwreg_snapshot_entry entry = { .size = sizeof(entry),
						    .result = HWREG_SNAPSHOT_NOT_COMPARED,
						    .key = snapshot_key(&place, key),
						    .item = *item,
						    .why = why->message };

	return take->callback(take->data, &entry);
}

/* Where a condition does not hold, one register is left out and not all of a block */
static int read_singly(const struct take *take, const struct hwreg_location *location,
		       uint64_t index, uint64_t count, unsigned char *bytes,
		       struct hwreg_error *err)
{
	struct hwreg_error why = HWREG_ERROR_INIT;
	struct hwreg_item item;
	uint64_t done;
	int r = 0;

	for (uint64_t i = 0; !r && i < count; i++) {
		r = hwreg_session_read_many(take->session, location, index + i, 1, bytes, &done,
					    &why);
		hwreg_location_item(location, index + i, &item);
		if (!r)
			r = add_piece(take, location, index + i, 1, bytes, err);
		else if (r == -ENXIO)
			r = tell_unread(take, &item, &why);
		else if (err)
			*err = why;
	}
	return r;
}

static int read_piece(const struct take *take, const struct hwreg_location *location,
		      uint64_t index, uint64_t count, struct hwreg_error *err)
{
	bool many = location->several || location->range;
	struct hwreg_error why = HWREG_ERROR_INIT;
	unsigned char bytes[8 * PIECE];
	uint64_t done;
	int r = hwreg_session_read_many(take->session, location, index, count, bytes, &done, &why);

	if (r == -ENXIO && many && take->callback)
		return read_singly(take, location, index, count, bytes, err);
	if (r && err)
		*err = why;
	return r ? r : add_piece(take, location, index, count, bytes, err);
}

static int take_location(const struct take *take, const struct hwreg_location *location,
			 struct hwreg_error *err)
{
	uint64_t total = hwreg_location_count(location), count;
	struct hwreg_item item;
	int r = 0;

	for (uint64_t index = 0; !r && index < total; index += count) {
		count = hwreg_location_alike(location, index, PIECE, &item);
		count = count < PIECE ? count : PIECE;
		if (!item.skip && item.width <= 64)
			r = read_piece(take, location, index, count, err);
	}
	return r;
}

/* ---- From the board ---------------------------------------------------------------------------- */

static int add_reset(const struct take *take, const struct hwreg_item *item, uint64_t *unknown,
		     struct hwreg_error *err)
{
	uint32_t before = take->snapshot->count, had = take->snapshot->room;
	uint64_t *masks;
	int r;

	if (!item->reg || !item->reg->reset_mask) {
		++*unknown;
		return 0;
	}
	r = add(take, item, item->reg->reset, err);
	if (r || take->snapshot->count == before)
		return r;
	if (had != take->snapshot->room) {
		masks = realloc(take->snapshot->masks, take->snapshot->room * sizeof(*masks));
		if (!masks)
			return hwreg_error_memory(err);
		take->snapshot->masks = masks;
	}
	take->snapshot->masks[before] = item->reg->reset_mask;
	return 0;
}

static int reset_location(const struct take *take, const struct hwreg_location *location,
			  uint64_t *unknown, struct hwreg_error *err)
{
	uint64_t total = hwreg_location_count(location);
	struct hwreg_item item;
	int r = 0;

	for (uint64_t i = 0; !r && i < total; i++) {
		hwreg_location_item(location, i, &item);
		if (!item.skip && item.width <= 64)
			r = add_reset(take, &item, unknown, err);
	}
	return r;
}

/* ---- Both ---------------------------------------------------------------------------------------- */

static int check_parts(const struct hwreg_session *session, const struct hwreg_location *location,
		       struct hwreg_error *err)
{
	struct hwreg_item item;

	for (uint64_t i = 0; !location->range && i < hwreg_location_count(location); i++) {
		hwreg_location_item(location, i, &item);
		if (item.field || item.low || item.high != item.width - 1)
			return refuse_part(session, &item, err);
	}
	return 0;
}

static int start(struct take *take, struct hwreg_error *err)
{
	struct hwreg_session *session = take->session;
	struct hwreg_board_info info = { .size = sizeof(info), .name = "" };
	char date[32];

	if (session->board)
		hwreg_board_describe(session->board, &info);
	take->snapshot = snapshot_new();
	take->taken = calloc(info.register_count / 8 + 1, 1);
	if (!take->snapshot || !take->taken)
		return hwreg_error_memory(err);
	take->snapshot->board = info.name;
	take->snapshot->session = session;
	snprintf(take->snapshot->time, sizeof(take->snapshot->time), "%sZ",
		 hwreg_utc_format(time(NULL), date, sizeof(date)));
	return 0;
}

/* As reading would fill it: what is wrong with it is to be known before */
static int rehearse(struct hwreg_session *session, struct hwreg_location *const *locations,
		    uint32_t count, struct hwreg_error *err)
{
	struct take take = { .session = session };
	struct hwreg_item item;
	int r = start(&take, err);

	for (uint32_t i = 0; !r && i < count; i++) {
		uint64_t total = hwreg_location_count(locations[i]);

		for (uint64_t n = 0; !r && n < total; n++) {
			hwreg_location_item(locations[i], n, &item);
			if (!item.skip && item.width <= 64)
				r = add(&take, &item, 0, err);
		}
	}
	if (!r)
		r = snapshot_check_double(take.snapshot, err);
	free(take.taken);
	hwreg_snapshot_free(take.snapshot);
	return r;
}

static int take_all(struct take *take, struct hwreg_snapshot **out,
		    struct hwreg_location *const *locations, uint32_t count, uint64_t *unknown,
		    struct hwreg_error *err)
{
	int r = start(take, err);

	for (uint32_t i = 0; !r && i < count; i++)
		r = check_parts(take->session, locations[i], err);
	if (!r && !unknown)
		r = rehearse(take->session, locations, count, err);
	for (uint32_t i = 0; !r && i < count; i++)
		r = unknown ? reset_location(take, locations[i], unknown, err)
			    : take_location(take, locations[i], err);
	if (!r)
		r = snapshot_check_double(take->snapshot, err);
	free(take->taken);
	if (r)
		hwreg_snapshot_free(take->snapshot);
	else
		*out = take->snapshot;
	return r;
}

int hwreg_snapshot_take(struct hwreg_snapshot **out, struct hwreg_session *session,
			struct hwreg_location *const *locations, uint32_t count,
			int (*callback)(void *data, const struct hwreg_snapshot_entry *entry),
			void *data, struct hwreg_error *err)
{
	struct take take = { .session = session, .callback = callback, .data = data };

	return take_all(&take, out, locations, count, NULL, err);
}

int hwreg_snapshot_resets(struct hwreg_snapshot **out, struct hwreg_session *session,
			  struct hwreg_location *const *locations, uint32_t count,
			  uint64_t *unknown, struct hwreg_error *err)
{
	struct take take = { .session = session };

	*unknown = 0;
	return take_all(&take, out, locations, count, unknown, err);
}
