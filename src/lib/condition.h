/* SPDX-License-Identifier: MIT */
/* condition.h - what is known of a condition without reading anything */
#ifndef HWREG_LIB_CONDITION_H
#define HWREG_LIB_CONDITION_H

#include "hwreg.h"

/** hwreg_condition_parse_once() - hwreg_condition_parse() of one that is looked at once, so that reading it
 * may change something */
int hwreg_condition_parse_once(struct hwreg_condition **out, struct hwreg_session *session,
			       const char *text, struct hwreg_error *err);

/** hwreg_condition_relation() - its operator, "==", and what it compares with */
const char *hwreg_condition_relation(const struct hwreg_condition *condition, uint64_t *value);

/** hwreg_condition_never() - is there no value of its bits for which it holds? */
bool hwreg_condition_never(const struct hwreg_condition *condition);

#endif
