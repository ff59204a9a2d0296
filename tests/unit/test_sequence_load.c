// SPDX-License-Identifier: MIT
/* Sequences that are wrong: each mistake with its place and the name of its check, all at once */
#include "sequences.h"

static void test_steps(void **state)
{
	(void)state;
	refuse_text(
		"hwreg-sequence: 1\n"
		"steps:\n"
		"  - pok: X.A=1\n"
		"  - poke: X.A=1\n"
		"    peek: X.A\n"
		"  - {}\n"
		"  - text\n"
		"  - poke: X.A=1\n"
		"    ever: 1ms\n"
		"  - wait: X.A==1\n"
		"    every: 1\n"
		"    timeout: 3x\n"
		"  - delay: soon\n"
		"  - poke: []\n"
		"  - repeat: 0\n"
		"    steps: []\n"
		"  - repeat: 1000001\n"
		"    steps: []\n"
		"  - repeat: 2\n"
		"  - over: {i: []}\n"
		"    steps: []\n"
		"  - over: {i: [1], j: [1]}\n"
		"    steps: []\n"
		"  - poke: X.A=1\n"
		"    verify: yes\n"
		"  - gpio: {edge: up, of: L}\n"
		"  - irq: {count: 1}\n"
		"  - load: {a.bin: [1, 2]}\n"
		"  - peek: {1a: X.A}\n"
		"  - run: \"${1}.yaml\"\n"
		"  - run: gone.yaml\n"
		"  - run: nothing\n"
		"  - check: 1 +\n",
		"s.yaml:3:5: [step-kind] no key says what this step does: note, poke, peek, "
		"expect, wait, delay, gpio, irq, save, restore, fill, load, run, repeat, over, "
		"shell or check; did you mean poke?\n"
		"s.yaml:5:5: [step-kind] a step does one thing, and this one does poke already\n"
		"s.yaml:6:5: [step-kind] no key says what this step does: note, poke, peek, "
		"expect, wait, delay, gpio, irq, save, restore, fill, load, run, repeat, over, "
		"shell or check\n"
		"s.yaml:7:5: [type-mismatch] a mapping is needed here, not a text\n"
		"s.yaml:9:5: [unknown-key] there is no key 'ever' here\n"
		"s.yaml:11:12: [time-syntax] every: '1' is not a time: a number and ns, us, ms, s, "
		"m or h, such as 10ms\n"
		"s.yaml:12:14: [time-syntax] timeout: '3x' is not a time: a number and ns, us, ms, "
		"s, m or h, such as 10ms\n"
		"s.yaml:13:12: [time-syntax] delay: 'soon' is not a time: a number and ns, us, ms, "
		"s, m or h, such as 10ms\n"
		"s.yaml:14:11: [type-mismatch] poke: the list is empty\n"
		"s.yaml:15:13: [repeat-count] repeat: a count is 1 to 1000000, and not 0\n"
		"s.yaml:17:13: [repeat-count] repeat: a count is 1 to 1000000, and not 1000001\n"
		"s.yaml:19:5: [missing-key] the key 'steps' is missing\n"
		"s.yaml:20:15: [repeat-count] over: the list of values is empty\n"
		"s.yaml:22:11: [step-kind] over: {NAME: [VALUE, ...]} is needed here, with one "
		"name\n"
		"s.yaml:25:13: [bool-syntax] verify: 'yes' is neither true nor false\n"
		"s.yaml:26:18: [word-syntax] edge: 'up' is none of rising, falling, both\n"
		"s.yaml:27:5: [missing-key] the key 'of' is missing\n"
		"s.yaml:28:12: [type-mismatch] load: a file goes to one place\n"
		"s.yaml:29:12: [name-syntax] '1a' is not a name: letters, digits and _, no digit "
		"in front, 64 at most\n"
		"s.yaml:30:10: [run-missing] run: 1.yaml: No such file or directory\n"
		"s.yaml:31:10: [run-missing] run: gone.yaml: No such file or directory\n"
		"s.yaml:33:12: [expression-syntax] '1 +': a number, a variable or ( is needed, at "
		"its end\n");
}

static void test_variables(void **state)
{
	(void)state;
	refuse_text(
		"hwreg-sequence: 1\n"
		"variables: {N: 2, BASE: \"N*16\", BAD: \"1/0\", LATE: \"OFF\", OFF: 1, X-Y: 1}\n"
		"steps:\n"
		"  - poke: X.A=${M}\n"
		"  - poke: X.A=${n}\n"
		"  - peek: {n: X.A}\n"
		"  - poke: X.${n}=1\n"
		"  - peek: {N: X.A, m: X.A}\n"
		"  - repeat: 3\n"
		"    for: i\n"
		"    steps:\n"
		"      - poke: X.A=${i}\n"
		"      - repeat: 2\n"
		"        for: i\n"
		"        steps: []\n"
		"      - poke: X.A=${1 - i}\n"
		"  - poke: X.A=${i}\n"
		"  - poke: X.A=${1\n"
		"  - expect: X.A+${n}==1\n"
		"  - peek: X.${n}\n"
		"  - fill: ${n}..0x10=1\n"
		"  - save: {\"${n}.yaml\": X.A}\n"
		"  - restore: ${n}.yaml\n"
		"  - repeat: n\n"
		"    steps: [{poke: \"X.A=${n}\"}]\n",
		"s.yaml:2:38: [expression-value] '1/0': division by 0, at '/0'\n"
		"s.yaml:2:51: [variable-unknown] 'OFF': nothing sets the variable OFF\n"
		"s.yaml:2:66: [name-syntax] 'X-Y' is not a name: letters, digits and _, no digit "
		"in front, 64 at most\n"
		"s.yaml:4:11: [variable-unknown] 'M': nothing sets the variable M; did you mean "
		"N?\n"
		"s.yaml:5:11: [variable-unknown] 'n': n is set no earlier than at 6:12\n"
		"s.yaml:8:12: [variable-conflict] N is another variable's name (2:13)\n"
		"s.yaml:14:14: [variable-conflict] i is another variable's name (10:10)\n"
		"s.yaml:17:11: [variable-unknown] 'i': i is set in the loop at 10:10 alone\n"
		"s.yaml:18:11: [expression-syntax] 'X.A=${1': ${ without a } behind it (a plain ${ "
		"is written $${)\n"
		"s.yaml:22:12: [variable-place] save: what a peek reads is not known before the "
		"first step\n"
		"s.yaml:23:14: [variable-place] restore: what a peek reads is not known before the "
		"first step\n");
}

static void test_locations(void **state)
{
	(void)state;
	refuse_text(
		"hwreg-sequence: 1\n"
		"restore: [X.GO, X.FIFO, X.RO, X.OTP, X.B.LOW, X.NO, X]\n"
		"steps:\n"
		"  - poke: X.NO=1\n"
		"  - poke: X.RO=1\n"
		"  - poke: X.B.LOW=16\n"
		"  - poke: X.B.HIGH=of\n"
		"  - poke: X.A\n"
		"  - expect: X.B.LOW==16\n"
		"  - expect: X.B.LOW<0\n"
		"  - expect: X.B.LOW>15\n"
		"  - expect: X.B.LOW&0\n"
		"  - expect: X.B.LOW>=0\n"
		"  - expect: X.S.T<0x8\n"
		"  - expect: X.S.T>7\n"
		"  - expect: X.FIFO==1\n"
		"  - wait: X.FIFO==1\n"
		"  - expect: X.A\n"
		"  - expect: now > 5\n"
		"  - peek: {a: X, b: X.A}\n"
		"  - peek: 0x1000..+4M\n"
		"  - fill: X.A=0x1ffffffff\n"
		"  - fill: X.A\n"
		"  - fill: X=1\n"
		"  - load: {gone.bin: X.A}\n"
		"  - restore: gone.yaml\n"
		"  - save: {a.yaml: [X.A, X.B.LOW]}\n"
		"  - poke: X.GO=1\n"
		"    verify: true\n"
		"  - poke: X.FIFO=1\n"
		"    verify: true\n"
		"  - gpio: L\n"
		"  - gpio: NO=1\n"
		"  - gpio: {edge: rising, of: \"0:1\"}\n"
		"  - gpio: \"0:1=1\"\n"
		"  - irq: Y\n"
		"  - irq: uio:uio7\n",
		"s.yaml:2:11: [put-back] X.GO: it cannot be put back: a write starts something "
		"(trigger)\n"
		"s.yaml:2:17: [put-back] X.FIFO: it cannot be put back: reading it changes "
		"something\n"
		"s.yaml:2:25: [put-back] X.RO: it cannot be put back: it is read-only\n"
		"s.yaml:2:31: [put-back] X.OTP: it cannot be put back: it is protected\n"
		"s.yaml:2:38: [put-back] X.B.LOW: whole registers are kept, not parts of them\n"
		"s.yaml:2:47: [location] no register X.NO; did you mean X.RO, X.GO, X.A?\n"
		"s.yaml:4:11: [location] no register X.NO; did you mean X.RO, X.GO, X.A?\n"
		"s.yaml:5:11: [location] X.RO is read-only; --force=policy writes it all the same\n"
		"s.yaml:6:11: [condition-value] X.B: 16 does not fit the 4 bits of LOW; the "
		"largest value is 0xf\n"
		"s.yaml:7:11: [condition-value] X.B: HIGH has no value 'of'; did you mean off, "
		"on?\n"
		"s.yaml:8:11: [location] 'X.A': expected REGISTER=VALUE\n"
		"s.yaml:9:13: [condition-value] X.B.LOW==16: 16 does not fit the 4 bits of LOW; "
		"the largest value is 0xf\n"
		"s.yaml:10:13: [condition-never] X.B.LOW<0: this can never hold, whatever is read\n"
		"s.yaml:11:13: [condition-never] X.B.LOW>15: this can never hold, whatever is "
		"read\n"
		"s.yaml:12:13: [condition-never] X.B.LOW&0: this can never hold, whatever is read\n"
		"s.yaml:14:13: [condition-never] X.S.T<0x8: this can never hold, whatever is read\n"
		"s.yaml:15:13: [condition-never] X.S.T>7: this can never hold, whatever is read\n"
		"s.yaml:17:11: [location] X.FIFO: reading it changes something, and a condition "
		"reads it again and again; --force=policy does it all the same\n"
		"s.yaml:18:13: [location] 'X.A': expected REGISTER OP VALUE, with == != < <= > >= "
		"or & (any of these bits); in a shell it needs quotes: 'X>1'\n"
		"s.yaml:19:13: [location] no register now \n"
		"s.yaml:20:15: [location] X: a variable takes one register, field or slice\n"
		"s.yaml:21:11: [location] 0x00400ffc-0x00400fff: board b has no block there, so "
		"sim has nothing to simulate\n"
		"s.yaml:22:11: [condition-value] 0x1ffffffff does not fit in 32 bits\n"
		"s.yaml:23:11: [location] 'X.A': expected LOCATION=VALUE\n"
		"s.yaml:24:11: [location] X.RO is read-only; --force=policy writes it all the "
		"same\n"
		"s.yaml:25:12: [step-file] gone.bin: No such file or directory\n"
		"s.yaml:26:14: [step-file] gone.yaml: No such file or directory\n"
		"s.yaml:27:26: [location] X.B.LOW: whole registers are kept, not parts of them\n"
		"s.yaml:30:11: [location] X.FIFO=1: verify: none of these bits reads back what was "
		"written to it\n"
		"s.yaml:32:11: [gpio-step] 'L': LINE=0 or LINE=1 drives a line, LINE==0 or LINE==1 "
		"looks at it; {edge: rising, of: LINE} waits for an edge\n"
		"s.yaml:33:11: [gpio-step] the board's gpios have no NO; else CHIP:LINE, such as "
		"gpiochip0:3\n"
		"s.yaml:35:11: [gpio-step] 0:1: one step drives the line and another waits for its "
		"edges, for which it must be an input\n"
		"s.yaml:36:10: [irq-step] no block Y; did you mean X?\n");
}

static void test_keys(void **state)
{
	(void)state;
	refuse_text(
		"hwreg-sequence: 1\n"
		"variables: {V: 1}\n"
		"timeout: 0s\n"
		"requires: {boards: x}\n"
		"steps:\n"
		"  - expect: V==1\n"
		"finally: text\n",
		"s.yaml:3:10: [time-syntax] timeout: '0s': a time must be more than 0\n"
		"s.yaml:4:12: [unknown-key] there is no key 'boards' here; did you mean board?\n"
		"s.yaml:7:10: [type-mismatch] finally: a list is needed here, not a text\n");
}

static void test_values_of_loops_and_peeks(void **state)
{
	(void)state;
	refuse_text(
		"hwreg-sequence: 1\n"
		"variables: {V: 1}\n"
		"steps:\n"
		"  - peek: {now: X.A}\n"
		"  - expect: now + 2 > 5\n"
		"  - repeat: 3\n"
		"    for: i\n"
		"    steps:\n"
		"      - poke: X.W${i + 2}=1\n"
		"      - check: 2 - i\n"
		"      - check: 1 - i\n"
		"      - note: ${5 / i}\n"
		"      - delay: ${i}ms\n"
		"      - repeat: i\n"
		"        steps: [{note: hello}]\n"
		"      - expect: X.B.LOW<${i}\n"
		"  - repeat: now\n"
		"    for: j\n"
		"    steps: [{poke: \"X.W${j}=1\"}, {poke: \"X.A=${j}\"}]\n"
		"  - poke: X.A=1/${now}\n"
		"  - poke: X.B=${now}/0xf0\n"
		"  - gpio: L${now}=1\n",
		"s.yaml:5:13: [location] now + 2 > 5: this is about a variable: `check` compares "
		"these, `expect` registers\n"
		"s.yaml:9:15: [location] no register X.W4; did you mean X.W0, X.W1, X.W2?\n"
		"s.yaml:11:9: [expression-value] '1 - i': the result is less than 0, at '- i' (0x1 "
		"- 0x2)\n"
		"s.yaml:12:15: [expression-value] '5 / i': division by 0, at '/ i'\n"
		"s.yaml:13:16: [time-syntax] '0ms': a time must be more than 0\n"
		"s.yaml:14:9: [repeat-count] repeat: a count is 1 to 1000000, and not 0\n"
		"s.yaml:16:17: [condition-never] X.B.LOW<0: this can never hold, whatever is read\n"
		"s.yaml:19:20: [variable-place] X.W${j}=1: what a peek reads cannot be in a "
		"location, which must be known before the first step\n"
		"s.yaml:22:11: [variable-place] L${now}=1: what a peek reads cannot be the name of "
		"a line\n");
}

static void test_documents(void **state)
{
	(void)state;
	refuse_text("steps: []\n", "s.yaml:1:1: [missing-key] this is no sequence: the key "
				   "'hwreg-sequence' is missing\n");
	refuse_text(
		"hwreg-sequence: 2\nsteps: []\n",
		"s.yaml:1:17: [format-version] this hwreg reads version 1 of the format, not 2\n");
	refuse_text("hwreg-sequence: 1\n",
		    "s.yaml:1:1: [missing-key] the key 'steps' is missing\n");
	refuse_text("", "s.yaml:1:1: [document] the file is empty\n");
	refuse_text("- a\n", "s.yaml:1:1: [document] the file must be a mapping; this is a list\n");
}

/* A few bytes that stand for a thousand million values */
static void test_alias_bomb(void **state)
{
	char text[2048] = "hwreg-sequence: 1\nx-a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n";
	size_t length;

	(void)state;
	for (char name = 'b'; name < 'k'; name++) {
		length = strlen(text);
		snprintf(text + length, sizeof(text) - length, "x-%c: &%c [", name, name);
		for (int i = 0; i < 10; i++) {
			length = strlen(text);
			snprintf(text + length, sizeof(text) - length, "%s*%c", i ? ", " : "",
				 name - 1);
		}
		strcat(text, "]\n");
	}
	strcat(text, "steps: *j\n");
	refuse_text(text, "s.yaml:7:42: [yaml-alias] aliases stand for more than 1048576 keys and "
			  "values\n");
}

static void test_too_many_steps(void **state)
{
	static const char line[] = "- poke: X.A=1\n";
	size_t size = 1000000 * strlen(line) + 64;
	char *text = malloc(size);
	size_t length;

	(void)state;
	assert_non_null(text);
	length = (size_t)snprintf(text, size, "hwreg-sequence: 1\nsteps:\n");
	for (int i = 0; i < 1000000; i++, length += strlen(line))
		strcpy(text + length, line);
	refuse_text(text, "s.yaml:3:1: [sequence-size] more than 100000 steps in a file\n");
	free(text);
}

static void test_sets(void **state)
{
	static const char *const good[] = { "N=3", "V=0x10 + 2" };
	static const char *const bad[] = { "M=1", "N", "=1", "N=x", "N=1/0" };
	struct hwreg_sequence_options options = sequence_options();
	struct hwreg_sequence *sequence;
	const char *path =
		file_text("s.yaml", "hwreg-sequence: 1\nvariables: {V: 1, W: V*2, N: 1}\n"
				    "steps: [{note: \"${V} ${W} ${N}\"}]\n");

	(void)state;
	options.sets = good;
	options.set_count = 2;
	assert_int_equal(hwreg_sequence_load(&sequence, path, &options, NULL), 0);
	assert_int_equal(hwreg_sequence_resolve(sequence, session, &options, NULL), 0);
	assert_int_equal(run_sequence(sequence, -1, -1), 0);
	assert_string_equal(told, "pass 0 note: 18 36 3\n");
	hwreg_sequence_free(sequence);
	told[0] = '\0';
	options.sets = bad;
	options.set_count = 5;
	assert_int_equal(hwreg_sequence_load(&sequence, path, &options, NULL), -EINVAL);
	assert_string_equal(told, "--set:1:1: [variable-unknown] s has no M among its `variables`; "
				  "did you mean V, W, N?\n"
				  "--set:2:1: [expression-syntax] 'N': NAME=VALUE is needed\n"
				  "--set:3:1: [expression-syntax] '=1': NAME=VALUE is needed\n"
				  "--set:4:1: [variable-unknown] 'x': nothing sets the variable x\n"
				  "--set:5:1: [expression-value] '1/0': division by 0, at '/0'\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_steps),
		TEST(test_variables),
		TEST(test_locations),
		TEST(test_keys),
		TEST(test_values_of_loops_and_peeks),
		TEST(test_documents),
		TEST(test_alias_bomb),
		TEST(test_too_many_steps),
		TEST(test_sets),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, sequences_setup, sequences_teardown);
}
