// SPDX-License-Identifier: MIT
/* signals.c - what a signal may not come between */
#include "signals.h"

#include <errno.h>
#include <stddef.h>

/* Raised by what the thread does itself: blocked, the kernel would end the process in place of calling
 * the handler (SIGSYS: of a filter of system calls) */
static const int faults[] = { SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP };

void hwreg_signals_hold(sigset_t *before)
{
	sigset_t set;

	sigfillset(&set);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		sigdelset(&set, faults[i]);
	pthread_sigmask(SIG_BLOCK, &set, before);
}

void hwreg_signals_release(const sigset_t *before)
{
	int error = errno;

	pthread_sigmask(SIG_SETMASK, before, NULL);
	errno = error;
}
