/* SPDX-License-Identifier: MIT */
/*
 * sequence.h - sequences of steps, from YAML to what they did, in the order of the files here
 *
 *	load.c		a file and all that it runs; options, variables; parts.c: the keys of a file
 *	steps.c		the steps of a list; kinds.c, kinds_more.c: what each kind is made of
 *	expression.c	expressions; evaluate.c: their values
 *	text.c		texts with expressions in them
 *	describe.c	what is known before it is resolved; texts of steps
 *	walk.c		every step, for every value that loops give: resolve and prepare
 *	words.c		locations, writes and conditions on a session
 *	back.c		registers that are put back
 *	run.c		steps one after the other; event.c: telling of them
 *	do_*.c		what each kind does
 *
 * All that is read lives in the arena of one loader until the sequence is freed.
 */
#ifndef HWREG_LIB_SEQUENCE_H
#define HWREG_LIB_SEQUENCE_H

#include "board/loader.h"
#include "error.h"
#include "session.h"

#define SEQUENCE_STEPS 100000u /* of a file */
#define SEQUENCE_ALL_STEPS 250000u /* of all that is run, each time that it is named */
#define SEQUENCE_DEPTH 32u /* of `run` and `repeat` */
#define SEQUENCE_COUNT 1000000u /* of a `repeat` */
#define SEQUENCE_WALK 8000000u /* steps that are looked at, loops counted out */
#define SEQUENCE_VALUES 65536u /* registers of a `peek` */
#define EXPRESSION_DEPTH 64 /* of parentheses and operators */
#define NO_VARIABLE UINT32_MAX

#define SECOND INT64_C(1000000000)
#define MILLISECOND INT64_C(1000000)
#define DEFAULT_TIMEOUT (10 * SECOND)

/* ---- Variables, expressions, texts ---------------------------------------------------------- */

/** enum known - when the value of something is known */
enum known {
	KNOWN_NOW, /* since it was read */
	KNOWN_LOOP, /* it depends on loops alone, so that all its values can be tried beforehand */
	KNOWN_LATE, /* it depends on what a peek reads */
};

/**
 * struct variable - a name with a value
 * @known: what sets it
 * @loop: by a `repeat`, inside of it
 * @visible: steps that are read now may use it
 * @peeked: by a `peek`
 * @used: since this was last set to false, an expression was read that uses it
 * @set: it has a value now
 * @initial: what `variables` says; NULL: it is not from there, or was set from outside
 * @given: what the `set` of the `run` says, in the variables of the sequence around; or NULL
 */
struct variable {
	const char *name;
	uint8_t known;
	bool loop;
	bool peeked;
	bool visible;
	bool used;
	bool set;
	uint64_t value;
	struct place place;
	const struct expression *initial;
	const struct expression *given;
};

enum operation {
	OP_NUMBER,
	OP_VARIABLE,
	OP_NOT,
	OP_INVERT,
	OP_MULTIPLY,
	OP_DIVIDE,
	OP_REMAINDER,
	OP_ADD,
	OP_SUBTRACT,
	OP_LEFT,
	OP_RIGHT,
	OP_LESS,
	OP_AT_MOST,
	OP_GREATER,
	OP_AT_LEAST,
	OP_EQUAL,
	OP_DIFFERENT,
	OP_AND_BITS,
	OP_XOR_BITS,
	OP_OR_BITS,
	OP_AND,
	OP_OR,
};

/**
 * struct expression - a number, a variable, or an operation on one or two others
 * @text: the whole expression as it was written, for messages
 * @at: where in it this part begins: for an operation its sign
 */
struct expression {
	uint8_t operation;
	uint8_t known;
	uint32_t variable;
	uint64_t number;
	const char *text;
	const char *at;
	const struct expression *left;
	const struct expression *right;
};

struct script;

/**
 * expression_parse() - understand an expression; reports what is wrong
 * @owner: whose variables are meant; those that are not visible are refused. NULL: none may be used
 *
 * One whose value is known is evaluated, so that its mistakes are found.
 *
 * Return: NULL if it is wrong or memory is out.
 */
const struct expression *expression_parse(struct loader *loader, const struct script *owner,
					  const char *text, struct place place);

/** expression_value() - evaluate; Return: 0, -ERANGE or -EDOM with a message, -ENODATA: a variable is not set */
int expression_value(const struct expression *expression, const struct script *owner,
		     uint64_t *value, struct hwreg_error *err);

/** struct piece - a part of a text: as it is, or an expression */
struct piece {
	const char *text;
	size_t length;
	const struct expression *expression;
};

/**
 * struct text - a text with expressions in it
 * @plain: what it is if that is known; else what was written
 * @pieces: of a text whose value is not known
 */
struct text {
	const char *plain;
	const struct piece *pieces;
	uint32_t count;
	uint8_t known;
	bool decimal;
	struct place place;
};

/** struct buffer - a text that grows; starts zeroed, freed with free(@data) */
struct buffer {
	char *data;
	size_t length;
	size_t room;
	bool failed;
};

void buffer_add(struct buffer *buffer, const char *text, size_t length);
void buffer_format(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** buffer_text() - what is in it; never NULL */
static inline const char *buffer_text(const struct buffer *buffer)
{
	return buffer->data ? buffer->data : "";
}

/** text_parse() - understand a text; @decimal: how its values are written. Reports; false: wrong */
bool text_parse(struct loader *loader, const struct script *owner, const char *source,
		struct place place, bool decimal, struct text *out);

/**
 * struct late - how values are treated that only a peek will know
 * @value: that stands for them
 * @at: filled: where in the text the first one is; SIZE_MAX: there is none
 */
struct late {
	uint64_t value;
	size_t at;
};

/**
 * text_expand() - the text with its values
 * @buffer: emptied first; not used by a text whose value is known
 * @late: NULL: all variables have values, or else that is an error
 * @out: the text; lives as long as @buffer is not used again
 *
 * Return: 0, -ENOMEM, or what expression_value() says.
 */
int text_expand(const struct text *text, const struct script *owner, struct buffer *buffer,
		struct late *late, const char **out, struct hwreg_error *err);

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
	bool resolved;
	bool prepared;
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
struct word *node_words(struct script *script, const struct node *node, uint32_t *count);

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
bool step_words(struct script *script, struct step *step, const struct node *node);

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

/* ---- Resolving ------------------------------------------------------------------------------ */

/** word_location_end() - where the location in the text of a word ends */
size_t word_location_end(const char *text, enum word_use use);

/**
 * word_bind() - find out what a word is on a session
 * @text: what it says now
 * @bound: filled; to be given back with word_release()
 */
int word_bind(const struct word *word, struct hwreg_session *session, enum word_use use,
	      const char *text, struct bound *bound, struct hwreg_error *err);

/** word_release() - free what belongs to @bound alone */
void word_release(const struct word *word, struct bound *bound);

/** bound_free() - free all of it */
void bound_free(struct bound *bound);

/** bound_prepare() - open and map what it needs */
int bound_prepare(const struct bound *bound, struct hwreg_session *session,
		  struct hwreg_error *err);

/** step_use() - what the words of a step are; false: no registers, or it has no words */
bool step_use(const struct step *step, enum word_use *use);

/** script_enter() - give the variables of a script their values as it begins; @late: also those that
 * depend on peeks */
int script_enter(struct script *script, bool late, struct hwreg_error *err);

/** sequence_close() - let go of lines and interrupts */
void sequence_close(struct hwreg_sequence *sequence);

/* ---- Registers that are put back: back.c ------------------------------------------------------ */

/** struct back - what they were; starts zeroed */
struct back {
	struct hwreg_snapshot **snapshots;
	uint32_t count;
};

/** back_take() - read them */
int back_take(const struct script *script, struct back *back, struct hwreg_error *err);

/** back_put() - write those back that differ, the last first; goes on after a failure, the first counts */
int back_put(struct back *back, struct hwreg_error *err);

void back_free(struct back *back);

/* ---- Files of steps: files.c ------------------------------------------------------------------ */

/** files_path() - where a file of a step is; NULL: no memory. Lives as long as @buffer */
const char *files_path(const struct script *script, const char *name, struct buffer *buffer);

/**
 * struct loading - a file that is written to registers
 * @location: all of them
 * @width: of each, in bits
 */
struct loading {
	int fd;
	uint64_t size;
	unsigned int width;
	struct hwreg_location *location;
};

/** loading_open() - open the file and find the registers; to be given back with loading_close() */
int loading_open(struct loading *loading, struct hwreg_session *session, const char *path,
		 const char *location, struct hwreg_error *err);
void loading_close(struct loading *loading);

/** files_snapshot() - a snapshot from a file, on the session; @prepare: with all open that it needs */
int files_snapshot(struct hwreg_snapshot **out, struct hwreg_session *session, const char *path,
		   bool prepare, struct hwreg_error *err);

/* ---- GPIO lines, interrupts ------------------------------------------------------------------- */

/**
 * struct line - a GPIO line that steps use
 * @sets: a step drives it; @looks: one looks at it; @edges: that steps wait for
 * @gpio: from preparing on
 * @held: it is requested
 */
struct line {
	const char *word;
	struct place place;
	bool sets;
	bool looks;
	bool held;
	uint8_t edges;
	struct hwreg_gpio *gpio;
};

/** line_find() - the line of a word, or NULL */
struct line *line_find(const struct hwreg_sequence *sequence, const char *word, size_t length);

/** line_split() - LINE=VALUE or LINE==VALUE; Return: 0 or -EINVAL */
int line_split(const char *text, enum gpio_action *action, size_t *length, uint8_t *value,
	       struct hwreg_error *err);

int lines_prepare(struct hwreg_sequence *sequence, struct hwreg_error *err);
void lines_close(struct hwreg_sequence *sequence);
int line_set(const struct hwreg_sequence *sequence, struct line *line, uint8_t value,
	     struct hwreg_error *err);
int line_get(const struct hwreg_sequence *sequence, struct line *line, uint8_t *value,
	     struct hwreg_error *err);

/** struct device - an interrupt that steps wait for; @pending: came and were not waited for yet */
struct device {
	const char *word;
	struct place place;
	uint64_t pending;
	struct hwreg_interrupt *interrupt;
};

struct device *device_find(const struct hwreg_sequence *sequence, const char *word);
int devices_prepare(struct hwreg_sequence *sequence, struct hwreg_error *err);
void devices_close(struct hwreg_sequence *sequence);

/** device_enable() - let the interrupt through, where it has to be let; Return: 0 or what the kernel says */
int device_enable(struct device *device, struct hwreg_error *err);

/** step_describe() - its text, as far as it is known */
void step_describe(const struct script *script, const struct step *step, struct buffer *buffer);

#endif
