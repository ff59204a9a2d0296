#!/usr/bin/env bats
# GPIO lines: those of the board's PL061, whose wires the host drives and sees, and of gpio-sim chips, which have names
# and pulls, share labels and go away. gpio-libgpiod2.bats is this file too: the same with hwreg built for libgpiod 2.
# shellcheck disable=SC2016,SC2154 # the guest expands its $; bats sets $stderr

bats_require_minimum_version 1.5.0
load machine

setup_file() {
	export GENERATION=1
	local -a libgpiod=()
	if [[ $BATS_TEST_FILENAME == *-libgpiod2.bats ]]; then
		GENERATION=2
		HWREG_ARM64=$("$BATS_TEST_DIRNAME/build" --libgpiod2)
		export HWREG_ARM64
		libgpiod=("-L$("$BATS_TEST_DIRNAME/../foreign/prepare" arm64 aarch64-linux-gnu trixie libgpiod-dev libgpiod3)/usr/lib/aarch64-linux-gnu")
	fi
	cat >"$BATS_FILE_TMPDIR/lines.yaml" <<-'END'
		hwreg: 1
		board: lines
		match: any
		gpios:
		  BUTTON: {chip: 9030000.pl061, line: 5}
		  BUTTON_N: {chip: 0, line: 5, active-low: true}
		  RESET_N: {chip: gpiochip0, line: 6, active-low: true}
		  READY: {chip: alpha, line: ready}
		  FAULT_N: {chip: alpha, line: fault, active-low: true}
		  GONE: {chip: nowhere, line: 0}
	END
	cat >"$BATS_FILE_TMPDIR/sim" <<-'END'
		#!/bin/sh
		# sim make NAME LINES [LINE=NAME|LINE=hog…]   sim remove NAME   sim pull NAME LINE up|down   sim value NAME LINE
		folder=/sys/kernel/config/gpio-sim/$2
		line() { echo /sys/devices/platform/$(cat $folder/dev_name)/$(cat $folder/bank0/chip_name)/sim_gpio$1; }
		case $1 in
		make)
			mkdir -p $folder/bank0
			echo ${2%-twin} >$folder/bank0/label
			echo $3 >$folder/bank0/num_lines
			shift 3
			for name; do
				mkdir $folder/bank0/line${name%=*}
				case $name in
				*=hog) mkdir $folder/bank0/line${name%=*}/hog && echo strap >$folder/bank0/line${name%=*}/hog/name ;;
				*) echo ${name#*=} >$folder/bank0/line${name%=*}/name ;;
				esac
			done
			echo 1 >$folder/live
			;;
		remove) echo 0 >$folder/live && rmdir $folder/bank0/line* $folder/bank0 $folder 2>/dev/null ;;
		pull) echo pull-$4 >$(line $3)/pull ;;
		value) cat $(line $3)/value ;;
		esac
	END
	# hold WORDS…: in the background, until the lines are held; $held is the process
	cat >"$BATS_FILE_TMPDIR/hold" <<-'END'
		hold() {
			hwreg "$@" >/tmp/out 2>/tmp/err &
			held=$!
			for word; do
				case $word in *:*) until hwreg gpio info ${word%%=*} | grep -q 'consumer *hwreg'; do kill -0 $held || return; done ;; esac
			done
		}
		ended() { wait $held; s=$?; cat /tmp/out; cat /tmp/err >&2; return $s; }
	END
	chmod +x "$BATS_FILE_TMPDIR/sim"
	machine_compile "$BATS_FILE_TMPDIR/gpio-loop" "$BATS_TEST_DIRNAME/gpio-loop.c" "${libgpiod[@]}"
	boot gpio
}

boot() {
	machine_start "$1" --trace --file "$BATS_FILE_TMPDIR/gpio-loop=/usr/bin/gpio-loop" --file "$BATS_FILE_TMPDIR/lines.yaml=/usr/share/hwreg/boards/lines.yaml" \
		--file "$BATS_FILE_TMPDIR/sim=/usr/bin/sim" --file "$BATS_FILE_TMPDIR/hold=/lib/hold"
	guest 'modprobe gpio-sim && mount -t configfs none /sys/kernel/config &&
		sim make alpha 8 1=ready 2=fault 7=hog && sim make beta 8 1=ready'
}

teardown_file() {
	machine_stop
}

setup() {
	# each test starts with lines that nobody holds, as inputs, low
	guest 'killall -q -KILL hwreg; hwreg -q gpio get --input --bias pull-down alpha:0 alpha:1 alpha:2 beta:0 beta:1 >/dev/null 2>&1
		hwreg gpio get --input 0:4 0:5 0:6 >/dev/null'
	witness pl061-input 5 0
}

# lines of the PL061 that are outputs, and levels, as the hardware has them
directions() {
	witness readl 0x09030400
}
levels() {
	witness readl 0x090303fc
}

@test "list: chips, the kernel's names, the board's names, who holds a line; -q gives words for LINE" {
	run -0 guest '. /lib/hold; hold gpio set --hold alpha:ready=1 && hwreg -b lines gpio list'
	[[ ${lines[0]} =~ ^LINE\ +CHIP\ +NAME\ +BOARD\ +DIRECTION\ +CONSUMER\ +MORE$ ]]
	[[ $output =~ gpiochip0:5\ +9030000.pl061\ +-\ +BUTTON\ +input\ +-\ +- ]]
	[[ $output =~ gpiochip0:6\ +9030000.pl061\ +-\ +RESET_N\ +input\ +-\ +active-low ]]
	[[ $output =~ gpiochip1:1\ +alpha\ +ready\ +READY\ +output\ +hwreg\ +- ]]
	[ "${#lines[@]}" -eq 25 ]
	run -0 guest 'hwreg -q gpio list beta'
	[ "$output" = "$(printf 'gpiochip2:%d\n' 0 1 2 3 4 5 6 7)" ]
	run -0 guest 'hwreg -o json gpio list 1'
	[ "$(jq -r '.[1] | "\(.line) \(.name) \(.used) \(.direction)"' <<<"$output")" = "gpiochip1:1 ready true output" ]
}

@test "get: levels that the host drives; 1 is the low level of an active-low line, but with --raw" {
	local level
	for level in 1 0; do
		witness pl061-input 5 $level
		run -0 guest 'hwreg -q gpio get 9030000.pl061:5; hwreg -q -b lines gpio get BUTTON_N; hwreg -q -b lines gpio get --raw BUTTON_N'
		[ "$output" = "$level"$'\n'$((1 - level))$'\n'"$level" ]
	done
	run -0 guest 'hwreg -b lines gpio get BUTTON 0:6'
	[ "$output" = $'BUTTON  gpiochip0:5 = 0\n0:6     gpiochip0:6 = 0' ]
	run -0 guest 'hwreg -b lines -o json gpio get BUTTON_N'
	[ "$(jq -c '.[0] | [.line, .chip, .offset, .value]' <<<"$output")" = '["BUTTON_N","gpiochip0",5,1]' ]
}

@test "get: a line of the board that the device tree names, without -b" {
	witness pl061-input 3 1
	run -0 guest 'hwreg gpio get POWER_BUTTON'
	[ "$output" = "POWER_BUTTON  gpiochip0:3 = 1" ]
	witness pl061-input 3 0
	run -0 guest 'hwreg -q gpio get POWER_BUTTON'
	[ "$output" = 0 ]
}

@test "get: a line that the kernel holds is refused with the holder's name" {
	run -4 --separate-stderr guest 'hwreg gpio get alpha:1 alpha:7'
	[ "$stderr" = 'hwreg: gpiochip1:7: held by "strap"; end that program, or unbind that driver, to use the line' ]
	[ -z "$output" ]
}

@test "get: an output stays one, unless --input" {
	guest 'hwreg gpio set 0:4=1'
	[ "$(directions)" = 0x00000010 ]
	run -0 guest 'hwreg -q gpio get 0:4'
	[ "$output" = 1 ]
	[ "$(directions)" = 0x00000010 ]
	guest 'hwreg gpio get --input 0:4'
	[ "$(directions)" = 0x00000000 ]
}

@test "get --bias: the pull is the chip's" {
	run -0 guest 'hwreg -q gpio get --bias pull-up alpha:0; hwreg -q gpio get --bias pull-down alpha:0'
	[ "$output" = $'1\n0' ]
}

@test "set: the hardware has the levels, active-low turned over; one chip is no note, two are" {
	run -0 --separate-stderr guest 'hwreg -b lines gpio set RESET_N=0 0:4=1'
	[ -z "$output$stderr" ]
	[ "$(directions)" = 0x00000050 ]
	[ $(($(levels) & 0x50)) -eq $((0x50)) ]
	guest 'hwreg -b lines gpio set RESET_N=1 0:4=0'
	[ $(($(levels) & 0x50)) -eq 0 ]
	guest 'hwreg -b lines gpio set --raw RESET_N=1'
	[ $(($(levels) & 0x50)) -eq $((0x40)) ]
	run -0 --separate-stderr guest 'hwreg gpio set 0:4=1 alpha:0=1'
	[ "$stderr" = "hwreg: note: these lines are on 2 chips (gpiochip0, gpiochip1), which are set one after the other, not at once" ]
}

@test "set --drive open-drain: only low is driven; open-source: only high" {
	guest 'hwreg gpio set --drive open-drain 0:4=1 0:6=0'
	[ "$(directions)" = 0x00000040 ]
	guest 'hwreg gpio set --drive open-source 0:4=1 0:6=0'
	[ "$(directions)" = 0x00000010 ]
}

@test "set --hold: kept until a signal; others are told who has it; no rights are left meanwhile" {
	run -143 --separate-stderr guest '. /lib/hold; hold gpio set --hold alpha:0=1 alpha:3=0
		sim value alpha 0 >/tmp/level; hwreg gpio set alpha:0=0 2>/tmp/refused; echo $? >>/tmp/refused
		grep -E "CapEff|NoNewPrivs" /proc/$held/status >/tmp/rights
		kill -TERM $held; ended'
	[ "$output" = "held; a signal (Ctrl-C) ends it" ]
	[ "$(guest 'cat /tmp/level')" = 1 ]
	run -0 guest 'cat /tmp/refused'
	[ "$output" = 'hwreg: gpiochip1:0: held by "hwreg"; end that program, or unbind that driver, to use the line'$'\n4' ]
	run -0 guest 'cat /tmp/rights'
	[ "$output" = $'CapEff:\t0000000000000000\nNoNewPrivs:\t1' ]
	run -0 guest 'hwreg gpio info alpha:0'
	[[ $output =~ consumer\ +- ]]
}

@test "set: if one line is held none is set, on another chip neither" {
	run -4 --separate-stderr guest '. /lib/hold; hold gpio set --hold alpha:0=0; hwreg gpio set 0:4=1 alpha:0=1'
	[[ $stderr == *'gpiochip1:0: held by "hwreg"'* ]]
	[ "$(directions)" = 0x00000000 ]
}

@test "pulse: low for the time, then high; levels are those of the wire" {
	witness_mark
	guest 'hwreg -b lines --log /tmp/log gpio pulse RESET_N --low 20ms'
	[ "$(directions)" = 0x00000040 ]
	[ $(($(levels) & 0x40)) -eq $((0x40)) ]
	# data of line 6 alone: 0x100 behind the base; the kernel's driver sets an output twice, around its direction
	run -0 witness_trace 0x09030100 4
	[ "$(uniq <<<"$output")" = $'write 0x09030100 1 0x00\nwrite 0x09030100 1 0x40' ]
	# 20 ms between the two lines of the log, which has microseconds
	run -0 guest 'sed -nE "s/^[^ ]*:([0-9]+)\.([0-9]+)Z (request|set).*/\1\2/p" /tmp/log'
	[ $(((10#${lines[1]} - 10#${lines[0]} + 60000000) % 60000000)) -ge 20000 ]
	guest 'hwreg gpio pulse 0:6 --high 100us'
	[ $(($(levels) & 0x40)) -eq 0 ]
}

@test "pulse: a signal ends it early, and the line is at its idle level" {
	run -130 guest '(until hwreg gpio info 0:6 | grep -q "consumer *hwreg"; do :; done; cat /proc/uptime >/tmp/begun
		devmem 0x090303fc 8 >/tmp/meanwhile; killall -INT hwreg) & hwreg gpio pulse 0:6 --low 1h'
	(($(guest 'cat /tmp/meanwhile') & 0x40)) && false
	[ "$(directions)" = 0x00000040 ]
	[ $(($(levels) & 0x40)) -eq $((0x40)) ]
	run -143 guest '. /lib/hold; hold gpio pulse 0:6 --high 1h; kill -TERM $held; ended'
	[ $(($(levels) & 0x40)) -eq 0 ]
}

@test "watch: edges that the host makes, with the kernel's time; active-low turns them over" {
	guest '. /lib/hold; cut -d " " -f 1 /proc/uptime >/tmp/before; hold gpio watch --count 2 0:5'
	witness pl061-input 5 1
	witness pl061-input 5 0
	run -0 guest 'until ! pidof hwreg >/dev/null; do :; done; cut -d " " -f 1 /proc/uptime >/tmp/after; cat /tmp/out'
	[[ ${lines[0]} =~ ^([0-9]+\.[0-9]{9})\ \ 0:5\ \ rising\ \ \ gpiochip0:5$ ]]
	[[ ${lines[1]} =~ ^([0-9]+\.[0-9]{9})\ \ 0:5\ \ falling\ \ gpiochip0:5$ ]]
	guest "awk -v t=${BASH_REMATCH[1]} 'BEGIN { getline b <\"/tmp/before\"; getline a <\"/tmp/after\"; exit !(b - 0.01 <= t && t <= a + 0.01) }'"
	guest '. /lib/hold; hold -b lines -o json gpio watch --count 1 BUTTON_N 0:4'
	witness pl061-input 5 1
	run -0 guest 'until ! pidof hwreg >/dev/null; do :; done; cat /tmp/out'
	[ "$(jq -c '[.line, .edge, .value, .lost, (.time_ns > 0)]' <<<"$output")" = '["BUTTON_N","falling",0,0,true]' ]
}

@test "watch --edge: only those; -q: the edges alone; ends on a signal with what it has" {
	run -143 --separate-stderr guest '. /lib/hold; hold -q gpio watch --edge falling alpha:1
		for n in 1 2 3; do sim pull alpha 1 up; sim pull alpha 1 down; done
		until [ "$(wc -l </tmp/out)" -eq 3 ]; do :; done; kill $held; ended'
	[ "$output" = $'falling\nfalling\nfalling' ]
}

@test "watch: lines of two chips, in the order of time; a burst is complete" {
	run -0 --separate-stderr guest '. /lib/hold; hold gpio watch --count 120 alpha:1 alpha:2 beta:1
		for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
			sim pull alpha 1 up; sim pull beta 1 up; sim pull alpha 2 up
			sim pull alpha 1 down; sim pull beta 1 down; sim pull alpha 2 down
		done; ended'
	[ -z "$stderr" ]
	[ "$(awk '{ print $2 " " $3 }' <<<"$output")" = "$(for _ in {1..20}; do
		printf '%s rising\n' alpha:1 beta:1 alpha:2
		printf '%s falling\n' alpha:1 beta:1 alpha:2
	done)" ]
	sort -C -n <<<"$output"
}

@test "watch: what has piled up on two chips comes in the order of time" {
	run -0 guest '. /lib/hold; hold gpio watch --count 30 beta:1 alpha:2 alpha:1; kill -STOP $held
		for n in 1 2 3 4 5; do
			sim pull alpha 1 up; sim pull beta 1 up; sim pull alpha 2 up
			sim pull alpha 1 down; sim pull beta 1 down; sim pull alpha 2 down
		done; kill -CONT $held; ended'
	[ "$(awk '{ print $2 " " $3 }' <<<"$output")" = "$(for _ in {1..5}; do
		printf '%s rising\n' alpha:1 beta:1 alpha:2
		printf '%s falling\n' alpha:1 beta:1 alpha:2
	done)" ]
}

@test "watch: edges that were lost are counted; libgpiod 1.6 cannot, and has the first 16" {
	local count=16
	[ "$GENERATION" = 1 ] || count=1024
	run -0 --separate-stderr guest '. /lib/hold; hold -q gpio watch --count '"$count"' alpha:1; kill -STOP $held
		pull=$(ls /sys/devices/platform/$(cat /sys/kernel/config/gpio-sim/alpha/dev_name)/gpiochip1/sim_gpio1/pull)
		n=600; while [ $n -gt 0 ]; do echo pull-up >$pull; echo pull-down >$pull; n=$((n - 1)); done
		kill -CONT $held; ended'
	[ "${#lines[@]}" -eq "$count" ]
	if [ "$GENERATION" = 1 ]; then
		[ -z "$stderr" ]
	else
		[ "$stderr" = "hwreg: alpha:1: 176 edges before this one were lost: they came faster than they were read" ]
	fi
}

@test "watch: an output that is full ends it, exit 3" {
	run -3 --separate-stderr guest 'hwreg gpio watch alpha:1 >/dev/full & p=$!
		until hwreg gpio info alpha:1 | grep -q "consumer *hwreg"; do :; done; sim pull alpha 1 up; wait $p'
	[ "$stderr" = "hwreg: standard output: No space left on device" ]
}

@test "wait: a level that is there, one that comes, an edge; the first of several; exit 1 when time is up" {
	run -0 guest 'hwreg -b lines gpio wait READY=1 FAULT_N=1'
	[ "$output" = "FAULT_N  gpiochip1:2 = 1" ]
	run -0 guest '. /lib/hold; hold gpio wait alpha:1=1; sim pull alpha 1 up; ended'
	[[ $output =~ ^[0-9.]+\ \ alpha:1\ \ rising\ +gpiochip1:1$ ]]
	run -0 guest '. /lib/hold; hold -q gpio wait alpha:2=rising alpha:1=falling; sim pull alpha 1 up; sim pull alpha 1 down; ended'
	[ "$output" = falling ]
	run -1 --separate-stderr guest 'hwreg gpio wait --timeout 20ms alpha:1=1'
	[ "$stderr" = "hwreg: alpha:1: not within 20ms" ]
	run -143 --separate-stderr guest '. /lib/hold; hold gpio wait alpha:1=rising; kill $held; ended'
	[ -z "$output" ]
}

@test "watch and wait: a line that is an output is left one, unless --input" {
	guest 'hwreg gpio set 0:4=1'
	run -2 --separate-stderr guest 'hwreg gpio watch 0:4'
	[[ $stderr == "hwreg: gpiochip0:4: is an output; waiting for its edges would make it an input"*"--input"* ]]
	[ "$(directions)" = 0x00000010 ]
	run -1 guest 'hwreg gpio wait --input --timeout 10ms 0:4=rising'
	[ "$(directions)" = 0x00000000 ]
}

@test "--debounce: what does not last is no edge; refused with a reason on libgpiod 1.6" {
	if [ "$GENERATION" = 1 ]; then
		run -4 --separate-stderr guest 'hwreg gpio watch --debounce 1ms alpha:1'
		[[ $stderr == "hwreg: debouncing needs libgpiod 2; this hwreg was built with 1.6"* ]]
		return
	fi
	run -0 guest '. /lib/hold; hold gpio watch --count 1 --debounce 1s alpha:1; hwreg gpio list alpha >/tmp/list
		sim pull alpha 1 up; sim pull alpha 1 down; sim pull alpha 1 up; ended'
	[[ $output =~ ^[0-9.]+\ \ alpha:1\ \ rising\ +gpiochip1:1$ ]]
	run -0 guest 'cat /tmp/list'
	[[ $output =~ gpiochip1:1\ +alpha\ +ready.*\ hwreg\ +.*debounced\ 1s ]]
}

@test "info: number, name, consumer, direction, bias, drive, active-low; the level with --raw" {
	witness pl061-input 5 1
	run -0 guest 'hwreg -b lines gpio info BUTTON_N'
	[[ $output =~ ^BUTTON_N.*line\ +gpiochip0:5,\ number\ 5\ of\ 9030000.pl061.*consumer\ +-.*direction\ +input.*drive\ +push-pull.*active-low\ +yes ]]
	[[ $output != *"raw level"* ]]
	run -0 guest 'hwreg -b lines -o json gpio info --raw BUTTON_N alpha:1'
	[ "$(jq -c '[.[] | [.line, .name, .active_low, .raw_level]]' <<<"$output")" = '[["BUTTON_N","",true,1],["alpha:1","ready",false,0]]' ]
	run -0 guest '. /lib/hold; hold gpio set --hold --bias pull-up --drive open-drain alpha:1=0; hwreg gpio info --raw alpha:1 0:5'
	[[ $output =~ consumer\ +hwreg.*direction\ +output.*bias\ +pull-up.*drive\ +open-drain.*raw\ level\ +not\ to\ be\ read:\ the\ line\ is\ held.*raw\ level\ +1 ]]
}

# Linux 6.1 goes on using memory of a chip that is taken away while a line of it is held, and may die of that later: each
# in a machine of its own
@test "a chip that goes away ends watch, wait and set --hold with a message, exit 3" {
	local command
	for command in "watch alpha:1 gamma:1" "wait gamma:1=rising" "set --hold gamma:1=1"; do
		boot gone
		run -3 --separate-stderr guest "sim make gamma 2; . /lib/hold; hold gpio $command; sim remove gamma; ended"
		[[ $stderr =~ ^hwreg:\ gpiochip[0-9]+\ \(gamma\):\ the\ chip\ has\ gone\ away$ ]]
		machine_stop gone
	done
}

@test "unknown chips and lines: near names; a label of two chips; a line named twice; too many lines" {
	run -4 --separate-stderr guest 'hwreg gpio get alpa:1'
	[ "$stderr" = "hwreg: alpa:1: this machine has no GPIO chip 'alpa'; did you mean alpha?" ]
	run -4 --separate-stderr guest 'hwreg -b lines gpio get GONE'
	[[ $stderr == "hwreg: GONE: this machine has no GPIO chip 'nowhere' (hwreg gpio list shows those it has)" ]]
	run -2 --separate-stderr guest 'hwreg gpio get alpha:readi'
	[ "$stderr" = "hwreg: alpha:readi: gpiochip1 (alpha) has no line 'readi'; did you mean ready?" ]
	run -2 --separate-stderr guest 'hwreg gpio set 0:4=1 alpha:8=0'
	[ "$stderr" = "hwreg: alpha:8: gpiochip1 (alpha) has the lines 0 to 7, no 8" ]
	[ "$(directions)" = 0x00000000 ]
	run -2 --separate-stderr guest 'hwreg -b lines gpio get BUTTON BUTTON_N'
	[ "$stderr" = "hwreg: BUTTON_N: gpiochip0 line 5 is named twice" ]
	run -2 --separate-stderr guest 'hwreg gpio set alpha:1=1 1:ready=0'
	[ "$stderr" = "hwreg: 1:ready: gpiochip1 line 1 is named twice" ]
	run -2 --separate-stderr guest 'sim make alpha-twin 2; hwreg gpio get alpha:1; s=$?; sim remove alpha-twin; exit $s'
	[[ $stderr =~ "hwreg: alpha:1: several chips have the label 'alpha': gpiochip1, gpiochip"[0-9]"; name one by its number" ]]
	run -2 --separate-stderr guest 'sim make wide 65; hwreg -q gpio get $(seq -f wide:%g 0 63 2>/dev/null || seq 0 63 | sed s/^/wide:/) |
		sort | uniq -c; hwreg gpio get $(seq 0 64 | sed s/^/wide:/); s=$?; sim remove wide; exit $s'
	[ "$output" = "     64 0" ]
	[[ $stderr == "hwreg: wide:64: gpiochip"*": the kernel takes at most 64 lines of a chip at once" ]]
}

@test "an ordinary user is told whose the chip is; a group that may needs no more" {
	run -4 --separate-stderr guest 'chmod 600 /dev/gpiochip1; su user -c "hwreg gpio get 1:1"'
	[ "$stderr" = "hwreg: 1:1: /dev/gpiochip1: open: Permission denied: it belongs to root:root 0600; this needs root, or that group" ]
	run -4 --separate-stderr guest 'chgrp user /dev/gpiochip1; chmod 660 /dev/gpiochip1; su user -c "hwreg -q gpio list"; s=$?
		su user -c "hwreg -q gpio get 1:1"; chgrp root /dev/gpiochip1; chmod 600 /dev/gpiochip1; exit $s'
	[ "$output" = "$(printf 'gpiochip1:%d\n' 0 1 2 3 4 5 6 7)"$'\n0' ]
	[[ $stderr == "hwreg: /dev/gpiochip0: open: Permission denied"* ]]
}

@test "the library: edges of a line in a poll loop, a wait that a descriptor cancels" {
	# a fifo keeps its standard input open until it is to end
	run -0 --separate-stderr guest 'mkfifo /tmp/fifo; exec 4<>/tmp/fifo; gpio-loop lines FAULT_N <&4 >/tmp/out & loop=$!
		until grep -q ready /tmp/out; do :; done; hwreg gpio info alpha:2 | grep consumer >&2
		sim pull alpha 2 up; until grep -q falling /tmp/out; do :; done
		sim pull alpha 2 down; until grep -q rising /tmp/out; do :; done
		echo >&4; wait $loop; s=$?; cat /tmp/out; exit $s'
	[ "$output" = $'ready\nfalling 0\nrising 1' ]
	[[ $stderr =~ consumer\ +loop$ ]]
}

@test "the library: a chip that goes away ends the loop" {
	boot gone
	run -3 --separate-stderr guest 'mkfifo /tmp/fifo; exec 4<>/tmp/fifo; sim make gamma 1; (until hwreg gpio info gamma:0 | grep -q "consumer *loop"; do :; done
		sim remove gamma) & gpio-loop lines gamma:0 <&4'
	[[ $stderr =~ gpiochip[0-9]+\ \(gamma\):\ the\ chip\ has\ gone\ away$ ]]
	machine_stop gone
}

@test "a dry run touches nothing" {
	witness_mark
	run -0 guest 'hwreg -n -b lines gpio set RESET_N=1 0:4=1; hwreg -n -b lines gpio pulse RESET_N --low 10ms; hwreg -n gpio get --input 0:4'
	[ "${lines[0]}" = "would request RESET_N (gpiochip0:6) as output = 1" ]
	run -0 witness_trace 0x09030000 0x1000
	[ -z "$output" ]
}
