// SPDX-License-Identifier: MIT
/*
 * gpiod1.c - libgpiod 1.6: one descriptor for the edges of each line, no debouncing, no numbers of edges
 */
#include <errno.h>
#include <gpiod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LAZY_FUNCTIONS(X)            \
	X(gpiod_chip_open)           \
	X(gpiod_chip_close)          \
	X(gpiod_chip_name)           \
	X(gpiod_chip_label)          \
	X(gpiod_chip_num_lines)      \
	X(gpiod_chip_get_line)       \
	X(gpiod_line_name)           \
	X(gpiod_line_consumer)       \
	X(gpiod_line_direction)      \
	X(gpiod_line_active_state)   \
	X(gpiod_line_bias)           \
	X(gpiod_line_is_used)        \
	X(gpiod_line_is_open_drain)  \
	X(gpiod_line_is_open_source) \
	X(gpiod_line_request)        \
	X(gpiod_line_request_bulk)   \
	X(gpiod_line_release_bulk)   \
	X(gpiod_line_get_value_bulk) \
	X(gpiod_line_set_value_bulk) \
	X(gpiod_line_event_get_fd)   \
	X(gpiod_line_event_read_fd_multiple)
#define LAZY_SONAME "libgpiod.so.2"
#include "gpio/gpio.h"
#include "lazy.h"

#define SECOND INT64_C(1000000000)

int hwreg_gpiod_load(struct hwreg_error *err)
{
	const char *why;

	if (lazy_load(&why))
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENOSYS,
			       "GPIO: %s; install libgpiod (Debian: libgpiod2)", why);
}

int hwreg_gpiod_check(const struct hwreg_gpio_request *request, struct hwreg_error *err)
{
	if (!request->debounce)
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENOTSUP,
			       "debouncing needs libgpiod 2; this hwreg was built with 1.6, whose "
			       "interface to the kernel does not have it");
}

int hwreg_gpiod_open(struct gpio_chip *chip, const char *path)
{
	struct gpiod_chip *handle = lazy(gpiod_chip_open)(path);

	if (!handle)
		return -errno;
	chip->handle = handle;
	snprintf(chip->name, sizeof(chip->name), "%s", lazy(gpiod_chip_name)(handle));
	snprintf(chip->label, sizeof(chip->label), "%s", lazy(gpiod_chip_label)(handle));
	chip->line_count = lazy(gpiod_chip_num_lines)(handle);
	return 0;
}

void hwreg_gpiod_close(struct gpio_chip *chip)
{
	if (chip->handle)
		lazy(gpiod_chip_close)(chip->handle);
	chip->handle = NULL;
}

static uint32_t bias_of(struct gpiod_line *line)
{
	switch (lazy(gpiod_line_bias)(line)) {
	case GPIOD_LINE_BIAS_DISABLE:
		return HWREG_GPIO_BIAS_DISABLED;
	case GPIOD_LINE_BIAS_PULL_UP:
		return HWREG_GPIO_PULL_UP;
	case GPIOD_LINE_BIAS_PULL_DOWN:
		return HWREG_GPIO_PULL_DOWN;
	default:
		return HWREG_GPIO_BIAS_AS_IS;
	}
}

static void copy(char *to, const char *from)
{
	snprintf(to, GPIO_NAME, "%s", from ? from : "");
}

int hwreg_gpiod_describe(struct gpio_chip *chip, uint32_t offset, struct hwreg_gpio_line *out)
{
	struct gpiod_line *line = lazy(gpiod_chip_get_line)(chip->handle, offset);

	if (!line)
		return -errno;
	copy(out->name, lazy(gpiod_line_name)(line));
	copy(out->consumer, lazy(gpiod_line_consumer)(line));
	out->used = lazy(gpiod_line_is_used)(line);
	out->active_low = lazy(gpiod_line_active_state)(line) == GPIOD_LINE_ACTIVE_STATE_LOW;
	out->direction = lazy(gpiod_line_direction)(line) == GPIOD_LINE_DIRECTION_OUTPUT
				 ? HWREG_GPIO_OUTPUT
				 : HWREG_GPIO_INPUT;
	out->bias = bias_of(line);
	out->drive = lazy(gpiod_line_is_open_drain)(line)    ? HWREG_GPIO_OPEN_DRAIN
		     : lazy(gpiod_line_is_open_source)(line) ? HWREG_GPIO_OPEN_SOURCE
							     : HWREG_GPIO_PUSH_PULL;
	out->debounce = 0;
	return 0;
}

static int request_flags(const struct hwreg_gpio_request *request)
{
	static const int biases[] = {
		[HWREG_GPIO_BIAS_DISABLED] = GPIOD_LINE_REQUEST_FLAG_BIAS_DISABLE,
		[HWREG_GPIO_PULL_UP] = GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP,
		[HWREG_GPIO_PULL_DOWN] = GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN,
	};
	static const int drives[] = {
		[HWREG_GPIO_OPEN_DRAIN] = GPIOD_LINE_REQUEST_FLAG_OPEN_DRAIN,
		[HWREG_GPIO_OPEN_SOURCE] = GPIOD_LINE_REQUEST_FLAG_OPEN_SOURCE,
	};

	return biases[request->bias] | drives[request->drive];
}

static int request_edges(struct gpio_hold *hold, struct gpiod_line_bulk *bulk,
			 struct gpiod_line_request_config *config)
{
	static const int types[] = {
		[HWREG_GPIO_RISING] = GPIOD_LINE_REQUEST_EVENT_RISING_EDGE,
		[HWREG_GPIO_FALLING] = GPIOD_LINE_REQUEST_EVENT_FALLING_EDGE,
		[HWREG_GPIO_RISING | HWREG_GPIO_FALLING] = GPIOD_LINE_REQUEST_EVENT_BOTH_EDGES,
	};

	for (uint32_t i = 0; i < hold->count; i++) {
		config->request_type = types[hold->edges[i]];
		if (lazy(gpiod_line_request)(bulk->lines[i], config, 0) != 0)
			return -errno;
	}
	return 0;
}

static int request_values(struct gpio_hold *hold, struct gpiod_line_bulk *bulk,
			  struct gpiod_line_request_config *config, uint32_t direction,
			  uint64_t levels)
{
	static const int types[] = {
		[HWREG_GPIO_AS_IS] = GPIOD_LINE_REQUEST_DIRECTION_AS_IS,
		[HWREG_GPIO_INPUT] = GPIOD_LINE_REQUEST_DIRECTION_INPUT,
		[HWREG_GPIO_OUTPUT] = GPIOD_LINE_REQUEST_DIRECTION_OUTPUT,
	};
	int values[GPIO_MOST_LINES];

	for (uint32_t i = 0; i < hold->count; i++)
		values[i] = (int)(levels >> i & 1);
	config->request_type = types[direction];
	return lazy(gpiod_line_request_bulk)(bulk, config, values) == 0 ? 0 : -errno;
}

int hwreg_gpiod_request(struct gpio_hold *hold, const char *consumer,
			const struct hwreg_gpio_request *request, uint64_t levels)
{
	struct gpiod_line_request_config config = { .consumer = consumer,
						    .flags = request_flags(request) };
	struct gpiod_line_bulk *bulk = calloc(1, sizeof(*bulk));
	int r = 0;

	if (!bulk)
		return -ENOMEM;
	for (uint32_t i = 0; i < hold->count && !r; i++) {
		struct gpiod_line *line =
			lazy(gpiod_chip_get_line)(hold->chip.handle, hold->offsets[i]);

		if (line)
			gpiod_line_bulk_add(bulk, line);
		else
			r = -errno;
	}
	if (!r && request->edges)
		r = request_edges(hold, bulk, &config);
	else if (!r)
		r = request_values(hold, bulk, &config, request->direction, levels);
	hold->request = bulk;
	if (r)
		hwreg_gpiod_release(hold);
	return r;
}

/* Lines that are not requested are left alone */
void hwreg_gpiod_release(struct gpio_hold *hold)
{
	if (hold->request)
		lazy(gpiod_line_release_bulk)(hold->request);
	free(hold->request);
	hold->request = NULL;
}

int hwreg_gpiod_get(struct gpio_hold *hold, uint64_t *levels)
{
	int values[GPIO_MOST_LINES];

	if (lazy(gpiod_line_get_value_bulk)(hold->request, values) != 0)
		return -errno;
	*levels = 0;
	for (uint32_t i = 0; i < hold->count; i++)
		*levels |= (uint64_t)(values[i] != 0) << i;
	return 0;
}

int hwreg_gpiod_set(struct gpio_hold *hold, uint64_t levels)
{
	int values[GPIO_MOST_LINES];

	for (uint32_t i = 0; i < hold->count; i++)
		values[i] = (int)(levels >> i & 1);
	return lazy(gpiod_line_set_value_bulk)(hold->request, values) == 0 ? 0 : -errno;
}

int hwreg_gpiod_fd(const struct gpio_hold *hold, uint32_t index)
{
	struct gpiod_line_bulk *bulk = hold->request;

	return index < hold->count ? lazy(gpiod_line_event_get_fd)(bulk->lines[index]) : -1;
}

int hwreg_gpiod_read(struct gpio_hold *hold, uint32_t index, struct hwreg_gpio_event *events)
{
	struct gpiod_line_event from[GPIO_BURST];
	int count = lazy(gpiod_line_event_read_fd_multiple)(hwreg_gpiod_fd(hold, index), from,
							    GPIO_BURST);

	if (count < 0)
		return -errno;
	for (int i = 0; i < count; i++)
		events[i] = (struct hwreg_gpio_event){
			.line = index,
			.edge = from[i].event_type == GPIOD_LINE_EVENT_RISING_EDGE
					? HWREG_GPIO_RISING
					: HWREG_GPIO_FALLING,
			.timestamp = from[i].ts.tv_sec * SECOND + from[i].ts.tv_nsec,
		};
	return count;
}
