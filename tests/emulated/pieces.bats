#!/usr/bin/env bats
# Registers behind an index and a data register, and in several accesses, of real devices: the clock of a PC (MC146818,
# behind ports 0x70 and 0x71) and the fw_cfg device of QEMU's "virt" machines (docs/specs/fw_cfg.rst of QEMU).
# What is read is compared with the kernel's view, the accesses with QEMU's trace.
# shellcheck disable=SC2016,SC2154 # the guest expands its $; bats sets $stderr

bats_require_minimum_version 1.5.0
load machine

boards() {
	cat >"$BATS_FILE_TMPDIR/pc.yaml" <<-'YAML'
		hwreg: 1
		board: clock
		match: any
		spaces: {io: port}
		blocks: {RTC: {type: mc146818, space: io, base: 0x70}}
		types:
		  mc146818:
		    size: 0x2
		    width: 8
		    registers:
		      INDEX: {offset: 0x0}
		      DATA: {offset: 0x1}
		      CMOS:
		        window: {index: INDEX, data: DATA}
		        registers:
		          SECONDS: {offset: 0x00, volatile: true}
		          MINUTES: {offset: 0x02, volatile: true}
		          HOURS: {offset: 0x04, volatile: true}
		          DAY: {offset: 0x07, volatile: true}
		          MONTH: {offset: 0x08, volatile: true}
		          YEAR: {offset: 0x09, volatile: true}
		          B: {offset: 0x0b, fields: {SET: 7, DM: {bits: 2, enum: {bcd: 0, binary: 1}}, H24: 1}}
		          CENTURY: {offset: 0x32, volatile: true}
		          RAM%s: {offset: 0x70, count: 2, stride: 1, fields: {LOW: "3:0", HIGH: "7:4"}}
	YAML
	cat >"$BATS_FILE_TMPDIR/virt.yaml" <<-'YAML'
		hwreg: 1
		board: fw-cfg
		match: any
		blocks: {CFG: {type: fw_cfg, base: 0x09020000}}
		types:
		  fw_cfg:
		    size: 0x18
		    registers:
		      DATA: {offset: 0x0, read: effect, write: none}
		      SELECTOR: {offset: 0x8, width: 16, endian: big, policy: wo}
		      DMA: {offset: 0x10, width: 64, access-width: 32, order: high-first, endian: big, write: effect}
		      LATE: {offset: 0x10, overlap: true, width: 64, access-width: 32, order: low-first, endian: big, write: none}
		      HALVES: {offset: 0x10, overlap: true, width: 64, access-width: 16, order: high-first, endian: big, write: none}
		      ITEM:
		        window: {index: SELECTOR, data: DATA}
		        registers:
		          SIGNATURE: {offset: 0x0, policy: ro}
		          ID: {offset: 0x1, policy: ro, fields: {TRADITIONAL: 0, DMA: 1}}
		          CPUS: {offset: 0x5, width: 16, policy: ro}
	YAML
}

setup_file() {
	HWREG_X86_64=$("$BATS_TEST_DIRNAME/build" --for x86_64)
	HWREG_ARMHF=$("$BATS_TEST_DIRNAME/build" --for armhf)
	export HWREG_X86_64 HWREG_ARMHF
	boards
	machine_start pc --x86 --trace --file "$BATS_FILE_TMPDIR/pc.yaml=/tmp/pc.yaml" -- -rtc base=2024-02-29T12:34:00,clock=vm
	machine_start arm32 --armhf --trace --file "$BATS_FILE_TMPDIR/virt.yaml=/tmp/virt.yaml"
	machine_start arm64 --trace --file "$BATS_FILE_TMPDIR/virt.yaml=/tmp/virt.yaml"
}

teardown_file() {
	machine_stop
}

# on_each FUNCTION: the body of a test, on both Arm machines
on_each() {
	local machine
	for machine in arm32 arm64; do
		machine_use $machine
		echo "on $machine"
		"$1"
	done
}

# hwreg_gives OUTPUT ARGUMENT…: on the board of this machine
hwreg_gives() {
	local want=$1
	shift
	run -0 --separate-stderr guest hwreg -q -b "/tmp/$board.yaml" "${@}"
	[ "$output" = "$want" ] || {
		echo "hwreg -q $*: $output, not $want; $stderr"
		return 1
	}
}

# accesses ADDRESS SIZE: those since the mark, one a line as "w ADDRESS BYTES VALUE", numbers without leading zeros
accesses() {
	witness_trace "$1" "$2" | while read -r what address bytes value; do
		printf '%s %#x %u %#x\n' "${what:0:1}" "$address" "$bytes" "$value"
	done
}

@test "the clock of a PC: registers by name, in the kernel's view too" {
	machine_use pc
	board=pc
	hwreg_gives $'0x29\n0x02\n0x24\n0x20' peek RTC.CMOS.DAY RTC.CMOS.MONTH RTC.CMOS.YEAR RTC.CMOS.CENTURY
	run -0 guest 'hwreg -b /tmp/pc.yaml peek RTC.CMOS.B.DM'
	[[ $output == *"= 0 "*"bcd" ]]
	[ "$(guest 'cat /sys/class/rtc/rtc0/date')" = 2024-02-29 ]
	# between two readings, each of one second: the seconds are read first and last
	run -0 guest 'now() { while set -- $(hwreg -q -b /tmp/pc.yaml peek RTC.CMOS.SECONDS RTC.CMOS.HOURS RTC.CMOS.MINUTES RTC.CMOS.SECONDS)
				[ "$1" != "$4" ]; do :; done
			echo "${2#0x}:${3#0x}:${4#0x}"; }
		now; cat /sys/class/rtc/rtc0/time; now'
	[ ${#lines[@]} -eq 3 ]
	[[ ${lines[0]} == 12:3?:?? && ! ${lines[0]} > ${lines[1]} && ! ${lines[1]} > ${lines[2]} ]]
}

@test "the clock of a PC: one write of the index before each access, 8 bits, and nothing else" {
	machine_use pc
	board=pc
	witness_mark
	hwreg_gives $'0x24\n0x02' peek RTC.CMOS.YEAR RTC.CMOS.MONTH
	run -0 accesses 0x70 2
	[ "$output" = $'w 0x70 1 0x9\nr 0x71 1 0x24\nw 0x70 1 0x8\nr 0x71 1 0x2' ]
	witness_mark
	run -0 guest 'hwreg -n -b /tmp/pc.yaml poke RTC.CMOS.RAM0.LOW=1'
	run -0 accesses 0x70 2
	[ -z "$output" ]
}

@test "the clock of a PC: its memory is written and read back, as the kernel sees it" {
	machine_use pc
	board=pc
	witness_mark
	guest 'hwreg -b /tmp/pc.yaml poke RTC.CMOS.RAM1=0xa5 --verify'
	guest 'hwreg -b /tmp/pc.yaml poke RTC.CMOS.RAM1.LOW=0xc'
	run -0 accesses 0x70 2
	[ "$output" = $'w 0x70 1 0x71\nw 0x71 1 0xa5\nw 0x70 1 0x71\nr 0x71 1 0xa5\nw 0x70 1 0x71\nr 0x71 1 0xa5\nw 0x70 1 0x71\nw 0x71 1 0xac' ]
	hwreg_gives 0xac peek RTC.CMOS.RAM1
	# its first byte is that behind index 14
	run -0 guest 'od -An -tx1 -j $((0x71 - 14)) -N 1 /sys/bus/nvmem/devices/cmos_nvram0/nvmem'
	[ "${output// /}" = ac ]
}

@test "the clock of a PC: two processes at once do not mix their indexes" {
	machine_use pc
	guest 'hwreg -b /tmp/pc.yaml poke RTC.CMOS.RAM0=0x11 RTC.CMOS.RAM1=0x22'
	run -0 guest 'hwreg -q -b /tmp/pc.yaml watch --fast --count 2000 RTC.CMOS.RAM0 >/tmp/one &
		hwreg -q -b /tmp/pc.yaml watch --fast --count 2000 RTC.CMOS.RAM1 >/tmp/two
		wait; for i in one two; do wc -l </tmp/$i; sort -u /tmp/$i; done'
	echo "$output"
	[ "$output" = $'2000\n0x11\n2000\n0x22' ]
	# fields of one register, and of two
	guest 'hwreg -b /tmp/pc.yaml poke RTC.CMOS.RAM0=0 RTC.CMOS.RAM1=0'
	run -0 guest 'for i in $(seq 40); do hwreg -b /tmp/pc.yaml poke RTC.CMOS.RAM0.LOW=$((i & 15)) RTC.CMOS.RAM1.LOW=$((i & 15)) || exit; done &
		for i in $(seq 40); do hwreg -b /tmp/pc.yaml poke RTC.CMOS.RAM0.HIGH=$((i & 15)) RTC.CMOS.RAM1.HIGH=$((i & 15)) || exit; done
		wait; hwreg -q -b /tmp/pc.yaml peek RTC.CMOS.RAM0 RTC.CMOS.RAM1'
	[ "$output" = $'0x88\n0x88' ]
}

selector() {
	board=virt
	witness_mark
	hwreg_gives 0x554d4551 peek CFG.ITEM.SIGNATURE # "QEMU"
	run -0 accesses 0x09020000 0x18
	[ "$output" = $'w 0x9020008 2 0\nr 0x9020000 4 0x51454d55' ] || { echo "$output" && return 1; }
	witness_mark
	hwreg_gives $'0x1\n0x0001' peek CFG.ITEM.ID.DMA CFG.ITEM.CPUS
	run -0 accesses 0x09020000 0x18
	[ "$output" = $'w 0x9020008 2 0x1\nr 0x9020000 4 0x3000000\nw 0x9020008 2 0x5\nr 0x9020000 2 0x100' ] || { echo "$output" && return 1; }
}

@test "fw_cfg: a big-endian selector, and data of 32 and 16 bits behind it" {
	on_each selector
}

halves() {
	board=virt
	witness_mark
	hwreg_gives 0x51454d5520434647 peek CFG.DMA # "QEMU CFG"
	run -0 accesses 0x09020010 8
	[ "${#lines[@]}" -eq 2 ]
	[[ ${lines[0]} == "r 0x9020010 4 "* && ${lines[1]} == "r 0x9020014 4 "* ]]
	witness_mark
	hwreg_gives 0x51454d5520434647 peek CFG.LATE
	run -0 accesses 0x09020010 8
	[[ ${lines[0]} == "r 0x9020014 4 "* && ${lines[1]} == "r 0x9020010 4 "* ]]
	hwreg_gives 0x51454d5520434647 peek CFG.HALVES
}

@test "fw_cfg: a big-endian register of 64 bits in accesses of 32 and of 16, also on a CPU of 32" {
	on_each halves
}
