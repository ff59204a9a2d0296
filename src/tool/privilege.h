/* SPDX-License-Identifier: MIT */
/*
 * privilege.h - capabilities: raised around the opening of a device, given up before anything is said
 *
 * capabilities(7); by the system calls themselves, as libcap-ng would be loaded before any of this.
 * Root keeps its user id: it opens what root owns, and no longer what others keep to themselves.
 */
#ifndef HWREG_TOOL_PRIVILEGE_H
#define HWREG_TOOL_PRIVILEGE_H

#include <hwreg.h>

/**
 * privilege_start() - keep what devices need, unused for now; with more rights than the user, by his policy
 * @executes: the user may have commands run (run --allow-shell): they are to have the user's own rights,
 *            root's or those that sudo gives, which hwreg itself gives up all the same
 */
int privilege_start(bool executes, struct hwreg_error *err);

/** privilege_raise() - the session's callback around opening and mapping a device; @data is unused */
void privilege_raise(void *data, bool raise);

/**
 * privilege_keep() - from now on privilege_drop() does nothing, so that more devices can be opened later
 *
 * They stay unused but for that moment; neither they nor others can be had by an execve(2).
 */
void privilege_keep(void);

/** privilege_drop() - give up all capabilities for good; called by everything that prints */
void privilege_drop(void);

#endif
