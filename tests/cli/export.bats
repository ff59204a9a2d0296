#!/usr/bin/env bats
# hwreg export: boards to other formats. What is made of a format is in a file of its own.

setup() {
	load helpers
	bats_require_minimum_version 1.5.0
	demo=$SRCTREE/boards/demo.yaml
	board=$BATS_TEST_TMPDIR/board.yaml
	unset HWREG_BOARD HWREG_BOARD_PATH
}

# ---- every format ----

@test "export: the board is that of the argument, of -b, or of the environment" {
	run -0 "$HWREG" export markdown "$demo"
	expected=$output
	[ "${lines[1]}" = '# `demo`' ]
	run -0 "$HWREG" -b "$demo" export markdown
	[ "$output" = "$expected" ]
	HWREG_BOARD=$demo run -0 "$HWREG" export markdown
	[ "$output" = "$expected" ]
	run -0 "$HWREG" -b nonsense export markdown "$demo"
	[ "$output" = "$expected" ]
}

@test "export: --out leaves a file as it was if the new one cannot be written as a whole" {
	echo old >"$BATS_TEST_TMPDIR/kept"
	for format in markdown json; do
		# shellcheck disable=SC2016 # for the shell inside
		run -3 bash -c 'trap "" XFSZ; ulimit -f 1; exec "$@"' - "$HWREG" export $format "$demo" --out "$BATS_TEST_TMPDIR/kept"
		[ "$output" = "hwreg: $BATS_TEST_TMPDIR/kept: File too large" ]
		[ "$(cat "$BATS_TEST_TMPDIR/kept")" = old ]
		[ "$(ls -A "$BATS_TEST_TMPDIR")" = kept ]
	done
}

@test "export: --out writes to a file" {
	"$HWREG" export markdown "$demo" >"$BATS_TEST_TMPDIR/a"
	run -0 "$HWREG" export markdown "$demo" --out "$BATS_TEST_TMPDIR/b"
	[ -z "$output" ]
	cmp "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b"
}

@test "export: what cannot be: no board, a wrong one, a full disk, a file in no folder" {
	refused 2 "no board nonsense.yaml in" export markdown nonsense
	printf 'hwreg: 1\nboard: x\nblocks: {A: {type: none, base: 0}}\n' >"$board"
	refused 2 "there is no type none" export markdown "$board"
	run -2 "$HWREG" -o json export markdown "$demo"
	[[ "$output" == *"export prints text, no other kind"* ]]
	refused 3 "No such file or directory" export markdown "$demo" --out "$BATS_TEST_TMPDIR/no/file"
	run -3 --separate-stderr "$HWREG" export markdown "$demo" --out /dev/full
	[ "$stderr" = "hwreg: /dev/full: No space left on device" ]
}

@test "export: a file that was there stays as it was if the board is wrong" {
	echo before >"$BATS_TEST_TMPDIR/out"
	run -2 "$HWREG" export markdown "$board.none" --out "$BATS_TEST_TMPDIR/out"
	printf 'hwreg: 1\nboard: x\nblocks: {A: {type: none, base: 0}}\n' >"$board"
	run -2 "$HWREG" export markdown "$board" --out "$BATS_TEST_TMPDIR/out"
	[ "$(cat "$BATS_TEST_TMPDIR/out")" = before ]
}

# ---- markdown ----

@test "export markdown: blocks, spaces and GPIO lines" {
	run -0 "$HWREG" export markdown "$demo"
	[[ "$output" == *'
| Address | Space | Size | Block | Type | Description |
| ---: | --- | ---: | --- | --- | --- |
| 0x10000000 | phys | 0x10 | [`LED`](#block.LED) | `led` | the light on the front |
'* ]]
	[[ "$output" == *'| 0x10003100 | phys | 0x20 | [`TIMER1`](#type.timer) | `timer` | A counter that counts down |'* ]]
	[[ "$output" == *'| `pmic` | i2c:1:0x48 |'* ]]
	[[ "$output" == *'| `BUTTON` | 10004000.gpio | 3 | low |'* ]]
}

@test "export markdown: registers and fields, with resets, policies and named values" {
	run -0 "$HWREG" export markdown "$demo"
	[[ "$output" == *'
## <a id="block.LED"></a>`LED`

the light on the front

| Offset | Register | Width | Policy | Reset | Description |
| ---: | --- | ---: | --- | --- | --- |
| 0x000 | [`CTRL`](#block.LED.CTRL) | 32 | rw | 0x00000000 |  |
| 0x004 | `COUNT` | 32 | rw |  |  |

### <a id="block.LED.CTRL"></a>`LED.CTRL`

| Bits | Field | Policy | Reset | Description |
| ---: | --- | --- | --- | --- |
| 1:0 | `MODE` | rw | 0x0 | how it shines<br>0: `dark`<br>1: `steady`<br>2: `blink` |
| 7:4 | `LEVEL` | rw | 0x0 | brightness |
'* ]]
	[[ "$output" == *'| 0x000 | `ID` | 32 | ro | 0x5exx0042 | bits 23 to 16 differ |'* ]]
	[[ "$output" == *'| 0x000 | `GAIN` | 32 big endian | rw | 0x00001000 |  |'* ]]
	[[ "$output" == *'| 10:8,4 | `PRESCALE` | rw | 0x2 |  |'* ]]
	[[ "$output" == *'| `OUT` | 32 | rw |  | writing 1s at 0x1c will set bits<br>writing 1s at 0x20 will clear bits<br>'* ]]
	[[ "$output" == *'| `LEFT` | 32 | rw |  | requires `LED.CTRL.MODE==steady`<br>when `SELECT.BANK==0`<br>unlock `KEY=0xc0de`<br>lock `KEY=0` |'* ]]
	[[ "$output" == *'| 15:0 | `T` | rw |  | value × 0.01 K |'* ]]
}

@test "export markdown: every link has its anchor, once" {
	"$HWREG" export markdown "$demo" >"$BATS_TEST_TMPDIR/md"
	links=$(grep -o '](#[^)]*)' "$BATS_TEST_TMPDIR/md" | sed 's/](#\(.*\))/\1/' | sort -u)
	anchors=$(grep -o '<a id="[^"]*"' "$BATS_TEST_TMPDIR/md" | sed 's/.*"\(.*\)"/\1/' | sort)
	[ "$links" = "$anchors" ]
}

@test "export markdown: descriptions cannot break a table or become markup" {
	cat >"$board" <<-'END'
		hwreg: 1
		board: x
		description: "1. <b>a|b</b> & *c* `d` [e](f) \\ $g$ ~h~ #i _j_"
		blocks: {A: {type: t, base: 0, description: "- a|b"}}
		types: {t: {size: 4, registers: {R: {offset: 0, fields: {F: {bits: 0, enum: {x: 0}}}}}}}
	END
	run -0 "$HWREG" export markdown "$board"
	[ "${lines[2]}" = '1\. &lt;b\>a\|b&lt;/b\> &amp; \*c\* \`d\` \[e\](f) \\ \$g\$ \~h\~ \#i \_j\_' ]
	[ "${lines[6]}" = '| 0x00000000 | 0x4 | [`A`](#block.A) | `t` | \- a\|b |' ]
}

@test "export markdown: blocks of one type with conditions share it, unless an override changes one" {
	cat >"$board" <<-'END'
		hwreg: 1
		board: x
		types:
		  t:
		    size: 0x10
		    registers:
		      S: {offset: 0, fields: {A: 0}}
		      R: {offset: 4, when: "S.A==0"}
		      Q: {offset: 4, when: "S.A==1"}
		blocks:
		  A: {type: t, base: 0, count: 2, stride: 0x10}
		  B: {type: t, base: 0x100, override: {Q: {requires: ["S==1"]}}}
	END
	run -0 "$HWREG" export markdown "$board"
	[ "$(grep -E '^## <|`Q`' <<<"$output")" = '## <a id="type.t"></a>`t`
| 0x004 | `Q` | 32 | rw |  | when `S.A==1` |
## <a id="block.B"></a>`B`
| 0x004 | `Q` | 32 | rw |  | requires `S==1`<br>when `S.A==1` |' ]
}

@test "export markdown: a type of which an override makes two layouts" {
	cat >"$board" <<-'END'
		hwreg: 1
		board: x
		types: {t: {size: 4, registers: {R: {offset: 0, policy: ro}}}}
		blocks:
		  A: {type: t, base: 0, count: 2, stride: 4}
		  B: {type: t, base: 0x100, count: 2, stride: 4, override: {R: {policy: rw}}}
		  C: {type: t, base: 0x200, omit: [R]}
	END
	run -0 "$HWREG" export markdown "$board"
	[ "$(grep '^## <' <<<"$output")" = '## <a id="type.t"></a>`t`
## <a id="type.t_2"></a>`t_2`
## <a id="block.C"></a>`C`' ]
	[ "$(grep '| `R` |' <<<"$output")" = '| 0x000 | `R` | 32 | ro |  |  |
| 0x000 | `R` | 32 | rw |  |  |' ]
}

# ---- json ----

@test "export json: all that the board says, and no more" {
	run -0 "$HWREG" export json "$demo"
	python3 -c 'import json, sys; json.loads(sys.stdin.buffer.read().decode("utf-8", "strict"))' <<<"$output"
	is() { # FILTER EXPECTED
		[ "$(jq -c "$1" <<<"$output")" = "$2" ]
	}
	is keys '["blocks","board","description","format","gpios","matches","matches_any","spaces"]'
	is '[.format,.board,.description,.matches_any,.matches]' '[1,"demo","Invented board that shows the whole format",true,[]]'
	is .spaces '[{"name":"phys","target":"auto"},{"name":"pmic","target":"i2c:1:0x48"}]'
	is '.gpios[0]' '{"name":"BUTTON","chip":"10004000.gpio","line":"3","active_low":true}'
	is '.blocks[0] | del(.registers)' '{"name":"LED","type":"led","address":268435456,"size":16,'\
'"description":"the light on the front","clusters":[]}'
	is '[.blocks[] | select(.space) | [.name, .space]]' '[["PMIC","pmic"]]'
	is '[.blocks[].clusters[].name]' '["GPIO.PORTA","GPIO.PORTB","GPIO.PORTTOP","CODEC.BEHIND"]'
	is '.blocks[4].registers[4] | [.name,.reserved]' '["TIMER1.TUNING","reset"]'
}

@test "export json: registers are those of list -o json" {
	"$HWREG" export json "$demo" --out "$BATS_TEST_TMPDIR/all"
	"$HWREG" -b "$demo" -o json list >"$BATS_TEST_TMPDIR/list"
	[ "$(jq -c '[.blocks[].registers[]]' "$BATS_TEST_TMPDIR/all")" = "$(jq -c . "$BATS_TEST_TMPDIR/list")" ]
	[ "$(jq length "$BATS_TEST_TMPDIR/list")" -gt 70 ]
}

@test "export json: machines, and texts beyond ASCII" {
	cat >"$board" <<-'END'
		hwreg: 1
		board: x
		description: "“ü” \U0001f600 \\ \" </script>"
		match: [{compatible: [a, b]}, {dmi: {board_name: c, board_vendor: d}}]
	END
	run -0 "$HWREG" export json "$board"
	[ "$(jq -c '[.matches_any,.matches]' <<<"$output")" = \
		'[false,[{"compatible":"a"},{"compatible":"b"},{"board_name":"c","board_vendor":"d"}]]' ]
	[ "$(jq -r .description <<<"$output")" = '“ü” 😀 \ " </script>' ]
}

@test "export json: a full disk, a file in no folder" {
	refused 3 "No such file or directory" export json "$demo" --out "$BATS_TEST_TMPDIR/no/file"
	run -3 --separate-stderr "$HWREG" export json "$demo" --out /dev/full
	[ "$stderr" = "hwreg: /dev/full: No space left on device" ]
}

odd_board() { # $board: what boards rarely have
	cat >"$board" <<-'END'
		hwreg: 1
		board: odd
		description: "two\nlines & <more>"
		match: [{compatible: "a,b"}, {dmi: {sys_vendor: X, product_name: Y}}]
		spaces: {pmic: "i2c:1:0x48"}
		blocks:
		  D: {type: t, base: 0x1000}
		  P: {type: p, base: 0x0, space: pmic}
		types:
		  t:
		    size: 0x40
		    registers:
		      A:
		        offset: 0x0
		        reset: 0x5
		        reset-mask: 0xf
		        volatile: true
		        fields:
		          F: {bits: "3:0", enum: {ON: {value: 1, description: runs & <turns>}, OFF: {value: 2, description: "stops\nnow"}}}
		      GO: {offset: 0x4, trigger: true}
		      OTP: {offset: 0x8, protect: one-time programmable}
		      W: {offset: 0x10, width: 64, access-width: 32, order: high-first,
		          fields: {H: {bits: "63:0", enum: {MOST: {value: 0xffffffffffffffff, description: all}}}}}
		  p: {size: 0x10, width: 8, registers: {ID: 0x0}}
	END
}

@test "export: values of fields with descriptions, and of more than 32 bits" {
	board=$BATS_TEST_TMPDIR/odd.yaml
	odd_board
	run -0 "$HWREG" export markdown "$board"
	grep -qxF '| 3:0 | `F` | rw | 0x5 | 1: `ON`, runs &amp; &lt;turns\><br>2: `OFF`, stops now |' <<<"$output"
	grep -qxF '| 63:0 | `H` | rw |  | 18446744073709551615: `MOST`, all |' <<<"$output"
	run -0 "$HWREG" export header "$board"
	grep -qxF $'\tD_A_F_ON = 1, /* runs & <turns> */' <<<"$output"
	grep -qxF $'\tD_A_F_OFF = 2, /* stops now */' <<<"$output"
	grep -qxF '#define D_W_H_MOST UINT64_C(0xffffffffffffffff) /* all */' <<<"$output"
	run -0 "$HWREG" export html "$board"
	grep -qF '"matches":[["compatible","a,b",0],["sys_vendor","X",2],["product_name","Y",2]]' <<<"$output"
	run -0 --separate-stderr "$HWREG" export svd "$board"
	grep -qxF '  <description>two lines &amp; &lt;more&gt;</description>' <<<"$output"
	[ "$stderr" = "hwreg: warning: P: left out: SVD has no address space but the CPU's, this is in pmic
hwreg: warning: SVD cannot say that a register is volatile: 1 of them
hwreg: warning: SVD cannot say that a register is a trigger: 1 of them
hwreg: warning: SVD cannot say that a register is protected: 1 of them
hwreg: warning: SVD cannot say that a register is used under conditions, or not in one access: 1 of them" ]
}

@test "info: what is volatile, a trigger or protected, resets that are known in part, other spaces" {
	board=$BATS_TEST_TMPDIR/odd.yaml
	odd_board
	info() { # NAME LINE: info has this line
		run -0 "$HWREG" -b "$board" info "$1"
		grep -qxF "    $2" <<<"$output"
	}
	info D.A 'reset      0x00000005, known bits 0x0000000f'
	info D.A 'volatile   changes by itself'
	info D.GO 'trigger    a write starts something'
	info D.OTP 'protected  one-time programmable; writing needs --force=protect'
	info D.W 'accesses   2 of 32 bits, the highest first'
	info P 'address    0x00000000-0x0000000f in space pmic'
}
