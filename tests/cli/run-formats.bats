#!/usr/bin/env bats
# results of run as TAP, JUnit and JSON, and what a dry run shows

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	load run
	run_setup
}

teardown() {
	run_teardown
}

# ---- Formats ---------------------------------------------------------------------------------------

# A sequence with a point of each result
mixed() {
	steps mixed.yaml <<-'END'
		- note: "a <note> # & more"
		- poke: D.DATA=1
		- {shell: 'printf "a\0b\033[31m <&>\n"', name: "odd # \\ <name> & \"more\""}
		- expect: D.CTRL.MODE==slow
		- poke: D.DATA=2
	END
}

@test "-o tap: prove reads it; its details are YAML" {
	command -v prove >/dev/null || skip "prove is not installed"
	mixed
	results 1 -o tap run --allow-shell mixed.yaml
	echo "$output" >mixed.tap
	[ "$(grep -E '^(TAP|1\.\.|(not )?ok|#)' mixed.tap)" = 'TAP version 13
# mixed (mixed.yaml)
# a <note> # & more
ok 1 - mixed: poke D.DATA=1
ok 2 - mixed: odd \# \\ <name> & "more"
not ok 3 - mixed: expect D.CTRL.MODE==slow
ok 4 - mixed: poke D.DATA=2 # SKIP not run: step 3 failed
1..4' ]
	[[ "$output" == *'
  message: "'*'"
  severity: fail
  at:
    file: "mixed.yaml"
    line: 6
    column: 5
  conditions:
    - condition: "D.CTRL.MODE==slow"
      holds: false
      register: "D.CTRL.MODE"
      address: "0x00001000"
      expected: "== 0x1"
      actual: "0x2"
  fields:
    - "D.CTRL  0x00001000 = 0x00000002"
    - "    MODE    1:0 = 2    fast, expected 1 slow"
    - "    LEVEL  15:8 = 0x0"
  accesses:
    - "write 32 bits at 0x00001004 (D.DATA) on sim = 0x00000001"
    - "read 32 bits at 0x00001000 (D.CTRL) on sim = 0x00000002"
  duration_ms: '* ]]
	run prove --exec cat mixed.tap
	[ "$status" -ne 0 ]
	[[ "$output" == *$'Failed test:  3\n'* ]]
	[[ "$output" != *"Parse errors"* ]]
	steps good.yaml <<<'- poke: D.DATA=1'
	"${hwreg[@]}" -o tap run good.yaml good.yaml >good.tap
	run -0 prove --exec cat good.tap
	[[ "$output" == *"All tests successful"* ]]
}

@test "-o tap: a killed run has no plan, a wrong file bails out" {
	command -v prove >/dev/null || skip "prove is not installed"
	steps long.yaml <<-'END'
		- poke: D.DATA=1
		- delay: 60s
		  timeout: 100s
	END
	"${hwreg[@]}" -o tap run long.yaml >long.tap 3>&- &
	pid=$!
	until grep -q '^ok 1' long.tap; do kill -0 $pid; done
	kill -KILL $pid
	wait $pid || true
	run prove --exec cat long.tap
	[ "$status" -ne 0 ]
	[[ "$output" == *"No plan found"* ]]
	steps wrong.yaml <<<'- poke: D.NONE=1'
	run --separate-stderr "${hwreg[@]}" -o tap run wrong.yaml
	[ "$status" -eq 2 ]
	[[ "$output" == $'TAP version 13\nBail out! wrong.yaml:3:11: '*"D.NONE"* ]]
	echo "$output" >wrong.tap
	run prove --exec cat wrong.tap
	[ "$status" -ne 0 ]
	[[ "$output" == *"Bailout called"* ]]
}

@test "-o junit: valid by the schema, whatever is in texts" {
	command -v xmllint >/dev/null || skip "xmllint is not installed"
	mixed
	steps $'odd \x01\xff.yaml' <<-'END'
		- check: 1 == 2
	END
	sequence elsewhere.yaml <<-'END'
		requires: {board: another}
		steps: [{poke: D.DATA=1}, {note: x}, {check: 1}]
	END
	run --separate-stderr "${hwreg[@]}" -o junit run --allow-shell mixed.yaml $'odd \x01\xff.yaml' elsewhere.yaml
	[ "$status" -eq 1 ]
	echo "$output" >mixed.xml
	xmllint --noout --schema "$SRCTREE/tests/cli/junit.xsd" mixed.xml
	[ "$(xmllint --xpath 'string(/testsuites/@tests)' mixed.xml)" = 7 ]
	[ "$(xmllint --xpath 'string(/testsuites/@failures)' mixed.xml)" = 2 ]
	[ "$(xmllint --xpath 'count(//skipped)' mixed.xml)" = 3 ]
	[ "$(xmllint --xpath 'string(//testcase[2]/@name)' mixed.xml)" = 'odd # \ <name> & "more"' ]
	[[ "$(xmllint --xpath 'string(//testcase[2]/system-out)' mixed.xml)" == *'a'*'b'*'[31m <&>'* ]]
	[[ "$(xmllint --xpath 'string(//testcase[1]/system-out)' mixed.xml)" == 'a <note> # & more' ]]
	[[ "$(xmllint --xpath 'string(//testcase[3]/failure)' mixed.xml)" == *'mixed.yaml:6:5'*'MODE    1:0 = 2    fast, expected 1 slow'* ]]
}

@test "-o junit: a wrong file, and what a named simulation is not, are an error in it" {
	command -v xmllint >/dev/null || skip "xmllint is not installed"
	steps wrong.yaml <<<'- poke: D.NONE=1'
	run --separate-stderr "${hwreg[@]}" -o junit run wrong.yaml
	[ "$status" -eq 2 ]
	echo "$output" >wrong.xml
	xmllint --noout --schema "$SRCTREE/tests/cli/junit.xsd" wrong.xml
	[ "$(xmllint --xpath 'string(/testsuites/@errors)' wrong.xml)" = 1 ]
}

@test "-o json: one document with what failed" {
	command -v python3 >/dev/null || skip "python3 is not installed"
	mixed
	run --separate-stderr "${hwreg[@]}" -o json run --allow-shell mixed.yaml
	[ "$status" -eq 1 ]
	echo "$output" >mixed.json
	python3 - <<-'END'
		import json
		d = json.load(open('mixed.json'))
		assert d['summary'] == {'passed': 2, 'failed': 1, 'errors': 0, 'skipped': 1}, d['summary']
		s, = d['sequences']
		assert (s['name'], s['file'], s['result']) == ('mixed', 'mixed.yaml', 'failed')
		assert [x['result'] for x in s['steps']] == ['passed', 'passed', 'failed', 'skipped']
		assert [x['kind'] for x in s['steps']] == ['poke', 'shell', 'expect', 'poke']
		assert s['steps'][1]['name'] == 'odd # \\ <name> & "more"'
		assert s['steps'][1]['exit_status'] == 0
		assert s['steps'][0]['output'] == 'a <note> # & more\n'
		f = s['steps'][2]
		assert (f['line'], f['column'], f['error']['status']) == (6, 5, 1)
		c, = f['conditions']
		assert (c['condition'], c['holds'], c['relation'], c['expected'], c['value'], c['enum']) == \
			('D.CTRL.MODE==slow', False, '==', 1, 2, 'fast')
		assert [(a['access'], a['value'], a['times']) for a in f['accesses']] == [('write', 1, 1), ('read', 2, 1)]
		assert s['steps'][3]['why'] == 'step 3 failed'
	END
	steps wrong.yaml <<<'- poke: D.NONE=1'
	run --separate-stderr "${hwreg[@]}" -o json run wrong.yaml
	[ "$status" -eq 2 ]
	[ "$(python3 -c 'import json, sys; d = json.load(sys.stdin); print(d["error"]["status"], d["error"]["line"], d["sequences"])' <<<"$output")" = "2 3 []" ]
}

@test "-n: the accesses of each step, and none is made" {
	sequence plan.yaml <<-'END'
		restore: D.DATA
		steps:
		  - poke: D.CTRL.LEVEL=3
		  - wait: D.STAT.READY==0
		  - repeat: 2
		    for: i
		    steps: [{poke: "D.DATA=${i}"}]
		  - expect: D.DATA==7
	END
	run --separate-stderr "${named[@]}" -n run plan.yaml
	[ "$status" -eq 0 ]
	is "plan (plan.yaml), dry run
             would read 32 bits at 0x00001004 (D.DATA) on sim:$simulation
         1  poke D.CTRL.LEVEL=3
             would read 32 bits at 0x00001000 (D.CTRL) on sim:$simulation
             would write 32 bits at 0x00001000 (D.CTRL) on sim:$simulation = 0x00000300, keeping the bits 0xffff00ff that were read
         2  wait D.STAT.READY==0
             would read 32 bits at 0x00001008 (D.STAT) on sim:$simulation
         3  repeat 2 times, i from 0
         i=0: poke D.DATA=0
             would write 32 bits at 0x00001004 (D.DATA) on sim:$simulation = 0x00000000
         i=1: poke D.DATA=0x1
             would write 32 bits at 0x00001004 (D.DATA) on sim:$simulation = 0x00000001
         4  expect D.DATA==7
             would read 32 bits at 0x00001004 (D.DATA) on sim:$simulation
         5  put back D.DATA"
	run -2 --separate-stderr "${named[@]}" -n -o junit run plan.yaml
	[ "$stderr" = "hwreg: a dry run has no results: -n prints text or json, no other kind" ]
}

@test "-n -o json: the accesses of each step, and of no condition that it holds" {
	sequence plan.yaml <<-'END'
		steps:
		  - peek: D.DATA
		  - expect: [D.CTRL.MODE==slow, D.DATA!=0]
	END
	run -0 --separate-stderr "${named[@]}" -n -o json run plan.yaml
	[ "$(jq -c '.sequences[0].result, .summary' <<<"$output")" = '"planned"
{"passed":0,"failed":0,"errors":0,"skipped":0}' ]
	run jq -c '.sequences[0].steps[] | [.result, .values, .conditions, [.accesses[] | [.access, .name, .value]]]' <<<"$output"
	[ "$output" = '["planned",[{"name":"D.DATA"}],[],[["read","D.DATA",null]]]
["planned",[],[{"condition":"D.CTRL.MODE==slow","relation":"==","expected":1,"name":"D.CTRL.MODE"},'`
		`'{"condition":"D.DATA!=0","relation":"!=","expected":0,"name":"D.DATA"}],[["read","D.CTRL",null],["read","D.DATA",null]]]' ]
}

# A loop of which each turn fails, inside which there is a wide register, too
failing_loop() {
	sed 's/^\( *\)DATA: .*/&\n\1WIDE: {offset: 0x40, width: 128, access-width: 32, order: low-first}/' board.yaml >wide.yaml
	sequence loop.yaml <<-'END'
		name: "two\tparts"
		keep-going: true
		steps:
		  - repeat: 3
		    for: I
		    steps:
		      - {expect: D.DATA==7, name: "turn ${I}"}
		  - peek: D.WIDE
	END
	run --separate-stderr "$HWREG" -b wide.yaml -t sim "$@" run loop.yaml
	[ "$status" -eq 1 ]
}

@test "a loop that fails in several turns: the first is told, and how many more there are" {
	failing_loop
	[[ "$output" == *"I=0: turn 0 (loop.yaml:"*"D.DATA  0x00001004 = 0x00000000, expected 0x00000007"*"and 2 more in it that did not pass"* ]]
	[[ "$output" == *"D.WIDE  0x00001040 = 0x00000000000000000000000000000000"* ]]
	failing_loop -o json
	[ "$(jq -c '.sequences[0].steps[0] | [.result, .failures, .step.kind, .step.name, .step.loops]' <<<"$output")" = \
		'["failed",3,"expect","turn 0","I=0"]' ]
	[ "$(jq -r '.sequences[0].steps[1].values[0].hex' <<<"$output")" = 0x00000000000000000000000000000000 ]
	failing_loop -o tap
	[[ "$output" == *"not ok 1 - "*'step: "turn 0"'*'loops: "I=0"'*"ok 2 - two parts: peek D.WIDE"* ]]
}
