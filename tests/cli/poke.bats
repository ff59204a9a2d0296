#!/usr/bin/env bats
# poke: what is written, what is read for it, and what is kept; on a file and on a simulation

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
		      CTRL: {offset: 0x0, fields: {MODE: {bits: "1:0", enum: {off: 0, slow: 1, fast: 2}}, EN: 2, LEVEL: "15:8"}}
		      STAT:
		        offset: 0x4
		        fields: {ENABLE: 0, DONE: {bits: 8, policy: w1c}, ZERO: {bits: 9, policy: w0c}, FLAG: {bits: 16, policy: ro}}
		      CMD: {offset: 0x8, policy: wo, fields: {GO: 0, CODE: "7:4"}}
		      ICR: {offset: 0xc, read: none, write: 1c, fields: {A: 0, B: 1}}
		      FIFO: {offset: 0x10, read: effect, fields: {DATA: "7:0"}}
		      WC: {offset: 0x14, fields: {X: 0, Y: {bits: 1, policy: wc}}}
		      RES: {offset: 0x18, reserved: 1, fields: {X: 0}}
		      RST: {offset: 0x1c, reserved: reset, reset: 0xa5000000, fields: {X: 0}}
		      RO: {offset: 0x20, policy: ro}
		      FULL: {offset: 0x24, fields: {LOW: "15:0", HIGH: "31:16"}}
		      OTP: {offset: 0x28, protect: one-time programmable}
		      CNT: {offset: 0x2c, volatile: true}
		      W16: {offset: 0x30, width: 16, endian: big}
		blocks: {DEV: {type: dev, base: 0}}
	END
	dev=(-b ./board.yaml -t file:regs)
}

# bytes OFFSET COUNT of the file, in hex
bytes() {
	od -v -An -tx1 -j "$1" -N "$2" regs | tr -d ' \n'
}

put() { # offset, bytes in \x form
	printf '%b' "$2" | dd of=regs bs=1 seek="$1" conv=notrunc status=none
}

@test "a whole register is one write and no read" {
	accesses "${dev[@]}" poke DEV.CTRL=0x11223344
	[ "$status" -eq 0 ]
	[ "$output" = "write 32 0x00000000 0x11223344" ]
	[ "$(bytes 0 8)" = 4433221100000000 ]
	accesses -t file:regs poke 5@8=0xab 6@16be=0x1234
	[ "$output" = $'write 8 0x00000005 0xab\nwrite 16 0x00000006 0x1234' ]
	[ "$(bytes 4 4)" = 00ab1234 ]
}

@test "nothing is printed when all went well" {
	run "$HWREG" "${dev[@]}" poke DEV.CTRL=1
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "a field: one read, one write, the neighbours kept" {
	put 0 '\xff\xff\xff\xff'
	accesses "${dev[@]}" poke DEV.CTRL.LEVEL=0x5a
	[ "$output" = $'read 32 0x00000000\nwrite 32 0x00000000 0xffff5aff' ]
}

@test "several fields of a register: still one read and one write; enumerators" {
	accesses "${dev[@]}" poke DEV.CTRL.MODE=fast,EN=1,LEVEL=7
	[ "$output" = $'read 32 0x00000000\nwrite 32 0x00000000 0x00000706' ]
}

@test "fields that cover the register need no read" {
	accesses "${dev[@]}" poke DEV.FULL.LOW=1,HIGH=2
	[ "$output" = "write 32 0x00000024 0x00020001" ]
}

@test "a write-1-to-clear neighbour gets 0, a write-0-to-clear neighbour 1, whatever was read" {
	put 4 '\x00\x03\x01\x00'
	accesses "${dev[@]}" poke DEV.STAT.ENABLE=1
	[ "$output" = $'read 32 0x00000004\nwrite 32 0x00000004 0x00010201' ]
}

@test "no read where no neighbour needs one" {
	accesses "${dev[@]}" poke DEV.ICR.B=1
	[ "$output" = "write 32 0x0000000c 0x00000002" ]
	accesses "${dev[@]}" poke DEV.CTRL:31:0=5
	[ "$output" = "write 32 0x00000000 0x00000005" ]
}

@test "bits without a field: kept, 1 or as after reset" {
	accesses "${dev[@]}" poke DEV.RES.X=0
	[ "$output" = "write 32 0x00000018 0xfffffffe" ]
	accesses "${dev[@]}" poke DEV.RST.X=1
	[ "$output" = "write 32 0x0000001c 0xa5000001" ]
}

@test "slices and masks keep the rest" {
	put 0 '\xff\xff\xff\xff'
	accesses -t file:regs poke 0:7:4=0
	[ "$output" = $'read 32 0x00000000\nwrite 32 0x00000000 0xffffff0f' ]
	accesses -t file:regs poke 0=0x10000/0xff0000
	[ "$output" = $'read 32 0x00000000\nwrite 32 0x00000000 0xff01ff0f' ]
	accesses "${dev[@]}" poke DEV.STAT=1/1
	[ "$output" = $'read 32 0x00000004\nwrite 32 0x00000004 0x00000201' ]
}

@test "a numeric slice obeys the policies of the register found there" {
	put 4 '\x00\x01\x00\x00'
	accesses "${dev[@]}" poke 4:0=1
	[ "$output" = $'read 32 0x00000004\nwrite 32 0x00000004 0x00000201' ]
}

@test "what would change a neighbour is refused by its name; --force=policy does it" {
	refused 2 "DEV.WC" "${dev[@]}" poke DEV.WC.X=1
	refused 2 "Y" "${dev[@]}" poke DEV.WC.X=1
	refused 2 "DEV.CMD" "${dev[@]}" poke DEV.CMD.GO=1
	refused 2 "reading this register changes something" "${dev[@]}" poke DEV.FIFO.DATA=1
	accesses "${dev[@]}" --force=policy poke DEV.WC.X=1
	[ "$status" -eq 0 ]
}

@test "a slice by number that is no register's own access is refused where one is described" {
	refused 2 "DEV.FIFO" "${dev[@]}" poke 0x10@8:0=1
	refused 2 "DEV.CTRL" "${dev[@]}" poke 0@32be:0=1
	accesses "${dev[@]}" --force=policy poke 0@8:0=1
	[ "$output" = $'read 8 0x00000000\nwrite 8 0x00000000 0x01' ]
	# whole accesses by number are raw
	accesses "${dev[@]}" poke 0@8=1
	[ "$output" = "write 8 0x00000000 0x01" ]
}

@test "bits of a read-only register that no field describes are refused, too" {
	sed 's/RO: {offset: 0x20, policy: ro}/RO: {offset: 0x20, policy: ro, fields: {W: {bits: 0, policy: rw}}}/' board.yaml >b2.yaml
	refused 2 "DEV.RO is read-only" -b ./b2.yaml -t file:regs poke DEV.RO:5=1
	accesses -b ./b2.yaml -t file:regs poke DEV.RO.W=1
	[ "$status" -eq 0 ]
}

@test "read-only and protected registers are refused; force writes them" {
	refused 2 "read-only" "${dev[@]}" poke DEV.RO=1
	refused 2 "DEV.STAT.FLAG is read-only" "${dev[@]}" poke DEV.STAT.FLAG=1
	refused 2 "one-time programmable" "${dev[@]}" poke DEV.OTP=1
	accesses "${dev[@]}" --force=policy,protect poke DEV.RO=1 DEV.OTP=2
	[ "$output" = $'write 32 0x00000020 0x00000001\nwrite 32 0x00000028 0x00000002' ]
	# a whole write by number is raw
	accesses "${dev[@]}" poke 0x20=3
	[ "$output" = "write 32 0x00000020 0x00000003" ]
}

@test "--verify reads back and compares; a mismatch is exit 1; nothing to compare is refused" {
	accesses "${dev[@]}" poke --verify DEV.CTRL.LEVEL=9
	[ "$status" -eq 0 ]
	[ "$output" = $'read 32 0x00000000\nwrite 32 0x00000000 0x00000900\nread 32 0x00000000' ]
	refused 2 "DEV.ICR" "${dev[@]}" poke --verify DEV.ICR=1
	refused 2 "DEV.CNT" "${dev[@]}" poke --verify DEV.CNT=1
}

@test "--verify finds bits that do not stick: exit 1, what was written and what was read" {
	# half of a read-only register, which by number and in this width nothing describes
	run "$HWREG" -b ./board.yaml -t sim poke --verify 0x20@16=0x1234
	[ "$status" -eq 1 ]
	[[ "$output" == *"wrote 0x1234, read 0x0000"* ]]
}

@test "a dry run shows the accesses and makes none" {
	run "$HWREG" -n "${dev[@]}" poke DEV.CTRL.EN=1 DEV.FULL=7
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "would read 32 bits at 0x00000000 (DEV.CTRL) on file:regs = 0x00000000" ]
	[ "${lines[1]}" = "would write 32 bits at 0x00000000 (DEV.CTRL) on file:regs = 0x00000004 (was 0x00000000)" ]
	[ "${lines[2]}" = "    EN  2 = 1 (was 0)" ]
	[ "${lines[3]}" = "would write 32 bits at 0x00000024 (DEV.FULL) on file:regs = 0x00000007 (was 0x00000000)" ]
	[ "$(bytes 0 40 | tr -d 0)" = "" ]
}

@test "one bad word in a line makes no access at all" {
	refused 2 "zz" "${dev[@]}" poke DEV.CTRL=1 DEV.FULL=zz DEV.RES=1
	refused 2 "DEV.CTRX" "${dev[@]}" poke DEV.CTRL=1 DEV.CTRX=1
	[ "$(bytes 0 64 | tr -d 0)" = "" ]
}

@test "two good writes and one that the file refuses: the message lists what was written" {
	run "$HWREG" -t file:regs poke 0=1 4=2 0x1000=3
	[ "$status" -eq 2 ]
	[[ "$output" == *"nothing was written"* ]]
	[ "$(bytes 0 8 | tr -d 0)" = "" ]
}

@test "-v shows each access before its result" {
	run "$HWREG" -v "${dev[@]}" poke DEV.CTRL.EN=1
	[[ "$output" == *"hwreg: read 32 bits at 0x00000000 (DEV.CTRL) on file:regs = 0x00000000"* ]]
	[[ "$output" == *"hwreg: write 32 bits at 0x00000000 (DEV.CTRL) on file:regs = 0x00000004"* ]]
}

@test "8 processes set their own bit 200 times each: none is lost" {
	put 0 '\x00\x00\x00\x00'
	for bit in 0 1 2 3 4 5 6 7; do
		(for ((i = 0; i < 25; i++)); do
			"$HWREG" -t file:regs poke "0:$bit=1" "0:$((bit + 8))=1" "0:$bit=0" "0:$bit=1"
		done) &
	done
	wait
	[ "$(bytes 0 4)" = ffff0000 ]
}

@test "a log that fills up stops the access that it cannot keep" {
	head -c 830 /dev/zero >log
	run bash -c 'trap "" XFSZ; ulimit -f 1; "$HWREG" --log log -t file:regs poke 0=1 4=2 8=3'
	echo "$output"
	[ "$status" -eq 3 ]
	[[ "$output" == *"--log log: "* ]]
	[[ "$output" == *"written before the failure: 0=1"* ]]
	[ "$(bytes 0 12)" = 010000000000000000000000 ]
}

@test "a field write waits for the lock of its bytes, and --no-lock does not" {
	# another process holds the lock of the four bytes of a register
	mkfifo go
	python3 - regs <<-'END' &
		import fcntl, struct, sys, os
		f = open(sys.argv[1], "r+b")
		fcntl.fcntl(f, 37, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 4, 0))  # F_OFD_SETLK
		open("held", "w").close()
		open("go").read()
	END

	until [ -e held ]; do :; done
	timeout 5 "$HWREG" --no-lock -t file:regs poke 0:0=1
	"$HWREG" -t file:regs poke 4:0=1
	"$HWREG" -t file:regs poke 0=3
	"$HWREG" -t file:regs poke 0:8=1 &
	poke=$!
	run timeout 0.3 "$HWREG" -t file:regs poke 0:9=1
	[ "$status" -eq 124 ]
	[ "$(bytes 0 4)" = 03000000 ]
	: >go
	wait $poke
	[ "$(bytes 0 4)" = 03010000 ]
}
