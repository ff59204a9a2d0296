/* SPDX-License-Identifier: MIT */
/* board_dt.h - boards by name, dt among them: one that is made of a device tree */
#ifndef HWREG_TOOL_BOARD_DT_H
#define HWREG_TOOL_BOARD_DT_H

#include <hwreg.h>

#ifdef CONFIG_IMPORT_DT

/**
 * board_load() - hwreg_board_load(), and -b dt and -b dt:PATH
 * @warnings: tell what the device tree has and the board has not
 */
int board_load(struct hwreg_board **out, const char *name,
	       const struct hwreg_board_options *options, bool warnings, struct hwreg_error *err);

/** board_dt_exists() - has this machine a device tree? */
bool board_dt_exists(void);

#else

static inline int board_load(struct hwreg_board **out, const char *name,
			     const struct hwreg_board_options *options, bool warnings,
			     struct hwreg_error *err)
{
	(void)warnings;
	return hwreg_board_load(out, name, options, err);
}

static inline bool board_dt_exists(void)
{
	return false;
}

#endif
#endif
