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

@test "root: the bounding set is empty too" {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	watch -t dev:/dev/zero
	run -0 awk '/^CapBnd:/ {print $2}' "/proc/$watcher/status"
	[ "$output" = 0000000000000000 ]
}

@test "only what is in use is open" {
	watch -t file:regs
	[ "$(readlink "/proc/$watcher/fd"/* | grep -c "/regs$")" -eq 1 ]
	# descriptors of the test's own are inherited; hwreg's are closed on exec
	own=0
	for info in "/proc/$watcher/fdinfo"/*; do
		flags=$(awk '/^flags:/ {print $2}' "$info")
		[ $((0$flags & 02000000)) -eq 0 ] || own=$((own + 1))
	done
	[ "$own" -eq 1 ]
}

@test "root: a file that others keep to themselves is refused, with or without reading" {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	chown 1001 regs
	chmod 600 regs
	refused 4 "Permission denied" -t file:regs peek 0
}

@test "set-user-ID is refused" {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	[ -z "${ASAN_OPTIONS:-}" ] || skip "a sanitized program does not start set-user-ID"
	chmod 755 .
	cp "$HWREG" suid
	chmod 4755 suid
	run -4 setpriv --reuid 1001 --regid 1001 --clear-groups ./suid -t file:regs peek 0
	[[ "$output" == "hwreg: hwreg is set-user-ID or set-group-ID, which this build refuses"* ]]
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
