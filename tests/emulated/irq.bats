#!/usr/bin/env bats
# Interrupts of UIO devices on an emulated 64-bit Arm board: the alarm of its clock, and the edu device of PCI.
# Also edges of a GPIO line as the reason to look at registers.
# A match that equals the time raises the alarm at once. A test begins with the interrupt disabled and no alarm.
# shellcheck disable=SC2016,SC2154 # the guest expands its $; bats sets $stderr

bats_require_minimum_version 1.5.0
load machine

setup_file() {
	machine_start irq --uio --overlay "$BATS_TEST_DIRNAME/uio-silent.dtso" --file "$BATS_TEST_DIRNAME/irq.sh=/tmp/irq.sh" \
		-- -device edu
	guest 'cd /lib/modules/$(uname -r) && insmod uio_pci_generic.ko && echo "1234 11e8" >/sys/bus/pci/drivers/uio_pci_generic/new_id'
}

teardown_file() {
	machine_stop
}

setup() {
	machine_use irq
	uio=$(basename "$(dirname "$(guest 'grep -lx pl031 /sys/class/uio/*/name')")")
	guest 'hwreg irq disable uio:pl031 && hwreg poke RTC.IMSC=0 RTC.ICR=1; rm -f /tmp/out'
}

# here COMMANDS: in the guest, with the functions of irq.sh
here() {
	guest ". /tmp/irq.sh; $1"
}

@test "an alarm by name: waited for, acknowledged and enabled again, three times; nothing is missed" {
	run -0 --separate-stderr here 'count
		hwreg irq uio:pl031 --count 3 --timeout 20s --then "poke RTC.ICR=1" >/tmp/out & pid=$!
		raise_until_ended $pid; wait $pid && cat /tmp/out'
	[ ${#lines[@]} -eq 4 ]
	for i in 1 2 3; do
		[[ ${lines[i]} =~ ^[0-9]+\.[0-9]{6}\ \ uio:$uio\ \ count\ $((lines[0] + i)),\ missed\ 0$ ]]
	done
}

@test "one at a time: what was raised while it was disabled comes when it is enabled" {
	for i in 1 2 3; do
		run -0 --separate-stderr here 'echo $(($(count) + 1)); hwreg irq disable uio:pl031; raise
			hwreg -q irq uio:pl031 --count 1 --timeout 20s --then "poke RTC.ICR=1"
			hwreg -q peek RTC.RIS'
		[ ${#lines[@]} -eq 3 ]
		[ "${lines[0]}" = "${lines[1]}" ]
		[ "${lines[2]}" = 0x00000000 ]
	done
}

@test "interrupts that came between two looks are missed, and counted" {
	run -0 --separate-stderr here 'raise; count
		hwreg -o json irq uio:pl031 --count 2 --no-enable >/tmp/out & pid=$!
		until_open $pid
		hwreg irq enable uio:pl031
		until [ -s /tmp/out ]; do :; done
		kill -STOP $pid
		hwreg irq enable uio:pl031; hwreg irq enable uio:pl031
		kill -CONT $pid
		wait $pid && cat /tmp/out'
	[ "$(jq -c '[.count - '"${lines[0]}"', .missed, .time_ns > 0]' <<<"${lines[1]}")" = '[1,0,true]' ]
	[ "$(jq -c '[.count - '"${lines[0]}"', .missed, .time_ns > 0]' <<<"${lines[2]}")" = '[3,1,true]' ]
}

@test "--no-enable does not enable; none within --timeout is exit status 1" {
	run -1 --separate-stderr here 'raise; hwreg irq uio:pl031 --no-enable --timeout 100ms'
	[ -z "$output" ]
	[[ $stderr == "hwreg: uio:$uio: no interrupt within 0.1 s; 0 came before"*"hwreg irq enable uio:uio"* ]]
	run -1 --separate-stderr here 'hwreg poke RTC.ICR=1; hwreg irq uio:pl031 --timeout 100ms'
	[ -z "$output" ]
}

@test "--timeout after the last: success, unless --count asked for more" {
	here 'raise; hwreg irq uio:pl031 --timeout 100ms --then "poke RTC.ICR=1"'
	run -1 --separate-stderr here 'hwreg irq disable uio:pl031; raise
		hwreg irq uio:pl031 --count 2 --timeout 100ms --then "poke RTC.ICR=1"'
	[[ $stderr == *"1 came before"* ]]
}

@test "a device that is unbound while it is waited for ends it with a message; exit status 3" {
	local driver=/sys/bus/platform/drivers/uio_pdrv_genirq
	run -3 --separate-stderr here "hwreg irq uio:pl031 & pid=\$!
		until_open \$pid; echo 9010000.pl031 >$driver/unbind; wait \$pid; status=\$?
		echo 9010000.pl031 >$driver/bind; exit \$status"
	[ -z "$output" ]
	[[ $stderr == "hwreg: uio:$uio: the device was unbound from its UIO driver (uio_pdrv_genirq): no interrupt comes here any more" ]]
}

@test "a device without an interrupt is refused before anything is waited for; exit status 4" {
	run -4 --separate-stderr guest 'hwreg irq uio:silent'
	[ -z "$output" ]
	[[ $stderr == *"the device has no interrupt"*"uio_pdrv_genirq"* ]]
	run -4 guest 'hwreg irq enable uio:silent'
	run -4 guest 'hwreg irq uio:silent --no-enable --timeout 1ms'
}

@test "a signal ends it at once, with what was printed" {
	for signal in HUP TERM; do
		run --separate-stderr here "rm -f /tmp/out; hwreg irq disable uio:pl031; raise
			hwreg -q irq uio:pl031 --then 'poke RTC.ICR=1' >/tmp/out & pid=\$!
			until [ -s /tmp/out ]; do :; done; kill -$signal \$pid; wait \$pid; status=\$?
			cat /tmp/out; exit \$status"
		[ "$status" -eq $((128 + $(kill -l $signal))) ]
		[ ${#lines[@]} -eq 1 ]
	done
}

@test "a write that fails ends it, and says so; exit status 3" {
	run -3 --separate-stderr here 'raise; hwreg irq uio:pl031 --timeout 20s --then "poke RTC.MR=1 0x08500000=1"'
	[[ $stderr == *"write 32 bits at 0x08500000: bus error"*"written before the failure: RTC.MR=1"* ]]
}

@test "-v tells what it does, in order; -n what it would do" {
	run -0 --separate-stderr here 'raise; hwreg -v irq uio:pl031 --count 1 --timeout 20s --then "poke RTC.ICR=1"'
	[ "$(sed 1d <<<"$stderr")" = "hwreg: uio:$uio: enable the interrupt
hwreg: write 32 bits at 0x0901001c (RTC.ICR) on uio:$uio/0 = 0x00000001
hwreg: uio:$uio: enable the interrupt" ]
	run -0 guest 'hwreg -n irq uio:pl031 --then "poke RTC.ICR=1"'
	[ "$output" = "would wait for the interrupt of uio:$uio, and then each time:
would write 32 bits at 0x0901001c (RTC.ICR) on uio:$uio/0 = 0x00000001" ]
}

@test "completion offers UIO devices by number and name" {
	run -0 guest 'hwreg completion words -- hwreg irq "uio:p"'
	[ "$output" = uio:pl031 ]
	run -0 guest 'hwreg completion words -- hwreg irq ""'
	[[ $output == "enable"*"disable"*"uio:uio0"* ]]
}

@test "PCI: an interrupt by number, enabled again through the command register, three times" {
	run -0 --separate-stderr here 'edu=uio:$(ls /sys/bus/pci/devices/0000:00:01.0/uio)
		hwreg irq disable $edu
		hwreg -q -t pci:1234:11e8/config peek 4@16:10
		for i in 1 2 3; do
			hwreg -t pci:1234:11e8/bar0 poke 0x60=1
			hwreg -q -t pci:1234:11e8/bar0 irq $edu --count 1 --timeout 20s --then "poke 0x64=1"
			hwreg -q -t pci:1234:11e8/bar0 peek 0x24
			hwreg -q -t pci:1234:11e8/config peek 4@16:10
			hwreg irq disable $edu
		done'
	[ "$output" = "0x1
1
0x00000000
0x0
2
0x00000000
0x0
3
0x00000000
0x0" ]
}

@test "watch --on: a sample at each interrupt, which is enabled again after it" {
	# nobody acknowledges, so that it comes again at once: first, and after each sample
	run -0 --separate-stderr here 'raise; count; hwreg -q watch --on uio:pl031 --count 3 RTC.RIS; count'
	[ "${#lines[@]}" -eq 5 ]
	[ "${lines[*]:1:3}" = "0x00000001 0x00000001 0x00000001" ]
	[ $((lines[4] - lines[0])) -eq 4 ]
}

@test "watch --on: without an interrupt no sample, and --for ends it; --until tells that it was not met" {
	run -0 --separate-stderr guest 'hwreg watch --on uio:pl031 --for 200ms --stats RTC.RIS'
	[ -z "$output" ]
	[[ $stderr == "hwreg: 0 samples in "* ]]
	run -1 --separate-stderr guest 'hwreg watch --on uio:pl031 --for 10ms --until RTC.RIS==0 RTC.RIS'
	[ -z "$output" ]
	run -0 --separate-stderr here 'raise; hwreg -q watch --on uio:pl031 --until RTC.RIS==1 RTC.RIS'
	[ "$output" = 0x00000001 ]
}

@test "wait --on: looks at once and then at each interrupt alone" {
	run -0 --separate-stderr here 'hwreg --log /tmp/log wait --on uio:pl031 --timeout 20s RTC.RIS==1 >/tmp/out & pid=$!
		until grep -q "RTC.RIS) on.* = 0x00000000" /tmp/log; do :; done
		raise; wait $pid && grep -o "RTC.RIS) on.*" /tmp/log; rm /tmp/log'
	[ "$output" = "RTC.RIS) on uio:$uio/0 = 0x00000000
RTC.RIS) on uio:$uio/0 = 0x00000001" ]
	run -0 guest 'hwreg wait --on uio:pl031 RTC.RIS==1'
	run -1 --separate-stderr guest 'hwreg poke RTC.ICR=1; hwreg wait --on uio:pl031 --timeout 100ms RTC.RIS==1'
	[[ $stderr == "hwreg: not met within 0.1 s"*"RTC.RIS = 0x00000000"* ]]
}

@test "watch and wait --on: a device that is unbound, or has no interrupt" {
	local driver=/sys/bus/platform/drivers/uio_pdrv_genirq command
	for command in "watch --on uio:pl031 GPIO.DIR" "wait --on uio:pl031 GPIO.DIR==0x77"; do
		run -3 --separate-stderr here "hwreg $command & pid=\$!
			until_open \$pid; echo 9010000.pl031 >$driver/unbind; wait \$pid; status=\$?
			echo 9010000.pl031 >$driver/bind; exit \$status"
		[[ $stderr == *"the device was unbound from its UIO driver"* ]]
		run -4 --separate-stderr guest "hwreg ${command/pl031/silent}"
		[[ $stderr == "hwreg: --on: uio:"*"the device has no interrupt"* ]]
	done
}

@test "watch without --on: a device that is unbound meanwhile goes on to be read through what is mapped" {
	local driver=/sys/bus/platform/drivers/uio_pdrv_genirq
	run -143 --separate-stderr here "hwreg -q -t uio:pl031 watch --every 10ms RTC.PERIPHID0 >/tmp/out & pid=\$!
		until [ -s /tmp/out ]; do :; done
		echo 9010000.pl031 >$driver/unbind; before=\$(wc -l </tmp/out)
		until [ \$(wc -l </tmp/out) -gt \$((before + 10)) ]; do :; done
		hwreg -t uio:pl031 peek RTC.PERIPHID0; echo status \$?
		kill \$pid; wait \$pid; status=\$?; sort -u /tmp/out
		echo 9010000.pl031 >$driver/bind; exit \$status"
	[ "$output" = $'status 4\n0x00000031' ]
	[[ $stderr == "hwreg: uio:pl031: no such UIO device"* ]]
	run -0 guest 'hwreg -q -t uio:pl031 peek RTC.PERIPHID0'
	[ "$output" = 0x00000031 ]
}

@test "watch and wait --on: a dry run says so" {
	run -0 --separate-stderr guest 'hwreg -n watch --on uio:pl031 RTC.RIS; hwreg -n wait --on uio:pl031 RTC.RIS==1'
	[ "$output" = "would wait for the interrupt of uio:$uio, and then each time:
would read 32 bits at 0x09010014 (RTC.RIS) on uio:$uio/0
would wait for the interrupt of uio:$uio, and then each time:
would read 32 bits at 0x09010014 (RTC.RIS) on uio:$uio/0" ]
}

@test "an ordinary user needs the device node alone; for PCI, to enable it, config space too" {
	run -4 --separate-stderr guest 'su user -c "hwreg irq uio:pl031"'
	[[ $stderr == "hwreg: /dev/$uio: open: Permission denied (root:root 0600): join its group"* ]]
	run -0 --separate-stderr here 'raise; count; chmod 666 /dev/uio*
		su user -c "hwreg -q irq uio:pl031 --count 1 --timeout 20s"; status=$?; exit $status'
	[ "${lines[1]}" -eq $((lines[0] + 1)) ]
	run -4 --separate-stderr guest 'su user -c "hwreg irq uio:uio_pci_generic --timeout 1ms"'
	[[ $stderr == "hwreg: /sys/class/uio/uio"*"/device/config: open to write: Permission denied"*"--no-enable"* ]]
	run -1 guest 'su user -c "hwreg irq uio:uio_pci_generic --timeout 1ms --no-enable"'
	guest 'chmod 600 /dev/uio*'
}

@test "nothing but the open descriptors is left of root's rights while it waits" {
	run -0 --separate-stderr here 'hwreg irq uio:pl031 --then "poke RTC.ICR=1" & pid=$!
		until_open $pid; until grep -q "^NoNewPrivs:.1" /proc/$pid/status; do kill -0 $pid; done
		grep -E "^Cap(Prm|Eff|Amb)" /proc/$pid/status; kill $pid'
	[ "$output" = "CapPrm:	0000000000000000
CapEff:	0000000000000000
CapAmb:	0000000000000000" ]
}

@test "watch and wait --on: the edges of a GPIO line, driven by the host" {
	witness pl061-input 5 0
	here '(hwreg -q watch --on gpio:9030000.pl061:5 --count 2 GPIO.DATA:5; hwreg -q wait --on gpio:9030000.pl061:5 \
		--timeout 20s GPIO.DATA:5==1; echo $?) >/tmp/out 2>&1 &
		until hwreg gpio info 9030000.pl061:5 | grep -q "consumer *hwreg"; do :; done'
	witness pl061-input 5 1
	guest 'until [ "$(wc -l </tmp/out)" = 1 ]; do :; done'
	witness pl061-input 5 0
	guest 'until [ "$(wc -l </tmp/out)" = 2 ]; do :; done; until hwreg gpio info 9030000.pl061:5 | grep -q "consumer *hwreg"; do :; done'
	witness pl061-input 5 1
	run -0 guest 'until [ "$(wc -l </tmp/out)" = 3 ]; do :; done; cat /tmp/out'
	[ "$output" = "0x1
0x0
0" ]
	witness pl061-input 5 0
	run -0 guest 'hwreg -n watch --on gpio:9030000.pl061:5 RTC.RIS'
	[ "${lines[0]}" = "would wait for edges of 9030000.pl061:5, and then each time:" ]
}
