// SPDX-License-Identifier: MIT
/* text_stream.c - text that is made in memory, by stdio */
#include "text_stream.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

static bool make_room(struct text_stream *stream, size_t size)
{
	size_t room = stream->room ? stream->room : 256;
	char *text;

	while (room - stream->size <= size && room < SIZE_MAX / 2)
		room *= 2;
	if (room - stream->size <= size)
		return false;
	if (room == stream->room)
		return true;
	text = realloc(stream->text, room);
	if (!text)
		return false;
	stream->text = text;
	stream->room = room;
	return true;
}

static ssize_t add(void *cookie, const char *bytes, size_t size)
{
	struct text_stream *stream = cookie;

	/* what comes after a gap would be taken for the whole */
	if (stream->lost || !make_room(stream, size)) {
		stream->lost = true;
		errno = ENOMEM;
		return 0;
	}
	memcpy(stream->text + stream->size, bytes, size);
	stream->size += size;
	stream->text[stream->size] = '\0';
	return (ssize_t)size;
}

FILE *text_stream_open(struct text_stream *stream)
{
	*stream = (struct text_stream){ .file = NULL };
	/* so that there is a text also if nothing is printed */
	if (!make_room(stream, 0))
		return NULL;
	stream->text[0] = '\0';
	stream->file = fopencookie(stream, "w", (cookie_io_functions_t){ .write = add });
	if (!stream->file) {
		free(stream->text);
		stream->text = NULL;
	}
	return stream->file;
}

int text_stream_close(struct text_stream *stream)
{
	bool failed = ferror(stream->file);

	failed = fclose(stream->file) != 0 || failed || stream->lost;
	stream->file = NULL;
	if (!failed)
		return 0;
	free(stream->text);
	stream->text = NULL;
	return -ENOMEM;
}
