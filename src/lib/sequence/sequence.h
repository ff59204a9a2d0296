/* SPDX-License-Identifier: MIT */
/*
 * sequence.h - sequences of steps, from YAML to what they did, in the order of the files here
 *
 *	load.c		a file or a board's sequence (of_board.c), and all that it runs
 *	parts.c		the keys of a file: variables, requires, restore, timeouts
 *	steps.c		the steps of a list; kinds.c, kinds_more.c: what each kind is made of
 *	text.c		texts with expressions in them; expression.c, evaluate.c
 *	describe.c	what is known before it is resolved; steps as texts
 *	resolve.c	on a session: found, opened, forgotten
 *	walk.c		every step, for every value that loops give, to resolve and to prepare it:
 *			resolve_words.c, words.c: locations, writes, conditions; require.c, back.c,
 *			files.c, lines.c, devices.c
 *	run.c		steps one after the other; event.c: telling of them; doing.c: one of them
 *	do_*.c		what each kind does
 *
 * All that is read lives in the arena of one loader until the sequence is freed.
 */
#ifndef HWREG_LIB_SEQUENCE_H
#define HWREG_LIB_SEQUENCE_H

#include "error.h"
#include "session.h"
#include "text.h"

#define SEQUENCE_STEPS 100000u /* of a file */
#define SEQUENCE_ALL_STEPS 250000u /* of all that is run, each time that it is named */
#define SEQUENCE_DEPTH 32u /* of `run` and `repeat` */
#define SEQUENCE_COUNT 1000000u /* of a `repeat` */
#define SEQUENCE_WALK 8000000u /* steps that are looked at, loops counted out */
#define SEQUENCE_VALUES 65536u /* registers of a `peek` */

#define SECOND INT64_C(1000000000)
#define MILLISECOND INT64_C(1000000)
#define DEFAULT_TIMEOUT (10 * SECOND)

/* ---- Steps ------------------------------------------------------------------------------------ */

/**
 * struct bound - what a location, write or condition is on a session
 * @values: of a fill, which come one after the other to the registers of @location
 */
struct bound {
	struct hwreg_write *write;
	struct hwreg_condition *condition;
	struct hwreg_location *location;
	uint64_t *values;
	uint32_t value_count;
};

/** enum word_use - what a word is */
enum word_use {
	USE_READ, /* LOCATION */
	USE_WRITE, /* WRITE */
	USE_CONDITION, /* CONDITION that is looked at again and again */
	USE_ONCE, /* one that is looked at once, so that reading may change something */
	USE_FILL, /* LOCATION=VALUE,... */
	USE_LOAD, /* LOCATION that is written */
};

/**
 * struct word - one location, write, condition or line of a step
 * @variable: of a peek: what gets the value, or NO_VARIABLE
 * @bound: where the text is known, from resolving on
 * @prepared: what it needs is open
 * @wrong: it could not be resolved, which has been reported
 */
struct word {
	struct text text;
	uint32_t variable;
	bool is_bound;
	bool prepared;
	bool wrong;
	struct bound bound;
};

/**
 * struct loop - what a `repeat` is
 * @variable: that counts or takes the values; NO_VARIABLE: none
 * @count: times; NULL: as many as there are values
 * @used: a step in it depends on @variable
 */
struct loop {
	uint32_t variable;
	const struct expression *count;
	const struct expression *const *over;
	uint32_t over_count;
	struct step *steps;
	uint32_t step_count;
	bool used;
};

/** struct files - a file of a `save` or `load`, and what goes into it, or where it goes */
struct files {
	struct text file;
	struct word *words;
	uint32_t count;
};

enum gpio_action { GPIO_SET, GPIO_LOOK, GPIO_EDGE };

struct line;

/**
 * struct step - one step
 * @known: of all its texts: if KNOWN_NOW it is resolved once
 * @writes: it changes registers
 * @verify: of poke and restore
 * @resolved: it is, and need not be again
 * @number: of its point; 0: none
 * @name: what is told instead of its text, or NULL
 * @shown: its text if that is known, else NULL
 * @timeout: or NULL
 * @every: of a wait, or NULL
 * @words: of poke, peek, expect, wait, gpio, fill; the `ack` of irq
 * @text: of note, delay, shell; the line or device of gpio and irq; the file of restore; what run runs
 * @value: of check; the count of irq
 * @edges: of gpio: HWREG_GPIO_RISING …; 0: it sets or looks
 */
struct step {
	uint8_t kind;
	uint8_t known;
	bool writes;
	bool verify;
	bool resolved;
	uint8_t edges;
	uint32_t number;
	struct place place;
	const struct text *name;
	const struct text *timeout;
	const struct text *every;
	const char *shown;
	struct word *words;
	uint32_t word_count;
	uint32_t file_count;
	union {
		struct files *files;
		struct loop *loop;
		struct script *run;
		const struct expression *value;
	};
	struct text text;
};

/** struct given - what a `run` sets in the variables of what it runs; or a user, by a word */
struct given {
	const char *name;
	const struct expression *value;
	struct place place;
	bool used;
};

/**
 * struct script - a sequence that is run: the one that was asked for, or for each `run` step another
 * @around: the one whose `run` step runs it, or NULL
 * @folder: of its file, with a / at the end, or ""
 * @root: its YAML; NULL: it is a board's, and the board is not known yet
 * @of_board: the name of a board's sequence, or NULL
 * @given: what is set from outside
 * @depth: of `run` and `repeat` around what is read now
 * @steps_read: so far, of all lists in it
 * @points: of @steps and @finally
 */
struct script {
	struct hwreg_sequence *sequence;
	const struct script *around;
	const char *name;
	const char *description;
	const char *file;
	const char *folder;
	const char *of_board;
	const struct node *root;
	struct place place;
	struct given *given;
	uint32_t given_count;
	uint32_t depth;
	uint32_t steps_read;
	uint32_t points;
	bool keep_going;
	int64_t timeout;
	int64_t step_timeout;
	const char *board;
	struct word *targets;
	uint32_t target_count;
	struct array variables; /* struct variable */
	struct map variable_names;
	struct word *put_back;
	uint32_t put_back_count;
	struct step *steps;
	uint32_t step_count;
	struct step *finally;
	uint32_t finally_count;
};

static inline struct variable *script_variable(const struct script *owner, uint32_t index)
{
	return (struct variable *)owner->variables.data + index;
}

/** struct source - a file that was read: it is read once, however often it is run */
struct source {
	const char *path;
	const struct node *root;
	uint64_t device;
	uint64_t inode;
	bool of_board; /* @path is its name there */
};

/**
 * struct hwreg_sequence - all of it
 * @board: of hwreg_sequence_of_board(), or of the session that it is resolved on
 * @uses: HWREG_SEQUENCE_GPIO …
 * @checking: a board that is being loaded has it: no other file is read
 * @too_many: steps, which has been reported
 * @writes: it has steps that write
 * @lacking: something that it requires is not here
 * @broken: sequences of a board that it runs are wrong, which has been reported
 * @behind: it reads registers behind an index register
 * @steps: of all scripts
 * @sources: struct source
 * @waiting: struct script *: sequences of a board that is not known yet
 * @bound: struct word *: all that is bound, or was found to be wrong
 * @made: const char *: paths of files that steps save
 * @lines: struct line *, @devices: struct device *: what is named in steps, from resolving on
 */
struct hwreg_sequence {
	struct loader *loader;
	struct script *main;
	const struct hwreg_board *board;
	uint64_t flags;
	uint32_t uses;
	bool checking;
	bool too_many;
	bool writes;
	bool behind;
	bool broken;
	bool resolved;
	bool prepared;
	bool lacking;
	uint32_t steps;
	struct array sources;
	struct array waiting;
	struct hwreg_session *session;
	struct array bound;
	struct array made;
	struct array lines;
	struct array devices;
};

/* ---- Reading -------------------------------------------------------------------------------- */

/** sequence_new() - without a file or name yet */
int sequence_new(struct hwreg_sequence **out, const struct hwreg_sequence_options *options,
		 struct hwreg_error *err);

/** sequence_hand_out() - to the caller if all is well, else free it; @r: what went wrong so far, or 0 */
int sequence_hand_out(struct hwreg_sequence *sequence, struct hwreg_sequence **out,
		      const struct hwreg_sequence_options *options, int r, struct hwreg_error *err);

/** script_take_path() - of its file: name, folder, place */
void script_take_path(struct script *script, const char *path);

/** script_is_cycle() - has it the root of one around it? That is reported */
bool script_is_cycle(const struct script *script, struct place place);

/** script_new() - one that is run by @around, or by nobody; NULL: no memory */
struct script *script_new(struct hwreg_sequence *sequence, const struct script *around);

/** script_open() - read its file; reports at @place. Return: 0, or a negative errno if it cannot be read */
int script_open(struct script *script, const char *path, struct place place,
		struct hwreg_error *err);

/** script_of_board() - have it be a sequence of the board; false: there is none of this name, reported */
bool script_of_board(struct script *script, const char *name, struct place place);

/** script_read() - its keys and steps, from its root */
void script_read(struct script *script);

/** script_add_variable() - a new one; reports a name that is taken. NO_VARIABLE: it is, or no memory */
uint32_t script_add_variable(struct script *script, const char *name, struct place place,
			     enum known known);

/** steps_read() - the steps of a list; reports what is wrong with them */
void steps_read(struct script *script, const struct node *list, struct step **steps,
		uint32_t *count);

/** steps_find_peeks() - make the variables that peeks in a list will set, and in lists in it */
void steps_find_peeks(struct script *script, const struct node *list);

/** node_text() - a text that is not empty, with expressions; false: it is wrong */
bool node_text(struct script *script, const struct node *node, bool decimal, struct text *out);

/** node_words() - one text or a list of them; NULL: none, or it is wrong */
struct word *node_words(struct script *script, const struct node *node, bool decimal,
			uint32_t *count);

/** node_time() - a time that is known now; false: it is wrong */
bool node_time(struct script *script, const struct node *node, int64_t *ns);

/** struct step_keys - the values of the keys of a step: that of its kind, and of the others that it has */
struct step_keys {
	const struct node *value;
	const struct node *extra[3];
};

/** struct step_kind - how steps of a kind are read; @extra: its further keys */
struct step_kind {
	const char *key;
	const char *extra[3];
	bool (*read)(struct script *script, struct step *step, const struct step_keys *keys);
};

/** step_kinds - by enum hwreg_step_kind, as far as there is a key for it */
extern const struct step_kind step_kinds[HWREG_STEP_PUT_BACK];

/** step_depends() - something in the step is known only then */
static inline void step_depends(struct step *step, unsigned int known)
{
	if (known > step->known)
		step->known = (uint8_t)known;
}

/** step_words() - node_words() to the step */
bool step_words(struct script *script, struct step *step, const struct node *node, bool decimal);

/** step_text() - node_text() to the step */
bool step_text(struct script *script, struct step *step, const struct node *node, bool decimal);

/** step_read_…() - those kinds that hold or run others, or are about files; kinds_more.c */
bool step_read_repeat(struct script *script, struct step *step, const struct step_keys *keys);
bool step_read_run(struct script *script, struct step *step, const struct step_keys *keys);
bool step_read_save(struct script *script, struct step *step, const struct step_keys *keys);
bool step_read_restore(struct script *script, struct step *step, const struct step_keys *keys);
bool step_read_load(struct script *script, struct step *step, const struct step_keys *keys);

/** run_target_is_file() - does a `run` mean a file, or a sequence of the board? */
bool run_target_is_file(const char *text);

/** script_join() - read a board's sequence that waited for the board, or report that there is none */
void script_join(struct script *script);

/** sequence_conclude() - what was found so far, to the caller; Return: 0 or a negative errno */
int sequence_conclude(struct hwreg_sequence *sequence, const struct hwreg_sequence_options *options,
		      struct hwreg_error *err);

/** step_describe() - its text, as far as it is known */
void step_describe(const struct script *script, const struct step *step, struct buffer *buffer);

#endif
