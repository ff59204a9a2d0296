#!/usr/bin/env bats
# run: what is told of sequences of steps as text, and a failing step of every kind

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	load run
	run_setup
}

teardown() {
	run_teardown
}

# ---- Text ------------------------------------------------------------------------------------------

@test "text: a line a step, the registers that it peeked, and a summary" {
	sequence good.yaml <<-'END'
		name: good one
		steps:
		  - note: begins
		  - poke: D.CTRL=0x51
		  - poke: [D.DATA=1, D.CTRL.MODE=fast]
		    verify: true
		  - peek: D.CTRL
		  - expect: [D.CTRL.MODE==fast, D.DATA==1]
		  - wait: D.STAT.READY==1
		  - delay: 1ms
		    name: a moment
	END
	results 0 run good.yaml
	is 'good one (good.yaml)
         begins
  ok     1  poke D.CTRL=0x51
  ok     2  poke D.DATA=1, D.CTRL.MODE=fast
  ok     3  peek D.CTRL
         D.CTRL  0x00001000 = 0x00000052
             MODE    1:0 = 2    fast
             LEVEL  15:8 = 0x0
  ok     4  expect D.CTRL.MODE==fast, D.DATA==1
  ok     5  wait D.STAT.READY==1
  ok     6  a moment
6 passed in T'
	[ -z "$stderr" ]
}

@test "text: a failed expectation shows the register, what was expected, and the accesses before" {
	steps bad.yaml <<-'END'
		- poke: D.DATA=0x1234
		- expect: D.CTRL==0x0501
		- poke: D.DATA=0
	END
	results 1 run bad.yaml
	is 'bad (bad.yaml)
  ok     1  poke D.DATA=0x1234
  FAIL   2  expect D.CTRL==0x0501                     bad.yaml:4:5
         D.CTRL  0x00001000 = 0x00000002, expected 0x00000501
             MODE    1:0 = 2    fast, expected 1 slow
             LEVEL  15:8 = 0x0, expected 0x5
         accesses before:
             write 32 bits at 0x00001004 (D.DATA) on sim = 0x00001234
             read 32 bits at 0x00001000 (D.CTRL) on sim = 0x00000002
  skip   3  poke D.DATA=0                             not run: step 2 failed
1 passed, 1 failed, 1 skipped in T'
	[ -z "$stderr" ]
}

@test "text: of fields, slices and other comparisons too" {
	steps bad.yaml <<-'END'
		- expect: [D.CTRL.MODE==slow, D.DATA==0, D.CTRL:3:0>=4, D.CTRL&0x30, D.STAT.ERROR!=0]
	END
	results 1 run bad.yaml
	is 'bad (bad.yaml)
  FAIL   1  expect D.CTRL.MODE==slow, D.DATA==0, D.CTRL:3:0>=4, D.CTRL&0x30, D.STAT.ERROR!=0  bad.yaml:3:5
         D.CTRL  0x00001000 = 0x00000002
             MODE    1:0 = 2    fast, expected 1 slow
             LEVEL  15:8 = 0x0
         D.CTRL  0x00001000 = 0x00000002
             D.CTRL:3:0 = 0x2, expected >= 0x4
             MODE    1:0 = 2    fast
             LEVEL  15:8 = 0x0
         D.CTRL  0x00001000 = 0x00000002, expected any bit of 0x00000030
             MODE    1:0 = 2    fast
             LEVEL  15:8 = 0x0
         D.STAT  0x00001008 = 0x00000001
             READY  0 = 1
             ERROR  1 = 0, expected != 0
         accesses before:
             read 32 bits at 0x00001000 (D.CTRL) on sim = 0x00000002
             read 32 bits at 0x00001004 (D.DATA) on sim = 0x00000000
             read 32 bits at 0x00001000 (D.CTRL) on sim = 0x00000002 (2 times)
             read 32 bits at 0x00001008 (D.STAT) on sim = 0x00000001
0 passed, 1 failed in T'
}

@test "text: the last 16 accesses, and how often one was made in a row" {
	steps many.yaml <<-'END'
		- repeat: 20
		  for: i
		  steps: [{poke: "D.DATA=${i}"}]
		- wait: D.STAT.ERROR==1
		  timeout: 20ms
	END
	results 1 run many.yaml
	[ "$(grep -c '^             write' <<<"$output")" -eq 15 ]
	[[ "$output" == *$'accesses before:\n             write 32 bits at 0x00001004 (D.DATA) on sim = 0x00000005\n'* ]]
	grep -qE '^             read 32 bits at 0x00001008 \(D.STAT\) on sim = 0x00000001 \([0-9]+ times\)$' <<<"$output"
}

@test "-q: failures and the summary alone" {
	steps bad.yaml <<-'END'
		- note: nothing of this
		- peek: D.CTRL
		- check: 1 > 2
		- poke: D.DATA=0
	END
	results 1 -q run bad.yaml
	is '  FAIL   2  check 1 > 2                               bad.yaml:5:5
         1 > 2 is 0
         accesses before:
             read 32 bits at 0x00001000 (D.CTRL) on sim = 0x00000002
1 passed, 1 failed, 1 skipped in T'
}

# on_terminal FILE: what run of it prints on a terminal, control characters as ^X
on_terminal() {
	command -v script >/dev/null || skip "script is not installed"
	# script hands on the end of its input as ^D, whose echo comes at any time
	TERM=xterm script -qec "$HWREG -b ./board.yaml -t sim run $1" /dev/null </dev/null | cat -v | sed 's/\^D^H^H//g'
}

@test "a terminal: results have colours, unless NO_COLOR, and a step that takes long a line of its own" {
	steps slow.yaml <<-'END'
		- delay: 2s
		  name: a longer moment
		- check: 1 == 2
		- check: 1
	END
	run on_terminal slow.yaml
	[[ "$output" == *'^M[1/3] a longer moment  '[0-9]*'.'[0-9]' s^[[K^M'* ]] || {
		echo "$output"
		false
	}
	[[ "$output" == *'^M^[[K  ^[[32mok   ^[[m  1  a longer moment^M'* ]]
	[[ "$output" == *'  ^[[1;31mFAIL ^[[m  2  check 1 == 2 '* ]]
	[[ "$output" == *'  ^[[33mskip ^[[m  3  check 1 '* ]]
	sed -i 's/2s/1ms/' slow.yaml
	NO_COLOR=1 run on_terminal slow.yaml
	[[ "$output" == *'  ok     1  a longer moment^M'* ]]
	[[ "$output" == *'  FAIL   2  check 1 == 2 '* ]]
}

@test "-v: what a command printed that passed" {
	steps say.yaml <<<'- shell: printf "one\ntwo\n"'
	results 0 run --allow-shell say.yaml
	[[ "$output" != *one$'\n'* ]]
	results 0 -v run --allow-shell say.yaml
	[[ "$output" == *$'\n         one\n         two\n1 passed in T' ]]
}

# ---- A failing step of every kind ------------------------------------------------------------------

# fails STATUS WORD MESSAGE: a sequence with the step on standard input fails so; its details start with MESSAGE
fails() {
	steps one.yaml
	results "$1" run --allow-shell one.yaml
	[[ "$output" == "one (one.yaml)"$'\n'"  $2  1  "*"  one.yaml:3:5"$'\n'"         $3"* ]] || {
		echo "$output"
		return 1
	}
}

@test "poke: what does not hold is a failure, what cannot be written an error" {
	fails 1 'FAIL ' '0x00001008: verify: wrote 0x1234, read 0x0001: bits 0x1235 differ' <<-'END'
		- {poke: 0x1008@16=0x1234, verify: true}
	END
	fails 3 ERROR 'D.GATED: ' <<-'END'
		- poke: D.GATED=1
	END
}

@test "peek and expect: a register whose conditions do not hold is an error" {
	fails 3 ERROR 'D.GATED: ' <<-'END'
		- peek: D.GATED
	END
	fails 3 ERROR 'D.GATED: ' <<-'END'
		- expect: D.GATED==1
	END
}

@test "wait: the last values when the time is over" {
	fails 1 'FAIL ' $'D.STAT.READY==0 does not hold: it is 0x1, after 20 ms
         D.STAT  0x00001008 = 0x00000001
             READY  0 = 1, expected 0
             ERROR  1 = 0
         accesses before:
' <<-'END'
		- {wait: D.STAT.READY==0, timeout: 20ms}
	END
}

@test "delay: one that is longer than its time fails" {
	fails 1 'FAIL ' 'not done within 20 ms' <<-'END'
		- {delay: 10s, timeout: 20ms}
	END
}

@test "save, restore, load: files that cannot be written or read are errors" {
	fails 3 ERROR 'nothere/x.yaml: No such file or directory' <<-'END'
		- save: {nothere/x.yaml: D}
	END
	for step in 'restore: nothere.yaml' 'load: {nothere.bin: D.CTRL}'; do
		steps one.yaml <<<"- $step"
		refused 2 'nothere' -b ./board.yaml -t sim run one.yaml
	done
}

@test "fill: what cannot be written is an error" {
	fails 3 ERROR 'D.GATED: requires D.CTRL.MODE==off, but it is 0x2 (fast): not accessed' <<-'END'
		- fill: D.GATED=1
	END
}

@test "check: its expression, and what it came to" {
	fails 1 'FAIL ' '(1 + 2) * 3 == 8 is 0' <<-'END'
		- check: (1 + 2) * 3 == 8
	END
}

@test "shell: the status, what it printed, and the signal" {
	fails 1 'FAIL ' $'the command\'s exit status is 3\n         output:\n             one\n             two\n' <<-'END'
		- shell: echo one; echo two >&2; exit 3
	END
	fails 1 'FAIL ' 'the command was ended by signal 9 (Killed)' <<-'END'
		- shell: kill -9 $$
	END
	fails 1 'FAIL ' 'the command did not end within 50 ms' <<-'END'
		- {shell: sleep 60, timeout: 50ms}
	END
}

@test "repeat and run: the step in it that failed, with the values of loops" {
	steps inner.yaml <<-'END'
		- expect: D.CTRL.MODE==slow
	END
	fails 1 'FAIL ' $'i=2: expect D.DATA==0 (one.yaml:6:9)
         D.DATA  0x00001004 = 0x00000002, expected 0x00000000
' <<-'END'
		- over: {i: [0, 2, 4]}
		  steps:
		    - poke: D.DATA=${i}
		    - expect: D.DATA==0
	END
	fails 1 'FAIL ' $'expect D.CTRL.MODE==slow (inner.yaml:3:5)' <<-'END'
		- run: inner.yaml
	END
}

@test "put back: what its requires keeps from being reached is told, and fails" {
	keep_simulation
	"${hwreg[@]}" poke D.CTRL.MODE=off D.GATED=3
	sequence gated.yaml <<-'END'
		restore: [D.CTRL, D.GATED]
		steps: [{poke: [D.GATED=5, D.CTRL.MODE=fast]}]
	END
	results 3 run gated.yaml
	[[ "$output" == *"ERROR  2  put back D.CTRL, D.GATED"*" gated.yaml:2:11"*"D.GATED: not put back: "*"requires D.CTRL.MODE==off, but it is 0x2 (fast)"* ]]
	[ "$("${hwreg[@]}" -q peek D.CTRL.MODE D.GATED)" = $'0x0\n0x00000005' ]
	# from the last to the first, so that what is required is there again
	sequence gated.yaml <<-'END'
		restore: [D.GATED, D.CTRL]
		steps: [{poke: [D.GATED=7, D.CTRL.MODE=fast]}]
	END
	results 0 run gated.yaml
	[ "$("${hwreg[@]}" -q peek D.CTRL.MODE D.GATED)" = $'0x0\n0x00000005' ]
}

@test "gpio and irq: chips and devices that are not here end the run before its first access" {
	keep_simulation
	steps good.yaml <<<'- poke: D.DATA=1'
	steps gpio.yaml <<<'- gpio: RESET_N=1'
	steps irq.yaml <<<'- irq: uio:nothere'
	"${hwreg[@]}" poke D.DATA=0
	results 4 run good.yaml gpio.yaml
	[[ "$stderr" == "hwreg: "*"chip"* ]]
	results 4 run irq.yaml good.yaml
	[[ "$stderr" == "hwreg: uio:nothere: no such UIO device"* ]]
	[ "$("${hwreg[@]}" -q peek D.DATA)" = 0x00000000 ]
	results 0 run good.yaml
	[ "$("${hwreg[@]}" -q peek D.DATA)" = 0x00000001 ]
}
