#!/usr/bin/env bats
# wait: conditions, all or any of them, and what it says when the time is over

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	cd "$BATS_TEST_TMPDIR"
	head -c 4096 /dev/zero >regs
	cat >board.yaml <<-'END'
		hwreg: 1
		board: test
		match: any
		types:
		  dev:
		    size: 0x100
		    registers:
		      CTRL:
		        offset: 0x0
		        fields: {MODE: {bits: "1:0", enum: {off: 0, slow: 1, fast: 2}}, EN: 2, TEMP: {bits: "15:8", signed: true}}
		      COUNT: {offset: 0x4}
		      FIFO: {offset: 0x8, read: effect}
		      KEY: {offset: 0xc, policy: wo}
		blocks: {DEV: {type: dev, base: 0}}
	END
	dev=(-b ./board.yaml -t file:regs)
}

teardown() {
	[ -z "${pid-}" ] || kill -KILL "$pid" 2>/dev/null || true
}

holds() { # condition...
	"$HWREG" "${dev[@]}" -q wait --timeout 1ns "$@"
}

@test "every comparison, on registers, fields, bits and numbers" {
	"$HWREG" "${dev[@]}" poke DEV.COUNT=100 DEV.CTRL=0xfe02
	for condition in DEV.COUNT==100 DEV.COUNT!=99 'DEV.COUNT<101' 'DEV.COUNT<=100' 'DEV.COUNT>99' 'DEV.COUNT>=0x64' \
		'DEV.COUNT&4' 'DEV.COUNT:6==1' 'DEV.COUNT:6:5==3' '0x4==100' '0x4@8>=100' DEV.CTRL.MODE==fast \
		'DEV.CTRL.MODE>slow' 'DEV.CTRL.MODE&2' 'DEV.CTRL.TEMP<0' 'DEV.CTRL.TEMP==0xfe'; do
		holds "$condition"
	done
	for condition in DEV.COUNT!=100 'DEV.COUNT<100' 'DEV.COUNT>100' 'DEV.COUNT&3' DEV.CTRL.MODE==off 'DEV.CTRL.TEMP>5'; do
		run -1 holds "$condition"
	done
	holds DEV.COUNT==100 DEV.CTRL.MODE==fast
	run -1 holds DEV.COUNT==100 DEV.CTRL.MODE==slow
	holds --any DEV.COUNT==100 DEV.CTRL.MODE==slow
	run -1 holds --any DEV.COUNT==1 DEV.CTRL.MODE==slow
}

@test "it prints how long it took, and ends when another process makes it so" {
	for how in "--every 100us" --fast ""; do
		"$HWREG" "${dev[@]}" poke DEV.COUNT=0
		# shellcheck disable=SC2086 # two words or none
		"$HWREG" "${dev[@]}" -v wait $how --timeout 1m 'DEV.COUNT>=5' >out 2>err 3>&- &
		pid=$!
		until grep -q 0x00000000 err; do kill -0 $pid; done
		"$HWREG" "${dev[@]}" poke DEV.COUNT=6
		wait $pid
		pid=
		[[ $(cat out) =~ ^[0-9]+\.[0-9]{6}\ s$ ]]
	done
	"$HWREG" "${dev[@]}" poke DEV.COUNT=0
	"$HWREG" "${dev[@]}" wait --fast --timeout 1m 'DEV.COUNT>=5' >out 3>&- &
	pid=$!
	"$HWREG" "${dev[@]}" poke DEV.COUNT=6
	wait $pid
	pid=
	run -0 "$HWREG" "${dev[@]}" -q wait DEV.COUNT==6
	[ -z "$output" ]
}

@test "--fast: in every width and byte order" {
	widths="8 16 16be 32 32be"
	if has_64; then
		widths="$widths 64 64be"
	fi
	for width in $widths; do
		head -c 4096 /dev/zero >regs
		run -1 "$HWREG" -t file:regs -q wait --fast --timeout 2ms "0x10@$width==0x11"
		"$HWREG" -t file:regs wait --fast --timeout 1m "0x10@$width==0x11" >out 3>&- &
		pid=$!
		# a change that is not what is waited for, and one that is
		"$HWREG" -t file:regs poke "0x10@$width=0x10" "0x10@$width=0x11"
		wait $pid
		pid=
		[[ $(cat out) =~ ^[0-9]+\.[0-9]{6}\ s$ ]]
	done
}

@test "--fast: what holds from the start took no time, or some" {
	for _ in {1..20}; do
		run -0 "$HWREG" "${dev[@]}" wait --fast DEV.COUNT==0
		[[ $output =~ ^0\.[0-9]{6}\ s$ ]]
		run -0 "$HWREG" "${dev[@]}" -o json wait --fast DEV.COUNT==0
		[ "$(jq '.[0].time_ns >= 0' <<<"$output")" = true ]
	done
}

@test "when the time is over: exit 1 and the last values" {
	run -1 --separate-stderr "$HWREG" "${dev[@]}" wait --timeout 5ms 'DEV.COUNT==1' DEV.CTRL.MODE==fast
	[ -z "$output" ]
	[ "$stderr" = $'hwreg: not met within 0.005 s\n       the last values: DEV.COUNT = 0x00000000, DEV.CTRL.MODE = 0x0' ]
	run -1 --separate-stderr "$HWREG" "${dev[@]}" wait --fast --timeout 5ms 'DEV.COUNT==1'
	[[ $stderr == *"the last value: DEV.COUNT = 0x00000000" ]]
}

@test "--fast looks once however short the time is" {
	for ((i = 0; i < 20; i++)); do
		holds --fast DEV.COUNT==0
	done
	run -1 holds --fast DEV.COUNT==1
}

@test "JSON: the conditions, whether each holds, and the time" {
	run -0 --separate-stderr "$HWREG" "${dev[@]}" -o json wait DEV.COUNT==0
	[ "$(jq -c '.[0] | [.condition, .holds, .name, .value, (.time_ns >= 0)]' <<<"$output")" = '["DEV.COUNT==0",true,"DEV.COUNT",0,true]' ]
	run -1 --separate-stderr "$HWREG" "${dev[@]}" -o json wait --timeout 1ms DEV.COUNT==1 DEV.COUNT==0
	[ "$(jq -c '[.error.status, .conditions[0].holds, .conditions[1].holds]' <<<"$output")" = '[1,false,true]' ]
}

@test "signals end it at once" {
	for signal in INT TERM; do
		env --default-signal=INT,TERM "$HWREG" "${dev[@]}" -v wait --every 1h --timeout 2h DEV.COUNT==1 >out 2>err 3>&- &
		pid=$!
		until grep -q 0x00000000 err; do kill -0 $pid; done
		kill -$signal $pid
		status=0
		wait $pid || status=$?
		pid=
		[ "$status" -eq $((128 + $(kill -l $signal))) ]
	done
}

@test "wrong conditions are refused before anything is opened" {
	refused 2 "what is it to be? A condition such as 'DEV.COUNT==1'" "${dev[@]}" wait DEV.COUNT
	refused 2 "a condition compares with ==" "${dev[@]}" wait DEV.COUNT=1
	refused 2 "the value is missing" "${dev[@]}" wait DEV.COUNT==
	refused 2 "expected a register in front" "${dev[@]}" wait ==1
	refused 2 "DEV.FIFO: reading it changes something" "${dev[@]}" wait DEV.FIFO==1
	refused 2 "DEV.FIFO: reading it changes something" "${dev[@]}" wait 0x8==1
	refused 2 "0x00000009: reading it changes something" "${dev[@]}" wait 0x9@8==1
	refused 2 "0x00000008: reading it changes something" "${dev[@]}" wait 0x8@32be==1
	refused 2 "DEV.KEY is write-only" "${dev[@]}" wait DEV.KEY==1
	refused 2 "one register, field or slice" "${dev[@]}" wait DEV==1
	refused 2 "one register, field or slice" "${dev[@]}" wait 'DEV.*==1'
	refused 2 "one register, field or slice" "${dev[@]}" wait '0..8==1'
	refused 2 "0x4 does not fit in 2 bits" "${dev[@]}" wait DEV.CTRL:1:0==4
	refused 2 "MODE has no value 'fst'; did you mean fast?" "${dev[@]}" wait DEV.CTRL.MODE==fst
	refused 2 "zz" "${dev[@]}" wait DEV.COUNT==zz
	refused 2 "a time must be more than 0" "${dev[@]}" wait --timeout 0s DEV.COUNT==1
	refused 2 "--fast and --every" "${dev[@]}" wait --fast --every 1ms DEV.COUNT==1
	refused 2 "wait: not enough arguments" "${dev[@]}" wait
	run -0 "$HWREG" -n "${dev[@]}" wait DEV.COUNT==1 DEV.CTRL.EN==1
	[ "$output" = $'would read 32 bits at 0x00000004 (DEV.COUNT) on file:regs\nwould read 32 bits at 0x00000000 (DEV.CTRL) on file:regs' ]
}
