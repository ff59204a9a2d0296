// SPDX-License-Identifier: MIT
/* shell_edit.c - lines that are edited on a terminal, with libedit, which nothing else uses */
#include "output.h"
#include "shell.h"
#include "stop.h"

#include <errno.h>
#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#define LAZY_FUNCTIONS(X) \
	X(el_init)        \
	X(el_end)         \
	X(el_set)         \
	X(el_wset)        \
	X(el_get)         \
	X(el_gets)        \
	X(el_line)        \
	X(el_insertstr)   \
	X(el_resize)      \
	X(el_source)      \
	X(history_init)   \
	X(history_end)    \
	X(history)
#define LAZY_SONAME "libedit.so.2"
#include <lazy.h>

#define KEPT 1000
#define MANY 200 /* candidates that are shown without further typing */

struct editor {
	EditLine *edit;
	History *history;
	struct shared *shared;
	char *line;
};

static volatile sig_atomic_t resized, suspended;

static void on_resize(int number)
{
	(void)number;
	resized = 1;
}

static void on_suspend(int number)
{
	(void)number;
	suspended = 1;
}

/* No SA_RESTART: they are to wake up poll() */
static void catch_with(int number, void (*handler)(int number))
{
	struct sigaction action = { .sa_handler = handler }, old;

	if (sigaction(number, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
		sigaction(number, &action, NULL);
}

/* ---- Reading keys ------------------------------------------------------------------------------- */

/* Ctrl-Z: who started hwreg has the terminal as it was, until hwreg goes on */
static void suspend(EditLine *edit)
{
	suspended = 0;
	lazy(el_set)(edit, EL_PREP_TERM, 0);
	catch_with(SIGTSTP, SIG_DFL);
	raise(SIGTSTP);
	catch_with(SIGTSTP, on_suspend);
	lazy(el_set)(edit, EL_PREP_TERM, 1);
	lazy(el_set)(edit, EL_REFRESH);
}

/* Return: false if a signal asked to stop */
static bool wait_for_key(EditLine *edit)
{
	struct pollfd polled[] = { { .fd = STDIN_FILENO, .events = POLLIN },
				   { .fd = stop_fd(), .events = POLLIN } };

	while (!stop_signal()) {
		if (suspended)
			suspend(edit);
		if (resized)
			lazy(el_resize)(edit);
		resized = 0;
		if (poll(polled, 2, -1) > 0 && polled[0].revents)
			return true;
	}
	return false;
}

/* libedit's own would not see that a signal has come. Bytes that are no character are left out. */
static int get_key(EditLine *edit, wchar_t *key)
{
	mbstate_t state = { 0 };
	size_t used;
	ssize_t got;
	char byte;

	while (wait_for_key(edit)) {
		got = read(STDIN_FILENO, &byte, 1);
		if (got < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (got <= 0)
			return 0;
		used = mbrtowc(key, &byte, 1, &state);
		if (used != (size_t)-1 && used != (size_t)-2)
			return 1;
		if (used == (size_t)-1)
			memset(&state, 0, sizeof(state));
	}
	return 0;
}

/* ---- Tab ---------------------------------------------------------------------------------------- */

static size_t common_length(const struct candidates *candidates)
{
	size_t length = strlen(candidates->list[0]);

	for (unsigned int i = 1; i < candidates->count; i++) {
		size_t same = 0;

		while (same < length && candidates->list[i][same] == candidates->list[0][same])
			same++;
		length = same;
	}
	return length;
}

static void show(const struct candidates *candidates)
{
	unsigned int shown = candidates->count > MANY ? MANY : candidates->count, width = 0,
		     columns;
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_col)
		size.ws_col = 80;
	for (unsigned int i = 0; i < shown; i++)
		if (strlen(candidates->list[i]) + 2 > width)
			width = strlen(candidates->list[i]) + 2;
	columns = size.ws_col / width;
	columns = columns ? columns : 1;
	output_print("\n");
	for (unsigned int i = 0; i < shown; i++) {
		bool last = i + 1 == shown || (i + 1) % columns == 0;

		output_print("%-*s%s", last ? 0 : (int)width, candidates->list[i],
			     last ? "\n" : "");
	}
	if (shown < candidates->count)
		output_print("... and %u more\n", candidates->count - shown);
	output_flush(NULL);
}

/* With a backslash in front of what would not be taken as it is there */
static bool insert(EditLine *edit, const char *text, char quote)
{
	const char *special = !quote ? " \t'\"\\#" : quote == '"' ? "$`\"\\" : "";
	char quoted[3] = "\\", *from = quoted + 1;

	for (; *text; text++) {
		*from = *text;
		if (lazy(el_insertstr)(edit, strchr(special, *text) ? quoted : from) < 0)
			return false;
	}
	return true;
}

static unsigned char offer(EditLine *edit, const struct candidates *candidates)
{
	size_t common = common_length(candidates);
	const char *first = candidates->list[0];
	char *text;

	if (candidates->count > 1 && common <= candidates->typed) {
		show(candidates);
		return CC_REDISPLAY;
	}
	text = output_strdup("%.*s", (int)(common - candidates->typed), first + candidates->typed);
	insert(edit, text, candidates->quote);
	free(text);
	if (candidates->count == 1 && !candidates->open && first[common - 1] != '/') {
		if (candidates->quote)
			lazy(el_insertstr)(edit, candidates->quote == '"' ? "\"" : "'");
		lazy(el_insertstr)(edit, " ");
	}
	return CC_REFRESH;
}

static unsigned char complete_key(EditLine *edit, int key)
{
	const LineInfo *line = lazy(el_line)(edit);
	unsigned char result = CC_ERROR;
	struct candidates candidates;
	struct editor *editor;

	(void)key;
	lazy(el_get)(edit, EL_CLIENTDATA, &editor);
	candidates_find(&candidates, editor->shared, line->buffer, line->cursor - line->buffer);
	if (candidates.count)
		result = offer(edit, &candidates);
	candidates_free(&candidates);
	return result;
}

/* ---- The editor --------------------------------------------------------------------------------- */

static char *prompt(EditLine *edit)
{
	static char text[] = "hwreg> ";

	(void)edit;
	return text;
}

static void remember(void *data, const char *line)
{
	struct editor *editor = data;
	HistEvent event;

	lazy(history)(editor->history, &event, H_ENTER, line);
}

static void set_up(struct editor *editor)
{
	EditLine *edit = editor->edit;
	HistEvent event;

	lazy(history)(editor->history, &event, H_SETSIZE, KEPT);
	lazy(history)(editor->history, &event, H_SETUNIQUE, 1);
	lazy(el_set)(edit, EL_CLIENTDATA, editor);
	lazy(el_set)(edit, EL_PROMPT, prompt);
	lazy(el_set)(edit, EL_EDITOR, "emacs");
	lazy(el_set)(edit, EL_SIGNAL, 0);
	lazy(el_set)(edit, EL_GETCFN, get_key);
	lazy(el_set)(edit, EL_HIST, lazy(history), editor->history);
	/* el_set() would leak copies of these */
	lazy(el_wset)(edit, EL_ADDFN, L"hwreg-complete", L"complete a word", complete_key);
	lazy(el_set)(edit, EL_BIND, "^R", "em-inc-search-prev", NULL);
	/* a set-user-ID program does not do what a file of the caller says */
	if (!getauxval(AT_SECURE))
		lazy(el_source)(edit, NULL);
	lazy(el_set)(edit, EL_BIND, "^I", "hwreg-complete", NULL);
	history_each(remember, editor);
}

/*
 * What is typed is measured in characters of the locale's encoding. For others than UTF-8 the C library loads
 * code; in a static command that would be code of the system's C library, whose version may be another one.
 */
static void choose_encoding(void)
{
	setlocale(LC_CTYPE, "");
#if defined(CONFIG_STATIC) && !defined(USES_SHARED_LIBRARIES)
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C");
#endif
}

struct editor *editor_open(struct shared *shared)
{
	const char *term = getenv("TERM"), *why;
	struct editor *editor;

	if (!isatty(STDOUT_FILENO) || !term || !*term || !strcmp(term, "dumb"))
		return NULL;
	if (!lazy_load(&why)) {
		output_message("lines cannot be edited: %s; install libedit (Debian: libedit2)",
			       why);
		return NULL;
	}
	choose_encoding();
	editor = calloc(1, sizeof(*editor));
	if (!editor)
		output_die_memory();
	editor->shared = shared;
	editor->edit = lazy(el_init)("hwreg", stdin, stdout, stderr);
	editor->history = lazy(history_init)();
	if (!editor->edit || !editor->history)
		output_die_memory();
	set_up(editor);
	return editor;
}

int editor_line(struct editor *editor, char **line, size_t *length)
{
	const char *text;
	int count = 0, end;

	output_flush(NULL);
	/* watch has its own, and leaves the latter */
	catch_with(SIGTSTP, on_suspend);
	catch_with(SIGWINCH, on_resize);
	text = lazy(el_gets)(editor->edit, &count);
	catch_with(SIGTSTP, SIG_DFL);
	if (!text || count <= 0 || stop_signal()) {
		if (!stop_signal())
			fputc('\n', stderr);
		return 0;
	}
	free(editor->line);
	for (end = (int)strcspn(text, "\n"); end && strchr(" \t", text[end - 1]);)
		end--;
	editor->line = output_strdup("%.*s", end, text);
	*line = editor->line;
	*length = end;
	if (end) {
		remember(editor, *line);
		history_add(*line);
	}
	return 1;
}

void editor_close(struct editor *editor)
{
	if (!editor)
		return;
	lazy(history_end)(editor->history);
	lazy(el_end)(editor->edit);
	free(editor->line);
	free(editor);
}
