// SPDX-License-Identifier: MIT
/* wrap.c - the writes of `unlock` and `lock`, before and after one of a register */
#include "write.h"

#include <stdlib.h>

#include "board/image.h"
#include "error.h"
#include "location.h"
#include "perform.h"
#include "rules.h"
#include "signals.h"
#include "transfer.h"

#define TEXT_SIZE 384

/* ---- Before anything is touched ---------------------------------------------------------------- */

static uint32_t rule_count(const struct hwreg_session *session, const struct hwreg_register *reg)
{
	return image_rule_count(session->board, reg, HWREG_RULE_UNLOCK) +
	       image_rule_count(session->board, reg, HWREG_RULE_LOCK);
}

static bool is_written_by(const struct hwreg_session *session, const struct hwreg_register *reg,
			  enum hwreg_rule kind)
{
	uint32_t self = hwreg_register_index(session->board, reg), index;

	for (uint32_t i = 0; i < image_rule_count(session->board, reg, kind); i++) {
		index = image_rule_item(session->board, reg, kind, i);
		if (image_write_at(session->board, index)->reg == self)
			return true;
	}
	return false;
}

bool hwreg_wrap_needed(const struct hwreg_session *session, const struct hwreg_register *reg)
{
	return rule_count(session, reg) && !is_written_by(session, reg, HWREG_RULE_UNLOCK) &&
	       !is_written_by(session, reg, HWREG_RULE_LOCK);
}

/* "WDT.CR: unlock WDT.LAR=0xc5acce55" in front of what went wrong */
static int add_context(const struct hwreg_session *session, const struct hwreg_register *reg,
		       enum hwreg_rule kind, uint32_t index, int r, struct hwreg_error *err)
{
	char text[TEXT_SIZE];

	if (!r || !err || hwreg_register_rule(session->board, reg, kind, index, text, sizeof(text)))
		return r;
	return hwreg_error_context(err, r, "%s: %s %s", image_string(session->board, reg->name),
				   kind == HWREG_RULE_UNLOCK ? "unlock" : "lock", text);
}

static int plan_one(struct hwreg_session *session, const struct image_write *from,
		    struct hwreg_write *write, struct hwreg_error *err)
{
	const struct hwreg_register *reg = hwreg_board_register(session->board, from->reg);
	int r = hwreg_item_register(session, reg, &write->item, err);

	if (r)
		return r;
	write->value = from->value;
	write->meant = from->mask;
	write->partly = from->mask != hwreg_mask(reg->width);
	r = hwreg_write_plan(session, write, false, err);
	if (!r)
		r = hwreg_write_check_places(session, write, err);
	return r ? r : hwreg_rules_plan(session, &write->item, err);
}

static int plan_list(struct hwreg_session *session, const struct hwreg_register *reg,
		     enum hwreg_rule kind, struct hwreg_write **out, uint32_t *count,
		     struct hwreg_error *err)
{
	uint32_t all = image_rule_count(session->board, reg, kind), index;
	int r = 0;

	*out = calloc(all + 1, sizeof(**out));
	if (!*out)
		return hwreg_error_memory(err);
	for (*count = 0; !r && *count < all; *count += !r) {
		index = image_rule_item(session->board, reg, kind, *count);
		r = plan_one(session, image_write_at(session->board, index), &(*out)[*count], err);
		r = add_context(session, reg, kind, *count, r, err);
	}
	return r;
}

/* Where it belongs among those before it; each once */
static void add_locked(struct hwreg_wrap *wrap, const struct hwreg_item *item)
{
	uint32_t at = wrap->locked_count;

	for (uint32_t i = 0; i < wrap->locked_count; i++)
		if (wrap->locked[i].reg == item->reg)
			return;
	for (; at && wrap->locked[at - 1].reg > item->reg; at--)
		wrap->locked[at] = wrap->locked[at - 1];
	wrap->locked[at] = *item;
	wrap->locked_count++;
}

static int add_locks(struct hwreg_session *session, struct hwreg_wrap *wrap,
		     const struct hwreg_item *item, struct hwreg_error *err)
{
	struct hwreg_item locks[2];
	int r;

	if (!hwreg_item_is_behind(item)) {
		add_locked(wrap, item);
		return 0;
	}
	r = hwreg_transfer_locks(session, item, locks, err);
	for (unsigned int i = 0; !r && i < 2; i++)
		add_locked(wrap, &locks[i]);
	return r;
}

int hwreg_wrap_plan(struct hwreg_session *session, struct hwreg_write *write,
		    struct hwreg_error *err)
{
	const struct hwreg_register *reg = write->item.reg;
	struct hwreg_wrap *wrap;
	int r;

	if (!reg || !hwreg_wrap_needed(session, reg))
		return 0;
	wrap = calloc(1, sizeof(*wrap));
	if (!wrap)
		return hwreg_error_memory(err);
	write->wrap = wrap;
	wrap->locked = calloc((size_t)2 * (rule_count(session, reg) + 1), sizeof(*wrap->locked));
	if (!wrap->locked)
		return hwreg_error_memory(err);
	r = plan_list(session, reg, HWREG_RULE_UNLOCK, &wrap->before, &wrap->before_count, err);
	if (!r)
		r = plan_list(session, reg, HWREG_RULE_LOCK, &wrap->after, &wrap->after_count, err);
	if (!r)
		r = add_locks(session, wrap, &write->item, err);
	for (uint32_t i = 0; !r && i < wrap->before_count; i++)
		r = add_locks(session, wrap, &wrap->before[i].item, err);
	for (uint32_t i = 0; !r && i < wrap->after_count; i++)
		r = add_locks(session, wrap, &wrap->after[i].item, err);
	return r;
}

void hwreg_wrap_free(struct hwreg_wrap *wrap)
{
	if (!wrap)
		return;
	free(wrap->before);
	free(wrap->after);
	free(wrap->locked);
	free(wrap);
}

/* ---- All of them, one after the other ---------------------------------------------------------- */

static const struct hwreg_write *write_around(const struct hwreg_wrap *wrap, uint32_t index)
{
	if (!wrap || index >= wrap->before_count + wrap->after_count)
		return NULL;
	return index < wrap->before_count ? &wrap->before[index]
					  : &wrap->after[index - wrap->before_count];
}

int hwreg_wrap_prepare(struct hwreg_session *session, const struct hwreg_write *write,
		       struct hwreg_error *err)
{
	const struct hwreg_write *each;
	int r = 0;

	for (uint32_t i = 0; !r && (each = write_around(write->wrap, i)); i++)
		r = hwreg_session_prepare_write(session, each, err);
	return r;
}

static int hold_all(struct hwreg_session *session, const struct hwreg_write *write,
		    struct hwreg_error *err)
{
	const struct hwreg_write *each;
	int r = hwreg_rules_check(session, &write->item, err);

	for (uint32_t i = 0; !r && (each = write_around(write->wrap, i)); i++)
		r = hwreg_rules_hold(session, &each->item, err);
	return r;
}

/* Every one is tried: what fails of the first may still leave the others to do */
static int lock_again(struct hwreg_session *session, const struct hwreg_write *write,
		      struct hwreg_error *err)
{
	const struct hwreg_wrap *wrap = write->wrap;
	int first = 0, r;

	for (uint32_t i = 0; i < wrap->after_count; i++) {
		r = hwreg_perform_change(session, &wrap->after[i], NULL, first ? NULL : err);
		if (!first)
			first = add_context(session, write->item.reg, HWREG_RULE_LOCK, i, r, err);
	}
	return first;
}

static int change_between(struct hwreg_session *session, const struct hwreg_write *write,
			  bool *begun, struct hwreg_error *err)
{
	const struct hwreg_wrap *wrap = write->wrap;
	int r = 0;

	for (uint32_t i = 0; !r && i < wrap->before_count; i++) {
		r = hwreg_perform_change(session, &wrap->before[i], NULL, err);
		*begun = *begun || !r;
		r = add_context(session, write->item.reg, HWREG_RULE_UNLOCK, i, r, err);
	}
	if (r)
		return r;
	*begun = true;
	return hwreg_perform_change(session, write, NULL, err);
}

/* A process that a signal ended in between would leave the register unlocked */
static int change_wrapped(struct hwreg_session *session, const struct hwreg_write *write,
			  struct hwreg_error *err)
{
	struct hwreg_error why = HWREG_ERROR_INIT;
	bool begun = false;
	int r, locked = 0;
	sigset_t before;

	hwreg_signals_hold(&before);
	r = change_between(session, write, &begun, err);
	if (begun)
		locked = lock_again(session, write, &why);
	hwreg_signals_release(&before);
	if (r && locked)
		hwreg_error_append(err, ";\nand then %s: it may still be unlocked", why.message);
	if (r || !locked)
		return r;
	if (err)
		*err = why;
	hwreg_error_append(err, ";\n%s had been written, and may still be unlocked",
			   image_string(session->board, write->item.reg->name));
	return locked;
}

int hwreg_wrap_change(struct hwreg_session *session, const struct hwreg_write *write,
		      const struct hwreg_view *view, struct hwreg_error *err)
{
	int r = hold_all(session, write, err);

	if (r)
		return r;
	if (write->wrap)
		return change_wrapped(session, write, err);
	/* other accesses may have taken a window of the view away */
	return hwreg_perform_change(session, write, session->rules ? NULL : view, err);
}
