// SPDX-License-Identifier: MIT
/* cmd_watch.c - hwreg watch: read registers again and again */
#include "context.h"
#include "json.h"
#include "output.h"
#include "stop.h"

#include <stdlib.h>

#define SECOND INT64_C(1000000000)

struct watched {
	struct hwreg_item item;
	uint64_t last;
	bool seen;
};

struct watch {
	struct context *context;
	struct watched *list;
	size_t count;
	struct layout layout;
	int64_t start;
};

static int add(struct context *context, const struct hwreg_item *item, void *data)
{
	struct watch *watch = data;
	struct watched *list = realloc(watch->list, (watch->count + 1) * sizeof(*list));

	if (!list)
		output_die_memory();
	list[watch->count++] = (struct watched){ .item = *item };
	watch->list = list;
	layout_add(&watch->layout, context, item);
	return 0;
}

static void print_sample(const struct watch *watch, const struct hwreg_item *item, int64_t time,
			 uint64_t value)
{
	const struct context *context = watch->context;

	if (json_wanted(context)) {
		struct json_object *object = json_make_object();

		json_put_signed(object, "time_ns", time);
		json_line(json_item(object, context, item, value));
	} else if (context->settings.quiet) {
		text_item(context, &watch->layout, item, value);
	} else {
		output_print("%lld.%06lld  ", (long long)(time / SECOND),
			     (long long)(time % SECOND / 1000));
		text_line(context, &watch->layout, item, value);
	}
}

static int sample(struct watch *watch, struct watched *watched)
{
	struct context *context = watch->context;
	int64_t time = stop_clock() - watch->start;
	uint64_t reg_value, value;
	int r = context_read(context, &watched->item, &reg_value);

	if (r < 0 || context->settings.dry_run)
		return r;
	value = item_value(context, &watched->item, reg_value);
	if (!context->settings.changes || !watched->seen || value != watched->last)
		print_sample(watch, &watched->item, time, reg_value);
	watched->last = value;
	watched->seen = true;
	return 0;
}

/* The first of start, start + every, start + 2 * every … that has not passed */
static int64_t next_deadline(int64_t start, int64_t every)
{
	int64_t periods = (stop_clock() - start) / every + 1, deadline;

	if (__builtin_mul_overflow(periods, every, &deadline) ||
	    __builtin_add_overflow(deadline, start, &deadline))
		return INT64_MAX;
	return deadline;
}

static int run(struct watch *watch)
{
	const struct settings *settings = &watch->context->settings;
	int64_t every = settings->every ? settings->every : SECOND;
	int r = 0;

	watch->start = stop_clock();
	for (uint64_t n = 1; !stop_signal(); n++) {
		for (size_t i = 0; i < watch->count && r == 0; i++)
			r = sample(watch, &watch->list[i]);
		if (r == 0)
			r = output_flush(&watch->context->err);
		if (r < 0 || settings->dry_run || n == settings->count)
			return r;
		stop_sleep(next_deadline(watch->start, every));
	}
	return 0;
}

int cmd_watch(struct context *context)
{
	struct watch watch = { .context = context };
	struct locations locations = { 0 };
	int r;

	if (json_wanted(context) && !context->settings.dry_run)
		json_start_lines(context);
	r = locations_open(context, &locations, BOARD_IF_GIVEN);
	if (r == 0)
		r = locations_each(context, &locations, add, &watch);
	if (r == 0)
		locations_report_skips(&locations);
	if (r == 0) {
		stop_catch();
		r = run(&watch);
	}
	context->stop_signal = stop_signal();
	locations_close(&locations);
	free(watch.list);
	return r;
}
