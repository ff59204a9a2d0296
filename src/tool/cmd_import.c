// SPDX-License-Identifier: MIT
/* cmd_import.c - hwreg import: board descriptions from other formats */
#include "context.h"
#include "import.h"
#include "output.h"

#include <stdio.h>
#include <stdlib.h>

static void warn(void *data, const char *file, uint32_t line, uint32_t column, const char *message)
{
	(void)data;
	if (line)
		fprintf(stderr, "%s:%u:%u: warning: %s\n", file, line, column, message);
	else
		fprintf(stderr, "%s: warning: %s\n", file, message);
}

static void opened(void *data)
{
	context_seal(data);
}

static struct import_options options_of(struct context *context)
{
	context_confine(context);
	return (struct import_options){
		.data = context,
		.opened = opened,
		.warn = warn,
		.out_of_memory = output_die_memory,
	};
}

static int finish(struct context *context, int r, const struct import_text *text)
{
	if (r < 0) {
		if (context->err.line) { /* as compilers do, like the warnings */
			fprintf(stderr, "%s\n", context->err.message);
			context->reported = true;
		}
		return r;
	}
	output_bytes(text->data, text->size);
	free(text->data);
	return output_check(&context->err);
}

#ifdef CONFIG_IMPORT_SVD
int cmd_import_svd(struct context *context)
{
	struct import_options options = options_of(context);
	struct import_text text = { NULL, 0 };
	int r;

	r = import_svd(context->settings.arguments.list[0], &options, &text, &context->err);
	return finish(context, r, &text);
}
#endif

#ifdef CONFIG_IMPORT_DT
int cmd_import_dt(struct context *context)
{
	const struct texts *words = &context->settings.arguments;
	struct import_options options = options_of(context);
	struct import_text text = { NULL, 0 };
	int r;

	r = import_dt(words->count ? words->list[0] : NULL, &options, &text, &context->err);
	return finish(context, r, &text);
}
#endif
