// SPDX-License-Identifier: MIT
/*
 * target_sequence.c - a sequence in YAML: read, resolved, planned and, if it can do no harm, run
 *
 * A run is on simulated registers and ends after some milliseconds. One that might write a file is only
 * planned.
 */
#include "fuzz.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int seed)
{
	return fuzz_mutate_text(data, size, most, seed, "sequence");
}

static int see_step(void *data, const struct hwreg_step_event *event)
{
	unsigned int *count = data;

	fuzz_promise(event->text && event->file && event->loops && event->line,
		     "a step has a text and a place");
	fuzz_promise(event->part <= HWREG_PART_PUT_BACK && event->number <= event->points,
		     "a step has its place among the points");
	fuzz_promise((event->result == HWREG_STEP_FAILED || event->result == HWREG_STEP_ERROR) ==
			     !!event->error,
		     "what did not pass has an error, and nothing else");
	fuzz_promise((event->result == HWREG_STEP_SKIPPED) == !!event->why,
		     "what was skipped has a reason, and nothing else");
	return ++*count == 10000 ? -ECANCELED : 0;
}

static void run(struct hwreg_sequence *sequence)
{
	const struct itimerspec soon = { .it_value = { .tv_nsec = 20000000 } };
	int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	unsigned int count = 0;
	const struct hwreg_sequence_run_options options = { .size = sizeof(options),
							    .cancel = timer,
							    .abort = timer,
							    .step = see_step,
							    .data = &count };
	struct hwreg_error err = HWREG_ERROR_INIT;
	int r;

	fuzz_promise(timer >= 0 && timerfd_settime(timer, 0, &soon, NULL) == 0, "there is a timer");
	r = hwreg_sequence_prepare(sequence, &err);
	if (!r)
		r = hwreg_sequence_run(sequence, &options, &err);
	fuzz_error(r, &err);
	close(timer);
}

/* Names of steps may be written with escapes */
static bool is_harmless(const char *text)
{
	static const char *const words[] = { "\\", "save", "load", "shell", "irq", "gpio" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(text, words[i]))
			return false;
	return true;
}

static void try_sequence(const char *path, uint64_t flags)
{
	struct hwreg_sequence_info info = { .size = sizeof(info) };
	static const char *const sets[] = { "V=3" };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_sequence *sequence = NULL;
	struct hwreg_session *session;
	unsigned int reports = 0;
	struct hwreg_sequence_options options = { .size = sizeof(options),
						  .flags = HWREG_SEQUENCE_ALLOW_SHELL,
						  .sets = sets,
						  .report = fuzz_report,
						  .data = &reports };
	int r = hwreg_sequence_load(&sequence, path, &options, &err);

	fuzz_error(r, &err);
	if (r)
		return;
	fuzz_promise(!reports, "a sequence with findings is refused");
	hwreg_sequence_describe(sequence, &info);
	fuzz_promise(info.name && info.description && info.file, "a sequence has a name");
	session = fuzz_session(fuzz_board(), HWREG_WRITE | flags);
	r = hwreg_sequence_resolve(sequence, session, &options, &err);
	fuzz_error(r, &err);
	if (!r)
		run(sequence);
	hwreg_sequence_free(sequence);
	hwreg_session_close(session);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = fuzz_file(data, size);
	char *text = fuzz_text(data, size);

	try_sequence(path, HWREG_DRY_RUN);
	if (is_harmless(text) && strlen(text) == size)
		try_sequence(path, 0);
	free(text);
	return 0;
}
