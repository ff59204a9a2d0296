// SPDX-License-Identifier: MIT
/* cmd_sim.c - hwreg sim: list and remove shared simulations */
#include "context.h"
#include "json.h"
#include "output.h"

static int print_name(void *data, const char *name)
{
	struct context *context = data;

	if (json_wanted(context)) {
		struct json_object *object = json_make_object();

		json_put_text(object, "name", name);
		json_append(context, "simulations", object);
	} else {
		output_print("%s\n", name);
	}
	return 0;
}

int cmd_sim_ls(struct context *context)
{
	context->document_name = "simulations";
	return hwreg_simulation_list(print_name, context, &context->err);
}

/* Goes on after a failure: the others are to be removed all the same */
int cmd_sim_rm(struct context *context)
{
	const struct texts *names = &context->settings.arguments;
	struct hwreg_error first = HWREG_ERROR_INIT;
	int r, result = 0;

	context->document_name = "simulations";
	for (unsigned int i = 0; i < names->count; i++) {
		if (context->settings.dry_run) {
			output_print("would remove sim:%s\n", names->list[i]);
			continue;
		}
		r = hwreg_simulation_remove(names->list[i], &context->err);
		if (r < 0 && result == 0) {
			first = context->err;
			result = r;
		} else if (r < 0) {
			output_message("%s", context->err.message);
		} else if (json_wanted(context)) {
			print_name(context, names->list[i]);
		}
	}
	context->err = first;
	return result;
}
