#!/usr/bin/env bats
# Each option, before and after the command, and what is said about wrong ones

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR" || exit 1
	# byte N of the file is N
	for i in {0..255}; do printf '%b' "\\x$(printf %02x "$i")"; done >regs
	export NO_COLOR=1 HWREG_CACHE=0
	demo=$SRCTREE/boards/demo.yaml
}

# refused LINE... -- ARGUMENTS: exit 2, exactly these lines on standard error, nothing else
refused() {
	local expected=()
	while [ "$1" != -- ]; do
		expected+=("$1")
		shift
	done
	shift
	run -2 --separate-stderr "$HWREG" "$@"
	[ -z "$output" ]
	[ "$stderr" = "$(printf '%s\n' "${expected[@]}")" ] || {
		echo "$stderr"
		false
	}
}

@test "-t: before and after the command, short and long" {
	for words in "-t file:regs peek 0x10" "--target file:regs peek 0x10" "peek -t file:regs 0x10" \
		"peek 0x10 --target=file:regs" "peek 0x10 -tfile:regs" "-q -t file:regs peek 0x10"; do
		# shellcheck disable=SC2086 # words
		run -0 --separate-stderr "$HWREG" $words
		[[ "$output" == *0x13121110 ]]
		[ -z "$stderr" ]
	done
}

@test "-t: the last one for a space counts" {
	run -0 "$HWREG" -t file:missing -t file:regs -q peek 0
	[ "$output" = 0x03020100 ]
}

@test "-w: 8, 16, 32 and 64 bits" {
	run -0 "$HWREG" -t file:regs -q -w 8 peek 0x10
	[ "$output" = 0x10 ]
	run -0 "$HWREG" -t file:regs -q --width 16 peek 0x10
	[ "$output" = 0x1110 ]
	run -0 "$HWREG" -t file:regs -q peek 0x10 -w32
	[ "$output" = 0x13121110 ]
	[ "${HWREG_BITS-}" != 32 ] || return 0
	run -0 "$HWREG" -t file:regs -q peek 0x10 --width=64
	[ "$output" = 0x1716151413121110 ]
}

@test "-e: little and big" {
	run -0 "$HWREG" -t file:regs -q -e big peek 0x10
	[ "$output" = 0x10111213 ]
	run -0 "$HWREG" -t file:regs -q --endian little peek 0x10
	[ "$output" = 0x13121110 ]
	run -0 "$HWREG" -t file:regs -e big poke 0x10=0x01020304
	run -0 "$HWREG" -t file:regs -q peek 0x10
	[ "$output" = 0x04030201 ]
}

@test "-f: hex, dec and bin" {
	run -0 "$HWREG" -t file:regs -q -f dec peek 0x10
	[ "$output" = 319951120 ]
	run -0 "$HWREG" -t file:regs -q --format bin peek 0x10@8
	[ "$output" = 0b00010000 ]
	run -0 "$HWREG" -t file:regs -q -f hex peek 0x10:4
	[ "$output" = 0x1 ]
	run -0 "$HWREG" -t file:regs -f bin peek 0x10@8
	[ "$output" = "0x00000010 = 0b0001_0000" ]
}

@test "-q: bare values, registers padded and parts not" {
	run -0 "$HWREG" -t file:regs --quiet peek 0x0 0x10@16 0x10:7:4
	[ "$output" = $'0x03020100\n0x1110\n0x1' ]
}

@test "-b: a path, and HWREG_BOARD for those without it" {
	run -0 "$HWREG" -b "$demo" -t sim -q peek SENSOR.ID
	[ "$output" = 0x5e000042 ]
	HWREG_BOARD=$demo run -0 "$HWREG" -t sim -q peek SENSOR.ID
	[ "$output" = 0x5e000042 ]
	HWREG_BOARD=/missing.yaml run -0 "$HWREG" --board="$demo" -t sim -q peek SENSOR.ID
	[ "$output" = 0x5e000042 ]
}

@test "-b: a numeric peek needs no board, but decodes by the one that is given" {
	run -0 "$HWREG" -t file:regs peek 0x10
	[ "$output" = "0x00000010 = 0x13121110" ]
	run -2 "$HWREG" -b /missing.yaml -t file:regs peek 0x10
	run -0 "$HWREG" -b "$demo" -t sim peek 0x10005000
	[ "$output" = "SENSOR.ID  0x10005000 = 0x5e000042" ]
}

@test "-b: a name without a board says how to give one" {
	run -2 --separate-stderr "$HWREG" -t file:regs peek UART0.FR
	[[ "$stderr" == *"-b BOARD"* ]]
	[[ "$stderr" == *HWREG_BOARD* ]]
}

@test "-v: each access on standard error, before and after it is made" {
	run -0 --separate-stderr "$HWREG" -t file:regs -v peek 0x10
	[ "$output" = "0x00000010 = 0x13121110" ]
	[ "$stderr" = "hwreg: read 32 bits at 0x00000010 on file:regs = 0x13121110" ]
	run -0 --separate-stderr "$HWREG" -t file:regs --verbose poke 0x10=0x55
	[ -z "$output" ]
	[ "$stderr" = "hwreg: write 32 bits at 0x00000010 on file:regs = 0x00000055" ]
}

# with_stderr FILE COMMAND...
with_stderr() { "${@:2}" 2>"$1"; }

@test "-v: what cannot be told is not accessed; exit 3" {
	cp regs before
	run -3 with_stderr /dev/full "$HWREG" -t file:regs -v poke 0x10=0x55
	cmp regs before
	run -3 with_stderr /dev/full "$HWREG" -t file:regs -v peek 0x10
	[ -z "$output" ]
	# descriptor 2 is not open
	run -3 bash -c '"$HWREG" -t file:regs -v poke 0x10=0x55 2>&-'
	cmp regs before
	# without -v nothing is told, and nothing is lost
	run -0 with_stderr /dev/full "$HWREG" -t file:regs poke 0x14=0x55
	run -0 with_stderr /dev/full "$HWREG" -v -n -t file:regs poke 0x10=0x55
	run -0 "$HWREG" -q -t file:regs peek 0x10 0x14
	[ "$output" = $'0x13121110\n0x00000055' ]
}

@test "-v: a reader of standard error that goes away ends a watch; what it was told is all that was accessed" {
	mkfifo pipe
	"$HWREG" -t file:regs -v --log log watch --every 1ms 0x10 >/dev/null 2>pipe &
	watcher=$!
	exec {reader}<pipe
	read -r line <&"$reader"
	exec {reader}<&-
	status=0
	wait "$watcher" || status=$?
	[ "$status" -eq 3 ]
	[[ $line == "hwreg: read 32 bits at 0x00000010"* ]]
	# an access whose result could not be told any more is in the log all the same
	run -0 grep -c ' = 0x13121110$' log
	[ "$output" -eq "$(grep -c ' read ' log)" ]
}

@test "-v: JSON says why the command ended" {
	run -3 with_stderr /dev/full "$HWREG" -t file:regs -v -o json peek 0x10
	[ "$(jq -r '.error.message, .error.status' <<<"$output")" = $'standard error: No space left on device\n3' ]
}

@test "-v: which board is used, and the register's name" {
	run -0 --separate-stderr "$HWREG" -b "$demo" -t sim -v -q peek SENSOR.ID
	[ "${stderr_lines[0]}" = "hwreg: board demo, from $demo" ]
	[ "${stderr_lines[1]}" = \
		"hwreg: read 32 bits at 0x10005000 (SENSOR.ID) on sim = 0x5e000042" ]
}

@test "-n: shows the accesses and makes none" {
	cp regs before
	run -0 --separate-stderr "$HWREG" -t file:regs -n poke 0x10=0x55 0x14:7:4=3
	[ -z "$stderr" ]
	[ "${lines[0]}" = "would write 32 bits at 0x00000010 on file:regs = 0x00000055 (was 0x13121110)" ]
	[ "${lines[1]}" = "would read 32 bits at 0x00000014 on file:regs = 0x17161514" ]
	[ "${lines[2]}" = "would write 32 bits at 0x00000014 on file:regs = 0x17161534 (was 0x17161514)" ]
	[ "${#lines[@]}" -eq 3 ]
	cmp regs before
	run -0 --separate-stderr "$HWREG" -t dev:/dev/zero -n poke 0x10=0x55 0x14:7:4=3
	[ -z "$stderr" ]
	[ "${lines[0]}" = "would write 32 bits at 0x00000010 on dev:/dev/zero = 0x00000055" ]
	[ "${lines[1]}" = "would read 32 bits at 0x00000014 on dev:/dev/zero" ]
	[ "${lines[2]}" = "would write 32 bits at 0x00000014 on dev:/dev/zero = 0x00000030, \
keeping the bits 0xffffff0f that were read" ]
	run -0 "$HWREG" --dry-run -t file:regs peek 0x10
	[ "$output" = "would read 32 bits at 0x00000010 on file:regs" ]
	run -0 "$HWREG" -n -t file:regs watch --every 1ms 0x10
	[ "$output" = "would read 32 bits at 0x00000010 on file:regs" ]
}

@test "-n: what is wrong is refused all the same" {
	run -2 "$HWREG" -n -t file:regs poke 0x100=1
	run -2 "$HWREG" -n -t file:regs peek 0x11
}

@test "--log: the command, then a line an access, appended" {
	"$HWREG" -t file:regs --log log poke 0x10=0x55
	"$HWREG" -t file:regs peek 0x10 --log=log
	run -0 sed -E 's/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{6}Z //; s/hwreg [0-9.]+:/hwreg:/' log
	[ "${lines[0]}" = "hwreg: -t file:regs --log log poke 0x10=0x55" ]
	[ "${lines[1]}" = "write 32 bits at 0x00000010 on file:regs = 0x00000055" ]
	[ "${lines[2]}" = "hwreg: -t file:regs peek 0x10 --log=log" ]
	[ "${lines[3]}" = "read 32 bits at 0x00000010 on file:regs = 0x00000055" ]
	[ "${#lines[@]}" -eq 4 ]
}

@test "--log: no access when it cannot be written" {
	cp regs before
	run -3 --separate-stderr "$HWREG" -t file:regs --log /dev/full poke 0x10=0x55
	[ "$stderr" = "hwreg: --log /dev/full: No space left on device" ]
	cmp regs before
	run -3 --separate-stderr "$HWREG" -t file:regs --log missing/log poke 0x10=0x55
	[ "$stderr" = "hwreg: --log missing/log: No such file or directory" ]
	cmp regs before
}

@test "--log: not begun by a line that is refused, nor by a dry run" {
	run -2 "$HWREG" -t file:regs --log log poke 0x10=0x55 0x100=1
	run -0 "$HWREG" -t file:regs --log log -n poke 0x10=0x55
	[ ! -e log ]
}

@test "--force: policy does what policies refuse" {
	run -2 "$HWREG" -b "$demo" -t sim poke SENSOR.ID=1
	run -0 "$HWREG" -b "$demo" -t sim poke SENSOR.ID=1 --force=policy
}

@test "--force: protect, alone and among others" {
	run -2 --separate-stderr "$HWREG" -b "$demo" -t sim poke FUSES.SERIAL=1
	[[ "$stderr" == *"cannot be undone"* ]]
	run -0 "$HWREG" -b "$demo" -t sim --force=protect poke FUSES.SERIAL=1
	run -0 "$HWREG" -b "$demo" -t sim --force board,protect poke FUSES.SERIAL=1
}

@test "--verify: compares, and refuses what does not read back" {
	run -0 "$HWREG" -b "$demo" -t sim poke --verify LED.CTRL.MODE=blink
	run -2 --separate-stderr "$HWREG" -b "$demo" -t sim poke --verify UART0.COMMAND=1
	[[ "$stderr" == "hwreg: "*"UART0.COMMAND"* ]]
}

@test "--: no options after it" {
	run -2 --separate-stderr "$HWREG" -t file:regs peek -- -q
	[[ "$stderr" == "hwreg: "*-q* ]]
	run -0 "$HWREG" -t file:regs -q -- peek 0x10
}

@test "--version" {
	run -0 --separate-stderr "$HWREG" --version
	[[ "$output" =~ ^"hwreg "[0-9]+\.[0-9]+\.[0-9]+$ ]]
	[ -z "$stderr" ]
	run -0 "$HWREG" peek --version
}

@test "unknown options, with near names" {
	refused "hwreg: no option --targt; did you mean --target?" -- --targt x peek 0
	refused "hwreg: no option --verfy; did you mean --verify?" -- poke --verfy 0=1
	refused "hwreg: --verify is an option of poke alone, and comes after it" -- peek --verify 0
	refused "hwreg: --verify is an option of poke alone, and comes after it" -- --verify poke 0=1
	refused "hwreg: no option -z; hwreg --help lists them" -- peek -z 0
	refused "hwreg: no option -1; a number has no sign" -- peek -1
}

@test "unknown commands, with near names" {
	refused "hwreg: no command pek; did you mean peek?" -- pek 0
	refused "hwreg: no command frobnicate; hwreg --help lists them" -- frobnicate
	refused "hwreg: no command sim lss; did you mean ls?" -- sim lss
	refused "hwreg: sim needs a second word: ls, rm" -- sim
	refused "hwreg: no command given; hwreg --help lists them" --
	refused "hwreg: 0x10 is not a command; to access it: hwreg peek 0x10" -- 0x10
	refused "hwreg: A.B=1 is not a command; to access it: hwreg poke A.B=1" -- A.B=1
}

@test "values that an option does not take" {
	refused "hwreg: -w/--width: '12' is not one of: 8, 16, 32, 64" -- -w 12 peek 0
	refused "hwreg: -e/--endian: 'middle' is not one of: little, big" -- -e middle peek 0
	refused "hwreg: -f/--format: 'oct' is not one of: hex, dec, bin" -- -f oct peek 0
	refused "hwreg: -o/--output: 'xml' is not one of: text, json, csv, vcd, tap, junit" -- -o xml peek 0
	refused "hwreg: -o: peek prints text or json, no other kind" -- -o tap peek 0
	refused "hwreg: -o: watch prints text, json, csv or vcd, no other kind" -- watch -o junit 0
	refused "hwreg: --force: 'all' is not one of: board,policy,protect,busy,requires" -- --force=all peek 0
	refused "hwreg: --force: 'all' is not one of: board,policy,protect,busy,requires" -- --force=board,all peek 0
	refused "hwreg: -f/--format needs an argument: one of hex dec bin" -- peek 0 -f
	refused "hwreg: -t/--target needs an argument: SPEC" -- -t
	refused "hwreg: --quiet takes no value" -- --quiet=1 peek 0
	refused "hwreg: --count: '0' must be at least 1" -- watch --count 0 0
	run -2 --separate-stderr "$HWREG" watch --every 3 0
	[[ "$stderr" == "hwreg: --every: "* ]]
}

@test "arguments: too few, too many, for the other command" {
	refused "hwreg: peek: not enough arguments; usage: hwreg peek LOCATION..." -- peek
	refused "hwreg: decode: not enough arguments; usage: hwreg decode REG VALUE" -- decode X
	refused "hwreg: dump: '2' is too much; usage: hwreg dump LOCATION" -- dump 1 2
	refused "hwreg: X=1: has a value, so this is a write: hwreg poke X=1" -- peek X=1
	refused "hwreg: X: has no value; to write: hwreg poke X=VALUE, to read: hwreg peek X" -- poke X
}
