// SPDX-License-Identifier: MIT
/* input.c - from bytes to files, texts, boards and sessions */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void fuzz_promise(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "broken promise: %s\n", what);
	abort();
}

void fuzz_error(int result, const struct hwreg_error *err)
{
	fuzz_promise(result <= 0, "a result is 0 or a negative errno");
	if (result == 0)
		fuzz_promise(!err->message[0], "no error is left behind by success");
	else
		fuzz_promise(err->message[0] && err->kind, "an error has a message and a kind");
}

const char *fuzz_file(const void *data, size_t size)
{
	static bool made;
	int fd;

	if (!made) {
		fd = memfd_create("input", 0);
		made = fd >= 0 && dup2(fd, FUZZ_FILE) == FUZZ_FILE && close(fd) == 0;
		fuzz_promise(made, "there is a file in memory");
	}
	fuzz_promise(ftruncate(FUZZ_FILE, 0) == 0 && lseek(FUZZ_FILE, 0, SEEK_SET) == 0 &&
			     pwrite(FUZZ_FILE, data, size, 0) == (ssize_t)size,
		     "the file takes the input");
	return FUZZ_PATH;
}

char *fuzz_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	fuzz_promise(text, "there is memory for the input");
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

char *fuzz_line(char **text)
{
	char *line = *text, *end;

	if (!line)
		return NULL;
	end = strchr(line, '\n');
	*text = end ? end + 1 : NULL;
	if (end)
		*end = '\0';
	return line;
}

const struct hwreg_board *fuzz_board(void)
{
	static struct hwreg_board *board;
	struct hwreg_error err = HWREG_ERROR_INIT;

	if (!board && hwreg_board_load(&board, SRCTREE "/boards/demo.yaml", NULL, &err) != 0)
		fuzz_promise(false, err.message);
	return board;
}

struct hwreg_session *fuzz_session(const struct hwreg_board *board, uint64_t flags)
{
	static const char *const targets[] = { "sim" };
	const struct hwreg_session_options options = { .size = sizeof(options),
						       .flags = flags,
						       .board = board,
						       .targets = targets,
						       .target_count = 1,
						       .lock_timeout = 1000000 };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_session *session = NULL;

	fuzz_error(hwreg_session_open(&session, &options, &err), &err);
	return session;
}

int fuzz_report(void *data, const struct hwreg_report *report)
{
	unsigned int *count = data;

	fuzz_promise(*report->check && *report->file && *report->message,
		     "a finding has a check, a file and a message");
	fuzz_promise(!report->line == !report->column, "a finding has a line and a column");
	return ++*count == 64;
}

static void warn(void *data, const char *file, uint32_t line, uint32_t column, const char *message)
{
	(void)data;
	fuzz_promise(*file && *message && !line == !column,
		     "a warning has a file, a place and a message");
}

static void __attribute__((noreturn)) out_of_memory(void)
{
	abort();
}

const struct import_options fuzz_import_options = { .warn = warn, .out_of_memory = out_of_memory };

void fuzz_imported(int result, struct import_text *text, const struct hwreg_error *said)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_board *board;

	fuzz_error(result, said);
	if (result)
		return;
	if (hwreg_board_load_text(&board, text->data, text->size, "imported.yaml", NULL, &err) !=
	    0) {
		fprintf(stderr, "%.*s\n%s\n", (int)text->size, text->data, err.message);
		fuzz_promise(false, "what is imported is a board");
	}
	hwreg_board_free(board);
	free(text->data);
}
