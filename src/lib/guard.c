// SPDX-License-Identifier: MIT
/* guard.c - the one piece of process-wide state: handlers for SIGBUS and SIGSEGV */
#include "guard.h"

#include <pthread.h>
#include <signal.h>

/* initial-exec: the handler may not call the TLS allocator */
static __thread struct hwreg_guard_frame *volatile current
	__attribute__((tls_model("initial-exec")));

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned int users;
static struct sigaction earlier_bus, earlier_segv;

static void chain(int signal, siginfo_t *info, void *context)
{
	const struct sigaction *earlier = signal == SIGBUS ? &earlier_bus : &earlier_segv;

	if (earlier->sa_flags & SA_SIGINFO) {
		earlier->sa_sigaction(signal, info, context);
	} else if (earlier->sa_handler != SIG_DFL && earlier->sa_handler != SIG_IGN) {
		earlier->sa_handler(signal);
	} else {
		struct sigaction fatal = { .sa_handler = SIG_DFL };

		/* on return the access faults again, now with the default outcome */
		sigaction(signal, &fatal, NULL);
	}
}

static void on_fault(int signal, siginfo_t *info, void *context)
{
	struct hwreg_guard_frame *frame = current;

	/* si_code > 0: the kernel's own report of a fault, not a kill(2) from elsewhere */
	if (frame && info->si_code > 0)
		siglongjmp(frame->env, signal);
	chain(signal, info, context);
}

int hwreg_guard_acquire(struct hwreg_error *err)
{
	/* SA_NODEFER: siglongjmp() leaves the handler without restoring the signal mask */
	struct sigaction action = { .sa_sigaction = on_fault,
				    .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK };
	int r = 0;

	sigemptyset(&action.sa_mask);
	pthread_mutex_lock(&lock);
	if (users == 0) {
		if (sigaction(SIGBUS, &action, &earlier_bus) != 0)
			r = errno;
		else if (sigaction(SIGSEGV, &action, &earlier_segv) != 0)
			r = errno;
	}
	if (!r)
		users++;
	pthread_mutex_unlock(&lock);
	if (r)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, r,
				       "cannot install the handler for bus errors");
	return 0;
}

static void put_back(int signal, const struct sigaction *earlier)
{
	struct sigaction now;

	/* a handler that came after ours chains to us: leave it */
	if (sigaction(signal, NULL, &now) == 0 && (now.sa_flags & SA_SIGINFO) &&
	    now.sa_sigaction == on_fault)
		sigaction(signal, earlier, NULL);
}

void hwreg_guard_release(void)
{
	pthread_mutex_lock(&lock);
	if (--users == 0) {
		put_back(SIGBUS, &earlier_bus);
		put_back(SIGSEGV, &earlier_segv);
	}
	pthread_mutex_unlock(&lock);
}

void hwreg_guard_enter(struct hwreg_guard_frame *frame)
{
	frame->outer = current;
	current = frame;
}

void hwreg_guard_leave(void)
{
	current = current->outer;
}
