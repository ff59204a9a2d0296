#!/usr/bin/env bats
# What hwreg may do: capabilities are gone before anything is printed; root trusts only its own boards

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	cd "$BATS_TEST_TMPDIR"
	counting_file regs 4096
	watcher=
	[ -z "${HWREG_FOREIGN-}" ] || skip "QEMU opens files of its own"
}

teardown() {
	[ -z "$watcher" ] || kill "$watcher" 2>/dev/null || true
}

watch() { # arguments
	"$HWREG" "$@" watch --every 10s 0 >out 3>&- &
	watcher=$!
	until [ -s out ]; do sleep 0.01; done
}

@test "while it works no capability is left, nor a way to new ones" {
	watch -t dev:/dev/zero
	run -0 grep -E '^(CapInh|CapPrm|CapEff|CapAmb):' "/proc/$watcher/status"
	[ -z "$(grep -v '	0000000000000000$' <<<"$output")" ]
	run -0 awk '/^NoNewPrivs:/ {print $2}' "/proc/$watcher/status"
	[ "$output" = 1 ]
}

@test "a thread that samples has no capability either" {
	"$HWREG" -t dev:/dev/zero watch --fast --changes 0 >out 3>&- &
	watcher=$!
	until [ -s out ]; do sleep 0.01; done
	[ "$(cat "/proc/$watcher/task"/*/status | grep -c '^CapPrm:')" -eq 2 ]
	run -0 grep -hE '^(CapInh|CapPrm|CapEff|CapAmb):' "/proc/$watcher/task"/*/status
	[ -z "$(grep -v '	0000000000000000$' <<<"$output")" ]
	run -0 awk '/^NoNewPrivs:/ {print $2}' "/proc/$watcher/task"/*/status
	[ "$output" = $'1\n1' ]
	kill "$watcher"
	rm out
	"$HWREG" -t dev:/dev/zero wait --fast --timeout 60s 0==1 3>&- &
	watcher=$!
	until [ "$(cat "/proc/$watcher/task"/*/status | grep -c '^CapPrm:')" -eq 2 ]; do sleep 0.01; done
	run -0 grep -hE '^(CapInh|CapPrm|CapEff|CapAmb):' "/proc/$watcher/task"/*/status
	[ -z "$(grep -v '	0000000000000000$' <<<"$output")" ]
}

@test "nothing that might be executed gains rights, from before the first board or device is opened" {
	[ -z "${ASAN_OPTIONS:-}" ] || skip "a sanitized program cannot be traced"
	for command in "-t dev:/dev/zero peek 0" "-t dev:/dev/zero watch --count 1 0" "-b $BATS_TEST_DIRNAME/../../boards/demo.yaml list"; do
		# shellcheck disable=SC2086 # words
		strace -o trace -e trace=openat,prctl,capset "$HWREG" $command >/dev/null
		sed '/PR_SET_NO_NEW_PRIVS, 1.* = 0$/,$d' trace >before
		[ "$(wc -l <before)" -lt "$(wc -l <trace)" ]
		[ -z "$(grep -E '/dev/zero|yaml|hwb|capset' before)" ]
	done
}

@test "root: what touches no hardware has no capabilities before it parses anything" {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	[ -z "${ASAN_OPTIONS:-}" ] || skip "a sanitized program cannot be traced"
	demo=$BATS_TEST_DIRNAME/../../boards/demo.yaml
	printf '/dts-v1/;\n/ { #address-cells = <1>; #size-cells = <1>; };\n' | dtc -q -I dts -O dtb -o tree.dtb -
	while read -r file line; do
		# shellcheck disable=SC2086 # words
		strace -o trace -e trace=openat,capset "$HWREG" $line >/dev/null 2>&1 </dev/null || true
		grep -qF "$file" trace
		sed "/$(basename "$file")/,\$d" trace >before
		grep -q 'capset.*effective=0, permitted=0,.* = 0$' before
	done <<-END
		$demo -b $demo list
		$demo -b $demo info LED
		$demo -b $demo find light
		$demo -b $demo decode LED.CTRL 1
		$demo board check $demo
		$demo board compile $demo --out out
		$demo export html $demo
		$demo export json $demo
		$demo -b $demo export dts --dtb tree.dtb LED
		$demo completion words -- hwreg -b $demo peek L
		features.svd import svd $BATS_TEST_DIRNAME/../import/features.svd
		tree.dtb import dt tree.dtb
	END
}

@test "only what is in use is open" {
	watch -t file:regs
	[ "$(readlink "/proc/$watcher/fd"/* | grep -c "/regs$")" -eq 1 ]
	# descriptors of the test's own are inherited; hwreg's are closed on exec: the file, and what tells
	# it of a signal and of the time
	own=0
	for info in "/proc/$watcher/fdinfo"/*; do
		flags=$(awk '/^flags:/ {print $2}' "$info")
		[ $((0$flags & 02000000)) -eq 0 ] || own=$((own + 1))
	done
	[ "$own" -eq 3 ]
	[ "$(readlink "/proc/$watcher/fd"/* | grep -cE "anon_inode:\[(timerfd|eventfd)\]$")" -ge 2 ]
}

@test "root: a file that others keep to themselves is refused, with or without reading" {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	chown 1001 regs
	chmod 600 regs
	refused 4 "Permission denied" -t file:regs peek 0
}

@test "set-user-ID is refused without a policy" {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	unshare -m mount -t tmpfs none /etc 2>/dev/null || skip "needs mount namespaces"
	[ -z "${ASAN_OPTIONS:-}" ] || skip "a sanitized program does not start set-user-ID"
	chmod 755 .
	cp "$HWREG" suid
	chmod 4755 suid
	run -4 unshare -m sh -c 'mount -t tmpfs -o mode=755 none /etc
		setpriv --reuid 1001 --regid 1001 --clear-groups ./suid -t file:regs peek 0'
	[[ "$output" == "hwreg: hwreg is set-user-ID or has file capabilities, but there is no /etc/hwreg/policy.yaml"* ]]
}

@test "root: a board that others can write is refused by name, and warned about by path" {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	unshare -m mount -t tmpfs none /etc 2>/dev/null || skip "needs mount namespaces"
	printf 'hwreg: 1\nboard: loose\nmatch: any\n' >loose.yaml
	chmod 666 loose.yaml
	run -2 unshare -m sh -ec 'mount -t tmpfs none /etc; mkdir -p /etc/hwreg/boards
		cp -p loose.yaml /etc/hwreg/boards; "$HWREG" -b loose -t file:regs peek 0'
	[[ "$output" == *"/etc/hwreg/boards/loose.yaml: others than root can write this board description"* ]]
	run -0 --separate-stderr "$HWREG" -q -b ./loose.yaml -t file:regs peek 0
	[ "$output" = 0x03020100 ]
	[ "$stderr" = "hwreg: warning: ./loose.yaml can be written by others than root" ]
	chmod 644 loose.yaml
	run -0 --separate-stderr "$HWREG" -q -b ./loose.yaml -t file:regs peek 0
	[ -z "$stderr" ]
}

# boards/: a board that extends and includes; all of it root's own
board_with_parts() {
	mkdir -p boards/socs boards/devices
	printf 'hwreg: 1\nboard: whole\nmatch: any\nextends: socs/base.yaml\ninclude: [devices/part.yaml]\n' >boards/whole.yaml
	printf 'hwreg: 1\nboard: base\nmatch: any\n' >boards/socs/base.yaml
	printf 'hwreg: 1\ntypes: {part: {registers: {R: 0}}}\n' >boards/devices/part.yaml
	find boards -type d -exec chmod 755 {} +
	find boards -type f -exec chmod 644 {} +
}

# by_name: peek with the board `whole` of /etc/hwreg/boards
by_name() {
	unshare -m sh -ec 'mount -t tmpfs none /etc; mkdir -p /etc/hwreg; cp -rp boards /etc/hwreg
		"$HWREG" -q -b whole -t file:regs peek 0'
}

# loose WHAT...: `chmod` or `chown` of one thing makes the board refused by name and warned about by path
loose() {
	local breach=${*: -1}
	board_with_parts
	"$@"
	run -2 --separate-stderr by_name
	[ -z "$output" ]
	[[ "$stderr" == *"/etc/hwreg/$breach"*"others than root can write"* || "$stderr" == *"others than root can write"*"/etc/hwreg/$breach"* ]]
	run -0 --separate-stderr "$HWREG" -q -b "$PWD/boards/whole.yaml" -t file:regs peek 0
	[ "$output" = 0x03020100 ]
	[ "$stderr" = "hwreg: warning: $PWD/$breach, on which the board $PWD/boards/whole.yaml depends, can be written by others than root" ]
	rm -r boards
}

@test "root: what a board extends or includes is refused and warned about like itself" {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	unshare -m mount -t tmpfs none /etc 2>/dev/null || skip "needs mount namespaces"
	board_with_parts
	run -0 --separate-stderr by_name
	[ "$output" = 0x03020100 ]
	[ -z "$stderr" ]
	loose chmod g+w boards/socs/base.yaml
	loose chmod o+w boards/devices/part.yaml
	loose chown 1001 boards/devices/part.yaml
}

@test "root: a directory on the way that others can write is refused and warned about, unless it is sticky" {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	unshare -m mount -t tmpfs none /etc 2>/dev/null || skip "needs mount namespaces"
	loose chmod o+w boards
	loose chmod g+w boards/devices
	loose chown 1001 boards/socs
	board_with_parts
	chmod 1777 boards boards/socs
	run -0 --separate-stderr by_name
	[ -z "$stderr" ]
	run -0 --separate-stderr "$HWREG" -q -b "$PWD/boards/whole.yaml" -t file:regs peek 0
	[ -z "$stderr" ]
}

@test "root: a link that others can change is warned about; one that only root can is not" {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	board_with_parts
	mkdir -m 1777 links
	ln -s "$PWD/boards" links/mine
	ln -s "$PWD/boards" links/theirs
	chown -h 1001 links/theirs
	run -0 --separate-stderr "$HWREG" -q -b links/mine/whole.yaml -t file:regs peek 0
	[ -z "$stderr" ]
	run -0 --separate-stderr "$HWREG" -q -b links/theirs/whole.yaml -t file:regs peek 0
	[[ "$stderr" == "hwreg: warning: links/theirs, on which the board links/theirs/whole.yaml depends, can be written by others than root" ]]
	chmod 777 links
	run -0 --separate-stderr "$HWREG" -q -b links/mine/whole.yaml -t file:regs peek 0
	[[ "$stderr" == "hwreg: warning: $PWD/links, "* ]]
}

@test "root: the board of this machine is refused with a part that others can write" {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	unshare -m mount -t tmpfs none /sys 2>/dev/null || skip "needs mount namespaces"
	board_with_parts
	sed -i 's/match: any/match: {dmi: {board_name: testboard}}/' boards/whole.yaml
	detected() {
		unshare -m sh -ec 'mount -t tmpfs none /etc; mkdir -p /etc/hwreg; cp -rp boards /etc/hwreg
			mount -t tmpfs none /sys; mkdir -p /sys/class/dmi/id; echo testboard >/sys/class/dmi/id/board_name
			"$HWREG" -t file:regs -v peek 0..3'
	}
	run -0 detected
	[[ "$output" == *"board whole, from /etc/hwreg/boards/whole.yaml"* ]]
	chmod o+w boards/devices/part.yaml
	run -2 detected
	[[ "$output" == *"/etc/hwreg/boards/devices/part.yaml: others than root can write"* ]]
}
