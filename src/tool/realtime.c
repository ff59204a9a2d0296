// SPDX-License-Identifier: MIT
/* realtime.c - --rt and --cpu: sampling that other processes do not hold up */
#include "context.h"
#include "output.h"
#include "privilege.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What was before */
static cpu_set_t cpus;
static bool bound, raised;
static int policy;
static struct sched_param parameters;

static int bind_cpu(struct context *context)
{
	uint64_t cpu = context->settings.cpu.value;
	cpu_set_t set;

	CPU_ZERO(&set);
	if (cpu < CPU_SETSIZE)
		CPU_SET(cpu, &set);
	bound = sched_getaffinity(0, sizeof(cpus), &cpus) == 0;
	if (sched_setaffinity(0, sizeof(set), &set) == 0)
		return 0;
	return output_fail(&context->err,
			   errno == EINVAL ? HWREG_ERROR_REQUEST : HWREG_ERROR_UNAVAILABLE,
			   "--cpu %llu: %s", (unsigned long long)cpu,
			   errno == EINVAL ? "there is no such CPU that this process may use"
					   : strerror(errno));
}

static int raise_priority(struct context *context)
{
	uint64_t priority = context->settings.priority;
	struct sched_param param = { .sched_priority = (int)priority };
	const char *what = "real-time priority";
	int r;

	if (priority > 99)
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "--rt %llu: a priority is 1 to 99",
				   (unsigned long long)priority);
	policy = sched_getscheduler(0);
	raised = sched_getparam(0, &parameters) == 0;
	privilege_raise(NULL, true);
	r = sched_setscheduler(0, SCHED_FIFO, &param);
	if (r == 0) {
		what = "lock memory";
		r = mlockall(MCL_CURRENT | MCL_FUTURE);
	}
	r = r == 0 ? 0 : errno;
	privilege_raise(NULL, false);
	if (r == 0)
		return 0;
	return output_fail(
		&context->err, HWREG_ERROR_UNAVAILABLE,
		"--rt: %s: %s: needs root, or limits that allow it (ulimit -r, ulimit -l)", what,
		strerror(r));
}

int realtime_start(struct context *context)
{
	int r = context->settings.cpu.given ? bind_cpu(context) : 0;

	return r == 0 && context->settings.priority ? raise_priority(context) : r;
}

void realtime_stop(void)
{
	if (bound)
		sched_setaffinity(0, sizeof(cpus), &cpus);
	if (raised) {
		sched_setscheduler(0, policy, &parameters);
		munlockall();
	}
	bound = raised = false;
}
