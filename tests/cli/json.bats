#!/usr/bin/env bats
# -o json: one document a command, also when it fails; one object a line for watch

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR" || exit 1
	for i in {0..255}; do printf '%b' "\\x$(printf %02x "$i")"; done >regs
	export HWREG_BOARD=$SRCTREE/boards/demo.yaml
}

# Run with a standard output that cannot take it
to_full() { "$@" >/dev/full; }

# json FILTER ARGUMENTS: what jq makes of the document, on one line a value
json() {
	local filter=$1
	shift
	run --separate-stderr "$HWREG" -o json "$@"
	document=$output
	result=$(jq -c "$filter" <<<"$document")
}

is() {
	[ "$result" = "$1" ] || {
		echo "$result"
		false
	}
}

@test "peek: a register with its fields" {
	json . -t sim peek LED.CTRL
	[ "$status" -eq 0 ]
	is '[{"name":"LED.CTRL","address":268435456,"width":32,"value":0,"hex":"0x00000000",'\
'"policy":"rw","read":"value","write":"value","fields":['\
'{"name":"MODE","high":1,"low":0,"value":0,"hex":"0x0","enum":"dark"},'\
'{"name":"LEVEL","high":7,"low":4,"value":0,"hex":"0x0"}]}]'
}

@test "peek: fields, bits and numbers" {
	json '.[] | [.name,.address,.width,.high,.low,.value,.hex]' -t sim peek LED.CTRL.LEVEL \
		LED.CTRL:7:0
	is $'["LED.CTRL.LEVEL",268435456,32,7,4,0,"0x0"]\n["LED.CTRL:7:0",268435456,32,7,0,0,"0x0"]'
	unset HWREG_BOARD
	json . -t file:regs peek 0x10@16
	is '[{"name":null,"address":16,"width":16,"value":4368,"hex":"0x1110","fields":[]}]'
}

@test "peek: 64 bits are kept exactly" {
	[ "${HWREG_BITS-}" != 32 ] || skip "64-bit accesses on a 32-bit CPU"
	printf '\xff%.0s' {1..8} >ones
	run -0 "$HWREG" -o json -t file:ones -w 64 peek 0
	[[ "$output" == *'"value": 18446744073709551615,'* ]]
	[[ "$output" == *'"hex": "0xffffffffffffffff"'* ]]
}

@test "peek: signed fields" {
	json '.[0].fields[0] | [.name,.value,.signed]' decode SENSOR.TEMP 0xfff
	is '["CELSIUS",4095,-1]'
}

@test "peek: a policy without a token is null, with its two words" {
	json '.[0] | [.policy,.read,.write]' info UART0.COMMAND
	is '[null,"none","effect"]'
}

@test "poke: what was written, kept bits included" {
	json 'map([.address,.value])' -t file:regs poke 0x10=0x55 0x14:7:4=3
	[ "$status" -eq 0 ]
	is '[[16,85],[20,387323188]]'
}

@test "poke: what was written to the register, not what locked it again" {
	cat >lock.yaml <<-'END'
		hwreg: 1
		board: lock
		match: any
		blocks:
		  W: {type: w, base: 0x10}
		types:
		  w:
		    lock: [KEY=9]
		    registers:
		      KEY: {offset: 0, policy: wo, overlap: true}
		      CR: {offset: 0, overlap: true}
		      LOAD: 0x4
	END
	json 'map([.name,.value])' -b ./lock.yaml -t file:regs poke W.LOAD=1 W.CR=2 W.KEY=3
	[ "$status" -eq 0 ]
	is '[["W.LOAD",1],["W.CR",2],["W.KEY",3]]'
}

@test "dump: an array of registers" {
	json 'map(.value)' -t file:regs dump 0x0..0x7
	is '[50462976,117835012]'
}

@test "-n: the accesses that would be made" {
	json 'map([.access,.address,.width,.value])' -n -t file:regs poke 0x10=0x55 0x14:7:4=3
	is '[["write",16,32,85],["read",20,32,387323156],["write",20,32,387323188]]'
	json 'map([.access,.address,.width,.value])' -n -t dev:/dev/zero poke 0x10=0x55 0x14:7:4=3
	is '[["write",16,32,85],["read",20,32,null],["write",20,32,48]]'
}

@test "watch: one object a line" {
	run -0 --separate-stderr "$HWREG" -o json -t file:regs watch 0x10 0x14 --every 1ms --count 2
	[ "${#lines[@]}" -eq 4 ]
	for line in "${lines[@]}"; do
		jq -e '(.time_ns >= 0) and (.address == 16 or .address == 20)' <<<"$line"
	done
}

@test "watch: an error is an object on a line too" {
	json '.error.status' -t file:regs watch 0x100
	[ "$status" -eq 2 ]
	is 2
	[ "$(wc -l <<<"$document")" -eq 1 ]
}

@test "list and info: descriptions, without values" {
	json '.[0] | [.name,.reset,.reset_mask,.description,has("value")]' list 'SENSOR.ID'
	is '["SENSOR.ID",1577058370,4278255615,"bits 23 to 16 differ",false]'
	json '.[0].fields[0] | [.name,.bits,(.enums | map([.name,.value]))]' info LED.CTRL
	is '["MODE","1:0",[["dark",0],["steady",1],["blink",2]]]'
	json '.[0] | [.name,.reset]' info LED.COUNT
	is '["LED.COUNT",null]'
	json 'map(.name)' info LED
	is '["LED.CTRL","LED.COUNT"]'
	json '.[0].fields | map([.name,.high,.low,.bits])' info TIMER0.CTRL
	[[ "$result" == *'["PRESCALE",10,4,"10:8,4"]'* ]]
}

@test "list: the name of a space that is not phys" {
	json '.[0] | [.name,.space,.address]' list PMIC.ID
	is '["PMIC.ID","pmic",0]'
}

@test "find" {
	json 'map([.kind,.name])' find brightness
	is '[["field","LED.CTRL.LEVEL"]]'
}

@test "find: nothing is an answer of no, with a document" {
	json '[.error.status,.matches // .registers]' find nonesuch
	[ "$status" -eq 1 ]
	is '[1,[]]'
}

@test "board check: good and bad files" {
	printf 'hwreg: 1\nboard: x\nmatch: any\nnonsense: 1\n' >bad.yaml
	json '.files | map([.file,.ok])' board check bad.yaml "$HWREG_BOARD"
	[ "$status" -eq 2 ]
	is "[[\"bad.yaml\",false],[\"$HWREG_BOARD\",true]]"
	[ "$(jq '.files[0].findings[0].line' <<<"$document")" -eq 4 ]
}

@test "targets and sim ls: arrays" {
	json 'type' targets
	is '"array"'
	json 'map(select(.backend == "mem")) | length' targets
	is 1
	json 'type' sim ls
	is '"array"'
}

@test "errors: the document has the error and what came before it" {
	json '[.error.status,.registers]' -t file:regs peek 0x10 0x100
	[ "$status" -eq 2 ]
	is '[2,[]]'
	[ "$(jq -r .error.message <<<"$document")" = "${stderr#hwreg: }" ]
}

@test "errors: of usage too" {
	json '.error.status' peek
	[ "$status" -eq 2 ]
	is 2
	json '.error.message' peek --nonsense 0
	[ "$status" -eq 2 ]
	[[ "$result" == *"no option --nonsense"* ]]
}

@test "errors: a full device" {
	run -3 --separate-stderr to_full "$HWREG" -o json -t file:regs peek 0x10
	[ "$stderr" = "hwreg: standard output: No space left on device" ]
}

@test "json: help and version need no document" {
	for words in --version --help "-h peek" "peek --version" "completion bash -h"; do
		# shellcheck disable=SC2086 # a list of words
		run -0 "$HWREG" -o json $words
		[ -n "$output" ]
	done
}

@test "json: a failure names what the document would have held" {
	run -1 --separate-stderr "$HWREG" -b "$SRCTREE/boards/demo.yaml" -o json find zzzz
	[ "$(jq -c '.matches' <<<"$output")" = "[]" ]
	run -4 --separate-stderr "$HWREG" -o json sim rm no-such-simulation
	[ "$(jq -c '.simulations' <<<"$output")" = "[]" ]
}

@test "json: what is no UTF-8 is replaced" {
	run -2 --separate-stderr "$HWREG" -t file:/dev/null -o json peek $'\xff\xfe\xed\xa0\x80'
	iconv -f UTF-8 -t UTF-8 <<<"$output" >/dev/null
	jq -e .error <<<"$output" >/dev/null
}
