# helpers.bash - what the tests of the command share; `load helpers` in setup()

# Compiled boards are kept for the time of the run, also without tests/run
export HWREG_CACHE=${HWREG_CACHE:-$BATS_RUN_TMPDIR/cache}

# A file of bytes 00 01 … ff 00 01 …, so many times 256
counting_file() { # path, bytes
	local i round
	for ((i = 0; i < 256; i++)); do printf -v round '%s\\x%02x' "${round:-}" $i; done
	for ((i = 0; i < $2; i += 256)); do printf '%b' "$round"; done >"$1"
}

# 64-bit accesses are refused on the 32-bit CPUs of the suites arm32 and i386; wide.bats tests that
has_64() {
	[ "${HWREG_BITS-}" != 32 ]
}
need_64() {
	has_64 || skip "64-bit accesses on a 32-bit CPU"
}

# The accesses that a command line made, as the log tells them: "read 32 0x00000004", a line each
accesses() { # arguments of hwreg
	rm -f "$BATS_TEST_TMPDIR/log"
	status=0
	"$HWREG" --log "$BATS_TEST_TMPDIR/log" "$@" >"$BATS_TEST_TMPDIR/stdout" 2>"$BATS_TEST_TMPDIR/stderr" ||
		status=$?
	output=$(sed -nE 's/^[^ ]+ (read|write) ([0-9]+) bits at (0x[0-9a-f]+)( \([^)]*\))? on [^ ]+ = ?(0x[0-9a-f]+)?.*$/\1 \2 \3 \5/p' \
		"$BATS_TEST_TMPDIR/log" 2>/dev/null | sed -E '/^read/s/( 0x[0-9a-f]+) .*/\1/')
}

# refused STATUS TEXT ARGUMENTS...: the command fails so, says so, prints nothing and touches nothing
refused() {
	local want=$1 text=$2
	shift 2
	accesses "$@"
	if [ "$status" -ne "$want" ] || ! grep -qF -- "$text" "$BATS_TEST_TMPDIR/stderr" ||
		[ -s "$BATS_TEST_TMPDIR/stdout" ] || [ -n "$output" ]; then
		echo "hwreg $*"
		echo "status $status, not $want; accesses: $output; standard output and error:"
		cat "$BATS_TEST_TMPDIR/stdout" "$BATS_TEST_TMPDIR/stderr"
		return 1
	fi
}

# close_terminal TMUX...: end a terminal, if there is one; what runs on it must end within 10 seconds
close_terminal() {
	local leader stat pid session state i pids=()
	for leader in $("$@" list-panes -a -F '#{pane_pid}' 2>/dev/null); do
		for stat in /proc/[0-9]*/stat; do
			read -r pid session < <(sed -E 's/^([0-9]+) .*\) . [0-9-]+ [0-9-]+ ([0-9-]+) .*/\1 \2/' "$stat" 2>/dev/null) || true
			[ "$session" != "$leader" ] || pids+=("$pid")
		done
	done
	"$@" kill-server 2>/dev/null || return 0
	for pid in "${pids[@]}"; do
		for ((i = 0; i < 1000; i++)); do
			state=$(sed -E 's/^.*\) (.).*/\1/' "/proc/$pid/stat" 2>/dev/null) || true
			[[ $state == [^Z] ]] || continue 2
			sleep 0.01
		done
		echo "still runs when its terminal is gone: $(tr '\0' ' ' <"/proc/$pid/cmdline")"
		kill -KILL "$pid"
		return 1
	done
}
