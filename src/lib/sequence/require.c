// SPDX-License-Identifier: MIT
/* require.c - what a sequence requires: is it here, and can it be opened? */
#include "walk.h"

#include <string.h>

#include "backend/backend.h"
#include "location.h"

static bool is_spec(const char *text)
{
	return hwreg_backend_find(text, strcspn(text, ":")) != NULL;
}

/* Is what stands before the colon, as in CHIP:LINE, neither a register nor a number? */
static bool is_chip(struct walk *walk, const char *text, const char *colon)
{
	struct hwreg_location *location;
	int r;

	walk->second.length = 0;
	buffer_add(&walk->second, text, (size_t)(colon - text));
	r = hwreg_location_parse(&location, walk->session, buffer_text(&walk->second), NULL);
	if (r)
		return r == -EINVAL || r == -ENOENT;
	hwreg_location_free(location);
	return false;
}

/* A name of the board's `gpios`, or CHIP:LINE */
static bool is_line(struct walk *walk, const char *text)
{
	struct hwreg_gpio_info info = { .size = sizeof(info) };
	const struct hwreg_board *board = walk->session->board;
	const char *colon = strchr(text, ':');

	for (uint32_t i = 0; board && hwreg_board_gpio(board, i, &info) == 0; i++)
		if (strcmp(info.name, text) == 0)
			return true;
	return colon && !is_spec(text) && is_chip(walk, text, colon);
}

static void raise_for(const struct hwreg_session *session, bool up)
{
	if (session->raise)
		session->raise(session->raise_data, up);
}

static int check_spec(const struct hwreg_sequence *sequence, const char *text, bool open,
		      struct hwreg_error *err)
{
	const struct hwreg_session *session = sequence->session;
	struct hwreg_target *target;
	int r = hwreg_target_new(&target, text, session->board, err);

	if (r)
		return r;
	if (open && target->path) {
		raise_for(session, true);
		r = hwreg_target_open(target, hwreg_sequence_needs_write(sequence), err);
		raise_for(session, false);
	}
	hwreg_target_free(target);
	return r;
}

static int check_line(const struct hwreg_session *session, const char *text, bool open,
		      struct hwreg_error *err)
{
	const struct hwreg_gpio_options options = {
		.size = sizeof(options),
		.flags = HWREG_GPIO_NO_EVENTS | (open ? 0 : HWREG_DRY_RUN) |
			 (session->flags & HWREG_FORCE_BOARD),
		.board = session->board,
		.raise = session->raise,
		.raise_data = session->raise_data,
	};
	struct hwreg_gpio *gpio;
	int r = hwreg_gpio_open(&gpio, &text, 1, &options, err);

	if (!r)
		hwreg_gpio_close(gpio);
	return r;
}

/* A block of which no registers are described is a place all the same */
static int check_location(struct walk *walk, const char *text, bool open, struct hwreg_error *err)
{
	struct hwreg_location *location;
	int r = hwreg_location_parse(&location, walk->session, text, err);

	if (r == -EINVAL && !strchr(text, '+')) {
		walk->second.length = 0;
		buffer_format(&walk->second, "%s+0", text);
		r = hwreg_location_parse(&location, walk->session, buffer_text(&walk->second), err);
	}
	if (r)
		return r;
	if (open)
		r = hwreg_session_prepare(walk->session, location, err);
	hwreg_location_free(location);
	return r;
}

/* Of the board that is required, a name that it does not have is a mistake, and no reason to skip */
static bool is_mistake(const struct walk *walk, const struct script *script, int r)
{
	return r == -ENOENT && script->board && walk->mode == WALK_REQUIRE;
}

void walk_target(struct walk *walk, const struct script *script, struct word *word)
{
	bool open = walk->mode == WALK_PREPARE && !(walk->session->flags & HWREG_DRY_RUN);
	struct hwreg_error why = HWREG_ERROR_INIT;
	bool named = false;
	const char *text;
	int r;

	if (walk->mode == WALK_RESOLVE)
		return;
	text = word->text.plain;
	if (word->text.known != KNOWN_NOW) /* of a sequence that is run in a loop, for each value */
		text = walk->mode == WALK_PREPARE ? walk_text(walk, script, &word->text) : NULL;
	if (!text)
		return;
	if (is_line(walk, text))
		r = check_line(walk->session, text, open, &why);
	else if (is_spec(text))
		r = check_spec(walk->sequence, text, open, &why);
	else
		r = check_location(walk, text, open, &why), named = true;
	if (!r)
		return;
	if (named && is_mistake(walk, script, r)) {
		walk_report(walk, CHECK_LOCATION, word->text.place, "%s", why.message);
		return;
	}
	hwreg_error_context(&why, r, "%s requires %s", script->name, text);
	if (r != -ENOMEM) {
		why.kind = HWREG_ERROR_UNAVAILABLE;
		why.sys_errno = ENODEV;
	}
	if (walk->err)
		*walk->err = why;
	walk->sequence->lacking = r != -ENOMEM;
	walk->result = r == -ENOMEM ? r : -ENODEV;
}
