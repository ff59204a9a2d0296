#!/usr/bin/env bats
# Completion scripts: valid, and offering what the tables and the board have

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR" || exit 1
	export HWREG_BOARD=$SRCTREE/boards/demo.yaml
	ln -s "$HWREG" hwreg
	PATH=$BATS_TEST_TMPDIR:$PATH
}

# completions LINE: what bash would offer, with the cursor at the end; one a line
completions() {
	# shellcheck source=/dev/null
	source <("$HWREG" completion bash)
	COMP_LINE=$1
	COMP_POINT=${#1}
	COMPREPLY=()
	_hwreg
	printf '%s\n' "${COMPREPLY[@]}"
}

# offers LINE WORD...: exactly these, in this order
offers() {
	run -0 completions "$1"
	shift
	[ "$output" = "$(printf '%s\n' "$@")" ] || {
		echo "$output"
		false
	}
}

@test "bash: the script is valid and registers itself" {
	"$HWREG" completion bash >script
	bash -n script
	run -0 bash -c 'source ./script && complete -p hwreg'
	[ "$output" = "complete -F _hwreg hwreg" ]
}

@test "zsh: the script is valid" {
	command -v zsh >/dev/null || skip "zsh is not installed"
	"$HWREG" completion zsh >script
	zsh -n script
}

@test "zsh: offers words, and no space after what goes on" {
	command -v zsh >/dev/null || skip "zsh is not installed"
	"$HWREG" completion zsh >script
	cat >test.zsh <<-'END'
		compdef() { print -r -- "compdef $@" }
		compadd() { print -rl -- "${(j: :)${(@qqq)@}}" }
		source ./script
		words=(hwreg -q si); CURRENT=3; PREFIX=si; _hwreg
		words=(hwreg peek LE); CURRENT=3; PREFIX=LE; _hwreg
	END
	run -0 zsh -f test.zsh
	[ "${lines[0]}" = "compdef _hwreg hwreg" ]
	[ "${lines[1]}" = '"--" "sim"' ]
	[ "${lines[2]}" = '"-S" "" "--" "LED."' ]
}

@test "bash: commands" {
	offers "hwreg p" peek poke policy
	offers "hwreg -q -t mem de" decode
	offers "hwreg sim " ls rm
	offers "hwreg board " check compile
	offers "hwreg import " svd dt
	offers "hwreg export " dts header html json markdown svd
	offers "hwreg help dum" dump
	offers "hwreg completion " bash zsh
	run -0 completions "hwreg "
	[ "${lines[0]}" = peek ]
	[ "$output" = "$("$HWREG" help | sed -nE '/^Commands:/,/^$/s/^  ([a-z]+) .*/\1/p' | uniq)" ]
}

@test "bash: blocks to bind" {
	export HWREG_BOARD=$SRCTREE/boards/demo.yaml
	offers "hwreg bind PM" PMIC
	offers "hwreg unbind LE" LED
}

@test "bash: GPIO lines, and what they can be set to or waited for" {
	offers "hwreg gpio p" pulse
	offers "hwreg gpio get B" BUTTON BUZZER
	offers "hwreg gpio set BUTTON=1 BUZ" BUZZER=
	# readline replaces what follows the =
	offers "hwreg gpio set BUZZER=" 0 1
	offers "hwreg gpio wait BUZZER=r" rising
	offers "hwreg gpio watch BUTTON --edge f" falling
	offers "hwreg gpio set --drive open" open-drain open-source
}

@test "bash: sequences to run, and files" {
	touch one.yaml
	offers "hwreg run bl" blink
	offers "hwreg run ./on" ./one.yaml
	offers "hwreg run --keep-going blink bl" blink
	offers "hwreg -o j" json junit
}

@test "bash: options, the command's own first" {
	offers "hwreg poke --ver" --verify --verbose --version
	offers "hwreg --ver" --verbose --version
	offers "hwreg watch X --c" --count --changes --cpu
	offers "hwreg --dry" --dry-run
}

@test "bash: values of options, in both forms" {
	offers "hwreg -o " text json csv vcd tap junit
	offers "hwreg -e b" big
	offers "hwreg --width 6" 64
	offers "hwreg peek X -qf " hex dec bin
	# readline replaces what follows the =
	offers "hwreg --force=p" policy protect
}

@test "bash: targets" {
	offers "hwreg -t fi" file:
	run -0 completions "hwreg -t "
	[[ $'\n'"$output"$'\n' == *$'\n'mem$'\n'* ]]
	[[ $'\n'"$output"$'\n' == *$'\n'sim$'\n'* ]]
}

@test "bash: files" {
	touch one.yaml two.yaml
	offers "hwreg -b ./on" ./one.yaml
	offers "hwreg board check ./tw" ./two.yaml
	offers "hwreg -t file:./on" ./one.yaml
	offers "hwreg --log=./on" ./one.yaml
}

@test "bash: names of the board, level by level" {
	offers "hwreg peek LE" LED.
	offers "hwreg peek LED." LED.CTRL LED.COUNT
	offers "hwreg peek LED.CTRL." LED.CTRL.MODE LED.CTRL.LEVEL
	offers "hwreg peek GPIO.PORTA.I" GPIO.PORTA.IN
	offers "hwreg watch UART0.STATUS UART" UART0. UART1.
	offers "hwreg decode FUSES." FUSES.SERIAL FUSES.LOCK
}

@test "bash: names of the board that -b names" {
	cat >small.yaml <<-'END'
		hwreg: 1
		board: small
		match: any
		blocks: {ONE: {type: t, base: 0}}
		types: {t: {size: 0x10, registers: {FIRST: 0x0}}}
	END
	offers "hwreg -b ./small.yaml peek ON" ONE.
	offers "hwreg --board=./small.yaml info ONE." ONE.FIRST
}

@test "bash: names of values in a write" {
	# readline replaces what follows the =
	offers "hwreg poke LED.CTRL.MODE=b" blink
	offers "hwreg poke LED.CTRL.MODE=" dark steady blink
}

@test "bash: further fields of a write, without those it has, and their values" {
	offers "hwreg poke LED.CTRL.MODE=blink," blink,LEVEL
	offers "hwreg poke UART0.STATUS.ENABLE=1,O" 1,OVERRUN
	offers "hwreg poke UART0.STATUS.ENABLE=1,EMPTY=0," 0,OVERRUN
	offers "hwreg poke LED.CTRL.LEVEL=1,MODE=" dark steady blink
	run -0 "$HWREG" completion words -- hwreg poke LED.CTRL.LEVEL=1,M
	[ "$output" = $'LED.CTRL.LEVEL=1,MODE\n:nospace' ]
	# no fields, no such register
	run -0 "$HWREG" completion words -- hwreg poke LED.COUNT=5,
	[ -z "$output" ]
	run -0 "$HWREG" completion words -- hwreg poke LED.NONE.MODE=5,
	[ -z "$output" ]
}

@test "bash: further values of an option that takes several" {
	offers "hwreg --force policy,p" policy,protect
	offers "hwreg --force policy,protect," policy,protect,board policy,protect,busy policy,protect,requires
	# readline replaces what follows the =
	offers "hwreg --force=policy,b" policy,board policy,busy
	offers "hwreg -o json," ""
}

@test "bash: help for a command of two words" {
	offers "hwreg help sim " ls rm
	offers "hwreg help sim r" rm
	offers "hwreg help peek " ""
	offers "hwreg help sim rm " ""
}

@test "bash: targets of a space, simulations" {
	offers "hwreg -t pm" pmic=
	# readline replaces what follows the =
	offers "hwreg -t pmic=fi" file:
	offers "hwreg --target=pmic=fi" file:
	touch one.bin
	offers "hwreg -t pmic=file:./on" ./one.bin
	run -0 "$HWREG" completion words -- hwreg -t pmic=
	[[ $'\n'"$output"$'\n' == *$'\n'pmic=sim$'\n'* ]]
	[[ $'\n'"$output"$'\n' != *$'\n'sim$'\n'* ]]
	name=completion-$$-$BATS_TEST_NUMBER
	"$HWREG" -t "sim:$name" poke LED.COUNT=1
	run completions "hwreg -t pmic=sim:completion-$$-"
	[ "$output" = "$name" ]
	run completions "hwreg sim rm completion-$$-"
	"$HWREG" sim rm "$name"
	[ "$output" = "$name" ]
}

@test "words: boards by name, for who is not root, and files" {
	mkdir boards
	cp "$HWREG_BOARD" boards/shown.yaml
	user=()
	if [ "$(id -u)" -eq 0 ]; then
		# root takes boards from the system's folders alone
		run -0 env HWREG_BOARD_PATH="$PWD/boards" "$HWREG" completion words -- hwreg -b show
		[ "$output" = ":files" ]
		# a way in for him
		install -m 755 "$HWREG" hwreg-of-all
		chmod 755 . boards "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test"
		HWREG=$PWD/hwreg-of-all
		user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	fi
	for line in "-b show" "export html show"; do
		# shellcheck disable=SC2086 # words
		run -0 --separate-stderr "${user[@]}" env HWREG_BOARD_PATH="$PWD/boards" "$HWREG" completion words -- hwreg $line
		[ "$output" = $'shown\n:files' ]
	done
}

@test "words: behind -- there are no options" {
	run -0 "$HWREG" completion words -- hwreg peek --ver
	[[ "$output" == "--verbose"* ]]
	run -0 "$HWREG" completion words -- hwreg peek -- --ver
	[ -z "$output" ]
	run -0 "$HWREG" completion words -- hwreg peek -- LE
	[ "$output" = $'LED.\n:nospace' ]
}

@test "words: a name that can be gone on with gets no space" {
	run -0 "$HWREG" completion words -- hwreg peek LE
	[ "$output" = $'LED.\n:nospace' ]
	run -0 "$HWREG" completion words -- hwreg peek LED.CO
	[ "$output" = LED.COUNT ]
	run -0 "$HWREG" completion words -- hwreg poke LED.CO
	[ "$output" = $'LED.COUNT\n:nospace' ]
}

@test "words: silent when the board cannot be loaded" {
	HWREG_BOARD=/missing.yaml run -0 --separate-stderr "$HWREG" completion words -- hwreg peek L
	[ -z "$output" ]
	[ -z "$stderr" ]
}

@test "completion: of another shell" {
	run -2 --separate-stderr "$HWREG" completion fish
	[ "$stderr" = "hwreg: completion: no script for 'fish'; there is bash and zsh" ]
}
