// SPDX-License-Identifier: MIT
/* gpiod2.c - libgpiod 2: one descriptor for the edges of all lines of a request */
#include <errno.h>
#include <gpiod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LAZY_FUNCTIONS(X)                             \
	X(gpiod_chip_open)                            \
	X(gpiod_chip_close)                           \
	X(gpiod_chip_get_info)                        \
	X(gpiod_chip_info_free)                       \
	X(gpiod_chip_info_get_name)                   \
	X(gpiod_chip_info_get_label)                  \
	X(gpiod_chip_info_get_num_lines)              \
	X(gpiod_chip_get_line_info)                   \
	X(gpiod_line_info_free)                       \
	X(gpiod_line_info_get_name)                   \
	X(gpiod_line_info_get_consumer)               \
	X(gpiod_line_info_is_used)                    \
	X(gpiod_line_info_is_active_low)              \
	X(gpiod_line_info_get_direction)              \
	X(gpiod_line_info_get_bias)                   \
	X(gpiod_line_info_get_drive)                  \
	X(gpiod_line_info_get_debounce_period_us)     \
	X(gpiod_line_settings_new)                    \
	X(gpiod_line_settings_free)                   \
	X(gpiod_line_settings_set_direction)          \
	X(gpiod_line_settings_set_bias)               \
	X(gpiod_line_settings_set_drive)              \
	X(gpiod_line_settings_set_edge_detection)     \
	X(gpiod_line_settings_set_debounce_period_us) \
	X(gpiod_line_settings_set_output_value)       \
	X(gpiod_line_config_new)                      \
	X(gpiod_line_config_free)                     \
	X(gpiod_line_config_add_line_settings)        \
	X(gpiod_request_config_new)                   \
	X(gpiod_request_config_free)                  \
	X(gpiod_request_config_set_consumer)          \
	X(gpiod_request_config_set_event_buffer_size) \
	X(gpiod_chip_request_lines)                   \
	X(gpiod_line_request_release)                 \
	X(gpiod_line_request_get_values)              \
	X(gpiod_line_request_set_values)              \
	X(gpiod_line_request_get_fd)                  \
	X(gpiod_line_request_read_edge_events)        \
	X(gpiod_edge_event_buffer_new)                \
	X(gpiod_edge_event_buffer_free)               \
	X(gpiod_edge_event_buffer_get_event)          \
	X(gpiod_edge_event_get_event_type)            \
	X(gpiod_edge_event_get_timestamp_ns)          \
	X(gpiod_edge_event_get_line_offset)           \
	X(gpiod_edge_event_get_line_seqno)
#define LAZY_SONAME "libgpiod.so.3"
#include "gpio/gpio.h"
#include "lazy.h"

#define KERNEL_BUFFER 1024 /* edges; the most that the kernel takes */
#define NANOSECONDS 1000 /* in a microsecond */

int hwreg_gpiod_load(struct hwreg_error *err)
{
	const char *why;

	if (lazy_load(&why))
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENOSYS,
			       "GPIO: %s; install libgpiod (Debian: libgpiod3)", why);
}

int hwreg_gpiod_check(const struct hwreg_gpio_request *request, struct hwreg_error *err)
{
	if (request->debounce / NANOSECONDS <= UINT32_MAX)
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
			       "a debounce time of more than 71 minutes, the most that the kernel "
			       "takes");
}

static void copy(char *to, const char *from)
{
	snprintf(to, GPIO_NAME, "%s", from ? from : "");
}

int hwreg_gpiod_open(struct gpio_chip *chip, const char *path)
{
	struct gpiod_chip *handle = lazy(gpiod_chip_open)(path);
	struct gpiod_chip_info *info;
	int r;

	if (!handle)
		return -errno;
	info = lazy(gpiod_chip_get_info)(handle);
	if (!info) {
		r = -errno;
		lazy(gpiod_chip_close)(handle);
		return r;
	}
	chip->handle = handle;
	copy(chip->name, lazy(gpiod_chip_info_get_name)(info));
	copy(chip->label, lazy(gpiod_chip_info_get_label)(info));
	chip->line_count = (uint32_t)lazy(gpiod_chip_info_get_num_lines)(info);
	lazy(gpiod_chip_info_free)(info);
	return 0;
}

void hwreg_gpiod_close(struct gpio_chip *chip)
{
	if (chip->handle)
		lazy(gpiod_chip_close)(chip->handle);
	chip->handle = NULL;
}

static uint32_t bias_of(struct gpiod_line_info *info)
{
	switch (lazy(gpiod_line_info_get_bias)(info)) {
	case GPIOD_LINE_BIAS_DISABLED:
		return HWREG_GPIO_BIAS_DISABLED;
	case GPIOD_LINE_BIAS_PULL_UP:
		return HWREG_GPIO_PULL_UP;
	case GPIOD_LINE_BIAS_PULL_DOWN:
		return HWREG_GPIO_PULL_DOWN;
	default:
		return HWREG_GPIO_BIAS_AS_IS;
	}
}

static uint32_t drive_of(struct gpiod_line_info *info)
{
	switch (lazy(gpiod_line_info_get_drive)(info)) {
	case GPIOD_LINE_DRIVE_OPEN_DRAIN:
		return HWREG_GPIO_OPEN_DRAIN;
	case GPIOD_LINE_DRIVE_OPEN_SOURCE:
		return HWREG_GPIO_OPEN_SOURCE;
	default:
		return HWREG_GPIO_PUSH_PULL;
	}
}

int hwreg_gpiod_describe(struct gpio_chip *chip, uint32_t offset, struct hwreg_gpio_line *out)
{
	struct gpiod_line_info *info = lazy(gpiod_chip_get_line_info)(chip->handle, offset);

	if (!info)
		return -errno;
	copy(out->name, lazy(gpiod_line_info_get_name)(info));
	copy(out->consumer, lazy(gpiod_line_info_get_consumer)(info));
	out->used = lazy(gpiod_line_info_is_used)(info);
	out->active_low = lazy(gpiod_line_info_is_active_low)(info);
	out->direction = lazy(gpiod_line_info_get_direction)(info) == GPIOD_LINE_DIRECTION_OUTPUT
				 ? HWREG_GPIO_OUTPUT
				 : HWREG_GPIO_INPUT;
	out->bias = bias_of(info);
	out->drive = drive_of(info);
	out->debounce = (int64_t)lazy(gpiod_line_info_get_debounce_period_us)(info) * NANOSECONDS;
	lazy(gpiod_line_info_free)(info);
	return 0;
}

/* ---- Requests ---------------------------------------------------------------------------------- */

static int set_common(struct gpiod_line_settings *settings,
		      const struct hwreg_gpio_request *request)
{
	static const enum gpiod_line_direction directions[] = {
		[HWREG_GPIO_AS_IS] = GPIOD_LINE_DIRECTION_AS_IS,
		[HWREG_GPIO_INPUT] = GPIOD_LINE_DIRECTION_INPUT,
		[HWREG_GPIO_OUTPUT] = GPIOD_LINE_DIRECTION_OUTPUT,
	};
	static const enum gpiod_line_bias biases[] = {
		[HWREG_GPIO_BIAS_AS_IS] = GPIOD_LINE_BIAS_AS_IS,
		[HWREG_GPIO_BIAS_DISABLED] = GPIOD_LINE_BIAS_DISABLED,
		[HWREG_GPIO_PULL_UP] = GPIOD_LINE_BIAS_PULL_UP,
		[HWREG_GPIO_PULL_DOWN] = GPIOD_LINE_BIAS_PULL_DOWN,
	};
	static const enum gpiod_line_drive drives[] = {
		[HWREG_GPIO_PUSH_PULL] = GPIOD_LINE_DRIVE_PUSH_PULL,
		[HWREG_GPIO_OPEN_DRAIN] = GPIOD_LINE_DRIVE_OPEN_DRAIN,
		[HWREG_GPIO_OPEN_SOURCE] = GPIOD_LINE_DRIVE_OPEN_SOURCE,
	};
	uint32_t direction = request->edges ? HWREG_GPIO_INPUT : request->direction;
	int64_t debounce = (request->debounce + NANOSECONDS - 1) / NANOSECONDS;

	lazy(gpiod_line_settings_set_debounce_period_us)(settings, (unsigned long)debounce);
	if (lazy(gpiod_line_settings_set_direction)(settings, directions[direction]) != 0 ||
	    lazy(gpiod_line_settings_set_bias)(settings, biases[request->bias]) != 0 ||
	    lazy(gpiod_line_settings_set_drive)(settings, drives[request->drive]) != 0)
		return -errno;
	return 0;
}

static int add_lines(struct gpiod_line_config *config, struct gpiod_line_settings *settings,
		     const struct gpio_hold *hold, uint64_t levels)
{
	static const enum gpiod_line_edge edges[] = {
		[0] = GPIOD_LINE_EDGE_NONE,
		[HWREG_GPIO_RISING] = GPIOD_LINE_EDGE_RISING,
		[HWREG_GPIO_FALLING] = GPIOD_LINE_EDGE_FALLING,
		[HWREG_GPIO_RISING | HWREG_GPIO_FALLING] = GPIOD_LINE_EDGE_BOTH,
	};

	for (uint32_t i = 0; i < hold->count; i++)
		if (lazy(gpiod_line_settings_set_edge_detection)(settings, edges[hold->edges[i]]) !=
			    0 ||
		    lazy(gpiod_line_settings_set_output_value)(
			    settings, levels >> i & 1 ? GPIOD_LINE_VALUE_ACTIVE
						      : GPIOD_LINE_VALUE_INACTIVE) != 0 ||
		    lazy(gpiod_line_config_add_line_settings)(config, &hold->offsets[i], 1,
							      settings) != 0)
			return -errno;
	return 0;
}

static int request_lines(struct gpio_hold *hold, const char *consumer,
			 struct gpiod_line_config *lines, bool edges)
{
	struct gpiod_request_config *config = lazy(gpiod_request_config_new)();
	int r;

	if (!config)
		return -ENOMEM;
	lazy(gpiod_request_config_set_consumer)(config, consumer);
	lazy(gpiod_request_config_set_event_buffer_size)(config, edges ? KERNEL_BUFFER : 0);
	hold->request = lazy(gpiod_chip_request_lines)(hold->chip.handle, config, lines);
	r = hold->request ? 0 : -errno;
	lazy(gpiod_request_config_free)(config);
	return r;
}

int hwreg_gpiod_request(struct gpio_hold *hold, const char *consumer,
			const struct hwreg_gpio_request *request, uint64_t levels)
{
	struct gpiod_line_settings *settings = lazy(gpiod_line_settings_new)();
	struct gpiod_line_config *config = lazy(gpiod_line_config_new)();
	int r = settings && config ? set_common(settings, request) : -ENOMEM;

	if (!r && request->edges) {
		hold->buffer = lazy(gpiod_edge_event_buffer_new)(GPIO_BURST);
		r = hold->buffer ? 0 : -ENOMEM;
	}
	if (!r)
		r = add_lines(config, settings, hold, levels);
	if (!r)
		r = request_lines(hold, consumer, config, request->edges);
	lazy(gpiod_line_config_free)(config);
	lazy(gpiod_line_settings_free)(settings);
	if (r)
		hwreg_gpiod_release(hold);
	return r;
}

void hwreg_gpiod_release(struct gpio_hold *hold)
{
	if (hold->request)
		lazy(gpiod_line_request_release)(hold->request);
	if (hold->buffer)
		lazy(gpiod_edge_event_buffer_free)(hold->buffer);
	hold->request = NULL;
	hold->buffer = NULL;
}

int hwreg_gpiod_get(struct gpio_hold *hold, uint64_t *levels)
{
	enum gpiod_line_value values[GPIO_MOST_LINES];

	if (lazy(gpiod_line_request_get_values)(hold->request, values) != 0)
		return -errno;
	*levels = 0;
	for (uint32_t i = 0; i < hold->count; i++)
		*levels |= (uint64_t)(values[i] == GPIOD_LINE_VALUE_ACTIVE) << i;
	return 0;
}

int hwreg_gpiod_set(struct gpio_hold *hold, uint64_t levels)
{
	enum gpiod_line_value values[GPIO_MOST_LINES];

	for (uint32_t i = 0; i < hold->count; i++)
		values[i] = levels >> i & 1 ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;
	return lazy(gpiod_line_request_set_values)(hold->request, values) == 0 ? 0 : -errno;
}

/* ---- Edges ------------------------------------------------------------------------------------- */

int hwreg_gpiod_fd(const struct gpio_hold *hold, uint32_t index)
{
	return index == 0 ? lazy(gpiod_line_request_get_fd)(hold->request) : -1;
}

static uint32_t slot_of(const struct gpio_hold *hold, uint32_t offset)
{
	uint32_t slot = 0;

	while (slot + 1 < hold->count && hold->offsets[slot] != offset)
		slot++;
	return slot;
}

/* Edges of a line are numbered from 1; those that the kernel had no room for leave a gap */
static void take_event(struct gpio_hold *hold, struct gpiod_edge_event *from,
		       struct hwreg_gpio_event *event)
{
	uint32_t slot = slot_of(hold, lazy(gpiod_edge_event_get_line_offset)(from));
	uint32_t sequence = (uint32_t)lazy(gpiod_edge_event_get_line_seqno)(from);

	*event = (struct hwreg_gpio_event){
		.line = slot,
		.edge = lazy(gpiod_edge_event_get_event_type)(from) == GPIOD_EDGE_EVENT_RISING_EDGE
				? HWREG_GPIO_RISING
				: HWREG_GPIO_FALLING,
		.lost = sequence - hold->sequences[slot] - 1,
		.timestamp = (int64_t)lazy(gpiod_edge_event_get_timestamp_ns)(from),
	};
	hold->sequences[slot] = sequence;
}

int hwreg_gpiod_read(struct gpio_hold *hold, uint32_t index, struct hwreg_gpio_event *events)
{
	int count =
		lazy(gpiod_line_request_read_edge_events)(hold->request, hold->buffer, GPIO_BURST);

	(void)index;
	if (count < 0)
		return -errno;
	for (int i = 0; i < count; i++)
		take_event(hold,
			   lazy(gpiod_edge_event_buffer_get_event)(hold->buffer, (unsigned long)i),
			   &events[i]);
	return count;
}
