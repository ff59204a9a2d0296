// SPDX-License-Identifier: MIT
/* event.c - telling of steps: the event, and a copy of one that failed */
#include "run.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/**
 * struct kept - a copy of an event with all that it points to
 * @values: @texts and @wides of them are copies
 */
struct kept {
	struct hwreg_step_event event;
	struct hwreg_error error;
	struct hwreg_step_value *values;
	struct hwreg_wide *wides;
	char **texts;
	char *strings[4];
};

/* ---- The event ---------------------------------------------------------------------------------- */

static void list_loops(const struct looping *loop, struct buffer *buffer)
{
	if (!loop)
		return;
	list_loops(loop->outer, buffer);
	buffer_format(buffer, "%s%s=%" PRIu64, buffer->length ? ", " : "", loop->variable->name,
		      loop->variable->value);
}

/* What is told when it starts is told again when it has ended, though variables may have changed */
static void make_texts(struct doing *doing)
{
	const struct step *step = doing->step;
	const struct script *script = doing->script;
	const char *name;

	if (step && step->name &&
	    text_expand(step->name, script, &doing->buffer, NULL, &name, NULL) == 0)
		buffer_add(&doing->name, name, strlen(name));
	if (doing->kind == HWREG_STEP_PUT_BACK) {
		buffer_format(&doing->text, "put back ");
		for (uint32_t i = 0; i < script->put_back_count; i++) {
			if (text_expand(&script->put_back[i].text, script, &doing->buffer, NULL,
					&name, NULL) != 0)
				name = script->put_back[i].text.plain;
			buffer_format(&doing->text, "%s%s", i ? ", " : "", name);
		}
	} else if (step && !step->shown) {
		step_describe(script, step, &doing->text);
	}
	list_loops(doing->frame->loops, &doing->loops);
}

static struct place place_of(const struct doing *doing)
{
	const struct script *script = doing->script;

	if (doing->step)
		return doing->step->place;
	return doing->kind == HWREG_STEP_PUT_BACK && script->put_back_count
		       ? script->put_back[0].text.place
		       : script->place;
}

static struct hwreg_step_event make_event(struct doing *doing, enum hwreg_step_result result)
{
	const struct running *running = doing->running;
	const struct step *step = doing->step;
	struct place place = place_of(doing);
	bool bad = result == HWREG_STEP_FAILED || result == HWREG_STEP_ERROR;
	struct hwreg_step_event event = {
		.size = sizeof(event),
		.kind = doing->kind,
		.result = result,
		.part = doing->frame->part,
		.depth = doing->frame->depth,
		.number = doing->kind == HWREG_STEP_NOTE && !doing->frame->depth ? 0
										 : running->number,
		.points = running->points,
		.line = place.line,
		.column = place.column,
		.sequence = doing->script->name,
		.name = doing->name.length ? doing->name.data : NULL,
		.text = step && step->shown ? step->shown : buffer_text(&doing->text),
		.file = doing->script->file,
		.loops = buffer_text(&doing->loops),
		.start = doing->start - running->begin,
		.error = bad ? &doing->error : NULL,
		.values = doing->values,
		.value_count = doing->count,
		.output = buffer_text(&doing->output),
		.output_size = doing->output.length,
		.output_lost = doing->output_lost,
		.exit_status = doing->exit_status,
		.cause = bad && doing->cause ? &doing->cause->event : NULL,
		.failures = doing->failures,
	};

	return event;
}

void event_tell(struct doing *doing, enum hwreg_step_result result, const char *why)
{
	struct running *running = doing->running;
	struct hwreg_step_event event;
	int r;

	if (!running->options.step)
		return;
	if (result == HWREG_STEP_STARTED || result == HWREG_STEP_SKIPPED)
		make_texts(doing);
	event = make_event(doing, result);
	event.why = why;
	if (result != HWREG_STEP_STARTED && result != HWREG_STEP_SKIPPED)
		event.duration = clock_now() - doing->start;
	r = running->options.step(running->options.data, &event);
	if (!r || running->answer)
		return;
	running->answer = r;
	running->stopped = true;
}

/* ---- A copy ------------------------------------------------------------------------------------- */

static const char *copy_text(struct kept *kept, unsigned int slot, const char *text)
{
	if (text)
		kept->strings[slot] = strdup(text);
	return kept->strings[slot];
}

static bool copy_values(struct kept *kept, const struct hwreg_step_event *event)
{
	uint64_t count = event->value_count;

	kept->values = calloc(count + 1, sizeof(*kept->values));
	kept->wides = calloc(count + 1, sizeof(*kept->wides));
	kept->texts = calloc(count + 1, sizeof(*kept->texts));
	if (!kept->values || !kept->wides || !kept->texts)
		return false;
	for (uint64_t i = 0; i < count; i++) {
		kept->values[i] = event->values[i];
		kept->texts[i] = strdup(event->values[i].text);
		kept->values[i].text = kept->texts[i];
		if (!kept->texts[i])
			return false;
		if (event->values[i].wide) {
			kept->wides[i] = *event->values[i].wide;
			kept->values[i].wide = &kept->wides[i];
		}
	}
	kept->event.values = kept->values;
	return true;
}

static bool copy_event(struct kept *kept, const struct hwreg_step_event *event)
{
	kept->event = *event;
	kept->event.name = copy_text(kept, 0, event->name);
	kept->event.text = copy_text(kept, 1, event->text);
	kept->event.loops = copy_text(kept, 2, event->loops);
	kept->event.cause = NULL;
	if (event->error) {
		kept->error = *event->error;
		kept->event.error = &kept->error;
	}
	kept->strings[3] = malloc(event->output_size + 1);
	if (!kept->strings[1] || !kept->strings[2] || !kept->strings[3])
		return false;
	memcpy(kept->strings[3], event->output, event->output_size + 1);
	kept->event.output = kept->strings[3];
	return copy_values(kept, event);
}

struct kept *event_keep(struct doing *doing, enum hwreg_step_result result)
{
	struct kept *kept = calloc(1, sizeof(*kept));
	struct hwreg_step_event event;

	if (!kept)
		return NULL;
	if (!doing->running->options.step) /* else it has been told */
		make_texts(doing);
	event = make_event(doing, result);
	event.duration = clock_now() - doing->start;
	if (copy_event(kept, &event))
		return kept;
	event_free(kept);
	return NULL;
}

const struct hwreg_step_event *event_of(const struct kept *kept)
{
	return kept ? &kept->event : NULL;
}

void event_free(struct kept *kept)
{
	if (!kept)
		return;
	for (uint64_t i = 0; kept->texts && i < kept->event.value_count; i++)
		free(kept->texts[i]);
	for (size_t i = 0; i < sizeof(kept->strings) / sizeof(kept->strings[0]); i++)
		free(kept->strings[i]);
	free(kept->values);
	free(kept->wides);
	free(kept->texts);
	free(kept);
}
