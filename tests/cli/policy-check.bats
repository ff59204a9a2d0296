#!/usr/bin/env bats
# Policies: what may stand in them, and what hwreg policy tells

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR"
}

# Names of the checks that only policies have, from the table that makes them
checks() {
	sed -n 's/^[[:space:]]*Z([A-Z0-9_]*, "\([a-z0-9-]*\)".*/\1/p' "$SRCTREE/src/lib/board/check.h"
}

@test "every check of policies is in the manual, and has a bad file" {
	[ "$(checks | wc -l)" -ge 3 ]
	for check in $(checks); do
		grep -q "^\.B ${check//-/\\\\-}\$" "$SRCTREE/src/man/hwreg-policy.5.in"
	done
	diff <(checks | sort) <(cd "$SRCTREE/tests/policies-bad" && printf '%s\n' *.yaml | sed 's/\.yaml$//' | sort)
}

@test "each bad policy is refused by the check that it is named after, and no other" {
	cp "$SRCTREE"/tests/policies-bad/*.yaml .
	for check in $(checks); do
		run -2 "$HWREG" policy check "$check.yaml"
		[ "${#lines[@]}" -eq 1 ]
		[[ "${lines[0]}" == "$check.yaml:$(sed -n '1s/^# expect: //p' "$check.yaml"): error: "*" [$check]" ]]
	done
}

@test "policy check: the example in the manual is right; all mistakes are told at once" {
	sed -n '/^\.SH EXAMPLE/,/^\.fi/p' "$SRCTREE/src/man/hwreg-policy.5.in" |
		sed '1,/^\.nf/d; /^\.fi/d; s/\\-/-/g' >example.yaml
	run -0 "$HWREG" policy check example.yaml
	[ "$output" = "example.yaml: ok" ]
	printf '%s\n' 'hwreg-policy: 1' 'allow:' '  - {group: 0, reads: [1-2]}' '  - {group: 0, read: [2-1]}' >two.yaml
	run -2 "$HWREG" policy check two.yaml
	[ "$output" = "two.yaml:3:5: error: neither 'read' nor 'write' says what the group may do [grant-empty]
two.yaml:3:16: error: there is no key 'reads' here; did you mean read? [unknown-key]
two.yaml:4:23: error: '2-1' ends before it starts: write 0xFIRST-0xLAST with the last byte, or 0xFIRST..+LENGTH [range-syntax]" ]
	run -2 "$HWREG" policy check no-such.yaml
	[ "$output" = "hwreg: no-such.yaml: No such file or directory" ]
	run -4 "$HWREG" policy check .
	[ "$output" = "hwreg: .: Is a directory" ]
}

@test "policy list: what is granted to the groups of who asks" {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	unshare -m mount -t tmpfs none /etc 2>/dev/null || skip "needs mount namespaces"
	[ -z "${HWREG_FOREIGN-}" ] || skip "QEMU opens files of its own"
	printf '%s\n' 'hwreg-policy: 1' 'allow:' '  - {group: 300, read: [0x10-0x1f, 0x20..+0x10], write: [0xfee00000-0xfee0ffff]}' >policy.yaml
	listed() {
		unshare -m sh -ec 'mount -t tmpfs -o mode=755 none /etc; mkdir -m 755 /etc/hwreg; install -m 644 policy.yaml /etc/hwreg
			'"$1"' "$HWREG" policy list'
	}
	run -0 listed 'setpriv --regid 300 --clear-groups'
	[ "$output" = $'read   0x00000010-0x0000002f\nwrite  0xfee00000-0xfee0ffff' ]
	run -0 listed 'setpriv --regid 301 --clear-groups'
	[ -z "$output" ]
	run -4 listed 'chmod g+w /etc/hwreg/policy.yaml;'
	[ "$output" = "hwreg: /etc/hwreg/policy.yaml: others than root can write this file; as root: chown root /etc/hwreg/policy.yaml; chmod go-w /etc/hwreg/policy.yaml" ]
	run -4 listed 'rm /etc/hwreg/policy.yaml;'
	[ "$output" = "hwreg: there is no /etc/hwreg/policy.yaml: a hwreg with more rights than its user has refuses everything (hwreg-policy(5))" ]
	run -4 listed 'rm -r /etc/hwreg; "$HWREG" policy check;'
	[ "$output" = "hwreg: there is no /etc/hwreg/policy.yaml: a hwreg with more rights than its user has refuses everything (hwreg-policy(5))" ]
}
