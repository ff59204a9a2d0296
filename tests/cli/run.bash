# run.bash - what the tests of run share; `load run` in setup(), then run_setup

# A board in $PWD with one block D, and words for it in a simulation: one a process, and one that stays
run_setup() {
	cd "$BATS_TEST_TMPDIR" || return
	unset HWREG_BOARD
	simulation=run-$$-$BATS_TEST_NUMBER
	cat >board.yaml <<-'END'
		hwreg: 1
		board: bench
		match: any
		gpios: {RESET_N: {chip: nothere, line: 3}}
		blocks: {D: {type: t, base: 0x1000}}
		types:
		  t:
		    size: 0x100
		    registers:
		      CTRL: {offset: 0x00, reset: 0x2, fields: {MODE: {bits: "1:0", enum: {off: 0, slow: 1, fast: 2}}, LEVEL: "15:8"}}
		      DATA: {offset: 0x04, reset: 0}
		      STAT: {offset: 0x08, policy: ro, reset: 0x1, fields: {READY: 0, ERROR: 1}}
		      FIFO: {offset: 0x0c, read: effect}
		      GO: {offset: 0x10, trigger: true}
		      KEY: {offset: 0x14, protect: fuses}
		      ACK: {offset: 0x18, policy: w1c, reset: 0xff}
		      GATED: {offset: 0x1c, requires: [CTRL.MODE==off]}
		sequences:
		  blink:
		    description: two levels
		    variables: {LEVEL: 3}
		    steps:
		      - poke: D.CTRL.LEVEL=${LEVEL}
		      - expect: D.CTRL.LEVEL==${LEVEL}
	END
	hwreg=("$HWREG" -b ./board.yaml -t sim)
	named=("$HWREG" -b ./board.yaml -t "sim:$simulation")
}

# From here on each hwreg has the simulation that stays
keep_simulation() {
	hwreg=("${named[@]}")
}

run_teardown() {
	"$HWREG" sim rm "$simulation" 2>/dev/null || true
}

# sequence FILE: the lines on standard input, after those that every sequence has
sequence() {
	{ echo 'hwreg-sequence: 1' && cat; } >"$1"
}

# steps FILE: a sequence with the steps on standard input alone
steps() {
	{ echo 'steps:' && sed 's/^/  /'; } | sequence "$1"
}

# What was printed, without times
timeless() {
	sed -E 's/ in [0-9]+\.[0-9]{2} s$/ in T/'
}

# results STATUS ARGUMENTS...: run has this exit status; $output is what it printed, without times
results() {
	local want=$1
	shift
	run --separate-stderr "${hwreg[@]}" "$@"
	output=$(timeless <<<"$output")
	[ "$status" -eq "$want" ] || {
		echo "status $status: $output $stderr"
		return 1
	}
}

# is TEXT: that was the output
is() {
	[ "$output" = "$1" ] || {
		diff <(echo "$1") <(echo "$output")
		return 1
	}
}
