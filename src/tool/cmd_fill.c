// SPDX-License-Identifier: MIT
/* cmd_fill.c - hwreg fill: write a value, or a few in turn, to many registers */
#include "many.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

struct pattern {
	uint64_t *values;
	size_t count;
};

static int parse_values(struct context *context, const char *text, struct pattern *pattern)
{
	char *copy = output_strdup("%s", text), *rest = copy, *word;
	int r = 0;

	pattern->values = calloc(strlen(text) + 1, sizeof(pattern->values[0]));
	if (!pattern->values)
		output_die_memory();
	while (r == 0 && (word = strsep(&rest, ","))) {
		r = *word ? hwreg_number_parse(word, &pattern->values[pattern->count++],
					       &context->err)
			  : output_fail(&context->err, HWREG_ERROR_REQUEST,
					"'=%s': a value is missing", text);
	}
	free(copy);
	return r;
}

static int check_fit(struct context *context, const struct pattern *pattern, unsigned int width)
{
	for (size_t i = 0; i < pattern->count; i++)
		if (width < 64 && pattern->values[i] >> width)
			return output_fail(&context->err, HWREG_ERROR_REQUEST,
					   "0x%llx does not fit in %u bits, the largest value is "
					   "0x%llx",
					   (unsigned long long)pattern->values[i], width,
					   (1ull << width) - 1);
	return 0;
}

/* Every value may come to every register: a shorter one later in a block must hold it too */
static int check_values(const struct many *many)
{
	uint64_t total = hwreg_location_count(many->to), index = 0;
	struct hwreg_item item;
	int r = 0;

	while (index < total && r == 0) {
		index += hwreg_location_stretch(many->to, index, &item);
		r = check_fit(many->context, many->data, item.width);
	}
	return r;
}

static int get(struct many *many, uint64_t index, uint64_t count, const struct hwreg_item *item,
	       unsigned char *bytes)
{
	const struct pattern *pattern = many->data;
	unsigned int size = item->width / 8;

	for (uint64_t i = 0; i < count; i++, bytes += size)
		item_encode(item, pattern->values[(index + i) % pattern->count], bytes);
	return 0;
}

static int fill(struct many *many, char *word)
{
	const struct settings *settings = &many->context->settings;
	char *values = strchr(word, '=');
	int r;

	if (!values)
		return output_fail(&many->context->err, HWREG_ERROR_REQUEST,
				   "%s: has no value; usage: hwreg fill LOCATION=VALUE", word);
	*values++ = '\0';
	r = parse_values(many->context, values, many->data);
	if (r == 0)
		r = context_open(many->context, HWREG_WRITE, BOARD_IF_FOUND);
	if (r == 0)
		r = many_open_to(many, word, settings->count ? settings->count : settings->fifo,
				 settings->fifo);
	if (r == 0)
		r = check_values(many);
	return r < 0 ? r : many_write(many);
}

int cmd_fill(struct context *context)
{
	char *word = output_strdup("%s", context->settings.arguments.list[0]);
	struct pattern pattern = { .count = 0 };
	struct many many = { .context = context, .get = get, .data = &pattern };
	int r = fill(&many, word);

	hwreg_location_free(many.to);
	free(pattern.values);
	free(word);
	return r;
}
