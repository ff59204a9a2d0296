#!/usr/bin/env bats
# watch: its forms, its ends, and that no change is lost

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
		        fields: {MODE: {bits: "1:0", enum: {off: 0, slow: 1, fast: 2}}, EN: 2, LEVEL: "15:8", TEMP: {bits: "23:16", signed: true, scale: 0.5, unit: degC}}
		      COUNT: {offset: 0x4}
		      FIFO: {offset: 0x8, read: effect}
		blocks: {DEV: {type: dev, base: 0}}
	END
	dev=(-b ./board.yaml -t file:regs)
	first=()
	terminal=(tmux -L "hwreg-$$-$BATS_TEST_NUMBER" -f /dev/null)
}

teardown() {
	"${terminal[@]}" kill-server 2>/dev/null || true
	[ -z "${pid-}" ] || kill -KILL "$pid" 2>/dev/null || true
	[ -z "${simulation-}" ] || "$HWREG" sim rm "$simulation" || true
}

# start ARGUMENTS...: hwreg in the background, its output in the file out
start() {
	: >out
	env --default-signal=INT,TERM "${first[@]}" "$HWREG" "$@" >out 2>err 3>&- &
	pid=$!
}

# until_shown TEXT: something that was started has printed it
until_shown() {
	until grep -qF -- "$1" out; do kill -0 "$pid"; done
}

ended() { # status
	local status=0
	wait "$pid" || status=$?
	pid=
	[ "$status" -eq "$1" ]
}

@test "text: --wall gives date and time, in UTC" {
	run -0 "$HWREG" "${dev[@]}" watch --wall --count 1 DEV.COUNT
	[[ $output =~ ^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z\ \ DEV.COUNT\ \ 0x00000004\ =\ 0x00000000$ ]]
	before=$(date -u +%Y-%m-%dT%H:%M)
	run -0 "$HWREG" "${dev[@]}" -o json watch --wall --count 1 DEV.COUNT
	after=$(date -u +%Y-%m-%dT%H:%M)
	time=$(jq -r '.time' <<<"$output")
	[[ ! ${time:0:16} < $before && ! ${time:0:16} > $after ]]
}

@test "CSV: a header, a line a sample, a column a register and a field" {
	printf '\x01\x05\0\0' | dd of=regs conv=notrunc status=none
	run -0 --separate-stderr "$HWREG" "${dev[@]}" -o csv watch --every 1ms --count 2 DEV.CTRL DEV.COUNT
	[ "${lines[0]}" = "time,DEV.CTRL,DEV.CTRL.MODE,DEV.CTRL.EN,DEV.CTRL.LEVEL,DEV.CTRL.TEMP,DEV.COUNT" ]
	[ "${lines[1]}" = "0.000000,1281,1,0,5,0,0" ]
	[[ ${lines[2]} =~ ^[0-9]+\.[0-9]{6},1281,1,0,5,0,0$ ]]
	[ "${#lines[@]}" -eq 3 ]
	run -0 --separate-stderr "$HWREG" "${dev[@]}" -o csv -f hex watch --changes --every 1ms --count 5 DEV.CTRL.LEVEL 0x4
	[ "$output" = $'time,DEV.CTRL.LEVEL,DEV.COUNT\n0.000000,0x05,0x00000000' ]
}

@test "a register that several words lie in is read once a sample" {
	accesses "${dev[@]}" watch --every 1ms --count 2 DEV.CTRL.EN DEV.CTRL.MODE DEV.CTRL --until DEV.CTRL.EN==0
	[ "$output" = 'read 32 0x00000000' ]
}

@test "VCD: a reader of wave forms sees the same transitions" {
	simulation=watch-$$-vcd
	start -b ./board.yaml -t "sim:$simulation" -o vcd watch --every 1ms --until DEV.COUNT==3 --out wave.vcd DEV
	for ((i = 1; i <= 3; i++)); do
		until [ "$(grep -c '^#' wave.vcd 2>/dev/null)" -ge "$i" ]; do kill -0 "$pid"; done
		"$HWREG" -b ./board.yaml -t "sim:$simulation" poke "DEV.CTRL.MODE=$((i % 3)),LEVEL=$((16 * i))" "DEV.COUNT=$i"
	done
	ended 0
	vcd2fst wave.vcd wave.fst
	fst2vcd -f wave.fst >again.vcd
	# each signal's values in their order, by its full name
	waves() {
		awk '/^\$scope/ {path[++depth] = $3} /^\$upscope/ {depth--}
			/^\$var/ {name = ""; for (i = 1; i <= depth; i++) name = name path[i] "."; names[$4] = name $5}
			/^b/ {values[names[$2]] = values[names[$2]] " " substr($1, 2)}
			/^s/ {values[names[$2]] = values[names[$2]] " " substr($1, 2)}
			/^[01]/ {values[names[substr($1, 2)]] = values[names[substr($1, 2)]] " " substr($1, 1, 1)}
			END {for (name in values) print name values[name]}' "$1" | sort
	}
	waves wave.vcd >written
	waves again.vcd | diff written -
	grep -qx 'DEV.CTRL.MODE off slow fast off' written
	grep -qx 'DEV.CTRL.LEVEL 00000000 00010000 00100000 00110000' written
	grep -qx 'DEV.CTRL.EN 0' written
	grep -q '^DEV.COUNT 0\{32\} 0\{31\}1 0\{30\}10 0\{30\}11$' written
	[[ $(cat err) == *"skipped 1 register that reading would change"* ]]
}

@test "VCD and CSV are whole when a signal ends them" {
	start "${dev[@]}" -o vcd watch --every 1h DEV.CTRL
	until_shown '$end
'
	until grep -q '^#0' out; do kill -0 "$pid"; done
	kill -TERM "$pid"
	ended 143
	vcd2fst out wave.fst
	[[ $(tail -n 1 out) == '#'* ]]
}

@test "--until ends it with 0, anything else before with 1" {
	run -0 --separate-stderr "$HWREG" "${dev[@]}" -q watch --every 1ms --until 'DEV.CTRL.MODE==off' DEV.COUNT
	[ "$output" = 0x00000000 ]
	run -1 --separate-stderr "$HWREG" "${dev[@]}" -q watch --every 1ms --count 2 --until 'DEV.COUNT>0' DEV.COUNT
	[ "$output" = $'0x00000000\n0x00000000' ]
	# a machine that is busy adds how many it missed
	[ "$(tail -n 1 <<<"$stderr")" = "hwreg: --until DEV.COUNT>0: not met" ]
	run -1 --separate-stderr "$HWREG" "${dev[@]}" -q watch --every 1ms --for 5ms --until 'DEV.COUNT&1' DEV.COUNT
	refused 2 "a condition compares with ==" "${dev[@]}" watch DEV.COUNT --until DEV.COUNT=0
	refused 2 "reading it changes something" "${dev[@]}" watch DEV.COUNT --until DEV.FIFO==0
}

@test "--stats: samples, rate, intervals and changes" {
	run -0 --separate-stderr "$HWREG" "${dev[@]}" -q watch --every 1ms --count 5 --stats DEV.CTRL
	[[ $stderr =~ ^hwreg:\ 5\ samples\ in\ [0-9.]+\ s,\ [0-9]+\ a\ second\;\ [0-9]+\ missed,\ 0\ dropped ]]
	[[ $stderr == *"interval: min "*", median "*", 99% "*", max "* ]]
	[[ $stderr == *"DEV.CTRL.LEVEL: 0 changes"* ]]
	run -0 --separate-stderr "$HWREG" "${dev[@]}" -q watch --fast --changes --for 20ms --stats DEV.CTRL
	[ "$output" = 0x00000000 ]
	[[ $stderr == *"interval: min "* ]]
}

@test "--fast: each change once and in order, none lost at a thousand a second" {
	cat >writer.py <<-'END'
		import mmap, struct, sys, time
		with open("regs", "r+b") as file:
		    registers = mmap.mmap(file.fileno(), 4096)
		view = memoryview(registers).cast("I")
		at = time.monotonic()
		for n in range(1, 101):
		    view[1] = n
		    at = max(at, time.monotonic()) + 0.001
		    while time.monotonic() < at:
		        time.sleep(max(0, at - time.monotonic()))
		view[2] = 1
	END
	seq 0 100 >expected
	if chrt -f 10 true 2>/dev/null; then
		first=(chrt -f 10)
	fi
	# a machine that stops either process for a millisecond can lose one: then try anew
	for ((try = 0; try < 100; try++)); do
		head -c 4096 /dev/zero >regs
		start -t file:regs -q -f dec watch --fast --changes --until 0x8==1 0x4
		until_shown 0
		"${first[@]}" python3 writer.py
		ended 0
		cmp -s out expected && break
	done
	cmp out expected
}

@test "--fast --rt: memory is locked, as far as root's usual limit goes" {
	chrt -f 10 true 2>/dev/null || skip "needs real-time priorities"
	[ -z "${ASAN_OPTIONS-}${TSAN_OPTIONS-}${HWREG_FOREIGN-}" ] || skip "sanitizers and QEMU have memory of their own, which is locked, too"
	head -c 4096 /dev/zero >regs
	run -0 --separate-stderr prlimit --memlock=8388608:8388608 "$HWREG" -t file:regs -q watch --fast --rt 10 --count 3 0x4 0x8
	[ "${#lines[@]}" -ge 3 ]
}

@test "--every: what could not be kept is told" {
	start "${dev[@]}" -q watch --every 1ms --until DEV.COUNT==1 DEV.COUNT
	until_shown 0x00000000
	kill -STOP "$pid"
	now=$(date +%s%N)
	until [ "$(date +%s%N)" -gt $((now + 20000000)) ]; do :; done
	printf '\1' | dd of=regs bs=1 seek=4 conv=notrunc status=none
	kill -CONT "$pid"
	ended 0
	[[ $(cat err) =~ [0-9]+\ samples\;\ [1-9][0-9]*\ missed\ their\ time,\ 0\ dropped ]]
}

@test "wrong words are refused before anything is opened" {
	refused 2 "'10' is not a time" "${dev[@]}" watch --every 10 DEV.COUNT
	refused 2 "a time must be more than 0" "${dev[@]}" watch --for 0s DEV.COUNT
	refused 2 "'-1ms' is not a time" "${dev[@]}" watch --every=-1ms DEV.COUNT
	refused 2 "--fast and --every exclude each other" "${dev[@]}" watch --fast --every 1ms DEV.COUNT
	refused 2 "nothing is left to watch" "${dev[@]}" watch 'DEV.F*'
	refused 2 "--rt 100: a priority is 1 to 99" "${dev[@]}" watch --rt 100 DEV.COUNT
	refused 2 "--cpu 4095: there is no such CPU" "${dev[@]}" watch --cpu 4095 DEV.COUNT
	refused 2 "peek prints text or json" "${dev[@]}" peek -o csv DEV.COUNT
	refused 3 "missing/x: No such file or directory" "${dev[@]}" watch --out missing/x --count 1 DEV.COUNT
}

@test "a full disk ends it with 3" {
	run -3 --separate-stderr "$HWREG" "${dev[@]}" -o csv watch --every 1ms --out /dev/full DEV.COUNT
	[ "$(tail -n 1 <<<"$stderr")" = "hwreg: /dev/full: No space left on device" ]
	run -3 --separate-stderr "$HWREG" "${dev[@]}" -o vcd watch --every 1ms --out /dev/full DEV.COUNT
}

# screen TEXT: what the terminal shows, once it shows TEXT
screen() {
	local end=$((SECONDS + 60)) shown
	until shown=$("${terminal[@]}" capture-pane -p) && [[ $shown == *"$1"* ]]; do
		[ "$SECONDS" -lt "$end" ] || {
			echo "the screen does not show '$1': $shown"
			return 1
		}
	done
	echo "$shown"
}

@test "live table: 200 columns; Ctrl-C leaves the terminal as it was" {
	"${terminal[@]}" new-session -d -x 200 -y 12 bash --norc
	"${terminal[@]}" send-keys "PS1='prompt: '; clear" Enter
	"${terminal[@]}" send-keys "$(printf '%q ' "$HWREG" "${dev[@]}" watch --every 10ms DEV.CTRL DEV.COUNT)" Enter
	run -0 screen "DEV.COUNT  "
	[[ ${lines[0]} =~ ^[0-9]+\ samples,\ [0-9]+\ missed,\ 0\ dropped\;\ Ctrl-C\ ends$ ]]
	[[ ${lines[1]} =~ ^\ name\ +value\ +was\ +ago ]]
	[[ ${lines[2]} =~ ^\ DEV.CTRL\ +0x00000000\ *$ ]]
	[[ ${lines[3]} =~ ^\ +MODE\ +off ]]
	"$HWREG" "${dev[@]}" poke DEV.CTRL.MODE=fast,TEMP=0xfe
	run -0 screen "*  TEMP"
	[[ $output =~ \*DEV.CTRL\ +0x00fe0002\ +0x00000000\ +0\.[0-9]s ]]
	[[ $output =~ \*\ \ TEMP\ +-1\ degC\ +0\ degC\ +0\.[0-9]s ]]
	[[ $output =~ \*\ \ MODE\ +fast\ +off\ +0\.[0-9]s ]]
	[[ $output =~ \ \ \ EN\ +0x0 ]]
	"${terminal[@]}" send-keys C-c
	run -0 screen "prompt: "
	[[ $output != *"Ctrl-C ends"* ]]
	"${terminal[@]}" send-keys 'echo "status $?"' Enter
	screen "status 130"
	[ "$("${terminal[@]}" display-message -p '#{cursor_flag} #{alternate_on}')" = "1 0" ]
}

@test "live table: stopped, and ended with Ctrl-backslash, it leaves the terminal as it was" {
	"${terminal[@]}" new-session -d -x 80 -y 12 bash --norc
	"${terminal[@]}" send-keys "PS1='prompt: '; ulimit -c 0; clear" Enter
	"${terminal[@]}" send-keys "$(printf '%q ' "$HWREG" "${dev[@]}" watch --every 1h DEV.CTRL DEV.COUNT)" Enter
	screen "DEV.COUNT  "
	"${terminal[@]}" send-keys C-z
	run -0 screen "Stopped"
	[[ $output != *"Ctrl-C ends"* ]]
	[ "$("${terminal[@]}" display-message -p '#{cursor_flag} #{alternate_on}')" = "1 0" ]
	"${terminal[@]}" send-keys fg Enter
	screen "1 samples"
	[ "$("${terminal[@]}" display-message -p '#{cursor_flag} #{alternate_on}')" = "0 1" ]
	"${terminal[@]}" send-keys "C-\\"
	"${terminal[@]}" send-keys 'echo "status $?"' Enter
	run -0 screen "status 131"
	[[ $output != *"Ctrl-C ends"* ]]
	[ "$("${terminal[@]}" display-message -p '#{cursor_flag} #{alternate_on}')" = "1 0" ]
}

@test "live table: nothing is erased behind a text, which may end in the last column" {
	"${terminal[@]}" new-session -d -x 20 -y 12 bash --norc
	"${terminal[@]}" pipe-pane 'cat >raw'
	"${terminal[@]}" send-keys "$(printf '%q ' "$HWREG" "${dev[@]}" watch --every 10ms DEV.CTRL DEV.COUNT)" Enter
	screen "DEV.COU  0x00000000"
	"${terminal[@]}" send-keys C-c
	until grep -q 'COU  0x00000000' raw; do :; done
	run -1 grep -q $'0x00000000[^\r]*\033\\[[JK]' raw
}

@test "a terminal that takes no control sequences gets lines" {
	"${terminal[@]}" new-session -d -x 80 -y 10 cat
	for term in dumb ""; do
		"${terminal[@]}" respawn-pane -k \
			"TERM=$term $(printf '%q ' "$HWREG" "${dev[@]}" watch --every 10ms DEV.COUNT)"
		run -0 screen "DEV.COUNT"
		[[ $output == "0.000000  DEV.COUNT  0x00000004 = 0x00000000"* || $output == *$'\n'[0-9.]*"  DEV.COUNT  0x00000004 = 0x00000000"* ]]
	done
}

@test "live table: 40 columns, and a window that grows" {
	"${terminal[@]}" new-session -d -x 40 -y 5 "$(printf '%q ' "$HWREG" "${dev[@]}" watch --every 10ms DEV.CTRL DEV.COUNT)"
	run -0 screen "more lines"
	[[ ${lines[1]} =~ ^\ name\ +value\ +ago$ || ${lines[1]} =~ ^\ name\ +value\ +was\ +ago$ ]]
	[[ ${lines[-1]} == " 4 more lines than this window has" ]]
	while read -r line; do [ "${#line}" -le 40 ]; done <<<"$output"
	"${terminal[@]}" resize-window -x 20 -y 9
	run -0 screen "DEV.COU"
	[[ $output != *"more lines"* ]]
	# values are never cut
	[[ $output == *" DEV.COU  0x00000000"* ]]
}

@test "live table: without colour the marks stay; a terminal that is closed ends it" {
	"${terminal[@]}" new-session -d -x 80 -y 10 -e NO_COLOR=1 \
		"echo \$\$ >pid; exec $(printf '%q ' "$HWREG" "${dev[@]}" watch --every 10ms DEV.COUNT)"
	screen "DEV.COUNT"
	"$HWREG" "${dev[@]}" poke DEV.COUNT=7
	run -0 screen "*DEV.COUNT"
	run -1 grep -q $'\033\\[1m' <("${terminal[@]}" capture-pane -e -p)
	pid=$(cat pid)
	kill -0 "$pid"
	"${terminal[@]}" kill-server
	while kill -0 "$pid" 2>/dev/null; do :; done
	pid=
}
