#!/usr/bin/env bats
# Drivers on the library as users write them (tests/drivers), through UIO on an emulated 64-bit Arm board: its clock, and
# QEMU's edu. Built with what `make install` installs. Witnesses: the kernel's counts, and the hardware as the host sees it.
# shellcheck disable=SC2016,SC2154 # the guest expands its $; bats sets $stderr

bats_require_minimum_version 1.5.0
load machine
load drivers

setup_file() {
	drivers_build arm64 "$BATS_FILE_TMPDIR/drivers"
	drivers_files "$BATS_FILE_TMPDIR/drivers"
	machine_start uio --uio "${DRIVERS_FILES[@]}" -- -device edu,dma_mask=0xffffffffff
	guest 'cd /lib/modules/$(uname -r) && insmod uio_pci_generic.ko
		echo "1234 11e8" >/sys/bus/pci/drivers/uio_pci_generic/new_id'
}

teardown_file() {
	machine_stop
}

setup() {
	machine_use uio
}

# count NAME: the kernel's of a UIO device's interrupts
count() {
	guest "cat \$(dirname \$(grep -lx $1 /sys/class/uio/*/name))/event"
}

# begin COMMAND: in the background, until it prints its first line; its output is in /tmp/out
begin() {
	guest "rm -f /tmp/out; { $1; echo \"status \$?\"; } >/tmp/out 2>&1 & until [ -s /tmp/out ]; do :; done"
}

# ended: waits for the end, and prints its output
ended() {
	guest 'until grep -q "^status" /tmp/out; do :; done; cat /tmp/out'
}

# told TEXT: waits until it is in the output
told() {
	guest "until grep -q '$1' /tmp/out; do ! grep -q '^status' /tmp/out || break; done; grep -q '$1' /tmp/out"
}

@test "clock: reads and sets the time, which the host sees" {
	run -0 --separate-stderr guest 'rtc get'
	now=$(date +%s)
	[ $((now - output)) -ge 0 ]
	[ $((now - output)) -le 5 ]
	run -0 --separate-stderr guest 'rtc set 1000000000'
	[ "$output" = 1000000000 ]
	time=$(witness readl 0x09010000)
	[ $((time)) -ge 1000000000 ]
	[ $((time)) -le 1000000030 ]
}

@test "clock: five alarms by interrupt, in their seconds, each counted by the kernel" {
	before=$(count pl031)
	run -0 --separate-stderr guest 'rtc alarms 5'
	[ "${#lines[@]}" -eq 5 ]
	for i in 1 2 3 4 5; do
		[[ ${lines[i - 1]} =~ ^alarm:\ [01]\ s\ late,\ interrupt\ $((before + i)),\ missed\ 0$ ]]
	done
	[ "$(count pl031)" -eq $((before + 5)) ]
	# nothing is left: mask, and raw status
	[ "$(witness readl 0x09010010)" = 0x00000000 ]
	[ "$(witness readl 0x09010014)" = 0x00000000 ]
}

@test "clock: alarms and the edges of a GPIO line in one poll loop" {
	witness pl061-input 5 0
	begin 'rtc watch 6 9030000.pl061:5'
	witness pl061-input 5 1
	told rising
	witness pl061-input 5 0
	told falling
	run -0 ended
	[ "$(grep -c '^alarm: [01] s late, interrupt [0-9]*, missed 0$' <<<"$output")" -eq 6 ]
	[ "$(grep '^line' <<<"$output")" = $'line: rising\nline: falling' ]
	[ "${lines[-1]}" = "status 0" ]
}

@test "clock: taken away while an alarm is waited for, it is an error; then it is there again" {
	local driver=/sys/bus/platform/drivers/uio_pdrv_genirq
	begin 'rtc alarms 1000000'
	guest "echo 9010000.pl031 >$driver/unbind"
	run -0 ended
	[ "${lines[-1]}" = "status 3" ]
	[[ ${lines[-2]} == "rtc: uio:uio"*": the device was unbound from its UIO driver (uio_pdrv_genirq): no interrupt comes here any more" ]]
	run -4 guest 'rtc get'
	[[ $output == "rtc: uio:pl031: no such UIO device"* ]]
	guest "echo 9010000.pl031 >$driver/bind"
	run -0 guest 'rtc alarms 1'
}

@test "edu: factorials, each told by an interrupt that the kernel counts" {
	before=$(count uio_pci_generic)
	run -0 --separate-stderr guest 'edu-uio factorial 0 1 5 10 12 13'
	want=(0 1 1 1 5 120 10 3628800 12 479001600 13 1932053504)
	for i in 0 1 2 3 4 5; do
		[ "${lines[i]}" = "${want[2 * i]}! = ${want[2 * i + 1]}, interrupt $((before + i + 1)), missed 0" ]
	done
	[ "$(count uio_pci_generic)" -eq $((before + 6)) ]
}

@test "edu: DMA there and back, 20 times, every byte compared and every interrupt counted" {
	before=$(count uio_pci_generic)
	run -0 --separate-stderr guest 'edu-uio copy 20'
	[ "$output" = "20 times 4088 bytes there and back, interrupt $((before + 40)), missed 0" ]
	[ "$(count uio_pci_generic)" -eq $((before + 40)) ]
}

@test "edu: unbound while an interrupt is waited for, it is an error; then it is there again" {
	local driver=/sys/bus/pci/drivers/uio_pci_generic
	begin 'edu-uio wait'
	guest "echo 0000:00:01.0 >$driver/unbind"
	run -0 ended
	[ "${lines[0]}" = ready ]
	[[ ${lines[1]} == "edu: uio:uio"*": the device was unbound from its UIO driver"* ]]
	[ "${lines[2]}" = "status 3" ]
	guest "echo 0000:00:01.0 >$driver/bind"
	run -0 guest 'edu-uio factorial 3'
}

@test "edu: removed while its registers are read without end, it is an error, and no crash" {
	begin 'edu-uio poll'
	guest 'echo 1 >/sys/bus/pci/devices/0000:00:01.0/remove'
	run -0 ended
	[ "${lines[0]}" = ready ]
	[[ ${lines[1]} == "edu: uio:uio"*": the device was unbound from its UIO driver"* ]]
	[ "${lines[2]}" = "status 3" ]
	run -4 guest 'edu-uio factorial 3'
	[[ $output == *"no PCI device 1234:11e8 here"* ]]
	guest 'echo 1 >/sys/bus/pci/rescan'
	run -0 guest 'edu-uio copy 3'
}

@test "edu: a device that stops to answer under the driver is an error, too" {
	begin 'edu-uio poll'
	guest 'hwreg -t pci:1234:11e8/config poke 4@16:1=0'
	run -0 ended
	[ "${lines[1]}" = "edu: the device does not answer any more: it reads as ones" ]
	[ "${lines[2]}" = "status 3" ]
	run -4 guest 'edu-uio factorial 3'
	[[ $output == "edu: pci:0000:00:01.0/bar0: memory decoding is off"* ]]
	guest 'hwreg -t pci:1234:11e8/config poke 4@16:1=1'
	run -0 guest 'edu-uio factorial 3'
}

@test "the models run where the hardware is, too" {
	run -0 guest 'rtc-model alarms 2; edu-model factorial 6; edu-model copy 2'
	[ "${lines[2]}" = "6! = 720, interrupt 1, missed 0" ]
	[ "${lines[3]}" = "2 times 4088 bytes there and back, interrupt 4, missed 0" ]
}
