// SPDX-License-Identifier: MIT
/* target_condition.c - what users wait for: a condition a line */
#include "fuzz.h"

#include <errno.h>
#include <stdlib.h>

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int seed)
{
	return fuzz_mutate_text(data, size, most, seed, "location");
}

static void try_condition(struct hwreg_session *session, const char *text)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_condition *condition = NULL;
	uint64_t value = 0, values[] = { 0, 1, 0x5555555555555555, UINT64_MAX };
	struct hwreg_item item;
	int r = hwreg_condition_parse(&condition, session, text, &err);
	bool holds;

	fuzz_error(r, &err);
	if (r)
		return;
	hwreg_condition_item(condition, &item);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		hwreg_condition_holds(condition, values[i]);
	r = hwreg_session_wait(session, condition, 0, -1, &value, &err);
	fuzz_error(r, &err);
	holds = hwreg_condition_holds(condition, value);
	fuzz_promise(r ? r != -ETIMEDOUT || !holds : holds,
		     "a wait ends well if the condition holds, and only then");
	hwreg_condition_free(condition);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hwreg_session *session = fuzz_session(fuzz_board(), HWREG_WRITE);
	char *copy = fuzz_text(data, size), *rest = copy, *line;

	while ((line = fuzz_line(&rest)))
		try_condition(session, line);
	hwreg_session_close(session);
	free(copy);
	return 0;
}
