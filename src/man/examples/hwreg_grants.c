// SPDX-License-Identifier: MIT
/* hwreg_grants.c - read a register if a policy file lets the user */
#include <hwreg.h>
#include <stdio.h>

static int read_granted(const struct hwreg_grants *grants, uint64_t *value, struct hwreg_error *err)
{
	const char *targets[] = { "mem" };
	const struct hwreg_session_options options = {
		.size = sizeof(options), .targets = targets, .target_count = 1, .grants = grants
	};
	struct hwreg_session *session;
	struct hwreg_location *location;
	struct hwreg_item item;
	int r = hwreg_session_open(&session, &options, err);

	if (r)
		return r;
	/* fails here if it is not granted: nothing has been opened yet */
	r = hwreg_location_parse(&location, session, "0x09010fe0", err);
	if (!r) {
		hwreg_location_item(location, 0, &item);
		r = hwreg_session_prepare(session, location, err);
		if (!r)
			r = hwreg_session_read(session, &item, value, err);
		hwreg_location_free(location);
	}
	hwreg_session_close(session);
	return r;
}

int main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : "/etc/hwreg/policy.yaml";
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_grants *grants = NULL;
	uint64_t value;
	int r = hwreg_grants_load(&grants, path, NULL, &err);

	if (!r)
		r = read_granted(grants, &value, &err);
	if (r)
		fprintf(stderr, "%s\n", err.message);
	else
		printf("0x%08llx\n", (unsigned long long)value);
	hwreg_grants_free(grants);
	return r ? (int)err.kind : 0;
}
