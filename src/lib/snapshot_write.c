// SPDX-License-Identifier: MIT
/* snapshot_write.c - a snapshot as YAML */
#include "snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "write_file.h"

#define ROW 8u /* values of registers without names, in a line */

struct text {
	char *bytes;
	size_t size;
	size_t room;
	bool failed;
};

/* Room for so many bytes at the end, or NULL */
static char *reserve(struct text *text, size_t size)
{
	size_t room = text->room ? text->room : 4096;
	char *more;

	while (room - text->size < size)
		room *= 2;
	if (room != text->room) {
		more = realloc(text->bytes, room);
		if (!more) {
			text->failed = true;
			return NULL;
		}
		text->bytes = more;
		text->room = room;
	}
	return text->bytes + text->size;
}

static void put(struct text *text, const char *words)
{
	size_t length = strlen(words);
	char *at = reserve(text, length);

	if (!at)
		return;
	memcpy(at, words, length);
	text->size += length;
}

/* printf() would take most of the time of a long snapshot */
static void put_hex(struct text *text, uint64_t value, unsigned int digits)
{
	char *at = reserve(text, 18);

	if (!at)
		return;
	while (digits < 16 && value >> (4 * digits))
		digits++;
	at[0] = '0';
	at[1] = 'x';
	for (unsigned int i = 0; i < digits; i++)
		at[2 + i] = "0123456789abcdef"[value >> (4 * (digits - 1 - i)) & 15];
	text->size += 2 + digits;
}

/* 8 to 64 */
static void put_width(struct text *text, unsigned int width)
{
	char *at = reserve(text, 2);

	if (!at)
		return;
	if (width >= 10)
		*at++ = (char)('0' + width / 10);
	*at++ = (char)('0' + width % 10);
	text->size = (size_t)(at - text->bytes);
}

/* In double quotes, where all that YAML treats in a special way is a quote and a backslash */
static void put_quoted(struct text *text, const char *words)
{
	char *at = reserve(text, 2 * strlen(words) + 2);

	if (!at)
		return;
	*at++ = '"';
	for (; *words; words++) {
		if (*words == '"' || *words == '\\')
			*at++ = '\\';
		*at++ = *words >= ' ' && *words <= '~' ? *words : '?';
	}
	*at++ = '"';
	text->size = (size_t)(at - text->bytes);
}

/* The spaces that have been asked for, and where they are; `phys` always is */
static void put_targets(struct text *text, const struct hwreg_snapshot *snapshot)
{
	const struct hwreg_session *session = snapshot->session;

	put(text, "targets: {");
	for (uint32_t i = 0; session && i < session->space_count; i++) {
		if (!session->spaces[i].target)
			continue;
		if (text->bytes && text->bytes[text->size - 1] != '{')
			put(text, ", ");
		put_quoted(text, session->spaces[i].name);
		put(text, ": ");
		put_quoted(text, session->spaces[i].spec);
	}
	put(text, "}\n");
}

static void put_head(struct text *text, const struct hwreg_snapshot *snapshot)
{
	put(text, SNAPSHOT_HEAD "\nhwreg-snapshot: 1\n");
	if (*snapshot->board) {
		put(text, "board: ");
		put_quoted(text, snapshot->board);
		put(text, "\n");
	}
	if (*snapshot->time) {
		put(text, "time: ");
		put(text, snapshot->time);
		put(text, "\n");
	}
	put_targets(text, snapshot);
	put(text, snapshot->count ? SNAPSHOT_REGISTERS "\n" : SNAPSHOT_NO_REGISTERS "\n");
}

static void put_named(struct text *text, const struct snapshot_run *run, uint64_t value)
{
	put(text, "  ");
	put(text, run->name);
	put(text, ": [");
	put_hex(text, run->address, 8);
	put(text, ", ");
	put_width(text, run->width);
	put(text, ", ");
	put_hex(text, value, run->width / 4);
	put(text, "]\n");
}

static void put_rows(struct text *text, const struct hwreg_snapshot *snapshot,
		     const struct snapshot_run *run)
{
	uint32_t most = run->step == run->width / 8 ? ROW : 1;
	struct snapshot_place place = { .run = run };
	char key[SNAPSHOT_KEY];

	for (; place.index < run->count; place.index++) {
		if (place.index % most == 0) {
			put(text, place.index ? "]\n  " : "  ");
			put(text, snapshot_key(&place, key));
		}
		put(text, place.index % most ? ", " : ": [");
		put_hex(text, snapshot->values[snapshot_value_index(&place)], run->width / 4);
	}
	put(text, "]\n");
}

static int make_text(struct text *text, const struct hwreg_snapshot *snapshot,
		     struct hwreg_error *err)
{
	const struct snapshot_run *run = snapshot->runs;

	put_head(text, snapshot);
	for (uint32_t i = 0; i < snapshot->run_count && !text->failed; i++, run++) {
		if (run->named)
			put_named(text, run, snapshot->values[run->first]);
		else
			put_rows(text, snapshot, run);
	}
	put(text, SNAPSHOT_END "\n");
	if (!text->failed)
		return 0;
	free(text->bytes);
	return hwreg_error_memory(err);
}

int hwreg_snapshot_write(const struct hwreg_snapshot *snapshot, int fd, struct hwreg_error *err)
{
	struct text text = { .bytes = NULL };
	int r = make_text(&text, snapshot, err);

	if (r)
		return r;
	r = hwreg_write_all(fd, text.bytes, text.size);
	free(text.bytes);
	if (r)
		hwreg_error_set(err, HWREG_ERROR_ACCESS, -r, "%s", strerror(-r));
	return r;
}

static int fill(int fd, const void *data)
{
	const struct text *text = data;

	return hwreg_write_all(fd, text->bytes, text->size);
}

int hwreg_snapshot_save(const struct hwreg_snapshot *snapshot, const char *path,
			struct hwreg_error *err)
{
	struct text text = { .bytes = NULL };
	int r = make_text(&text, snapshot, err);
	const struct hwreg_replacement with = { .fill = fill, .data = &text, .most = text.size };

	if (r)
		return r;
	r = hwreg_write_file(path, &with, err);
	free(text.bytes);
	return r;
}
