// SPDX-License-Identifier: MIT
/* condition.c - what a user waits for: ITEM OP VALUE */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "board/image.h"
#include "compare.h"
#include "condition.h"
#include "error.h"
#include "location.h"
#include "perform.h"
#include "view.h"

/**
 * struct hwreg_condition - a comparison of a register, field or slice with a value
 * @text: as it was given, from which @item was parsed; owned
 * @value: in the item's own bits
 */
struct hwreg_condition {
	const struct hwreg_session *session;
	char *text;
	struct hwreg_item item;
	enum hwreg_operator operator;
	uint64_t value;
};

static int bad_form(const char *text, const char *why, struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL, "'%s': %s", text, why);
}

static int find_operator(const char *text, struct hwreg_condition *condition, const char **at,
			 struct hwreg_error *err)
{
	*at = text + strcspn(text, "=!<>&");
	condition->operator= hwreg_operator_find(*at);
	if (condition->operator!= HWREG_OPERATOR_COUNT)
		return 0;
	if (**at == '=')
		return bad_form(text, "a condition compares with ==", err);
	if (!**at)
		return bad_form(
			text,
			"expected REGISTER OP VALUE, with == != < <= > >= or & (any of these "
			"bits); in a shell it needs quotes: 'X>1'",
			err);
	return bad_form(text, "expected == != < <= > >= or &", err);
}

static int parse_value(struct hwreg_condition *condition, const char *text, struct hwreg_error *err)
{
	const struct hwreg_item *item = &condition->item;
	unsigned int bits = item->high - item->low + 1u;
	int r;

	if (!*text)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL, "the value is missing");
	if (item->field)
		return hwreg_field_value_parse(condition->session->board, item->field, text,
					       &condition->value, err);
	r = hwreg_number_parse(text, &condition->value, err);
	if (r || !(condition->value & ~hwreg_mask(bits)))
		return r;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
			       "0x%" PRIx64
			       " does not fit in %u bit%s, the largest value is 0x%" PRIx64,
			       condition->value, bits, bits == 1 ? "" : "s", hwreg_mask(bits));
}

/* By number, an access may reach into registers that it does not name; by name it is that register alone,
 * whatever else has the address at other times */
static bool read_changes(const struct hwreg_session *session, const struct hwreg_item *item)
{
	const struct hwreg_register *reg;

	if (item->reg && !item->raw)
		return item->reg->flags & HWREG_REGISTER_READ_CHANGES;
	for (unsigned int byte = 0; session->board && byte < item->step; byte++) {
		reg = NULL;
		while ((reg = hwreg_register_next_at(session->board, item->space,
						     item->address + byte, reg)))
			if (reg->flags & HWREG_REGISTER_READ_CHANGES)
				return true;
	}
	return false;
}

/* It will be read again and again: that must give something, and change nothing */
static int check_register(const struct hwreg_session *session, const struct hwreg_item *item,
			  struct hwreg_error *err)
{
	char name[256];

	if ((session->flags & HWREG_FORCE_POLICY) || !read_changes(session, item))
		return 0;
	return hwreg_error_set(
		err, HWREG_ERROR_REQUEST, EACCES,
		"%s: reading it changes something, and a condition reads it again and "
		"again; --force=policy does it all the same",
		hwreg_item_name(session, item, name, sizeof(name)));
}

/* ITEM as hwreg_location_parse() takes it, so that what cannot be read is refused in the same words */
static int parse_item(struct hwreg_session *session, const char *text, struct hwreg_item *item,
		      struct hwreg_error *err)
{
	struct hwreg_location *location;
	int r = hwreg_location_parse(&location, session, text, err);

	if (r)
		return r;
	if (hwreg_location_is_range(location) || hwreg_text_is_glob(text) ||
	    hwreg_location_count(location) != 1)
		r = hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				    "'%s': a condition is about one register, field or slice",
				    text);
	else
		hwreg_location_item(location, 0, item);
	hwreg_location_free(location);
	return r;
}

static int parse(struct hwreg_session *session, struct hwreg_condition *condition, bool once,
		 struct hwreg_error *err)
{
	const char *text = condition->text, *at;
	char *name;
	int r = find_operator(text, condition, &at, err);

	if (r)
		return r;
	name = strndup(text, at - text);
	if (!name)
		return hwreg_error_memory(err);
	r = *name ? parse_item(session, name, &condition->item, err)
		  : bad_form(text, "expected a register in front of the operator", err);
	free(name);
	if (!r)
		r = hwreg_perform_check_width(session, &condition->item, err);
	if (!r && !once)
		r = check_register(session, &condition->item, err);
	if (r)
		return r;
	r = parse_value(condition, at + strlen(hwreg_operator_text(condition->operator)), err);
	return hwreg_error_context(err, r, "%s", text);
}

static int make(struct hwreg_condition **out, struct hwreg_session *session, const char *text,
		bool once, struct hwreg_error *err)
{
	struct hwreg_condition *condition = calloc(1, sizeof(*condition));
	int r;

	if (!condition)
		return hwreg_error_memory(err);
	condition->session = session;
	condition->text = strdup(text);
	r = condition->text ? parse(session, condition, once, err) : hwreg_error_memory(err);
	if (r) {
		hwreg_condition_free(condition);
		return r;
	}
	*out = condition;
	return 0;
}

int hwreg_condition_parse(struct hwreg_condition **out, struct hwreg_session *session,
			  const char *text, struct hwreg_error *err)
{
	return make(out, session, text, false, err);
}

int hwreg_condition_parse_once(struct hwreg_condition **out, struct hwreg_session *session,
			       const char *text, struct hwreg_error *err)
{
	return make(out, session, text, true, err);
}

void hwreg_condition_free(struct hwreg_condition *condition)
{
	if (!condition)
		return;
	free(condition->text);
	free(condition);
}

void hwreg_condition_item(const struct hwreg_condition *condition, struct hwreg_item *item)
{
	*item = condition->item;
}

const char *hwreg_condition_text(const struct hwreg_condition *condition)
{
	return condition->text;
}

bool hwreg_condition_holds(const struct hwreg_condition *condition, uint64_t reg_value)
{
	const struct hwreg_item *item = &condition->item;

	return hwreg_compare(condition->session->board, item->field,
			     hwreg_item_value(condition->session, item, reg_value),
			     condition->operator, condition->value);
}

const char *hwreg_condition_relation(const struct hwreg_condition *condition, uint64_t *value)
{
	*value = condition->value;
	return hwreg_operator_text(condition->operator);
}

/* The least and the greatest value of the item's bits, as they are compared */
static void limits(const struct hwreg_condition *condition, uint64_t *least, uint64_t *greatest)
{
	const struct hwreg_item *item = &condition->item;
	uint64_t mask = hwreg_mask(item->high - item->low + 1u), half;
	struct hwreg_field_info info = { .size = sizeof(info) };

	*least = 0;
	*greatest = mask;
	if (!item->field)
		return;
	hwreg_field_describe(condition->session->board, item->field, &info);
	*greatest = hwreg_mask(info.width);
	if (!(info.flags & HWREG_FIELD_SIGNED))
		return;
	half = UINT64_C(1) << (info.width - 1);
	*least = half;
	*greatest = half - 1;
}

bool hwreg_condition_never(const struct hwreg_condition *condition)
{
	uint64_t least, greatest;

	limits(condition, &least, &greatest);
	switch (condition->operator) {
	case HWREG_ANY_BIT:
		return !condition->value;
	case HWREG_LESS:
		return condition->value == least;
	case HWREG_GREATER:
		return condition->value == greatest;
	default:
		return false;
	}
}
