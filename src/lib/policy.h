/* SPDX-License-Identifier: MIT */
/* policy.h - what reading and writing a bit does, and what leaves a neighbour as it is */
#ifndef HWREG_LIB_POLICY_H
#define HWREG_LIB_POLICY_H

#include "hwreg.h"

enum hwreg_neutral {
	HWREG_NEUTRAL_ZERO, /* writing 0 changes nothing */
	HWREG_NEUTRAL_ONE, /* writing 1 changes nothing */
	HWREG_NEUTRAL_READ, /* writing what was read changes nothing */
	HWREG_NEUTRAL_NONE, /* every write changes something */
};

/** hwreg_policy_neutral() - what to write to a bit that must stay as it is */
enum hwreg_neutral hwreg_policy_neutral(enum hwreg_read_policy read, enum hwreg_write_policy write);

/** hwreg_policy_read_changes() - does reading such a bit change anything? */
bool hwreg_policy_read_changes(enum hwreg_read_policy read);

/** hwreg_policy_parse() - both policies of a token such as "w1c"; Return: false if it is none */
bool hwreg_policy_parse(const char *token, enum hwreg_read_policy *read,
			enum hwreg_write_policy *write);

/** hwreg_read_policy_parse() - the word after `read:`; Return: false if it is none */
bool hwreg_read_policy_parse(const char *word, enum hwreg_read_policy *read);

/** hwreg_write_policy_parse() - the word after `write:`; Return: false if it is none */
bool hwreg_write_policy_parse(const char *word, enum hwreg_write_policy *write);

#endif
