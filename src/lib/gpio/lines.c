// SPDX-License-Identifier: MIT
/* lines.c - GPIO lines of the caller's words: found, described, and held */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gpio/gpio.h"
#include "nearest.h"

#define ALL_FLAGS (HWREG_GPIO_RAW | HWREG_GPIO_NO_EVENTS | HWREG_FORCE_BOARD | HWREG_DRY_RUN)
#define ALL_EDGES (HWREG_GPIO_RISING | HWREG_GPIO_FALLING)

/* ---- Words ------------------------------------------------------------------------------------- */

static int unknown_name(const struct hwreg_gpio *gpio, const char *word, struct hwreg_error *err)
{
	struct hwreg_gpio_info info = { .size = sizeof(info) };
	struct hwreg_nearest nearest = { .word = word };
	char hint[160];

	if (!gpio->board)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOENT,
				       "'%s' is not CHIP:LINE, and without a board there are no "
				       "names of GPIO lines",
				       word);
	for (uint32_t i = 0; hwreg_board_gpio(gpio->board, i, &info) == 0; i++)
		hwreg_nearest_offer(&nearest, info.name);
	hwreg_nearest_hint(&nearest, hint, sizeof(hint));
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOENT, "the board's gpios have no %s%s",
			       word, *hint ? hint : "; else CHIP:LINE, such as gpiochip0:3");
}

static int set_place(struct gpio_line *line, const char *chip, size_t length, const char *text,
		     struct hwreg_error *err)
{
	free(line->chip);
	free(line->line);
	line->chip = strndup(chip, length);
	line->line = strdup(text);
	return line->chip && line->line ? 0 : hwreg_error_memory(err);
}

static int parse_word(struct hwreg_gpio *gpio, struct gpio_line *line, const char *word,
		      struct hwreg_error *err)
{
	struct hwreg_gpio_info info = { .size = sizeof(info) };
	const char *colon = strrchr(word, ':');

	for (uint32_t i = 0; gpio->board && hwreg_board_gpio(gpio->board, i, &info) == 0; i++) {
		if (strcmp(info.name, word) != 0)
			continue;
		line->board_name = info.name;
		line->active_low = info.active_low;
		return set_place(line, info.chip, strlen(info.chip), info.line, err);
	}
	if (!colon)
		return unknown_name(gpio, word, err);
	if (colon == word || !colon[1])
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "'%s': expected CHIP:LINE, such as gpiochip0:3", word);
	return set_place(line, word, (size_t)(colon - word), colon + 1, err);
}

static int parse_words(struct hwreg_gpio *gpio, const char *const *words, struct hwreg_error *err)
{
	bool named = false;
	int r = 0;

	for (uint32_t i = 0; i < gpio->line_count && !r; i++) {
		r = parse_word(gpio, &gpio->lines[i], words[i], err);
		named |= gpio->lines[i].board_name != NULL;
	}
	if (!r && named && !(gpio->flags & HWREG_FORCE_BOARD))
		r = hwreg_board_match(gpio->board, err);
	return r;
}

/* ---- Chips ------------------------------------------------------------------------------------- */

static int add_hold(struct hwreg_gpio *gpio, const char *name, uint32_t *index,
		    struct hwreg_error *err)
{
	struct gpio_hold *hold;
	int r;

	for (uint32_t i = 0; i < gpio->hold_count; i++) {
		*index = i;
		if (strcmp(gpio->holds[i].chip.name, name) == 0)
			return 0;
	}
	*index = gpio->hold_count;
	hold = &gpio->holds[gpio->hold_count];
	r = hwreg_chip_open(&hold->chip, name, &gpio->privilege, err);
	if (r)
		return r;
	gpio->hold_count++;
	if (!(gpio->flags & HWREG_GPIO_NO_EVENTS))
		hwreg_gpio_watch_chip(gpio, hold);
	return 0;
}

/* The chip ends at the last colon; but a line's own name may have one */
static int find_chip(const struct hwreg_gpio *gpio, struct gpio_line *line, const char *word,
		     char name[GPIO_NAME], struct hwreg_error *err)
{
	const char *colon = strchr(word, ':');
	int r = hwreg_chip_resolve(line->chip, &gpio->privilege, name, err);

	if (r != -ENOENT || line->board_name || !strchr(line->chip, ':'))
		return r;
	r = set_place(line, word, (size_t)(colon - word), colon + 1, err);
	return r ? r : hwreg_chip_resolve(line->chip, &gpio->privilege, name, err);
}

static int take_slot(struct gpio_hold *hold, struct gpio_line *line, uint32_t offset,
		     uint32_t index, struct hwreg_error *err)
{
	for (uint32_t i = 0; i < hold->count; i++)
		if (hold->offsets[i] == offset)
			return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
					       "%s line %u is named twice", hold->chip.name,
					       offset);
	if (hold->count == GPIO_MOST_LINES)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, E2BIG,
				       "%s: the kernel takes at most %u lines of a chip at once",
				       hold->chip.name, GPIO_MOST_LINES);
	line->slot = hold->count;
	hold->offsets[hold->count] = offset;
	hold->lines[hold->count++] = index;
	return 0;
}

static int find_line(struct hwreg_gpio *gpio, uint32_t index, const char *word,
		     struct hwreg_error *err)
{
	struct gpio_line *line = &gpio->lines[index];
	char name[GPIO_NAME];
	uint32_t offset = 0;
	int r = find_chip(gpio, line, word, name, err);

	if (!r)
		r = add_hold(gpio, name, &line->hold, err);
	if (!r)
		r = hwreg_line_find(&gpio->holds[line->hold].chip, line->line, &offset, err);
	if (!r)
		r = take_slot(&gpio->holds[line->hold], line, offset, index, err);
	return r;
}

static int find_lines(struct hwreg_gpio *gpio, const char *const *words, struct hwreg_error *err)
{
	int r = hwreg_gpiod_load(err);

	if (r || (gpio->flags & HWREG_DRY_RUN))
		return r;
	for (uint32_t i = 0; i < gpio->line_count && !r; i++)
		r = hwreg_error_context(err, find_line(gpio, i, words[i], err), "%s", words[i]);
	return r;
}

/* ---- Opening ----------------------------------------------------------------------------------- */

static int take_options(struct hwreg_gpio *gpio, const struct hwreg_gpio_options *options,
			struct hwreg_error *err)
{
	gpio->epoll = gpio->inotify = -1;
	strcpy(gpio->consumer, "hwreg");
	if (!options)
		return 0;
	if (options->size < sizeof(*options) || (options->flags & ~ALL_FLAGS))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "struct hwreg_gpio_options has a size, or flags, that this "
				       "version does not know");
	gpio->flags = options->flags;
	gpio->board = options->board;
	gpio->privilege.raise = options->raise;
	gpio->privilege.data = options->raise_data;
	if (options->consumer)
		snprintf(gpio->consumer, sizeof(gpio->consumer), "%s", options->consumer);
	return 0;
}

static int open_lines(struct hwreg_gpio *gpio, const char *const *words, uint32_t count,
		      struct hwreg_error *err)
{
	int r;

	gpio->lines = calloc(count, sizeof(*gpio->lines));
	gpio->holds = calloc(count, sizeof(*gpio->holds));
	if (!gpio->lines || !gpio->holds)
		return hwreg_error_memory(err);
	gpio->line_count = count;
	r = gpio->flags & HWREG_GPIO_NO_EVENTS ? 0 : hwreg_gpio_start_events(gpio, err);
	if (!r)
		r = parse_words(gpio, words, err);
	return r ? r : find_lines(gpio, words, err);
}

int hwreg_gpio_open(struct hwreg_gpio **out, const char *const *words, uint32_t count,
		    const struct hwreg_gpio_options *options, struct hwreg_error *err)
{
	struct hwreg_gpio *gpio;
	int r;

	if (!count)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL, "no GPIO line is named");
	gpio = calloc(1, sizeof(*gpio));
	if (!gpio)
		return hwreg_error_memory(err);
	r = take_options(gpio, options, err);
	if (!r)
		r = open_lines(gpio, words, count, err);
	if (r) {
		hwreg_gpio_close(gpio);
		return r;
	}
	*out = gpio;
	return 0;
}

int hwreg_gpio_open_edges(struct hwreg_gpio **out, const char *word, uint32_t edges,
			  const struct hwreg_gpio_options *options, struct hwreg_error *err)
{
	const struct hwreg_gpio_request request = { .size = sizeof(request), .edges = edges };
	struct hwreg_gpio *gpio;
	int r;

	if (!edges)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL, "%s: which edges?", word);
	r = hwreg_gpio_open(&gpio, &word, 1, options, err);
	if (r)
		return r;
	r = hwreg_gpio_request(gpio, &request, err);
	if (r) {
		hwreg_gpio_close(gpio);
		return r;
	}
	*out = gpio;
	return 0;
}

void hwreg_gpio_close(struct hwreg_gpio *gpio)
{
	if (!gpio)
		return;
	for (uint32_t i = 0; i < gpio->hold_count; i++) {
		hwreg_gpiod_release(&gpio->holds[i]);
		hwreg_gpiod_close(&gpio->holds[i].chip);
	}
	for (uint32_t i = 0; i < gpio->line_count; i++) {
		free(gpio->lines[i].chip);
		free(gpio->lines[i].line);
	}
	if (gpio->inotify >= 0)
		close(gpio->inotify);
	if (gpio->epoll >= 0)
		close(gpio->epoll);
	free(gpio->lines);
	free(gpio->holds);
	free(gpio->queue);
	free(gpio);
}

/* ---- What is known ----------------------------------------------------------------------------- */

int hwreg_gpio_describe(struct hwreg_gpio *gpio, uint32_t index, struct hwreg_gpio_line *line,
			struct hwreg_error *err)
{
	struct hwreg_gpio_line full = { .size = 0 };
	const struct gpio_line *held;
	uint32_t size = line->size < sizeof(full) ? line->size : (uint32_t)sizeof(full);
	int r = 0;

	if (index >= gpio->line_count)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE, "no such line");
	held = &gpio->lines[index];
	if (gpio->flags & HWREG_DRY_RUN) {
		snprintf(full.chip, sizeof(full.chip), "%s", held->chip);
		snprintf(full.name, sizeof(full.name), "%s", held->line);
	} else {
		struct gpio_hold *hold = &gpio->holds[held->hold];

		r = hwreg_line_describe(&hold->chip, hold->offsets[held->slot], &full, err);
	}
	if (r)
		return r;
	full.size = line->size;
	full.board_name = held->board_name;
	full.active_low |= held->active_low;
	memcpy(line, &full, size);
	return 0;
}
