#!/usr/bin/env bats
# Help comes from the tables, goes to standard output and fits a terminal

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR" || exit 1
	commands=(peek poke dump save diff restore run watch decode list info find "board check" targets "gpio list" "gpio info" "gpio get" "gpio set"
		"gpio pulse" "gpio watch" "gpio wait" "sim ls" "sim rm"
		completion help)
}

# Run with a standard output that cannot take it
to_full() { "$@" >/dev/full; }
to_closed() { "$@" >&-; }

# The options that a help text lists
long_options() { grep -oE '^  (-[a-z],|   ) --[a-z-]+' | grep -oE -- '--[a-z-]+' | sort; }

@test "help: the overview, by three ways" {
	run -0 --separate-stderr "$HWREG" --help
	[ -z "$stderr" ]
	[ "${lines[0]}" = "Usage: hwreg [OPTIONS] COMMAND [OPTIONS] ARGUMENTS" ]
	overview=$output
	run -0 "$HWREG" -h
	[ "$output" = "$overview" ]
	run -0 "$HWREG" help
	[ "$output" = "$overview" ]
}

@test "help: the overview names every command" {
	run -0 "$HWREG" --help
	for command in "${commands[@]}"; do
		[[ "$output" == *$'\n'"  $command "* ]]
	done
}

@test "help: of each command, by three ways" {
	for command in "${commands[@]}"; do
		# shellcheck disable=SC2086 # one or two words
		run -0 --separate-stderr "$HWREG" $command --help
		[ -z "$stderr" ]
		[[ "${lines[0]}" == "Usage: hwreg [OPTIONS] $command"* ]]
		text=$output
		# shellcheck disable=SC2086
		run -0 "$HWREG" -h $command
		[ "$output" = "$text" ]
		# shellcheck disable=SC2086
		run -0 "$HWREG" help $command
		[ "$output" = "$text" ]
	done
}

@test "help: of commands of two words, by their first word" {
	overview='Usage: hwreg [OPTIONS] sim COMMAND [OPTIONS] ARGUMENTS

Commands:
  sim ls                  list the shared simulations
  sim rm NAME...          remove shared simulations

hwreg sim COMMAND --help tells more.'
	for words in "sim --help" "sim -h" "-h sim"; do
		# shellcheck disable=SC2086
		run -0 --separate-stderr "$HWREG" $words
		[ -z "$stderr" ]
		[ "$output" = "$overview" ]
	done
	run -0 "$HWREG" shell <<<'sim --help'
	[ "$output" = "$overview" ]
	run -2 "$HWREG" -h nonsense
}

@test "help: fits 80 columns" {
	"$HWREG" --help >all
	for command in "${commands[@]}"; do
		# shellcheck disable=SC2086
		"$HWREG" help $command >>all
	done
	run -1 grep -nE '^.{81}' all
}

@test "help: no space at the end of a line, and plain ASCII" {
	"$HWREG" --help >all
	for command in "${commands[@]}"; do
		# shellcheck disable=SC2086
		"$HWREG" help $command >>all
	done
	run -1 grep -nE ' $' all
	run -1 env LC_ALL=C grep -nE '[^ -~]' all
}

@test "help: lists the options of the command and those of all" {
	run -0 "$HWREG" watch --help
	[ "$(long_options <<<"$output" | tr '\n' ' ')" = "--board --changes --count --cpu --dry-run --endian \
--every --fast --for --force --format --help --lock-timeout --log --no-lock --on --out --output --quiet --rt --stats --target \
--until --verbose --version --wall --width " ]
}

@test "help: of a word that several commands share" {
	run -0 "$HWREG" help sim
	[[ "$output" == *"hwreg [OPTIONS] sim ls"*"hwreg [OPTIONS] sim rm NAME..."* ]]
}

@test "help: of no command" {
	run -2 --separate-stderr "$HWREG" help pokee
	[ -z "$output" ]
	[ "$stderr" = "hwreg: no command pokee; did you mean poke?" ]
	run -2 --separate-stderr "$HWREG" help peek twice
	[ "$stderr" = "hwreg: peek is a command of one word" ]
}

@test "help: a full device and a closed output are exit status 3" {
	run -3 --separate-stderr to_full "$HWREG" --help
	[ "$stderr" = "hwreg: standard output: No space left on device" ]
	run -3 --separate-stderr to_closed "$HWREG" --help
	[ "$stderr" = "hwreg: standard output: Bad file descriptor" ]
}

@test "man page: every command and option of the tables is in it" {
	page=$BUILD/hwreg.1
	[ -e "$page" ] || skip "no $page"
	command -v mandoc >/dev/null || skip "mandoc is not installed"
	mandoc -T ascii "$page" | col -b >text
	for command in "${commands[@]}"; do
		grep -qE "^   $command( |$)" text
		# shellcheck disable=SC2086
		"$HWREG" help $command | long_options | while read -r option; do
			grep -qE -- "^ +(-[a-z], )?$option\b" text || {
				echo "$option"
				exit 1
			}
		done
	done
	run -0 mandoc -T lint -W warning "$page"
}
