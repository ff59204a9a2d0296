// SPDX-License-Identifier: MIT
/* cmd_wait.c - hwreg wait: until conditions hold, or the time is over */
#include "json.h"
#include "output.h"
#include "source.h"
#include "stop.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#define SECOND INT64_C(1000000000)
#define MILLISECOND INT64_C(1000000)

/**
 * struct waiting - one run
 * @items: of the conditions, one each
 * @values: of their registers, in the last sample
 * @source: when to look again, if --on says so
 * @looked: there was a sample
 */
struct waiting {
	struct context *context;
	struct hwreg_condition **conditions;
	struct hwreg_item *items;
	uint64_t *values;
	unsigned int count;
	struct hwreg_sampler *sampler;
	struct source source;
	bool looked;
	int64_t start;
	int64_t took;
};

/* A register alone: the shell has taken the rest for a redirection, or the user has forgotten it */
static int refuse_bare(struct context *context, const char *word)
{
	if (strpbrk(word, "=!<>&"))
		return 0;
	return output_fail(
		&context->err, HWREG_ERROR_REQUEST,
		"%s: what is it to be? A condition such as '%s==1' (== != < <= > >= &) in "
		"quotes, as a shell takes > and < and & for itself",
		word, word);
}

static int parse_conditions(struct waiting *waiting, bool *needs_write)
{
	struct context *context = waiting->context;
	const struct texts *words = &context->settings.arguments;
	int r;

	*needs_write = false;
	for (unsigned int i = 0; i < words->count; i++) {
		r = hwreg_condition_parse(&waiting->conditions[i], context->session, words->list[i],
					  &context->err);
		if (r < 0)
			return r;
		hwreg_condition_item(waiting->conditions[i], &waiting->items[i]);
		*needs_write |= hwreg_item_needs_write(&waiting->items[i]);
		waiting->count++;
	}
	return 0;
}

static void forget_conditions(struct waiting *waiting)
{
	for (unsigned int i = 0; i < waiting->count; i++)
		hwreg_condition_free(waiting->conditions[i]);
	waiting->count = 0;
}

static int parse(struct waiting *waiting)
{
	struct context *context = waiting->context;
	const struct texts *words = &context->settings.arguments;
	bool needs_write;
	int r = 0;

	for (unsigned int i = 0; i < words->count && r == 0; i++)
		r = refuse_bare(context, words->list[i]);
	if (r == 0 && context->settings.fast && context->settings.every)
		r = output_fail(&context->err, HWREG_ERROR_REQUEST,
				"--fast and --every exclude each other");
	if (r == 0)
		r = source_check(context);
	if (r == 0)
		r = context_open(context, 0, BOARD_IF_GIVEN);
	if (r < 0)
		return r;
	waiting->conditions = calloc(words->count, sizeof(waiting->conditions[0]));
	waiting->items = calloc(words->count, sizeof(waiting->items[0]));
	waiting->values = calloc(words->count, sizeof(waiting->values[0]));
	if (!waiting->conditions || !waiting->items || !waiting->values)
		output_die_memory();
	r = parse_conditions(waiting, &needs_write);
	if (r < 0 || !needs_write)
		return r;
	forget_conditions(waiting);
	r = context_reopen_to_write(context);
	return r < 0 ? r : parse_conditions(waiting, &needs_write);
}

static int open_sampler(struct waiting *waiting, bool only_open)
{
	const struct settings *settings = &waiting->context->settings;
	struct hwreg_sampler_options options = {
		.size = sizeof(options),
		.every = settings->fast || settings->on ? 0
			 : settings->every              ? settings->every
							: MILLISECOND,
		.cancel = stop_fd(),
	};

	if (settings->fast && !only_open && !settings->verbose && !settings->log)
		options.flags = HWREG_SAMPLER_FAST | HWREG_SAMPLER_CHANGES;
	return hwreg_sampler_open(&waiting->sampler, waiting->context->session, waiting->items,
				  waiting->count, &options, &waiting->context->err);
}

static bool is_met(const struct waiting *waiting)
{
	bool any = waiting->context->settings.any;

	for (unsigned int i = 0; i < waiting->count; i++)
		if (hwreg_condition_holds(waiting->conditions[i], waiting->values[i]) == any)
			return any;
	return !any;
}

/* Until the sampler may have something; Return: false when the time is over, but not before the first
 * look, as it may have been met all along */
static bool wait_ready(const struct waiting *waiting, int64_t deadline)
{
	const int event = source_given(&waiting->source) ? source_fd(&waiting->source)
							 : hwreg_sampler_fd(waiting->sampler);
	struct pollfd polled[] = { { .fd = event, .events = POLLIN },
				   { .fd = stop_fd(), .events = POLLIN } };
	int64_t left = deadline - stop_clock();
	struct timespec time;

	if (left <= 0 && waiting->looked)
		return false;
	left = left < 0 ? 0 : left;
	time = (struct timespec){ .tv_sec = left / SECOND, .tv_nsec = left % SECOND };
	if (polled[0].fd >= 0)
		ppoll(polled, 2, waiting->looked ? &time : NULL, NULL);
	return true;
}

/* The first look is at once also with --on: what is waited for may be there already */
static int take(struct waiting *waiting, struct hwreg_sample *out)
{
	struct hwreg_error *err = &waiting->context->err;
	int r;

	if (!source_given(&waiting->source) || !waiting->looked)
		return hwreg_sampler_poll(waiting->sampler, out, err);
	r = source_take(&waiting->source);
	if (r == 0)
		r = hwreg_sampler_take(waiting->sampler, out, err);
	return r ? r : source_rearm(&waiting->source);
}

static int sample(struct waiting *waiting, bool *met)
{
	struct context *context = waiting->context;
	struct hwreg_sample sample;
	int r = observe_check(context);

	*met = false;
	if (r == 0)
		r = take(waiting, &sample);
	if (r)
		return context->log_errno ? observe_check(context) : r;
	for (unsigned int i = 0; i < waiting->count; i++)
		waiting->values[i] = sample.values[i];
	waiting->looked = true;
	*met = is_met(waiting);
	/* with --fast it may have been read before the clock was */
	waiting->took = sample.time > waiting->start ? sample.time - waiting->start : 0;
	return 0;
}

/* ---- What came of it --------------------------------------------------------------------------- */

static void report_json(const struct waiting *waiting, bool met)
{
	struct context *context = waiting->context;
	struct json_object *object;

	for (unsigned int i = 0; i < waiting->count; i++) {
		bool holds = hwreg_condition_holds(waiting->conditions[i], waiting->values[i]);

		object = json_make_object();
		json_put_text(object, "condition", hwreg_condition_text(waiting->conditions[i]));
		json_put_bool(object, "holds", holds);
		if (met)
			json_put_signed(object, "time_ns", waiting->took);
		json_append(context, "conditions",
			    json_item(object, context, &waiting->items[i], waiting->values[i]));
	}
}

static char *last_values(const struct waiting *waiting)
{
	char *text = output_strdup("the last value%s:", waiting->count == 1 ? "" : "s"), *longer;
	char name[NAME_SIZE], number[NUMBER_SIZE];

	for (unsigned int i = 0; i < waiting->count; i++) {
		const struct hwreg_item *item = &waiting->items[i];
		uint64_t value = item_value(waiting->context, item, waiting->values[i]);

		longer = output_strdup(
			"%s%s %s = %s", text, i ? "," : "", text_name(waiting->context, item, name),
			number_format(number, value, item_is_whole(item) ? item->width : 0,
				      FORMAT_DEFAULT, false));
		free(text);
		text = longer;
	}
	return text;
}

static int report(const struct waiting *waiting, bool met)
{
	struct context *context = waiting->context;
	int64_t limit = context->settings.timeout ? context->settings.timeout : 10 * SECOND;

	if (json_wanted(context))
		report_json(waiting, met);
	if (context->stop_signal && !met)
		return 0;
	if (met) {
		if (!json_wanted(context) && !context->settings.quiet)
			output_print("%lld.%06lld s\n", (long long)(waiting->took / SECOND),
				     (long long)(waiting->took % SECOND / 1000));
		return 0;
	}
	context_note(context, last_values(waiting));
	return output_fail(&context->err, HWREG_ERROR_ANSWER, "not met within %g s",
			   (double)limit / 1e9);
}

static int run(struct waiting *waiting)
{
	struct context *context = waiting->context;
	int64_t timeout = context->settings.timeout ? context->settings.timeout : 10 * SECOND, end;
	bool met = false, in_time = true;
	int r;

	waiting->start = stop_clock();
	r = source_rearm(&waiting->source);
	if (r < 0)
		return r;
	if (__builtin_add_overflow(waiting->start, timeout, &end))
		end = INT64_MAX;
	while (!met && in_time && !stop_signal()) {
		r = sample(waiting, &met);
		if (r < 0 && r != -EAGAIN)
			break;
		in_time = met || r == 0 ? stop_clock() < end : true;
		if (!met && (r == -EAGAIN || !context->settings.fast))
			in_time = wait_ready(waiting, end);
	}
	context->stop_signal = stop_signal();
	return r < 0 && r != -EAGAIN && r != -ECANCELED ? r : report(waiting, met);
}

static int dry_run(struct waiting *waiting)
{
	uint64_t value;
	int r = source_open(&waiting->source, waiting->context);

	if (r == 0)
		r = observe_start(waiting->context);
	if (r == 0)
		source_tell(&waiting->source);
	for (unsigned int i = 0; i < waiting->count && r == 0; i++)
		r = context_read(waiting->context, &waiting->items[i], &value);
	return r;
}

/* A thread that were there before would keep the privileges that are given up, and all files */
static int open_again(struct waiting *waiting)
{
	hwreg_sampler_close(waiting->sampler);
	waiting->sampler = NULL;
	return open_sampler(waiting, false);
}

static int start(struct waiting *waiting)
{
	bool fast = waiting->context->settings.fast;
	int r;

	stop_catch();
	r = realtime_start(waiting->context);
	if (r == 0)
		r = source_open(&waiting->source, waiting->context);
	if (r == 0)
		r = open_sampler(waiting, fast);
	if (r == 0)
		r = observe_start(waiting->context);
	if (r == 0 && fast)
		r = open_again(waiting);
	return r < 0 ? r : run(waiting);
}

int cmd_wait(struct context *context)
{
	struct waiting waiting = { .context = context };
	int r = parse(&waiting);

	if (r == 0)
		r = context->settings.dry_run ? dry_run(&waiting) : start(&waiting);
	hwreg_sampler_close(waiting.sampler);
	source_close(&waiting.source);
	forget_conditions(&waiting);
	realtime_stop();
	free(waiting.conditions);
	free(waiting.items);
	free(waiting.values);
	return r;
}
