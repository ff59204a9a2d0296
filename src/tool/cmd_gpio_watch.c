// SPDX-License-Identifier: MIT
/* cmd_gpio_watch.c - hwreg gpio watch and wait: edges and levels as they come */
#include "gpio.h"
#include "json.h"
#include "output.h"
#include "stop.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SECOND INT64_C(1000000000)
#define BOTH (HWREG_GPIO_RISING | HWREG_GPIO_FALLING)

static int request_edges(struct gpio *gpio, uint32_t edges)
{
	const struct settings *settings = &gpio->context->settings;
	const struct hwreg_gpio_request request = {
		.size = sizeof(request),
		.direction = settings->input ? HWREG_GPIO_INPUT : HWREG_GPIO_AS_IS,
		.bias = settings->bias,
		.edges = edges,
		.debounce = settings->debounce,
	};
	int r = gpio_open(gpio, 0);

	return r == 0 ? gpio_request(gpio, &request) : r;
}

static int width(const struct gpio *gpio)
{
	int most = 0;

	for (uint32_t i = 0; i < gpio->count; i++)
		if ((int)strlen(gpio->words[i]) > most)
			most = (int)strlen(gpio->words[i]);
	return most;
}

static void print_json(const struct gpio *gpio, const struct hwreg_gpio_event *event)
{
	struct json_object *object = gpio_json(gpio, event->line);

	json_put_signed(object, "time_ns", event->timestamp);
	json_put_text(object, "edge", gpio_edge_name(event->edge));
	json_put_number(object, "value", event->edge == HWREG_GPIO_RISING);
	json_put_number(object, "lost", event->lost);
	json_line(object);
}

static void print_event(const struct gpio *gpio, const struct hwreg_gpio_event *event)
{
	const struct context *context = gpio->context;
	char place[GPIO_PLACE];

	if (event->lost)
		output_message("%s: %u edges before this one were lost: they came faster than they "
			       "were read",
			       gpio->words[event->line], event->lost);
	if (json_wanted(context))
		print_json(gpio, event);
	else if (context->settings.quiet)
		output_print("%s\n", gpio_edge_name(event->edge));
	else
		output_print("%lld.%09lld  %-*s  %-7s  %s\n",
			     (long long)(event->timestamp / SECOND),
			     (long long)(event->timestamp % SECOND), width(gpio),
			     gpio->words[event->line], gpio_edge_name(event->edge),
			     gpio_place(&gpio->infos[event->line], place));
}

/* The next edge; Return: 1, 0 when asked to stop or when time is up, or less */
static int next_event(struct gpio *gpio, struct hwreg_gpio_event *event, int64_t deadline)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	int r;

	*event = (struct hwreg_gpio_event){ .size = sizeof(*event) };
	r = hwreg_gpio_read_event(gpio->lines, event, deadline, stop_fd(), &err);
	if (r == 0)
		return 1;
	if (r == -ECANCELED || r == -ETIMEDOUT)
		return 0;
	gpio->context->err = err;
	return r;
}

/* ---- watch ------------------------------------------------------------------------------------- */

/* What has come is flushed when there is no more of it at once */
static int watch(struct gpio *gpio)
{
	struct context *context = gpio->context;
	struct hwreg_gpio_event event;
	uint64_t printed = 0;
	int r = 0;

	while (r >= 0 && !stop_signal()) {
		r = next_event(gpio, &event, 0);
		if (r == 0)
			r = output_flush(&context->err);
		if (r == 0)
			r = next_event(gpio, &event, INT64_MAX);
		if (r <= 0)
			continue;
		print_event(gpio, &event);
		if (++printed == context->settings.count)
			return 0;
	}
	return r > 0 ? 0 : r;
}

static void add_words(struct gpio *gpio, struct context *context)
{
	const struct texts *words = &context->settings.arguments;

	for (unsigned int i = 0; i < words->count; i++)
		gpio_add(gpio, context, words->list[i], strlen(words->list[i]));
}

int cmd_gpio_watch(struct context *context)
{
	struct gpio gpio = { .context = context };
	int r;

	if (json_wanted(context) && !context->settings.dry_run)
		json_start_lines(context);
	add_words(&gpio, context);
	stop_catch();
	r = request_edges(&gpio, context->settings.edge ? context->settings.edge : BOTH);
	if (r == 0 && !context->settings.dry_run)
		r = watch(&gpio);
	context->stop_signal = stop_signal();
	gpio_close(&gpio);
	return r;
}

/* ---- wait -------------------------------------------------------------------------------------- */

/* What a line is waited for: edges, and the level that will do from the start */
struct condition {
	uint32_t edges;
	int level; /* 0 or 1; -1: none */
};

static int parse_condition(struct hwreg_error *err, const char *word, size_t *length,
			   struct condition *condition)
{
	static const struct {
		const char *word;
		struct condition condition;
	} known[] = {
		{ "=0", { HWREG_GPIO_FALLING, 0 } },
		{ "=1", { HWREG_GPIO_RISING, 1 } },
		{ "=rising", { HWREG_GPIO_RISING, -1 } },
		{ "=falling", { HWREG_GPIO_FALLING, -1 } },
		{ "=both", { BOTH, -1 } },
	};
	const char *equals = strrchr(word, '=');

	for (size_t i = 0; equals && equals > word && i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(equals, known[i].word) != 0)
			continue;
		*length = (size_t)(equals - word);
		*condition = known[i].condition;
		return 0;
	}
	return output_fail(err, HWREG_ERROR_REQUEST,
			   "'%s': expected LINE=0, LINE=1, LINE=rising, LINE=falling or LINE=both",
			   word);
}

static void print_level(const struct gpio *gpio, uint32_t index)
{
	const struct context *context = gpio->context;
	char place[GPIO_PLACE];

	gpio_place(&gpio->infos[index], place);
	if (json_wanted(context)) {
		struct json_object *object = gpio_json(gpio, index);

		json_put_number(object, "value", gpio->values[index]);
		json_line(object);
	} else if (context->settings.quiet) {
		output_print("%u\n", gpio->values[index]);
	} else {
		output_print("%s  %s = %u\n", gpio->words[index], place, gpio->values[index]);
	}
}

/* Levels are looked at when edges are already collected, so that none falls in between */
static int check_levels(struct gpio *gpio, const struct condition *conditions)
{
	int r = hwreg_gpio_get(gpio->lines, gpio->values, &gpio->context->err);

	for (uint32_t i = 0; i < gpio->count && r == 0; i++) {
		if (conditions[i].level != gpio->values[i])
			continue;
		print_level(gpio, i);
		return 1;
	}
	return r;
}

static int not_in_time(struct gpio *gpio)
{
	char time[32];

	return output_fail(&gpio->context->err, HWREG_ERROR_ANSWER, "%s: not within %s",
			   gpio->count == 1 ? gpio->words[0] : "none of these",
			   gpio_time(gpio->context->settings.timeout, time, sizeof(time)));
}

static int wait_for(struct gpio *gpio, const struct condition *conditions)
{
	int64_t timeout = gpio->context->settings.timeout, deadline = INT64_MAX;
	struct hwreg_gpio_event event;
	int r;

	if (timeout && __builtin_add_overflow(stop_clock(), timeout, &deadline))
		deadline = INT64_MAX;
	r = check_levels(gpio, conditions);
	if (r != 0)
		return r > 0 ? 0 : r;
	while ((r = next_event(gpio, &event, deadline)) > 0) {
		if (!(conditions[event.line].edges & event.edge))
			continue;
		print_event(gpio, &event);
		return 0;
	}
	return r < 0 || stop_signal() ? r : not_in_time(gpio);
}

int cmd_gpio_wait(struct context *context)
{
	const struct texts *words = &context->settings.arguments;
	struct condition *conditions = calloc(words->count, sizeof(*conditions));
	struct gpio gpio = { .context = context };
	uint32_t edges = 0;
	size_t length = 0;
	int r = 0;

	if (!conditions)
		output_die_memory();
	if (json_wanted(context) && !context->settings.dry_run)
		json_start_lines(context);
	for (unsigned int i = 0; i < words->count && r == 0; i++) {
		r = parse_condition(&context->err, words->list[i], &length, &conditions[i]);
		if (r == 0)
			gpio_add(&gpio, context, words->list[i], length);
		edges |= conditions[i].edges;
	}
	stop_catch();
	if (r == 0)
		r = request_edges(&gpio, edges);
	if (r == 0 && !context->settings.dry_run)
		r = wait_for(&gpio, conditions);
	context->stop_signal = stop_signal();
	gpio_close(&gpio);
	free(conditions);
	return r;
}
