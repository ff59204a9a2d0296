// SPDX-License-Identifier: MIT
/* report_buffer.c - text that grows */
#include "output.h"
#include "report.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define MOST_SAID (64u << 10) /* bytes that go with one point */

static void open_text(struct report_buffer *text)
{
	if (!text->stream.file && !text_stream_open(&text->stream))
		output_die_memory();
}

void report_put(struct report_buffer *text, const char *format, ...)
{
	va_list args;

	open_text(text);
	va_start(args, format);
	if (vfprintf(text->stream.file, format, args) < 0)
		output_die_memory();
	va_end(args);
}

void report_say(struct report *report, const char *text)
{
	struct report_buffer *said = &report->said;

	open_text(said);
	if (said->said + strlen(text) > MOST_SAID)
		said->lost += strlen(text);
	else if (fputs(text, said->stream.file) < 0)
		output_die_memory();
	else
		said->said += strlen(text);
}

char *report_taken(struct report_buffer *text)
{
	char *taken;

	if (text->lost)
		report_put(text, "(%zu bytes more)\n", text->lost);
	open_text(text);
	if (text_stream_close(&text->stream) < 0)
		output_die_memory();
	taken = text->stream.text;
	*text = (struct report_buffer){ 0 };
	return taken;
}
