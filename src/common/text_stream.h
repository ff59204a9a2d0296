/* SPDX-License-Identifier: MIT */
/*
 * text_stream.h - text that is made in memory, by stdio
 *
 * As open_memstream(), which loses what it has no memory for and reports no error (glibc 2.36).
 */
#ifndef HWREG_COMMON_TEXT_STREAM_H
#define HWREG_COMMON_TEXT_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/** struct text_stream - what has been printed; must stay where it is until it is closed */
struct text_stream {
	FILE *file;
	char *text;
	size_t size, room;
	bool lost; /* some of it, as there was no memory */
};

/** text_stream_open() - Return: where to print, or NULL without memory */
FILE *text_stream_open(struct text_stream *stream);

/**
 * text_stream_close() - end it
 *
 * On success text is for free(); it ends with a NUL, which size does not count. On failure it is NULL.
 *
 * Return: 0, or -ENOMEM if any of it was lost.
 */
int text_stream_close(struct text_stream *stream);

#endif
