#!/usr/bin/env bats
# Long ranges in little address space: in 32-bit processes too, where the suite i386 runs this

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	[ -z "${HWREG_FOREIGN-}" ] || skip "the address space is the emulator's"
	[ -z "${ASAN_OPTIONS-}" ] || skip "the sanitizer takes terabytes of address space"
	cd "$BATS_TEST_TMPDIR"
	truncate -s 64G sparse
}

# in_64_mib COMMAND...: more than that is not to be had
in_64_mib() {
	(
		ulimit -v 65536
		"$@"
	)
}

mark() { # offset, four characters
	printf '%s' "$2" | dd of=sparse bs=1 seek="$(($1))" conv=notrunc status=none
}

@test "a range beyond 60 GiB of a sparse file of 64 GiB is dumped in 64 MiB of address space" {
	# around the ends of pieces, and both ends of the range
	mark 0xf00000010 frst
	mark 0xf0100000c end1
	mark 0xf01000010 beg2
	mark 0xf0200000c end2
	mark 0xf02000010 beg3
	mark 0xf0240000c last
	in_64_mib "$HWREG" -t file:sparse dump --raw 0xf00000010..0xf0240000f >out
	[ "$(stat -c %s out)" -eq $((0x2400000)) ]
	cmp out <(tail -c +$((0xf00000010 + 1)) sparse | head -c $((0x2400000)))
	[ "$(tr -d '\0' <out)" = frstend1beg2end2beg3last ]
}

@test "so is the end of the file, in lines" {
	mark 0xffffffffc last
	in_64_mib "$HWREG" -t file:sparse dump 0xfffffffe0..0xfffffffff >out
	[ "$(tail -n 1 out)" = "0xffffffff0  00000000 00000000 00000000 7473616c" ]
}

@test "many long ranges on one command line take no more" {
	# all are mapped, as far as they are, before the first is read and its value does not get out
	ranges=()
	for at in 1 2 3 4 5 6 7 8; do ranges+=("0x${at}00000000..+20M"); done
	run -3 --separate-stderr in_64_mib bash -c '"$0" -q -t file:sparse peek "$@" >/dev/full' "$HWREG" "${ranges[@]}"
	[[ "$stderr" == *"No space left on device"* ]]
}
