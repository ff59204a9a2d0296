#!/usr/bin/env bats
# Bad input: a message, a status, nothing printed, nothing touched

setup() {
	load helpers
	cd "$BATS_TEST_TMPDIR"
	counting_file regs 256
	before=$(md5sum <regs)
	export HWREG_BOARD=$SRCTREE/boards/qemu-virt-arm64.yaml
	target=file:regs@0x09010000
}

teardown() {
	[ ! -f regs ] || [ "$(md5sum <regs)" = "$before" ]
}

@test "numbers: words, signs, leading zeros, too wide" {
	refused 2 "'zz' is not a number" -t file:regs poke 0=zz
	refused 2 "0x1ff does not fit in 8 bits" -t file:regs poke 0@8=0x1ff
	refused 2 "leading 0" -t file:regs poke 0=010
	refused 2 "leading 0" -t file:regs peek 010
	refused 2 "negative" -t file:regs poke 0=-1
	refused 2 "value is missing" -t file:regs poke 0=
	refused 2 "64 bits" -t file:regs peek 0x10000000000000000
	refused 2 "not a number" -t file:regs peek 0x
	refused 2 "not a number" -t file:regs peek 4x
}

@test "names: unknown ones get near names" {
	refused 2 "did you mean" -t "$target" peek RTC.DQ
	refused 2 "RTC.DR" -t "$target" peek RTC.DQ
	refused 2 "RTC" -t "$target" peek RTX.DR
	refused 2 "MIE" -t file:regs -b "$SRCTREE/boards/demo.yaml" peek LED.CTRL.MIE
	refused 2 "blink" -t sim -b "$SRCTREE/boards/demo.yaml" poke LED.CTRL.MODE=blinc
}

@test "addresses: unaligned, past 2^64, outside the file" {
	refused 2 "not aligned to 32 bits" -t file:regs peek 1
	refused 2 "not aligned to 16 bits" -t file:regs poke 3@16=1
	refused 2 "outside file:regs" -t file:regs peek 0x100
	refused 2 "outside" -t file:regs peek 0xf8..+16
	refused 2 "end of the 64-bit address space" -t file:regs@0xffffffffffffff00 peek 0xfffffffffffffffc+8
	refused 2 "end of the 64-bit address space" -t file:regs@0xffffffffffffff00 peek 0xfffffffffffffff0..+32
	refused 2 "end of the 64-bit address space" -t file:regs@0xffffffffffffff01 peek 0xffffffffffffff08
	refused 2 "below the first" -t file:regs peek 8..4
	refused 2 "not a multiple" -t file:regs peek 0..+6
	refused 2 "not a multiple" -t file:regs peek 0..5
	refused 2 "0 bytes" -t file:regs peek 0..+0
}

@test "bits: reversed, too high, of a field" {
	refused 2 "high:low" -t file:regs peek 0:4:7
	refused 2 "bit 40 of a register of 32 bits" -t file:regs peek 0:40
	refused 2 "no offset, width or bits" -t "$target" peek RTC.CR.START:0
	refused 2 "decimal" -t file:regs peek 0:x
	refused 2 "does not fit in 2 bits" -t file:regs poke 0:1:0=4
}

@test "widths: unknown, and another than the register's" {
	refused 2 "@24" -t file:regs peek 0@24
	refused 2 "32 bits" -t "$target" peek RTC.DR@8
	refused 2 "'12'" -w 12 -t file:regs peek 0
}

@test "writes to many registers, and without a value" {
	refused 2 "many registers" -t sim -b "$SRCTREE/boards/demo.yaml" poke 'LED.*=0'
	refused 2 "many registers" -t sim -b "$SRCTREE/boards/demo.yaml" poke 'LED=0'
	refused 2 "many registers" -t file:regs poke 0..+8=0
	refused 2 "hwreg peek 0" -t file:regs poke 0
	refused 2 "comma" -t file:regs poke 0=1,2
	refused 2 "twice" -t sim -b "$SRCTREE/boards/demo.yaml" poke LED.CTRL.MODE=dark,MODE=blink
	refused 2 "outside the mask" -t file:regs poke 0=3/1
}

@test "policies: read-only, write-only" {
	refused 2 "read-only" -t "$target" poke RTC.PERIPHID0=1
	refused 2 "write-only" -t "$target" peek RTC.ICR
}

@test "files that cannot hold registers" {
	: >empty
	mkdir dir
	mkfifo pipe
	refused 2 "file is empty" -t file:empty peek 0
	refused 2 "a directory" -t file:dir peek 0
	refused 2 "a pipe" -t file:pipe peek 0
	refused 2 "character device" -t file:/dev/null peek 0
	refused 4 "No such file" -t file:absent peek 0
	refused 2 "expected file:PATH" -t file: peek 0
	refused 2 "not a character device" -t dev:regs peek 0
	refused 4 "cannot be mapped" -t dev:/dev/null peek 0
}

@test "a file that may not be read or written" {
	chmod 0400 regs
	if [ "$(id -u)" -eq 0 ]; then
		# root may: try as nobody
		open=$(mktemp -d) && chmod 0755 "$open" && cp "$HWREG" "$open/hwreg" && cp regs "$open/regs"
		chmod 0444 "$open/regs"
		run env -u HWREG_BOARD setpriv --reuid=65534 --regid=65534 --clear-groups "$open/hwreg" -t "file:$open/regs" poke 0=1
		rm -rf "$open"
		[ "$status" -eq 4 ]
		[[ "$output" == *"Permission denied"* ]]
	else
		refused 4 "Permission denied" -t file:regs poke 0=1
	fi
}

@test "targets: unknown kinds and spaces, absent devices" {
	refused 2 "no kind of target" -t fil:x peek 0
	refused 2 "file:PATH" -t regs peek 0
	refused 2 "no space 'pmix'; did you mean pmic" -b "$SRCTREE/boards/demo.yaml" -t pmix=sim peek PMIC.ID
	refused 4 "uio_pdrv_genirq" -t uio:rtc peek 0
	refused 2 "needs a board" -t sim -b '' peek 0
	refused 2 "1 to 64 letters" -t sim:../x -b "$SRCTREE/boards/demo.yaml" peek LED.CTRL
}

@test "a board of another machine is refused before anything is opened" {
	refused 2 "linux,dummy-virt" -t mem peek RTC.DR
	refused 2 "linux,dummy-virt" peek RTC.DR
}

@test "a board file that includes itself, an alias bomb, 100 MB of nested YAML" {
	printf 'hwreg: 1\nboard: x\ninclude: [self.yaml]\n' >self.yaml
	refused 2 "include-cycle" -t file:regs -b ./self.yaml peek A.B
	{
		printf 'hwreg: 1\nboard: x\nx-0: &a0 [1,1,1,1,1,1,1,1,1]\n'
		for i in 1 2 3 4 5 6 7 8 9; do
			previous="*a$((i - 1))"
			printf 'x-%d: &a%d [%s' "$i" "$i" "$previous"
			printf ',%s' "$previous" "$previous" "$previous" "$previous" "$previous" "$previous" "$previous"
			printf ']\n'
		done
	} >bomb.yaml
	refused 2 "yaml-alias" -t file:regs -b ./bomb.yaml peek A.B
	{
		printf 'hwreg: 1\nboard: x\nx-deep: '
		head -c 100000000 /dev/zero | tr '\0' '['
	} >deep.yaml
	refused 2 "yaml-depth" -t file:regs -b ./deep.yaml peek A.B
	rm deep.yaml
}

@test "board files that are absent or not a board" {
	refused 2 "absent" -t file:regs -b absent peek A.B
	refused 2 "dir.yaml" -t file:regs -b ./dir.yaml peek A.B
	refused 2 "regs" -t file:regs -b ./regs peek A.B
}

@test "output that cannot be written: closed pipe, full disk, closed descriptor" {
	run bash -c '"$HWREG" -t file:regs dump 0..+256 | true; exit "${PIPESTATUS[0]}"'
	[ "$status" -eq 3 ] || [ "$status" -eq 0 ]
	run bash -c '"$HWREG" -t file:regs peek 0 >/dev/full'
	[ "$status" -eq 3 ]
	[[ "$output" == *"No space left on device"* ]]
	run bash -c '"$HWREG" -t file:regs peek 0 >&-'
	[ "$status" -eq 3 ]
}

@test "a simulation with a lock that is none is refused" {
	run "$HWREG" -b "$SRCTREE/boards/demo.yaml" -t "sim:lock$$" poke LED.CTRL=1
	[ "$status" -eq 0 ]
	# behind the 96 bytes of sim.h that come first; 24 bytes are all of it on CPUs of 32 bits
	printf '@%.0s' {1..24} | dd of="/dev/shm/hwreg-sim.lock$$" bs=1 seek=96 conv=notrunc status=none
	run "$HWREG" -b "$SRCTREE/boards/demo.yaml" -t "sim:lock$$" peek LED.CTRL
	[ "$output" = "hwreg: LED.CTRL: sim:lock$$: its lock is damaged; remove it with hwreg sim rm" ]
	[ "$status" -eq 4 ]
	run "$HWREG" sim rm "lock$$"
	[ "$status" -eq 0 ]
}

@test "a dry run removes no simulation" {
	run "$HWREG" -b "$SRCTREE/boards/demo.yaml" -t "sim:dry$$" poke LED.CTRL=1
	[ "$status" -eq 0 ]
	run "$HWREG" -n sim rm "dry$$"
	[ "$output" = "would remove sim:dry$$" ]
	run "$HWREG" sim rm "dry$$"
	[ "$status" -eq 0 ]
}

@test "decode by address: a register that is too narrow for the value is left out" {
	run "$HWREG" -b "$SRCTREE/boards/demo.yaml" decode 0x10005008 0x1234
	[ "$status" -eq 0 ]
	[[ "$output" == *"SENSOR.LIMIT "* && "$output" != *LIMIT_LOW* ]]
	refused 2 "does not fit" -b "$SRCTREE/boards/demo.yaml" decode LED.CTRL 0x100000000
}

@test "a type without registers and size, and a scale beyond all numbers" {
	printf 'hwreg: 1\nboard: x\ntypes: {t: {registers: {}}}\nblocks: {X: {type: t, base: 0}}\n' >empty.yaml
	run "$HWREG" board check empty.yaml
	[ "$status" -eq 2 ]
	[[ "$output" == *"[missing-key]"* ]]
	printf 'hwreg: 1\nboard: x\ntypes: {t: {registers: {A: {offset: 0, fields: {F: {bits: 0, scale: 1e999}}}}}}\nblocks: {X: {type: t, base: 0}}\n' >scale.yaml
	run "$HWREG" board check scale.yaml
	[ "$status" -eq 2 ]
	[[ "$output" == *"too large [scale-syntax]"* ]]
}

# each_refused: every line of standard input is "WORDS | MESSAGE"; hwreg with these words says so, and touches nothing
each_refused() {
	local line words failed=0
	cat >words.yaml <<-'END'
		hwreg: 1
		board: words
		match: any
		spaces: {other: sim}
		blocks:
		  D: {type: t, base: 0x1000}
		  O: {type: t, base: 0x1000, space: other}
		types:
		  t:
		    size: 0x20
		    registers:
		      A: {offset: 0x0, description: needle, fields: {LOW: "3:0", HIGH: {bits: "7:4", enum: {on: 1}}, TOP: 31}}
		      B: 0x4
		      RO: {offset: 0x8, policy: ro}
	END
	while IFS= read -r line; do
		read -ra words <<<"${line%% | *}"
		accesses -b words.yaml -t sim "${words[@]}" </dev/null
		[ "$status" -eq 2 ] && [ -z "$output" ] && [ ! -s "$BATS_TEST_TMPDIR/stdout" ] &&
			[ "$(cat "$BATS_TEST_TMPDIR/stderr")" = "hwreg: ${line#* | }" ] && continue
		echo "${words[*]}: status $status; $output"
		cat "$BATS_TEST_TMPDIR/stdout" "$BATS_TEST_TMPDIR/stderr"
		failed=1
	done
	[ "$failed" -eq 0 ]
}

@test "words that are no locations" {
	long=$(printf 'x%.0s' {1..600})
	each_refused <<-END
		peek $long | '…': the location is too long
		peek $long..D.B | '…': the location is too long
		peek :3 | ':3': expected a name or an address
		peek D.A+ | 'D.A+': expected an offset in bytes after the +
		peek D.A+x | 'x' is not a number
		peek D.A@ | '@': expected @8, @16, @32 or @64, maybe with le or be
		peek D.A:3..D.B | 'D.A:3..D.B': a range goes from register to register, not from bits
		peek D.A..D.B:2 | 'D.A..D.B:2': a range goes from register to register, not from bits
		peek D.A..O.B | 'D.A..O.B': the ends lie in different address spaces
		peek D.B..D.A | 'D.B..D.A': the last address is below the first
		peek 0x1000.. | '': expected a name or an address
		peek ..0x1000 | '': expected a name or an address
		peek 0x1000..+0 | '0x1000..+0': a length of 0 bytes
		peek 0x1000..0x1001 | '0x1000..0x1001': the length is not a multiple of the width, 32 bits
		peek Q* | 'Q*' matches no register (* and ? stay inside one level)
		peek D.*+4 | 'D.*+4': a pattern takes letters, digits, _ . * and ? alone
		peek D.A.LOW.X | no register D.A.LOW.X
		peek D.A: | ':': a bit is a decimal number
		peek D.A:1: | ':': a bit is a decimal number
		peek D.A:1:2:3 | ':2:3': a bit is a decimal number
		peek D.A:3:9 | ':3:9': bits are given as high:low; did you mean :9:3?
		peek D.A:40 | bit 40 of a register of 32 bits: they are 0 to 31
		peek D..A | 'D' is a block, not a register
		info D.X | no register D.X; did you mean D.A, D.B?
		info D.A.X | D.A has no field X
		info Q.A | no register Q.A; did you mean D.A, O.A?
		info 0x5000 | 0x5000: board words has nothing there
		decode D 1 | D: is not a register or a field of one
		decode D.A x | 'x' is not a number
	END
}

@test "words that are no writes, and no conditions" {
	each_refused <<-'END'
		poke D.A.LOW=1,LOW=2 | D.A.LOW: its bits are given twice in one write
		poke D.A.LOW= | D.A.LOW=: the value is missing
		poke D.A.LOW=1, | ',': expected FIELD=VALUE after the comma
		poke D.A.LOW=1,HIGH | ',HIGH': expected FIELD=VALUE after the comma
		poke D.A.LOW=1,NONE=2 | D.A has no field NONE
		poke D.A=1/ | D.A=: the value is missing
		poke D.A=/1 | D.A=: the value is missing
		poke D.A=4/3 | D.A: 0x4 has bits outside the mask 0x3
		poke D.A.LOW=1/1 | D.A: '1/1' is not a number
		poke D.A:3:0=1/1 | D.A:3:0: '1/1' is not a number
		poke =1 | '': expected a name or an address
		poke D.A.HIGH=off | D.A: HIGH has no value 'off'; it has on
		poke D.*=1 | D.*: writing to many registers at once is refused; name one register
		poke D=1 | D: writing to many registers at once is refused; name one register
		poke D.A..D.B=1 | D.A..D.B: writing to many registers at once is refused; name one register
		poke 0x1000:5=2 | 0x1000:5: 0x2 does not fit in 1 bit, the largest value is 0x1
		wait D.A=1 | 'D.A=1': a condition compares with ==
		wait D.A!1 | 'D.A!1': expected == != < <= > >= or &
		wait D.A== | D.A==: the value is missing
		wait D.*==1 | 'D.*': a condition is about one register, field or slice
		wait D.A>=x | D.A>=x: 'x' is not a number
	END
}

@test "info of a pattern, find of a register and of nothing" {
	: | each_refused
	run "$HWREG" -b words.yaml info 'D.*'
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 3 ]
	[ "${lines[0]}" = "D.A   0x00001000  32  rw  needle" ]
	run "$HWREG" -b words.yaml find needle
	[ "$status" -eq 0 ]
	[ "$output" = $'D.A  0x00001000  needle\nO.A  0x00001000  needle' ]
	run "$HWREG" -b words.yaml find nothing
	[ "$status" -eq 1 ]
	[ "$output" = "hwreg: nothing: not in any name or description of this board" ]
}
