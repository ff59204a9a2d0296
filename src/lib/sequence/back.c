// SPDX-License-Identifier: MIT
/* back.c - registers that are saved before the first step and put back after the last */
#include "walk.h"

#include <stdlib.h>
#include <string.h>

#include "location.h"
#include "snapshot.h"

void walk_put_back(struct walk *walk, const struct script *script, struct word *word)
{
	static const struct step step = { .kind = HWREG_STEP_PUT_BACK };

	walk_word(walk, script, &step, word, USE_READ);
}

static int leave_out(void *data, const struct hwreg_snapshot_entry *entry)
{
	(void)data;
	(void)entry;
	return 0;
}

/* Registers without a name are kept in runs, which would be written from the first on */
static int split_runs(struct hwreg_snapshot *snapshot, struct hwreg_error *err)
{
	struct snapshot_run *runs = calloc((size_t)snapshot->count + 1, sizeof(*runs));
	uint32_t count = 0;

	if (!runs)
		return hwreg_error_memory(err);
	for (uint32_t i = 0; i < snapshot->run_count; i++) {
		for (uint32_t j = 0; j < snapshot->runs[i].count; j++) {
			struct snapshot_run *run = &runs[snapshot->count - ++count];

			*run = snapshot->runs[i];
			run->address += (uint64_t)j * run->step;
			run->first += j;
			run->count = 1;
		}
	}
	free(snapshot->runs);
	snapshot->runs = runs;
	snapshot->run_count = snapshot->run_room = count;
	return 0;
}

static int take_one(const struct script *script, const struct word *word,
		    struct hwreg_snapshot **out, struct hwreg_error *err)
{
	struct hwreg_session *session = script->sequence->session;
	struct buffer buffer = { .data = NULL };
	struct bound bound = { .write = NULL };
	const char *text;
	int r = text_expand(&word->text, script, &buffer, NULL, &text, err);

	if (!r)
		r = word_bind(word, session, USE_READ, text, &bound, err);
	if (!r)
		r = hwreg_snapshot_take(out, session, &bound.location, 1, leave_out, NULL, err);
	if (!r)
		r = split_runs(*out, err);
	if (!r)
		r = hwreg_snapshot_resolve(*out, session, NULL, err);
	word_release(word, &bound);
	free(buffer.data);
	return r;
}

int back_take(const struct script *script, struct back *back, struct hwreg_error *err)
{
	int r = 0;

	back->snapshots = calloc((size_t)script->put_back_count + 1, sizeof(*back->snapshots));
	if (!back->snapshots)
		return hwreg_error_memory(err);
	back->count = script->put_back_count;
	for (uint32_t i = 0; !r && i < back->count; i++)
		r = take_one(script, &script->put_back[i], &back->snapshots[i], err);
	return r;
}

/* What a block has of registers that nobody can put back was known from the beginning; what could be
 * read then and cannot now, as a `requires` or `when` has ceased to hold, keeps what the steps left in it */
static int note_unreached(void *data, const struct hwreg_snapshot_entry *entry)
{
	struct hwreg_error *why = data;

	if (entry->result == HWREG_SNAPSHOT_LEFT_OUT && !entry->known && !why->message[0])
		hwreg_error_set(why, HWREG_ERROR_ACCESS, ENXIO, "%s: not put back: %s", entry->key,
				entry->why);
	return 0;
}

/* All of it is tried */
static int put_one(struct hwreg_snapshot *snapshot, struct hwreg_error *why)
{
	struct hwreg_error unreached = HWREG_ERROR_INIT;
	int r = hwreg_snapshot_restore(snapshot, NULL, note_unreached, &unreached, why);

	if (r || !unreached.message[0] || (snapshot->session->flags & HWREG_DRY_RUN))
		return r;
	*why = unreached;
	return -ENXIO;
}

int back_put(struct back *back, struct hwreg_error *err)
{
	struct hwreg_error why = HWREG_ERROR_INIT;
	int first = 0, r;

	for (uint32_t i = back->count; i-- > 0;) {
		r = back->snapshots[i] ? put_one(back->snapshots[i], &why) : 0;
		if (!r || first)
			continue;
		first = r;
		if (err)
			*err = why;
	}
	return first;
}

void back_free(struct back *back)
{
	for (uint32_t i = 0; i < back->count; i++)
		hwreg_snapshot_free(back->snapshots[i]);
	free(back->snapshots);
	*back = (struct back){ .snapshots = NULL };
}
