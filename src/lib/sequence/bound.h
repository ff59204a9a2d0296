/* SPDX-License-Identifier: MIT */
/* bound.h - what a sequence is on a session: locations, files, lines, interrupts */
#ifndef HWREG_LIB_SEQUENCE_BOUND_H
#define HWREG_LIB_SEQUENCE_BOUND_H

#include "sequence.h"

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
 * @gpio: from preparing on, with its @chip, @offset and @active_low
 * @same: another word's line, which is held for both; @inverted: it calls high what this calls low
 * @all_edges: that are waited for by all words
 * @held: it is requested
 */
struct line {
	const char *word;
	struct place place;
	bool sets;
	bool looks;
	bool held;
	bool inverted;
	bool active_low;
	uint8_t edges;
	uint8_t all_edges;
	uint32_t offset;
	char chip[64];
	struct line *same;
	struct hwreg_gpio *gpio;
};

/** line_held() - the line that is held for one */
static inline struct line *line_held(struct line *line)
{
	return line->same ? line->same : line;
}

/** line_edges() - edges of a line as that which is held for it calls them */
uint8_t line_edges(const struct line *line, uint8_t edges);

/** line_find() - the line of a word, or NULL */
struct line *line_find(const struct hwreg_sequence *sequence, const char *word, size_t length);

/** line_split() - LINE=VALUE or LINE==VALUE; Return: 0 or -EINVAL */
int line_split(const char *text, enum gpio_action *action, size_t *length, uint8_t *value,
	       struct hwreg_error *err);

int lines_prepare(struct hwreg_sequence *sequence, struct hwreg_error *err);
void lines_close(struct hwreg_sequence *sequence);
int line_set(struct line *line, uint8_t value, struct hwreg_error *err);
int line_get(const struct hwreg_sequence *sequence, struct line *line, uint8_t *value,
	     struct hwreg_error *err);

/**
 * struct device - an interrupt that steps wait for
 * @pending: came and were not waited for yet
 * @same: another word's device, which is open for both
 */
struct device {
	const char *word;
	struct place place;
	uint64_t pending;
	struct device *same;
	struct hwreg_interrupt *interrupt;
};

struct device *device_find(const struct hwreg_sequence *sequence, const char *word);
int devices_prepare(struct hwreg_sequence *sequence, struct hwreg_error *err);
void devices_close(struct hwreg_sequence *sequence);

/** device_enable() - let the interrupt through, where it has to be let; Return: 0 or what the kernel says */
int device_enable(struct device *device, struct hwreg_error *err);

#endif
