// SPDX-License-Identifier: MIT
/* neighbours.c - the bits beside those that a field write names: how each stays as it is */
#include "write.h"

#include <inttypes.h>

#include "board/image.h"
#include "error.h"
#include "policy.h"
#include "view.h"

#define REST "the bits that no field describes"

/* What has been decided about the bits that were not named */
struct plan {
	uint64_t left; /* not yet decided */
	uint64_t zero;
	uint64_t one;
	uint64_t keep; /* must be read */
	uint64_t idle; /* writes do nothing: kept if there is a read anyway, else 0 */
	uint64_t none; /* every write changes something */
	const char *none_name;
};

static void decide(struct plan *plan, uint64_t bits, enum hwreg_read_policy read,
		   enum hwreg_write_policy write, const char *name)
{
	bits &= plan->left;
	plan->left &= ~bits;
	if (!bits)
		return;
	switch (hwreg_policy_neutral(read, write)) {
	case HWREG_NEUTRAL_ZERO:
		plan->zero |= bits;
		break;
	case HWREG_NEUTRAL_ONE:
		plan->one |= bits;
		break;
	case HWREG_NEUTRAL_READ:
		if (write == HWREG_WRITE_NONE)
			plan->idle |= bits;
		else
			plan->keep |= bits;
		break;
	case HWREG_NEUTRAL_NONE:
		plan->none |= bits;
		if (!plan->none_name)
			plan->none_name = name;
		break;
	}
}

/* Bits beside the fields of a register that cannot be read: nothing can be kept, so they get their value
 * after reset, else the customary 0; where there are no fields, every bit means something */
static void decide_unreadable(struct plan *plan, const struct hwreg_register *reg)
{
	bool stored = reg->write == HWREG_WRITE_VALUE || reg->write == HWREG_WRITE_EFFECT;
	uint64_t known = reg->reset & reg->reset_mask, bits = plan->left;

	if (!stored || !reg->field_count) {
		decide(plan, bits, reg->read, reg->write, REST);
		return;
	}
	plan->one |= bits & known;
	plan->zero |= bits & ~known;
	plan->left = 0;
}

static void decide_rest(struct plan *plan, const struct hwreg_register *reg)
{
	uint64_t known;

	switch (reg->reserved_bits) {
	case HWREG_RESERVED_ZERO:
		plan->zero |= plan->left;
		plan->left = 0;
		break;
	case HWREG_RESERVED_ONE:
		plan->one |= plan->left;
		plan->left = 0;
		break;
	case HWREG_RESERVED_RESET:
		known = plan->left & reg->reset_mask;
		plan->one |= known & reg->reset;
		plan->zero |= known & ~reg->reset;
		plan->left &= ~known;
		break;
	}
	/* keep; or what is not known of reset */
	if (reg->flags & HWREG_REGISTER_UNREADABLE)
		decide_unreadable(plan, reg);
	else
		decide(plan, plan->left, reg->read, reg->write, REST);
}

/* A second view of bits (overlap: true) decides only about what no proper field has */
static void decide_fields(struct plan *plan, const struct hwreg_board *board,
			  const struct hwreg_register *reg, bool views)
{
	const struct hwreg_field *field;

	for (uint32_t i = 0; i < reg->field_count; i++) {
		field = hwreg_register_field(board, reg, i);
		if (views == !!(field->flags & HWREG_FIELD_OVERLAP))
			decide(plan, field->mask, field->read, field->write,
			       image_string(board, field->name));
	}
}

/* A read that would change something is not made */
static int check(const struct hwreg_board *board, const struct hwreg_register *reg,
		 const struct plan *plan, struct hwreg_error *err)
{
	const char *name = image_string(board, reg->name);

	if (plan->none)
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EACCES,
			"%s: a write to one part would change %s too, which no value leaves as it "
			"is; write the whole register, or use --force=policy",
			name, plan->none_name);
	if (plan->keep && (reg->flags & HWREG_REGISTER_READ_CHANGES))
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EACCES,
			"%s: the bits beside those named must be read to be kept, and reading "
			"this register changes something; write the whole register, or use "
			"--force=policy",
			name);
	return 0;
}

int hwreg_register_neighbours(const struct hwreg_board *board, const struct hwreg_register *reg,
			      uint64_t meant, uint64_t flags, uint64_t *keep, uint64_t *ones,
			      struct hwreg_error *err)
{
	struct plan plan = { .left = hwreg_mask(reg->width) & ~meant };
	int r = 0;

	if (flags & ~(uint64_t)HWREG_FORCE_POLICY)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL, "unknown flags");
	decide_fields(&plan, board, reg, false);
	decide_fields(&plan, board, reg, true);
	decide_rest(&plan, reg);
	if (!(flags & HWREG_FORCE_POLICY))
		r = check(board, reg, &plan, err);
	if (r < 0)
		return r;
	/* bits that writes do not reach need no read, but show what was read if there is one */
	*keep = plan.keep ? plan.keep | plan.idle : 0;
	*ones = plan.one;
	return 0;
}

int hwreg_neighbours_aliases(const struct hwreg_session *session, uint32_t space, uint64_t first,
			     uint64_t last, struct hwreg_error *err)
{
	const struct image_alias *alias;
	const struct hwreg_register *reg;

	if (!session->board || (session->flags & HWREG_FORCE_POLICY))
		return 0;
	alias = image_alias_in(session->board, space, first, last);
	if (!alias)
		return 0;
	reg = hwreg_board_register(session->board, alias->reg);
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EACCES,
			       "0x%08" PRIx64 " is an alias of %s: what is written there changes "
			       "bits of it; name the register, or use --force=policy",
			       alias->address, image_string(session->board, reg->name));
}

int hwreg_neighbours_overlap(const struct hwreg_session *session, const struct hwreg_item *item,
			     struct hwreg_error *err)
{
	const struct hwreg_register *reg;

	if (!session->board || (session->flags & HWREG_FORCE_POLICY))
		return 0;
	for (unsigned int byte = 0; byte < hwreg_item_step(item); byte++) {
		reg = hwreg_register_next_at(session->board, item->space, item->address + byte,
					     NULL);
		if (reg)
			return hwreg_error_set(
				err, HWREG_ERROR_REQUEST, EACCES,
				"0x%08" PRIx64
				": this access of %u bits would reach into %s, which the "
				"board describes in another way; name that, or use --force=policy",
				item->number, item->width, image_string(session->board, reg->name));
	}
	return hwreg_neighbours_aliases(
		session, item->space, item->address,
		item->address + (item->step ? item->step : item->width / 8u) - 1, err);
}

int hwreg_neighbours_plan(const struct hwreg_session *session, struct hwreg_write *write,
			  struct hwreg_error *err)
{
	uint64_t ones = 0;
	int r;

	if (!write->item.reg) {
		write->keep = hwreg_mask(write->item.width) & ~write->meant;
		return hwreg_neighbours_overlap(session, &write->item, err);
	}
	r = hwreg_register_neighbours(session->board, write->item.reg, write->meant,
				      session->flags & HWREG_FORCE_POLICY, &write->keep, &ones,
				      err);
	write->value |= ones;
	return r;
}
