// SPDX-License-Identifier: MIT
/*
 * snapshot_plain.c - a snapshot that is as save writes it, without a YAML parser
 *
 * That takes less than a tenth of the time, which counts where there are thousands of registers. It is an image of
 * what snapshot_read.c does with such a file, and of nothing else: at the first byte that save would
 * not have written here, and where anything is wrong, it gives up, and all of the file is read as YAML,
 * which tells what is wrong and where (or that there is no memory). No file is taken that would not be taken there, to the same end.
 */
#include "snapshot.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "board/loader.h"
#include "error.h"
#include "range.h"

#define MOST_SPACES 8 /* of the line of targets */

/* Names in it are ended where they are, so that none is copied; @line: that of @at */
struct plain {
	struct hwreg_snapshot *snapshot;
	char *at;
	uint32_t line;
	struct arena *arena;
	struct map names;
};

/* ---- Words: each moves on if all of it is there -------------------------------------------------- */

static bool skip(struct plain *plain, const char *words)
{
	size_t length = strlen(words);

	if (strncmp(plain->at, words, length) != 0)
		return false;
	plain->at += length;
	return true;
}

static bool skip_line(struct plain *plain, const char *words)
{
	size_t length = strlen(words);

	if (strncmp(plain->at, words, length) != 0 || plain->at[length] != '\n')
		return false;
	plain->at += length + 1;
	plain->line++;
	return true;
}

static bool take_hex(struct plain *plain, uint64_t *value)
{
	unsigned int digits = 0, digit;

	if (plain->at[0] != '0' || plain->at[1] != 'x')
		return false;
	plain->at += 2;
	for (*value = 0; digits <= 16; digits++, plain->at++) {
		if (*plain->at >= '0' && *plain->at <= '9')
			digit = (unsigned int)(*plain->at - '0');
		else if (*plain->at >= 'a' && *plain->at <= 'f')
			digit = (unsigned int)(*plain->at - 'a') + 10;
		else
			break;
		*value = *value << 4 | digit;
	}
	return digits >= 1 && digits <= 16;
}

/* 8, 16, 24 … 64 */
static bool take_width(struct plain *plain, struct snapshot_run *run)
{
	unsigned int width = 0;

	if (*plain->at == '0')
		return false;
	for (; *plain->at >= '0' && *plain->at <= '9' && width <= 64; plain->at++)
		width = 10 * width + (unsigned int)(*plain->at - '0');
	run->width = (uint16_t)width;
	run->step = (uint8_t)(width / 8);
	return width && width <= 64 && width % 8 == 0;
}

static bool take_value(struct plain *plain, const struct snapshot_run *run, uint64_t *value)
{
	return take_hex(plain, value) && !(*value & ~hwreg_mask(run->width));
}

/* A register's or block's; ended where @end, which comes next, was */
static const char *take_name(struct plain *plain, char end)
{
	char *start = plain->at, *at = start;

	for (; (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || *at == '_' ||
	       (at > start && ((*at >= '0' && *at <= '9') || *at == '.'));
	     at++)
		;
	if (at == start || at - start > MAX_NAME || *at != end)
		return NULL;
	*at = '\0';
	plain->at = at + 1;
	return start;
}

/* "text", of characters that stand for themselves */
static const char *take_quoted(struct plain *plain)
{
	char *start = plain->at + 1, *end = start;

	if (*plain->at != '"')
		return NULL;
	while (*end >= ' ' && *end <= '~' && *end != '"' && *end != '\\')
		end++;
	if (*end != '"' || end == start || end - start > MAX_NAME)
		return NULL;
	*end = '\0';
	plain->at = end + 1;
	return start;
}

/* ---- The head ------------------------------------------------------------------------------------- */

static bool take_board(struct plain *plain)
{
	if (!skip(plain, "board: "))
		return true;
	plain->snapshot->board = take_quoted(plain);
	return plain->snapshot->board && skip_line(plain, "");
}

static bool take_time(struct plain *plain)
{
	static const char pattern[] = "0000-00-00T00:00:00Z";
	char *time = plain->snapshot->time;
	size_t i;

	if (!skip(plain, "time: "))
		return false;
	for (i = 0; pattern[i]; i++, plain->at++) {
		if (pattern[i] == '0' ? *plain->at < '0' || *plain->at > '9'
				      : *plain->at != pattern[i])
			return false;
		time[i] = *plain->at;
	}
	time[i] = '\0';
	return skip_line(plain, "");
}

/* Nobody asks for them again, but they must be right */
static bool take_targets(struct plain *plain)
{
	const char *spaces[MOST_SPACES];
	unsigned int count = 0;

	if (!skip(plain, "targets: {"))
		return false;
	while (!skip(plain, "}")) {
		if (count == MOST_SPACES || (count && !skip(plain, ", ")))
			return false;
		spaces[count] = take_quoted(plain);
		if (!spaces[count] || !skip(plain, ": ") || !take_quoted(plain))
			return false;
		for (unsigned int i = 0; i < count; i++)
			if (strcmp(spaces[i], spaces[count]) == 0)
				return false;
		count++;
	}
	return skip_line(plain, "");
}

/* ---- Registers ------------------------------------------------------------------------------------ */

static bool is_new(struct plain *plain, const char *name)
{
	return !map_find(&plain->names, name, strlen(name)) &&
	       map_add(plain->arena, &plain->names, name, 0);
}

/* What follows NAME: */
static bool take_register(struct plain *plain, struct snapshot_run *run)
{
	uint64_t value;

	run->named = true;
	return is_new(plain, run->name) && skip(plain, " [") && take_hex(plain, &run->address) &&
	       skip(plain, ", ") && take_width(plain, run) && skip(plain, ", ") &&
	       take_value(plain, run, &value) && skip_line(plain, "]") &&
	       !snapshot_add_run(plain->snapshot, run, NULL) &&
	       !snapshot_add_value(plain->snapshot, value, NULL);
}

/* ADDRESS@WIDTH[be]: [values], after BLOCK+ where there is one */
static bool take_row(struct plain *plain, struct snapshot_run *run)
{
	uint64_t value, last;

	if (!take_hex(plain, &run->address) || !skip(plain, "@") || !take_width(plain, run))
		return false;
	if (skip(plain, "be"))
		run->endian = HWREG_BIG_ENDIAN;
	if (!skip(plain, ": [") || (!snapshot_continues(plain->snapshot, run) &&
				    snapshot_add_run(plain->snapshot, run, NULL)))
		return false;
	for (last = run->address;; last += run->step) {
		if (!take_value(plain, run, &value) ||
		    snapshot_add_value(plain->snapshot, value, NULL))
			return false;
		if (skip_line(plain, "]"))
			return true;
		if (!skip(plain, ", ") || last > UINT64_MAX - run->step)
			return false;
	}
}

static bool take_entry(struct plain *plain)
{
	struct snapshot_run run = { .line = plain->line, .column = 3 };
	char *start;

	if (!skip(plain, "  "))
		return false;
	if (*plain->at == '0')
		return take_row(plain, &run);
	start = plain->at;
	run.name = take_name(plain, ':');
	if (run.name)
		return take_register(plain, &run);
	plain->at = start;
	run.name = take_name(plain, '+');
	return run.name && take_row(plain, &run);
}

static bool take_entries(struct plain *plain)
{
	if (skip_line(plain, SNAPSHOT_NO_REGISTERS))
		return true;
	if (!skip_line(plain, SNAPSHOT_REGISTERS))
		return false;
	while (*plain->at == ' ')
		if (!take_entry(plain))
			return false;
	return plain->snapshot->count;
}

/* ---- The whole ------------------------------------------------------------------------------------- */

/* With a NUL behind it; NULL: it is not a file of a size to take, or has changed, or there is no memory */
static char *read_whole(struct arena *arena, int fd, uint64_t *size)
{
	struct stat st;
	char *text;
	ssize_t n;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size <= 0 ||
	    (uint64_t)st.st_size >= MAX_FILE_SIZE)
		return NULL;
	*size = (uint64_t)st.st_size;
	text = arena_alloc(arena, (size_t)*size + 1);
	for (uint64_t done = 0; text && done < *size; done += (uint64_t)n) {
		n = pread(fd, text + done, (size_t)(*size - done), (off_t)done);
		if (n <= 0)
			return NULL;
	}
	if (text)
		text[*size] = '\0';
	return text;
}

static void forget(struct hwreg_snapshot *snapshot)
{
	snapshot->board = "";
	snapshot->time[0] = '\0';
	snapshot->run_count = 0;
	snapshot->count = 0;
}

bool snapshot_read_plain(struct hwreg_snapshot *snapshot, struct loader *loader, int fd)
{
	struct plain plain = { .snapshot = snapshot, .arena = &loader->arena, .line = 1 };
	uint64_t size;
	char *text = read_whole(plain.arena, fd, &size);

	plain.at = text;
	if (text && skip_line(&plain, SNAPSHOT_HEAD) && skip_line(&plain, "hwreg-snapshot: 1") &&
	    take_board(&plain) && take_time(&plain) && take_targets(&plain) &&
	    take_entries(&plain) && skip_line(&plain, SNAPSHOT_END) && plain.at == text + size &&
	    snapshot_check_double(snapshot, NULL) == 0)
		return true;
	forget(snapshot);
	return false;
}
