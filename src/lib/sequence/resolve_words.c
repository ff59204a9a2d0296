// SPDX-License-Identifier: MIT
/* resolve_words.c - words on a session: what is wrong with them, and what they need open */
#include "walk.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "condition.h"
#include "location.h"
#include "perform.h"

/* ---- What is wrong ------------------------------------------------------------------------------ */

/* The location of a word alone: if that is good, it is the value that is not */
static bool value_is_wrong(struct walk *walk, const char *text, enum word_use use)
{
	size_t end = word_location_end(text, use);
	struct hwreg_location *location;
	struct hwreg_item item;
	char *alone;
	int r;

	if (use == USE_READ || use == USE_LOAD || end >= strlen(text))
		return false;
	alone = strndup(text, end);
	if (!alone)
		return false;
	if (use == USE_WRITE) {
		r = hwreg_item_parse(walk->session, alone, true, &item, NULL);
	} else if (use == USE_FILL) {
		r = hwreg_location_parse_to_write(&location, walk->session, alone, NULL);
		if (!r)
			hwreg_location_free(location);
	} else {
		r = hwreg_location_parse(&location, walk->session, alone, NULL);
		if (!r)
			hwreg_location_free(location);
	}
	free(alone);
	return r == 0;
}

/* Who compares a variable means `check` */
static bool is_variable(const struct script *script, const char *text, enum word_use use)
{
	size_t length = 0;

	while (isalnum((unsigned char)text[length]) || text[length] == '_')
		length++;
	return (use == USE_CONDITION || use == USE_ONCE) && length &&
	       map_find(&script->variable_names, text, length);
}

static void report_word(struct walk *walk, const struct script *script, const struct step *step,
			const struct word *word, const char *text, enum word_use use, int r,
			const struct hwreg_error *why)
{
	bool value =
		(r == -ERANGE || r == -EINVAL || r == -ENOENT) && value_is_wrong(walk, text, use);

	if (r == -ENOMEM)
		walk->result = hwreg_error_memory(walk->err);
	else if (is_variable(script, text, use))
		walk_report(walk, CHECK_LOCATION, word->text.place,
			    "%s: this is about a variable: `check` compares these, `%s` registers",
			    text, step_kinds[step->kind].key);
	else
		walk_report(walk,
			    value ? CHECK_CONDITION_VALUE
			    : step->kind == HWREG_STEP_PUT_BACK && r == -EPERM ? CHECK_PUT_BACK
									       : CHECK_LOCATION,
			    word->text.place, "%s", why->message);
}

/* ---- What else must be so ----------------------------------------------------------------------- */

static int refuse(struct hwreg_error *err, const char *text, const char *why)
{
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EACCES, "%s: %s", text, why);
}

static int check_variable(struct walk *walk, const struct hwreg_location *location,
			  const char *text, struct hwreg_error *err)
{
	struct hwreg_item item;

	if (location->range || location->several || location->count != 1)
		return refuse(err, text, "a variable takes one register, field or slice");
	hwreg_location_item(location, 0, &item);
	return hwreg_perform_check_width(walk->session, &item, err);
}

/* Snapshots are of whole registers */
static int check_whole(const struct hwreg_location *location, const char *text,
		       struct hwreg_error *err)
{
	struct hwreg_item item;

	for (uint64_t i = 0; !location->range && i < location->count; i++) {
		hwreg_location_item(location, i, &item);
		if (item.field || item.low || item.high != item.width - 1)
			return refuse(err, text, "whole registers are kept, not parts of them");
	}
	return 0;
}

/* What is named in full must be such that it can be put back; of blocks and globs the rest is left out */
static int check_put_back(const struct walk *walk, const struct hwreg_location *location,
			  const char *text, struct hwreg_error *err)
{
	struct hwreg_register_info info = { .size = sizeof(info) };
	struct hwreg_item item;

	if (location->range || location->several)
		return 0;
	hwreg_location_item(location, 0, &item);
	if (!item.reg)
		return 0;
	hwreg_register_describe(walk->session->board, item.reg, &info);
	if (info.width > 64)
		return refuse(err, text, "registers of more than 64 bits cannot be put back");
	if (info.flags & HWREG_REGISTER_TRIGGER)
		return refuse(err, text,
			      "it cannot be put back: a write starts something (trigger)");
	if (info.flags & HWREG_REGISTER_READ_CHANGES)
		return refuse(err, text, "it cannot be put back: reading it changes something");
	if (info.flags & HWREG_REGISTER_UNWRITABLE)
		return refuse(err, text, "it cannot be put back: it is read-only");
	if (info.protect && !(walk->session->flags & HWREG_FORCE_PROTECT))
		return refuse(err, text, "it cannot be put back: it is protected");
	return 0;
}

static int check_write(const struct step *step, const struct bound *bound, const char *text,
		       struct hwreg_error *err)
{
	struct hwreg_write_info info = { .size = sizeof(info) };

	hwreg_write_describe(bound->write, &info);
	if (!step->verify || info.verifiable)
		return 0;
	return refuse(err, text, "verify: none of these bits reads back what was written to it");
}

static int check_bound(struct walk *walk, const struct step *step, const struct word *word,
		       const char *text, const struct bound *bound, struct hwreg_error *err)
{
	if (bound->write)
		return check_write(step, bound, text, err);
	if (step->kind == HWREG_STEP_SAVE)
		return check_whole(bound->location, text, err);
	if (step->kind == HWREG_STEP_PUT_BACK)
		return check_whole(bound->location, text, err) ||
				       check_put_back(walk, bound->location, text, err)
			       ? -EPERM
			       : 0;
	if (word->variable != NO_VARIABLE)
		return check_variable(walk, bound->location, text, err);
	if (step->kind == HWREG_STEP_PEEK && bound->location->count > SEQUENCE_VALUES)
		return refuse(err, text, "more than 65,536 registers; `save` takes more");
	return 0;
}

static void check_never(struct walk *walk, struct word *word, const struct bound *bound)
{
	if (!bound->condition || walk->late.at != SIZE_MAX ||
	    !hwreg_condition_never(bound->condition))
		return;
	word->wrong = true;
	walk_report(walk, CHECK_CONDITION_NEVER, word->text.place,
		    "%s: this can never hold, whatever is read",
		    hwreg_condition_text(bound->condition));
}

/* ---- Resolving ---------------------------------------------------------------------------------- */

static bool reads_behind(const struct bound *bound)
{
	struct hwreg_item item;

	if (bound->location)
		return hwreg_location_needs_write(bound->location);
	if (!bound->condition)
		return false;
	hwreg_condition_item(bound->condition, &item);
	return hwreg_item_needs_write(&item);
}

/* With 0 for what only a peek will know, and where that cannot be, as for a mask, with 1 */
static int bind(struct walk *walk, const struct script *script, const struct step *step,
		struct word *word, enum word_use use, struct bound *bound)
{
	struct hwreg_error why = HWREG_ERROR_INIT;
	const char *text = NULL;
	int r = -EINVAL;

	for (uint64_t trial = 0; r && trial < 2; trial++) {
		walk->late.value = trial;
		text = walk_text(walk, script, &word->text);
		if (!text)
			return -EINVAL;
		if (walk->late.at < word_location_end(text, use)) {
			walk_report(walk, CHECK_VARIABLE_PLACE, word->text.place,
				    "%s: what a peek reads cannot be in a location, which must be "
				    "known before the first step",
				    word->text.plain);
			return -EINVAL;
		}
		r = word_bind(word, walk->session, use, text, bound, &why);
		if (walk->late.at == SIZE_MAX || r == -ENOMEM)
			break;
	}
	if (!r) {
		r = check_bound(walk, step, word, text, bound, &why);
		if (r)
			word_release(word, bound);
	}
	if (r)
		report_word(walk, script, step, word, text, use, r, &why);
	return r;
}

/* So that it can be forgotten */
static bool remember(struct walk *walk, struct word *word)
{
	struct hwreg_sequence *sequence = walk->sequence;
	struct word **slot = array_push(&sequence->loader->arena, &sequence->bound, 1);

	if (slot)
		*slot = word;
	return slot != NULL;
}

static void resolve(struct walk *walk, const struct script *script, const struct step *step,
		    struct word *word, enum word_use use)
{
	bool writes = use == USE_WRITE || use == USE_FILL || use == USE_LOAD;
	struct bound bound;

	if (word->is_bound || word->wrong || (writes && !(walk->session->flags & HWREG_WRITE)))
		return;
	word->wrong = bind(walk, script, step, word, use, &bound) != 0;
	if (word->wrong) {
		remember(walk, word);
		return;
	}
	check_never(walk, word, &bound);
	walk->sequence->behind |= reads_behind(&bound);
	if (word->text.known != KNOWN_NOW || !remember(walk, word)) {
		bound_free(&bound);
		return;
	}
	word->bound = bound;
	word->is_bound = true;
}

/* Is the location the same for all values of loops, as these come behind it? */
static bool is_one_place(const struct word *word, enum word_use use)
{
	const struct piece *first = word->text.pieces;

	return word->is_bound || (word->text.count && !first->expression &&
				  word_location_end(first->text, use) < first->length);
}

static void prepare(struct walk *walk, const struct script *script, struct word *word,
		    enum word_use use)
{
	struct bound bound;
	const char *text;
	int r = -EINVAL;

	if (word->prepared)
		return;
	for (uint64_t trial = 0; r && trial < 2; trial++) {
		walk->late.value = trial;
		text = walk_text(walk, script, &word->text);
		if (!text)
			return; /* there is no memory: all else was found when it was resolved */
		r = word_bind(word, walk->session, use, text, &bound, walk->err);
		if (walk->late.at == SIZE_MAX || r == -ENOMEM)
			break;
	}
	if (!r) {
		r = bound_prepare(&bound, walk->session, walk->err);
		word_release(word, &bound);
	}
	word->prepared = is_one_place(word, use);
	walk->result = r;
}

void walk_word(struct walk *walk, const struct script *script, const struct step *step,
	       struct word *word, enum word_use use)
{
	if (walk->mode == WALK_RESOLVE)
		resolve(walk, script, step, word, use);
	else
		prepare(walk, script, word, use);
}
