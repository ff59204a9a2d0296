// SPDX-License-Identifier: MIT
/* gpio.c - GPIO lines of a command line: opened, requested, named in what is printed */
#include "gpio.h"
#include "json.h"
#include "output.h"
#include "privilege.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Names ------------------------------------------------------------------------------------- */

const char *gpio_direction_name(uint32_t direction)
{
	static const char *const names[] = { "as-is", "input", "output" };

	return names[direction];
}

const char *gpio_bias_name(uint32_t bias)
{
	static const char *const names[] = { "as-is", "disabled", "pull-up", "pull-down" };

	return names[bias];
}

const char *gpio_drive_name(uint32_t drive)
{
	static const char *const names[] = { "push-pull", "open-drain", "open-source" };

	return names[drive];
}

const char *gpio_edge_name(uint32_t edge)
{
	static const char *const names[] = { "none", "rising", "falling", "both" };

	return names[edge];
}

const char *gpio_time(int64_t ns, char *buffer, size_t size)
{
	static const struct {
		int64_t ns;
		const char *name;
	} units[] = { { INT64_C(60000000000), "m" },
		      { INT64_C(1000000000), "s" },
		      { 1000000, "ms" },
		      { 1000, "us" },
		      { 1, "ns" } };
	size_t i = 0;

	while (ns % units[i].ns)
		i++;
	snprintf(buffer, size, "%lld%s", (long long)(ns / units[i].ns), units[i].name);
	return buffer;
}

/* In a dry run the chip was not asked: then it is what the board or the user says */
const char *gpio_place(const struct hwreg_gpio_line *line, char *buffer)
{
	if (line->label[0])
		snprintf(buffer, GPIO_PLACE, "%s:%u", line->chip, line->offset);
	else
		snprintf(buffer, GPIO_PLACE, "%s:%s", line->chip, line->name);
	return buffer;
}

/* "BUTTON (gpiochip0:3)", or the place alone if that is what was typed */
static const char *title(const struct gpio *gpio, uint32_t index, char *buffer, size_t size)
{
	char place[GPIO_PLACE];

	gpio_place(&gpio->infos[index], place);
	if (strcmp(place, gpio->words[index]) == 0)
		snprintf(buffer, size, "%s", place);
	else
		snprintf(buffer, size, "%s (%s)", gpio->words[index], place);
	return buffer;
}

struct json_object *gpio_json(const struct gpio *gpio, uint32_t index)
{
	const struct hwreg_gpio_line *line = &gpio->infos[index];
	struct json_object *object = json_make_object();

	json_put_text(object, "line", gpio->words[index]);
	json_put_text(object, "chip", line->chip);
	if (line->label[0])
		json_put_number(object, "offset", line->offset);
	return object;
}

void gpio_tell(const struct gpio *gpio, uint32_t index, const char *done, const char *result)
{
	char name[2 * GPIO_PLACE], text[3 * GPIO_PLACE];

	if (!gpio->context->settings.verbose && !gpio->context->settings.log)
		return;
	snprintf(text, sizeof(text), "%s %s%s%s", done, title(gpio, index, name, sizeof(name)),
		 *result ? " " : "", result);
	observe_tell(gpio->context, text);
}

/* ---- Opening ----------------------------------------------------------------------------------- */

int gpio_options(struct context *context, enum board_need need, struct hwreg_gpio_options *options)
{
	const struct settings *settings = &context->settings;
	int r;

	*options =
		(struct hwreg_gpio_options){ .size = sizeof(*options), .raise = privilege_raise };
	if (context->shared ? context->own_targets : settings->targets.count != 0)
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "-t/--target is for registers: GPIO lines are those of the "
				   "kernel's chips");
	r = context->board ? 0 : context_board(context, need);
	options->board = context->board;
	if (settings->dry_run)
		options->flags |= HWREG_DRY_RUN;
	if (settings->force & FORCE_BOARD)
		options->flags |= HWREG_FORCE_BOARD;
	if (settings->raw)
		options->flags |= HWREG_GPIO_RAW;
	return r;
}

void gpio_add(struct gpio *gpio, struct context *context, const char *word, size_t length)
{
	uint32_t count = gpio->count + 1;

	gpio->context = context;
	gpio->words = realloc(gpio->words, count * sizeof(*gpio->words));
	gpio->infos = realloc(gpio->infos, count * sizeof(*gpio->infos));
	gpio->values = realloc(gpio->values, count);
	if (!gpio->words || !gpio->infos || !gpio->values)
		output_die_memory();
	gpio->words[gpio->count] = strndup(word, length);
	gpio->values[gpio->count] = 0;
	if (!gpio->words[gpio->count])
		output_die_memory();
	gpio->count = count;
}

/* Names come from a board; CHIP:LINE needs none */
static enum board_need board_need(const struct gpio *gpio)
{
	for (uint32_t i = 0; i < gpio->count; i++)
		if (!strchr(gpio->words[i], ':'))
			return BOARD_NEEDED;
	return BOARD_IF_GIVEN;
}

int gpio_find(struct gpio *gpio, uint64_t flags)
{
	struct context *context = gpio->context;
	struct hwreg_gpio_options options;
	int r = gpio_options(context, board_need(gpio), &options);

	options.flags |= flags;
	if (r == 0)
		r = hwreg_gpio_open(&gpio->lines, (const char *const *)gpio->words, gpio->count,
				    &options, &context->err);
	for (uint32_t i = 0; i < gpio->count && r == 0; i++) {
		gpio->infos[i].size = sizeof(gpio->infos[i]);
		r = hwreg_gpio_describe(gpio->lines, i, &gpio->infos[i], &context->err);
	}
	return r;
}

int gpio_open(struct gpio *gpio, uint64_t flags)
{
	int r = gpio_find(gpio, flags);

	return r == 0 ? observe_start(gpio->context) : r;
}

void gpio_close(struct gpio *gpio)
{
	hwreg_gpio_close(gpio->lines);
	for (uint32_t i = 0; i < gpio->count; i++)
		free(gpio->words[i]);
	free(gpio->words);
	free(gpio->infos);
	free(gpio->values);
}

/* ---- Requests ---------------------------------------------------------------------------------- */

static void put(char *text, size_t size, const char *separator, const char *more)
{
	size_t used = strlen(text);

	snprintf(text + used, size - used, "%s%s", separator, more);
}

/* "as output, open-drain, = 1" */
static void request_text(const struct hwreg_gpio_request *request, uint32_t index, char *text,
			 size_t size)
{
	uint32_t direction = request->edges ? HWREG_GPIO_INPUT : request->direction;
	char time[32];

	snprintf(text, size, "as %s",
		 direction == HWREG_GPIO_AS_IS ? "it is" : gpio_direction_name(direction));
	if (request->bias)
		put(text, size, ", bias ", gpio_bias_name(request->bias));
	if (request->drive)
		put(text, size, ", ", gpio_drive_name(request->drive));
	if (request->edges)
		put(text, size, ", edges ", gpio_edge_name(request->edges));
	if (request->debounce)
		put(text, size, ", debounced for ",
		    gpio_time(request->debounce, time, sizeof(time)));
	if (direction == HWREG_GPIO_OUTPUT)
		put(text, size, " = ", request->values[index] ? "1" : "0");
}

static void plan(struct gpio *gpio, const struct hwreg_gpio_request *request, uint32_t index)
{
	struct context *context = gpio->context;
	char name[2 * GPIO_PLACE], text[160];
	struct json_object *object;

	request_text(request, index, text, sizeof(text));
	if (!json_wanted(context)) {
		output_print("would request %s %s\n", title(gpio, index, name, sizeof(name)), text);
		return;
	}
	object = gpio_json(gpio, index);
	json_put_text(object, "request", text);
	json_append(context, "requests", object);
}

int gpio_request(struct gpio *gpio, const struct hwreg_gpio_request *request)
{
	struct context *context = gpio->context;
	int r = 0;

	if (context->settings.dry_run) {
		r = hwreg_gpio_request(gpio->lines, request, &context->err);
		for (uint32_t i = 0; i < gpio->count && r == 0; i++)
			plan(gpio, request, i);
		return r;
	}
	for (uint32_t i = 0; i < gpio->count; i++) {
		char text[160];

		request_text(request, i, text, sizeof(text));
		gpio_tell(gpio, i, "request", text);
	}
	r = observe_check(context);
	return r == 0 ? hwreg_gpio_request(gpio->lines, request, &context->err) : r;
}

void gpio_note_chips(const struct gpio *gpio, const char *done)
{
	char chips[200] = "";
	unsigned int count = 0;

	for (uint32_t i = 0, k; i < gpio->count && gpio->infos[i].label[0]; i++) {
		for (k = 0; strcmp(gpio->infos[k].chip, gpio->infos[i].chip) != 0; k++)
			;
		if (k == i)
			put(chips, sizeof(chips), count++ ? ", " : "", gpio->infos[i].chip);
	}
	if (count > 1)
		output_message("note: these lines are on %u chips (%s), which are %s one after the "
			       "other, not at once",
			       count, chips, done);
}
