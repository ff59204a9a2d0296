// SPDX-License-Identifier: MIT
/* Steps about files and commands, lines and interrupts; dry runs */
#include "sequences.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

/* ---- save, restore, fill, load ------------------------------------------------------------------ */

static void test_files(void **state)
{
	(void)state;
	file_with("in.bin", "\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0", 16);
	run_steps("  - poke: X.A=7\n"
		  "  - over: {i: [1, 2]}\n    steps:\n"
		  "      - save: {\"out-${i}.yaml\": [X.A, X.W*]}\n"
		  "      - load: {in.bin: X.W0}\n"
		  "  - expect: [X.W0==1, X.W3==4]\n"
		  "  - fill: [0x1040..0x104c=5, \"X.A=0x10\"]\n"
		  "  - fill: 0x1040..+8=8,9\n"
		  "  - expect: [X.W0==8, X.W1==9, X.W2==5, X.A==0x10]\n"
		  "  - restore: out-2.yaml\n"
		  "  - expect: [X.W0==1, X.W3==4, X.A==7]\n"
		  "  - restore: {file: out-1.yaml, verify: true}\n"
		  "  - expect: [X.W0==0, X.W3==0, X.A==7]\n",
		  "pass 1 poke X.A=7\n"
		  "  pass 2 save out-1.yaml: X.A, X.W* (i=1)\n"
		  "  pass 2 load in.bin: X.W0 (i=1)\n"
		  "  pass 2 save out-2.yaml: X.A, X.W* (i=2)\n"
		  "  pass 2 load in.bin: X.W0 (i=2)\n"
		  "pass 2 repeat i over 1, 2\n"
		  "pass 3 expect X.W0==1, X.W3==4\n"
		  "pass 4 fill 0x1040..0x104c=5, X.A=0x10\n"
		  "pass 5 fill 0x1040..+8=8,9\n"
		  "pass 6 expect X.W0==8, X.W1==9, X.W2==5, X.A==0x10\n"
		  "pass 7 restore out-2.yaml\n"
		  "pass 8 expect X.W0==1, X.W3==4, X.A==7\n"
		  "pass 9 restore out-1.yaml\n"
		  "pass 10 expect X.W0==0, X.W3==0, X.A==7\n");
}

static void test_files_that_are_wrong(void **state)
{
	(void)state;
	file_with("odd.bin", "123456", 6);
	file_with("five.bin", "12345678901234567890", 20);
	file_text("empty.bin", "");
	file_text("other.yaml", "hwreg-snapshot: 1\nboard: c\nregisters: {}\nend: true\n");
	refuse_steps("  - load: {odd.bin: X.W0}\n"
		     "  - load: {five.bin: 0x1040..0x104c}\n"
		     "  - load: {empty.bin: X.W0}\n"
		     "  - load: {five.bin: 0x10f0}\n"
		     "  - load: {.: X.W0}\n"
		     "  - restore: odd.bin\n"
		     "  - restore: other.yaml\n"
		     "  - restore: later.yaml\n"
		     "  - save: {later.yaml: X.A}\n",
		     "s.yaml:3:12: [step-file] odd.bin: 6 bytes are not a multiple of "
		     "the registers' 32 bits\n"
		     "s.yaml:4:12: [step-file] 0x1040..0x104c has 4 registers, and "
		     "five.bin has 5 values\n"
		     "s.yaml:5:12: [step-file] empty.bin: empty\n"
		     "s.yaml:6:12: [step-file] 0x00001100-0x00001103: board b has no "
		     "block there, so sim has nothing to simulate\n"
		     "s.yaml:7:12: [step-file] .: Is a directory\n"
		     "s.yaml:8:14: [step-file] odd.bin:1:1: error: the file must be a "
		     "mapping; this is a text [document]\n"
		     "s.yaml:9:14: [step-file] other.yaml is of the board c, not of b; "
		     "--force=board takes it all the same\n"
		     "s.yaml:10:14: [step-file] later.yaml: No such file or directory\n");
}

static void test_save_that_fails(void **state)
{
	(void)state;
	run_steps("  - save: {gone/out.yaml: X.A}\n",
		  "ERROR 1 save gone/out.yaml: X.A | gone/out.yaml: No such file or directory\n");
}

/* ---- shell -------------------------------------------------------------------------------------- */

struct seen {
	char output[64];
	uint64_t size, lost;
	int32_t status;
};

static int take_output(void *data, const struct hwreg_step_event *event)
{
	struct seen *seen = data;

	if (event->kind != HWREG_STEP_SHELL || event->result == HWREG_STEP_STARTED)
		return 0;
	snprintf(seen->output, sizeof(seen->output), "%s",
		 event->output + (event->output_size > 40 ? event->output_size - 40 : 0));
	seen->size = event->output_size;
	seen->lost = event->output_lost;
	seen->status = event->exit_status;
	return take_step(NULL, event);
}

static void run_shell(const char *steps, struct seen *seen)
{
	const struct hwreg_sequence_run_options options = { .size = sizeof(options),
							    .cancel = -1,
							    .abort = -1,
							    .step = take_output,
							    .data = seen };
	struct hwreg_sequence *sequence;
	char text[1024];

	told[0] = '\0';
	snprintf(text, sizeof(text), "hwreg-sequence: 1\nsteps:\n%s", steps);
	sequence = load_good(text);
	assert_int_equal(hwreg_sequence_prepare(sequence, NULL), 0);
	assert_int_equal(hwreg_sequence_run(sequence, &options, NULL), 0);
	hwreg_sequence_free(sequence);
}

static void test_shell(void **state)
{
	struct seen seen;

	(void)state;
	run_shell("  - peek: {n: X.RO}\n"
		  "  - shell: echo $((${n} + 1)); echo two >&2; basename \"$(pwd)\" >name\n",
		  &seen);
	assert_string_equal(told, "pass 2 shell echo $((7 + 1)); echo two >&2; basename \"$(pwd)\" "
				  ">name\n");
	assert_string_equal(seen.output, "8\ntwo\n");
	assert_int_equal(seen.size, 6);
	assert_int_equal(seen.lost, 0);
	assert_int_equal(seen.status, 0);
	run_shell("  - shell: test \"$(cat name)\" = \"$(basename \"$(pwd)\")\"\n", &seen);
	assert_int_equal(seen.status, 0);
	run_shell("  - shell: exit 3\n", &seen);
	assert_string_equal(told, "FAIL 1 shell exit 3 | the command's exit status is 3\n");
	assert_int_equal(seen.status, 3);
	run_shell("  - shell: kill -9 $$\n", &seen);
	assert_string_equal(told, "FAIL 1 shell kill -9 $$ | the command was ended by signal 9 "
				  "(Killed)\n");
	assert_int_equal(seen.status, 137);
	run_shell("  - shell: head -c 200000 /dev/zero | tr '\\0' x; echo end\n", &seen);
	assert_int_equal(seen.size, HWREG_STEP_OUTPUT_MOST);
	assert_int_equal(seen.lost, 200004 - HWREG_STEP_OUTPUT_MOST);
	assert_string_equal(seen.output + 36, "end\n");
}

/* What it has started ends with it: then nobody can write to the pipe any more */
static void test_shell_timeout(void **state)
{
	struct pollfd pipe = { .events = POLLIN };
	char path[128];
	struct seen seen;

	(void)state;
	snprintf(path, sizeof(path), "%s/pipe", directory);
	assert_int_equal(mkfifo(path, 0600), 0);
	pipe.fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	assert_true(pipe.fd >= 0);
	run_shell("  - shell: \"trap '' TERM; sleep 60 >pipe & sleep 60\"\n    timeout: 500ms\n",
		  &seen);
	assert_non_null(strstr(told, "| the command did not end within 500 ms\n"));
	assert_int_equal(seen.status, -1);
	assert_int_equal(poll(&pipe, 1, 10000), 1);
	assert_true(pipe.revents & POLLHUP);
	close(pipe.fd);
}

static void test_shell_is_refused(void **state)
{
	const struct hwreg_sequence_options options = { .size = sizeof(options),
							.report = take_report };
	struct hwreg_sequence *sequence;

	(void)state;
	assert_int_equal(hwreg_sequence_load(&sequence,
					     file_text("s.yaml", "hwreg-sequence: 1\n"
								 "steps: [{shell: 'true'}]\n"),
					     &options, NULL),
			 -EINVAL);
	assert_string_equal(told, "s.yaml:2:9: [shell-refused] shell: commands are run only where "
				  "that is allowed (--allow-shell)\n");
}

/* ---- Lines and interrupts that are not here ----------------------------------------------------- */

static void refuse_to_prepare(const char *step, const char *message)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_sequence *sequence;
	char text[256];

	snprintf(text, sizeof(text), "hwreg-sequence: 1\nsteps:\n  - %s\n", step);
	sequence = load_good(text);
	assert_int_not_equal(hwreg_sequence_prepare(sequence, &err), 0);
	assert_non_null(strstr(err.message, message));
	assert_int_equal(hwreg_sequence_run(sequence, NULL, &err), -EINVAL);
	assert_string_equal(err.message, "s: the sequence has not been prepared");
	hwreg_sequence_free(sequence);
}

static void test_lines_and_interrupts(void **state)
{
	(void)state;
	refuse_to_prepare("gpio: nochip:1=1", "");
	refuse_to_prepare("gpio: nochip:1==1", "");
	refuse_to_prepare("gpio: {edge: both, of: nochip:1}", "");
	refuse_to_prepare("irq: uio:nothere", "nothere");
	refuse_to_prepare("irq: X",
			  "X: its target is sim, and interrupts come from UIO devices alone "
			  "(hwreg export dts X, hwreg bind X)");
}

/* ---- Dry runs ----------------------------------------------------------------------------------- */

static int plan(void *data, const struct hwreg_access *access)
{
	(void)data;
	if (access->phase == HWREG_ACCESS_PLANNED)
		tell("    %s 0x%llx x%llu\n", access->write ? "write" : "read",
		     (unsigned long long)access->address, (unsigned long long)access->count);
	return 0;
}

static void test_dry_run(void **state)
{
	const char *targets[] = { "sim" };
	const struct hwreg_session_options options = { .size = sizeof(options),
						       .flags = HWREG_WRITE | HWREG_DRY_RUN,
						       .board = board,
						       .targets = targets,
						       .target_count = 1,
						       .observer = plan };

	(void)state;
	hwreg_session_close(session);
	assert_int_equal(hwreg_session_open(&session, &options, NULL), 0);
	file_with("in.bin", "\1\0\0\0\2\0\0\0", 8);
	run_text("hwreg-sequence: 1\n"
		 "restore: X.A\n"
		 "steps:\n"
		 "  - peek: {x: X.A}\n"
		 "  - poke: [\"X.B=${10 / x}\", \"X.B=1/${x}\"]\n"
		 "  - expect: X.RO==8\n"
		 "  - wait: X.RO==9\n    timeout: ${x}s\n    every: ${x}ms\n"
		 "  - delay: 1h\n"
		 "  - check: 1 - x\n"
		 "  - repeat: 20\n    for: i\n    steps: [{poke: \"X.A=${i}\"}]\n"
		 "  - repeat: x\n    steps: [{poke: X.A=1}]\n"
		 "  - fill: 0x1040..0x104c=1\n"
		 "  - load: {in.bin: 0x1040}\n"
		 "  - save: {dry.yaml: X.A}\n"
		 "  - restore: dry.yaml\n"
		 "  - shell: touch dry-shell\n",
		 "    read 0x1000 x1\n"
		 "    read 0x1000 x1\n"
		 "plan 1 peek x: X.A\n"
		 "    write 0x1004 x1\n"
		 "    read 0x1004 x1\n"
		 "    write 0x1004 x1\n"
		 "plan 2 poke X.B=${10 / x}, X.B=1/${x}\n"
		 "    read 0x1008 x1\n"
		 "plan 3 expect X.RO==8\n"
		 "    read 0x1008 x1\n"
		 "plan 4 wait X.RO==9\n"
		 "plan 5 delay 1h\n"
		 "plan 6 check 1 - x\n"
		 "    write 0x1000 x1\n"
		 "  plan 7 poke X.A=0 (i=0)\n"
		 "    write 0x1000 x1\n"
		 "  plan 7 poke X.A=0x1 (i=1)\n"
		 "    write 0x1000 x1\n"
		 "  plan 7 poke X.A=0x2 (i=2)\n"
		 "    write 0x1000 x1\n"
		 "  plan 7 poke X.A=0x3 (i=3)\n"
		 "    write 0x1000 x1\n"
		 "  plan 7 poke X.A=0x4 (i=4)\n"
		 "    write 0x1000 x1\n"
		 "  plan 7 poke X.A=0x5 (i=5)\n"
		 "    write 0x1000 x1\n"
		 "  plan 7 poke X.A=0x6 (i=6)\n"
		 "    write 0x1000 x1\n"
		 "  plan 7 poke X.A=0x7 (i=7)\n"
		 "    write 0x1000 x1\n"
		 "  plan 7 poke X.A=0x8 (i=8)\n"
		 "    write 0x1000 x1\n"
		 "  plan 7 poke X.A=0x9 (i=9)\n"
		 "    write 0x1000 x1\n"
		 "  plan 7 poke X.A=0xa (i=10)\n"
		 "    write 0x1000 x1\n"
		 "  plan 7 poke X.A=0xb (i=11)\n"
		 "    write 0x1000 x1\n"
		 "  plan 7 poke X.A=0xc (i=12)\n"
		 "    write 0x1000 x1\n"
		 "  plan 7 poke X.A=0xd (i=13)\n"
		 "    write 0x1000 x1\n"
		 "  plan 7 poke X.A=0xe (i=14)\n"
		 "    write 0x1000 x1\n"
		 "  plan 7 poke X.A=0xf (i=15)\n"
		 "  plan 7 note: and so on, 4 times more\n"
		 "plan 7 repeat 20 times, i from 0\n"
		 "    write 0x1000 x1\n"
		 "  plan 8 poke X.A=1\n"
		 "plan 8 repeat x times\n"
		 "    write 0x1040 x4\n"
		 "plan 9 fill 0x1040..0x104c=1\n"
		 "    write 0x1040 x2\n"
		 "plan 10 load in.bin: 0x1040\n"
		 "    read 0x1000 x1\n"
		 "plan 11 save dry.yaml: X.A\n"
		 "plan 12 restore dry.yaml\n"
		 "plan 13 shell touch dry-shell\n"
		 "plan 14 put back X.A\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_files),
		TEST(test_files_that_are_wrong),
		TEST(test_save_that_fails),
		TEST(test_shell),
		TEST(test_shell_timeout),
		TEST(test_shell_is_refused),
		TEST(test_lines_and_interrupts),
		TEST(test_dry_run),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, sequences_setup, sequences_teardown);
}
