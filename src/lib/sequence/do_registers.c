// SPDX-License-Identifier: MIT
/* do_registers.c - poke, peek, expect, wait */
#include "run.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "condition.h"
#include "location.h"

/* ---- poke --------------------------------------------------------------------------------------- */

static int poke_one(struct doing *doing, const struct word *word)
{
	struct hwreg_session *session = doing->running->session;
	struct bound bound;
	int r = doing_bind(doing, word, USE_WRITE, &bound);

	if (r)
		return r;
	r = hwreg_session_write(session, bound.write, &doing->error);
	if (!r && doing->step->verify)
		r = hwreg_session_verify(session, bound.write, &doing->error);
	word_release(word, &bound);
	return r;
}

int do_poke(struct doing *doing)
{
	int r = 0;

	for (uint32_t i = 0; !r && i < doing->step->word_count; i++)
		r = poke_one(doing, &doing->step->words[i]);
	return r;
}

/* ---- peek --------------------------------------------------------------------------------------- */

static int read_item(struct doing *doing, const struct hwreg_item *item)
{
	struct hwreg_session *session = doing->running->session;
	bool wide = item->width > 64 && item->high - item->low > 63;
	struct hwreg_step_value *value;
	struct hwreg_wide *whole;
	char name[320];
	int r = 0;

	hwreg_item_name(session, item, name, sizeof(name));
	value = doing_add_value(doing, name, true);
	if (!value)
		return -ENOMEM;
	value->item = *item;
	value->skip = item->skip;
	if (item->skip)
		return 0;
	if (!wide) {
		r = hwreg_session_read(session, item, &value->value, &doing->error);
	} else {
		whole = calloc(1, sizeof(*whole));
		if (!whole)
			return hwreg_error_memory(&doing->error);
		doing->wides[doing->count - 1] = whole;
		value->wide = whole;
		r = hwreg_session_read_wide(session, item, whole, &doing->error);
		value->value = whole->words[0];
	}
	value->known = !r && !doing->running->dry;
	return r;
}

/* Which registers of a block are there is looked at anew each time */
static int select_items(struct doing *doing, struct hwreg_location *location)
{
	for (uint64_t i = 0; location->several && !location->range && i < location->count; i++)
		if (location->items[i].skip == HWREG_SKIP_ABSENT)
			location->items[i].skip = HWREG_SKIP_NONE;
	return hwreg_session_select(doing->running->session, location, &doing->error);
}

static int peek_one(struct doing *doing, const struct word *word)
{
	struct variable *variable;
	struct hwreg_item item;
	struct bound bound;
	int r = doing_bind(doing, word, USE_READ, &bound);

	if (r)
		return r;
	r = select_items(doing, bound.location);
	for (uint64_t i = 0; !r && i < hwreg_location_count(bound.location); i++) {
		hwreg_location_item(bound.location, i, &item);
		r = read_item(doing, &item);
	}
	if (!r && word->variable != NO_VARIABLE && !doing->running->dry) {
		variable = script_variable(doing->script, word->variable);
		variable->value = hwreg_item_value(doing->running->session, &item,
						   doing->values[doing->count - 1].value);
		variable->set = true;
	}
	word_release(word, &bound);
	return r;
}

int do_peek(struct doing *doing)
{
	int r = 0;

	for (uint32_t i = 0; !r && i < doing->step->word_count; i++)
		r = peek_one(doing, &doing->step->words[i]);
	return r;
}

/* ---- expect ------------------------------------------------------------------------------------- */

static int look_at(struct doing *doing, const struct hwreg_condition *condition,
		   struct hwreg_step_value *value)
{
	int r;

	hwreg_condition_item(condition, &value->item);
	value->relation = hwreg_condition_relation(condition, &value->expected);
	r = hwreg_session_read(doing->running->session, &value->item, &value->value, &doing->error);
	value->known = !r && !doing->running->dry;
	value->holds = !value->known || hwreg_condition_holds(condition, value->value);
	return r;
}

static int expect_one(struct doing *doing, const struct word *word)
{
	struct hwreg_step_value *value;
	struct bound bound;
	int r = doing_bind(doing, word, USE_ONCE, &bound);

	if (r)
		return r;
	value = doing_add_value(doing, hwreg_condition_text(bound.condition), !word->is_bound);
	r = value ? look_at(doing, bound.condition, value) : -ENOMEM;
	word_release(word, &bound);
	return r;
}

/* "RTC.RIS==1, but it is 0x0": all that do not hold */
static int say_values(struct doing *doing)
{
	const struct hwreg_session *session = doing->running->session;
	const char *separator = "";

	hwreg_error_set(&doing->error, HWREG_ERROR_ANSWER, EILSEQ, "%s", "");
	for (uint64_t i = 0; i < doing->count; i++) {
		const struct hwreg_step_value *value = &doing->values[i];

		if (value->holds)
			continue;
		hwreg_error_append(&doing->error, "%s%s does not hold: it is 0x%" PRIx64, separator,
				   value->text,
				   hwreg_item_value(session, &value->item, value->value));
		separator = "; ";
	}
	return -EILSEQ;
}

static bool all_hold(const struct doing *doing)
{
	for (uint64_t i = 0; i < doing->count; i++)
		if (!doing->values[i].holds)
			return false;
	return true;
}

int do_expect(struct doing *doing)
{
	int r = 0;

	for (uint32_t i = 0; !r && i < doing->step->word_count; i++)
		r = expect_one(doing, &doing->step->words[i]);
	if (r)
		return r;
	return all_hold(doing) ? 0 : say_values(doing);
}

/* ---- wait --------------------------------------------------------------------------------------- */

static int wait_over(struct doing *doing)
{
	char length[32];

	say_values(doing);
	doing->error.sys_errno = ETIMEDOUT;
	time_text(doing->limit.length, length);
	hwreg_error_append(&doing->error,
			   doing->limit.whole ? ", and the time for all steps, %s, is over"
					      : ", after %s",
			   length);
	return -ETIMEDOUT;
}

/* Until all hold at once; the last look is one after the deadline, if a pause went over it */
static int wait_for(struct doing *doing, const struct bound *bound, int64_t every)
{
	int64_t next = clock_now() + every, now;
	int r = 0;

	for (;;) {
		for (uint64_t i = 0; !r && i < doing->count; i++)
			r = look_at(doing, bound[i].condition, &doing->values[i]);
		if (r || all_hold(doing))
			return r;
		now = clock_now();
		if (now >= doing->limit.deadline)
			return wait_over(doing);
		if (next < now)
			next = now;
		if (next > doing->limit.deadline)
			next = doing->limit.deadline;
		r = doing_pause(doing, next);
		if (r)
			return r;
		next += every;
	}
}

static int read_every(struct doing *doing, int64_t *every)
{
	const char *text;
	int r = 0;

	*every = MILLISECOND;
	if (!doing->step->every || doing->running->dry)
		return 0;
	text = doing_text(doing, doing->step->every, &r);
	if (!r)
		r = hwreg_duration_parse(text, every, &doing->error);
	return hwreg_error_context(&doing->error, r, "every");
}

int do_wait(struct doing *doing)
{
	const struct step *step = doing->step;
	struct bound *bound = calloc(step->word_count + 1u, sizeof(*bound));
	int64_t every = 0;
	int r = bound ? read_every(doing, &every) : hwreg_error_memory(&doing->error);

	for (uint32_t i = 0; !r && i < step->word_count; i++) {
		r = doing_bind(doing, &step->words[i], USE_CONDITION, &bound[i]);
		if (!r && !doing_add_value(doing, hwreg_condition_text(bound[i].condition), true))
			r = -ENOMEM;
	}
	if (!r)
		r = wait_for(doing, bound, every);
	for (uint32_t i = 0; bound && i < step->word_count; i++)
		word_release(&step->words[i], &bound[i]);
	free(bound);
	return r;
}
