// SPDX-License-Identifier: MIT
/* command.c - find a command in the table */
#include "options.h"
#include "output.h"

#include <hwreg.h>
#include <nearest.h>

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define HINT_SIZE 160

static int sub_unknown(const char *first, const char *second, struct hwreg_error *err)
{
	struct hwreg_nearest nearest = { .word = second };
	char hint[HINT_SIZE], names[80] = "";

	for (const struct command *command = commands; command->name; command++) {
		size_t used = strlen(names);

		if (strcmp(command->name, first) != 0 || !command->sub)
			continue;
		hwreg_nearest_offer(&nearest, command->sub);
		snprintf(names + used, sizeof(names) - used, "%s%s", used ? ", " : "",
			 command->sub);
	}
	if (!*names)
		return output_fail(err, HWREG_ERROR_REQUEST, "%s is a command of one word", first);
	if (!*second)
		return output_fail(err, HWREG_ERROR_REQUEST, "%s needs a second word: %s", first,
				   names);
	hwreg_nearest_hint(&nearest, hint, sizeof(hint));
	return output_fail(err, HWREG_ERROR_REQUEST, "no command %s %s%s%s", first, second,
			   *hint ? hint : "; there is ", *hint ? "" : names);
}

/* Is it a command that this build could have had? */
static bool is_left_out(const char *name)
{
	static const char *const optional =
		" bind board completion copy decode diff dump export fill find gpio help import "
		"info irq list load policy restore run save shell sim targets unbind wait watch ";
	size_t length = strlen(name);

	if (!length || strchr(name, ' '))
		return false;
	for (const char *at = strstr(optional, name); at; at = strstr(at + 1, name))
		if (at[-1] == ' ' && at[length] == ' ')
			return true;
	return false;
}

int command_unknown(const char *first, const char *second, struct hwreg_error *err)
{
	struct hwreg_nearest nearest = { .word = first };
	const char *previous = "";
	char hint[HINT_SIZE];

	if (second)
		return sub_unknown(first, second, err);
	for (const struct command *command = commands; command->name; command++) {
		if (strcmp(command->name, previous) != 0)
			hwreg_nearest_offer(&nearest, command->name);
		previous = command->name;
	}
	if (is_left_out(first))
		return output_fail(
			err, HWREG_ERROR_UNAVAILABLE,
			"this hwreg was built without the command %s; hwreg --help lists "
			"those that it has",
			first);
	hwreg_nearest_hint(&nearest, hint, sizeof(hint));
	if (isdigit((unsigned char)*first) || strpbrk(first, ".="))
		return output_fail(err, HWREG_ERROR_REQUEST,
				   "%s is not a command; to access it: hwreg %s %s", first,
				   strchr(first, '=') ? "poke" : "peek", first);
	return output_fail(err, HWREG_ERROR_REQUEST, "no command %s%s", first,
			   *hint ? hint : "; hwreg --help lists them");
}

bool command_is_group(const char *first)
{
	bool group = false;

	for (const struct command *command = commands; command->name; command++)
		if (strcmp(command->name, first) == 0) {
			if (!command->sub)
				return false;
			group = true;
		}
	return group;
}

int command_find(int argc, char **argv, const struct command **out, struct hwreg_error *err)
{
	const struct command *alone = NULL;
	bool shared = false;

	for (const struct command *command = commands; command->name; command++) {
		if (strcmp(command->name, argv[0]) != 0) {
			if (shared)
				break; /* they stand together */
			continue;
		}
		shared = true;
		if (!command->sub)
			alone = command;
		if (!command->sub || argc < 2 || strcmp(command->sub, argv[1]) != 0)
			continue;
		*out = command;
		return 2;
	}
	if (alone) {
		*out = alone;
		return 1;
	}
	return command_unknown(argv[0], !shared ? NULL : argc > 1 ? argv[1] : "", err);
}
