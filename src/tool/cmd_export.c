// SPDX-License-Identifier: MIT
/* cmd_export.c - hwreg export: boards to other formats */
#include "export.h"
#include "export_board.h"
#include "output.h"

#include <text_stream.h>

#include <stdlib.h>

typedef int exporter(const struct hwreg_board *board, FILE *out, struct hwreg_error *err);

/* All in memory first, so that nothing is printed of a board that cannot be exported */
static int make(struct context *context, exporter *format)
{
	struct text_stream stream;
	FILE *out = text_stream_open(&stream);
	int r;

	if (!out)
		output_die_memory();
	r = format(context->board, out, &context->err);
	if (text_stream_close(&stream) < 0)
		output_die_memory();
	if (r == 0)
		r = output_made(context->settings.out, stream.text, stream.size, &context->err);
	free(stream.text);
	return r;
}

static int export(struct context *context, exporter *format)
{
	int r = export_board(context);

	return r < 0 ? r : make(context, format);
}

#ifdef CONFIG_EXPORT_HEADER
int cmd_export_header(struct context *context)
{
	return export(context, export_header);
}
#endif

#ifdef CONFIG_EXPORT_HTML
int cmd_export_html(struct context *context)
{
	return export(context, export_html);
}
#endif

#ifdef CONFIG_EXPORT_MARKDOWN
int cmd_export_markdown(struct context *context)
{
	return export(context, export_markdown);
}
#endif

#ifdef CONFIG_EXPORT_SVD
static void warn(const char *message)
{
	output_message("warning: %s", message);
}

static int svd(const struct hwreg_board *board, FILE *out, struct hwreg_error *err)
{
	return export_svd(board, out, warn, err);
}

int cmd_export_svd(struct context *context)
{
	return export(context, svd);
}
#endif
