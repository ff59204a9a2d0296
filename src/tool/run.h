/* SPDX-License-Identifier: MIT */
/* run.h - the parts of hwreg run */
#ifndef HWREG_TOOL_RUN_H
#define HWREG_TOOL_RUN_H

#include "report.h"

/**
 * struct run - the sequences of one command line
 * @words: files, and names of the board's sequences
 * @list: the sequences, in the order of @words; NULL: not loaded
 * @skips: why one is not for here, or NULL
 * @findings: that were printed
 */
struct run {
	struct context *context;
	struct texts words;
	struct hwreg_sequence **list;
	char **skips;
	unsigned int findings;
	struct report report;
};

/** run_load_options() - what the command line says about sequences; what is wrong with them is printed */
struct hwreg_sequence_options run_load_options(struct run *run);

/**
 * run_keep_first() - all that is wrong with any sequence is told; the command ends with the first error
 * @before: 0, or less if there has been one
 * @r: what has been done now returned, and @err said
 * @findings: that had been printed before it
 *
 * Return: 0, or less if there has been an error.
 */
int run_keep_first(struct run *run, int before, int r, unsigned int findings,
		   const struct hwreg_error *err);

/** run_load() - load all words: the files, then with the board that they require those of the board */
int run_load(struct run *run);

#endif
