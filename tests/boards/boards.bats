#!/usr/bin/env bats
# The device descriptions in boards/ against a second source, the Linux drivers' headers, and QEMU's virt machine
# against its source. The Linux source comes from the cache that tests/emulated fills, QEMU's is fetched; without them
# the tests are skipped, without QEMU's only if HWREG_CI is not set.

load second-sources

setup() {
	here=$BATS_TEST_DIRNAME
	cache=${XDG_CACHE_HOME:-$HOME/.cache}/hwreg/emulated
	python3 -c 'import yaml' 2>/dev/null || skip "python3-yaml is not installed"
	found=$(find "$cache" -path '*/source/*drivers/rtc/rtc-pl031.c' 2>/dev/null | head -n 1)
	[ -n "$found" ] || skip "no Linux source in $cache"
	linux=${found%/drivers/rtc/rtc-pl031.c}
	boards=$BATS_TEST_TMPDIR/boards
	cp -R "$here/../../boards" "$boards"
}

# compare what the copy in $boards says
compare() {
	run "$here/compare-headers" --boards "$boards" "$linux"
}

@test "boards: offsets and bits agree with the Linux drivers" {
	compare
	echo "$output"
	[ "$status" -eq 0 ]
	[[ "$output" =~ ^[0-9]+" offsets, "[0-9]+" fields compared"$ ]]
}

@test "boards: the virt machine of 32 and 64 bits is as QEMU makes it" {
	if ! qemu=$("$here/fetch" qemu); then
		[ -z "$HWREG_CI" ] || return 1
		skip "QEMU's source cannot be fetched"
	fi
	run "$here/compare-headers" --boards "$boards" "$linux" "$qemu"
	echo "$output"
	[ "$status" -eq 0 ]
	[[ "$output" =~ ^[0-9]+" offsets, "[0-9]+" fields compared, 38 other values"$ ]]
	sed -i 's/base: 0x09010000/base: 0x09020000/' "$boards/socs/qemu-virt.yaml"
	run "$here/compare-headers" --boards "$boards" "$linux" "$qemu"
	[ "$status" -eq 1 ]
	[ "${lines[0]}" = "RTC base: 0x9020000, but virt.c VIRT_RTC has 0x9010000" ]
}

@test "boards: compare-headers finds a wrong offset" {
	change devices/pl031.yaml 's/offset: 0x01c/offset: 0x02c/'
	compare
	echo "$output"
	[ "$status" -eq 1 ]
	[ "${lines[0]}" = "pl031.ICR offset: 0x2c, but drivers/rtc/rtc-pl031.c RTC_ICR has 0x1c" ]
}

@test "boards: compare-headers finds a wrong bit" {
	change devices/pl011.yaml 's/TXFE: {bits: 7,/TXFE: {bits: 6,/'
	compare
	echo "$output"
	[ "$status" -eq 1 ]
	[ "${lines[0]}" = "pl011.FR.TXFE bits: 0x40, but \
include/linux/amba/serial.h UART011_FR_TXFE has 0x80" ]
}

@test "boards: compare-headers finds a wrong enumerator" {
	change devices/pl011.yaml 's/bits7: 2, bits8: 3/bits7: 3, bits8: 2/'
	compare
	echo "$output"
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 3 ]
}

@test "boards: compare-headers finds a missing register" {
	change devices/pl061.yaml 's/^      IEV:/      IEW:/'
	compare
	echo "$output"
	[ "$status" -eq 1 ]
	[ "${lines[0]}" = "pl061.IEV: missing, drivers/gpio/gpio-pl061.c GPIOIEV has it at 0x40c" ]
}

@test "boards: compare-headers does not pass when there is nothing to compare" {
	mkdir -p "$BATS_TEST_TMPDIR/empty"
	for file in include/linux/amba/serial.h drivers/tty/serial/amba-pl011.c \
		drivers/rtc/rtc-pl031.c drivers/gpio/gpio-pl061.c; do
		mkdir -p "$BATS_TEST_TMPDIR/empty/${file%/*}"
		: >"$BATS_TEST_TMPDIR/empty/$file"
	done
	linux=$BATS_TEST_TMPDIR/empty
	compare
	[ "$status" -eq 1 ]
	[[ "$output" == *"too few: "* ]]
}

@test "boards: compare-headers says which file is not there" {
	linux=$BATS_TEST_TMPDIR/nowhere
	compare
	[ "$status" -eq 2 ]
	[ "$output" = "compare-headers: $linux/include/linux/amba/serial.h: No such file or directory" ]
}
