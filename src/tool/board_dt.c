// SPDX-License-Identifier: MIT
/* board_dt.c - a board that is made of a device tree when it is needed: -b dt */
#include "board_dt.h"
#include "import.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OWN_TREE "/proc/device-tree"

static void warn(void *data, const char *file, uint32_t line, uint32_t column, const char *message)
{
	const bool *warnings = data;

	(void)line;
	(void)column;
	if (*warnings)
		output_message("%s: warning: %s", file, message);
}

static int load_dt(struct hwreg_board **out, const char *path,
		   const struct hwreg_board_options *options, bool warnings,
		   struct hwreg_error *err)
{
	const struct import_options import = {
		.data = &warnings,
		.warn = warn,
		.out_of_memory = output_die_memory,
	};
	struct import_text text;
	int r = import_dt(path, &import, &text, err);

	if (r < 0)
		return r;
	r = hwreg_board_load_text(out, text.data, text.size, path ? path : OWN_TREE, options, err);
	free(text.data);
	return r;
}

int board_load(struct hwreg_board **out, const char *name,
	       const struct hwreg_board_options *options, bool warnings, struct hwreg_error *err)
{
	if (strcmp(name, "dt") == 0)
		return load_dt(out, NULL, options, warnings, err);
	if (strncmp(name, "dt:", 3) == 0)
		return load_dt(out, name + 3, options, warnings, err);
	return hwreg_board_load(out, name, options, err);
}

bool board_dt_exists(void)
{
	return access(OWN_TREE "/compatible", R_OK) == 0; /* else the stub of a machine with ACPI */
}
