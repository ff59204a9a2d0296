#!/usr/bin/env bats
# PCI and port targets where there is no such hardware: what is refused before anything is opened.
# Domain ffff is no real one, vendor ffff is that of an empty slot.

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	cd "$BATS_TEST_TMPDIR"
}

@test "pci: a SPEC that does not say device and part is refused with the form" {
	for spec in pci pci: pci:/bar0 pci:0000:00:01.0 pci:0000:00:01.0/ pci:0000:00:01.0/rom pci:0000:00:01.0/bar \
		pci:0000:00:01.0/barx pci:0000:00:01.0/bar0,uc pci:0000:00:01.0/bar0,wc,wc pci:0000:00:01.0/bar00 \
		pci:0000:00:01.0/config,wc pci:zzzz:1234/bar0 pci:1234/bar0 pci:1234:11e8:0/bar0 pci:0x1234:0x11e8/bar0 \
		pci:0000:00:01.0.0/bar0 pci:../../../x/bar0 \
		pci:0000000000000000000000000000000000000000/bar0; do
		refused 2 "expected pci:DDDD:BB:DD.F/barN[,wc]" -t "$spec" peek 0
	done
}

@test "pci: an address as lspci shows it without a domain is told the whole one" {
	refused 2 "did you mean pci:0000:00:01.0?" -t pci:00:01.0/bar0 peek 0
}

@test "pci: there are six BARs" {
	for bar in 6 9; do
		refused 2 "bar0 to bar5" -t "pci:ffff:00:01.0/bar$bar" peek 0
	done
}

@test "pci: a device that is not here, by address and by numbers" {
	refused 4 "no PCI device ffff:1f:1e.7 here" -t pci:ffff:1f:1e.7/bar0 peek 0
	refused 4 "no PCI device ffff:1f:1e.7 here" -t pci:FFFF:1F:1E.7/config peek 0@16
	refused 4 "no PCI device 10000:1f:1e.7 here" -t pci:10000:1f:1e.7/bar0 peek 0
	refused 4 "no PCI device ffff:fffe here" -t pci:ffff:fffe/bar0 peek 0
	refused 4 "no PCI device ffff:fffe here" -t pci:ffff:fffe/config poke 4@16:1=1
}

@test "port: takes nothing after it" {
	refused 2 "takes nothing after it" -t port:0x70 peek 0
}

@test "port: numbers end at 0xffff, accesses are aligned and have 8, 16 or 32 bits" {
	refused 2 "outside port, which has 0x00000000-0x0000ffff" -t port peek 0x10000@8
	refused 2 "outside port" -t port peek 0xfffe
	refused 2 "not aligned" -t port peek 0x71@16
	refused 2 "8, 16 or 32 bits, not 64" -t port peek 0x70@64
	refused 2 "8, 16 or 32 bits, not 64" -t port poke 0x70@64=1
	refused 2 "does not fit" -t port poke 0x70@8=0x100
}

@test "port: without the right to use them, or without ports, the message says so" {
	# an ordinary user; as root, nobody
	local wrapper=()
	if [ "$(id -u)" -eq 0 ]; then
		wrapper=(setpriv --reuid=65534 --regid=65534 --clear-groups)
		chmod 755 "$BATS_TEST_TMPDIR"
		cp "$HWREG" hwreg
		HWREG=./hwreg
		"${wrapper[@]}" ./hwreg --version >/dev/null 2>&1 || skip "nobody cannot reach the test's folder"
	fi
	run -4 --separate-stderr "${wrapper[@]}" "$HWREG" -t port peek 0x71@8
	[ -z "$output" ]
	[[ $stderr == *"CAP_SYS_RAWIO"* || $stderr == *"CONFIG_X86_IOPL_IOPERM"* || $stderr == *"no I/O ports"* ]]
}

@test "port: a dry run asks for nothing" {
	run -0 "$HWREG" -n -t port poke 0x70@8=0x0b
	[[ $output == *"write 8 bits at 0x00000070"*"port"*"0x0b"* ]]
}

@test "port: a board of another machine is refused" {
	refused 2 "linux,dummy-virt" -b "$SRCTREE/boards/qemu-virt-arm64.yaml" -t port peek UART0.FR
}
