// SPDX-License-Identifier: MIT
/* svd.c - the steps of an import, and its errors and warnings */
#include "svd.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fail(struct svd *svd, uint32_t line, uint32_t column, const char *message)
{
	struct hwreg_error *err = svd->err;

	if (svd->failed)
		return;
	svd->failed = true;
	if (!err)
		return;
	*err = (struct hwreg_error)HWREG_ERROR_INIT;
	err->kind = HWREG_ERROR_REQUEST;
	err->line = line;
	err->column = column;
	snprintf(err->file, sizeof(err->file), "%s", svd->path);
	snprintf(err->message, sizeof(err->message), "%s:%u:%u: error: %s", svd->path, line, column,
		 message);
}

static void place_of(const struct svd *svd, uint32_t place, uint32_t *line, uint32_t *column)
{
	size_t low = 0, high = svd->line_count;

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (svd->lines[middle] <= place)
			low = middle;
		else
			high = middle;
	}
	*line = (uint32_t)low + 1;
	*column = place - svd->lines[low] + 1;
}

bool svd_error(struct svd *svd, const struct svd_node *node, const char *format, ...)
{
	char message[768];
	uint32_t line, column;
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	place_of(svd, node->place, &line, &column);
	fail(svd, line, column, message);
	return false;
}

bool svd_error_at(struct svd *svd, uint32_t line, uint32_t column, const char *format, ...)
{
	char message[768];
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	fail(svd, line, column, message);
	return false;
}

/* ---- warnings: told at the end, in the order of the file, each once ---- */

struct svd_warning {
	uint32_t place;
	const char *message;
};

static void warn(struct svd *svd, uint32_t place, const char *message)
{
	if (svd->warning_count == svd->warning_room) {
		size_t room = svd->warning_room ? svd->warning_room * 2 : 64;
		struct svd_warning *list = pool_alloc(&svd->pool, room * sizeof(*list));

		if (svd->warning_count)
			memcpy(list, svd->warnings, svd->warning_count * sizeof(*list));
		svd->warnings = list;
		svd->warning_room = room;
	}
	svd->warnings[svd->warning_count++] = (struct svd_warning){
		place,
		pool_copy(&svd->pool, message, strlen(message)),
	};
}

static int compare(const void *a, const void *b)
{
	const struct svd_warning *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return strcmp(x->message, y->message);
}

static void tell_warnings(struct svd *svd)
{
	const struct svd_warning *list = svd->warnings;
	uint32_t line, column;

	if (svd->warning_count)
		qsort(svd->warnings, svd->warning_count, sizeof(*list), compare);
	for (size_t i = 0; i < svd->warning_count; i++) {
		if (i && compare(&list[i - 1], &list[i]) == 0)
			continue;
		place_of(svd, list[i].place, &line, &column);
		svd->options->warn(svd->options->data, svd->path, line, column, list[i].message);
	}
}

void svd_warn(struct svd *svd, const struct svd_node *node, const char *format, ...)
{
	char message[768];
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	warn(svd, node->place, message);
}

void svd_warn_at(struct svd *svd, uint32_t place, const char *format, ...)
{
	char message[768];
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	warn(svd, place, message);
}

bool svd_make(struct svd *svd, const struct svd_node *node, uint64_t count)
{
	svd->made += count;
	return svd->made <= MAX_MADE ||
	       svd_error(svd, node,
			 "up to here there are more than %u registers, fields and "
			 "enumerators",
			 MAX_MADE);
}

int import_svd(const char *path, const struct import_options *options, struct import_text *out,
	       struct hwreg_error *err)
{
	struct svd svd = {
		.path = path,
		.options = options,
		.err = err,
		.pool = { .out_of_memory = options->out_of_memory },
	};
	bool good = svd_read(&svd) && svd_model(&svd) && svd_check_blocks(&svd);

	tell_warnings(&svd);
	if (good)
		svd_write(&svd, out);
	pool_free(&svd.pool);
	return good ? 0 : -EINVAL;
}
