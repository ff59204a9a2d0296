// SPDX-License-Identifier: MIT
/* cmd_gpio_set.c - hwreg gpio set and pulse: drive lines */
#include "gpio.h"
#include "json.h"
#include "output.h"
#include "stop.h"

#include <errno.h>
#include <string.h>

/* Wait for a point in time, a signal or the end of a chip; Return: 0, or less in the last case */
static int wait_until(struct gpio *gpio, int64_t deadline)
{
	struct hwreg_gpio_event event = { .size = sizeof(event) };
	struct hwreg_error err = HWREG_ERROR_INIT;
	int r = hwreg_gpio_read_event(gpio->lines, &event, deadline, stop_fd(), &err);

	if (r == -ETIMEDOUT || r == -ECANCELED)
		return 0;
	gpio->context->err = err;
	return r;
}

static int open_outputs(struct gpio *gpio, uint64_t flags)
{
	const struct settings *settings = &gpio->context->settings;
	struct hwreg_gpio_request request = {
		.size = sizeof(request),
		.direction = HWREG_GPIO_OUTPUT,
		.bias = settings->bias,
		.drive = settings->drive ? settings->drive - 1 : HWREG_GPIO_PUSH_PULL,
	};
	int r = gpio_open(gpio, flags);

	if (r < 0)
		return r;
	gpio_note_chips(gpio, "set");
	request.values = gpio->values;
	return gpio_request(gpio, &request);
}

/* ---- set --------------------------------------------------------------------------------------- */

static int parse_value(struct gpio *gpio, struct context *context, const char *word)
{
	const char *equals = strrchr(word, '=');

	if (!equals || equals == word)
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "'%s': expected LINE=0 or LINE=1", word);
	if (strcmp(equals, "=0") != 0 && strcmp(equals, "=1") != 0)
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "%s: the value of a line is 0 or 1, not '%s'", word, equals + 1);
	gpio_add(gpio, context, word, (size_t)(equals - word));
	gpio->values[gpio->count - 1] = equals[1] == '1';
	return 0;
}

static int hold(struct gpio *gpio)
{
	struct context *context = gpio->context;
	int r;

	if (!context->settings.quiet && !json_wanted(context))
		output_print("held; a signal (Ctrl-C) ends it\n");
	r = output_flush(&context->err);
	return r == 0 ? wait_until(gpio, INT64_MAX) : r;
}

int cmd_gpio_set(struct context *context)
{
	const struct texts *words = &context->settings.arguments;
	struct gpio gpio = { .context = context };
	int r = 0;

	for (unsigned int i = 0; i < words->count && r == 0; i++)
		r = parse_value(&gpio, context, words->list[i]);
	if (r == 0 && context->settings.hold)
		stop_catch();
	if (r == 0)
		r = open_outputs(&gpio, context->settings.hold ? 0 : HWREG_GPIO_NO_EVENTS);
	if (r == 0 && context->settings.hold && !context->settings.dry_run)
		r = hold(&gpio);
	context->stop_signal = stop_signal();
	gpio_close(&gpio);
	return r;
}

/* ---- pulse ------------------------------------------------------------------------------------- */

static int64_t pulse_time(const struct settings *settings)
{
	return settings->low ? settings->low : settings->high;
}

static int check_pulse(struct context *context)
{
	const struct settings *settings = &context->settings;

	if (!settings->low == !settings->high)
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "a pulse is --low TIME or --high TIME%s",
				   settings->low ? ", not both" : ", such as --low 10ms");
	return 0;
}

static void plan_end(struct gpio *gpio)
{
	const struct settings *settings = &gpio->context->settings;
	char time[32];

	if (json_wanted(gpio->context))
		return;
	output_print("would set %s to %d after %s\n", gpio->count == 1 ? "it" : "them",
		     settings->low ? 1 : 0, gpio_time(pulse_time(settings), time, sizeof(time)));
}

/* The idle level is set whatever ended the pulse: its time, a signal, or a chip of several */
static int finish(struct gpio *gpio, int64_t time)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	int64_t deadline;
	int r = 0, end;

	if (__builtin_add_overflow(stop_clock(), time, &deadline))
		deadline = INT64_MAX;
	r = wait_until(gpio, deadline);
	for (uint32_t i = 0; i < gpio->count; i++)
		gpio->values[i] = !gpio->values[i];
	end = hwreg_gpio_set(gpio->lines, gpio->values, &err);
	if (end < 0 && r == 0) {
		gpio->context->err = err;
		return end;
	}
	for (uint32_t i = 0; i < gpio->count && end == 0; i++)
		gpio_tell(gpio, i, "set", gpio->values[i] ? "= 1" : "= 0");
	return r;
}

int cmd_gpio_pulse(struct context *context)
{
	const struct settings *settings = &context->settings;
	const struct texts *words = &settings->arguments;
	struct gpio gpio = { .context = context };
	int r = check_pulse(context);

	for (unsigned int i = 0; i < words->count && r == 0; i++) {
		gpio_add(&gpio, context, words->list[i], strlen(words->list[i]));
		gpio.values[i] = settings->high != 0;
	}
	if (r == 0) {
		stop_catch();
		r = open_outputs(&gpio, HWREG_GPIO_RAW);
	}
	if (r == 0 && settings->dry_run)
		plan_end(&gpio);
	else if (r == 0)
		r = finish(&gpio, pulse_time(settings));
	context->stop_signal = stop_signal();
	gpio_close(&gpio);
	return r;
}
