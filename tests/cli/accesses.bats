#!/usr/bin/env bats
# hwreg-accesses(7): its table has every command and every option, and what it says of the rest of the page

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	cd "$BATS_TEST_TMPDIR"
	table=$SRCTREE/src/man/accesses.table
}

# "poke --verify", a line each command and option: of the table, but for commands that were not built
of_table() {
	awk 'NR > 1 {
		command = substr($0, 1, 17); sub(/ +$/, "", command)
		if (command != "") { last = command; print last }
		count = split(substr($0, 18, 29), options, " ")
		for (i = 1; i <= count; i++) print last, options[i]
	}' "$table" | sort
}

commands() {
	"$HWREG" help | sed -n '/^Commands:/,/^$/p' | sed -nE 's/^  ([a-z]+( [a-z]+)?)( .*)?$/\1/p'
}

of_help() {
	local command option
	while read -r command; do
		echo "$command"
		# shellcheck disable=SC2086 # of two words
		for option in $("$HWREG" help $command | sed -n '/^Options:/,/^$/p' | grep -oE '^ +(-., )?--[a-z-]+' | grep -oE -- '--[a-z-]+'); do
			echo "$command $option"
		done
	done < <(commands) | sort
}

@test "the table has each command and option that there is, once" {
	of_help >help
	[ "$(wc -l <help)" -gt 20 ]
	if [ "$(commands | wc -l)" -eq "$(of_table | grep -vc -- --)" ]; then
		diff <(of_table) help
	else # a build without some commands
		[ "$(comm -13 <(of_table) help)" = "" ]
	fi
}

@test "the table uses the words that the page explains, and fits 80 columns in it" {
	awk 'NR > 1 && length > 69' "$table" >long
	[ ! -s long ]
	for word in $(tail -n +2 "$table" | cut -c 47- | tr ' ' '\n' | sort -u); do
		[ "$word" = - ] || grep -qx "\.B $word" "$SRCTREE/src/man/hwreg-accesses.7.in"
	done
}

@test "what touches no hardware, by its help, has none in the table" {
	while read -r command; do
		# shellcheck disable=SC2086 # of two words
		"$HWREG" help $command | tr '\n' ' ' | grep -q 'Touches no *hardware' || continue
		grep -qE "^$command +none$" "$table"
		echo "$command" >>none
	done < <(commands)
	[ "$(wc -l <none)" -ge 5 ]
}
