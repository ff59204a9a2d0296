#!/usr/bin/env bats
# UIO and PCI devices in a made-up sysfs: which of them a word means, and what is wrong with it. Files stand
# for their registers. Real ones: tests/emulated

bats_require_minimum_version 1.5.0

uio() { # DEVICE NAME
	mkdir -p "sys/class/uio/$1"
	[ -z "$2" ] || echo "$2" >"sys/class/uio/$1/name"
}

map() { # DEVICE MAP ADDR SIZE [OFFSET NAME]
	local folder=sys/class/uio/$1/maps/map$2
	mkdir -p "$folder"
	echo "$3" >"$folder/addr"
	echo "$4" >"$folder/size"
	[ -z "${5-}" ] || echo "$5" >"$folder/offset"
	[ -z "${6-}" ] || echo "$6" >"$folder/name"
}

pci() { # DEVICE COMMAND RESOURCE...
	local folder=sys/bus/pci/devices/$1 none='0x0000000000000000 0x0000000000000000 0x0000000000000000'
	mkdir -p "$folder"
	echo 0x1234 >"$folder/vendor"
	echo 0x11e8 >"$folder/device"
	echo 0xff0000 >"$folder/class"
	printf %b "\x34\x12\xe8\x11$2" >"$folder/config"
	truncate -s 256 "$folder/config"
	shift 2
	printf '%s\n' "$@" >"$folder/resource"
	printf '%s\n' "$none" "$none" "$none" "$none" >>"$folder/resource"
}

setup_file() {
	cd "$BATS_FILE_TMPDIR"
	mkdir -p dev
	touch dev/null
	uio uio0 timer
	map uio0 0 0x910000 0x1000 0x100 ctrl
	map uio0 1 0x920000 0x2000 # as of old kernels: where it starts is not told
	uio uio1 twin
	map uio1 0 0x930000 0x1000 0x0 regs
	uio uio2 twin
	map uio2 0 0x940000 0x1000 0x0 regs
	uio uio10 ''
	uio uio11 broken
	map uio11 0 0x950000 0x1000 0x1000 beyond # its end
	uio uio12 hidden
	map uio12 0 0x960000 0x1000 0x0
	uio uiox none
	uio uio none
	memory='0x0000000000a00000 0x0000000000a00fff 0x0000000000040200'
	ports='0x000000000000e000 0x000000000000e01f 0x0000000000040101'
	fast='0x0000000000b00000 0x0000000000b00fff 0x0000000000042208'
	pci 0000:01:02.0 '\x02' "$memory" "$ports" "$fast"
	pci 0000:01:03.0 '\x00' "${memory//a00/c00}"
	cat >board.yaml <<-'END'
		hwreg: 1
		board: board
		match: any
		types: {t: {size: 0x10, registers: {ID: 0x4}}}
		blocks: {TIMER: {type: t, base: 0x910100}, CARD: {type: t, base: 0xa00020}, PAGE: {type: t, base: 0x910000}}
	END
	# a program on that machine
	cat >on <<-'END'
		#!/bin/sh
		exec unshare -m sh -ec 'mount --bind /dev/null dev/null; mount --rbind dev /dev; mount --rbind sys /sys
			exec "$@"' on "$@"
	END
	cat >machine <<-END
		#!/bin/sh
		cd '$BATS_FILE_TMPDIR' && exec ./on '$HWREG' "\$@"
	END
	chmod +x on machine
}

setup() {
	load helpers
	unset HWREG_BOARD HWREG_BOARD_PATH
	unshare -m mount -t tmpfs none /sys 2>/dev/null || skip "needs mount namespaces"
	cd "$BATS_FILE_TMPDIR"
	rm -f dev/uio*
	truncate -s 12K dev/uio0 dev/uio1 dev/uio10 dev/uio11 dev/uio12
	truncate -s 4K sys/bus/pci/devices/0000:01:0{2,3}.0/resource0 sys/bus/pci/devices/0000:01:02.0/resource2
	real=$HWREG
	HWREG=$BATS_FILE_TMPDIR/machine
}

# put FILE OFFSET TEXT
put() {
	printf %s "$3" | dd "of=$1" bs=1 "seek=$(($2))" conv=notrunc status=none
}

@test "uio: by its number, its name, and the number or name of a map, whose offset counts" {
	put dev/uio0 0x100 abcd
	put dev/uio0 0x1000 1234
	for device in uio0 timer uio0/0 timer/0 uio0/map0 timer/ctrl; do
		run -0 "$HWREG" -t "uio:$device" peek 0
		[ "$output" = "0x00000000 = 0x64636261" ]
	done
	for device in uio0/1 timer/map1; do
		run -0 "$HWREG" -t "uio:$device" peek 0
		[ "$output" = "0x00000000 = 0x34333231" ]
	done
	refused 2 "0x00000f00-0x00000f03 is outside uio:uio0/0, which has 0x00000000-0x00000eff" -t uio:uio0 peek 0xf00
}

@test "uio: names that several devices have, and none" {
	refused 2 "uio:twin: 2 UIO devices have that name; say uioN (hwreg targets lists them)" -t uio:twin peek 0
	run -0 "$HWREG" -t uio:uio1 peek 0
	for device in nothere uiox uio3; do
		refused 4 "uio:$device: no such UIO device; there are uio0 (timer), uio1 (twin), uio2 (twin), uio10 (?), uio11 (broken), uio12 (hidden)" \
			-t "uio:$device" peek 0
	done
	refused 2 "uio0: no map 'x'; there are 0 (ctrl), 1" -t uio:uio0/x peek 0
	[[ $(cat "$BATS_TEST_TMPDIR/stderr") != *"()"* ]]
	for device in uio10 uio11; do
		refused 4 "$device: this UIO device has no memory to map" -t "uio:$device" peek 0
	done
}

@test "uio: words that name no device" {
	long=$(printf 'x%.0s' {1..128})
	for spec in uio uio: uio:uio0/ uio:/ uio:/0 "uio:$long"; do
		refused 2 "target '$spec': expected uio:NAME or uio:NAME/MAP, such as uio:uio0/1" -t "$spec" peek 0
	done
	refused 2 "uio0: no map 'nothere'; there are 0 (ctrl), 1" irq uio:timer/nothere
}

@test "uio: a node that is missing, or another user's" {
	rm dev/uio1
	refused 4 "/dev/uio1: open to read: No such file or directory: sysfs knows the device but its node is missing; is udev or mdev running?" \
		-t uio:uio1 peek 0
	command -v setpriv >/dev/null && [ "$(id -u)" -eq 0 ] || skip "needs root and setpriv"
	chmod 600 dev/uio0
	cp "$real" hwreg
	chmod 755 . hwreg
	run -4 --separate-stderr ./on setpriv --reuid=65534 --clear-groups ./hwreg -t uio:uio0 peek 0
	[ "$output" = "" ]
	[[ $stderr == "hwreg: /dev/uio0: open to read: Permission denied (root:root 0600): join its group, or have a udev rule give it to one:"* ]]
}

@test "auto: the device that has all of a block, and only it" {
	put dev/uio0 0x104 abcd
	put sys/bus/pci/devices/0000:01:02.0/resource0 0x24 wxyz
	run -0 --separate-stderr "$HWREG" -v -b ./board.yaml peek TIMER.ID CARD.ID
	[ "$output" = $'TIMER.ID  0x00910104 = 0x64636261  rw\nCARD.ID   0x00a00024 = 0x7a797877  rw' ]
	[[ $stderr == *"0x00910104 (TIMER.ID) on uio:uio0/0 "* ]]
	[[ $stderr == *"0x00a00024 (CARD.ID) on pci:0000:01:02.0/bar0 "* ]]
	# in the page of the device, but before it: not for UIO, and there is no /dev/mem
	refused 4 "/dev/mem" -b ./board.yaml peek PAGE.ID
}

@test "targets: maps and BARs with their addresses, and what is missing" {
	run -0 "$HWREG" targets
	[ "$(grep -A1 -E '^(uio|pci)' <<<"$output" | grep -v '^port')" = \
'uio:uio0/0               timer      /dev/uio0   0x00910100-0x00910fff  -       root:root 0644  read, write
uio:uio0/1               timer      /dev/uio0   0x00920000-0x00921fff  -       root:root 0644  read, write
uio:uio1/0               twin       /dev/uio1   0x00930000-0x00930fff  -       root:root 0644  read, write
uio:uio2/0               twin       /dev/uio2   0x00940000-0x00940fff  -       -               missing
    its device node is missing; is udev or mdev running?
uio:uio12/0              hidden     /dev/uio12  0x00960000-0x00960fff  -       root:root 0644  read, write
pci:0000:01:02.0/config  1234:11e8  -           0x00000000-0x000000ff  -       root:root 0644  read, write
pci:0000:01:02.0/bar0    1234:11e8  -           0x00a00000-0x00a00fff  -       root:root 0644  read, write
    4 KiB of memory, 32 bits; no driver has enabled it
pci:0000:01:02.0/bar1    1234:11e8  -           0x00000000-0x0000001f  -       -               missing
    32 bytes of I/O ports, 0xe000-0xe01f
pci:0000:01:02.0/bar2    1234:11e8  -           0x00b00000-0x00b00fff  -       root:root 0644  read, write
    4 KiB of memory, 32 bits, prefetchable; no driver has enabled it
pci:0000:01:03.0/config  1234:11e8  -           0x00000000-0x000000ff  -       root:root 0644  read, write
pci:0000:01:03.0/bar0    1234:11e8  -           0x00c00000-0x00c00fff  -       root:root 0644  read, write
    4 KiB of memory, 32 bits; no driver has enabled it' ]
}

@test "pci: BARs and config space, by address; vendor and device where one has them" {
	put sys/bus/pci/devices/0000:01:02.0/resource0 0x10 abcd
	run -0 "$HWREG" -t pci:0000:01:02.0/bar0 peek 0x10
	[ "$output" = "0x00000010 = 0x64636261" ]
	run -0 "$HWREG" -t pci:0000:01:02.0/config peek 0
	[ "$output" = "0x00000000 = 0x11e81234" ]
	refused 2 "0x00000100-0x00000103 is outside pci:0000:01:02.0/config, which has 0x00000000-0x000000ff" -t pci:0000:01:02.0/config peek 256
	refused 2 "several PCI devices have that vendor and device: pci:0000:01:02.0, pci:0000:01:03.0; say which" -t pci:1234:11e8/bar0 peek 0
	refused 2 "pci:0000:01:02.0/bar3: the device has no bar3; it has bar0, bar1, bar2 and config" -t pci:0000:01:02.0/bar3 peek 0
}

@test "pci: write-combined where the kernel has it, and a reason where not" {
	refused 2 "bar0,wc: the BAR is not prefetchable, so that writes to it may not be combined; use bar0 without ,wc" \
		-t pci:0000:01:02.0/bar0,wc peek 0
	refused 2 "bar1,wc: the BAR holds I/O ports, which are not mapped" -t pci:0000:01:02.0/bar1,wc peek 0
	refused 2 "bar2,wc: this kernel maps no memory write-combined; use bar2 without ,wc" -t pci:0000:01:02.0/bar2,wc peek 0
	cp sys/bus/pci/devices/0000:01:02.0/resource2{,_wc}
	run -0 "$HWREG" -t pci:0000:01:02.0/bar2,wc poke 8=0x41424344
	[ "$(dd if=sys/bus/pci/devices/0000:01:02.0/resource2_wc bs=1 skip=8 count=4 status=none)" = DCBA ]
	rm sys/bus/pci/devices/0000:01:02.0/resource2_wc
}

@test "pci: memory that is not decoded is not accessed, until it is turned on as the message says" {
	refused 4 "pci:0000:01:03.0/bar0: memory decoding is off, so that reads would be all ones and writes lost;" \
		-t pci:0000:01:03.0/bar0 peek 0
	grep -qF "hwreg -t pci:0000:01:03.0/config poke 4@16:1=1" "$BATS_TEST_TMPDIR/stderr"
	run -0 "$HWREG" -t pci:0000:01:03.0/config poke 4@16:1=1
	run -0 "$HWREG" -t pci:0000:01:03.0/bar0 peek 0
	[ "$output" = "0x00000000 = 0x00000000" ]
	run -0 "$HWREG" -t pci:0000:01:03.0/config poke 4@16:1=0
}

@test "dev: what is no character device, and one that cannot be mapped" {
	refused 2 "/dev/uio0: not a character device; use file:PATH" -t dev:/dev/uio0 peek 0
	refused 2 "/dev: not a character device" -t dev:/dev peek 0
	refused 2 "target 'dev:': expected dev:PATH, such as dev:/dev/gpiomem" -t dev: peek 0
	refused 2 "target 'dev': expected dev:PATH" -t dev peek 0
	refused 4 "/dev/nothere: No such file or directory" -t dev:/dev/nothere peek 0
	refused 4 "/dev/null: map 0x00000000-0x00000fff: No such device: this device cannot be mapped, so it has no registers to show" \
		-t dev:/dev/null peek 0
}
