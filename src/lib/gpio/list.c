// SPDX-License-Identifier: MIT
/* list.c - all lines of this machine's GPIO chips */
#include <stdio.h>
#include <string.h>

#include "gpio/gpio.h"

struct listing {
	const struct hwreg_board *board;
	struct gpio_privilege privilege;
	int (*callback)(void *data, const struct hwreg_gpio_line *line);
	void *data;
	char denied[GPIO_NAME]; /* the first chip that could not be opened */
	struct hwreg_error *err;
};

/* As the board may call a chip: by number, name or label */
static bool is_chip(const char *text, const struct gpio_chip *chip)
{
	char name[GPIO_NAME];
	uint64_t number;

	if (hwreg_number_parse(text, &number, NULL) == 0) {
		snprintf(name, sizeof(name), "gpiochip%llu", (unsigned long long)number);
		text = name;
	}
	return strcmp(text, chip->name) == 0 || strcmp(text, chip->label) == 0;
}

static bool is_line(const char *text, const struct hwreg_gpio_line *line)
{
	uint64_t number;

	if (hwreg_number_parse(text, &number, NULL) == 0)
		return number == line->offset;
	return strcmp(text, line->name) == 0;
}

static void take_board(const struct listing *listing, const struct gpio_chip *chip,
		       struct hwreg_gpio_line *line)
{
	struct hwreg_gpio_info info = { .size = sizeof(info) };

	for (uint32_t i = 0; listing->board && hwreg_board_gpio(listing->board, i, &info) == 0;
	     i++) {
		if (!is_chip(info.chip, chip) || !is_line(info.line, line))
			continue;
		line->board_name = info.name;
		line->active_low |= info.active_low;
		return;
	}
}

static int list_chip(struct listing *listing, const char *name)
{
	struct gpio_chip chip = { .handle = NULL };
	struct hwreg_gpio_line line;
	int r = hwreg_chip_open(&chip, name, &listing->privilege, listing->err);

	for (uint32_t i = 0; i < chip.line_count && !r; i++) {
		r = hwreg_line_describe(&chip, i, &line, listing->err);
		if (r)
			break;
		line.size = sizeof(line);
		take_board(listing, &chip, &line);
		r = listing->callback(listing->data, &line);
	}
	hwreg_gpiod_close(&chip);
	return r;
}

static int visit(void *data, const char *name)
{
	struct listing *listing = data;
	int r = list_chip(listing, name);

	if (r != -EACCES && r != -EPERM)
		return r;
	if (!listing->denied[0])
		strcpy(listing->denied, name);
	return 0;
}

int hwreg_gpio_list(const char *chip, const struct hwreg_gpio_options *options,
		    int (*callback)(void *data, const struct hwreg_gpio_line *line), void *data,
		    struct hwreg_error *err)
{
	struct listing listing = { .callback = callback, .data = data, .err = err };
	char name[GPIO_NAME];
	int r = hwreg_gpiod_load(err);

	if (r)
		return r;
	if (options) {
		listing.board = options->board;
		listing.privilege.raise = options->raise;
		listing.privilege.data = options->raise_data;
	}
	if (!chip) {
		r = hwreg_chip_each(visit, &listing, err);
		return !r && listing.denied[0] ? list_chip(&listing, listing.denied) : r;
	}
	r = hwreg_chip_resolve(chip, &listing.privilege, name, err);
	return r ? r : list_chip(&listing, name);
}
