// SPDX-License-Identifier: MIT
/* hold.c - GPIO lines that are held: requested, read and set, one request a chip */
#include <string.h>

#include "gpio/gpio.h"

#define ALL_EDGES (HWREG_GPIO_RISING | HWREG_GPIO_FALLING)
#define MOST_BIAS HWREG_GPIO_PULL_DOWN
#define MOST_DRIVE HWREG_GPIO_OPEN_SOURCE

/* Is the wire of a line low for 1? */
static bool inverted(const struct hwreg_gpio *gpio, uint32_t line)
{
	return gpio->lines[line].active_low && !(gpio->flags & HWREG_GPIO_RAW);
}

static int wrong(struct hwreg_error *err, const char *what)
{
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL, "request of GPIO lines: %s", what);
}

static int check_values(const struct hwreg_gpio *gpio, const uint8_t *values,
			struct hwreg_error *err)
{
	for (uint32_t i = 0; i < gpio->line_count; i++)
		if (!values || values[i] > 1)
			return wrong(err, "an output needs a value of 0 or 1");
	return 0;
}

static int check(const struct hwreg_gpio *gpio, const struct hwreg_gpio_request *request,
		 struct hwreg_error *err)
{
	bool output = request->direction == HWREG_GPIO_OUTPUT;
	bool as_is = request->direction == HWREG_GPIO_AS_IS && !request->edges;

	if (request->size < sizeof(*request))
		return wrong(err, "a size that this version does not know");
	if (gpio->requested)
		return wrong(err, "they are held already");
	if (request->edges && (gpio->flags & HWREG_GPIO_NO_EVENTS))
		return hwreg_gpio_refuse_events(err);
	if (request->direction > HWREG_GPIO_OUTPUT || request->bias > MOST_BIAS ||
	    request->drive > MOST_DRIVE || (request->edges & ~ALL_EDGES) || request->debounce < 0)
		return wrong(err, "a direction, bias, drive, edge or time that there is not");
	if (output && (request->edges || request->debounce))
		return wrong(err, "edges and debouncing are for inputs");
	if (!output && request->drive)
		return wrong(err, "drive is for outputs");
	if (as_is && (request->bias || request->debounce))
		return wrong(err, "bias and debouncing need a direction");
	if (output && check_values(gpio, request->values, err) < 0)
		return -EINVAL;
	return hwreg_gpiod_check(request, err);
}

/* ---- What the kernel refuses ------------------------------------------------------------------- */

/* As the board names it, else "gpiochip0:3" */
static void line_title(const struct hwreg_gpio_line *line, struct hwreg_error *err)
{
	if (line->board_name)
		hwreg_error_context(err, -1, "%s (%s:%u)", line->board_name, line->chip,
				    line->offset);
	else
		hwreg_error_context(err, -1, "%s:%u", line->chip, line->offset);
}

static int busy(const struct hwreg_gpio_line *line, struct hwreg_error *err)
{
	int r;

	if (line->consumer[0])
		r = hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, EBUSY,
				    "held by \"%s\"; end that program, or unbind that driver, to "
				    "use the line",
				    line->consumer);
	else
		r = hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, EBUSY,
				    "held by the kernel (a driver, or a pin of another function)");
	line_title(line, err);
	return r;
}

static int chip_failed(const struct gpio_hold *hold, int sys_errno, struct hwreg_error *err)
{
	hwreg_error_set(err,
			sys_errno == EBUSY || sys_errno == EPERM ? HWREG_ERROR_UNAVAILABLE
								 : HWREG_ERROR_ACCESS,
			sys_errno, "%s (%s): %s", hold->chip.name, hold->chip.label,
			strerror(sys_errno));
	if (sys_errno == ENODEV)
		hwreg_error_append(err, ": the chip has gone away");
	return -sys_errno;
}

static int request_failed(struct hwreg_gpio *gpio, const struct gpio_hold *hold, int sys_errno,
			  bool edges, struct hwreg_error *err)
{
	struct hwreg_gpio_line line = { .size = sizeof(line) };
	int r;

	for (uint32_t i = 0; sys_errno == EBUSY && i < hold->count; i++)
		if (hwreg_gpio_describe(gpio, hold->lines[i], &line, NULL) == 0 && line.used)
			return busy(&line, err);
	r = chip_failed(hold, sys_errno, err);
	if (edges && (sys_errno == ENXIO || sys_errno == EINVAL))
		hwreg_error_append(err, ": a line that has no interrupt cannot tell its edges");
	return r;
}

/* Whoever drives a line must not be disturbed, nor what an output drives by making it an input */
static int check_lines(struct hwreg_gpio *gpio, const struct hwreg_gpio_request *request,
		       struct hwreg_error *err)
{
	struct hwreg_gpio_line line = { .size = sizeof(line) };
	bool as_is = request->edges && request->direction == HWREG_GPIO_AS_IS;
	int r = 0;

	for (uint32_t i = 0; i < gpio->line_count && !r; i++) {
		r = hwreg_gpio_describe(gpio, i, &line, err);
		if (r || (!as_is && request->direction != HWREG_GPIO_OUTPUT))
			continue;
		if (line.used)
			return busy(&line, err);
		if (!as_is || line.direction != HWREG_GPIO_OUTPUT)
			continue;
		r = hwreg_error_set(err, HWREG_ERROR_REQUEST, EPERM,
				    "is an output; waiting for its edges would make it an input, "
				    "which must be asked for (--input)");
		line_title(&line, err);
	}
	return r;
}

/* ---- Holding ----------------------------------------------------------------------------------- */

static uint64_t levels_of(const struct hwreg_gpio *gpio, const struct gpio_hold *hold,
			  const uint8_t *values)
{
	uint64_t levels = 0;

	for (uint32_t i = 0; values && i < hold->count; i++)
		levels |= (uint64_t)(values[hold->lines[i]] ^ inverted(gpio, hold->lines[i])) << i;
	return levels;
}

static uint8_t wire_edges(uint32_t edges, bool invert)
{
	if (!invert)
		return (uint8_t)edges;
	return (uint8_t)((edges & HWREG_GPIO_RISING ? HWREG_GPIO_FALLING : 0) |
			 (edges & HWREG_GPIO_FALLING ? HWREG_GPIO_RISING : 0));
}

static int request_hold(struct hwreg_gpio *gpio, struct gpio_hold *hold,
			const struct hwreg_gpio_request *request, struct hwreg_error *err)
{
	bool output = request->direction == HWREG_GPIO_OUTPUT;
	uint64_t levels = levels_of(gpio, hold, output ? request->values : NULL);
	int r;

	for (uint32_t i = 0; i < hold->count; i++)
		hold->edges[i] = wire_edges(request->edges, inverted(gpio, hold->lines[i]));
	r = hwreg_gpiod_request(hold, gpio->consumer, request, levels);
	return r ? request_failed(gpio, hold, -r, request->edges, err) : 0;
}

int hwreg_gpio_request(struct hwreg_gpio *gpio, const struct hwreg_gpio_request *request,
		       struct hwreg_error *err)
{
	int r = check(gpio, request, err);

	if (r || (gpio->flags & HWREG_DRY_RUN))
		return r;
	r = check_lines(gpio, request, err);
	for (uint32_t i = 0; i < gpio->hold_count && !r; i++)
		r = request_hold(gpio, &gpio->holds[i], request, err);
	if (!r && request->edges)
		r = hwreg_gpio_poll_edges(gpio, err);
	for (uint32_t i = 0; i < gpio->hold_count && r; i++)
		hwreg_gpiod_release(&gpio->holds[i]);
	gpio->requested = !r;
	return r;
}

static int check_held(const struct hwreg_gpio *gpio, struct hwreg_error *err)
{
	return gpio->requested ? 0 : wrong(err, "they are not held yet");
}

int hwreg_gpio_get(struct hwreg_gpio *gpio, uint8_t *values, struct hwreg_error *err)
{
	int r = check_held(gpio, err);

	for (uint32_t i = 0; i < gpio->hold_count && !r; i++) {
		struct gpio_hold *hold = &gpio->holds[i];
		uint64_t levels;

		r = hwreg_gpiod_get(hold, &levels);
		if (r)
			return chip_failed(hold, -r, err);
		for (uint32_t slot = 0; slot < hold->count; slot++)
			values[hold->lines[slot]] =
				(levels >> slot & 1) ^ inverted(gpio, hold->lines[slot]);
	}
	return r;
}

int hwreg_gpio_set(struct hwreg_gpio *gpio, const uint8_t *values, struct hwreg_error *err)
{
	int r = check_held(gpio, err);

	if (!r)
		r = check_values(gpio, values, err);
	for (uint32_t i = 0; i < gpio->hold_count && !r; i++) {
		struct gpio_hold *hold = &gpio->holds[i];

		r = hwreg_gpiod_set(hold, levels_of(gpio, hold, values));
		if (r)
			return chip_failed(hold, -r, err);
	}
	return r;
}
