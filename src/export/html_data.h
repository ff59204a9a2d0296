/* SPDX-License-Identifier: MIT */
/* html_data.h - what the writers of the JSON document share */
#ifndef HWREG_EXPORT_HTML_DATA_H
#define HWREG_EXPORT_HTML_DATA_H

#include "html_pool.h"
#include "layout.h"

#include <text_stream.h>

#include <stdio.h>

/** struct html_data - the board, and what is collected while it is written, to be written last */
struct html_data {
	const struct hwreg_board *board;
	struct layouts layouts;
	struct html_pool policies, fieldsets, rulesets;
};

/**
 * html_stream_add() - end a stream and put its text into a pool
 * @number: that of the text
 *
 * Return: 0, or -ENOMEM, also if the stream had no room for all of its text.
 */
int html_stream_add(struct html_pool *pool, struct text_stream *stream, uint32_t *number);

/** html_member() - a member behind others; nothing if the text is NULL or empty */
void html_member(FILE *out, const char *name, const char *text);

/** html_layouts() - the member "layouts"; Return: 0 or -ENOMEM */
int html_layouts(struct html_data *data, FILE *out);

#endif
