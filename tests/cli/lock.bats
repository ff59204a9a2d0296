#!/usr/bin/env bats
# The lock of field writes, as a user of the command sees it

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	cd "$BATS_TEST_TMPDIR"
	head -c 4096 /dev/zero >regs
	holder=
}

teardown() {
	[ -z "$holder" ] || kill "$holder" 2>/dev/null || true
}

# Hold the lock of the bytes 0x10 to 0x13 of a file, until killed; with no more rights than hwreg has left
hold() {
	local less=()
	[ "$(id -u)" -ne 0 ] || less=(setpriv --bounding-set=-all)
	"${less[@]}" python3 - "$1" <<-'END' &
		import fcntl, struct, sys, time
		file = open(sys.argv[1], "r+b")
		fcntl.fcntl(file, 37, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0x10, 4, 0))  # F_OFD_SETLK
		open("held", "w").close()
		time.sleep(60)
	END
	holder=$!
	until [ -e held ]; do sleep 0.01; done
}

@test "a field write waits for the lock so long, then names its holder; nothing was accessed" {
	hold regs
	want="process $holder holds the lock"
	[ -z "${HWREG_FOREIGN-}" ] || want="holds the lock"
	refused 4 "$want" -t file:regs --lock-timeout 50ms poke 0x10:0=1
	grep -q 'in 50 ms' stderr
	[ "$(od -An -tx1 -j16 -N1 regs)" = " 00" ]
}

@test "only the register's own bytes are locked, and only for a read and a write" {
	hold regs
	run -0 "$HWREG" -t file:regs --lock-timeout 50ms poke 0x14:0=1 0xc:31=1
	run -0 "$HWREG" -t file:regs --lock-timeout 50ms poke 0x10=7
	run -0 "$HWREG" -t file:regs --lock-timeout 50ms peek 0x10:0
}

@test "--no-lock does not wait" {
	hold regs
	run -0 "$HWREG" -t file:regs --no-lock poke 0x10:0=1
	[ "$(od -An -tx1 -j16 -N1 regs)" = " 01" ]
}

@test "a lock that cannot be had after other writes is exit 3, and tells what was written" {
	hold regs
	run -3 --separate-stderr "$HWREG" -t file:regs --lock-timeout 50ms poke 0x20=1 0x10:0=1
	[[ "$stderr" == *"written before the failure: 0x20=1"* ]]
}

@test "the lock ends with its holder" {
	hold regs
	kill -9 "$holder"
	wait "$holder" || true
	run -0 "$HWREG" -t file:regs --lock-timeout 50ms poke 0x10:0=1
}

@test "--lock-timeout: a bad time" {
	refused 2 "--lock-timeout" -t file:regs --lock-timeout 0ms poke 0x10:0=1
	refused 2 "--lock-timeout" -t file:regs --lock-timeout soon poke 0x10:0=1
}

# Run the rest with a /run/lock of its own, world-writable and sticky, where the tmpfiles.d snippet has been at work
with_lock_file() { # group that owns the file, script
	unshare -m sh -ec 'mount -t tmpfs -o mode=1777 none /run/lock
		: >/run/lock/hwreg.lock
		chown "0:$1" /run/lock/hwreg.lock
		chmod 660 /run/lock/hwreg.lock
		eval "$2"' - "$1" "$2"
}

need_namespaces() {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	unshare -m mount -t tmpfs none /run/lock 2>/dev/null || skip "needs mount namespaces"
	chmod 755 "$BATS_TEST_TMPDIR"
}

@test "members of one group share the lock file; others are told to join" {
	need_namespaces
	as() { printf 'setpriv --reuid %s --regid 3000 --groups %s ' "$1" "$2"; }
	write="$HWREG -t dev:/dev/zero poke 0x10:0=1"
	run -0 with_lock_file 2000 "$(as 1001 2000) $write; $(as 1002 2000) $write; $write"
	run -4 with_lock_file 2000 "$(as 1001 2001) $write"
	[[ "$output" == *"/run/lock/hwreg.lock: Permission denied"*"join the group of the file, or use --no-lock"* ]]
	run -0 with_lock_file 2000 "$(as 1001 2001) $write --no-lock"
}

@test "the lock file of a sticky directory is made for the user and his group" {
	need_namespaces
	run -0 with_lock_file 2000 "rm /run/lock/hwreg.lock; umask 077
		setpriv --reuid 1001 --regid 2000 --groups 2000 $HWREG -t dev:/dev/zero poke 0x10:0=1
		setpriv --reuid 1002 --regid 2000 --groups 2000 $HWREG -t dev:/dev/zero poke 0x10:0=1
		$HWREG -t dev:/dev/zero poke 0x10:0=1; stat -c %a /run/lock/hwreg.lock"
	[ "$output" = 660 ]
}

@test "the tmpfiles.d snippet makes a lock file that the group's members share, from the first command on" {
	need_namespaces
	command -v systemd-tmpfiles >/dev/null || skip "needs systemd-tmpfiles"
	cp /etc/group group
	echo hwreg:x:2000: >>group
	write="$HWREG -t dev:/dev/zero poke 0x10:0=1"
	run -0 unshare -m sh -ec 'mount --bind group /etc/group; mount -t tmpfs -o mode=1777 none /run/lock
		systemd-tmpfiles --create "$SRCTREE/src/system/hwreg-tmpfiles.conf"
		stat -c "%a %u %g" /run/lock/hwreg.lock
		setpriv --reuid 1001 --regid 3000 --groups 2000 $0
		setpriv --reuid 1002 --regid 3000 --groups 2000 $0
		! setpriv --reuid 1003 --regid 3000 --clear-groups $0 2>/dev/null' "$write"
	[ "$output" = "660 0 2000" ]
}

@test "members of one group wait for each other; the end of the one lets the other in" {
	need_namespaces
	cat >holder.py <<-'END'
		import ctypes, fcntl, os, struct, time
		os.setgroups([2000])
		os.setgid(3000)
		os.setuid(1001)
		ctypes.CDLL(None).prctl(4, 1)  # PR_SET_DUMPABLE: as if the user had started it
		file = open("/run/lock/hwreg.lock", "r+b")
		fcntl.fcntl(file, 37, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0))  # F_OFD_SETLK, the whole file
		open("/run/lock/held", "w").close()
		time.sleep(60)
	END
	write="$HWREG -t dev:/dev/zero --lock-timeout 50ms poke 0x10:0=1"
	run -0 with_lock_file 2000 "python3 holder.py & holder=\$!
		until [ -e /run/lock/held ]; do kill -0 \$holder; sleep 0.01; done
		echo \$holder
		setpriv --reuid 1002 --regid 3000 --groups 2000 $write || echo \$?
		setpriv --reuid 1001 --regid 3000 --groups 2000 $write || echo \$?
		kill -9 \$holder
		wait \$holder || true
		setpriv --reuid 1002 --regid 3000 --groups 2000 $write; echo in"
	# who may look into the holder is told which process it is
	named="process ${lines[0]} holds the lock"
	[ -z "${HWREG_FOREIGN-}" ] || named="holds the lock"
	[[ $output == *"hwreg.lock: a process (of another user, or with more rights) holds the lock"*$'\n4\n'*"$named"*$'\n4\n'* ]]
	[ "${lines[-1]}" = in ]
}
