#!/usr/bin/env bats
# names that steps make of variables, and those of GPIO lines that a sequence requires

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	load run
	run_setup
}

teardown() {
	run_teardown
}

@test "variables in names and of bits are decimal, in values hexadecimal" {
	sed -i 's|DATA: {offset: 0x04, reset: 0}|&\n      CH%s: {offset: 0x40, count: 12, stride: 4, reset: 0}|' board.yaml
	sequence names.yaml <<-'END'
		variables: {FIRST: 8}
		steps:
		  - over: {bit: [0, 9, 31]}
		    steps:
		      - poke: D.DATA:${bit}=1
		      - expect: D.DATA:${bit}:${bit}==1
		  - poke: D.CH${FIRST + 2}=${FIRST + 2}
		  - expect: D.DATA==${1 << 31 | 1 << 9 | 1}
	END
	results 0 run names.yaml
	is 'names (names.yaml)
  ok     1  repeat bit over 0, 9, 31
  ok     2  poke D.CH10=0xa
  ok     3  expect D.DATA==0x80000201
3 passed in T'
}

@test "requires: CHIP:LINE is a line, by number or name; a register's bit is none" {
	sequence line.yaml <<-'END'
		requires: {targets: ["nowhere:3"]}
		steps: [{poke: D.DATA=1}]
	END
	results 4 run line.yaml
	[[ "$output" == *"skip   1  poke D.DATA=1"*"requires nowhere:3: "*"chip"* ]]
	sed -i 's/nowhere:3/nowhere:ready/' line.yaml
	results 4 run line.yaml
	[[ "$output" == *"requires nowhere:ready: "*"chip"* ]]
	sed -i 's/nowhere:ready/D.DATA:3/' line.yaml
	results 0 run line.yaml
}
