// SPDX-License-Identifier: MIT
/* absent.c - boards without YAML: those that were compiled, by their path */
#include <errno.h>

#include "compiled.h"
#include "error.h"

#ifdef CONFIG_BOARD_COMPILED
#define WHAT_ELSE "; it reads compiled boards, given by their path (hwreg board compile)"
#else
#define WHAT_ELSE ""
#endif

static int not_built(struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENOSYS,
			       "this hwreg was built without board descriptions "
			       "(CONFIG_BOARD)" WHAT_ELSE);
}

int hwreg_board_find(const char *name, const struct hwreg_board_options *options, char **out,
		     struct hwreg_error *err)
{
	(void)name;
	(void)options;
	(void)out;
	return not_built(err);
}

int hwreg_board_list(const struct hwreg_board_options *options,
		     int (*callback)(void *data, const char *name, const char *file), void *data,
		     struct hwreg_error *err)
{
	(void)options;
	(void)callback;
	(void)data;
	return not_built(err);
}

int hwreg_board_load(struct hwreg_board **out, const char *name,
		     const struct hwreg_board_options *options, struct hwreg_error *err)
{
	int r = compiled_load(out, name, err);

	(void)options;
	return r == -ENOEXEC ? not_built(err) : r;
}

int hwreg_board_load_text(struct hwreg_board **out, const char *text, size_t size, const char *name,
			  const struct hwreg_board_options *options, struct hwreg_error *err)
{
	(void)out;
	(void)text;
	(void)size;
	(void)name;
	(void)options;
	return not_built(err);
}

int hwreg_type_list(const struct hwreg_board_options *options,
		    int (*callback)(void *data, const struct hwreg_type_info *info), void *data,
		    struct hwreg_error *err)
{
	(void)options;
	(void)callback;
	(void)data;
	return not_built(err);
}

int hwreg_board_detect(struct hwreg_board **out, const struct hwreg_board_options *options,
		       struct hwreg_error *err)
{
	(void)out;
	(void)options;
	return not_built(err);
}

#ifndef CONFIG_BOARD_COMPILED
int hwreg_board_match(const struct hwreg_board *board, struct hwreg_error *err)
{
	(void)board;
	return not_built(err);
}
#endif
