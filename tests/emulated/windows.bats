#!/usr/bin/env bats
# What can be asked of a window's pages, on /dev/mem and a UIO map
# shellcheck disable=SC2154 # bats sets $output

bats_require_minimum_version 1.5.0

load machine

setup_file() {
	machine_compile "$BATS_FILE_TMPDIR/windows" "$BATS_TEST_DIRNAME/windows.c"
	machine_start offset --overlay "$BATS_TEST_DIRNAME/uio-offset.dtso" --file "$BATS_FILE_TMPDIR/windows=/usr/bin/windows"
}

setup() {
	machine_use offset
}

teardown_file() {
	machine_stop
}

# Shared, writable, not for children (dc), and nothing beside it; what could not be done says why not
expected='value: 0x00000031
before: faults, behind: faults
mlock: 0
grow: -95
what-if: -95'

# check SPEC OFFSET
check() {
	run -0 guest windows "$@"
	echo "$output"
	[ "$(grep -v '^mapping:' <<<"$output")" = "$expected" ]
	[[ "$(grep '^mapping:' <<<"$output")" == "mapping: rw-s rd wr sh "*" pf "*" dc "* ]]
}

@test "mem: guard pages, prefaulting and a lock that needs no limit; no copy, no growth" {
	check mem 0x09010fe0
}

@test "uio: the same around a map that starts inside a page" {
	check uio:uio0 0
}
