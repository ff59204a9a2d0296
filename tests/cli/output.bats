#!/usr/bin/env bats
# What commands print as text, exactly, and how they end

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR" || exit 1
	for i in {0..255}; do printf '%b' "\\x$(printf %02x "$i")"; done >regs
	export HWREG_BOARD=$SRCTREE/boards/demo.yaml
}

teardown() {
	[ -z "${simulation:-}" ] || "$HWREG" sim rm "$simulation"
}

# Run with a standard output that cannot take it
to_full() { "$@" >/dev/full; }
to_closed() { "$@" >&-; }
to_gone() { "$@" >&9; }
to_raw() { "$@" >raw; }
to_nothing() { "$@" >&- 2>&- <&-; }

# prints LINES ARGUMENTS: exit 0, exactly these lines on standard output
prints() {
	local expected=$1
	shift
	run -0 --separate-stderr "$HWREG" "$@"
	[ "$output" = "$expected" ] || {
		echo "$output"
		false
	}
}

@test "peek: a register and its fields, aligned" {
	prints 'LED.CTRL  0x10000000 = 0x00000000
    MODE   1:0 = 0    dark
    LEVEL  7:4 = 0x0' -t sim peek LED.CTRL
}

@test "peek: registers aligned with one another" {
	prints 'SENSOR.ID     0x10005000 = 0x5e000042
LED.COUNT     0x10000004 = 0x00000000
TIMER0.VALUE  0x10003004 = 0x00000000' -t sim peek SENSOR.ID LED.COUNT TIMER0.VALUE
}

@test "peek: fields and bits" {
	prints 'LED.CTRL.MODE  = 0  dark
LED.CTRL.LEVEL = 0x0
LED.CTRL:7:4   = 0x0
LED.CTRL:0     = 0' -t sim peek LED.CTRL.MODE LED.CTRL.LEVEL LED.CTRL:7:4 LED.CTRL:0
}

@test "peek: numbers" {
	unset HWREG_BOARD
	prints '0x00000010 = 0x13121110
0x00000014 = 0x1514
0x00000010:7:4 = 0x1
0x00000010:4   = 1' -t file:regs peek 0x10 0x14@16 0x10:7:4 0x10:4
}

@test "peek: a number that is a register of the board" {
	prints 'LED.COUNT  0x10000004 = 0x00000000' -t sim peek 0x10000004
}

@test "peek: policies with -v" {
	prints 'LED.CTRL  0x10000000 = 0x00000000  rw
    MODE   1:0 = 0    dark  rw
    LEVEL  7:4 = 0x0        rw' -t sim -v peek LED.CTRL
}

@test "peek: -f for fields" {
	prints 'LED.CTRL  0x10000000 = 0
    MODE   1:0 = 0  dark
    LEVEL  7:4 = 0' -t sim -f dec peek LED.CTRL
}

@test "peek: a block leaves out what reading changes, and says so" {
	run -0 --separate-stderr "$HWREG" -t sim peek UART1
	[ "${lines[0]}" = 'UART1.STATUS      0x10002004 = 0x00000010' ]
	[ "${lines[1]}" = '    ENABLE   0 = 0' ]
	[[ "$output" != *UART1.DATA* ]]
	[[ "$stderr" == *"hwreg: skipped 1 register that reading would change (name it in full to read it)"* ]]
	[[ "$stderr" == *"hwreg: skipped 2 registers that cannot be read"* ]]
}

@test "poke: silent, and seen by the next process of a shared simulation" {
	simulation=test-$$-$RANDOM
	prints '' -t "sim:$simulation" poke LED.CTRL.MODE=blink,LEVEL=5 LED.COUNT=7
	prints 'LED.CTRL   0x10000000 = 0x00000052
    MODE   1:0 = 2    blink
    LEVEL  7:4 = 0x5
LED.COUNT  0x10000004 = 0x00000007' -t "sim:$simulation" peek LED
	run -0 "$HWREG" sim ls
	grep -qx "$simulation" <<<"$output"
	prints '' sim rm "$simulation"
	run -0 "$HWREG" sim ls
	[[ "$output" != *"$simulation"* ]]
	simulation=
}

@test "poke: one bad word in a line and nothing is written" {
	cp regs before
	run -2 --separate-stderr "$HWREG" -t file:regs poke 0x10=1 0x14=2 0x18=0x1ffffffff
	[ "${stderr_lines[${#stderr_lines[@]} - 1]}" = "       nothing was written" ]
	cmp regs before
}

@test "dump: like a hex dump, in four widths" {
	unset HWREG_BOARD
	prints '0x00000000  03020100 07060504 0b0a0908 0f0e0d0c
0x00000010  13121110' -t file:regs dump 0x0..0x13
	prints '0x00000000  00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f' -t file:regs -w 8 dump 0..15
	prints '0x00000000  0100 0302 0504 0706 0908 0b0a 0d0c 0f0e' -t file:regs -w 16 dump 0..+16
	[ "${HWREG_BITS-}" != 32 ] || return 0
	prints '0x00000000  0706050403020100 0f0e0d0c0b0a0908' -t file:regs -w 64 dump 0..+16
}

@test "dump: blanks before a start that is not a multiple of 16" {
	unset HWREG_BOARD
	prints '0x00000010           17161514' -t file:regs dump 0x14..+4
}

@test "dump: -q, -f dec and -f bin" {
	unset HWREG_BOARD
	prints $'0x03020100\n0x07060504' -t file:regs -q dump 0..7
	prints '0x00000000    0   1   2   3' -t file:regs -f dec -w 8 dump 0..3
	prints '0x00000000  00000000 00000001' -t file:regs -f bin -w 8 dump 0..1
}

@test "dump: dashes for what reading would change, counted on standard error" {
	run -0 --separate-stderr "$HWREG" -t sim dump 0x10001000..0x1000100b
	[ "$output" = '0x10001000  -------- 00000010 --------' ]
	[ "$stderr" = "hwreg: skipped 2 registers that reading would change \
(name one in full to read it)" ]
}

@test "dump: --raw is the bytes as they are" {
	"$HWREG" -t file:regs dump --raw 0x10..0x2f >raw
	cmp raw <(tail -c +17 regs | head -c 32)
	"$HWREG" -t file:regs -e big -w 16 dump --raw 0x10..0x2f >raw
	cmp raw <(tail -c +17 regs | head -c 32)
}

@test "dump: --raw leaves nothing out silently" {
	run -2 --separate-stderr to_raw "$HWREG" -t sim -v dump --raw 0x10001000..0x1000100b
	[[ "$stderr" == *"--raw: cannot leave out "*"reading it would change something"* ]]
	[[ "$stderr" != *"read 32 bits"* ]]
	[ ! -s raw ]
	run -2 --separate-stderr "$HWREG" -t sim dump --raw GPIO.PORTA
	[[ "$stderr" == *"dump a range of addresses"* ]]
}

@test "dump: --raw not to a terminal" {
	command -v script >/dev/null || skip "script is not installed"
	run script -qec "'$HWREG' -t file:regs dump --raw 0..3" /dev/null
	[[ "$output" == *"hwreg: --raw: not to a terminal; redirect it to a file or pipe"* ]]
}

@test "watch: a line a sample" {
	unset HWREG_BOARD
	run -0 --separate-stderr "$HWREG" -t file:regs watch --every 1ms --count 3 0x10
	[ "${#lines[@]}" -eq 3 ]
	for line in "${lines[@]}"; do
		[[ "$line" =~ ^0\.[0-9]{6}"  0x00000010 = 0x13121110"$ ]]
	done
}

@test "watch: --changes prints the first value and then only others" {
	unset HWREG_BOARD
	run -0 --separate-stderr "$HWREG" -t file:regs -q watch --every 1ms --count 20 --changes 0x10 0x14@8
	[ "$output" = $'0x13121110\n0x14' ]
}

@test "watch: sees a change as it comes, and ends cleanly on a signal" {
	unset HWREG_BOARD
	coproc "$HWREG" -q -t file:regs watch --every 1ms --changes 0x10@8
	pid=$COPROC_PID
	read -r -t 10 line <&"${COPROC[0]}"
	[ "$line" = 0x10 ]
	"$HWREG" -t file:regs poke 0x10@8=0x55
	read -r -t 10 line <&"${COPROC[0]}"
	[ "$line" = 0x55 ]
	kill -TERM "$pid"
	status=0
	wait "$pid" || status=$?
	[ "$status" -eq 143 ]
}

@test "watch: everything is flushed when it is interrupted" {
	unset HWREG_BOARD
	mkfifo started
	# interrupted while it sleeps; shells start what is in the background with SIGINT ignored
	env --default-signal=INT "$HWREG" -t file:regs watch --every 1h 0x10 >started &
	read -r -t 10 line <started
	kill -INT $!
	status=0
	wait $! || status=$?
	[ "$status" -eq 130 ]
	[[ "$line" == *"0x00000010 = 0x13121110" ]]
}

@test "decode: by name, by address, and a field" {
	expected='LED.CTRL  0x10000000 = 0x00000052
    MODE   1:0 = 2    blink
    LEVEL  7:4 = 0x5'
	prints "$expected" decode LED.CTRL 0x52
	prints "$expected" decode 0x10000000 0x52
	prints 'LED.CTRL.LEVEL = 0x5' decode LED.CTRL.LEVEL 0x52
	prints 0x5 -q decode LED.CTRL.LEVEL 0x52
}

@test "decode: fields in pieces, and signed ones" {
	prints 'TIMER0.CTRL  0x10003000 = 0x00000510
    MODE         2:1 = 0    stopped
    RUN            0 = 0
    PRESCALE  10:8,4 = 0xb' decode TIMER0.CTRL 0x510
	prints 'SENSOR.TEMP  0x10005004 = 0x00008fff
    CELSIUS  11:0 = 0xfff  -1
    VALID      15 = 1' decode SENSOR.TEMP 0x8fff
}

@test "decode: what does not fit or is not a register" {
	run -2 --separate-stderr "$HWREG" decode UART0.BAUD 0x10000
	[ "$stderr" = "hwreg: UART0.BAUD: 0x10000 does not fit into 16 bits" ]
	run -2 --separate-stderr "$HWREG" decode LED 1
	[ "$stderr" = "hwreg: LED: is not a register or a field of one" ]
	run -2 --separate-stderr "$HWREG" decode LED.CTLR 1
	[[ "$stderr" == *"did you mean LED.CTRL"* ]]
}

@test "list: a line a register, or names alone" {
	prints 'FUSES.SERIAL  0x10008000  32  w1
FUSES.LOCK    0x10008004  32  w1' list FUSES
	prints 'UART0.DATA  0x10001000  32  effect/effect  reading takes a byte off' list UART0.DATA
	prints $'FUSES.SERIAL\nFUSES.LOCK' -q list 'FUSES.*'
	prints $'TIMER0.CTRL\nTIMER1.CTRL' -q list 'TIMER?.CTRL'
	run -2 --separate-stderr "$HWREG" list NONE
	[ "$stderr" = "hwreg: no register matches NONE; hwreg list shows them all" ]
}

@test "info: a register" {
	prints 'LED.CTRL
    address    0x10000000, offset 0x0 in LED (led)
    width      32 bits, little endian
    policy     rw: read value, write value
    reset      0x00000000

    MODE   1:0  rw  how it shines
        0x0  dark
        0x1  steady
        0x2  blink
    LEVEL  7:4  rw  brightness' info LED.CTRL
}

@test "info: a block, a field, an address" {
	prints 'LED  the light on the front
    type       led
    address    0x10000000-0x1000000f
    registers  2

LED.CTRL   0x10000000  32  rw
LED.COUNT  0x10000004  32  rw' info LED
	run -0 "$HWREG" info 0x10000000
	[ "${lines[0]}" = LED.CTRL ]
	run -0 "$HWREG" info 0x1000000c
	[ "${lines[0]}" = "LED  the light on the front" ]
	run -2 --separate-stderr "$HWREG" info 0x20000000
	[ "$stderr" = "hwreg: 0x20000000: board demo has nothing there" ]
}

@test "find: names and descriptions, capitals or not" {
	prints 'LED.CTRL.LEVEL  7:4  brightness' find BRIGHT
	prints 'LED.CTRL.MODE=blink  0x2' find Blink
	prints LED -q find 'light on'
	run -1 --separate-stderr "$HWREG" find nonesuch
	[ "$stderr" = "hwreg: nonesuch: not in any name or description of this board" ]
}

@test "board check: goes on over all files" {
	printf 'hwreg: 1\nboard: x\nmatch: any\nnonsense: 1\n' >bad.yaml
	run -2 --separate-stderr "$HWREG" board check bad.yaml "$HWREG_BOARD" missing.yaml
	[[ "${stderr_lines[0]}" =~ ^bad\.yaml:4:1:" error: ".*" ["[a-z-]+\]$ ]]
	[[ "$stderr" == *missing.yaml* ]]
	[[ "$output" =~ ^"$HWREG_BOARD: ok: demo: "[0-9]+" blocks, "[0-9]+" registers, "[0-9]+" fields"$ ]]
}

@test "targets: a table, and the forms of SPEC" {
	run -0 "$HWREG" targets
	[[ "${lines[0]}" == SPEC* ]]
	[[ "$output" == *$'\nForms of SPEC:\n'* ]]
	[[ "$output" == *"file:PATH[@0xBASE]"* ]]
	run -0 "$HWREG" -q targets
	[[ "${lines[0]}" == mem ]]
}

@test "sim rm: what is not there" {
	run --separate-stderr "$HWREG" sim rm nonesuch-$$
	[ "$status" -ne 0 ]
	[[ "$stderr" == "hwreg: "*nonesuch-$$* ]]
}

@test "a reader that is gone is exit status 3, with a message" {
	mkfifo pipe
	exec 8<>pipe
	exec 9>pipe
	exec 8<&-
	run -3 --separate-stderr to_gone "$HWREG" -t file:regs peek 0x10
	[ "$stderr" = "hwreg: standard output: Broken pipe" ]
	run -3 --separate-stderr to_gone "$HWREG" -t file:regs watch --every 1ms 0x10
	[ "$stderr" = "hwreg: standard output: Broken pipe" ]
	exec 9>&-
}

@test "a full device is exit status 3, and no register is read after it" {
	unset HWREG_BOARD
	run -3 --separate-stderr to_full "$HWREG" -t file:regs peek 0x10
	[ "$stderr" = "hwreg: standard output: No space left on device" ]
	run -3 --separate-stderr to_full "$HWREG" -v -t file:regs watch --every 1ms 0x10
	[ "${#stderr_lines[@]}" -eq 2 ]
}

@test "a closed standard output is not taken for a device" {
	cp regs before
	run -3 --separate-stderr to_closed "$HWREG" -t file:regs peek 0x10
	[ "$stderr" = "hwreg: standard output: Bad file descriptor" ]
	run -0 to_nothing "$HWREG" -t file:regs poke 0x10@8=0x10
	cmp regs before
}

@test "colour: on a terminal alone, and never with NO_COLOR" {
	command -v script >/dev/null || skip "script is not installed"
	run -0 "$HWREG" -t sim peek LED.COUNT
	[[ "$output" != *$'\e'* ]]
	run env -u NO_COLOR TERM=xterm script -qec "'$HWREG' -t sim peek LED.COUNT" /dev/null
	[[ "$output" == *$'\e[1mLED.COUNT\e[m'* ]]
	run env NO_COLOR=1 TERM=xterm script -qec "'$HWREG' -t sim peek LED.COUNT" /dev/null
	[[ "$output" != *$'\e'* ]]
}

@test "a numeric peek loads no library but libc" {
	local shared=${HWREG%/*}/hwreg-shared # that of a build with a static command
	[ -e "$shared" ] || shared=$HWREG
	unset HWREG_BOARD
	LD_DEBUG=files run "$shared" -t file:regs peek 0x10
	[[ "$output" == *libc.so* ]] || skip "this build is static"
	[[ "$output" != *libyaml* ]]
	[[ "$output" != *libjson* ]]
}
