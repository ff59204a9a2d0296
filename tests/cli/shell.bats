#!/usr/bin/env bats
# hwreg shell: commands a line each, from a pipe and typed at a terminal

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	cd "$BATS_TEST_TMPDIR" || exit 1
	export HWREG_BOARD=$SRCTREE/boards/demo.yaml HOME=$BATS_TEST_TMPDIR/home
	unset XDG_STATE_HOME
	mkdir home
	counting_file regs 4096
	target=(-t file:regs)
	pid=
	terminal=(tmux -L "hwreg-shell-$$-$BATS_TEST_NUMBER" -f /dev/null)
}

teardown() {
	close_terminal "${terminal[@]}"
	[ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null || true
}

# shell ARGUMENTS... <<END: standard output in $output, standard error in $stderr, $status
shell() {
	run --separate-stderr "$HWREG" -q "$@"
}

# start ARGUMENTS...: a shell in the background that takes lines from descriptor 9
start() {
	mkfifo in
	: >out
	env --default-signal=INT,TERM "$HWREG" -q "$@" <in >out 2>err 3>&- &
	pid=$!
	exec 9>in
}

await() { # text of out
	until grep -qxF -- "$1" out; do
		kill -0 "$pid" || return 1
		sleep 0.01
	done
}

@test "shell: runs lines, skips empty ones and comments, and takes a last line without its end" {
	shell "${target[@]}" shell < <(printf 'peek 0x4\n\n   \n# peek 0x8\npeek -w 16 0x8 # why\r\n\tpeek 0xc 0x10')
	[ "$status" -eq 0 ]
	[ "$output" = $'0x07060504\n0x0908\n0x0f0e0d0c\n0x13121110' ]
	[ -z "$stderr" ]
}

@test "shell: splits words as sh does, and expands nothing" {
	cat >lines <<-'END'
		board check '$HOME *'
		board check "\$HOME *"
		board check $HOME\ *
		board check '$HO'"ME "\*
		board check ~ "" a#b
	END
	shell shell <lines
	[ "$status" -eq 2 ]
	[ "$(printf '%s\n' "$stderr" | sed 's/ in .*//')" = 'hwreg: line 1: no board $HOME *.yaml
hwreg: line 2: no board $HOME *.yaml
hwreg: line 3: no board $HOME *.yaml
hwreg: line 4: no board $HOME *.yaml
hwreg: line 5: no board ~.yaml
hwreg: line 5: the name of a board is empty
hwreg: line 5: no board a#b.yaml' ]
}

@test "shell: what is not closed, NUL bytes and lines that name no command are told with their line" {
	shell "${target[@]}" shell < <(printf "peek 0x0\npeek 'x\npeek \"x\\\\\"\npeek x\\\\\npeek 0x0\\0 1\nfoo\npeek\nshell\n-t\npeek 0x0\n")
	[ "$status" -eq 2 ]
	[ "$output" = $'0x03020100\n0x03020100' ]
	[ "$stderr" = "hwreg: line 2: a quote is not closed, or nothing comes after the last backslash
hwreg: line 3: a quote is not closed, or nothing comes after the last backslash
hwreg: line 4: a quote is not closed, or nothing comes after the last backslash
hwreg: line 5: there is a NUL byte in it
hwreg: line 6: no command foo; hwreg --help lists them
hwreg: line 7: peek: not enough arguments; usage: hwreg peek LOCATION...
hwreg: line 8: shell: this is one already
hwreg: line 9: -t/--target needs an argument: SPEC" ]
}

@test "shell: text that is no UTF-8 is told as it is, and as U+FFFD in JSON" {
	shell "${target[@]}" shell < <(printf 'peek \xff\n')
	[ "$status" -eq 2 ]
	[[ "$stderr" == $'hwreg: line 1: '*$'\xff'* ]]
	shell -o json "${target[@]}" shell < <(printf 'peek \xff\n')
	[ "$(jq -r .error.status <<<"$output")" = 2 ]
	[[ "$(jq -r .error.message <<<"$output")" == *$'\xef\xbf\xbd'* ]]
}

@test "shell: a line of 1 MB works; one of 17 MiB is refused, and the next works" {
	{
		printf 'peek 0x4%1000000s\n' ''
		printf 'peek 0x4%1000000s0x8\n' ''
		printf '%17825792s\n' '' | tr ' ' x
		echo peek 0xc
	} >lines
	shell "${target[@]}" shell <lines
	[ "$status" -eq 2 ]
	[ "$output" = $'0x07060504\n0x07060504\n0x0b0a0908\n0x0f0e0d0c' ]
	[ "$stderr" = "hwreg: line 3: it is longer than 16 MiB" ]
}

@test "shell: lines behind one that is too long are all taken, from a file and from a pipe" {
	{
		printf '%16778000s\n' '' | tr ' ' x
		for _ in {1..20}; do printf 'peek 0x4\n#%1000000s\n' ''; done
	} >lines
	shell "${target[@]}" shell <lines
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 20 ]
	[ "$stderr" = "hwreg: line 1: it is longer than 16 MiB" ]
	shell "${target[@]}" shell < <(cat lines)
	[ "${#lines[@]}" -eq 20 ]
}

@test "shell: ends with the status of the first line that failed" {
	shell "${target[@]}" shell < <(printf 'peek 0x4\nwait 0x4==5 --timeout 1ms\nfoo\npeek 0x8\n')
	[ "$status" -eq 1 ]
	[ "$output" = $'0x07060504\n0x0b0a0908' ]
	shell "${target[@]}" shell </dev/null
	[ "$status" -eq 0 ]
	[ -z "$output$stderr" ]
}

@test "shell --stop-on-error: ends at the first line that fails" {
	shell "${target[@]}" shell --stop-on-error < <(printf 'peek 0x4\npeek 0x100000\npeek 0x8\n')
	[ "$status" -eq 2 ]
	[ "$output" = 0x07060504 ]
	[[ "$stderr" == "hwreg: line 2: "* ]]
	[ "${#stderr_lines[@]}" -eq 1 ]
}

@test "shell: exit and quit end it and take nothing" {
	shell "${target[@]}" shell < <(printf 'exit 3\npeek 0x4\nquit\npeek 0x8\n')
	[ "$status" -eq 2 ]
	[ "$output" = 0x07060504 ]
	[ "$stderr" = "hwreg: line 1: exit: '3' is too much; it takes nothing" ]
	shell "${target[@]}" shell < <(printf 'exit\npeek 0x8\n')
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "shell: changes nothing without --write, but a dry run may" {
	cp regs before
	cat >lines <<-'END'
		poke 0x4=1
		fill 0x0..+16=0
		load before 0x10
		copy 0x0..+16 0x20
		-n poke 0x4=1
		peek 0x4
	END
	shell "${target[@]}" shell <lines
	[ "$status" -eq 2 ]
	[ "$output" = $'would write 32 bits at 0x00000004 on file:regs = 0x00000001 (was 0x07060504)\n0x07060504' ]
	[ "${stderr_lines[0]}" = "hwreg: line 1: poke: this shell changes nothing; to let it: hwreg shell --write" ]
	[ "${#stderr_lines[@]}" -eq 4 ]
	cmp regs before
}

@test "shell: commands that change more than registers want --write too" {
	local line
	for line in 'irq uio:x' 'irq enable uio:x' 'irq disable uio:x' 'bind LED' 'unbind LED' 'sim rm x' \
		'gpio set BUTTON=1' 'gpio pulse BUTTON --low 1ms' 'gpio get --input BUTTON' \
		'gpio get --bias pull-up BUTTON' 'watch --on uio:x 0' 'wait --on uio:x 0==0' \
		'watch --on vfio:0000:00:01.0/msi0 0'; do
		case $line in
		gpio*) "$HWREG" help gpio >/dev/null 2>&1 || continue ;;
		esac
		shell shell <<<"$line"
		[ "$status" -eq 2 ]
		[[ "$stderr" == "hwreg: line 1: ${line%% *}: this shell changes nothing; to let it: hwreg shell --write" ]]
	done
}

@test "shell --write: a simulation keeps what lines write, by name and by number" {
	shell -t sim shell --write < <(printf 'poke LED.CTRL.MODE=blink\npeek LED.CTRL\n-w 8 peek 0x10000000\n')
	[ "$status" -eq 0 ]
	[ "$output" = $'0x00000002\n0x02' ]
}

@test "shell: a line's own -t, -b and -w hold for that line alone" {
	printf 'hwreg: 1\nboard: other\nmatch: any\nblocks: {X: {type: t, base: 0}}\ntypes: {t: {size: 4, registers: {R: 0}}}\n' >other.yaml
	printf 'abcdefgh' >second
	cat >lines <<-'END'
		peek 0x0
		-t file:second peek 0x0
		peek 0x0 -w 8
		-b ./other.yaml peek X.R
		peek X.R
		peek 0x0
	END
	shell "${target[@]}" shell <lines
	[ "$status" -eq 2 ]
	[ "$output" = $'0x03020100\n0x64636261\n0x00\n0x03020100\n0x03020100' ]
	[[ "$stderr" == "hwreg: line 5: no register X.R"* ]]
	shell -t sim shell --write < <(printf 'poke LED.COUNT=7\n-t sim peek LED.COUNT\npeek LED.COUNT\n')
	[ "$output" = $'0x00000000\n0x00000007' ]
}

@test "shell: what a line forces, tells and formats is for that line alone" {
	cat >lines <<-'END'
		poke FUSES.SERIAL=5
		--force=protect poke FUSES.SERIAL=5
		poke FUSES.SERIAL=6
		-e big peek 0x10008000
		-f dec peek FUSES.SERIAL
		--no-lock -v --log log peek FUSES.SERIAL
		peek FUSES.SERIAL
		-n poke FUSES.SERIAL=7 --force=protect
		peek FUSES.SERIAL
	END
	shell -t sim shell --write <lines
	[ "$status" -eq 2 ]
	[ "$output" = $'0x05000000\n5\n0x00000005\n0x00000005\nwould write 32 bits at 0x10008000 (FUSES.SERIAL) on sim = 0x00000007\n0x00000005' ]
	[ "$(grep -c 'is protected' <<<"$stderr")" -eq 2 ]
	[ "$(grep -c ': read 32 bits' <<<"$stderr")" -eq 1 ]
	[ "$(grep -c ' read 32 bits' log)" -eq 1 ]
	shell --force=protect -t sim shell --write < <(printf 'poke FUSES.SERIAL=5\npeek FUSES.SERIAL\n')
	[ "$status" -eq 0 ]
	[ "$output" = 0x00000005 ]
}

@test "shell: a target that is not there at first is opened by a later line" {
	start -t file:later shell
	echo 'peek 0x0' >&9
	until [ -s err ]; do sleep 0.01; done
	cp regs later
	echo 'peek 0x4' >&9
	await 0x07060504
	exec 9>&-
	status=0
	wait "$pid" || status=$?
	[ "$status" -eq 4 ]
	[ "$(cat err)" = "hwreg: line 1: later: No such file or directory" ]
	pid=
}

@test "shell: save, diff, restore, fill, load and copy work on what lines have open" {
	printf '\x07\x00\x00\x00' >seven
	cat >lines <<-'END'
		poke LED.CTRL.MODE=blink
		save LED.CTRL --out saved.yaml
		poke LED.CTRL.MODE=steady
		diff saved.yaml
		restore --verify saved.yaml
		diff saved.yaml
		peek LED.CTRL.MODE
		fill LED.COUNT..+4=0x5
		peek LED.COUNT
		load seven 0x10000004
		peek LED.COUNT
		copy 0x10000004..+4 0x10000000
		peek LED.CTRL
	END
	shell -t sim shell --write <lines
	[ "$status" -eq 1 ]
	[ "$output" = $'LED.CTRL\nLED.CTRL\n0x2\n0x00000005\n0x00000007\n0x00000007' ]
}

@test "shell: who waits for the answer to a line finds what lines before it wrote stored" {
	command -v strace >/dev/null || skip "strace is not installed"
	[ -z "${HWREG_FOREIGN-}" ] || skip "strace does not see into QEMU"
	[ -z "${ASAN_OPTIONS:-}" ] || skip "LeakSanitizer does not run under strace"
	HWREG="strace -f -o calls -e trace=msync,write $HWREG"
	mkfifo in
	# shellcheck disable=SC2086 # words
	$HWREG -q -t file:regs shell --write <in >out 2>err 3>&- &
	pid=$!
	exec 9>in
	for value in 1 2; do
		printf 'poke 0=%d\npoke 0x800=%d\npeek 0\n' $value $value >&9
		await "0x0000000$value"
	done
	exec 9>&-
	wait "$pid"
	pid=
	[ "$(sed -nE 's/^[0-9]+ +(msync|write.1,).*/\1/p' calls | tr '\n' ' ')" = "msync write(1, msync write(1, " ]
}

@test "shell: the board is read once, and what is open stays open" {
	command -v strace >/dev/null || skip "strace is not installed"
	[ -z "${HWREG_FOREIGN-}" ] || skip "strace does not see into QEMU"
	[ -z "${ASAN_OPTIONS:-}" ] || skip "LeakSanitizer does not run under strace"
	for _ in {1..50}; do echo "peek 0x4"; echo "peek LED.CTRL"; done >lines
	HWREG_CACHE=0 strace -f -e trace=openat -o trace "$HWREG" -q -b "$HWREG_BOARD" -t file:regs@0x10000000 \
		shell < <(sed 's/0x4/0x10000004/' lines) >out
	[ "$(wc -l <out)" -eq 100 ]
	# once to see who can write it, once to read it
	[ "$(grep -c 'demo.yaml' trace)" -eq 2 ]
	[ "$(grep -c '"regs"' trace)" -eq 1 ]
}

@test "shell: conditions of registers are asked for anew in each line" {
	cat >when.yaml <<-'END'
		hwreg: 1
		board: when
		match: any
		blocks: {B: {type: b, base: 0}}
		types:
		  b:
		    size: 0x10
		    registers:
		      GATE: 0x0
		      DATA: {offset: 0x4, requires: [GATE==1]}
	END
	shell -b ./when.yaml -t sim shell --write < <(printf 'poke B.DATA=5\npoke B.GATE=1\npoke B.DATA=5\npeek B.DATA\n--force=requires peek B.DATA\npoke B.GATE=0\npeek B.DATA\n--force=requires peek B.DATA\n')
	[ "$status" -eq 3 ]
	[ "$output" = $'0x00000005\n0x00000005\n0x00000005' ]
	[ "$(grep -c '^hwreg: line [17]: ' <<<"$stderr")" -eq 2 ]
}

@test "shell: reads what is behind an index without --write, and writes nothing else" {
	cat >window.yaml <<-'END'
		hwreg: 1
		board: window
		match: any
		blocks: {B: {type: b, base: 0}}
		types:
		  b:
		    size: 0x10
		    registers:
		      INDEX: {offset: 0x0, width: 8}
		      DATA: {offset: 0x4}
		      IDX: {window: {index: INDEX, data: DATA}, registers: {ID: {offset: 0x3, reset: 0x1234}}}
	END
	shell -b ./window.yaml -t sim shell < <(printf 'peek B.INDEX\npeek B.IDX.ID\npeek B.INDEX\npoke B.IDX.ID=1\npeek B.IDX.ID\n')
	[ "$status" -eq 2 ]
	[ "$output" = $'0x00\n0x00001234\n0x03\n0x00001234' ]
	[ "$stderr" = "hwreg: line 4: poke: this shell changes nothing; to let it: hwreg shell --write" ]
}

@test "shell -o json: a document a line, also for a line that fails" {
	shell -o json "${target[@]}" shell --write < <(printf 'peek 0x4\nfoo\n"\npoke 0x4=9\n-o text -q peek 0x4\npeek 0x4\n')
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 6 ]
	[ "${lines[4]}" = 0x00000009 ]
	sed 5d <<<"$output" >documents
	run -0 jq -c 'if type == "array" then .[0].value else .error.status end' documents
	[ "$output" = $'117835012\n2\n2\n9\n9' ]
}

@test "shell -o json: every command prints one document on one line; watch an object a sample" {
	local line want
	printf 'abcd' >data
	while IFS='|' read -r want line; do
		shell -o json -t sim shell --write <<<"$line"
		[ "${#lines[@]}" -eq "$want" ]
		[ "$(jq -s length <<<"$output")" -eq "$want" ]
	done <<-'END'
		1|peek LED UART0.BAUD
		1|poke LED.COUNT=1 LED.CTRL=2
		1|dump LED
		1|list LED*
		1|info LED.CTRL
		1|find light
		1|decode LED.CTRL 5
		1|fill LED.COUNT..+4=5
		1|load data 0x10000004
		1|copy 0x10000000..+4 0x10000004
		1|wait LED.COUNT==5 --timeout 1ms
		1|-n poke LED.COUNT=1
		1|sim ls
		1|exit 3
		1|peek 0x10000000 --unknown
		2|watch --every 1ms --count 2 LED.COUNT
	END
}

@test "shell: --log and -v tell each line" {
	shell -v --log log "${target[@]}" shell < <(printf 'peek 0x4\npeek 0x8\n')
	[ "$status" -eq 0 ]
	[ "$(grep -c '^hwreg: read 32 bits at' <<<"$stderr")" -eq 2 ]
	[ "$(sed -E 's/^[^ ]+ (hwreg [^ ]+: )?//' log)" = "peek 0x4
read 32 bits at 0x00000004 on file:regs = 0x07060504
peek 0x8
read 32 bits at 0x00000008 on file:regs = 0x0b0a0908" ]
}

@test "shell: --out is for its line, standard output for the next" {
	shell shell < <(printf 'export json --out board.json\n-t file:regs peek 0x4\nexport json --out /dev/full\n-t file:regs peek 0x8\n')
	[ "$status" -eq 3 ]
	[ "$output" = $'0x07060504\n0x0b0a0908' ]
	[ "$stderr" = "hwreg: line 3: /dev/full: No space left on device" ]
	[ "$(jq -r .board board.json)" = demo ]
}

@test "shell: no command takes lines for its data" {
	local word line
	while IFS='|' read -r word line; do
		shell "${target[@]}" shell --write < <(printf '%s\npeek 0x0\n' "$line")
		[ "$status" -eq 2 ]
		[ "$output" = 0x03020100 ]
		[ "$stderr" = "hwreg: line 1: $word: in a shell standard input is the lines; name a file" ]
	done <<-'END'
		-|load - 0x0
		/dev/stdin|load --verify /dev/stdin 0x0
		/dev/stdin|restore /dev/stdin
		/proc/self/fd/0|diff ./regs /proc/self/fd/0
		/dev/fd/0|board check /dev/fd/0
		/dev/stdin|peek 0x4 -b /dev/stdin
		file:/dev/stdin|peek 0x4 -t file:/dev/stdin
	END
	# a file's name that only looks like it
	shell "${target[@]}" shell --write < <(echo 'load /dev/stdin0 0x0')
	[ "$stderr" = "hwreg: line 1: /dev/stdin0: No such file or directory" ]
}

@test "shell: prints before it waits for the next line, and before a line waits" {
	start "${target[@]}" shell
	echo 'peek 0x4' >&9
	await 0x07060504
	printf 'peek 0x8\nwait 0x0==1 --timeout 1h\n' >&9
	await 0x0b0a0908
	kill -TERM "$pid"
	exec 9>&-
	status=0
	wait "$pid" || status=$?
	[ "$status" -eq 143 ]
	pid=
}

@test "shell: SIGTERM ends it while it waits for a line; what was printed is there" {
	start "${target[@]}" shell
	echo 'peek 0x4' >&9
	await 0x07060504
	kill -TERM "$pid"
	status=0
	wait "$pid" || status=$?
	[ "$status" -eq 143 ]
	exec 9>&-
	[ "$(cat out)" = 0x07060504 ]
	[ ! -s err ]
	pid=
}

@test "shell: a signal is how it ends, also after a line that failed" {
	start "${target[@]}" shell
	printf 'foo\npeek 0x4\n' >&9
	await 0x07060504
	kill -TERM "$pid"
	status=0
	wait "$pid" || status=$?
	[ "$status" -eq 143 ]
	exec 9>&-
	[ "$(cat err)" = "hwreg: line 1: no command foo; hwreg --help lists them" ]
	pid=
}

@test "shell: a reader that goes away ends it with status 3, a full disk too" {
	while :; do echo 'peek 0x4'; done | {
		status=0
		"$HWREG" -q "${target[@]}" shell 2>err || status=$?
		echo "$status" >status
	} | head -n 1 >out || true
	[ "$(cat status)" -eq 3 ]
	[[ "$(cat err)" == *"standard output: Broken pipe" ]]
	[ "$(wc -l <err)" -eq 1 ]
	[ "$(cat out)" = 0x07060504 ]
	status=0
	"$HWREG" -q "${target[@]}" shell < <(printf 'peek 0x4\n') >/dev/full 2>err || status=$?
	[ "$status" -eq 3 ]
	[ "$(cat err)" = "hwreg: standard output: No space left on device" ]
	for _ in {1..20000}; do echo 'peek 0x4'; done >lines
	status=0
	"$HWREG" -q "${target[@]}" shell <lines >/dev/full 2>err || status=$?
	[ "$status" -eq 3 ]
	[ "$(wc -l <err)" -eq 1 ]
}

@test "shell: standard input that cannot be read is status 3" {
	run --separate-stderr bash -c '"$HWREG" -t file:regs shell <&-'
	[ "$status" -eq 3 ]
	[ "$stderr" = "hwreg: standard input: Bad file descriptor" ]
	shell "${target[@]}" shell <.
	[ "$status" -eq 3 ]
	[ "$stderr" = "hwreg: standard input: Is a directory" ]
}

@test "shell: a file that shrinks is an error of its line, not the end" {
	start "${target[@]}" shell
	echo 'peek 0x800' >&9
	await 0x03020100
	truncate -s 0 regs
	echo 'peek 0x800' >&9
	until [ -s err ]; do sleep 0.01; done
	counting_file again 4096
	cat again >regs
	echo 'peek 0x804' >&9
	await 0x07060504
	exec 9>&-
	status=0
	wait "$pid" || status=$?
	[ "$status" -eq 3 ]
	grep -q '^hwreg: line 2: .*bus error' err
	pid=
}

@test "shell: a board that is wrong is told once, before any line" {
	printf 'hwreg: 1\nboard: x\nmatch: any\nblocks: {A: {type: t, base: 0}}\n' >wrong.yaml
	shell -b ./wrong.yaml "${target[@]}" shell < <(printf 'peek 0x0\npeek 0x4\n')
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	[ "$stderr" = "./wrong.yaml:4:20: error: A: there is no type t [unknown-type]
hwreg: ./wrong.yaml: 1 error in this board description" ]
}

@test "shell: SIGINT ends what a line does and the lines of a pipe" {
	start "${target[@]}" shell
	printf 'peek 0x4\nwait 0x0==1 --timeout 1h\npeek 0x8\n' >&9
	await 0x07060504
	kill -INT "$pid"
	status=0
	wait "$pid" || status=$?
	[ "$status" -eq 130 ]
	exec 9>&-
	[ "$(cat out)" = 0x07060504 ]
	pid=
}

@test "shell: capabilities are kept for later lines, but none is in effect" {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	[ -z "${HWREG_FOREIGN-}" ] || skip "QEMU opens files of its own"
	start shell
	echo '-t dev:/dev/zero peek 0x0' >&9
	await 0x00000000
	run awk '/^(CapInh|CapPrm|CapEff|CapAmb|NoNewPrivs):/ {print $1 ($2 ~ /^0*$/ ? "none" : "some")}' \
		"/proc/$pid/status"
	[ "$output" = $'CapInh:none\nCapPrm:some\nCapEff:none\nCapAmb:none\nNoNewPrivs:some' ]
	echo '-t dev:/dev/zero peek -w 8 0x0' >&9
	await 0x00
	exec 9>&-
	wait "$pid"
	pid=
}

@test "shell: ranges of many lines leave nothing behind" {
	[ -z "${HWREG_FOREIGN-}" ] || skip "QEMU maps memory of its own"
	truncate -s 8M big
	start -t file:big shell
	for ((i = 0; i < 1500; i++)); do printf 'peek 0x%x\npeek 0x%x..+8\n' $((i * 4096)) $((i * 4096)); done >&9
	echo 'peek 0x0 -w 8' >&9
	await 0x00
	[ "$(grep -c /big$ "/proc/$pid/maps")" -le 300 ]
	exec 9>&-
	wait "$pid"
	pid=
}

# ---- At a terminal ---------------------------------------------------------------------------------

need_terminal() {
	command -v tmux >/dev/null || skip "tmux is not installed"
	[ -z "${HWREG_FOREIGN-}" ] || skip "a shell for QEMU cannot be typed at"
}

open_terminal() { # arguments
	"${terminal[@]}" new-session -d -x 80 -y 24 bash --norc
	"${terminal[@]}" send-keys "PS1='prompt: '; ulimit -c 0; clear" Enter
	"${terminal[@]}" send-keys "$(printf '%q ' "$HWREG" "$@" shell)" Enter
	shows "hwreg>"
}

shows() { # text
	local i
	for ((i = 0; i < 1000; i++)); do
		shown=$("${terminal[@]}" capture-pane -p)
		[[ $shown != *"$1"* ]] || return 0
		sleep 0.01
	done
	echo "$shown"
	return 1
}

has_table() { # 1 or 0
	local i
	for ((i = 0; i < 1000; i++)); do
		[ "$("${terminal[@]}" display-message -p '#{alternate_on}')" != "$1" ] || return 0
		sleep 0.01
	done
	return 1
}

edits() {
	grep -q '^CONFIG_SHELL_EDIT=y' "${HWREG%/*}/.config" || skip "this build has no line editor"
}

@test "terminal: Tab completes commands, names and options; Up calls a line back" {
	need_terminal
	edits
	open_terminal -t sim
	"${terminal[@]}" send-keys pe Tab LED.C Tab
	shows "hwreg> peek LED.C"
	"${terminal[@]}" send-keys Tab
	shows "LED.COUNT  LED.CTRL"
	"${terminal[@]}" send-keys T Tab --verb Tab Enter
	shows "LED.CTRL  0x10000000 = 0x00000000  rw"
	"${terminal[@]}" send-keys C-l Up
	shows "hwreg> peek LED.CTRL --verbose"
	"${terminal[@]}" send-keys C-d C-u exit Enter
	shows "prompt:"
	[ "$(cat home/.local/state/hwreg/history)" = $'peek LED.CTRL --verbose\nexit' ]
	[ "$(stat -c %a home/.local/state/hwreg home/.local/state/hwreg/history)" = $'700\n600' ]
}

@test "terminal: Tab completes names of files in quotes and with backslashes" {
	need_terminal
	edits
	touch 'it is one' 'it is two' $'it\nis' '#hash'
	open_terminal -t sim
	"${terminal[@]}" send-keys "load i" Tab o Tab
	shows "hwreg> load it\\ is\\ one"
	"${terminal[@]}" send-keys C-u 'load "i' Tab t Tab x
	shows 'hwreg> load "it is two" x'
	"${terminal[@]}" send-keys C-u "load 'it is " Tab
	shows "it is one  it is two"
	"${terminal[@]}" send-keys C-u "load ./#" Tab x
	shows "hwreg> load ./#hash x"
}

@test "terminal: a static command loads no code of the system for an encoding" {
	need_terminal
	edits
	command -v strace >/dev/null || skip "strace is not installed"
	if readelf -lW "$HWREG" | grep -q INTERP; then
		skip "this build is not static"
	fi
	mkdir locales
	localedef -i de_DE -f ISO-8859-1 locales/de_DE.ISO-8859-1
	"${terminal[@]}" new-session -d -x 80 -y 24 bash --norc
	"${terminal[@]}" send-keys "LOCPATH=$PWD/locales LC_ALL=de_DE.ISO-8859-1 strace -f -o trace -e trace=openat '$HWREG' -t sim shell" Enter
	shows "hwreg>"
	"${terminal[@]}" send-keys "peek LED.COUNT # ü" Enter
	shows "LED.COUNT  0x"
	"${terminal[@]}" send-keys "exit # at last" Enter
	shows "at last"
	grep -q locales/de_DE.ISO-8859-1 trace
	[ -z "$(grep '\.so' trace)" ]
}

@test "terminal: the lines of an earlier shell come back; the file is cut to 1,000" {
	need_terminal
	edits
	mkdir -p state/hwreg
	for ((i = 1; i <= 2001; i++)); do echo "peek $i"; done >state/hwreg/history
	export XDG_STATE_HOME=$PWD/state
	open_terminal -t sim
	"${terminal[@]}" send-keys Up
	shows "hwreg> peek 2001"
	"${terminal[@]}" send-keys C-u C-d
	shows "prompt:"
	[ "$(head -n 1 state/hwreg/history)" = "peek 1002" ]
	[ "$(wc -l <state/hwreg/history)" -eq 1000 ]
}

@test "terminal: lines are kept in no home of somebody else, and through no link" {
	need_terminal
	edits
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	mkdir -p home/.local/state/hwreg
	chown 1001 home/.local/state/hwreg
	open_terminal -t sim
	"${terminal[@]}" send-keys "peek LED.COUNT" Enter
	shows "LED.COUNT  0x10000004 = 0x00000000"
	[ ! -e home/.local/state/hwreg/history ]
	chown 0 home/.local/state/hwreg
	ln -s "$PWD/elsewhere" home/.local/state/hwreg/history
	"${terminal[@]}" send-keys "peek LED.CTRL" Enter
	shows "LED.CTRL  0x10000000 = 0x00000000"
	[ ! -e elsewhere ]
	rm -r home/.local
	chown 1001 home
	"${terminal[@]}" send-keys C-l "peek LED.COUNT" Enter
	shows "LED.COUNT  0x10000004 = 0x00000000"
	[ ! -e home/.local ]
	mkdir state
	ln -s "$PWD/state" home/.local
	"${terminal[@]}" send-keys C-l "peek LED.CTRL" Enter
	shows "LED.CTRL  0x10000000 = 0x00000000"
	[ -z "$(ls state)" ]
}

@test "terminal: a place for lines that is named and not there yet is made" {
	need_terminal
	edits
	export XDG_STATE_HOME=$PWD/not/there
	open_terminal -t sim
	"${terminal[@]}" send-keys "peek LED.CTRL" Enter
	shows "LED.CTRL  0x10000000 = 0x00000000"
	[ "$(cat not/there/hwreg/history)" = "peek LED.CTRL" ]
	[ "$(stat -c %a not not/there/hwreg)" = $'700\n700' ]
}

@test "shell: lines from a pipe are not kept" {
	shell "${target[@]}" shell < <(echo 'peek 0x4')
	[ "$output" = 0x07060504 ]
	[ -z "$(ls -A home)" ]
}

@test "terminal: the live table comes and goes" {
	need_terminal
	edits
	open_terminal -t sim
	"${terminal[@]}" send-keys "watch --every 10ms LED.COUNT" Enter
	has_table 1
	"${terminal[@]}" send-keys C-c
	has_table 0
	"${terminal[@]}" send-keys "peek LED.CTRL" Enter
	shows "LED.CTRL  0x10000000 = 0x00000000"
}

@test "terminal: Ctrl-C clears a line, and ends what a line does" {
	need_terminal
	edits
	open_terminal -t sim
	"${terminal[@]}" send-keys abc
	shows "hwreg> abc"
	"${terminal[@]}" send-keys C-c
	shows $'hwreg> abc\nhwreg>'
	# Ctrl-C takes away what was typed and not read: the line has to be at work
	# and seldom, as samples that come late are told when it ends
	"${terminal[@]}" send-keys "watch --changes --every 1s LED.CTRL" Enter
	shows "LED.CTRL  0x10000000 = 0x00000000"
	"${terminal[@]}" send-keys C-c
	shows $'^C\nhwreg>'
	"${terminal[@]}" send-keys "peek LED.COUNT" Enter
	shows "LED.COUNT  0x10000004 = 0x00000000"
	"${terminal[@]}" send-keys exit Enter
	shows $'exit\nprompt:'
	"${terminal[@]}" send-keys 'echo "status $?"' Enter
	shows "status 0"
}

@test "terminal: Ctrl-Z stops it, fg goes on; the terminal is as it was in between" {
	need_terminal
	edits
	open_terminal -t sim
	"${terminal[@]}" send-keys C-z
	shows "Stopped"
	"${terminal[@]}" send-keys 'stty -a | grep -o " echo "; echo' Enter
	shows " echo "
	"${terminal[@]}" send-keys fg Enter
	"${terminal[@]}" send-keys "peek LED.COUNT" Enter
	shows "LED.COUNT  0x10000004 = 0x00000000"
}

# hangs_up HOW TYPED SHOWN: how the shell ends when its terminal goes away then
hangs_up() {
	run -0 "$SRCTREE/tests/cli/hangup" "$1" "$2" "$3" "$HWREG" -t sim shell
}

@test "terminal: when it goes away the shell ends by SIGHUP, at the prompt and in what a line does" {
	[ -z "${HWREG_FOREIGN-}" ] || skip "a shell for QEMU cannot be typed at"
	local how
	for TERM in xterm dumb; do
		export TERM
		for how in leader stranger; do
			hangs_up $how "" ""
			[ "$output" = "signal 1" ]
			hangs_up $how "peek LED" LED
			[ "$output" = "signal 1" ]
			hangs_up $how 'watch --every 10ms LED.COUNT\r' 0x00000000
			[ "$output" = "signal 1" ]
		done
		hangs_up leader 'watch --changes --every 10ms LED.COUNT\r' 0x00000000
		[ "$output" = "signal 1" ]
		hangs_up leader 'wait LED.COUNT==5 --timeout 1h\r' 1h
		[ "$output" = "signal 1" ]
	done
}

@test "terminal: when it goes away and SIGHUP is ignored the shell ends, too" {
	[ -z "${HWREG_FOREIGN-}" ] || skip "a shell for QEMU cannot be typed at"
	TERM=dumb hangs_up ignored "" ""
	[ "$output" = "status 0" ]
	TERM=xterm hangs_up ignored "peek LED" LED
	[ "$output" = "status 0" ]
	TERM=xterm hangs_up ignored 'watch --every 10ms LED.COUNT\r' 0x00000000
	[ "$output" = "status 3" ]
}

@test "terminal: without an editor lines are taken as they come" {
	need_terminal
	export TERM=dumb
	"${terminal[@]}" new-session -d -x 80 -y 24 bash --norc
	"${terminal[@]}" send-keys "export TERM=dumb; clear; $(printf '%q ' "$HWREG" -t sim shell)" Enter
	shows "hwreg>"
	"${terminal[@]}" send-keys "peek LED.COUNT" Enter
	shows "LED.COUNT  0x10000004 = 0x00000000"
	"${terminal[@]}" send-keys abc
	shows "hwreg> abc"
	"${terminal[@]}" send-keys C-c
	shows $'^C\nhwreg>'
	"${terminal[@]}" send-keys "foo" Enter
	shows "hwreg: no command foo"
	"${terminal[@]}" send-keys C-d
	"${terminal[@]}" send-keys 'echo "status $?"' Enter
	shows "status 0"
}
