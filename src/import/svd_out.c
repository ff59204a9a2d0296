// SPDX-License-Identifier: MIT
/* svd_out.c - mappings in YAML, in one line if they fit, else in lines of their own */
#include "svd_out.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void make_room(struct svd_out *out, size_t size)
{
	size_t room = out->room ? out->room : 65536;
	char *data;

	if (out->room - out->size > size)
		return;
	while (room - out->size <= size)
		room *= 2;
	data = realloc(out->data, room);
	if (!data)
		out->svd->options->out_of_memory();
	out->data = data;
	out->room = room;
}

void out_text(struct svd_out *out, const char *text, size_t length)
{
	make_room(out, length);
	memcpy(out->data + out->size, text, length);
	out->size += length;
}

static void out_string(struct svd_out *out, const char *text)
{
	out_text(out, text, strlen(text));
}

void out_format(struct svd_out *out, const char *format, ...)
{
	char small[512];
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(small, sizeof(small), format, args);
	va_end(args);
	if (length < 0)
		out->svd->options->out_of_memory();
	if ((size_t)length < sizeof(small)) {
		out_text(out, small, (size_t)length);
		return;
	}
	make_room(out, (size_t)length);
	va_start(args, format);
	vsnprintf(out->data + out->size, (size_t)length + 1, format, args);
	va_end(args);
	out->size += (size_t)length;
}

/* Lines end at line feeds, and at the \n that SVD writes for them */
void out_comment(struct svd_out *out, const char *text)
{
	while (*text) {
		const char *feed = strchr(text, '\n'), *escape = strstr(text, "\\n");
		const char *end = !escape || (feed && feed < escape) ? feed : escape;
		size_t length = end ? (size_t)(end - text) : strlen(text);
		struct svd_node line = { .tag = TAG_licenseText };
		const char *clean;

		line.text = pool_copy(&out->svd->pool, text, length);
		clean = svd_line(out->svd, &line);
		if (clean)
			out_format(out, "# %s\n", clean);
		text += length + (end ? (end == escape ? 2 : 1) : 0);
	}
}

/* ---- values ---- */

static bool is_plain(const char *text)
{
	size_t length = strlen(text);

	if (!((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') ||
	      (*text >= '0' && *text <= '9')))
		return false;
	for (const char *c = text; *c; c++)
		if (strchr(",[]{}\"", *c) || (*c == ':' && (c[1] == ' ' || !c[1])) ||
		    (*c == ' ' && c[1] == '#') || (*c == ':' && strchr(",[]{}", c[1])))
			return false;
	return text[length - 1] != ' ';
}

const char *out_scalar(struct svd *svd, const char *text)
{
	char *quoted, *out;

	if (!text || is_plain(text))
		return text;
	quoted = out = pool_alloc(&svd->pool, strlen(text) * 2 + 3);
	*out++ = '"';
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			*out++ = '\\';
		*out++ = *text;
	}
	*out = '"';
	return quoted;
}

void out_pair(struct svd_pairs *pairs, const char *key, const char *value)
{
	if (!value)
		return;
	pairs->list[pairs->count].key = key;
	pairs->list[pairs->count++].value = value;
}

static size_t flow_length(const struct svd_pairs *pairs)
{
	size_t length = 2;

	for (unsigned int i = 0; i < pairs->count; i++)
		length += strlen(pairs->list[i].key) + strlen(pairs->list[i].value) + 4;
	return length;
}

static char *put(char *out, const char *text)
{
	size_t length = strlen(text);

	memcpy(out, text, length);
	return out + length;
}

const char *out_flow(struct svd *svd, const struct svd_pairs *pairs, const char *alone)
{
	char *text, *out;

	if (pairs->count == 1 && alone && strcmp(pairs->list[0].key, alone) == 0)
		return pairs->list[0].value;
	text = out = pool_alloc(&svd->pool, flow_length(pairs) + 1);
	*out++ = '{';
	for (unsigned int i = 0; i < pairs->count; i++) {
		out = put(out, i ? ", " : "");
		out = put(out, pairs->list[i].key);
		out = put(out, ": ");
		out = put(out, pairs->list[i].value);
	}
	*out = '}';
	return text;
}

/* ---- lines ---- */

static void out_indent(struct svd_out *out, unsigned int indent)
{
	static const char spaces[] = "                                                            "
				     "                                                            ";

	out_text(out, spaces, indent < sizeof(spaces) ? indent : sizeof(spaces) - 1);
}

static void out_name(struct svd_out *out, unsigned int indent, const struct svd_name *name)
{
	bool quoted = name->text[0] == '%'; /* which begins no word in YAML */

	out_indent(out, indent);
	out_text(out, "\"", quoted);
	out_string(out, name->text);
	out_string(out, quoted ? "\":" : ":");
}

static void out_was(struct svd_out *out, const struct svd_name *name)
{
	struct svd_node raw = { .tag = TAG_name, .text = name->was };
	const char *clean = name->was ? svd_line(out->svd, &raw) : NULL;

	if (clean)
		out_format(out, "  # %s in the SVD file", clean);
}

static bool fits(unsigned int indent, const struct svd_name *name, const char *flow)
{
	return indent + strlen(name->text) + 2 + strlen(flow) <= LINE_WIDTH;
}

void out_mapping(struct svd_out *out, unsigned int indent, const struct svd_name *name,
		 const struct svd_pairs *pairs, const char *alone, bool open)
{
	const char *flow = NULL;

	out_name(out, indent, name);
	if (!open && flow_length(pairs) <= (size_t)2 * LINE_WIDTH)
		flow = out_flow(out->svd, pairs, alone);
	if (flow && (fits(indent, name, flow) || (pairs->count == 1 && flow[0] != '{'))) {
		out_text(out, " ", 1);
		out_string(out, flow);
		out_was(out, name);
		out_text(out, "\n", 1);
		return;
	}
	out_was(out, name);
	out_text(out, "\n", 1);
	for (unsigned int i = 0; i < pairs->count; i++) {
		out_indent(out, indent + 2);
		out_string(out, pairs->list[i].key);
		out_text(out, ": ", 2);
		out_string(out, pairs->list[i].value);
		out_text(out, "\n", 1);
	}
}
