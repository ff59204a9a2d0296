#!/usr/bin/env bats
# Registers on I2C buses of the kernel: i2c-stub, which knows SMBus commands alone, and i2c-memory, which makes plain
# transfers alone. What hwreg says is compared with the modules' own view: i2c-memory counts transfers. The modules are
# built for Arm; i2c-stub is that of Debian on a PC, too.
# shellcheck disable=SC2016,SC2154 # the guest expands its $; bats sets $stderr

bats_require_minimum_version 1.5.0
load machine

setup_file() {
	cat >"$BATS_FILE_TMPDIR/chips.yaml" <<-'END'
		hwreg: 1
		board: chips
		match: any
		extends: qemu-virt-arm64.yaml
		spaces:
		  {pmic: "i2c:0:0x48", sensor: "i2c:0:0x49", big: "i2c:1:0x50", little: "i2c:1:0x51", plain: "i2c:0:0x4a", adc: "i2c:1:0x52"}
		types:
		  pmic:
		    width: 8
		    registers:
		      ID: {offset: 0x00, policy: ro}
		      CTRL: {offset: 0x01, fields: {ON: 0, MODE: {bits: "2:1", enum: {eco: 0, fast: 3}}, FAULT: {bits: 7, policy: w1c}}}
		      VOUT%s: {offset: 0x10, count: 3, stride: 1, index: [CORE, DDR, IO]}
		  sensor:
		    width: 16
		    endian: big
		    i2c: {transfer: smbus}
		    registers: {TEMP: {offset: 0, fields: {DEG: {bits: "15:8", signed: true}}}, HYST: 2, OS: 3, LOG: {offset: 0x20, width: 32}, SUM: {offset: 0x30, width: 24}}
		  big: {width: 32, i2c: {address-width: 16}, registers: {FIRST: 0x0, MAC: {offset: 0x1234, endian: big}, LAST: {offset: 0xfffc, width: 8}}}
		  little: {width: 16, i2c: {address-width: 16, address-endian: little}, registers: {FIRST: 0x0, MID: 0x1234}}
		  adc:
		    width: 24
		    endian: big
		    registers: {DATA: {offset: 0x10, fields: {SAMPLE: {bits: "23:4", signed: true}, CHANNEL: "3:0"}}, TRIM: {offset: 0x20, endian: little}}
		  plain: {width: 8, i2c: {transfer: plain}, registers: {ID: 0x0}}
		blocks:
		  PMIC: {type: pmic, space: pmic, base: 0}
		  SENSOR: {type: sensor, space: sensor, base: 0}
		  BIG: {type: big, space: big, base: 0}
		  LITTLE: {type: little, space: little, base: 0}
		  PLAIN: {type: plain, space: plain, base: 0}
		  ADC: {type: adc, space: adc, base: 0}
	END
	HWREG_X86_64=$("$BATS_TEST_DIRNAME/build" --for x86_64)
	export HWREG_X86_64
	machine_start pc --x86 --file "$BATS_FILE_TMPDIR/chips.yaml=/usr/share/hwreg/boards/chips.yaml"
	guest 'modprobe i2c-dev && cd /lib/modules/$(uname -r) && insmod i2c-stub.ko chip_addr=0x48,0x49,0x4a'
	machine_start i2c --trace --file "$BATS_FILE_TMPDIR/chips.yaml=/usr/share/hwreg/boards/chips.yaml"
	guest 'insmod /lib/modules/$(uname -r)/i2c-core.ko && cd /lib/modules/$(uname -r) && insmod i2c-dev.ko &&
		insmod i2c-stub.ko chip_addr=0x48,0x49,0x4a && insmod i2c-memory.ko'
}

teardown_file() {
	machine_stop
}

setup() {
	machine_use i2c
}

# on_each FUNCTION: the body of a test, on both machines
on_each() {
	local machine
	for machine in i2c pc; do
		machine_use $machine
		echo "on $machine"
		"$1"
	done
}

# transfers COMMAND: runs it; how many transfers i2c-memory made for it is in $made
transfers() {
	run -0 --separate-stderr guest 'echo 0 >/sys/module/i2c_memory/parameters/transfers; '"$1"'; s=$?
		cat /sys/module/i2c_memory/parameters/transfers >/tmp/made; exit $s'
	made=$(guest 'cat /tmp/made')
}

smbus() {
	guest 'hwreg -w 8 -t i2c:0:0x48 poke 0x30=0x12 0x31=0x34 0x32=0x56 0x33=0x78'
	run -0 guest 'hwreg -q -w 8 -t i2c:0:0x48 peek 0x30 0x31 0x32 0x33'
	[ "$output" = $'0x12\n0x34\n0x56\n0x78' ]
	# i2c-stub keeps a word per number: the byte written last is its low one, which is sent first
	guest 'hwreg -w 16 -t i2c:0:0x48 poke 0x40=0xa1b2'
	run -0 guest 'hwreg -q -w 16 -t i2c:0:0x48 peek 0x40 0x40@16be 0x40@8'
	[ "$output" = $'0xa1b2\n0xb2a1\n0xb2' ]
	guest 'hwreg -t i2c:0:0x48 poke 0x50=0x01020304'
	run -0 guest 'hwreg -q -t i2c:0:0x48 peek 0x50 0x50@32be'
	[ "$output" = $'0x01020304\n0x04030201' ]
	# an I2C block goes to as many numbers, byte after byte
	run -0 guest 'hwreg -q -w 8 -t i2c:0:0x48 peek 0x50..0x53'
	[ "$output" = $'0x04\n0x03\n0x02\n0x01' ]
}

@test "smbus without a board: byte data, word data, I2C blocks; both byte orders" {
	on_each smbus
}

@test "plain without a board: numbers of one byte, one access one transfer" {
	transfers 'hwreg -t i2c:1:0x52 poke 0x30=0x01020304'
	[ "$made" -eq 1 ]
	transfers 'hwreg -q -t i2c:1:0x52 peek 0x30 0x30@16 0x30@8 0x30@32be 0x33@8'
	[ "$output" = $'0x01020304\n0x0304\n0x04\n0x04030201\n0x01' ]
	[ "$made" -eq 5 ]
	transfers 'hwreg -n -t i2c:1:0x52 poke 0x30=0'
	[ "$made" -eq 0 ]
}

@test "register numbers of 16 bits, high or low byte first, as the board says" {
	transfers 'hwreg -b chips poke BIG.MAC=0x11223344 BIG.FIRST=0xcafe0001 BIG.LAST=0x5a'
	[ "$made" -eq 3 ]
	run -0 guest 'hwreg -q -b chips peek BIG.MAC BIG.FIRST BIG.LAST BIG.FIRST+0x1234@8 BIG.FIRST+0xfffc@8'
	[ "$output" = $'0x11223344\n0xcafe0001\n0x5a\n0x11\n0x5a' ]
	guest 'hwreg -b chips poke LITTLE.MID=0x4321 LITTLE.FIRST=0x8765'
	run -0 guest 'hwreg -q -b chips peek LITTLE.MID LITTLE.FIRST LITTLE.FIRST+0x1235@8'
	[ "$output" = $'0x4321\n0x8765\n0x43' ]
	# 0x51 takes the low byte first: 0x3412 there is 0x1234 for a board that says high byte first
	run -0 guest 'hwreg -q -b chips -t big=i2c:1:0x51 peek BIG.FIRST+0x3412@16'
	[ "$output" = 0x4321 ]
}

sensor() {
	guest 'hwreg -b chips poke SENSOR.TEMP=0xe780 SENSOR.HYST=0x4b00 SENSOR.OS=0x5000 SENSOR.LOG=0x01020304'
	run -0 guest 'hwreg -q -b chips peek SENSOR.HYST SENSOR.OS SENSOR.LOG'
	[ "$output" = $'0x4b00\n0x5000\n0x01020304' ]
	run -0 guest 'hwreg -b chips peek SENSOR.TEMP'
	[[ $output == *"-25"* ]]
	# low byte first on the wire: 0x4b is what i2c-stub has as low byte
	run -0 guest 'hwreg -q -w 8 -t i2c:0:0x49 peek 2'
	[ "$output" = 0x4b ]
}

@test "SMBus words of a big-endian sensor, a signed field, 32 bits in a block" {
	on_each sensor
}

@test "24 bits in one transfer of 3 bytes: plain, and as an SMBus I2C block; fields and both byte orders" {
	# three bytes on the bus and no fourth: what is beyond them stays
	guest 'hwreg -w 8 -t i2c:1:0x52 poke 0x13=0xee 0x23=0xee'
	transfers 'hwreg -b chips poke ADC.DATA=0xfff567 ADC.TRIM=0xfedcba'
	[ "$made" -eq 2 ]
	transfers 'hwreg -q -b chips peek ADC.DATA ADC.TRIM'
	[ "$output" = $'0xfff567\n0xfedcba' ]
	[ "$made" -eq 2 ]
	run -0 guest 'hwreg -q -w 8 -t i2c:1:0x52 peek 0x10..0x13 0x20..0x23'
	[ "$output" = $'0xff\n0xf5\n0x67\n0xee\n0xba\n0xdc\n0xfe\n0xee' ]
	run -0 guest 'hwreg -b chips peek ADC.DATA'
	[[ $output == *"0xfff567"*"-170"* ]]
	transfers 'hwreg -b chips poke --verify ADC.DATA.CHANNEL=1'
	[ "$made" -eq 3 ]
	run -0 guest 'hwreg -q -b chips peek ADC.DATA'
	[ "$output" = 0xfff561 ]
	guest 'hwreg -w 8 -t i2c:0:0x49 poke 0x33=0xee; hwreg -b chips poke --verify SENSOR.SUM=0x123456'
	run -0 guest 'hwreg -q -w 8 -t i2c:0:0x49 peek 0x30..0x33'
	[ "$output" = $'0x12\n0x34\n0x56\n0xee' ]
	run -0 guest 'hwreg -q -b chips peek SENSOR.SUM'
	[ "$output" = 0x123456 ]
}

@test "one command line, memory and I2C; field writes, verify, dump, watch and list alike" {
	guest 'hwreg -b chips poke PMIC.CTRL=0x00 PMIC.VOUTCORE=0x21 PMIC.VOUTDDR=0x22 PMIC.VOUTIO=0x23'
	run -0 guest 'hwreg -q -b chips peek RTC.PERIPHID0 PMIC.VOUTDDR'
	[ "$output" = $'0x00000031\n0x22' ]
	guest 'hwreg -b chips poke RTC.MR=0x77 PMIC.CTRL.MODE=fast,ON=1'
	[ "$(witness readl 0x09010004)" = 0x00000077 ]
	run -0 guest 'hwreg -q -b chips peek PMIC.CTRL PMIC.CTRL.MODE'
	[ "$output" = $'0x07\n0x3' ]
	# the write-1-to-clear neighbour is written as 0
	guest 'hwreg -w 8 -t i2c:0:0x48 poke 1=0x80'
	run -0 guest 'hwreg -b chips -n poke PMIC.CTRL.ON=1'
	[[ $output == *"write 8 bits at 0x00000001 (PMIC.CTRL) on i2c:0:0x48"* ]]
	guest 'hwreg -b chips poke PMIC.CTRL.ON=1'
	run -0 guest 'hwreg -q -b chips peek PMIC.CTRL'
	[ "$output" = 0x01 ]
	guest 'hwreg -b chips poke --verify PMIC.VOUTIO=0x2a'
	run -0 guest 'hwreg -b chips dump PMIC'
	[[ $output == *"0x00000010  21 22 2a"* ]]
	run -0 guest 'hwreg -b chips dump SENSOR.HYST..SENSOR.OS'
	[ "$output" = '0x00000000            4b00 5000' ]
	run -0 guest 'hwreg -q -w 8 -t i2c:0:0x48 dump 0x10..+3'
	[ "$output" = $'0x21\n0x22\n0x2a' ]
	guest 'hwreg -w 8 -t i2c:0:0x48 dump --raw 0x10..0x12' >"$BATS_TEST_TMPDIR/raw"
	[ "$(od -An -tx1 "$BATS_TEST_TMPDIR/raw")" = " 21 22 2a" ]
	run -0 guest 'hwreg -b chips watch --count 2 --every 10ms PMIC.VOUTCORE RTC.MR'
	[ "$(grep -c 'PMIC.VOUTCORE.*0x21' <<<"$output")" -eq 2 ]
	run -0 guest 'hwreg -b chips list "PMIC.*"'
	[ "${#lines[@]}" -eq 5 ]
	run -0 guest 'hwreg -b chips -o json peek PMIC.VOUTIO'
	[ "$(jq -r '.[0].value' <<<"$output")" = 42 ]
}

@test "a dump of a bus with numbers of one byte shows 256 registers" {
	run -0 guest 'hwreg -w 8 -t i2c:1:0x52 dump 0..0xff'
	[ "${#lines[@]}" -eq 16 ]
	transfers 'hwreg -q -w 16 -t i2c:1:0x52 peek 0x80..0x87'
	[ "${#lines[@]}" -eq 8 ]
	[ "$made" -eq 8 ]
}

@test "field writes of many processes to one register keep every bit" {
	guest 'hwreg -w 8 -t i2c:1:0x52 poke 0x60=0; echo 2000 >/sys/module/i2c_memory/parameters/delay'
	guest --timeout 60 'for bit in 0 1 2 3 4 5 6 7; do
		(for n in 1 2 3 4 5; do hwreg -w 8 -t i2c:1:0x52 poke 0x60:$bit=1 && hwreg -w 8 -t i2c:1:0x52 poke 0x60:$bit=0 &&
			hwreg -w 8 -t i2c:1:0x52 poke 0x60:$bit=1 || exit; done) & done; wait'
	guest 'echo 0 >/sys/module/i2c_memory/parameters/delay'
	run -0 guest 'hwreg -q -w 8 -t i2c:1:0x52 peek 0x60'
	[ "$output" = 0xff ]
}

@test "a board of another machine is refused before the bus is opened" {
	guest 'sed "s/match: any/match: {compatible: \"acme,rocket\"}/" /usr/share/hwreg/boards/chips.yaml >/tmp/rocket.yaml
		sed -i "s/extends: /extends: \/usr\/share\/hwreg\/boards\//" /tmp/rocket.yaml'
	transfers 'hwreg -b /tmp/rocket.yaml peek BIG.FIRST; [ $? -eq 2 ]'
	[[ $stderr == *"acme,rocket"* ]]
	[ "$made" -eq 0 ]
}

@test "nobody answers, or not any more: exit 3 with what to look at; what was written is listed" {
	run -3 --separate-stderr guest 'hwreg -w 8 -t i2c:1:0x20 peek 0'
	[[ $stderr == *"i2c:1:0x20: read 8 bits at 0x00: No such device or address"*"no device answers"* ]]
	run -3 --separate-stderr guest 'hwreg -w 8 -t i2c:1:0x53 peek 7'
	[[ $stderr == *"i2c:1:0x53: read 8 bits at 0x07: Remote I/O error"* ]]
	run -3 --separate-stderr guest 'hwreg -b chips -t pmic=i2c:1:0x20 poke RTC.MR=1 PMIC.VOUTIO=1'
	[[ $stderr == *"PMIC.VOUTIO: i2c:1:0x20: write 8 bits at 0x12"*"written before the failure: RTC.MR=1"* ]]
}

@test "what an adapter cannot do is refused before the first access; exit 4" {
	run -4 --separate-stderr guest 'hwreg -b chips poke RTC.MR=5 PLAIN.ID=1'
	[[ $stderr == *"PLAIN.ID"*"/dev/i2c-0 makes SMBus transfers alone"*"transfer: plain"* ]]
	run -4 --separate-stderr guest 'hwreg -b chips -t big=i2c:0:0x48 peek BIG.FIRST'
	[[ $stderr == *"register numbers of 16 bits, which SMBus does not have"* ]]
	run -4 --separate-stderr guest 'hwreg -b chips -t sensor=i2c:1:0x52 poke RTC.MR=9 SENSOR.HYST=1'
	[[ $stderr == *"/dev/i2c-1 cannot read 16 bits in one SMBus transfer (no word data)"* ]]
	[ "$(witness readl 0x09010004)" != 0x00000009 ]
	[ "$(witness readl 0x09010004)" != 0x00000005 ]
}

without_blocks() {
	guest 'rmmod i2c-stub; insmod /lib/modules/$(uname -r)/i2c-stub.ko chip_addr=0x48,0x49,0x4a functionality=0x00780000'
	run -4 --separate-stderr guest 'hwreg -t i2c:0:0x48 poke 0x30@8=1 0x31=1'
	[[ $stderr == *"cannot read 32 bits in one SMBus transfer (no I2C block)"* ]]
	run -0 guest 'hwreg -q -t i2c:0:0x48 peek 0x30@8 0x30@16'
	[ "$output" = $'0x00\n0x0000' ]
	guest 'rmmod i2c-stub; insmod /lib/modules/$(uname -r)/i2c-stub.ko chip_addr=0x48,0x49,0x4a'
}

@test "an adapter without blocks: 32 bits are refused, 8 and 16 go" {
	on_each without_blocks
}

busy() {
	# the kernel's dummy driver takes a device by this name
	guest 'echo dummy 0x48 >/sys/bus/i2c/devices/i2c-0/new_device'
	run -4 --separate-stderr guest 'hwreg -w 8 -t i2c:0:0x48 peek 0x30'
	[[ $stderr == *"i2c:0:0x48: the kernel's driver dummy has this device"*"echo 0-0048 >/sys/bus/i2c/drivers/dummy/unbind"* ]]
	run -0 guest 'hwreg -q -w 8 --force=busy -t i2c:0:0x48 peek 0x30'
	run -0 guest 'hwreg targets'
	[[ $output == *"0x48: dummy, held by the driver dummy"* ]]
	guest 'echo 0-0048 >/sys/bus/i2c/drivers/dummy/unbind'
	run -0 guest 'hwreg -q -w 8 -t i2c:0:0x48 peek 0x30'
	guest 'echo 0x48 >/sys/bus/i2c/devices/i2c-0/delete_device'
}

@test "a device that a kernel driver has is refused, unless --force=busy" {
	on_each busy
}

@test "targets: each adapter with its name, what it can do, and who may open it" {
	run -0 guest 'hwreg targets'
	[[ $output == *"i2c:0:"*"SMBus stub driver"*"/dev/i2c-0"*"root:root 0600"* ]]
	[[ $output == *"SMBus alone, byte data (8 bits), word data (16 bits), I2C blocks (24 bits and more)"* ]]
	[[ $output == *"i2c:1:"*"plain transfers for tests"* ]]
}

@test "an ordinary user is told who may; a bus that is not there; exit 4" {
	run -4 --separate-stderr guest 'su user -c "hwreg -w 8 -t i2c:0:0x48 peek 0"'
	[[ $stderr == *"/dev/i2c-0: open to read: Permission denied"*"needs root, or the group"* ]]
	run -4 --separate-stderr guest 'hwreg -w 8 -t i2c:9:0x48 peek 0'
	[[ $stderr == *"/dev/i2c-9"*"modprobe i2c-dev"* ]]
}
