// SPDX-License-Identifier: MIT
/* cmd_gpio_list.c - hwreg gpio list and info: lines, who holds them, and how they are set */
#include "gpio.h"
#include "json.h"
#include "output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum column { PLACE, LABEL, NAME, BOARD, DIRECTION, CONSUMER, MORE, COLUMNS };

static const char *const titles[COLUMNS] = { "LINE",      "CHIP",     "NAME", "BOARD",
					     "DIRECTION", "CONSUMER", "MORE" };

struct table {
	struct context *context;
	char *(*rows)[COLUMNS];
	unsigned int count;
	int widths[COLUMNS];
};

static char *cell(const char *text)
{
	return output_strdup("%s", text && *text ? text : "-");
}

/* What is not as usual: "active-low, open-drain" */
static char *more(const struct hwreg_gpio_line *line)
{
	char text[160] = "", time[32];
	const char *const words[] = {
		line->active_low ? "active-low" : "",
		line->drive ? gpio_drive_name(line->drive) : "",
		line->bias == HWREG_GPIO_BIAS_DISABLED ? "no bias"
		: line->bias                           ? gpio_bias_name(line->bias)
						       : "",
		line->debounce ? "debounced " : "",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s",
			 *words[i] && *text ? ", " : "", words[i]);
	if (line->debounce)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s",
			 gpio_time(line->debounce, time, sizeof(time)));
	return cell(text);
}

static const char *consumer(const struct hwreg_gpio_line *line)
{
	return line->used && !line->consumer[0] ? "kernel" : line->consumer;
}

/* ---- list -------------------------------------------------------------------------------------- */

static void put_line(struct json_object *object, const struct hwreg_gpio_line *line)
{
	json_put_text(object, "label", line->label);
	json_put_text(object, "name", line->name);
	json_put_text(object, "board_name", line->board_name);
	json_put_bool(object, "used", line->used);
	json_put_text(object, "consumer", line->consumer);
	json_put_text(object, "direction", gpio_direction_name(line->direction));
	json_put_text(object, "bias", gpio_bias_name(line->bias));
	json_put_text(object, "drive", gpio_drive_name(line->drive));
	json_put_bool(object, "active_low", line->active_low);
	json_put_signed(object, "debounce_ns", line->debounce);
}

static struct json_object *json_of(const struct hwreg_gpio_line *line)
{
	struct json_object *object = json_make_object();
	char place[GPIO_PLACE];

	json_put_text(object, "line", gpio_place(line, place));
	json_put_text(object, "chip", line->chip);
	json_put_number(object, "offset", line->offset);
	put_line(object, line);
	return object;
}

static int add_row(void *data, const struct hwreg_gpio_line *line)
{
	struct table *table = data;
	char place[GPIO_PLACE];
	char **row;

	if (json_wanted(table->context)) {
		json_append(table->context, "lines", json_of(line));
		return 0;
	}
	table->rows = realloc(table->rows, (table->count + 1) * sizeof(*table->rows));
	if (!table->rows)
		output_die_memory();
	row = table->rows[table->count++];
	row[PLACE] = cell(gpio_place(line, place));
	row[LABEL] = cell(line->label);
	row[NAME] = cell(line->name);
	row[BOARD] = cell(line->board_name);
	row[DIRECTION] = cell(gpio_direction_name(line->direction));
	row[CONSUMER] = cell(consumer(line));
	row[MORE] = more(line);
	for (int i = 0; i < COLUMNS; i++)
		if ((int)strlen(row[i]) > table->widths[i])
			table->widths[i] = (int)strlen(row[i]);
	return 0;
}

static void print_row(const struct table *table, char *const *row)
{
	for (int i = 0; i < COLUMNS - 1; i++)
		output_print("%-*s  ", table->widths[i], row[i]);
	output_print("%s\n", row[COLUMNS - 1]);
}

static void print_table(struct table *table)
{
	bool quiet = table->context->settings.quiet;

	for (int i = 0; i < COLUMNS; i++)
		if ((int)strlen(titles[i]) > table->widths[i])
			table->widths[i] = (int)strlen(titles[i]);
	if (!quiet && table->count)
		print_row(table, (char *const *)titles);
	for (unsigned int i = 0; i < table->count; i++) {
		if (quiet)
			output_print("%s\n", table->rows[i][PLACE]);
		else
			print_row(table, table->rows[i]);
	}
}

static void free_table(struct table *table)
{
	for (unsigned int i = 0; i < table->count; i++)
		for (int column = 0; column < COLUMNS; column++)
			free(table->rows[i][column]);
	free(table->rows);
}

static int plan(void)
{
	output_print("would ask the kernel's GPIO chips for their lines, and request none\n");
	return 0;
}

int cmd_gpio_list(struct context *context)
{
	const struct texts *chips = &context->settings.arguments;
	struct table table = { .context = context };
	struct hwreg_gpio_options options;
	int r = gpio_options(context, BOARD_IF_FOUND, &options);

	if (r == 0 && context->settings.dry_run)
		return json_wanted(context) ? 0 : plan();
	if (r == 0 && chips->count == 0)
		r = hwreg_gpio_list(NULL, &options, add_row, &table, &context->err);
	for (unsigned int i = 0; i < chips->count && r == 0; i++)
		r = hwreg_gpio_list(chips->list[i], &options, add_row, &table, &context->err);
	if (!json_wanted(context))
		print_table(&table);
	free_table(&table);
	return r;
}

/* ---- info -------------------------------------------------------------------------------------- */

static void print_fact(const char *name, const char *value)
{
	output_print("    %-10s  %s\n", name, value && *value ? value : "-");
}

static void print_info(const struct gpio *gpio, uint32_t index, const char *level)
{
	const struct hwreg_gpio_line *line = &gpio->infos[index];
	char place[GPIO_PLACE], text[200], time[32] = "";

	output_print("%s\n", gpio->words[index]);
	snprintf(text, sizeof(text), "%s, number %u of %s", gpio_place(line, place), line->offset,
		 line->label);
	print_fact("line", text);
	print_fact("name", line->name);
	print_fact("consumer", consumer(line));
	print_fact("direction", gpio_direction_name(line->direction));
	print_fact("bias", gpio_bias_name(line->bias));
	print_fact("drive", gpio_drive_name(line->drive));
	print_fact("active-low", line->active_low ? "yes" : "no");
	if (line->debounce)
		print_fact("debounce", gpio_time(line->debounce, time, sizeof(time)));
	if (level)
		print_fact("raw level", level);
}

/* The level of the wire, 0 or 1; less if it cannot be read */
static int read_level(struct gpio *gpio)
{
	const struct hwreg_gpio_request request = { .size = sizeof(request) };
	struct hwreg_error err = HWREG_ERROR_INIT;
	int r = -EBUSY;

	if (!gpio->infos[0].used)
		r = hwreg_gpio_request(gpio->lines, &request, &err);
	if (r == 0)
		r = hwreg_gpio_get(gpio->lines, gpio->values, &err);
	if (r == 0)
		gpio_tell(gpio, 0, "read", gpio->values[0] ? "= 1" : "= 0");
	return r == 0 ? gpio->values[0] : r;
}

static const char *level_text(int level)
{
	if (level == -EBUSY)
		return "not to be read: the line is held";
	return level < 0 ? strerror(-level) : level ? "1" : "0";
}

static void print_one(struct context *context, struct gpio *gpio)
{
	bool raw = context->settings.raw;
	int level = raw ? read_level(gpio) : 0;
	char place[GPIO_PLACE];

	if (context->settings.quiet) {
		output_print("%s\n", gpio_place(&gpio->infos[0], place));
	} else if (json_wanted(context)) {
		struct json_object *object = gpio_json(gpio, 0);

		put_line(object, &gpio->infos[0]);
		if (raw && level >= 0)
			json_put_number(object, "raw_level", (uint64_t)level);
		else if (raw)
			json_put_text(object, "raw_level", NULL);
		json_append(context, "lines", object);
	} else {
		print_info(gpio, 0, raw ? level_text(level) : NULL);
	}
}

/* Every line is opened by itself, so that one that is held does not keep the others from being read */
int cmd_gpio_info(struct context *context)
{
	const struct texts *words = &context->settings.arguments;
	struct gpio *list;
	int r = 0;

	if (context->settings.dry_run)
		return json_wanted(context) ? 0 : plan();
	list = calloc(words->count, sizeof(*list));
	if (!list)
		output_die_memory();
	for (unsigned int i = 0; i < words->count && r == 0; i++) {
		gpio_add(&list[i], context, words->list[i], strlen(words->list[i]));
		r = gpio_find(&list[i], HWREG_GPIO_RAW | HWREG_GPIO_NO_EVENTS);
	}
	if (r == 0)
		r = observe_start(context);
	for (unsigned int i = 0; i < words->count && r == 0; i++)
		print_one(context, &list[i]);
	for (unsigned int i = 0; i < words->count; i++)
		gpio_close(&list[i]);
	free(list);
	return r;
}
