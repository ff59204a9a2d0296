#!/usr/bin/env bats
# fill, load, copy and dump of many on real devices: the accesses that the emulator saw, no other
# shellcheck disable=SC2016,SC2154 # the guest expands its $; bats sets $stderr

bats_require_minimum_version 1.5.0
load machine

setup_file() {
	machine_start many --trace
}

teardown_file() {
	machine_stop
}

setup() {
	machine_use many
	witness_mark
}

# The accesses of the RTC, of PL031: "write 0x09010004 4 0x11", a line each
rtc() {
	run -0 witness_trace 0x09010000 0x1000
	echo "$output"
}

@test "load writes each register once, in its width, and reads none" {
	guest 'printf "\1\2\3\4\5\6\7\10" >/tmp/data && hwreg load /tmp/data RTC.MR..RTC.LR'
	rtc
	[ "$output" = $'write 0x09010004 4 0x04030201\nwrite 0x09010008 4 0x08070605' ]
}

@test "fill --verify reads back when all is written" {
	guest 'hwreg fill --verify --count 1 RTC.MR=0x12345678'
	rtc
	[ "$output" = $'write 0x09010004 4 0x12345678\nread 0x09010004 4 0x12345678' ]
	[ "$(witness readl 0x09010004)" = 0x12345678 ]
}

@test "fill --verify exits 1 where the hardware does not keep all bits" {
	# GPIODIR of PL061 has 8 bits; a description that does not say so
	guest 'echo "{hwreg: 1, board: b, match: any, types: {t: {size: 0x1000, registers: {DIR: 0x400}}}, blocks: {X: {type: t, base: 0x09030000}}}" >/tmp/b.yaml'
	run -1 --separate-stderr guest 'hwreg -b /tmp/b.yaml fill --verify 0x09030400..+4=0xa5a5a5a5'
	[[ $stderr == *"X.DIR: verify: wrote 0xa5a5a5a5, read 0x000000a5: bits 0xa5a5a500 differ"* ]]
	guest 'hwreg -t mem poke 0x09030400=0'
}

@test "FIFO bursts: every access at one address" {
	run -0 --separate-stderr guest 'hwreg dump --fifo --count 5 RTC.PERIPHID0'
	[ "$output" = $'0x00000000  00000031 00000031 00000031 00000031\n0x00000010  00000031' ]
	rtc
	[ "$(sort <<<"$output" | uniq -c | sed 's/^ *//')" = "5 read 0x09010fe0 4 0x00000031" ]
	witness_mark
	guest 'hwreg fill --fifo --count 3 RTC.MR=7,8'
	rtc
	[ "$output" = $'write 0x09010004 4 0x00000007\nwrite 0x09010004 4 0x00000008\nwrite 0x09010004 4 0x00000007' ]
}

@test "copy from one register of a device to another" {
	guest 'hwreg poke RTC.LR=0x77 && hwreg copy --count 1 RTC.PERIPHID0 RTC.MR'
	[ "$(witness readl 0x09010004)" = 0x00000031 ]
}

@test "dump by 8, 16 and 32 bits is so many accesses of just that width" {
	local width
	for width in 8 16 32; do
		witness_mark
		guest "hwreg -w $width dump 0x09010fe0..+32"
		rtc
		[ "${#lines[@]}" -eq $((256 / width)) ]
		[ "$(cut -d' ' -f3 <<<"$output" | sort -u)" = $((width / 8)) ]
	done
}

@test "a bus error half-way: what was read is printed, what was written is told" {
	run -3 --separate-stderr guest 'hwreg dump -q 0x09010ff8..0x09011010'
	[ "$output" = $'0x00000005\n0x000000b1' ]
	[[ $stderr == *"read 32 bits at 0x09011000: bus error: nothing answered at this address"* ]]
	# behind PL061, whose identification ignores writes
	run -3 --separate-stderr guest 'hwreg --force=policy fill 0x09030ff8..0x09031010=0'
	[[ $stderr == *"write 32 bits at 0x09031000: bus error"* ]]
	[[ $stderr == *"written: 2 of 7 registers, GPIO.PCELLID2 to GPIO.PCELLID3"* ]]
}
