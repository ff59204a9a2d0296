#!/usr/bin/env bats
# bind and unbind: devices of an emulated board go to UIO and come back. The kernel's own links in sysfs, and the
# device's registers, are the witnesses.
# shellcheck disable=SC2016,SC2154 # the guest expands its $; bats sets $stderr

bats_require_minimum_version 1.5.0
load machine

setup_file() {
	machine_start platform --overlay "$BATS_TEST_DIRNAME/uart-platform.dtso"
	truncate -s 32M "$BATS_FILE_TMPDIR/disk"
	machine_start bind -- -device edu -device virtio-rng-device \
		-drive "if=none,id=disk,format=raw,file=$BATS_FILE_TMPDIR/disk" -device virtio-blk-device,drive=disk
	# the addresses are QEMU's and the kernel's choice
	guest 'for device in /sys/bus/virtio/devices/*; do
			case $(cat $device/device) in
			0x0002) disk=$(basename $(realpath $device/..)) ;;
			0x0004) rng=$(basename $(realpath $device/..)) ;;
			esac
		done
		edu=$(dirname $(grep -l 0x11e8 /sys/bus/pci/devices/*/device))
		echo $rng >/tmp/rng; basename $edu >/tmp/edu
		cat >/tmp/board.yaml <<-END
			hwreg: 1
			board: bind
			match: {compatible: "linux,dummy-virt"}
			extends: /usr/share/hwreg/boards/qemu-virt-arm64.yaml
			spaces: {pmic: "i2c:1:0x48"}
			types:
			  edu: {size: 0x100000, registers: {ID: {offset: 0x0, policy: ro}, LIVE: 0x4}}
			  virtio: {size: 0x200, registers: {MAGIC: {offset: 0x0, policy: ro}, VERSION: 0x4, DEVICE: 0x8}}
			  pmic: {width: 8, registers: {ID: 0x0}}
			  hole: {size: 0x100, registers: {R: 0x0}}
			blocks:
			  EDU: {type: edu, base: $(head -n 1 $edu/resource | cut -d " " -f 1)}
			  RNG: {type: virtio, base: 0x${rng%%.*}}
			  DISK: {type: virtio, base: 0x${disk%%.*}}
			  PMIC: {type: pmic, space: pmic, base: 0}
			  HOLE: {type: hole, base: 0x08700000}
		END'
}

setup() {
	machine_use bind
}

teardown_file() {
	machine_stop
}

# on COMMAND: in the guest, with the board
on() {
	guest "HWREG_BOARD=/tmp/board.yaml; export HWREG_BOARD; edu=\$(cat /tmp/edu) rng=\$(cat /tmp/rng); $1"
}

modules() {
	on 'cd /lib/modules/$(uname -r); for m in uio uio_pdrv_genirq uio_pci_generic; do [ -d /sys/module/$m ] || insmod $m.ko; done'
}

# driver BUS DEVICE: who has it
driver() {
	on "basename \$(readlink /sys/bus/$1/devices/$2/driver) 2>/dev/null; true"
}

@test "without the driver: which modprobe; exit 4, nothing changed" {
	run -4 --separate-stderr on 'hwreg bind RNG'
	[[ $stderr == *".virtio_mmio: the driver uio_pdrv_genirq is not loaded: modprobe uio_pdrv_genirq"* ]]
	run -4 --separate-stderr on 'hwreg bind EDU'
	[[ $stderr == *"modprobe uio_pci_generic"* ]]
	run -4 --separate-stderr on 'hwreg bind EDU vfio-pci'
	[[ $stderr == *"modprobe vfio-pci"* ]]
	[ "$(driver platform '$rng')" = virtio-mmio ]
}

@test "a platform device goes to UIO and back; what was done, and how to undo it" {
	modules
	run -0 on 'hwreg -n bind RNG'
	name=$(on 'cat /tmp/rng')
	[ "${lines[0]}" = "would write 'uio_pdrv_genirq' to /sys/devices/platform/$name/driver_override" ]
	[ "${lines[1]}" = "would write '$name' to /sys/bus/platform/drivers/virtio-mmio/unbind" ]
	[ "${lines[2]}" = "would write '$name' to /sys/bus/platform/drivers_probe" ]
	[ "${#lines[@]}" -eq 3 ]
	[ "$(driver platform '$rng')" = virtio-mmio ]
	run -0 on 'hwreg bind RNG'
	[ "${lines[0]}" = "RNG: $name (platform) goes from virtio-mmio to uio_pdrv_genirq, and is uio:uio0" ]
	[ "${lines[1]}" = "to undo: hwreg unbind RNG" ]
	[ "$(driver platform '$rng')" = uio_pdrv_genirq ]
	run -0 --separate-stderr on 'hwreg -q -t uio:uio0 peek RNG.MAGIC RNG.DEVICE'
	[ "$output" = $'0x74726976\n0x00000004' ]
	# a second time there is nothing to do
	run -0 on 'hwreg -q bind RNG'
	[ "$output" = uio:uio0 ]
	run -0 on 'hwreg unbind RNG'
	[ "${lines[0]}" = "RNG: $name (platform) goes from uio_pdrv_genirq to virtio-mmio" ]
	[ "${lines[1]}" = "to undo: hwreg bind RNG uio_pdrv_genirq" ]
	[ "$(driver platform '$rng')" = virtio-mmio ]
	run -0 on 'cat /sys/bus/platform/devices/$rng/driver_override'
	[[ $output == "(null)" || -z $output ]]
	run -2 --separate-stderr on 'hwreg unbind RNG'
	[[ $stderr == *"is not given to user space: it belongs to the driver virtio-mmio"* ]]
}

@test "a PCI device goes to uio_pci_generic and back" {
	modules
	name=$(on 'cat /tmp/edu')
	[ -z "$(driver pci '$edu')" ]
	run -0 --separate-stderr on 'hwreg -v bind EDU'
	[ "${lines[0]}" = "EDU: $name (pci) goes from no driver to uio_pci_generic, and is uio:uio0" ]
	[[ $stderr == *"write 'uio_pci_generic' to "*"/$name/driver_override"* ]]
	[ "$(driver pci '$edu')" = uio_pci_generic ]
	run -0 on 'hwreg -o json bind EDU'
	[ "$(jq -r '.[0] | .device + " " + .driver + " " + .target' <<<"$output")" = "$name uio_pci_generic uio:uio0" ]
	run -0 on 'hwreg unbind EDU'
	[ "${lines[0]}" = "EDU: $name (pci) goes from uio_pci_generic to no driver" ]
	[ -z "$(driver pci '$edu')" ]
}

@test "an AMBA device: UIO cannot take it; the overlay that changes that is named" {
	modules
	run -4 --separate-stderr on 'hwreg bind RTC'
	[[ $stderr == *"9010000.pl031: is on the AMBA bus"*"hwreg export dts BLOCK"* ]]
	[ "$(driver amba 9010000.pl031)" = rtc-pl031 ]
}

@test "the console on the AMBA bus is refused, unless --force=busy" {
	modules
	run -4 --separate-stderr on 'hwreg bind UART0'
	[[ $stderr == *"9000000.pl011: the kernel's console is on it (ttyAMA0)"*"--force=busy"* ]]
	run -4 --separate-stderr on 'hwreg -n bind UART0'
	[[ $stderr == *"console"* ]]
	# then the bus has its word
	run -4 --separate-stderr on 'hwreg --force=busy bind UART0'
	[[ $stderr == *"AMBA"* ]]
}

@test "the console on the platform bus is refused; its driver, which has no unbind, keeps it though --force=busy" {
	machine_use platform
	guest 'cd /lib/modules/$(uname -r); rmmod uio_pdrv_genirq; insmod uio_pdrv_genirq.ko'
	[ "$(driver platform 9000000.pl011)" = sbsa-uart ]
	run -4 --separate-stderr guest 'hwreg bind UART0'
	[[ $stderr == *"9000000.pl011: the kernel's console is on it (ttyAMA0), which would be lost; --force=busy"* ]]
	run -4 --separate-stderr guest 'hwreg --force=busy bind UART0'
	[[ $stderr == *"9000000.pl011: its driver sbsa-uart lets no device go (it has no file \`unbind\`)"* ]]
	[ "$(driver platform 9000000.pl011)" = sbsa-uart ]
	run -0 guest 'cat /sys/bus/platform/devices/9000000.pl011/driver_override'
	[[ $output == "(null)" || -z $output ]]
}

# disk_is_busy TEXT COMMAND: that is why the disk is refused; by force it would go
disk_is_busy() {
	run -4 --separate-stderr on "$2 hwreg -n bind DISK"
	if [ -n "$output" ] || [[ $stderr != *".virtio_mmio: $1, which would be lost; --force=busy takes it all the same"* ]]; then
		echo "$output$stderr"
		return 1
	fi
	run -4 --separate-stderr on "$2 hwreg bind DISK"
	[[ $stderr == *".virtio_mmio: $1, which would be lost"* ]]
	run -0 --separate-stderr on "$2 hwreg -n --force=busy bind DISK"
	[ "${#lines[@]}" -eq 3 ]
	on 'test -b /dev/vda'
}

@test "a disk that is mounted, that the root file system is on, or that is swapped to is refused, unless --force=busy" {
	modules
	on 'modprobe virtio_blk && mke2fs -F /dev/vda >/dev/null'
	run -0 on 'hwreg -q bind DISK && [ ! -e /dev/vda ] && hwreg -q unbind DISK && [ -b /dev/vda ]'
	[ "$output" = $'uio:uio0\nvirtio-mmio' ]
	on 'mkdir -p /mnt && mount /dev/vda /mnt'
	disk_is_busy "the file system that is mounted at /mnt is on it" ""
	# made the root as switch_root does it, for one process
	on 'cd /mnt && mkdir -p proc sys dev bin tmp usr/bin usr/share && cp /bin/busybox bin && cp /usr/bin/hwreg usr/bin &&
		cp -r /usr/share/hwreg usr/share && cp /tmp/board.yaml tmp'
	disk_is_busy "the root file system is on it" 'unshare -m sh -c '\''cd /mnt && for m in proc sys dev; do mount -o bind /$m $m; done &&
		mount --move . / && exec chroot . "$@"'\'' sh'
	on 'umount /mnt; mkswap /dev/vda >/dev/null && swapon /dev/vda'
	disk_is_busy "the kernel swaps to it (/dev/vda)" ""
	on 'swapoff /dev/vda'
	run -0 on 'hwreg -q bind DISK; hwreg -q unbind DISK'
	[ "$output" = $'uio:uio0\nvirtio-mmio' ]
}

@test "a driver for another bus, no device, a space without devices, the wrong machine" {
	modules
	run -2 --separate-stderr on 'hwreg bind RNG uio_pci_generic'
	[[ $stderr == *"'uio_pci_generic' is no driver that gives a device of the platform bus"*"uio_pdrv_genirq"* ]]
	run -2 --separate-stderr on 'hwreg bind EDU e1000'
	[[ $stderr == *"uio_pci_generic or vfio-pci"* ]]
	run -4 --separate-stderr on 'hwreg bind HOLE'
	[[ $stderr == *"no device of this kernel has its registers at 0x08700000"* ]]
	run -2 --separate-stderr on 'hwreg bind PMIC'
	[[ $stderr == *"PMIC: is in the space pmic (i2c:1:0x48)"* ]]
	run -2 --separate-stderr on 'sed s/linux,dummy-virt/acme,rocket/ /tmp/board.yaml >/tmp/rocket.yaml; hwreg -b /tmp/rocket.yaml bind RNG'
	[[ $stderr == *"acme,rocket"* ]]
	[ "$(driver platform '$rng')" = virtio-mmio ]
}

@test "an ordinary user is told that it takes root; exit 4, nothing changed" {
	modules
	run -4 --separate-stderr on 'su user -c "hwreg -b /tmp/board.yaml bind RNG"'
	[[ $stderr == *"driver_override: Permission denied: only root may"* ]]
	[ "$(driver platform '$rng')" = virtio-mmio ]
}

@test "a driver that does not take the device: the override is cleared again; exit 3" {
	modules
	# nobody hears that there is something to probe
	on 'mount -o bind /dev/null /sys/bus/platform/drivers_probe'
	run -3 --separate-stderr on 'hwreg bind RNG'
	on 'umount /sys/bus/platform/drivers_probe; echo $rng >/sys/bus/platform/drivers_probe'
	[[ $stderr == *"uio_pdrv_genirq does not take this device"*"; now no driver has it"* ]]
	run -0 on 'cat /sys/bus/platform/devices/$rng/driver_override'
	[[ $output == "(null)" || -z $output ]]
	[ "$(driver platform '$rng')" = virtio-mmio ]
}
