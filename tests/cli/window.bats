#!/usr/bin/env bats
# Registers behind an index and a data register

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	cd "$BATS_TEST_TMPDIR"
	cat >board.yaml <<-'END'
		hwreg: 1
		board: windows
		match: any
		blocks: {B: {type: t, base: 0x1000}}
		types:
		  t:
		    size: 0x100
		    registers:
		      INDEX: {offset: 0x0, width: 8}
		      DATA: {offset: 0x4, width: 16}
		      AFTER: {offset: 0x6, width: 16, reset: 0x7777}
		      IDX:
		        window: {index: INDEX, data: DATA}
		        registers:
		          ID: {offset: 0x0, policy: ro, reset: 0x1234}
		          CTRL: {offset: 0x1, reset: 0x00f0, fields: {EN: 0, MODE: "7:4", DONE: {bits: 15, policy: w1c}}}
		          PAGE%s: {offset: 0x10, count: 2, stride: 1, reset: 0x55}
		          POP: {offset: 0x20, read: effect}
		          LOW: {offset: 0x21, width: 8, reset: 0xab}
		          C: {offset: 0x30, registers: {X: {offset: 2, reset: 9}}}
	END
	sim=(-b ./board.yaml -t sim)
	name="window-$$-$BATS_TEST_NUMBER"
	shared=(-b ./board.yaml -t "sim:$name")
}

teardown() {
	"$HWREG" sim rm "$name" 2>/dev/null || true
}

@test "each access writes the index, then reads or writes the data" {
	accesses "${sim[@]}" peek B.IDX.ID B.IDX.PAGE1 B.IDX.C.X B.IDX.LOW
	[ "$status" -eq 0 ]
	[ "$output" = $'write 8 0x00001000 0x00\nread 16 0x00001004\nwrite 8 0x00001000 0x11\nread 16 0x00001004\nwrite 8 0x00001000 0x32\nread 16 0x00001004\nwrite 8 0x00001000 0x21\nread 8 0x00001004' ]
	accesses "${sim[@]}" poke B.IDX.PAGE1=7 --verify
	[ "$status" -eq 0 ]
	[ "$output" = $'write 8 0x00001000 0x11\nwrite 16 0x00001004 0x0007\nwrite 8 0x00001000 0x11\nread 16 0x00001004' ]
	accesses "${sim[@]}" -o json poke B.IDX.CTRL.EN=1
	[ "$output" = $'write 8 0x00001000 0x01\nread 16 0x00001004\nwrite 8 0x00001000 0x01\nwrite 16 0x00001004 0x00f1' ]
	grep -q '"hex": "0x00f1"' stdout
	run -0 --separate-stderr "$HWREG" -v "${sim[@]}" peek B.IDX.ID
	[ "${stderr_lines[1]}" = "hwreg: write 8 bits at 0x00001000 (B.INDEX) on sim = 0x00" ]
	[ "${stderr_lines[2]}" = "hwreg: read 16 bits at 0x00001004 (B.IDX.ID) on sim = 0x1234" ]
}

@test "reading back selects the register again, which is no part of a write" {
	# the index lies over the data
	cat >over.yaml <<-'END'
		hwreg: 1
		board: over
		match: any
		blocks: {B: {type: t, base: 0}}
		types:
		  t:
		    registers:
		      INDEX: {offset: 0, width: 8}
		      DATA: {offset: 0, width: 8, overlap: true}
		      AFTER: 4
		      IDX: {window: {index: INDEX, data: DATA}, registers: {X: {offset: 0x10, width: 8}}}
	END
	run -1 "$HWREG" -b ./over.yaml -t sim poke --verify B.AFTER=1 B.IDX.X=0x55
	[ "$output" = "hwreg: B.IDX.X: verify: wrote 0x55, read 0x10: bits 0x45 differ
       written before the failure: B.AFTER=1, B.IDX.X=0x55" ]
	run -1 "$HWREG" -b ./over.yaml -t sim poke --verify B.IDX.X=0x55 B.AFTER=1
	[ "$output" = "hwreg: B.IDX.X: verify: wrote 0x55, read 0x10: bits 0x45 differ
       written before the failure: B.IDX.X=0x55" ]
}

@test "a dry run says so and makes none" {
	run -0 "$HWREG" -n "${shared[@]}" poke B.IDX.CTRL.EN=1
	[ "$output" = 'would write 8 bits at 0x00001000 (B.INDEX) on sim:'"$name"' = 0x01
would read 16 bits at 0x00001004 (B.IDX.CTRL) on sim:'"$name"'
would write 8 bits at 0x00001000 (B.INDEX) on sim:'"$name"' = 0x01
would write 16 bits at 0x00001004 (B.IDX.CTRL) on sim:'"$name"' = 0x0001, keeping the bits 0x7ffe that were read' ]
	run -0 "$HWREG" -n "${sim[@]}" peek B.IDX.ID
	[ "${lines[0]}" = "would write 8 bits at 0x00001000 (B.INDEX) on sim = 0x00" ]
	[ "${lines[1]}" = "would read 16 bits at 0x00001004 (B.IDX.ID) on sim" ]
	run -0 "$HWREG" sim ls
	[[ "$output" != *"$name"* ]]
}

@test "the simulation keeps a register for each index" {
	run -0 "$HWREG" "${shared[@]}" poke B.IDX.PAGE0=0x1111 B.IDX.PAGE1=0x2222 B.IDX.CTRL.MODE=3
	run -0 "$HWREG" -q "${shared[@]}" peek B.IDX.PAGE0 B.IDX.PAGE1 B.IDX.CTRL B.IDX.ID B.AFTER
	[ "$output" = $'0x1111\n0x2222\n0x0030\n0x1234\n0x7777' ]
	# by hand, and what no register is behind
	run -0 "$HWREG" -q "${shared[@]}" poke B.INDEX=0x10
	run -0 "$HWREG" -q "${shared[@]}" peek B.DATA
	[ "$output" = 0x1111 ]
	run -0 "$HWREG" -q "${shared[@]}" poke B.INDEX=0x77 B.DATA=0x99
	run -0 "$HWREG" -q "${shared[@]}" peek B.DATA B.IDX.PAGE0 B.IDX.ID
	[ "$output" = $'0x0099\n0x1111\n0x1234' ]
	refused 2 "B.IDX.ID is read-only" "${shared[@]}" poke B.IDX.ID=1
	run -0 "$HWREG" "${shared[@]}" --force=policy poke B.IDX.ID=1
	run -0 "$HWREG" -q "${shared[@]}" peek B.IDX.ID
	[ "$output" = 0x1234 ]
}

@test "blocks, globs and dumps take what reading does not change" {
	run -0 --separate-stderr "$HWREG" -q "${sim[@]}" peek B
	[ "$output" = $'0x00\n0x1234\n0x7777\n0x1234\n0x00f0\n0x0055\n0x0055\n0xab\n0x0009' ]
	[ "$stderr" = "hwreg: skipped 1 register that reading would change (name it in full to read it)" ]
	sed -i 's/DATA: {offset: 0x4, width: 16}/DATA: {offset: 0x4, width: 16, read: effect}/' board.yaml
	accesses "${sim[@]}" peek B
	[ "$output" = $'read 8 0x00001000\nread 16 0x00001006' ]
	accesses "${sim[@]}" dump B
	[ "$output" = $'read 8 0x00001000\nread 16 0x00001006' ]
	accesses "${sim[@]}" peek B.IDX.ID
	[ "$output" = $'write 8 0x00001000 0x00\nread 16 0x00001004' ]
	refused 2 "again and again" "${sim[@]}" wait B.IDX.ID==1
}

@test "watch and wait, also where only the condition is behind the window" {
	run -0 --separate-stderr "$HWREG" -q "${sim[@]}" watch --count 2 --every 10ms B.IDX.ID B.IDX.C.X B.AFTER
	[ "$output" = $'0x1234\n0x0009\n0x7777\n0x1234\n0x0009\n0x7777' ]
	run -0 "$HWREG" -q "${sim[@]}" watch --count 5 --until B.IDX.ID==0x1234 B.AFTER
	[ "$output" = 0x7777 ]
	run -0 "$HWREG" -q "${sim[@]}" wait B.IDX.CTRL.MODE==0xf B.AFTER==0x7777
	run -0 "$HWREG" -q "${sim[@]}" wait --fast B.IDX.CTRL.MODE==0xf
}

@test "two processes do not mix their indexes" {
	"$HWREG" -q "${shared[@]}" poke B.IDX.PAGE0=0x1111 B.IDX.PAGE1=0x2222
	"$HWREG" -q "${shared[@]}" watch --fast --count 3000 B.IDX.PAGE0 >one &
	local one=$!
	"$HWREG" -q "${shared[@]}" watch --fast --count 3000 B.IDX.PAGE1 >two
	wait $one
	[ "$(wc -l <one)" -eq 3000 ]
	[ "$(sort -u one)" = 0x1111 ]
	[ "$(sort -u two)" = 0x2222 ]
}

@test "a file holds nothing that is behind an index register" {
	head -c 256 /dev/zero >regs
	refused 2 "B.IDX.ID: it is behind an index register, and file:regs@0x1000 holds only what has an address" \
		-b ./board.yaml -t file:regs@0x1000 peek B.IDX.ID
	refused 2 "behind an index register" -b ./board.yaml -t file:regs@0x1000 poke B.IDX.CTRL.EN=1
	run -0 --separate-stderr "$HWREG" -b ./board.yaml -t file:regs@0x1000 -q peek B
	[ "$output" = $'0x00\n0x0000\n0x0000' ]
	[ "${stderr_lines[1]}" = "hwreg: skipped 6 registers behind an index register, which a file does not hold" ]
	chmod a-w regs
	run -0 "$HWREG" -b ./board.yaml -t file:regs@0x1000 -q peek B.AFTER
	[ "$output" = 0x0000 ]
}

@test "what is behind an index register has no address to count from" {
	refused 2 "'B.IDX.ID..B.IDX.PAGE1': a range is one of addresses, and a register behind an index register has none" "${sim[@]}" peek B.IDX.ID..B.IDX.PAGE1
	refused 2 "a register behind an index register has none; name its cluster, or a glob" "${sim[@]}" dump B.INDEX..B.IDX.ID
	refused 2 "'B.IDX.ID+2': the register is behind an index register" "${sim[@]}" peek B.IDX.ID+2
	refused 2 "'B.IDX.ID+2': the register is behind an index register" "${sim[@]}" peek B.IDX.ID+2@16
}

@test "what the index or the data register requires holds for what is behind them" {
	local reg which
	for which in INDEX DATA; do
		cat >gated.yaml <<-END
			{hwreg: 1, board: g, match: any, blocks: {B: {type: t, base: 0}}, types: {t: {size: 0x40, registers: {
			CLK: {offset: 0x10, fields: {ON: 0}}, INDEX: {offset: 0x0}, DATA: {offset: 0x4, reset: 7},
			W: {window: {index: INDEX, data: DATA}, registers: {R: {offset: 3, fields: {F: 0}}}}}}}}
		END
		sed -i "s/$which: {/&requires: CLK.ON==1, /" gated.yaml
		for reg in W.R W.R=1 W.R.F=1; do
			[[ $reg == *=* ]] && local verb=poke || local verb=peek
			run -3 --separate-stderr "$HWREG" -v -b ./gated.yaml -t sim "$verb" "B.$reg"
			[[ "$stderr" == *"B.$which: requires B.CLK.ON==1, but it is 0x0: not accessed"* ]]
			[[ "$stderr" != *"(B.INDEX)"* ]]
		done
		accesses -b ./gated.yaml -t sim poke B.CLK.ON=1 B.W.R.F=1
		[ "$status" -eq 0 ]
		[ "$(tail -n 5 <<<"$output")" = $'read 32 0x00000010\nwrite 32 0x00000000 0x00000003\nread 32 0x00000004\nwrite 32 0x00000000 0x00000003\nwrite 32 0x00000004 0x00000001' ]
	done
}

@test "info and list say what is behind what" {
	run -0 "$HWREG" -b ./board.yaml info B.IDX.CTRL
	[[ "$output" == *"    window     each access writes 0x1 to B.INDEX, then goes to B.DATA"* ]]
	run -0 "$HWREG" -o json -b ./board.yaml list B.IDX.PAGE1
	echo "$output" >out
	run -0 python3 -c '
import json
reg = json.load(open("out"))[0]
assert reg["window"] == {"index": "B.INDEX", "data": "B.DATA", "offset": 17}, reg
assert (reg["address"], reg["width"]) == (0x1004, 16), reg'
	run -0 "$HWREG" -b ./board.yaml -q list 'B.A*'
	[ "$output" = B.AFTER ]
}

@test "a data register of several accesses, and instances with windows of their own" {
	cat >board.yaml <<-'END'
		hwreg: 1
		board: w
		match: any
		blocks: {P: {type: p, base: 0x100, count: 2, stride: 0x100}}
		types:
		  p:
		    endian: big
		    registers:
		      SEL: {offset: 0}
		      PORT: {offset: 8, width: 64, access-width: 32, order: high-first}
		      R: {window: {index: SEL, data: PORT}, registers: {A: {offset: 0x100, reset: 0x1122334455667788}, B: 0x104}}
	END
	accesses -b ./board.yaml -t sim peek P1.R.A
	[ "$output" = $'write 32 0x00000200 0x00000100\nread 32 0x00000208\nread 32 0x0000020c' ]
	run -0 "$HWREG" -b ./board.yaml -t sim -q peek P0.R.A P1.R.B
	[ "$output" = $'0x1122334455667788\n0x0000000000000000' ]
	run -0 "$HWREG" -b ./board.yaml -t "sim:$name" poke P1.R.B=0x0102030405060708
	run -0 "$HWREG" -b ./board.yaml -t "sim:$name" -q peek P0.R.B P1.R.B P1.R.A
	[ "$output" = $'0x0000000000000000\n0x0102030405060708\n0x1122334455667788' ]
}

@test "windows that cannot work are refused when the board is loaded" {
	try() { # registers, message
		echo "{hwreg: 1, board: w, match: any, blocks: {B: {type: t, base: 0}}, types: {t: {size: 0x40, registers: {$1}}}}" >bad.yaml
		run -2 --separate-stderr "$HWREG" board check bad.yaml
		[[ "${stderr_lines[0]}" == *"$2" ]] || { echo "$stderr"; return 1; }
	}
	local w='W: {window: {index: I, data: D}, registers: {R: 0}}'
	try "I: {offset: 0, policy: ro}, D: 4, $w" "B.W: 'I': it cannot be written [window-register]"
	try "I: 0, D: {offset: 4, policy: wo}, $w" "B.W.R: it can be read, but B.D cannot [window-register]"
	try "I: 0, D: {offset: 4, policy: ro}, $w" "B.W.R: it can be written, but B.D cannot [window-register]"
	try "I: 0, D: 4, W: {window: {index: I, data: I}, registers: {R: 0}}" "B.W: 'I': it is the index register too [window-register]"
	try "I: {offset: 0, width: 8}, D: 4, W: {window: {index: I, data: D}, registers: {R: 0x100}}" "B.W.R: 0x100 does not fit the 8 bits of B.I [window-offset]"
	try "I: 0, D: {offset: 4, width: 16}, W: {window: {index: I, data: D}, registers: {R: {offset: 0, width: 32}}}" "B.W.R: its accesses are not what B.D takes, which has 16 bits [window-register]"
	try "I: 0, D: 4, W: {window: {index: I, data: D}, registers: {R: {offset: 0, access-width: 8, order: low-first}}}" "[window-register]"
	try "I: 0, D: 4, $w, V: {window: {index: W.R, data: D}, registers: {R: 0}}" "B.V: 'W.R': it is behind a window itself [window-register]"
	try "I: 0, D: {offset: 8, width: 128, access-width: 32, order: low-first}, $w" "B.W: 'D': it has more than 64 bits [window-register]"
	try "I: 0, D: 4, W: {window: {index: I, data: D}, registers: {R: {offset: 0, aliases: {set: 1}}}}" "B.W.R: aliases are addresses, and behind a window there are none: describe them as registers of their own [window-register]"
	try "I: 0, D: 4, W: {window: {index: I, data: X}, registers: {R: 0}}" "B.W: 'X': there is no such register [condition-name]"
}

@test "conditions are not about what is behind a window, or has more than 64 bits" {
	try() {
		echo "{hwreg: 1, board: w, match: any, blocks: {B: {type: t, base: 0}}, types: {t: {size: 0x40, registers: {I: 0, D: 4, W: {window: {index: I, data: D}, registers: {R: 0}}, X: {offset: 0x10, width: 128, access-width: 32, order: low-first, fields: {F: '70:65'}}, S: {offset: 8, $1}}}}}" >bad.yaml
		run -2 --separate-stderr "$HWREG" board check bad.yaml
		[[ "${stderr_lines[0]}" == *"$2" ]] || { echo "$stderr"; return 1; }
	}
	try 'requires: W.R==1' "it is behind an index register, so that reading it writes [condition-read]"
	try 'requires: X.F==1' "it has more than 64 bits [condition-read]"
	try 'unlock: X=1' "it cannot be written [write-target]"
}

@test "a condition on the index register is read again when that was written for another register" {
	cat >tied.yaml <<-'END'
		hwreg: 1
		board: tied
		match: any
		blocks: {B: {type: t, base: 0x1000}}
		types:
		  t:
		    width: 8
		    registers:
		      INDEX: 0x0
		      DATA: 0x1
		      IDX: {window: {index: INDEX, data: DATA}, registers: {ONE: 0x1}}
		      AT0: {offset: 0x2, when: INDEX==0}
		      AT1: {offset: 0x2, when: INDEX==1}
	END
	accesses -b ./tied.yaml -t sim peek B.AT0 B.IDX.ONE B.AT0
	[ "$status" -eq 3 ]
	[ "$output" = $'read 8 0x00001000\nread 8 0x00001002\nwrite 8 0x00001000 0x01\nread 8 0x00001001\nread 8 0x00001000' ]
	grep -q 'B.AT0: is there when B.INDEX==0, but it is 0x1; now at its address: B.AT1' stderr
}
