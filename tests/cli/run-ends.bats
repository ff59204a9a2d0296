#!/usr/bin/env bats
# what run leaves behind, whatever ends it

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	load run
	run_setup
}

teardown() {
	run_teardown
}

# ---- What is left behind ---------------------------------------------------------------------------

# peeked LOCATION: its value in the named simulation
peeked() {
	"${named[@]}" -q peek "$1"
}

@test "restore: what was there before is there afterwards, whatever happened" {
	sequence back.yaml <<-'END'
		restore: [D.CTRL, D.DATA]
		steps:
		  - poke: [D.CTRL=0x0701, D.DATA=9]
		  - expect: D.DATA==8
		  - poke: D.DATA=10
		finally:
		  - expect: D.DATA==9
	END
	"${named[@]}" poke D.CTRL=0x0400 D.DATA=0x77
	"${named[@]}" save D.CTRL D.DATA --out before.yaml
	run --separate-stderr "${named[@]}" run back.yaml
	[ "$status" -eq 1 ]
	[[ "$output" == *$'\n  ok     4  expect D.DATA==9\n  ok     5  put back D.CTRL, D.DATA\n'* ]] || {
		echo "$output"
		false
	}
	run "${named[@]}" diff before.yaml
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

# interrupted SIGNAL...: run waits; when a signal comes finally is made and registers are put back
interrupted() {
	local signal=$1 status=0
	sequence wait.yaml <<-'END'
		restore: D.DATA
		steps:
		  - poke: D.DATA=9
		  - wait: D.STAT.READY==0
		    timeout: 60s
		  - poke: D.CTRL.LEVEL=1
		finally:
		  - poke: D.CTRL.LEVEL=0x42
	END
	"${named[@]}" poke D.DATA=0x77
	env --default-signal=INT "${named[@]}" -o tap run wait.yaml >out 2>err 3>&- &
	pid=$!
	until grep -q '^ok 1' out; do kill -0 $pid; done
	kill -"$signal" $pid
	wait $pid || status=$?
	[ "$status" -eq $((128 + $(kill -l "$signal"))) ]
	[ "$(peeked D.DATA)" = 0x00000077 ]
	[ "$(peeked D.CTRL.LEVEL)" = 0x42 ]
	[ "$(tail -n 1 out)" = 1..5 ]
	grep -q '^ok 3 - wait: poke D.CTRL.LEVEL=1 # SKIP ' out
	grep -q '^ok 4 - wait: poke D.CTRL.LEVEL=0x42$' out
	grep -q '^ok 5 - wait: put back D.DATA$' out
	[ ! -s err ]
}

@test "SIGINT: finally and putting back are done, the report is whole" { interrupted INT; }
@test "SIGTERM: likewise" { interrupted TERM; }
@test "SIGHUP: likewise" { interrupted HUP; }

@test "a signal ends the sequences after it too; JUnit is whole" {
	command -v xmllint >/dev/null || skip "xmllint is not installed"
	steps first.yaml <<-'END'
		- save: {begun.yaml: D.CTRL}
		- wait: D.STAT.READY==0
		  timeout: 60s
	END
	steps second.yaml <<<'- poke: D.DATA=9'
	"${named[@]}" -o junit run first.yaml second.yaml >out.xml 3>&- &
	pid=$!
	until [ -e begun.yaml ]; do kill -0 $pid; done
	kill -TERM $pid
	status=0
	wait $pid || status=$?
	[ "$status" -eq 143 ]
	xmllint --noout --schema "$SRCTREE/tests/cli/junit.xsd" out.xml
	[ "$(xmllint --xpath 'string(//testsuite[2]/testcase/skipped/@message)' out.xml)" = "not run: stopped by a signal" ]
	[ "$(peeked D.DATA)" = 0x00000000 ]
}

@test "a second signal ends finally, but puts back" {
	sequence stuck.yaml <<-'END'
		restore: D.DATA
		steps:
		  - poke: D.DATA=9
		  - delay: 60s
		    timeout: 100s
		finally:
		  - poke: D.CTRL.LEVEL=0x42
		  - delay: 60s
		    timeout: 100s
	END
	"${named[@]}" poke D.DATA=0x77
	"${named[@]}" -o tap run stuck.yaml >out 3>&- &
	pid=$!
	until grep -q '^ok 1' out; do kill -0 $pid; done
	kill -TERM $pid
	until grep -q '^ok 3' out; do kill -0 $pid; done
	sleep 0.2 # signals that come together are one
	kill -TERM $pid
	status=0
	wait $pid || status=$?
	[ "$status" -eq 143 ]
	[ "$(peeked D.DATA)" = 0x00000077 ]
}

@test "a closed pipe: finally and putting back are done; exit status 3" {
	sequence long.yaml <<-'END'
		restore: D.DATA
		steps:
		  - poke: D.DATA=9
		  - repeat: 1000
		    steps: [{note: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx}]
		  - delay: 1ms
		  - poke: D.CTRL.LEVEL=1
		finally:
		  - poke: D.CTRL.LEVEL=0x42
	END
	"${named[@]}" poke D.DATA=0x77
	status=0
	{ "${named[@]}" run long.yaml 2>err || echo $? >code; } | head -n 1 >/dev/null
	[ "$(cat code)" -eq 3 ]
	[ "$(cat err)" = "hwreg: standard output: Broken pipe" ]
	[ "$(peeked D.DATA)" = 0x00000077 ]
	[ "$(peeked D.CTRL.LEVEL)" = 0x42 ]
}

@test "a full disk for results: likewise, in every format" {
	steps good.yaml <<-'END'
		- poke: D.DATA=9
		- poke: D.DATA=10
	END
	for format in text tap junit json; do
		status=0
		"${hwreg[@]}" -o $format run good.yaml 2>err >/dev/full || status=$?
		[ "$status" -eq 3 ]
		[ "$(cat err)" = "hwreg: standard output: No space left on device" ]
	done
	run --separate-stderr "${named[@]}" --log /dev/full run good.yaml
	[ "$status" -eq 3 ]
	[ "$stderr" = "hwreg: --log /dev/full: No space left on device" ]
}

@test "a target that breaks away meanwhile is an error: exit status 3, also where others merely failed" {
	[ -z "${HWREG_FOREIGN-}" ] || skip "needs a signal with its address"
	head -c 8192 /dev/zero >regs
	steps bus.yaml <<-'END'
		- poke: D.DATA=1
		- check: 1 == 2
		- shell: truncate -s 0 regs
		- peek: D.DATA
	END
	run --separate-stderr "$HWREG" -b ./board.yaml -t file:regs run --allow-shell --keep-going bus.yaml
	[ "$status" -eq 3 ]
	echo "$output"
	[[ "$output" == *$'\n  ERROR  4  peek D.DATA  '* ]]
	[[ "$output" == *"0x00001004"* ]]
}
