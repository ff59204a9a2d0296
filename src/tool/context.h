/* SPDX-License-Identifier: MIT */
/* context.h - what a command works with: settings, board, session, locations */
#ifndef HWREG_TOOL_CONTEXT_H
#define HWREG_TOOL_CONTEXT_H

#include "options.h"

#include <hwreg.h>

struct json_object;

/**
 * struct shared - what the lines of a shell have in common
 * @settings: what was given to the shell, and every line starts with
 * @board: loaded when a line first needs it, or NULL
 * @session: opened when a line first needs it, or NULL
 * @session_board: the board of @session, which may be from before there was one
 * @session_writes: it can write, if only the index of a register that is read
 * @write: lines may change hardware
 * @allow_shell: lines may have commands of sequences run
 * @told_board: who can write the board has been told
 * @syncs_later: what lines write to files may be synced together
 * @line: number of this line
 * @unsynced_first: the first line that wrote what is not synced yet, or 0
 * @unsynced_last: the last one
 * @status: of the first line that failed
 */
struct shared {
	const struct settings *settings;
	struct hwreg_board *board;
	struct hwreg_session *session;
	const struct hwreg_board *session_board;
	bool session_writes;
	bool write;
	bool allow_shell;
	bool told_board;
	bool syncs_later;
	unsigned long line;
	unsigned long unsynced_first;
	unsigned long unsynced_last;
	int status;
};

/**
 * struct context - one run of the command
 * @argc: words of the command line
 * @argv: the words
 * @settings: what they say
 * @command: the command, or NULL before it is known
 * @board: or NULL
 * @session: or NULL
 * @locks: the session takes locks
 * @session_flags: HWREG_… that the command asks of its session, beside those of options
 * @err: filled by what failed; every function here that returns less than 0 fills it
 * @note: further lines of its message, for free(); or NULL
 * @reported: what @err says has been printed already
 * @log: descriptor of --log, or -1
 * @log_errno: what writing it, or what -v tells to standard error, failed with
 * @log_is_stderr: it was the latter
 * @observer: the command's own observer of accesses, which calls observe_access(); or NULL
 * @observer_data: for it
 * @one_by_one: the command makes WRITEs, and is to know of one that fails whether a part was made
 * @begun: such a part was made
 * @untried: the target that a dry run has said to be unreadable, or NULL
 * @stop_signal: the signal to end by once everything is flushed, or 0
 * @answer_is_no: exit status 1, though nothing failed
 * @document: what -o json collects, or NULL
 * @json_started: -o json has its library and a document
 * @document_name: what its elements are, for a document with an error
 * @shared: of the shell that this is a line of; or NULL
 * @own_targets: the line has targets of its own
 * @status: exit status of a command that went well itself
 */
struct context {
	int argc;
	char **argv;
	struct settings settings;
	const struct command *command;
	const char *group; /* first word of the commands to tell of, without one of them */
	struct hwreg_board *board;
	struct hwreg_session *session;
	bool locks;
	uint64_t session_flags;
	struct hwreg_error err;
	char *note;
	bool reported;
	int log;
	int log_errno;
	bool log_is_stderr;
	int (*observer)(void *data, const struct hwreg_access *access);
	void *observer_data;
	bool one_by_one;
	bool begun;
	const char *untried;
	int stop_signal;
	bool answer_is_no;
	struct json_object *document;
	bool json_started;
	const char *document_name;
	struct shared *shared;
	bool own_targets;
	int status;
};

/* ---- context.c: board and session -------------------------------------------------------------- */

enum board_need {
	BOARD_IF_GIVEN, /* by -b or in the environment */
	BOARD_IF_FOUND, /* also if one describes this machine */
	BOARD_NEEDED,
};

/**
 * context_board() - load the board
 *
 * The findings in a wrong board are printed as they come. Return: 0 with the board, which is NULL
 * if there is none and none was needed; or less than 0.
 */
int context_board(struct context *context, enum board_need need);

/** context_prefer_board() - the board that a file names, unless one is given; @name lives as long as the settings */
void context_prefer_board(struct context *context, const char *name);

/** context_vfio() - what this command, or the shell that it is a line of, has open of VFIO; or NULL */
struct hwreg_vfio *context_vfio(const struct context *context);

/** context_finding() - print a finding in a board file as compilers do, to standard error */
void context_finding(const struct hwreg_report *report);

/**
 * context_open() - the board, as far as the arguments need one, and a session
 * @flags: HWREG_WRITE or 0
 * @least: the least that the board is needed for
 */
int context_open(struct context *context, uint64_t flags, enum board_need least);

/** context_reopen_to_write() - a new session in place of one that has opened nothing yet, as what is to be
 * read is behind an index register; what was parsed with the old one is to be freed before */
int context_reopen_to_write(struct context *context);

/** context_tell_board() - with -v which one it is; to root, who else can write it */
void context_tell_board(const struct context *context);

/**
 * context_may_write() - may this run change hardware? Lines of a shell without --write may not
 *
 * A dry run may: it changes nothing.
 */
int context_may_write(struct context *context);

/**
 * context_confine() - start no program from now on, and use no network, unless --allow-shell is given
 *
 * To be called before the first byte of a file is understood.
 */
void context_confine(const struct context *context);

/**
 * context_seal() - the command is set up: give up privileges, and open nothing more but what the table
 * says it opens later
 *
 * Who takes a lock may still read files, to tell the process that holds it; so may a dry run, to tell
 * what is in them. Lines of a shell are not sealed.
 */
void context_seal(const struct context *context);

/**
 * context_sync() - have what was written to files reach their storage, or, of a line of a shell that says
 * nothing of what it wrote, leave that to shared_sync()
 */
int context_sync(struct context *context);

/** context_close() - close and free everything but what is shared */
void context_close(struct context *context);

/** context_note() - add a line to the message of the error; takes @line, for free() */
void context_note(struct context *context, char *line);

/** context_read() - read an item's register, unless the log or the output has failed before */
int context_read(struct context *context, const struct hwreg_item *item, uint64_t *value);

/** context_read_wide() - the same of a register of any width */
int context_read_wide(struct context *context, const struct hwreg_item *item,
		      struct hwreg_wide *value);

/**
 * shared_sync() - have what lines have written to files reach their storage
 *
 * To be called before anybody is told, or can conclude, that these lines are done. What fails is told, and
 * is their status.
 */
void shared_sync(struct shared *shared);

/** shared_close() - close and free what lines have shared */
void shared_close(struct shared *shared);

/* ---- realtime.c: --rt and --cpu ----------------------------------------------------------------- */

/** realtime_start() - as the options say; threads that are made later inherit it */
int realtime_start(struct context *context);

/** realtime_stop() - as it was before */
void realtime_stop(void);

/* ---- locations.c: the arguments of commands that read ------------------------------------------ */

struct locations {
	struct hwreg_location **list;
	unsigned int count;
};

/**
 * locations_parse() - open a session and parse all arguments; no target is opened
 * @locations: zeroes; to be closed with locations_close(), after a failure too
 * @least: the least that the board is needed for
 */
int locations_parse(struct context *context, struct locations *locations, enum board_need least);

/** locations_prepare() - open what was parsed, start the log, select */
int locations_prepare(struct context *context, const struct locations *locations);

/** locations_prepare_some() - the same where not all must be read: what a `requires` keeps from being
 * selected is found when it is read */
int locations_prepare_some(struct context *context, const struct locations *locations);

/** locations_have_choice() - is there a register that shares its address, so that it may not be there? */
bool locations_have_choice(const struct context *context, const struct locations *locations);

/** locations_select() - read the conditions of registers that share addresses: which are there now? */
int locations_select(struct context *context, const struct locations *locations);

/** locations_open() - both, for commands that have nothing to check in between */
int locations_open(struct context *context, struct locations *locations, enum board_need least);

void locations_close(struct locations *locations);

/** locations_each() - call for each item that is not skipped, until a call returns less than 0 */
int locations_each(struct context *context, const struct locations *locations,
		   int (*visit)(struct context *context, const struct hwreg_item *item, void *data),
		   void *data);

/** locations_report_skips() - tell on standard error what was left out, and why */
void locations_report_skips(const struct locations *locations);

/* ---- observe.c: -v, --log and --dry-run -------------------------------------------------------- */

/** observe_wanted() - does any option ask to see the accesses? */
bool observe_wanted(const struct context *context);

/** observe_open() - give up privileges, tell the board, open the log; to be called before the first access and after all checks */
int observe_open(struct context *context);

/** observe_start() - observe_open() and context_seal() */
int observe_start(struct context *context);

/** observe_check() - has all been written to the log, and to standard error with -v, so far? */
int observe_check(struct context *context);

/** observe_stop() - close the log */
int observe_stop(struct context *context);

/** observe_tell() - a line for -v and the log, about what is no access to a register */
void observe_tell(struct context *context, const char *text);

/** observe_describe() - an access that was made, in one line: what, where, the value or the failure */
void observe_describe(const struct hwreg_access *access, char *buffer, size_t size);

/** observe_access() - the session's observer, which stops accesses that cannot be told; @data is
 * the context */
int observe_access(void *data, const struct hwreg_access *access);

/** observe_begun() - the same for who only wants @begun */
int observe_begun(void *data, const struct hwreg_access *access);

#endif
