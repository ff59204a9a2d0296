#!/usr/bin/env bats
# What hwreg may do on real devices, and who may use it: root, file capabilities, set-user-ID, a group. The kernel's own
# account in /proc is the witness, and the host's view of the device.
# shellcheck disable=SC2016,SC2154 # the guest expands its $; bats sets $stderr

bats_require_minimum_version 1.5.0
load machine

setup_file() {
	local name
	mkdir -p "$BATS_FILE_TMPDIR/setuid"
	printf 'CONFIG_STATIC=y\n# CONFIG_SHELL_EDIT is not set\nCONFIG_SETUID=y\n# CONFIG_POLICY is not set\n' >"$BATS_FILE_TMPDIR/setuid/.config"
	"$BATS_TEST_DIRNAME/build" "$BATS_FILE_TMPDIR/setuid" >/dev/null
	for name in grant reader; do
		machine_compile "$BATS_FILE_TMPDIR/$name" "$BATS_TEST_DIRNAME/$name.c"
	done
	machine_start privilege --uio --file "$BATS_FILE_TMPDIR/grant=/usr/bin/grant" \
		--file "$BATS_FILE_TMPDIR/reader=/usr/bin/reader" --file "$BATS_FILE_TMPDIR/setuid/hwreg=/root/hwreg-setuid"
	as_the_rule_says
	# CAP_DAC_OVERRIDE and CAP_SYS_RAWIO
	guest 'cp /usr/bin/hwreg /usr/bin/hwreg-caps; cp /usr/bin/hwreg /usr/bin/hwreg-root
		grant /usr/bin/hwreg-caps 1 17; chmod 4755 /usr/bin/hwreg-root'
}

# as_the_rule_says: groups, nodes and the lock file as udev, sysusers.d and tmpfiles.d would have them; "other" is no member
as_the_rule_says() {
	local system=$BATS_TEST_DIRNAME/../../src/system mode path lock_mode owner group
	read -r group mode < <(sed -n 's/^SUBSYSTEM=="uio",.* GROUP="\([a-z]*\)", MODE="\([0-7]*\)"$/\1 \2/p' \
		"$system/60-hwreg.rules")
	read -r path lock_mode owner _ < <(sed -n 's/^f //p' "$system/hwreg-tmpfiles.conf")
	grep -qx "g $group -" "$system/hwreg-sysusers.conf"
	guest "echo '$group:x:300:user' >>/etc/group; echo 'other:x:1001:1001:other:/tmp:/bin/sh' >>/etc/passwd
		echo 'other:x:1001:' >>/etc/group
		chgrp $group /dev/uio0 && chmod $mode /dev/uio0
		mkdir -p /run/lock && : >$path && chown $owner:$group $path && chmod $lock_mode $path"
}

teardown_file() {
	machine_stop
}

setup() {
	machine_use privilege
}

# account WHO PROGRAM ARGUMENT…: what /proc says of a hwreg that WHO has started, while it watches; its standard streams and
# what it waits with left out
account() {
	local who=$1 program=$2
	run -0 guest "rm -f /tmp/seen; mkfifo -m 666 /tmp/seen
		su $who -c 'exec $program -q ${*:3} watch --every 10s RTC.PERIPHID0 >/tmp/seen' &
		exec 3</tmp/seen
		read -r value <&3
		pid=\$(pidof ${program##*/})
		echo \"value \$value\"
		grep -E '^(Uid|Gid|Cap[A-Z][a-z][a-z]|NoNewPrivs|Seccomp):' /proc/\$pid/status | tr '\t' ' '
		for fd in /proc/\$pid/fd/*; do
			case \$(readlink \$fd) in
			/tmp/seen | /dev/null | pipe:* | anon_inode:*timerfd* | anon_inode:*eventfd*) ;;
			*) echo \"open \$(readlink \$fd) \$(sed -n 's/^flags:.*\(.\)$/\1/p' /proc/\$pid/fdinfo/\${fd##*/})\" ;;
			esac
		done
		sed -n 's/^[^ ]* \([^ ]*\) .* \(\/dev\/.*\)/mapped \2 \1/p' /proc/\$pid/maps
		kill \$pid"
	printf '%s\n' "${lines[@]}"
}

# nothing_left UID: of capabilities and of ways to them, for a process of this user
nothing_left() {
	[[ ${lines[0]} == "value 0x00000031" ]]
	[[ $output == *"Uid: $1 $1 $1 $1"$'\n'"Gid: $1 $1 $1 $1"* ]]
	[ "$(grep -cE '^(CapInh|CapPrm|CapEff|CapAmb): 0{16}$' <<<"$output")" -eq 4 ]
	[[ $output == *"NoNewPrivs: 1"* ]]
	# filters are in force
	[[ $output == *"Seccomp: 2"* ]]
}

# in_use DEVICE: that alone is open and mapped, and both to read
in_use() {
	[ "$(grep '^open' <<<"$output")" = "open $1 0" ]
	[ "$(grep '^mapped' <<<"$output")" = "mapped $1 r--s" ]
}

@test "root, /dev/mem: no capability is left; the device alone is open, to read" {
	account root hwreg -t mem
	nothing_left 0
	in_use /dev/mem
}

@test "root, UIO: the same" {
	account root hwreg -t uio:pl031
	nothing_left 0
	in_use /dev/uio0
}

# policy: what user may do with the RTC: read all of it, write its match register
policy() {
	guest 'mkdir -p /etc/hwreg; printf "%s\n" "hwreg-policy: 1" "allow:" \
		"  - {group: 1000, read: [0x09010000..+0x1000], write: [0x09010004..+4]}" >/etc/hwreg/policy.yaml
		chmod 755 / /etc /etc/hwreg; chmod 644 /etc/hwreg/policy.yaml; chown 0:0 / /etc /etc/hwreg /etc/hwreg/policy.yaml'
}

@test "with file capabilities or set-user-ID, and without a policy, nothing is done" {
	policy
	guest 'rm /etc/hwreg/policy.yaml'
	for program in hwreg-caps hwreg-root; do
		run -4 --separate-stderr guest "su user -c '$program -q peek 0x09010fe0'"
		[[ -z $output && $stderr == *"there is no /etc/hwreg/policy.yaml"* ]]
	done
}

@test "an ordinary user with a policy: /dev/mem works, and no capability is left" {
	policy
	for program in hwreg-caps hwreg-root; do
		account user $program -t mem
		nothing_left 1000
		in_use /dev/mem
		guest "su user -c '$program poke RTC.MR=0x1234 && $program poke --verify RTC.MR:0=1'"
		[ "$(witness readl 0x09010004)" = 0x00001235 ]
	done
}

@test "what the policy does not grant is not touched: another register, another device, another user" {
	policy
	guest 'hwreg -t mem poke RTC.MR=0x1235'
	before=$(witness readl 0x09010010)
	for words in 'poke RTC.IMSC=1' 'poke RTC.MR=0 RTC.IMSC=1' 'peek 0x09000018' 'dump 0x09010ff0..+32' \
		'fill 0x09010000..+16=0' 'watch --count 1 0x09030000'; do
		run -4 --separate-stderr guest "su user -c 'hwreg-caps $words'"
		[[ -z $output && $stderr == *"/etc/hwreg/policy.yaml does not grant that to you"* ]]
	done
	for program in hwreg-caps hwreg-root; do
		run -4 --separate-stderr guest "su user -c '$program poke 0x09010010=1'"
		[[ -z $output && $stderr == *"does not grant that to you"* ]]
		run -4 --separate-stderr guest "su other -c '$program peek 0x09010fe0'"
		[[ $stderr == *"does not grant that to you"* ]]
		run -4 --separate-stderr guest "su user -c '$program -t uio:pl031 peek 0xfe0'"
		[[ $stderr == *"only physical addresses can be granted"* ]]
		run -4 --separate-stderr guest "echo 0123 >/root/secret; chmod 600 /root/secret; chmod 711 /root
			su user -c '$program -t file:/root/secret peek 0'"
		[[ -z $output && $stderr == *"only physical addresses can be granted"* ]]
	done
	[ "$(witness readl 0x09010010)" = "$before" ]
	[ "$(witness readl 0x09010004)" = 0x00001235 ]
}

@test "its user cannot look into it, not even where the kernel lets set-user-ID programs be debugged" {
	policy
	visible() { # PROGRAM ARGUMENTS: does the user see the maps of what he has started?
		guest "echo 1 >/proc/sys/fs/suid_dumpable; rm -f /tmp/seen; mkfifo -m 666 /tmp/seen
			su user -c 'exec $1 -q ${*:2} >/tmp/seen' &
			exec 3</tmp/seen
			read -r value <&3
			pid=\$(pidof $1)
			su user -c \"cat /proc/\$pid/maps\" >/dev/null 2>&1 && echo seen || echo hidden
			kill \$pid; echo 0 >/proc/sys/fs/suid_dumpable"
	}
	[ "$(visible hwreg-caps watch --every 10s 0x09010fe0)" = hidden ]
	[ "$(visible hwreg-root watch --every 10s 0x09010fe0)" = hidden ]
	# one without rights can be seen
	[ "$(visible hwreg -t uio:pl031 watch --every 10s 0xfe0)" = seen ]
}

@test "CAP_SYS_RAWIO alone does not pass by the node's permission; each refusal says what is missing" {
	policy
	guest 'cp /usr/bin/hwreg /usr/bin/hwreg-rawio && grant /usr/bin/hwreg-rawio 17'
	run -4 --separate-stderr guest 'su user -c "hwreg-rawio -q -t mem peek RTC.PERIPHID0"'
	[[ $stderr == *"/dev/mem"*"Permission denied"* ]]
	guest 'chgrp hwreg /dev/mem && chmod 660 /dev/mem'
	run -0 guest 'su user -c "hwreg-rawio -q -t mem peek RTC.PERIPHID0"'
	[ "$output" = 0x00000031 ]
	run -4 --separate-stderr guest 'su user -c "hwreg -q -t mem peek RTC.PERIPHID0"'
	guest 'chgrp root /dev/mem && chmod 600 /dev/mem'
	[[ -z $output && $stderr == *"/dev/mem"*"Operation not permitted"*"CAP_SYS_RAWIO"* ]]
}

@test "set-user-ID: one that is built without policies, and to be that, keeps nothing of root" {
	guest 'mv /root/hwreg-setuid /usr/bin; chmod 4755 /usr/bin/hwreg-setuid'
	account user hwreg-setuid -t mem
	nothing_left 1000
	in_use /dev/mem
}

@test "what was opened to read cannot be made to write: not by the library, not by mprotect(2)" {
	guest 'hwreg -t mem poke RTC.MR=0x600d'
	for spec in "mem 0x09010004" "uio:pl031 4"; do
		run -0 guest "reader $spec"
		[ "${lines[0]}" = "prepare: Permission denied" ]
		[ "${lines[1]}" = "write: Permission denied" ]
		[ "${lines[2]}" = "window: Permission denied" ]
		[ "${lines[3]}" = "mprotect: Permission denied" ]
		[ "$(witness readl 0x09010004)" = 0x0000600d ]
	done
}

@test "a member of the rule's group uses UIO and the lock without being root" {
	run -0 guest 'su user -c "hwreg -q -t uio:pl031 peek RTC.PERIPHID0"'
	[ "$output" = 0x00000031 ]
	guest 'su user -c "hwreg -t uio:pl031 poke RTC.MR=0x10 RTC.MR:1=1 --verify"'
	[ "$(witness readl 0x09010004)" = 0x00000012 ]
	# found without -t, too
	run -0 --separate-stderr guest 'su user -c "hwreg -v peek RTC.PERIPHID0"'
	[[ $stderr == *"(RTC.PERIPHID0) on uio:uio0/0"* ]]
	account user hwreg -t uio:pl031
	nothing_left 1000
	in_use /dev/uio0
}

@test "another user is told whose the node and the lock are; nothing is touched" {
	guest 'hwreg -t mem poke RTC.MR=0x77'
	run -4 --separate-stderr guest 'su other -c "hwreg -t uio:pl031 peek RTC.PERIPHID0"'
	[[ -z $output && $stderr == *"/dev/uio0: open to read: Permission denied"*"root:hwreg 0660"* ]]
	run -4 --separate-stderr guest 'su other -c "hwreg -t uio:pl031 poke RTC.MR:0=0"'
	[[ $stderr == *"/dev/uio0: open to write: Permission denied"* ]]
	guest 'chmod 666 /dev/uio0'
	run -4 --separate-stderr guest 'su other -c "hwreg -t uio:pl031 poke RTC.MR:0=0"'
	guest 'chmod 660 /dev/uio0'
	[[ $stderr == *"/run/lock/hwreg.lock: Permission denied: a field write needs this lock; join the group of the file"* ]]
	[ "$(witness readl 0x09010004)" = 0x00000077 ]
}
