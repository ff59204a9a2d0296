#!/usr/bin/env bats
# fill, load, copy, and dump of many: what is accessed, what is refused, and how far they came

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	cd "$BATS_TEST_TMPDIR"
	head -c 4096 /dev/zero >regs
	cat >board.yaml <<-'END'
		hwreg: 1
		board: test
		match: any
		types:
		  dev:
		    size: 0x100
		    registers:
		      A: {offset: 0x0}
		      B: {offset: 0x4, fields: {LOW: "7:0", LIVE: {bits: "31:8", volatile: true}}}
		      C: {offset: 0x8}
		      ID: {offset: 0xc, policy: ro}
		      OTP: {offset: 0x10, protect: one-time programmable}
		      FIFO: {offset: 0x14, read: effect}
		      LOCKED: {offset: 0x18, unlock: [A=1]}
		      H: {offset: 0x20, width: 16}
		      BIG: {offset: 0x24, endian: big}
		      STAT: {offset: 0x28, policy: w1c}
		  pair: {size: 0x10, registers: {X: 0x0, Y: 0x4, Z: 0xc}}
		blocks: {DEV: {type: dev, base: 0}, TWO: {type: pair, base: 0x200}}
	END
	target=(-t file:regs)
	dev=(-b ./board.yaml -t file:regs)
}

teardown() {
	[ -z "${pid-}" ] || kill -KILL "$pid" 2>/dev/null || true
	[ -z "${simulation-}" ] || "$HWREG" sim rm "$simulation" || true
}

# bytes OFFSET COUNT of the file, in hex
bytes() {
	od -v -An -tx1 -j "$1" -N "$2" regs | tr -d ' \n'
}

untouched() {
	cmp regs <(head -c 4096 /dev/zero)
}

@test "fill: one write a register in its width, in ascending order, and no read" {
	accesses "${target[@]}" fill 0x10..0x1c=0x11223344
	[ "$status" -eq 0 ]
	[ "$output" = $'write 32 0x00000010 0x11223344\nwrite 32 0x00000014 0x11223344\nwrite 32 0x00000018 0x11223344\nwrite 32 0x0000001c 0x11223344' ]
	accesses "${target[@]}" -w 16 -e big fill 0x20..+4=0x1234
	[ "$output" = $'write 16 0x00000020 0x1234\nwrite 16 0x00000022 0x1234' ]
	[ "$(bytes 16 20)" = 4433221144332211443322114433221112341234 ]
	[ ! -s stdout ]
}

@test "each access is told under the name of its own register" {
	run -0 --separate-stderr "$HWREG" "${dev[@]}" -v fill 0..+12=1
	[ "$(grep -o '0x000000.. ([^)]*)' <<<"$stderr")" = $'0x00000000 (DEV.A)\n0x00000004 (DEV.B)\n0x00000008 (DEV.C)' ]
	run -0 --separate-stderr "$HWREG" "${dev[@]}" -v dump DEV.A..DEV.C
	[ "$(grep -o '0x000000.. ([^)]*)' <<<"$stderr")" = $'0x00000000 (DEV.A)\n0x00000004 (DEV.B)\n0x00000008 (DEV.C)' ]
	run -0 --separate-stderr "$HWREG" "${dev[@]}" -v copy 0x204..+8 0x304
	[ "$(grep -o '(.*) on' <<<"$stderr")" = '(TWO.Y) on' ]
}

@test "fill: several values take turns, through every width of a block" {
	"$HWREG" "${target[@]}" -w 8 fill 0..+5=1,2
	[ "$(bytes 0 6)" = 010201020100 ]
	accesses "${dev[@]}" fill TWO=5,6
	[ "$output" = $'write 32 0x00000200 0x00000005\nwrite 32 0x00000204 0x00000006\nwrite 32 0x0000020c 0x00000005' ]
	accesses "${dev[@]}" fill '*.X'=7
	[ "$output" = 'write 32 0x00000200 0x00000007' ]
}

@test "fill: --count takes the registers that follow, --fifo the one again and again" {
	accesses "${target[@]}" fill --count 3 0x40=1
	[ "$output" = $'write 32 0x00000040 0x00000001\nwrite 32 0x00000044 0x00000001\nwrite 32 0x00000048 0x00000001' ]
	accesses "${dev[@]}" fill --fifo --count 3 DEV.FIFO=1,2
	[ "$output" = $'write 32 0x00000014 0x00000001\nwrite 32 0x00000014 0x00000002\nwrite 32 0x00000014 0x00000001' ]
	refused 2 "only one whole register" "${target[@]}" fill --fifo --count 3 0x40..0x50=1
	refused 2 "go past the end of the 64-bit address space" "${target[@]}" fill --count 0x8000000000000000 0x40=1
	refused 2 "outside file:regs" "${target[@]}" fill --count 1025 0=1
	[ "$(bytes 76 4)" = 00000000 ]
}

@test "fill: wrong words are refused before anything is touched" {
	refused 2 "has no value" "${target[@]}" fill 0..0x10
	refused 2 "a value is missing" "${target[@]}" fill 0..0x10=
	refused 2 "a value is missing" "${target[@]}" fill 0..0x10=1,
	refused 2 "zz" "${target[@]}" fill 0..0x10=zz
	refused 2 "0x123456789 does not fit in 32 bits" "${target[@]}" fill 0..0x10=1,0x123456789
	refused 2 "0x10000 does not fit in 16 bits" "${dev[@]}" fill DEV.H=0x10000
	refused 2 "not a multiple of the width" "${target[@]}" fill 0..+6=1
	refused 2 "not aligned to 32 bits" "${target[@]}" fill 2..+8=1
	refused 2 "outside file:regs" "${target[@]}" fill 0xff0..0x1010=1
	refused 2 "for fields and bits: hwreg poke" "${dev[@]}" fill DEV.B.LOW=1
	refused 2 "for fields and bits: hwreg poke" "${target[@]}" fill 0:3=1
	refused 2 "--count" "${target[@]}" fill --count 0 0=1
	untouched
}

@test "fill: what the board says of a register holds by number too" {
	refused 2 "DEV.ID is read-only" "${dev[@]}" fill 0..0x14=1
	refused 2 "DEV.OTP is protected: one-time programmable" "${dev[@]}" --force=policy fill 0..0x14=1
	refused 2 "DEV.LOCKED: needs other writes before and after it" "${dev[@]}" fill 0x18..+4=1
	refused 2 "would reach into DEV.H" "${dev[@]}" fill 0x20..+4=1
	refused 2 "would reach into DEV.BIG" "${dev[@]}" fill 0x24..+4=1
	refused 2 "would reach into DEV.A" "${dev[@]}" -w 8 fill --count 2 0=1
	refused 2 "DEV.ID is read-only" "${dev[@]}" fill DEV=1
	untouched
	accesses "${dev[@]}" --force=policy,protect fill 8..0x14=1
	[ "$output" = $'write 32 0x00000008 0x00000001\nwrite 32 0x0000000c 0x00000001\nwrite 32 0x00000010 0x00000001\nwrite 32 0x00000014 0x00000001' ]
}

@test "fill --verify: reads back when all is written; refused where that says nothing" {
	accesses "${dev[@]}" fill --verify 0..8=0x1122
	[ "$status" -eq 0 ]
	[ "$output" = $'write 32 0x00000000 0x00001122\nwrite 32 0x00000004 0x00001122\nwrite 32 0x00000008 0x00001122\nread 32 0x00000000\nread 32 0x00000004\nread 32 0x00000008' ]
	refused 2 "--verify: DEV.STAT: none of its bits reads back as written" "${dev[@]}" fill --verify DEV.STAT=1
	refused 2 "--verify: DEV.STAT: none of its bits" "${dev[@]}" fill --verify 0x28..+16=1
	refused 2 "--verify: what went through a FIFO cannot be read back" "${target[@]}" fill --verify --fifo --count 2 0=1
}

@test "load: a file's bytes as they are, in the registers' width; dump --raw gives them back" {
	printf '\x01\x02\x03\x04\x05\x06\x07\x08' >data
	accesses "${target[@]}" load data 0x10
	[ "$status" -eq 0 ]
	[ "$output" = $'write 32 0x00000010 0x04030201\nwrite 32 0x00000014 0x08070605' ]
	accesses "${target[@]}" -w 16 -e big load data 0x20
	[ "${output%%$'\n'*}" = 'write 16 0x00000020 0x0102' ]
	[ "$(bytes 16 24)" = 010203040506070800000000000000000102030405060708 ]
	head -c 4096 /dev/urandom >data
	"$HWREG" "${target[@]}" -w 8 load --verify data 0
	cmp data regs
	"$HWREG" "${target[@]}" dump --raw 0..+4096 | cmp - data
}

@test "load: to a block or range just as long, from a pipe, through a FIFO" {
	printf '\x01\0\0\0\x02\0\0\0' >data
	accesses "${dev[@]}" load data TWO.X..TWO.Y
	[ "$output" = $'write 32 0x00000200 0x00000001\nwrite 32 0x00000204 0x00000002' ]
	accesses "${dev[@]}" load --fifo data DEV.FIFO
	[ "$output" = $'write 32 0x00000014 0x00000001\nwrite 32 0x00000014 0x00000002' ]
	accesses "${target[@]}" load - 0x40 < <(cat data)
	[ "$output" = $'write 32 0x00000040 0x00000001\nwrite 32 0x00000044 0x00000002' ]
	head -c 300000 /dev/urandom >long
	head -c 300000 /dev/zero >regs
	"$HWREG" "${target[@]}" load --verify - 0 < <(cat long)
	cmp long regs
}

@test "load: what another command has taken from standard input is not loaded" {
	printf HEADdata >framed
	{ dd bs=4 count=1 of=/dev/null status=none && accesses "${target[@]}" load - 0x80; } <framed
	[ "$output" = 'write 32 0x00000080 0x61746164' ]
}

@test "load: files that do not fit are refused before anything is touched" {
	head -c 6 /dev/urandom >six
	head -c 8 /dev/urandom >eight
	head -c 4100 /dev/urandom >long
	: >empty
	refused 2 "six: 6 bytes are not a multiple of the registers' 32 bits" "${target[@]}" load six 0
	refused 2 "empty: empty" "${target[@]}" load empty 0
	refused 2 "outside file:regs" "${target[@]}" load long 0
	refused 2 "0..+12 has 3 registers, but there are 2 values" "${target[@]}" load eight 0..+12
	refused 2 ".: a directory" "${target[@]}" load . 0
	refused 4 "missing: No such file or directory" "${target[@]}" load missing 0
	refused 2 "do not follow each other" "${dev[@]}" load <(head -c 12 long) TWO
	refused 2 "DEV.ID is read-only" "${dev[@]}" load <(head -c 16 long) 0
	refused 2 "standard input: 6 bytes" "${target[@]}" load - 0 <six
	refused 2 "more than 64 MiB from a pipe" "${target[@]}" load - 0 < <(head -c 67108868 /dev/zero)
	untouched
}

@test "copy: reads and writes in one width, values and not bytes" {
	"$HWREG" "${target[@]}" fill 0..+8=0x11223344,0x55667788
	accesses "${target[@]}" copy 0..+8 0x100
	[ "$status" -eq 0 ]
	[ "$output" = $'read 32 0x00000000\nread 32 0x00000004\nwrite 32 0x00000100 0x11223344\nwrite 32 0x00000104 0x55667788' ]
	accesses "${target[@]}" copy --count 2 0 0x110@32be
	[ "$(bytes 272 8)" = 1122334455667788 ]
	"$HWREG" "${target[@]}" copy --verify 0..+256 0x400
	[ "$(bytes 1024 256)" = "$(bytes 0 256)" ]
	accesses "${dev[@]}" copy TWO.X..TWO.Y 0x300
	[ "${output%%$'\n'*}" = 'read 32 0x00000200' ]
}

@test "copy: FIFOs on either side" {
	"$HWREG" "${target[@]}" fill --count 3 0=1,2,3
	accesses "${dev[@]}" copy --fifo from --count 2 DEV.FIFO 0x300
	[ "$output" = $'read 32 0x00000014\nread 32 0x00000014\nwrite 32 0x00000300 0x00000000\nwrite 32 0x00000304 0x00000000' ]
	accesses "${dev[@]}" copy --fifo to 0..8 DEV.FIFO
	[ "$output" = $'read 32 0x00000000\nread 32 0x00000004\nread 32 0x00000008\nwrite 32 0x00000014 0x00000001\nwrite 32 0x00000014 0x00000002\nwrite 32 0x00000014 0x00000003' ]
	accesses "${target[@]}" copy --fifo from,to --count 2 4 8
	[ "$output" = $'read 32 0x00000004\nread 32 0x00000004\nwrite 32 0x00000008 0x00000002\nwrite 32 0x00000008 0x00000002' ]
}

@test "copy --verify: a register that a read may change is read once" {
	accesses "${dev[@]}" copy --verify DEV.FIFO 0x300
	[ "$output" = $'read 32 0x00000014\nwrite 32 0x00000300 0x00000000\nread 32 0x00000300' ]
	accesses "${dev[@]}" --force=policy copy --verify 0x10..+8 0x300
	[ "$output" = $'read 32 0x00000010\nread 32 0x00000014\nwrite 32 0x00000300 0x00000000\nwrite 32 0x00000304 0x00000000\nread 32 0x00000300\nread 32 0x00000304' ]
	truncate -s 8M regs
	refused 2 "at most 1048576 registers" "${target[@]}" --force=policy copy --verify 0..+4194308 0x500000@32
}

@test "copy: what has no place, no value or another width is refused" {
	refused 2 "the ranges overlap" "${target[@]}" copy 0..+16 8
	refused 2 "the ranges overlap" "${target[@]}" copy 8..+16 0
	refused 2 "the ranges overlap" "${target[@]}" copy --fifo to 0..+16 8
	refused 2 "the ranges overlap" "${target[@]}" copy --fifo from --count 4 8 0
	run -0 "$HWREG" "${target[@]}" copy 0..+16 0x10
	refused 2 "have 16 bits, those they would go to 32" "${dev[@]}" copy DEV.H 0x300
	refused 2 "DEV.FIFO cannot be read without changing something" "${dev[@]}" copy 0..0x14 0x300
	refused 2 "TWO.Z does not follow the register before it" "${dev[@]}" copy TWO 0x300
	refused 2 "whole registers are copied" "${dev[@]}" copy DEV.B.LOW 0x300
	refused 2 "DEV.ID is read-only" "${dev[@]}" copy 0x300..+16 0
	refused 2 "at most 1048576 values" "${target[@]}" copy --fifo from --count 2000000 0 4
	refused 2 "'both' is not one of: from,to" "${target[@]}" copy --fifo both 0 4
	untouched
}

@test "dump: --count and --fifo" {
	"$HWREG" "${target[@]}" fill --count 5 0x10=1,2
	run -0 "$HWREG" "${target[@]}" dump --count 5 0x10
	[ "$output" = $'0x00000010  00000001 00000002 00000001 00000002\n0x00000020  00000001' ]
	accesses "${dev[@]}" dump --fifo --count 5 DEV.FIFO
	[ "$(cat stdout)" = $'0x00000000  00000002 00000002 00000002 00000002\n0x00000010  00000002' ]
	[ "$output" = $'read 32 0x00000014\nread 32 0x00000014\nread 32 0x00000014\nread 32 0x00000014\nread 32 0x00000014' ]
	"$HWREG" "${dev[@]}" dump --raw --fifo --count 3 DEV.FIFO | cmp - <(printf '\2\0\0\0\2\0\0\0\2\0\0\0')
	refused 2 "only one whole register" "${target[@]}" dump --fifo 0..0x10
}

@test "dump: a long range is the same as its parts, around what is skipped too" {
	head -c 4096 /dev/urandom >regs
	for width in 8 16 32; do
		for order in little big; do
			"$HWREG" "${target[@]}" -w $width -e $order dump -q 0..+4096 >whole
			"$HWREG" "${target[@]}" -w $width -e $order peek -q 0..+4096 | cmp - whole
			"$HWREG" "${target[@]}" -w $width -e $order dump 0..+4096 | cut -d' ' -f3- | tr ' ' '\n' |
				sed 's/^/0x/' | cmp - whole
		done
	done
	run -0 "$HWREG" "${dev[@]}" dump 0..+32
	[ "$(od -v -An -tx4 -w16 -N 16 regs | sed 's/^/0x00000000 /')" = "${lines[0]}" ]
	[[ ${lines[1]} == "0x00000010  "????????" -------- "????????" "???????? ]]
	[ "${lines[2]}" = "hwreg: skipped 1 register that reading would change (name it in full to read it)" ]
}

@test "a dry run tells of many in one line, with the names of a block one by one" {
	run -0 "$HWREG" -n "${target[@]}" fill 0..+1K=0x1234
	[ "$output" = "would write 32 bits at 0x00000000 on file:regs, 256 times to 0x000003fc, the first = 0x00001234" ]
	run -0 "$HWREG" -n "${target[@]}" copy --fifo to --count 4 0 0x10
	[ "${lines[0]}" = "would read 32 bits at 0x00000000 on file:regs, 4 times to 0x0000000c" ]
	[ "${lines[1]}" = "would write 32 bits at 0x00000010 on file:regs, 4 times" ]
	run -0 "$HWREG" -n "${dev[@]}" fill TWO=1,2
	[ "${lines[1]}" = "would write 32 bits at 0x00000204 (TWO.Y) on file:regs = 0x00000002" ]
	[ "${#lines[@]}" -eq 3 ]
	untouched
}

@test "JSON: what was written, and how much of it" {
	run -0 --separate-stderr "$HWREG" "${dev[@]}" -o json fill --verify TWO.X..TWO.Y=3
	[ "$(jq -c '.[0]' <<<"$output")" = '{"first":"TWO.X","address":512,"width":32,"count":2,"written":2,"verified":true}' ]
	run -2 --separate-stderr "$HWREG" "${dev[@]}" -o json fill DEV=3
	[[ $(jq -r .error.message <<<"$output") == *"read-only"* ]]
	run -0 --separate-stderr "$HWREG" -n "${target[@]}" -o json fill 0..+64=1
	[ "$(jq -c '.[0] | [.access, .count, .step]' <<<"$output")" = '["write",16,4]' ]
}

@test "JSON: a dump that would not fit in memory is refused before anything is read" {
	truncate -s 64M regs
	accesses "${target[@]}" -o json dump 0..+64M
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	[[ $(jq -r .error.message stdout) == *"a document of 16777216 registers would not fit in memory"* ]]
}

@test "a failure half-way tells how far it came" {
	head -c 65536 /dev/urandom >data
	head -c 65536 /dev/zero >regs
	# the log's file system is full after a few lines
	run -3 "$HWREG" --log /dev/full "${target[@]}" load data 0
	[[ $output == *"--log /dev/full: No space left on device"* ]]
	cmp regs <(head -c 65536 /dev/zero)
	run -3 bash -c 'trap "" XFSZ; ulimit -f 1; exec "$@"' - "$HWREG" --log limit.log "${target[@]}" load data 0
	[[ $output == *"written: "*" of 16384 registers, 0x00000000 to 0x"* ]]
	count=$(sed -nE 's/.*written: ([0-9]+) of .*/\1/p' <<<"$output")
	[ "$count" -gt 0 ]
	cmp -n $((4 * count)) regs data
	cmp <(tail -c +$((4 * count + 5)) regs) <(head -c $((65536 - 4 * count - 4)) /dev/zero)
}

# A simulation of 16 MiB, which takes long to write byte by byte
slow_simulation() {
	cat >slow.yaml <<-'END'
		hwreg: 1
		board: slow
		match: any
		types: {ram: {size: 0x1000000, registers: {FIRST: 0x0}}}
		blocks: {RAM: {type: ram, base: 0}}
	END
	simulation=many-$$-$BATS_TEST_NUMBER
	slow=(-b ./slow.yaml -t "sim:$simulation")
}

@test "Ctrl-C ends a fill cleanly and tells how far it came" {
	local signal
	slow_simulation
	for signal in INT TERM; do
		env --default-signal=INT,TERM "$HWREG" "${slow[@]}" -w 8 fill 8..0xffffff=0xa5 2>stderr &
		pid=$!
		until [ "$("$HWREG" "${slow[@]}" -q peek 0x8@8)" = 0xa5 ]; do :; done
		kill -$signal $pid
		status=0
		wait $pid || status=$?
		pid=
		[ "$status" -eq $((128 + $(kill -l $signal))) ]
		[[ $(cat stderr) == "hwreg: interrupted; written: "*" of 16777208 registers, 0x00000008 to 0x"* ]]
		last=$(sed -nE 's/.* to (0x[0-9a-f]+).*/\1/p' stderr)
		run -0 "$HWREG" "${slow[@]}" -q peek "$last@8" "$((last + 1))@8"
		[ "$output" = $'0xa5\n0x00' ]
		"$HWREG" sim rm "$simulation"
	done
	simulation=
}

@test "Ctrl-C ends a dump with what was read" {
	slow_simulation
	mkfifo pipe
	env --default-signal=INT "$HWREG" "${slow[@]}" -w 8 dump -q 8..0xffffff >pipe 2>stderr &
	pid=$!
	exec 7<pipe
	read -r -u 7 line
	[ "$line" = 0x00 ]
	kill -INT $pid
	cat <&7 >rest
	exec 7<&-
	status=0
	wait $pid || status=$?
	pid=
	[ "$status" -eq 130 ]
	count=$(sed -nE 's/^hwreg: interrupted after ([0-9]+) of 16777208 registers$/\1/p' stderr)
	[ "$count" -eq $(($(wc -l <rest) + 1)) ]
}

@test "what takes longer than a second shows its progress on a terminal" {
	slow_simulation
	script -qfc "echo \$\$ >pid; exec env --default-signal=INT $(printf '%q ' "$HWREG" "${slow[@]}" -w 8 fill 8..0xffffff=0xa5)" typescript </dev/null >/dev/null &
	local terminal=$!
	until grep -q '\] *[0-9]*%  *[0-9]*:[0-9][0-9] left' typescript 2>/dev/null; do
		kill -0 $terminal
	done
	kill -INT "$(cat pid)"
	wait $terminal || true
	# the line is taken away before the message
	grep -q $'\r\033\\[Khwreg: interrupted' typescript
}
