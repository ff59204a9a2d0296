#!/usr/bin/env bats
# hwreg import svd: boards from CMSIS-SVD, compared with a second reading of the files; bad files.
# $HWREG_SVD: a folder with the SVD files of real chips.

setup() {
	load helpers
	top=$BATS_TEST_DIRNAME/../..
	features=$top/tests/import/features.svd
	yaml=$BATS_TEST_TMPDIR/board.yaml
	file=$BATS_TEST_TMPDIR/bad.svd
	unset HWREG_BOARD HWREG_BOARD_PATH
}

import() { # FILE: a board in $yaml, messages in $yaml.err
	"$HWREG" import svd "$1" >"$yaml" 2>"$yaml.err"
}

real() { # NAME: the SVD file of a real chip, in $svd
	local folder=${HWREG_SVD:-$top/../shared/svd}
	[ -e "$folder/$1.svd" ] || skip "no $1.svd in $folder"
	svd=$folder/$1.svd
}

agrees() { # FILE: it is imported, the board is good, and its registers are those of a second reading
	import "$1"
	run "$HWREG" board check "$yaml"
	[ "$status" -eq 0 ] || {
		echo "$output"
		return 1
	}
	"$top/tests/import/compare-svd" "$HWREG" "$1" "$yaml"
}

device() { # LINES...: $file is a device with these lines in its <peripherals>
	printf '%s\n' '<device>' '<name>D</name>' '<peripherals>' "$@" '</peripherals>' '</device>' >"$file"
}

peripheral() { # LINES...: one with a block of 0x100 bytes and these lines in its <registers>, from line 8 on
	device '<peripheral>' '<name>P</name>' '<baseAddress>0x1000</baseAddress>' \
		'<addressBlock><offset>0</offset><size>0x100</size><usage>registers</usage></addressBlock><registers>' \
		"$@" '</registers>' '</peripheral>'
}

register() { # NAME OFFSET LINES...: a line
	printf '<register><name>%s</name><addressOffset>%s</addressOffset>%s</register>' "$1" "$2" "${*:3}"
}

wrong() { # LINE:COLUMN TEXT: $file is refused there, so, and nothing is printed
	status=0
	"$HWREG" import svd "$file" >"$yaml" 2>"$yaml.err" || status=$?
	cat "$yaml.err"
	[ "$status" -eq 2 ]
	[ ! -s "$yaml" ]
	grep -qF "$file:$1: error: " "$yaml.err"
	grep -qF "$2" "$yaml.err"
}

# ---- what is imported ----

@test "import svd: D1-H agrees with a second reading of it" {
	real D1-H
	agrees "$svd"
}

@test "import svd: FU740 agrees with a second reading of it" {
	real fu740
	agrees "$svd"
}

@test "import svd: RP2040 agrees with a second reading of it" {
	real rp2040
	agrees "$svd"
}

@test "import svd: all that SVD has agrees with a second reading of it" {
	agrees "$features"
}

@test "import svd: peripherals that are alike share a type, arrays stay arrays" {
	import "$features"
	grep -qxF '  UART1: {type: uart, base: 0x40001000, x-interrupts: [{name: UART1_IRQ, value: 8}]}' "$yaml"
	grep -qxF '  DMA: {type: dma, base: 0x40010000}' "$yaml"
	grep -qxF '  TIMER%s: {type: timer, base: 0x40020000, count: 3, stride: 0x100, index: "1-3"}' "$yaml"
	grep -qxF '      IN%s: {offset: 0x300, count: 5, stride: 0x4, index: "8-12", reset: 0x0}' "$yaml"
	grep -qxF '            index: [X, Y, Z]' "$yaml"
}

@test "import svd: the board tells where it is from, and the licence" {
	import "$features"
	[ "$(head -5 "$yaml")" = "# Imported by hwreg from features.svd
# ACME-1, version 1.2: All that SVD can say: nearly
#
# Copyright Acme
# Do with it what you like." ]
	grep -qxF 'description: "All that SVD can say: nearly"' "$yaml"
}

@test "import svd: a name that clashes gets a number and a comment" {
	import "$features"
	grep -qxF '      odd_name__: {offset: 0x01c, reset: 0x0}' "$yaml"
	grep -qxF '      odd_name___2: {offset: 0x020, reset: 0x0}  # odd_name__ in the SVD file' "$yaml"
	grep -qxF '      STATUS_2: {offset: 0x004, reset: 0x0, overlap: true}  # STATUS in the SVD file' "$yaml"
}

@test "import svd: policies come from access, modifiedWriteValues and readAction" {
	import "$features"
	run "$HWREG" -b "$yaml" -v list UART0.STATUS
	words=$(sed -nE 's/^ +([A-Z0-9_]+) +[0-9:]+ +([^ ]+)$/\1=\2/p' <<<"$output" | tr '\n' ' ')
	echo "$output"
	[ "$words" = "EMPTY=ro OVER=w1c SET=w1s FLIP=w1t CLEAR0=w0c SET0=w0s FLIP0=w0t ANY_CLEARS=wc ANY_SETS=ws \
STORED=rw READ_CLEARS=rc READ_SETS=rs READ_DOES=effect/none " ]
	run "$HWREG" -b "$yaml" list 'UART0.ONCE*'
	[[ "${lines[0]}" == *" wo1" && "${lines[1]}" == *" w1" ]]
	run "$HWREG" -b "$yaml" list UART0.CLEAR
	[[ "$output" == *" none/1c" ]]
}

@test "import svd: what a board cannot say is told with its line, and the rest is imported" {
	peripheral "$(register A 0 '<writeConstraint><writeAsRead>true</writeAsRead></writeConstraint>')" \
		"$(register B 4 '<size>24</size>')" \
		"$(register C 6)" \
		"$(register E 8 '<access>read-only</access><modifiedWriteValues>set</modifiedWriteValues>')" \
		"$(register F 12 '<fields><field><name>X</name><bitRange>[7:0]</bitRange><enumeratedValues>' \
			'<enumeratedValue><name>rest</name><isDefault>1</isDefault></enumeratedValue>' \
			'<enumeratedValue><name>wide</name><value>256</value></enumeratedValue></enumeratedValues></field></fields>')" \
		'<field><name>X</name></field>' '<colour><red/></colour>'
	run "$HWREG" import svd "$file"
	echo "$output"
	[ "$status" -eq 0 ]
	import "$file"
	[ "$(wc -l <"$yaml.err")" -eq 8 ]
	grep -qF "$file:13:1: warning: <field> does not belong in <registers>; left out" "$yaml.err"
	grep -qF "$file:14:1: warning: there is no element <colour> in CMSIS-SVD 1.3; left out" "$yaml.err"
	grep -qF "$file:8:57: warning: <writeConstraint> cannot be said in a board; left out" "$yaml.err"
	grep -qF "$file:9:1: warning: B: no access of a CPU has its 24 bits" "$yaml.err"
	grep -qF "$file:10:1: warning: C: offset 0x6 is not a multiple of the 4 bytes of an access; said as accesses of 16 bits, the lowest first: SVD tells no order" "$yaml.err"
	accesses -b "$yaml" -t sim peek P.C
	[ "$output" = $'read 16 0x00001006\nread 16 0x00001008' ]
	grep -qF "$file:11:83: warning: E: modifiedWriteValues set cannot be said with access read-only" "$yaml.err"
	grep -qF "warning: rest: a name for all other values cannot be said" "$yaml.err"
	grep -qF "warning: wide: 0x100 does not fit the 8 bits of the field" "$yaml.err"
	run "$HWREG" -b "$yaml" -q list
	[ "$output" = $'P.A\nP.C\nP.E\nP.F' ]
}

@test "import svd: numbers in all forms of SVD" {
	peripheral "$(register A 0x10 '<resetValue>#101</resetValue>')" "$(register B +20 '<resetValue>0B11</resetValue>')" \
		"$(register C 0X18 '<resetValue>1k</resetValue>')" "$(register D 010 '<size>16</size>')"
	import "$file"
	run "$HWREG" -b "$yaml" -o json list
	[ "$(jq -c '[.[]|[.name,.address,.reset]]' <<<"$output")" = \
		'[["P.A",4112,5],["P.B",4116,3],["P.C",4120,1024],["P.D",4106,null]]' ]
}

@test "import svd: UTF-16 and hostile texts become clean YAML" {
	printf '%s\n' '<?xml version="1.0" encoding="UTF-16"?>' '<device><name>a: {b</name><peripherals><peripheral>' \
		"<name>P</name><description>\"- x: y # z\" &#x85;&#x2028;&#x202e;&#x2066;&#xfeff;\\ é &#x9b;</description>" \
		'<baseAddress>0</baseAddress><registers>' "$(register R 0 '<description>  </description>')" \
		'</registers></peripheral></peripherals></device>' | iconv -f UTF-8 -t UTF-16 >"$file"
	import "$file"
	run "$HWREG" -b "$yaml" -o json info P
	[ "$status" -eq 0 ]
	grep -qxF '    description: "\"- x: y # z\" \\ é"' "$yaml"
	run "$HWREG" board check "$yaml"
	[[ "$output" == *": ok: a___b: 1 block, 1 register"* ]]
}

# ---- what is refused ----

@test "import svd: a file that is not there is status 4, one that is no SVD 2" {
	refused 4 "No such file" import svd "$BATS_TEST_TMPDIR/none.svd"
	refused 2 "directory" import svd "$BATS_TEST_TMPDIR"
	echo '<html></html>' >"$file"
	wrong 1:1 "this is not CMSIS-SVD"
	echo '<empty/>' >"$file"
	wrong 1:1 "this is not CMSIS-SVD"
	: >"$file"
	wrong 1:1 "no element found"
	run "$HWREG" -o json import svd "$features"
	[ "$status" -eq 2 ]
	[[ "$output" == *"import prints text, no other kind"* ]]
}

@test "import svd: every truncated file is refused with its place" {
	size=$(stat -c %s "$features")
	for ((length = 1; length < size; length += 397)); do
		head -c $length "$features" >"$file"
		run "$HWREG" import svd "$file"
		[ "$status" -eq 2 ]
		[[ "${lines[-1]}" =~ ^"$file":[0-9]+:[0-9]+:" error: this is not well-formed XML: " ]]
	done
}

@test "import svd: entities of the file's own are refused, before they can grow" {
	{
		echo '<!DOCTYPE device ['
		echo '<!ENTITY a "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">'
		echo '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
		echo ']><device><name>&b;</name></device>'
	} >"$file"
	wrong 2:12 "declares an XML entity"
}

@test "import svd: derivedFrom in a circle, of itself, of what it is in, and of nothing" {
	peripheral '<register derivedFrom="B"><name>A</name><addressOffset>0</addressOffset></register>' \
		'<register derivedFrom="A"><name>B</name><addressOffset>4</addressOffset></register>'
	wrong 8:1 "derivedFrom goes in a circle"
	peripheral '<register derivedFrom="A"><name>A</name><addressOffset>0</addressOffset></register>'
	wrong 8:1 "there is no register 'A' to derive from"
	peripheral '<cluster><name>C</name><addressOffset>0</addressOffset>' \
		'<cluster derivedFrom="P.C"><name>D</name><addressOffset>0</addressOffset></cluster></cluster>'
	wrong 9:1 "derivedFrom goes in a circle"
	peripheral '<cluster derivedFrom="C.D"><name>C</name><addressOffset>0</addressOffset>' \
		'<cluster><name>D</name><addressOffset>0</addressOffset></cluster></cluster>'
	wrong 8:1 "derivedFrom goes in a circle"
	peripheral '<cluster><name>C</name><addressOffset>0</addressOffset>' \
		'<cluster derivedFrom="E"><name>D</name><addressOffset>0</addressOffset></cluster></cluster>' \
		'<cluster><name>E</name><addressOffset>0</addressOffset>' \
		'<cluster derivedFrom="C"><name>F</name><addressOffset>0</addressOffset></cluster></cluster>'
	wrong 11:1 "nested more than 16 deep"
	peripheral '<register derivedFrom="Q.R"><name>A</name><addressOffset>0</addressOffset></register>'
	wrong 8:1 "there is no register 'Q.R' to derive from"
}

@test "import svd: thousands of registers that are derived from one another, in either direction" {
	for step in 1 -1; do
		lines=()
		for ((i = 0; i < 3000; i++)); do
			lines+=("<register derivedFrom=\"R$((i + step))\"><name>R$i</name><addressOffset>0</addressOffset></register>")
		done
		peripheral "$(register R-1 0)" "$(register R3000 0)" "${lines[@]}"
		run "$HWREG" import svd "$file"
		echo "$output"
		[ "$status" -eq 2 ]
		[[ "$output" == "$file:10"*":1: error: R"*": derivedFrom goes on for more than 1000 steps" ]]
	done
}

@test "import svd: a small file cannot stand for a huge board" {
	{
		echo '<device><name>D</name><peripherals><peripheral><name>P</name><baseAddress>0</baseAddress><registers>'
		echo '<cluster><name>C0</name><addressOffset>0</addressOffset><register><name>R</name>'
		echo '<addressOffset>0</addressOffset></register></cluster>'
		for i in {1..12}; do
			echo "<cluster><name>C$i</name><addressOffset>0</addressOffset>"
			for j in {0..9}; do
				echo "<cluster derivedFrom=\"C$((i - 1))\"><name>D$j</name><addressOffset>0</addressOffset></cluster>"
			done
			echo '</cluster>'
		done
		echo '</registers></peripheral></peripherals></device>'
	} >"$file"
	wrong 2:57 "up to here there are more than 2097152 registers, fields and enumerators"
	peripheral "$(register 'A%s' 0 '<dim>2147483648</dim><dimIncrement>4</dimIncrement>')"
	wrong 8:59 "dim: 2147483648 is not between 1 and 65536"
	peripheral "$(register 'A%s' 0 '<dim>0</dim><dimIncrement>4</dimIncrement>')"
	wrong 8:59 "dim: 0 is not between 1 and 65536"
}

@test "import svd: arrays without increment, or with an index that does not fit" {
	peripheral "$(register 'A%s' 0 '<dim>2</dim>')"
	wrong 8:1 "<register> has no <dimIncrement>"
	peripheral "$(register 'A%s' 0 '<dim>2</dim><dimIncrement>0</dimIncrement>')"
	wrong 8:59 "all elements would be in one place"
	for index in 0-2 5-4 A-C Z-A A,B,C "A," x-y-z '' 'a-B' 0-99999999999; do
		peripheral "$(register 'A%s' 0 "<dim>2</dim><dimIncrement>4</dimIncrement><dimIndex>$index</dimIndex>")"
		wrong 8:101 "dimIndex: '"
	done
}

@test "import svd: a register outside its block, and beyond 64 bits" {
	peripheral "$(register A 0)" "$(register B 0x100)"
	wrong 9:1 "B: offset 0x100 is outside the address blocks of P"
	peripheral "$(register A 0xfe)"
	wrong 8:1 "A: offset 0xfe is outside the address blocks of P"
	peripheral "$(register 'A%s' 0 '<dim>65</dim><dimIncrement>4</dimIncrement>')"
	wrong 8:1 "A%s: offset 0x100 is outside"
	peripheral "$(register A 0xffffffffffffffff)"
	wrong 8:1 "A: its offset goes beyond 64 bits"
	device '<peripheral><name>P</name><baseAddress>0xffffffffffffff80</baseAddress>' \
		'<addressBlock><offset>0</offset><size>0x100</size></addressBlock></peripheral>'
	wrong 4:1 "P: it goes beyond 64 bits"
}

@test "import svd: names that are there twice, or missing" {
	peripheral "$(register A 0)" "$(register A 4)"
	wrong 9:1 "A: another register of its level has this name"
	peripheral "$(register A 0 '<fields><field><name>X</name><bitRange>[0:0]</bitRange></field>' \
		'<field><name>X</name><bitRange>[1:1]</bitRange></field></fields>')"
	wrong 8:121 "X: another field of its level has this name"
	device '<peripheral><name>P</name><baseAddress>0</baseAddress></peripheral>' \
		'<peripheral><name>P</name><baseAddress>0x1000</baseAddress></peripheral>'
	wrong 5:1 "P: another peripheral of its level has this name"
	peripheral '<register><addressOffset>0</addressOffset></register>'
	wrong 8:1 "<register> has no <name>"
	peripheral '<register><name>A</name></register>'
	wrong 8:1 "<register> has no <addressOffset>"
}

@test "import svd: words and numbers that are none" {
	for number in 0xg 12z 0x -1 '' '#12' 0b 0x10000000000000000 99999999999999999999 17179869185G 1.5; do
		peripheral "$(register A "$number")"
		wrong 8:25 "addressOffset: '$number' is not a number of 64 bits"
	done
	peripheral "$(register A 0 '<access>readwrite</access>')"
	wrong 8:57 "access: there is no 'readwrite' in CMSIS-SVD"
	peripheral "$(register A 0 '<readAction>pop</readAction>')"
	wrong 8:57 "readAction: there is no 'pop'"
	peripheral "$(register A 0 '<modifiedWriteValues>x</modifiedWriteValues>')"
	wrong 8:57 "modifiedWriteValues: there is no 'x'"
}

@test "import svd: fields with bits that are none, or not in their register" {
	for bits in '<bitRange>7:0</bitRange>' '<bitRange>[7]</bitRange>' '<bitRange>[7:0]x</bitRange>'; do
		peripheral "$(register A 0 "<fields><field><name>X</name>$bits</field></fields>")"
		wrong 8:86 "is not [high:low]"
	done
	peripheral "$(register A 0 '<fields><field><name>X</name><bitRange>[0:7]</bitRange></field></fields>')"
	wrong 8:65 "the higher comes first"
	peripheral "$(register A 0 '<fields><field><name>X</name><bitRange>[32:0]</bitRange></field></fields>')"
	wrong 8:65 "its bits are not all in the 32 of its register"
	peripheral "$(register A 0 '<fields><field><name>X</name></field></fields>')"
	wrong 8:65 "<field> has no bits"
	peripheral "$(register A 0 '<fields><field><name>X</name><bitOffset>1</bitOffset><bitWidth>0</bitWidth></field></fields>')"
	wrong 8:65 "a field has at least one bit"
}

@test "import svd: names that are those of others but for their index are told apart" {
	array='<dim>2</dim><dimIncrement>4</dimIncrement>'
	peripheral "$(register 'CH%s' 0 "$array<dimIndex>A,B</dimIndex>")" \
		"$(register 'CH[%s]' 0x10 "$array<dimIndex>C,D</dimIndex>")" "$(register N-M 0x20 "$array")" \
		"$(register N_M 0x30)"
	import "$file"
	run "$HWREG" -q -b "$yaml" list
	[ "$output" = "$(printf 'P.%s\n' CHA CHB CHC_2 CHD_2 N_M0 N_M1 N_M_2)" ] || {
		cat "$yaml"
		echo "$output"
		return 1
	}
}

block() { # TEXT: $file is a device with one peripheral at 0x1000 that has this, on line 4
	device "<peripheral><name>P</name><baseAddress>0x1000</baseAddress>$1</peripheral>"
}

whole() { # TEXT: $file is a device with this above a peripheral with one register, on line 3
	printf '%s\n' '<device>' '<name>D</name>' "$1" '<peripherals><peripheral><name>P</name><baseAddress>0</baseAddress>' \
		"<registers>$(register A 0)</registers></peripheral></peripherals></device>" >"$file"
}

field() { # TEXT: $file has a register A with a field X of 4 bits that has this, on line 8
	peripheral "$(register A 0 "<fields><field><name>X</name><bitRange>[3:0]</bitRange>$1</field></fields>")"
}

told() { # TEXT: it is imported with this one warning, and is a board
	import "$file"
	cat "$yaml.err"
	[ "$(cat "$yaml.err")" = "$file:$1" ]
	"$HWREG" board check "$yaml" >/dev/null
}

@test "import svd: a device in units that are no bytes, with no peripherals, of either byte order" {
	whole '<addressUnitBits>16</addressUnitBits>'
	wrong 3:1 "addressUnitBits: addresses that do not count bytes of 8 bits are not supported"
	whole '<addressUnitBits>x</addressUnitBits>'
	wrong 3:1 "addressUnitBits: 'x' is not a number of 64 bits"
	device
	wrong 1:1 "this device has no peripherals"
	whole '<cpu><endian>middle</endian></cpu>'
	told "3:1: warning: endian middle cannot be said in a board; taken for little"
	whole '<cpu><endian>big</endian></cpu>'
	import "$file"
	[ "$("$HWREG" -b "$yaml" -o json info P.A | jq -r '.[].endian')" = big ]
}

@test "import svd: address blocks that are none, and peripherals that cannot be blocks" {
	block '<addressBlock><offset>0</offset><size>0</size></addressBlock>'
	wrong 4:60 "addressBlock: 0x0 bytes from 0x0 are none, or too many"
	block '<addressBlock><offset>1</offset><size>0xffffffffffffffff</size></addressBlock>'
	wrong 4:60 "addressBlock: 0xffffffffffffffff bytes from 0x1 are none, or too many"
	block '<addressBlock><offset>0</offset></addressBlock>'
	wrong 4:60 "<addressBlock> has no <size>"
	block '<addressBlock><offset>x</offset><size>4</size></addressBlock>'
	wrong 4:74 "offset: 'x' is not a number of 64 bits"
	block '<addressBlock><offset>0</offset><size>4</size></addressBlock><interrupt><name>I</name></interrupt>'
	wrong 4:121 "<interrupt> has no <value>"
	device '<peripheral><name>P</name></peripheral>'
	wrong 4:1 "<peripheral> has no <baseAddress>"
	block ''
	told "4:1: warning: P: it has neither registers nor an addressBlock; left out"
	device "<peripheral><name>P</name><baseAddress>0x1002</baseAddress><registers>$(register A 0)</registers></peripheral>"
	told "4:1: warning: P: its registers would not be aligned; left out"
	peripheral '<cluster><name>C</name><addressOffset>0</addressOffset></cluster>'
	told "8:1: warning: C: no register is in it; left out"
}

@test "import svd: arrays of peripherals that overlap, or go beyond 64 bits" {
	for step in 4 0xfffffffffffff000; do
		device "<peripheral><name>P%s</name><dim>2</dim><dimIncrement>$step</dimIncrement><baseAddress>0x1000</baseAddress>" \
			'<addressBlock><offset>0</offset><size>8</size></addressBlock></peripheral>'
		[ "$step" = 4 ] && why="dimIncrement 0x4 is less than its 0x8 bytes" || why="it goes beyond 64 bits"
		wrong 4:1 "P%s: $why"
	done
}

enumerators() { # VALUE...: what these of P.A.X are called
	local value
	for value; do
		"$HWREG" -b "$yaml" -o json decode P.A "$value" | jq -c '.[].fields[].enum'
	done | paste -sd ' '
}

@test "import svd: enumerated values without a value, a name or a difference" {
	field '<enumeratedValues><enumeratedValue><name>a</name><value>#10y</value></enumeratedValue></enumeratedValues>'
	wrong 8:161 "value: '#10y' is not"
	field '<enumeratedValues><enumeratedValue><name>a</name></enumeratedValue></enumeratedValues>'
	wrong 8:130 "a: <enumeratedValue> has neither <value> nor <isDefault>"
	field '<enumeratedValues><enumeratedValue><value>1</value></enumeratedValue><enumeratedValue><name>res</name>
		<value>2</value></enumeratedValue><enumeratedValue><name>res</name><value>3</value></enumeratedValue>
		<enumeratedValue><name>a</name><value>#000x</value></enumeratedValue></enumeratedValues>'
	told "10:3: warning: a: its value is that of _1; left out"
	[ "$(enumerators 0 1 2 3 4)" = '"a" "_1" "res" "res_2" null' ]
	field '<enumeratedValues><enumeratedValue><name>a</name><value>#1xxx</value></enumeratedValue>
		<enumeratedValue><name>b</name><isDefault>true</isDefault></enumeratedValue></enumeratedValues>'
	import "$file"
	[ "$(enumerators 0 7 8 15)" = '"b" "b_8" "a" "a_8"' ]
}

@test "import svd: enumerated values that are those of another field, by every kind of name" {
	peripheral "$(register A 0 '<fields><field><name>X</name><bitRange>[3:0]</bitRange><enumeratedValues><name>E</name>' \
		'<enumeratedValue><name>on</name><value>1</value></enumeratedValue></enumeratedValues></field>' \
		'<field><name>Y</name><bitRange>[7:4]</bitRange><enumeratedValues derivedFrom="E"/></field>' \
		'<field><name>Z</name><bitRange>[11:8]</bitRange><enumeratedValues derivedFrom="P.A.X.E"/></field>' \
		'<field><name>W</name><bitRange>[15:12]</bitRange><enumeratedValues derivedFrom="X"/></field></fields>')"
	import "$file"
	run "$HWREG" -b "$yaml" -o json decode P.A 0x1111
	[ "$(jq -c '[.[].fields[].enum]' <<<"$output")" = '["on","on","on","on"]' ]
	field '<enumeratedValues derivedFrom="Q"/>'
	wrong 8:112 "derivedFrom: there is no enumeratedValues 'Q' to derive from"
}

@test "import svd: resets that are too wide, an action without a read, names that are none" {
	peripheral "$(register A 0 '<resetValue>0x1ffffffff</resetValue>')"
	told "8:57: warning: A: resetValue 0x1ffffffff does not fit 32 bits; cut"
	peripheral "$(register A 0 '<access>write-only</access><readAction>clear</readAction>')"
	told "8:84: warning: A: readAction clear cannot be said with access write-only"
	peripheral "$(register A 0 '<resetValue>1m</resetValue>')" "$(register B 8 '<size>64</size><resetValue>1t</resetValue>')" \
		"$(register 9D 16)" "$(register '%s' 20)" "$(register '[%s]' 32 '<dim>2</dim><dimIncrement>4</dimIncrement>')"
	import "$file"
	run "$HWREG" -b "$yaml" -o json list
	[ "$(jq -c '[.[]|[.name,.reset]]' <<<"$output")" = \
		'[["P.A",1048576],["P.B",1099511627776],["P._9D",null],["P._s",null],["P._0",null],["P._1",null]]' ]
	peripheral "$(register "$(printf 'N%.0s' {1..70})%s" 0 '<dim>2</dim><dimIncrement>4</dimIncrement>')"
	import "$file"
	grep -qE '8:1: warning: N{70}%s: the name is too long; shortened to N{50,60}%s$' "$yaml.err"
}

@test "import svd: deep nesting, a long name and a long description do no harm" {
	{ printf '<device>' && printf '<vendorExtensions>%.0s' {1..100}; } >"$file"
	wrong 1:1143 "nested more than 64 deep"
	long=$(printf 'N%.0s' {1..300})
	peripheral "$(register "$long" 0 "<description>$(printf 'text %.0s' {1..3000})</description>")" "$(register "${long}B" 4)"
	import "$file"
	grep -qF "the name is too long; shortened to NNNN" "$yaml.err"
	grep -qF "description: cut after 4000 bytes" "$yaml.err"
	"$HWREG" board check "$yaml"
}

@test "import svd: a full disk is status 3" {
	status=0
	"$HWREG" import svd "$features" >/dev/full 2>"$yaml.err" || status=$?
	[ "$status" -eq 3 ]
	grep -q 'No space left on device' "$yaml.err"
}

@test "import svd: expat is loaded by an import alone" {
	loads() { LD_DEBUG=libs "$HWREG" "$@" 2>&1 | grep -c 'init: .*/libexpat\.so' || :; }
	[ "$(loads import svd "$features")" -eq 1 ] || skip "this hwreg does not load libraries when they are needed"
	[ "$(loads -b "$top/boards/demo.yaml" list LED)" -eq 0 ]
}
