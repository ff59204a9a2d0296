#!/usr/bin/env bats
# Writes to a part of a register beside the awkward ones; every expected value is worked out by hand

setup() {
	load helpers
	# the leak check of a sanitized build cannot run under strace
	export ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0
	cd "$BATS_TEST_TMPDIR"
	head -c 4096 /dev/zero | tr '\0' '\377' >regs
	cat >board.yaml <<-'END'
		hwreg: 1
		board: test
		match: any
		types:
		  dev:
		    size: 0x100
		    registers:
		      W0C: {offset: 0x0, read: none, write: 0c}
		      W1S: {offset: 0x4, read: none, write: 1s}
		      WOS: {offset: 0x8, policy: wos}
		      EFF: {offset: 0xc, read: none, write: effect}
		      WO: {offset: 0x10, policy: wo}
		      CODE: {offset: 0x14, read: none, write: effect, reset: 0xf0, fields: {GO: 0}}
		      VIEW: {offset: 0x18, fields: {ALL: {bits: "15:0", overlap: true}, DONE: {bits: 8, policy: w1c}, EN: 16}}
		      F: {offset: 0x1c, reserved: 0, fields: {EN: 0, DONE: {bits: 8, policy: w1c}}}
		      RST: {offset: 0x20, reserved: reset, fields: {EN: 0}}
		      PART: {offset: 0x24, reserved: reset, reset: 0xa0, reset-mask: 0xf0, fields: {EN: 0}}
		      FUSE: {offset: 0x28, protect: cannot be undone}
		      VOL: {offset: 0x2c, fields: {LOW: "7:0", BUSY: {bits: 1, volatile: true, overlap: true}}}
		blocks: {X: {type: dev, base: 0}, _U: {type: dev, base: 0x100}}
	END
	dev=(-b ./board.yaml -t file:regs)
}

writes() { # VALUE, words of poke: the last write is VALUE
	local want=$1
	shift
	accesses "${dev[@]}" poke "$@"
	[ "${output##* }" = "$want" ] || { echo "$output" && cat stderr && return 1; }
}

@test "an unreadable register without fields: each bit's neutral value, or a refusal" {
	writes 0xffffffff X.W0C:0=1
	writes 0xfffffffe X.W0C:0=0
	writes 0x00000001 X.W1S:0=1
	refused 2 "X.WOS" "${dev[@]}" poke X.WOS:0=1
	refused 2 "X.EFF" "${dev[@]}" poke X.EFF:0=1
	refused 2 "X.WO" "${dev[@]}" poke X.WO:0=1
}

@test "bits beside the fields of an unreadable register: as after reset" {
	writes 0x000000f1 X.CODE.GO=1
}

@test "a second view of bits does not hide that one of them is write-1-to-clear" {
	writes 0xfffefeff X.VIEW.EN=0
}

@test "reserved: reset keeps what is not known of reset" {
	writes 0xfffffffe X.RST.EN=0
	writes 0xffffffae X.PART.EN=0
}

@test "a field write takes the lock even if it reads nothing; a whole write does not" {
	strace -o trace -e trace=fcntl,?fcntl64 "$HWREG" "${dev[@]}" poke X.F.EN=1
	grep -q F_OFD_SETLK trace
	accesses "${dev[@]}" poke X.F.EN=1
	[ "$output" = "write 32 0x0000001c 0x00000001" ]
	strace -o trace -e trace=fcntl,?fcntl64 "$HWREG" "${dev[@]}" poke X.F=1
	[ "$(grep -c F_OFD_SETLK trace)" -eq 0 ]
}

@test "protection holds for a name with an offset and another width" {
	refused 2 "X.FUSE" "${dev[@]}" poke X.FUSE+0@8=1
	refused 2 "X.FUSE" "${dev[@]}" poke X+0x2a@16=1
	refused 2 "cannot be undone" "${dev[@]}" poke X+0x28=1
}

@test "a bit that is volatile in any view is not verified" {
	refused 2 "X.VOL" "${dev[@]}" poke --verify X.VOL.BUSY=1
	run "$HWREG" "${dev[@]}" poke --verify X.VOL.LOW=3
	[ "$status" -eq 0 ]
}

@test "ranges: names may start with _, the width belongs to the first end" {
	accesses "${dev[@]}" -q peek _U.W0C.._U.CODE
	[ -z "$output" ]
	refused 2 "width belongs to the first end" -t file:regs peek 0x10..0x13@8
	refused 2 "FIRST@WIDTH..LAST" -t file:regs peek 0x10@8-0x13
	accesses -t file:regs -q peek 0x10@8..0x11@8
	[ "$output" = $'read 8 0x00000010\nread 8 0x00000011' ]
}

@test "words that end too early, and bits that are not decimal" {
	refused 2 "after the +" -t file:regs peek 0x10+
	refused 2 "after the last dot" "${dev[@]}" peek X.F.
	refused 2 "decimal" -t file:regs peek 0x10:0b1
	refused 2 "decimal" -t file:regs peek 0x10:1K
	refused 2 "write 0" -t file:regs peek 00
}
