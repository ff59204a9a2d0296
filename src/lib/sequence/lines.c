// SPDX-License-Identifier: MIT
/* lines.c - the GPIO lines of a sequence: which, for what, and held */
#include "walk.h"

#include <string.h>

/* ---- Steps -------------------------------------------------------------------------------------- */

int line_split(const char *text, enum gpio_action *action, size_t *length, uint8_t *value,
	       struct hwreg_error *err)
{
	const char *equals = strchr(text, '='), *number = equals ? equals + 1 : NULL;

	if (number && *number == '=')
		number++;
	if (!equals || equals == text || !number ||
	    (strcmp(number, "0") != 0 && strcmp(number, "1") != 0))
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EINVAL,
			"'%.80s': LINE=0 or LINE=1 drives a line, LINE==0 or LINE==1 looks at it; "
			"{edge: rising, of: LINE} waits for an edge",
			text);
	*action = number == equals + 2 ? GPIO_LOOK : GPIO_SET;
	*length = (size_t)(equals - text);
	*value = *number == '1';
	return 0;
}

struct line *line_find(const struct hwreg_sequence *sequence, const char *word, size_t length)
{
	struct line **lines = sequence->lines.data;

	for (size_t i = 0; i < sequence->lines.count; i++)
		if (strlen(lines[i]->word) == length && memcmp(lines[i]->word, word, length) == 0)
			return lines[i];
	return NULL;
}

static struct hwreg_gpio_options options_of(const struct hwreg_session *session)
{
	return (struct hwreg_gpio_options){
		.size = sizeof(struct hwreg_gpio_options),
		.flags = session->flags & (HWREG_DRY_RUN | HWREG_FORCE_BOARD),
		.board = session->board,
		.raise = session->raise,
		.raise_data = session->raise_data,
	};
}

/* A name that the board does not have, or no CHIP:LINE */
static void check_line_name(struct walk *walk, const struct line *line)
{
	struct hwreg_gpio_options options = options_of(walk->session);
	struct hwreg_error why = HWREG_ERROR_INIT;
	struct hwreg_gpio *gpio;

	options.flags |= HWREG_DRY_RUN;
	if (hwreg_gpio_open(&gpio, &line->word, 1, &options, &why) == 0)
		hwreg_gpio_close(gpio);
	else if (why.kind == HWREG_ERROR_REQUEST)
		walk_report(walk, CHECK_GPIO_STEP, line->place, "%s", why.message);
}

static struct line *line_get_or_add(struct walk *walk, const char *word, size_t length,
				    struct place place)
{
	struct hwreg_sequence *sequence = walk->sequence;
	struct line *line = line_find(sequence, word, length), **slot;

	if (line)
		return line;
	line = arena_alloc(&sequence->loader->arena, sizeof(*line));
	slot = line ? array_push(&sequence->loader->arena, &sequence->lines, 1) : NULL;
	if (!slot)
		return NULL;
	*slot = line;
	line->word = arena_text(&sequence->loader->arena, word, length);
	line->place = place;
	if (!line->word)
		return NULL;
	check_line_name(walk, line);
	return line;
}

static void take(struct walk *walk, struct line *line, enum gpio_action action, uint8_t edges,
		 struct place place)
{
	if (!line)
		return;
	line->sets |= action == GPIO_SET;
	line->looks |= action == GPIO_LOOK;
	line->edges |= edges;
	if (line->sets && line->edges)
		walk_report(walk, CHECK_GPIO_STEP, place,
			    "%s: one step drives the line and another waits for its edges, for "
			    "which it must be an input",
			    line->word);
}

static void walk_value(struct walk *walk, const struct script *script, const struct word *word)
{
	const char *text = walk_text(walk, script, &word->text);
	struct hwreg_error why = HWREG_ERROR_INIT;
	enum gpio_action action;
	size_t length;
	uint8_t value;

	if (!text)
		return;
	if (line_split(text, &action, &length, &value, &why) != 0)
		walk_report(walk, CHECK_GPIO_STEP, word->text.place, "%s", why.message);
	else if (walk->late.at < length)
		walk_report(walk, CHECK_VARIABLE_PLACE, word->text.place,
			    "%s: what a peek reads cannot be the name of a line", word->text.plain);
	else
		take(walk, line_get_or_add(walk, text, length, word->text.place), action, 0,
		     word->text.place);
}

void walk_line(struct walk *walk, const struct script *script, const struct step *step)
{
	const char *text;

	if (walk->mode != WALK_RESOLVE)
		return;
	walk->late.value = 0;
	for (uint32_t i = 0; i < step->word_count; i++)
		walk_value(walk, script, &step->words[i]);
	if (!step->edges)
		return;
	text = walk_text(walk, script, &step->text);
	if (text && walk->late.at != SIZE_MAX)
		walk_report(walk, CHECK_VARIABLE_PLACE, step->text.place,
			    "%s: what a peek reads cannot be the name of a line", step->text.plain);
	else if (text)
		take(walk, line_get_or_add(walk, text, strlen(text), step->text.place), GPIO_EDGE,
		     step->edges, step->text.place);
}

/* ---- Holding ------------------------------------------------------------------------------------ */

static int hold(struct line *line, uint32_t direction, const uint8_t *value,
		struct hwreg_error *err)
{
	const struct hwreg_gpio_request request = { .size = sizeof(request),
						    .direction = direction,
						    .values = value };
	int r = hwreg_gpio_request(line->gpio, &request, err);

	line->held = !r;
	return r;
}

/* A line that will be driven is requested then; that somebody holds it should be known before */
static int check_free(struct line *line, struct hwreg_error *err)
{
	struct hwreg_gpio_line info = { .size = sizeof(info) };
	int r = hwreg_gpio_describe(line->gpio, 0, &info, err);

	if (r || !info.used)
		return r;
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, EBUSY, "%s: it is held by %s",
			       line->word, info.consumer[0] ? info.consumer : "the kernel");
}

/* Two words for one line, of which one may be the board's, who calls it active-low */
static bool join_line(struct line *line, struct line *other, const struct hwreg_gpio_line *info)
{
	if (other->same || !other->gpio || other->offset != info->offset ||
	    strcmp(other->chip, info->chip) != 0)
		return false;
	line->same = other;
	line->inverted = other->active_low != info->active_low;
	other->sets |= line->sets;
	other->looks |= line->looks;
	other->all_edges |= line_edges(line, line->edges);
	hwreg_gpio_close(line->gpio);
	line->gpio = NULL;
	return true;
}

/* One line may have several words, of which one is waited for and another is opened first */
static bool any_edges(const struct hwreg_sequence *sequence)
{
	struct line **lines = sequence->lines.data;

	for (size_t i = 0; i < sequence->lines.count; i++)
		if (lines[i]->edges)
			return true;
	return false;
}

static int find_line(const struct hwreg_sequence *sequence, size_t index, struct hwreg_error *err)
{
	struct hwreg_gpio_options options = options_of(sequence->session);
	struct hwreg_gpio_line info = { .size = sizeof(info) };
	struct line **lines = sequence->lines.data, *line = lines[index];
	int r;

	if (!any_edges(sequence))
		options.flags |= HWREG_GPIO_NO_EVENTS;
	r = hwreg_gpio_open(&line->gpio, &line->word, 1, &options, err);
	if (r || (options.flags & HWREG_DRY_RUN))
		return r;
	r = hwreg_gpio_describe(line->gpio, 0, &info, err);
	if (r)
		return r;
	line->all_edges = line->edges;
	for (size_t i = 0; i < index; i++)
		if (join_line(line, lines[i], &info))
			return 0;
	line->offset = info.offset;
	line->active_low = info.active_low;
	memcpy(line->chip, info.chip, sizeof(line->chip));
	return 0;
}

static int open_line(struct line *line, struct hwreg_error *err)
{
	struct hwreg_gpio_request request = { .size = sizeof(request), .edges = line->all_edges };
	int r;

	if (line->same)
		return 0;
	if (line->sets && line->all_edges)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "%s: one step drives the line and another, by another name, "
				       "waits for its edges",
				       line->word);
	if (line->sets)
		return check_free(line, err);
	r = hwreg_gpio_request(line->gpio, &request, err);
	line->held = !r;
	return r;
}

int lines_prepare(struct hwreg_sequence *sequence, struct hwreg_error *err)
{
	struct line **lines = sequence->lines.data;
	bool dry = sequence->session->flags & HWREG_DRY_RUN;
	int r = 0;

	for (size_t i = 0; !r && i < sequence->lines.count; i++)
		r = find_line(sequence, i, err);
	for (size_t i = 0; !r && !dry && i < sequence->lines.count; i++)
		r = open_line(lines[i], err);
	return r;
}

void lines_close(struct hwreg_sequence *sequence)
{
	struct line **lines = sequence->lines.data;

	for (size_t i = 0; i < sequence->lines.count; i++) {
		hwreg_gpio_close(lines[i]->gpio);
		lines[i]->gpio = NULL;
		lines[i]->same = NULL;
		lines[i]->held = lines[i]->inverted = false;
	}
}

uint8_t line_edges(const struct line *line, uint8_t edges)
{
	if (!line->inverted || edges == (HWREG_GPIO_RISING | HWREG_GPIO_FALLING) || !edges)
		return edges;
	return edges ^ (HWREG_GPIO_RISING | HWREG_GPIO_FALLING);
}

int line_set(struct line *line, uint8_t value, struct hwreg_error *err)
{
	struct line *held = line_held(line);

	value ^= line->inverted;
	if (held->held)
		return hwreg_gpio_set(held->gpio, &value, err);
	return hold(held, HWREG_GPIO_OUTPUT, &value, err);
}

/* Of a line that is to be driven later: it is looked at as it is, and let go again */
static int look_first(const struct hwreg_sequence *sequence, const struct line *line,
		      uint8_t *value, struct hwreg_error *err)
{
	struct hwreg_gpio_options options = options_of(sequence->session);
	struct line once = { .word = line->word };
	int r;

	options.flags |= HWREG_GPIO_NO_EVENTS;
	r = hwreg_gpio_open(&once.gpio, &once.word, 1, &options, err);
	if (r)
		return r;
	r = hold(&once, HWREG_GPIO_AS_IS, NULL, err);
	if (!r)
		r = hwreg_gpio_get(once.gpio, value, err);
	hwreg_gpio_close(once.gpio);
	return r;
}

int line_get(const struct hwreg_sequence *sequence, struct line *line, uint8_t *value,
	     struct hwreg_error *err)
{
	struct line *held = line_held(line);
	int r = held->held ? hwreg_gpio_get(held->gpio, value, err)
			   : look_first(sequence, held, value, err);

	*value ^= line->inverted;
	return r;
}
