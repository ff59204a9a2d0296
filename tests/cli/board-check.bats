#!/usr/bin/env bats
# hwreg board check: one bad file for every check of the library, and good files.

setup() {
	top=$BATS_TEST_DIRNAME/../..
	bad=$top/tests/boards-bad
	unset HWREG_BOARD HWREG_BOARD_PATH
}

# Names of all checks, from the table that makes them
checks() {
	sed -n 's/^[[:space:]]*X([A-Z0-9_]*, "\([a-z0-9-]*\)", .*/\1/p' "$top/src/lib/board/check.h"
}

# board TEXT: a board file with that text, in $file
board() {
	file=$BATS_TEST_TMPDIR/board.yaml
	printf '%s\n' "$@" >"$file"
}

@test "board check: all that is wrong with a file is told at once, each mistake at its place and in its words" {
	cd "$bad/many"
	for file in *.yaml; do
		run "$HWREG" board check "$file"
		[ "$status" -eq 2 ]
		diff <(printf '%s\n' "$output") "${file%.yaml}.expected"
	done
}

@test "board check: each bad file is refused by the check that it is named after, and no other" {
	cd "$bad"
	failed=0
	for check in $(checks); do
		expect=$(sed -n '1s/^# expect: //p' "$check.yaml")
		run "$HWREG" board check "$check.yaml"
		if [ "$status" -ne 2 ] || [ "${#lines[@]}" -ne 1 ] ||
			[[ "${lines[0]}" != "$check.yaml:$expect: error: "*" [$check]" ]]; then
			echo "$check, expected at $expect: status $status"
			echo "$output"
			failed=1
		fi
	done
	[ "$failed" -eq 0 ]
}

@test "board check: every check has a bad file and every bad file a check" {
	[ "$(checks | wc -l)" -gt 50 ]
	diff <(checks | sort) <(cd "$bad" && printf '%s\n' *.yaml | sed 's/\.yaml$//' | sort)
}

@test "board check: every check is in the manual" {
	for check in $(checks); do
		grep -q "^\.B ${check//-/\\\\-}\$" "$top/src/man/hwreg-board.5.in" || {
			echo "hwreg-board(5) does not tell of $check"
			return 1
		}
	done
}

@test "board check: no text changes the order in which it is shown" {
	local character
	for character in 202a 202e 2066 2069; do
		board 'hwreg: 1' 'board: b' 'match: any' "blocks: {B: {type: t, base: 0, description: \"a\\u${character}b\"}}" \
			'types: {t: {registers: {R: 0}}}'
		run "$HWREG" board check "$file"
		[ "$status" -eq 2 ]
		[ "${lines[0]}" = "$file:4:45: error: the text has a control character [text-control]" ]
	done
	# those beside them, which do not, and letters that are written from right to left
	board 'hwreg: 1' 'board: b' 'match: any' 'blocks: {B: {type: t, base: 0, description: "a\u2029\u202f\u2065\u206a\u200f \u05d0"}}' \
		'types: {t: {registers: {R: 0}}}'
	run "$HWREG" board check "$file"
	[ "$status" -eq 0 ]
}

@test "board check: a machine alone is no board" {
	board 'hwreg: 1' 'board: board' 'match: {machine: armv7l}'
	run "$HWREG" board check "$file"
	[ "$status" -eq 2 ]
	[ "$output" = "$file:3:18: error: match: this is neither any nor {compatible: NAME} nor {compatible: NAME, \
machine: NAME} nor {dmi: {KEY: VALUE}} nor a list of these [match-syntax]" ]
	board 'hwreg: 1' 'board: board' 'match: {compatible: a, machine: {b: c}}'
	run "$HWREG" board check "$file"
	[ "$status" -eq 2 ]
	[[ "$output" == "$file:3:33: error: match: "*" [match-syntax]" ]]
}

@test "board check: the boards in boards/ are good" {
	for file in "$top"/boards/*.yaml; do
		run "$HWREG" board check "$file"
		echo "$output"
		[ "$status" -eq 0 ]
		[[ "$output" == "$file: ok: $(basename "$file" .yaml)"* ]]
	done
}

@test "board check: the example in the manual is good" {
	file=$BATS_TEST_TMPDIR/example.yaml
	sed -n '/^\.SH EXAMPLE/,/^\.fi/p' "$top/src/man/hwreg-board.5.in" |
		sed '1,/^\.nf/d; /^\.fi/d; s/\\&//g; s/\\-/-/g; s/\\(aq/'"'"'/g; s/\\e/\\/g' >"$file"
	run "$HWREG" board check "$file"
	echo "$output"
	[ "$status" -eq 0 ]
	[[ "$output" == "$file: ok: example"* ]]
}

@test "board check: tells all mistakes at once, in the order of the file" {
	board 'hwreg: 1' 'board: x' 'blocks:' '  B: {type: t, base: zz}' '  C: {type: u, base: 0}' \
		'types:' '  t:' '    registers:' '      R: {offset: 0, width: 33, colour: red}'
	run "$HWREG" board check "$file"
	echo "$output"
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 4 ]
	[ "${lines[0]}" = "$file:4:22: error: B: base: 'zz' is not a number [number-syntax]" ]
	[[ "${lines[1]}" == "$file:5:13: error: C: there is no type u"*"[unknown-type]" ]]
	[[ "${lines[2]}" == "$file:9:29: error: B.R: width: 33 "*"[width]" ]]
	[[ "${lines[3]}" == "$file:9:33: error: B.R: there is no key 'colour'"*"[unknown-key]" ]]
}

@test "board check: an aliased mapping that is wrong is reported once" {
	board 'hwreg: 1' 'board: x' 'types:' '  t: &t {registers: {R: {offset: 0, colour: red}}}' \
		'  u: *t'
	run "$HWREG" board check "$file"
	echo "$output"
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 1 ]
}

@test "board check: bytes that are no UTF-8 are found where they are" {
	printf 'hwreg: 1\nboard: b\xff\n' >"$BATS_TEST_TMPDIR/latin1.yaml"
	run "$HWREG" board check "$BATS_TEST_TMPDIR/latin1.yaml"
	echo "$output"
	[ "$status" -eq 2 ]
	[[ "$output" == *"latin1.yaml:2:9: error: "*" [yaml-syntax]" ]]
}

@test "board check: aliases of aliases do not explode" {
	board 'hwreg: 1' 'board: x' 'x-a: &a [l, l, l, l, l, l, l, l, l]'
	previous=a
	for name in b c d e f g h i; do
		p="*$previous"
		echo "x-$name: &$name [$p, $p, $p, $p, $p, $p, $p, $p, $p]" >>"$file"
		previous=$name
	done
	run "$HWREG" board check "$file"
	echo "$output"
	[ "$status" -eq 2 ]
	[[ "$output" == *" [yaml-alias]" ]]
}

@test "board check: endless brackets end early" {
	run timeout 20 bash -c '(printf "hwreg: 1\nboard: x\nx-deep: "; yes "[") | "$HWREG" board check /dev/stdin'
	echo "$output"
	[ "$status" -eq 2 ]
	[[ "$output" == "/dev/stdin:"*" [yaml-depth]" ]]
}

@test "board check: an endless text ends at the limit" {
	run timeout 100 bash -c '(printf "hwreg: 1\nboard: |\n"; yes "  x") | "$HWREG" board check /dev/stdin'
	echo "$output" | head -c 1000
	[ "$status" -eq 2 ]
	[[ "$output" == *" [yaml-size]" ]]
}

@test "board check: a file that is not there is a wrong request" {
	run "$HWREG" board check "$BATS_TEST_TMPDIR/nothing.yaml"
	echo "$output"
	[ "$status" -eq 2 ]
	[[ "$output" == *"nothing.yaml: "* ]]
}
