// SPDX-License-Identifier: MIT
/* source.c - --on: what tells when to look at registers, instead of a clock */
#include "source.h"
#include "json.h"
#include "output.h"
#include "privilege.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define LINE "gpio:"

int source_check(struct context *context)
{
	const struct settings *settings = &context->settings;

	if (!settings->on || (!settings->every && !settings->fast))
		return 0;
	return output_fail(&context->err, HWREG_ERROR_REQUEST, "--on and %s exclude each other",
			   settings->every ? "--every" : "--fast");
}

/* Both edges; in a dry run the line is only looked for */
static int open_line(struct source *source, struct context *context)
{
	const struct settings *settings = &context->settings;
	const struct hwreg_gpio_options options = {
		.size = sizeof(options),
		.flags = (settings->dry_run ? HWREG_DRY_RUN : 0) |
			 (settings->force & FORCE_BOARD ? HWREG_FORCE_BOARD : 0),
		.board = context->board,
		.raise = privilege_raise,
	};

	source->line = settings->on + strlen(LINE);
	if (settings->dry_run)
		return hwreg_gpio_open(&source->gpio, &source->line, 1, &options, &context->err);
	return hwreg_gpio_open_edges(&source->gpio, source->line,
				     HWREG_GPIO_RISING | HWREG_GPIO_FALLING, &options,
				     &context->err);
}

static int open_interrupt(struct source *source, struct context *context)
{
	const struct hwreg_interrupt_options options = {
		.size = sizeof(options),
		.flags = HWREG_WRITE | (context->settings.dry_run ? HWREG_DRY_RUN : 0),
		.raise = privilege_raise,
		.vfio = context_vfio(context),
	};

	return hwreg_interrupt_open(&source->interrupt, context->settings.on, &options,
				    &context->err);
}

int source_open(struct source *source, struct context *context)
{
	const char *on = context->settings.on;
	int r;

	source->context = context;
	if (!on)
		return 0;
	r = strncmp(on, LINE, strlen(LINE)) == 0 ? open_line(source, context)
						 : open_interrupt(source, context);
	if (r < 0)
		output_context(&context->err, "--on");
	return r;
}

bool source_given(const struct source *source)
{
	return source->interrupt || source->gpio;
}

int source_fd(const struct source *source)
{
	return source->gpio ? hwreg_gpio_fd(source->gpio) : hwreg_interrupt_fd(source->interrupt);
}

static int take_edge(struct source *source)
{
	struct hwreg_gpio_event event = { .size = sizeof(event) };
	int r = hwreg_gpio_read_event(source->gpio, &event, 0, -1, &source->context->err);

	if (r == 0)
		source->missed += event.lost;
	return r == -ETIMEDOUT ? -EAGAIN : r;
}

int source_take(struct source *source)
{
	struct hwreg_interrupt_event event = { .size = sizeof(event) };
	int r;

	if (source->gpio)
		return take_edge(source);
	r = hwreg_interrupt_wait(source->interrupt, 0, -1, &event, &source->context->err);
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
	if (json_wanted(source->context))
		return;
	if (source->gpio)
		output_print("would wait for edges of %s, and then each time:\n", source->line);
	if (source->interrupt)
		output_print("would wait for the interrupt of %s, and then each time:\n",
			     hwreg_interrupt_spec(source->interrupt));
}

void source_close(struct source *source)
{
	hwreg_interrupt_close(source->interrupt);
	hwreg_gpio_close(source->gpio);
}
