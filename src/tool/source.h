/* SPDX-License-Identifier: MIT */
/* source.h - --on: what tells when to look at registers, instead of a clock */
#ifndef HWREG_TOOL_SOURCE_H
#define HWREG_TOOL_SOURCE_H

#include "context.h"

/**
 * struct source - where events come from; zeroes: from nowhere
 * @interrupt: of a UIO or VFIO device, or NULL
 * @gpio: a GPIO line, or NULL
 * @line: what names it
 * @missed: events that came between two that were taken
 */
struct source {
	struct context *context;
	struct hwreg_interrupt *interrupt;
	struct hwreg_gpio *gpio;
	const char *line;
	uint64_t missed;
};

/** source_check() - --on goes with neither --every nor --fast */
int source_check(struct context *context);

/** source_open() - what --on names, if it is given; a dry run only looks whether it is there */
int source_open(struct source *source, struct context *context);

/** source_given() - is there one? */
bool source_given(const struct source *source);

/** source_fd() - readable when source_take() should be called */
int source_fd(const struct source *source);

/** source_take() - take an event if there is one; Return: 0, -EAGAIN, or less */
int source_take(struct source *source);

/** source_rearm() - have events come: before the first, and after what each is the reason for */
int source_rearm(struct source *source);

/** source_tell() - what a dry run says of it */
void source_tell(const struct source *source);

/** source_enable() - let an interrupt through, or not, and tell -v and the log */
int source_enable(struct context *context, struct hwreg_interrupt *interrupt, bool on);

void source_close(struct source *source);

#endif
