#!/usr/bin/env bats
# What a command can still do once it is set up: tried from inside its process, and told by the kernel

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	cd "$BATS_TEST_TMPDIR"
	counting_file regs 4096
	watcher=
	unset HWREG_SANDBOX
	[ -z "${HWREG_FOREIGN-}" ] || skip "QEMU has no seccomp for what it runs"
	[ -z "${ASAN_OPTIONS-}" ] || skip "sanitizers turn it off"
	# this shell's own filters, as in a container, are counted too
	already=$(awk '/^Seccomp_filters:/ {print $2}' /proc/self/status)
	[ -n "$already" ] || skip "this kernel has no filters"
}

teardown() {
	[ -z "$watcher" ] || kill "$watcher" 2>/dev/null || true
}

# in the tree, as in /tmp others may write
demo=$BATS_TEST_DIRNAME/../../boards/demo.yaml

# Every command: its function in the table, the class of what it still opens, and a command line.
# brief: nothing, by Landlock alone; none: nothing; read: files, to tell who holds a lock; out: the folder of --out; any: all
commands() {
	cat <<-END
		peek brief -t file:regs peek 0
		peek brief -b $demo -t sim peek LED
		peek read -t file:regs -n peek 0
		poke read -t file:regs poke 0=1
		poke none -t file:regs --no-lock poke 0=1
		dump none -t file:regs dump 0..+16
		fill read -t file:regs fill 0..+16=1
		load read -t file:regs load bytes 0
		copy read -t file:regs copy 0..+16 0x100
		save none -t file:regs save 0..+16
		save out -t file:regs save 0..+16 --out mine/out
		diff none -t file:regs diff saved.yaml
		diff none diff saved.yaml saved.yaml
		diff none -b $demo -t sim diff --reset LED
		restore read -t file:regs restore saved.yaml
		run any -t file:regs run steps.yaml
		watch none -t file:regs watch --count 2 --every 1ms 0
		watch none -t file:regs watch --count 2 --fast 0
		watch none -t file:regs watch --count 2 --every 1ms --out mine/out 0
		wait none -t file:regs wait 0!=0xffffffff
		wait none -t file:regs wait --fast 0!=0xffffffff
		shell any -t file:regs shell
		decode none -b $demo decode LED.CTRL 1
		list none -b $demo list
		info none -b $demo info LED
		find none -b $demo find light
		board_check any board check $demo
		board_compile out board compile $demo --out mine/out
		policy_check none policy check policy.yaml
		import_svd none import svd $BATS_TEST_DIRNAME/../import/features.svd
		import_dt any import dt tree.dtb
		export_dts none -b $demo export dts --dtb tree.dtb LED
		export_dts out -b $demo export dts --dtb tree.dtb LED --out mine/out
		export_header none export header $demo
		export_header out export header $demo --out mine/out
		export_html none export html $demo
		export_html out export html $demo --out mine/out
		export_json none export json $demo
		export_json out export json $demo --out mine/out
		export_markdown none export markdown $demo
		export_markdown out export markdown $demo --out mine/out
		export_svd none export svd $demo
		export_svd out export svd $demo --out mine/out
		targets any targets
		sim_ls any sim ls
		sim_rm any sim rm nothing-of-this-name
		completion any completion bash
	END
}

# What commands does not try: those that need a device or a file in /etc, and what has nothing of its own
untried='policy_list bind unbind gpio_get gpio_info gpio_list gpio_pulse gpio_set gpio_wait gpio_watch help irq irq_disable irq_enable'

# by landlock_create_ruleset(2)
landlock_version() {
	python3 -c 'import ctypes; print(ctypes.CDLL(None).syscall(444, None, 0, 1))'
}

prepare() {
	[ -z "${HWREG_BITS-}" ] || skip "the library that tries is for this CPU's own width"
	cc -shared -fPIC -o try.so "$BATS_TEST_DIRNAME/sandbox.c"
	mkdir elsewhere mine
	head -c 16 regs >bytes
	"$HWREG" -q -t file:regs save 0..+16 >saved.yaml
	printf 'hwreg-policy: 1\nallow: []\n' >policy.yaml
	printf 'hwreg-sequence: 1\nname: one\nsteps: [expect: 0!=0xffffffff]\n' >steps.yaml
	dtc -q -I dts -O dtb -o tree.dtb - <<-'END'
		/dts-v1/;
		/ {
			#address-cells = <1>;
			#size-cells = <1>;
			led@10000000 { compatible = "led"; reg = <0x10000000 0x10>; };
		};
	END
}

# tried WHAT: by the process of each command at its end; the outcome of each in $told, what it said in said
tried() {
	local shared=${HWREG%/*}/hwreg-shared # that of a build with a static command
	[ -e "$shared" ] || shared=$HWREG
	rm -f mine/* elsewhere/made told
	status=0
	LD_PRELOAD=$PWD/try.so SANDBOX_TRY=$1 SANDBOX_TELL=9 "$shared" "${@:2}" >said 2>&1 </dev/null 9>told || status=$?
	told=$(<told)
}

each() { # WHAT, function of a class and a command line
	local function class line
	while read -r function class line; do
		# shellcheck disable=SC2086 # words
		tried "$1" $line
		"$2" "$class" "$function" " $line" || {
			echo "$1, $class: hwreg $line: status $status, told '$told', said:"
			cat said
			return 1
		}
	done < <(commands)
}

@test "every command of the table is tried" {
	diff <(sed -nE 's/.*RUN\(cmd_([a-z_]+)\).*/\1/p; s/^\t  RUN\(cmd_([a-z_]+)\).*/\1/p' \
		"$BATS_TEST_DIRNAME/../../src/tool/commands.c" | sort -u) \
		<({ commands | cut -d' ' -f1 && tr ' ' '\n' <<<"$untried"; } | sort -u)
}

files_by_class() {
	local want
	case $1 in
	brief) want='read 13, write 13, made 13' ;;
	none) want='read 1, write 1, made 1' ;;
	read) want='read 0, write 1, made 1' ;;
	out) want='read 13, write 13, made 13' ;;
	any) want='read 0, write 0, made 0' ;;
	esac
	[ "$told" = "$want" ]
}

@test "files: what each command can still open, tried by its own process" {
	prepare
	[ "$(landlock_version)" -ge 1 ] || skip "this kernel has no Landlock"
	each files files_by_class
}

beside() {
	[ "$1" != out ] || { [ "$told" = "made 0" ] && [ -s mine/out ]; }
}

@test "files: --out is written, and what is in its folder" {
	prepare
	each beside beside
}

# who parses a file has no socket to connect
no_network() {
	if [ "$1" = brief ] && [[ "$3" != *" -b"* ]]; then
		[ "$told" = "socket 0, connect 13" ]
	else
		[ "$told" = "socket 1, connect 38" ]
	fi
}

@test "network: none is left, to any command" {
	prepare
	# the first to know of TCP
	[ "$(landlock_version)" -ge 4 ] || skip "this kernel's Landlock leaves the network"
	each network no_network
}

no_program() {
	local want=159
	[ "$1" != brief ] || [[ "$3" == *" -b"* ]] || want=0
	[ "$status" -eq $want ] && [ -z "$told" ] && ! grep -q executed said
}

@test "programs: none can be started, and who tries is ended" {
	prepare
	ulimit -c 0
	each program no_program
}

# ---- What the kernel says ------------------------------------------------------------------------

watch() { # arguments
	"$HWREG" -t dev:/dev/zero watch "$@" >out 3>&- &
	watcher=$!
	until [ -s out ]; do sleep 0.01; done
}

# a line for each thread
threads() { # field
	awk -v field="$1:" '$1 == field {print $2}' "/proc/$watcher/task"/*/status
}

@test "watch: its filters are in force for every thread, without capabilities or a way to new ones" {
	for fast in '' --fast; do
		watch ${fast:---every=10s} --changes 0
		[ "$(threads Seccomp | sort -u)" = 2 ]
		[ "$(threads Seccomp_filters | sort -u)" -gt "$already" ]
		[ "$(threads NoNewPrivs | sort -u)" = 1 ]
		[ "$(threads CapPrm | wc -l)" -eq $((1 + ${#fast} / 6)) ]
		for field in CapInh CapPrm CapEff CapAmb; do
			[ "$(threads $field | sort -u)" = 0000000000000000 ]
		done
		kill "$watcher"
		wait "$watcher" || true
		rm out
	done
}

@test "strace: what is refused after the last filter is nothing that a command needs" {
	prepare
	while read -r function class line; do
		[ "$class" = none ] || [ "$class" = brief ] || continue
		# shellcheck disable=SC2086 # words
		strace -f -o trace "$HWREG" $line >/dev/null 2>&1 </dev/null || [ "$function" = diff ]
		tac trace | sed -E '/(seccomp\(SECCOMP_SET_MODE_FILTER|landlock_restrict_self).* = 0$/q' | tac >after
		grep -qE '^[0-9 ]*(seccomp|landlock_restrict_self)\(' after
		# the C library does without: the time zone, which UTC has no use for, and a newer clone(2)
		if grep -E 'EPERM|EACCES|ENOSYS' after | grep -vE '"/etc/localtime"|clone3'; then
			echo "$line"
			false
		fi
	done < <(commands)
}

# ---- Programs that are asked for ------------------------------------------------------------------

steps() {
	printf 'hwreg-sequence: 1\nname: one\nsteps:\n' >steps.yaml
	# shellcheck disable=SC2016 # for the shell of the step
	echo '  - shell: echo "filters $(($(awk "/^Seccomp_filters:/ {print \$2}" /proc/self/status)))"' >>steps.yaml
}

@test "run --allow-shell: what it executes is not confined" {
	steps
	run -0 "$HWREG" -v -t file:regs run --allow-shell steps.yaml
	[[ "$output" == *"filters $already"$'\n'* ]]
}

@test "shell: runs programs only if it is started so" {
	steps
	run -2 --separate-stderr "$HWREG" -v -t file:regs shell --write <<<'run --allow-shell steps.yaml'
	[ "$stderr" = "hwreg: line 1: --allow-shell: this shell has given up starting programs; to keep it: hwreg shell --allow-shell" ]
	run -0 "$HWREG" -v -t file:regs shell --write --allow-shell <<<'run --allow-shell steps.yaml'
	[[ "$output" == *"filters $already"$'\n'* ]]
	# and then for lines that say so themselves
	run -2 --separate-stderr "$HWREG" -t file:regs shell --write --allow-shell <<<'run steps.yaml'
	[[ "$stderr" == *"--allow-shell"* ]]
}

@test "HWREG_SANDBOX=no: for debuggers that do not know the calls" {
	export HWREG_SANDBOX=no
	watch --every=10s --changes 0
	[ "$(threads Seccomp_filters)" = "$already" ]
}
