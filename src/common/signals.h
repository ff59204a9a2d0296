/* SPDX-License-Identifier: MIT */
/* signals.h - what a signal may not come between */
#ifndef HWREG_COMMON_SIGNALS_H
#define HWREG_COMMON_SIGNALS_H

#include <signal.h>

/**
 * hwreg_signals_hold() - keep signals from the calling thread until hwreg_signals_release()
 * @before: filled: the mask to go back to
 *
 * Signals that tell of a fault stay as they are: they cannot wait. May be nested. Locks are taken before:
 * who waits for one must be able to give up.
 */
void hwreg_signals_hold(sigset_t *before);

/** hwreg_signals_release() - let those in that came meanwhile; leaves errno alone */
void hwreg_signals_release(const sigset_t *before);

#endif
