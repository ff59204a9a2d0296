#!/usr/bin/env bats
# The emulated machine itself, without hwreg: what the tests on it rely on.
# shellcheck disable=SC2016,SC2154 # the guest expands its $; bats sets $stderr

bats_require_minimum_version 1.5.0
load machine

setup_file() {
	machine_start strict --no-relaxed --overlay "$BATS_TEST_DIRNAME/uio-two-maps.dtso"
	machine_start offset --overlay "$BATS_TEST_DIRNAME/uio-offset.dtso"
	machine_start uio --uio
	printf 'a file of the host\n' >"$BATS_FILE_TMPDIR/note"
	machine_start plain --trace --file "$BATS_FILE_TMPDIR/note=/etc/note"
}

teardown_file() {
	machine_stop
}

setup() {
	machine_use plain
}

# map_shows NUMBER ATTRIBUTE VALUE
map_shows() {
	run -0 guest "cat /sys/class/uio/uio0/maps/map$1/$2"
	[ "$output" = "$3" ] || {
		printf 'map%s/%s is %s, not %s\n' "$1" "$2" "$output" "$3"
		return 1
	}
}

@test "a command's stdout, stderr and exit status arrive apart" {
	run -3 --separate-stderr guest 'echo out; echo err >&2; exit 3'
	[ "$output" = out ]
	[ "$stderr" = err ]
}

@test "a command that a signal ended has the status that a shell shows" {
	run -139 guest 'kill -SEGV $$'
}

@test "several words are a command and its arguments as they are" {
	run -0 guest printf '<%s>' 'a  b' '$HOME' "it's" '*'
	[ "$output" = "<a  b><\$HOME><it's><*>" ]
}

@test "output is exact to the byte, in both directions" {
	local all="$BATS_TEST_TMPDIR/all"
	python3 -c 'import sys; sys.stdout.buffer.write(bytes(range(256)) * 4096)' >"$all"
	guest -i cat <"$all" >"$BATS_TEST_TMPDIR/back"
	cmp "$all" "$BATS_TEST_TMPDIR/back"
}

@test "without -i a command has no standard input" {
	run -0 guest cat <<<"not for the guest"
	[ "$output" = "" ]
}

@test "commands run beside each other" {
	guest 'mkfifo /tmp/meet && cat /tmp/meet' >"$BATS_TEST_TMPDIR/met" &
	guest 'while [ ! -p /tmp/meet ]; do usleep 1000; done; echo met >/tmp/meet'
	wait $!
	[ "$(cat "$BATS_TEST_TMPDIR/met")" = met ]
}

@test "what a command leaves in the background does not hold it up" {
	run -0 guest --timeout 10 'sleep 1000 & echo started'
	[ "$output" = started ]
	guest 'kill $(pidof sleep)'
}

@test "a command that takes too long is killed, and the machine goes on" {
	run -124 --separate-stderr guest --timeout 0.5 'echo begun; sleep 1000'
	[ "$output" = begun ]
	[[ $stderr == "machine: not done after 0.5 s: echo begun; sleep 1000"* ]]
	run -1 guest 'pidof sleep'
}

@test "a guest that ends says so" {
	machine_start ending
	run -125 --separate-stderr guest 'echo "the last words" >/dev/console; poweroff -f; sleep 1000'
	[[ $stderr == "machine: the guest has ended"*"console: the last words"* ]]
	run -125 guest true
}

@test "a machine that does not boot shows its console" {
	run -125 machine_start broken --append rdinit=/nowhere
	[[ $output == "machine: the guest has ended"*"console: "*"Kernel panic"* ]]
}

@test "two machines run at once and are told apart" {
	run -0 guest 'cat /proc/cmdline'
	[[ $output == *iomem=relaxed* ]]
	machine_use strict
	run -0 guest 'cat /proc/cmdline'
	[[ $output != *iomem=relaxed* ]]
}

@test "the RTC's identification reads as 0x31, in the guest and from outside" {
	run -0 guest 'devmem 0x09010fe0 32'
	[ "$output" = 0x00000031 ]
	run -0 witness readl 0x09010fe0
	[ "$output" = 0x00000031 ]
}

@test "what the guest writes, the witness reads" {
	guest 'devmem 0x09010004 32 0xfedc1234'
	run -0 witness readl 0x09010004
	[ "$output" = 0xfedc1234 ]
}

@test "the witness refuses what it does not know" {
	run -2 witness readx 0
	run -2 witness readl
	run -2 witness path nothing
}

@test "without iomem=relaxed the kernel keeps a claimed range from /dev/mem" {
	machine_use strict
	run -1 guest 'devmem 0x09000018 32'
	[[ $output == *"Operation not permitted"* ]]
}

@test "a PL061 input driven from outside shows in the guest" {
	local level
	for level in 1 0 1; do
		witness pl061-input 5 $level
		run -0 guest 'devmem 0x090303fc 8'
		(((output >> 5 & 1) == level))
	done
	witness pl061-input 5 0
}

@test "one read of devmem is one access of its width, and the trace shows no other" {
	local width
	for width in 8 16 32; do
		witness_mark
		guest "devmem 0x09010fe0 $width"
		run -0 witness_trace 0x09010000 0x1000
		[[ $output == "read 0x09010fe0 $((width / 8)) "* ]]
		[ ${#lines[@]} -eq 1 ]
	done
}

@test "the trace shows a write and its value, and not what the witness does" {
	witness_mark
	guest 'devmem 0x09010004 32 0x12345678'
	witness readl 0x09010004
	run -0 witness_trace 0x09010000 0x1000
	[ "$output" = "write 0x09010004 4 0x12345678" ]
}

@test "the plain machine has Linux' own drivers and no UIO" {
	run -0 guest 'cat /proc/iomem'
	[[ $output == *pl011@9000000*rtc-pl031*pl061@9030000* ]]
	run -1 guest 'ls /dev/uio0'
}

@test "--uio: the RTC is uio0, and an alarm is an interrupt" {
	machine_use uio
	map_shows 0 addr 0x0000000009010000
	map_shows 0 size 0x0000000000001000
	map_shows 0 offset 0x0
	map_shows 0 name pl031@9010000
	run -0 guest 'cat /sys/class/uio/uio0/name'
	[ "$output" = pl031 ]
	# opened before: read waits for interrupts from then on; its four bytes are their number
	run -0 --separate-stderr guest 'exec 3</dev/uio0
		devmem 0x09010004 32 $(($(devmem 0x09010000 32) + 1))
		devmem 0x09010010 32 1
		dd bs=4 count=1 <&3 2>/dev/null | hexdump -e "\"%d\""'
	[ "$output" -ge 1 ]
}

@test "a map can start inside a page" {
	machine_use offset
	map_shows 0 addr 0x0000000009010000
	map_shows 0 offset 0xfe0
	map_shows 0 size 0x0000000000001000
}

@test "a device can have two maps" {
	machine_use strict
	map_shows 0 addr 0x0000000009010000
	map_shows 1 addr 0x0000000009030000
	map_shows 0 name rtc
	map_shows 1 name gpio
}

@test "a file of the host can be put into the guest" {
	run -0 guest 'cat /etc/note'
	[ "$output" = "a file of the host" ]
}

@test "the modules that were built load" {
	run -0 guest 'modprobe uio_dmem_genirq && modprobe uio_pci_generic && modprobe gpio-sim && lsmod'
	[[ $output == *gpio_sim* ]]
}
