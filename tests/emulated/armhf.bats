#!/usr/bin/env bats
# A 32-bit Arm processor that addresses 40 bits (LPAE): registers beyond 4 GiB, which no pointer and no 32-bit off_t reaches.
# There QEMU's "virt" has the configuration space of PCI Express (0x4010000000) and large BARs (from 0x8000000000). What
# hwreg says is compared with what the host sees: the witness, QEMU's trace, and the file that is ivshmem's memory.
# shellcheck disable=SC2016,SC2154 # the guest expands its $; bats sets $stderr

bats_require_minimum_version 1.5.0
load machine

setup_file() {
	HWREG_ARMHF=$("$BATS_TEST_DIRNAME/build" --for armhf)
	export HWREG_ARMHF
	cat >"$BATS_FILE_TMPDIR/high.yaml" <<-'YAML'
		hwreg: 1
		board: high
		match: {compatible: "linux,dummy-virt"}
		types:
		  header:
		    size: 0x1000
		    registers:
		      ID: {offset: 0x0, policy: ro, fields: {DEVICE: "31:16", VENDOR: "15:0"}}
		      COMMAND: {offset: 0x4, width: 16, fields: {MEMORY: 1, INTX_OFF: 10}}
		      LINE: {offset: 0x3c, width: 8}
		  memory:
		    size: 0x4000000
		    registers:
		      R: {offset: 0x10, fields: {LOW: "7:0", HIGH: "31:24"}}
		      MIDDLE: 0x2000000
		      LAST: 0x3fffffc
		  wide: {size: 0x1000, registers: {Q: {offset: 0x0, width: 64}}}
		blocks:
		  BRIDGE: {type: header, base: 0x4010000000}
		  EDU: {type: header, base: 0x4010008000}
		  SHARED: {type: memory, base: 0x8000000000}
		  WIDE: {type: wide, base: 0x4010009000}
	YAML
	truncate -s 64M "$BATS_FILE_TMPDIR/shared"
	machine_compile --for armhf "$BATS_FILE_TMPDIR/survive" "$BATS_TEST_DIRNAME/survive.c"
	machine_start armhf --armhf --trace --file "$BATS_FILE_TMPDIR/high.yaml=/tmp/high.yaml" \
		--file "$BATS_FILE_TMPDIR/survive=/usr/bin/survive" -- -device edu \
		-object "memory-backend-file,id=shared,share=on,mem-path=$BATS_FILE_TMPDIR/shared,size=64M" \
		-device ivshmem-plain,memdev=shared
	# nothing turns on the memory of a device that has no driver here
	guest 'hwreg -t pci:1af4:1110/config poke 4@16:1=1'
}

teardown_file() {
	machine_stop
}

setup() {
	machine_use armhf
}

# on ARGUMENT…: hwreg in the guest, with the board
on() {
	guest hwreg -b /tmp/high.yaml "$@"
}

# file_has OFFSET: the 32-bit word that the host sees in ivshmem's memory
file_has() {
	od -An -tx4 -j "$1" -N4 "$BATS_FILE_TMPDIR/shared" | tr -d ' '
}

# config_trace: the accesses to the configuration space of PCI, which QEMU's trace numbers from 0 (RAM and MSI begin later)
config_trace() {
	witness_trace 0 0x100000
}

@test "the machine is what this is about: 32 bits, and devices beyond 4 GiB" {
	run -0 guest 'uname -m; grep -o -w -m 1 lpae /proc/cpuinfo; cat /proc/iomem'
	[ "${lines[0]}" = armv7l ]
	[ "${lines[1]}" = lpae ]
	[[ $output == *"4010000000-401fffffff : PCI ECAM"* ]]
	[[ $output == *" 8000000000-8003ffffff : 0000:00:02.0"* ]]
}

@test "mem: a register beyond 4 GiB by number and by name, as the host sees it" {
	seen=$(witness readl 0x4010000000)
	[ "$seen" = 0x00081b36 ]
	run -0 on -q -t mem peek 0x4010000000 BRIDGE.ID
	[ "$output" = "$seen"$'\n'"$seen" ]
	run -0 on peek BRIDGE.ID
	[ "${lines[0]}" = "BRIDGE.ID  0x4010000000 = 0x00081b36" ]
}

@test "mem: beyond 4 GiB, one access of exactly the width asked for" {
	for width in 8 16 32; do
		witness_mark
		guest "hwreg -t mem peek 0x4010008000@$width"
		run -0 config_trace
		[[ $output == "read 0x00008000 $((width / 8)) "* ]]
		[ ${#lines[@]} -eq 1 ]
	done
	witness_mark
	on -t mem poke EDU.LINE=0x5a
	run -0 config_trace
	[ "$output" = "write 0x0000803c 1 0x5a" ]
	[ "$(witness readb 0x401000803c)" = 0x5a ]
}

@test "mem: a field beyond 4 GiB is written under its lock, and its neighbours are kept" {
	on -t mem poke EDU.COMMAND=0x0002
	on -t mem poke EDU.COMMAND.INTX_OFF=1 --verify
	[ "$(witness readw 0x4010008004)" = 0x0402 ]
	on -t mem poke EDU.COMMAND=0x0000
	[ "$(witness readw 0x4010008004)" = 0x0000 ]
}

@test "mem: memory beyond 4 GiB, from its first word to its last, both ways" {
	on -t mem poke 0x8000000000=0x11223344 SHARED.LAST=0x55667788
	[ "$(file_has 0)" = 11223344 ]
	[ "$(file_has $((0x3fffffc)))" = 55667788 ]
	printf '\xef\xbe\xad\xde' | dd of="$BATS_FILE_TMPDIR/shared" bs=1 seek=$((0x2000000)) conv=notrunc status=none
	run -0 on -q -t mem peek 0x8002000000 0x8003fffffc
	[ "$output" = $'0xdeadbeef\n0x55667788' ]
	# the same page by the BAR of the PCI device, which auto chooses
	run -0 --separate-stderr on -q -v peek SHARED.LAST
	[ "$output" = 0x55667788 ]
	[[ $stderr == *"at 0x8003fffffc (SHARED.LAST) on pci:0000:00:02.0/bar2"* ]]
}

@test "mem: a block larger than what the process may map is dumped whole" {
	for word in 0x10:1 0x2000000:2 0x3fffffc:3; do
		printf '%b' "\\x0${word#*:}\\0\\0\\0" |
			dd of="$BATS_FILE_TMPDIR/shared" bs=1 seek=$((${word%:*})) conv=notrunc status=none
	done
	run -0 guest 'ulimit -v 20000; hwreg -b /tmp/high.yaml -t mem dump SHARED'
	[ "${lines[0]}" = "0x8000000010  00000001" ]
	[ "${lines[1]}" = "0x8002000000  00000002" ]
	[ "${lines[2]}" = "0x8003fffff0                             00000003" ]
	[ ${#lines[@]} -eq 3 ]
}

@test "64 bits at once are refused on this CPU, before any access" {
	witness_mark
	run -2 --separate-stderr on -t mem peek 0x4010000000@64
	[[ -z $output && $stderr == *"0x4010000000: this 32-bit CPU cannot access 64 bits at once"* ]]
	run -2 --separate-stderr on -t mem poke EDU.LINE=1 0x4010008038@64=1
	[[ $stderr == *"this 32-bit CPU cannot access 64 bits at once"* ]]
	run -2 --separate-stderr on peek BRIDGE.ID WIDE.Q
	[[ $stderr == *"WIDE.Q: "*"this 32-bit CPU cannot access 64 bits at once"* ]]
	run -0 config_trace
	[ -z "$output" ]
}

@test "a bus error is a message with the address, in one process; what comes after works" {
	run -3 --separate-stderr guest 'hwreg -q -t mem peek 0x4010000000 0x08500000'
	[ "$output" = 0x00081b36 ]
	[[ $stderr == *"read 32 bits at 0x08500000: bus error: nothing answered at this address"* ]]
	run -3 --separate-stderr on -t mem poke EDU.LINE=7 0x08500000=1 EDU.LINE=8
	[[ $stderr == *"write 32 bits at 0x08500000: bus error"*"written before the failure: EDU.LINE=7"* ]]
	[ "$(witness readb 0x401000803c)" = 0x07 ]
	# many accesses under one guard
	run -3 --separate-stderr on -t mem fill 0x08500000..+16=0
	[[ $stderr == *"write 32 bits at 0x08500000: bus error"* ]]
	run -3 --separate-stderr on -t mem dump 0x08500000..+16
	[[ $stderr == *"read 32 bits at 0x08500000: bus error"* ]]
	run -0 guest survive
	[[ ${lines[0]} == *"read 32 bits at 0x08500000: bus error"* ]]
	[ "${lines[1]}" = 0x00000031 ]
}

@test "a SIGBUS that somebody sends still ends the process" {
	run -135 guest 'hwreg -t mem watch --every 10s 0x4010000000 >/tmp/seen & pid=$!
		while [ ! -s /tmp/seen ]; do usleep 1000; done; kill -BUS $pid; wait $pid'
}

@test "the kernel's own memory is kept from /dev/mem, and the message says so; exit 4" {
	code=$(guest 'sed -n "s/^ *\([0-9a-f]*\)-.* : Kernel code$/\1/p" /proc/iomem')
	for address in 0x40000000 "0x$code"; do
		run -4 --separate-stderr on -t mem peek "$address"
		[[ -z $output && $stderr == *"/dev/mem: map $address-"*": Operation not permitted: this is System RAM"* ]]
	done
}

@test "an address beyond the processor's 40 bits is refused; exit 4" {
	run -4 --separate-stderr on -t mem peek 0x10000000000
	[ -z "$output" ]
	[[ $stderr == *"0x10000000000"* ]]
}
