// SPDX-License-Identifier: MIT
/* shell_input.c - lines from standard input */
#include "output.h"
#include "shell.h"
#include "stop.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIRST_ROOM (64ul * 1024)
#define LONGEST (16ul * 1024 * 1024)

/* Room for more behind what is left; a line that is too long is cut off */
static void make_room(struct input *input)
{
	size_t left = input->end - input->start;

	if (input->start)
		memmove(input->buffer, input->buffer + input->start, left);
	input->start = 0;
	input->end = left;
	if (left < input->room)
		return;
	if (input->room >= LONGEST) {
		input->too_long = true;
		input->end = input->searched = 0;
		return;
	}
	input->room = input->room ? 2 * input->room : FIRST_ROOM;
	/* one more for the end of the last line */
	input->buffer = realloc(input->buffer, input->room + 1);
	if (!input->buffer)
		output_die_memory();
}

/* Who reads what is printed may wait for it before the next line comes. Return: 0, or less if that
 * cannot be handed over. */
static int wait_for_input(struct hwreg_error *err)
{
	struct pollfd polled[] = { { .fd = STDIN_FILENO, .events = POLLIN },
				   { .fd = stop_fd(), .events = POLLIN } };

	if (poll(polled, 1, 0) != 0)
		return 0;
	if (output_flush(err) < 0)
		return -EIO;
	while (!stop_signal() && poll(polled, 2, -1) < 0 && errno == EINTR)
		;
	return 0;
}

static int read_more(struct input *input, struct hwreg_error *err)
{
	ssize_t got;
	int r;

	make_room(input);
	shared_sync(input->shared);
	do {
		r = wait_for_input(err);
		if (r < 0 || stop_signal())
			return r;
		got = read(STDIN_FILENO, input->buffer + input->end, input->room - input->end);
	} while (got < 0 && (errno == EINTR || errno == EAGAIN));
	if (got < 0)
		return output_fail(err, HWREG_ERROR_ACCESS, "standard input: %s", strerror(errno));
	input->end += got;
	input->ended = got == 0;
	return 0;
}

/* What was cut off may not be taken for a line of its own */
static size_t finish_line(struct input *input, char **line, size_t length)
{
	*line = input->buffer + input->start;
	(*line)[length] = '\0';
	return input->too_long ? 0 : length;
}

int input_line(struct input *input, char **line, size_t *length, struct hwreg_error *err)
{
	char *newline = NULL;
	size_t left;
	int r = 0;

	input->too_long = false;
	input->searched = 0;
	for (;;) {
		left = input->end - input->start;
		if (left > input->searched)
			newline = memchr(input->buffer + input->start + input->searched, '\n',
					 left - input->searched);
		if (newline || input->ended || r < 0 || stop_signal())
			break;
		input->searched = left;
		r = read_more(input, err);
	}
	if (r < 0 || (!newline && (!left || stop_signal()) && !input->too_long))
		return r;
	*length = newline ? (size_t)(newline - (input->buffer + input->start)) : left;
	left = *length + (newline != NULL);
	*length = finish_line(input, line, *length);
	input->start += left;
	return 1;
}

void input_free(struct input *input)
{
	free(input->buffer);
}
