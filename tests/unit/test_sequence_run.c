// SPDX-License-Identifier: MIT
/* Sequences on a simulation: what each kind of step does, and how it fails */
#include "sequences.h"

#include <fcntl.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static void test_steps_that_pass(void **state)
{
	(void)state;
	run_steps("  - note: begin\n"
		  "  - poke: X.A=0x12\n"
		  "  - poke: [X.B.HIGH=on, X.W0=1/0xff]\n"
		  "  - poke: X.W1=3\n    verify: true\n"
		  "  - peek: {a: X.A, low: X.B.LOW}\n"
		  "  - peek: [X.RO, X.A]\n"
		  "  - expect: X.A==0x12\n"
		  "  - expect: [X.B.HIGH==on, X.RO>6, X.RO&1]\n"
		  "  - wait: X.A!=0\n    every: 1us\n"
		  "  - delay: 1us\n"
		  "  - check: a == 0x12 && low == 5\n    name: what was read\n"
		  "  - poke: X.W2=${a + 1}\n"
		  "  - note: a is ${a}\n",
		  "pass 0 note: begin\n"
		  "pass 1 poke X.A=0x12\n"
		  "pass 2 poke X.B.HIGH=on, X.W0=1/0xff\n"
		  "pass 3 poke X.W1=3\n"
		  "pass 4 peek a: X.A, low: X.B.LOW\n"
		  "pass 5 peek X.RO, X.A\n"
		  "pass 6 expect X.A==0x12\n"
		  "pass 7 expect X.B.HIGH==on, X.RO>6, X.RO&1\n"
		  "pass 8 wait X.A!=0\n"
		  "pass 9 delay 1us\n"
		  "pass 10 what was read\n"
		  "pass 11 poke X.W2=0x13\n"
		  "pass 0 note: a is 18\n");
	assert_int_equal(read_now("X.B"), 0x15);
	assert_int_equal(read_now("X.W2"), 0x13);
}

static void test_expect_fails(void **state)
{
	(void)state;
	run_steps("  - expect: X.A==1\n"
		  "  - poke: X.A=5\n",
		  "FAIL 1 expect X.A==1 | X.A==1 does not hold: it is 0x0\n"
		  "skip 2 poke X.A=5 | step 1 failed\n");
	assert_int_equal(read_now("X.A"), 0);
}

static void test_several_conditions(void **state)
{
	(void)state;
	run_steps("  - expect: [X.A==1, X.RO==7, X.B.LOW==6]\n",
		  "FAIL 1 expect X.A==1, X.RO==7, X.B.LOW==6 | X.A==1 does not hold: it is 0x0; "
		  "X.B.LOW==6 does not hold: it is 0x5\n");
}

static void test_wait_fails(void **state)
{
	int64_t begin = now();

	(void)state;
	run_steps("  - wait: [X.A==1, X.RO==7]\n    timeout: 20ms\n",
		  "FAIL 1 wait X.A==1, X.RO==7 | X.A==1 does not hold: it is 0x0, after 20 ms\n");
	assert_in_range(now() - begin, 20000000, 2000000000);
}

static void test_check_fails(void **state)
{
	(void)state;
	run_steps("  - peek: {x: X.RO}\n"
		  "  - check: (x >> 1) == 4\n",
		  "pass 1 peek x: X.RO\n"
		  "FAIL 2 check (x >> 1) == 4 | (x >> 1) == 4 is 0 (x = 0x7)\n");
}

static void test_values_that_do_not_fit(void **state)
{
	(void)state;
	run_steps(
		"  - peek: {x: X.RO}\n"
		"  - poke: X.B.LOW=${x * 4}\n",
		"pass 1 peek x: X.RO\n"
		"FAIL 2 poke X.B.LOW=0x1c | X.B: 0x1c does not fit the 4 bits of LOW; the largest "
		"value is 0xf\n");
}

static void test_expressions_that_fail(void **state)
{
	(void)state;
	run_steps("  - peek: {x: X.A}\n"
		  "  - poke: X.B=${1/x}\n",
		  "pass 1 peek x: X.A\n"
		  "FAIL 2 poke X.B=${1/x} | '1/x': division by 0, at '/x'\n");
}

static int refuse_write(void *data, const struct hwreg_register *reg, uint64_t value)
{
	(void)data;
	(void)reg;
	(void)value;
	return -EIO;
}

static int refuse_read(void *data, const struct hwreg_register *reg, uint64_t *value)
{
	(void)data;
	(void)reg;
	(void)value;
	return -EIO;
}

static void test_accesses_that_fail(void **state)
{
	const struct hwreg_simulation_hook hook = { .size = sizeof(hook),
						    .read = refuse_read,
						    .write = refuse_write };
	static const char *const steps[] = { "poke: X.A=1", "peek: X.A", "expect: X.A==1",
					     "wait: X.A==1", "fill: X.A=1" };

	(void)state;
	assert_int_equal(hwreg_simulation_attach(session, find(board, "X.A"), &hook, NULL), 0);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		char text[256];
		struct hwreg_sequence *sequence;

		told[0] = '\0';
		snprintf(text, sizeof(text), "hwreg-sequence: 1\nsteps: [{%s}]\n", steps[i]);
		sequence = load_good(text);
		assert_int_equal(run_sequence(sequence, -1, -1), 0);
		hwreg_sequence_free(sequence);
		if (strncmp(told, "ERROR 1 ", 8) != 0 || !strstr(told, "X.A"))
			fail_msg("%s", told);
	}
}

static void test_finally(void **state)
{
	(void)state;
	run_text("hwreg-sequence: 1\n"
		 "steps:\n"
		 "  - expect: X.A==1\n"
		 "  - poke: X.A=5\n"
		 "finally:\n"
		 "  - expect: X.A==2\n"
		 "  - note: still here\n"
		 "  - poke: X.B=2\n",
		 "FAIL 1 expect X.A==1 | X.A==1 does not hold: it is 0x0\n"
		 "skip 2 poke X.A=5 | step 1 failed\n"
		 "FAIL 3 expect X.A==2 | X.A==2 does not hold: it is 0x0\n"
		 "pass 0 note: still here\n"
		 "pass 4 poke X.B=2\n");
	assert_int_equal(read_now("X.B"), 2);
}

static void test_keep_going(void **state)
{
	(void)state;
	run_text("hwreg-sequence: 1\n"
		 "keep-going: true\n"
		 "steps:\n"
		 "  - expect: X.A==1\n"
		 "  - poke: X.A=5\n"
		 "  - expect: X.A==6\n"
		 "  - expect: X.A==5\n",
		 "FAIL 1 expect X.A==1 | X.A==1 does not hold: it is 0x0\n"
		 "pass 2 poke X.A=5\n"
		 "FAIL 3 expect X.A==6 | X.A==6 does not hold: it is 0x5\n"
		 "pass 4 expect X.A==5\n");
}

static void test_put_back(void **state)
{
	(void)state;
	run_text("hwreg-sequence: 1\n"
		 "restore: [X.A, X.W*, X.B]\n"
		 "steps:\n"
		 "  - poke: [X.A=1, X.B=0x42, X.W2=8]\n"
		 "  - expect: X.A==2\n",
		 "pass 1 poke X.A=1, X.B=0x42, X.W2=8\n"
		 "FAIL 2 expect X.A==2 | X.A==2 does not hold: it is 0x1\n"
		 "pass 3 put back X.A, X.W*, X.B\n");
	assert_int_equal(read_now("X.A"), 0);
	assert_int_equal(read_now("X.B"), 5);
	assert_int_equal(read_now("X.W2"), 0);
}

/* The order of the writes of the put-back */
static int note_write(void *data, const struct hwreg_register *reg, uint64_t value)
{
	struct hwreg_register_info info = { .size = sizeof(info) };

	(void)data;
	hwreg_register_describe(board, reg, &info);
	tell("%s=%llu\n", info.name, (unsigned long long)value);
	return 0;
}

static void test_put_back_is_in_reverse(void **state)
{
	const struct hwreg_simulation_hook hook = { .size = sizeof(hook), .write = note_write };
	static const char *const names[] = { "X.A", "X.W0", "X.W1", "X.W2", "X.W3" };
	struct hwreg_sequence *sequence;

	(void)state;
	sequence = load_good("hwreg-sequence: 1\nrestore: [X.A, X.W0..X.W3]\n"
			     "steps: [{fill: 0x1040..0x104c=9}, {poke: X.A=1}]\n");
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(
			hwreg_simulation_attach(session, find(board, names[i]), &hook, NULL), 0);
	assert_int_equal(run_sequence(sequence, -1, -1), 0);
	hwreg_sequence_free(sequence);
	assert_string_equal(told, "X.W0=9\nX.W1=9\nX.W2=9\nX.W3=9\n"
				  "pass 1 fill 0x1040..0x104c=9\n"
				  "X.A=1\n"
				  "pass 2 poke X.A=1\n"
				  "X.W3=0\nX.W2=0\nX.W1=0\nX.W0=0\nX.A=0\n"
				  "pass 3 put back X.A, X.W0..X.W3\n");
}

static void test_what_cannot_be_saved_is_not_touched(void **state)
{
	const struct hwreg_simulation_hook hook = { .size = sizeof(hook), .read = refuse_read };
	struct hwreg_sequence *sequence =
		load_good("hwreg-sequence: 1\nrestore: [X.A]\nsteps: [{poke: X.A=1}]\n"
			  "finally: [{poke: X.B=1}]\n");

	(void)state;
	assert_int_equal(hwreg_simulation_attach(session, find(board, "X.A"), &hook, NULL), 0);
	assert_int_equal(run_sequence(sequence, -1, -1), 0);
	hwreg_sequence_free(sequence);
	assert_non_null(strstr(told,
			       "skip 1 poke X.A=1 | what is to be put back could not be read\n"
			       "skip 2 poke X.B=1 | no step was run\n"
			       "ERROR 3 put back X.A | X.A: "));
	assert_int_equal(read_now("X.B"), 5);
}

static void test_repeat(void **state)
{
	(void)state;
	run_steps("  - repeat: 2\n    for: i\n    steps:\n"
		  "      - over: {j: [1, i + 2]}\n        steps:\n"
		  "          - poke: X.W${i}=${j}\n"
		  "      - note: round ${i}\n"
		  "  - repeat: 1\n    for: i\n    steps: [{delay: 1us}]\n",
		  "    pass 1 poke X.W0=0x1 (i=0, j=1)\n"
		  "    pass 1 poke X.W0=0x2 (i=0, j=2)\n"
		  "  pass 1 repeat j over 1, i + 2 (i=0)\n"
		  "  pass 1 note: round 0 (i=0)\n"
		  "    pass 1 poke X.W1=0x1 (i=1, j=1)\n"
		  "    pass 1 poke X.W1=0x3 (i=1, j=3)\n"
		  "  pass 1 repeat j over 1, i + 2 (i=1)\n"
		  "  pass 1 note: round 1 (i=1)\n"
		  "pass 1 repeat 2 times, i from 0\n"
		  "  pass 2 delay 1us (i=0)\n"
		  "pass 2 repeat once, i from 0\n");
}

static void test_repeat_fails(void **state)
{
	(void)state;
	run_steps("  - repeat: 1000000\n    for: i\n    steps:\n"
		  "      - poke: X.A=${i}\n"
		  "      - expect: X.A<2\n"
		  "  - poke: X.B=1\n",
		  "  pass 1 poke X.A=0 (i=0)\n"
		  "  pass 1 expect X.A<2 (i=0)\n"
		  "  pass 1 poke X.A=0x1 (i=1)\n"
		  "  pass 1 expect X.A<2 (i=1)\n"
		  "  pass 1 poke X.A=0x2 (i=2)\n"
		  "  FAIL 1 expect X.A<2 (i=2) | X.A<2 does not hold: it is 0x2\n"
		  "FAIL 1 repeat 1000000 times, i from 0 | expect X.A<2 (i=2): X.A<2 does not "
		  "hold: it is 0x2\n"
		  "skip 2 poke X.B=1 | step 1 failed\n");
}

static void test_timeouts(void **state)
{
	int64_t begin = now();

	(void)state;
	run_text(
		"hwreg-sequence: 1\n"
		"timeout: 30ms\n"
		"steps:\n"
		"  - wait: X.A==1\n"
		"  - poke: X.A=5\n"
		"finally:\n"
		"  - delay: 1ms\n"
		"  - poke: X.B=2\n",
		"FAIL 1 wait X.A==1 | X.A==1 does not hold: it is 0x0, and the time for all steps, "
		"30 ms, is over\n"
		"skip 2 poke X.A=5 | step 1 failed\n"
		"pass 3 delay 1ms\n"
		"pass 4 poke X.B=2\n");
	assert_in_range(now() - begin, 30000000, 3000000000);
	told[0] = '\0';
	run_text("hwreg-sequence: 1\n"
		 "step-timeout: 10ms\nkeep-going: true\n"
		 "steps:\n"
		 "  - wait: X.A==1\n"
		 "  - delay: 20ms\n"
		 "  - delay: 10s\n    timeout: 5ms\n"
		 "  - repeat: 100\n    timeout: 500ms\n    steps: [{delay: 300ms}]\n",
		 "FAIL 1 wait X.A==1 | X.A==1 does not hold: it is 0x0, after 10 ms\n"
		 "pass 2 delay 20ms\n"
		 "FAIL 3 delay 10s | not done within 5 ms\n"
		 "  pass 4 delay 300ms\n"
		 "  FAIL 4 delay 300ms | not done within 500 ms\n"
		 "FAIL 4 repeat 100 times | delay 300ms: not done within 500 ms\n");
}

static void test_cancel(void **state)
{
	struct hwreg_sequence *sequence = load_good("hwreg-sequence: 1\nrestore: [X.A]\n"
						    "steps: [{poke: X.A=1}, {poke: X.B=1}]\n"
						    "finally: [{poke: X.W1=1}]\n");
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "x", 1), 1);
	assert_int_equal(run_sequence(sequence, ends[0], -1), -ECANCELED);
	assert_string_equal(told, "skip 1 poke X.A=1 | interrupted\n"
				  "skip 2 poke X.B=1 | interrupted\n"
				  "pass 3 poke X.W1=1\n"
				  "pass 4 put back X.A\n");
	told[0] = '\0';
	assert_int_equal(run_sequence(sequence, ends[0], ends[0]), -ECANCELED);
	assert_string_equal(told, "skip 1 poke X.A=1 | interrupted\n"
				  "skip 2 poke X.B=1 | interrupted\n"
				  "skip 3 poke X.W1=1 | interrupted\n"
				  "pass 4 put back X.A\n");
	hwreg_sequence_free(sequence);
	close(ends[0]);
	close(ends[1]);
}

/* What blocks ends too, and soon */
static void test_cancel_what_waits(void **state)
{
	static const char *const steps[] = { "delay: 60s", "wait: X.A==1", "shell: sleep 60",
					     "repeat: 1000000\n    steps: [{delay: 1ms}]" };
	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		struct hwreg_sequence *sequence;
		int64_t begin = now();
		int ends[2];
		char text[256];
		pid_t child;

		snprintf(text, sizeof(text),
			 "hwreg-sequence: 1\nstep-timeout: 20s\nsteps:\n  - %s\nfinally: [{poke: "
			 "X.B=3}]\n",
			 steps[i]);
		told[0] = '\0';
		sequence = load_good(text);
		assert_int_equal(pipe(ends), 0);
		child = fork();
		if (child == 0) {
			usleep(20000);
			if (write(ends[1], "x", 1) != 1)
				_exit(1);
			_exit(0);
		}
		assert_int_equal(run_sequence(sequence, ends[0], -1), -ECANCELED);
		hwreg_sequence_free(sequence);
		assert_non_null(strstr(told, "FAIL 1 "));
		assert_non_null(strstr(told, "| interrupted\n"));
		assert_non_null(strstr(told, "pass 2 poke X.B=3\n"));
		assert_in_range(now() - begin, 20000000, 3000000000);
		close(ends[0]);
		close(ends[1]);
	}
}

static void test_callback_stops(void **state)
{
	struct hwreg_sequence *sequence = load_good("hwreg-sequence: 1\nrestore: [X.A]\n"
						    "steps: [{poke: X.A=1}, {poke: X.B=1}]\n"
						    "finally: [{poke: X.W1=1}]\n");

	(void)state;
	stop_after = 2;
	assert_int_equal(run_sequence(sequence, -1, -1), -EINTR);
	assert_string_equal(told, "pass 1 poke X.A=1\n"
				  "skip 2 poke X.B=1 | interrupted\n"
				  "pass 3 poke X.W1=1\n"
				  "pass 4 put back X.A\n");
	assert_int_equal(read_now("X.A"), 0);
	hwreg_sequence_free(sequence);
}

int main(void)
{

	const struct CMUnitTest tests[] = {
		TEST(test_steps_that_pass),
		TEST(test_expect_fails),
		TEST(test_several_conditions),
		TEST(test_wait_fails),
		TEST(test_check_fails),
		TEST(test_values_that_do_not_fit),
		TEST(test_expressions_that_fail),
		TEST(test_accesses_that_fail),
		TEST(test_finally),
		TEST(test_keep_going),
		TEST(test_put_back),
		TEST(test_put_back_is_in_reverse),
		TEST(test_what_cannot_be_saved_is_not_touched),
		TEST(test_repeat),
		TEST(test_repeat_fails),
		TEST(test_timeouts),
		TEST(test_cancel),
		TEST(test_cancel_what_waits),
		TEST(test_callback_stops),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, sequences_setup, sequences_teardown);
}
