#!/usr/bin/env bats
# hwreg export dts: overlays that give blocks to UIO, checked by dtc and fdtoverlay.

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	unset HWREG_BOARD HWREG_BOARD_PATH
	cd "$BATS_TEST_TMPDIR"
	cat >b.yaml <<-'YAML'
		hwreg: 1
		board: b
		spaces: {pmic: "i2c:0:0x48"}
		types: {t: {size: 0x10, registers: {R: 0x0}}, large: {size: 0x200}, huge: {size: 0x2000}}
		blocks:
		  UART: {type: t, base: 0x40001000}
		  FIFO: {type: t, base: 0x40001080}
		  OFF: {type: t, base: 0x40002000}
		  PART: {type: t, base: 0x40003040}
		  TWICE: {type: t, base: 0x40004000}
		  ODD: {type: t, base: 0x40005000}
		  LARGE: {type: large, base: 0x40003040, overlap: true}
		  HUGE: {type: huge, base: 0x40003040, overlap: true}
		  NOWHERE: {type: t, base: 0x50000000}
		  PMIC: {type: t, base: 0, space: pmic}
	YAML
	cat >t.dts <<-'DTS'
		/dts-v1/;
		/ {
			compatible = "v,board";
			#address-cells = <1>;
			#size-cells = <1>;
			soc {
				#address-cells = <1>;
				#size-cells = <1>;
				ranges = <0 0x40000000 0x10000>;
				uart@1000 { compatible = "v,uart"; reg = <0x1000 0x100>; interrupts = <1>; };
				off@2000 { compatible = "v,off"; reg = <0x2000 0x100>; status = "disabled"; };
				all@3000 { compatible = "v,all"; reg = <0x3000 0x1000>; };
				part@3040 { compatible = "v,part"; reg = <0x3040 0x20>; };
				one@4000 { compatible = "v,one"; reg = <0x4000 0x100>; };
				two@4000 { compatible = "v,two"; reg = <0x4000 0x100>; };
				od*d@5000 { reg = <0x5000 0x100>; };
			};
		};
	DTS
	dtc -q -f -I dts -O dtb -o t.dtb t.dts 2>/dev/null
}

export_dts() { # BLOCK...
	"$HWREG" -b ./b.yaml export dts --dtb t.dtb "$@"
}

refuses() { # STATUS TEXT ARGUMENTS...: nothing is printed
	run "-$1" --separate-stderr "$HWREG" -b ./b.yaml export dts "${@:3}"
	[ -z "$output" ]
	[ "$stderr" = "hwreg: $2" ] || {
		echo "$stderr"
		return 1
	}
}

@test "export dts: --out writes to a file, which a mistake leaves as it was" {
	export_dts --out o.dtso UART
	export_dts UART | diff o.dtso -
	run -2 export_dts --out o.dtso NOWHERE
	export_dts UART | diff o.dtso -
}

@test "export dts: a node becomes UIO's, with all that it has" {
	export_dts UART >uart.dtso
	sed 's/^@/\t/' <<-'DTS' | diff uart.dtso -
		/*
		 * Gives devices of the board b to UIO. Made by: hwreg export dts UART
		 *
		 *	UART	/soc/uart@1000
		 *
		 * A node stays as it is (registers, interrupts), but for the name that drivers look for: the kernel's own
		 * driver leaves it alone and uio_pdrv_genirq takes it, when that is told to:
		 *
		 *	dtc -@ -I dts -O dtb -o uio.dtbo THIS-FILE
		 *	fdtoverlay -i BOARD.dtb -o BOARD-uio.dtb uio.dtbo
		 *
		 * and, on the machine that was started with BOARD-uio.dtb:
		 *
		 *	modprobe uio_pdrv_genirq of_id=generic-uio
		 *	hwreg -b b peek UART
		 */

		/dts-v1/;
		/plugin/;

		&{/soc/uart@1000} {
		@compatible = "generic-uio";
		};
	DTS
}

@test "export dts: dtc takes the overlay and it changes what it should, and nothing else" {
	export_dts UART OFF PART FIFO >o.dtso
	dtc -@ -I dts -O dtb -o o.dtbo o.dtso
	fdtoverlay -i t.dtb -o new.dtb o.dtbo
	for node in uart@1000 off@2000 part@3040; do
		[ "$(fdtget new.dtb "/soc/$node" compatible)" = generic-uio ]
		fdtput -t s new.dtb "/soc/$node" compatible "v,${node%@*}"
	done
	[ "$(fdtget new.dtb /soc/off@2000 status)" = okay ]
	fdtput -t s new.dtb /soc/off@2000 status disabled
	diff <(dtc -q -f -s -I dtb -O dts new.dtb) <(dtc -q -f -s -I dtb -O dts t.dtb)
	# two blocks of one device
	[ "$(grep -c '^&{/soc/uart@1000} {' o.dtso)" -eq 1 ]
	grep -qx $' \\*\tFIFO\t/soc/uart@1000' o.dtso
}

@test "export dts: of devices in each other the smallest that has all of the block counts" {
	run -0 export_dts PART
	[[ $output == *"&{/soc/part@3040} {"* ]]
	[[ $output != *all@3000* ]]
	run -0 export_dts LARGE
	[[ $output == *"&{/soc/all@3000} {"* ]]
	[[ $output != *part@3040* ]]
	# none has it
	run -0 export_dts HUGE
	[[ $output == *"&{/soc/all@3000} {"* ]]
}

@test "export dts: blocks that no one device has are refused" {
	refuses 2 "NOWHERE: t.dtb has no device at 0x50000000; is it the device tree of the board's machine?" \
		--dtb t.dtb UART NOWHERE
	refuses 2 "TWICE: several devices are at 0x40004000: /soc/one@4000, /soc/two@4000" --dtb t.dtb TWICE
	refuses 2 "PMIC: is in the space pmic (i2c:0:0x48), not at a physical address: it is no device of UIO" \
		--dtb t.dtb PMIC
	refuses 2 "ODD: its node /soc/od*d@5000 has a character that dtc does not take in the path of a node" \
		--dtb t.dtb ODD
	run -2 --separate-stderr "$HWREG" -b ./b.yaml export dts --dtb t.dtb UARD
	[[ $stderr == *"UARD"*"did you mean UART"* ]]
	run -2 "$HWREG" -b ./b.yaml export dts --dtb t.dtb
}

@test "export dts: a wrong device tree is refused" {
	printf 'no tree' >bad
	refuses 2 "bad: this is no flattened device tree (dtb); dtc makes one of source (dts)" --dtb bad UART
	refuses 2 "none: No such file or directory" --dtb none UART
}

@test "export dts: a machine without a device tree asks for that of the board's" {
	[ ! -e /proc/device-tree ] || skip "this machine has one"
	run -4 --separate-stderr "$HWREG" -b ./b.yaml export dts UART
	[[ $stderr == *"not described by a device tree"*$'\n'"       give the device tree of the board's machine with --dtb FILE" ]]
}

@test "export dts: the devices of QEMU's virt machine, by a board of its own tree" {
	command -v qemu-system-aarch64 >/dev/null || skip "no qemu-system-aarch64"
	qemu-system-aarch64 -M virt -machine dumpdtb=virt.dtb >/dev/null 2>&1
	"$HWREG" -b dt:virt.dtb export dts --dtb virt.dtb PL031 PL061 >o.dtso
	dtc -@ -I dts -O dtb -o o.dtbo o.dtso
	fdtoverlay -i virt.dtb -o new.dtb o.dtbo
	[ "$(fdtget new.dtb /pl031@9010000 compatible)" = generic-uio ]
	[ "$(fdtget new.dtb /pl061@9030000 compatible)" = generic-uio ]
}
