#!/usr/bin/env bats
# watch and wait on real devices of an emulated Arm board: the RTC beside the guest's own clock
# shellcheck disable=SC2016,SC2154 # the guest expands its $; bats sets $stderr

bats_require_minimum_version 1.5.0
load machine

setup_file() {
	machine_start time --trace
}

teardown_file() {
	machine_stop
}

setup() {
	machine_use time
}

@test "wait: the RTC comes to a value when the guest's clock does" {
	# two seconds' steps take more than one second by the guest's own clock; of these wait has seen what it says
	run -0 --separate-stderr guest 'read -r start rest </proc/uptime; n=$(($(hwreg -q -f dec peek RTC.DR) + 2))
		hwreg wait "RTC.DR>=$n"; read -r end rest </proc/uptime; echo "$n $start $end"; hwreg -q -f dec peek RTC.DR'
	[[ ${lines[0]} =~ ^([0-9]+)\.([0-9]{6})\ s$ ]]
	took=$((BASH_REMATCH[1] * 100 + 10#${BASH_REMATCH[2]} / 10000))
	read -r wanted start end <<<"${lines[1]}"
	passed=$((10#${end/./} - 10#${start/./} + 1))
	[ "$passed" -ge 100 ]
	[ "$took" -le "$passed" ]
	[ "${lines[2]}" -ge "$wanted" ]
}

@test "wait: nothing comes of it in time" {
	run -1 --separate-stderr guest 'hwreg wait "RTC.MR==0x1234567" --timeout 50ms'
	[[ $stderr == *"not met within 0.05 s"*"the last value: RTC.MR = 0x"* ]]
}

@test "watch --fast: every second that the RTC counts, and a rate" {
	run -0 --separate-stderr guest 'n=$(($(hwreg -q -f dec peek RTC.DR) + 3)); hwreg -q -f dec watch --fast --changes --stats --until "RTC.DR==$n" RTC.DR'
	# the clock may go on before watch has started
	[ "${#lines[@]}" -ge 2 ]
	for ((i = 1; i < ${#lines[@]}; i++)); do [ $((lines[i] - lines[i - 1])) -eq 1 ]; done
	[[ $stderr =~ ([0-9]+)\ samples\ in\ [0-9.]+\ s,\ ([0-9]+)\ a\ second\;\ 0\ missed,\ 0\ dropped ]]
	[ "${BASH_REMATCH[2]}" -gt 1000 ]
	echo "# ${BASH_REMATCH[2]} samples a second" >&3
}

@test "watch --every: a read a sample, of its width, and no other access" {
	witness_mark
	guest 'hwreg -q watch --every 5ms --count 4 RTC.MR RTC.LR'
	run -0 witness_trace 0x09010000 0x1000
	[ "$(cut -d' ' -f1-3 <<<"$output")" = "$(for _ in 1 2 3 4; do printf 'read 0x09010004 4\nread 0x09010008 4\n'; done)" ]
}

@test "a register that nothing answers ends watch and wait with the address" {
	run -3 --separate-stderr guest 'hwreg watch --every 1ms 0x08500000'
	[[ $stderr == *"read 32 bits at 0x08500000: bus error"* ]]
	run -3 --separate-stderr guest 'hwreg watch --fast --changes 0x08500000'
	[[ $stderr == *"read 32 bits at 0x08500000: bus error"* ]]
	run -3 --separate-stderr guest 'hwreg wait --fast 0x08500000==1'
	[[ $stderr == *"read 32 bits at 0x08500000: bus error"* ]]
}
