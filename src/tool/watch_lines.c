// SPDX-License-Identifier: MIT
/* watch_lines.c - watch as text or JSON: a line a register */
#include "json.h"
#include "watch.h"

#include <time.h>

static void print_json(const struct watch *watch, uint32_t index)
{
	struct json_object *object = json_make_object();
	char time[48];

	json_put_signed(object, "time_ns", watch->now - watch->start);
	if (watch->context->settings.wall)
		json_put_text(object, "time", watch_time(watch, watch->now, time, sizeof(time)));
	json_line(json_item(object, watch->context, &watch->items[index],
			    watch->watched[index].reg_value));
}

static void print_line(const struct watch *watch, uint32_t index)
{
	struct context *context = watch->context;
	uint64_t value = watch->watched[index].reg_value;
	char time[48];

	if (json_wanted(context)) {
		print_json(watch, index);
	} else if (context->settings.quiet) {
		text_item(context, &watch->layout, &watch->items[index], value);
	} else {
		output_print("%s  ", watch_time(watch, watch->now, time, sizeof(time)));
		text_line(context, &watch->layout, &watch->items[index], value);
	}
}

/* The first signal of an item is the item itself */
static void sample(struct watch *watch)
{
	bool all = !watch->context->settings.changes;

	for (uint32_t i = 0; i < watch->shown; i++)
		if (all || watch->signals[watch->watched[i].first_signal].fresh)
			print_line(watch, i);
}

const struct watch_form watch_lines = { .sample = sample };
