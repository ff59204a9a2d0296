// SPDX-License-Identifier: MIT
/* neighbours.c - the bits beside those that a field write names: how each stays as it is */
#include "write.h"

#include "board/image.h"
#include "error.h"
#include "policy.h"

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

static void decide_reserved(struct plan *plan, const struct hwreg_register *reg)
{
	uint64_t bits = plan->left;

	switch (reg->reserved_bits) {
	case IMAGE_RESERVED_ZERO:
		plan->zero |= bits;
		break;
	case IMAGE_RESERVED_ONE:
		plan->one |= bits;
		break;
	case IMAGE_RESERVED_RESET:
		plan->one |= bits & reg->reset;
		plan->zero |= bits & ~reg->reset;
		break;
	default:
		if (!(reg->flags & HWREG_REGISTER_UNREADABLE)) {
			decide(plan, bits, reg->read, reg->write,
			       "the bits that no field describes");
			return;
		}
		/* nothing to keep can be read: the value after reset, else the customary 0 */
		plan->one |= bits & reg->reset & reg->reset_mask;
		plan->zero |= bits & ~(reg->reset & reg->reset_mask);
		break;
	}
	plan->left = 0;
}

static int refuse(const struct hwreg_session *session, const struct hwreg_write *write,
		  const char *neighbour, const char *why, struct hwreg_error *err)
{
	return hwreg_error_set(
		err, HWREG_ERROR_REQUEST, EACCES,
		"%s: a write to one part would change %s too, %s; write the whole register, "
		"or use --force=policy",
		image_string(session->board, write->item.reg->name), neighbour, why);
}

/* A read that would change something is not made; bits that writes do not reach need none */
static int settle(const struct hwreg_session *session, struct plan *plan, struct hwreg_write *write,
		  struct hwreg_error *err)
{
	uint32_t flags = write->item.reg ? write->item.reg->flags : 0;
	bool forced = session->flags & HWREG_FORCE_POLICY;

	if (plan->none && !forced)
		return refuse(session, write, plan->none_name, "which no value leaves as it is",
			      err);
	if (plan->none)
		plan->zero |= plan->none;
	if (plan->keep && (flags & HWREG_REGISTER_READ_CHANGES) && !forced)
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EACCES,
			"%s: the bits beside those named must be read to be kept, and reading "
			"this register changes something; write the whole register, or use "
			"--force=policy",
			image_string(session->board, write->item.reg->name));
	if (plan->keep)
		plan->keep |= plan->idle;
	write->keep = plan->keep;
	write->value |= plan->one;
	return 0;
}

int hwreg_neighbours_plan(const struct hwreg_session *session, struct hwreg_write *write,
			  struct hwreg_error *err)
{
	struct plan plan = { .left = hwreg_mask(write->item.width) & ~write->meant };
	const struct hwreg_register *reg = write->item.reg;
	const struct hwreg_field *field;

	if (!reg) {
		plan.keep = plan.left;
		return settle(session, &plan, write, err);
	}
	for (uint32_t i = 0; i < reg->field_count; i++) {
		field = hwreg_register_field(session->board, reg, i);
		decide(&plan, field->mask, field->read, field->write,
		       image_string(session->board, field->name));
	}
	decide_reserved(&plan, reg);
	return settle(session, &plan, write, err);
}
