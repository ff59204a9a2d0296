// SPDX-License-Identifier: MIT
/* context.c - the board and the session of a command, opened when they are needed */
#include "context.h"
#include "board_dt.h"
#include "elevated.h"
#include "json.h"
#include "output.h"
#include "privilege.h"
#include "sandbox.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void context_finding(const struct hwreg_report *report)
{
	privilege_drop();
	output_flush(NULL);
	if (report->line)
		fprintf(stderr, "%s:%u:%u: error: %s [%s]\n", report->file, report->line,
			report->column, report->message, report->check);
	else
		fprintf(stderr, "%s: error: %s [%s]\n", report->file, report->message,
			report->check);
}

static int count_finding(void *data, const struct hwreg_report *report)
{
	unsigned int *findings = data;

	++*findings;
	context_finding(report);
	return 0;
}

static const char *given_board(const struct context *context)
{
	const char *name = context->settings.board;

	if (!name)
		name = getenv("HWREG_BOARD");
	return name && *name ? name : NULL;
}

static bool shares_board(const struct context *context)
{
	return context->shared && context->settings.board == context->shared->settings->board;
}

/* A path would be obeyed, but it is the file that says it, not who runs this */
static bool is_plain(const char *name)
{
	const char *dot = strrchr(name, '.');

	return *name && !strchr(name, '/') &&
	       !(dot && (!strcmp(dot, ".yaml") || !strcmp(dot, ".hwb")));
}

void context_prefer_board(struct context *context, const char *name)
{
	if (!given_board(context) && is_plain(name))
		context->settings.board = name;
}

static int load_board(struct context *context, enum board_need need)
{
	const char *name = given_board(context);
	unsigned int findings = 0;
	struct hwreg_board_options options = {
		.size = sizeof(options),
		.flags = HWREG_BOARD_CACHE,
		.report = count_finding,
		.data = &findings,
	};
	int r;

	if (!name && need == BOARD_IF_GIVEN)
		return 0;
	context_confine(context);
	if (name)
		r = board_load(&context->board, name, &options, context->settings.verbose,
			       &context->err);
	else
		r = hwreg_board_detect(&context->board, &options, &context->err);
	if (r < 0 && !name && (r == -ENOENT || r == -ENOSYS) && need != BOARD_NEEDED) {
		context->err = (struct hwreg_error)HWREG_ERROR_INIT;
		return 0;
	}
	if (r == -ENOENT && !name)
		context_note(context,
			     output_strdup("give one with -b BOARD or in $HWREG_BOARD%s",
					   board_dt_exists() ? ", or have one made of the device "
							       "tree: -b dt, hwreg import dt"
							     : ""));
	if (r < 0 && findings) {
		output_message("%s: %u error%s in this board description",
			       name ? name : "the board of this machine", findings,
			       findings == 1 ? "" : "s");
		context->reported = true;
	}
	return r;
}

int context_board(struct context *context, enum board_need need)
{
	bool share = shares_board(context);
	int r;

	if (share && context->shared->board) {
		context->board = context->shared->board;
		return 0;
	}
	/* one that is given was read before the first line */
	if (share && need == BOARD_IF_GIVEN)
		return 0;
	r = load_board(context, need);
	if (share && r == 0)
		context->shared->board = context->board;
	return r;
}

/* What a word of the command line needs a board for: names always; ranges, and writes to a part of
 * a register, to leave alone what a description tells to. */
static enum board_need word_need(const char *word, bool writing)
{
	size_t target = writing ? strcspn(word, "=") : strlen(word);

	if (isalpha((unsigned char)word[0]) || (word[0] && strchr("_*?", word[0])))
		return BOARD_NEEDED;
	if (writing && (memchr(word, ':', target) || strchr(word, '/')))
		return BOARD_IF_FOUND;
	if (!writing && (strstr(word, "..") || strchr(word, '-')))
		return BOARD_IF_FOUND;
	return BOARD_IF_GIVEN;
}

/* A simulation is made from a board, and only a board has further spaces */
static enum board_need target_need(const char *spec)
{
	size_t space = 0;

	while (isalnum((unsigned char)spec[space]) || spec[space] == '_')
		space++;
	if (spec[space] == '=' || !strcmp(spec, "sim") || !strncmp(spec, "sim:", 4))
		return BOARD_IF_FOUND;
	return BOARD_IF_GIVEN;
}

static enum board_need context_need(const struct context *context, bool writing,
				    enum board_need need)
{
	const struct settings *settings = &context->settings;
	enum board_need word;

	for (unsigned int i = 0; i < settings->targets.count; i++) {
		word = target_need(settings->targets.list[i]);
		need = word > need ? word : need;
	}
	for (unsigned int i = 0; i < settings->arguments.count; i++) {
		word = word_need(settings->arguments.list[i], writing);
		need = word > need ? word : need;
	}
	/* a line that is named without its chip */
	if (settings->on && !strncmp(settings->on, "gpio:", 5) && !strchr(settings->on + 5, ':'))
		need = BOARD_NEEDED;
	word = settings->until ? word_need(settings->until, false) : need;
	need = word > need ? word : need;
	return need;
}

static uint64_t session_flags(const struct settings *settings)
{
	uint64_t flags = HWREG_GUARD | HWREG_CONDITIONS_ONCE;

	if (settings->dry_run)
		flags |= HWREG_DRY_RUN;
	if (settings->no_lock)
		flags |= HWREG_NO_LOCK;
	if (settings->force & FORCE_BOARD)
		flags |= HWREG_FORCE_BOARD;
	if (settings->force & FORCE_POLICY)
		flags |= HWREG_FORCE_POLICY;
	if (settings->force & FORCE_PROTECT)
		flags |= HWREG_FORCE_PROTECT;
	if (settings->force & FORCE_BUSY)
		flags |= HWREG_FORCE_BUSY;
	if (settings->force & FORCE_REQUIRES)
		flags |= HWREG_FORCE_REQUIRES;
	return flags;
}

/* Root obeys a description: who can write it can have root write registers */
static void warn_of_writers(const struct hwreg_board_info *info)
{
	if (!info->writable)
		return;
	if (strcmp(info->writable, info->file) == 0)
		output_message("warning: %s can be written by others than root", info->file);
	else
		output_message("warning: %s, on which the board %s depends, can be written by "
			       "others than root",
			       info->writable, info->file);
}

void context_tell_board(const struct context *context)
{
	struct hwreg_board_info info = { .size = sizeof(info) };
	bool shared = shares_board(context), told = shared && context->shared->told_board;

	if (!context->board || (told && !context->settings.verbose))
		return;
	hwreg_board_describe(context->board, &info);
	if (!told)
		warn_of_writers(&info);
	if (shared)
		context->shared->told_board = true;
	if (context->settings.verbose)
		output_message("board %s, from %s%s", info.name, info.file,
			       info.cached ? " (cached)" : "");
}

int context_may_write(struct context *context)
{
	if (!context->shared || context->shared->write || context->settings.dry_run)
		return 0;
	return output_fail(&context->err, HWREG_ERROR_REQUEST,
			   "%s: this shell changes nothing; to let it: hwreg shell --write",
			   context->command->name);
}

/* Targets, a board and a dry run of a line's own are for that line alone, as is a device that the
 * kernel uses */
static bool shares_session(const struct context *context)
{
	const struct settings *settings = &context->settings;

	return shares_board(context) && !context->own_targets && !settings->dry_run &&
	       !((settings->force ^ context->shared->settings->force) & FORCE_BUSY);
}

/* The session of all lines is opened anew only for a board that was found later, or to write; a
 * simulation is to be the same for reads and writes */
static int open_shared(struct context *context, struct hwreg_session_options *options)
{
	struct shared *shared = context->shared;
	int r;

	if (shared->write || shared->session_writes)
		options->flags |= HWREG_WRITE;
	if (shared->session && shared->session_board == options->board &&
	    (shared->session_writes || !(options->flags & HWREG_WRITE))) {
		context->session = shared->session;
		return hwreg_session_adapt(shared->session, options, &context->err);
	}
	shared_sync(shared);
	hwreg_session_close(shared->session);
	shared->session = NULL;
	r = hwreg_session_open(&shared->session, options, &context->err);
	shared->session_board = options->board;
	shared->session_writes = options->flags & HWREG_WRITE;
	context->session = shared->session;
	return r;
}

struct hwreg_vfio *context_vfio(const struct context *context)
{
	const struct hwreg_session *session = context->session;

	if (!session && context->shared)
		session = context->shared->session;
	return session ? hwreg_session_vfio(session) : NULL;
}

static int open_session(struct context *context, uint64_t flags)
{
	const struct settings *settings = &context->settings;
	struct hwreg_session_options options = {
		.size = sizeof(options),
		.flags = flags | context->session_flags | session_flags(settings),
		.targets = settings->targets.list,
		.target_count = settings->targets.count,
		.width = settings->width ? 4u << settings->width : 0,
		.endian = settings->endian == 2 ? HWREG_BIG_ENDIAN : HWREG_LITTLE_ENDIAN,
		.observer = context->observer         ? context->observer
			    : observe_wanted(context) ? observe_access
			    : context->one_by_one     ? observe_begun
						      : NULL,
		.data = context->observer ? context->observer_data : context,
		.lock_timeout = settings->lock_timeout,
		.raise = privilege_raise,
		.board = context->board,
		.grants = elevated_grants(),
	};

	if (shares_session(context))
		return open_shared(context, &options);
	options.vfio = context_vfio(context);
	context->locks = (flags & HWREG_WRITE) && !settings->no_lock;
	return hwreg_session_open(&context->session, &options, &context->err);
}

int context_open(struct context *context, uint64_t flags, enum board_need least)
{
	int r = flags & HWREG_WRITE ? context_may_write(context) : 0;

	if (r == 0 && !context->board)
		r = context_board(context, context_need(context, flags & HWREG_WRITE, least));
	return r < 0 ? r : open_session(context, flags);
}

int context_reopen_to_write(struct context *context)
{
	if (!shares_session(context))
		hwreg_session_close(context->session);
	context->session = NULL;
	return open_session(context, HWREG_WRITE);
}

void context_confine(const struct context *context)
{
	if (!context->settings.allow_shell && !(context->shared && context->shared->allow_shell))
		sandbox_start();
}

void context_seal(const struct context *context)
{
	const struct settings *settings = &context->settings;
	unsigned int later = context->command->outputs;

	if (context->shared || (later & OPENS_MORE))
		return;
	privilege_drop();
	if ((later & OPENS_OUT) && settings->out)
		sandbox_seal(SANDBOX_OPENS_BESIDE, settings->out, false);
	else
		sandbox_seal(context->locks || settings->dry_run ? SANDBOX_OPENS_TO_READ
								 : SANDBOX_OPENS_NONE,
			     NULL, later & BRIEF);
}

int context_sync(struct context *context)
{
	struct shared *shared = context->shared;

	if (!shared || !shared->syncs_later || context->session != shared->session ||
	    json_wanted(context))
		return hwreg_session_sync(context->session, &context->err);
	if (!shared->unsynced_first)
		shared->unsynced_first = shared->line;
	shared->unsynced_last = shared->line;
	return 0;
}

void shared_sync(struct shared *shared)
{
	unsigned long first = shared->unsynced_first, last = shared->unsynced_last;
	struct hwreg_error err = HWREG_ERROR_INIT;

	shared->unsynced_first = 0;
	if (!first || hwreg_session_sync(shared->session, &err) == 0)
		return;
	output_line(0);
	if (first == last)
		output_message("%s;\nwhat line %lu wrote may not be stored", err.message, first);
	else
		output_message("%s;\nwhat lines %lu to %lu wrote may not be stored", err.message,
			       first, last);
	output_line(shared->line);
	if (!shared->status)
		shared->status = (int)err.kind;
}

void context_close(struct context *context)
{
	const struct shared *shared = context->shared;

	if (!shared || context->session != shared->session)
		hwreg_session_close(context->session);
	if (!shared || context->board != shared->board)
		hwreg_board_free(context->board);
	options_free(&context->settings);
	free(context->note);
}

void shared_close(struct shared *shared)
{
	hwreg_session_close(shared->session);
	hwreg_board_free(shared->board);
}

void context_note(struct context *context, char *line)
{
	char *old = context->note;

	context->note = old ? output_strdup("%s\n%s", old, line) : line;
	if (old)
		free(line);
	free(old);
}

int context_read_wide(struct context *context, const struct hwreg_item *item,
		      struct hwreg_wide *value)
{
	int r = output_check(&context->err);

	if (r == 0)
		r = observe_check(context);
	if (r == 0)
		r = hwreg_session_read_wide(context->session, item, value, &context->err);
	return context->log_errno ? observe_check(context) : r;
}

int context_read(struct context *context, const struct hwreg_item *item, uint64_t *value)
{
	struct hwreg_wide wide;
	int r = context_read_wide(context, item, &wide);

	if (r == 0)
		*value = hwreg_wide_part(&wide, item->shift);
	return r;
}
