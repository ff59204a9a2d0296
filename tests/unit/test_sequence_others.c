// SPDX-License-Identifier: MIT
/* Sequences that run others: files, those of a board, and what goes wrong between them */
#include "sequences.h"

static void test_run_files(void **state)
{
	(void)state;
	file_text("sub/inner.yaml", "hwreg-sequence: 1\nname: the inner one\n"
				    "variables: {X: 1, Y: X+1, Z: 9}\n"
				    "restore: X.B\n"
				    "steps:\n"
				    "  - poke: X.A=${X}\n"
				    "  - poke: X.B=${Y}\n"
				    "  - poke: X.W${Z - 8}=${Z}\n"
				    "finally: [{note: \"${X} ${Y}\"}]\n");
	run_steps("  - peek: {now: X.RO}\n"
		  "  - run: sub/inner.yaml\n"
		  "  - over: {i: [9, 10]}\n    steps:\n"
		  "      - run: sub/inner.yaml\n        set: {X: now, Z: i}\n",
		  "pass 1 peek now: X.RO\n"
		  "  pass 2 poke X.A=0x1\n"
		  "  pass 2 poke X.B=0x2\n"
		  "  pass 2 poke X.W1=0x9\n"
		  "  pass 2 note: 1 2\n"
		  "  pass 2 put back X.B\n"
		  "pass 2 run sub/inner.yaml\n"
		  "    pass 3 poke X.A=0x7 (i=9)\n"
		  "    pass 3 poke X.B=0x8 (i=9)\n"
		  "    pass 3 poke X.W1=0x9 (i=9)\n"
		  "    pass 3 note: 7 8 (i=9)\n"
		  "    pass 3 put back X.B (i=9)\n"
		  "  pass 3 run sub/inner.yaml (i=9)\n"
		  "    pass 3 poke X.A=0x7 (i=10)\n"
		  "    pass 3 poke X.B=0x8 (i=10)\n"
		  "    pass 3 poke X.W2=0xa (i=10)\n"
		  "    pass 3 note: 7 8 (i=10)\n"
		  "    pass 3 put back X.B (i=10)\n"
		  "  pass 3 run sub/inner.yaml (i=10)\n"
		  "pass 3 repeat i over 9, 10\n");
	assert_int_equal(read_now("X.B"), 5);
}

static void test_run_that_fails(void **state)
{
	(void)state;
	file_text("inner.yaml", "hwreg-sequence: 1\nsteps: [{expect: X.A==1}, {poke: X.A=2}]\n"
				"finally: [{poke: X.B=3}]\n");
	run_steps("  - run: inner.yaml\n  - poke: X.W0=1\n",
		  "  FAIL 1 expect X.A==1 | X.A==1 does not hold: it is 0x0\n"
		  "  pass 1 poke X.B=3\n"
		  "FAIL 1 run inner.yaml | expect X.A==1: X.A==1 does not hold: it is 0x0\n"
		  "skip 2 poke X.W0=1 | step 1 failed\n");
}

static void test_cycles(void **state)
{
	struct hwreg_sequence *sequence = NULL;
	const struct hwreg_sequence_options options = sequence_options();

	(void)state;
	file_text("a.yaml", "hwreg-sequence: 1\nsteps: [{run: b.yaml}]\n");
	file_text("b.yaml", "hwreg-sequence: 1\nsteps: [{repeat: 2, steps: [{run: c.yaml}]}]\n");
	file_text("c.yaml", "hwreg-sequence: 1\nsteps: [{run: b.yaml}]\n");
	assert_int_equal(hwreg_sequence_load(&sequence,
					     file_text("s.yaml", "hwreg-sequence: 1\n"
								 "steps: [{run: a.yaml}]\n"),
					     &options, NULL),
			 -EINVAL);
	assert_string_equal(told, "c.yaml:2:15: [run-cycle] b.yaml runs c.yaml runs b.yaml\n");
	refuse_steps("  - run: s.yaml\n", "s.yaml:3:10: [run-cycle] s.yaml runs s.yaml\n");
}

static void test_what_is_wrong_in_others(void **state)
{
	(void)state;
	file_text("inner.yaml", "hwreg-sequence: 1\nvariables: {X: 1}\nsteps: [{poke: X.NO=1}]\n");
	refuse_steps("  - run: inner.yaml\n    set: {Y: 1}\n",
		     "s.yaml:4:11: [variable-unknown] inner has no Y among its `variables`; did "
		     "you mean X?\n");
	refuse_steps(
		"  - run: inner.yaml\n",
		"inner.yaml:3:16: [location] no register X.NO; did you mean X.RO, X.GO, X.A?\n");
}

/* Each level runs the next one twice */
static void test_too_much(void **state)
{
	const struct hwreg_sequence_options options = sequence_options();
	struct hwreg_sequence *sequence;
	char name[32], text[256];

	(void)state;
	for (int i = 0; i < 31; i++) {
		snprintf(name, sizeof(name), "f%d.yaml", i);
		snprintf(text, sizeof(text),
			 "hwreg-sequence: 1\nsteps: [{run: f%d.yaml}, {run: f%d.yaml}]\n", i + 1,
			 i + 1);
		file_text(name, text);
	}
	file_text("f31.yaml", "hwreg-sequence: 1\nsteps: []\n");
	assert_int_equal(hwreg_sequence_load(&sequence,
					     file_text("s.yaml", "hwreg-sequence: 1\n"
								 "steps: [{run: f0.yaml}]\n"),
					     &options, NULL),
			 -EINVAL);
	assert_non_null(strstr(told,
			       "[sequence-size] more than 250000 steps in all that is run, each "
			       "time that it is named\n"));
}

static void test_too_deep(void **state)
{
	char name[32], text[256];

	(void)state;
	for (int i = 0; i < 40; i++) {
		snprintf(name, sizeof(name), "d%d.yaml", i);
		snprintf(text, sizeof(text), "hwreg-sequence: 1\nsteps: [{run: d%d.yaml}]\n",
			 i + 1);
		file_text(name, text);
	}
	refuse_steps("  - run: d0.yaml\n", "d31.yaml:2:9: [sequence-depth] `run` and `repeat` are "
					   "nested more than 32 deep\n");
}

/* ---- Of a board --------------------------------------------------------------------------------- */

static const char other_board[] =
	"hwreg: 1\nboard: other\nmatch: any\n"
	"types: {t: {size: 0x10, registers: {A: {offset: 0, reset: 0}}}}\n"
	"blocks: {X: {type: t, base: 0x1000}}\n"
	"sequences:\n"
	"  first:\n"
	"    description: it is\n"
	"      the first\n"
	"    steps:\n"
	"      - poke: &write X.A=1\n"
	"      - run: second\n"
	"  second: {variables: {V: 2}, steps: [{expect: 'X.A==${V}'}, {poke: *write}]}\n"
	"  ring: {steps: [{run: ring}]}\n";

static void with_board(const char *path, void (*use)(void))
{
	struct hwreg_board *before = board;

	hwreg_session_close(session);
	board = load_file(path);
	session = open_session(HWREG_WRITE);
	use();
	hwreg_session_close(session);
	hwreg_board_free(board);
	board = before;
	session = open_session(HWREG_WRITE);
}

static void use_sequences(void)
{
	struct hwreg_board_sequence_info info = { .size = sizeof(info) };
	const struct hwreg_sequence_options options = sequence_options();
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_sequence *sequence;

	assert_int_equal(hwreg_board_sequence(board, 0, &info), 0);
	assert_string_equal(info.name, "first");
	assert_string_equal(info.description, "it is the first");
	assert_string_equal(own_name(info.file), "other.yaml");
	assert_int_equal(info.line, 7);
	assert_int_equal(info.column, 3);
	assert_int_equal(hwreg_board_sequence(board, 3, &info), -ERANGE);
	told[0] = '\0';
	assert_int_equal(hwreg_sequence_of_board(&sequence, board, "first", &options, NULL), 0);
	assert_int_equal(hwreg_sequence_resolve(sequence, session, &options, NULL), 0);
	assert_int_equal(run_sequence(sequence, -1, -1), 0);
	hwreg_sequence_free(sequence);
	assert_string_equal(
		told, "pass 1 poke X.A=1\n"
		      "  FAIL 2 expect X.A==0x2 | X.A==0x2 does not hold: it is 0x1\n"
		      "FAIL 2 run second | expect X.A==0x2: X.A==0x2 does not hold: it is 0x1\n");
	assert_int_equal(hwreg_sequence_of_board(&sequence, board, "firs", &options, &err),
			 -ENOENT);
	assert_string_equal(err.message,
			    "the board other has no sequence firs; did you mean first?");
	told[0] = '\0';
	assert_int_equal(hwreg_sequence_of_board(&sequence, board, "ring", &options, &err),
			 -EINVAL);
	assert_string_equal(told, "other.yaml:14:24: [run-cycle] ring runs ring\n");
	/* a file that runs one of them; the board is known with the session */
	told[0] = '\0';
	run_steps("  - run: second\n    set: {V: 0}\n",
		  "  FAIL 1 expect X.A==0 | X.A==0 does not hold: it is 0x1\n"
		  "FAIL 1 run second | expect X.A==0: X.A==0 does not hold: it is 0x1\n");
	refuse_steps("  - run: third\n",
		     "s.yaml:3:10: [run-missing] the board other has no sequence third\n");
}

/* What was wrong with what it runs stays so */
static void test_of_no_board(void **state)
{
	const struct hwreg_sequence_options options = sequence_options();
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_sequence *sequence;

	(void)state;
	assert_int_equal(hwreg_sequence_load(&sequence,
					     file_text("s.yaml", "hwreg-sequence: 1\n"
								 "steps: [{run: alarm}]\n"),
					     &options, NULL),
			 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(hwreg_sequence_resolve(sequence, session, &options, &err),
				 -EINVAL);
	assert_string_equal(told, "s.yaml:2:15: [run-missing] the board b has no sequence alarm\n");
	assert_string_equal(err.message, "s: what it runs could not be read before");
	hwreg_sequence_free(sequence);
}

static void test_of_board(void **state)
{
	struct hwreg_board *compiled;
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s", file_text("other.yaml", other_board));
	with_board(path, use_sequences);
	/* and of the same, compiled */
	compiled = load_file(path);
	snprintf(path, sizeof(path), "%s/other.hwb", directory);
	assert_int_equal(hwreg_board_save(compiled, path, NULL), 0);
	hwreg_board_free(compiled);
	with_board(path, use_sequences);
}

static void test_of_a_board_that_extends(void **state)
{
	struct hwreg_board_sequence_info info = { .size = sizeof(info) };
	struct hwreg_board *extended;

	(void)state;
	file_text("base.yaml",
		  "hwreg: 1\nsequences: {a: {steps: [{note: x}]}, b: {steps: [{note: y}]}}\n");
	extended = load_file(file_text("more.yaml",
				       "hwreg: 1\nboard: more\nextends: base.yaml\n"
				       "sequences: {a: {description: new, steps: []}}\n"));
	assert_int_equal(hwreg_board_sequence(extended, 0, &info), 0);
	assert_string_equal(info.name, "a");
	assert_string_equal(info.description, "new");
	assert_string_equal(own_name(info.file), "more.yaml");
	assert_int_equal(hwreg_board_sequence(extended, 1, &info), 0);
	assert_string_equal(own_name(info.file), "base.yaml");
	assert_int_equal(hwreg_board_sequence(extended, 2, &info), -ERANGE);
	hwreg_board_free(extended);
}

/* Mistakes that need no registers are those of the board; what needs other files is looked at later */
static void test_board_with_mistakes(void **state)
{
	const struct hwreg_board_options options = { .size = sizeof(options),
						     .report = take_report };
	struct hwreg_board *wrong;

	(void)state;
	assert_int_equal(
		hwreg_board_load(&wrong,
				 file_text("wrong.yaml",
					   "hwreg: 1\nboard: wrong\nsequences:\n"
					   "  a: {steps: [{pok: X.A=1}, {delay: 1}]}\n"
					   "  b: {steps: [{run: c}, {run: a}, {run: gone.yaml}, "
					   "{shell: 'true'}]}\n"
					   "  c.yaml: {steps: []}\n"
					   "  d: 1\n"
					   "  e: {}\n"),
				 &options, NULL),
		-EINVAL);
	assert_string_equal(
		told, "wrong.yaml:4:15: [step-kind] no key says what this step does: note, poke, "
		      "peek, expect, wait, delay, gpio, irq, save, restore, fill, load, run, "
		      "repeat, over, shell or check; did you mean poke?\n"
		      "wrong.yaml:4:37: [time-syntax] delay: '1' is not a time: a number and ns, "
		      "us, ms, s, m or h, such as 10ms\n"
		      "wrong.yaml:5:21: [run-missing] the board has no sequence c\n"
		      "wrong.yaml:6:3: [name-syntax] 'c.yaml' is not a name of a sequence: "
		      "letters, digits, . _ + and -, and no .yaml at its end\n"
		      "wrong.yaml:7:6: [type-mismatch] d: a mapping is needed here, not a text\n"
		      "wrong.yaml:8:3: [missing-key] the key 'steps' is missing\n");
}

static void test_requires(void **state)
{
	static const struct {
		const char *requires;
		const char *message;
	} cases[] = {
		{ "{board: c}", "s requires the board c, and this is b" },
		{ "{targets: [X, Y.A]}", "s requires Y.A: no register Y.A; did you mean X.A?" },
		{ "{targets: 'uio:nothere'}", "s requires uio:nothere: " },
	};
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_sequence *sequence;
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text),
			 "hwreg-sequence: 1\nrequires: %s\nsteps: [{poke: NO.NO=1}]\n",
			 cases[i].requires);
		assert_int_equal(
			hwreg_sequence_load(&sequence, file_text("s.yaml", text), NULL, NULL), 0);
		assert_int_equal(hwreg_sequence_resolve(sequence, session, NULL, &err), -ENODEV);
		assert_int_equal(err.kind, HWREG_ERROR_UNAVAILABLE);
		assert_memory_equal(err.message, cases[i].message, strlen(cases[i].message));
		hwreg_sequence_free(sequence);
	}
	/* and of what is run */
	file_text("inner.yaml", text);
	assert_int_equal(hwreg_sequence_load(&sequence,
					     file_text("s.yaml", "hwreg-sequence: 1\n"
								 "steps: [{run: inner.yaml}]\n"),
					     NULL, NULL),
			 0);
	assert_int_equal(hwreg_sequence_resolve(sequence, session, NULL, &err), -ENODEV);
	hwreg_sequence_free(sequence);
	/* a mistake, where the board is known */
	assert_int_equal(
		hwreg_sequence_load(&sequence,
				    file_text("s.yaml", "hwreg-sequence: 1\n"
							"requires: {board: b, targets: Y}\n"
							"steps: [{expect: X.A==0}]\n"),
				    NULL, NULL),
		0);
	assert_int_equal(hwreg_sequence_resolve(sequence, session, NULL, &err), -EINVAL);
	hwreg_sequence_free(sequence);
	run_text("hwreg-sequence: 1\nrequires: {board: b, targets: [X, X.A, sim]}\n"
		 "steps: [{expect: X.A==0}]\n",
		 "pass 1 expect X.A==0\n");
}

static void test_skip(void **state)
{
	const struct hwreg_sequence_run_options options = { .size = sizeof(options),
							    .step = take_step };
	struct hwreg_sequence *sequence;

	(void)state;
	assert_int_equal(
		hwreg_sequence_load(&sequence,
				    file_text("s.yaml", "hwreg-sequence: 1\nrestore: X.A\n"
							"steps: [{note: n}, {poke: X.A=1}]\n"
							"finally: [{poke: X.B=1}]\n"),
				    NULL, NULL),
		0);
	assert_int_equal(hwreg_sequence_skip(sequence, "another board", &options), 0);
	assert_string_equal(told, "skip 1 poke X.A=1 | another board\n"
				  "skip 2 poke X.B=1 | another board\n"
				  "skip 3 put back X.A | another board\n");
	hwreg_sequence_free(sequence);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_run_files),
		TEST(test_run_that_fails),
		TEST(test_cycles),
		TEST(test_what_is_wrong_in_others),
		TEST(test_too_much),
		TEST(test_too_deep),
		TEST(test_of_no_board),
		TEST(test_of_board),
		TEST(test_of_a_board_that_extends),
		TEST(test_board_with_mistakes),
		TEST(test_requires),
		TEST(test_skip),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, sequences_setup, sequences_teardown);
}
