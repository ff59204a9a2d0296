#!/usr/bin/env bats
# I2C targets without a bus: what a SPEC must look like, what boards say of them, absent buses.
# With a bus: tests/emulated/i2c.bats.


bats_require_minimum_version 1.5.0
setup() {
	load helpers
	unset HWREG_BOARD HWREG_BOARD_PATH
	cd "$BATS_TEST_TMPDIR"
	cat >chip.yaml <<-'END'
		hwreg: 1
		board: chip
		match: any
		spaces: {eeprom: "i2c:1048575:0x50", sensor: "i2c:1048575:0x48"}
		types:
		  big: {width: 32, i2c: {address-width: 16}, registers: {FIRST: 0x0, LAST: 0xffff}}
		  lm75:
		    width: 16
		    endian: big
		    i2c: {transfer: smbus}
		    registers:
		      TEMP: {offset: 0, policy: ro}
		      CONF: {offset: 1, width: 8, fields: {SHUTDOWN: 0, OS: 5, LOST: {bits: 7, policy: rc}}}
		      HYST: 2
		      OS: 3
		  memory: {size: 0x100, registers: {ID: 0x0}}
		blocks:
		  EEPROM: {type: big, space: eeprom, base: 0}
		  SENSOR: {type: lm75, space: sensor, base: 0}
		  MEM: {type: memory, base: 0x1000}
	END
}

teardown() {
	rm -f "/dev/shm/hwreg-sim.i2c-$$-$BATS_TEST_NUMBER"
}

# adc.yaml: a converter whose registers have 24 bits
adc_board() {
	cat >adc.yaml <<-'END'
		hwreg: 1
		board: adc
		match: any
		spaces: {adc: "i2c:1048575:0x48"}
		types:
		  adc:
		    width: 24
		    endian: big
		    registers:
		      DATA: {offset: 0, policy: ro, reset: 0xfff567, fields: {SAMPLE: {bits: "23:4", signed: true}, CHANNEL: "3:0"}}
		      GAIN: {offset: 1, reset: 0xabcd83, fields: {FACTOR: "23:8", FAULT: {bits: 7, policy: w1c}, MODE: {bits: "1:0", enum: {off: 0, slow: 1, fast: 3}}}}
		      TRIM: {offset: 2, endian: little}
		      ID: {offset: 3, width: 8, policy: ro}
		blocks:
		  ADC: {type: adc, space: adc, base: 0}
	END
}

@test "i2c: a SPEC is a bus and an address of 7 bits" {
	refused 2 "expected i2c:BUS:ADDR" -t i2c peek 0
	refused 2 "expected i2c:BUS:ADDR" -t i2c: peek 0
	refused 2 "expected i2c:BUS:ADDR" -t i2c:1 peek 0
	refused 2 "'zz'" -t i2c:zz:0x48 peek 0
	refused 2 "target 'i2c:1:48x'" -t i2c:1:48x peek 0
	refused 2 "target 'i2c:1:'" -t i2c:1: peek 0
	refused 2 "there is no bus 1048576" -t i2c:1048576:0x48 peek 0
	refused 2 "0x80 is not the address of a device: they have 7 bits" -t i2c:1:0x80 peek 0
	refused 2 "means 0x48" -t i2c:1:0x90 peek 0
	refused 2 "0x78 is not the address of a device" -t i2c:1:0x78 peek 0
	refused 2 "0x2 is not the address of a device" -t i2c:1:2 peek 0
}

@test "i2c: a bus that is not there is exit 4, with what to do" {
	refused 4 "/dev/i2c-1048575: open to read: No such file or directory" -t i2c:1048575:0x48 peek 0
	grep -q 'modprobe i2c-dev' stderr
	refused 4 "open to write" -t i2c:1048575:0x48 poke 0=1
}

@test "i2c: a number is a register's number, of 8 bits unless the board says 16" {
	run -0 "$HWREG" -n -q -w 32 -t i2c:1048575:0x48 peek 0xff
	refused 2 "outside i2c:1048575:0x48, which has 0x00000000-0x000000ff" -n -t i2c:1048575:0x48 peek 0x100
	refused 2 "outside i2c:1048575:0x48" -n -w 8 -t i2c:1048575:0x48 peek 0xf0..0x100
	run -0 "$HWREG" -n -b ./chip.yaml peek EEPROM.LAST
	run -0 "$HWREG" -n -b ./chip.yaml peek EEPROM.FIRST+0xffff
	refused 2 "outside" -n -b ./chip.yaml peek EEPROM.FIRST+0x10000
}

@test "i2c: registers are one number apart whatever their width" {
	run -0 "$HWREG" -n -b ./chip.yaml dump SENSOR.HYST..SENSOR.OS
	[ "${#lines[@]}" -eq 2 ]
	[[ ${lines[0]} == "would read 16 bits at 0x00000002 (SENSOR.HYST)"* ]]
	[[ ${lines[1]} == "would read 16 bits at 0x00000003 (SENSOR.OS)"* ]]
	run -0 "$HWREG" -n -w 32 -t i2c:1048575:0x48 peek 0x10..0x13
	[ "${#lines[@]}" -eq 4 ]
	[[ ${lines[3]} == "would read 32 bits at 0x00000013 "* ]]
	run -0 "$HWREG" -n -w 32 -t i2c:1048575:0x48 peek 0x10..+3
	[ "${#lines[@]}" -eq 3 ]
}

@test "i2c: a block leaves out what reading would change, and that alone" {
	run -0 --separate-stderr "$HWREG" -n -b ./chip.yaml peek SENSOR
	[ "$(grep -c '^would read' <<<"$output")" -eq 3 ]
	[[ $stderr == *"skipped 1 register"* ]]
}

@test "i2c: a board mixes memory and I2C; list and info tell of both without a bus" {
	run -0 "$HWREG" -b ./chip.yaml -q list
	[ "${#lines[@]}" -eq 7 ]
	run -0 "$HWREG" -b ./chip.yaml info SENSOR.CONF
	counting_file memory 512
	# a file may stand for the chip, and another for the memory
	run -0 "$HWREG" -q -b ./chip.yaml -t "file:memory@0x1000" -t sensor=file:memory peek MEM.ID SENSOR.CONF
	[ "$output" = $'0x03020100\n0x02' ]
	refused 4 "/dev/i2c-1048575" -b ./chip.yaml -t "file:memory@0x1000" peek MEM.ID SENSOR.CONF
}

@test "i2c: registers of 24 bits: whole, fields, verify, both byte orders" {
	adc_board
	run -0 "$HWREG" -b ./adc.yaml -t sim peek ADC.DATA ADC.GAIN
	[ "$output" = "$(cat <<-'END'
		ADC.DATA  0x00000000 = 0xfff567
		    SAMPLE   23:4 = 0xfff56  -170
		    CHANNEL   3:0 = 0x7
		ADC.GAIN  0x00000001 = 0xabcd83
		    FACTOR  23:8 = 0xabcd
		    FAULT      7 = 1
		    MODE     1:0 = 3       fast
	END
	)" ]
	counting_file memory 256
	run -0 "$HWREG" -b ./adc.yaml -t adc=file:memory poke --verify ADC.GAIN=0x112283 ADC.TRIM=0xfedcba
	# the w1c neighbour stays: its bit is written as 0
	run -0 "$HWREG" -b ./adc.yaml -t adc=file:memory poke --verify ADC.GAIN.FACTOR=0x8001,MODE=off
	run -0 "$HWREG" -q -b ./adc.yaml -t adc=file:memory peek ADC.GAIN ADC.GAIN.FACTOR ADC.GAIN:23:16 ADC.TRIM ADC.ID
	[ "$output" = $'0x800100\n0x8001\n0x80\n0xfedcba\n0x09' ]
	# big endian, then little; 3 bytes a number; nothing else has changed
	[ "$(od -An -tx1 -N12 memory)" = " 00 01 02 80 01 00 ba dc fe 09 0a 0b" ]
	run -0 "$HWREG" -b ./adc.yaml decode ADC.GAIN 0x112201
	[[ $output == *"MODE     1:0 = 1       slow"* ]]
}

@test "i2c: registers of 24 bits: JSON, dumps in all formats, raw bytes, watch, dry run" {
	adc_board
	run -0 "$HWREG" -b ./adc.yaml -t sim -o json peek ADC.GAIN
	[ "$(jq -c '.[0] | [.width, .value, .hex, .fields[0].value]' <<<"$output")" = '[24,11259267,"0xabcd83",43981]' ]
	run -0 "$HWREG" -b ./adc.yaml -t sim dump ADC.DATA..ADC.TRIM
	[ "$output" = "0x00000000  fff567 abcd83 000000" ]
	run -0 "$HWREG" -f dec -b ./adc.yaml -t sim dump ADC.DATA..ADC.TRIM
	[ "$output" = "0x00000000  16774503 11259267        0" ]
	counting_file memory 256
	# by number, four a line
	run -0 "$HWREG" -b ./adc.yaml -t adc=file:memory dump ADC.DATA+5..ADC.DATA+9
	[ "$output" = $'0x00000004         0f1011 121314 151617\n0x00000008  18191a 1b1c1d' ]
	"$HWREG" -b ./adc.yaml -t adc=file:memory dump --raw ADC.DATA..ADC.TRIM >raw
	cmp -n 9 raw memory
	[ "$(stat -c %s raw)" -eq 9 ]
	run -0 "$HWREG" -b ./adc.yaml -t sim watch --count 1 ADC.DATA
	[[ $output == *"ADC.DATA"*"0xfff567"* ]]
	run -0 "$HWREG" -n -b ./adc.yaml poke ADC.TRIM=0x123456
	[ "$output" = "would write 24 bits at 0x00000002 (ADC.TRIM) on i2c:1048575:0x48 = 0x123456" ]
	run -0 "$HWREG" -n -b ./adc.yaml -t adc=file:memory poke ADC.TRIM=0x123456
	[ "$output" = "would write 24 bits at 0x00000002 (ADC.TRIM) on file:memory = 0x123456" ]
}

@test "i2c: registers of 24 bits: fill, copy and load many" {
	adc_board
	counting_file memory 256
	run -0 "$HWREG" -b ./adc.yaml -t adc=file:memory fill --verify ADC.DATA+4..ADC.DATA+6=0x010203
	run -0 "$HWREG" -b ./adc.yaml -t adc=file:memory copy --verify ADC.DATA+4 ADC.DATA+12 --count 2
	printf abcdef >six
	run -0 "$HWREG" -b ./adc.yaml -t adc=file:memory load --verify six ADC.DATA+8
	run -0 "$HWREG" -b ./adc.yaml -t adc=file:memory dump ADC.DATA+4..ADC.DATA+15
	[ "$output" = "$(cat <<-'END'
		0x00000004  010203 010203 010203 151617
		0x00000008  616263 646566 1e1f20 212223
		0x0000000c  010203 010203 2a2b2c 2d2e2f
	END
	)" ]
	refused 2 "256 bytes are not a multiple of the registers' 24 bits" -b ./adc.yaml -t adc=file:memory load memory ADC.DATA+4
}

@test "i2c: 24 bits: values that do not fit, and other places than I2C, are refused" {
	adc_board
	refused 2 "0x1000000 does not fit in 24 bits, the largest value is 0xffffff" -b ./adc.yaml -t sim poke ADC.TRIM=0x1000000
	refused 2 "0x1000000 does not fit into 24 bits" -b ./adc.yaml decode ADC.TRIM 0x1000000
	refused 2 "bit 24 of a register of 24 bits" -b ./adc.yaml -t sim peek ADC.TRIM:24
	refused 2 "expected @8, @16, @32 or @64" -b ./adc.yaml -t sim peek ADC.TRIM@24
	sed 's/i2c:1048575:0x48/file:memory/' adc.yaml >memory.yaml
	counting_file memory 256
	refused 2 "no CPU accesses 24 bits at once" -b ./memory.yaml peek ADC.ID
	grep -qF '[memory-width]' stderr
	# split into bytes it is fine in memory, and its accesses are another matter
	sed -i 's/\(registers: \)\?DATA: {/&access-width: 8, order: low-first, /; s/width: 24$/width: 8/' memory.yaml
	sed -i 's/offset: 0, policy/offset: 0, width: 24, policy/' memory.yaml
	sed -i 's/GAIN: .*//; s/TRIM: .*//' memory.yaml
	run -0 "$HWREG" board check memory.yaml
	sed -i 's/access-width: 8/access-width: 16/' memory.yaml
	refused 2 "accesses of 16 bits do not make up the register's 24" board check memory.yaml
}

@test "i2c: a simulation or a file in place of a device keeps registers that are one number apart" {
	sim=i2c-$$-$BATS_TEST_NUMBER
	counting_file memory 256
	for target in sim file; do
		spec=sensor=file:memory
		[ $target = file ] || spec=sensor=sim:$sim
		"$HWREG" -b ./chip.yaml -t "$spec" poke SENSOR.CONF=0 SENSOR.HYST=0x4b00 SENSOR.OS=0x5000
		"$HWREG" -b ./chip.yaml -t "$spec" poke --verify SENSOR.HYST:3=1
		run -0 "$HWREG" -q -b ./chip.yaml -t "$spec" peek SENSOR.CONF.OS SENSOR.HYST SENSOR.OS
		[ "$output" = $'0x0\n0x4b08\n0x5000' ]
		run -0 "$HWREG" -b ./chip.yaml -t "$spec" dump SENSOR.HYST..SENSOR.OS
		[ "$output" = "0x00000000            4b08 5000" ]
		run -0 "$HWREG" -b ./chip.yaml -t "$spec" watch --count 1 SENSOR.OS
		[[ $output == *"SENSOR.OS"*"0x5000"* ]]
		run -0 "$HWREG" -b ./chip.yaml -t "$spec" -q list 'SENSOR.*'
		[ "${#lines[@]}" -eq 4 ]
		refused 2 "0x00000100-0x00000100" -b ./chip.yaml -t "$spec" peek SENSOR.TEMP+0x100
	done
	"$HWREG" sim rm "$sim"
	# two bytes a number, the narrow register in the first of its two
	[ "$(od -An -tx1 -N10 memory)" = " 00 01 00 03 4b 08 50 00 08 09" ]
	# the register at the next number is no part of an access by number
	sed '/CONF:/d' chip.yaml >gap.yaml
	"$HWREG" -b ./gap.yaml -t sensor=file:memory poke SENSOR.TEMP+1:3=1
	[ "$(od -An -tx1 -N10 memory)" = " 00 01 00 0b 4b 08 50 00 08 09" ]
}

@test "i2c: a file for numbered registers: too short, an address of its first number, too wide" {
	counting_file memory 256
	run -0 "$HWREG" -q -b ./chip.yaml -t sensor=file:memory@0x2 peek SENSOR.HYST SENSOR.OS
	[ "$output" = $'0x0001\n0x0203' ]
	refused 2 "outside file:memory@0x2, which has 0x00000002-0x00000081" -b ./chip.yaml -t sensor=file:memory@0x2 peek SENSOR.CONF
	refused 2 "an access of 32 bits: registers have 16 bits here" -b ./chip.yaml -t sensor=file:memory peek SENSOR.TEMP+0@32
	printf x >short
	refused 2 "1 bytes hold no register: each takes 2 here" -b ./chip.yaml -t sensor=file:short peek SENSOR.TEMP
	printf 'xyz' >short
	run -0 "$HWREG" -q -b ./chip.yaml -t sensor=file:short peek SENSOR.TEMP
	[ "$output" = 0x7879 ]
	refused 2 "outside file:short, which has 0x00000000-0x00000000" -b ./chip.yaml -t sensor=file:short peek SENSOR.HYST
}

@test "i2c: the board's word on transfers: unknown keys and words are refused" {
	sed 's/transfer: smbus/transfer: quick/' chip.yaml >bad.yaml
	refused 2 "[word-syntax]" -b ./bad.yaml peek SENSOR.CONF
	sed 's/transfer: smbus/speed: 400/' chip.yaml >bad.yaml
	refused 2 "[unknown-key]" -b ./bad.yaml peek SENSOR.CONF
	sed 's/transfer: smbus/transfer: smbus, address-width: 16/' chip.yaml >bad.yaml
	refused 2 "[i2c-address]" -b ./bad.yaml peek SENSOR.CONF
}

@test "i2c: targets tells the form; without buses it lists none" {
	run -0 "$HWREG" targets
	[[ $output == *"i2c:BUS:ADDR"* ]]
}
