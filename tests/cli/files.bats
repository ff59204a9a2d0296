#!/usr/bin/env bats
# Files: when what was written is on the storage, and what is said when it does not get there

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	# the leak check of a sanitized build cannot run under strace
	export ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0
	cd "$BATS_TEST_TMPDIR"
	head -c 16384 /dev/zero >regs
	maps='mmap,?mmap2'
}

# calls NAMES: how often a command line called these on the file or its pages
calls() {
	grep -cE "^($1)\(" trace
}

# unmapped INJECTION...: trace a poke of a file that cannot be mapped, and what else goes wrong
unmapped() {
	strace -P regs -o trace -e "trace=$maps,fdatasync,pwrite64" -e "inject=$maps:error=ENODEV" "$@"
}

@test "several writes are synced once, after the last" {
	strace -o trace -e trace=msync,fdatasync,fsync "$HWREG" -t file:regs poke 0=1 4=2 8:0=1 0@8=4
	[ "$(calls 'msync|fdatasync|fsync')" -eq 1 ]
	[ "$(calls msync)" -eq 1 ]
}

@test "reading syncs nothing" {
	strace -o trace -e trace=msync,fdatasync,fsync "$HWREG" -q -t file:regs peek 0 4
	[ "$(calls 'msync|fdatasync|fsync')" -eq 0 ]
}

@test "a file that cannot be mapped is written all the same, and synced once" {
	unmapped "$HWREG" -t file:regs poke 0=0x11223344 0x2000=2 4:0=1
	[ "$(calls mmap2?)" -eq 1 ]
	[ "$(calls pwrite64)" -eq 3 ]
	[ "$(calls fdatasync)" -eq 1 ]
	[[ "$(grep -vE '^(mmap|\+)' trace | tail -n 1)" == fdatasync* ]]
	[ "$(od -An -tx1 -N 8 regs | tr -d ' ')" = 4433221101000000 ]
	[ "$(od -An -tx1 -j 8192 -N 4 regs | tr -d ' ')" = 02000000 ]
}

@test "an error of the storage is exit 3, and lists what was written" {
	run -3 --separate-stderr strace -o trace -e trace=msync -e inject=msync:error=EIO \
		"$HWREG" -t file:regs poke 0=1 0x10:7:4=2
	[ -z "$output" ]
	[ "$stderr" = "hwreg: regs: write back: Input/output error
       written before the failure: 0=1, 0x10:7:4=2" ]
}

@test "a full disk behind a file that cannot be mapped is exit 3, too" {
	run -3 --separate-stderr unmapped -e inject=fdatasync:error=ENOSPC "$HWREG" -t file:regs poke 0=1 4=2
	[[ "$stderr" == *"hwreg: regs: write back: No space left on device
       written before the failure: 0=1, 4=2" ]]
}

@test "a write that the file takes only in part is exit 3, and those before it are listed" {
	run -3 --separate-stderr unmapped -e inject=pwrite64:error=EIO:when=2 "$HWREG" -t file:regs poke 0=1 4=2 8=3
	[[ "$stderr" == *"hwreg: regs: write at 0x00000004: Input/output error
       written before the failure: 0=1" ]]
	[ "$(od -An -tx1 -N 12 regs | tr -d ' ')" = 010000000000000000000000 ]
}

@test "the error of the storage is in the JSON, with what was written" {
	run -3 --separate-stderr strace -o trace -e trace=msync -e inject=msync:error=EIO \
		"$HWREG" -o json -t file:regs poke 0=1
	[ "$(jq -c '[.error.status, .error.message, .registers[0].value]' <<<"$output")" = \
		'[3,"regs: write back: Input/output error",1]' ]
}
