#!/usr/bin/env bats
# save, diff and restore: registers kept in files

setup() {
	bats_require_minimum_version 1.5.0
	load helpers
	cd "$BATS_TEST_TMPDIR"
	counting_file regs 256
	cat >board.yaml <<-'END'
		hwreg: 1
		board: test
		match: any
		blocks: {A: {type: t, base: 0}}
		types:
		  t:
		    size: 0x40
		    registers:
		      CTRL: {offset: 0x00, reset: 0x03020100, fields: {MODE: {bits: "1:0", enum: {idle: 0, run: 1}}, LEVEL: "15:8"}}
		      DATA: 0x04
		      STAT: {offset: 0x08, fields: {DONE: {bits: 0, policy: w1c}, LIVE: {bits: "15:8", volatile: true}, SET: "23:16"}}
		      ID: {offset: 0x0c, policy: ro, reset: 0x0f0e0d0c}
		      FIFO: {offset: 0x10, read: effect}
		      GO: {offset: 0x14, trigger: true}
		      KEY: {offset: 0x18, protect: fuses}
		      COUNT: {offset: 0x1c, policy: ro, volatile: true}
		      HALF: {offset: 0x20, width: 16}
		      GATED: {offset: 0x24, requires: [CTRL.MODE==idle]}
	END
	hwreg=("$HWREG" -b board.yaml -t file:regs)
	cat >same.yaml <<-'END'
		hwreg-snapshot: 1
		board: test
		registers:
		  A.CTRL: [0x0, 32, 0x03020100]
		end: true
	END
}

poke_bytes() { # offset, bytes as \x..
	printf '%b' "$2" | dd of=regs bs=1 seek=$(($1)) conv=notrunc status=none
}

# all of a snapshot but its time
without_time() {
	sed 's/^time: [0-9]\{4\}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]Z$/time: T/' "$1"
}

@test "save: names, addresses, widths and values; what was left out is counted" {
	run --separate-stderr "${hwreg[@]}" save A
	[ "$status" -eq 0 ]
	[ "$stderr" = "hwreg: skipped 1 register that reading would change (name it in full to read it)" ]
	echo "$output" >out.yaml
	[ "$(without_time out.yaml)" = '# Values of registers; hwreg diff compares them, hwreg restore writes them back
hwreg-snapshot: 1
board: "test"
time: T
targets: {"phys": "file:regs"}
registers: # name: [address, width, value]; address@width: [value, value of the next, ...]
  A.CTRL: [0x00000000, 32, 0x03020100]
  A.DATA: [0x00000004, 32, 0x07060504]
  A.STAT: [0x00000008, 32, 0x0b0a0908]
  A.ID: [0x0000000c, 32, 0x0f0e0d0c]
  A.GO: [0x00000014, 32, 0x17161514]
  A.KEY: [0x00000018, 32, 0x1b1a1918]
  A.COUNT: [0x0000001c, 32, 0x1f1e1d1c]
  A.HALF: [0x00000020, 16, 0x2120]
  A.GATED: [0x00000024, 32, 0x27262524]
end: true # without this line a part of the file is missing' ]
}

@test "save: ranges without names are rows; a name inside one stays a name" {
	"$HWREG" -t file:regs@0x80000000 save 0x80000000..+40 0x80000080@16be --out out.yaml
	[ "$(sed -n '/^  /p' out.yaml)" = '  0x80000000@32: [0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c, 0x13121110, 0x17161514, 0x1b1a1918, 0x1f1e1d1c]
  0x80000020@32: [0x23222120, 0x27262524]
  0x80000080@16be: [0x8081]' ]
	run "$HWREG" -t file:regs@0x80000000 diff out.yaml
	[ "$status" -eq 0 ]
	[ "$output" = "" ]
	"${hwreg[@]}" save 0x38..0x43 0x4 A.DATA A.DATA --out out.yaml
	[ "$(sed -n '/^  /p' out.yaml)" = '  0x00000038@32: [0x3b3a3938, 0x3f3e3d3c, 0x43424140]
  A.DATA: [0x00000004, 32, 0x07060504]' ]
}

@test "save: parts, the same place twice, nothing at all and what is not there are refused" {
	refused 2 "A.CTRL.MODE: a snapshot is of whole registers, not of parts" -b board.yaml -t file:regs save A.CTRL.MODE
	run "${hwreg[@]}" save 0x40..0x4f 0x48 --out out.yaml
	[ "$status" -eq 2 ]
	[ "$output" = "hwreg: 0x00000048@32: a register at this address is already among the others" ]
	run "${hwreg[@]}" save 'A.FIF?' --out out.yaml
	[ "$status" -eq 2 ]
	[ "${lines[1]}" = "hwreg: none of these registers can be kept" ]
	[ ! -e out.yaml ]
}

@test "save: a requires that does not hold leaves its registers out, unless one is named in full" {
	poke_bytes 0 '\x01'
	run --separate-stderr "${hwreg[@]}" save A --out out.yaml
	[ "$status" -eq 0 ]
	[[ "$stderr" = *"hwreg: not kept: requires A.CTRL.MODE==idle, but it is 0x1 (run)"*$'\n       A.GATED' ]]
	[ "$(grep -c GATED out.yaml)" -eq 0 ]
	run "${hwreg[@]}" save A.GATED --out other.yaml
	[ "$status" -eq 3 ]
	[ ! -e other.yaml ]
}

@test "save: -n reads and writes nothing; --out refuses what is no file; a full disk leaves the old one" {
	run "${hwreg[@]}" -n save A.CTRL --out out.yaml
	[ "$status" -eq 0 ]
	[ "$output" = "would read 32 bits at 0x00000000 (A.CTRL) on file:regs" ]
	[ ! -e out.yaml ]
	run "${hwreg[@]}" save A.CTRL --out /dev/full
	[ "$status" -eq 2 ]
	[ "$output" = "hwreg: /dev/full: this is not a regular file, and would be replaced" ]
	run bash -c '"$HWREG" -b board.yaml -t file:regs save A.CTRL >/dev/full'
	[ "$status" -eq 3 ]
	[ "$output" = "hwreg: standard output: No space left on device" ]
	run "${hwreg[@]}" save A.CTRL --out none/out.yaml
	[ "$status" -eq 3 ]
	[ "$output" = "hwreg: none/out.yaml: No such file or directory" ]
	[ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null || return 0
	run unshare -m bash -c '
		mkdir small && mount -t tmpfs -o size=4k none small && echo old >small/out.yaml
		"$HWREG" -t file:regs save 0..+256 --out small/out.yaml
		echo "status $?"
		ls -A small
		cat small/out.yaml'
	[ "$output" = $'hwreg: small/out.yaml: No space left on device\nstatus 3\nout.yaml\nold' ]
}

@test "save: killed at any moment it leaves a whole file, or the old one" {
	local seed=${HWREG_SEED:-$RANDOM} i
	echo "seed $seed (HWREG_SEED)"
	RANDOM=$seed
	counting_file regs 4096
	for ((i = 0; i < 200; i++)); do
		"$HWREG" -t file:regs save 0..+4096 --out out.yaml &
		sleep "0.00$((RANDOM % 9))$((RANDOM % 10))"
		kill -9 $! 2>/dev/null || true
		wait $! 2>/dev/null || true
		[ ! -e out.yaml ] || [ "$(tail -n 1 out.yaml)" = "end: true # without this line a part of the file is missing" ]
	done
	"$HWREG" -t file:regs save 0..+4096 --out out.yaml
	"$HWREG" -t file:regs diff out.yaml
	[ -z "$(find . -name '.out*')" ]
}

@test "save: SIGINT and SIGTERM leave a whole file, or the old one, and nothing beside it" {
	local seed=${HWREG_SEED:-$RANDOM} i
	echo "seed $seed (HWREG_SEED)"
	RANDOM=$seed
	counting_file regs 4096
	for ((i = 0; i < 60; i++)); do
		# bash has its jobs ignore SIGINT
		env --default-signal=INT "$HWREG" -t file:regs save 0..+4096 --out out.yaml &
		sleep "0.00$((RANDOM % 9))$((RANDOM % 10))"
		kill -"$((i % 2 ? 2 : 15))" $! 2>/dev/null || true
		wait $! 2>/dev/null || true
		[ ! -e out.yaml ] || [ "$(tail -n 1 out.yaml)" = "end: true # without this line a part of the file is missing" ]
		[ -z "$(find . -name '.out*')" ]
	done
}

@test "save --out: to where a link leads, with the permissions that were there; not where it may not write" {
	mkdir place
	echo old >place/real.yaml
	chmod 640 place/real.yaml
	ln -s place/real.yaml link.yaml
	"${hwreg[@]}" save A.CTRL --out link.yaml
	[ "$(readlink link.yaml)" = place/real.yaml ]
	[ "$(stat -c %a place/real.yaml)" = 640 ]
	"${hwreg[@]}" diff place/real.yaml
	ln -s none lost.yaml
	run -2 "${hwreg[@]}" save A.CTRL --out lost.yaml
	[ "$output" = "hwreg: lost.yaml: this symbolic link leads nowhere" ]
	run -2 "${hwreg[@]}" save A.CTRL --out place/
	[ "$output" = "hwreg: 'place/' is not the name of a file" ]
	run -2 "${hwreg[@]}" save A.CTRL --out place
	[ "$output" = "hwreg: place: this is not a regular file, and would be replaced" ]
	run -2 "${hwreg[@]}" save A.CTRL --out none/
	[ "$output" = "hwreg: 'none/' is not the name of a file" ]
	[ "$(ls -A place)" = real.yaml ]
	"${hwreg[@]}" save A.CTRL --out place/../relative.yaml
	[ -s relative.yaml ]
}

@test "save --out: a file, or a folder, that may not be written is not" {
	local as=() dir
	dir=$(mktemp -d)
	chmod 755 "$dir"
	if [ "$(id -u)" -eq 0 ]; then
		as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
		"${as[@]}" true 2>/dev/null || skip "cannot become another user"
		chown 65534 "$dir"
	fi
	install -m 755 "$HWREG" "$dir/hwreg"
	cp regs board.yaml "$dir"
	cd "$dir"
	chmod 644 regs board.yaml
	"${as[@]}" bash -c 'echo old >keep.yaml; chmod 444 keep.yaml; mkdir locked; chmod 555 locked'
	run -3 "${as[@]}" ./hwreg -b ./board.yaml -t file:regs save A.CTRL --out keep.yaml
	[ "$output" = "hwreg: keep.yaml: Permission denied" ]
	[ "$(cat keep.yaml)" = old ]
	run -3 "${as[@]}" ./hwreg -b ./board.yaml -t file:regs save A.CTRL --out locked/new.yaml
	[ "$output" = "hwreg: locked/new.yaml: Permission denied" ]
	[ -z "$(ls -A locked)" ]
	cd /
	rm -rf "$dir"
}

@test "diff: a file and the registers, field by field; volatile ones only if asked" {
	"${hwreg[@]}" save A --out before.yaml 2>/dev/null
	run --separate-stderr "${hwreg[@]}" diff before.yaml
	[ "$status" -eq 0 ]
	[ "$output" = "" ]
	[ "$stderr" = "hwreg: left out 1 register that changes by itself (--volatile compares it)" ]
	poke_bytes 0 '\x00\x05'
	poke_bytes 9 '\xff'
	poke_bytes 0x1c '\xff'
	run --separate-stderr "${hwreg[@]}" diff before.yaml
	[ "$status" -eq 1 ]
	[ "$output" = 'A.CTRL  0x00000000 = 0x03020500 (was 0x03020100)
    LEVEL  15:8 = 0x5 (was 0x1)' ]
	run -1 --separate-stderr "${hwreg[@]}" -q diff --volatile before.yaml
	[ "$output" = $'A.CTRL\nA.STAT\nA.COUNT' ]
	[ "$stderr" = "" ]
	poke_bytes 0 '\x01\x01'
	run -1 --separate-stderr "${hwreg[@]}" diff before.yaml
	[ "$output" = 'A.CTRL  0x00000000 = 0x03020101 (was 0x03020100)
    MODE  1:0 = 1  run (was 0  idle)' ]
	[[ "$stderr" = "hwreg: not compared: requires A.CTRL.MODE==idle, but it is 0x1 (run)"*"A.GATED"* ]]
}

@test "diff -o json: both values with their fields, and which of them changed" {
	python3 -c '' 2>/dev/null || skip "needs Python"
	"${hwreg[@]}" -o json diff same.yaml >none.json
	[ "$(python3 -c 'import json; print(json.load(open("none.json")))')" = "[]" ]
	poke_bytes 0 '\x01'
	run -1 "${hwreg[@]}" -o json diff same.yaml
	echo "$output" >diff.json
	[ "$(python3 -c '
import json
one, = json.load(open("diff.json"))
print(one["key"], one["result"], one["before"]["hex"], one["after"]["hex"], one["changed"], one["after"]["fields"][0]["enum"])
	')" = "A.CTRL differs 0x03020100 0x03020101 ['MODE'] run" ]
}

@test "diff of two files touches no hardware, and tells what only one has" {
	"${hwreg[@]}" save A.CTRL A.DATA 0x40 --out one.yaml
	poke_bytes 4 '\xff'
	"${hwreg[@]}" save A.DATA A.CTRL A.ID --out two.yaml
	rm regs
	run --separate-stderr "$HWREG" -b board.yaml diff one.yaml two.yaml
	[ "$status" -eq 1 ]
	[ "$stderr" = "" ]
	[ "$output" = 'A.DATA         0x00000004 = 0x070605ff (was 0x07060504)
0x00000040@32  0x00000040 = 0x43424140, in the first file alone
A.ID           0x0000000c = 0x0f0e0d0c, in the second file alone' ]
	run "$HWREG" -b board.yaml diff one.yaml one.yaml
	[ "$status" -eq 0 ]
	[ "$output" = "" ]
}

@test "diff --reset: only the bits and registers whose reset value is known" {
	run --separate-stderr "${hwreg[@]}" diff --reset A.CTRL A.DATA A.ID
	[ "$status" -eq 0 ]
	[ "$stderr" = "hwreg: not compared: 1 register whose value after reset is not known" ]
	poke_bytes 0 '\x00\x02'
	run -1 --separate-stderr "${hwreg[@]}" diff --reset A.CTRL
	[ "$output" = $'A.CTRL  0x00000000 = 0x03020200 (was 0x03020100)\n    LEVEL  15:8 = 0x2 (was 0x1)' ]
}

@test "restore: what differs is written back, in the file's order; the rest is told with the reason" {
	"${hwreg[@]}" save A 0x40 --out before.yaml 2>/dev/null
	cp regs good
	"${hwreg[@]}" fill --verify 0x40=1
	poke_bytes 0 '\x00\x07'
	poke_bytes 4 '\xee\xee'
	poke_bytes 0x0a '\x33'
	for at in 0x0c 0x14 0x18 0x1c; do poke_bytes "$at" '\xdd'; done
	run --separate-stderr "${hwreg[@]}" restore --verify before.yaml
	[ "$status" -eq 0 ]
	[ "$output" = 'A.CTRL         0x00000000 = 0x03020100 (was 0x03020700)
    LEVEL  15:8 = 0x1 (was 0x7)
A.DATA         0x00000004 = 0x07060504 (was 0x0706eeee)
A.STAT         0x00000008 = 0x0b0a0908 (was 0x0b330908)
    SET  23:16 = 0xa (was 0x33)
0x00000040@32  0x00000040 = 0x43424140 (was 0x00000001)' ]
	[ "$stderr" = 'hwreg: left out: it is read-only:
       A.ID
hwreg: left out: a write starts something (trigger):
       A.GO
hwreg: left out: A.KEY is protected: fuses; --force=protect writes it all the same:
       A.KEY' ]
	run -1 "${hwreg[@]}" -q diff before.yaml
	[ "${lines[0]}" = A.ID ]
	run --separate-stderr "${hwreg[@]}" --force=protect -q restore before.yaml
	[ "$output" = A.KEY ]
}

@test "restore: -n shows the reads and what it would write; nothing else is touched" {
	poke_bytes 1 '\x07'
	cp regs before
	run "${hwreg[@]}" -n restore same.yaml
	[ "$status" -eq 0 ]
	[ "$output" = 'would read 32 bits at 0x00000000 (A.CTRL) on file:regs = 0x03020700
would write 32 bits at 0x00000000 (A.CTRL) on file:regs = 0x03020100 (was 0x03020700)
    LEVEL  15:8 = 0x1 (was 0x7)' ]
	cmp regs before
	accesses -b board.yaml -t file:regs restore same.yaml
	[ "$output" = $'read 32 0x00000000\nwrite 32 0x00000000 0x03020100' ]
}

@test "put back: a snapshot before and one after are the same" {
	"$HWREG" -b board.yaml -t "sim:snapshot$$" save A.CTRL A.DATA A.HALF --out one.yaml
	"$HWREG" -b board.yaml -t "sim:snapshot$$" poke A.CTRL=0xffffffff A.DATA=1 A.HALF=2
	"$HWREG" -b board.yaml -t "sim:snapshot$$" -q restore one.yaml
	"$HWREG" -b board.yaml -t "sim:snapshot$$" save A.CTRL A.DATA A.HALF --out two.yaml
	"$HWREG" sim rm "snapshot$$"
	run -0 "$HWREG" -b board.yaml diff one.yaml two.yaml
	[ "$output" = "" ]
}

@test "a snapshot of another board is refused; of one that has lost registers, before anything is opened" {
	sed 's/board: test/board: other/' same.yaml >other.yaml
	refused 2 "other.yaml is of the board other, not of test; --force=board takes it all the same" -b board.yaml -t file:regs diff other.yaml
	"${hwreg[@]}" --force=board diff other.yaml
	sed -i 's/^  A.CTRL.*/  A.GONE: [0x0, 32, 0x0]\n  A.DATA: [0x8, 32, 0x0]/' same.yaml
	run -2 "${hwreg[@]}" restore same.yaml
	[ "$output" = 'same.yaml:4:3: error: no register A.GONE; did you mean A.GO? [unknown-register]
same.yaml:5:3: error: A.DATA: here 0x00000008 with 32 bits, but in the board 0x00000004 with 32 bits [unknown-register]' ]
}

wrong() { # what a file of these lines is answered with
	printf '%b' "$2" >wrong.yaml
	run -2 "${hwreg[@]}" diff wrong.yaml
	if [ "$output" != "wrong.yaml:$1" ]; then
		echo "$output"
		return 1
	fi
}

@test "snapshots that are wrong: each mistake has its place and its name" {
	local head='hwreg-snapshot: 1\nregisters:\n' end='end: true\n'

	wrong "1:1: error: the key 'end' is missing [missing-key]" "$head  A.DATA: [0x4, 32, 0]\n"
	wrong "1:1: error: this is no snapshot: the key 'hwreg-snapshot' is missing [missing-key]" 'hwreg: 1\n'
	wrong "1:17: error: this hwreg reads version 1 of the format, not 2 [format-version]" 'hwreg-snapshot: 2\nmore: 1\n'
	wrong "3:11: error: A.DATA: [address, width, value] is needed here [type-mismatch]" "$head  A.DATA: [0x4, 32]\n$end"
	wrong "3:11: error: A.DATA: a list is needed here, not a text [type-mismatch]" "$head  A.DATA: 5\n$end"
	wrong "3:17: error: A.DATA: a width is 8, 16, 24 … 64 bits [width]" "$head  A.DATA: [0x4, 33, 0]\n$end"
	wrong "3:20: error: A.DATA: 0x100 does not fit in 8 bits [number-syntax]" "$head  A.DATA: [0x4, 8, 0x100]\n$end"
	wrong "4:3: error: 'A.DATA' was given before (3:3) [duplicate-key]" "$head  A.DATA: [0x4, 32, 0]\n  A.DATA: [0x4, 32, 0]\n$end"
	wrong "4:3: error: 0x00000004@32: a register at this address is already among the others [duplicate-name]" "$head  0x0@32: [0, 1, 2]\n  0x4@32: [5]\n$end"
	wrong "3:3: error: '0x4' is neither a register's name nor ADDRESS@WIDTH [name-syntax]" "$head  0x4: [0]\n$end"
	wrong "3:3: error: '' is neither a register's name nor ADDRESS@WIDTH [name-syntax]" "$head  '': [0x4, 32, 0]\n$end"
}

@test "snapshots that are cut or bombs are refused, with what is wrong" {
	"${hwreg[@]}" save A --out whole.yaml 2>/dev/null
	local size length i
	size=$(stat -c %s whole.yaml)
	# not i: run has no i of its own, and changes that of its caller
	for ((length = 1; length < size - 50; length += 37)); do
		head -c "$length" whole.yaml >cut.yaml
		run -2 "${hwreg[@]}" diff cut.yaml
		[[ "$output" = *"cut.yaml:"*": error: "* ]]
	done
	{
		echo 'hwreg-snapshot: 1'
		echo 'a: &a [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]'
		for i in b:a c:b d:c e:d f:e g:f h:g; do
			p="*${i#*:}"
			echo "${i%:*}: &${i%:*} [$p, $p, $p, $p, $p, $p, $p, $p, $p, $p]"
		done
	} >bomb.yaml
	run -2 "${hwreg[@]}" diff bomb.yaml
	[[ "$output" = *"aliases stand for more than 1048576 keys and values [yaml-alias]"* ]]
	run -2 "${hwreg[@]}" diff .
	[ "$output" = "hwreg: .: Is a directory" ]
	run -2 "${hwreg[@]}" diff none.yaml
	[ "$output" = "hwreg: none.yaml: No such file or directory" ]
}

@test "diff: more than two files, or none, is told how it is meant" {
	run -2 "${hwreg[@]}" diff same.yaml same.yaml same.yaml
	[ "$output" = "hwreg: diff takes one or two files; for registers: diff --reset LOCATION..." ]
}

@test "all that is wrong with a snapshot is told at once, each mistake at its place and in its words" {
	cat >bad.yaml <<-'END'
		hwreg-snapshot: 1
		board: [x]
		time: "this is far too long to be a time, which has its place in a field of fixed size"
		targets: [x]
		by: 1
		registers:
		  A+0x1000@33: [0x1]
		  9+0x1@32: [0x1]
		  "B C+0x4@32": [0x1]
		  A+0x4: [0x1]
		  A+x@32: [0x1]
		  A+0x0@32le: [0x1]
		  A+0x4@: [0x1]
		  F+0x0@32: []
		  G+0x0@32: 0x1
		  H+0x0@8: [0x1, 0x100]
		  I+0xfffffffffffffffc@32: [0x1, 0x2]
		  K: [0x1000, 32]
		  L: [0x1000, 32, 0x1, 0x2]
		  M: [x, 32, 0x1]
		  N: [0x1000, x, 0x1]
		  O: [0x1000, 12, 0x1]
		  P: [0x1000, 8, 0x1ff]
		  0x1000@32be: [0x1]
		  0x1000@16: [[1]]
		end: false
	END
	run -2 --separate-stderr "$HWREG" -t sim -b "$SRCTREE/boards/demo.yaml" diff bad.yaml
	diff <(printf '%s\n' "$stderr") - <<-'END'
		bad.yaml:2:8: error: board: a text is needed here, not a list [type-mismatch]
		bad.yaml:3:7: error: time: 'this is far too long to be a time, which has its place in a fiel' is not like 2026-01-31T13:00:00Z [word-syntax]
		bad.yaml:4:10: error: targets: a mapping is needed here, not a list [type-mismatch]
		bad.yaml:5:1: error: there is no key 'by' here [unknown-key]
		bad.yaml:7:3: error: A+0x1000@33: a width is 8, 16, 24 … 64 bits [width]
		bad.yaml:9:3: error: 'B C+0x4@32' is neither a register's name nor ADDRESS@WIDTH [name-syntax]
		bad.yaml:10:3: error: 'A+0x4' is neither a register's name nor ADDRESS@WIDTH [name-syntax]
		bad.yaml:11:3: error: 'A+x@32' is neither a register's name nor ADDRESS@WIDTH [name-syntax]
		bad.yaml:12:3: error: 'A+0x0@32le' is neither a register's name nor ADDRESS@WIDTH [name-syntax]
		bad.yaml:13:3: error: 'A+0x4@' is neither a register's name nor ADDRESS@WIDTH [name-syntax]
		bad.yaml:14:13: error: F+0x0@32: there are no values [type-mismatch]
		bad.yaml:15:13: error: G+0x0@32: a list is needed here, not a text [type-mismatch]
		bad.yaml:16:18: error: H+0x0@8: 0x100 does not fit in 8 bits [number-syntax]
		bad.yaml:17:34: error: I+0xfffffffffffffffc@32: this is past the end of the 64-bit address space [number-syntax]
		bad.yaml:18:6: error: K: [address, width, value] is needed here [type-mismatch]
		bad.yaml:19:6: error: L: [address, width, value] is needed here [type-mismatch]
		bad.yaml:20:7: error: M: 'x' is not a number [number-syntax]
		bad.yaml:21:15: error: N: 'x' is not a number [number-syntax]
		bad.yaml:22:15: error: O: a width is 8, 16, 24 … 64 bits [width]
		bad.yaml:23:18: error: P: 0x1ff does not fit in 8 bits [number-syntax]
		bad.yaml:25:15: error: 0x1000@16: a number is needed here, not a list [type-mismatch]
		bad.yaml:26:6: error: end: this can only be true [bool-syntax]
	END
	printf '%s\n' 'hwreg-snapshot: 2' 'end: true' >bad.yaml
	run -2 --separate-stderr "$HWREG" -t sim -b "$SRCTREE/boards/demo.yaml" diff bad.yaml
	echo "$stderr"
	[ "$stderr" = "bad.yaml:1:17: error: this hwreg reads version 1 of the format, not 2 [format-version]" ]
}
