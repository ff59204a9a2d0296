/* SPDX-License-Identifier: MIT */
/* ends.h - the two ends of a range, as a user types them */
#ifndef HWREG_LIB_ENDS_H
#define HWREG_LIB_ENDS_H

#include "location.h"

/**
 * struct hwreg_ends - a range
 * @first: its first register
 * @range: addresses; in bytes, or in registers where the target numbers those
 * @by_name: both ends are named registers: only described ones between them are meant
 */
struct hwreg_ends {
	struct hwreg_item first;
	struct hwreg_range range;
	bool by_name;
};

/** hwreg_ends_parse() - FIRST..LAST, FIRST..+LENGTH or 0xFIRST-0xLAST; Return: 0, -EINVAL, -ERANGE … */
int hwreg_ends_parse(struct hwreg_session *session, const char *text, struct hwreg_ends *ends,
		     struct hwreg_error *err);

#endif
