#!/usr/bin/env bats
# save, diff and restore of registers that take more than one access, of changed boards and changed files

setup() {
	bats_require_minimum_version 1.5.0
	load helpers
	cd "$BATS_TEST_TMPDIR"
	cat >board.yaml <<-'END'
		hwreg: 1
		board: test
		match: any
		blocks: {A: {type: t, base: 0x100}}
		types:
		  t:
		    size: 0x40
		    registers:
		      INDEX: {offset: 0x0, width: 8}
		      DATA: {offset: 0x4, width: 8}
		      IN: {window: {index: INDEX, data: DATA}, width: 8, registers: {X: 0x10, Y: {offset: 0x11, policy: ro}, Z: {offset: 0x12, fields: {LO: "3:0", HI: {bits: "7:4", volatile: true}}}}}
		      LOW: {offset: 0x08, width: 64, access-width: 32, order: low-first}
		      HIGH: {offset: 0x10, width: 64, access-width: 32, order: high-first, endian: big}
		      WIDE: {offset: 0x20, width: 128, access-width: 32, order: low-first}
		      KEY: {offset: 0x30, write: value, read: none}
		      LOCKED: {offset: 0x34, unlock: [KEY=1], lock: [KEY=2]}
	END
	sim=sim:kinds$$
	on_sim=("$HWREG" -b board.yaml -t "$sim")
}

teardown() {
	"$HWREG" sim rm "${sim#sim:}" 2>/dev/null || true
}

fill() {
	"${on_sim[@]}" poke A.IN.X=0x12 A.IN.Z=0x34 A.LOW=0x1122334455667788 A.HIGH=0xaabbccddeeff0011 A.LOCKED=5 A.INDEX=0x55
}

@test "registers behind a window, in several accesses and behind a lock: saved, and put back" {
	fill
	run --separate-stderr "${on_sim[@]}" save A --out one.yaml
	[ "$status" -eq 0 ]
	[ "$stderr" = 'hwreg: skipped 1 register that cannot be read
hwreg: skipped 1 register of more than 64 bits' ]
	[ "$(sed -n '/^  /p' one.yaml)" = '  A.INDEX: [0x00000100, 8, 0x55]
  A.DATA: [0x00000104, 8, 0x00]
  A.IN.X: [0x00000104, 8, 0x12]
  A.IN.Y: [0x00000104, 8, 0x00]
  A.IN.Z: [0x00000104, 8, 0x34]
  A.LOW: [0x00000108, 64, 0x1122334455667788]
  A.HIGH: [0x00000110, 64, 0xaabbccddeeff0011]
  A.LOCKED: [0x00000134, 32, 0x00000005]' ]
	"${on_sim[@]}" poke A.IN.X=0x99 A.IN.Z=0x67 A.LOW=1 A.HIGH=2 A.LOCKED=6
	run -0 --separate-stderr "${on_sim[@]}" restore --verify one.yaml
	[ "$output" = 'A.IN.X    0x00000104 = 0x12 (was 0x99)
A.IN.Z    0x00000104 = 0x64 (was 0x67)
    LO  3:0 = 0x4 (was 0x7)
A.LOW     0x00000108 = 0x1122334455667788 (was 0x0000000000000001)
A.HIGH    0x00000110 = 0xaabbccddeeff0011 (was 0x0000000000000002)
A.LOCKED  0x00000134 = 0x00000005 (was 0x00000006)' ]
	run -0 "${on_sim[@]}" diff one.yaml
	[ "$output" = "hwreg: left out 2 registers that change by themselves (--volatile compares them)" ]
}

@test "restore: each value in as many accesses as the board says, in its order, within its lock" {
	fill
	"${on_sim[@]}" save A.IN.X A.LOW A.HIGH A.LOCKED --out one.yaml
	"${on_sim[@]}" poke A.IN.X=0x99 A.LOW=1 A.HIGH=2 A.LOCKED=6
	accesses -b board.yaml -t "$sim" restore one.yaml
	[ "$status" -eq 0 ]
	[ "$(grep write <<<"$output")" = 'write 8 0x00000100 0x10
write 8 0x00000100 0x10
write 8 0x00000104 0x12
write 32 0x00000108 0x55667788
write 32 0x0000010c 0x11223344
write 32 0x00000110 0xaabbccdd
write 32 0x00000114 0xeeff0011
write 32 0x00000130 0x00000001
write 32 0x00000134 0x00000005
write 32 0x00000130 0x00000002' ]
	[ "$(grep -c read <<<"$output")" -eq 6 ]
}

@test "the index and the data register of a window are neither compared nor written" {
	fill
	"${on_sim[@]}" save A.INDEX A.DATA A.IN --out one.yaml
	run -0 "${on_sim[@]}" -q diff one.yaml
	[ "$output" = "hwreg: left out 2 registers that change by themselves (--volatile compares them)" ]
	run -1 --separate-stderr "${on_sim[@]}" -q diff --volatile one.yaml
	[ "$output" = $'A.INDEX\nA.DATA' ]
	"${on_sim[@]}" poke A.IN.X=1 A.INDEX=0x77 A.DATA=3
	run -0 --separate-stderr "${on_sim[@]}" -q restore one.yaml
	[ "$output" = A.IN.X ]
	run -0 "${on_sim[@]}" -n restore one.yaml
	[[ "$output" = *$'left out: each access of a register behind it changes it:\n       A.INDEX, A.DATA'* ]]
}

@test "a file does not hold what is behind a window: it is left out, and the rest is done" {
	fill
	"${on_sim[@]}" save A.IN.X A.LOCKED --out one.yaml
	counting_file regs 512
	run -1 --separate-stderr "$HWREG" -b board.yaml -t file:regs -q diff one.yaml
	[ "$output" = A.LOCKED ]
	[ "$stderr" = $'hwreg: not compared: it is behind an index register, which a file does not hold:\n       A.IN.X' ]
	run -0 --separate-stderr "$HWREG" -b board.yaml -t file:regs -q restore one.yaml
	[ "$output" = A.LOCKED ]
	[ "$stderr" = $'hwreg: left out: it is behind an index register, which a file does not hold:\n       A.IN.X' ]
	[ "$(od -An -tx1 -j 0x104 -N 1 regs)" = " 04" ]
}

@test "a board that has changed: every register that is elsewhere or of another width is listed" {
	fill
	"${on_sim[@]}" save A.IN.X A.LOW A.LOCKED --out one.yaml
	sed -i 's/LOW: {offset: 0x08, width: 64, access-width: 32, order: low-first}/LOW: {offset: 0x08}/; s/offset: 0x34/offset: 0x38/; s/DATA: {offset: 0x4/DATA: {offset: 0x3/' board.yaml
	run -2 "${on_sim[@]}" restore one.yaml
	[ "$output" = 'one.yaml:7:3: error: A.IN.X: here 0x00000104 with 8 bits, but in the board 0x00000103 with 8 bits [unknown-register]
one.yaml:8:3: error: A.LOW: here 0x00000108 with 64 bits, but in the board 0x00000108 with 32 bits [unknown-register]
one.yaml:9:3: error: A.LOCKED: here 0x00000134 with 32 bits, but in the board 0x00000138 with 32 bits [unknown-register]' ]
	accesses -b board.yaml -t "$sim" diff one.yaml
	[ "$status" -eq 2 ]
	[ "$output" = "" ]
}

@test "diff of two files: a name that is elsewhere, or has another width, is another register" {
	fill
	"${on_sim[@]}" save A.LOW A.LOCKED 0x120 --out one.yaml
	sed 's/0x00000134, 32/0x00000138, 32/; s/0x00000120@32/0x00000120@32be/' one.yaml >two.yaml
	run -1 --separate-stderr "$HWREG" -b board.yaml diff one.yaml two.yaml
	[ "$output" = 'A.LOCKED         0x00000134 = 0x00000005, in the first file alone
0x00000120@32    0x00000120 = 0x00000000, in the first file alone
A.LOCKED         0x00000138 = 0x00000005, in the second file alone
0x00000120@32be  0x00000120 = 0x00000000, in the second file alone' ]
	sed 's/board: "test"/board: "other"/' one.yaml >two.yaml
	run -2 "$HWREG" -b board.yaml diff one.yaml two.yaml
	[ "$output" = "hwreg: one snapshot is of test, the other of other; --force=board compares them all the same" ]
	run -0 "$HWREG" -b board.yaml --force=board diff one.yaml two.yaml
	[ "$output" = "" ]
}

@test "restore: a failure half-way tells what had been written, with exit status 3" {
	cat >half.yaml <<-'END'
		hwreg: 1
		board: half
		match: any
		blocks: {A: {type: t, base: 0}}
		types: {t: {size: 0x10, registers: {W: 0x0, X: {offset: 0x4, fields: {ON: 0}}, Y: {offset: 0x8, requires: [X.ON==1]}, Z: 0xc}}}
	END
	printf '\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0' >half
	cat >half-snapshot.yaml <<-'END'
		hwreg-snapshot: 1
		board: half
		registers:
		  A.W: [0x0, 32, 0x7]
		  A.X: [0x4, 32, 0]
		  A.Y: [0x8, 32, 5]
		  A.Z: [0xc, 32, 6]
		end: true
	END
	run -3 --separate-stderr "$HWREG" -b half.yaml -t file:half restore half-snapshot.yaml
	[ "$output" = 'A.W  0x00000000 = 0x00000007 (was 0x00000000)
A.X  0x00000004 = 0x00000000 (was 0x00000001)
    ON  0 = 0 (was 1)' ]
	[ "$stderr" = 'hwreg: A.Y: requires A.X.ON==1, but it is 0x0: not accessed; make it so first (a clock or a supply to turn on?), or use --force=requires
       written before that: the registers above, to A.X' ]
	[ "$(od -An -tx1 half)" = " 07 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00" ]
}

@test "a file that is cut short after it was saved is refused before anything is written" {
	counting_file regs 512
	"$HWREG" -t file:regs save 0x0 0x1fc --out one.yaml
	truncate -s 256 regs
	printf '\xff' | dd of=regs bs=1 conv=notrunc status=none
	run -2 "$HWREG" -t file:regs restore one.yaml
	[[ "$output" = "hwreg: "*"0x000001fc"* ]]
	[ "$(od -An -tx1 -N 1 regs)" = " ff" ]
}

@test "a snapshot has at most 1,048,576 registers: neither more are saved, nor read back" {
	truncate -s 1048577 regs
	"$HWREG" -w 8 -t file:regs save 0..+1M --out most.yaml
	"$HWREG" -t file:regs diff most.yaml
	run -2 "$HWREG" -w 8 -t file:regs save 0..+1048577 --out more.yaml
	[ "$output" = "hwreg: a snapshot holds at most 1048576 registers; hwreg dump --raw keeps more" ]
	[ ! -e more.yaml ]
	sed 's/^end/  0x00100000@8: [0x00]\n&/' most.yaml >more.yaml
	run -2 "$HWREG" -t file:regs restore more.yaml
	[ "$output" = "hwreg: more.yaml: a snapshot holds at most 1048576 registers; hwreg dump --raw keeps more" ]
}

@test "edited by hand it is read as before: spaces, comments, other numbers, lines taken out" {
	counting_file regs 512
	"$HWREG" -t file:regs save 0x0..+64 0x80@16be --out one.yaml
	cat >two.yaml <<-'END'
		# what matters of it
		registers:
		    0x0@32: [0x0302_0100,
		             117835012]
		    "0x80@16be": [0x8081]   # as it was
		hwreg-snapshot: 1
		end: yes
	END
	sed -i 's/yes/true/' two.yaml
	run -0 "$HWREG" -t file:regs diff two.yaml
	[ "$output" = "" ]
	run -1 "$HWREG" -q diff one.yaml two.yaml
	[ "${#lines[@]}" -eq 14 ]
	sed -i 's/117835012/117835013/' two.yaml
	run -1 "$HWREG" -t file:regs diff two.yaml
	[ "$output" = "0x00000004@32  0x00000004 = 0x07060504 (was 0x07060505)" ]
}

@test "a register by its name and by its number is in a file once: else its values would contradict" {
	fill
	cat >two.yaml <<-'END'
		hwreg-snapshot: 1
		board: test
		registers:
		  A.LOCKED: [0x134, 32, 0x1]
		  0x138@32: [0x2]
		  0x130@32: [0x3, 0x4]
		end: true
	END
	accesses -b board.yaml -t "$sim" restore two.yaml
	[ "$status" -eq 2 ]
	[ "$output" = "" ]
	[ "$(cat stderr)" = "two.yaml:6:3: error: 0x00000134@32: this is A.LOCKED, which is there already [duplicate-name]" ]
	sed -i 's/^  A.LOCKED.*/  0x134@16: [1]/; s/, 0x4//' two.yaml
	counting_file regs 512
	run -0 "$HWREG" -b board.yaml -t file:regs -n diff two.yaml
}

@test "restore --verify goes on behind a register of which nothing is known to read back" {
	cat >flags.yaml <<-'END'
		hwreg: 1
		board: flags
		match: any
		blocks: {A: {type: t, base: 0x0}}
		types: {t: {registers: {FLAGS: {offset: 0x0, fields: {F: {bits: 0, policy: w1c}}}, NEXT: 0x4}}}
	END
	head -c 8 /dev/zero >regs
	"$HWREG" -b ./flags.yaml -t file:regs save A --out zero.yaml
	"$HWREG" -t file:regs fill 0..+8=0xf0
	accesses -b ./flags.yaml -t file:regs restore --verify zero.yaml
	[ "$status" -eq 0 ]
	[ "$output" = $'read 32 0x00000000\nread 32 0x00000004\nwrite 32 0x00000000 0x00000000\nwrite 32 0x00000004 0x00000000\nread 32 0x00000004' ]
}

@test "a number in a file has the byte order that it has there, whatever -e says" {
	counting_file regs 256
	"$HWREG" -t file:regs save 0x10 0x20@16be --out one.yaml
	run -0 "$HWREG" -e big -t file:regs diff one.yaml
	[ "$output" = "" ]
	"$HWREG" -t file:regs poke 0x10=0 0x20=0
	"$HWREG" -e big -t file:regs restore --verify one.yaml
	run -0 "$HWREG" -q -t file:regs peek 0x10 0x20@16be
	[ "$output" = $'0x13121110\n0x2021' ]
}

@test "what cannot be in one file is refused before anything is read" {
	truncate -s 1048577 regs
	refused 2 "0x00000004@32: a register at this address is already among the others" -t file:regs save 0..+8 4..+8
	refused 2 "0x00000004@32: a register at this address is already among the others" -n -t file:regs save 0..+8 4..+8
	refused 2 "a snapshot holds at most 1048576 registers" -w 8 -t file:regs save 0..+1048577
}
