// SPDX-License-Identifier: MIT
/* watch.c - what is sampled: registers, their fields, and what changed in them */
#include "watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "utc.h"

#define SECOND INT64_C(1000000000)

static void *grown(void *list, size_t count, size_t size)
{
	list = realloc(list, count * size);
	if (!list)
		output_die_memory();
	return list;
}

static void add_signal(struct watch *watch, const struct hwreg_item *item)
{
	struct signal *signal;
	char name[NAME_SIZE];

	watch->signals = grown(watch->signals, watch->signal_count + 1, sizeof(watch->signals[0]));
	signal = &watch->signals[watch->signal_count++];
	*signal = (struct signal){
		.item = *item,
		.watched = watch->count - 1,
		.name = output_strdup("%s", text_name(watch->context, item, name)),
		.width = item_width(watch->context, item),
	};
}

static void add_fields(struct watch *watch, const struct hwreg_item *item)
{
	const struct hwreg_board *board = watch->context->board;
	struct hwreg_field_info info = { .size = sizeof(info) };
	struct hwreg_item part = *item;

	if (!item->reg || !item_is_whole(item))
		return;
	for (uint32_t i = 0; (part.field = hwreg_register_field(board, item->reg, i)); i++) {
		hwreg_field_describe(board, part.field, &info);
		part.high = info.high;
		part.low = info.low;
		add_signal(watch, &part);
	}
}

void watch_add(struct watch *watch, const struct hwreg_item *item, bool shown)
{
	uint32_t first = watch->signal_count;

	watch->items = grown(watch->items, watch->count + 1, sizeof(watch->items[0]));
	watch->watched = grown(watch->watched, watch->count + 1, sizeof(watch->watched[0]));
	watch->items[watch->count++] = *item;
	if (shown) {
		watch->shown = watch->count;
		layout_add(&watch->layout, watch->context, item);
		add_signal(watch, item);
		add_fields(watch, item);
	}
	watch->watched[watch->count - 1] = (struct watched){
		.first_signal = first,
		.signal_count = watch->signal_count - first,
	};
}

void watch_clear(struct watch *watch)
{
	for (uint32_t i = 0; i < watch->signal_count; i++)
		free(watch->signals[i].name);
	watch->signal_count = watch->count = watch->shown = 0;
	watch->layout = (struct layout){ 0 };
}

void watch_free(struct watch *watch)
{
	watch_clear(watch);
	free(watch->signals);
	free(watch->watched);
	free(watch->items);
}

static void update_signal(struct watch *watch, struct signal *signal, uint64_t reg_value)
{
	uint64_t value = item_value(watch->context, &signal->item, reg_value);

	signal->fresh = watch->samples == 0 || value != signal->value;
	if (!signal->fresh)
		return;
	signal->before = watch->samples ? signal->value : value;
	signal->changes += watch->samples != 0;
	signal->value = value;
	signal->changed_at = watch->now;
}

static int64_t wall_offset(void)
{
	struct timespec wall, monotonic;

	clock_gettime(CLOCK_MONOTONIC, &monotonic);
	clock_gettime(CLOCK_REALTIME, &wall);
	return (wall.tv_sec - monotonic.tv_sec) * SECOND + (wall.tv_nsec - monotonic.tv_nsec);
}

void watch_update(struct watch *watch, const struct hwreg_sample *sample)
{
	if (watch->samples == 0) {
		watch->start = sample->time;
		watch->wall = wall_offset();
	}
	watch->now = sample->time;
	for (uint32_t i = 0; i < watch->count; i++)
		watch->watched[i].reg_value = sample->values[i];
	for (uint32_t i = 0; i < watch->signal_count; i++)
		update_signal(watch, &watch->signals[i], sample->values[watch->signals[i].watched]);
	watch->samples++;
}

const char *watch_time(const struct watch *watch, int64_t time, char *buffer, size_t size)
{
	int64_t since = time - watch->start, wall = time + watch->wall;
	char date[32];

	if (!watch->context->settings.wall) {
		snprintf(buffer, size, "%lld.%06lld", (long long)(since / SECOND),
			 (long long)(since % SECOND / 1000));
		return buffer;
	}
	snprintf(buffer, size, "%s.%06lldZ", hwreg_utc_format(wall / SECOND, date, sizeof(date)),
		 (long long)(wall % SECOND / 1000));
	return buffer;
}

const char *watch_value(const struct watch *watch, const struct signal *signal, uint64_t value,
			char *buffer, size_t size)
{
	const struct hwreg_board *board = watch->context->board;
	const char *name = NULL;
	char number[NUMBER_SIZE];

	if (signal->item.field)
		name = hwreg_field_value_name(board, signal->item.field, value);
	if (!name)
		name = number_format(number, value,
				     item_is_whole(&signal->item) ? signal->width : 0,
				     watch->context->settings.format, false);
	snprintf(buffer, size, "%s", name);
	return buffer;
}

/* "12.3 us" */
static const char *duration(int64_t ns, char *buffer, size_t size)
{
	if (ns < 1000)
		snprintf(buffer, size, "%lld ns", (long long)ns);
	else if (ns < 1000000)
		snprintf(buffer, size, "%.3f us", (double)ns / 1e3);
	else if (ns < SECOND)
		snprintf(buffer, size, "%.3f ms", (double)ns / 1e6);
	else
		snprintf(buffer, size, "%.3f s", (double)ns / 1e9);
	return buffer;
}

static void intervals(const struct watch *watch)
{
	static const double shares[] = { 0, 0.5, 0.99, 1 };
	char text[4][32];

	if (!hwreg_sampler_interval(watch->sampler, 1))
		return;
	for (unsigned int i = 0; i < 4; i++)
		duration(hwreg_sampler_interval(watch->sampler, shares[i]), text[i],
			 sizeof(text[i]));
	output_message("interval: min %s, median %s, 99%% %s, max %s", text[0], text[1], text[2],
		       text[3]);
}

void watch_stats(const struct watch *watch)
{
	struct hwreg_sampler_counts counts = { .size = sizeof(counts) };
	double seconds = (double)(watch->now - watch->start) / 1e9;

	hwreg_sampler_counts(watch->sampler, &counts);
	counts.missed += watch->source.missed;
	output_message("%llu samples in %.3f s, %.0f a second; %llu missed, %llu dropped",
		       (unsigned long long)counts.taken, seconds,
		       seconds > 0 ? (double)(counts.taken - 1) / seconds : 0.0,
		       (unsigned long long)counts.missed, (unsigned long long)counts.dropped);
	intervals(watch);
	for (uint32_t i = 0; i < watch->signal_count; i++)
		output_message("%s: %llu change%s", watch->signals[i].name,
			       (unsigned long long)watch->signals[i].changes,
			       watch->signals[i].changes == 1 ? "" : "s");
}
