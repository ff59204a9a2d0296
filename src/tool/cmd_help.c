// SPDX-License-Identifier: MIT
/* cmd_help.c - hwreg help: the overview, or help for a command */
#include "context.h"
#include "output.h"

#include <string.h>

/* `help sim` is help for all commands whose first word is sim */
int cmd_help(struct context *context)
{
	const struct texts *words = &context->settings.arguments;
	const char *first = words->count > 0 ? words->list[0] : NULL;
	const char *second = words->count > 1 ? words->list[1] : NULL;
	unsigned int count = 0, firsts = 0;

	if (!first) {
		help_print();
		return 0;
	}
	for (const struct command *command = commands; command->name; command++) {
		if (strcmp(command->name, first) != 0)
			continue;
		firsts++;
		if (second && (!command->sub || strcmp(command->sub, second) != 0))
			continue;
		if (count++)
			output_print("\n");
		help_print_command(command);
	}
	return count ? 0 : command_unknown(first, firsts ? second : NULL, &context->err);
}
