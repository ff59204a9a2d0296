// SPDX-License-Identifier: MIT
/*
 * mkman.c - make a man page from its prose and the command's own tables
 *
 * A program for the building machine: reads the page on standard input and replaces the lines
 *
 *	@SYNOPSIS@		one line a command
 *	@COMMANDS@		synopsis, help, details and options of each command
 *	@GLOBAL_OPTIONS@	options that all commands take
 *	@FILE PATH@		what is in a file
 *
 * and @VERSION@ inside lines.
 */
#define RUN(function) NULL
#include "../tool/commands.c" /* its tables, without the functions; NOLINT(bugprone-suspicious-include) */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "roff.h"

/* Sentences start on lines of their own, as roff wants it */
static void put_prose(const char *text, size_t length)
{
	size_t start = 0;

	for (size_t i = 0; i + 1 < length; i++) {
		if (text[i] != '.' || text[i + 1] != ' ' || (i && text[i - 1] == '.'))
			continue;
		put(stdout, text + start, i + 1 - start);
		putchar('\n');
		start = i + 2;
	}
	put(stdout, text + start, length - start);
	putchar('\n');
}

/* Lines of an example come one after the other, with an empty line before them */
static void put_details(const char *text)
{
	bool example = false;
	size_t length;

	for (; text && *text; text += length + (text[length] == '\n')) {
		length = strcspn(text, "\n");
		if (length == 0)
			continue;
		if ((*text == ' ') != example)
			puts(example ? ".EE\n.RE" : ".PP\n.RS 4\n.EX");
		else if (*text != ' ')
			puts(".PP");
		example = *text == ' ';
		if (!example) {
			put_prose(text, length);
			continue;
		}
		put(stdout, text + 2, length - 2);
		putchar('\n');
	}
	if (example)
		puts(".EE\n.RE");
}

static void put_name(const struct command *command)
{
	put_text(stdout, command->name);
	if (command->sub) {
		putchar(' ');
		put_text(stdout, command->sub);
	}
}

static void put_options(const struct option_spec *option)
{
	for (; option && option->name; option++) {
		puts(".TP");
		if (option->letter)
			printf("\\fB\\-%c\\fR, ", option->letter);
		fputs("\\fB\\-\\-", stdout);
		put_text(stdout, option->name);
		fputs("\\fR", stdout);
		if (option->argument)
			printf(" \\fI%s\\fR", option->argument);
		putchar('\n');
		put_prose(option->help, strlen(option->help));
	}
}

static void put_synopsis(void)
{
	for (const struct command *command = commands; command->name; command++) {
		if (command != commands)
			puts(".br");
		fputs("\\fBhwreg\\fR [\\fIOPTIONS\\fR] \\fB", stdout);
		put_name(command);
		fputs("\\fR", stdout);
		for (const struct option_spec *o = command->options; o && o->name; o++) {
			fputs(" [\\fB\\-\\-", stdout);
			put_text(stdout, o->name);
			fputs("\\fR", stdout);
			if (o->argument)
				printf(" \\fI%s\\fR", o->argument);
			putchar(']');
		}
		if (*command->arguments)
			printf(" \\fI%s\\fR", command->arguments);
		putchar('\n');
	}
}

static void put_commands(void)
{
	for (const struct command *command = commands; command->name; command++) {
		fputs(".SS \\fB", stdout);
		put_name(command);
		printf("\\fR%s%s%s\n", *command->arguments ? " \\fI" : "", command->arguments,
		       *command->arguments ? "\\fR" : "");
		putchar(command->help[0] - 'a' + 'A');
		put_text(stdout, command->help + 1);
		puts(".");
		put_details(command->details);
		put_options(command->options);
	}
}

/* "@FILE path@", as it is */
static int put_file(char *line)
{
	char *path = line + strlen("@FILE "), *text = NULL;
	size_t size = 0;
	FILE *file;

	path[strcspn(path, "@\n")] = '\0';
	file = fopen(path, "r");
	if (!file) {
		perror(path);
		return -1;
	}
	puts(".RS 4\n.EX");
	while (getline(&text, &size, file) >= 0)
		put_text(stdout, text);
	puts(".EE\n.RE");
	free(text);
	fclose(file);
	return 0;
}

static void put_line(const char *line)
{
	static const char version[] = "@VERSION@";
	const char *at;

	while ((at = strstr(line, version))) {
		printf("%.*s%s", (int)(at - line), line, HWREG_VERSION);
		line = at + sizeof(version) - 1;
	}
	fputs(line, stdout);
}

int main(void)
{
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, stdin) >= 0) {
		if (!strcmp(line, "@SYNOPSIS@\n"))
			put_synopsis();
		else if (!strcmp(line, "@COMMANDS@\n"))
			put_commands();
		else if (!strcmp(line, "@GLOBAL_OPTIONS@\n"))
			put_options(global_options);
		else if (strncmp(line, "@FILE ", strlen("@FILE ")) != 0)
			put_line(line);
		else if (put_file(line) != 0)
			return EXIT_FAILURE;
	}
	free(line);
	return ferror(stdin) || fflush(stdout) || ferror(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
