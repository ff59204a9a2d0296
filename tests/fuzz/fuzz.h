/* SPDX-License-Identifier: MIT */
/*
 * fuzz.h - what the fuzz targets share
 *
 * A target is a file target_NAME.c with LLVMFuzzerTestOneInput(), which hands bytes to the code under
 * test and goes on with what came out of it: a board is walked through, a location is read. What a
 * sanitizer finds is a finding, and so is a promise that does not hold (fuzz_promise()).
 */
#ifndef HWREG_TESTS_FUZZ_H
#define HWREG_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <hwreg.h>

#include "import.h"

/* What libFuzzer calls and has */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

/* ---- input.c: from bytes to what the code under test takes ------------------------------------- */

#define FUZZ_FILE 100 /* the descriptor of fuzz_file() */
#define FUZZ_PATH "/proc/self/fd/100"

/** fuzz_file() - a file that holds the bytes; Return: FUZZ_PATH */
const char *fuzz_file(const void *data, size_t size);

/** fuzz_text() - the bytes and a NUL, for free() */
char *fuzz_text(const uint8_t *data, size_t size);

/** fuzz_line() - cut the next line off a text; NULL: there is none */
char *fuzz_line(char **text);

/** fuzz_board() - boards/demo.yaml, loaded once */
const struct hwreg_board *fuzz_board(void);

/** fuzz_session() - a session on simulated registers of a board, as after reset; NULL: it cannot be */
struct hwreg_session *fuzz_session(const struct hwreg_board *board, uint64_t flags);

/** fuzz_promise() - ends the process, which is a finding, unless @holds */
void fuzz_promise(bool holds, const char *what);

/** fuzz_error() - what failed has a message and a kind; what did not has left the error alone */
void fuzz_error(int result, const struct hwreg_error *err);

/** fuzz_report() - a callback for findings, which looks at all of each; stops after 64 of them */
int fuzz_report(void *data, const struct hwreg_report *report);

/** fuzz_import_options() - for the importers: warnings are looked at */
extern const struct import_options fuzz_import_options;

/** fuzz_imported() - what an importer has made is a board, or has a reason why it is none */
void fuzz_imported(int result, struct import_text *text, const struct hwreg_error *err);

/* ---- walk.c: all that a board says, by the library's functions ---------------------------------- */

/**
 * fuzz_walk() - ask for everything that a board says
 * @sound: its parts fit each other, so that all is found again by name and by address
 */
void fuzz_walk(const struct hwreg_board *board, bool sound);

/** fuzz_use() - read and write registers of a board on a simulation, if it is a small one */
void fuzz_use(const struct hwreg_board *board);

/* ---- mutate.c: mutations of text ----------------------------------------------------------------- */

/**
 * fuzz_mutate_text() - change words and lines, as people do, else bytes
 * @dictionary: name of the file with words, in tests/fuzz/dict
 *
 * Return: bytes of the text then.
 */
size_t fuzz_mutate_text(uint8_t *data, size_t size, size_t most, unsigned int seed,
			const char *dictionary);

/** fuzz_random() - the next of a row of numbers, below @limit; @state is not 0 */
uint32_t fuzz_random(uint64_t *state, uint32_t limit);

#endif
