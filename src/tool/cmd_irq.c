// SPDX-License-Identifier: MIT
/* cmd_irq.c - hwreg irq: wait for the interrupts of a UIO or VFIO device */
#include "json.h"
#include "output.h"
#include "privilege.h"
#include "source.h"
#include "stop.h"
#include "writes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SECOND INT64_C(1000000000)

/**
 * struct irq - one run
 * @writes: of all --then, to be made after each interrupt
 * @texts: copies of --then, which the words of @writes point into
 * @start: when the waiting began
 * @taken: interrupts that were waited for
 */
struct irq {
	struct context *context;
	struct hwreg_interrupt *interrupt;
	struct writes writes;
	char **texts;
	int64_t start;
	uint64_t taken;
};

static int open_interrupt(struct irq *irq, const char *spec, bool write)
{
	struct context *context = irq->context;
	const struct hwreg_interrupt_options options = {
		.size = sizeof(options),
		.flags =
			(write ? HWREG_WRITE : 0) | (context->settings.dry_run ? HWREG_DRY_RUN : 0),
		.raise = privilege_raise,
		.vfio = context_vfio(context),
	};

	return hwreg_interrupt_open(&irq->interrupt, spec, &options, &context->err);
}

/* ---- --then ------------------------------------------------------------------------------------ */

/* 'poke WRITE...': its WRITEs become arguments of the command line, as those of poke are */
static int take_then(struct context *context, const char *given, char *copy)
{
	char *rest = copy, *word = strsep(&rest, " ");
	unsigned int count = 0;

	if (strcmp(word, "poke") != 0)
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "--then: '%s' is not what can be done then; that is: --then "
				   "'poke WRITE...'",
				   given);
	while ((word = strsep(&rest, " "))) {
		if (!*word)
			continue;
		texts_add(&context->settings.arguments, word);
		count++;
	}
	return count ? 0
		     : output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "--then: poke needs a WRITE, such as 'poke UART0.ICR=1'");
}

static int parse_then(struct irq *irq)
{
	struct context *context = irq->context;
	const struct texts *then = &context->settings.then;
	int r = 0;

	irq->texts = calloc(then->count + 1, sizeof(irq->texts[0]));
	if (!irq->texts)
		output_die_memory();
	for (unsigned int i = 0; i < then->count && r == 0; i++) {
		irq->texts[i] = output_strdup("%s", then->list[i]);
		r = take_then(context, then->list[i], irq->texts[i]);
	}
	if (r < 0 || !then->count)
		return r;
	r = writes_parse(context, &irq->writes);
	if (r < 0)
		output_context(&context->err, "--then");
	return r;
}

/* ---- The loop ---------------------------------------------------------------------------------- */

static int rearm(struct irq *irq)
{
	if (irq->context->settings.no_enable)
		return 0;
	return source_enable(irq->context, irq->interrupt, true);
}

static void print_json(const struct irq *irq, const struct hwreg_interrupt_event *event)
{
	struct json_object *object = json_make_object();

	json_put_signed(object, "time_ns", event->time - irq->start);
	json_put_text(object, "target", hwreg_interrupt_spec(irq->interrupt));
	json_put_number(object, "count", event->count);
	json_put_number(object, "missed", event->missed);
	json_line(object);
}

static int print(const struct irq *irq, const struct hwreg_interrupt_event *event)
{
	struct context *context = irq->context;
	int64_t time = event->time - irq->start;

	if (json_wanted(context))
		print_json(irq, event);
	else if (context->settings.quiet)
		output_print("%u\n", event->count);
	else
		output_print("%lld.%06lld  %s  count %u, missed %u\n", (long long)(time / SECOND),
			     (long long)(time % SECOND / 1000),
			     hwreg_interrupt_spec(irq->interrupt), event->count, event->missed);
	return output_flush(&context->err);
}

/* It is no failure that no more come than came, unless so many were asked for */
static int timed_out(struct irq *irq)
{
	struct context *context = irq->context;
	const struct settings *settings = &context->settings;

	if (irq->taken && !settings->count)
		return 0;
	if (settings->no_enable)
		context_note(context, output_strdup("it may be disabled: hwreg irq enable %s",
						    hwreg_interrupt_spec(irq->interrupt)));
	return output_fail(&context->err, HWREG_ERROR_ANSWER,
			   "%s: no interrupt within %g s; %llu came before",
			   hwreg_interrupt_spec(irq->interrupt), (double)settings->timeout / 1e9,
			   (unsigned long long)irq->taken);
}

static int take(struct irq *irq)
{
	struct context *context = irq->context;
	const struct settings *settings = &context->settings;
	struct hwreg_interrupt_event event = { .size = sizeof(event) };
	int r = hwreg_interrupt_wait(irq->interrupt, settings->timeout ? settings->timeout : -1,
				     stop_fd(), &event, &context->err);

	if (r < 0)
		return r;
	irq->taken++;
	r = print(irq, &event);
	if (r == 0)
		r = writes_make(context, &irq->writes, NULL);
	return r < 0 ? r : rearm(irq);
}

static int run(struct irq *irq)
{
	struct context *context = irq->context;
	int r;

	irq->start = stop_clock();
	r = rearm(irq);
	while (r == 0 && !stop_signal() &&
	       (!context->settings.count || irq->taken < context->settings.count))
		r = take(irq);
	context->stop_signal = stop_signal();
	if (r == -ETIMEDOUT)
		return timed_out(irq);
	/* exit status 4 would say that nothing was accessed */
	if (r < 0 && irq->taken && context->err.kind == HWREG_ERROR_UNAVAILABLE)
		context->err.kind = HWREG_ERROR_ACCESS;
	return r == -ECANCELED ? 0 : r;
}

static int dry_run(struct irq *irq)
{
	if (!json_wanted(irq->context))
		output_print("would wait for the interrupt of %s%s\n",
			     hwreg_interrupt_spec(irq->interrupt),
			     irq->writes.count ? ", and then each time:" : "");
	return writes_make(irq->context, &irq->writes, NULL);
}

/* ---- The commands ------------------------------------------------------------------------------ */

int cmd_irq(struct context *context)
{
	const struct settings *settings = &context->settings;
	const char *spec = texts_take(&context->settings.arguments);
	struct irq irq = { .context = context };
	int r;

	if (json_wanted(context) && !settings->dry_run)
		json_start_lines(context);
	r = parse_then(&irq);
	if (r == 0)
		r = open_interrupt(&irq, spec, !settings->no_enable);
	if (r == 0)
		r = writes_prepare(context, &irq.writes);
	stop_catch();
	if (r == 0)
		r = observe_start(context);
	if (r == 0)
		r = settings->dry_run ? dry_run(&irq) : run(&irq);
	hwreg_interrupt_close(irq.interrupt);
	writes_free(&irq.writes);
	for (unsigned int i = 0; i < settings->then.count; i++)
		free(irq.texts[i]);
	free(irq.texts);
	return r;
}

static int report_enabled(const struct irq *irq, bool on)
{
	struct context *context = irq->context;
	struct json_object *object;

	if (json_wanted(context)) {
		object = json_make_object();
		json_put_text(object, "target", hwreg_interrupt_spec(irq->interrupt));
		json_put_bool(object, "enable", on);
		json_append(context, "interrupts", object);
	} else if (context->settings.dry_run) {
		output_print("would %s the interrupt of %s\n", on ? "enable" : "disable",
			     hwreg_interrupt_spec(irq->interrupt));
	}
	return 0;
}

/* It would last as long as this command */
static int refuse_vfio(struct context *context, const char *spec)
{
	if (strncmp(spec, "vfio:", 5) != 0)
		return 0;
	return output_fail(&context->err, HWREG_ERROR_REQUEST,
			   "%s: VFIO disables an interrupt when the program that enabled it ends; "
			   "hwreg irq %s enables it and waits",
			   spec, spec);
}

static int set_enabled(struct context *context, bool on)
{
	const char *spec = context->settings.arguments.list[0];
	struct irq irq = { .context = context };
	int r = refuse_vfio(context, spec);

	if (r == 0)
		r = open_interrupt(&irq, spec, true);
	if (r == 0)
		r = observe_start(context);
	if (r == 0 && !context->settings.dry_run)
		r = source_enable(context, irq.interrupt, on);
	if (r == 0)
		r = report_enabled(&irq, on);
	hwreg_interrupt_close(irq.interrupt);
	return r;
}

int cmd_irq_enable(struct context *context)
{
	return set_enabled(context, true);
}

int cmd_irq_disable(struct context *context)
{
	return set_enabled(context, false);
}
