#!/usr/bin/env bats
# Buffers for DMA, through QEMU's edu device: there and back, every byte compared
# shellcheck disable=SC2016 # the guest expands its $

bats_require_minimum_version 1.5.0

load machine

setup_file() {
	machine_compile "$BATS_FILE_TMPDIR/dma" "$BATS_TEST_DIRNAME/dma.c"
	machine_start plain --file "$BATS_FILE_TMPDIR/dma=/usr/bin/dma" -- -device edu,dma_mask=0xffffffffff
}

setup() {
	machine_use plain
}

teardown_file() {
	machine_stop
}

@test "a device reads the buffer and writes it back" {
	run -0 guest 'for d in /sys/bus/pci/devices/*; do
		[ "$(cat $d/vendor):$(cat $d/device)" != 0x1234:0x11e8 ] || edu=$d
	done
	printf "\006\000" | dd of=$edu/config bs=1 seek=4 conv=notrunc 2>/dev/null
	read -r bar rest <$edu/resource
	dma "$bar"'
	[ "$output" = "the same" ]
}
