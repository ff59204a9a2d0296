#!/usr/bin/env bats
# What differs between CPUs of 32 and 64 bits, and what must not: offsets beyond 4 GiB

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	cd "$BATS_TEST_TMPDIR"
	truncate -s 5G big
}

@test "a file is read and written beyond 4 GiB" {
	# hwreg asks for page 0x100000 (-strace shows it); the emulator cuts the bytes of that to 32 bits
	[ "${HWREG_FOREIGN-}" != arm32 ] || skip "mmap2 of QEMU 7.2 does not reach beyond 4 GiB"
	run -0 "$HWREG" -t file:big poke 0x100000010=0x12345678 0x13ffffffc=0xabcd0123
	[ "$(od -An -tx1 -j 4294967312 -N 4 big | tr -d ' \n')" = 78563412 ]
	[ "$(od -An -tx1 -j 5368709116 -N 4 big | tr -d ' \n')" = 2301cdab ]
	run -0 "$HWREG" -q -t file:big peek 0x100000010 0x10 0x13ffffffc
	[ "$output" = $'0x12345678\n0x00000000\n0xabcd0123' ]
}

@test "a field beyond 4 GiB is written under the lock" {
	run -0 "$HWREG" -t file:big poke 0x100000020:7:4=5
	run -0 "$HWREG" -q -t file:big peek 0x100000020
	[ "$output" = 0x00000050 ]
}

@test "addresses beyond 4 GiB of a small file" {
	counting_file regs 4096
	run -0 "$HWREG" -q -t file:regs@0x8_0000_0000 peek 0x800000ffc
	[ "$output" = 0xfffefdfc ]
	refused 2 0x800001000 -t file:regs@0x8_0000_0000 peek 0x800001000
}

@test "a register of 64 bits in a block: on a 32-bit CPU left out, and said so" {
	counting_file regs 4096
	echo '{hwreg: 1, board: b, match: any, types: {t: {size: 16, registers: {A: 0, W: {offset: 8, width: 64}}}}, blocks: {X: {type: t, base: 0}}}' >b.yaml
	run -0 --separate-stderr "$HWREG" -b ./b.yaml -t file:regs -q peek X
	if has_64; then
		[ "$output" = $'0x03020100\n0x0f0e0d0c0b0a0908' ]
	else
		[ "$output" = 0x03020100 ]
		[ "$stderr" = "hwreg: skipped 1 register of 64 bits, which this 32-bit CPU cannot read at once" ]
		refused 2 "64" -b ./b.yaml -t file:regs peek X.W
	fi
}

@test "64 bits at once: on a 64-bit CPU one access, on a 32-bit CPU refused" {
	counting_file regs 4096
	if has_64; then
		accesses -t file:regs poke 8@64=0x1122334455667788
		[ "$output" = "write 64 0x00000008 0x1122334455667788" ]
	else
		refused 2 "64" -t file:regs peek 8@64
		refused 2 "64" -t file:regs -w 64 poke 8=1
	fi
}
