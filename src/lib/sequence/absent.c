// SPDX-License-Identifier: MIT
/* absent.c - sequences where they were left out */
#include <errno.h>

#ifdef CONFIG_BOARD
#include "board/loader.h"
#endif
#include "error.h"

static int absent(struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENOSYS,
			       "this hwreg was built without sequences (CONFIG_SEQUENCE)");
}

#ifdef CONFIG_BOARD
void sequences_check(struct loader *loader)
{
	(void)loader;
}
#endif

int hwreg_sequence_load(struct hwreg_sequence **out, const char *path,
			const struct hwreg_sequence_options *options, struct hwreg_error *err)
{
	(void)out;
	(void)path;
	(void)options;
	return absent(err);
}

int hwreg_sequence_of_board(struct hwreg_sequence **out, const struct hwreg_board *board,
			    const char *name, const struct hwreg_sequence_options *options,
			    struct hwreg_error *err)
{
	(void)out;
	(void)board;
	(void)name;
	(void)options;
	return absent(err);
}

/* Nobody can have one */

void hwreg_sequence_free(struct hwreg_sequence *sequence)
{
	(void)sequence;
}

void hwreg_sequence_describe(const struct hwreg_sequence *sequence,
			     struct hwreg_sequence_info *info)
{
	(void)sequence;
	(void)info;
}

bool hwreg_sequence_needs_write(const struct hwreg_sequence *sequence)
{
	(void)sequence;
	return false;
}

int hwreg_sequence_resolve(struct hwreg_sequence *sequence, struct hwreg_session *session,
			   const struct hwreg_sequence_options *options, struct hwreg_error *err)
{
	(void)sequence;
	(void)session;
	(void)options;
	return absent(err);
}

int hwreg_sequence_prepare(struct hwreg_sequence *sequence, struct hwreg_error *err)
{
	(void)sequence;
	return absent(err);
}

const char *hwreg_step_kind_name(enum hwreg_step_kind kind)
{
	(void)kind;
	return "";
}

int hwreg_sequence_run(struct hwreg_sequence *sequence,
		       const struct hwreg_sequence_run_options *options, struct hwreg_error *err)
{
	(void)sequence;
	(void)options;
	return absent(err);
}

int hwreg_sequence_skip(struct hwreg_sequence *sequence, const char *why,
			const struct hwreg_sequence_run_options *options)
{
	(void)sequence;
	(void)why;
	(void)options;
	return -ENOSYS;
}
