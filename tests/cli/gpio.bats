#!/usr/bin/env bats
# GPIO lines as far as no chip is needed: what is understood and refused before one is opened, and dry runs, which open
# none. tests/emulated/gpio.bats has the rest.

bats_require_minimum_version 1.5.0
load helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || exit 1
	export HWREG_BOARD=$SRCTREE/boards/demo.yaml
}

@test "gpio: words that name no line: near names, or how to name one" {
	refused 2 "the board's gpios have no BUTTO; did you mean BUTTON?" gpio get BUTTO
	refused 2 "the board's gpios have no X; else CHIP:LINE, such as gpiochip0:3" gpio get X
	refused 2 "':3': expected CHIP:LINE" gpio get :3
	refused 2 "'chip:': expected CHIP:LINE" gpio get chip:
	HWREG_BOARD='' refused 2 "no board" gpio get BUTTON
	refused 2 "get: not enough arguments" gpio get
	refused 2 "no command gpio gett; did you mean get, set?" gpio gett
	refused 2 "gpio needs a second word: list, info, get, set, pulse, watch, wait" gpio
}

@test "gpio set: every word is understood first; a value is 0 or 1" {
	refused 2 "'chip:1': expected LINE=0 or LINE=1" gpio set -n chip:0=1 chip:1
	refused 2 "chip:1=2: the value of a line is 0 or 1, not '2'" gpio set -n chip:0=1 chip:1=2
	refused 2 "BUZZER=: the value of a line is 0 or 1, not ''" gpio set -n BUZZER=
	refused 2 "'=1': expected LINE=0 or LINE=1" gpio set -n =1
	refused 2 "'push' is not one of: push-pull, open-drain, open-source" gpio set -n --drive push BUZZER=1
}

@test "gpio pulse: one level, and a time with a unit that is more than 0" {
	refused 2 "a pulse is --low TIME or --high TIME, such as --low 10ms" gpio pulse -n BUZZER
	refused 2 "a pulse is --low TIME or --high TIME, not both" gpio pulse -n BUZZER --low 1ms --high 1ms
	refused 2 "a time must be more than 0" gpio pulse -n BUZZER --low 0ms
	refused 2 "--low: '-1ms'" gpio pulse -n BUZZER --low -1ms
	refused 2 "--low: '10' is not a time" gpio pulse -n BUZZER --low 10
	refused 2 "--low: '10min'" gpio pulse -n BUZZER --low 10min
}

@test "gpio wait: conditions, and times" {
	refused 2 "'BUZZER': expected LINE=0, LINE=1, LINE=rising, LINE=falling or LINE=both" gpio wait -n BUZZER
	refused 2 "'BUZZER=up': expected LINE=0" gpio wait -n BUZZER=up
	refused 2 "--timeout: '0s'" gpio wait -n BUZZER=1 --timeout 0s
}

@test "gpio watch: --debounce is refused with a reason where libgpiod is 1.6" {
	if [ "$("$HWREG" -n gpio watch a:1 --debounce 1ms 2>&1 | grep -c 'libgpiod 2')" -eq 0 ]; then
		run -0 "$HWREG" -n gpio watch a:1 --debounce 1ms
		[ "$output" = "would request a:1 as input, edges both, debounced for 1ms" ]
		refused 2 "71 minutes" -n gpio watch a:1 --debounce 2h
	else
		refused 4 "debouncing needs libgpiod 2; this hwreg was built with 1.6" -n gpio watch a:1 --debounce 1ms
	fi
}

@test "gpio -n: tells what would be requested, of chips that are not there" {
	run -0 "$HWREG" -n gpio set --drive open-drain BUZZER=1 nowhere:5=0
	[ "${lines[0]}" = "would request BUZZER (10004000.gpio:buzzer) as output, open-drain = 1" ]
	[ "${lines[1]}" = "would request nowhere:5 as output, open-drain = 0" ]
	run -0 "$HWREG" -n gpio get BUTTON
	[ "$output" = "would request BUTTON (10004000.gpio:3) as it is" ]
	run -0 "$HWREG" -n gpio get --bias pull-up BUTTON
	[ "$output" = "would request BUTTON (10004000.gpio:3) as input, bias pull-up" ]
	run -0 "$HWREG" -n gpio pulse BUTTON --low 1500us
	[ "${lines[0]}" = "would request BUTTON (10004000.gpio:3) as output = 0" ]
	[ "${lines[1]}" = "would set it to 1 after 1500us" ]
	run -0 "$HWREG" -n gpio watch --edge falling BUTTON
	[ "$output" = "would request BUTTON (10004000.gpio:3) as input, edges falling" ]
	run -0 "$HWREG" -n gpio wait BUTTON=1 BUZZER=falling
	[ "${lines[1]}" = "would request BUZZER (10004000.gpio:buzzer) as input, edges both" ]
	run -0 "$HWREG" -n -o json gpio set BUZZER=1
	[ "$(jq -c '.[0] | [.line, .chip, .request]' <<<"$output")" = '["BUZZER","10004000.gpio","as output = 1"]' ]
}

@test "gpio: a board of another machine is refused, unless --force=board; CHIP:LINE needs none" {
	sed 's/^match:.*/match: {compatible: "acme,rocket"}/' "$HWREG_BOARD" >rocket.yaml
	export HWREG_BOARD=./rocket.yaml
	refused 2 "acme,rocket" -n gpio set BUZZER=1
	run -0 "$HWREG" -n --force=board gpio set BUZZER=1
	run -0 "$HWREG" -n gpio set a:1=1
}

@test "gpio: -t is refused, so that nobody takes hardware for a simulation" {
	refused 2 "-t/--target is for registers" -t sim gpio set BUZZER=1
	refused 2 "-t/--target is for registers" -t sim gpio list
}

@test "gpio: a machine without chips, exit 4" {
	compgen -G '/dev/gpiochip*' && skip "this machine has GPIO chips"
	refused 4 "this machine has no GPIO chips: there is no /dev/gpiochipN" gpio list
	refused 4 "BUTTON: this machine has no GPIO chips" gpio get BUTTON
	refused 4 "0:1: this machine has no GPIO chips" gpio pulse 0:1 --low 1ms
	run -4 --separate-stderr "$HWREG" -o json gpio list
	[ "$(jq .error.status <<<"$output")" = 4 ]
}

@test "gpio: an output that is full, exit 3" {
	run -3 --separate-stderr bash -c '"$1" -n gpio get BUTTON >/dev/full' - "$HWREG"
	[ "$stderr" = "hwreg: standard output: No space left on device" ]
}
