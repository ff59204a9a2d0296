// SPDX-License-Identifier: MIT
/* invoke.c - one command from its words to its exit status */
#include "invoke.h"
#include "elevated.h"
#include "json.h"
#include "output.h"
#include "privilege.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static int check_arguments(struct context *context)
{
	const struct command *command = context->command;
	unsigned int count = context->settings.arguments.count;
	const char *sub = command->sub ? command->sub : "", *space = command->sub ? " " : "";
	const char *gap = *command->arguments ? " " : "";

	if (count < command->least)
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "%s%s%s: not enough arguments; usage: hwreg %s%s%s%s%s",
				   command->name, space, sub, command->name, space, sub, gap,
				   command->arguments);
	if (count > command->most)
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "%s%s%s: '%s' is too much; usage: hwreg %s%s%s%s%s",
				   command->name, space, sub,
				   context->settings.arguments.list[command->most], command->name,
				   space, sub, gap, command->arguments);
	return 0;
}

static int start_json(struct context *context)
{
	if (context->settings.output != OUTPUT_JSON)
		return 0;
#ifdef CONFIG_JSON
	return json_start(context);
#else
	return output_fail(&context->err, HWREG_ERROR_UNAVAILABLE,
			   "-o json: this hwreg was built without JSON");
#endif
}

/* "text", "text or json", "text, json, csv or vcd" */
static void list_outputs(unsigned int outputs, char *list, size_t size)
{
	const char *choices = options_find(global_options, "output", strlen("output"))->choices;
	unsigned int left = (unsigned int)__builtin_popcount(outputs);
	size_t used = 0, span;

	*list = '\0';
	for (unsigned int kind = OUTPUT_TEXT; left && used < size; kind++) {
		span = strcspn(choices, " ");
		if (outputs & (1u << kind))
			used += snprintf(list + used, size - used, "%.*s%s", (int)span, choices,
					 --left > 1  ? ", "
					 : left == 1 ? " or "
						     : "");
		choices += span + (choices[span] == ' ');
	}
}

/* What -o has for some commands alone */
static int check_output(struct context *context)
{
	unsigned int outputs = context->command->outputs & OUTPUTS_MASK;
	char list[64];

	if (!outputs)
		outputs = OUTPUTS_ALL;
	if (!context->settings.output || (outputs & (1u << context->settings.output)))
		return 0;
	list_outputs(outputs, list, sizeof(list));
	return output_fail(&context->err, HWREG_ERROR_REQUEST, "-o: %s prints %s, no other kind",
			   context->command->name, list);
}

/* By what the table says, and the options that configure GPIO lines or let interrupts through, which all
 * do that look at something else than edges of a line */
static int check_writes(struct context *context)
{
	const struct settings *settings = &context->settings;

	if (!(context->command->outputs & CHANGES_HARDWARE) && !settings->input &&
	    !settings->bias && !(settings->on && strncmp(settings->on, "gpio:", 5) != 0))
		return 0;
	return context_may_write(context);
}

/* Is it, or does it hold, a path of standard input? */
static bool names_input(const char *word)
{
	static const char *const paths[] = { "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0" };
	const char *at;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		at = strstr(word, paths[i]);
		if (at && !isalnum((unsigned char)at[strlen(paths[i])]))
			return true;
	}
	return false;
}

/* A line of a shell would take the lines after it for its data */
static int check_input(struct context *context)
{
	const struct settings *settings = &context->settings;
	const char *found = NULL;

	if (!context->shared)
		return 0;
	for (unsigned int i = 0; i < settings->arguments.count && !found; i++)
		if (strchr(settings->arguments.list[i], '/') &&
		    names_input(settings->arguments.list[i]))
			found = settings->arguments.list[i];
	for (unsigned int i = 0; context->own_targets && i < settings->targets.count; i++)
		if (names_input(settings->targets.list[i]))
			found = settings->targets.list[i];
	if (settings->board != context->shared->settings->board && names_input(settings->board))
		found = settings->board;
	if (!found)
		return 0;
	return output_fail(&context->err, HWREG_ERROR_REQUEST,
			   "%s: in a shell standard input is the lines; name a file", found);
}

/* `hwreg import --help`: where there is a command only with a second word */
static const char *group_of_help(const struct context *context, int used)
{
	const char *next = used + 1 < context->argc ? context->argv[used + 1] : NULL;

	if (next ? strcmp(next, "-h") != 0 && strcmp(next, "--help") != 0 : !context->settings.help)
		return NULL;
	return command_is_group(context->argv[used]) ? context->argv[used] : NULL;
}

/* Options before the command, the command, options and arguments after it */
static int parse(struct context *context)
{
	struct settings *settings = &context->settings;
	int used, words, r;

	used = options_parse(NULL, context->argc, context->argv, settings, &context->err);
	if (used < 0 || settings->version || (used == context->argc && settings->help))
		return used;
	if (used == context->argc)
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "no command given; hwreg --help lists them");
	context->group = group_of_help(context, used);
	if (context->group) {
		settings->help = true;
		return 0;
	}
	words = command_find(context->argc - used, context->argv + used, &context->command,
			     &context->err);
	if (words < 0)
		return words;
	used += words - 1;
	r = options_parse(context->command, context->argc - used, context->argv + used, settings,
			  &context->err);
	if (r < 0 || settings->help || settings->version)
		return r;
	context->own_targets = context->shared &&
			       settings->targets.count > context->shared->settings->targets.count;
	r = elevated_check(context);
	if (r == 0)
		r = check_arguments(context);
	if (r == 0)
		r = check_input(context);
	if (r == 0)
		r = check_output(context);
	return r < 0 ? r : check_writes(context);
}

int invoke(struct context *context)
{
	int r = context->err.kind ? -EINVAL : parse(context), started;

	if (r >= 0 && context->settings.version) {
		output_print("hwreg %s\n", hwreg_version());
		return 0;
	}
	if (r >= 0 && context->settings.help) {
		if (context->command)
			help_print_command(context->command);
		else if (context->group)
			help_print_group(context->group);
		else
			help_print();
		return 0;
	}
	started = start_json(context);
	if (r < 0 || started < 0)
		return r < 0 ? r : started;
	if (context->command->outputs & NO_DEVICES)
		privilege_drop();
	if (context->command->outputs & OPENS_MORE)
		context_confine(context);
	if (context->shared && !(context->command->outputs & SYNCS_LATER))
		shared_sync(context->shared);
	return context->command->run(context);
}

static void report(struct context *context)
{
	const struct hwreg_error *err = &context->err;
	const char *note = context->note ? context->note : "", *line = *note ? "\n" : "";

	if (context->reported || (!err->message[0] && !*note))
		return;
	if (err->line && strncmp(err->message, err->file, strlen(err->file)) != 0)
		output_message("%s:%u:%u: %s%s%s", err->file, err->line, err->column, err->message,
			       line, note);
	else
		output_message("%s%s%s", err->message, line, note);
}

int invoke_finish(struct context *context, int r)
{
	struct hwreg_error *err = &context->err; /* told by then */
	bool told = output_check(NULL) < 0; /* then it is what the command failed with */
	int status = context->answer_is_no ? HWREG_ERROR_ANSWER : 0;

	privilege_drop();
	/* a board may turn out to be damaged after the last lookup, by what was printed of it */
	if (r >= 0 && !context->log_errno && context->board &&
	    hwreg_board_intact(context->board, &context->err) < 0)
		r = -EBADMSG;
	/* what ends accesses is told in place of that they ended; what came after the last is told, too */
	if (context->log_errno && !context->reported)
		r = observe_check(context);
	else if (r < 0 && told && !context->json_started)
		output_check(&context->err);
	if (r < 0) {
		report(context);
		status = context->err.kind ? context->err.kind : HWREG_ERROR_ACCESS;
	}
	if (context->json_started)
		json_finish(context, r < 0 ? &context->err : NULL);
	if (observe_stop(context) < 0) {
		output_message("%s", context->err.message);
		status = status ? status : HWREG_ERROR_ACCESS;
	}
	if ((context->shared ? output_restore(err) : output_close(err)) < 0) {
		if (!told || r >= 0)
			output_message("%s", err->message);
		status = status ? status : HWREG_ERROR_ACCESS;
	}
	return status ? status : context->status;
}
