#!/usr/bin/env bats
# bind and unbind without a device to bind. On devices: tests/emulated/bind.bats; in a made-up sysfs:
# tests/unit/test_bind.c.

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	unset HWREG_BOARD HWREG_BOARD_PATH
	cd "$BATS_TEST_TMPDIR"
	cat >board.yaml <<-'END'
		hwreg: 1
		board: board
		match: {compatible: "acme,rocket"}
		spaces: {pmic: "i2c:1:0x48"}
		types: {t: {size: 0x100, registers: {R: 0x0}}}
		blocks:
		  TIMER: {type: t, base: 0xfedcba9876540000}
		  PMIC: {type: t, space: pmic, base: 0}
	END
}

@test "bind: no such block, none named, no board" {
	refused 2 "TIMR" -b ./board.yaml bind TIMR
	refused 2 "did you mean TIMER" -b ./board.yaml unbind TIMR
	refused 2 "bind" bind
	refused 2 "bind" -b ./board.yaml bind TIMER vfio-pci twice
	refused 2 "unbind" -b ./board.yaml unbind TIMER vfio-pci
	HWREG_BOARD_PATH=. refused 2 "board" bind TIMER
}

@test "bind: another machine's board, a block that is not in memory, an address without a device" {
	refused 2 "acme,rocket" -b ./board.yaml bind TIMER
	refused 2 "acme,rocket" -b ./board.yaml -n unbind TIMER
	refused 2 "PMIC: is in the space pmic" -b ./board.yaml --force=board bind PMIC
	refused 4 "no device of this kernel has its registers at 0xfedcba9876540000" -b ./board.yaml --force=board -n bind TIMER
	refused 4 "no device of this kernel" -b ./board.yaml --force=board unbind TIMER
}
