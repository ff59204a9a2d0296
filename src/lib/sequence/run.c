// SPDX-License-Identifier: MIT
/* run.c - hwreg_sequence_run(): steps one after the other, `finally`, and the put-back */
#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int (*const actions[])(struct doing *doing) = {
	[HWREG_STEP_POKE] = do_poke,       [HWREG_STEP_PEEK] = do_peek,
	[HWREG_STEP_EXPECT] = do_expect,   [HWREG_STEP_WAIT] = do_wait,
	[HWREG_STEP_DELAY] = do_delay,     [HWREG_STEP_GPIO] = do_gpio,
	[HWREG_STEP_IRQ] = do_irq,         [HWREG_STEP_SAVE] = do_save,
	[HWREG_STEP_RESTORE] = do_restore, [HWREG_STEP_FILL] = do_fill,
	[HWREG_STEP_LOAD] = do_load,       [HWREG_STEP_RUN] = do_run,
	[HWREG_STEP_REPEAT] = do_repeat,   [HWREG_STEP_SHELL] = do_shell,
	[HWREG_STEP_CHECK] = do_check,
};

/* ---- How long a step may take ------------------------------------------------------------------- */

/* What only holds other steps, or is a time itself, has no limit that it does not name */
static int64_t default_limit(const struct doing *doing)
{
	int64_t each = doing->script->step_timeout;

	switch (doing->kind) {
	case HWREG_STEP_NOTE:
	case HWREG_STEP_DELAY:
	case HWREG_STEP_REPEAT:
	case HWREG_STEP_RUN:
		return 0;
	case HWREG_STEP_WAIT:
	case HWREG_STEP_IRQ:
	case HWREG_STEP_SHELL:
		return each ? each : DEFAULT_TIMEOUT;
	case HWREG_STEP_GPIO:
		if (doing->step->edges)
			return each ? each : DEFAULT_TIMEOUT;
		break;
	default:
		break;
	}
	return each || doing->frame->part == HWREG_PART_STEPS ? each : DEFAULT_TIMEOUT;
}

static int set_limit(struct doing *doing)
{
	int64_t length = default_limit(doing), deadline;
	const char *text;
	int r = 0;

	doing->limit = doing->frame->limit;
	if (doing->running->dry)
		return 0; /* no time passes */
	if (doing->step->timeout) {
		text = doing_text(doing, doing->step->timeout, &r);
		if (!r)
			r = hwreg_duration_parse(text, &length, &doing->error);
		if (r)
			return hwreg_error_context(&doing->error, r, "timeout");
	}
	if (!length)
		return 0;
	if (__builtin_add_overflow(doing->start, length, &deadline))
		deadline = NEVER;
	if (deadline < doing->limit.deadline)
		doing->limit = (struct limit){ deadline, length, false };
	return 0;
}

/* The lock of a field's write is all that may block in an access */
static void limit_lock(struct doing *doing)
{
	struct hwreg_session *session = doing->running->session;
	int64_t left = doing->limit.deadline - clock_now();

	doing->lock_timeout = session->lock_timeout;
	if (doing->limit.deadline != NEVER && left < session->lock_timeout)
		session->lock_timeout = left > 1 ? left : 1;
}

/* ---- One step ----------------------------------------------------------------------------------- */

static enum hwreg_step_result result_of(const struct doing *doing, int r)
{
	if (!r)
		return doing->running->dry ? HWREG_STEP_PLANNED : HWREG_STEP_PASSED;
	if (doing->error.kind == HWREG_ERROR_ANSWER || doing->error.kind == HWREG_ERROR_REQUEST)
		return HWREG_STEP_FAILED;
	return HWREG_STEP_ERROR;
}

static int act(struct doing *doing)
{
	int r = set_limit(doing);

	if (r || doing->kind == HWREG_STEP_NOTE)
		return r;
	if (doing->limit.deadline <= doing->start)
		return doing_timed_out(doing, "not begun");
	limit_lock(doing);
	r = actions[doing->kind](doing);
	doing->running->session->lock_timeout = doing->lock_timeout;
	if (!r && !doing->running->dry && doing->limit.deadline != NEVER &&
	    clock_now() > doing->limit.deadline)
		r = doing_timed_out(doing, "it was done, but not");
	return r;
}

/* The step around it has failed too, by the first that fails in it */
static void pass_on(struct doing *doing, enum hwreg_step_result result)
{
	struct doing *owner = doing->frame->owner;

	doing->frame->failed = true;
	if (!owner)
		return;
	owner->failures += doing->failures ? doing->failures : 1;
	if (owner->cause) {
		if (result == HWREG_STEP_ERROR)
			owner->error.kind = HWREG_ERROR_ACCESS;
		return;
	}
	owner->cause = doing->cause ? doing->cause : event_keep(doing, result);
	doing->cause = NULL;
	owner->error = doing->error;
}

static bool run_step(struct frame *frame, const struct step *step)
{
	struct doing doing = { .running = frame->running,
			       .frame = frame,
			       .script = frame->script,
			       .step = step,
			       .kind = step->kind,
			       .start = clock_now(),
			       .exit_status = -1,
			       .error = HWREG_ERROR_INIT };
	enum hwreg_step_result result;

	if (step->number && !frame->depth)
		frame->running->number = step->number;
	event_tell(&doing, HWREG_STEP_STARTED, NULL);
	result = result_of(&doing, act(&doing));
	event_tell(&doing, result, NULL);
	if (result == HWREG_STEP_FAILED || result == HWREG_STEP_ERROR)
		pass_on(&doing, result);
	doing_free(&doing);
	return result == HWREG_STEP_PASSED || result == HWREG_STEP_PLANNED;
}

static void skip_step(struct frame *frame, const struct step *step, const char *why)
{
	struct doing doing = { .running = frame->running,
			       .frame = frame,
			       .script = frame->script,
			       .step = step,
			       .kind = step ? step->kind : HWREG_STEP_PUT_BACK,
			       .start = frame->running->begin };

	if (frame->depth || doing.kind == HWREG_STEP_NOTE)
		return;
	frame->running->number = step ? step->number : frame->running->points;
	event_tell(&doing, HWREG_STEP_SKIPPED, why);
	doing_free(&doing);
}

/* ---- Lists of steps ----------------------------------------------------------------------------- */

/* What fails because there is no time left fails once */
static bool is_over(const struct frame *frame)
{
	return frame->failed && frame->limit.deadline != NEVER &&
	       clock_now() >= frame->limit.deadline;
}

static void halt(struct frame *frame)
{
	frame->halted = true;
	if (frame->running->stopped)
		snprintf(frame->why_not, sizeof(frame->why_not), "interrupted");
	else
		snprintf(frame->why_not, sizeof(frame->why_not), "step %u failed",
			 frame->running->number);
}

bool run_list(struct frame *frame, const struct step *steps, uint32_t count)
{
	struct running *running = frame->running;
	bool go_on = frame->script->keep_going || frame->part != HWREG_PART_STEPS;

	for (uint32_t i = 0; i < count; i++) {
		if (!frame->halted && (running_stopped(running) || is_over(frame)))
			halt(frame);
		if (frame->halted)
			skip_step(frame, &steps[i], frame->why_not);
		else if (!run_step(frame, &steps[i]) && !go_on)
			halt(frame);
	}
	return !frame->failed;
}

/* ---- A sequence --------------------------------------------------------------------------------- */

static bool put_back(struct frame *frame, struct back *back, int taken,
		     const struct hwreg_error *why)
{
	struct doing doing = { .running = frame->running,
			       .frame = frame,
			       .script = frame->script,
			       .kind = HWREG_STEP_PUT_BACK,
			       .start = clock_now(),
			       .exit_status = -1,
			       .error = HWREG_ERROR_INIT };
	enum hwreg_step_result result;
	int r = taken;

	if (!frame->depth)
		frame->running->number = frame->running->points;
	event_tell(&doing, HWREG_STEP_STARTED, NULL);
	if (r)
		doing.error = *why;
	else
		r = back_put(back, &doing.error);
	result = !r ? frame->running->dry ? HWREG_STEP_PLANNED : HWREG_STEP_PASSED
		    : HWREG_STEP_ERROR;
	event_tell(&doing, result, NULL);
	if (r)
		pass_on(&doing, result);
	doing_free(&doing);
	return !r;
}

static void run_parts(struct frame *frame)
{
	struct running *running = frame->running;
	struct script *script = frame->script;
	int stop = running->stop;
	bool stopped;

	run_list(frame, script->steps, script->step_count);
	stopped = running->stopped;
	frame->part = HWREG_PART_FINALLY;
	frame->halted = false;
	frame->limit = (struct limit){ .deadline = NEVER };
	running->stop = running->options.abort;
	running->look = 0;
	running->stopped = false;
	run_list(frame, script->finally, script->finally_count);
	running->stop = stop;
	running->stopped |= stopped;
}

static void skip_parts(struct frame *frame)
{
	struct script *script = frame->script;

	for (uint32_t i = 0; i < script->step_count; i++)
		skip_step(frame, &script->steps[i], "what is to be put back could not be read");
	frame->part = HWREG_PART_FINALLY;
	for (uint32_t i = 0; i < script->finally_count; i++)
		skip_step(frame, &script->finally[i], "no step was run");
}

static void limit_frame(struct frame *frame)
{
	int64_t length = frame->script->timeout, deadline;

	if (!length || __builtin_add_overflow(clock_now(), length, &deadline))
		return;
	if (deadline < frame->limit.deadline)
		frame->limit = (struct limit){ deadline, length, true };
}

int run_script(struct frame *frame, struct hwreg_error *err)
{
	struct script *script = frame->script;
	struct hwreg_error why = HWREG_ERROR_INIT;
	struct back back = { .snapshots = NULL };
	int r = script_enter(script, !frame->running->dry, err), taken;

	if (r)
		return r;
	limit_frame(frame);
	taken = script->put_back_count ? back_take(script, &back, &why) : 0;
	if (taken)
		skip_parts(frame);
	else
		run_parts(frame);
	frame->part = HWREG_PART_PUT_BACK;
	if (script->put_back_count)
		put_back(frame, &back, taken, &why);
	back_free(&back);
	return frame->failed ? -EIO : 0;
}

/* ---- The whole ---------------------------------------------------------------------------------- */

static int check(const struct hwreg_sequence *sequence,
		 const struct hwreg_sequence_run_options *options, struct hwreg_error *err)
{
	if (options && (options->size < sizeof(*options) || options->flags))
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EINVAL,
			"struct hwreg_sequence_run_options has a size or flags that this version "
			"does not know");
	if (!sequence->prepared)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "%s: the sequence has not been prepared",
				       sequence->main->name);
	return 0;
}

static struct running running_of(struct hwreg_sequence *sequence,
				 const struct hwreg_sequence_run_options *options)
{
	const struct hwreg_sequence_run_options none = { .size = sizeof(none),
							 .cancel = -1,
							 .abort = -1 };
	struct hwreg_sequence_info info = { .size = sizeof(info) };

	hwreg_sequence_describe(sequence, &info);
	return (struct running){
		.sequence = sequence,
		.session = sequence->session,
		.options = options ? *options : none,
		.dry = sequence->session && (sequence->session->flags & HWREG_DRY_RUN),
		.begin = clock_now(),
		.stop = options ? options->cancel : -1,
		.points = info.points,
	};
}

int hwreg_sequence_run(struct hwreg_sequence *sequence,
		       const struct hwreg_sequence_run_options *options, struct hwreg_error *err)
{
	struct running running;
	struct frame frame;
	int r = check(sequence, options, err);

	if (r)
		return r;
	running = running_of(sequence, options);
	frame = (struct frame){ .running = &running,
				.script = sequence->main,
				.limit = { .deadline = NEVER } };
	r = run_script(&frame, err);
	sequence_close(sequence);
	if (running.answer)
		return hwreg_error_set(err, HWREG_ERROR_ANSWER, ECANCELED, "stopped by the caller"),
		       running.answer;
	if (running.interrupted)
		return hwreg_error_set(err, HWREG_ERROR_ANSWER, ECANCELED, "interrupted");
	if (r && r != -EIO)
		return r;
	return hwreg_session_sync(sequence->session, err);
}

int hwreg_sequence_skip(struct hwreg_sequence *sequence, const char *why,
			const struct hwreg_sequence_run_options *options)
{
	struct running running = running_of(sequence, options);
	struct script *script = sequence->main;
	struct frame frame = { .running = &running, .script = script };

	for (uint32_t i = 0; i < script->step_count && !running.answer; i++)
		skip_step(&frame, &script->steps[i], why);
	frame.part = HWREG_PART_FINALLY;
	for (uint32_t i = 0; i < script->finally_count && !running.answer; i++)
		skip_step(&frame, &script->finally[i], why);
	frame.part = HWREG_PART_PUT_BACK;
	if (script->put_back_count && !running.answer)
		skip_step(&frame, NULL, why);
	return running.answer;
}
