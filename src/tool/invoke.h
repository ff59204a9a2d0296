/* SPDX-License-Identifier: MIT */
/* invoke.h - one command from its words to its exit status */
#ifndef HWREG_TOOL_INVOKE_H
#define HWREG_TOOL_INVOKE_H

#include "context.h"

/**
 * invoke() - understand the words of a context, and do what they say
 *
 * If the context has an error already, only what invoke_finish() tells it with is started.
 *
 * Return: 0, or less with the context's error, which has not been told yet.
 */
int invoke(struct context *context);

/**
 * invoke_finish() - tell what failed, print what is left to print, close logs and output files
 * @r: what led here
 *
 * At the end of the process that is standard output too; what fails in it is exit status 3.
 *
 * Return: the exit status.
 */
int invoke_finish(struct context *context, int r);

#endif
