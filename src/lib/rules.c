// SPDX-License-Identifier: MIT
/* rules.c - the conditions that accesses are tied to, read before the accesses are made */
#include "rules.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/image.h"
#include "compare.h"
#include "error.h"
#include "location.h"
#include "perform.h"

#define DEEPEST 64 /* boards are checked for cycles; this is for those that are damaged */
#define TEXT_SIZE 384

/* A register that conditions are about, as it was read last */
struct reading {
	uint64_t generation; /* counts hwreg_rules_forget() */
	uint64_t value;
	bool known; /* not in a dry run */
};

enum stage { STAGE_NEW, STAGE_PLANNED, STAGE_PREPARED };

/**
 * struct session_rules - what a session knows of conditions
 * @generation: of the readings that count
 * @readings: by the first condition about a register
 * @stages: enum stage, of each of the board's rules
 */
struct session_rules {
	uint64_t generation;
	struct reading *readings;
	unsigned char *stages;
};

int hwreg_rules_open(struct hwreg_session *session, struct hwreg_error *err)
{
	uint64_t conditions = session->board ? image_count(session->board, IMAGE_CONDITIONS) : 0;
	struct session_rules *rules;

	if (!conditions || (session->flags & HWREG_FORCE_REQUIRES))
		return 0;
	rules = calloc(1, sizeof(*rules));
	if (!rules)
		return hwreg_error_memory(err);
	session->rules = rules;
	rules->generation = 1;
	rules->readings = calloc(conditions, sizeof(*rules->readings));
	rules->stages = calloc(image_count(session->board, IMAGE_RULES), 1);
	return rules->readings && rules->stages ? 0 : hwreg_error_memory(err);
}

void hwreg_rules_close(struct hwreg_session *session)
{
	if (!session->rules)
		return;
	free(session->rules->readings);
	free(session->rules->stages);
	free(session->rules);
	session->rules = NULL;
}

/* ---- The registers of an item ------------------------------------------------------------------ */

/* @when: an access of just this register, to which its `when` applies */
typedef int visitor(struct hwreg_session *session, const struct hwreg_register *reg, bool when,
		    struct hwreg_error *err);

static int visit_one(struct hwreg_session *session, const struct hwreg_register *reg,
		     visitor *visit, struct hwreg_error *err)
{
	return reg->rules ? visit(session, reg, true, err) : 0;
}

/* One behind an index and a data register is accessed through these */
static int each_named(struct hwreg_session *session, const struct hwreg_register *reg,
		      visitor *visit, struct hwreg_error *err)
{
	const struct image_window *window;
	int r = visit_one(session, reg, visit, err);

	if (r || !reg->window)
		return r;
	window = image_window_of(session->board, reg);
	r = visit_one(session, hwreg_board_register(session->board, window->index), visit, err);
	return r ? r
		 : visit_one(session, hwreg_board_register(session->board, window->data), visit,
			     err);
}

static int each_register(struct hwreg_session *session, const struct hwreg_item *item,
			 visitor *visit, struct hwreg_error *err)
{
	const struct hwreg_register *reg;
	int r = 0;

	if (!session->rules || item->raw)
		return 0;
	if (item->reg)
		return each_named(session, item->reg, visit, err);
	for (unsigned int byte = 0; byte < hwreg_item_step(item); byte++) {
		reg = NULL;
		while (!r && (reg = hwreg_register_next_at(session->board, item->space,
							   item->address + byte, reg)))
			r = reg->rules ? visit(session, reg, false, err) : 0;
	}
	return r;
}

/* A condition at which the register itself would be read is not one for reading it */
static bool ends_at(const struct hwreg_session *session, const struct hwreg_register *reg,
		    enum hwreg_rule kind, const struct image_condition *condition)
{
	return kind == HWREG_RULE_REQUIRES &&
	       condition->reg == hwreg_register_index(session->board, reg);
}

/* "UART0.CR: requires CCM.CCGR1.UART==3" in front of what went wrong */
static int add_context(const struct hwreg_session *session, const struct hwreg_register *reg,
		       enum hwreg_rule kind, uint32_t condition, int r, struct hwreg_error *err)
{
	char text[TEXT_SIZE];

	if (!r || !err)
		return r;
	image_condition_text(session->board, condition, text, sizeof(text));
	return hwreg_error_context(err, r, "%s: %s %s", image_string(session->board, reg->name),
				   kind == HWREG_RULE_WHEN ? "is there when" : "requires", text);
}

/* ---- Before the first access ------------------------------------------------------------------- */

static int reach(struct hwreg_session *session, const struct hwreg_register *reg, enum stage stage,
		 unsigned int depth, struct hwreg_error *err)
{
	const struct image_condition *condition;
	struct hwreg_item item;
	struct hwreg_view view;
	uint32_t index;
	int r = 0;

	if (!reg->rules || session->rules->stages[reg->rules - 1] >= stage || depth == DEEPEST)
		return 0;
	session->rules->stages[reg->rules - 1] = stage;
	for (unsigned int kind = HWREG_RULE_REQUIRES; kind <= HWREG_RULE_WHEN; kind++)
		for (uint32_t i = 0; !r && i < image_rule_count(session->board, reg, kind); i++) {
			index = image_rule_item(session->board, reg, kind, i);
			condition = image_condition_at(session->board, index);
			r = hwreg_item_register(
				session, hwreg_board_register(session->board, condition->reg),
				&item, err);
			if (!r)
				r = reach(session, item.reg, stage, depth + 1, err);
			if (!r && stage == STAGE_PLANNED)
				r = hwreg_view_check(session, &item, 1, VIEW_READ, err);
			else if (!r)
				r = hwreg_view_find(session, &item, &view, err);
			r = add_context(session, reg, kind, index, r, err);
		}
	if (r)
		session->rules->stages[reg->rules - 1] = STAGE_NEW;
	return r;
}

static int plan(struct hwreg_session *session, const struct hwreg_register *reg, bool when,
		struct hwreg_error *err)
{
	(void)when;
	return reach(session, reg, STAGE_PLANNED, 0, err);
}

static int prepare(struct hwreg_session *session, const struct hwreg_register *reg, bool when,
		   struct hwreg_error *err)
{
	(void)when;
	return reach(session, reg, STAGE_PREPARED, 0, err);
}

int hwreg_rules_plan(struct hwreg_session *session, const struct hwreg_item *item,
		     struct hwreg_error *err)
{
	int r = each_register(session, item, plan, err);

	return image_intact(session->board, err) ? -EBADMSG : r;
}

int hwreg_rules_prepare(struct hwreg_session *session, const struct hwreg_item *item,
			struct hwreg_error *err)
{
	return each_register(session, item, prepare, err);
}

/* ---- Reading conditions ------------------------------------------------------------------------ */

static uint64_t part_of(const struct hwreg_session *session,
			const struct image_condition *condition, uint64_t value)
{
	const struct hwreg_field *field = image_condition_field(session->board, condition);

	if (field)
		return hwreg_field_get(session->board, field, value);
	return (value >> condition->low) & hwreg_mask(condition->high - condition->low + 1u);
}

static bool holds(const struct hwreg_session *session, const struct image_condition *condition,
		  uint64_t value)
{
	return hwreg_compare(session->board, image_condition_field(session->board, condition),
			     part_of(session, condition, value), condition->operator,
			     condition->value);
}

/* Registers that have the address now instead, as far as that has been read */
static void append_others(const struct hwreg_session *session, const struct hwreg_register *reg,
			  struct hwreg_error *err)
{
	const struct hwreg_register *other = NULL;
	const struct image_condition *condition;
	const struct reading *reading;
	const char *before = "; now at its address: ";

	while ((other = hwreg_register_next_at(session->board, reg->space, reg->address, other))) {
		uint32_t i, count = image_rule_count(session->board, other, HWREG_RULE_WHEN);

		for (i = 0; i < count; i++) {
			condition = image_condition_at(
				session->board,
				image_rule_item(session->board, other, HWREG_RULE_WHEN, i));
			reading = &session->rules->readings[condition->same];
			if (reading->generation != session->rules->generation ||
			    !holds(session, condition, reading->value))
				break;
		}
		if (!count || i < count)
			continue;
		hwreg_error_append(err, "%s%s", before, image_string(session->board, other->name));
		before = ", ";
	}
}

static int refuse(const struct hwreg_session *session, const struct hwreg_register *reg,
		  enum hwreg_rule kind, uint32_t index, uint64_t value, struct hwreg_error *err)
{
	const struct image_condition *condition = image_condition_at(session->board, index);
	const struct hwreg_field *field = image_condition_field(session->board, condition);
	uint64_t part = part_of(session, condition, value);
	const char *name = field ? hwreg_field_value_name(session->board, field, part) : NULL;
	char text[TEXT_SIZE];

	if (!err)
		return -ENXIO;
	image_condition_text(session->board, index, text, sizeof(text));
	hwreg_error_set(err, HWREG_ERROR_ACCESS, ENXIO, "%s: %s %s, but it is 0x%" PRIx64 "%s%s%s",
			image_string(session->board, reg->name),
			kind == HWREG_RULE_WHEN ? "is there when" : "requires", text, part,
			name ? " (" : "", name ? name : "", name ? ")" : "");
	if (kind == HWREG_RULE_WHEN)
		append_others(session, reg, err);
	hwreg_error_append(err,
			   kind == HWREG_RULE_WHEN
				   ? "; make it so first, or use --force=requires"
				   : ": not accessed; make it so first (a clock or a supply to "
				     "turn on?), or use --force=requires");
	err->address = reg->address;
	err->width = reg->width;
	return -ENXIO;
}

static int hold(struct hwreg_session *session, const struct hwreg_register *reg,
		enum hwreg_rule last, unsigned int depth, struct hwreg_error *err);

static int read_for(struct hwreg_session *session, const struct image_condition *condition,
		    unsigned int depth, struct reading **out, struct hwreg_error *err)
{
	struct reading *reading = &session->rules->readings[condition->same];
	struct hwreg_item item;
	int r;

	*out = reading;
	if (reading->generation == session->rules->generation)
		return 0;
	r = hwreg_item_register(session, hwreg_board_register(session->board, condition->reg),
				&item, err);
	if (!r)
		r = hold(session, item.reg, HWREG_RULE_WHEN, depth + 1, err);
	if (!r)
		r = hwreg_perform_read(session, &item, &reading->value, &reading->known, err);
	if (!r)
		reading->generation = session->rules->generation;
	return r;
}

/* A condition that does not hold */
struct failing {
	bool found;
	enum hwreg_rule kind;
	uint32_t index;
	uint64_t value;
};

/* All of `requires` and, if that is the last, of `when` */
static int find_failing(struct hwreg_session *session, const struct hwreg_register *reg,
			enum hwreg_rule last, unsigned int depth, struct failing *out,
			struct hwreg_error *err)
{
	const struct image_condition *condition;
	struct reading *reading;
	uint32_t index;
	int r;

	out->found = false;
	for (unsigned int kind = HWREG_RULE_REQUIRES; kind <= last; kind++)
		for (uint32_t i = 0; i < image_rule_count(session->board, reg, kind); i++) {
			index = image_rule_item(session->board, reg, kind, i);
			condition = image_condition_at(session->board, index);
			if (ends_at(session, reg, kind, condition))
				break;
			r = read_for(session, condition, depth, &reading, err);
			if (r)
				return add_context(session, reg, kind, index, r, err);
			if (!reading->known || holds(session, condition, reading->value))
				continue;
			*out = (struct failing){ true, kind, index, reading->value };
			return 0;
		}
	return 0;
}

static int hold(struct hwreg_session *session, const struct hwreg_register *reg,
		enum hwreg_rule last, unsigned int depth, struct hwreg_error *err)
{
	struct failing failing;
	int r;

	if (depth == DEEPEST)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ELOOP,
				       "%s: its conditions need each other",
				       image_string(session->board, reg->name));
	r = find_failing(session, reg, last, depth, &failing, err);
	if (r || !failing.found)
		return r;
	return refuse(session, reg, failing.kind, failing.index, failing.value, err);
}

static int hold_one(struct hwreg_session *session, const struct hwreg_register *reg, bool when,
		    struct hwreg_error *err)
{
	return hold(session, reg, when ? HWREG_RULE_WHEN : HWREG_RULE_REQUIRES, 0, err);
}

void hwreg_rules_begin(struct hwreg_session *session)
{
	if (session->rules && !(session->flags & HWREG_CONDITIONS_ONCE))
		session->rules->generation++;
}

void hwreg_rules_forget(struct hwreg_session *session)
{
	if (session->rules)
		session->rules->generation++;
}

void hwreg_rules_forget_one(struct hwreg_session *session, uint32_t reg)
{
	const struct image_condition *condition;

	if (!session->rules)
		return;
	for (uint32_t i = 0; i < image_count(session->board, IMAGE_CONDITIONS); i++) {
		condition = image_condition_at(session->board, i);
		if (condition->reg == reg)
			session->rules->readings[condition->same].generation = 0;
	}
}

int hwreg_rules_hold(struct hwreg_session *session, const struct hwreg_item *item,
		     struct hwreg_error *err)
{
	return each_register(session, item, hold_one, err);
}

int hwreg_rules_check(struct hwreg_session *session, const struct hwreg_item *item,
		      struct hwreg_error *err)
{
	hwreg_rules_begin(session);
	return hwreg_rules_hold(session, item, err);
}

/* ---- Which registers of many are there --------------------------------------------------------- */

static int select_one(struct hwreg_session *session, struct hwreg_item *item,
		      struct hwreg_error *err)
{
	struct failing failing;
	int r = find_failing(session, item->reg, HWREG_RULE_WHEN, 0, &failing, err);

	if (r || !failing.found)
		return r;
	if (failing.kind != HWREG_RULE_WHEN)
		return refuse(session, item->reg, failing.kind, failing.index, failing.value, err);
	item->skip = HWREG_SKIP_ABSENT;
	return 0;
}

int hwreg_session_select(struct hwreg_session *session, struct hwreg_location *location,
			 struct hwreg_error *err)
{
	struct hwreg_item *item;
	int r = 0;

	if (!session->rules || !location->several || location->range || location->fifo)
		return 0;
	hwreg_rules_begin(session);
	for (uint64_t i = 0; !r && i < location->count; i++) {
		item = &location->items[i];
		if (item->skip == HWREG_SKIP_NONE && item->reg &&
		    image_rule_count(session->board, item->reg, HWREG_RULE_WHEN))
			r = select_one(session, item, err);
	}
	return r;
}
