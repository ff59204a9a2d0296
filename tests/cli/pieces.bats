#!/usr/bin/env bats
# Registers that take several accesses, in a declared width and order, and those of more than 64 bits

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	cd "$BATS_TEST_TMPDIR"
	cat >board.yaml <<-'END'
		hwreg: 1
		board: pieces
		match: any
		blocks: {B: {type: t, base: 0x1000}}
		types:
		  t:
		    size: 0x100
		    registers:
		      LO: {offset: 0x0, width: 64, access-width: 32, order: low-first, reset: 0x1122334455667788, fields: {F: "39:24", T: {bits: 63, policy: ro}}}
		      HI: {offset: 0x8, width: 64, access-width: 16, order: high-first, endian: big, reset: 0x1122334455667788}
		      W: {offset: 0x10, width: 128, access-width: 32, order: low-first, policy: ro, reset: 0xcafe, fields: {A: "7:0", B: "95:32", C: {bits: "127:120", enum: {none: 0}}, M: {bits: ["119", "98:97"]}}}
		      S: {offset: 0x21, width: 24, access-width: 8, order: high-first, reset: 0xabcdef}
		      U: {offset: 0x2a, width: 32, access-width: 16, order: low-first}
		      V: {offset: 0x30, width: 40, access-width: 8, order: low-first, endian: big, reset: 0x0102030405}
		      X: {offset: 0x40, width: 256, access-width: 16, order: low-first, endian: big, reset: 0x1234}
		      E: {offset: 0x80, width: 64, access-width: 32, order: low-first, read: effect}
	END
	sim=(-b ./board.yaml -t sim)
	counting_file regs 256
	file=(-b ./board.yaml -t file:regs@0x1000)
}

@test "several accesses, in the order that the board says" {
	accesses "${sim[@]}" peek B.LO
	[ "$output" = $'read 32 0x00001000\nread 32 0x00001004' ]
	accesses "${sim[@]}" peek B.HI
	[ "$output" = $'read 16 0x00001008\nread 16 0x0000100a\nread 16 0x0000100c\nread 16 0x0000100e' ]
	accesses "${sim[@]}" peek B.S
	[ "$output" = $'read 8 0x00001023\nread 8 0x00001022\nread 8 0x00001021' ]
	accesses "${sim[@]}" peek B.V
	[ "$output" = $'read 8 0x00001034\nread 8 0x00001033\nread 8 0x00001032\nread 8 0x00001031\nread 8 0x00001030' ]
	run -0 "$HWREG" -q "${sim[@]}" peek B.LO B.HI B.S B.V
	[ "$output" = $'0x1122334455667788\n0x1122334455667788\n0xabcdef\n0x0102030405' ]
	run -0 "$HWREG" -q "${file[@]}" peek B.LO B.HI B.S B.U B.V
	[ "$output" = $'0x0706050403020100\n0x08090a0b0c0d0e0f\n0x232221\n0x2d2c2b2a\n0x3031323334' ]
}

@test "a whole write is made in pieces, without a read" {
	accesses "${file[@]}" poke B.HI=0xa0a1a2a3a4a5a6a7
	[ "$status" -eq 0 ]
	[ "$output" = $'write 16 0x00001008 0xa0a1\nwrite 16 0x0000100a 0xa2a3\nwrite 16 0x0000100c 0xa4a5\nwrite 16 0x0000100e 0xa6a7' ]
	[ "$(od -An -tx1 -j 8 -N 8 regs | tr -d ' \n')" = a0a1a2a3a4a5a6a7 ]
	accesses "${file[@]}" poke B.U=0x01020304 --verify
	[ "$output" = $'write 16 0x0000102a 0x0304\nwrite 16 0x0000102c 0x0102\nread 16 0x0000102a\nread 16 0x0000102c' ]
	[ "$(od -An -tx1 -j 42 -N 4 regs | tr -d ' \n')" = 04030201 ]
}

@test "a field is written by reading all pieces and writing all" {
	accesses "${sim[@]}" -o json poke B.LO.F=0x1234
	[ "$output" = $'read 32 0x00001000\nread 32 0x00001004\nwrite 32 0x00001000 0x34667788\nwrite 32 0x00001004 0x11223312' ]
	run -0 python3 -c 'import json,sys; print(json.load(open("stdout"))[0]["hex"])'
	[ "$output" = 0x1122331234667788 ]
	run -0 "$HWREG" "${sim[@]}" -n poke B.LO.F=0x1234
	[ "${lines[2]}" = "would write 32 bits at 0x00001000 (B.LO) on sim = 0x34000000, keeping the bits 0x00ffffff that were read" ]
	[ "${lines[3]}" = "would write 32 bits at 0x00001004 (B.LO) on sim = 0x00000012, keeping the bits 0xffffff00 that were read" ]
	run -0 "$HWREG" "${file[@]}" -n poke B.LO.F=0x1234
	[ "${lines[2]}" = "would write 32 bits at 0x00001000 (B.LO) on file:regs@0x1000 = 0x34020100 (was 0x03020100)" ]
	[ "${lines[3]}" = "would write 32 bits at 0x00001004 (B.LO) on file:regs@0x1000 = 0x07060512 (was 0x07060504)" ]
}

@test "a number asks for one access, whatever a register there takes" {
	accesses "${file[@]}" -w 16 peek 0x1008
	[ "$output" = 'read 16 0x00001008' ]
	need_64
	accesses "${file[@]}" -w 64 peek 0x1000
	[ "$output" = 'read 64 0x00001000' ]
	run -0 "$HWREG" "${file[@]}" -w 64 peek 0x1000
	[ "$output" = '0x00001000 = 0x0706050403020100' ]
}

@test "an offset from a register in pieces takes a width" {
	accesses "${file[@]}" peek B.LO+4@32
	[ "$output" = 'read 32 0x00001004' ]
	refused 2 "'B.LO+8': the register takes accesses of 32 bits each; what is at an offset from it takes a width: B.LO+8@32" "${file[@]}" peek B.LO+8
	refused 2 "takes a width: B.S+1@8" "${file[@]}" peek B.S+1
	refused 2 "takes a width: B.W+0@32" "${file[@]}" poke B.W+0=1
}

@test "128 and 256 bits: hex in full, binary, no decimal" {
	run -0 "$HWREG" "${sim[@]}" peek B.W
	[ "$output" = "B.W  0x00001010 = 0x0000000000000000000000000000cafe
    A        7:0 = 0xfe
    B      95:32 = 0x0
    C    127:120 = 0x0   none
    M  119,98:97 = 0" ]
	run -0 "$HWREG" "${file[@]}" -q peek B.W B.X
	[ "${lines[0]}" = 0x1f1e1d1c1b1a19181716151413121110 ]
	[ "${lines[1]}" = 0x404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f ]
	run -0 "$HWREG" "${sim[@]}" -f bin -q peek B.W
	[ "$output" = "0b$(printf '%0112d' 0)1100101011111110" ]
	refused 2 "-f dec: B.W has 128 bits" "${sim[@]}" -f dec peek B.LO B.W
}

@test "fields and bits of wide registers" {
	run -0 "$HWREG" "${file[@]}" -q peek B.W.A B.W.B B.W.C B.W.M B.W:95:32 B.W:127 B.X:255:248
	[ "$output" = $'0x10\n0x1b1a191817161514\n0x1f\n0x2\n0x1b1a191817161514\n0x0\n0x40' ]
	refused 2 "':95:1': at most 64 bits, or the whole register" "${file[@]}" peek B.W:95:1
	run -0 "$HWREG" -o json "${file[@]}" peek B.W B.W.B
	echo "$output" >out
	run -0 python3 -c '
import json
wide, field = json.load(open("out"))
assert wide["value"] is None and wide["hex"] == "0x1f1e1d1c1b1a19181716151413121110", wide
assert wide["width"] == 128 and [f["value"] for f in wide["fields"]] == [0x10, 0x1b1a191817161514, 0x1f, 2], wide
assert field["value"] == 0x1b1a191817161514 and (field["high"], field["low"]) == (95, 32), field'
}

@test "what needs a value of 64 bits refuses a wide register, or takes its parts" {
	refused 2 "B.W has 128 bits: registers of more than 64 can be read, not written" "${sim[@]}" poke B.W=1
	refused 2 "B.W has 128 bits: registers of more than 64 can be read, not written" "${sim[@]}" poke B.W.A=1
	refused 2 "B.W has 128 bits" "${sim[@]}" fill B=0
	refused 2 "B.W has 128 bits, but at most 64 can be taken here" "${sim[@]}" wait B.W==1
	run -0 "$HWREG" "${sim[@]}" -q wait B.W.A==0xfe
	run -0 "$HWREG" "${file[@]}" watch --count 1 B.W B.X
	[ "${lines[1]}" = "0.000000  B.W.B       = 0x1b1a191817161514" ]
	[ "${lines[4]}" = "0.000000  B.X:63:0    = 0x58595a5b5c5d5e5f" ]
	[ "${lines[7]}" = "0.000000  B.X:255:192 = 0x4041424344454647" ]
	run -0 "$HWREG" "${sim[@]}" decode B.W 0x1fe
	[ "${lines[1]}" = "    A        7:0 = 0xfe" ]
}

@test "dump of a block: each register at its place, wide and odd ones on lines of their own" {
	run -0 --separate-stderr "$HWREG" "${file[@]}" dump B
	[ "$output" = "0x00001000  0706050403020100 08090a0b0c0d0e0f
0x00001010  1f1e1d1c1b1a19181716151413121110
0x00001021  232221
0x00001020                    2d2c2b2a
0x00001030  3031323334
0x00001040  404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f
0x00001080  ----------------" ]
	[ "$stderr" = "hwreg: skipped 1 register that reading would change (name it in full to read it)" ]
	"$HWREG" "${file[@]}" dump --raw B.W..B.W >raw
	cmp raw <(tail -c +17 regs | head -c 16)
	run -2 "$HWREG" "${file[@]}" dump B.LO --count 2
	[[ "$output" == *"a register that is not one access"* ]]
	run -2 "$HWREG" "${file[@]}" dump B.LO..+16
	[[ "$output" == *"it starts at a register that takes several accesses"* ]]
}

@test "info and list say how a register is accessed" {
	run -0 "$HWREG" -b ./board.yaml info B.W
	[ "${lines[2]}" = "    width      128 bits, little endian" ]
	[ "${lines[3]}" = "    accesses   4 of 32 bits, the lowest first" ]
	[ "${lines[5]}" = "    reset      0x000000000000cafe, the lowest 64 bits" ]
	run -0 "$HWREG" -o json -b ./board.yaml list B.HI
	[[ "$output" == *'"access_width": 16,'*'"order": "high-first",'* ]]
}

@test "a register of numbered registers (I2C) is read at one number after the other" {
	cat >i2c.yaml <<-'END'
		hwreg: 1
		board: i
		match: any
		spaces: {chip: "i2c:1:0x48"}
		blocks: {C: {type: c, space: chip, base: 0}}
		types: {c: {i2c: {address-width: 8}, width: 8, size: 0x10, registers: {ID: {offset: 0, reset: 0x5a}, N: {offset: 4, width: 24, access-width: 8, order: low-first, endian: big, reset: 0x123456}, AFTER: {offset: 7, reset: 0x77}}}}
	END
	accesses -b ./i2c.yaml -t sim peek C
	[ "$output" = $'read 8 0x00000000\nread 8 0x00000006\nread 8 0x00000005\nread 8 0x00000004\nread 8 0x00000007' ]
	run -0 "$HWREG" -b ./i2c.yaml -t sim -q peek C
	[ "$output" = $'0x5a\n0x123456\n0x77' ]
	accesses -b ./i2c.yaml -t sim poke C.N:7:4=0xe --verify
	[ "$status" -eq 0 ]
	[ "$(tail -n 6 <<<"$output" | head -n 3)" = $'write 8 0x00000006 0xe6\nwrite 8 0x00000005 0x34\nwrite 8 0x00000004 0x12' ]
}

@test "aliases of a register in pieces take its pieces" {
	cat >alias.yaml <<-'END'
		hwreg: 1
		board: a
		match: any
		blocks: {B: {type: t, base: 0x1000}}
		types:
		  t:
		    size: 0x100
		    registers:
		      A: {offset: 0x0, width: 64, access-width: 32, order: low-first, reset: 0xff, aliases: {set: 0x8, clear: 0x10}, fields: {L: "3:0", H: "39:36"}}
		      T: {offset: 0x20, width: 64, access-width: 16, order: high-first, endian: big, reset: 0x1, aliases: {toggle: 0x28}, fields: {L: "3:0", H: "63:60"}}
	END
	local one=(-b ./alias.yaml -t "sim:pieces-$$")
	accesses "${one[@]}" poke B.A.L=5
	[ "$output" = $'write 32 0x00001010 0x0000000a\nwrite 32 0x00001014 0x00000000\nwrite 32 0x00001008 0x00000005\nwrite 32 0x0000100c 0x00000000' ]
	run -0 "$HWREG" "${one[@]}" poke B.A.H=9 --verify
	accesses "${one[@]}" poke B.T.H=0xa --verify
	[ "$(sed -n '5,8p' <<<"$output")" = $'write 16 0x00001028 0xa000\nwrite 16 0x0000102a 0x0000\nwrite 16 0x0000102c 0x0000\nwrite 16 0x0000102e 0x0000' ]
	run -0 "$HWREG" -q "${one[@]}" peek B.A B.T
	[ "$output" = $'0x00000090000000f5\n0xa000000000000001' ]
	"$HWREG" sim rm "pieces-$$"
}

@test "dump of registers that cross the ends of lines" {
	cat >cross.yaml <<-'END'
		hwreg: 1
		board: cross
		match: any
		blocks: {B: {type: t, base: 0x1000}}
		types:
		  t:
		    size: 0x20
		    registers:
		      P: {offset: 0x4, width: 64, access-width: 16, order: low-first, reset: 0x11}
		      Q: {offset: 0xc, width: 64, access-width: 16, order: low-first, reset: 0x22}
	END
	run -0 timeout -s KILL 60 "$HWREG" -b ./cross.yaml -t sim dump B
	[ "$output" = "0x00001000  0000000000000011 0000000000000022" ]
}
