// SPDX-License-Identifier: MIT
/* resolve.c - a sequence on a session: found, opened, forgotten */
#include "walk.h"

#include <stdlib.h>
#include <string.h>

/* ---- Forgetting --------------------------------------------------------------------------------- */

void sequence_close(struct hwreg_sequence *sequence)
{
	lines_close(sequence);
	devices_close(sequence);
	sequence->prepared = false;
}

static void forget(struct hwreg_sequence *sequence)
{
	struct word **bound = sequence->bound.data;

	sequence_close(sequence);
	for (size_t i = 0; i < sequence->bound.count; i++) {
		bound_free(&bound[i]->bound);
		bound[i]->is_bound = bound[i]->prepared = bound[i]->wrong = false;
	}
	sequence->bound.count = sequence->made.count = 0;
	sequence->lines.count = sequence->devices.count = 0;
	sequence->loader->findings.count = sequence->loader->findings.more = 0;
	sequence->behind = false;
	sequence->session = NULL;
}

void hwreg_sequence_free(struct hwreg_sequence *sequence)
{
	if (!sequence)
		return;
	if (sequence->loader)
		forget(sequence);
	loader_free(sequence->loader);
	free(sequence);
}

/* ---- Resolving ---------------------------------------------------------------------------------- */

static int check_report(const struct hwreg_sequence_options *options, struct hwreg_error *err)
{
	if (!options || options->size >= sizeof(*options))
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
			       "struct hwreg_sequence_options has a size that this version does "
			       "not know");
}

/* What a board's sequences are is known with the board, and then it stays so */
static int join_board(struct hwreg_sequence *sequence, const struct hwreg_board *board,
		      struct hwreg_error *err)
{
	struct script **waiting = sequence->waiting.data;

	if (sequence->board && sequence->board != board)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "%s: the sequence has parts of another board than the "
				       "session's",
				       sequence->main->name);
	if (sequence->broken)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "%s: what it runs could not be read before",
				       sequence->main->name);
	if (!sequence->waiting.count)
		return 0;
	sequence->board = board;
	for (size_t i = 0; i < sequence->waiting.count; i++) {
		script_join(waiting[i]);
		waiting = sequence->waiting.data;
	}
	sequence->waiting.count = 0;
	return 0;
}

static int check_board(const struct script *script, const struct hwreg_session *session,
		       struct hwreg_error *err);

static int check_boards(const struct step *steps, uint32_t count,
			const struct hwreg_session *session, struct hwreg_error *err)
{
	int r = 0;

	for (uint32_t i = 0; !r && i < count; i++) {
		if (steps[i].kind == HWREG_STEP_RUN)
			r = check_board(steps[i].run, session, err);
		else if (steps[i].kind == HWREG_STEP_REPEAT)
			r = check_boards(steps[i].loop->steps, steps[i].loop->step_count, session,
					 err);
	}
	return r;
}

/* Of this one, and of all that it runs */
static int check_board(const struct script *script, const struct hwreg_session *session,
		       struct hwreg_error *err)
{
	struct hwreg_board_info info = { .size = sizeof(info), .name = "" };
	int r;

	if (session->board)
		hwreg_board_describe(session->board, &info);
	if (script->board && strcmp(script->board, info.name) != 0)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENODEV,
				       "%s requires the board %s, and this is %s", script->name,
				       script->board, *info.name ? info.name : "none");
	r = check_boards(script->steps, script->step_count, session, err);
	return r ? r : check_boards(script->finally, script->finally_count, session, err);
}

static int resolve(struct hwreg_sequence *sequence, const struct hwreg_sequence_options *options,
		   struct hwreg_error *err)
{
	struct hwreg_session *session = sequence->session;
	int r = join_board(sequence, session->board, err);

	if (!r) {
		r = sequence_conclude(sequence, options, err);
		sequence->broken = r;
	}
	if (!r)
		r = check_board(sequence->main, session, err);
	if (!r)
		r = walk_sequence(sequence, WALK_REQUIRE, err);
	if (!r)
		r = walk_sequence(sequence, WALK_RESOLVE, err);
	/* what has been found says more than that it was too much */
	return r && r != -E2BIG ? r : sequence_conclude(sequence, options, err);
}

int hwreg_sequence_resolve(struct hwreg_sequence *sequence, struct hwreg_session *session,
			   const struct hwreg_sequence_options *options, struct hwreg_error *err)
{
	int r = check_report(options, err);

	if (r)
		return r;
	forget(sequence);
	sequence->loader->err = err;
	sequence->session = session;
	r = resolve(sequence, options, err);
	sequence->loader->err = NULL;
	sequence->resolved = !r;
	return r;
}

/* ---- Opening ------------------------------------------------------------------------------------ */

static int check_ready(const struct hwreg_sequence *sequence, struct hwreg_error *err)
{
	if (!sequence->resolved)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "%s: the sequence has not been resolved on a session",
				       sequence->main->name);
	if (!hwreg_sequence_needs_write(sequence) || (sequence->session->flags & HWREG_WRITE))
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EACCES,
			       "%s: it writes, and the session was not opened to write",
			       sequence->main->name);
}

int hwreg_sequence_prepare(struct hwreg_sequence *sequence, struct hwreg_error *err)
{
	int r = check_ready(sequence, err);

	if (r)
		return r;
	sequence_close(sequence);
	sequence->lacking = false;
	r = walk_sequence(sequence, WALK_PREPARE, err);
	if (!r)
		r = lines_prepare(sequence, err);
	if (!r)
		r = devices_prepare(sequence, err);
	if (r)
		sequence_close(sequence);
	sequence->prepared = !r;
	/* only what is required makes it one to skip */
	return r == -ENODEV && !sequence->lacking ? -ENXIO : r;
}
