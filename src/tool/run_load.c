// SPDX-License-Identifier: MIT
/* run_load.c - the sequences that hwreg run is to make: files, and those of the board */
#include "output.h"
#include "run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_file(const char *word)
{
	const char *dot = strrchr(word, '.');

	return strchr(word, '/') || (dot && (!strcmp(dot, ".yaml") || !strcmp(dot, ".yml")));
}

static int finding(void *data, const struct hwreg_report *report)
{
	struct run *run = data;

	context_finding(report);
	run->findings++;
	run->context->reported = true;
	return 0;
}

struct hwreg_sequence_options run_load_options(struct run *run)
{
	const struct settings *settings = &run->context->settings;

	return (struct hwreg_sequence_options){
		.size = sizeof(struct hwreg_sequence_options),
		.flags = (settings->allow_shell ? HWREG_SEQUENCE_ALLOW_SHELL : 0) |
			 (settings->keep_going ? HWREG_SEQUENCE_KEEP_GOING : 0),
		.sets = settings->sets.list,
		.set_count = settings->sets.count,
		.report = finding,
		.data = run,
	};
}

int run_keep_first(struct run *run, int before, int r, unsigned int findings,
		   const struct hwreg_error *err)
{
	struct context *context = run->context;

	if (r == 0)
		return before;
	if (before == 0) {
		context->err = *err;
		return r;
	}
	if (!context->reported)
		output_message("%s", context->err.message);
	if (run->findings == findings)
		output_message("%s", err->message);
	context->reported = true;
	return before;
}

/* Those in files, or those of the board */
static int load(struct run *run, bool files)
{
	struct hwreg_sequence_options options = run_load_options(run);
	int r = 0, one;

	for (unsigned int i = 0; i < run->words.count; i++) {
		const char *word = run->words.list[i];
		struct hwreg_error err = HWREG_ERROR_INIT;
		unsigned int findings = run->findings;

		if (is_file(word) != files)
			continue;
		if (files)
			one = hwreg_sequence_load(&run->list[i], word, &options, &err);
		else
			one = hwreg_sequence_of_board(&run->list[i], run->context->board, word,
						      &options, &err);
		r = run_keep_first(run, r, one, findings, &err);
	}
	return r;
}

static bool has_names(const struct run *run)
{
	for (unsigned int i = 0; i < run->words.count; i++)
		if (!is_file(run->words.list[i]))
			return true;
	return false;
}

/* The board that the first file requires, where none was given */
static void name_board(struct run *run)
{
	struct hwreg_sequence_info info = { .size = sizeof(info) };

	for (unsigned int i = 0; i < run->words.count; i++) {
		if (!run->list[i])
			continue;
		hwreg_sequence_describe(run->list[i], &info);
		if (info.board) {
			context_prefer_board(run->context, info.board);
			return;
		}
	}
}

/* Somebody may have left out the end of a file's name */
static void hint_file(struct run *run)
{
	for (unsigned int i = 0; i < run->words.count; i++) {
		char *path = output_strdup("%s.yaml", run->words.list[i]);

		if (!is_file(run->words.list[i]) && access(path, F_OK) == 0)
			context_note(run->context,
				     output_strdup("to run the file: hwreg run %s", path));
		free(path);
	}
}

/* What there is, where no name is near */
static void hint_names(struct context *context)
{
	struct hwreg_board_sequence_info info = { .size = sizeof(info) };
	struct report_buffer names = { 0 };
	char *text;

	if (!context->board || strstr(context->err.message, "did you mean"))
		return;
	for (uint32_t i = 0; hwreg_board_sequence(context->board, i, &info) == 0; i++)
		report_put(&names, "%s %s", i ? "," : "", info.name);
	text = report_taken(&names);
	if (*text)
		context_note(context, output_strdup("it has%s", text));
	free(text);
}

int run_load(struct run *run)
{
	int files = load(run, true), names = 0;

	if (has_names(run) || files == 0) {
		name_board(run);
		names = has_names(run) ? context_board(run->context, BOARD_NEEDED) : 0;
		if (names == 0) {
			names = load(run, false);
			if (names == -ENOENT)
				hint_names(run->context);
		}
		if (names < 0)
			hint_file(run);
	}
	return files < 0 ? files : names;
}
