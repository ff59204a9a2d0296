// SPDX-License-Identifier: MIT
/* What is known of a sequence, and what its events say besides their text */
#include "sequences.h"

static void test_describe(void **state)
{
	struct hwreg_sequence_info info = { .size = sizeof(info) };
	struct hwreg_sequence *sequence;

	(void)state;
	sequence =
		load_good("hwreg-sequence: 1\nname: a name\ndescription: what it is\n"
			  "requires: {board: b}\nrestore: X.A\n"
			  "steps: [{note: x}, {peek: X.A}, {repeat: 2, steps: [{shell: 'true'}]}]\n"
			  "finally: [{peek: X.B}]\n");
	hwreg_sequence_describe(sequence, &info);
	assert_string_equal(info.name, "a name");
	assert_string_equal(info.description, "what it is");
	assert_string_equal(own_name(info.file), "s.yaml");
	assert_string_equal(info.board, "b");
	assert_int_equal(info.points, 4);
	assert_int_equal(info.flags, HWREG_SEQUENCE_SHELL | HWREG_SEQUENCE_PUT_BACK);
	hwreg_sequence_free(sequence);
	sequence = load_good("hwreg-sequence: 1\nsteps: [{gpio: 'c:1=1'}, {irq: X}]\n");
	hwreg_sequence_describe(sequence, &info);
	assert_string_equal(info.name, "s");
	assert_string_equal(info.description, "");
	assert_null(info.board);
	assert_int_equal(info.points, 2);
	assert_int_equal(info.flags, HWREG_SEQUENCE_GPIO | HWREG_SEQUENCE_IRQ);
	/* what is older knows less of it */
	info = (struct hwreg_sequence_info){ .size = offsetof(struct hwreg_sequence_info, file) };
	hwreg_sequence_describe(sequence, &info);
	assert_string_equal(info.name, "s");
	assert_null(info.file);
	hwreg_sequence_free(sequence);
}

static void test_needs_write(void **state)
{
	static const struct {
		const char *text;
		bool writes;
	} cases[] = {
		{ "steps: [{peek: X}, {expect: X.A==1}, {wait: X.A==1}, {save: {a: X}}]", false },
		{ "steps: [{gpio: 'c:1=1'}, {irq: X}, {delay: 1s}, {shell: x}]", false },
		{ "steps: [{poke: X.A=1}]", true },
		{ "steps: [{fill: X.A=1}]", true },
		{ "steps: [{load: {a: X.A}}]", true },
		{ "steps: [{restore: a}]", true },
		{ "steps: [{irq: {of: X, ack: X.A=1}}]", true },
		{ "restore: X.A\nsteps: []", true },
		{ "steps: []\nfinally: [{repeat: 2, steps: [{poke: X.A=1}]}]", true },
		{ "steps: [{run: writes.yaml}]", true },
	};
	const struct hwreg_sequence_options options = sequence_options();
	struct hwreg_sequence *sequence;
	char text[256];

	(void)state;
	file_text("writes.yaml", "hwreg-sequence: 1\nsteps: [{poke: X.A=1}]\n");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), "hwreg-sequence: 1\n%s\n", cases[i].text);
		assert_int_equal(
			hwreg_sequence_load(&sequence, file_text("s.yaml", text), &options, NULL),
			0);
		if (hwreg_sequence_needs_write(sequence) != cases[i].writes)
			fail_msg("%s", cases[i].text);
		hwreg_sequence_free(sequence);
	}
}

/* A session to read serves those that only read; to read what is behind an index register takes more */
static void test_reading_sessions(void **state)
{
	static const char window_board[] =
		"hwreg: 1\nboard: w\nmatch: any\ntypes: {t: {size: 0x10, registers: {"
		"IDX: {offset: 0}, DATA: {offset: 4, fields: {}}, "
		"PHY: {window: {index: IDX, data: DATA}, registers: {ID: {offset: 1}}}}}}\n"
		"blocks: {X: {type: t, base: 0x1000}}\n";
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_sequence *sequence;
	struct hwreg_board *before = board;

	(void)state;
	hwreg_session_close(session);
	session = open_session(0);
	run_steps("  - expect: X.A==0\n", "pass 1 expect X.A==0\n");
	sequence = load_good("hwreg-sequence: 1\nsteps: [{poke: X.A=1}]\n");
	assert_int_equal(hwreg_sequence_prepare(sequence, &err), -EACCES);
	assert_string_equal(err.message, "s: it writes, and the session was not opened to write");
	hwreg_sequence_free(sequence);
	hwreg_session_close(session);
	assert_int_equal(
		hwreg_board_load_text(&board, window_board, strlen(window_board), "w", NULL, NULL),
		0);
	session = open_session(0);
	sequence = load_good("hwreg-sequence: 1\nsteps: [{expect: X.PHY.ID==0}]\n");
	assert_true(hwreg_sequence_needs_write(sequence));
	assert_int_equal(hwreg_sequence_prepare(sequence, &err), -EACCES);
	hwreg_session_close(session);
	session = open_session(HWREG_WRITE);
	assert_int_equal(hwreg_sequence_resolve(sequence, session, NULL, NULL), 0);
	told[0] = '\0';
	assert_int_equal(run_sequence(sequence, -1, -1), 0);
	assert_string_equal(told, "pass 1 expect X.PHY.ID==0\n");
	hwreg_sequence_free(sequence);
	hwreg_session_close(session);
	hwreg_board_free(board);
	board = before;
	session = open_session(HWREG_WRITE);
}

/* ---- Events ------------------------------------------------------------------------------------- */

static unsigned int checked;

static int check_events(void *data, const struct hwreg_step_event *event)
{
	const struct hwreg_step_value *value = event->values;

	(void)data;
	assert_int_equal(event->size, sizeof(*event));
	assert_true(event->start >= 0);
	if (event->result == HWREG_STEP_STARTED) {
		assert_int_equal(event->duration, 0);
		assert_int_equal(event->value_count, 0);
		return 0;
	}
	assert_true(event->duration > 0);
	if (event->kind == HWREG_STEP_PEEK) {
		checked |= 1;
		assert_int_equal(event->line, 4);
		assert_int_equal(event->column, 5);
		assert_string_equal(own_name(event->file), "s.yaml");
		assert_string_equal(event->sequence, "s");
		assert_string_equal(event->name, "look 3");
		assert_int_equal(event->points, 2);
		assert_int_equal(event->value_count, 11);
		assert_string_equal(value[0].text, "X.A");
		assert_string_equal(value[1].text, "X.B");
		assert_true(value[1].known && value[1].value == 5 && value[1].item.reg);
		assert_string_equal(value[4].text, "X.FIFO");
		assert_false(value[4].known);
		assert_int_equal(value[4].skip, HWREG_SKIP_READ_CHANGES);
	}
	if (event->kind == HWREG_STEP_EXPECT && event->result == HWREG_STEP_FAILED) {
		checked |= 2;
		assert_int_equal(event->depth, 1);
		assert_int_equal(event->number, 2);
		assert_string_equal(event->loops, "i=2");
		assert_int_equal(event->value_count, 2);
		assert_string_equal(value[0].text, "X.B.HIGH!=on");
		assert_string_equal(value[0].relation, "!=");
		assert_int_equal(value[0].expected, 1);
		assert_true(value[0].holds);
		assert_string_equal(value[1].relation, "==");
		assert_int_equal(value[1].expected, 1);
		assert_false(value[1].holds);
		assert_int_equal(event->error->kind, HWREG_ERROR_ANSWER);
	}
	if (event->kind == HWREG_STEP_REPEAT) {
		checked |= 4;
		assert_int_equal(event->failures, 1);
		assert_non_null(event->cause);
		assert_int_equal(event->cause->kind, HWREG_STEP_EXPECT);
		assert_string_equal(event->cause->loops, "i=2");
		assert_string_equal(event->cause->values[1].text, "X.A==0x1");
		assert_int_equal(event->cause->line, 9);
	}
	return 0;
}

static void test_events(void **state)
{
	const struct hwreg_sequence_run_options options = {
		.size = sizeof(options), .cancel = -1, .abort = -1, .step = check_events
	};
	struct hwreg_sequence *sequence;

	(void)state;
	sequence = load_good("hwreg-sequence: 1\nvariables: {N: 3}\nsteps:\n"
			     "  - peek: X\n    name: look ${N}\n"
			     "  - over: {i: [1, 2]}\n    steps:\n"
			     "      - poke: X.A=${2 - i}\n"
			     "      - expect: [X.B.HIGH!=on, \"X.A==${1 + i - i}\"]\n"
			     "keep-going: true\n");
	assert_int_equal(hwreg_sequence_prepare(sequence, NULL), 0);
	checked = 0;
	assert_int_equal(hwreg_sequence_run(sequence, &options, NULL), 0);
	assert_int_equal(checked, 7);
	hwreg_sequence_free(sequence);
}

/* Without anybody who is told, and again */
static void test_run_again(void **state)
{
	struct hwreg_sequence *sequence =
		load_good("hwreg-sequence: 1\nsteps:\n  - peek: {a: X.A}\n  - poke: X.A=${a + 1}\n"
			  "  - repeat: 2\n    steps: [{expect: X.A==99}]\n");

	(void)state;
	for (uint64_t i = 1; i < 4; i++) {
		assert_int_equal(hwreg_sequence_prepare(sequence, NULL), 0);
		assert_int_equal(hwreg_sequence_run(sequence, NULL, NULL), 0);
		assert_int_equal(read_now("X.A"), i);
		assert_int_equal(hwreg_sequence_run(sequence, NULL, NULL), -EINVAL);
	}
	hwreg_sequence_free(sequence);
}

static void test_refusals(void **state)
{
	struct hwreg_sequence_options options = { .size = sizeof(options), .flags = 1u << 20 };
	struct hwreg_sequence_run_options run = { .size = sizeof(run), .flags = 1 };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_sequence *sequence;
	const char *path = file_text("s.yaml", "hwreg-sequence: 1\nsteps: []\n");

	(void)state;
	assert_int_equal(hwreg_sequence_load(&sequence, path, &options, &err), -EINVAL);
	options = (struct hwreg_sequence_options){ .size = 4 };
	assert_int_equal(hwreg_sequence_load(&sequence, path, &options, &err), -EINVAL);
	assert_int_equal(hwreg_sequence_load(&sequence, "/no/such.yaml", NULL, &err), -ENOENT);
	assert_int_equal(err.kind, HWREG_ERROR_REQUEST);
	assert_string_equal(err.message, "/no/such.yaml: No such file or directory");
	assert_int_equal(hwreg_sequence_load(&sequence, directory, NULL, &err), -EISDIR);
	assert_int_equal(hwreg_sequence_load(&sequence, path, NULL, NULL), 0);
	assert_int_equal(hwreg_sequence_prepare(sequence, &err), -EINVAL);
	assert_int_equal(hwreg_sequence_resolve(sequence, session, NULL, NULL), 0);
	assert_int_equal(hwreg_sequence_prepare(sequence, NULL), 0);
	assert_int_equal(hwreg_sequence_run(sequence, &run, &err), -EINVAL);
	hwreg_sequence_free(sequence);
	hwreg_sequence_free(NULL);
	assert_string_equal(hwreg_step_kind_name(HWREG_STEP_POKE), "poke");
	assert_string_equal(hwreg_step_kind_name(HWREG_STEP_CHECK), "check");
	assert_string_equal(hwreg_step_kind_name(HWREG_STEP_PUT_BACK), "put-back");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_describe), TEST(test_needs_write), TEST(test_reading_sessions),
		TEST(test_events),   TEST(test_run_again),   TEST(test_refusals),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, sequences_setup, sequences_teardown);
}
