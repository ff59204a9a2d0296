#!/usr/bin/env bats
# PCI and ports: the edu device, ivshmem, a serial card, CMOS and the host bridge, on Arm and on a PC.
# edu: docs/specs/edu.rst of QEMU. What hwreg says is compared with what the host sees (witness, QEMU's trace, a file).
# shellcheck disable=SC2016,SC2154 # the guest expands its $; bats sets $stderr

bats_require_minimum_version 1.5.0
load machine

# shared_memory FILE: arguments of QEMU for an ivshmem device whose memory, bar2, is that file
shared_memory() {
	truncate -s 1M "$1"
	memory=(-object "memory-backend-file,id=shared,share=on,mem-path=$1,size=1M" -device "ivshmem-plain,memdev=shared")
}

# board NAME MATCH BASE: a board whose block EDU is at BASE
board() {
	cat >"$BATS_FILE_TMPDIR/$1.yaml" <<-YAML
		hwreg: 1
		board: $1
		match: $2
		types:
		  edu:
		    size: 0x100
		    registers:
		      ID: {offset: 0x0, policy: ro}
		      LIVE: {offset: 0x4, volatile: true}
		      FACTORIAL: {offset: 0x8, volatile: true}
		blocks:
		  EDU: {type: edu, base: $3}
	YAML
}

setup_file() {
	local memory
	HWREG_X86_64=$("$BATS_TEST_DIRNAME/build" --for x86_64)
	export HWREG_X86_64
	board arm '{compatible: "linux,dummy-virt"}' 0x10000000
	board other '{compatible: "acme,other"}' 0x10000000
	board pc any 0 # the tests tell the guest where it is
	machine_start both --overlay "$BATS_TEST_DIRNAME/uio-bar.dtso" --file "$BATS_FILE_TMPDIR/arm.yaml=/tmp/arm.yaml" \
		-- -device edu -device edu
	shared_memory "$BATS_FILE_TMPDIR/shared-x86"
	machine_compile --for x86_64 "$BATS_FILE_TMPDIR/port-threads" "$BATS_TEST_DIRNAME/port-threads.c"
	machine_start x86 --x86 --no-relaxed --trace --file "$BATS_FILE_TMPDIR/pc.yaml=/tmp/edu.yaml" \
		--file "$BATS_FILE_TMPDIR/port-threads=/usr/bin/port-threads" \
		-- -device edu -device pci-serial "${memory[@]}" -device pcie-root-port,id=root1
	shared_memory "$BATS_FILE_TMPDIR/shared-arm"
	machine_start arm --trace --file "$BATS_FILE_TMPDIR/arm.yaml=/tmp/edu.yaml" \
		--file "$BATS_FILE_TMPDIR/other.yaml=/tmp/other.yaml" -- -device edu "${memory[@]}"
	# nothing turns on the memory of a device that has no driver here; a PC's firmware does
	guest 'hwreg -t pci:1234:11e8/config poke 4@16:1=1'
	guest 'hwreg -t pci:1af4:1110/config poke 4@16:1=1'
}

teardown_file() {
	machine_stop
}

# on_each FUNCTION: the body of a test, on both machines; sets $edu to the address of BAR 0
on_each() {
	local machine
	for machine in arm x86; do
		machine_use $machine
		edu=$(guest 'read first last flags </sys/bus/pci/devices/0000:00:01.0/resource; echo $first')
		echo "on $machine"
		"$1"
	done
}

# hwreg_gives OUTPUT ARGUMENT…
hwreg_gives() {
	local want=$1
	shift
	run -0 --separate-stderr guest hwreg -q "${@}"
	[ "$output" = "$want" ] || {
		echo "hwreg -q $*: $output, not $want; $stderr"
		return 1
	}
}

# refuses STATUS TEXT ARGUMENT…
refuses() {
	local want=$1 text=$2
	shift 2
	run --separate-stderr guest hwreg "${@}"
	if [ "$status" -ne "$want" ] || [ -n "$output" ] || [[ $stderr != *"$text"* ]]; then
		echo "hwreg $*: status $status, not $want: $output $stderr"
		return 1
	fi
}

identify() {
	hwreg_gives 0x010000ed -t pci:0000:00:01.0/bar0 peek 0
	hwreg_gives 0x010000ed -t pci:1234:11E8/bar0 peek 0
	[ "$(witness readl "$edu")" = 0x010000ed ]
}

@test "edu: the identification, by address and by vendor and device, as the host sees it" {
	on_each identify
}

invert() {
	guest 'hwreg -t pci:1234:11e8/bar0 poke 4=0x12345678'
	hwreg_gives 0xedcba987 -t pci:1234:11e8/bar0 peek 4
	[ "$(witness readl $((edu + 4)))" = 0xedcba987 ]
}

@test "edu: what is written at 4 reads inverted" {
	on_each invert
}

factorial() {
	guest 'hwreg -t pci:1234:11e8/bar0 poke 8=10; while [ $(($(hwreg -q -t pci:1234:11e8/bar0 peek 0x20) & 1)) = 1 ]; do :; done'
	hwreg_gives 0x00375f00 -t pci:1234:11e8/bar0 peek 8 # 3628800
}

@test "edu: the factorial of 10 is 3628800" {
	on_each factorial
}

one_access() {
	witness_mark
	guest 'hwreg -t pci:1234:11e8/bar0 poke 4=0x11'
	run -0 witness_trace "$edu" 0x100000
	[[ $output == "write $(printf '0x%08x' $((edu + 4))) 4 0x"*11 ]]
	for width in 32 64; do
		witness_mark
		guest "hwreg -q -t pci:1234:11e8/bar0 peek 0x80@$width"
		run -0 witness_trace "$edu" 0x100000
		[ ${#lines[@]} -eq 1 ]
		[[ $output == "read $(printf '0x%08x' $((edu + 0x80))) $((width / 8)) "* ]]
	done
}

@test "edu: a peek or poke is one access of its width, and nothing else reaches the device" {
	on_each one_access
}

config() {
	hwreg_gives 0x1234 -t pci:0000:00:01.0/config peek 0@16
	hwreg_gives 0x11e8 -t pci:0000:00:01.0/config peek 2@16
	hwreg_gives 0x11e81234 -t pci:0000:00:01.0/config peek 0
	hwreg_gives 0x34 -t pci:0000:00:01.0/config peek 0@8
	hwreg_gives 0x12 -t pci:0000:00:01.0/config peek 1@8
	guest 'hwreg -t pci:0000:00:01.0/config poke 0x3c@8=0x5a'
	hwreg_gives 0x5a -t pci:0000:00:01.0/config peek 0x3c@8
	refuses 2 "8, 16 or 32 bits, not 64" -t pci:0000:00:01.0/config peek 0@64
	refuses 2 "outside" -t pci:0000:00:01.0/config peek 0x1000
}

@test "config space: vendor and device in 8, 16 and 32 bits; writes; refusals" {
	on_each config
}

# edu's capability MSI is at 0x40: the first byte that an ordinary user does not get
beyond() {
	hwreg_gives 0x05 -t pci:0000:00:01.0/config peek 0x40@8
	run -0 --separate-stderr guest 'su user -c "hwreg -q -t pci:0000:00:01.0/config peek 0 0x3c@8"'
	[ "${lines[0]}" = 0x11e81234 ]
	run -3 --separate-stderr guest 'su user -c "hwreg -q -t pci:0000:00:01.0/config peek 0x40@8"'
	[[ -z $output && $stderr == *"CAP_SYS_ADMIN"* ]]
	run -4 --separate-stderr guest 'su user -c "hwreg -t pci:0000:00:01.0/config poke 0x3c@8=1"'
	[[ $stderr == *"config: open to write: Permission denied"*"root:root 0644"* ]]
	run -4 --separate-stderr guest 'su user -c "hwreg -t pci:0000:00:01.0/bar0 peek 0"'
	[[ $stderr == *"resource0: open to read: Permission denied"*"root:root 0600"* ]]
}

@test "config space beyond 64 bytes: root reads it, an ordinary user gets an error and no zeros" {
	on_each beyond
}

decoding() {
	local command
	guest 'hwreg -t pci:1234:11e8/config poke 4@16:1=0'
	witness_mark
	refuses 4 "memory decoding is off" -t pci:1234:11e8/bar0 peek 0
	command=${stderr##*: hwreg}
	refuses 4 "memory decoding is off" -t pci:1234:11e8/bar0 poke 4=1
	run -0 witness_trace "$edu" 0x100000
	[ -z "$output" ]
	guest "hwreg$command" && hwreg_gives 0x010000ed -t pci:1234:11e8/bar0 peek 0
}

@test "memory decoding off: refused before any access, with the poke that turns it on" {
	on_each decoding
}

combine() {
	local file=$BATS_FILE_TMPDIR/shared-$machine
	guest 'hwreg -t pci:1af4:1110/bar2,wc poke 0x10=0x12345678'
	[ "$(od -An -tx4 -j16 -N4 "$file" | tr -d ' ')" = 12345678 ]
	printf '\xef\xbe\xad\xde' | dd of="$file" bs=1 seek=32 conv=notrunc status=none
	hwreg_gives 0xdeadbeef -t pci:1af4:1110/bar2,wc peek 0x20
	hwreg_gives 0xdeadbeef -t pci:1af4:1110/bar2 peek 0x20
	# what is mapped is the file for write-combining
	run -0 guest 'hwreg -t pci:1af4:1110/bar2,wc watch 0x20 >/dev/null 2>&1 & p=$!
		for i in $(seq 100); do grep resource /proc/$p/maps && break; usleep 10000; done; kill $p'
	[[ $output == */resource2_wc ]]
}

@test ",wc maps ivshmem's prefetchable BAR write-combined; the host sees it in its file" {
	on_each combine
}

absent() {
	refuses 2 "not prefetchable" -t pci:1234:11e8/bar0,wc peek 0
	refuses 2 "the device has no bar1; it has bar0 and config" -t pci:1234:11e8/bar1 peek 0
	refuses 2 "upper half of bar2" -t pci:1af4:1110/bar3 peek 0
	refuses 2 "outside" -t pci:1234:11e8/bar0 peek 0x100000
	refuses 2 "not aligned" -t pci:1234:11e8/bar0 peek 2
	refuses 4 "no PCI device" -t pci:1234:11e9/bar0 peek 0
}

@test "BARs that are not there, the upper half of one, ends and alignment" {
	on_each absent
}

auto() {
	guest "sed -i 's/base: .*}/base: $edu}/' /tmp/edu.yaml"
	run -0 --separate-stderr guest 'hwreg -v -b /tmp/edu.yaml peek EDU.ID'
	[[ $output == *" = 0x010000ed"* && $stderr == *"(EDU.ID) on pci:0000:00:01.0/bar0 = 0x010000ed"* ]]
	guest 'hwreg -b /tmp/edu.yaml poke EDU.LIVE=0xff'
	hwreg_gives 0xffffff00 -b /tmp/edu.yaml peek EDU.LIVE
	hwreg_gives 0x010000ed -b /tmp/edu.yaml -t pci:1234:11e8/bar0 peek EDU.ID
}

@test "auto chooses the BAR that maps a block at its physical address" {
	on_each auto
}

auto_low() {
	run -0 guest 'hwreg -n peek 0x10'
	[ "$output" = "would read 32 bits at 0x00000010 on mem" ]
}
@test "auto: the lowest physical addresses are no config space and no port" {
	on_each auto_low
}

@test "auto: a board of another machine is refused though a BAR is there" {
	machine_use arm
	refuses 2 "acme,other" -b /tmp/other.yaml peek EDU.ID
}

@test "auto: a UIO map and a BAR that hold the same block are an error that names both" {
	machine_use both
	refuses 2 "both uio:uio0/0 and pci:0000:00:01.0/bar0 map it" -b /tmp/arm.yaml peek EDU.ID
}

@test "two devices with the same numbers are an error that lists them" {
	machine_use both
	refuses 2 "several PCI devices have that vendor and device: pci:0000:00:01.0, pci:0000:00:02.0" -t pci:1234:11e8/bar0 peek 0
}

@test "a BAR that a driver has claimed is explained, with how to unbind it" {
	machine_use x86
	# the console between host and guest: bar1 of a virtio device
	device=$(guest 'cd /sys/bus/pci/drivers/virtio-pci; echo 0*')
	refuses 4 "claimed by a driver (virtio-pci)" -t "pci:$device/bar4" peek 0
	[[ $stderr == *"Invalid argument"*"echo $device > /sys/bus/pci/devices/$device/driver/unbind"* ]]
}

@test "a BAR of ports is served by port accesses, from the BAR's first port on" {
	machine_use x86
	base=$(guest 'read first last flags </sys/bus/pci/devices/0000:00:02.0/resource; echo $first')
	# the scratch register of a 16550
	witness_mark
	guest 'hwreg -t pci:1b36:0002/bar0 poke 7@8=0x5a'
	run -0 witness_trace $((base + 7)) 1
	[[ $output == "write "*" 1 0x"*5a ]]
	hwreg_gives 0x5a -t pci:1b36:0002/bar0 peek 7@8
	hwreg_gives 0x5a -t port peek "$(printf '0x%x' $((base + 7)))@8"
	refuses 2 "outside" -t pci:1b36:0002/bar0 peek 8@8
	refuses 2 "I/O ports, which are not mapped" -t pci:1b36:0002/bar0,wc peek 0@8
}

@test "ports: CMOS at 0x70 and 0x71 in 8 bits" {
	machine_use x86
	witness_mark
	guest 'hwreg -t port -w 8 poke 0x70=0x0d' # RTC register D: bit 7, the time is valid (MC146818)
	hwreg_gives 0x80 -t port -w 8 peek 0x71
	run -0 witness_trace 0x70 2
	[ ${#lines[@]} -eq 2 ]
	[[ ${lines[0]} == "write "*"70 1 0x"*d && ${lines[1]} == "read "*"71 1 0x"*80 ]]
}

@test "ports: PCI configuration by 0xcf8 in 32 bits, data in 32, 16 and 8" {
	machine_use x86
	witness_mark
	guest 'hwreg -t port poke 0xcf8=0x80000000'
	hwreg_gives 0x29c08086 -t port peek 0xcfc
	hwreg_gives 0x29c08086 -t pci:0000:00:00.0/config peek 0
	run -0 witness_trace 0xcf8 8
	[[ ${lines[0]} == "write "*"cf8 4 0x"*80000000 && ${lines[1]} == "read "*"cfc 4 0x"*29c08086 ]]
	guest 'hwreg -t port poke 0xcf8=0x80000000'
	hwreg_gives 0x8086 -t port -w 16 peek 0xcfc
	hwreg_gives 0x29c0 -t port -w 16 peek 0xcfe
	hwreg_gives 0x80 -t port -w 8 peek 0xcfd
}

@test "ports and config space as spaces of a board: names, fields, one access each" {
	machine_use x86
	guest -i 'cat >/tmp/spaces.yaml' <<-'YAML'
		hwreg: 1
		board: spaces
		match: any
		spaces: {io: port, edu: "pci:1234:11e8/config"}
		types:
		  cmos:
		    size: 0x2
		    width: 8
		    registers:
		      INDEX: {offset: 0x0, fields: {ADDR: "6:0"}}
		      DATA: {offset: 0x1}
		  header:
		    size: 0x40
		    width: 16
		    registers:
		      VENDOR: {offset: 0x0, policy: ro}
		      COMMAND: {offset: 0x4, fields: {MEMORY: 1, INTX_OFF: 10}}
		blocks:
		  CMOS: {type: cmos, space: io, base: 0x70}
		  EDU: {type: header, space: edu, base: 0}
	YAML
	guest 'hwreg -b /tmp/spaces.yaml poke CMOS.INDEX=0x0d'
	hwreg_gives 0x80 -b /tmp/spaces.yaml peek CMOS.DATA
	hwreg_gives 0x1234 -b /tmp/spaces.yaml peek EDU.VENDOR
	guest 'hwreg -b /tmp/spaces.yaml poke EDU.COMMAND.INTX_OFF=1 --verify'
	hwreg_gives 0x1 -t pci:1234:11e8/config peek 4@16:10
	hwreg_gives 0x1 -b /tmp/spaces.yaml peek EDU.COMMAND.MEMORY
	guest 'hwreg -b /tmp/spaces.yaml poke EDU.COMMAND.INTX_OFF=0'
}

in_bar() {
	hwreg_gives 0x010000ed -b /tmp/bar.yaml peek EDU.ID
	guest 'hwreg -b /tmp/bar.yaml poke EDU.LIVE=0x12345678'
	hwreg_gives 0xedcba987 -b /tmp/bar.yaml peek EDU.LIVE
	[ "$(witness readl $((edu + 4)))" = 0xedcba987 ]
	refuses 2 "is outside pci:0000:00:01.0/bar0" -b /tmp/bar.yaml -t pci:1234:11e8/bar0 peek MAPPED.ID
	refuses 2 "in this space addresses count from the target's start" -b /tmp/bar.yaml peek FAR.ID
}

@test "a BAR as a space of a board: base is an offset, wherever firmware has put the device" {
	local machine
	for machine in arm x86; do
		machine_use $machine
		guest -i 'cat >/tmp/bar.yaml' <<-'YAML'
			hwreg: 1
			board: bar
			match: any
			spaces: {edu: "pci:1234:11e8/bar0"}
			types: {edu: {size: 0x100, registers: {ID: 0x0, LIVE: {offset: 0x4, volatile: true}}}}
			blocks:
			  EDU: {type: edu, space: edu, base: 0}
			  FAR: {type: edu, space: edu, base: 0x10000000}
			  MAPPED: {type: edu, base: 0}
		YAML
	done
	on_each in_bar
}

@test "ports: another thread than the one that opened them can use them, too" {
	machine_use x86
	run -0 guest port-threads
	[ ${#lines[@]} -eq 2 ]
	[[ ${lines[0]} == 0x?? && ${lines[0]} == "${lines[1]}" ]]
}

@test "ports: a permission that was taken away is asked for again; one that is refused is an error, not a signal" {
	machine_use x86
	run -0 guest port-threads revoked
	[[ ${lines[0]} == 0x?? && ${lines[1]} == written && ${lines[2]} == "${lines[0]}" ]]
	# a message has two lines
	[ ${#lines[@]} -eq 9 ]
	for i in 3 5 7; do
		[[ ${lines[$i]} == "port: ports 0x0000-0xffff: ioperm: Operation not permitted"* ]]
	done
}

@test "ports: the thread of a watch, which may not ask, has the permission of the one that made it" {
	machine_use x86
	guest 'hwreg -t port -w 8 poke 0x70=0x0d'
	hwreg_gives $'0x80\n0x80' -t port watch --fast --count 2 0x71@8
}

@test "ports need a right that an ordinary user has not" {
	machine_use x86
	run -4 --separate-stderr guest 'su user -c "hwreg -t port peek 0x71@8"'
	[[ -z $output && $stderr == *"ioperm: Operation not permitted"*"CAP_SYS_RAWIO"* ]]
}

@test "ports: Arm has none, and the message says so" {
	machine_use arm
	refuses 4 "this CPU has no I/O ports" -t port peek 0x71@8
	run -0 guest 'hwreg -q targets'
	[[ $output != *port* ]]
}

listing() {
	run -0 guest 'hwreg targets'
	[[ $output == *"pci:0000:00:01.0/bar0 "*" 1234:11e8 "*"1 MiB of memory, 32 bits"* ]]
	[[ $output == *"pci:0000:00:0"?".0/bar2 "*" 1af4:1110 "*"1 MiB of memory, 64 bits, prefetchable"* ]]
	run -0 guest 'hwreg -q targets'
	[[ $output == *"pci:0000:00:01.0/config"*"pci:0000:00:01.0/bar0"* ]]
}

@test "targets and auto read nothing from the devices, config space included" {
	machine_use x86
	witness_mark
	guest 'hwreg targets; hwreg -n peek 0xfed00000; hwreg -q -t pci:0000:00:01.0/bar0 -n peek 0'
	run -0 witness_trace 0xcf8 8
	[ -z "$output" ]
	run -0 witness_trace 0xb0000000 0x10000000
	[ -z "$output" ]
	# the trace would have shown it
	guest 'hwreg -t pci:0000:00:01.0/config peek 0'
	run -0 witness_trace 0xcf8 8
	seen=$output
	run -0 witness_trace 0xb0000000 0x10000000
	[ -n "$seen$output" ]
}

@test "targets lists devices, BARs and their sizes" {
	on_each listing
	# on the PC, with drivers and ports
	run -0 guest 'hwreg targets'
	[[ $output == *"pci:0000:00:02.0/bar0 "*" serial "*"8 bytes of I/O ports, 0x"* ]]
	[[ $output == *$'\n'"port "*"read, write"* ]]
}

@test "config space of PCI Express reaches 4 KiB" {
	machine_use x86
	port=$(guest 'cd /sys/bus/pci/devices; for d in *; do [ $(cat $d/device) != 0x000c ] || echo $d; done')
	size=$(guest "stat -c %s /sys/bus/pci/devices/$port/config")
	[ "$size" -eq 4096 ]
	# its first extended capability: Advanced Error Reporting, 0x0001
	hwreg_gives 0x0001 -t "pci:$port/config" peek 0x100@16
}
