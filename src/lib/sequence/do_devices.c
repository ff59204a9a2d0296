// SPDX-License-Identifier: MIT
/* do_devices.c - gpio, irq */
#include "run.h"

#include <inttypes.h>
#include <string.h>

/* ---- gpio --------------------------------------------------------------------------------------- */

static int look_at_line(struct doing *doing, struct line *line, const char *text, uint8_t expected)
{
	struct hwreg_step_value *value = doing_add_value(doing, text, true);
	uint8_t level = 0;
	int r;

	if (!value)
		return -ENOMEM;
	value->relation = "==";
	value->expected = expected;
	if (doing->running->dry)
		return 0;
	r = line_get(doing->running->sequence, line, &level, &doing->error);
	if (r)
		return r;
	value->value = level;
	value->known = true;
	value->holds = level == expected;
	if (value->holds)
		return 0;
	return hwreg_error_set(&doing->error, HWREG_ERROR_ANSWER, EILSEQ,
			       "%s does not hold: the line is %u", text, level);
}

static int value_step(struct doing *doing, const struct word *word)
{
	struct hwreg_sequence *sequence = doing->running->sequence;
	enum gpio_action action;
	struct line *line;
	const char *text;
	size_t length;
	uint8_t value;
	int r = 0;

	text = doing_text(doing, &word->text, &r);
	if (!r)
		r = line_split(text, &action, &length, &value, &doing->error);
	if (r)
		return r;
	line = line_find(sequence, text, length);
	if (!line)
		return hwreg_error_set(&doing->error, HWREG_ERROR_REQUEST, ENOENT,
				       "%s: the line was not known before the first step", text);
	if (action == GPIO_LOOK)
		return look_at_line(doing, line, text, value);
	return doing->running->dry ? 0 : line_set(line, value, &doing->error);
}

static int edge_step(struct doing *doing)
{
	struct hwreg_gpio_event event = { .size = sizeof(event) };
	struct running *running = doing->running;
	struct line *line;
	const char *text;
	uint8_t edges;
	int r = 0;

	text = doing_text(doing, &doing->step->text, &r);
	if (r || running->dry)
		return r;
	line = line_find(running->sequence, text, strlen(text));
	if (!line)
		return hwreg_error_set(&doing->error, HWREG_ERROR_REQUEST, ENOENT,
				       "%s: the line was not known before the first step", text);
	edges = line_edges(line, doing->step->edges);
	do {
		r = hwreg_gpio_read_event(line_held(line)->gpio, &event, doing->limit.deadline,
					  running->stop, &doing->error);
	} while (!r && !(event.edge & edges));
	if (r == -ETIMEDOUT)
		return doing_timed_out(doing, "no such edge came");
	if (r != -ECANCELED)
		return r;
	running->stopped = running->interrupted = true;
	return doing_interrupted(doing);
}

int do_gpio(struct doing *doing)
{
	int r = 0;

	if (doing->step->edges)
		return edge_step(doing);
	for (uint32_t i = 0; !r && i < doing->step->word_count; i++)
		r = value_step(doing, &doing->step->words[i]);
	return r;
}

/* ---- irq ---------------------------------------------------------------------------------------- */

static int acknowledge(struct doing *doing)
{
	struct bound bound;
	int r = 0;

	for (uint32_t i = 0; !r && i < doing->step->word_count; i++) {
		r = doing_bind(doing, &doing->step->words[i], USE_WRITE, &bound);
		if (r)
			break;
		r = hwreg_session_write(doing->running->session, bound.write, &doing->error);
		word_release(&doing->step->words[i], &bound);
	}
	return r;
}

/* One or several that came since the last; what asks for it is taken back before it is let through again */
static int wait_for_some(struct doing *doing, struct device *device, int64_t deadline)
{
	struct hwreg_interrupt_event event = { .size = sizeof(event) };
	struct running *running = doing->running;
	int64_t left = deadline - clock_now();
	int r = hwreg_interrupt_wait(device->interrupt, left > 0 ? left : 0, running->stop, &event,
				     &doing->error);

	if (r == -ECANCELED) {
		running->stopped = running->interrupted = true;
		return doing_interrupted(doing);
	}
	if (r)
		return r;
	device->pending += 1 + (uint64_t)event.missed;
	r = acknowledge(doing);
	return r ? r : device_enable(device, &doing->error);
}

static int wait_for_count(struct doing *doing, struct device *device, uint64_t count)
{
	int r = 0;

	while (!r && device->pending < count)
		r = wait_for_some(doing, device, doing->limit.deadline);
	if (r == -ETIMEDOUT) {
		doing_timed_out(doing, "not so many interrupts came");
		hwreg_error_append(&doing->error, ": %" PRIu64 " of %" PRIu64, device->pending,
				   count);
	}
	if (!r)
		device->pending -= count;
	return r;
}

/* Those that came until now, and what still asks for one */
static int forget(struct doing *doing, struct device *device)
{
	int r;

	do {
		r = wait_for_some(doing, device, 0);
	} while (!r && clock_now() < doing->limit.deadline);
	device->pending = 0;
	if (!r)
		return doing_timed_out(doing, "interrupts did not stop coming");
	return r == -ETIMEDOUT ? 0 : r;
}

int do_irq(struct doing *doing)
{
	struct running *running = doing->running;
	struct device *device;
	const char *text;
	uint64_t count = 1;
	int r = 0;

	if (doing->step->value && !running->dry)
		r = expression_value(doing->step->value, doing->script, &count, &doing->error);
	if (r)
		return r;
	text = doing_text(doing, &doing->step->text, &r);
	if (r)
		return r;
	if (running->dry)
		return acknowledge(doing);
	device = device_find(running->sequence, text);
	if (device)
		return count ? wait_for_count(doing, device, count) : forget(doing, device);
	return hwreg_error_set(&doing->error, HWREG_ERROR_REQUEST, ENOENT,
			       "%s: the device was not known before the first step", text);
}
