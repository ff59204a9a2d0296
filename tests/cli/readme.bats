#!/usr/bin/env bats
# The README's examples: every `console` block runs as it stands and prints what it says

bats_require_minimum_version 1.5.0

setup() {
	mkdir "$BATS_TEST_TMPDIR/bin"
	ln -s "$HWREG" "$BATS_TEST_TMPDIR/bin/hwreg"
	ln -s "$SRCTREE/boards" "$BATS_TEST_TMPDIR/boards"
	cd "$BATS_TEST_TMPDIR"
	# simulations of this run alone
	sed "s/sim:play/sim:play-$$/g; s/sim rm play/sim rm play-$$/" "$SRCTREE/README.md" >README
	# each file under the name that the text before it gives it
	awk 'match($0, /`[a-z]+\.yaml`/) {name = substr($0, RSTART + 1, RLENGTH - 2)}
		/^```yaml$/ {on = 1; next} /^```$/ {on = 0} on {print >name}' README
	[ -s myboard.yaml ] && [ -s timer.yaml ]
}

times='s/\([0-9]+ times\)$/(N times)/; s/ in [0-9.]+ s$/ in N s/'

@test "README: commands print what it says" {
	awk '/^```console$/ {on = 1; next} /^```$/ {on = 0} on' README >expected
	sed -n 's/^\$ //p' expected >script
	[ "$(wc -l <script)" -ge 9 ]
	# one shell, as at a desk; what it is told is shown like a prompt shows it
	{
		printf 'exec 2>&1\n'
		while IFS= read -r line; do
			printf 'printf "%%s\\n" %q\n%s\n' "\$ $line" "$line"
		done <script
	} >run
	PATH=$BATS_TEST_TMPDIR/bin:$PATH run bash run
	# but for what differs from run to run: how often something was read in a given time
	diff -u <(sed -E "$times" expected) <(sed -E "$times" <<<"$output")
}

# here a test fails; the board and its simulation go without saying
@test "README: further commands of tests are understood, and tell of the test that fails" {
	sed -n '/^## Testing your board/,/^## Boards/s/^    \(hwreg\|prove\) /\1 /p' README >commands
	[ "$(wc -l <commands)" -eq 5 ]
	mkdir tests
	cp timer.yaml tests
	printf '#!/bin/sh\nexec "%s" -b ./myboard.yaml -t sim "$@"\n' "$HWREG" >bin/board-hwreg
	chmod +x bin/board-hwreg
	ln -sf board-hwreg bin/hwreg
	export PATH=$BATS_TEST_TMPDIR/bin:$PATH
	run -0 bash -c "$(sed -n 1p commands)"
	[[ $output == *"would write 32 bits at 0x40001000 (TIMER0.CTRL)"* ]]
	run -1 bash -c "$(sed -n 2p commands)"
	[[ $output == *"TIMER0.COUNT>=0x32 does not hold"* ]]
	run -1 bash -c "$(sed -n 3p commands)"
	[[ $output == *"tests/timer.yaml"*"Failed 1/4 subtests"* ]]
	run -1 bash -c "$(sed -n 4p commands)"
	grep -q '<testsuite name="timer" tests="4" failures="1"' tests.xml
	run -1 bash -c "$(sed -n 5p commands)"
	[ "$(jq -c .summary <<<"$output")" = '{"passed":3,"failed":1,"errors":0,"skipped":0}' ]
}

@test "README: make targets and folders that it names exist" {
	for folder in $(grep -oE '^\| `[a-z/]+`' "$SRCTREE/README.md" | tr -d '|` '); do
		[ -d "$SRCTREE/$folder" ]
	done
	for target in demo check emulate menuconfig allnoconfig install help; do
		grep -q "make $target" "$SRCTREE/README.md"
		make -n -f "$SRCTREE/Makefile" "O=$BATS_TEST_TMPDIR/o" "$target" >/dev/null
	done
}
