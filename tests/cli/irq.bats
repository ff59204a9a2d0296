#!/usr/bin/env bats
# irq: what is refused before a device is opened; tests/emulated/irq.bats has devices

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	cd "$BATS_TEST_TMPDIR"
	counting_file regs 256
	cat >board.yaml <<-'END'
		hwreg: 1
		board: test
		match: any
		types:
		  dev:
		    size: 0x10
		    registers:
		      ICR: {offset: 0x0, read: none, write: 1c, fields: {RX: 0, TX: 1}}
		      STATUS: {offset: 0x4, policy: ro}
		blocks: {DEV: {type: dev, base: 0}}
	END
	dev=(-b ./board.yaml -t file:regs)
}

@test "irq: a device that is not there, and words that are none" {
	refused 4 "hwreg: uio:nothere: no such UIO device" irq uio:nothere
	refused 4 "hwreg: uio:nothere: no such UIO device" irq enable uio:nothere
	refused 4 "hwreg: uio:nothere: no such UIO device" irq disable uio:nothere
	refused 4 "hwreg: uio:nothere: no such UIO device" -n irq uio:nothere
	for word in uio0 mem uio: uio uio:x/ pci:1234:11e8/bar0; do
		refused 2 "hwreg: '$word': expected a UIO device, uio:NAME" irq "$word"
	done
	refused 2 "usage: hwreg irq INTERRUPT" irq
	refused 2 "'uio:b' is too much" irq uio:a uio:b
	refused 2 "usage: hwreg irq enable uio:NAME" irq enable
}

@test "irq --then: what cannot be done is refused before the device is looked for" {
	refused 2 "--then: 'peek DEV.ICR' is not what can be done then" "${dev[@]}" irq uio:nothere --then 'peek DEV.ICR'
	refused 2 "--then: 'DEV.ICR=1' is not what can be done then; that is: --then 'poke WRITE...'" \
		"${dev[@]}" irq uio:nothere --then DEV.ICR=1
	refused 2 "--then: '' is not" "${dev[@]}" irq uio:nothere --then ''
	refused 2 "--then: poke needs a WRITE" "${dev[@]}" irq uio:nothere --then 'poke '
	refused 2 "--then: DEV.ICR: has no value" "${dev[@]}" irq uio:nothere --then 'poke DEV.ICR'
	refused 2 "--then: no register DEV.ICX; did you mean DEV.ICR?" "${dev[@]}" irq uio:nothere --then 'poke DEV.ICX=1'
	refused 2 "--then: DEV.STATUS" "${dev[@]}" irq uio:nothere --then 'poke DEV.ICR=1' --then 'poke DEV.STATUS=1'
	refused 4 "uio:nothere: no such UIO device" "${dev[@]}" irq uio:nothere --then 'poke  DEV.ICR=1 DEV.ICR.TX=1' \
		--then 'poke 0x8=1'
	[ "$(od -An -tx1 -N4 regs)" = " 00 01 02 03" ]
}

@test "irq: options" {
	refused 2 "--count: '0' must be at least 1" irq uio:nothere --count 0
	refused 2 "--timeout" irq uio:nothere --timeout 3
	refused 2 "no option --then" irq enable uio:nothere --then 'poke 0=1' ||
		refused 2 "--then is an option of irq alone" irq enable uio:nothere --then 'poke 0=1'
}

@test "irq: -o json tells a failure in JSON too" {
	run -4 --separate-stderr "$HWREG" -o json irq uio:nothere
	[ "$(jq -r '.error.status, (.error.message | startswith("uio:nothere"))' <<<"$output")" = $'4\ntrue' ]
	run -4 --separate-stderr "$HWREG" -o json irq enable uio:nothere
	[ "$(jq -r .error.status <<<"$output")" = 4 ]
}

@test "irq: help for the command of one word and for those of two" {
	run -0 "$HWREG" irq --help
	[ "${lines[0]}" = "Usage: hwreg [OPTIONS] irq INTERRUPT" ]
	run -0 "$HWREG" irq disable --help
	[ "${lines[0]}" = "Usage: hwreg [OPTIONS] irq disable uio:NAME" ]
	run -0 "$HWREG" help irq
	[ "$(grep -c ^Usage: <<<"$output")" -eq 3 ]
	run -0 "$HWREG" help irq enable
	[ "${lines[0]}" = "Usage: hwreg [OPTIONS] irq enable uio:NAME" ]
}

@test "irq: completion knows the second words and the options" {
	run -0 "$HWREG" completion words -- hwreg irq en
	[ "$output" = enable ]
	run -0 "$HWREG" completion words -- hwreg irq enable d
	[ -z "$output" ]
	run -0 "$HWREG" completion words -- hwreg irq uio:x e
	[ -z "$output" ]
	run -0 "$HWREG" completion words -- hwreg irq --the
	[ "$output" = --then ]
	run -0 "$HWREG" completion words -- hwreg irq uio:x --no-e
	[ "$output" = --no-enable ]
}

@test "watch and wait --on: refused before a register is read" {
	refused 4 "--on: uio:nothere: no such UIO device" "${dev[@]}" watch --on uio:nothere DEV.STATUS
	refused 4 "--on: uio:nothere: no such UIO device" "${dev[@]}" wait --on uio:nothere DEV.STATUS==1
	refused 4 "--on: uio:nothere: no such UIO device" "${dev[@]}" -n wait --on uio:nothere DEV.STATUS==1
	refused 2 "--on: 'uio0': expected a UIO device" "${dev[@]}" watch --on uio0 DEV.STATUS
	for command in "watch DEV.STATUS" "wait DEV.STATUS==1"; do
		# shellcheck disable=SC2086 # two words
		refused 2 "--on and --every exclude each other" "${dev[@]}" $command --on uio:nothere --every 1ms
		# shellcheck disable=SC2086
		refused 2 "--on and --fast exclude each other" "${dev[@]}" $command --on uio:nothere --fast
	done
}

@test "watch and wait --on gpio:LINE: a line by its name alone needs a board that has it" {
	refused 2 "hwreg: --on: the board's gpios have no NOTHERE" "${dev[@]}" watch --on gpio:NOTHERE DEV.STATUS
}
