#!/usr/bin/env bats
# dt:NODE on a machine made up of files: a device tree and a UIO device in /sys, physical memory in /dev/mem.
# On a kernel's own tree: tests/emulated/devicetree.bats; the reading of it: tests/unit/test_devicetree.c.

bats_require_minimum_version 1.5.0

setup_file() {
	cd "$BATS_FILE_TMPDIR"
	cat >t.dts <<-'END'
		/dts-v1/;
		/ {
			compatible = "v,board";
			#address-cells = <2>;
			#size-cells = <2>;
			aliases { serial0 = "/soc/serial@0"; clock = "/soc/timer@10000"; lost = "/soc/gone@0"; };
			soc {
				#address-cells = <1>;
				#size-cells = <1>;
				ranges = <0x0 0x0 0x900000 0x100000>;
				serial@0 { reg = <0x0 0x1000>; status = "okay"; };
				timer@10000 { reg = <0x10000 0x100 0x10800 0x80>; reg-names = "regs", "fifo"; };
				serial@20000 { reg = <0x20000 0x100>; status = "disabled"; };
				bridge@30000 {
					#address-cells = <1>;
					#size-cells = <1>;
					ranges = <0x0 0x30000 0x1000>;
					status = "fail-power";
					dma@100 { reg = <0x100 0x20>; };
				};
				i2c@40000 {
					reg = <0x40000 0x100>;
					#address-cells = <1>;
					#size-cells = <0>;
					sensor@48 { reg = <0x48>; };
				};
				pcie@50000 {
					reg = <0x50000 0x1000>;
					device_type = "pci";
					#address-cells = <3>;
					#size-cells = <2>;
					ranges = <0x02000000 0 0x60000 0x60000 0 0x1000>;
					net@0,0 { reg = <0 0 0 0 0>; };
				};
				far@200000 { reg = <0x200000 0x100>; };
			};
		};
	END
	dtc -q -I dts -O dtb -o t.dtb t.dts
	mkdir -p sys/firmware/devicetree sys/class/uio/uio3/device sys/class/uio/uio3/maps/map0 dev
	"$BATS_TEST_DIRNAME/../import/dtb-files" t.dtb sys/firmware/devicetree/base
	# UIO has the timer's first range, whose pages go on behind it
	ln -s /sys/firmware/devicetree/base/soc/timer@10000 sys/class/uio/uio3/device/of_node
	echo timer >sys/class/uio/uio3/name
	echo 0x910000 >sys/class/uio/uio3/maps/map0/addr
	echo 0x10000 >sys/class/uio/uio3/maps/map0/size
	echo 0x0 >sys/class/uio/uio3/maps/map0/offset
	echo regs >sys/class/uio/uio3/maps/map0/name
	touch dev/null
	cat >board.yaml <<-'END'
		hwreg: 1
		board: board
		match: any
		types: {timer: {size: 0x100, registers: {COUNT: 0x4}}}
		blocks: {TIMER: {type: timer, base: 0x910000}}
	END
	cat >machine <<-END
		#!/bin/sh
		exec unshare -m sh -ec 'cd "\$0"; mount --bind /dev/null dev/null; mount --rbind dev /dev
			mount --rbind sys /sys; exec "\$@"' '$BATS_FILE_TMPDIR' '$HWREG' "\$@"
	END
	chmod +x machine
}

setup() {
	load helpers
	unset HWREG_BOARD HWREG_BOARD_PATH
	unshare -m mount -t tmpfs none /sys 2>/dev/null || skip "needs mount namespaces"
	cd "$BATS_FILE_TMPDIR"
	rm -f dev/mem dev/uio3
	truncate -s 16M dev/mem
	truncate -s 64K dev/uio3
	HWREG=$BATS_FILE_TMPDIR/machine
}

# put FILE OFFSET TEXT
put() {
	printf %s "$3" | dd "of=dev/$1" bs=1 "seek=$(($2))" conv=notrunc status=none
}

# get FILE OFFSET: four bytes
get() {
	dd "if=dev/$1" bs=1 "skip=$(($2))" count=4 status=none
}

@test "dt: a path and an alias are the registers of the node, counted from their first byte" {
	put mem 0x900ffc abcd
	for node in /soc/serial@0 serial0 serial0:0 /soc/serial@0:0; do
		run -0 --separate-stderr "$HWREG" -q -t "dt:$node" peek 0xffc
		[ "$output" = 0x64636261 ]
	done
	run -0 --separate-stderr "$HWREG" -v -t dt:serial0 poke 8=0x34333231
	[[ $stderr == *"write 32 bits at 0x00000008 on dt:/soc/serial@0 = 0x34333231"* ]]
	[ "$(get mem 0x900008)" = 1234 ]
}

@test "dt: the bytes of reg are there, and no others" {
	refused 2 "is outside dt:/soc/serial@0, which has 0x00000000-0x00000fff" -t dt:serial0 peek 0x1000
	refused 2 "is outside dt:/soc/timer@10000:1, which has 0x00000000-0x0000007f" -t dt:clock:fifo peek 0x7d@8..0x80@8
	refused 2 "which has 0x00000000-0x000000ff" -t dt:clock poke 0x100=1
}

@test "dt: a part of reg by its number and by its name" {
	put mem 0x910800 wxyz
	for part in 1 fifo; do
		run -0 --separate-stderr "$HWREG" -q -t "dt:clock:$part" peek 0
		[ "$output" = 0x7a797877 ]
	done
	for part in 2 01 1x 4294967296 FIFO regs,fifo; do
		refused 2 "reg has no part '$part'; there are 0 to 1, by name regs, fifo" -t "dt:clock:$part" peek 0
	done
	refused 2 "reg has no part 'regs'; there is 0" -t dt:serial0:regs peek 0
}

@test "dt: a UIO device of the node is preferred, for the range that it has" {
	put uio3 4 5678
	put mem 0x910004 abcd
	run -0 --separate-stderr "$HWREG" -v -q -t dt:clock peek 4
	[ "$output" = 0x38373635 ]
	[[ $stderr == *" on uio:uio3/0 "* ]]
	run -0 --separate-stderr "$HWREG" -q -b ./board.yaml -t dt:clock peek TIMER.COUNT
	[ "$output" = 0x38373635 ]
	rm dev/uio3
	refused 4 "sysfs knows the device but its node is missing" -t dt:clock peek 4
}

@test "dt: a UIO device at the same address that is of another node is not taken" {
	put mem 0x910004 abcd
	ln -sfn /sys/firmware/devicetree/base/soc/serial@0 sys/class/uio/uio3/device/of_node
	run -0 --separate-stderr "$HWREG" -q -t dt:clock peek 4
	ln -sfn /sys/firmware/devicetree/base/soc/timer@10000 sys/class/uio/uio3/device/of_node
	[ "$output" = 0x64636261 ]
}

@test "dt: named registers are where the board has them, or refused" {
	put uio3 4 5678
	run -0 --separate-stderr "$HWREG" -b ./board.yaml -t dt:/soc/timer@10000:regs peek TIMER.COUNT
	[ "$output" = "TIMER.COUNT  0x00910004 = 0x38373635" ]
	refused 2 "is outside dt:/soc/serial@0" -b ./board.yaml -t dt:serial0 peek TIMER.COUNT
	sed 's/match: any/match: {compatible: "other,board"}/' board.yaml >other.yaml
	refused 2 "other,board" -b ./other.yaml -t dt:clock peek TIMER.COUNT
}

@test "dt: a node that is not okay, or below such a one, is refused unless it is forced" {
	put mem 0x920000 abcd
	refused 4 'the status of /soc/serial@20000 is "disabled", not "okay"' -t dt:/soc/serial@20000 peek 0
	refused 4 'the status of /soc/serial@20000 is "disabled", not "okay"' -n -t dt:/soc/serial@20000 poke 0=1
	refused 4 'the status of /soc/bridge@30000 is "fail-power", not "okay"' -t dt:/soc/bridge@30000/dma@100 peek 0
	run -0 --separate-stderr "$HWREG" -q --force=requires -t dt:/soc/serial@20000 peek 0
	[ "$output" = 0x64636261 ]
	put mem 0x930100 wxyz
	run -0 --separate-stderr "$HWREG" -q --force=requires -t dt:/soc/bridge@30000/dma@100 peek 0
	[ "$output" = 0x7a797877 ]
}

@test "dt: in a shell a line may force what the next one must not" {
	put mem 0x920000 abcd
	run -4 --separate-stderr "$HWREG" -q -t dt:/soc/serial@20000 shell <<-'END'
		--force=requires peek 0
		peek 0
	END
	[ "$output" = 0x64636261 ]
	[[ $stderr == *'"disabled"'* ]]
}

@test "dt: what is no node is refused with near names" {
	refused 4 "no node /soc/serial; did you mean serial@0, serial@20000?" -t dt:/soc/serial peek 0
	refused 4 "no node /soc/seriol@0; did you mean serial@0?" -t dt:/soc/seriol@0 peek 0
	refused 4 "no node /sco; did you mean soc?" -t dt:/sco/serial@0 peek 0
	refused 4 "no node /soc/gone@0" -t dt:lost peek 0
	refused 4 "no alias serial1; did you mean serial0?; a path starts with /" -t dt:serial1 peek 0
	refused 4 "no node /soc/serial@0/reg" -t dt:/soc/serial@0/reg peek 0
}

@test "dt: what is no path is refused with the form" {
	for node in '' : :0 /soc/ //soc /soc//serial@0 /soc/../soc/serial@0 /./soc serial0/.. serial0: serial0/; do
		refused 2 "expected dt:NODE or dt:NODE:PART" -t "dt:$node" peek 0
	done
	refused 2 "expected dt:NODE or dt:NODE:PART" -t dt peek 0
	refused 2 "expected dt:NODE or dt:NODE:PART" -t "dt:/$(printf '%0600d' 0)" peek 0
	refused 4 "no alias .." -t dt:.. peek 0
	refused 4 "no alias .." -t dt:../soc/serial@0 peek 0
}

@test "dt: registers that the CPU does not see as memory" {
	refused 2 "below /soc/i2c@40000, an I2C bus: use i2c:BUS:ADDR" -t dt:/soc/i2c@40000/sensor@48 peek 0
	refused 2 "below /soc/pcie@50000, a PCI bus: use pci:DDDD:BB:DD.F/barN" -t dt:/soc/pcie@50000/net@0,0 peek 0
	refused 2 "0x200000-0x2000ff is in none of the ranges of /soc as a whole" -t dt:/soc/far@200000 peek 0
	refused 2 "the node /soc has no registers: it has no reg" -t dt:/soc peek 0
	refused 2 "the node / has no registers" -t dt:/ peek 0
}

@test "dt: in a space of a board's own, offsets" {
	put mem 0x900008 abcd
	sed -e 's/^types:/spaces: {uart: "dt:serial0"}\n&/' -e 's/timer, base: 0x910000/timer, space: uart, base: 4/' board.yaml >space.yaml
	run -0 --separate-stderr "$HWREG" -b ./space.yaml peek TIMER.COUNT
	[ "$output" = "TIMER.COUNT  0x00000008 = 0x64636261" ]
}

@test "dt: completion knows aliases, and paths of nodes that have registers" {
	run -0 "$HWREG" completion words -- hwreg -t dt:s
	[ "$output" = dt:serial0 ]
	run -0 "$HWREG" completion words -- hwreg -t uart=dt:/soc/serial@
	[ "$(sort <<<"$output")" = $'uart=dt:/soc/serial@0\nuart=dt:/soc/serial@20000' ]
	run -0 "$HWREG" completion words -- hwreg -t dt:/soc/b
	[ "$output" = dt:/soc/bridge@30000/dma@100 ]
	run -0 "$HWREG" completion words -- hwreg -t dt:/soc/x
	[ -z "$output" ]
	# readline replaces what follows the @
	# shellcheck source=/dev/null
	source <("$HWREG" completion bash)
	COMP_LINE="$HWREG -t dt:/soc/serial@2"
	COMP_POINT=${#COMP_LINE}
	_hwreg
	[ "${COMPREPLY[*]}" = 20000 ]
}

@test "dt: a machine without a device tree" {
	mkdir -p none/class
	HWREG=$BATS_TEST_TMPDIR/none
	sed 's/--rbind sys/--rbind none/' machine >"$HWREG"
	chmod +x "$HWREG"
	[ ! -e /proc/device-tree ] || skip "this machine has one"
	refused 4 "this machine is not described by a device tree (there is no /proc/device-tree)" -t dt:serial0 peek 0
}
