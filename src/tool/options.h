/* SPDX-License-Identifier: MIT */
/*
 * options.h - the tables of commands and options, and what they fill
 *
 * Parsing, --help, completion and the man page all come from the tables in commands.c.
 */
#ifndef HWREG_TOOL_OPTIONS_H
#define HWREG_TOOL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct context;
struct hwreg_error;

/**
 * struct texts - words of the command line, which they point into; zeroes to start with
 * @room: of the list, which is allocated; 0: it is another's, and is copied before it is changed
 */
struct texts {
	const char **list;
	unsigned int count;
	unsigned int room;
};

/* Choices count from 1 in the order of their table; 0: not given */
enum format {
	FORMAT_DEFAULT,
	FORMAT_HEX,
	FORMAT_DEC,
	FORMAT_BIN,
};

enum output {
	OUTPUT_DEFAULT,
	OUTPUT_TEXT,
	OUTPUT_JSON,
	OUTPUT_CSV,
	OUTPUT_VCD,
	OUTPUT_TAP,
	OUTPUT_JUNIT,
};

/* Those that a command has: a bit for each */
#define OUTPUTS_ALL ((1u << OUTPUT_TEXT) | (1u << OUTPUT_JSON))
#define OUTPUTS_TEXT (1u << OUTPUT_TEXT)
#define OUTPUTS_WATCH (OUTPUTS_ALL | (1u << OUTPUT_CSV) | (1u << OUTPUT_VCD))
#define OUTPUTS_RUN (OUTPUTS_ALL | (1u << OUTPUT_TAP) | (1u << OUTPUT_JUNIT))

/* Beside them */
#define CHANGES_HARDWARE (1u << 16) /* a shell without --write refuses the command */
#define OPENS_MORE (1u << 17) /* it goes on opening files or devices: it cannot be sealed */
#define OPENS_OUT (1u << 18) /* the file of --out is opened last */
#define BRIEF (1u << 19) /* it is over at once: what it gives up must not take long */
#define NO_DEVICES \
	(1u << 20) /* it touches no hardware: privileges are given up before anything is parsed */
#define SYNCS_LATER (1u << 21) /* it is over at once: see context_sync() */
#define OUTPUTS_MASK (CHANGES_HARDWARE - 1)

#define FORCE_BOARD (1u << 0)
#define FORCE_POLICY (1u << 1)
#define FORCE_PROTECT (1u << 2)
#define FORCE_BUSY (1u << 3)
#define FORCE_REQUIRES (1u << 4)

#define FIFO_FROM (1u << 0)
#define FIFO_TO (1u << 1)

/** struct number - one that may be 0 */
struct number {
	uint64_t value;
	bool given;
};

/** struct settings - what the command line says; zeroes before it is parsed */
struct settings {
	/* global */
	struct texts targets;
	const char *board;
	unsigned int width; /* choice of 8 16 32 64 */
	unsigned int endian; /* choice of little big */
	unsigned int format; /* enum format */
	unsigned int output; /* enum output */
	unsigned int force; /* FORCE_… */
	bool quiet;
	bool verbose;
	bool dry_run;
	bool no_lock;
	int64_t lock_timeout;
	const char *log;
	bool help;
	bool version;

	/* of a shell */
	bool write;
	bool stop_on_error;

	/* of single commands */
	bool verify;
	bool raw;
	bool fifo;
	unsigned int fifo_side; /* FIFO_… */
	bool changes;
	bool fast;
	bool stats;
	bool wall;
	bool any;
	bool no_enable;
	bool reset;
	bool changing;
	int64_t every;
	int64_t duration;
	int64_t timeout;
	const char *until;
	const char *on;
	struct texts then;
	const char *dtb;
	const char *out;
	uint64_t count;
	uint64_t priority;
	struct number cpu;
	unsigned int bias; /* enum hwreg_gpio_bias */
	unsigned int drive; /* 1 + enum hwreg_gpio_drive */
	unsigned int edge; /* HWREG_GPIO_RISING, _FALLING */
	bool input;
	bool hold;
	int64_t debounce;
	int64_t low;
	int64_t high;
	struct texts sets;
	bool allow_shell;
	bool keep_going;

	struct texts arguments; /* the words that are no options */
};

enum option_kind {
	OPTION_FLAG, /* bool */
	OPTION_TEXT, /* const char * */
	OPTION_TEXTS, /* struct texts; may be given several times */
	OPTION_CHOICE, /* unsigned int: which of the choices, from 1 */
	OPTION_CHOICES, /* unsigned int: a bit for each; separated by commas */
	OPTION_COUNT, /* uint64_t, not 0 */
	OPTION_NUMBER, /* struct number */
	OPTION_DURATION, /* int64_t: nanoseconds */
};

/** enum completes - what a shell offers for an argument */
enum completes {
	COMPLETES_NOTHING,
	COMPLETES_FILE,
	COMPLETES_BOARD,
	COMPLETES_TARGET,
	COMPLETES_LOCATION,
	COMPLETES_WRITE,
	COMPLETES_REGISTER, /* the first argument alone */
	COMPLETES_BLOCK, /* likewise */
	COMPLETES_SEQUENCE, /* or a file */
	COMPLETES_GPIO,
	COMPLETES_GPIO_VALUE, /* LINE=VALUE */
	COMPLETES_GPIO_CONDITION, /* LINE=0|1|EDGE */
	COMPLETES_INTERRUPT,
	COMPLETES_SIMULATION,
	COMPLETES_COMMAND,
	COMPLETES_SHELL,
};

/**
 * struct option_spec - an option
 * @name: long name
 * @letter: short name, or 0
 * @argument: name of its argument, or NULL for a flag
 * @choices: the values it takes, separated by spaces; NULL: any
 * @help: one or two lines' worth, without a full stop
 * @offset: of what it fills in struct settings
 */
struct option_spec {
	const char *name;
	char letter;
	enum option_kind kind;
	enum completes completes;
	const char *argument;
	const char *choices;
	const char *help;
	size_t offset;
};

/**
 * struct command - a command
 * @name: first word
 * @sub: second word, or NULL; commands of one first word stand together in the table, one without a
 *       second word first
 * @arguments: synopsis of what follows, or ""
 * @help: one line, without a full stop
 * @details: paragraphs, or NULL; lines that start with a space are kept as they are
 * @options: its own options, ended by one without a name; or NULL
 * @run: returns 0, or less with the context's error filled
 * @least: arguments it needs
 * @most: arguments it takes; UINT_MAX: any number
 * @outputs: what -o may be; none: OUTPUTS_ALL; and CHANGES_HARDWARE; OPENS_MORE, OPENS_OUT, BRIEF: for
 *           context_seal(); NO_DEVICES; SYNCS_LATER
 */
struct command {
	const char *name;
	const char *sub;
	const char *arguments;
	const char *help;
	const char *details;
	const struct option_spec *options;
	int (*run)(struct context *context);
	unsigned int least;
	unsigned int most;
	enum completes completes;
	unsigned int outputs;
};

/* Ended by an entry without a name */
extern const struct command commands[];
extern const struct option_spec global_options[];

int cmd_peek(struct context *context);
int cmd_poke(struct context *context);
int cmd_dump(struct context *context);
int cmd_fill(struct context *context);
int cmd_load(struct context *context);
int cmd_copy(struct context *context);
int cmd_save(struct context *context);
int cmd_diff(struct context *context);
int cmd_restore(struct context *context);
int cmd_run(struct context *context);
int cmd_watch(struct context *context);
int cmd_wait(struct context *context);
int cmd_irq(struct context *context);
int cmd_irq_enable(struct context *context);
int cmd_irq_disable(struct context *context);
int cmd_list(struct context *context);
int cmd_info(struct context *context);
int cmd_find(struct context *context);
int cmd_decode(struct context *context);
int cmd_board_check(struct context *context);
int cmd_policy_check(struct context *context);
int cmd_policy_list(struct context *context);
int cmd_export_dts(struct context *context);
int cmd_import_dt(struct context *context);
int cmd_board_compile(struct context *context);
int cmd_import_svd(struct context *context);
int cmd_export_header(struct context *context);
int cmd_export_html(struct context *context);
int cmd_export_json(struct context *context);
int cmd_export_markdown(struct context *context);
int cmd_export_svd(struct context *context);
int cmd_targets(struct context *context);
int cmd_bind(struct context *context);
int cmd_unbind(struct context *context);
int cmd_gpio_list(struct context *context);
int cmd_gpio_info(struct context *context);
int cmd_gpio_get(struct context *context);
int cmd_gpio_set(struct context *context);
int cmd_gpio_pulse(struct context *context);
int cmd_gpio_watch(struct context *context);
int cmd_gpio_wait(struct context *context);
int cmd_shell(struct context *context);
int cmd_sim_ls(struct context *context);
int cmd_sim_rm(struct context *context);
int cmd_completion(struct context *context);
int cmd_help(struct context *context);

/**
 * options_parse() - parse options and arguments
 * @command: NULL for what stands before the command: it ends at the first word that is no option
 * @argc: words, the first of which is not looked at
 * @argv: the words; strings in @settings point into them
 * @settings: filled; what an earlier call filled stays
 * @err: filled on failure
 *
 * Return: the number of words used, the first included, or less than 0.
 */
int options_parse(const struct command *command, int argc, char **argv, struct settings *settings,
		  struct hwreg_error *err);

/** options_free() - free what options_parse() allocated */
void options_free(struct settings *settings);

/** options_find() - the option with a long name of @length characters, or NULL */
const struct option_spec *options_find(const struct option_spec *options, const char *name,
				       size_t length);

/** options_find_letter() - the option with a short name, or NULL */
const struct option_spec *options_find_letter(const struct option_spec *options, char letter);

/** texts_add() - append a word, which must outlive the list */
void texts_add(struct texts *texts, const char *text);

/** texts_take() - take the first word out of the list, which has one */
const char *texts_take(struct texts *texts);

/** texts_free() - free the list */
void texts_free(struct texts *texts);

/** command_is_group() - is it the first word of commands that all have a second one? */
bool command_is_group(const char *first);

/**
 * command_find() - the command that the first one or two words name
 * @out: the command
 *
 * Return: the words that name it, or less than 0.
 */
int command_find(int argc, char **argv, const struct command **out, struct hwreg_error *err);

/**
 * command_unknown() - the error for words that name no command
 * @first: the first word
 * @second: the second, if the first is that of commands of two words; "" if it is missing, or NULL
 */
int command_unknown(const char *first, const char *second, struct hwreg_error *err);

/** help_print() - the overview, to standard output */
void help_print(void);

/** help_print_group() - the commands with this first word, to standard output */
void help_print_group(const char *name);

/** help_print_command() - help for one command, to standard output */
void help_print_command(const struct command *command);

#endif
