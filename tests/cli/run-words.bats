#!/usr/bin/env bats
# the words of run's command line, and wrong sequences

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	load run
	run_setup
}

teardown() {
	run_teardown
}

# ---- Words of the command line ---------------------------------------------------------------------

@test "--set: variables that the sequence has, and no others" {
	sequence set.yaml <<-'END'
		variables: {LEVEL: 3, TWICE: LEVEL * 2}
		steps: [{poke: "D.CTRL.LEVEL=${TWICE}"}]
	END
	results 0 run --set LEVEL=5 set.yaml
	[[ "$output" == *"poke D.CTRL.LEVEL=0xa"* ]]
	results 0 run set.yaml --set TWICE=0x11
	[[ "$output" == *"poke D.CTRL.LEVEL=0x11"* ]]
	results 2 run --set LEVELS=5 set.yaml
	[[ "$stderr" == *"LEVELS"*"LEVEL"* ]]
	results 2 run --set LEVEL set.yaml
	results 2 run --set LEVEL=x set.yaml
	results 2 run --set LEVEL=1/0 set.yaml
}

@test "a board's sequences, by name; several words one after the other" {
	steps good.yaml <<<'- poke: D.DATA=1'
	results 0 run blink good.yaml
	is 'blink (./board.yaml)
  ok     1  poke D.CTRL.LEVEL=0x3
  ok     2  expect D.CTRL.LEVEL==0x3
good (good.yaml)
  ok     1  poke D.DATA=1
3 passed in T'
	results 2 run blnk
	[[ "$stderr" == *"blnk"*"did you mean blink"* ]]
	results 2 run zzz
	[ "$stderr" = "hwreg: the board bench has no sequence zzz
       it has blink" ]
	results 2 run good
	[[ "$stderr" == *"to run the file: hwreg run good.yaml"* ]]
	run -2 --separate-stderr "$HWREG" run
	[ "$stderr" = "hwreg: run: not enough arguments; usage: hwreg run FILE|SEQUENCE..." ]
}

@test "requires: another board or other targets leave a sequence out; exit 4 if all are" {
	sequence other.yaml <<-'END'
		requires: {board: another}
		steps: [{poke: D.DATA=1}]
	END
	sequence device.yaml <<-'END'
		requires: {targets: ["uio:nothere"]}
		steps: [{poke: D.DATA=1}]
	END
	results 4 run other.yaml device.yaml
	[[ "$output" == *"  skip   1  poke D.DATA=1 "*"another"*"  skip   1  poke D.DATA=1 "*"nothere"*"0 passed, 2 skipped in T" ]] || {
		echo "$output"
		false
	}
	steps good.yaml <<<'- poke: D.DATA=1'
	results 0 run other.yaml good.yaml
}

@test "requires: a name that the required board does not have is a mistake" {
	sequence typo.yaml <<-'END'
		requires: {board: bench, targets: [D.DATTA]}
		steps: [{poke: D.DATA=1}]
	END
	results 2 run typo.yaml
	[[ "$stderr" == *"typo.yaml:"*": error: no register D.DATTA; did you mean D.DATA? [location]"* ]]
}

@test "requires: the board that the first file wants, where none is given" {
	[ -z "${HWREG_FOREIGN-}" ] || skip "needs a hwreg that can be copied"
	sequence of.yaml <<-'END'
		requires: {board: bench}
		steps: [{poke: D.DATA=1}]
	END
	# root does not look into directories of others, and others not into those of a test of root's
	user=()
	[ "$(id -u)" -ne 0 ] || user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	open=$(mktemp -d)
	mkdir "$open/boards"
	cp board.yaml "$open/boards/bench.yaml"
	cp of.yaml "$HWREG" "$open"
	chmod -R a+rX "$open"
	cd "$open"
	user+=(env HWREG_BOARD_PATH="$open/boards" HWREG_CACHE=0 "$open/$(basename "$HWREG")")
	run "${user[@]}" -t sim run of.yaml
	[ "$status" -eq 0 ] || broken=y
	sed -i 's/match: any/match: {compatible: "none,such"}/' boards/bench.yaml
	run "${user[@]}" run of.yaml
	rm -r "$open"
	[ "$status" -eq 4 ]
	[[ "$output" == *"  skip   1  poke D.DATA=1 "*"not run: "* ]]
	[ -z "${broken-}" ]
}

@test "--keep-going, and keep-going in the file" {
	steps go.yaml <<-'END'
		- check: 1 == 2
		- check: 1 == 1
	END
	results 1 run go.yaml
	[[ "$output" == *"skip   2  check 1 == 1 "* ]]
	results 1 run --keep-going go.yaml
	[[ "$output" == *"ok     2  check 1 == 1"* ]]
	{ echo 'hwreg-sequence: 1' && echo 'keep-going: true' && tail -n +2 go.yaml; } >went.yaml
	results 1 run went.yaml
	[[ "$output" == *"ok     2  check 1 == 1"* ]]
}

@test "timeout: of all steps together" {
	sequence slow.yaml <<-'END'
		timeout: 50ms
		steps:
		  - delay: 10s
		  - delay: 10s
		finally:
		  - poke: D.DATA=1
	END
	results 1 run slow.yaml
	[[ "$output" == *"FAIL   1  delay 10s "*"skip   2  delay 10s "*"ok     3  poke D.DATA=1"* ]] || {
		echo "$output"
		false
	}
}

@test "-v and --log: each access" {
	steps good.yaml <<<'- poke: D.DATA=1'
	run --separate-stderr "${hwreg[@]}" -v --log log run good.yaml
	[[ "$stderr" == *"hwreg: write 32 bits at 0x00001004 (D.DATA) on sim = 0x00000001"* ]]
	[ "$(grep -c 'write 32 bits at 0x00001004 (D.DATA)' log)" -eq 1 ]
}

@test "in a shell: registers stay between lines; without --write only what reads" {
	steps read.yaml <<<'- peek: D.DATA'
	steps write.yaml <<<'- poke: D.DATA=1'
	steps drive.yaml <<<'- gpio: RESET_N=1'
	run --separate-stderr "${hwreg[@]}" shell --write <<-'END'
		poke D.DATA=0x77
		-q run write.yaml
		run read.yaml
		-o json run read.yaml
	END
	[ "$status" -eq 0 ]
	[[ "$(timeless <<<"$output")" == '1 passed in T
read (read.yaml)
  ok     1  peek D.DATA
         D.DATA  0x00001004 = 0x00000001
1 passed in T
{ "sequences": '*' }' ]] || {
		echo "$output"
		false
	}
	[ "${#lines[@]}" -eq 6 ]
	for word in write drive; do
		run --separate-stderr "${hwreg[@]}" shell <<<"run $word.yaml"
		[ "$status" -eq 2 ]
		[ "$stderr" = "hwreg: line 1: run: this shell changes nothing; to let it: hwreg shell --write" ]
	done
	run --separate-stderr "${hwreg[@]}" shell <<<"run read.yaml"
	[ "$status" -eq 0 ]
}

# ---- Wrong files -----------------------------------------------------------------------------------

@test "all mistakes are told at once, with their places, and nothing is touched" {
	sequence wrong.yaml <<-'END'
		variables: {A: 1 / 0}
		steps:
		  - poke: D.NONE=1
		  - expect: D.CTRL.MODE==4
		  - poke: D.DATA=${B}
		  - shell: "true"
	END
	refused 2 '[variable-unknown]' -b ./board.yaml -t "sim:$simulation" run wrong.yaml
	run --separate-stderr "${named[@]}" run wrong.yaml
	echo "$stderr"
	[ "$(sed -E 's/.*\[([a-z-]*)\]$/\1/' <<<"$stderr" | tr '\n' ' ')" = "expression-value variable-unknown shell-refused " ]
}

@test "files that are not there are all told" {
	steps wrong.yaml <<<'- poke: D.DATA=${B}'
	results 2 run a.yaml b.yaml wrong.yaml c.yaml
	[ "$stderr" = "hwreg: a.yaml: No such file or directory
hwreg: b.yaml: No such file or directory
wrong.yaml:3:11: error: 'B': nothing sets the variable B [variable-unknown]
hwreg: c.yaml: No such file or directory" ] || {
		echo "$stderr"
		false
	}
}

@test "locations are looked at when the file is right: all that are wrong" {
	steps wrong.yaml <<-'END'
		- poke: D.NONE=1
		- expect: D.CTRL.MODE==4
		- expect: D.DATA<0
		- poke: D.STAT=1
		- over: {i: [0, 8, 32, 3]}
		  steps: [{peek: "D.CTRL:${i}"}]
	END
	run --separate-stderr "${named[@]}" run wrong.yaml
	[ "$status" -eq 2 ]
	echo "$stderr"
	[ "$(cut -d: -f1,2 <<<"$stderr" | tr '\n' ' ')" = "wrong.yaml:3 wrong.yaml:4 wrong.yaml:5 wrong.yaml:6 wrong.yaml:8 " ]
}

@test "bad input: cycles, bombs, too many steps" {
	steps a.yaml <<<'- run: b.yaml'
	steps b.yaml <<<'- run: a.yaml'
	refused 2 '[run-cycle]' -b ./board.yaml -t "sim:$simulation" run a.yaml
	{
		echo 'hwreg-sequence: 1'
		echo 'x-a: &a [x,x,x,x,x,x,x,x,x,x]'
		for i in b:a c:b d:c e:d f:e g:f h:g; do
			echo "x-${i%:*}: &${i%:*} [$(printf "*${i#*:},%.0s" {1..9})*${i#*:}]"
		done
		echo 'steps: *h'
	} >bomb.yaml
	run -2 timeout 20 "${named[@]}" run bomb.yaml
	{ echo 'hwreg-sequence: 1' && echo 'steps:' && yes '- note: x' | head -n 1000000; } >long.yaml
	run -2 timeout 60 "${named[@]}" run long.yaml
	echo "$output"
}

@test "the example in the manual runs" {
	sed -n '/^\.SH EXAMPLE/,/^\.fi/p' "$SRCTREE/src/man/hwreg-sequence.5.in" |
		sed '1,/^\.nf/d; /^\.fi/d; s/\\&//g; s/\\-/-/g; s/\\(aq/'"'"'/g; s/\\e/\\/g' >example.yaml
	run --separate-stderr "$HWREG" -b "$SRCTREE/boards/qemu-virt-arm64.yaml" -t sim run example.yaml
	[ "$status" -eq 0 ] || {
		echo "$output $stderr"
		false
	}
}

# Names of the checks that only sequences have, from the table that makes them
checks() {
	sed -n 's/^[[:space:]]*Y([A-Z0-9_]*, "\([a-z0-9-]*\)".*/\1/p' "$SRCTREE/src/lib/board/check.h"
}

@test "every check of sequences is in the manual, and has a bad file" {
	[ "$(checks | wc -l)" -gt 10 ]
	for check in $(checks); do
		grep -q "^\.B ${check//-/\\\\-}\$" "$SRCTREE/src/man/hwreg-sequence.5.in" || {
			echo "hwreg-sequence(5) does not tell of $check"
			return 1
		}
	done
	diff <(checks | sort) <(cd "$SRCTREE/tests/sequences-bad" && printf '%s\n' *.yaml sequence-size.yaml | sed 's/\.yaml$//' | sort)
}

@test "all that is wrong with a sequence is told at once, each mistake at its place and in its words" {
	cp -r "$SRCTREE/tests/sequences-bad/." .
	cd many
	for file in *.yaml; do
		run "$HWREG" -b ../with/board.yaml -t sim run --allow-shell "$file"
		[ "$status" -eq 2 ]
		diff <(printf '%s\n' "$output") "${file%.yaml}.expected"
	done
}

@test "each bad file is refused by the check that it is named after, and no other" {
	cp -r "$SRCTREE/tests/sequences-bad/." .
	{ echo '# expect: 4:3' && echo 'hwreg-sequence: 1' && echo 'steps:' && yes '  - note: x' | head -n 100001; } >sequence-size.yaml
	failed=0
	for check in $(checks); do
		expect=$(sed -n '1s/^# expect: //p' "$check.yaml")
		[[ "$expect" == *.yaml:* ]] || expect=$check.yaml:$expect
		run "$HWREG" -b with/board.yaml -t sim run "$check.yaml"
		if [ "$status" -ne 2 ] || [ "${#lines[@]}" -ne 1 ] ||
			[[ "${lines[0]}" != "$expect: error: "*" [$check]" ]]; then
			echo "$check, expected at $expect: status $status"
			echo "$output"
			failed=1
		fi
	done
	[ "$failed" -eq 0 ]
}
