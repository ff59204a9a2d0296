#!/usr/bin/env bats
# Buffers for DMA, through QEMU's edu device: there and back, every byte compared. On Arm with small pages, on a PC with
# huge ones.
# shellcheck disable=SC2016 # the guest expands its $

bats_require_minimum_version 1.5.0

load machine

setup_file() {
	HWREG_X86_64=$("$BATS_TEST_DIRNAME/build" --for x86_64)
	export HWREG_X86_64
	machine_compile "$BATS_FILE_TMPDIR/dma" "$BATS_TEST_DIRNAME/dma.c"
	machine_compile --for x86_64 "$BATS_FILE_TMPDIR/dma-x86" "$BATS_TEST_DIRNAME/dma.c"
	machine_start plain --file "$BATS_FILE_TMPDIR/dma=/usr/bin/dma" -- -device edu,dma_mask=0xffffffffff
	machine_start huge --x86 --append hugepages=4 --file "$BATS_FILE_TMPDIR/dma-x86=/usr/bin/dma" \
		-- -device edu,dma_mask=0xffffffffff
}

setup() {
	machine_use plain
}

teardown_file() {
	machine_stop
}

# transfer WORD…: with memory decoding and bus mastering on
transfer() {
	guest "for d in /sys/bus/pci/devices/*; do
		[ \"\$(cat \$d/vendor):\$(cat \$d/device)\" != 0x1234:0x11e8 ] || edu=\$d
	done
	printf '\006\000' | dd of=\$edu/config bs=1 seek=4 conv=notrunc 2>/dev/null
	read -r bar rest <\$edu/resource
	dma \$bar $*"
}

# pages: how many huge pages there are, and how many of them are free
pages() {
	guest 'sed -n "s/^HugePages_\(Total\|Free\): *//p" /proc/meminfo'
}

@test "a device reads the buffer and writes it back" {
	run -0 transfer
	[ "$output" = "the same" ]
}

@test "huge page: whole, contiguous and aligned; a device reads and writes across its small pages" {
	machine_use huge
	[ "$(pages)" = $'4\n4' ]
	run -0 transfer huge
	[ "${lines[0]}" = "size 0x200000, begins at a multiple of it: yes, spans 0x200000" ]
	[ "${lines[1]}" = "the same" ]
	# given back at the end
	[ "$(pages)" = $'4\n4' ]
}

@test "huge pages where none are reserved: what reserves them" {
	machine_use huge
	guest 'echo 0 >/proc/sys/vm/nr_hugepages'
	run -4 transfer huge
	[ "$output" = "DMA buffer: no huge page of 2 MiB is free; reserve some in /proc/sys/vm/nr_hugepages: Cannot allocate memory" ]
	guest 'echo 4 >/proc/sys/vm/nr_hugepages'
	run -0 transfer huge
	[ "${lines[1]}" = "the same" ]
}
