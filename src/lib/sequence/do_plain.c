// SPDX-License-Identifier: MIT
/* do_plain.c - delay, check, repeat, run */
#include "run.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

int do_delay(struct doing *doing)
{
	const char *text;
	int64_t ns, until;
	int r = 0;

	text = doing_text(doing, &doing->step->text, &r);
	if (!r && doing->running->dry && doing->step->text.known == KNOWN_LATE)
		return 0;
	if (!r)
		r = hwreg_duration_parse(text, &ns, &doing->error);
	if (r || doing->running->dry)
		return r;
	if (__builtin_add_overflow(clock_now(), ns, &until))
		until = NEVER;
	return doing_pause(doing, until);
}

/* ---- check -------------------------------------------------------------------------------------- */

/* " (now = 0x5, i = 0x0)" */
static void say_variables(struct doing *doing, const struct expression *part,
			  const char **separator)
{
	const struct variable *variable;

	if (!part)
		return;
	if (part->operation == OP_VARIABLE) {
		variable = script_variable(doing->script, part->variable);
		hwreg_error_append(&doing->error, "%s%s = 0x%" PRIx64, *separator, variable->name,
				   variable->value);
		*separator = ", ";
	}
	say_variables(doing, part->left, separator);
	say_variables(doing, part->right, separator);
}

int do_check(struct doing *doing)
{
	const struct expression *expression = doing->step->value;
	const char *separator = " (";
	uint64_t value;
	int r;

	if (doing->running->dry)
		return 0;
	r = expression_value(expression, doing->script, &value, &doing->error);
	if (r || value)
		return r;
	hwreg_error_set(&doing->error, HWREG_ERROR_ANSWER, EILSEQ, "%s is 0", expression->text);
	say_variables(doing, expression, &separator);
	if (*separator == ',')
		hwreg_error_append(&doing->error, ")");
	return -EILSEQ;
}

/* ---- repeat, run -------------------------------------------------------------------------------- */

static struct frame frame_in(struct doing *doing, struct script *script)
{
	return (struct frame){
		.running = doing->running,
		.script = script,
		.owner = doing,
		.loops = doing->frame->loops,
		.part = doing->frame->part,
		.depth = doing->frame->depth + 1,
		.limit = doing->limit,
	};
}

/* Which step it was that did not pass, in front of why */
static int failed_inside(struct doing *doing, const struct hwreg_step_event *cause)
{
	if (!cause)
		return hwreg_error_memory(&doing->error);
	hwreg_error_context(&doing->error, -1, "%s%s%s%s", cause->name ? cause->name : cause->text,
			    *cause->loops ? " (" : "", cause->loops, *cause->loops ? ")" : "");
	return -EIO;
}

static int count_loop(struct doing *doing, uint64_t *count)
{
	const struct loop *loop = doing->step->loop;
	int r;

	*count = loop->over_count;
	if (!loop->count)
		return 0;
	*count = 1;
	if (doing->running->dry && loop->count->known == KNOWN_LATE)
		return 0;
	r = expression_value(loop->count, doing->script, count, &doing->error);
	if (!r && *count > SEQUENCE_COUNT)
		return hwreg_error_set(&doing->error, HWREG_ERROR_REQUEST, ERANGE,
				       "%s: %" PRIu64 " times is more than %u", loop->count->text,
				       *count, SEQUENCE_COUNT);
	return r;
}

static int set_loop(struct doing *doing, uint64_t index)
{
	const struct loop *loop = doing->step->loop;
	struct variable *variable;
	uint64_t value = index;
	int r = 0;

	if (loop->variable == NO_VARIABLE)
		return 0;
	if (loop->over && !(doing->running->dry && loop->over[index]->known == KNOWN_LATE))
		r = expression_value(loop->over[index], doing->script, &value, &doing->error);
	variable = script_variable(doing->script, loop->variable);
	variable->value = value;
	variable->set = true;
	return r;
}

static void tell_rest(struct doing *doing, uint64_t rest)
{
	struct frame frame = frame_in(doing, doing->script);
	struct doing note = { .running = doing->running,
			      .frame = &frame,
			      .script = doing->script,
			      .kind = HWREG_STEP_NOTE,
			      .start = clock_now() };

	buffer_format(&note.text, "and so on, %" PRIu64 " times more", rest);
	event_tell(&note, HWREG_STEP_STARTED, NULL);
	event_tell(&note, HWREG_STEP_PLANNED, NULL);
	doing_free(&note);
}

int do_repeat(struct doing *doing)
{
	const struct loop *loop = doing->step->loop;
	struct frame frame = frame_in(doing, doing->script);
	struct looping looping = { .outer = frame.loops };
	bool go_on = doing->script->keep_going || frame.part != HWREG_PART_STEPS;
	uint64_t count, shown;
	int r = count_loop(doing, &count);

	if (loop->variable != NO_VARIABLE) {
		looping.variable = script_variable(doing->script, loop->variable);
		frame.loops = &looping;
	}
	shown = doing->running->dry && count > DRY_LOOPS ? DRY_LOOPS : count;
	for (uint64_t i = 0; !r && i < shown && !frame.halted && (go_on || !frame.failed); i++) {
		r = set_loop(doing, i);
		if (!r)
			run_list(&frame, loop->steps, loop->step_count);
	}
	if (r)
		return r;
	if (shown < count)
		tell_rest(doing, count - shown);
	if (frame.failed)
		return failed_inside(doing, event_of(doing->cause));
	return frame.halted ? doing_interrupted(doing) : 0;
}

int do_run(struct doing *doing)
{
	struct frame frame = frame_in(doing, doing->step->run);
	int r = run_script(&frame, &doing->error);

	if (r == -EIO)
		return failed_inside(doing, event_of(doing->cause));
	return !r && doing->running->stopped ? doing_interrupted(doing) : r;
}
