/* SPDX-License-Identifier: MIT */
/* gpio.h - GPIO lines of a command line: opened, requested, named in what is printed */
#ifndef HWREG_TOOL_GPIO_H
#define HWREG_TOOL_GPIO_H

#include "context.h"

#include <hwreg.h>

/**
 * struct gpio - the lines that a command works with; zeroes to start with
 * @words: what names them; belong to the structure
 * @infos: what was known of each when they were opened
 */
struct gpio {
	struct context *context;
	struct hwreg_gpio *lines;
	char **words;
	struct hwreg_gpio_line *infos;
	uint8_t *values;
	uint32_t count;
};

#define GPIO_PLACE 160

/** gpio_options() - how to find lines: board, flags, privileges; loads the board as far as needed */
int gpio_options(struct context *context, enum board_need need, struct hwreg_gpio_options *options);

/**
 * gpio_add() - one more LINE, or the part of an argument before its value
 * @length: of @word
 */
void gpio_add(struct gpio *gpio, struct context *context, const char *word, size_t length);

/** gpio_find() - find the lines that were added; @flags: further ones of struct hwreg_gpio_options */
int gpio_find(struct gpio *gpio, uint64_t flags);

/** gpio_open() - the same, give up privileges, and start the log */
int gpio_open(struct gpio *gpio, uint64_t flags);

/** gpio_request() - hold them; in a dry run tell what would be requested */
int gpio_request(struct gpio *gpio, const struct hwreg_gpio_request *request);

/** gpio_note_chips() - tell if the lines are on several chips */
void gpio_note_chips(const struct gpio *gpio, const char *done);

void gpio_close(struct gpio *gpio);

/** gpio_place() - "gpiochip0:3" */
const char *gpio_place(const struct hwreg_gpio_line *line, char *buffer);

/** gpio_tell() - with -v and in the log: what was done to a line */
void gpio_tell(const struct gpio *gpio, uint32_t index, const char *done, const char *result);

/** gpio_json() - an object with word, chip and number of a line */
struct json_object *gpio_json(const struct gpio *gpio, uint32_t index);

const char *gpio_direction_name(uint32_t direction);
const char *gpio_bias_name(uint32_t bias);
const char *gpio_drive_name(uint32_t drive);
const char *gpio_edge_name(uint32_t edge);

/** gpio_time() - "10ms" */
const char *gpio_time(int64_t ns, char *buffer, size_t size);

#endif
