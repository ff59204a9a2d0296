// SPDX-License-Identifier: MIT
/* sandbox.c - give up what a command does not need, as far as the kernel has means for it */
#include "sandbox.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Sanitizers look at the process from another one when it ends, and start programs that name functions */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED true
#elif defined(__has_feature)
#define SANITIZED (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#else
#define SANITIZED false
#endif

static bool started;

/* Debuggers such as valgrind do not know the calls; who has more rights than the user is not asked */
static bool is_wanted(void)
{
	const char *word = secure_getenv("HWREG_SANDBOX");

	return !SANITIZED && (!word || strcmp(word, "no") != 0);
}

void sandbox_start(void)
{
	int known = errno;

	if (started || !is_wanted())
		return;
	started = true;
#ifdef CONFIG_SECCOMP
	sandbox_filter(false, SANDBOX_OPENS_NONE);
#endif
	errno = known;
}

static int close_files(enum sandbox_opens opens, const char *out)
{
#ifdef CONFIG_LANDLOCK
	/* it would hide other processes from who names one */
	if (opens != SANDBOX_OPENS_TO_READ)
		return sandbox_landlock(opens == SANDBOX_OPENS_BESIDE ? out : NULL);
#endif
	(void)opens;
	(void)out;
	return -ENOSYS;
}

void sandbox_seal(enum sandbox_opens opens, const char *out, bool brief)
{
	int known = errno;

	if (!is_wanted())
		return;
	started = true;
#ifdef CONFIG_SECCOMP
	if (close_files(opens, out) != 0 || !brief)
		sandbox_filter(true, opens);
#else
	(void)brief;
	close_files(opens, out);
#endif
	errno = known;
}
