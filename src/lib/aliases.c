// SPDX-License-Identifier: MIT
/* aliases.c - registers that have addresses where writing ones sets, clears or toggles their bits */
#include "backend/backend.h"
#include "board/image.h"
#include "write.h"

static bool find(const struct hwreg_session *session, const struct hwreg_write *write,
		 enum hwreg_alias kind, struct hwreg_alias_step *step)
{
	uint64_t address;

	if (hwreg_register_alias(session->board, write->item.reg, kind, &address) != 0)
		return false;
	step->item = write->item;
	step->item.field = NULL;
	step->item.low = 0;
	step->item.high = write->item.width - 1;
	step->item.number += address - write->item.address;
	step->item.address = address;
	step->toggle = kind == HWREG_ALIAS_TOGGLE;
	return true;
}

static bool add(const struct hwreg_session *session, struct hwreg_write *write,
		enum hwreg_alias kind, uint64_t bits)
{
	struct hwreg_alias_step *step = &write->steps[write->step_count];

	if (!bits)
		return true;
	if (!find(session, write, kind, step))
		return false;
	step->bits = bits;
	write->step_count++;
	return true;
}

/* Do the bits that are meant, in fields or beside them, read as what they hold (@to_read), or hold what is
 * written? */
static bool are_plain(const struct hwreg_session *session, const struct hwreg_write *write,
		      bool to_read)
{
	const struct hwreg_register *reg = write->item.reg;
	const struct hwreg_field *field;
	uint64_t bare = write->meant;

	for (uint32_t i = 0; i < reg->field_count; i++) {
		field = hwreg_register_field(session->board, reg, i);
		bare &= ~field->mask;
		if ((field->mask & write->meant) &&
		    (to_read ? field->read != HWREG_READ_VALUE : field->write != HWREG_WRITE_VALUE))
			return false;
	}
	return !bare || (to_read ? reg->read == HWREG_READ_VALUE : reg->write == HWREG_WRITE_VALUE);
}

/* What is to be toggled depends on what the bits are */
static bool can_be_read(const struct hwreg_session *session, const struct hwreg_write *write)
{
	return are_plain(session, write, true) &&
	       !(write->item.reg->flags & HWREG_REGISTER_READ_CHANGES);
}

/* Aliases are for bits that hold what is written; of others it is not known what they do there */
static bool has_aliases(struct hwreg_session *session, const struct hwreg_write *write)
{
	struct hwreg_target *target;

	return write->item.reg && write->item.reg->alias_count &&
	       are_plain(session, write, false) &&
	       hwreg_session_target(session, write->item.space, &target, NULL) == 0 &&
	       !(target->backend->flags & HWREG_BACKEND_MEMORY);
}

/* Cleared first, then set: in between a field of several bits has neither value, but no bit is 1 that
 * is 0 before and after. With a toggle alias alone there is one read, and one write. */
bool hwreg_aliases_plan(struct hwreg_session *session, struct hwreg_write *write)
{
	write->step_count = 0;
	if (!has_aliases(session, write))
		return false;
	if (add(session, write, HWREG_ALIAS_CLEAR, write->meant & ~write->value) &&
	    add(session, write, HWREG_ALIAS_SET, write->meant & write->value))
		return true;
	write->step_count = 0;
	return can_be_read(session, write) && add(session, write, HWREG_ALIAS_TOGGLE, write->meant);
}
