// SPDX-License-Identifier: MIT
/* cmd_watch.c - hwreg watch: read registers again and again */
#include "json.h"
#include "stop.h"
#include "watch.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)
#define REDRAW (SECOND / 10)

/* ---- What, and how it is shown ----------------------------------------------------------------- */

static void add_fields(struct watch *watch, const struct hwreg_item *item)
{
	struct hwreg_field_info info = { .size = sizeof(info) };
	struct hwreg_item part = *item;

	for (uint32_t i = 0;
	     (part.field = hwreg_register_field(watch->context->board, item->reg, i)); i++) {
		hwreg_field_describe(watch->context->board, part.field, &info);
		part.high = info.high;
		part.low = info.low;
		part.shift = info.shift;
		watch_add(watch, &part, true);
	}
}

static void add_parts(struct watch *watch, const struct hwreg_item *item)
{
	struct hwreg_item part = *item;
	unsigned int next;

	for (unsigned int low = 0; low < item->width; low = next) {
		next = low + 64 < item->width ? low + 64 : item->width;
		part.low = part.shift = low;
		part.high = next - 1;
		watch_add(watch, &part, true);
	}
}

/* A value has 64 bits here: of a register that has more its fields are watched, or parts of it */
static int add(struct context *context, const struct hwreg_item *item, void *data)
{
	if (!item_is_wide(item))
		watch_add(data, item, true);
	else if (hwreg_register_field(context->board, item->reg, 0))
		add_fields(data, item);
	else
		add_parts(data, item);
	return 0;
}

static void add_condition(struct watch *watch)
{
	struct hwreg_item item;

	hwreg_condition_item(watch->until, &item);
	watch_add(watch, &item, false);
}

static int add_until(struct watch *watch)
{
	struct context *context = watch->context;
	int r;

	if (!context->settings.until)
		return 0;
	r = hwreg_condition_parse(&watch->until, context->session, context->settings.until,
				  &context->err);
	if (r < 0) {
		output_context(&context->err, "--until");
		return r;
	}
	add_condition(watch);
	return 0;
}

/* A terminal that can show a table: it takes control sequences */
static bool has_screen(void)
{
	const char *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && term && *term && strcmp(term, "dumb") != 0;
}

static const struct watch_form *choose_form(const struct context *context)
{
	const struct settings *settings = &context->settings;

	if (settings->output == OUTPUT_CSV)
		return &watch_csv;
	if (settings->output == OUTPUT_VCD)
		return &watch_vcd;
	if (settings->output == OUTPUT_DEFAULT && !settings->changes && !settings->quiet &&
	    !settings->verbose && !settings->out && has_screen())
		return &watch_table;
	return &watch_lines;
}

static int check(const struct watch *watch)
{
	const struct settings *settings = &watch->context->settings;
	struct hwreg_error *err = &watch->context->err;

	if (settings->fast && settings->every)
		return output_fail(err, HWREG_ERROR_REQUEST,
				   "--fast and --every exclude each other");
	return source_check(watch->context);
}

static int check_shown(const struct watch *watch)
{
	if (watch->shown)
		return 0;
	return output_fail(&watch->context->err, HWREG_ERROR_REQUEST,
			   "nothing is left to watch: reading any of these would change something, "
			   "or gives nothing; name one in full");
}

/* Who is told of each access wants them one by one, in order: no thread then */
static int open_sampler(struct watch *watch, bool only_open)
{
	const struct settings *settings = &watch->context->settings;
	struct hwreg_sampler_options options = {
		.size = sizeof(options),
		.every = settings->every ? settings->every : SECOND,
		.cancel = stop_fd(),
	};

	if (source_given(&watch->source) || only_open)
		options.every = 0;
	if (settings->fast && !only_open) {
		bool observed = settings->verbose || settings->log;

		options.every = 0;
		options.flags = observed ? 0 : HWREG_SAMPLER_FAST;
		/* nothing is read that would not be shown */
		options.most = settings->count <= UINT32_MAX ? (uint32_t)settings->count : 0;
		if (!observed && (settings->changes || watch->form->redraw))
			options.flags |= HWREG_SAMPLER_CHANGES;
		if (!observed && settings->stats)
			options.flags |= HWREG_SAMPLER_TIMED;
	}
	return hwreg_sampler_open(&watch->sampler, watch->context->session, watch->items,
				  watch->count, &options, &watch->context->err);
}

/* ---- The loop ---------------------------------------------------------------------------------- */

static bool until_holds(const struct watch *watch)
{
	return watch->until && watch->samples &&
	       hwreg_condition_holds(watch->until, watch->watched[watch->count - 1].reg_value);
}

/* Of --for: the first sample is taken at once, but with --on it may never come */
static int64_t deadline(const struct watch *watch)
{
	int64_t start = source_given(&watch->source) ? watch->began : watch->start, end;

	if (!watch->context->settings.duration || !start ||
	    __builtin_add_overflow(start, watch->context->settings.duration, &end))
		return INT64_MAX;
	return end;
}

/* Until the sampler may have something, the time is over, or the table has to be drawn anew */
static void wait_ready(struct watch *watch)
{
	const int event = source_given(&watch->source) ? source_fd(&watch->source)
						       : hwreg_sampler_fd(watch->sampler);
	struct pollfd polled[] = { { .fd = event, .events = POLLIN },
				   { .fd = stop_fd(), .events = POLLIN } };
	int64_t left = deadline(watch) - stop_clock();
	struct timespec time;
	int ready;

	if (watch->form->redraw && left > REDRAW)
		left = REDRAW;
	left = left < 0 ? 0 : left;
	time = (struct timespec){ .tv_sec = left / SECOND, .tv_nsec = left % SECOND };
	ready = ppoll(polled, 2, &time, NULL);
	if (ready <= 0 && watch->form->redraw)
		watch->form->redraw(watch);
}

/* What --on names interrupts again only when the registers have been read */
static int sample(struct watch *watch, struct hwreg_sample *out)
{
	struct hwreg_error *err = &watch->context->err;
	int r;

	if (!source_given(&watch->source))
		return hwreg_sampler_poll(watch->sampler, out, err);
	r = source_take(&watch->source);
	if (r == 0)
		r = hwreg_sampler_take(watch->sampler, out, err);
	return r < 0 ? r : source_rearm(&watch->source);
}

static int take(struct watch *watch, bool *done)
{
	const struct settings *settings = &watch->context->settings;
	struct hwreg_sample taken;
	int r = output_check(&watch->context->err);

	if (r == 0)
		r = observe_check(watch->context);
	if (r == 0)
		r = sample(watch, &taken);
	if (r < 0)
		return watch->context->log_errno ? observe_check(watch->context) : r;
	watch_update(watch, &taken);
	/* a fast table draws when it waits, not for every change */
	if (!watch->form->redraw || !settings->fast || watch->now - watch->drawn > REDRAW) {
		watch->form->sample(watch);
		watch->drawn = watch->now;
	}
	*done = until_holds(watch) || watch->samples == settings->count ||
		watch->now >= deadline(watch);
	return 0;
}

/* A ring that is never empty must not keep what is drawn from being seen */
static bool is_time_to_flush(struct watch *watch)
{
	if (!watch->form->redraw || watch->drawn == watch->flushed)
		return false;
	watch->flushed = watch->drawn;
	return true;
}

static int run(struct watch *watch)
{
	struct context *context = watch->context;
	bool done = false;
	int r;

	watch->began = stop_clock();
	r = source_rearm(&watch->source);
	while (r == 0 && !done && !stop_signal()) {
		r = take(watch, &done);
		if (r < 0 && r != -EAGAIN)
			break;
		if (r == 0 && context->settings.fast && !done && !is_time_to_flush(watch))
			continue;
		r = output_flush(&context->err);
		if (r < 0)
			return r;
		if (!done && stop_clock() >= deadline(watch))
			break;
		if (!done)
			wait_ready(watch);
		r = 0;
	}
	return r == -ECANCELED || r == -EAGAIN ? 0 : r;
}

static int conclude(struct watch *watch, int r)
{
	struct context *context = watch->context;
	struct hwreg_sampler_counts counts = { .size = sizeof(counts) };

	context->stop_signal = stop_signal();
	hwreg_sampler_counts(watch->sampler, &counts);
	counts.missed += watch->source.missed;
	if (context->settings.stats)
		watch_stats(watch);
	else if (r == 0 && (counts.missed || counts.dropped))
		output_message("%llu samples; %llu missed their time, %llu dropped",
			       (unsigned long long)counts.taken, (unsigned long long)counts.missed,
			       (unsigned long long)counts.dropped);
	if (r < 0 || context->stop_signal || !watch->until || until_holds(watch))
		return r;
	return output_fail(&context->err, HWREG_ERROR_ANSWER, "--until %s: not met",
			   hwreg_condition_text(watch->until));
}

static int dry_run(struct watch *watch)
{
	uint64_t value;
	int r = source_open(&watch->source, watch->context);

	if (r == 0)
		r = observe_start(watch->context);
	if (r == 0)
		source_tell(&watch->source);
	for (uint32_t i = 0; i < watch->count && r == 0; i++)
		r = context_read(watch->context, &watch->items[i], &value);
	return r;
}

/* What is not there is left out before the first sample */
static int choose(struct watch *watch, const struct locations *locations)
{
	struct context *context = watch->context;
	int r = locations_select(context, locations);

	watch_clear(watch);
	if (r == 0)
		r = locations_each(context, locations, add, watch);
	if (r == 0)
		r = check_shown(watch);
	if (r == 0 && watch->until)
		add_condition(watch);
	if (r == 0)
		locations_report_skips(locations);
	return r;
}

/* A thread that were there before would keep the privileges that are given up, and all files */
static int open_again(struct watch *watch)
{
	hwreg_sampler_close(watch->sampler);
	watch->sampler = NULL;
	return open_sampler(watch, false);
}

static int start(struct watch *watch, const struct locations *locations)
{
	bool choice = locations_have_choice(watch->context, locations);
	struct context *context = watch->context;
	bool again = choice || context->settings.fast;
	int r;

	stop_catch();
	r = realtime_start(context);
	if (r == 0)
		r = source_open(&watch->source, context);
	if (r == 0)
		r = open_sampler(watch, again);
	if (r == 0)
		r = observe_open(context);
	if (r == 0 && choice)
		r = choose(watch, locations);
	if (r == 0 && context->settings.out)
		r = output_to(context->settings.out, &context->err);
	if (r == 0)
		context_seal(context);
	if (r == 0 && again)
		r = open_again(watch);
	if (r < 0)
		return r;
	if (watch->form->begin)
		watch->form->begin(watch);
	r = run(watch);
	if (watch->samples)
		watch->now = stop_clock();
	if (watch->form->end)
		watch->form->end(watch);
	output_flush(NULL);
	return conclude(watch, r);
}

int cmd_watch(struct context *context)
{
	struct watch watch = { .context = context, .form = choose_form(context) };
	struct locations locations = { 0 };
	int r;

	if (json_wanted(context) && !context->settings.dry_run)
		json_start_lines(context);
	/* the first sample of a file is not to wait for pages either */
	context->session_flags = HWREG_POPULATE;
	r = locations_parse(context, &locations, BOARD_IF_GIVEN);
	if (r == 0)
		r = locations_each(context, &locations, add, &watch);
	if (r == 0)
		r = check(&watch);
	if (r == 0)
		r = check_shown(&watch);
	if (r == 0)
		r = add_until(&watch);
	if (r == 0 && (context->settings.dry_run || !locations_have_choice(context, &locations)))
		locations_report_skips(&locations);
	if (r == 0)
		r = context->settings.dry_run ? dry_run(&watch) : start(&watch, &locations);
	hwreg_sampler_close(watch.sampler);
	source_close(&watch.source);
	realtime_stop();
	hwreg_condition_free(watch.until);
	watch_free(&watch);
	locations_close(&locations);
	return r;
}
