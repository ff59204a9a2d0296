#!/usr/bin/env bats
# Forms of a board file as they act: numbering of bits and registers, boards on boards, physical values

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	cd "$BATS_TEST_TMPDIR"
	counting_file regs 512
}

@test "bit-order: msb0 numbers the bits of fields from the most significant; nothing else" {
	cat >board.yaml <<-'END'
		hwreg: 1
		board: p
		match: any
		blocks: {P: {type: p, base: 0}}
		types:
		  p:
		    bit-order: msb0
		    endian: big
		    registers:
		      MSR: {offset: 0, reset: 0x80000001, fields: {TOP: 0, NEXT: "1:4", LOW: 31, PIECES: {bits: ["5:6", "8:11"]}}}
		      HALF: {offset: 4, width: 16, reset: 0x1234, fields: {HIGH: "0:7", LOW: "8:15"}}
		      USUAL: {offset: 8, bit-order: lsb0, reset: 0x1, fields: {LOW: 0, HIGH: "31:28"}}
	END
	run -0 "$HWREG" -b ./board.yaml -t sim peek P
	[ "$output" = 'P.MSR    0x00000000 = 0x80000001
    TOP              31 = 1
    NEXT          30:27 = 0x0
    LOW               0 = 1
    PIECES  26:25,23:20 = 0x0
P.HALF   0x00000004 = 0x1234
    HIGH  15:8 = 0x12
    LOW    7:0 = 0x34
P.USUAL  0x00000008 = 0x00000001
    LOW       0 = 1
    HIGH  31:28 = 0x0' ]
	run -0 "$HWREG" -b ./board.yaml -t sim -q peek P.MSR:31 P.MSR:0 P.HALF:7:0
	[ "$output" = $'0x1\n0x1\n0x34' ]
	accesses -b ./board.yaml -t sim poke P.MSR.PIECES=0x2a
	[ "$output" = $'read 32 0x00000000\nwrite 32 0x00000000 0x84a00001' ]
}

@test "bit-order: msb0 in messages: the lower number first, and no bit that is not there" {
	board() {
		echo "{hwreg: 1, board: p, match: any, blocks: {P: {type: p, base: 0}}, types: {p: {bit-order: msb0, registers: {R: {offset: 0, width: 16, fields: {F: $1}}}}}}" >board.yaml
		run -2 --separate-stderr "$HWREG" board check board.yaml
	}
	board '"7:4"'
	[[ "${stderr_lines[0]}" == *'P.R.F: bits: the more significant bit, with msb0 the lower number, comes first: "4:7" [bits-reversed]' ]]
	board '"4:16"'
	[[ "${stderr_lines[0]}" == *'P.R.F: bits: the register has the bits 0-15, no bit 16 [field-range]' ]]
	board '{bits: 0, policy: ro}, G: "0:1"'
	[[ "${stderr_lines[0]}" == *'P.R.G: bits 15-14 overlap F '*'[field-overlap]' ]]
	echo '{hwreg: 1, board: p, match: any, blocks: {P: {type: p, base: 0}}, types: {p: {bit-order: little, registers: {R: 0}}}}' >board.yaml
	run -2 --separate-stderr "$HWREG" board check board.yaml
	[[ "${stderr_lines[0]}" == *"[word-syntax]" ]]
}

@test "reg-shift spreads registers, arrays, clusters and aliases" {
	cat >board.yaml <<-'END'
		hwreg: 1
		board: s
		match: any
		blocks: {U: {type: u, base: 0x100}}
		types:
		  u:
		    reg-shift: 2
		    width: 8
		    size: 0x80
		    registers:
		      RBR: 0
		      LCR: {offset: 3, fields: {DLAB: 7}}
		      SCR: {offset: 7, aliases: {set: 8}}
		      A: {offset: 9, count: 2, stride: 1}
		      C: {offset: 12, registers: {X: 0, Y: 1}}
	END
	accesses -b ./board.yaml -t file:regs peek U
	[ "$output" = $'read 8 0x00000100\nread 8 0x0000010c\nread 8 0x0000011c\nread 8 0x00000124\nread 8 0x00000128\nread 8 0x00000130\nread 8 0x00000134' ]
	run -0 "$HWREG" -q -b ./board.yaml -t file:regs watch --count 1 U.LCR U.C.Y
	[ "$output" = $'0x0c\n0x34' ]
	run -0 "$HWREG" -o json -b ./board.yaml -t file:regs peek U.A1
	[[ "$output" == *'"address": 296,'*'"hex": "0x28",'* ]]
	accesses -b ./board.yaml -t sim poke U.SCR:0=1 U.LCR.DLAB=1
	[ "$output" = $'write 8 0x00000120 0x01\nread 8 0x0000010c\nwrite 8 0x0000010c 0x80' ]
}

@test "a board that extends another, with override and omit" {
	cat >soc.yaml <<-'END'
		hwreg: 1
		board: soc
		match: any
		blocks:
		  A: {type: t, base: 0x0}
		  B: {type: t, base: 0x40}
		types:
		  t:
		    size: 0x40
		    registers:
		      ID: {offset: 0, policy: ro, reset: 1}
		      CTRL: {offset: 4, reset: 0x10, fields: {EN: 0, MODE: {bits: "5:4", enum: {off: 0, on: 1}}}}
		      GONE: {offset: 8}
		      SUB: {offset: 0x10, registers: {X: {offset: 0, reset: 3}, Y: 4}}
	END
	cat >board.yaml <<-'END'
		hwreg: 1
		board: mine
		match: any
		extends: soc.yaml
		blocks:
		  B: {override: {ID: {reset: 2}, CTRL: {fields: {MODE: {enum: {slow: 1, fast: 2}}, NEW: 8}}, SUB.X: {reset: 7, policy: ro}}, omit: [GONE, SUB.Y]}
		  C: {type: t, base: 0x80}
	END
	run -0 "$HWREG" board check board.yaml
	run -0 "$HWREG" -b ./board.yaml -t sim peek B
	[ "$output" = 'B.ID     0x00000040 = 0x00000002
B.CTRL   0x00000044 = 0x00000010
    EN      0 = 0
    MODE  5:4 = 1  slow
    NEW     8 = 0
B.SUB.X  0x00000050 = 0x00000007' ]
	run -0 "$HWREG" -q -b ./board.yaml -t sim peek A.ID A.CTRL A.GONE A.SUB C.ID
	[ "$output" = $'0x00000001\n0x00000010\n0x00000000\n0x00000003\n0x00000000\n0x00000001' ]
	run -0 "$HWREG" -b ./board.yaml -t sim peek A.CTRL
	[[ "$output" == *"MODE  5:4 = 1  on" ]]
	refused 2 "B.SUB.X is read-only" -b ./board.yaml -t sim poke B.SUB.X=1
	refused 2 "no register B.GONE" -b ./board.yaml -t sim peek B.GONE
	run -0 "$HWREG" -o json -b ./board.yaml -t sim watch --count 1 B.CTRL
	[[ "${output//[[:space:]]/}" == *'"name":"MODE","high":5,"low":4,"value":1,"hex":"0x1","enum":"slow"'* ]]
}

@test "signed, scale, offset and unit in peek, watch and JSON" {
	cat >board.yaml <<-'END'
		hwreg: 1
		board: v
		match: any
		blocks: {S: {type: s, base: 0}}
		types:
		  s:
		    registers:
		      T: {offset: 0, reset: 0x0ff0fffe, fields: {COUNT: {bits: "3:0", signed: true}, TEMP: {bits: "27:16", signed: true, scale: 0.0625, unit: degC}}}
		      K: {offset: 4, reset: 100, fields: {ABS: {bits: "15:0", scale: 0.5, offset: -273.15, unit: K}, RAW: {bits: "19:16", unit: V}}}
		      P: {offset: 8, reset: 0x80000001, fields: {SPLIT: {bits: [31, "1:0"], signed: true}}}
	END
	run -0 "$HWREG" -b ./board.yaml -t sim peek S
	[ "$output" = 'S.T  0x00000000 = 0x0ff0fffe
    COUNT    3:0 = 0xe    -2
    TEMP   27:16 = 0xff0  -1 degC
S.K  0x00000004 = 0x00000064
    ABS   15:0 = 0x64  -223.15 K
    RAW  19:16 = 0x0   0 V
S.P  0x00000008 = 0x80000001
    SPLIT  31,1:0 = 5  -3' ]
	sed -i 's/{COUNT: {bits: "3:0",/{COUNT: {bits: "3:0", volatile: true,/' board.yaml
	run -0 "$HWREG" -b ./board.yaml info S.T
	[[ "$output" == *$'\n
    COUNT    3:0  rw
        signed, changes by itself
    TEMP   27:16  rw
        signed, value * 0.0625 degC' ]]
	run -0 "$HWREG" -b ./board.yaml info S.K
	[[ "$output" == *$'\n
    ABS   15:0  rw
        value * 0.5 - 273.15 K
    RAW  19:16  rw
        in V' ]]
	run -0 "$HWREG" -b ./board.yaml export markdown
	[[ "$output" == *'| 27:16 | `TEMP` | rw | 0xff0 | signed<br>value × 0.0625 degC |
'*'| 15:0 | `ABS` | rw | 0x0064 | value × 0.5 - 273.15 K |
| 19:16 | `RAW` | rw | 0x0 | in V |'* ]]
	run -0 "$HWREG" -b ./board.yaml -t sim watch --count 1 S.T.TEMP S.K.ABS
	[[ "${lines[0]}" == *"S.T.TEMP = 0xff0  -1 degC" ]]
	[[ "${lines[1]}" == *"S.K.ABS  = 0x64  -223.15 K" ]]
	run -0 "$HWREG" -o json -b ./board.yaml -t sim watch --count 1 S.T.TEMP
	[[ "${output//[[:space:]]/}" == *'"value":4080,"hex":"0xff0","signed":-16,"physical":-1.0,"unit":"degC"'* ]]
	run -0 "$HWREG" -o json -b ./board.yaml -t sim peek S.T.COUNT S.K.ABS
	echo "$output" >out
	run -0 python3 -c '
import json
count, kelvin = json.load(open("out"))
assert (count["value"], count["signed"]) == (14, -2) and "physical" not in count, count
assert kelvin["value"] == 100 and abs(kelvin["physical"] + 223.15) < 1e-9 and kelvin["unit"] == "K", kelvin'
	run -0 "$HWREG" -b ./board.yaml -t sim -q wait 'S.T.TEMP<0'
	run -0 "$HWREG" -b ./board.yaml -t sim -q wait 'S.P.SPLIT==5'
}
