// SPDX-License-Identifier: MIT
/* source.c - --on: what tells when to look at registers, instead of a clock */
#include "source.h"
#include "json.h"
#include "output.h"
#include "privilege.h"

#include <errno.h>
#include <stdio.h>

int source_check(struct context *context)
{
	const struct settings *settings = &context->settings;

	if (!settings->on || (!settings->every && !settings->fast))
		return 0;
	return output_fail(&context->err, HWREG_ERROR_REQUEST, "--on and %s exclude each other",
			   settings->every ? "--every" : "--fast");
}

int source_open(struct source *source, struct context *context)
{
	const struct hwreg_interrupt_options options = {
		.size = sizeof(options),
		.flags = HWREG_WRITE | (context->settings.dry_run ? HWREG_DRY_RUN : 0),
		.raise = privilege_raise,
	};
	int r;

	source->context = context;
	if (!context->settings.on)
		return 0;
	r = hwreg_interrupt_open(&source->interrupt, context->settings.on, &options, &context->err);
	if (r < 0)
		output_context(&context->err, "--on");
	return r;
}

bool source_given(const struct source *source)
{
	return source->interrupt;
}

int source_fd(const struct source *source)
{
	return hwreg_interrupt_fd(source->interrupt);
}

int source_take(struct source *source)
{
	struct hwreg_interrupt_event event = { .size = sizeof(event) };
	int r = hwreg_interrupt_wait(source->interrupt, 0, -1, &event, &source->context->err);

	if (r == 0)
		source->missed += event.missed;
	return r == -ETIMEDOUT ? -EAGAIN : r;
}

int source_enable(struct context *context, struct hwreg_interrupt *interrupt, bool on)
{
	char text[128];

	snprintf(text, sizeof(text), "%s: %s the interrupt", hwreg_interrupt_spec(interrupt),
		 on ? "enable" : "disable");
	observe_tell(context, text);
	return hwreg_interrupt_enable(interrupt, on, &context->err);
}

int source_rearm(struct source *source)
{
	return source->interrupt ? source_enable(source->context, source->interrupt, true) : 0;
}

void source_tell(const struct source *source)
{
	if (source->interrupt && !json_wanted(source->context))
		output_print("would wait for the interrupt of %s, and then each time:\n",
			     hwreg_interrupt_spec(source->interrupt));
}

void source_close(struct source *source)
{
	hwreg_interrupt_close(source->interrupt);
}
