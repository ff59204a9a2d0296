// SPDX-License-Identifier: MIT
/* options.c - parse a command line by the tables */
#include "options.h"
#include "output.h"

#include <hwreg.h>
#include <nearest.h>

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_OPTIONS 32
#define FIRST_LONG 256 /* getopt's value of a long option: this plus its index */

/* The options that hold at one place of the line, and the same as getopt wants them */
struct table {
	const struct option_spec *specs[MOST_OPTIONS];
	struct option options[MOST_OPTIONS + 1];
	char letters[2 * MOST_OPTIONS + 3];
	unsigned int count;
};

const struct option_spec *options_find(const struct option_spec *options, const char *name,
				       size_t length)
{
	for (; options && options->name; options++)
		if (strlen(options->name) == length && !memcmp(options->name, name, length))
			return options;
	return NULL;
}

const struct option_spec *options_find_letter(const struct option_spec *options, char letter)
{
	for (; options && options->name; options++)
		if (options->letter && options->letter == letter)
			return options;
	return NULL;
}

void texts_add(struct texts *texts, const char *text)
{
	const char **old = texts->list;

	if (texts->count >= texts->room) {
		texts->list = realloc(texts->room ? old : NULL,
				      (2 * (size_t)texts->count + 1) * sizeof(*old));
		if (!texts->list)
			output_die_memory();
		if (!texts->room && texts->count)
			memcpy(texts->list, old, texts->count * sizeof(*old));
		texts->room = 2 * texts->count + 1;
	}
	texts->list[texts->count++] = text;
}

const char *texts_take(struct texts *texts)
{
	const char *first = texts->list[0];

	texts->count--;
	if (texts->room)
		memmove(texts->list, texts->list + 1, texts->count * sizeof(texts->list[0]));
	else
		texts->list++;
	return first;
}

void texts_free(struct texts *texts)
{
	if (texts->room)
		free(texts->list);
}

static void table_add(struct table *table, const struct option_spec *spec)
{
	char *letters = table->letters + strlen(table->letters);

	for (; spec && spec->name && table->count < MOST_OPTIONS; spec++) {
		table->specs[table->count] = spec;
		table->options[table->count] = (struct option){
			.name = spec->name,
			.has_arg = spec->argument ? required_argument : no_argument,
			.val = FIRST_LONG + table->count,
		};
		table->count++;
		if (spec->letter)
			*letters++ = spec->letter;
		if (spec->letter && spec->argument)
			*letters++ = ':';
	}
}

/* The prefix that getopt wants: `:` tells a missing argument apart, `-` hands over arguments in
 * between options as options with the value 1, `+` stops at the first of them. */
static void table_init(struct table *table, const struct command *command)
{
	memset(table, 0, sizeof(*table));
	strcpy(table->letters, command ? "-:" : "+:");
	if (command)
		table_add(table, command->options);
	table_add(table, global_options);
}

/* How messages name an option: as it was typed, or could have been */
static const char *option_label(const struct option_spec *spec, char *buffer, size_t size)
{
	if (spec->letter)
		snprintf(buffer, size, "-%c/--%s", spec->letter, spec->name);
	else
		snprintf(buffer, size, "--%s", spec->name);
	return buffer;
}

/* Position from 1 of a word among choices separated by spaces; 0: not one of them */
static unsigned int choice_find(const char *choices, const char *word, size_t length)
{
	unsigned int position = 1;
	size_t span;

	for (; *choices; choices += span + (choices[span] == ' '), position++) {
		span = strcspn(choices, " ");
		if (span == length && !memcmp(choices, word, length))
			return position;
	}
	return 0;
}

static int choice_unknown(const struct option_spec *spec, const char *word, size_t length,
			  struct hwreg_error *err)
{
	char label[40], list[80], *c;
	const char *joint = spec->kind == OPTION_CHOICES ? "," : ", ";
	size_t used = 0;

	for (c = (char *)spec->choices; *c && used + 3 < sizeof(list); c++)
		used += snprintf(list + used, sizeof(list) - used, "%.*s",
				 *c == ' ' ? (int)strlen(joint) : 1, *c == ' ' ? joint : c);
	return output_fail(err, HWREG_ERROR_REQUEST, "%s: '%.*s' is not one of: %s",
			   option_label(spec, label, sizeof(label)), (int)length, word, list);
}

static int set_choices(const struct option_spec *spec, const char *value, unsigned int *bits,
		       struct hwreg_error *err)
{
	for (;;) {
		size_t length = strcspn(value, ",");
		unsigned int position = choice_find(spec->choices, value, length);

		if (!position)
			return choice_unknown(spec, value, length, err);
		*bits |= 1u << (position - 1);
		if (!value[length])
			return 0;
		value += length + 1;
	}
}

static int set_choice(const struct option_spec *spec, const char *value, unsigned int *choice,
		      struct hwreg_error *err)
{
	unsigned int position = choice_find(spec->choices, value, strlen(value));

	if (!position)
		return choice_unknown(spec, value, strlen(value), err);
	*choice = position;
	return 0;
}

static int set_count(const char *value, uint64_t *count, struct hwreg_error *err)
{
	uint64_t number;
	int r = hwreg_number_parse(value, &number, err);

	if (r < 0)
		return r;
	if (number == 0)
		return output_fail(err, HWREG_ERROR_REQUEST, "'0' must be at least 1");
	*count = number;
	return 0;
}

static int set_option(const struct option_spec *spec, const char *value, struct settings *settings,
		      struct hwreg_error *err)
{
	void *place = (char *)settings + spec->offset;
	char label[40];
	int r = 0;

	switch (spec->kind) {
	case OPTION_FLAG:
		*(bool *)place = true;
		return 0;
	case OPTION_TEXT:
		*(const char **)place = value;
		return 0;
	case OPTION_TEXTS:
		texts_add(place, value);
		return 0;
	case OPTION_CHOICE:
		return set_choice(spec, value, place, err);
	case OPTION_CHOICES:
		return set_choices(spec, value, place, err);
	case OPTION_COUNT:
		r = set_count(value, place, err);
		break;
	case OPTION_NUMBER:
		r = hwreg_number_parse(value, &((struct number *)place)->value, err);
		((struct number *)place)->given = true;
		break;
	case OPTION_DURATION:
		r = hwreg_duration_parse(value, place, err);
		break;
	}
	if (r < 0)
		output_context(err, "%s", option_label(spec, label, sizeof(label)));
	return r;
}

/* The command that has an option which is not one here, or NULL */
static const char *option_owner(const char *name)
{
	for (const struct command *command = commands; command->name; command++)
		if (options_find(command->options, name, strlen(name)))
			return command->name;
	return NULL;
}

/* A word that getopt does not take for an option of the table */
static int option_unknown(const struct table *table, const char *word, int letter,
			  struct hwreg_error *err)
{
	char typed[64], names[MOST_OPTIONS][32], hint[160];
	struct hwreg_nearest nearest = { .word = typed };

	if (letter && (strncmp(word, "--", 2) != 0))
		return output_fail(err, HWREG_ERROR_REQUEST, "no option -%c; %s", letter,
				   letter >= '0' && letter <= '9' ? "a number has no sign"
								  : "hwreg --help lists them");
	snprintf(typed, sizeof(typed), "%.*s", (int)strcspn(word, "="), word);
	for (unsigned int i = 0; i < table->count; i++) {
		snprintf(names[i], sizeof(names[i]), "--%s", table->specs[i]->name);
		if (letter && !strcmp(names[i], typed))
			return output_fail(err, HWREG_ERROR_REQUEST, "%s takes no value", typed);
		hwreg_nearest_offer(&nearest, names[i]);
	}
	if (option_owner(typed + 2))
		return output_fail(err, HWREG_ERROR_REQUEST,
				   "%s is an option of %s alone, and comes after it", typed,
				   option_owner(typed + 2));
	return output_fail(err, HWREG_ERROR_REQUEST, "no option %s%s", typed,
			   hwreg_nearest_hint(&nearest, hint, sizeof(hint)));
}

static int option_lacks_argument(const struct option_spec *spec, struct hwreg_error *err)
{
	char label[40];

	return output_fail(err, HWREG_ERROR_REQUEST, "%s needs an argument: %s%s",
			   option_label(spec, label, sizeof(label)), spec->choices ? "one of " : "",
			   spec->choices ? spec->choices : spec->argument);
}

static const struct option_spec *table_find(const struct table *table, int value)
{
	for (unsigned int i = 0; i < table->count; i++)
		if (value == FIRST_LONG + (int)i || value == table->specs[i]->letter)
			return table->specs[i];
	return NULL;
}

/* Before a command, if the next word is it; after it, if no word may be an option */
static bool has_no_option(const struct command *command, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (argv[i][0] == '-')
			return false;
		if (!command)
			break;
	}
	return true;
}

int options_parse(const struct command *command, int argc, char **argv, struct settings *settings,
		  struct hwreg_error *err)
{
	struct table table;
	int value, r;

	if (has_no_option(command, argc, argv)) {
		if (!command)
			return 1;
		settings->arguments.list = (const char **)argv + 1;
		settings->arguments.count = (unsigned int)argc - 1;
		return argc;
	}
	table_init(&table, command);
	opterr = 0;
	optind = 0; /* start anew */
	while ((value = getopt_long(argc, argv, table.letters, table.options, NULL)) != -1) {
		const struct option_spec *spec = table_find(&table, value == ':' ? optopt : value);

		if (value == '?')
			return option_unknown(&table, argv[optind - 1], optopt, err);
		if (!spec) { /* the value 1 */
			texts_add(&settings->arguments, optarg);
			continue;
		}
		if (value == ':')
			return option_lacks_argument(spec, err);
		r = set_option(spec, optarg, settings, err);
		if (r < 0)
			return r;
	}
	if (!command)
		return optind;
	for (; optind < argc; optind++)
		texts_add(&settings->arguments, argv[optind]);
	return optind;
}

void options_free(struct settings *settings)
{
	texts_free(&settings->targets);
	texts_free(&settings->then);
	texts_free(&settings->sets);
	texts_free(&settings->arguments);
}
