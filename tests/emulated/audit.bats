#!/usr/bin/env bats
# Random boards and command lines on a real device: each access that the emulator saw is one that hwreg told of, and one
# that it may make (tests/audit)
# shellcheck disable=SC2154 # bats sets $output

bats_require_minimum_version 1.5.0
load machine

setup_file() {
	machine_start audit --trace
	# its interrupt would have the kernel access it
	guest 'echo 9010000.pl031 >/sys/bus/amba/drivers/rtc-pl031/unbind' || true
}

teardown_file() {
	machine_stop
}

@test "what QEMU saw of random command lines is what hwreg told, and what it was asked to do" {
	local seed=${SEED:-${HWREG_CI:+22131}}

	machine_use audit
	run env SEED="${seed:-$RANDOM}" RUNS="${RUNS:-10}" "$BATS_TEST_DIRNAME/../audit/run"
	echo "${lines[-1]}" >&3
	[ "$status" -eq 0 ] || echo "$output"
	[ "$status" -eq 0 ]
	[[ ${lines[-1]} =~ ([0-9]+)" accesses compared, "([0-9]+)" of them seen" ]]
	[ "${BASH_REMATCH[1]}" -gt 100 ]
	[ "${BASH_REMATCH[1]}" -eq "${BASH_REMATCH[2]}" ]
}
