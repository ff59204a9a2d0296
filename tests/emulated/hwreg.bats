#!/usr/bin/env bats
# hwreg on real devices of an emulated 64-bit Arm board: /dev/mem, UIO, bus errors, refusals.
# What it says is compared with the host's own view of the devices (witness).
# shellcheck disable=SC2016,SC2154 # the guest expands its $; bats sets $stderr

bats_require_minimum_version 1.5.0
load machine

# The command of `make tinyconfig` for these machines
build_tiny() { # folder
	local make=(make -s -f "$BATS_TEST_DIRNAME/../../Makefile" "O=$1")
	unset MAKEFLAGS MAKELEVEL MFLAGS
	"${make[@]}" tinyconfig >/dev/null
	"${make[@]}" -j2 CROSS_COMPILE=aarch64-linux-gnu- "CC=$("$BATS_TEST_DIRNAME/../foreign/musl")" "$1/hwreg"
}

setup_file() {
	machine_start strict --no-relaxed
	machine_start offset --overlay "$BATS_TEST_DIRNAME/uio-offset.dtso"
	machine_start two --overlay "$BATS_TEST_DIRNAME/uio-two-maps.dtso"
	build_tiny "$BATS_FILE_TMPDIR/tiny"
	machine_start uio --uio --file "$BATS_FILE_TMPDIR/tiny/hwreg=/usr/bin/tiny"
	machine_compile "$BATS_FILE_TMPDIR/survive" "$BATS_TEST_DIRNAME/survive.c"
	machine_start plain --trace --file "$BATS_FILE_TMPDIR/survive=/usr/bin/survive" \
		--file "$BATS_FILE_TMPDIR/tiny/hwreg=/usr/bin/tiny"
}

teardown_file() {
	machine_stop
}

setup() {
	machine_use plain
}

# same COMMAND ADDRESS: what the command prints is what the host sees there
same() {
	local seen
	run -0 --separate-stderr guest "$1"
	seen=$(witness readl "$2")
	[ "$output" = "$seen" ] || {
		echo "hwreg: $output, host: $seen"
		return 1
	}
}

@test "mem: RTC.PERIPHID0 by name and by number, as the host sees it" {
	run -0 guest 'hwreg peek RTC.PERIPHID0'
	[[ ${lines[0]} == "RTC.PERIPHID0  0x09010fe0 = 0x00000031" ]]
	same 'hwreg -q peek 0x09010fe0' 0x09010fe0
	same 'hwreg -q -t mem peek RTC.PERIPHID0' 0x09010fe0
}

@test "PrimeCell and peripheral IDs of all three devices" {
	run -0 --separate-stderr guest 'hwreg -q peek "*.PERIPHID?" "*.PCELLID?"'
	expected=$(
		for base in 0900 0901 0903; do for at in fe0 fe4 fe8 fec; do witness readl 0x${base}0$at; done; done
		for base in 0900 0901 0903; do for at in ff0 ff4 ff8 ffc; do witness readl 0x${base}0$at; done; done
	)
	[ "$output" = "$expected" ]
	[ ${#lines[@]} -eq 24 ]
}

@test "poke changes a real register; the host sees it" {
	guest 'hwreg poke RTC.MR=0xfedc1234'
	[ "$(witness readl 0x09010004)" = 0xfedc1234 ]
	guest 'hwreg poke --verify RTC.MR=0x12345678'
	[ "$(witness readl 0x09010004)" = 0x12345678 ]
}

@test "a plain poke does not read; a peek is one access of its width" {
	witness_mark
	guest 'hwreg poke RTC.MR=0x11'
	run -0 witness_trace 0x09010000 0x1000
	[ "$output" = "write 0x09010004 4 0x11" ] || [ "$output" = "write 0x09010004 4 0x00000011" ]
	for width in 8 16 32; do
		witness_mark
		guest "hwreg -q peek 0x09010fe0@$width"
		run -0 witness_trace 0x09010000 0x1000
		[[ $output == "read 0x09010fe0 $((width / 8)) "* ]]
		[ ${#lines[@]} -eq 1 ]
	done
}

@test "a dry run, a bad word and a peek of another block touch nothing" {
	witness_mark
	guest 'hwreg -n poke RTC.MR=5 RTC.CR.START=1'
	run -2 guest 'hwreg poke RTC.MR=5 RTC.MRX=1'
	guest 'hwreg peek GPIO.DIR'
	guest 'hwreg list RTC'
	run -0 witness_trace 0x09010000 0x1000
	[ -z "$output" ]
}

@test "a GPIO line written through registers is seen by the host; a field write keeps its neighbours" {
	guest 'hwreg poke GPIO.DIR=0x00'
	guest 'hwreg poke GPIO.DIR.LINE4=output'
	guest 'hwreg poke GPIO.DIR.LINE2=output,LINE6=output'
	[ "$(witness readl 0x09030400)" = 0x00000054 ]
	witness_mark
	guest 'hwreg poke GPIO.DIR.LINE2=input'
	run -0 witness_trace 0x09030000 0x1000
	[[ ${lines[0]} == "read 0x09030400 4 "* ]]
	[[ ${lines[1]} == "write 0x09030400 4 "* ]]
	[ ${#lines[@]} -eq 2 ]
	[ "$(witness readl 0x09030400)" = 0x00000050 ]
	guest 'hwreg poke GPIO.LINE4=0xff'
	run -0 guest 'hwreg -q peek GPIO.DATA:4'
	[ "$output" = 0x1 ]
	[ $(($(witness readl 0x090303fc) & 0x10)) -eq 16 ]
	guest 'hwreg poke GPIO.LINE4=0'
	[ $(($(witness readl 0x090303fc) & 0x10)) -eq 0 ]
}

@test "a PL061 input driven by the host is read by name" {
	guest 'hwreg poke GPIO.DIR.LINE5=input'
	for level in 1 0 1; do
		witness pl061-input 5 $level
		run -0 guest 'hwreg -q peek GPIO.DATA:5'
		[ "$output" = 0x$level ]
	done
	witness pl061-input 5 0
}

@test "the RTC counts under watch" {
	run -0 guest 'hwreg watch RTC.DR --every 300ms --count 6 --changes'
	printf '%s\n' "${lines[@]}"
	[ ${#lines[@]} -ge 2 ]
	mapfile -t values < <(grep -oE '0x[0-9a-f]{8}$' <<<"$output")
	for ((i = 1; i < ${#values[@]}; i++)); do
		[ $((values[i] - values[i - 1])) -ge 1 ]
		[ $((values[i] - values[i - 1])) -le 2 ]
	done
}

@test "a bus error is a message with the address, in one process; what came before and after works" {
	run -3 --separate-stderr guest 'hwreg -q peek 0x09010fe0 0x08500000'
	[ "$output" = 0x00000031 ]
	[[ $stderr == *"read 32 bits at 0x08500000: bus error: nothing answered at this address"* ]]
	# one process that makes the bad read and goes on with a good one
	run -0 guest '/usr/bin/survive'
	[[ ${lines[0]} == *"read 32 bits at 0x08500000: bus error"* ]]
	[ "${lines[1]}" = 0x00000031 ]
}

@test "a write that nothing answers fails too, and says what was written before" {
	run -3 --separate-stderr guest 'hwreg poke RTC.MR=7 0x08500000=1 RTC.MR=8'
	[[ $stderr == *"write 32 bits at 0x08500000: bus error"* ]]
	[[ $stderr == *"written before the failure: RTC.MR=7"* ]]
	[ "$(witness readl 0x09010004)" = 0x00000007 ]
}

@test "tinyconfig on /dev/mem: one access of its width, a bus error that is a message, samples" {
	witness_mark
	run -0 guest 'tiny peek 0x09010fe0@16'
	[ "$output" = "0x09010fe0 = 0x0031" ]
	run -0 guest 'tiny poke 0x09010004=0xfedc1234'
	run -0 witness_trace 0x09010000 0x1000
	[[ ${lines[0]} == "read 0x09010fe0 2 "* ]]
	[[ ${lines[1]} == "write 0x09010004 4 0x"*fedc1234 ]]
	[ ${#lines[@]} -eq 2 ]
	[ "$(witness readl 0x09010004)" = 0xfedc1234 ]
	run -3 --separate-stderr guest 'tiny -q peek 0x09010fe0 0x08500000'
	[ "$output" = 0x00000031 ]
	[[ $stderr == *"read 32 bits at 0x08500000: bus error: nothing answered at this address"* ]]
	run -0 --separate-stderr guest 'tiny -q watch 0x09010fe0 --every 20ms --count 3'
	[ "$output" = $'0x00000031\n0x00000031\n0x00000031' ]
}

@test "tinyconfig on UIO: by name, and auto takes the device rather than /dev/mem" {
	machine_use uio
	run -0 guest 'tiny -q -t uio:pl031 peek 0xfe0'
	[ "$output" = 0x00000031 ]
	run -0 guest 'tiny -t uio:uio0 poke --verify 4=0x1234'
	[ "$(witness readl 0x09010004)" = 0x00001234 ]
	run -0 --separate-stderr guest 'tiny -v -q peek 0x09010fe0'
	[ "$output" = 0x00000031 ]
	[[ $stderr == *"uio:uio0"* ]]
}

@test "without iomem=relaxed a claimed range is refused: who claims it, and the ways out; exit 4" {
	machine_use strict
	run -4 --separate-stderr guest 'hwreg peek UART0.FR'
	[ -z "$output" ]
	[[ $stderr == *"Operation not permitted"* ]]
	[[ $stderr == *"9000000.pl011"* || $stderr == *"pl011@9000000"* ]]
	[[ $stderr == *"iomem=relaxed"* ]]
	[[ $stderr == *"give the device to UIO (hwreg export dts UART0)"* ]]
}

@test "an ordinary user is told what /dev/mem needs; exit 4" {
	run -4 --separate-stderr guest 'su user -c "hwreg peek 0x09010fe0"'
	[[ $stderr == *"/dev/mem"*"Permission denied"*"CAP_SYS_RAWIO"* ]]
}

@test "without /dev/mem, how to get one" {
	run -4 --separate-stderr guest 'mv /dev/mem /dev/mem.away; hwreg peek 0x09010fe0; s=$?; mv /dev/mem.away /dev/mem; exit $s'
	[[ $stderr == *"/dev/mem"*"mknod"* ]]
}

@test "uio: by number, by name, by map; named and numbered registers" {
	machine_use uio
	for target in uio:uio0 uio:pl031 uio:uio0/0 uio:pl031/pl031@9010000; do
		run -0 guest "hwreg -q -t $target peek RTC.PERIPHID0 0xfe0"
		[ "$output" = $'0x00000031\n0x00000031' ]
	done
	guest 'hwreg -t uio:pl031 poke RTC.MR=0xabcd'
	[ "$(witness readl 0x09010004)" = 0x0000abcd ]
	run -2 --separate-stderr guest 'hwreg -t uio:pl031 peek UART0.FR'
	[[ $stderr == *"outside uio:uio0/0"* ]]
	run -4 --separate-stderr guest 'hwreg -t uio:rtc peek RTC.DR'
	[[ $stderr == *"uio0 (pl031)"* ]]
	run -2 --separate-stderr guest 'hwreg -t uio:uio0/1 peek RTC.DR'
	[[ $stderr == *"no map '1'"* ]]
}

@test "auto: the UIO device that maps all of the block, else /dev/mem; -v says which" {
	machine_use uio
	run -0 --separate-stderr guest 'hwreg -v peek RTC.PERIPHID0'
	[[ $stderr == *"(RTC.PERIPHID0) on uio:uio0/0"* ]]
	run -0 --separate-stderr guest 'hwreg -v peek UART0.FR'
	[[ $stderr == *"(UART0.FR) on mem"* ]]
	run -0 --separate-stderr guest 'hwreg -v peek 0x09010fe0'
	[[ $stderr == *"on uio:uio0/0"* ]]
	machine_use offset
	run -0 --separate-stderr guest 'hwreg -v peek RTC.PERIPHID0'
	[[ $stderr == *"(RTC.PERIPHID0) on mem"* ]]
}

@test "uio: a map that starts inside a page (sysfs offset 0xfe0)" {
	machine_use offset
	run -0 guest 'hwreg -q -t uio:uio0 peek 0 4 0x10 RTC.PERIPHID0 RTC.PCELLID0'
	[ "$output" = $'0x00000031\n0x00000010\n0x0000000d\n0x00000031\n0x0000000d' ]
	run -2 --separate-stderr guest 'hwreg -t uio:uio0 peek RTC.DR'
	[[ $stderr == *"RTC.DR"*"outside uio:uio0/0"* ]]
	run -2 --separate-stderr guest 'hwreg -t uio:uio0 peek 0x20'
	[[ $stderr == *"outside"* ]]
}

@test "uio: two maps of one device, by number and by name" {
	machine_use two
	run -0 guest 'hwreg -q -t uio:uio0/0 peek RTC.PERIPHID0 0xfe0'
	[ "$output" = $'0x00000031\n0x00000031' ]
	run -0 guest 'hwreg -q -t uio:uio0/1 peek GPIO.PERIPHID0 0xfe0; hwreg -q -t uio:uio0/gpio peek GPIO.PERIPHID0'
	[ "$output" = $'0x00000061\n0x00000061\n0x00000061' ]
	run -0 --separate-stderr guest 'hwreg -v -q peek GPIO.PERIPHID0 RTC.PERIPHID0'
	[[ $stderr == *"on uio:uio0/1"*"on uio:uio0/0"* ]]
}

@test "dt: nodes of the kernel's device tree, as the host sees their registers" {
	local reg
	same 'hwreg -q -t dt:/pl031@9010000 peek 0xfe0' 0x09010fe0
	same 'hwreg -q -t dt:/pl031@9010000 peek RTC.PERIPHID0' 0x09010fe0
	guest 'hwreg -t dt:/pl031@9010000 poke 4=0x2468ace0'
	[ "$(witness readl 0x09010004)" = 0x2468ace0 ]
	# the bytes of reg alone, less than a page
	same 'hwreg -q -t dt:/virtio_mmio@a000200 peek 0' 0x0a000200
	run -2 --separate-stderr guest 'hwreg -t dt:/virtio_mmio@a000200 peek 0x200'
	[[ $stderr == *"outside dt:/virtio_mmio@a000200, which has 0x00000000-0x000001ff"* ]]
	# beyond 4 GiB
	reg=0x$(guest 'hexdump -n 8 -e "8/1 \"%02x\"" /proc/device-tree/pcie@10000000/reg')
	((reg > 0xffffffff))
	same 'hwreg -q -t dt:/pcie@10000000 peek 0' "$reg"
	run -2 --separate-stderr guest 'hwreg -b /usr/share/hwreg/boards/qemu-virt-arm64.yaml -t dt:/pl031@9010000 peek UART0.FR'
	[[ $stderr == *"UART0.FR"*"outside dt:/pl031@9010000"* ]]
	run -4 --separate-stderr guest 'hwreg -t dt:/pl031 peek 0'
	[[ $stderr == *"no node /pl031; did you mean pl031@9010000?"* ]]
}

@test "dt: through UIO if that has the device, by alias and by the name of a range" {
	machine_use two
	run -0 --separate-stderr guest 'hwreg -v -q -t dt:clock peek 0xfe0; hwreg -v -q -t dt:clock:gpio peek GPIO.PERIPHID0 0xfe0'
	[ "$output" = $'0x00000031\n0x00000061\n0x00000061' ]
	[[ $stderr == *" on uio:uio0/0 "*" on uio:uio0/1 "*" on uio:uio0/1 "* && $stderr != *" on dt:"* ]]
	machine_use offset
	run -0 --separate-stderr guest 'hwreg -v -q -t dt:/pl031@9010000 peek 0'
	[ "$output" = 0x00000031 ]
	[[ $stderr == *" on uio:uio0/0 "* ]]
	run -2 --separate-stderr guest 'hwreg -t dt:/pl031@9010000 peek 0x20'
	[[ $stderr == *"outside"* ]]
}

@test "dt: a node that is not okay is refused, and used by force" {
	machine_use two
	run -4 --separate-stderr guest 'hwreg -t dt:/pl061@9030000 peek 0xfe0'
	[[ $stderr == *'the status of /pl061@9030000 is "disabled", not "okay"'* ]]
	run -0 guest 'hwreg -q --force=requires -t dt:/pl061@9030000 peek 0xfe0'
	[ "$output" = "$(witness readl 0x09030fe0)" ]
	[ "$output" = 0x00000061 ]
}

@test "targets: /dev/mem and what restricts it, each UIO map with driver and owner" {
	machine_use two
	run -0 guest 'hwreg targets'
	[[ $output == *"/dev/mem"*"iomem=relaxed"* ]]
	[[ $output == *"uio:uio0/0"* && $output == *"uio:uio0/1"* ]]
	[[ $output == *"uio_pdrv_genirq"* ]]
	[[ $output == *"root:root"* ]]
	run -0 guest 'hwreg -o json targets'
	[ "$(jq -r '.. | objects | select(.spec? == "uio:uio0/1") | .address' <<<"$output")" = $((0x09030000)) ]
}

@test "the wrong board is refused before anything is opened" {
	local make_rocket='cd /usr/share/hwreg/boards && sed "s/linux,dummy-virt/acme,rocket/; s/board: qemu-virt-arm64/board: rocket/" qemu-virt-arm64.yaml >rocket.yaml'
	guest "$make_rocket"
	run -2 --separate-stderr guest 'hwreg -b rocket peek RTC.DR'
	[[ $stderr == *"acme,rocket"* && $stderr == *"linux,dummy-virt"* ]]
	machine_use uio
	guest "$make_rocket"
	run -2 --separate-stderr guest 'hwreg -b rocket poke RTC.MR=1'
	[[ $stderr == *"acme,rocket"* ]]
	machine_use plain
	run -0 guest 'hwreg -q --force=board -b rocket peek RTC.PERIPHID0'
	[ "$output" = 0x00000031 ]
}

@test "dump: text and raw agree with the host" {
	run -0 --separate-stderr guest 'hwreg dump 0x09010fe0..+32'
	[[ ${lines[0]} == *"00000031 00000010 00000014 00000000"* || ${lines[0]} == *"00000031 00000010 00000004 00000000"* ]]
	guest 'hwreg dump --raw 0x09010fe0..+32' >"$BATS_TEST_TMPDIR/raw"
	[ "$(stat -c %s "$BATS_TEST_TMPDIR/raw")" -eq 32 ]
	[ "0x$(od -An -tx4 -N4 "$BATS_TEST_TMPDIR/raw" | tr -d ' ')" = "$(witness readl 0x09010fe0)" ]
}

@test "a dump of the UART leaves its FIFO alone" {
	witness_mark
	guest 'hwreg peek UART0'
	run -0 witness_trace 0x09000000 4
	[ -z "$output" ]
}

@test "uio: a dump by offsets has one numbering, with and without names" {
	machine_use uio
	run -0 --separate-stderr guest 'hwreg -t uio:pl031 dump 0xfd0..+32'
	[[ ${lines[0]} == "0x00000fd0 "* ]]
	[[ ${lines[1]} == "0x00000fe0  00000031 "* ]]
	[ ${#lines[@]} -eq 2 ]
	guest 'hwreg -t uio:pl031 dump --raw 0xfd0..+32' >"$BATS_TEST_TMPDIR/raw"
	[ "$(stat -c %s "$BATS_TEST_TMPDIR/raw")" -eq 32 ]
	run -0 guest 'hwreg -t uio:pl031 -b qemu-virt-arm64 dump RTC'
	[[ ${lines[0]} == "0x09010000 "* ]]
}

@test "the lock file of a sticky directory works under fs.protected_regular, for the group and for root" {
	guest 'mkdir -m 1777 -p /run/lock; cat /proc/sys/fs/protected_regular >/tmp/before; echo 2 >/proc/sys/fs/protected_regular
		printf "one:x:1001:2000::/:/bin/sh\ntwo:x:1002:2000::/:/bin/sh\n" >>/etc/passwd; echo hwreg:x:2000: >>/etc/group'
	guest 'su one -c "umask 077; hwreg -t dev:/dev/zero poke 0x10:0=1"'
	run -0 guest 'stat -c "%a %u %g" /run/lock/hwreg.lock'
	[ "$output" = "660 1001 2000" ]
	# the kernel refuses what a plain open(O_CREAT) would do
	run -1 guest 'su two -c ": >>/run/lock/hwreg.lock"'
	run -1 guest ': >>/run/lock/hwreg.lock'
	guest 'su two -c "hwreg -t dev:/dev/zero poke 0x10:0=1"'
	guest 'hwreg -t dev:/dev/zero poke 0x10:0=1'
	run -4 guest 'su user -c "hwreg -t dev:/dev/zero poke 0x10:0=1"'
	[[ $output == *"/run/lock/hwreg.lock: Permission denied"*"join the group of the file"* ]]
	guest 'cat /tmp/before >/proc/sys/fs/protected_regular; rm -r /run/lock'
}
