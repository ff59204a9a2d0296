// SPDX-License-Identifier: MIT
/* watch_csv.c - watch as CSV (RFC 4180, but lines end with LF): a line a sample, a column a signal */
#include "watch.h"

static void begin(struct watch *watch)
{
	output_print("time");
	for (uint32_t i = 0; i < watch->signal_count; i++)
		output_print(",%s", watch->signals[i].name);
	output_print("\n");
}

static bool any_fresh(const struct watch *watch)
{
	for (uint32_t i = 0; i < watch->signal_count; i++)
		if (watch->signals[i].fresh)
			return true;
	return false;
}

static void sample(struct watch *watch)
{
	enum format format = watch->context->settings.format;
	char number[NUMBER_SIZE], time[48];

	if (watch->context->settings.changes && !any_fresh(watch))
		return;
	output_print("%s", watch_time(watch, watch->now, time, sizeof(time)));
	/* what reads CSV knows decimal numbers */
	for (uint32_t i = 0; i < watch->signal_count; i++)
		output_print(",%s",
			     number_format(number, watch->signals[i].value, watch->signals[i].width,
					   format == FORMAT_DEFAULT ? FORMAT_DEC : format, false));
	output_print("\n");
}

const struct watch_form watch_csv = { .begin = begin, .sample = sample };
