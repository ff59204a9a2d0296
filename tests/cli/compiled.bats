#!/usr/bin/env bats
# Compiled boards, and the cache of boards: seen from the command

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	unset HWREG_BOARD HWREG_BOARD_PATH XDG_CACHE_HOME
	cd "$BATS_TEST_TMPDIR"
	counting_file regs 8192
	cat >board.yaml <<-'END'
		hwreg: 1
		board: test
		match: any
		include: [part.yaml]
		blocks:
		  A: {type: part, base: 0}
		  B: {type: part, base: 0x100}
	END
	cat >part.yaml <<-'END'
		hwreg: 1
		types:
		  part:
		    registers:
		      CTRL: {offset: 0x0, fields: {MODE: {bits: "1:0", enum: {off: 0, on: 1}}}}
		      STAT: {offset: 0x4, policy: ro}
	END
	export HWREG_CACHE=$PWD/cache
}

# Until the files of this test are older than the grain of their times
settle() {
	sleep 2.1
}

# peek as a user who is not root; the test's directory must let him in
as_user() { # home, arguments of env
	setpriv --reuid=65534 --regid=65534 --clear-groups env "${@:1}"
}

# Where the board comes from: "cached" or "parsed"; its registers are right in any case
source_is() {
	run --separate-stderr "$HWREG" -v -t file:regs -b board.yaml peek B.STAT
	[ "$status" -eq 0 ]
	[ "$output" = "B.STAT  0x00000104 = 0x07060504  ro" ]
	case $1 in
	cached) [ "${stderr_lines[0]}" = "hwreg: board test, from board.yaml (cached)" ] ;;
	parsed) [ "${stderr_lines[0]}" = "hwreg: board test, from board.yaml" ] ;;
	esac
}

@test "board compile: -b takes the file, which needs the description no more" {
	run "$HWREG" board compile board.yaml --out test.hwb
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	"$HWREG" -b board.yaml list >want
	rm board.yaml part.yaml
	run --separate-stderr "$HWREG" -v -t file:regs -b test.hwb peek A.CTRL.MODE
	[ "$status" -eq 0 ]
	[ "$output" = "A.CTRL.MODE = 0  off" ]
	[ "${stderr_lines[0]}" = "hwreg: board test, from test.hwb" ]
	run "$HWREG" -b test.hwb list
	[ "$status" -eq 0 ]
	[ "$output" = "$(cat want)" ]
	run "$HWREG" -n -b ./test.hwb -t file:regs poke A.CTRL.MODE=on
	[ "$status" -eq 0 ]
	HWREG_BOARD=test.hwb run "$HWREG" -q -t file:regs peek A.STAT
	[ "$output" = 0x07060504 ]
}

@test "board compile: a file that -b takes for a name of a board is told how to name" {
	"$HWREG" board compile board.yaml --out test.board
	run "$HWREG" -b test.board list
	[ "$status" -eq 2 ]
	[[ "$output" == "hwreg: no board test.board.yaml in "*"; for the file in this directory say ./test.board" ]]
	"$HWREG" -b ./test.board list
}

@test "board compile: every board of ours is the same board when it is compiled" {
	local board
	for board in "$SRCTREE"/boards/*.yaml; do
		HWREG_CACHE=0 "$HWREG" board compile "$board" --out b.hwb
		HWREG_CACHE=0 "$HWREG" -b "$board" list >want
		"$HWREG" -b ./b.hwb list >got
		cmp want got
	done
}

@test "board compile: a wrong board and a wrong place are refused, and nothing is left" {
	run "$HWREG" board compile board.yaml
	[ "$status" -eq 2 ]
	[ "$output" = "hwreg: board compile: give the file to write with --out FILE" ]
	sed -i s/part.yaml/none.yaml/ board.yaml
	run "$HWREG" board compile board.yaml --out test.hwb
	[ "$status" -eq 2 ]
	[[ "$output" == board.yaml:4:11:\ error:*\[include-missing\]* ]]
	[ ! -e test.hwb ]
	sed -i s/none.yaml/part.yaml/ board.yaml
	run "$HWREG" board compile board.yaml --out none/test.hwb
	[ "$status" -eq 3 ]
	[ "$output" = "hwreg: none/test.hwb: No such file or directory" ]
	mkdir there
	run "$HWREG" board compile board.yaml --out there
	[ "$status" -eq 2 ]
	[ "$output" = "hwreg: there: this is not a regular file, and would be replaced" ]
	[ -z "$(ls there)" ]
	run bash -c 'ulimit -f 4; "$HWREG" board compile board.yaml --out test.hwb'
	[ "$status" -eq 3 ]
	[ "$output" = "hwreg: test.hwb: File too large" ]
	[ -z "$(find . -name '*hwb*')" ]
}

@test "board compile: a disk that is full is an error, and the old file stays" {
	[ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null || skip "needs root"
	[ -z "${HWREG_FOREIGN-}" ] || skip "QEMU is slow to start there"
	run unshare -m bash -c '
		mkdir small && mount -t tmpfs -o size=8k none small && echo old >small/test.hwb
		"$HWREG" board compile board.yaml --out small/test.hwb
		echo "status $?"
		ls -A small
		cat small/test.hwb
		export HWREG_CACHE=$PWD/small/cache
		sleep 2.1
		"$HWREG" -q -t file:regs -b board.yaml peek A.STAT
		ls -A small/cache'
	[ "$output" = $'hwreg: small/test.hwb: No space left on device\nstatus 3\ntest.hwb\nold\n0x07060504' ]
}

@test "a compiled board that is damaged, cut or another's is refused with what to do" {
	"$HWREG" board compile board.yaml --out test.hwb
	cp test.hwb good.hwb
	printf '\001' | dd of=test.hwb bs=1 seek=4500 conv=notrunc status=none
	refused 2 "test.hwb: this compiled board is damaged; compile it again" -t file:regs -b test.hwb peek A.CTRL
	head -c 6000 good.hwb >test.hwb
	refused 2 "test.hwb: this compiled board is damaged; compile it again" -t file:regs -b test.hwb peek A.CTRL
	: >test.hwb
	refused 2 "test.hwb: this is not a compiled board, or its start is damaged" -t file:regs -b test.hwb peek A.CTRL
	cp good.hwb test.hwb
	printf '\377' | dd of=test.hwb bs=1 seek=12 conv=notrunc status=none
	refused 2 "compiled by another version of hwreg" -t file:regs -b test.hwb peek A.CTRL
	refused 2 "none.hwb: there is no such file" -t file:regs -b none.hwb peek A.CTRL
}

@test "the cache: from the second reading on, and never stale" {
	settle
	"$HWREG" -q -t file:regs -b board.yaml peek A.STAT
	source_is cached
	[ "$(stat -c %a cache)" = 700 ]
	[ "$(stat -c %a cache/board-*.hwb)" = 600 ]
	# the same size and time
	touch -r part.yaml time
	sed -i 's/STAT: {offset: 0x4/STAT: {offset: 0x8/' part.yaml
	touch -r time part.yaml
	run "$HWREG" -q -t file:regs -b board.yaml peek A.STAT
	[ "$status" -eq 0 ]
	[ "$output" = 0x0b0a0908 ]
	# a wrong board is told as if there were no cache
	echo nonsense >part.yaml
	run "$HWREG" -q -t file:regs -b board.yaml peek A.STAT
	[ "$status" -eq 2 ]
	[[ "$output" == *part.yaml:1:* ]]
}

@test "the cache: a young file is read again, board check always" {
	"$HWREG" -q -t file:regs -b board.yaml peek A.STAT
	source_is parsed
	[ -z "$(ls cache 2>/dev/null)" ]
	settle
	source_is parsed
	source_is cached
	# a leak cannot be looked for in a process that is traced
	ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:detect_leaks=0} run strace -f -e trace=openat "$HWREG" board check board.yaml
	[ "$status" -eq 0 ]
	[[ "$output" == *part.yaml* ]]
	[[ "$output" != *"$HWREG_CACHE"* ]]
}

@test "the cache: a damaged entry changes no answer" {
	local size at
	settle
	"$HWREG" -q -t file:regs -b board.yaml peek A.STAT
	source_is cached
	size=$(stat -c %s cache/*.hwb)
	for ((at = 5; at < size; at += 1201)); do
		printf '\252' | dd of="$(echo cache/*.hwb)" bs=1 seek=$at conv=notrunc status=none
		run "$HWREG" -t file:regs -b board.yaml peek A.STAT A.CTRL.MODE
		echo "$at: $output"
		[ "$status" -eq 0 ]
		[ "$output" = $'A.STAT  0x00000004 = 0x07060504\nA.CTRL.MODE = 0  off' ]
	done
}

@test "the cache: text that is damaged is made again, or an error that tells what to do" {
	local long needle at
	[ -z "${ASAN_OPTIONS-}${HWREG_FOREIGN-}" ] || skip "sanitizers and QEMU turn off what forbids to open files"
	long=$(head -c 4090 /dev/zero | tr '\0' x)
	printf '%s\n' 'hwreg: 1' 'board: test' 'match: any' 'blocks: {A: {type: part, base: 0}}' 'types:' '  part:' \
		"    registers: {CTRL: {offset: 0x0, description: ${long}needle$long}}" >board.yaml
	settle
	"$HWREG" -b board.yaml info A.CTRL >expected
	needle=$(grep -abo needle cache/*.hwb | cut -d: -f1)
	cp cache/*.hwb good
	# on a page that is read when it is printed: by then no file may be opened
	printf '\252' | dd of="$(echo cache/*.hwb)" bs=1 seek="$needle" conv=notrunc status=none
	"$HWREG" -b board.yaml info A.CTRL | cmp - expected
	cmp cache/*.hwb good
	# as of a disk that loses bits: that nobody wrote to it
	printf '\252' | dd of="$(echo cache/*.hwb)" bs=1 seek="$needle" conv=notrunc status=none
	touch -d @946684800 cache/*.hwb
	run -2 --separate-stderr "$HWREG" -b board.yaml info A.CTRL
	[[ "$stderr" == "hwreg: the board's files have changed while it was in use, or what the cache keeps of it is \
damaged: run this again; if that does not help, remove $PWD/cache/board-"*.hwb ]]
	rm cache/*.hwb
	"$HWREG" -b board.yaml info A.CTRL | cmp - expected
}

@test "the cache: HWREG_CACHE=0, a relative directory, and one that cannot be made are no cache" {
	local folder
	settle
	for folder in 0 relative /proc/hwreg "$PWD/regs"; do
		export HWREG_CACHE=$folder
		source_is parsed
		source_is parsed
	done
	[ ! -e relative ]
}

@test "the cache: a user's is in his home; without one, or where he may not write, there is none" {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	[ -z "${HWREG_FOREIGN-}" ] || skip "QEMU opens files of its own"
	local open=/tmp/hwreg-cache-test.$$
	mkdir -m 755 "$open"
	cp board.yaml part.yaml regs "$HWREG" "$open"
	mkdir "$open/home" && chown 65534 "$open/home"
	cd "$open"
	settle
	for _ in 1 2; do
		run --separate-stderr as_user -u HWREG_CACHE -u XDG_CACHE_HOME HOME="$open/home" ./hwreg -v -t file:regs -b board.yaml peek A.STAT
		[ "$status" -eq 0 ]
	done
	[[ "$stderr" == *"board.yaml (cached)"* ]]
	[ "$(stat -c '%a %u' home/.cache/hwreg)" = "700 65534" ]
	for _ in 1 2; do
		run --separate-stderr as_user -u HWREG_CACHE -u XDG_CACHE_HOME -u HOME ./hwreg -v -t file:regs -b board.yaml peek A.STAT
		[ "$status" -eq 0 ]
		[[ "$stderr" != *cached* ]]
		run --separate-stderr as_user -u HWREG_CACHE -u HOME XDG_CACHE_HOME="$open" ./hwreg -v -t file:regs -b board.yaml peek A.STAT
		[ "$status" -eq 0 ]
		[[ "$stderr" != *cached* ]]
	done
	# root does not take what the user keeps
	run --separate-stderr env HWREG_CACHE="$open/home/.cache/hwreg" ./hwreg -v -t file:regs -b board.yaml peek A.STAT
	[ "$status" -eq 0 ]
	[[ "$stderr" != *cached* ]]
	rm -rf "$open"
}

@test "the cache: root is warned of a description that others can write, from the cache too" {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	chmod 666 part.yaml
	settle
	"$HWREG" -q -t file:regs -b board.yaml peek A.STAT 2>first
	"$HWREG" -v -q -t file:regs -b board.yaml peek A.STAT 2>second
	grep -q '(cached)' second
	grep -qF "warning: part.yaml, on which the board board.yaml depends, can be written by others than root" first
	grep -qF "warning: part.yaml, on which the board board.yaml depends, can be written by others than root" second
}
