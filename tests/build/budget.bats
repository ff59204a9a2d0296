#!/usr/bin/env bats
# tests/bench/budget: what it compares, writes and skips. A script in place of callgrind tells the counts.
# $BUILD: the main build.

bats_require_minimum_version 1.5.0

setup() {
	unset MAKEFLAGS MAKELEVEL MFLAGS
	folder=$BATS_TEST_TMPDIR/tests/bench
	mkdir -p "$folder" "$BATS_TEST_TMPDIR/bin"
	cp -r "$SRCTREE/tests/bench/budget" "$SRCTREE/tests/bench/rows" "$folder"
	sed -i 's/^YOUNG = .*/YOUNG = 0/' "$folder/budget"
	cp -r "$SRCTREE/Kconfig" "$SRCTREE/src" "$BATS_TEST_TMPDIR"
	made=$BATS_TEST_TMPDIR/build
	make -s -f "$SRCTREE/Makefile" "O=$made" defconfig >/dev/null
	cp "$BUILD/hwreg" "$BUILD/.compile" "$made"
	collect 100000
}

# collect NUMBER: what each process executes
collect() {
	cat >"$BATS_TEST_TMPDIR/bin/valgrind" <<-END
		#!/bin/sh
		[ "\$1" != --version ] || { echo valgrind-3.19.0; exit; }
		echo "==1== Collected : $1" >&2
	END
	chmod +x "$BATS_TEST_TMPDIR/bin/valgrind"
}

budget() {
	PATH=$BATS_TEST_TMPDIR/bin:$PATH "$folder/budget" "$@"
}

@test "what was written down is met, within 2% to both sides" {
	budget "$made" renew
	[ "$(grep -c '^   100000 ' "$folder/instructions")" -eq 6 ]
	for count in 98000 100000 102000; do
		collect $count
		run -0 budget "$made"
		[ "${lines[0]}" = 1..6 ]
		[ "$(grep -c '^ok [1-6] ' <<<"$output")" -eq 6 ]
	done
	for count in 97999 102001; do
		collect $count
		run -0 budget "$made"
		[ "$(grep -c '^not ok [1-6] ' <<<"$output")" -eq 6 ]
	done
	[ "${lines[1]}" = "not ok 1 --version: 102001 instructions, +2.00%" ]
	[ "${lines[2]}" = "# 100000 are in tests/bench/instructions. If the change is meant, write it down: make budget" ]
}

@test "a command that is not in the file, and one that is only there, fail" {
	budget "$made" renew
	sed -i 's/ --version/ --nothing/' "$folder/instructions"
	run -0 budget "$made"
	[ "${lines[0]}" = 1..7 ]
	[ "${lines[1]}" = "not ok 1 --nothing: only in the file: make budget" ]
	[ "${lines[7]}" = "not ok 7 --version: only counted: make budget" ]
	[ "$(grep -c '^ok ' <<<"$output")" -eq 5 ]
}

@test "what another compiler made is skipped, with the reason" {
	budget "$made" renew
	sed -i 's/glibc [0-9.]*/glibc 1.0/' "$folder/instructions"
	run -0 budget "$made"
	[ "${lines[0]}" = 1..6 ]
	[[ "${lines[1]}" == "ok 1 --version # SKIP the counts are of "*", glibc 1.0, "*"; this is "*", glibc "* ]]
	[ "$(grep -c '# SKIP' <<<"$output")" -eq 6 ]
}

@test "another configuration is skipped, and not written down" {
	budget "$made" renew
	sed -i '/^CONFIG_JSON=/d' "$made/.config"
	run -0 budget "$made"
	[ "${lines[1]}" = "ok 1 --version # SKIP the counts are of the default configuration" ]
	run -1 budget "$made" renew
	[ "$output" = "budget: the counts are of the default configuration, which this build does not have: make defconfig" ]
}

@test "a command that fails is told, and no count" {
	printf '#!/bin/sh\n[ "$1" != --version ] || exit 0\necho no >&2\nexit 2\n' >"$BATS_TEST_TMPDIR/bin/valgrind"
	run -1 budget "$made" renew
	[ "${lines[0]}" = "budget: ./hwreg --version: status 2" ]
	[ "${lines[1]}" = no ]
	[ ! -e "$folder/instructions" ]
}
