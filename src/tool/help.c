// SPDX-License-Identifier: MIT
/* help.c - --help, from the tables of commands and options, in 80 columns */
#include "options.h"
#include "output.h"

#include <stdio.h>
#include <string.h>

#define COLUMNS 80
#define HELP_COLUMN 26 /* where the explanations start */

/* Print words from column @at on, with lines after the first indented */
static void wrap(const char *text, size_t length, unsigned int at, unsigned int indent)
{
	const char *end = text + length;
	unsigned int start = at;

	while (text < end) {
		size_t word = strcspn(text, " \n");

		if (word > (size_t)(end - text))
			word = end - text;
		if (at > start && at + 1 + word > COLUMNS) {
			output_print("\n%*s", indent, "");
			at = start = indent;
		}
		output_print("%s%.*s", at > start ? " " : "", (int)word, text);
		at += word + (at > start);
		text += word;
		text += strspn(text, " \n");
	}
	output_print("\n");
}

/* Paragraphs; lines that start with a space stay as they are */
static void paragraphs(const char *text)
{
	for (size_t length; *text; text += length + (text[length] == '\n')) {
		length = strcspn(text, "\n");
		if (*text == ' ' || length == 0)
			output_print("%.*s\n", (int)length, text);
		else
			wrap(text, length, 0, 0);
	}
}

/* One row of two columns, or of two lines where the first is too long */
static void row(const char *left, const char *right)
{
	if (strlen(left) > HELP_COLUMN - 4)
		output_print("  %s\n%*s", left, HELP_COLUMN, "");
	else
		output_print("  %-*s", HELP_COLUMN - 2, left);
	wrap(right, strlen(right), HELP_COLUMN, HELP_COLUMN);
}

static void print_options(const struct option_spec *spec)
{
	char left[64];

	for (; spec && spec->name; spec++) {
		snprintf(left, sizeof(left), "%c%c%s --%s%s%s", spec->letter ? '-' : ' ',
			 spec->letter ? spec->letter : ' ', spec->letter ? "," : " ", spec->name,
			 spec->argument ? " " : "", spec->argument ? spec->argument : "");
		row(left, spec->help);
	}
}

static void full_name(const struct command *command, char *buffer, size_t size,
		      const char *arguments)
{
	snprintf(buffer, size, "%s%s%s%s%s", command->name, command->sub ? " " : "",
		 command->sub ? command->sub : "", *arguments ? " " : "", arguments);
}

void help_print(void)
{
	char left[64];

	output_print("Usage: hwreg [OPTIONS] COMMAND [OPTIONS] ARGUMENTS\n\n"
		     "Read and write hardware registers, by number or by the names of a board.\n\n"
		     "Commands:\n");
	for (const struct command *command = commands; command->name; command++) {
		full_name(command, left, sizeof(left), command->arguments);
		row(left, command->help);
	}
	output_print("\nOptions, before or after the command:\n");
	print_options(global_options);
	output_print("\nExit status: 0 done, 1 the answer is no, 2 the request is wrong,\n"
		     "3 an access or an output failed, 4 not available or not permitted here.\n"
		     "hwreg COMMAND --help tells more.\n");
}

void help_print_group(const char *name)
{
	char left[64];

	output_print("Usage: hwreg [OPTIONS] %s COMMAND [OPTIONS] ARGUMENTS\n\nCommands:\n", name);
	for (const struct command *command = commands; command->name; command++) {
		if (strcmp(command->name, name) != 0)
			continue;
		full_name(command, left, sizeof(left), command->arguments);
		row(left, command->help);
	}
	output_print("\nhwreg %s COMMAND --help tells more.\n", name);
}

void help_print_command(const struct command *command)
{
	char name[64];

	full_name(command, name, sizeof(name), command->arguments);
	output_print("Usage: hwreg [OPTIONS] %s\n\n", name);
	output_print("%c%s.\n", command->help[0] - 'a' + 'A', command->help + 1);
	if (command->details) {
		output_print("\n");
		paragraphs(command->details);
	}
	if (command->options) {
		output_print("\nOptions:\n");
		print_options(command->options);
	}
	output_print("\nGlobal options:\n");
	print_options(global_options);
}
