// SPDX-License-Identifier: MIT
/* guard.c - the one piece of process-wide state: handlers for SIGBUS and SIGSEGV */
#include "guard.h"

#include <pthread.h>
#include <signal.h>
#include <ucontext.h>

#ifdef __arm__
#define ABORTS_WITHOUT_CODE true
#else
#define ABORTS_WITHOUT_CODE false
#endif

/* initial-exec: the handler may not call the TLS allocator */
static __thread struct hwreg_guard_frame *volatile current
	__attribute__((tls_model("initial-exec")));
static __thread bool unblocked __attribute__((tls_model("initial-exec")));

/**
 * struct earlier - the handler before ours
 * @before: it
 * @after: one that was found in our place at the last release, and left there
 * @chained: @after is set, and may chain to us
 */
struct earlier {
	int signal;
	struct sigaction before;
	struct sigaction after;
	bool chained;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned int users;
static struct earlier bus = { .signal = SIGBUS }, segv = { .signal = SIGSEGV };

static void default_outcome(int signal, bool sent)
{
	struct sigaction fatal = { .sa_handler = SIG_DFL };

	/* on return a faulting access faults again; a signal that was sent must be sent again */
	sigaction(signal, &fatal, NULL);
	if (sent)
		raise(signal);
}

static void chain(int signal, siginfo_t *info, void *context)
{
	const struct sigaction *earlier = signal == SIGBUS ? &bus.before : &segv.before;
	bool sent = info->si_code <= 0;

	if (earlier->sa_flags & SA_SIGINFO)
		earlier->sa_sigaction(signal, info, context);
	else if (earlier->sa_handler == SIG_IGN && sent)
		return;
	else if (earlier->sa_handler != SIG_DFL && earlier->sa_handler != SIG_IGN)
		earlier->sa_handler(signal);
	else
		default_outcome(signal, sent);
}

/* si_code > 0: the kernel's own report of a fault, not a kill(2); but 32-bit Arm reports an external
 * abort with 0 (the kernel's arch/arm/mm/fsr-2level.c and fsr-3level.c), as kill(2) does, which has
 * the sender's pid in the place of the address. The address of a bus error may be inexact or missing
 * elsewhere; that of a segmentation fault tells ours from one in a signal handler that came in
 * between. SI_KERNEL: x86 refused an instruction and tells no address. */
static bool is_ours(const struct hwreg_guard_frame *frame, int signal, const siginfo_t *info)
{
	const volatile char *at = info->si_addr;

	if (!frame || info->si_code < 0 || (info->si_code == 0 && !ABORTS_WITHOUT_CODE))
		return false;
	if (frame->instruction)
		return signal == SIGSEGV && info->si_code == SI_KERNEL;
	if (signal == SIGBUS && info->si_code > 0)
		return info->si_code != BUS_MCEERR_AO;
	if (frame->owns)
		return frame->owns(frame->owner, at);
	return at >= frame->first && (size_t)(at - frame->first) < frame->size;
}

/* ThreadSanitizer has all signals blocked in handlers, whatever their flags say */
static void restore_mask(const ucontext_t *context)
{
#ifdef __SANITIZE_THREAD__
	pthread_sigmask(SIG_SETMASK, &context->uc_sigmask, NULL);
#else
	(void)context;
#endif
}

static void on_fault(int signal, siginfo_t *info, void *context)
{
	struct hwreg_guard_frame *frame = current;

	if (is_ours(frame, signal, info)) {
		frame->fault = info->si_addr;
		restore_mask(context);
		siglongjmp(frame->env, signal);
	}
	chain(signal, info, context);
}

static bool same_handler(const struct sigaction *a, const struct sigaction *b)
{
	if ((a->sa_flags ^ b->sa_flags) & SA_SIGINFO)
		return false;
	return a->sa_flags & SA_SIGINFO ? a->sa_sigaction == b->sa_sigaction
					: a->sa_handler == b->sa_handler;
}

/* Ours over a handler that chains to ours would have the two call each other for ever */
static int install(struct earlier *earlier)
{
	/* SA_NODEFER: siglongjmp() leaves the handler without restoring the signal mask */
	struct sigaction action = { .sa_sigaction = on_fault,
				    .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK };
	struct sigaction now;

	sigemptyset(&action.sa_mask);
	if (sigaction(earlier->signal, NULL, &now) != 0)
		return errno;
	if (same_handler(&now, &action) ||
	    (earlier->chained && same_handler(&now, &earlier->after)))
		return 0;
	if (sigaction(earlier->signal, &action, NULL) != 0)
		return errno;
	earlier->before = now;
	earlier->chained = false;
	return 0;
}

static void put_back(struct earlier *earlier)
{
	struct sigaction ours = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO }, now;

	if (sigaction(earlier->signal, NULL, &now) != 0)
		return;
	if (same_handler(&now, &ours)) {
		sigaction(earlier->signal, &earlier->before, NULL);
		return;
	}
	earlier->after = now;
	earlier->chained = ((now.sa_flags & SA_SIGINFO) ||
			    (now.sa_handler != SIG_DFL && now.sa_handler != SIG_IGN)) &&
			   !same_handler(&now, &earlier->before);
}

int hwreg_guard_acquire(struct hwreg_error *err)
{
	int r = 0;

	pthread_mutex_lock(&lock);
	if (users == 0) {
		r = install(&bus);
		if (!r) {
			r = install(&segv);
			if (r)
				put_back(&bus);
		}
	}
	if (!r)
		users++;
	pthread_mutex_unlock(&lock);
	if (r)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, r,
				       "cannot install the handler for bus errors");
	return 0;
}

void hwreg_guard_release(void)
{
	pthread_mutex_lock(&lock);
	if (--users == 0) {
		put_back(&bus);
		put_back(&segv);
	}
	pthread_mutex_unlock(&lock);
}

bool hwreg_guard_is_there(void)
{
	bool there;

	pthread_mutex_lock(&lock);
	there = users > 0;
	pthread_mutex_unlock(&lock);
	return there;
}

static void unblock(void)
{
	sigset_t faults;

	sigemptyset(&faults);
	sigaddset(&faults, SIGBUS);
	sigaddset(&faults, SIGSEGV);
	pthread_sigmask(SIG_UNBLOCK, &faults, NULL);
	unblocked = true;
}

void hwreg_guard_enter(struct hwreg_guard_frame *frame)
{
	if (!unblocked)
		unblock();
	frame->outer = current;
	current = frame;
}

void hwreg_guard_leave(void)
{
	current = current->outer;
}
