// SPDX-License-Identifier: MIT
/* cmd_run.c - hwreg run: sequences of steps, as tests of hardware that nobody watches */
#include "output.h"
#include "run.h"
#include "stop.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- Resolve and open -------------------------------------------------------------------------- */

static void skip(struct run *run, unsigned int index, const struct hwreg_error *err)
{
	free(run->skips[index]);
	run->skips[index] = output_strdup("%s", err->message);
}

/* A sequence for another machine than this one is not wrong, but not for here */
static bool is_elsewhere(const struct run *run, const struct hwreg_sequence *sequence,
			 struct hwreg_error *err)
{
	const struct settings *settings = &run->context->settings;
	struct hwreg_sequence_info info = { .size = sizeof(info) };

	hwreg_sequence_describe(sequence, &info);
	return info.board && run->context->board && settings->targets.count == 0 &&
	       !(settings->force & FORCE_BOARD) && hwreg_board_match(run->context->board, err) < 0;
}

static int resolve_one(struct run *run, unsigned int index, struct hwreg_error *err)
{
	struct hwreg_sequence_options options = run_load_options(run);
	int r;

	if (is_elsewhere(run, run->list[index], err)) {
		skip(run, index, err);
		return 0;
	}
	r = hwreg_sequence_resolve(run->list[index], run->context->session, &options, err);
	if (r < 0 && err->kind == HWREG_ERROR_UNAVAILABLE) {
		skip(run, index, err);
		return 0;
	}
	return r;
}

static int resolve_all(struct run *run)
{
	int r = 0;

	for (unsigned int i = 0; i < run->words.count; i++) {
		struct hwreg_error err = HWREG_ERROR_INIT;
		unsigned int findings = run->findings;

		r = run_keep_first(run, r, resolve_one(run, i, &err), findings, &err);
	}
	return r;
}

static bool any_needs_write(const struct run *run)
{
	for (unsigned int i = 0; i < run->words.count; i++)
		if (hwreg_sequence_needs_write(run->list[i]))
			return true;
	return false;
}

/* Lines, interrupts and commands change hardware without a session that can write */
static bool any_changes(const struct run *run)
{
	struct hwreg_sequence_info info = { .size = sizeof(info) };

	for (unsigned int i = 0; i < run->words.count; i++) {
		hwreg_sequence_describe(run->list[i], &info);
		if (info.flags & (HWREG_SEQUENCE_GPIO | HWREG_SEQUENCE_IRQ | HWREG_SEQUENCE_SHELL))
			return true;
	}
	return false;
}

static int open_session(struct run *run)
{
	bool write = any_needs_write(run);
	int r = any_changes(run) ? context_may_write(run->context) : 0;

	if (r < 0)
		return r;
	run->context->observer = report_observe;
	run->context->observer_data = &run->report;
	r = context_open(run->context, write ? HWREG_WRITE : 0, BOARD_IF_FOUND);
	if (r == 0)
		r = resolve_all(run);
	if (r < 0 || write || !any_needs_write(run))
		return r;
	r = context_reopen_to_write(run->context);
	return r < 0 ? r : resolve_all(run);
}

static int prepare_one(struct run *run, unsigned int index)
{
	struct context *context = run->context;
	int r;

	if (run->skips[index])
		return 0;
	r = hwreg_sequence_prepare(run->list[index], &context->err);
	if (r == -ENODEV && context->err.kind == HWREG_ERROR_UNAVAILABLE) {
		skip(run, index, &context->err);
		context->err = (struct hwreg_error)HWREG_ERROR_INIT;
		return 0;
	}
	return r;
}

/* What devices there are to open is opened before the first access, and before privileges are given up.
 * The session keeps it; lines and interrupts are held by one sequence at a time, and each takes its own
 * again when its turn comes. */
static int prepare_all(struct run *run)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	int r = 0;

	for (unsigned int i = 0; i < run->words.count && r == 0; i++) {
		r = prepare_one(run, i);
		if (r == 0 && run->words.count > 1 && !run->skips[i])
			r = resolve_one(run, i, &err);
	}
	return r;
}

/* ---- Run --------------------------------------------------------------------------------------- */

static const char *why_not(const struct run *run, unsigned int index)
{
	if (run->skips[index])
		return run->skips[index];
	if (stop_signal())
		return "stopped by a signal";
	if (output_check(NULL) < 0 || run->context->log_errno)
		return "results cannot be told";
	return NULL;
}

static void run_one(struct run *run, unsigned int index)
{
	struct hwreg_sequence_run_options options = {
		.size = sizeof(options),
		.cancel = stop_fd(),
		.abort = stop_second_fd(),
		.step = report_step,
		.data = &run->report,
	};
	struct hwreg_error err = HWREG_ERROR_INIT;
	int r = 0;

	report_sequence(&run->report, run->list[index]);
	if (!why_not(run, index) && run->words.count > 1)
		r = prepare_one(run, index);
	if (r < 0)
		err = run->context->err;
	else if (why_not(run, index))
		hwreg_sequence_skip(run->list[index], why_not(run, index), &options);
	else
		r = hwreg_sequence_run(run->list[index], &options, &err);
	if (r < 0 && err.message[0] && r != -ECANCELED && !why_not(run, index))
		report_broken(&run->report, "the sequence itself", &err);
	report_end_sequence(&run->report);
}

/* The exit status, where nothing but results decide it */
static int judge(struct run *run)
{
	const unsigned int *total = run->report.total;
	struct context *context = run->context;

	context->stop_signal = stop_signal();
	if (output_check(&context->err) < 0 || observe_check(context) < 0)
		return -EIO;
	if (context->stop_signal)
		return 0;
	context->reported = true;
	context->answer_is_no = total[HWREG_STEP_FAILED];
	if (total[HWREG_STEP_ERROR]) {
		context->err.kind = HWREG_ERROR_ACCESS;
		return -EIO;
	}
	if (total[HWREG_STEP_SKIPPED] == run->report.number && run->report.number) {
		context->err.kind = HWREG_ERROR_UNAVAILABLE;
		return -ENODEV;
	}
	return 0;
}

static int run_all(struct run *run)
{
	progress_start(run->context);
	for (unsigned int i = 0; i < run->words.count; i++)
		run_one(run, i);
	progress_stop();
	report_end(&run->report, NULL);
	output_flush(NULL);
	return judge(run);
}

/* ---- The command ------------------------------------------------------------------------------- */

static int check_options(struct context *context)
{
	const struct settings *settings = &context->settings;

	if (settings->dry_run &&
	    (settings->output == OUTPUT_TAP || settings->output == OUTPUT_JUNIT))
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "a dry run has no results: -n prints text or json, no other "
				   "kind");
	if (settings->allow_shell && context->shared && !context->shared->allow_shell)
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "--allow-shell: this shell has given up starting programs; to "
				   "keep it: hwreg shell --allow-shell");
	return 0;
}

static int start(struct run *run)
{
	int r = check_options(run->context);

	if (r == 0)
		r = run_load(run);
	if (r == 0)
		r = open_session(run);
	if (r == 0)
		r = prepare_all(run);
	if (r == 0) {
		stop_catch_twice();
		r = observe_start(run->context);
	}
	return r;
}

static void take_words(struct run *run)
{
	struct texts *arguments = &run->context->settings.arguments;

	run->words = *arguments;
	*arguments = (struct texts){ 0 };
	run->list = calloc(run->words.count, sizeof(run->list[0]));
	run->skips = calloc(run->words.count, sizeof(run->skips[0]));
	if (!run->list || !run->skips)
		output_die_memory();
}

static void release(struct run *run)
{
	for (unsigned int i = 0; i < run->words.count; i++) {
		hwreg_sequence_free(run->list[i]);
		free(run->skips[i]);
	}
	report_free(&run->report);
	texts_free(&run->words);
	free(run->list);
	free(run->skips);
	run->context->settings.board = NULL; /* which may be a text of a sequence */
}

int cmd_run(struct context *context)
{
	struct run run = { .context = context };
	int r;

	take_words(&run);
	r = start(&run);
	report_begin(&run.report, context);
	if (r == 0)
		r = run_all(&run);
	else
		report_end(&run.report, &context->err);
	release(&run);
	return r;
}
