#!/usr/bin/env bats
# VFIO behind the IOMMU of an emulated PC: bind and unbind, BARs and config space, interrupts, DMA that goes there and back and
# DMA that is refused. QEMU's edu (docs/specs/edu.rst), an e1000e for MSI-X, a serial card for ports and for a group of two.
# Witnesses: the kernel's links in sysfs and its messages, the device as the host sees it, QEMU's trace.
# shellcheck disable=SC2016,SC2154 # the guest expands its $; bats sets $stderr

bats_require_minimum_version 1.5.0
load machine

edu=0000:00:01.0 nic=0000:00:08.0 shared=0000:01:01.0 serial=0000:01:02.0

# start NAME OPTION…: edu alone in its group, and another behind a bridge with a serial port
start() {
	machine_start "$1" --x86 "${@:2}" --file "$BATS_FILE_TMPDIR/vfio=/usr/bin/vfio" -- \
		-machine kernel-irqchip=split -device intel-iommu,intremap=on -device edu \
		-device pcie-pci-bridge,id=bridge -device edu,bus=bridge,addr=1 -device pci-serial,bus=bridge,addr=2 \
		-device e1000e,addr=8,romfile=
	# the addresses are the firmware's choice
	guest 'base() { head -n 1 /sys/bus/pci/devices/$1/resource | cut -d " " -f 1; }
		cat >/tmp/board.yaml <<-END
			hwreg: 1
			board: vfio
			match: any
			types: {edu: {size: 0x100000, registers: {ID: {offset: 0x0, policy: ro}, LIVE: 0x4, STATUS: 0x24}}}
			blocks:
			  ALONE: {type: edu, base: $(base 0000:00:01.0)}
			  SHARED: {type: edu, base: $(base 0000:01:01.0)}
		END
		modprobe vfio_iommu_type1'
}

setup_file() {
	HWREG_X86_64=$("$BATS_TEST_DIRNAME/build" --for x86_64)
	export HWREG_X86_64
	machine_compile --for x86_64 "$BATS_FILE_TMPDIR/vfio" "$BATS_TEST_DIRNAME/vfio.c"
	start off --append intel_iommu=off
	start on --append intel_iommu=on --trace
}

teardown_file() {
	machine_stop
}

setup() {
	machine_use on
}

# on COMMAND: in the guest, with the board
on() {
	guest "HWREG_BOARD=/tmp/board.yaml; export HWREG_BOARD; $1"
}

# driver DEVICE: who has it
driver() {
	guest "basename \$(readlink /sys/bus/pci/devices/$1/driver) 2>/dev/null; true"
}

# group DEVICE: its number
group() {
	guest "basename \$(readlink /sys/bus/pci/devices/$1/iommu_group)"
}

# given DEVICE…: to vfio-pci, without hwreg
given() {
	guest "modprobe vfio-pci; for d in $*; do
		[ \"\$(basename \$(readlink /sys/bus/pci/devices/\$d/driver))\" = vfio-pci ] || {
			echo vfio-pci >/sys/bus/pci/devices/\$d/driver_override; echo \$d >/sys/bus/pci/drivers_probe; }
	done 2>/dev/null; true"
}

# base DEVICE [BAR]: its address
base() {
	guest "sed -n $((${2:-0} + 1))p /sys/bus/pci/devices/$1/resource" | cut -d " " -f 1
}

# prints WORDS COMMAND…: that and no more, status 0
prints() {
	local want=$1
	shift
	run --separate-stderr guest "$@"
	if [ "$status" -ne 0 ] || [ "$output" != "$want" ]; then
		echo "$*: status $status: $output, not $want; $stderr"
		return 1
	fi
}

# refuses STATUS TEXT COMMAND
refuses() {
	run --separate-stderr guest "$3"
	if [ "$status" -ne "$1" ] || [ -n "$output" ] || [[ $stderr != *"$2"* ]]; then
		echo "$3: status $status, not $1: $output $stderr"
		return 1
	fi
}

# start_waiting NAME COMMAND: in the background, until its interrupt NAME is enabled; its output is in /tmp/out
start_waiting() {
	guest "rm -f /tmp/out; { $2; echo \"status \$?\"; } >/tmp/out 2>&1 &
		until grep -q '$1' /proc/interrupts; do kill -0 \$! || break; done; grep -q '$1' /proc/interrupts || cat /tmp/out"
}

# until_lines COUNT: that many are in /tmp/out
until_lines() {
	guest "until [ \$(wc -l </tmp/out) -ge $1 ]; do :; done"
}

@test "vfio-pci is not loaded: which modprobe; exit 4, nothing changed" {
	run -4 --separate-stderr on 'hwreg bind ALONE vfio-pci'
	[[ $stderr == *"0000:00:01.0: the driver vfio-pci is not loaded: modprobe vfio-pci"* ]]
	[ -z "$(driver $edu)" ]
}

@test "a device that VFIO does not have is refused, with what gives it; its own driver is named" {
	refuses 4 "vfio:$edu/bar0: no driver has it: VFIO has only what is given to vfio-pci:" "hwreg -t vfio:$edu/bar0 peek 0"
	[[ $stderr == *"hwreg bind BLOCK vfio-pci"* ]]
	refuses 4 "the device belongs to the driver serial: VFIO" "hwreg -n -t vfio:$serial/bar0 peek 0@8"
	refuses 4 "vfio:$edu/msi0: no driver has it" "hwreg irq vfio:$edu/msi0"
	refuses 4 "no PCI device 0000:00:1d.0 here" "hwreg -t vfio:0000:00:1d.0/bar0 peek 0"
	refuses 2 "several PCI devices have that vendor and device: vfio:$edu, vfio:$shared" "hwreg -t vfio:1234:11e8/bar0 peek 0"
}

@test "a device goes to vfio-pci, is used through the target that bind names, and comes back" {
	guest 'modprobe vfio-pci'
	group=$(group $edu)
	run -1 guest "test -e /dev/vfio/$group"
	run -0 --separate-stderr on 'hwreg bind ALONE vfio-pci'
	[ -z "$stderr" ]
	[ "${lines[0]}" = "ALONE: $edu (pci) goes from no driver to vfio-pci, and is vfio:$edu/bar0" ]
	[ "${lines[1]}" = "to undo: hwreg unbind ALONE" ]
	[ "$(driver $edu)" = vfio-pci ]
	guest "test -c /dev/vfio/$group"
	# a second time there is nothing to do
	run -0 on 'hwreg -q -t $(hwreg -q bind ALONE vfio-pci) peek 0'
	[ "$output" = 0x010000ed ]
	run -0 on 'hwreg unbind ALONE'
	[ "${lines[0]}" = "ALONE: $edu (pci) goes from vfio-pci to no driver" ]
	[ "${lines[1]}" = "to undo: hwreg bind ALONE vfio-pci" ]
	[ -z "$(driver $edu)" ]
	run -1 guest "test -e /dev/vfio/$group"
	# and to UIO instead
	prints 0x010000ed "modprobe uio_pci_generic; export HWREG_BOARD=/tmp/board.yaml; hwreg -q bind ALONE >/tmp/uio
		hwreg -q -t pci:$edu/bar0 peek 0; hwreg -q unbind ALONE"
	prints uio:uio0 'cat /tmp/uio'
	[ -z "$(driver $edu)" ]
}

@test "another driver has a device of the group: a warning, then a refusal, names it; without it the group opens" {
	guest 'modprobe vfio-pci'
	run -0 --separate-stderr on 'hwreg -n bind SHARED vfio-pci'
	[[ $stderr == *"warning: VFIO opens the device's group only when no other driver has a part of it:"*"$serial (serial); "* ]]
	[ -z "$(driver $shared)" ]
	run -0 --separate-stderr on 'hwreg bind SHARED vfio-pci'
	[[ ${lines[0]} == *" to vfio-pci, and is vfio:$shared/bar0" ]]
	[[ $stderr == *"$serial (serial); "* ]]
	refuses 4 "vfio:$shared/bar0: its IOMMU group (/dev/vfio/$(group $shared)) also has $serial (serial)" "hwreg -t vfio:$shared/bar0 peek 0"
	[[ $stderr == *"hands out all or none"*"give those to vfio-pci, too, or unbind them"* ]]
	run -0 guest 'hwreg targets'
	[[ $output == *"vfio:$shared/config "*$'\n    its IOMMU group does not open while it also has '"$serial (serial)"$'\n'* ]]
	run -0 --separate-stderr on 'hwreg -o json bind SHARED vfio-pci'
	[ "$(jq -r '.[0].holders' <<<"$output")" = "$serial (serial)" ]
	guest "echo $serial >/sys/bus/pci/drivers/serial/unbind"
	run -0 --separate-stderr on 'hwreg bind SHARED vfio-pci'
	[ -z "$stderr" ]
	prints 0x010000ed "hwreg -q -t vfio:$shared/bar0 peek 0"
	on "hwreg unbind SHARED; echo $serial >/sys/bus/pci/drivers/serial/bind"
	[ -z "$(driver $shared)" ]
	[ "$(driver $serial)" = serial ]
}

@test "two devices of one group in one command: both are reached, by memory and by ports" {
	guest "echo $serial >/sys/bus/pci/drivers/serial/unbind"
	given $shared $serial
	ports=$(base $serial)
	guest -i 'cat >/tmp/two.yaml' <<-YAML
		hwreg: 1
		board: two
		match: any
		spaces: {uart: "vfio:$serial/bar0", header: "vfio:$shared/config"}
		types:
		  edu: {size: 0x1000, registers: {ID: 0x0, LIVE: 0x4}}
		  uart: {size: 0x8, width: 8, registers: {SCRATCH: 0x7}}
		  header: {size: 0x40, width: 16, registers: {VENDOR: 0x0, COMMAND: 0x4}}
		blocks:
		  EDU: {type: edu, base: $(base $shared)}
		  UART: {type: uart, space: uart, base: 0}
		  HEADER: {type: header, space: header, base: 0}
	YAML
	prints $'0x010000ed\n0x1234\n0x00' "hwreg -q -b /tmp/two.yaml -t vfio:$shared/bar0 peek EDU.ID HEADER.VENDOR UART.SCRATCH"
	witness_mark
	guest 'hwreg -b /tmp/two.yaml poke UART.SCRATCH=0x5a'
	run -0 witness_trace $((ports + 7)) 1
	[[ ${#lines[@]} -eq 1 && $output == "write "*" 1 0x"*5a ]]
	refuses 2 "VFIO accesses this in 8, 16 or 32 bits, not 64" "hwreg -t vfio:$serial/bar0 peek 0@64"
	# turned off under a mapping: an error with the address; and on again for the next
	refuses 3 "write 32 bits at $(printf '0x%08x' $(($(base $shared) + 4))): bus error" \
		"hwreg -b /tmp/two.yaml -t vfio:$shared/bar0 poke EDU.LIVE=1 HEADER.COMMAND=0 EDU.LIVE=2"
	[[ $stderr == *"written before the failure: EDU.LIVE=1"*"HEADER.COMMAND=0"* ]]
	prints 0x010000ed "hwreg -q -b /tmp/two.yaml -t vfio:$shared/bar0 peek EDU.ID"
	for d in $shared $serial; do
		guest "echo >/sys/bus/pci/devices/$d/driver_override; echo $d >/sys/bus/pci/drivers/vfio-pci/unbind; echo $d >/sys/bus/pci/drivers_probe"
	done
	[ "$(driver $serial)" = serial ]
}

@test "a BAR: read and written as the host sees it, one access each" {
	given $edu
	bar=$(base $edu)
	prints 0x010000ed "hwreg -q -t vfio:$edu/bar0 peek 0"
	[ "$(witness readl "$bar")" = 0x010000ed ]
	witness_mark
	guest "hwreg -t vfio:$edu/bar0 poke 4=0x12345678"
	run -0 witness_trace "$bar" 0x100000
	[[ ${#lines[@]} -eq 1 && $output == "write $(printf '0x%08x' $((bar + 4))) 4 0x"*12345678 ]]
	[ "$(witness readl $((bar + 4)))" = 0xedcba987 ]
	witness_mark
	prints 0xedcba987 "hwreg -q -t vfio:$edu/bar0 peek 4"
	run -0 witness_trace "$bar" 0x100000
	[ ${#lines[@]} -eq 1 ]
	prints 0x0000000000000000 "hwreg -q -t vfio:$edu/bar0 peek 0x80@64"
	refuses 2 "outside" "hwreg -t vfio:$edu/bar0 peek 0x100000"
	refuses 2 "the device has no bar1; it has bar0 and config" "hwreg -t vfio:$edu/bar1 peek 0"
	refuses 2 "expected vfio:DDDD:BB:DD.F/barN[,noiommu]" "hwreg -t vfio:$edu/bar0,wc peek 0"
}

@test "config space: 8, 16 and 32 bits, also by a user beyond its first 64 bytes; writes; refusals" {
	given $edu
	prints $'0x1234\n0x11e8\n0x11e81234\n0x12' "hwreg -q -t vfio:$edu/config peek 0@16 2@16 0 1@8"
	# what a driver turns on is off again when the last has closed the device
	prints 0x0 "hwreg -t vfio:$edu/config poke 4@16:2=1; hwreg -q -t vfio:$edu/config peek 4@16:2"
	refuses 2 "VFIO accesses this in 8, 16 or 32 bits, not 64" "hwreg -t vfio:$edu/config peek 0@64"
	refuses 2 "outside" "hwreg -t vfio:$edu/config peek 0x100"
	prints 0x05 "chown user /dev/vfio/$(group $edu); su user -c 'hwreg -q -t vfio:$edu/config peek 0x40@8'"
	guest "chown root /dev/vfio/$(group $edu)"
	given $nic
	prints 0x14020001 "hwreg -q -t vfio:$nic/config peek 0x100"
}

@test "auto and names: the BAR of a device that VFIO has; targets lists it, and its group" {
	given $edu
	run -0 --separate-stderr on 'hwreg -v peek ALONE.ID'
	[[ $output == *" = 0x010000ed"* && $stderr == *"(ALONE.ID) on vfio:$edu/bar0 = 0x010000ed"* ]]
	run -0 on 'hwreg poke ALONE.LIVE=0xff; hwreg -q peek ALONE.LIVE'
	[ "$output" = 0xffffff00 ]
	run -0 --separate-stderr guest "hwreg -v peek $(base $edu)"
	[[ $stderr == *" on vfio:$edu/bar0 = "* ]]
	run -0 on "hwreg -q -t vfio:$edu/bar0 peek ALONE.ID"
	[ "$output" = 0x010000ed ]
	run -0 guest 'hwreg targets'
	[[ $output == *"vfio:$edu/config "*" /dev/vfio/$(group $edu) "*"vfio:$edu/bar0 "*" 1234:11e8 "*" vfio-pci "*"root:root 0600"*"1 MiB of memory, 32 bits"$'\n'* ]]
	# by sysfs it is still there, for who insists
	[[ $output == *"pci:$edu/bar0 "* ]]
	run -0 guest 'hwreg completion words -- hwreg -t vfio:'
	[[ $output == *"vfio:$edu/bar0"* ]]
	run -0 guest 'hwreg completion words -- hwreg irq vfio:'
	[[ $output == *"vfio:$edu/intx"*"vfio:$edu/msi0"* ]]
}

@test "the factorials of 1 to 5, each told by an interrupt: INTx, and MSI; none is missed, none too many" {
	given $edu
	want=$'1! = 1, reason 1, count 1, missed 0\n2! = 2, reason 1, count 2, missed 0\n3! = 6, reason 1, count 3, missed 0
4! = 24, reason 1, count 4, missed 0\n5! = 120, reason 1, count 5, missed 0\nmore: -110'
	prints "$want" "vfio $edu factorial intx 5"
	prints "$want" "vfio $edu factorial msi0 5"
	prints "$want" "vfio $edu factorial intx 5"
}

@test "MSI: three interrupts and one look are one told and two missed; what comes while it is disabled is lost" {
	given $edu
	prints $'count 3, missed 2\ndisabled: -110\nenabled: -110\ncount 4, missed 0' "vfio $edu missed msi0"
}

@test "irq by number: each MSI that the host has the device send is told, and taken back by --then" {
	given $edu
	bar=$(base $edu)
	witness writel $((bar + 0x64)) 0xffffffff
	run -0 start_waiting 'vfio-msi.*00:01.0' "hwreg -v -t vfio:$edu/bar0 irq vfio:$edu/msi0 --count 2 --timeout 20s --then 'poke 0x64=3'"
	[ -z "$output" ]
	witness writel $((bar + 0x60)) 1
	until_lines 4
	[ "$(witness readl $((bar + 0x24)))" = 0x00000000 ]
	witness writel $((bar + 0x60)) 2
	until_lines 8
	run -0 guest 'grep -v "^hwreg: write" /tmp/out'
	[ "${lines[0]}" = "hwreg: vfio:$edu/msi0: enable the interrupt" ]
	[[ ${lines[1]} =~ ^[0-9]+\.[0-9]{6}\ \ vfio:$edu/msi0\ \ count\ 1,\ missed\ 0$ ]]
	[[ ${lines[3]} =~ \ count\ 2,\ missed\ 0$ ]]
	[ "${lines[-1]}" = "status 0" ]
	run -1 --separate-stderr guest "hwreg irq vfio:$edu/intx --timeout 100ms"
	[[ $stderr == *"no interrupt within 0.1 s"* ]]
}

@test "MSI-X: one vector of five, as the device's table of causes says" {
	given $nic
	bar=$(base $nic)
	run -0 start_waiting 'vfio-msix.2.*00:08.0' "hwreg -q irq vfio:$nic/msix2 --timeout 20s"
	[ -z "$output" ]
	# Intel 82574 GbE Controller Family Datasheet, 10.2.4: IVAR, IMC, IMS, ICS; the first transmit queue's cause is bit 22
	witness writel $((bar + 0xe4)) 0x00000a00
	for i in 1 2; do
		witness writel $((bar + 0xd8)) 0x00400000
		witness writel $((bar + 0xd0)) 0x00400000
		witness writel $((bar + 0xc8)) 0x00400000
		until_lines "$i"
	done
	# not by --count: QEMU 7.2 does not survive that MSI-X is disabled within 128 us after an interrupt
	prints $'1\n2\nstatus 143' 'killall hwreg; until grep -q status /tmp/out; do :; done; grep -v Terminated /tmp/out'
	refuses 2 "vfio:$nic/msix5: the device has msix0 to msix4" "hwreg irq vfio:$nic/msix5"
}

@test "watch and wait --on an interrupt of the device that they read" {
	given $edu
	bar=$(base $edu)
	witness writel $((bar + 0x64)) 0xffffffff
	run -0 start_waiting 'vfio-msi.*00:01.0' "hwreg -q -t vfio:$edu/bar0 watch --on vfio:$edu/msi0 --count 2 0x24"
	[ -z "$output" ]
	witness writel $((bar + 0x60)) 1
	until_lines 1
	witness writel $((bar + 0x60)) 2
	until_lines 3
	prints $'0x00000001\n0x00000003\nstatus 0' 'cat /tmp/out'
	run -0 start_waiting 'vfio-msi.*00:01.0' "hwreg -q -t vfio:$edu/bar0 wait --on vfio:$edu/msi0 --timeout 20s '0x24==7'"
	[ -z "$output" ]
	witness writel $((bar + 0x60)) 4
	until_lines 1
	run -0 guest 'tail -n 1 /tmp/out'
	[ "$output" = "status 0" ]
}

@test "the lines of a shell share what the shell has open; a line that has targets of its own, too" {
	given $edu
	run -1 --separate-stderr guest -i "hwreg -q -t vfio:$edu/bar0 shell --write" <<-LINES
		poke 4=1
		peek 4
		-t vfio:$edu/config poke 4@16:2=1
		-t vfio:$edu/config peek 4@16:2
		irq vfio:$edu/msi0 --timeout 100ms
		watch --on vfio:$edu/intx --for 100ms 0
	LINES
	[ "$output" = $'0xfffffffe\n0x1' ]
	[[ $stderr == *"vfio:$edu/msi0: no interrupt within 0.1 s"* && $stderr != *busy* ]]
}

@test "a sequence raises MSIs and waits for them, with the device that its targets have open" {
	given $edu
	witness writel $(($(base $edu) + 0x64)) 0xffffffff
	guest -i 'cat >/tmp/msi.yaml' <<-YAML
		hwreg-sequence: 1
		steps:
		  - poke: 0x60=1
		  - irq: {of: "vfio:$edu/msi0", ack: [0x64=1]}
		  - expect: 0x24==0
		  - repeat: 3
		    steps:
		      - poke: 0x60=2
		      - irq: {of: "vfio:$edu/msi0", ack: [0x64=2]}
	YAML
	guest "hwreg -t vfio:$edu/bar0 run /tmp/msi.yaml"
	run -2 --separate-stderr on "printf 'hwreg-sequence: 1\nsteps: [{irq: ALONE}]\n' >/tmp/block.yaml; hwreg run /tmp/block.yaml"
	[[ $output$stderr == *"ALONE: VFIO has the device, and the interrupt has to be said: vfio:$edu/intx, /msiN or /msixN"* ]]
}

@test "interrupts that are not there, or cannot be had in this way, are refused" {
	given $edu
	refuses 2 "vfio:$edu/msi1: the device has msi0 to msi0" "hwreg irq vfio:$edu/msi1"
	refuses 4 "vfio:$edu/msix0: the device has no interrupt of this kind" "hwreg irq vfio:$edu/msix0"
	refuses 2 "expected an interrupt of a VFIO device" "hwreg irq vfio:$edu/bar0"
	refuses 2 "cannot be waited for alone" "hwreg irq vfio:$edu/msi0 --no-enable"
	refuses 2 "VFIO disables an interrupt when the program that enabled it ends" "hwreg irq enable vfio:$edu/msi0"
	refuses 2 "VFIO disables an interrupt" "hwreg irq disable vfio:$edu/msi0"
	prints "would wait for the interrupt of vfio:$edu/intx" "hwreg -n irq vfio:$edu/intx"
}

@test "DMA: there and back through the IOMMU, every byte compared; addresses are the lowest that are free" {
	given $edu
	prints "the same" "vfio $edu dma"
	prints $'0x10000 4096\n0x11000 4096\n0x13000 12288\n0x16000 8192\noutside: -34' "vfio $edu addresses"
}

@test "DMA to a physical address, and to memory that was taken back, changes nothing; the IOMMU tells" {
	given $edu
	guest 'dmesg -c >/dev/null'
	prints $'the device can say it: yes\nuntouched\nuntouched\nthe same' "vfio $edu astray"
	run -0 guest 'dmesg | grep -c "DMAR: .DMA Write.*Request device .00:01.0. fault addr"'
	[ "$output" -ge 2 ]
}

@test "what one process has open is shared if it says so; else the message says how" {
	given $edu
	run -0 guest "vfio $edu share"
	[[ ${lines[0]} == "alone: -16: vfio:$edu/bar0: open /dev/vfio/$(group $edu): Device or resource busy: a group is for one program at a time, and this process has it open already:" ]]
	[[ ${lines[1]} == *"share it by hwreg_target_set_vfio()" ]]
	[[ ${lines[2]} == "memory alone: -107: "*"no device of VFIO is open yet"* ]]
	[ "${lines[3]}" = "open already: -16" ]
	[ "${lines[4]}" = "the same: -16: vfio:$edu/intx: this process waits for it already" ]
	[[ ${lines[5]} == "another kind: -16: vfio:$edu/msi0: intx of this device is in use"* ]]
	[ "${lines[6]}" = "then" ]
}

@test "a group that another program has is busy, and the program named where that can be seen" {
	given $edu
	start_waiting 'vfio-intx.*00:01.0' "vfio $edu held intx"
	refuses 4 "open /dev/vfio/$(group $edu): Device or resource busy: a group is for one program at a time" "hwreg -t vfio:$edu/bar0 peek 0"
	run -4 guest "vfio $edu dma"
	[[ $output == *"and process "*" (vfio) has it open; end that first" ]]
	guest 'killall vfio; until grep -q status /tmp/out; do :; done'
	prints 0x010000ed "hwreg -q -t vfio:$edu/bar0 peek 0"
}

@test "an ordinary user needs the group's node alone, for BARs, interrupts and DMA; the limit on locked memory is told" {
	given $edu
	node=/dev/vfio/$(group $edu)
	refuses 4 "open $node: Permission denied (root:root 0600): run with sudo, or have a udev rule give it to a group:" \
		"su user -c 'hwreg -t vfio:$edu/bar0 peek 0'"
	[[ $stderr == *'SUBSYSTEM=="vfio", GROUP='* ]]
	prints $'0x010000ed\nthe same\n1! = 1, reason 1, count 1, missed 0\nmore: -110' \
		"chown user $node; su user -c 'hwreg -q -t vfio:$edu/bar0 peek 0; vfio $edu dma; vfio $edu factorial msi0 1'"
	run -4 guest "su user -c 'ulimit -l 0; vfio $edu dma'"
	[[ $output == "DMA buffer: map 4096 bytes for the device: Cannot allocate memory: its pages are pinned, and RLIMIT_MEMLOCK allows 0 bytes;"* ]]
	guest "chown root $node"
}

@test "a device that is unbound or removed under the driver: EIO, what is mapped still works, and the kernel gets it" {
	given $edu
	for command in "echo $edu >/sys/bus/pci/drivers/vfio-pci/unbind" "echo 1 >/sys/bus/pci/devices/$edu/remove"; do
		for part in intx msi0; do
			start_waiting "vfio-${part%0}.*00:01.0" "vfio $edu held $part"
			guest "$command"
			run -0 guest 'until grep -q status /tmp/out; do :; done; cat /tmp/out'
			[ "${lines[0]}" = waiting ]
			[ "${lines[1]}" = "wait: -5: vfio:$edu/$part: the kernel wants the device back (it is being unbound or unplugged), and waits until this program closes it" ]
			[ "${lines[2]}" = "enable: -5" ]
			[ "${lines[3]}" = "still there: 0x010000ed" ]
			[ "${lines[4]}" = "status 0" ]
			[ -z "$(driver $edu)" ]
			guest "echo 1 >/sys/bus/pci/rescan"
			given $edu
		done
	done
	start_waiting 'vfio-msi.*00:01.0' "hwreg irq vfio:$edu/msi0"
	guest "echo $edu >/sys/bus/pci/drivers/vfio-pci/unbind"
	run -0 guest 'until grep -q status /tmp/out; do :; done; cat /tmp/out'
	[ "${lines[0]}" = "hwreg: vfio:$edu/msi0: the kernel wants the device back (it is being unbound or unplugged), and waits until this program closes it" ]
	[ "${lines[1]}" = "status 3" ]
	given $edu
	prints 0x010000ed "hwreg -q -t vfio:$edu/bar0 peek 0"
}

@test "the module for the IOMMU is not loaded: which modprobe; exit 4" {
	given $edu
	guest 'rmmod vfio_iommu_type1'
	refuses 4 "vfio:$edu/bar0: set up the IOMMU: No such device: its kernel module is not loaded (modprobe vfio_iommu_type1)" \
		"hwreg -t vfio:$edu/bar0 peek 0"
	guest 'modprobe vfio_iommu_type1'
	prints 0x010000ed "hwreg -q -t vfio:$edu/bar0 peek 0"
}

@test "without an IOMMU: what turns it on; exit 4, nothing changed; UIO still takes it" {
	machine_use off
	guest 'modprobe vfio-pci; modprobe uio_pci_generic'
	run -4 --separate-stderr on 'hwreg bind ALONE vfio-pci'
	[ -z "$output" ]
	[[ $stderr == *"0000:00:01.0: is in no IOMMU group, which VFIO needs"*"intel_iommu=on"* ]]
	[ -z "$(driver $edu)" ]
	refuses 4 "vfio:$edu/bar0: the device is in no IOMMU group, which VFIO needs: turn the IOMMU on" "hwreg -t vfio:$edu/bar0 peek 0"
	run -0 on 'cat /sys/bus/pci/devices/0000:00:01.0/driver_override; hwreg -q bind ALONE; hwreg -q unbind ALONE'
	[[ $output == *"uio:uio0"* ]]
}

# The last: there is no way back
@test "a kernel that is locked down: memory and sysfs are refused, VFIO works: BAR, interrupts and DMA" {
	given $edu
	guest 'mount -t securityfs securityfs /sys/kernel/security; echo integrity >/sys/kernel/security/lockdown'
	refuses 4 "Operation not permitted: the kernel is locked down" "hwreg -t pci:$edu/bar0 poke 4=1"
	[[ $stderr == *"or give the device to UIO or VFIO"* ]]
	refuses 4 "the kernel is locked down" "hwreg -t mem poke $(base $edu)=1"
	[[ $stderr == *"or give the device to UIO or VFIO"* ]]
	prints 0xfffffffd "hwreg -t vfio:$edu/bar0 poke 4=2; hwreg -q -t vfio:$edu/bar0 peek 4"
	prints "the same" "vfio $edu dma"
	prints $'1! = 1, reason 1, count 1, missed 0\nmore: -110' "vfio $edu factorial msi0 1"
}
