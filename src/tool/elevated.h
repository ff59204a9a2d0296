/* SPDX-License-Identifier: MIT */
/*
 * elevated.h - hwreg with more rights than its user: set-user-ID, or with file capabilities
 *
 * What the user says is obeyed as far as /etc/hwreg/policy.yaml lets him; what he has prepared, in the
 * environment, in files of his own, is not believed. By then the process is the user's again, but for
 * the capabilities that privilege.c holds: what is opened without them is opened as the user.
 */
#ifndef HWREG_TOOL_ELEVATED_H
#define HWREG_TOOL_ELEVATED_H

#include <hwreg.h>

#define POLICY_FILE "/etc/hwreg/policy.yaml"

struct context;

#ifdef CONFIG_POLICY

/** elevated_start() - forget the environment, and read the policy: from now on it holds */
int elevated_start(struct hwreg_error *err);

/** elevated_grants() - what the policy grants; NULL: hwreg has no more rights than its user */
const struct hwreg_grants *elevated_grants(void);

/** elevated_check() - is a command line, which has been parsed, one for more rights? */
int elevated_check(struct context *context);

/** elevated_check_verify() - may what a write has changed be read back? */
int elevated_check_verify(struct context *context, const struct hwreg_item *item);

/** elevated_end() - free the policy */
void elevated_end(void);

#else

static inline const struct hwreg_grants *elevated_grants(void)
{
	return NULL;
}

static inline int elevated_check(struct context *context)
{
	(void)context;
	return 0;
}

static inline int elevated_check_verify(struct context *context, const struct hwreg_item *item)
{
	(void)context;
	(void)item;
	return 0;
}

static inline void elevated_end(void)
{
}

#endif
#endif
