/* SPDX-License-Identifier: MIT */
/* walk.h - going through all steps before the first is made, for each value that loops give */
#ifndef HWREG_LIB_SEQUENCE_WALK_H
#define HWREG_LIB_SEQUENCE_WALK_H

#include "bound.h"

/** enum walk_mode - what for */
enum walk_mode {
	WALK_REQUIRE, /* is what is required here? */
	WALK_RESOLVE, /* find all registers, lines, interrupts and files; report what is wrong */
	WALK_PREPARE, /* open all that is needed; the first failure ends it */
};

/**
 * struct walk - on the way
 * @steps: looked at so far
 * @result: a negative errno that ends the walk, with its message in @err
 * @late: of the text that was expanded last
 */
struct walk {
	struct hwreg_sequence *sequence;
	struct hwreg_session *session;
	enum walk_mode mode;
	uint32_t steps;
	struct buffer buffer;
	struct buffer second;
	struct late late;
	int result;
	struct hwreg_error *err;
};

/** walk_sequence() - all of it; Return: 0, or what ended it; reports are in the findings */
int walk_sequence(struct hwreg_sequence *sequence, enum walk_mode mode, struct hwreg_error *err);

/** walk_report() - WALK_RESOLVE: something is wrong */
#define walk_report(walk, ...) loader_report((walk)->sequence->loader, __VA_ARGS__)

/** walk_text() - expand; reports what has no value. NULL: it has none */
const char *walk_text(struct walk *walk, const struct script *script, const struct text *text);

/** walk_word() - resolve or prepare a word of a step, for the values that variables have now */
void walk_word(struct walk *walk, const struct script *script, const struct step *step,
	       struct word *word, enum word_use use);

/** walk_line() - a step of a GPIO line; lines.c */
void walk_line(struct walk *walk, const struct script *script, const struct step *step);

/** walk_device() - a step that waits for an interrupt; devices.c */
void walk_device(struct walk *walk, const struct script *script, struct step *step);

/** walk_files() - save, restore, load; files.c */
void walk_files(struct walk *walk, const struct script *script, struct step *step);

/** walk_target() - a word of `requires`; require.c */
void walk_target(struct walk *walk, const struct script *script, struct word *word);

/** walk_put_back() - a word of `restore` at the top; back.c */
void walk_put_back(struct walk *walk, const struct script *script, struct word *word);

#endif
