// SPDX-License-Identifier: MIT
/* cmd_import.c - hwreg import: board descriptions from other formats */
#include "context.h"
#include "import.h"
#include "output.h"
#include "privilege.h"

#include <stdio.h>
#include <stdlib.h>

static void warn(void *data, const char *file, uint32_t line, uint32_t column, const char *message)
{
	(void)data;
	fprintf(stderr, "%s:%u:%u: warning: %s\n", file, line, column, message);
}

int cmd_import_svd(struct context *context)
{
	const struct import_options options = {
		.warn = warn,
		.out_of_memory = output_die_memory,
	};
	struct import_text text = { NULL, 0 };
	int r;

	privilege_drop();
	r = import_svd(context->settings.arguments.list[0], &options, &text, &context->err);
	if (r < 0) {
		if (context->err.line) { /* as compilers do, like the warnings */
			fprintf(stderr, "%s\n", context->err.message);
			context->reported = true;
		}
		return r;
	}
	output_bytes(text.data, text.size);
	free(text.data);
	return output_check(&context->err);
}
