// SPDX-License-Identifier: MIT
/* cmd_policy.c - hwreg policy: find the mistakes in a policy, and tell what it grants */
#include "context.h"
#include "elevated.h"
#include "output.h"

#include <errno.h>

static int finding(void *data, const struct hwreg_report *report)
{
	unsigned int *findings = data;

	++*findings;
	context_finding(report);
	return 0;
}

static int fail_without_policy(struct context *context)
{
	return output_fail(&context->err, HWREG_ERROR_UNAVAILABLE,
			   "there is no " POLICY_FILE ": a hwreg with more rights than its user "
			   "has refuses everything (hwreg-policy(5))");
}

/* The one of the system must be root's; another may be on its way there */
int cmd_policy_check(struct context *context)
{
	const struct texts *words = &context->settings.arguments;
	const char *file = words->count ? words->list[0] : POLICY_FILE;
	unsigned int findings = 0;
	const struct hwreg_grants_options options = {
		.size = sizeof(options),
		.flags = words->count ? 0 : HWREG_GRANTS_OF_ROOT,
		.report = finding,
		.data = &findings,
	};
	struct hwreg_grants *grants = NULL;
	int r;

	context_confine(context);
	r = hwreg_grants_load(&grants, file, &options, &context->err);

	hwreg_grants_free(grants);
	context_seal(context);
	if (r == 0)
		output_print("%s: ok\n", file);
	else if (findings)
		context->reported = true;
	else if (r == -ENOENT && !words->count)
		return fail_without_policy(context);
	return r;
}

static void print(const struct hwreg_grants *grants, bool write)
{
	uint64_t first, last;

	for (uint32_t i = 0; hwreg_grants_range(grants, write, i, &first, &last) == 0; i++)
		output_print("%-5s  0x%08llx-0x%08llx\n", write ? "write" : "read",
			     (unsigned long long)first, (unsigned long long)last);
}

int cmd_policy_list(struct context *context)
{
	const struct hwreg_grants_options options = {
		.size = sizeof(options),
		.flags = HWREG_GRANTS_OF_ROOT,
	};
	const struct hwreg_grants *grants = elevated_grants();
	struct hwreg_grants *loaded = NULL;
	int r = 0;

	if (!grants) {
		context_confine(context);
		r = hwreg_grants_load(&loaded, POLICY_FILE, &options, &context->err);
		grants = loaded;
		if (r == -ENOENT)
			return fail_without_policy(context);
	}
	context_seal(context);
	if (r == 0) {
		print(grants, false);
		print(grants, true);
	}
	hwreg_grants_free(loaded);
	return r;
}
