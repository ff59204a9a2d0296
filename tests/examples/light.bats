#!/usr/bin/env bats
# Tests of a board as a shell script: hwreg's output and exit status. TARGET=… is a simulation unless said.
#
#     HWREG_BOARD=boards/demo.yaml bats tests/examples/light.bats

bats_require_minimum_version 1.5.0

setup() {
	target=${TARGET:-sim:light-$$}
}

teardown() {
	[[ $target != sim:* ]] || hwreg sim rm "${target#sim:}" 2>/dev/null || true
}

@test "a field is written, its neighbour stays" {
	hwreg -t "$target" poke LED.CTRL.MODE=blink,LEVEL=5
	hwreg -t "$target" poke LED.CTRL.LEVEL=9
	run -0 hwreg -t "$target" -q peek LED.CTRL.MODE LED.CTRL.LEVEL
	[ "$output" = $'0x2\n0x9' ]
}

@test "what another process changes is waited for" {
	hwreg -t "$target" poke LED.CTRL.MODE=dark
	{ hwreg -t "$target" poke LED.CTRL.MODE=steady; } &
	hwreg -t "$target" wait LED.CTRL.MODE==steady --timeout 5s
}

@test "the light takes every brightness, and shines as before when the test is over" {
	hwreg -t "$target" poke LED.CTRL.MODE=blink,LEVEL=5
	hwreg -t "$target" save LED --out "$BATS_TEST_TMPDIR/before.yaml"
	hwreg -t "$target" run "$BATS_TEST_DIRNAME/light.yaml"
	hwreg -t "$target" diff "$BATS_TEST_TMPDIR/before.yaml"
}

@test "a timer that stands still is found; exit status 1" {
	[[ $target == sim:* ]] || skip "for the simulation, whose timer does not count"
	run -1 hwreg -t "$target" run "$BATS_TEST_DIRNAME/timer.yaml"
	[[ $output == *FAIL*"it counts down"* ]]
}
