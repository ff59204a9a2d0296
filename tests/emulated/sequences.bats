#!/usr/bin/env bats
# Sequences on real devices: those of tests/drivers/sequences on an emulated 64-bit Arm board, what they leave behind, and
# what becomes of one that fails. labgrid.bats runs the same files as a board farm does.
# shellcheck disable=SC2016,SC2154 # the guest expands its $; bats sets $stderr

bats_require_minimum_version 1.5.0
load machine

setup_file() {
	local file
	local -a files=()
	for file in "$BATS_TEST_DIRNAME"/../drivers/sequences/*.yaml; do
		files+=(--file "$file=/root/${file##*/}")
	done
	machine_start board --uio --trace "${files[@]}"
}

teardown_file() {
	machine_stop
}

setup() {
	machine_use board
	uio=$(basename "$(dirname "$(guest 'grep -lx pl031 /sys/class/uio/*/name')")")
}

# give NAME: standard input becomes a file of the guest
give() {
	guest -i "cat >/root/$1"
}

# What the sequences change, as the host sees it: IBRD, FBRD, LCR_H and CR, MR and IMSC, DIR
state() {
	local address
	for address in 0x09000024 0x09000028 0x0900002c 0x09000030 0x09010004 0x09010010 0x09030400; do
		witness readl $address
	done
}

@test "clock, GPIO lines and serial port pass, and leave all as it was; prove takes their TAP" {
	guest 'hwreg poke RTC.MR=0x12345678 UART0.LCR_H=0x70'
	before=$(state)
	guest 'hwreg -o tap run rtc-alarm.yaml gpio-line.yaml uart-line.yaml' >"$BATS_TEST_TMPDIR/tap"
	[ "$(state)" = "$before" ]
	run -0 prove --exec cat "$BATS_TEST_TMPDIR/tap"
	[[ $output == *"All tests successful."*"Files=1, Tests=27,"* ]]
	[ -z "$(grep SKIP "$BATS_TEST_TMPDIR/tap")" ]
}

@test "JUnit: three suites, valid against the schema" {
	guest 'hwreg -o junit run rtc-alarm.yaml gpio-line.yaml uart-line.yaml' >"$BATS_TEST_TMPDIR/junit.xml"
	xmllint --noout --schema "$BATS_TEST_DIRNAME/../cli/junit.xsd" "$BATS_TEST_TMPDIR/junit.xml"
	[ "$(xmllint --xpath 'count(//testsuite[@failures="0" and @errors="0" and @skipped="0"])' "$BATS_TEST_TMPDIR/junit.xml")" -eq 3 ]
}

@test "the alarm: it interrupts once, at its time, as the kernel counts it" {
	count=$(guest "cat /sys/class/uio/$uio/event")
	run -0 guest 'hwreg -o json run rtc-alarm.yaml'
	[ "$(guest "cat /sys/class/uio/$uio/event")" -eq $((count + 1)) ]
	[ "$(jq -r '.sequences[0].result' <<<"$output")" = passed ]
	# a second, and what a busy host adds
	[ "$(jq '.sequences[0].steps[] | select(.name == "the alarm interrupts") | .duration_ns < 4000000000' <<<"$output")" = true ]
}

@test "the alarm: one that the clock asks for before the sequence does not count" {
	guest 'hwreg poke RTC.ICR=1 RTC.IMSC=1
		until [ "$(hwreg -q peek RTC.RIS)" = 0x00000001 ]; do hwreg poke "RTC.MR=$(hwreg -q peek RTC.DR)"; done'
	guest 'hwreg run rtc-alarm.yaml'
	# without the step that forgets it, it is taken for the alarm
	sed '/one that was is forgotten/,/count: 0/d' "$BATS_TEST_DIRNAME/../drivers/sequences/rtc-alarm.yaml" | give remembers.yaml
	guest 'hwreg poke RTC.IMSC=1
		until [ "$(hwreg -q peek RTC.RIS)" = 0x00000001 ]; do hwreg poke "RTC.MR=$(hwreg -q peek RTC.DR)"; done'
	run -1 guest 'hwreg run --set DELAY=20 remembers.yaml'
	[[ $output == *"FAIL  10  not before its time, and not late"* ]]
	guest 'hwreg poke RTC.IMSC=0'
}

@test "GPIO: the levels of four lines on the wire, one line after the other" {
	witness_mark
	guest 'hwreg run gpio-line.yaml'
	for line in 4 5 6 7; do
		# data of this line alone; the kernel's driver sets an output twice, around its direction
		address=$(printf '0x%08x' $((0x09030000 + (4 << line))))
		run -0 witness_trace "$address" 4
		[ "$(grep ^write <<<"$output" | uniq)" = "$(printf 'write %s 1 0x%02x\nwrite %s 1 0x00' "$address" $((1 << line)) "$address")" ]
	done
}

@test "UART: what was saved is put back from the last to the first, and CR at the end" {
	guest 'hwreg poke UART0.LCR_H=0x70 UART0.CR=0x301'
	witness_mark
	guest 'hwreg run uart-line.yaml'
	run -0 witness_trace 0x09000024 0x10
	[ "$(grep ^write <<<"$output" | tail -n 4 | cut -d ' ' -f 2 | tr '\n' ' ')" = "0x09000024 0x09000028 0x0900002c 0x09000030 " ]
	[[ $output == *"write 0x09000030 4 0x00000301" ]]
}

@test "a wrong expectation: exit status 1, the register decoded, what led to it; the rest is not run" {
	guest 'sed "s/RTC.PERIPHID0==0x31/RTC.PERIPHID0.PARTNUMBER0==0x30/" rtc-alarm.yaml >wrong.yaml; hwreg poke RTC.MR=0x12345678 RTC.IMSC=1'
	run -1 guest 'hwreg run wrong.yaml'
	[ "$(head -n 9 <<<"$output")" = "RTC alarm (wrong.yaml)
  FAIL   1  it is a PL031 of Arm's                    wrong.yaml:16:5
         RTC.PERIPHID0  0x09010fe0 = 0x00000031
             PARTNUMBER0  7:0 = 0x31, expected 0x30
         accesses before:
             read 32 bits at 0x09010004 (RTC.MR) on uio:$uio/0 = 0x12345678
             read 32 bits at 0x09010010 (RTC.IMSC) on uio:$uio/0 = 0x00000001
             read 32 bits at 0x09010fe0 (RTC.PERIPHID0) on uio:$uio/0 = 0x00000031
             read 32 bits at 0x09010fe4 (RTC.PERIPHID1) on uio:$uio/0 = 0x00000010" ]
	[ "$(grep -c '^  skip .* not run: step 1 failed$' <<<"$output")" -eq 11 ]
	[[ $output == *"ok    13  no alarm is left behind"*"ok    14  put back RTC.MR, RTC.IMSC"*"2 passed, 1 failed, 11 skipped in "* ]]
	# finally has switched the interrupt off, the put-back on again
	[ "$(witness readl 0x09010010)" = 0x00000001 ]
	guest 'hwreg poke RTC.IMSC=0'
}

@test "a bus error: exit status 3, the address; what comes after it is not run, finally is" {
	give broken.yaml <<-'END'
		hwreg-sequence: 1
		restore: [UART0.IBRD]
		steps:
		  - poke: UART0.IBRD=77
		  - peek: 0x08500000
		  - poke: UART0.IBRD=78
		finally:
		  - expect: UART0.IBRD==77
	END
	before=$(witness readl 0x09000024)
	run -3 guest 'hwreg run broken.yaml'
	[[ $output == *"ok     1  poke UART0.IBRD=77"*"ERROR  2  peek 0x08500000"*"broken.yaml:5:5"*"read 32 bits at 0x08500000: bus error"* ]]
	[[ $output == *"skip   3  poke UART0.IBRD=78"*"not run: step 2 failed"*"ok     4  expect UART0.IBRD==77"* ]]
	[[ $output == *"3 passed, 1 error, 1 skipped in "* ]]
	[ "$(witness readl 0x09000024)" = "$before" ]
}

@test "edges that the host makes: those since the beginning count, one after the other" {
	give edges.yaml <<-'END'
		hwreg-sequence: 1
		steps:
		  - gpio: {edge: rising, of: "9030000.pl061:5"}
		    timeout: 20s
		  - gpio: {edge: falling, of: "9030000.pl061:5"}
		  - gpio: {edge: rising, of: "9030000.pl061:5"}
		    timeout: 50ms
	END
	guest 'hwreg gpio get --input 9030000.pl061:5'
	witness pl061-input 5 0
	guest 'hwreg run edges.yaml >/tmp/out 2>&1 & p=$!
		until hwreg gpio info 9030000.pl061:5 | grep -q "consumer *hwreg"; do kill -0 $p; done'
	witness pl061-input 5 1
	witness pl061-input 5 0
	run -0 guest 'until ! pidof hwreg >/dev/null; do :; done; cat /tmp/out'
	[[ $output == *"ok     1  "*"ok     2  "*"FAIL   3  "*"2 passed, 1 failed"* ]]
}

@test "without the interrupt's device the clock is skipped; alone that is exit status 4" {
	guest 'echo 9010000.pl031 >/sys/bus/platform/drivers/uio_pdrv_genirq/unbind'
	run -4 guest 'hwreg run rtc-alarm.yaml'
	run -0 guest 'hwreg -o tap run rtc-alarm.yaml uart-line.yaml'
	[[ $output == *"# SKIP"*"uio:pl031"* ]]
	guest 'echo 9010000.pl031 >/sys/bus/platform/drivers/uio_pdrv_genirq/bind'
	[[ $output != *"not ok"* ]]
}
