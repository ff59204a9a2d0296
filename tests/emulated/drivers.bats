#!/usr/bin/env bats
# Programs with the library on an emulated 64-bit Arm board: the driver of hwreg(7), and faults as errors
# shellcheck disable=SC2154 # bats sets $stderr

bats_require_minimum_version 1.5.0
load machine

setup_file() {
	local guide=$BATS_TEST_DIRNAME/../../src/man/guide
	"$HWREG" export header "$guide/clock.yaml" --out "$BATS_FILE_TMPDIR/clock.h"
	machine_compile "$BATS_FILE_TMPDIR/alarm" "$guide/alarm.c" -I"$BATS_FILE_TMPDIR"
	machine_compile "$BATS_FILE_TMPDIR/guard-call" "$BATS_TEST_DIRNAME/guard-call.c"
	machine_start drivers --uio --file "$BATS_FILE_TMPDIR/alarm=/tmp/alarm" --file "$guide/clock.yaml=/tmp/clock.yaml" \
		--file "$BATS_FILE_TMPDIR/guard-call=/tmp/guard-call"
}

teardown_file() {
	machine_stop
}

setup() {
	machine_use drivers
}

@test "the driver of hwreg(7) sets an alarm through UIO, and waits for its interrupt" {
	run -0 --separate-stderr guest 'cd /tmp && ./alarm && hwreg -q -f dec peek RTC.DR RTC.RIS'
	[ "${#lines[@]}" -eq 3 ]
	[[ "${lines[0]}" =~ ^alarm\ at\ ([0-9]+)$ ]]
	# it has come: not before its time, and the request was taken back
	[ "${lines[1]}" -ge "${BASH_REMATCH[1]}" ]
	[ "${lines[2]}" -eq 0 ]
	[ -z "$stderr" ]
}

@test "the same through a target that is not there: what is wrong is said" {
	run -4 guest 'cd /tmp && ./alarm uio:nothing'
	[[ "$output" == *nothing* ]]
}

@test "hwreg_guard_call: a bus error ends the function, and nothing else" {
	run -0 guest /tmp/guard-call
	[ "${lines[0]}" = "100 steps; 0x08500fe0: 0x08500fe0 on mem: bus error: nothing answered at this address (is the block powered and clocked?)" ]
	[ "${lines[1]}" = "101 steps; 0x00000031" ]
}
