/* SPDX-License-Identifier: MIT */
/* run.h - a sequence while it runs */
#ifndef HWREG_LIB_SEQUENCE_RUN_H
#define HWREG_LIB_SEQUENCE_RUN_H

#include "bound.h"

#define DRY_LOOPS 16u /* values of a loop that a dry run shows */
#define NEVER INT64_MAX

/**
 * struct running - all of it
 * @stop: the descriptor that ends what runs now: to cancel, in `finally` to abort; -1: none
 * @look: when to look at it next
 * @stopped: what runs now is to end
 * @interrupted: a descriptor said so, at any time
 * @answer: what the callback returned first, if not 0
 * @number: of the point that runs
 */
struct running {
	struct hwreg_sequence *sequence;
	struct hwreg_session *session;
	struct hwreg_sequence_run_options options;
	bool dry;
	int64_t begin;
	int stop;
	int64_t look;
	bool stopped;
	bool interrupted;
	int answer;
	uint32_t number;
	uint32_t points;
};

/** struct looping - a loop that goes round, and the one around it */
struct looping {
	const struct variable *variable;
	const struct looping *outer;
};

/**
 * struct limit - when something must have ended
 * @deadline: CLOCK_MONOTONIC, or NEVER
 * @length: nanoseconds that there were
 * @whole: for all steps of a sequence, not for one
 */
struct limit {
	int64_t deadline;
	int64_t length;
	bool whole;
};

struct doing;

/**
 * struct frame - steps of one list, at the top or in a `repeat` or `run`
 * @owner: the step that they are in, or NULL
 * @failed: one of them did not pass; @why_not: so the rest is not run
 */
struct frame {
	struct running *running;
	struct script *script;
	struct doing *owner;
	const struct looping *loops;
	enum hwreg_step_part part;
	uint32_t depth;
	struct limit limit;
	bool failed;
	bool halted;
	char why_not[64];
};

struct kept;

/**
 * struct doing - one step while it runs, and what is told of it
 * @step: NULL: registers are put back
 * @values: what it has read; @texts and @wides: parts of them that are theirs alone
 * @trial: in a dry run: what stands for values that nothing has read
 * @error: why it did not pass
 */
struct doing {
	struct running *running;
	struct frame *frame;
	struct script *script;
	const struct step *step;
	enum hwreg_step_kind kind;
	struct limit limit;
	int64_t start;
	int64_t lock_timeout;
	struct hwreg_step_value *values;
	uint64_t count;
	uint64_t room;
	char **texts;
	struct hwreg_wide **wides;
	struct buffer buffer;
	struct buffer name;
	struct buffer text;
	struct buffer loops;
	struct buffer output;
	uint64_t output_lost;
	int exit_status;
	uint64_t trial;
	struct kept *cause;
	uint64_t failures;
	struct hwreg_error error;
};

int64_t clock_now(void);

/** running_stopped() - has somebody said that this is to end? Looks once a millisecond */
bool running_stopped(struct running *running);

/** doing_pause() - wait until a time; Return: 0, -ECANCELED, or -ETIMEDOUT at the step's deadline, with @error */
int doing_pause(struct doing *doing, int64_t until);

/** doing_timed_out() - @error: the time was over; Return: -ETIMEDOUT */
int doing_timed_out(struct doing *doing, const char *what);

/** doing_interrupted() - @error: somebody ended it; Return: -ECANCELED */
int doing_interrupted(struct doing *doing);

/** doing_text() - expand a text of the step; NULL: @error, and *result is a negative errno */
const char *doing_text(struct doing *doing, const struct text *text, int *result);

/** doing_bind() - a word of the step as it is now */
int doing_bind(struct doing *doing, const struct word *word, enum word_use use,
	       struct bound *bound);

/** doing_add_value() - one more; @text: copied if @copy; NULL: no memory, @error */
struct hwreg_step_value *doing_add_value(struct doing *doing, const char *text, bool copy);

/** doing_free() - all that is its own */
void doing_free(struct doing *doing);

/** time_text() - "1.5 s" */
const char *time_text(int64_t ns, char buffer[32]);

/* ---- event.c ---- */

/** event_tell() - call the callback; @why: of what is skipped */
void event_tell(struct doing *doing, enum hwreg_step_result result, const char *why);

/** event_keep() - the end of the step that was told last, kept for the step around it; NULL: no memory */
struct kept *event_keep(struct doing *doing, enum hwreg_step_result result);
void event_free(struct kept *kept);

/** event_of() - the event that was kept; NULL of NULL */
const struct hwreg_step_event *event_of(const struct kept *kept);

/* ---- What the kinds do: 0, or a negative errno and doing->error ---- */

int do_poke(struct doing *doing);
int do_peek(struct doing *doing);
int do_expect(struct doing *doing);
int do_wait(struct doing *doing);
int do_delay(struct doing *doing);
int do_gpio(struct doing *doing);
int do_irq(struct doing *doing);
int do_save(struct doing *doing);
int do_restore(struct doing *doing);
int do_fill(struct doing *doing);
int do_load(struct doing *doing);
int do_shell(struct doing *doing);
int do_check(struct doing *doing);
int do_repeat(struct doing *doing);
int do_run(struct doing *doing);

/** run_list() - all steps of a frame; false: one did not pass */
bool run_list(struct frame *frame, const struct step *steps, uint32_t count);

/** run_script() - take what is put back, steps, `finally`, put back; Return: 0, or -EIO: something did not
 * pass; other errnos with @err: it did not begin */
int run_script(struct frame *frame, struct hwreg_error *err);

#endif
