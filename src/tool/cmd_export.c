// SPDX-License-Identifier: MIT
/* cmd_export.c - hwreg export: boards to other formats */
#include "export.h"
#include "export_board.h"
#include "output.h"

#include <stdlib.h>

typedef int exporter(const struct hwreg_board *board, FILE *out, struct hwreg_error *err);

/* All in memory first, so that nothing is printed of a board that cannot be exported */
static int make(struct context *context, exporter *format)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	bool failed;
	int r;

	if (!out)
		output_die_memory();
	r = format(context->board, out, &context->err);
	failed = ferror(out);
	if (fclose(out) != 0 || failed)
		output_die_memory();
	if (r == 0 && context->settings.out)
		r = output_to(context->settings.out, &context->err);
	if (r == 0)
		output_bytes(text, size);
	free(text);
	return r < 0 ? r : output_check(&context->err);
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
