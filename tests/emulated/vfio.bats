#!/usr/bin/env bats
# bind to vfio-pci and back, behind the IOMMU of an emulated PC. The kernel's links in sysfs are the witness, and a program
# that reads the device through the node that bind names.
# shellcheck disable=SC2016,SC2154 # the guest expands its $; bats sets $stderr

bats_require_minimum_version 1.5.0
load machine

# start NAME OPTION…: edu alone in its group, and another behind a bridge with a serial port
start() {
	machine_start "$1" --x86 "${@:2}" --file "$BATS_FILE_TMPDIR/vfio=/usr/bin/vfio" -- \
		-machine kernel-irqchip=split -device intel-iommu,intremap=on -device edu \
		-device pcie-pci-bridge,id=bridge -device edu,bus=bridge,addr=1 -device pci-serial,bus=bridge,addr=2
	# the addresses are the firmware's choice
	guest 'base() { head -n 1 /sys/bus/pci/devices/$1/resource | cut -d " " -f 1; }
		cat >/tmp/board.yaml <<-END
			hwreg: 1
			board: vfio
			match: any
			types: {edu: {size: 0x100000, registers: {ID: {offset: 0x0, policy: ro}, LIVE: 0x4}}}
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
	start on --append intel_iommu=on
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

@test "vfio-pci is not loaded: which modprobe; exit 4, nothing changed" {
	run -4 --separate-stderr on 'hwreg bind ALONE vfio-pci'
	[[ $stderr == *"0000:00:01.0: the driver vfio-pci is not loaded: modprobe vfio-pci"* ]]
	[ -z "$(driver 0000:00:01.0)" ]
}

@test "a device goes to vfio-pci, is used through the node that bind names, and comes back" {
	guest 'modprobe vfio-pci'
	group=$(guest 'basename $(readlink /sys/bus/pci/devices/0000:00:01.0/iommu_group)')
	run -1 guest "test -e /dev/vfio/$group"
	run -0 --separate-stderr on 'hwreg bind ALONE vfio-pci'
	[ -z "$stderr" ]
	[ "${lines[0]}" = "ALONE: 0000:00:01.0 (pci) goes from no driver to vfio-pci, and is vfio:0000:00:01.0/bar0" ]
	[ "${lines[1]}" = "to undo: hwreg unbind ALONE" ]
	[ "$(driver 0000:00:01.0)" = vfio-pci ]
	run -0 guest "test -c /dev/vfio/$group && vfio /dev/vfio/$group 0000:00:01.0"
	[ "$output" = 0x010000ed ]
	# a second time there is nothing to do
	run -0 on 'hwreg -q bind ALONE vfio-pci'
	[ "$output" = vfio:0000:00:01.0/bar0 ]
	run -0 on 'hwreg unbind ALONE'
	[ "${lines[0]}" = "ALONE: 0000:00:01.0 (pci) goes from vfio-pci to no driver" ]
	[ "${lines[1]}" = "to undo: hwreg bind ALONE vfio-pci" ]
	[ -z "$(driver 0000:00:01.0)" ]
	run -1 guest "test -e /dev/vfio/$group"
}

@test "another driver has a device of the group: a warning names both; without it the group opens" {
	guest 'modprobe vfio-pci'
	group=$(guest 'basename $(readlink /sys/bus/pci/devices/0000:01:01.0/iommu_group)')
	run -0 --separate-stderr on 'hwreg -n bind SHARED vfio-pci'
	[[ $stderr == *"warning: VFIO opens the device's group only when no other driver has a part of it:"*"0000:01:02.0 (serial); "* ]]
	[ -z "$(driver 0000:01:01.0)" ]
	run -0 --separate-stderr on 'hwreg bind SHARED vfio-pci'
	[[ ${lines[0]} == *" to vfio-pci, and is vfio:0000:01:01.0/bar0" ]]
	[[ $stderr == *"0000:01:02.0 (serial); "* ]]
	run -1 guest "vfio /dev/vfio/$group 0000:01:01.0"
	[ "$output" = "not viable" ]
	run -0 --separate-stderr on 'hwreg -o json bind SHARED vfio-pci'
	[ "$(jq -r '.[0].holders' <<<"$output")" = "0000:01:02.0 (serial)" ]
	guest 'echo 0000:01:02.0 >/sys/bus/pci/drivers/serial/unbind'
	run -0 --separate-stderr on 'hwreg bind SHARED vfio-pci'
	[ -z "$stderr" ]
	run -0 guest "vfio /dev/vfio/$group 0000:01:01.0"
	[ "$output" = 0x010000ed ]
	on 'hwreg unbind SHARED; echo 0000:01:02.0 >/sys/bus/pci/drivers/serial/bind'
	[ -z "$(driver 0000:01:01.0)" ]
}

@test "without an IOMMU: what turns it on; exit 4, nothing changed; UIO still takes it" {
	machine_use off
	guest 'modprobe vfio-pci; modprobe uio_pci_generic'
	run -4 --separate-stderr on 'hwreg bind ALONE vfio-pci'
	[ -z "$output" ]
	[[ $stderr == *"0000:00:01.0: is in no IOMMU group, which VFIO needs"*"intel_iommu=on"* ]]
	[ -z "$(driver 0000:00:01.0)" ]
	run -0 on 'cat /sys/bus/pci/devices/0000:00:01.0/driver_override; hwreg -q bind ALONE; hwreg -q unbind ALONE'
	[[ $output == *"uio:uio0"* ]]
}
