/* SPDX-License-Identifier: MIT */
/* sequences.h - sequences in files of a test's own, on a simulation; what they told, as text */
#ifndef HWREG_TESTS_SEQUENCES_H
#define HWREG_TESTS_SEQUENCES_H

#include "board_files.h"

#define TEXT_SIZE 65536
#define TEST(name) cmocka_unit_test_setup_teardown(name, session_setup, session_teardown)

static const char sequence_board[] =
	"hwreg: 1\nboard: b\nmatch: any\n"
	"types:\n"
	"  t:\n"
	"    size: 0x100\n"
	"    registers:\n"
	"      A: {offset: 0, reset: 0}\n"
	"      B: {offset: 4, reset: 5, fields: {LOW: \"3:0\", HIGH: {bits: \"7:4\", enum: {off: "
	"0, on: 1}}}}\n"
	"      RO: {offset: 8, policy: ro, reset: 7}\n"
	"      GO: {offset: 0xc, trigger: true}\n"
	"      FIFO: {offset: 0x10, read: effect}\n"
	"      OTP: {offset: 0x14, protect: once}\n"
	"      S: {offset: 0x18, reset: 0, fields: {T: {bits: \"3:0\", signed: true}}}\n"
	"      W%s: {offset: 0x40, count: 4, stride: 4, reset: 0}\n"
	"blocks: {X: {type: t, base: 0x1000}}\n";

static struct hwreg_board *board;
static struct hwreg_session *session;
static char told[TEXT_SIZE]; /* events or reports, a line each */
static bool told_started; /* events of steps that begin, too */
static unsigned int callbacks, stop_after; /* stop_after: the callback that answers with -EINTR */

__attribute__((format(printf, 1, 2))) static void tell(const char *format, ...)
{
	size_t length = strlen(told);
	va_list args;

	va_start(args, format);
	vsnprintf(told + length, sizeof(told) - length, format, args);
	va_end(args);
}

/* Without the directory, which is another each time */
static const char *own_name(const char *path)
{
	size_t length = strlen(directory);

	return strncmp(path, directory, length) == 0 ? path + length + 1 : path;
}

static void tell_message(const char *message)
{
	const char *at;

	while ((at = strstr(message, directory))) {
		tell("%.*s", (int)(at - message), message);
		message = at + strlen(directory) + 1;
	}
	tell("%s\n", message);
}

static int take_report(void *data, const struct hwreg_report *report)
{
	(void)data;
	tell("%s:%u:%u: [%s] ", own_name(report->file), report->line, report->column,
	     report->check);
	tell_message(report->message);
	return 0;
}

static int take_step(void *data, const struct hwreg_step_event *event)
{
	static const char *const results[] = { "start", "pass", "FAIL", "ERROR", "skip", "plan" };

	(void)data;
	callbacks++;
	if (event->result != HWREG_STEP_STARTED || told_started) {
		tell("%*s%s %u %s%s%s%s%s", (int)event->depth * 2, "", results[event->result],
		     event->number, event->kind == HWREG_STEP_NOTE ? "note: " : "",
		     event->name ? event->name : event->text, *event->loops ? " (" : "",
		     event->loops, *event->loops ? ")" : "");
		if (event->why)
			tell(" | %s", event->why);
		if (event->error) {
			tell(" | ");
			tell_message(event->error->message);
		} else {
			tell("\n");
		}
	}
	return callbacks == stop_after ? -EINTR : 0;
}

__attribute__((unused)) static struct hwreg_session *open_session(uint64_t flags)
{
	const char *targets[] = { "sim" };
	const struct hwreg_session_options options = { .size = sizeof(options),
						       .flags = flags,
						       .board = board,
						       .targets = targets,
						       .target_count = 1 };
	struct hwreg_session *opened = NULL;

	assert_int_equal(hwreg_session_open(&opened, &options, NULL), 0);
	return opened;
}

__attribute__((unused)) static int sequences_setup(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;

	if (files_setup(state) != 0)
		return -1;
	if (hwreg_board_load_text(&board, sequence_board, strlen(sequence_board), "b.yaml", NULL,
				  &err) != 0)
		fail_msg("%s", err.message);
	return 0;
}

__attribute__((unused)) static int sequences_teardown(void **state)
{
	hwreg_board_free(board);
	return files_teardown(state);
}

/* For each test a simulation as after reset */
__attribute__((unused)) static int session_setup(void **state)
{
	(void)state;
	session = open_session(HWREG_WRITE);
	told[0] = '\0';
	told_started = false;
	callbacks = stop_after = 0;
	return 0;
}

__attribute__((unused)) static int session_teardown(void **state)
{
	(void)state;
	hwreg_session_close(session);
	return 0;
}

static struct hwreg_sequence_options sequence_options(void)
{
	return (struct hwreg_sequence_options){ .size = sizeof(struct hwreg_sequence_options),
						.flags = HWREG_SEQUENCE_ALLOW_SHELL,
						.report = take_report };
}

/* Load and resolve; what is wrong is told */
__attribute__((unused)) static int load_text(struct hwreg_sequence **out, const char *text)
{
	const struct hwreg_sequence_options options = sequence_options();
	const char *path = file_text("s.yaml", text);
	int r = hwreg_sequence_load(out, path, &options, NULL);

	if (r)
		return r;
	r = hwreg_sequence_resolve(*out, session, &options, NULL);
	if (r)
		hwreg_sequence_free(*out);
	return r;
}

__attribute__((unused)) static struct hwreg_sequence *load_good(const char *text)
{
	struct hwreg_sequence *sequence = NULL;

	if (load_text(&sequence, text) != 0)
		fail_msg("%s", told);
	return sequence;
}

__attribute__((unused)) static int run_sequence(struct hwreg_sequence *sequence, int cancel,
						int stop)
{
	const struct hwreg_sequence_run_options options = {
		.size = sizeof(options), .cancel = cancel, .abort = stop, .step = take_step
	};
	struct hwreg_error err = HWREG_ERROR_INIT;
	int r = hwreg_sequence_prepare(sequence, &err);

	if (r)
		fail_msg("%s", err.message);
	return hwreg_sequence_run(sequence, &options, &err);
}

/* Load, run, and compare what was told */
__attribute__((unused)) static void run_text(const char *text, const char *expected)
{
	struct hwreg_sequence *sequence = load_good(text);

	assert_int_equal(run_sequence(sequence, -1, -1), 0);
	hwreg_sequence_free(sequence);
	assert_string_equal(told, expected);
}

/* Steps alone */
__attribute__((unused)) static void run_steps(const char *steps, const char *expected)
{
	char text[8192];

	snprintf(text, sizeof(text), "hwreg-sequence: 1\nsteps:\n%s", steps);
	run_text(text, expected);
}

__attribute__((unused)) static void refuse_text(const char *text, const char *expected)
{
	struct hwreg_sequence *sequence = NULL;

	told[0] = '\0';
	assert_int_equal(load_text(&sequence, text), -EINVAL);
	assert_string_equal(told, expected);
}

__attribute__((unused)) static void refuse_steps(const char *steps, const char *expected)
{
	char text[8192];

	snprintf(text, sizeof(text), "hwreg-sequence: 1\nsteps:\n%s", steps);
	refuse_text(text, expected);
}

__attribute__((unused)) static uint64_t read_now(const char *name)
{
	struct hwreg_location *location;
	struct hwreg_item item;
	uint64_t value = 0;

	assert_int_equal(hwreg_location_parse(&location, session, name, NULL), 0);
	hwreg_location_item(location, 0, &item);
	assert_int_equal(hwreg_session_read(session, &item, &value, NULL), 0);
	hwreg_location_free(location);
	return hwreg_item_value(session, &item, value);
}

#endif
