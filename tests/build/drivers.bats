#!/usr/bin/env bats
# The drivers of tests/drivers on models of their devices: the source that drives hardware, compiled with -DHWREG_IO_HOOK.
# Built with what `make install` installs and pkg-config finds, in a folder of its own. Hardware: tests/emulated/drivers-*.
# $SRCTREE: the sources; $BUILD: the main build.

setup_file() {
	bats_require_minimum_version 1.5.0
	unset MAKEFLAGS MAKELEVEL MFLAGS
	local dest=$BATS_FILE_TMPDIR/dest
	make -s -f "$SRCTREE/Makefile" "O=$BUILD" install "DESTDIR=$dest"
	export PKG_CONFIG_PATH=$dest/usr/local/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$dest
	export LD_LIBRARY_PATH=$dest/usr/local/lib HWREG_CACHE=0
	export VIRT=$dest/usr/local/share/hwreg/boards/qemu-virt-arm64.yaml
	cp -r "$SRCTREE/tests/drivers" "$BATS_FILE_TMPDIR/sources"
	cd "$BATS_FILE_TMPDIR" || return
	make -s -f sources/Makefile "HWREG=$dest/usr/local/bin/hwreg" "BOARD=$VIRT"
}

setup() {
	bats_require_minimum_version 1.5.0
	cd "$BATS_FILE_TMPDIR" || return
	export HWREG_BOARD=./sources/edu.yaml
}

# clock WORD…: the driver of the clock
clock() {
	HWREG_BOARD=$VIRT ./rtc-model "$@"
}

# broken HOW WORD…: the driver of edu on a model that is broken
broken() {
	EDU_MODEL=$1 ./edu-model "${@:2}"
}

@test "clock: the time is set, and runs" {
	run -0 clock set 1000000000
	[ "$output" -ge 1000000000 ]
	[ "$output" -le 1000000200 ]
}

@test "clock: alarms come in their seconds, one interrupt each, also as time goes round" {
	for model in "" late; do
		RTC_MODEL=$model run -0 clock alarms 20
		[ "${#lines[@]}" -eq 20 ]
		for i in "${!lines[@]}"; do
			[[ ${lines[i]} =~ ^alarm:\ [0-9]{1,3}\ s\ late,\ interrupt\ $((i + 1)),\ missed\ 0$ ]]
		done
	done
}

@test "clock: a poll loop" {
	run -0 clock watch 3
	[ "${#lines[@]}" -eq 3 ]
	[[ ${lines[2]} == *"interrupt 3, missed 0" ]]
	run clock watch 3 no-such-chip:0
	[ "$status" -eq 2 ] || [ "$status" -eq 4 ] # no such chip, or none at all
	[[ $output == "rtc: "* ]]
}

@test "clock: taken away under the driver, it is an error" {
	RTC_MODEL=gone run -3 clock alarms 2
	[ "$output" = "rtc: the clock was taken away" ]
	RTC_MODEL=gone run -3 clock watch 2
	[ "$output" = "rtc: the clock was taken away" ]
}

@test "edu: factorials in 32 bits, one interrupt each" {
	run -0 ./edu-model factorial 0 1 5 12 13
	[ "$output" = "0! = 1, interrupt 1, missed 0
1! = 1, interrupt 2, missed 0
5! = 120, interrupt 3, missed 0
12! = 479001600, interrupt 4, missed 0
13! = 1932053504, interrupt 5, missed 0" ]
}

@test "edu: DMA there and back, every byte compared" {
	run -0 ./edu-model copy 500
	[ "$output" = "500 times 4088 bytes there and back, interrupt 1000, missed 0" ]
}

@test "edu: a bit that changes on the way is found" {
	run -1 broken corrupt copy 2
	[ "$output" = "edu: byte 4087 of round 0 is 0xd0, not 0xd1" ]
}

@test "edu: taken away under the driver, it is an error" {
	for command in "factorial 3" "copy 1" wait poll; do
		# shellcheck disable=SC2086 # words
		run -3 broken gone $command
		[ "${lines[-1]}" = "edu: the device was taken away" ]
	done
}

@test "edu: a device that interrupts for no reason, or does not answer, is an error" {
	run -3 broken reason factorial 3
	[ "$output" = "edu: the device interrupts for 0x2, not 0x1" ]
	run -3 broken reason copy 1
	[ "$output" = "edu: the device interrupts for 0x200, not 0x100" ]
	run -3 broken dead factorial 3
	[ "$output" = "edu: the device interrupts for 0xffffffff, not 0x1" ]
	run -4 broken absent factorial 3
	[ "$output" = "edu: this is no edu device: it does not answer as one" ]
	run -3 broken silent poll
	[ "${lines[-1]}" = "edu: the device does not answer any more: it reads as ones" ]
}

@test "usage; exit status 2, and nothing is done" {
	for words in "" "wrong" "copy" "factorial" "wait 1"; do
		# shellcheck disable=SC2086 # words
		run -2 ./edu-model $words
		[[ $output == "edu: usage: "* ]]
	done
	for words in "" "wrong" "alarms" "set" "get 1" "watch 1 2 3"; do
		# shellcheck disable=SC2086 # words
		run -2 clock $words
		[[ $output == "rtc: usage: "* ]]
	done
}

@test "what is no number is refused, and the clock stays as it is; exit status 2" {
	for word in zz 08 -1 4294967296 1x ""; do
		run -2 clock set "$word"
		[[ $output == "rtc: "* ]]
		run -2 ./edu-model factorial "$word"
		[[ $output == "edu: "* ]]
	done
}

@test "the programs for hardware say what is missing where there is none; exit status 4" {
	[ ! -e /sys/class/uio ] && [ -z "$(grep -lx 0x11e8 /sys/bus/pci/devices/*/device 2>/dev/null)" ] || skip "this machine has such devices"
	HWREG_BOARD=$VIRT run -4 ./rtc get
	[[ $output == "rtc: uio:pl031: no such UIO device"* ]]
	run -4 ./edu-uio copy 1
	[[ $output == "edu: "*"no PCI device 1234:11e8 here"* ]]
	EDU_DEVICE=ffff:1f:1f.7 run -4 ./edu-vfio copy 1
	[[ $output == "edu: "*"ffff:1f:1f.7"* ]]
}

@test "nothing of the sources was used but what is installed" {
	for program in rtc edu-uio edu-vfio rtc-model edu-model; do
		[ "$(ldd "$program" | grep -c 'dest/usr/local/lib/libhwreg.so.0')" -eq 1 ]
	done
	# only the models ask the library for accesses
	[ "$(nm -D --undefined-only edu-model | grep -c 'hwreg_io_\(read\|write\)')" -eq 2 ]
	[ "$(nm -D --undefined-only edu-uio | grep -c 'hwreg_io_')" -eq 0 ]
}
