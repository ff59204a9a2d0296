// SPDX-License-Identifier: MIT
/* cmd_shell.c - hwreg shell: a command a line, on one board and one session */
#include "invoke.h"
#include "json.h"
#include "output.h"
#include "privilege.h"
#include "shell.h"
#include "stop.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PROMPT "hwreg> "

/**
 * struct shell - one run
 * @base: what each line starts with
 * @shared: what lines have in common
 * @editor: NULL: lines are read as they come
 * @typed: they come from a terminal
 * @left: exit was typed
 * @told: a line has told that standard output failed
 */
struct shell {
	struct settings base;
	struct shared shared;
	struct editor *editor;
	struct input input;
	struct words words;
	bool typed;
	bool stop_on_error;
	bool left;
	bool told;
};

/* ---- A line ------------------------------------------------------------------------------------- */

static int leave(struct shell *shell, struct hwreg_error *err)
{
	const struct words *words = &shell->words;

	if (words->count > 2)
		return output_fail(err, HWREG_ERROR_REQUEST,
				   "%s: '%s' is too much; it takes nothing", words->list[1],
				   words->list[2]);
	shell->left = true;
	return 0;
}

static int understand(struct shell *shell, char *line, size_t length, struct hwreg_error *err)
{
	int r;

	if (shell->input.too_long)
		return output_fail(err, HWREG_ERROR_REQUEST, "it is longer than 16 MiB");
	r = words_split(&shell->words, line, length, err);
	if (r < 0 || shell->words.count < 2)
		return r;
	if (!strcmp(shell->words.list[1], "exit") || !strcmp(shell->words.list[1], "quit"))
		return leave(shell, err);
	return 1;
}

/* Return: its exit status */
static int run_line(struct shell *shell, char *line, size_t length)
{
	struct context context = {
		.settings = shell->base,
		.err = HWREG_ERROR_INIT,
		.log = -1,
		.shared = &shell->shared,
	};
	int status, r = understand(shell, line, length, &context.err);

	if (r == 0)
		return 0;
	context.settings.targets.room = 0; /* they are the shell's */
	context.argc = (int)shell->words.count;
	context.argv = shell->words.list;
	status = invoke_finish(&context, invoke(&context));
	if (!status)
		status = context.status;
	context_close(&context);
	return status;
}

/* ---- All of them -------------------------------------------------------------------------------- */

/* Ctrl-C at a terminal ends what a line does, and everything else the shell */
static bool goes_on(struct shell *shell)
{
	int number = stop_signal();

	if (shell->typed && number == SIGINT) {
		stop_again();
		fputc('\n', stderr);
		return true;
	}
	shell->told = output_check(NULL) < 0;
	return !number && !shell->left && !shell->told &&
	       !(shell->stop_on_error && shell->shared.status);
}

static int next_line(struct shell *shell, char **line, size_t *length, struct hwreg_error *err)
{
	if (shell->editor)
		return editor_line(shell->editor, line, length);
	if (shell->typed) {
		output_flush(NULL);
		fputs(PROMPT, stderr);
	}
	return input_line(&shell->input, line, length, err);
}

static int run_lines(struct shell *shell, struct hwreg_error *err)
{
	size_t length;
	char *line;
	int r, status;

	do {
		r = next_line(shell, &line, &length, err);
		if (r <= 0 && !(shell->typed && stop_signal() == SIGINT))
			break;
		shell->shared.line++;
		output_line(shell->typed ? 0 : shell->shared.line);
		status = r > 0 ? run_line(shell, line, length) : 0;
		if (!shell->shared.status)
			shell->shared.status = status;
	} while (goes_on(shell));
	shared_sync(&shell->shared);
	output_line(0);
	return r < 0 ? r : 0;
}

/* A board that was given is read now: what is wrong with it is told once */
static int start(struct shell *shell, struct context *context)
{
	struct settings *settings = &context->settings;
	int r;

	shell->shared.settings = &shell->base;
	shell->shared.write = settings->write;
	shell->shared.allow_shell = settings->allow_shell;
	shell->stop_on_error = settings->stop_on_error;
	shell->base = *settings;
	shell->base.write = shell->base.stop_on_error = shell->base.allow_shell = false;
	shell->base.arguments = (struct texts){ 0 };
	shell->typed = isatty(STDIN_FILENO);
	if (json_wanted(context))
		json_start_lines(context);
	r = context_board(context, BOARD_IF_GIVEN);
	if (r < 0)
		return r;
	shell->shared.board = context->board;
	context->board = NULL;
	privilege_keep();
	stop_catch();
	if (shell->typed)
		shell->editor = editor_open(&shell->shared);
	else
		output_hold();
	shell->shared.syncs_later = !shell->typed && !shell->stop_on_error;
	shell->input.shared = &shell->shared;
	return 0;
}

/* Is the terminal gone? The kernel tells the leader of its session by SIGHUP, which may hand it on
 * later than the end of the lines is read, or never. */
static bool hung_up(const struct shell *shell)
{
	struct pollfd polled = { .fd = STDIN_FILENO };

	return shell->typed && poll(&polled, 1, 0) > 0;
}

/* A signal ends the shell before all of its lines; so does a terminal that is gone */
static int ended_by(const struct shell *shell)
{
	if (stop_signal())
		return stop_signal();
	return hung_up(shell) && !stop_ignores(SIGHUP) ? SIGHUP : 0;
}

int cmd_shell(struct context *context)
{
	struct shell shell = { 0 };
	int r;

	if (context->shared)
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "shell: this is one already");
	r = start(&shell, context);
	if (r == 0)
		r = run_lines(&shell, &context->err);
	context->reported = context->reported || shell.told;
	if (r == 0)
		r = output_flush(&context->err);
	context->stop_signal = ended_by(&shell);
	if (!context->stop_signal && (!shell.typed || shell.stop_on_error))
		context->status = shell.shared.status;
	editor_close(shell.editor);
	input_free(&shell.input);
	words_free(&shell.words);
	shared_close(&shell.shared);
	return r;
}
