// SPDX-License-Identifier: MIT
/* cmd_gpio_get.c - hwreg gpio get: read lines */
#include "gpio.h"
#include "json.h"
#include "output.h"

#include <string.h>

static void print_text(const struct gpio *gpio)
{
	int words = 0, places = 0, length;
	char place[GPIO_PLACE];

	for (uint32_t i = 0; i < gpio->count; i++) {
		length = (int)strlen(gpio->words[i]);
		words = length > words ? length : words;
		length = (int)strlen(gpio_place(&gpio->infos[i], place));
		places = length > places ? length : places;
	}
	for (uint32_t i = 0; i < gpio->count; i++) {
		gpio_place(&gpio->infos[i], place);
		if (gpio->context->settings.quiet)
			output_print("%u\n", gpio->values[i]);
		else
			output_print("%-*s  %-*s = %u\n", words, gpio->words[i], places, place,
				     gpio->values[i]);
	}
}

static void print_json(const struct gpio *gpio)
{
	for (uint32_t i = 0; i < gpio->count; i++) {
		struct json_object *object = gpio_json(gpio, i);

		json_put_number(object, "value", gpio->values[i]);
		json_append(gpio->context, "lines", object);
	}
}

static int get(struct gpio *gpio)
{
	struct context *context = gpio->context;
	struct hwreg_gpio_request request = {
		.size = sizeof(request),
		.bias = context->settings.bias,
		.direction = context->settings.input || context->settings.bias ? HWREG_GPIO_INPUT
									       : HWREG_GPIO_AS_IS,
	};
	int r = gpio_request(gpio, &request);

	if (r < 0 || context->settings.dry_run)
		return r;
	gpio_note_chips(gpio, "read");
	r = hwreg_gpio_get(gpio->lines, gpio->values, &context->err);
	if (r < 0)
		return r;
	for (uint32_t i = 0; i < gpio->count; i++)
		gpio_tell(gpio, i, "read", gpio->values[i] ? "= 1" : "= 0");
	if (json_wanted(context))
		print_json(gpio);
	else
		print_text(gpio);
	return observe_check(context);
}

int cmd_gpio_get(struct context *context)
{
	const struct texts *words = &context->settings.arguments;
	struct gpio gpio = { .context = context };
	int r;

	for (unsigned int i = 0; i < words->count; i++)
		gpio_add(&gpio, context, words->list[i], strlen(words->list[i]));
	r = gpio_open(&gpio, HWREG_GPIO_NO_EVENTS);
	if (r == 0)
		r = get(&gpio);
	gpio_close(&gpio);
	return r;
}
