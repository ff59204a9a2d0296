#!/usr/bin/env bats
# The ways to one register, through /dev/mem, UIO and a PCI device, exclude each other: a program stops in the middle of a
# field write by one, and hwreg tries by the other.
# shellcheck disable=SC2016,SC2154 # the guest expands its $; bats sets $stderr

bats_require_minimum_version 1.5.0
load machine

setup_file() {
	machine_compile "$BATS_FILE_TMPDIR/hold" "$BATS_TEST_DIRNAME/hold.c"
	machine_start lock --uio --trace --file "$BATS_FILE_TMPDIR/hold=/usr/bin/hold" -- -device edu
	# nothing turns on the memory of a device that has no driver here
	guest 'hwreg -t pci:1234:11e8/config poke 4@16:1=1; mkdir -p /run/lock; mkfifo /tmp/go /tmp/held'
}

teardown_file() {
	machine_stop
}

setup() {
	machine_use lock
}

# while_held SPEC WRITE COMMAND: runs it while the write by SPEC is in progress, with that one's process in $holder; then
# lets it go on. Status and messages are the command's; the holder's own is added if it is not 0.
while_held() {
	run --separate-stderr guest "hold '$1' '$2' </tmp/go >/tmp/held & holder=\$!
		exec 3>/tmp/go 4</tmp/held
		read -r answer <&4
		[ \"\$answer\" = held ] || { echo \"hold: \$answer\" >&2; exit 99; }
		echo \$holder >/tmp/holder
		$3
		status=\$?
		exec 3>&-
		wait \$holder || exit 98
		exit \$status"
}

# excluded SPEC WRITE ARGUMENT…: hwreg is kept out, says by whom, and does not touch the device
excluded() {
	while_held "$1" "$2" "hwreg --lock-timeout 200ms ${*:3}"
	if [ "$status" -ne 4 ] || [[ $stderr != *"process $(guest cat /tmp/holder) holds the lock of this register"*"200 ms"* ]]; then
		echo "hold $1 $2, hwreg ${*:3}: status $status: $output $stderr"
		return 1
	fi
}

@test "a field write through /dev/mem keeps out one through UIO, which names its process" {
	guest 'hwreg -t mem poke 0x09010004=0'
	witness_mark
	excluded mem 0x09010004:0=1 -t uio:pl031 poke RTC.MR:1=1
	# one read and one write, both of the holder
	run -0 witness_trace 0x09010004 4
	[ ${#lines[@]} -eq 2 ]
	[ "$(witness readl 0x09010004)" = 0x00000001 ]
	guest 'hwreg -t uio:pl031 --lock-timeout 200ms poke RTC.MR:1=1'
	[ "$(witness readl 0x09010004)" = 0x00000003 ]
}

@test "a field write through UIO keeps out one through /dev/mem, by offset and by address" {
	excluded uio:pl031 4:4=1 -t mem poke RTC.MR:5=1
	excluded uio:uio0/0 4:4=1 -t mem poke 0x09010004:5=1
	# what auto chooses is UIO, too
	excluded mem 0x09010004:4=1 poke RTC.MR:5=1
}

@test "the byte within the register's bytes is kept out, the next register is not" {
	excluded mem 0x09010004:0=1 -t uio:pl031 --force=policy poke 6@8:0=1
	while_held mem 0x09010004:0=1 'hwreg -t uio:pl031 --lock-timeout 200ms poke RTC.IMSC.IMSC=0'
	[ "$status" -eq 0 ]
}

@test "a PCI device's BAR and /dev/mem keep each other out" {
	bar=$(guest 'read first last flags </sys/bus/pci/devices/0000:00:01.0/resource; echo $first')
	address=$(printf '0x%x' $((bar + 4)))
	excluded mem "$address:0=1" -t pci:1234:11e8/bar0 poke 4:1=1
	excluded pci:0000:00:01.0/bar0 4:0=1 -t mem poke "$address:1=1"
	excluded pci:1234:11e8/bar0 4:0=1 -t pci:0000:00:01.0/bar0 poke 4:1=1
}

@test "--no-lock writes in between, and a read needs no lock" {
	guest 'hwreg -t mem poke 0x09010004=0'
	while_held mem 0x09010004:0=1 'hwreg -q -t uio:pl031 peek RTC.MR && hwreg --no-lock -t uio:pl031 poke RTC.MR:8=1'
	[ "$status" -eq 0 ]
	[ "$output" = 0x00000000 ]
	# the holder had read before: this is the update that the lock would have saved
	[ "$(witness readl 0x09010004)" = 0x00000001 ]
}
