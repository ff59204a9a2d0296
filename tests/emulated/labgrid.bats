#!/usr/bin/env bats
# The sequences of tests/drivers/sequences as a board farm runs them: Debian's labgrid boots the board, types on its
# console and reads what hwreg says. Without labgrid it is skipped, unless HWREG_CI is set.

bats_require_minimum_version 1.5.0

setup() {
	[ -n "$HWREG_CI" ] || /usr/bin/python3 -c 'import labgrid' 2>/dev/null || skip "python3-labgrid is not installed"
	export HWREG_SEQUENCES=$BATS_TEST_TMPDIR
	cp "$BATS_TEST_DIRNAME"/../drivers/sequences/*.yaml "$HWREG_SEQUENCES"
}

@test "labgrid: the sequences pass, a wrong one fails with its place, one for another board is skipped" {
	sed 's/RTC.PERIPHID0==0x31/RTC.PERIPHID0==0x30/' "$HWREG_SEQUENCES/rtc-alarm.yaml" >"$HWREG_SEQUENCES/wrong.yaml"
	sed 's/board: qemu-virt-arm64/board: raspi3b/' "$HWREG_SEQUENCES/gpio-line.yaml" >"$HWREG_SEQUENCES/other.yaml"
	run -1 "$BATS_TEST_DIRNAME/../drivers/labgrid/run" -q -rA --tb=line
	for file in gpio-line rtc-alarm uart-line; do
		[[ $output == *"PASSED tests/drivers/labgrid/test_board.py::test_sequence[$file.yaml]"* ]]
	done
	[[ $output == *"AssertionError: /root/sequences/wrong.yaml:16: "*"RTC.PERIPHID0"* ]]
	[[ $output == *"1 failed, 3 passed, 1 skipped"* ]]
}
