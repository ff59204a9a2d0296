// SPDX-License-Identifier: MIT
/* text.c - texts with expressions in them: "RTC.LR=${now + 5}" */
#include "sequence.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- A text that grows -------------------------------------------------------------------------- */

static bool make_room(struct buffer *buffer, size_t more)
{
	size_t room = buffer->room ? buffer->room : 64;
	char *data;

	while (room <= buffer->length + more)
		room *= 2;
	if (room == buffer->room)
		return true;
	data = buffer->failed ? NULL : realloc(buffer->data, room);
	if (!data) {
		buffer->failed = true;
		return false;
	}
	buffer->data = data;
	buffer->room = room;
	return true;
}

void buffer_add(struct buffer *buffer, const char *text, size_t length)
{
	if (!make_room(buffer, length))
		return;
	memcpy(buffer->data + buffer->length, text, length);
	buffer->length += length;
	buffer->data[buffer->length] = '\0';
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
	va_list args, again;
	int length;

	va_start(args, format);
	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, args);
	if (length >= 0 && make_room(buffer, (size_t)length)) {
		vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, again);
		buffer->length += (size_t)length;
	}
	va_end(again);
	va_end(args);
}

/* ---- Parsing ------------------------------------------------------------------------------------ */

struct parsing {
	struct loader *loader;
	const struct script *owner;
	struct place place;
	struct array pieces;
	uint8_t known;
};

static void add_piece(struct parsing *parsing, const char *text, size_t length,
		      const struct expression *expression)
{
	struct piece *piece;

	if (!length && !expression)
		return;
	piece = array_push(&parsing->loader->arena, &parsing->pieces, 1);
	if (!piece)
		return;
	*piece = (struct piece){ text, length, expression };
	if (expression && expression->known > parsing->known)
		parsing->known = expression->known;
}

/* From behind "${"; what comes behind "}", or NULL */
static const char *parse_expression(struct parsing *parsing, const char *source, const char *at)
{
	struct loader *loader = parsing->loader;
	const char *end = strchr(at, '}');
	const struct expression *expression;
	const char *text;

	if (!end) {
		loader_report(loader, CHECK_EXPRESSION_SYNTAX, parsing->place,
			      "'%.80s': ${ without a } behind it (a plain ${ is written $${)",
			      source);
		return NULL;
	}
	text = arena_text(&loader->arena, at, (size_t)(end - at));
	expression = text ? expression_parse(loader, parsing->owner, text, parsing->place) : NULL;
	if (!expression)
		return NULL;
	add_piece(parsing, "", 0, expression);
	return end + 1;
}

/* Of the source; false: something in it is wrong */
static bool split(struct parsing *parsing, const char *source)
{
	const char *start = source, *at = source;

	while ((at = strstr(at, "${"))) {
		if (at > start && at[-1] == '$') {
			add_piece(parsing, start, (size_t)(at - start), NULL);
			start = at + 1;
			at += 2;
			continue;
		}
		add_piece(parsing, start, (size_t)(at - start), NULL);
		at = parse_expression(parsing, source, at + 2);
		start = at;
		if (!at)
			return false;
	}
	add_piece(parsing, start, strlen(start), NULL);
	return !parsing->loader->arena.failed;
}

/* Hexadecimal as values are shown, but decimal in the middle of a word, such as the name of a register, and
 * where locations take nothing else: bits and widths */
static void add_value(struct buffer *buffer, uint64_t value, bool decimal)
{
	char before = buffer->length ? buffer->data[buffer->length - 1] : ' ';

	decimal |= !value || isalnum((unsigned char)before) || strchr("_:@", before);
	buffer_format(buffer, decimal ? "%" PRIu64 : "0x%" PRIx64, value);
}

static int expand(const struct text *text, const struct script *owner, struct buffer *buffer,
		  struct late *late, struct hwreg_error *err)
{
	uint64_t value = 0;
	int r = 0;

	buffer->length = 0;
	buffer_add(buffer, "", 0);
	for (uint32_t i = 0; !r && !buffer->failed && i < text->count; i++) {
		const struct piece *piece = &text->pieces[i];

		if (!piece->expression) {
			buffer_add(buffer, piece->text, piece->length);
			continue;
		}
		if (late && piece->expression->known == KNOWN_LATE) {
			late->at = late->at < buffer->length ? late->at : buffer->length;
			value = late->value;
		} else {
			r = expression_value(piece->expression, owner, &value, err);
		}
		add_value(buffer, value, text->decimal);
	}
	return buffer->failed ? hwreg_error_memory(err) : r;
}

bool text_parse(struct loader *loader, const struct script *owner, const char *source,
		struct place place, bool decimal, struct text *out)
{
	struct parsing parsing = { .loader = loader, .owner = owner, .place = place };
	struct buffer buffer = { .data = NULL };

	*out = (struct text){ .plain = source, .place = place, .decimal = decimal };
	if (!strstr(source, "${"))
		return true;
	parsing.pieces.size = sizeof(struct piece);
	if (!split(&parsing, source))
		return false;
	out->pieces = parsing.pieces.data;
	out->count = (uint32_t)parsing.pieces.count;
	out->known = parsing.known;
	if (parsing.known != KNOWN_NOW)
		return true;
	if (expand(out, owner, &buffer, NULL, NULL) == 0)
		out->plain = arena_text(&loader->arena, buffer.data, buffer.length);
	else
		loader->arena.failed = true; /* its expressions have been evaluated before */
	free(buffer.data);
	return out->plain && !loader->arena.failed;
}

int text_expand(const struct text *text, const struct script *owner, struct buffer *buffer,
		struct late *late, const char **out, struct hwreg_error *err)
{
	int r = 0;

	if (late)
		late->at = SIZE_MAX;
	*out = text->plain;
	if (text->known == KNOWN_NOW)
		return 0;
	r = expand(text, owner, buffer, late, err);
	if (!r)
		*out = buffer->data;
	return r;
}
