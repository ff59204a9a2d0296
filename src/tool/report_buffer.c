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
	if (!text->file)
		text->file = open_memstream(&text->text, &text->size);
	if (!text->file)
		output_die_memory();
}

void report_put(struct report_buffer *text, const char *format, ...)
{
	va_list args;

	open_text(text);
	va_start(args, format);
	if (vfprintf(text->file, format, args) < 0)
		output_die_memory();
	va_end(args);
}

void report_say(struct report *report, const char *text)
{
	struct report_buffer *said = &report->said;

	open_text(said);
	if (ftell(said->file) + strlen(text) > MOST_SAID)
		said->lost += strlen(text);
	else if (fputs(text, said->file) < 0)
		output_die_memory();
}

char *report_taken(struct report_buffer *text)
{
	char *taken;

	if (text->lost)
		report_put(text, "(%zu bytes more)\n", text->lost);
	open_text(text);
	if (fclose(text->file) != 0)
		output_die_memory();
	taken = text->text;
	*text = (struct report_buffer){ 0 };
	return taken;
}
