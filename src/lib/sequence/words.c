// SPDX-License-Identifier: MIT
/* words.c - locations, writes and conditions of steps, on a session */
#include "bound.h"

#include <stdlib.h>
#include <string.h>

#include "condition.h"
#include "location.h"
#include "range.h"
#include "rules.h"
#include "view.h"

size_t word_location_end(const char *text, enum word_use use)
{
	switch (use) {
	case USE_WRITE:
	case USE_FILL:
		return strcspn(text, "=");
	case USE_CONDITION:
	case USE_ONCE:
		return strcspn(text, "=!<>&");
	default:
		return SIZE_MAX;
	}
}

bool step_use(const struct step *step, enum word_use *use)
{
	switch (step->kind) {
	case HWREG_STEP_POKE:
	case HWREG_STEP_IRQ:
		*use = USE_WRITE;
		return true;
	case HWREG_STEP_PEEK:
		*use = USE_READ;
		return true;
	case HWREG_STEP_EXPECT:
		*use = USE_ONCE;
		return true;
	case HWREG_STEP_WAIT:
		*use = USE_CONDITION;
		return true;
	case HWREG_STEP_FILL:
		*use = USE_FILL;
		return true;
	default:
		return false;
	}
}

/* ---- fill --------------------------------------------------------------------------------------- */

static int parse_values(struct bound *bound, char *text, struct hwreg_error *err)
{
	char *word;
	int r = 0;

	bound->values = calloc(strlen(text) + 1, sizeof(*bound->values));
	if (!bound->values)
		return hwreg_error_memory(err);
	while (!r && (word = strsep(&text, ",")))
		r = hwreg_number_parse(word, &bound->values[bound->value_count++], err);
	return r;
}

/* Every value may come to every register: a shorter one later in a block must hold it too */
static int check_fit(const struct bound *bound, struct hwreg_error *err)
{
	uint64_t total = hwreg_location_count(bound->location);
	struct hwreg_item item;

	for (uint64_t at = 0; at < total;) {
		at += hwreg_location_stretch(bound->location, at, &item);
		for (uint32_t i = 0; i < bound->value_count; i++)
			if (bound->values[i] & ~hwreg_mask(item.width))
				return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
						       "0x%llx does not fit in %u bits",
						       (unsigned long long)bound->values[i],
						       item.width);
	}
	return 0;
}

static int bind_fill(struct bound *bound, struct hwreg_session *session, const char *text,
		     struct hwreg_error *err)
{
	char *copy = strdup(text), *values = copy ? strchr(copy, '=') : NULL;
	int r;

	if (!copy)
		return hwreg_error_memory(err);
	if (!values) {
		free(copy);
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "'%s': expected LOCATION=VALUE", text);
	}
	*values++ = '\0';
	r = parse_values(bound, values, err);
	if (!r)
		r = hwreg_location_parse_to_write(&bound->location, session, copy, err);
	if (!r)
		r = check_fit(bound, err);
	free(copy);
	return r;
}

/* ---- All of them -------------------------------------------------------------------------------- */

int word_bind(const struct word *word, struct hwreg_session *session, enum word_use use,
	      const char *text, struct bound *bound, struct hwreg_error *err)
{
	int r;

	*bound = (struct bound){ .write = NULL };
	if (word->is_bound) {
		*bound = word->bound;
		return 0;
	}
	switch (use) {
	case USE_WRITE:
		r = hwreg_write_parse(&bound->write, session, text, err);
		break;
	case USE_CONDITION:
		r = hwreg_condition_parse(&bound->condition, session, text, err);
		break;
	case USE_ONCE:
		r = hwreg_condition_parse_once(&bound->condition, session, text, err);
		break;
	case USE_FILL:
		r = bind_fill(bound, session, text, err);
		break;
	case USE_LOAD:
		r = hwreg_location_parse_to_write(&bound->location, session, text, err);
		break;
	default:
		r = hwreg_location_parse(&bound->location, session, text, err);
	}
	if (r)
		bound_free(bound);
	return r;
}

void bound_free(struct bound *bound)
{
	hwreg_write_free(bound->write);
	hwreg_condition_free(bound->condition);
	hwreg_location_free(bound->location);
	free(bound->values);
	*bound = (struct bound){ .write = NULL };
}

void word_release(const struct word *word, struct bound *bound)
{
	if (!word->is_bound)
		bound_free(bound);
}

int bound_prepare(const struct bound *bound, struct hwreg_session *session, struct hwreg_error *err)
{
	struct hwreg_item item;
	struct hwreg_view view;
	int r;

	if (bound->write)
		return hwreg_session_prepare_write(session, bound->write, err);
	if (bound->location)
		return hwreg_session_prepare(session, bound->location, err);
	hwreg_condition_item(bound->condition, &item);
	r = hwreg_view_find(session, &item, &view, err);
	return r ? r : hwreg_rules_prepare(session, &item, err);
}
