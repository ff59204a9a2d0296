#!/usr/bin/env bats
# The driver of tests/drivers for QEMU's edu, behind the IOMMU of an emulated PC: MSI and INTx, DMA through the IOMMU, and
# what is said when the device is taken away. Built with what `make install` installs.
# shellcheck disable=SC2016,SC2154 # the guest expands its $; bats sets $stderr

bats_require_minimum_version 1.5.0
load machine
load drivers

edu=0000:00:01.0

setup_file() {
	HWREG_X86_64=$("$BATS_TEST_DIRNAME/build" --for x86_64)
	export HWREG_X86_64
	drivers_build x86_64 "$BATS_FILE_TMPDIR/drivers"
	drivers_files "$BATS_FILE_TMPDIR/drivers"
	machine_start vfio --x86 --append intel_iommu=on "${DRIVERS_FILES[@]}" -- \
		-machine kernel-irqchip=split -device intel-iommu,intremap=on -device edu
	guest "modprobe vfio_iommu_type1; modprobe vfio-pci
		echo vfio-pci >/sys/bus/pci/devices/$edu/driver_override; echo $edu >/sys/bus/pci/drivers_probe"
}

teardown_file() {
	machine_stop
}

setup() {
	machine_use vfio
}

# begin, ended: as in drivers-uio.bats
begin() {
	guest "rm -f /tmp/out; { $1; echo \"status \$?\"; } >/tmp/out 2>&1 & until [ -s /tmp/out ]; do :; done"
}

ended() {
	guest 'until grep -q "^status" /tmp/out; do :; done; cat /tmp/out'
}

@test "factorials, each told by an interrupt: MSI, and INTx" {
	for interrupt in msi0 intx; do
		run -0 --separate-stderr guest "EDU_INTERRUPT=$interrupt edu-vfio factorial 0 5 12 13"
		[ "$output" = "0! = 1, interrupt 1, missed 0
5! = 120, interrupt 2, missed 0
12! = 479001600, interrupt 3, missed 0
13! = 1932053504, interrupt 4, missed 0" ]
	done
}

@test "DMA through the IOMMU there and back, 20 times, every byte compared and every interrupt counted" {
	guest 'dmesg -c >/dev/null'
	for interrupt in msi0 intx; do
		run -0 --separate-stderr guest "EDU_INTERRUPT=$interrupt edu-vfio copy 20"
		[ "$output" = "20 times 4088 bytes there and back, interrupt 40, missed 0" ]
	done
	# the IOMMU has refused nothing
	run -0 guest 'dmesg | grep DMAR; true'
	[ -z "$output" ]
}

@test "unbound or removed while an interrupt is waited for, or while registers are read, it is an error, and the kernel gets the device" {
	for command in "echo $edu >/sys/bus/pci/drivers/vfio-pci/unbind" "echo 1 >/sys/bus/pci/devices/$edu/remove"; do
		for words in "intx wait" "msi0 wait" "msi0 poll"; do
			interrupt=${words% *}
			begin "EDU_INTERRUPT=$interrupt edu-vfio ${words#* }"
			guest "$command"
			run -0 ended
			[ "${lines[0]}" = ready ]
			[ "${lines[1]}" = "edu: vfio:$edu/$interrupt: the kernel wants the device back (it is being unbound or unplugged), and waits until this program closes it" ]
			[ "${lines[2]}" = "status 3" ]
			guest "echo 1 >/sys/bus/pci/rescan; echo vfio-pci >/sys/bus/pci/devices/$edu/driver_override
				echo $edu >/sys/bus/pci/drivers_probe"
			run -0 guest 'edu-vfio factorial 3'
			[ "$output" = "3! = 6, interrupt 1, missed 0" ]
		done
	done
}

@test "a device that nobody has given to VFIO is not touched, and the message says what to do" {
	guest "echo $edu >/sys/bus/pci/drivers/vfio-pci/unbind"
	run -4 --separate-stderr guest 'edu-vfio copy 1'
	[ -z "$output" ]
	[[ $stderr == "edu: vfio:$edu/bar0: "*"hwreg bind"* ]]
	guest "echo $edu >/sys/bus/pci/drivers/vfio-pci/bind"
	run -0 guest 'edu-vfio copy 1'
}
