#!/usr/bin/env bats
# VFIO targets and interrupts where no device is VFIO's: what is refused before anything is opened.
# Domain ffff is no real one, vendor ffff is that of an empty slot. tests/emulated/vfio.bats has devices.

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	cd "$BATS_TEST_TMPDIR"
}

@test "vfio: a SPEC that does not say device and part is refused with the form" {
	for spec in vfio vfio: vfio:/bar0 vfio:0000:00:01.0 vfio:0000:00:01.0/ vfio:0000:00:01.0/rom vfio:0000:00:01.0/bar \
		vfio:0000:00:01.0/barx vfio:0000:00:01.0/bar00 vfio:0000:00:01.0/bar0,wc 'vfio:0000:00:01.0/bar0,' \
		vfio:0000:00:01.0/config,noiommu,noiommu vfio:zzzz:1234/bar0 vfio:1234/bar0 vfio:../../../x/bar0 \
		vfio:0000:00:01.0/msi0 vfio:0000000000000000000000000000000000000000/bar0; do
		refused 2 "target '$spec': expected vfio:DDDD:BB:DD.F/barN[,noiommu] or …/config" -t "$spec" peek 0
	done
	refused 2 "did you mean vfio:0000:00:01.0/bar0?" -t vfio:00:01.0/bar0 peek 0
	for bar in 6 9; do
		refused 2 "a PCI device has bar0 to bar5" -t "vfio:ffff:00:01.0/bar$bar" peek 0
	done
}

@test "vfio: a device that is not here, by address and by numbers" {
	refused 4 "no PCI device ffff:1f:1e.7 here" -t vfio:ffff:1f:1e.7/bar0 peek 0
	refused 4 "no PCI device ffff:1f:1e.7 here" -t vfio:FFFF:1F:1E.7/config,noiommu peek 0@16
	refused 4 "no PCI device ffff:fffe here" -n -t vfio:ffff:fffe/bar0 poke 0=1
}

@test "irq: an interrupt of VFIO that is none, or of a device that is not here" {
	for part in bar0 config msi msix msi00 msi0x msi12345 intx0 int INTX ""; do
		refused 2 "'vfio:0000:00:01.0/$part': expected an interrupt of a VFIO device, vfio:DDDD:BB:DD.F/intx, /msiN or /msixN" \
			irq "vfio:0000:00:01.0/$part"
	done
	refused 2 "expected an interrupt of a VFIO device" irq vfio:
	for part in intx msi0 msix2047 msi1,noiommu; do
		refused 4 "no PCI device ffff:1f:1e.7 here" irq "vfio:ffff:1f:1e.7/$part"
		refused 4 "no PCI device ffff:1f:1e.7 here" -n irq "vfio:ffff:1f:1e.7/$part"
	done
	refused 2 "VFIO disables an interrupt when the program that enabled it ends; hwreg irq vfio:ffff:fffe/msi0 enables it and waits" \
		irq enable vfio:ffff:fffe/msi0
	refused 2 "VFIO disables an interrupt" irq disable vfio:ffff:fffe/msi0
}

@test "watch and wait --on: the same of them" {
	counting_file regs 256
	refused 2 "--on: 'vfio:x': expected an interrupt of a VFIO device" -t file:regs watch --on vfio:x 0
	refused 4 "--on: target 'vfio:ffff:1f:1e.7/msi0': no PCI device" -t file:regs wait --on vfio:ffff:1f:1e.7/msi0 '0==1'
}
