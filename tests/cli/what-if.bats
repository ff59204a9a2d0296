#!/usr/bin/env bats
# A dry run of poke on a regular file: what would come of it, tried on a private copy

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	# the leak check of a sanitized build cannot run under strace
	export ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0
	cd "$BATS_TEST_TMPDIR"
	counting_file regs 8192
	cat >board.yaml <<-'END'
		hwreg: 1
		board: test
		match: any
		types:
		  dev:
		    size: 0x10
		    registers:
		      CTRL: {offset: 0x0, fields: {MODE: {bits: "1:0", enum: {slow: 1, fast: 2}}, EN: 2, LEVEL: "15:8"}}
		      BE: {offset: 0x4, endian: big}
		blocks: {DEV: {type: dev, base: 0}}
	END
}

state_of() { # file: content and times
	sha256sum <"$1"
	stat -c '%y %z %s %b' "$1"
}

@test "each write shows what was there, and builds on those before it" {
	run -0 --separate-stderr "$HWREG" -n -t file:regs poke 0x10=0x55 0x10:7:4=3 0x11@8=0xff 0x10@16be=1/3
	[ -z "$stderr" ]
	[ "$output" = "would write 32 bits at 0x00000010 on file:regs = 0x00000055 (was 0x13121110)
would read 32 bits at 0x00000010 on file:regs = 0x00000055
would write 32 bits at 0x00000010 on file:regs = 0x00000035 (was 0x00000055)
would write 8 bits at 0x00000011 on file:regs = 0xff (was 0x00)
would read 16 bits at 0x00000010 on file:regs = 0x35ff
would write 16 bits at 0x00000010 on file:regs = 0x35fd (was 0x35ff)" ]
}

@test "the fields that change are shown, with their names for values" {
	printf '\x02\x07\x00\x00' | dd of=regs conv=notrunc status=none
	run -0 "$HWREG" -n -b ./board.yaml -t file:regs poke DEV.CTRL.MODE=slow,LEVEL=0x20 DEV.BE=4
	[ "$output" = "would read 32 bits at 0x00000000 (DEV.CTRL) on file:regs = 0x00000702
would write 32 bits at 0x00000000 (DEV.CTRL) on file:regs = 0x00002001 (was 0x00000702)
    MODE    1:0 = 1  slow (was 2  fast)
    LEVEL  15:8 = 0x20 (was 0x7)
would write 32 bits at 0x00000004 (DEV.BE) on file:regs = 0x00000004 (was 0x04050607)" ]
}

@test "the file keeps its content and its times" {
	touch -d '2001-02-03 04:05:06' regs
	before=$(state_of regs)
	run -0 "$HWREG" -n -t file:regs poke 0=1 0x1000=2 0x1ffc:3=1
	[ "$(state_of regs)" = "$before" ]
}

@test "what is shown is what a real run then does" {
	run -0 "$HWREG" -n -t file:regs poke 0x10=0x55 0x10:7:4=3 0x1000:31:16=0xabcd
	[[ "$output" == *"0x00000010 on file:regs = 0x00000035 (was 0x00000055)"* ]]
	[[ "$output" == *"0x00001000 on file:regs = 0xabcd0100 (was 0x03020100)"* ]]
	"$HWREG" -t file:regs poke 0x10=0x55 0x10:7:4=3 0x1000:31:16=0xabcd
	run -0 "$HWREG" -q -t file:regs peek 0x10 0x1000
	[ "$output" = $'0x00000035\n0xabcd0100' ]
}

@test "JSON has the value before" {
	run -0 "$HWREG" -n -o json -t file:regs poke 0x10=0x55 0x10:7:4=3
	[ "$(jq -c 'map([.access, .before, .value])' <<<"$output")" = \
		'[["write",319951120,85],["read",null,85],["write",85,53]]' ]
	run -0 "$HWREG" -n -o json -t dev:/dev/zero poke 0x10=0x55
	[ "$(jq -c 'map(has("before"))' <<<"$output")" = '[false]' ]
}

@test "a file that cannot be read is planned alone, with a note" {
	[ "$(id -u)" -eq 0 ] || skip "needs root, to become another user"
	chmod 755 "$BATS_TEST_TMPDIR"
	chmod 0 regs
	run -0 --separate-stderr setpriv --reuid 1001 --clear-groups "$HWREG" -n -t file:regs poke 0=1 4:0=1
	[ "$stderr" = "hwreg: file:regs: what it holds now is not shown: Permission denied" ]
	[ "$output" = "would write 32 bits at 0x00000000 on file:regs = 0x00000001
would read 32 bits at 0x00000004 on file:regs
would write 32 bits at 0x00000004 on file:regs = 0x00000001, keeping the bits 0xfffffffe that were read" ]
}

@test "a file that nobody may write can be tried all the same" {
	[ "$(id -u)" -eq 0 ] || skip "needs root, to become another user"
	chmod 755 "$BATS_TEST_TMPDIR"
	chmod 444 regs
	run -0 setpriv --reuid 1001 --clear-groups "$HWREG" -n -t file:regs poke 0=1
	[ "$output" = "would write 32 bits at 0x00000000 on file:regs = 0x00000001 (was 0x03020100)" ]
}

@test "the file alone is mapped privately, and is not synced or locked" {
	[ -z "${HWREG_FOREIGN-}" ] || skip "strace sees the emulator"
	strace -y -o trace -e trace='/^(mmap|mmap2|msync|fdatasync|fcntl|fcntl64)$' "$HWREG" -n -t file:regs poke 0:0=1 4=2
	[ "$(grep -c 'mmap.*/regs>' trace)" -eq 1 ]
	grep -q 'mmap.*PROT_READ|PROT_WRITE, MAP_PRIVATE, .*/regs>' trace
	[ "$(grep -cE 'msync|fdatasync|fcntl.*SETLK' trace)" -eq 0 ]
}
